/** Patterns of inputs that name nothing: what they were to watch over would never be seen to change. */
import { isExclusion } from '../../pipeline/patterns/patterns.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { FileStates } from '../files/file-states.ts';
import { withoutIgnored } from '../files/git-ignored.ts';
import { matchFiles } from '../files/match-files.ts';
import { madeFilter } from './fingerprints.ts';

/** A pattern of a stage's inputs that stands for no file. */
export type EmptyInput =
  | { readonly kind: 'no-match'; readonly pattern: string }
  /** Git ignores all that it matches, such as this file. */
  | { readonly kind: 'ignored'; readonly pattern: string; readonly file: string }
  /** The exclusions of the list leave nothing. */
  | { readonly kind: 'excluded'; readonly pattern: string };

/** The first such pattern. */
export async function findEmptyInput(
  root: string,
  { inputs }: Pick<Stage, 'inputs'>,
  pipeline: Pick<Pipeline, 'stages'>,
  states: FileStates,
): Promise<EmptyInput | undefined> {
  if (inputs.length === 0) return undefined;
  const options = { patterns: inputs, isMade: madeFilter(pipeline), git: await states.git() };
  const counting = async (patterns: readonly string[]) => {
    const matched = await matchFiles(root, patterns);
    return { matched, counted: await withoutIgnored(matched, options) };
  };
  const wanted = inputs.filter(pattern => !isExclusion(pattern));
  for (const pattern of wanted) {
    const { matched, counted } = await counting([pattern]);
    const [file] = matched;
    if (file === undefined) return { kind: 'no-match', pattern };
    if (counted.length === 0) return { kind: 'ignored', pattern, file };
  }
  const [first] = wanted;
  if (first === undefined || wanted.length === inputs.length) return undefined;
  const { counted } = await counting(inputs);
  return counted.length === 0 ? { kind: 'excluded', pattern: first } : undefined;
}

/** What is wrong, and what to do about it. */
export function emptyInputWords(empty: EmptyInput): string {
  const { kind, pattern } = empty;
  switch (kind) {
    case 'no-match':
      return `no file matches \`${pattern}\` of its inputs: correct the pattern, or make the file`;
    case 'ignored':
      return `git ignores all files that match \`${pattern}\` of its inputs, and what git ignores does not count: name the file (\`${empty.file}\`) or the ignored folder without wildcards, or remove the pattern`;
    case 'excluded':
      return `nothing is left of its inputs without what they exclude: correct \`${pattern}\`, or the patterns that begin with \`!\``;
  }
}
