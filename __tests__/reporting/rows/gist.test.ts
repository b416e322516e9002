import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.ts';
import { gistOf, isWorthSaying } from '../../../src/reporting/rows/gist.ts';
import { aReusedStage, aRun, aStage, aStageComparison } from '../../builders.ts';
import { regressedRun } from '../compared-examples.ts';
import { failingRun, passingRun } from '../examples.ts';

const quiet = (durationMs: number, factor: number): RunRecord =>
  aRun({
    stages: [aStage({ durationMs })],
    comparison: {
      runFactorPercent: factor,
      stages: [aStageComparison({ changePercent: factor })],
      total: aStageComparison({ verdict: 'not-enough-data' }),
    },
  });

/** A stage that is over its tool's mark, or would be if it had one. */
const slow = (marked: boolean): RunRecord => {
  const usual = { tool: 'pytest', mostMs: 60_000 } as const;
  return aRun({ stages: [aStage({ durationMs: 300_000, ...(marked && { usual }) })] });
};

describe('what is worth a comment', () => {
  it.each([
    ['a failure', failingRun(), true],
    ['a regression', regressedRun(), true],
    ['an overrun budget', passingRun(), true],
    ['a run like any other', quiet(1000, 0), false],
    ['a run without a baseline', aRun({ stages: [aStage()] }), false],
    ['a stage slower than usual', slow(true), false],
  ])('%s', (_, record, expected) => {
    expect(isWorthSaying(record)).toBe(expected);
  });
});

describe('the gist', () => {
  it('is the same for two runs that differ in numbers only', () => {
    expect(gistOf(quiet(1000, 0))).toBe(gistOf(quiet(1200, 4)));
  });

  it('is the same whether an unchanged stage ran or was reused', () => {
    const { comparison } = quiet(1000, 0);
    const reused = aRun({ stages: [aReusedStage()], ...(comparison && { comparison }) });
    expect(gistOf(reused)).toBe(gistOf(quiet(1000, 0)));
  });

  it('is the same whether or not a stage is slower than usual', () => {
    expect(gistOf(slow(true))).toBe(gistOf(slow(false)));
  });

  it('differs where a state, a verdict or a budget does', () => {
    const run = quiet(1000, 0);
    const suspected = aStageComparison({ verdict: 'suspected' });
    const others: readonly RunRecord[] = [
      { ...run, stages: [aStage({ status: 'skipped' })] },
      { ...run, stages: [aStage({ budgetMs: 10 })] },
      { ...run, comparison: { runFactorPercent: 0, stages: [suspected], total: suspected } },
    ];
    expect(new Set([run, ...others].map(gistOf)).size).toBe(4);
  });
});
