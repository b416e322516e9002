/** Folders that commands are to run in, and that are neither there nor made by anything. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { code, type DefinitionProblem } from './document/problems.ts';
import { isUnread } from './document/unread.ts';
import type { LoadedDefinition, PartlyLoaded } from './load.ts';

/** Of a stage, what says that its folder may be made for it; setups may make any. */
const KEYS = ['needs', 'caches', 'matrix'];

/** What a stage needs may make its folder, and so may its caches: only of the others is it certain. */
export async function missingFolders(
  definition: LoadedDefinition | PartlyLoaded,
): Promise<readonly DefinitionProblem[]> {
  const { pipeline, root, file, stageLines } = definition;
  const unread = 'unread' in definition ? definition.unread : [];
  const alone = pipeline.stages.filter(
    ({ id, needs, caches, workingDirectory }) =>
      needs.length === 0 &&
      caches.length === 0 &&
      workingDirectory !== '.' &&
      ![['setup'], ...KEYS.map(key => ['stages', id, key])].some(path => isUnread(unread, path)),
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
