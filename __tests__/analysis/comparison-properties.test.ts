import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '../../src/analysis/verdict/compare.ts';
import type { Comparison, Verdict } from '../../src/record/comparison.ts';
import type { History } from '../../src/record/history.ts';
import type { RunRecord } from '../../src/record/run-record.ts';
import { aTimedRun, further } from './timed-runs.ts';

const DAY = 60;
const STAGES = 4;

const aTime = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 9_000, max: 13_000, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1e9, noNaN: true }) },
);
const times = fc.array(aTime, { minLength: STAGES, maxLength: STAGES });
const cacheState = fc.constantFrom('none', 'cold', 'warm', 'partial');
const histories: fc.Arbitrary<History> = fc
  .array(fc.tuple(times, cacheState), { maxLength: 30 })
  .map(runs => ({
    schema: 2,
    runs: runs.map(([durations, state], day) => aTimedRun(day, durations, { cacheState: state })),
  }));
const settings = { numRuns: 60 };

const numbersIn = (value: unknown): readonly number[] =>
  typeof value === 'number'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(numbersIn)
      : [];

const scaled = (run: RunRecord, by: number): RunRecord => ({
  ...run,
  totalMs: run.totalMs * by,
  stages: run.stages.map(stage => ({
    ...stage,
    startMs: (stage.startMs ?? 0) * by,
    durationMs: (stage.durationMs ?? 0) * by,
  })),
});

describe('a comparison, whatever the history', () => {
  it('has no number that is none, and words without one', () => {
    fc.assert(
      fc.property(histories, times, cacheState, (history, now, state) => {
        const comparison = compare(aTimedRun(DAY, now, { cacheState: state }), history);
        expect(numbersIn(comparison).filter(value => !Number.isFinite(value))).toEqual([]);
        expect(JSON.stringify(comparison)).not.toMatch(/NaN|Infinity|undefined/);
      }),
      settings,
    );
  });

  it('does not depend on the order of the file, nor on runs that stand there twice', () => {
    fc.assert(
      fc.property(histories, times, fc.nat(), (history, now, seed) => {
        const run = aTimedRun(DAY, now);
        const shuffled = [...history.runs, ...history.runs.slice(0, 3), run].sort(
          (a, b) => ((Number(a.run.id) * seed) % 7) - ((Number(b.run.id) * seed) % 7),
        );
        expect(compare(run, { schema: 2, runs: shuffled })).toEqual(compare(run, history));
      }),
      settings,
    );
  });

  it('says the same of a pipeline that is ten times as long, but for what is worth a second', () => {
    const essence = ({ stages, runFactorPercent }: Comparison) => [
      runFactorPercent.toFixed(1),
      ...stages.map(({ verdict, changePercent }) => `${verdict} ${changePercent?.toFixed(1)}`),
    ];
    const lasting = fc.array(fc.double({ min: 9_000, max: 13_000, noNaN: true }), {
      minLength: STAGES,
      maxLength: STAGES,
    });
    fc.assert(
      fc.property(fc.array(lasting, { maxLength: 25 }), lasting, (past, now) => {
        const runs = past.map((durations, day) => aTimedRun(day, durations));
        const run = aTimedRun(DAY, now);
        const options = { minimumMs: 0 };
        const longer = { schema: 2 as const, runs: runs.map(entry => scaled(entry, 10)) };
        expect(essence(compare(scaled(run, 10), longer, options))).toEqual(
          essence(compare(run, { schema: 2, runs }, options)),
        );
      }),
      settings,
    );
  });

  it('never judges a stage better for having taken longer', () => {
    const worse: readonly Verdict[] = ['improved', 'unchanged', 'suspected', 'regressed'];
    fc.assert(
      fc.property(
        histories,
        times,
        fc.array(fc.double({ min: 1, max: 3, noNaN: true }), { minLength: 2, maxLength: 6 }),
        (history, now, ratios) => {
          const ranks = [...ratios]
            .sort((a, b) => a - b)
            .map(ratio => {
              const slower = now.map((ms, j) => (j === STAGES - 1 ? ms * ratio : ms));
              const { stages } = compare(aTimedRun(DAY, slower), history);
              return worse.indexOf(stages[STAGES - 1]?.verdict as Verdict);
            });
          expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        },
      ),
      settings,
    );
  });

  it('never accuses by a single run', () => {
    fc.assert(
      fc.property(histories, times, (history, now) => {
        const { stages } = compare(aTimedRun(DAY, now), history);
        expect(stages.map(({ verdict }) => verdict)).not.toContain('regressed');
      }),
      settings,
    );
  });

  it('never clears a suspicion by further runs that took as long', () => {
    fc.assert(
      fc.property(
        histories,
        times,
        fc.double({ min: 1.2, max: 4, noNaN: true }),
        fc.array(fc.double({ min: 1, max: 1.5, noNaN: true }), { minLength: 1, maxLength: 2 }),
        (history, now, ratio, again) => {
          const slower = now.map((ms, j) => (j === 0 ? ms * ratio : ms));
          const verdictOf = (confirmations = {}) =>
            compare(aTimedRun(DAY, slower, confirmations), history).stages[0]?.verdict;
          if (verdictOf() !== 'suspected') return;
          const head = again.map(by => (slower[0] as number) * by);
          expect(['suspected', 'regressed']).toContain(verdictOf(further(head)));
        },
      ),
      settings,
    );
  });
});
