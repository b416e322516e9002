import { describe, expect, it } from 'vitest';
import type { Judgement, TotalJudgement } from '../../../../src/record/comparison.ts';
import type { FurtherRuns, VerdictGround } from '../../../../src/record/facts/verdict-ground.ts';
import { reasonWords } from '../../../../src/reporting/words/verdict/reason.ts';
import { aBaselineUsed, aStageComparison } from '../../../builders.ts';

const baseline = aBaselineUsed({ medianMs: 34_000 });
const nameOf = (id: string) => id.toUpperCase();
const few = { of: 'comparable', have: 3, needed: 5 } as const;

function ofStage(overrides: Partial<Judgement>, stageReason = ''): string {
  const judgement = aStageComparison({ baseline, ...overrides });
  return reasonWords(judgement, { subject: 'stage', nameOf, stageReason });
}

function ofRun(overrides: Partial<TotalJudgement>): string {
  const { id: _id, ...judgement } = aStageComparison({ baseline });
  const total: TotalJudgement = { ...judgement, ...overrides };
  return reasonWords(total, { subject: 'run', nameOf, stageReason: '' });
}

const compared = { kind: 'compared', nowMs: 52_000, noiseMs: 2_100 } as const;
const AGAINST = '52.0s against 34.0s ± 2.10s over 20 runs like this one';

describe('the reason of a verdict on a stage', () => {
  it('is its time beside its history', () => {
    expect(ofStage({ reason: compared })).toBe(AGAINST);
    const warm = { ...baseline.stratum, cacheState: 'warm' } as typeof baseline.stratum;
    expect(
      ofStage({
        reason: { ...compared, givenUp: 'slots' },
        baseline: { ...baseline, stratum: warm },
      }),
    ).toBe('52.0s against 34.0s ± 2.10s over 20 warm runs most like this one');
    expect(ofStage({ reason: compared, baseline: undefined })).toBe('52.0s');
  });

  it.each<[string, VerdictGround]>([
    [
      `${AGAINST}; CPU time 31.2s against 31.0s: it waited, and computed no more`,
      { ...compared, cpu: { nowMs: 31_200, usualMs: 31_000, computedMore: false } },
    ],
    [
      `${AGAINST}, beside other stages: it ran alone this time, which can only show a slowdown`,
      { ...compared, kind: 'ran-alone' },
    ],
    ['its stages together were slower than usual', { kind: 'stages-slower' }],
    ['the history could not be read', { kind: 'history-unreadable' }],
    [
      'none of the 20 runs in the history was on a machine like this one',
      { kind: 'other-machines', runs: 20 },
    ],
    [
      'its definition changed: the 1 run in the history did other work',
      { kind: 'definition-changed', runs: 1 },
    ],
    [
      'it ran beside other stages, and alone in 7 runs of the history',
      { kind: 'ran-beside', aloneRuns: 7 },
    ],
    [
      'in no run of the history did the store answer the same share of its requests to models',
      { kind: 'other-replies' },
    ],
    [
      'fewer than 2 runs in the history executed these stages with caches like these',
      { kind: 'other-work', needed: 2 },
    ],
    [
      "2 of 5 requests to models waited for the provider, whose time is not the stage's",
      { kind: 'provider', asked: 2, requests: 5 },
    ],
    [
      'ASK is on the critical path and waited for a provider of models',
      { kind: 'provider-on-path', stage: 'ask' },
    ],
    ['it took 2 attempts', { kind: 'several-attempts', attempts: 2 }],
    ['its time is not known', { kind: 'time-unknown' }],
    ['the run was cancelled', { kind: 'run-not-passed', status: 'cancelled' }],
    ['as an earlier version said it', { kind: 'said', text: 'as an earlier version said it' }],
  ])('is in words: %s', (words, reason) => {
    expect(ofStage({ reason })).toBe(words);
  });

  it.each<[string, VerdictGround]>([
    [
      '52.0s against 34.0s ± 2.10s over 20 runs like this one; only 3 comparable runs, 2 more needed for a verdict',
      { ...compared, kind: 'too-few-runs' },
    ],
    [
      '3 of 9 comparable runs had a partly warm cache; 5 runs needed',
      { kind: 'new-cache-state', cacheState: 'partial', comparable: 9 },
    ],
    ['there is no history yet; 5 runs needed', { kind: 'no-history' }],
    [
      'none of the 20 runs in the history has a time of it; 5 runs needed',
      { kind: 'never-timed', runs: 20 },
    ],
    [
      'the history has no run of docs yet, only of a, b and 7 more; 5 runs needed',
      { kind: 'other-jobs', job: 'docs', others: ['a', 'b'], more: 7 },
    ],
    [
      'the history has no run of a run without a job yet, only of 1 other job; 5 runs needed',
      { kind: 'other-jobs', others: [], more: 1 },
    ],
  ])('says how many runs are needed: %s', (words, reason) => {
    expect(ofStage({ reason, verdict: 'not-enough-data', evidence: few })).toBe(words);
  });

  it('names why a stage did not pass, where that is known', () => {
    const reason = { kind: 'stage-not-passed', status: 'timed-out' } as const;
    expect(ofStage({ reason })).toBe('timed out');
    expect(ofStage({ reason }, 'ended after its timeout of 5s')).toBe(
      'timed out: ended after its timeout of 5s',
    );
  });

  it.each<[string, Omit<Extract<FurtherRuns, { of: 'stage' }>, 'of'>]>([
    [
      'confirmed by 2 further runs alone (51.0s, 53.0s)',
      { outcome: 'confirmed', headMs: [51_000, 53_000] },
    ],
    [
      'suspected, not confirmed by 1 further run alone (34.2s), after which S4 was slow too',
      { outcome: 'cleared', headMs: [34_200], slowToo: 's4' },
    ],
    [
      'not settled by 1 further run alternating with the base commit (47.0s against 34.0s)',
      { outcome: 'open', headMs: [47_000], baseMs: [34_000] },
    ],
  ])('is followed by further runs: %s', (words, further) => {
    const cpu = { nowMs: 1, usualMs: 1, computedMore: true };
    expect(ofStage({ reason: { ...compared, cpu }, further: { of: 'stage', ...further } })).toBe(
      `${AGAINST}; ${words}`,
    );
  });

  it('begins with further runs where the history says nothing', () => {
    const further = { of: 'stage', outcome: 'confirmed', headMs: [44_000, 45_000] } as const;
    expect(
      ofStage({
        reason: { kind: 'no-history' },
        evidence: few,
        further: { ...further, headMs: [44_000, 45_000], baseMs: [34_000, 34_000] },
      }),
    ).toBe(
      '2 runs alternating with the base commit: 44.5s against 34.0s; there is no history yet; 5 runs needed',
    );
  });

  it('says who accepts a slowdown', () => {
    const accepted = { kind: 'definition', until: '2026-02-01', why: 'more samples' } as const;
    expect(ofStage({ reason: compared, accepted })).toBe(
      `accepted until 2026-02-01 (more samples): ${AGAINST}`,
    );
    expect(ofStage({ reason: compared, accepted: { kind: 'label', label: 'fine' } })).toBe(
      `accepted (label fine): ${AGAINST}`,
    );
  });
});

describe('the reason of a verdict on the whole run', () => {
  const reason = { kind: 'compared', nowMs: 52_000 } as const;
  const whole = '52.0s against 34.0s over 20 runs of the same stages';

  it('is of the stages that it is compared over', () => {
    expect(ofRun({ reason })).toBe(whole);
    expect(ofRun({ reason, over: { kind: 'stage-times', stages: ['a', 'b'], of: 5 } })).toBe(
      '52.0s against 34.0s over 20 runs of 2 of 5 stages, which were executed in all of them',
    );
    expect(ofRun({ reason: { kind: 'too-few-runs', nowMs: 52_000 }, evidence: few })).toBe(
      `${whole}; 2 more needed for a verdict`,
    );
  });

  it('is open while only the base commit could tell', () => {
    expect(ofRun({ reason, verdict: 'suspected' })).toBe(
      `${whole}: either the runner or this change; base and head on one machine can tell which`,
    );
  });

  it('names the stages that most of a slowdown is of', () => {
    expect(ofRun({ reason, verdict: 'regressed', mostly: ['a', 'b'] })).toBe(
      `${whole}; mostly A and B`,
    );
    expect(ofRun({ reason, accepted: { kind: 'stages', stages: ['a'] } })).toBe(
      `${whole}; mostly A, which is accepted`,
    );
  });

  it('is settled by stages that alternated with the base commit', () => {
    const further = { of: 'run', outcome: 'confirmed', stages: ['a', 'b'] } as const;
    const settled: Partial<TotalJudgement> = {
      verdict: 'regressed',
      further: { ...further, stages: ['a', 'b'] },
      adjusted: { by: 'pairs', changePercent: 14.6, interval: [9, 20], decides: true },
    };
    const pairs = '2 stages alternating with the base commit';
    expect(ofRun({ reason, ...settled })).toBe(
      `${whole}; confirmed by ${pairs}: this change makes them 15 % slower`,
    );
    expect(ofRun({ reason: { kind: 'no-history' }, ...settled })).toBe(
      `${pairs}: this change makes them 15 % slower; there is no history yet`,
    );
    expect(ofRun({ reason, further: { of: 'run', outcome: 'cleared', stages: ['a', 'b'] } })).toBe(
      `${whole}; ${pairs} took as long as before: the runner, not this change`,
    );
  });
});
