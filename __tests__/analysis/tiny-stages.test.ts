/**
 * A pipeline of one long stage and five of a fraction of a second, as a reused run of the example is: the
 * long one is by far the steadiest, and alone it must not say how fast the machine was.
 */
import { describe, expect, it } from 'vitest';
import { compare } from '../../src/analysis/verdict/compare.ts';
import type { History } from '../../src/record/history.ts';
import { aTimedRun, further } from './timed-runs.ts';

/** Measured, ms: the long stage first; machines that were busy are in it. */
const MEASURED = [
  [5695, 178, 422, 379, 158, 148],
  [5693, 207, 424, 373, 177, 130],
  [5561, 172, 465, 334, 178, 101],
  [5588, 177, 417, 365, 182, 142],
  [5728, 189, 495, 333, 159, 99],
  [5632, 177, 422, 420, 156, 152],
  [5649, 189, 420, 453, 158, 121],
  [5589, 192, 423, 395, 144, 110],
  [5642, 183, 429, 417, 178, 151],
  [5825, 184, 440, 455, 186, 154],
  [5735, 191, 454, 379, 168, 134],
  [6433, 241, 569, 579, 168, 179],
  [5680, 282, 460, 453, 160, 151],
  [5599, 191, 488, 371, 195, 109],
  [5599, 169, 445, 416, 168, 145],
  [6623, 277, 488, 641, 340, 276],
] as const;

const historyOf = (runs: readonly (readonly number[])[]): History => ({
  schema: 2,
  runs: runs.map((times, day) => aTimedRun(day, times)),
});

const DAY = 22;
const tiny = [181, 450, 357, 180, 125] as const;

describe('one long stage among tiny ones', () => {
  const slow = aTimedRun(DAY, [12_519, ...tiny], further([12_484, 12_848]));

  it('does not make the run slow by being slow itself', () => {
    const { runFactorPercent, stages } = compare(slow, historyOf(MEASURED));
    expect(Math.abs(runFactorPercent)).toBeLessThan(10);
    for (const { changePercent } of stages.slice(1)) {
      expect(Math.abs(changePercent ?? 0)).toBeLessThan(30);
    }
    expect(stages[0]?.verdict).toBe('regressed');
    expect(stages[0]?.changePercent).toBeGreaterThan(110);
    expect(stages[0]?.changePercent).toBeLessThan(140);
  });

  it('and one of the tiny ones that did more work hide nothing either', () => {
    const more = aTimedRun(DAY, [12_519, 181, 720, 357, 180, 110], further([12_484, 12_848]));
    const { runFactorPercent, stages } = compare(more, historyOf(MEASURED));
    expect(Math.abs(runFactorPercent)).toBeLessThan(15);
    expect(stages[0]?.verdict).toBe('regressed');
    expect(stages[0]?.changePercent).toBeGreaterThan(110);
  });

  it('still has all of a slow machine taken out', () => {
    const times = [5655, 187, 440, 395, 170, 140].map(ms => ms * 1.5);
    const { runFactorPercent } = compare(aTimedRun(DAY, times), historyOf(MEASURED));
    expect(runFactorPercent).toBeGreaterThan(35);
    expect(runFactorPercent).toBeLessThan(65);
  });
});
