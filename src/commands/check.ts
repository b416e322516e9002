/** `check`: everything that is wrong with a definition, at once. */
import { loadDefinition } from '../definition/load.ts';
import { formatProblem } from '../definition/problems.ts';
import { missingFolders } from '../definition/working-directories.ts';
import type { Options } from './arguments.ts';
import { EXIT, type Print } from './console.ts';

/** Prints the problems, or that there are none, and gives the exit code. */
export async function check({ file, json }: Options, print: Print): Promise<number> {
  const definition = await loadDefinition({ file, cwd: process.cwd() });
  const problems =
    definition.kind === 'invalid' ? definition.problems : await missingFolders(definition);
  if (json) print.out(`${JSON.stringify({ valid: problems.length === 0, problems }, null, 2)}\n`);
  else for (const problem of problems) print.error(`${formatProblem(problem)}\n`);
  if (definition.kind === 'invalid' || problems.length > 0) return EXIT.invalid;
  const count = definition.pipeline.stages.length;
  if (!json) print.out(`${definition.file}: fine, ${count} ${count === 1 ? 'stage' : 'stages'}\n`);
  return EXIT.fine;
}
