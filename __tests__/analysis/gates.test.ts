import { describe, expect, it } from 'vitest';
import { muteGateOf, trippedGate } from '../../src/analysis/gates.ts';
import { FAIL_ON } from '../../src/pipeline/choices.ts';
import type { Verdict } from '../../src/record/comparison.ts';
import { aBaselineUsed, aRun, aStage, aStageComparison } from '../builders.ts';

const baseline = aBaselineUsed({ medianMs: 34_000 });

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
  it('trip on a regression', () => {
    expect(trippedGate(aComparedRun('regressed'), 'regression')).toMatchObject({
      failOn: 'regression',
      regressed: [{ id: 'render', durationMs: 52_000 }],
      isWholeSlower: false,
      overruns: [],
    });
  });

  it('trip on a whole run that regressed, where no single stage is to blame', () => {
    const whole = { regressed: [], isWholeSlower: true };
    expect(trippedGate(aComparedRun('unchanged', 'regressed'), 'any')).toMatchObject(whole);
    expect(trippedGate(aComparedRun('regressed', 'regressed'), 'any')).toMatchObject({
      isWholeSlower: false,
    });
  });

  it('let suspicions pass, of a stage and of the whole run', () => {
    expect(trippedGate(aComparedRun('suspected', 'suspected'), 'any')).toBeUndefined();
  });

  it('trip on a stage over its budget', () => {
    const gate = trippedGate(aComparedRun('unchanged', 'unchanged', 50_000), 'budget');
    expect(gate?.overruns).toEqual([{ id: 'render', durationMs: 52_000, budgetMs: 50_000 }]);
  });

  it('look only at what they are asked to', () => {
    const run = aComparedRun('regressed', 'unchanged', 50_000);
    const tripped = FAIL_ON.map(failOn => {
      const gate = trippedGate(run, failOn);
      return [gate?.regressed.length, gate?.overruns.length];
    });
    expect(tripped).toEqual([
      [undefined, undefined],
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
  });

  it('hold for a stage that is only slower than usual', () => {
    const usual = { tool: 'latex', mostMs: 90_000 } as const;
    const run = aRun({ stages: [aStage({ durationMs: 900_000, usual })] });
    expect(FAIL_ON.map(failOn => trippedGate(run, failOn))).toEqual(FAIL_ON.map(() => undefined));
  });

  it('hold where nothing was compared', () => {
    expect(trippedGate(aRun({ stages: [aStage()] }), 'any')).toBeUndefined();
  });
});

describe('a gate for regressions that cannot trip', () => {
  const suspicious = aComparedRun('suspected');

  it('says so where suspicions are not confirmed, whatever the run was like', () => {
    for (const run of [suspicious, aComparedRun('unchanged')]) {
      expect(muteGateOf(run, 'regression', 'off')).toEqual({
        kind: 'not-confirming',
        failOn: 'regression',
      });
    }
  });

  it('says which suspicion was not confirmed', () => {
    const mute = { kind: 'not-confirmed', failOn: 'any' };
    expect(muteGateOf(suspicious, 'any', 'rerun')).toEqual({ ...mute, stages: ['render'] });
    expect(muteGateOf(aComparedRun('unchanged', 'suspected'), 'any', 'rerun')).toEqual({
      ...mute,
      stages: [],
    });
  });

  it.each(['not-enough-data', 'not-comparable'] as const)(
    'says that there is no baseline, or that it could not be read: %s',
    verdict => {
      const run = aComparedRun(verdict, verdict);
      const mute = { kind: 'no-baseline', failOn: 'regression' };
      expect(muteGateOf(run, 'regression', 'rerun')).toEqual(mute);
      expect(muteGateOf({ ...run, comparison: undefined }, 'regression')).toEqual(mute);
      const unreadable = { where: 'cache', runs: 0, unreadable: true };
      expect(muteGateOf({ ...run, baseline: unreadable }, 'regression')).toEqual({
        ...mute,
        kind: 'baseline-unreadable',
      });
    },
  );

  it('says nothing where it could trip, did, was not asked for, or nothing ran', () => {
    expect(muteGateOf(aComparedRun('unchanged'), 'regression', 'rerun')).toBeUndefined();
    expect(muteGateOf(aComparedRun('regressed', 'suspected'), 'any', 'rerun')).toBeUndefined();
    expect(muteGateOf(suspicious, 'budget', 'off')).toBeUndefined();
    expect(muteGateOf(suspicious, 'never', 'off')).toBeUndefined();
    expect(muteGateOf({ ...suspicious, status: 'failed' }, 'any', 'off')).toBeUndefined();
    const idle = { ...suspicious, stages: [aStage({ id: 'render', status: 'reused' })] };
    expect(muteGateOf(idle, 'any', 'off')).toBeUndefined();
  });
});
