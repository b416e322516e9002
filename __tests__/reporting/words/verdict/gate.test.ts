import { describe, expect, it } from 'vitest';
import { trippedGate } from '../../../../src/analysis/gates.ts';
import type { FailOn } from '../../../../src/pipeline/choices.ts';
import type { MuteGate } from '../../../../src/record/facts/mute-gate.ts';
import type { RunRecord } from '../../../../src/record/run-record.ts';
import { muteGateWords, trippedGateWords } from '../../../../src/reporting/words/verdict/gate.ts';
import { aBaselineUsed, aRun, aStage, aStageComparison } from '../../../builders.ts';

const slower = { changePercent: 53, baseline: aBaselineUsed({ medianMs: 34_000 }) };
const stage = aStageComparison({ id: 'render', ...slower });
const total = aStageComparison(slower);
const stages = (budgetMs: number) => [
  aStage({ id: 'render', name: 'PDF Rendering', durationMs: 52_000, budgetMs }),
];
const run = aRun({
  stages: stages(90_000),
  comparison: { runFactorPercent: 0, stages: [stage], total },
});
const regressed = { ...stage, verdict: 'regressed' as const };

function failure(record: RunRecord, failOn: FailOn): string | undefined {
  const gate = trippedGate(record, failOn);
  return gate && trippedGateWords(record, gate);
}

describe('the sentence with which a gate fails the job', () => {
  it('has the numbers that a reader needs', () => {
    const comparison = { runFactorPercent: 0, stages: [regressed], total };
    expect(failure({ ...run, comparison }, 'regression')).toBe(
      'Regressed: PDF Rendering 34.0s → 52.0s (+53 %, expected at most +10 %) (fail-on: regression).',
    );
    expect(failure({ ...run, stages: stages(50_000), comparison }, 'any')).toBe(
      'Regressed: PDF Rendering 34.0s → 52.0s (+53 %, expected at most +10 %). Over budget: PDF Rendering took 52.0s of 50s (fail-on: any).',
    );
  });

  it('is of the whole run where no single stage is to blame', () => {
    const whole = { ...total, verdict: 'regressed' as const };
    const comparison = { runFactorPercent: 0, stages: [stage], total: whole };
    expect(failure({ ...run, comparison }, 'any')).toBe(
      'Regressed: the whole run 34.0s → 52.0s (+53 %, expected at most +10 %) (fail-on: any).',
    );
  });
});

it.each<[string, MuteGate]>([
  [
    'the gate `fail-on: any` cannot trip on a regression: suspicions are not confirmed (`confirm: off`)',
    { kind: 'not-confirming', failOn: 'any' },
  ],
  [
    'the gate `fail-on: any` did not trip, although A and B may have got slower: that was not confirmed',
    { kind: 'not-confirmed', failOn: 'any', stages: ['a', 'b'] },
  ],
  [
    'the gate `fail-on: any` did not trip, although the whole run may have got slower: that was not confirmed',
    { kind: 'not-confirmed', failOn: 'any', stages: [] },
  ],
  [
    'the gate `fail-on: regression` cannot trip on a regression: the baseline could not be read',
    { kind: 'baseline-unreadable', failOn: 'regression' },
  ],
  [
    'the gate `fail-on: regression` cannot trip on a regression yet: there is no baseline to judge this run by',
    { kind: 'no-baseline', failOn: 'regression' },
  ],
])('a gate that cannot trip says: %s', (words, mute) => {
  expect(muteGateWords(mute, id => id.toUpperCase())).toBe(words);
});
