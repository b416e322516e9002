/** The definition of a verb that only looks at it. */

import { formatProblem } from '../definition/document/problems.ts';
import { type LoadedDefinition, loadDefinition } from '../definition/load.ts';
import type { Options } from './command-line/arguments.ts';
import type { Print } from './command-line/console.ts';

/** Reads the definition; prints what is wrong with it, and gives nothing, where anything is. */
export async function openDefinition(
  { file }: Pick<Options, 'file'>,
  print: Print,
): Promise<LoadedDefinition | undefined> {
  const definition = await loadDefinition({ file, cwd: process.cwd() });
  if (definition.kind === 'loaded') return definition;
  for (const problem of definition.problems) print.error(`${formatProblem(problem)}\n`);
  return undefined;
}
