/** How long work with a tool usually takes at most: the marks of the guide's troubleshooting. */
import { type CacheDefinition, type Stage, USUAL_TOOLS, type UsualTime } from './types.ts';

/** What makes a stage a bottleneck where the definition does not say: a time in ms, and its share of the total. */
export const DEFAULT_MARKS = { overMs: 10_000, overShare: 0.2 };

interface Mark {
  readonly mostMs: number;
  /** The executable or Python module by which a stage says that it uses the tool. */
  readonly program: string;
}

const MARKS: Readonly<Record<UsualTime['tool'], Mark>> = {
  latex: { mostMs: 90_000, program: 'latexmk' },
  pytest: { mostMs: 60_000, program: 'pytest' },
};

/**
 * The mark of a stage that uses a cache for such a tool, or requires the tool itself. Of two marks the
 * longer one: nobody knows which part of the time is whose, and no remark is better than a wrong one.
 */
export function usualTimeOf(
  { caches: used, requires }: Pick<Stage, 'caches' | 'requires'>,
  caches: readonly CacheDefinition[],
): UsualTime | undefined {
  const presets = caches.flatMap(({ name, preset }) => (used.includes(name) ? [preset] : []));
  const isUsed = (tool: UsualTime['tool']): boolean =>
    presets.includes(tool) || requires.some(({ name }) => name === MARKS[tool].program);
  const [longest] = USUAL_TOOLS.filter(isUsed)
    .map(tool => ({ tool, mostMs: MARKS[tool].mostMs }))
    .sort((a, b) => b.mostMs - a.mostMs);
  return longest;
}
