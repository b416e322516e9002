/** The history as columns of log times: for each stage of a run, the timings that are like its own. */
import type { Stage } from '../../pipeline/types.ts';
import { type History, historyOf, inOrder, ofSameJob } from '../../record/history.ts';
import { type JobIdentity, jobTitle, runKey } from '../../record/job.ts';
import { askedOfProvider } from '../../record/llm-numbers.ts';
import type { RunRecord, StageRecord } from '../../record/run-record.ts';
import { counted, listWords } from '../../record/text.ts';
import { logMs } from './log-time.ts';
import type { Series } from './run-factor.ts';
import {
  type Fallback,
  isMeasurement,
  isSameMachineKind,
  nearestStratum,
  type Stratum,
  strataOf,
} from './strata.ts';

/** What the definition says that a record does not. */
export type StageTerms = Pick<Stage, 'id'> & Partial<Pick<Stage, 'was' | 'acknowledge'>>;

/** A stage of the run with its comparable timings. */
export interface StageSeries extends Series {
  readonly kind: 'series';
  readonly stage: StageRecord;
  readonly durationMs: number;
  readonly stratum: Stratum;
  readonly fallback: Fallback;
  /** The circumstances of the comparable timings. */
  readonly alike: readonly Stratum[];
  /** By column; undefined where the run has no comparable timing. */
  readonly past: readonly (StageRecord | undefined)[];
  /** True where it ran alone and all the timings are of runs beside others: only slower can be told. */
  readonly ranBesideOthers: boolean;
}

/** Why there is nothing to judge. */
export interface NoSeries {
  readonly kind: 'not-measured' | 'not-comparable' | 'not-enough-data';
  readonly stage: StageRecord;
  readonly reason: string;
  /** Timings of the same work under other circumstances, oldest first. */
  readonly elsewhere?: readonly StageRecord[];
}

/** A run beside its history. */
export interface Timings {
  /** The runs on a machine of the same kind, oldest first, without the run itself. */
  readonly runs: readonly RunRecord[];
  /** How many other runs the history has, on whatever machine. */
  readonly historyRuns: number;
  readonly stages: readonly (StageSeries | NoSeries)[];
  /** Why there is nothing to compare with, where that is not for want of runs. */
  readonly whyNone?: WhyNone;
}

/** What is to be said of every stage, and of the run as a whole. */
export type WhyNone = Pick<NoSeries, 'reason'> & {
  readonly kind: 'not-comparable' | 'not-enough-data';
};

/** More runs than this are not looked at. */
const MOST_RUNS = 50;

/** How much history there is. */
export interface GatherOptions {
  readonly mostRuns?: number;
  /** There may be more of it, which could not be read. */
  readonly isUnreadable?: boolean;
}

/** Puts the run beside the newest runs of its history on machines of the same kind. */
export function gatherTimings(
  run: RunRecord,
  history: History,
  terms: ReadonlyMap<string, StageTerms>,
  { mostRuns = MOST_RUNS, isUnreadable = false }: GatherOptions = {},
): Timings {
  const ownKey = runKey(run);
  const all = inOrder(history).runs.filter(past => runKey(past) !== ownKey);
  const others = ofSameJob(historyOf(all), run.run).runs;
  const whyNone = others.length > 0 ? undefined : whyNoRuns(run.run, all, isUnreadable);
  const sameKind = others.filter(past => isSameMachineKind(past.environment, run.environment));
  const runs = sameKind.slice(-mostRuns);
  const own = strataOf(run);
  const past = runs.map(record => ({
    strata: strataOf(record),
    stages: new Map(record.stages.map(stage => [stage.id, stage])),
  }));
  const stages = run.stages.map((stage): StageSeries | NoSeries => {
    const { durationMs } = stage;
    const stratum = own.get(stage.id);
    if (durationMs === undefined || stratum === undefined || !isMeasurement(stage)) {
      return { kind: 'not-measured', stage, reason: whyNotMeasured(stage) };
    }
    const asked = providerWords(stage);
    if (asked !== undefined) return { kind: 'not-comparable', stage, reason: asked };
    const was = terms.get(stage.id)?.was;
    const everyTime = past.flatMap(({ strata, stages: byId }, column) => {
      const id = byId.has(stage.id) ? stage.id : was;
      const found = id === undefined ? undefined : byId.get(id);
      const foundStratum = found && strata.get(found.id);
      if (found === undefined || foundStratum === undefined || !isMeasurement(found)) return [];
      return [{ column, stage: found, stratum: foundStratum }];
    });
    const sameWork = everyTime.filter(time => time.stage.definitionHash === stage.definitionHash);
    if (sameWork.length === 0)
      return {
        stage,
        ...(whyNone ?? whyNothing(others.length, runs.length, everyTime.length)),
      };
    const nearest = nearestStratum(stratum, sameWork);
    const answered = sameWork.filter(time => time.stratum.hitShare === stratum.hitShare);
    if (answered.length === 0) {
      const reason =
        'no run of the history had its requests to models answered from the store alike';
      return { kind: 'not-comparable', stage, reason };
    }
    const ranBesideOthers = nearest.found.length === 0 && stratum.beside.length === 0;
    const { found, fallback } = ranBesideOthers
      ? { found: answered, fallback: 'slots' as const }
      : nearest;
    if (found.length === 0) {
      const reason = `it ran beside other stages, and alone in ${counted(sameWork.length, 'run')} of the history`;
      const elsewhere = sameWork.map(time => time.stage);
      return { kind: 'not-comparable', stage, reason, elsewhere };
    }
    return {
      kind: 'series',
      stage,
      durationMs,
      stratum,
      fallback,
      alike: found.map(time => time.stratum),
      ranBesideOthers,
      ...columnsOf(found, runs.length, stage, durationMs),
    };
  });
  return {
    runs,
    historyRuns: others.length,
    stages,
    ...(whyNone !== undefined && { whyNone }),
  };
}

const JOBS_NAMED = 3;

/**
 * Why the history has no run of this job, where there is more to say than that there was none yet. What
 * could not be read may hold some; other jobs and legs do other work, or the same in other surroundings.
 */
function whyNoRuns(
  run: JobIdentity,
  others: readonly RunRecord[],
  isUnreadable: boolean,
): WhyNone | undefined {
  if (isUnreadable) return { kind: 'not-comparable', reason: 'the history could not be read' };
  if (others.length === 0) return undefined;
  const titles = new Set(others.map(past => jobTitle(past.run) ?? 'no job'));
  const own = jobTitle(run) ?? 'a run without a job';
  const reason = `the history has no run of ${own} yet, only of ${listWords([...titles].sort(), JOBS_NAMED)}`;
  return { kind: 'not-enough-data', reason };
}

/** That a provider's latency is in a stage's time, which then says nothing about the stage. */
export function providerWords({ llm }: StageRecord): string | undefined {
  const asked = llm === undefined ? 0 : askedOfProvider(llm);
  if (llm === undefined || asked === 0) return undefined;
  const requests = counted(llm.requests, 'request');
  return `${asked} of ${requests} to models waited for the provider, whose time is not the stage's`;
}

function columnsOf(
  found: readonly { readonly column: number; readonly stage: StageRecord }[],
  runs: number,
  stage: StageRecord,
  durationMs: number,
): Pick<StageSeries, 'logs' | 'states' | 'past'> {
  const logs = new Array<number>(runs).fill(Number.NaN);
  const states = new Array<string>(runs).fill('');
  const past = new Array<StageRecord | undefined>(runs).fill(undefined);
  for (const { column, stage: timed } of found) {
    logs[column] = logMs(timed.durationMs ?? 0);
    states[column] = timed.cacheState;
    past[column] = timed;
  }
  return { logs: [...logs, logMs(durationMs)], states: [...states, stage.cacheState], past };
}

function whyNotMeasured({ status, attempts }: StageRecord): string {
  if (status === 'passed' && attempts > 1) return `it took ${attempts} attempts`;
  if (status === 'passed') return 'its time is not known';
  return status === 'timed-out' ? 'timed out' : status;
}

function whyNothing(
  all: number,
  onMachine: number,
  ofStage: number,
): Pick<NoSeries, 'kind' | 'reason'> {
  const inAll = counted(all, 'run');
  if (ofStage > 0) {
    const reason = `its definition changed: the ${counted(ofStage, 'run')} of the history did other work`;
    return { kind: 'not-comparable', reason };
  }
  if (onMachine > 0) {
    return {
      kind: 'not-enough-data',
      reason: `none of the ${inAll} of the history has a time of it`,
    };
  }
  if (all === 0) return { kind: 'not-enough-data', reason: 'there is no history yet' };
  const reason = `none of the ${inAll} of the history was on such a machine`;
  return { kind: 'not-comparable', reason };
}
