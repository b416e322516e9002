/** Folders that commands are to run in, and that are neither there nor made by anything. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { code, type DefinitionProblem } from './document/problems.ts';
import type { LoadedDefinition } from './load.ts';

/** What a stage needs may make its folder, and so may its caches: only of the others is it certain. */
export async function missingFolders(
  definition: LoadedDefinition,
): Promise<readonly DefinitionProblem[]> {
  const { pipeline, root, file, stageLines } = definition;
  const alone = pipeline.stages.filter(
    ({ needs, caches, workingDirectory }) =>
      needs.length === 0 && caches.length === 0 && workingDirectory !== '.',
  );
  const found = await Promise.all(
    alone.map(async ({ id, workingDirectory: folder }): Promise<readonly DefinitionProblem[]> => {
      if (await isFolder(join(root, folder))) return [];
      const message = `the working directory ${code(folder)} of the stage ${code(id)} is not there`;
      const remedy = 'correct the path, or let the stage need one that makes the folder';
      return [{ file, line: stageLines.get(id) ?? 1, column: 1, message, remedy }];
    }),
  );
  return found.flat();
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}
