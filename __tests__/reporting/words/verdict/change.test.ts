import { describe, expect, it } from 'vitest';
import { compare } from '../../../../src/analysis/verdict/compare.ts';
import { headlineOf } from '../../../../src/reporting/words/headline.ts';
import { changeWords } from '../../../../src/reporting/words/verdict/change.ts';
import { aTimedHistory, aTimedRun, further, usual } from '../../../analysis/timed-runs.ts';
import { aBaselineUsed, aStageComparison } from '../../../builders.ts';

const baseline = aBaselineUsed({ medianMs: 34_000 });
const aJudgement = (overrides = {}) =>
  aStageComparison({ baseline, changePercent: 53, ...overrides });

describe('the words for a change', () => {
  it('are the two times where these show it', () => {
    expect(changeWords(52_000, aJudgement(), 'stage')).toBe(
      '34.0s → 52.0s (+53 %, expected at most +10 %)',
    );
  });

  it('name the change that the verdict rests on beside the plain one, where they are far apart', () => {
    const adjusted = { by: 'history', changePercent: 44, interval: [40, 48], decides: false };
    expect(changeWords(52_000, aJudgement({ adjusted }), 'stage')).toBe(
      '34.0s → 52.0s (+53 %, +44 % without the run-wide factor, expected at most +10 %)',
    );
    const near = { ...adjusted, changePercent: 51 };
    expect(changeWords(52_000, aJudgement({ adjusted: near }), 'stage')).not.toContain('+51 %');
  });

  it('name it however near it is where the plain change alone would have been judged otherwise', () => {
    const adjusted = { by: 'history', changePercent: 9, interval: [7, 11], decides: true };
    expect(changeWords(38_000, aJudgement({ changePercent: 12, adjusted }), 'stage')).toContain(
      '34.0s → 38.0s (+12 %, +9 % without the run-wide factor,',
    );
    const pairs = { ...adjusted, by: 'pairs', changePercent: 30 };
    expect(changeWords(52_000, aJudgement({ adjusted: pairs }), 'stage')).toContain(
      '34.0s → 52.0s (+53 %, +30 % against the base commit,',
    );
  });

  it('say of which stages a total is, where it is not of all', () => {
    const over = { kind: 'stage-times', stages: ['a', 'b'], of: 5 };
    const judgement = { ...aJudgement({ measuredMs: 52_000 }), over };
    expect(changeWords(60_000, judgement as never, 'run')).toContain(
      '34.0s → 52.0s in 2 of 5 stages (+53 %,',
    );
  });

  it('give the time that the change is of, where that is not the time of the run', () => {
    const again = aJudgement({ measuredMs: 52_000 });
    expect(changeWords(90_000, again, 'stage')).toContain('34.0s → 52.0s when run again (+53 %,');
    expect(changeWords(52_040, again, 'stage')).toContain('34.0s → 52.0s (+53 %,');
    expect(changeWords(90_000, again, 'run')).toContain('34.0s → 52.0s without spikes (+53 %,');
  });

  it('are the time alone where nothing is known of the change, whatever the numbers', () => {
    expect(changeWords(52_000, aStageComparison({ changePercent: undefined }), 'stage')).toBe(
      '52.0s',
    );
  });
});

describe('the headline of a run that was busy when it was first measured', () => {
  const DAY = 22;
  const busy = (s0: number, confirmed: readonly number[]) => {
    const run = aTimedRun(DAY, [s0, ...usual(DAY).slice(1)], further(confirmed));
    return { ...run, comparison: compare(run, aTimedHistory()) };
  };

  it('is of the further runs, which the change is of too', () => {
    const { text } = headlineOf(busy(88_000, [52_000, 51_500]));
    expect(text).toMatch(/^s0 regressed: 33.8s → 51.7s when run again \(\+5\d %, expected/);
  });

  it('leaves spikes out of the makespan where further runs have shown them to be some', () => {
    const run = busy(74_000, [34_000]);
    const { total } = run.comparison;
    expect(total.measuredMs).toBeGreaterThan(130_000);
    expect(total.measuredMs).toBeLessThan(138_000);
    const ratio = (total.measuredMs ?? 0) / (total.baseline?.medianMs ?? 1);
    expect(100 * (ratio - 1)).toBeCloseTo(total.changePercent ?? 0, 1);
  });
});
