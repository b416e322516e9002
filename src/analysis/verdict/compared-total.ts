/**
 * What a run's total is compared over. Runs that executed other stages take other times: the makespan is
 * compared with the makespans of runs that did the same work. Where too few did, because stages were
 * reused or skipped on one side, the times of the stages that were executed on both are summed instead.
 */
import type { TotalOver } from '../../record/comparison.ts';
import type { RunRecord, StageRecord } from '../../record/run-record.ts';
import { criticalPath } from '../noise/critical-path.ts';
import { FEWEST_RUNS } from '../noise/stage-noise.ts';
import { hitShareOf, isMeasurement } from '../noise/strata.ts';
import { providerTime } from '../noise/timings.ts';

/** A run's total beside those of its history. */
export interface ComparedTotal {
  readonly over: TotalOver;
  /** Of the run, ms. */
  readonly totalMs: number;
  /** Of each run of the history, ms; NaN where it did other work. */
  readonly times: readonly number[];
  /** The state of the caches in each, and then in the run. */
  readonly states: readonly string[];
  /** The stages whose slowness makes this total longer. */
  readonly decisive: ReadonlySet<string>;
}

/** Stages that are less of the run's work than this say nothing of the whole. */
const COVERED_SHARE = 0.5;

/** Undefined where nothing was executed to its end. */
export function comparedTotal(
  run: RunRecord,
  past: readonly RunRecord[],
): ComparedTotal | undefined {
  const executed = run.stages.filter(isMeasurement);
  if (executed.length === 0) return undefined;
  const makespan = comparedMakespan(run, past);
  if (countOf(makespan) >= FEWEST_RUNS) return makespan;
  const common = commonStages(executed, past);
  if (common === undefined || !coversEnough(common, executed)) return makespan;
  const sum = comparedStageTimes(run, past, common);
  return countOf(sum) > countOf(makespan) ? sum : makespan;
}

function countOf({ times }: ComparedTotal): number {
  return times.filter(ms => !Number.isNaN(ms)).length;
}

function comparedMakespan(run: RunRecord, past: readonly RunRecord[]): ComparedTotal {
  const work = workOf(run);
  const stages = run.stages.filter(isMeasurement).map(({ id }) => id);
  return {
    over: { kind: 'makespan', stages, of: run.stages.length },
    totalMs: run.totalMs,
    times: past.map(record =>
      record.status === 'passed' && workOf(record) === work ? record.totalMs : Number.NaN,
    ),
    states: [...past, run].map(record => cachesOf(record, new Set(stages))),
    decisive: new Set(criticalPath(run).map(step => step.id)),
  };
}

function comparedStageTimes(
  run: RunRecord,
  past: readonly RunRecord[],
  common: readonly StageRecord[],
): ComparedTotal {
  const ids = new Set(common.map(({ id }) => id));
  const keys = common.map(keyOf);
  const sumOf = (record: RunRecord): number => {
    const found = new Map(measured(record).map(stage => [keyOf(stage), stage.durationMs ?? 0]));
    return keys.reduce((sum, key) => sum + (found.get(key) ?? Number.NaN), 0);
  };
  return {
    over: { kind: 'stage-times', stages: [...ids], of: run.stages.length },
    totalMs: sumOf(run),
    times: past.map(record => (record.status === 'passed' ? sumOf(record) : Number.NaN)),
    states: [...past, run].map(record => cachesOf(record, ids)),
    decisive: ids,
  };
}

/**
 * The stages that enough runs executed too: those that the fewest share are given up one by one. Undefined
 * where no single stage has enough.
 */
function commonStages(
  executed: readonly StageRecord[],
  past: readonly RunRecord[],
): readonly StageRecord[] | undefined {
  const keysOfRuns = past
    .filter(({ status }) => status === 'passed')
    .map(record => new Set(measured(record).map(keyOf)));
  let common = executed.filter(stage => providerTime(stage) === undefined);
  while (common.length > 0) {
    const keys = common.map(keyOf);
    const sharing = keysOfRuns.filter(run => keys.every(key => run.has(key)));
    if (sharing.length >= FEWEST_RUNS) return common;
    const holders = keys.map(key => keysOfRuns.filter(run => run.has(key)).length);
    const rarest = holders.indexOf(Math.min(...holders));
    common = common.filter((_, i) => i !== rarest);
  }
  return undefined;
}

function coversEnough(common: readonly StageRecord[], executed: readonly StageRecord[]): boolean {
  const sumOf = (stages: readonly StageRecord[]): number =>
    stages.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
  return sumOf(common) >= COVERED_SHARE * sumOf(executed);
}

function measured({ stages }: RunRecord): readonly StageRecord[] {
  return stages.filter(isMeasurement);
}

/** What a stage did: the same in two runs where their times can be compared. */
function keyOf(stage: StageRecord): string {
  return `${stage.id} ${stage.definitionHash} ${hitShareOf(stage) ?? ''}`;
}

/** All that took the run's time: also what failed and did not count, or needed several attempts. */
function workOf({ stages }: RunRecord): string {
  return stages
    .flatMap(stage => {
      if (isMeasurement(stage)) return [keyOf(stage)];
      const { status, attempts, durationMs = 0 } = stage;
      const tookTime = status !== 'reused' && durationMs > 0;
      return tookTime ? [`${keyOf(stage)} ${status} ${attempts}`] : [];
    })
    .sort()
    .join('\n');
}

function cachesOf(record: RunRecord, ids: ReadonlySet<string>): string {
  return measured(record)
    .filter(({ id }) => ids.has(id))
    .map(({ id, cacheState }) => `${id} ${cacheState}`)
    .sort()
    .join('\n');
}
