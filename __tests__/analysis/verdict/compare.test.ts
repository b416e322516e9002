import { safeParse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { type CompareOptions, compare } from '../../../src/analysis/verdict/compare.ts';
import { comparisonSchema } from '../../../src/record/comparison.ts';
import { emptyHistory } from '../../../src/record/history.ts';
import type { RunRecord } from '../../../src/record/run-record.ts';
import { aSkippedStage, aStage } from '../../builders.ts';
import { aTimedHistory, aTimedRun, further, USUAL, usual } from '../timed-runs.ts';

const DAY = 22;
const slow = [52_000, ...usual(DAY).slice(1)];

function first(run: RunRecord, history = aTimedHistory(), options: CompareOptions = {}) {
  const comparison = compare(run, history, options);
  expect(safeParse(comparisonSchema, comparison).issues).toBeUndefined();
  return comparison.stages[0] as (typeof comparison.stages)[number];
}

describe('a stage that takes longer than it used to', () => {
  it('is suspected, with the change, its interval and what it was compared with', () => {
    const found = first(aTimedRun(DAY, slow));
    expect(found).toMatchObject({
      id: 's0',
      verdict: 'suspected',
      baseline: { runs: 20, ageDays: 3, stratum: { cpus: 4, beside: [] } },
    });
    expect(found.reason).toEqual({
      kind: 'compared',
      nowMs: 52_000,
      noiseMs: expect.closeTo(600, -3),
    });
    const [low, high] = found.interval ?? [0, 0];
    expect(low).toBeGreaterThan(40);
    expect(low).toBeLessThan(53);
    expect(high).toBeGreaterThan(53);
    expect(high).toBeLessThan(66);
  });

  it('has regressed once two further runs agree', () => {
    const found = first(aTimedRun(DAY, slow, further([51_000, 53_000])));
    expect(found.verdict).toBe('regressed');
    expect(found.further).toEqual({
      of: 'stage',
      outcome: 'confirmed',
      headMs: [51_000, 53_000],
    });
    expect(first(aTimedRun(DAY, slow, further([51_000]))).verdict).toBe('suspected');
  });

  it('was a spike when one further run is as quick as usual', () => {
    const found = first(aTimedRun(DAY, slow, further([34_200])));
    expect(found.verdict).toBe('unchanged');
    expect(found.further).toEqual({ of: 'stage', outcome: 'cleared', headMs: [34_200] });
  });

  it('stays suspected where further runs are as slow but too little is known to confirm it', () => {
    const erratic = [30_000, 41_000, 27_000, 37_000, 33_000];
    const history = aTimedHistory(5, i => ({ durationMs: erratic[i] as number }));
    const again = (...head: number[]) =>
      first(aTimedRun(DAY, [47_000, ...usual(DAY).slice(1)], further(head)), history);
    expect(again().verdict).toBe('suspected');
    const found = again(47_000, 47_200);
    expect(found.verdict).toBe('suspected');
    expect(found.further).toEqual({ of: 'stage', outcome: 'open', headMs: [47_000, 47_200] });
    expect(again(47_000, 34_000).verdict).toBe('unchanged');
  });

  it('is settled by pairs: head slower than base, or both as slow', () => {
    const of = (head: readonly number[], base: readonly number[]) =>
      first(aTimedRun(DAY, slow, further(head, base)));
    const both = of([52_000, 51_000, 53_000], [51_500, 52_500, 52_000]);
    expect(both.verdict).toBe('unchanged');
    const head = of([52_000, 51_000, 53_000], [34_000, 34_500, 33_500]);
    expect(head.verdict).toBe('regressed');
    expect(head.further).toMatchObject({
      outcome: 'confirmed',
      baseMs: [34_000, 34_500, 33_500],
    });
  });

  it('is not worth a word below 10 % or below a second, unless it is asked for', () => {
    expect(first(aTimedRun(DAY, [36_500, ...usual(DAY).slice(1)])).verdict).toBe('unchanged');
    const brief = aTimedHistory(20, i => ({ durationMs: 2_000 + 10 * (i % 3) }));
    const run = aTimedRun(DAY, usual(DAY), { durationMs: 2_800 });
    expect(first(run, brief).verdict).toBe('unchanged');
    expect(first(run, brief, { minimumMs: 100 }).verdict).toBe('suspected');
  });

  it('says when it waited rather than computed', () => {
    const history = aTimedHistory(20, () => ({ cpuMs: 31_000 }));
    const waited = first(aTimedRun(DAY, slow, { cpuMs: 31_200 }), history);
    expect(waited.reason).toMatchObject({
      cpu: { nowMs: 31_200, usualMs: 31_000, computedMore: false },
    });
    const computed = first(aTimedRun(DAY, slow, { cpuMs: 48_000 }), history);
    expect(computed.reason).toMatchObject({ cpu: { computedMore: true } });
    // More than twice the CPU time, which is a small part of what it took longer.
    const brief = aTimedHistory(20, () => ({ cpuMs: 440 }));
    const both = first(aTimedRun(DAY, slow, { cpuMs: 1_040 }), brief);
    expect(both.reason).toMatchObject({ cpu: { nowMs: 1_040, usualMs: 440 } });
    expect(both.reason).not.toHaveProperty('cpu.computedMore');
  });

  it('does not alarm while the definition accepts it', () => {
    const accepting = (until: string): CompareOptions => ({
      stages: [{ id: 's0', acknowledge: { until, reason: 'more samples' } }],
    });
    const run = aTimedRun(DAY, slow, further([51_000, 53_000]));
    const found = first(run, aTimedHistory(), accepting('2026-02-01'));
    expect(found).toMatchObject({
      verdict: 'unchanged',
      accepted: { kind: 'definition', until: '2026-02-01', why: 'more samples' },
      reason: { kind: 'compared', nowMs: 52_000 },
    });
    expect(first(run, aTimedHistory(), accepting('2026-01-22')).verdict).toBe('regressed');
    expect(first(run, aTimedHistory(), accepting('2026-01-23')).verdict).toBe('unchanged');
  });

  it('does not alarm by the run as a whole where an accepted stage alone made it slower', () => {
    const times = [104_000, ...usual(DAY).slice(1)];
    const pairs = further([104_000, 103_000, 105_000], [34_000, 34_500, 33_500]);
    const stages = [{ id: 's0', acknowledge: { until: '2026-02-01', reason: 'more samples' } }];
    const run = aTimedRun(DAY, times, pairs);
    for (const history of [emptyHistory, aTimedHistory(3), aTimedHistory()]) {
      expect(compare(run, history).total.verdict).toBe('regressed');
      const { total } = compare(run, history, { stages });
      const accepted = { kind: 'stages', stages: ['s0'] };
      expect(total).toMatchObject({ verdict: 'unchanged', accepted });
    }
    const others = further([90_000, 91_000], [60_000, 60_500]);
    const slower = run.stages.map(stage => (stage.id === 's3' ? { ...stage, ...others } : stage));
    const both = { ...run, stages: slower };
    expect(compare(both, emptyHistory, { stages }).total.verdict).toBe('regressed');
  });

  it('does not alarm where a label accepts all slowdowns of the run', () => {
    const run = aTimedRun(DAY, slow, further([51_000, 53_000]));
    const label = { accepted: { kind: 'label', label: 'accept-slowdown' } } as const;
    expect(first(run, aTimedHistory(), label)).toMatchObject({
      verdict: 'unchanged',
      accepted: label.accepted,
      reason: { kind: 'compared', nowMs: 52_000 },
    });
    const unchanged = first(aTimedRun(DAY, usual(DAY)), aTimedHistory(), label);
    expect(unchanged.accepted).toBeUndefined();
    expect(compare(run, aTimedHistory(), label).total.verdict).not.toBe('regressed');
  });

  it('does not alarm again once it lasts: the baseline starts at the step', () => {
    const history = aTimedHistory(20, i => (i < 12 ? {} : { durationMs: 52_000 + 100 * (i % 5) }));
    const found = first(aTimedRun(DAY, slow), history);
    expect(found).toMatchObject({ verdict: 'unchanged', baseline: { runs: 8 } });
  });
});

describe('a stage without a change', () => {
  it('is called unchanged with the smallest change that would have been noticed', () => {
    const found = first(aTimedRun(DAY, usual(DAY)));
    expect(found.verdict).toBe('unchanged');
    expect(found.smallestDetectablePercent).toBe(10);
  });

  it('is improved when it is clearly quicker', () => {
    expect(first(aTimedRun(DAY, [20_000, ...usual(DAY).slice(1)])).verdict).toBe('improved');
  });
});

describe('what is not comparable', () => {
  const verdictOf = (run: RunRecord, history = aTimedHistory(), options: CompareOptions = {}) => {
    const { verdict, reason } = first(run, history, options);
    return [verdict, reason];
  };

  it('says how many more runs are needed', () => {
    const found = first(aTimedRun(DAY, slow), aTimedHistory(3));
    expect(found.verdict).toBe('not-enough-data');
    expect(found.reason).toMatchObject({ kind: 'too-few-runs', nowMs: 52_000 });
    expect(found.evidence).toEqual({ of: 'comparable', have: 3, needed: 5 });
    expect(found.baseline?.runs).toBe(3);
    expect(found.changePercent).toBeUndefined();
    expect(first(aTimedRun(DAY, slow), emptyHistory)).toMatchObject({
      verdict: 'not-enough-data',
      reason: { kind: 'no-history' },
      evidence: { of: 'comparable', have: 0, needed: 5 },
    });
  });

  it('does not call a history missing that could not be read', () => {
    const { stages, total } = compare(aTimedRun(DAY, slow), emptyHistory, { isUnreadable: true });
    for (const { verdict, reason } of [...stages, total]) {
      expect([verdict, reason]).toEqual(['not-comparable', { kind: 'history-unreadable' }]);
    }
  });

  it('keeps the history of a stage while its own definition is the same', () => {
    const other = { pipeline: { id: 'manuscript', fingerprint: 'changed' } };
    const run = aTimedRun(DAY, slow, {}, other);
    expect(first(run).verdict).toBe('suspected');
    expect(verdictOf(aTimedRun(DAY, slow, { definitionHash: 'new' }))).toEqual([
      'not-comparable',
      { kind: 'definition-changed', runs: 20 },
    ]);
  });

  it('keeps the history of a renamed stage that says what it was', () => {
    const run = aTimedRun(DAY, slow, { id: 'renamed' });
    expect(verdictOf(run)).toEqual(['not-enough-data', { kind: 'never-timed', runs: 20 }]);
    const options = { stages: [{ id: 'renamed', was: 's0' }] };
    expect(first(run, aTimedHistory(), options).verdict).toBe('suspected');
  });

  it('compares neither other machines nor other states of a cache', () => {
    const environment = { ...aTimedRun(0, []).environment, cpus: 64 };
    expect(verdictOf(aTimedRun(DAY, slow, {}, { environment }))).toEqual([
      'not-comparable',
      { kind: 'other-machines', runs: 20 },
    ]);
    const warm = aTimedHistory(20, () => ({ cacheState: 'warm' }));
    expect(verdictOf(aTimedRun(DAY, slow, { cacheState: 'cold' }), warm)).toEqual([
      'not-enough-data',
      { kind: 'new-cache-state', cacheState: 'cold', comparable: 20 },
    ]);
    const both = aTimedHistory(20, i =>
      i % 3 === 0 ? { cacheState: 'cold', durationMs: 52_000 + 200 * i } : { cacheState: 'warm' },
    );
    expect(first(aTimedRun(DAY, slow, { cacheState: 'cold' }), both).verdict).toBe('unchanged');
    expect(first(aTimedRun(DAY, slow, { cacheState: 'warm' }), both).verdict).toBe('suspected');
  });

  it('measures nothing where nothing ran to its end, or not at once', () => {
    const skipped = aSkippedStage({ id: 's0' });
    expect(verdictOf(aTimedRun(DAY, [], {}, { stages: [skipped] }))).toEqual([
      'not-measured',
      { kind: 'stage-not-passed', status: 'skipped' },
    ]);
    expect(verdictOf(aTimedRun(DAY, slow, { status: 'failed' }))).toEqual([
      'not-measured',
      { kind: 'stage-not-passed', status: 'failed' },
    ]);
    expect(verdictOf(aTimedRun(DAY, slow, { attempts: 2 }))).toEqual([
      'not-measured',
      { kind: 'several-attempts', attempts: 2 },
    ]);
  });
});

describe('a stage that ran beside others', () => {
  const beside = (i: number) => aStage({ id: 'other', durationMs: 34_000, startMs: i % 3 });
  const together = (day: number, durationMs: number, confirmations = {}) =>
    aTimedRun(
      day,
      [],
      {},
      {
        stages: [aStage({ id: 's0', durationMs, startMs: 0, ...confirmations }), beside(day)],
      },
    );
  const history = {
    schema: 2 as const,
    runs: Array.from({ length: 20 }, (_, i) => together(i, 34_000 + 100 * (i % 7))),
  };

  it('is not cleared by a quick run alone, but one as slow even alone confirms', () => {
    expect(first(together(DAY, 52_000), history).verdict).toBe('suspected');
    expect(first(together(DAY, 52_000, further([34_000])), history).verdict).toBe('suspected');
    expect(first(together(DAY, 52_000, further([52_000, 51_000])), history).verdict).toBe(
      'regressed',
    );
  });

  it('is settled by pairs: base and head both ran alone', () => {
    const settled = (base: number) =>
      first(
        together(DAY, 52_000, further([44_000, 44_300, 43_800], [base, base + 200, base - 100])),
        history,
      ).verdict;
    expect(settled(44_000)).toBe('unchanged');
    expect(settled(30_000)).toBe('regressed');
  });

  it('alone now names what the history has in common, and gives up only what differs in it', () => {
    const alone = aTimedRun(DAY, [52_000, ...usual(DAY).slice(1)]);
    const stratumOf = (past: typeof history) => first(alone, past).baseline?.stratum;
    const cpu = 'AMD EPYC 7763 64-Core Processor';
    const shared = { kind: 'stage', os: 'linux', arch: 'x64', cpus: 4, slots: 1 };
    const beside = { beside: ['other'], cacheState: 'none' };
    expect(stratumOf(history)).toEqual({ ...shared, ...beside, cpuModel: cpu });
    const elsewhere = history.runs.map((run, i) => ({
      ...run,
      environment: { ...run.environment, cpuModel: i % 2 === 0 ? cpu : 'another', slots: 1 + i },
    }));
    expect(stratumOf({ ...history, runs: elsewhere })).toEqual({
      ...shared,
      ...beside,
      mixed: ['cpu-model', 'slots'],
    });
  });

  it('is only compared with its like', () => {
    const alone = first(aTimedRun(DAY, usual(DAY)), history);
    expect([alone.verdict, alone.reason.kind]).toEqual(['not-comparable', 'ran-alone']);
    expect(first(together(DAY, 34_000), aTimedHistory())).toMatchObject({
      verdict: 'not-comparable',
      reason: { kind: 'ran-beside', aloneRuns: 20 },
    });
  });
});

describe('a run that is slow as a whole', () => {
  const paired = (headRatio: number, baseRatio: number): RunRecord => {
    const run = aTimedRun(DAY, usual(DAY, headRatio));
    const stages = run.stages.map((stage, j) => {
      const times = (ratio: number) =>
        [0, 1, 2].map(k => (USUAL[j] as number) * ratio * (1 + 0.01 * k));
      return { ...stage, ...further(times(headRatio), times(baseRatio)) };
    });
    return { ...run, stages };
  };

  it('is a suspicion, names the factor, and takes it out of the stages', () => {
    const { runFactorPercent, stages, total } = compare(
      aTimedRun(DAY, usual(DAY, 1.15)),
      aTimedHistory(),
    );
    expect(runFactorPercent).toBeGreaterThan(13);
    expect(runFactorPercent).toBeLessThan(17);
    expect(stages.map(({ verdict }) => verdict)).toEqual(Array(5).fill('unchanged'));
    expect(stages[0]?.changePercent).toBeGreaterThan(13);
    expect(stages[0]?.adjusted).toMatchObject({ by: 'history', decides: true });
    expect(total.verdict).toBe('suspected');
    expect(total).not.toHaveProperty('further');
  });

  it('is unchanged when pairs show that base is as slow', () => {
    const { stages, total } = compare(paired(1.15, 1.15), aTimedHistory());
    expect(stages.map(({ verdict }) => verdict)).toEqual(Array(5).fill('unchanged'));
    expect(total.verdict).toBe('unchanged');
    expect(total.further).toMatchObject({ of: 'run', outcome: 'cleared' });
  });

  it('has regressed when pairs show that head is slower in everything', () => {
    const { stages, total } = compare(paired(1.3, 1), aTimedHistory());
    expect(total.verdict).toBe('regressed');
    expect(stages.map(({ verdict }) => verdict)).toEqual(Array(5).fill('regressed'));
    expect(total.changePercent).toBeGreaterThan(25);
    expect(compare(aTimedRun(DAY, usual(DAY, 1.3)), aTimedHistory()).total.verdict).toBe(
      'suspected',
    );
  });

  it('needs no history for that', () => {
    const slower = compare(paired(1.3, 1), emptyHistory);
    expect(slower.total.verdict).toBe('regressed');
    expect(slower.stages[0]?.verdict).toBe('regressed');
    expect(slower.stages[0]).toMatchObject({
      reason: { kind: 'no-history' },
      further: { outcome: 'confirmed' },
    });
    const same = compare(paired(1.15, 1.15), emptyHistory);
    expect(same.stages[0]?.verdict).toBe('unchanged');
    expect(same.total.verdict).toBe('not-enough-data');
  });

  it('has regressed when a stage that has explains it', () => {
    const times = [104_000, ...usual(DAY).slice(1)];
    const { total } = compare(aTimedRun(DAY, times, further([91_000, 89_000])), aTimedHistory());
    expect(total.verdict).toBe('regressed');
    expect(total.mostly).toEqual(['s0']);
  });
});
