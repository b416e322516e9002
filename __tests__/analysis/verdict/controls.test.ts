import { describe, expect, it } from 'vitest';
import { compare } from '../../../src/analysis/verdict/compare.ts';
import { controlsFor } from '../../../src/analysis/verdict/controls.ts';
import type { Confirmation } from '../../../src/record/run-record.ts';
import { aTimedHistory, aTimedRun, USUAL, usual } from '../timed-runs.ts';

const DAY = 22;
const slow = [52_000, ...usual(DAY).slice(1)];

/** The stage runs again as slowly, and `s4` after it so much slower than it usually is. */
function judged(ratios: readonly (number | undefined)[], headMs = 52_000) {
  const confirmations = ratios.map(
    (ratio, i): Confirmation => ({
      ref: 'head',
      durationMs: headMs + 500 * i,
      ...(ratio !== undefined && { control: { id: 's4', durationMs: USUAL[4] * ratio } }),
    }),
  );
  const run = aTimedRun(DAY, slow, { confirmations });
  return compare(run, aTimedHistory()).stages[0] as ReturnType<typeof compare>['stages'][number];
}

describe('a stage that ran again as slowly as before', () => {
  it('has regressed where its neighbour took no longer than usual', () => {
    expect(judged([1, 1.01]).verdict).toBe('regressed');
    expect(judged([undefined, undefined]).verdict).toBe('regressed');
  });

  it('has not where its neighbour was as slow each time: the machine was', () => {
    const found = judged([1.5, 1.55]);
    expect(found.verdict).toBe('unchanged');
    expect(found.further).toEqual({
      of: 'stage',
      outcome: 'cleared',
      headMs: [52_000, 52_500],
      slowToo: 's4',
    });
  });

  it('has where only one run of its neighbour was slow, which may have been a spike', () => {
    expect(judged([1.5, 1]).verdict).toBe('regressed');
    expect(judged([1, 1.5]).verdict).toBe('regressed');
    expect(judged([1.5, undefined]).verdict).toBe('regressed');
  });

  it('has where it was slower by much more than its neighbour', () => {
    expect(judged([1.1, 1.12], 60_000).verdict).toBe('regressed');
  });
});

describe('the neighbours to run again', () => {
  const controls = (run = aTimedRun(DAY, slow), history = aTimedHistory()) =>
    controlsFor(run, history, [], 's0');

  it('are neither the stage itself nor much longer ones', () => {
    expect([...controls()].sort()).toEqual(['s1', 's2', 's4']);
    const long = aTimedRun(DAY, [70_000, ...usual(DAY).slice(1)]);
    expect(controls(long)).toContain('s3');
  });

  it('are not those that something is said against', () => {
    const both = aTimedRun(
      DAY,
      usual(DAY).map((ms, j) => (j === 0 || j === 4 ? ms * 1.5 : ms)),
    );
    expect(controls(both)).not.toContain('s4');
  });

  it('are the steadiest first', () => {
    const erratic = aTimedHistory(20).runs.map((run, i) => ({
      ...run,
      stages: run.stages.map(stage =>
        stage.id === 's4'
          ? { ...stage, durationMs: USUAL[4] * (1 + 0.15 * Math.sin(i * 5)) }
          : stage,
      ),
    }));
    expect(controls(undefined, { schema: 2, runs: erratic }).at(-1)).toBe('s4');
  });

  it('are none without a history, and none of stages that ran beside others', () => {
    expect(controls(undefined, { schema: 2, runs: [] })).toEqual([]);
    const together = aTimedHistory().runs.map(run => ({
      ...run,
      stages: run.stages.map(stage => ({ ...stage, startMs: 0 })),
    }));
    const run = aTimedRun(DAY, slow);
    const beside = { ...run, stages: run.stages.map(stage => ({ ...stage, startMs: 0 })) };
    expect(controls(beside, { schema: 2, runs: together })).toEqual([]);
  });
});
