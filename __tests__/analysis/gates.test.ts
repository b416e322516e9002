import { describe, expect, it } from 'vitest';
import { gateFailure, whyGateIsMute } from '../../src/analysis/gates.ts';
import { FAIL_ON } from '../../src/pipeline/choices.ts';
import type { Verdict } from '../../src/record/comparison.ts';
import { aRun, aStage, aStageComparison } from '../builders.ts';

const baseline = { medianMs: 34_000, runs: 20, stratum: '', ageDays: 1 };

const aComparedRun = (verdict: Verdict, total: Verdict = 'unchanged', budgetMs = 90_000) =>
  aRun({
    stages: [aStage({ id: 'render', name: 'PDF Rendering', durationMs: 52_000, budgetMs })],
    comparison: {
      runFactorPercent: 0,
      stages: [aStageComparison({ id: 'render', verdict, changePercent: 53, baseline })],
      total: aStageComparison({ verdict: total, changePercent: 53, baseline }),
    },
  });

describe('gates', () => {
  it('fail on a regression with the numbers a reader needs', () => {
    expect(gateFailure(aComparedRun('regressed'), 'regression')).toBe(
      'Regressed: PDF Rendering 34.0s → 52.0s (+53 %, expected at most +10 %) (fail-on: regression).',
    );
  });

  it('fail on a whole run that regressed, where no single stage is to blame', () => {
    expect(gateFailure(aComparedRun('unchanged', 'regressed'), 'any')).toBe(
      'Regressed: the whole run 34.0s → 52.0s (+53 %, expected at most +10 %) (fail-on: any).',
    );
  });

  it('let suspicions pass, of a stage and of the whole run', () => {
    expect(gateFailure(aComparedRun('suspected', 'suspected'), 'any')).toBeUndefined();
  });

  it('fail on a stage over its budget', () => {
    expect(gateFailure(aComparedRun('unchanged', 'unchanged', 50_000), 'budget')).toBe(
      'Over budget: PDF Rendering took 52.0s of 50s (fail-on: budget).',
    );
  });

  it('look only at what they are asked to', () => {
    const run = aComparedRun('regressed', 'unchanged', 50_000);
    const tripped = FAIL_ON.map(failOn => gateFailure(run, failOn));
    expect(tripped).toEqual([
      undefined,
      expect.not.stringContaining('budget:'),
      expect.not.stringContaining('Regressed'),
      expect.stringMatching(/Regressed: .*Over budget: /),
    ]);
  });

  it('hold for a stage that is only slower than usual', () => {
    const usual = { tool: 'latex', mostMs: 90_000 } as const;
    const run = aRun({ stages: [aStage({ durationMs: 900_000, usual })] });
    expect(FAIL_ON.map(failOn => gateFailure(run, failOn))).toEqual(FAIL_ON.map(() => undefined));
  });

  it('hold where nothing was compared', () => {
    expect(gateFailure(aRun({ stages: [aStage()] }), 'any')).toBeUndefined();
  });
});

describe('a gate for regressions that cannot trip', () => {
  const suspicious = aComparedRun('suspected');

  it('says so where suspicions are not confirmed, whatever the run was like', () => {
    for (const run of [suspicious, aComparedRun('unchanged')]) {
      expect(whyGateIsMute(run, 'regression', 'off')).toBe(
        'the gate `fail-on: regression` cannot trip on a regression: suspicions are not confirmed (`confirm: off`)',
      );
    }
  });

  it('says which suspicion was not confirmed', () => {
    expect(whyGateIsMute(suspicious, 'any', 'rerun')).toBe(
      'the gate `fail-on: any` did not trip, although PDF Rendering may have got slower: that was not confirmed',
    );
    expect(whyGateIsMute(aComparedRun('unchanged', 'suspected'), 'any', 'rerun')).toContain(
      'although the whole run may have got slower',
    );
  });

  it.each(['not-enough-data', 'not-comparable'] as const)(
    'says that there is no baseline: %s',
    verdict => {
      const run = aComparedRun(verdict, verdict);
      expect(whyGateIsMute(run, 'regression', 'rerun')).toContain('there is no baseline');
      expect(whyGateIsMute({ ...run, comparison: undefined }, 'regression')).toContain(
        'no baseline',
      );
    },
  );

  it('says nothing where it could trip, did, was not asked for, or nothing ran', () => {
    expect(whyGateIsMute(aComparedRun('unchanged'), 'regression', 'rerun')).toBeUndefined();
    expect(whyGateIsMute(aComparedRun('regressed', 'suspected'), 'any', 'rerun')).toBeUndefined();
    expect(whyGateIsMute(suspicious, 'budget', 'off')).toBeUndefined();
    expect(whyGateIsMute(suspicious, 'never', 'off')).toBeUndefined();
    expect(whyGateIsMute({ ...suspicious, status: 'failed' }, 'any', 'off')).toBeUndefined();
    const idle = { ...suspicious, stages: [aStage({ id: 'render', status: 'reused' })] };
    expect(whyGateIsMute(idle, 'any', 'off')).toBeUndefined();
  });
});
