import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findLastingSteps } from '../../../src/analysis/lasting-steps.ts';
import { findSteps } from '../../../src/analysis/noise/change-points.ts';
import { emptyHistory } from '../../../src/record/history.ts';
import { aTimedHistory, aTimedRun, usual } from '../timed-runs.ts';

describe('findSteps', () => {
  it('finds the two known steps of a real series, and no other', () => {
    const [, ...lines] = readFileSync('bench/data/tigerbeetle_tps.csv', 'utf8').trim().split('\n');
    const steps = findSteps(lines.map(line => Math.log(Number(line.split(',')[1]))));
    expect(steps.map(({ at }) => at)).toEqual([15, 71]);
    expect(steps[0]?.size).toBeCloseTo(Math.log(0.886), 2);
  });

  it('takes single wild values for what they are', () => {
    const logs = Array.from(
      { length: 60 },
      (_, i) => 0.02 * Math.sin(i * 7) + (i % 11 === 5 ? 1 : 0),
    );
    expect(findSteps(logs)).toEqual([]);
  });

  it('needs more than two runs on the new level', () => {
    const stepped = (runs: number) =>
      Array.from({ length: 30 }, (_, i) => 0.02 * Math.sin(i * 7) + (i >= 30 - runs ? 0.4 : 0));
    expect(findSteps(stepped(2))).toEqual([]);
    expect(findSteps(stepped(4)).map(({ at }) => at)).toEqual([26]);
    expect(findSteps([])).toEqual([]);
  });

  it('gives a size whose interval holds the true one', () => {
    const logs = Array.from(
      { length: 80 },
      (_, i) => 0.03 * Math.sin(i * 13) + (i >= 40 ? 0.2 : 0),
    );
    const [step] = findSteps(logs);
    expect(step?.interval[0]).toBeLessThan(0.2);
    expect(step?.interval[1]).toBeGreaterThan(0.2);
    expect(step?.interval[0]).toBeGreaterThan(0.15);
  });
});

describe('findLastingSteps', () => {
  it('names the stage, the size and the runs between which it came in', () => {
    const history = aTimedHistory(30, i => (i < 18 ? {} : { durationMs: 51_000 + 50 * (i % 3) }));
    const [step, ...others] = findLastingSteps(history);
    expect(others).toEqual([]);
    expect(step).toMatchObject({ id: 's0', after: { id: '17' }, by: { id: '18' } });
    expect(step?.changePercent).toBeGreaterThan(46);
    expect(step?.changePercent).toBeLessThan(54);
  });

  it('does not take slow machines, or cold caches, for a change', () => {
    const slower = aTimedHistory(30).runs.map((run, i) =>
      i < 18 ? run : aTimedRun(i, usual(i, 1.3)),
    );
    expect(findLastingSteps({ schema: 2, runs: slower })).toEqual([]);
    const cold = aTimedHistory(30, i =>
      i % 4 === 0 ? { cacheState: 'cold', durationMs: 80_000 + i } : { cacheState: 'warm' },
    );
    expect(findLastingSteps(cold)).toEqual([]);
    expect(findLastingSteps(emptyHistory)).toEqual([]);
  });

  it('lists no step that is not worth a word: under 10 %, or under a second', () => {
    const stepped = (beforeMs: number, afterMs: number) =>
      findLastingSteps(
        aTimedHistory(40, i => ({ durationMs: i < 20 ? beforeMs : afterMs + (i % 2) })),
      );
    // Quiet times, so that nothing but its size speaks against the step.
    expect(stepped(34_000, 36_700)).toEqual([]);
    expect(stepped(36_700, 34_000)).toEqual([]);
    expect(stepped(2_000, 2_900)).toEqual([]);
    expect(stepped(2_900, 2_000)).toEqual([]);
    expect(stepped(34_000, 38_000)).toHaveLength(1);
    expect(stepped(2_000, 3_100)).toHaveLength(1);
    expect(stepped(3_100, 2_000)).toHaveLength(1);
  });

  it('takes several runs of one commit for one witness', () => {
    const history = (shaOf: (i: number) => string, isDirty = false) => {
      const { runs } = aTimedHistory(24, i =>
        i < 12 ? {} : { durationMs: 51_000 + 50 * (i % 3) },
      );
      return {
        schema: 2 as const,
        runs: runs.map((run, i) => ({
          ...run,
          run: { ...run.run, sha: shaOf(i), ...(isDirty && i >= 12 && { dirty: true }) },
        })),
      };
    };
    expect(findLastingSteps(history(i => `${i}`))).toHaveLength(1);
    // The machine became slow while the same commit ran again and again.
    expect(findLastingSteps(history(i => (i < 8 ? `${i}` : 'same')))).toEqual([]);
    expect(findLastingSteps(history(i => (i < 12 ? `${i}` : 'same')))).toEqual([]);
    // Uncommitted changes are not the commit.
    expect(findLastingSteps(history(i => (i < 12 ? `${i}` : 'same'), true))).toMatchObject([
      { after: { sha: '11' }, by: { sha: 'same', dirty: true } },
    ]);
  });
});
