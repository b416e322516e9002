import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findBottlenecks,
  findOverruns,
  findOverUsual,
  measureRun,
} from '../../src/analysis/metrics.ts';
import { aRun, aSkippedStage, aStage } from '../builders.ts';

const MARKS = { overMs: 10_000, overShare: 0.2 };

describe('measureRun', () => {
  it('gives the guide’s metrics', () => {
    const run = aRun({
      totalMs: 60_000,
      stages: [
        aStage({ id: 'tests', durationMs: 5000 }),
        aStage({ id: 'render', durationMs: 45_000 }),
        aStage({ id: 'copy', durationMs: 1000 }),
      ],
    });
    expect(measureRun(run)).toEqual({
      totalMs: 60_000,
      executed: 3,
      averageMs: 17_000,
      slowest: { id: 'render', durationMs: 45_000, share: 0.75 },
      fastest: { id: 'copy', durationMs: 1000, share: 1 / 60 },
    });
  });

  it('counts stages that were executed to their end, whatever came of it, and no others', () => {
    const run = aRun({
      totalMs: 10_000,
      stages: [
        aStage({ id: 'failed', status: 'failed', durationMs: 2000 }),
        aStage({ id: 'timed-out', status: 'timed-out', durationMs: 4000 }),
        aStage({ id: 'reused', status: 'reused', durationMs: 1 }),
        aStage({ id: 'cancelled', status: 'cancelled', durationMs: 9000 }),
        aSkippedStage({ id: 'skipped' }),
      ],
    });
    const { executed, averageMs, slowest, fastest } = measureRun(run);
    expect({ executed, averageMs }).toEqual({ executed: 2, averageMs: 3000 });
    expect([slowest?.id, fastest?.id]).toEqual(['timed-out', 'failed']);
  });

  it('has only a total before the first stage ends', () => {
    const run = aRun({ totalMs: 800, stages: [aSkippedStage({ status: 'pending' })] });
    expect(measureRun(run)).toEqual({ totalMs: 800, executed: 0 });
  });

  it('keeps the average between fastest and slowest', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e7), { minLength: 1 }), durations => {
        const stages = durations.map((durationMs, i) => aStage({ id: `${i}`, durationMs }));
        const { fastest, averageMs, slowest } = measureRun(aRun({ stages }));
        expect(fastest?.durationMs).toBeLessThanOrEqual((averageMs ?? Number.NaN) + 1e-6);
        expect(averageMs).toBeLessThanOrEqual((slowest?.durationMs ?? Number.NaN) + 1e-6);
      }),
    );
  });
});

describe('findBottlenecks', () => {
  const found = (durationMs: number, totalMs: number) =>
    findBottlenecks(aRun({ totalMs, stages: [aStage({ durationMs })] }), MARKS).length > 0;

  it('needs both: over 10 s and over 20 % of the total', () => {
    expect(found(10_001, 50_000)).toBe(true);
    expect(found(10_000, 20_000)).toBe(false);
    expect(found(10_001, 60_000)).toBe(false);
    expect(found(12_000, 60_000)).toBe(false);
  });

  it('takes the marks it is given', () => {
    const run = aRun({ totalMs: 4000, stages: [aStage({ durationMs: 3000 })] });
    expect(findBottlenecks(run, { overMs: 1000, overShare: 0.5 })).toHaveLength(1);
  });

  it('names the slowest first', () => {
    const stages = [
      aStage({ id: 'slow', durationMs: 20_000 }),
      aStage({ id: 'slower', durationMs: 30_000 }),
    ];
    const ids = findBottlenecks(aRun({ stages }), MARKS).map(stage => stage.id);
    expect(ids).toEqual(['slower', 'slow']);
  });
});

describe('findOverruns', () => {
  it('finds what took longer than its budget, not what took just as long', () => {
    const stages = [
      aStage({ id: 'over', durationMs: 61_000, budgetMs: 60_000 }),
      aStage({ id: 'within', durationMs: 60_000, budgetMs: 60_000 }),
      aStage({ id: 'free', durationMs: 99_000 }),
    ];
    const overrun = { id: 'over', durationMs: 61_000, budgetMs: 60_000 };
    expect(findOverruns(aRun({ stages }))).toEqual([overrun]);
  });
});

describe('findOverUsual', () => {
  const usual = { tool: 'pytest', mostMs: 60_000 } as const;

  it('finds what took longer than is usual, which is no overrun', () => {
    const stages = [
      aStage({ id: 'over', durationMs: 61_000, usual }),
      aStage({ id: 'within', durationMs: 60_000, usual }),
      aStage({ id: 'cancelled', status: 'cancelled', durationMs: 99_000, usual }),
      aStage({ id: 'budget', durationMs: 99_000, budgetMs: 60_000 }),
    ];
    const run = aRun({ stages });
    expect(findOverUsual(run)).toEqual([{ id: 'over', durationMs: 61_000, usual }]);
    expect(findOverruns(run).map(({ id }) => id)).toEqual(['budget']);
  });
});
