/** The history as columns of log times: for each stage of a run, the timings that are like its own. */
import type { Stage } from '../../pipeline/types.ts';
import type { GivenUp, Ground, VerdictGround } from '../../record/facts/verdict-ground.ts';
import { type History, historyOf, inOrder, ofSameJob } from '../../record/history.ts';
import { type JobIdentity, jobTitle, runKey } from '../../record/job.ts';
import { askedOfProvider } from '../../record/llm-numbers.ts';
import type { RunRecord, StageRecord } from '../../record/run-record.ts';
import { logMs } from './log-time.ts';
import type { Series } from './run-factor.ts';
import {
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
  /** What had to be given up to find them. */
  readonly givenUp: GivenUp | undefined;
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
  readonly reason: VerdictGround;
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
  /** Why there is nothing to compare with, where that is not for want of runs on such machines. */
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
    const asked = providerTime(stage);
    if (asked !== undefined) return { kind: 'not-comparable', stage, reason: asked };
    const everyTime = timesOf(stage.id, terms.get(stage.id)?.was, past);
    const sameWork = everyTime.filter(time => time.stage.definitionHash === stage.definitionHash);
    if (sameWork.length === 0) {
      return { stage, ...(whyNone ?? whyNothing(others.length, runs.length, everyTime.length)) };
    }
    return seriesOf({ stage, durationMs, stratum }, sameWork, runs.length);
  });
  return {
    runs,
    historyRuns: others.length,
    stages,
    ...(whyNone !== undefined && { whyNone }),
  };
}

/** A measured time of the stage in the run of a column. */
interface PastTime {
  readonly column: number;
  readonly stage: StageRecord;
  readonly stratum: Stratum;
}

function timesOf(
  id: string,
  was: string | undefined,
  past: readonly {
    readonly strata: ReadonlyMap<string, Stratum>;
    readonly stages: ReadonlyMap<string, StageRecord>;
  }[],
): readonly PastTime[] {
  return past.flatMap(({ strata, stages }, column) => {
    const stage = stages.get(id) ?? (was === undefined ? undefined : stages.get(was));
    const stratum = stage && strata.get(stage.id);
    return stage === undefined || stratum === undefined || !isMeasurement(stage)
      ? []
      : [{ column, stage, stratum }];
  });
}

/** The stage beside those of its times that are like its own, or why none is. */
function seriesOf(
  now: Pick<StageSeries, 'stage' | 'durationMs' | 'stratum'>,
  sameWork: readonly PastTime[],
  runs: number,
): StageSeries | NoSeries {
  const { stage, durationMs, stratum } = now;
  const answered = sameWork.filter(time => time.stratum.hitShare === stratum.hitShare);
  if (answered.length === 0) {
    return { kind: 'not-comparable', stage, reason: { kind: 'other-replies' } };
  }
  const nearest = nearestStratum(stratum, sameWork);
  const ranBesideOthers = nearest.found.length === 0 && stratum.beside.length === 0;
  const { found, givenUp } = ranBesideOthers
    ? { found: answered, givenUp: 'slots' as const }
    : nearest;
  if (found.length === 0) {
    const reason = { kind: 'ran-beside' as const, aloneRuns: sameWork.length };
    return { kind: 'not-comparable', stage, reason, elsewhere: sameWork.map(time => time.stage) };
  }
  const alike = found.map(time => time.stratum);
  const columns = columnsOf(found, runs, stage, durationMs);
  return { kind: 'series', ...now, givenUp, alike, ranBesideOthers, ...columns };
}

const JOBS_NAMED = 3;

/**
 * Why the history has no run of this job. What could not be read may hold some; other jobs and legs do
 * other work, or the same in other surroundings.
 */
function whyNoRuns(run: JobIdentity, others: readonly RunRecord[], isUnreadable: boolean): WhyNone {
  if (isUnreadable) return { kind: 'not-comparable', reason: { kind: 'history-unreadable' } };
  if (others.length === 0) return { kind: 'not-enough-data', reason: { kind: 'no-history' } };
  const jobs = new Set(others.map(past => jobTitle(past.run)));
  const titles = [...jobs].filter(title => title !== undefined).sort();
  const named = jobs.size > JOBS_NAMED ? titles.slice(0, JOBS_NAMED - 1) : titles;
  const job = jobTitle(run);
  const reason = {
    kind: 'other-jobs' as const,
    ...(job !== undefined && { job }),
    others: named,
    more: jobs.size - named.length,
  };
  return { kind: 'not-enough-data', reason };
}

/** That a provider's latency is in a stage's time, which then says nothing about the stage. */
export function providerTime({ llm }: StageRecord): Ground<'provider'> | undefined {
  const asked = llm === undefined ? 0 : askedOfProvider(llm);
  if (llm === undefined || asked === 0) return undefined;
  return { kind: 'provider', asked, requests: llm.requests };
}

function columnsOf(
  found: readonly PastTime[],
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

function whyNotMeasured({ status, attempts }: StageRecord): VerdictGround {
  if (status !== 'passed') return { kind: 'stage-not-passed', status };
  return attempts > 1 ? { kind: 'several-attempts', attempts } : { kind: 'time-unknown' };
}

/** Why no run of the history did the work of a stage. */
function whyNothing(all: number, onMachine: number, ofStage: number): WhyNone {
  if (ofStage > 0) {
    return { kind: 'not-comparable', reason: { kind: 'definition-changed', runs: ofStage } };
  }
  return onMachine > 0
    ? { kind: 'not-enough-data', reason: { kind: 'never-timed', runs: all } }
    : { kind: 'not-comparable', reason: { kind: 'other-machines', runs: all } };
}
