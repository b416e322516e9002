import fc from 'fast-check';
import { expect, it } from 'vitest';
import { play } from './play.ts';
import { sequences } from './sequences.ts';

/** More of them run in a workflow of their own; each takes about a second. */
const RUNS = Number(process.env.STAGETIME_SEQUENCES ?? 15);
const SEED = Number(process.env.STAGETIME_SEED ?? 1);

it(`what stands there after any run is what a clean checkout gives: ${RUNS} sequences`, async () => {
  let reused = 0;
  await fc.assert(
    fc.asyncProperty(sequences, async sequence => {
      const played = await play(sequence);
      reused += played.reused;
      expect(played.difference, played.log.join('\n')).toBeUndefined();
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: process.env.STAGETIME_SHRINK === undefined },
  );
  // Or else nothing was tried.
  expect(reused).toBeGreaterThan(RUNS / 2);
}, 3_600_000);
