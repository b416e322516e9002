import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '../../src/analysis/verdict/compare.ts';
import type { Comparison, Judgement } from '../../src/record/comparison.ts';
import type { History } from '../../src/record/history.ts';
import type { RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { aStage } from '../builders.ts';
import { aTimedHistory, aTimedRun, further, USUAL, usual } from './timed-runs.ts';

const DAY = 60;

/** Recomputed as a reader would with a calculator: nothing of the code under test is used. */
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(half)] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

function namedRuns(comparison: Comparison, history: History, judgement: Judgement): RunRecord[] {
  return (judgement.baseline?.members ?? []).map(place => {
    const named = comparison.runs?.[place];
    const found = history.runs.filter(
      ({ run }) => run.id === named?.id && run.attempt === named.attempt,
    );
    expect(found).toHaveLength(1);
    return found[0] as RunRecord;
  });
}

function stageIn(run: RunRecord, id: string): StageRecord {
  return run.stages.find(stage => stage.id === id) as StageRecord;
}

function expectNumbers(judgement: Judgement, times: readonly number[], nowMs: number): void {
  const { baseline, changePercent, interval, evidence, verdict, measuredMs } = judgement;
  if (baseline !== undefined) {
    expect(times).toHaveLength(baseline.runs);
    expect(times.length).toBeGreaterThan(0);
    // Sums of the same times in another order differ in the last digits.
    expect(Math.abs(baseline.medianMs - medianOf(times))).toBeLessThan(
      1e-9 * medianOf(times) + 1e-9,
    );
  }
  if (changePercent !== undefined) {
    const ratio = Math.max(1, measuredMs ?? nowMs) / Math.max(1, baseline?.medianMs as number);
    // Beyond a million times as long a change is cut off.
    const expected = Math.min(100 * (ratio - 1), 1e8);
    // Shown with two digits behind the point; of a million times as long not all of them are known.
    expect(Math.abs(changePercent - expected)).toBeLessThan(0.05 + 1e-6 * Math.abs(expected));
    expect(interval?.[0]).toBeLessThanOrEqual(changePercent + 0.01);
    expect(interval?.[1]).toBeGreaterThanOrEqual(changePercent - 0.01);
  }
  if (evidence !== undefined) {
    const isTooFew = verdict === 'not-enough-data';
    expect(evidence.have < evidence.needed).toBe(isTooFew);
  }
}

function expectRecomputable(run: RunRecord, history: History): Comparison {
  const comparison = compare(run, history);
  for (const judgement of comparison.stages) {
    const stage = stageIn(run, judgement.id);
    const past = namedRuns(comparison, history, judgement).map(one => stageIn(one, judgement.id));
    expect(past.every(one => one.cacheState === stage.cacheState)).toBe(true);
    expect(past.every(one => one.status === 'passed')).toBe(true);
    expectNumbers(
      judgement,
      past.map(one => one.durationMs as number),
      stage.durationMs ?? 0,
    );
  }
  const { total } = comparison;
  const timeOf = (one: RunRecord): number =>
    total.over?.kind === 'stage-times'
      ? total.over.stages.reduce((sum, id) => sum + (stageIn(one, id).durationMs as number), 0)
      : one.totalMs;
  const runs = namedRuns(comparison, history, total);
  expectNumbers(total, runs.map(timeOf), total.over === undefined ? run.totalMs : timeOf(run));
  return comparison;
}

const aTime = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 9_000, max: 13_000, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1e9, noNaN: true }) },
);
const STAGES = 5;
const aChange: fc.Arbitrary<Partial<StageRecord>> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ cacheState: fc.constantFrom('cold', 'warm', 'partial') }) },
  { weight: 2, arbitrary: fc.constant({ status: 'reused' as const, durationMs: 40, attempts: 0 }) },
  { weight: 1, arbitrary: fc.constant({ status: 'failed' as const, optional: true }) },
  { weight: 1, arbitrary: fc.constant({ attempts: 2 }) },
  { weight: 1, arbitrary: fc.constant({ definitionHash: 'other' }) },
);
const aRunOf = (day: number) =>
  fc
    .tuple(
      fc.array(aTime, { minLength: STAGES, maxLength: STAGES }),
      fc.array(aChange, { minLength: STAGES, maxLength: STAGES }),
      fc.double({ min: 0.8, max: 1.4, noNaN: true }),
    )
    .map(([times, changes, speed]) => {
      const run = aTimedRun(
        day,
        times.map(ms => ms * speed),
      );
      const stages = run.stages.map((stage, j) => ({ ...stage, ...changes[j] }));
      return { ...run, stages };
    });
const histories: fc.Arbitrary<History> = fc
  .integer({ min: 0, max: 25 })
  .chain(count => fc.tuple(...Array.from({ length: count }, (_, day) => aRunOf(day))))
  .chain(runs =>
    // Sometimes a stage is slower for good from a run on.
    fc.tuple(fc.constant(runs), fc.nat({ max: 30 }), fc.constantFrom(1, 1.6)),
  )
  .map(([runs, at, by]) => ({
    schema: 2,
    runs: runs.map((run, i) => ({
      ...run,
      stages: run.stages.map((stage, j) =>
        j === 0 && i >= at && stage.status === 'passed'
          ? { ...stage, durationMs: (stage.durationMs as number) * by }
          : stage,
      ),
    })),
  }));

describe('the numbers of a comparison', () => {
  it('can be recomputed from the record and the history, whatever these are', () => {
    fc.assert(
      fc.property(histories, aRunOf(DAY), (history, run) => {
        expectRecomputable(run, history);
      }),
      { numRuns: 150 },
    );
  });

  it('are of further runs where these decide', () => {
    const slow = [52_000, ...usual(22).slice(1)];
    for (const again of [
      further([51_000, 53_000]),
      further([34_200]),
      further([51e3, 52e3], [34e3, 33e3]),
    ]) {
      expectRecomputable(aTimedRun(22, slow, again), aTimedHistory());
    }
  });

  it('take a slow run out beside the plain change, and say where that decides', () => {
    const comparison = expectRecomputable(aTimedRun(22, usual(22, 1.2)), aTimedHistory());
    const [stage] = comparison.stages;
    expect(stage?.changePercent).toBeGreaterThan(17);
    expect(stage?.verdict).toBe('unchanged');
    expect(stage?.adjusted).toMatchObject({ by: 'history', decides: true });
    expect(Math.abs(stage?.adjusted?.changePercent ?? 99)).toBeLessThan(7);
    const calm = expectRecomputable(aTimedRun(22, usual(22)), aTimedHistory());
    expect(calm.stages.some(({ adjusted }) => adjusted?.decides)).toBe(false);
  });

  it('say from which run on a baseline counts after a lasting step', () => {
    const history = aTimedHistory(20, i => (i < 12 ? {} : { durationMs: 52_000 + 100 * (i % 5) }));
    const { stages } = expectRecomputable(aTimedRun(22, [52_000, ...usual(22).slice(1)]), history);
    expect(stages[0]?.baseline).toMatchObject({
      runs: 8,
      since: { startedAt: history.runs[12]?.run.startedAt },
    });
    expect(stages[1]?.baseline?.since).toBeUndefined();
  });

  it('claim no change against a few runs of which the first was slow', () => {
    for (const runs of [1, 2, 3, 4]) {
      const history = aTimedHistory(runs, i => (i === 0 ? { durationMs: 180_000 } : {}));
      const [stage] = expectRecomputable(aTimedRun(22, usual(22)), history).stages;
      expect(stage).toMatchObject({
        verdict: 'not-enough-data',
        evidence: { have: runs, needed: 5 },
      });
      expect(stage?.changePercent).toBeUndefined();
    }
    const history = aTimedHistory(5, i => (i === 0 ? { durationMs: 180_000 } : {}));
    const [stage] = expectRecomputable(aTimedRun(22, usual(22)), history).stages;
    expect(stage?.verdict).toBe('unchanged');
    expect(stage?.baseline?.medianMs).toBeLessThan(36_000);
  });
});

describe('the total of a run that reused some of its stages', () => {
  const reused = (run: RunRecord, ids: readonly string[]): RunRecord => {
    const stages = run.stages.map(stage =>
      ids.includes(stage.id)
        ? { ...stage, status: 'reused' as const, durationMs: 30, attempts: 0 }
        : stage,
    );
    return { ...run, stages, totalMs: stages.reduce((sum, one) => sum + (one.durationMs ?? 0), 0) };
  };

  it('is over the stages that ran in both, and not improved by what was reused', () => {
    const run = reused(aTimedRun(22, usual(22)), ['s0', 's4']);
    const { total } = expectRecomputable(run, aTimedHistory());
    expect(total).toMatchObject({
      verdict: 'unchanged',
      over: { kind: 'stage-times', stages: ['s1', 's2', 's3'], of: 5 },
      baseline: { runs: 20 },
    });
    expect(Math.abs(total.changePercent as number)).toBeLessThan(5);
  });

  it('is over them where the history reused them too', () => {
    const history = aTimedHistory();
    const runs = history.runs.map((run, i) => (i < 3 ? run : reused(run, ['s0'])));
    const { total } = expectRecomputable(aTimedRun(22, usual(22)), { ...history, runs });
    expect(total.over).toEqual({ kind: 'stage-times', stages: ['s1', 's2', 's3', 's4'], of: 5 });
    expect(total.verdict).toBe('unchanged');
  });

  it('finds what got slower among them', () => {
    const slow = usual(22).map((ms, j) => (j === 3 ? ms * 1.6 : ms));
    const run = reused(aTimedRun(22, slow), ['s0']);
    const { total } = expectRecomputable(run, aTimedHistory());
    expect(total.verdict).toBe('suspected');
    const again = reused(aTimedRun(22, slow), ['s0']);
    const stages = again.stages.map(stage =>
      stage.id === 's3' ? { ...stage, ...further([95_000, 96_000]) } : stage,
    );
    expect(expectRecomputable({ ...again, stages }, aTimedHistory()).total).toMatchObject({
      verdict: 'regressed',
      mostly: ['s3'],
    });
  });

  it('is of the makespan where enough runs did the same work', () => {
    const history = aTimedHistory();
    const runs = history.runs.map((run, i) => (i % 2 === 0 ? run : reused(run, ['s0'])));
    const { total } = expectRecomputable(reused(aTimedRun(22, usual(22)), ['s0']), {
      ...history,
      runs,
    });
    expect(total).toMatchObject({ over: { kind: 'makespan' }, baseline: { runs: 10 } });
  });

  it('is not improved where an optional stage took its time and failed in the history alone', () => {
    const failing = aTimedHistory().runs.map(run => ({
      ...run,
      stages: [
        ...run.stages,
        aStage({ id: 'extra', status: 'failed', optional: true, durationMs: 500_000 }),
      ],
      totalMs: run.totalMs + 500_000,
    }));
    const { total } = expectRecomputable(aTimedRun(22, usual(22)), { schema: 2, runs: failing });
    expect(total.verdict).toBe('unchanged');
    expect(total.over).toMatchObject({ kind: 'stage-times', of: 5 });
  });

  it('says nothing where what ran is hardly any of the history', () => {
    const run = reused(aTimedRun(22, [...USUAL.slice(0, 4), 900_000]), ['s0', 's1', 's2']);
    const changed = run.stages.map(stage =>
      stage.id === 's4' ? { ...stage, definitionHash: 'changed' } : stage,
    );
    const { total } = expectRecomputable({ ...run, stages: changed }, aTimedHistory());
    expect(total.verdict).toBe('not-comparable');
    expect(total.changePercent).toBeUndefined();
  });
});
