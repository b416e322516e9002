/** The last runs' times of each stage, oldest first. */
import type { RunRecord, StageRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { sparkline } from '../../record/text.ts';
import { formatDuration } from '../../record/units.ts';

/** The times of one stage, or of the whole run, on machines like this one; this run's is the last. */
export interface Trend {
  readonly name: string;
  readonly notable: boolean;
  readonly durationsMs: readonly number[];
  readonly lowest: string;
  readonly highest: string;
  readonly now: string;
  readonly sparkline: string;
}

/** Runs that a sparkline shows; more do not fit a phone. */
const MOST_RUNS = 20;
/** A trend is drawn at least this high, over its median, so that noise does not look like mountains. */
const LEAST_HEIGHT = 0.25;

/** A trend for each stage that passed now and in at least one run before. */
export function trendsOf(
  record: RunRecord,
  history: readonly RunRecord[],
  notable: ReadonlySet<string>,
): readonly Trend[] {
  const before = history.filter(run => isComparable(run, record)).slice(-MOST_RUNS);
  const work = workOf(record);
  const totals = before.filter(run => run.status === 'passed' && workOf(run) === work);
  const whole =
    record.status === 'passed' && work !== '[]'
      ? trend('The run as a whole', [...totals.map(run => run.totalMs), record.totalMs], true)
      : undefined;
  const stages = record.stages.map(stage => {
    const durations = before.flatMap(run => run.stages.flatMap(past => timeOf(past, stage.id)));
    const now = timeOf(stage, stage.id);
    if (now.length === 0) return undefined;
    return trend(stageName(stage), [...durations, ...now], notable.has(stage.id));
  });
  return [whole, ...stages].filter(found => found !== undefined);
}

/** The span that a trend is drawn over, in ms. */
export function trendSpan(durationsMs: readonly number[]): readonly [number, number] {
  const lowest = Math.min(...durationsMs);
  const highest = Math.max(...durationsMs);
  return [lowest, Math.max(highest, lowest * (1 + LEAST_HEIGHT))];
}

function trend(name: string, all: readonly number[], notable: boolean): Trend | undefined {
  const durationsMs = all.slice(-MOST_RUNS);
  const now = durationsMs.at(-1);
  if (durationsMs.length < 2 || now === undefined) return undefined;
  const [low, high] = trendSpan(durationsMs);
  return {
    name,
    notable,
    durationsMs,
    lowest: formatDuration(low),
    highest: formatDuration(Math.max(...durationsMs)),
    now: formatDuration(now),
    sparkline: sparkline(durationsMs, low, high),
  };
}

function timeOf({ id, status, durationMs }: StageRecord, wanted: string): readonly number[] {
  return id === wanted && status === 'passed' && durationMs !== undefined ? [durationMs] : [];
}

function isComparable(past: RunRecord, now: RunRecord): boolean {
  const [a, b] = [past.environment, now.environment];
  const isItself = past.run.id === now.run.id && past.run.attempt === now.run.attempt;
  return !isItself && a.os === b.os && a.arch === b.arch && a.cpus === b.cpus;
}

/** Which stages were executed: runs that reused others of them took other times as a whole. */
function workOf({ stages }: RunRecord): string {
  return JSON.stringify(stages.filter(({ status }) => status === 'passed').map(({ id }) => id));
}
