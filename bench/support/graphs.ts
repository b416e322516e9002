/** Random graphs of stages, the same for the same seed. */
import type { Task } from '../../src/pipeline/schedule.ts';

/** How a graph's needs are drawn. */
export const SHAPES = ['any', 'layered', 'chains', 'wide'] as const;

export type Shape = (typeof SHAPES)[number];

/** Random numbers from 0 to 1: Park and Miller's minimal standard generator. */
export function randomFrom(seed: number): () => number {
  let state = (seed * 7_919 + 1) % 2_147_483_647;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return (state - 1) / 2_147_483_646;
  };
  // Small seeds start small.
  for (let i = 0; i < 5; i += 1) next();
  return next;
}

/** Stages in the order of their definition, each with the durations that `durationMs` gives. */
export function randomTasks(
  shape: Shape,
  count: number,
  random: () => number,
  durationMs: () => number,
): readonly Task[] {
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low));
  const layers = between(3, 9);
  const chains = between(4, 8);
  const needsOf = (i: number): readonly number[] => {
    switch (shape) {
      case 'any':
        return i === 0 ? [] : Array.from({ length: between(0, 4) }, () => between(0, i));
      case 'layered': {
        const start = (layer: number): number => Math.ceil((layer * count) / layers);
        const layer = Math.floor((i * layers) / count);
        if (layer === 0) return [];
        const length = between(1, 4);
        return Array.from({ length }, () => between(start(layer - 1), start(layer)));
      }
      case 'chains':
        return i < chains ? [] : [i - chains, ...(random() < 0.2 ? [between(0, i)] : [])];
      case 'wide':
        return i > 0 && random() < 0.3 ? [between(0, Math.min(i, 8))] : [];
    }
  };
  return Array.from({ length: count }, (_, i) => ({
    id: `s${i}`,
    needs: [...new Set(needsOf(i))].map(need => `s${need}`),
    weight: 1,
    durationMs: durationMs(),
    memoryBytes: 0,
  }));
}
