/** Patterns of inputs that name nothing: what they were to watch over would never be seen to change. */
import { isExclusion } from '../../pipeline/patterns/patterns.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { EmptyInput } from '../../record/facts/stage/stage-reason.ts';
import type { FileStates } from '../files/file-states.ts';
import { withoutIgnored } from '../files/git-ignored.ts';
import { matchFiles } from '../files/match-files.ts';
import { madeFilter } from './fingerprints.ts';

/** The first pattern of a stage's inputs that stands for no file. */
export async function findEmptyInput(
  root: string,
  { inputs }: Pick<Stage, 'inputs'>,
  pipeline: Pick<Pipeline, 'stages'>,
  states: FileStates,
  /** Whether a pattern stands for what is yet to be put in place. */
  isComing: (pattern: string) => boolean = () => false,
): Promise<EmptyInput | undefined> {
  if (inputs.length === 0) return undefined;
  const options = { patterns: inputs, isMade: madeFilter(pipeline), git: await states.git() };
  const counting = async (patterns: readonly string[]) => {
    const matched = await matchFiles(root, patterns);
    return { matched, counted: await withoutIgnored(matched, options) };
  };
  const wanted = inputs.filter(pattern => !isExclusion(pattern));
  for (const pattern of wanted) {
    if (isComing(pattern)) continue;
    const { matched, counted } = await counting([pattern]);
    const [file] = matched;
    if (file === undefined) return { why: 'no-match', pattern };
    if (counted.length === 0) return { why: 'ignored', pattern, file };
  }
  const [first] = wanted;
  if (first === undefined || wanted.length === inputs.length) return undefined;
  if (wanted.some(isComing)) return undefined;
  const { counted } = await counting(inputs);
  return counted.length === 0 ? { why: 'excluded', pattern: first } : undefined;
}
