/** Patterns of inputs that name nothing: what they were to watch over would never be seen to change. */
import { isExclusion } from '../pipeline/patterns.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { FileStates } from './file-states.ts';
import { matchFiles } from './files.ts';
import { inputPaths, madeFilter } from './fingerprints.ts';
import { withoutIgnored } from './git-ignored.ts';

/** A pattern of a stage's inputs that stands for no file. */
export type EmptyInput =
  | { readonly kind: 'no-match'; readonly pattern: string }
  /** Git ignores all that it matches, such as this file. */
  | { readonly kind: 'ignored'; readonly pattern: string; readonly file: string }
  /** Nothing is left of the whole list without what it excludes, and without the stage's own outputs. */
  | { readonly kind: 'taken-away'; readonly pattern: string };

/** The first such pattern. */
export async function findEmptyInput(
  root: string,
  stage: Stage,
  pipeline: Pipeline,
  states: FileStates,
): Promise<EmptyInput | undefined> {
  const isMade = madeFilter(pipeline);
  const wanted = stage.inputs.filter(pattern => !isExclusion(pattern));
  for (const pattern of wanted) {
    const matched = await matchFiles(root, [pattern]);
    const [file] = matched;
    if (file === undefined) return { kind: 'no-match', pattern };
    const options = { patterns: stage.inputs, isMade, git: await states.git() };
    const counting = await withoutIgnored(matched, options);
    if (counting.length === 0) return { kind: 'ignored', pattern, file };
  }
  const [first] = wanted;
  if (first === undefined) return undefined;
  const left = await inputPaths(root, stage, pipeline, states);
  return left.length === 0 ? { kind: 'taken-away', pattern: first } : undefined;
}

/** What is wrong, and what to do about it. */
export function emptyInputWords(empty: EmptyInput): string {
  const { kind, pattern } = empty;
  switch (kind) {
    case 'no-match':
      return `no file matches \`${pattern}\` of its inputs: correct the pattern, or make the file`;
    case 'ignored':
      return `git ignores all files that match \`${pattern}\` of its inputs, and what git ignores does not count: name the file (\`${empty.file}\`) or the ignored folder without wildcards, or remove the pattern`;
    case 'taken-away':
      return `nothing is left of its inputs without what they exclude and what the stage makes itself: correct \`${pattern}\`, or the patterns that begin with \`!\``;
  }
}
