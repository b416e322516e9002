/** Patterns of inputs that name nothing: what they were to watch over would never be seen to change. */
import { isExclusion } from '../pipeline/patterns.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { FileStates } from './file-states.ts';
import { matchFiles } from './files.ts';
import { madeFilter } from './fingerprints.ts';
import { withoutIgnored } from './git-ignored.ts';

/** A pattern of a stage's inputs that stands for no file. */
export interface EmptyInput {
  readonly pattern: string;
  /** One of the files that it matches and git ignores; nothing where it matches none at all. */
  readonly ignored?: string;
}

/** The first such pattern. */
export async function findEmptyInput(
  root: string,
  stage: Pick<Stage, 'inputs'>,
  pipeline: Pick<Pipeline, 'stages'>,
  states: FileStates,
): Promise<EmptyInput | undefined> {
  const isMade = madeFilter(pipeline);
  for (const pattern of stage.inputs) {
    if (isExclusion(pattern)) continue;
    const matched = await matchFiles(root, [pattern]);
    const [ignored] = matched;
    if (ignored === undefined) return { pattern };
    const options = { patterns: stage.inputs, isMade, git: await states.git() };
    if ((await withoutIgnored(matched, options)).length === 0) return { pattern, ignored };
  }
  return undefined;
}

/** What is wrong, and what to do about it. */
export function emptyInputWords({ pattern, ignored }: EmptyInput): string {
  if (ignored === undefined) {
    return `no file matches \`${pattern}\` of its inputs: correct the pattern, or make the file`;
  }
  return `git ignores all files that match \`${pattern}\` of its inputs, and what git ignores does not count: name the file (\`${ignored}\`) or the ignored folder without wildcards, or remove the pattern`;
}
