/** The run beside its history with the run-wide factor taken out: what every judgement starts from. */
import type { History } from '../../record/history.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { takeOutRunFactor } from './run-factor.ts';
import { errorOfLevel, type Measured, type NoiseShape, shapeOf } from './significance.ts';
import { noiseOf } from './stage-noise.ts';
import {
  type GatherOptions,
  gatherTimings,
  type NoSeries,
  type StageSeries,
  type StageTerms,
  type WhyNone,
} from './timings.ts';

/** A stage with comparable timings. */
export interface StageModel {
  readonly kind: 'model';
  readonly series: StageSeries;
  /** Runs to compare with, after the last lasting step, whatever the state of their caches. */
  readonly comparable: number;
  /** Undefined where the state of the stage's caches is new to the history. */
  readonly measured?: Measured;
  /** What was taken out of the stage's time for the run as a whole; log. */
  readonly factor: number;
  /** The runs that the level comes from: those after the last lasting step. */
  readonly columns: readonly number[];
  /** Place of the first of these runs; 0 where there was no lasting step. */
  readonly since: number;
}

/** The run, its stages in order, and how slow it was as a whole. */
export interface RunModel {
  readonly run: RunRecord;
  /** The runs on a machine of the same kind, oldest first. */
  readonly past: readonly RunRecord[];
  /** How many other runs of this job the history has, on whatever machine. */
  readonly historyRuns: number;
  /** Why there is nothing to compare with, where that is not for want of runs. */
  readonly whyNone?: WhyNone;
  readonly stages: readonly (StageModel | NoSeries)[];
  /** Log factor of each run of the history. */
  readonly pastFactors: readonly number[];
  /** Log factor of this run. */
  readonly factor: number;
  readonly shape: NoiseShape;
}

/** Models a run by its history. */
export function modelOf(
  run: RunRecord,
  history: History,
  terms: ReadonlyMap<string, StageTerms>,
  options: GatherOptions = {},
): RunModel {
  const { runs, historyRuns, stages, whyNone } = gatherTimings(run, history, terms, options);
  const series = stages.flatMap(stage => (stage.kind === 'series' ? [stage] : []));
  const factors = takeOutRunFactor(series);
  const noises = noiseOf(
    factors.stages,
    series.map(({ states }) => states),
  );
  const shape = shapeOf(noises.flatMap(noise => noise ?? []));
  const models = new Map(
    series.map((own, j): readonly [StageSeries, StageModel] => {
      const adjusted = factors.stages[j];
      const noise = noises[j];
      const change = (adjusted?.values.at(-1) ?? Number.NaN) - (noise?.centre ?? Number.NaN);
      const since = adjusted?.since ?? 0;
      const columns = own.past.flatMap((timed, i) =>
        timed !== undefined && i >= since ? [i] : [],
      );
      const base = { kind: 'model' as const, series: own, columns, since };
      if (adjusted === undefined || noise === undefined || Number.isNaN(change)) {
        return [own, { ...base, comparable: noise?.comparable ?? 0, factor: 0 }];
      }
      const { sensitivity, sensitivityError, factors: ownFactors } = adjusted;
      const factorNow = ownFactors.at(-1) ?? 0;
      const measured: Measured = {
        change,
        expectedMs: own.durationMs * Math.exp(-change),
        noise,
        levelError: Math.hypot(errorOfLevel(noise), sensitivityError * factorNow),
        shape,
      };
      return [
        own,
        { ...base, comparable: noise.comparable, measured, factor: sensitivity * factorNow },
      ];
    }),
  );
  return {
    run,
    past: runs,
    historyRuns,
    ...(whyNone !== undefined && { whyNone }),
    stages: stages.map(stage =>
      stage.kind === 'series' ? (models.get(stage) as StageModel) : stage,
    ),
    pastFactors: factors.overall.slice(0, -1),
    factor: factors.overall.at(-1) ?? 0,
    shape,
  };
}
