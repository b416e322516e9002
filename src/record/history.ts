/** The bounded list of run records that later runs learn from: schema, merge, bounds, expectations. */
import * as v from 'valibot';
import type { Expectation, Expectations } from '../pipeline/eta.ts';
import type { Stage } from '../pipeline/types.ts';
import type { LatexNumbers, StageEvidence, TestNumbers } from './evidence.ts';
import type { BadRun, HistoryCause } from './facts/faults/history-fault.ts';
import { isSameJob, type JobIdentity, runKey, seriesKey } from './job.ts';
import {
  type RunIdentity,
  type RunRecord,
  runRecordSchema,
  type StageRecord,
  storedRunRecord,
} from './run-record.ts';
import { oneLine } from './text.ts';
import { isKnownSchema, RECORD_SCHEMA } from './upgrade.ts';

/** The schema of a history file; newest run last. */
export const historySchema = v.object({
  schema: v.literal(RECORD_SCHEMA),
  runs: v.array(runRecordSchema),
});

export type History = v.InferOutput<typeof historySchema>;

/** A history of these runs, in the order in which they are given. */
export function historyOf(runs: RunRecord[]): History {
  return { schema: RECORD_SCHEMA, runs };
}

export const emptyHistory: History = historyOf([]);

/** Most runs kept of one job and leg on one class of machines. */
const RUNS_PER_CLASS = 50;
/** Most that the runs of one job and leg may take, in bytes of JSON. */
const SERIES_BYTES = 1_000_000;
/** Most that all of them together may take. */
const HISTORY_BYTES = 10_000_000;

/** Runs of a history that could not be read, the first for this reason; without one there were too many. */
export interface RunsLeftOut {
  readonly left: number;
  readonly runs: number;
  readonly first?: BadRun;
}

/** A history, and what of it was left out; or why the text is none. */
export type ParsedHistory =
  | { readonly ok: true; readonly history: History; readonly leftOut?: RunsLeftOut }
  | { readonly ok: false; readonly fault: TextFault; readonly cause: HistoryCause };

/** Why a text is no history that can be read. */
export type TextFault = 'damaged' | 'other-version' | 'too-large';

/** A larger text was not written by us and is not looked into; UTF-16 code units. */
const LARGEST_TEXT = 50_000_000;
/** Most runs of a history; of more, only the last are looked at. */
const MOST_RUNS = 2_000;
/** No stage runs for longer: a year, in ms. */
const LONGEST_TIME_MS = 366 * 86_400_000;

const envelope = v.object({ schema: v.unknown(), runs: v.optional(v.unknown()) });

/**
 * Reads a history. What is not a history, or one of another version, is refused whole; a run in it that
 * does not fit, or whose times cannot be, is left out with a notice.
 */
export function parseHistory(text: string): ParsedHistory {
  if (text.length > LARGEST_TEXT) {
    const cause = { kind: 'too-large', mostBytes: LARGEST_TEXT } as const;
    return { ok: false, fault: 'too-large', cause };
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return damaged({ kind: 'not-json', said: oneLine((error as Error).message, LONGEST_QUOTE) });
  }
  const outer = v.safeParse(envelope, data);
  if (!outer.success) return damaged({ kind: 'not-a-history' });
  const { schema, runs } = outer.output;
  if (!isKnownSchema(schema)) {
    const version = oneLine(String(JSON.stringify(schema)), LONGEST_VERSION);
    const cause = { kind: 'other-schema', schema: version, newest: RECORD_SCHEMA } as const;
    return { ok: false, fault: typeof schema === 'number' ? 'other-version' : 'damaged', cause };
  }
  if (!Array.isArray(runs)) return damaged({ kind: 'no-list-of-runs' });
  return readRuns(runs);
}

function damaged(cause: HistoryCause): ParsedHistory {
  return { ok: false, fault: 'damaged', cause };
}

const LONGEST_VERSION = 20;
/** Of what a parser says, which quotes the text. */
const LONGEST_QUOTE = 120;

function readRuns(entries: readonly unknown[]): ParsedHistory {
  const read = entries.slice(-MOST_RUNS).map(readRun);
  const runs = read.flatMap(entry => ('why' in entry ? [] : [entry]));
  const history = inOrder(historyOf(runs));
  const first = read.find(entry => 'why' in entry);
  const left = entries.length - runs.length;
  if (left === 0) return { ok: true, history };
  if (runs.length === 0 && first !== undefined) return damaged({ kind: 'bad-runs', first });
  const leftOut = { left, runs: entries.length, ...(first !== undefined && { first }) };
  return { ok: true, history, leftOut };
}

/** A run, or what is wrong with it. */
function readRun(entry: unknown): RunRecord | BadRun {
  const result = v.safeParse(storedRunRecord, entry);
  if (!result.success) {
    const issue = result.issues[0];
    const place = v.getDotPath(issue);
    return { why: 'bad-value', ...(place !== null && { place }), said: issue.message };
  }
  const { run, totalMs, stages } = result.output;
  if (Number.isNaN(Date.parse(run.startedAt))) return { why: 'no-date' };
  const times = [totalMs, ...stages.flatMap(({ startMs, durationMs }) => [startMs, durationMs])];
  const tooLong = times.some(ms => ms !== undefined && ms > LONGEST_TIME_MS);
  return tooLong ? { why: 'long-time' } : result.output;
}

/** The history with the run added (once, by its whole identity), in order, within the bounds. */
export function addRun(history: History, record: RunRecord): History {
  return mergeHistories(history, historyOf([withoutDetails(record)]));
}

/** The runs of both, each once (of two the second's), in order, within the bounds. */
export function mergeHistories(first: History, second: History): History {
  const { runs } = inOrder(historyOf([...first.runs, ...second.runs]));
  return historyOf(withinTotal(withinBytes(withinCount(runs))));
}

/** Each run once, oldest commit first, whatever the order in which they were added. */
export function inOrder(history: History): History {
  const byKey = new Map(history.runs.map(run => [runKey(run), run]));
  const runs = [...byKey.values()].sort((a, b) => compare(orderOf(a), orderOf(b)));
  return historyOf(runs);
}

/** The runs of the same job and leg: those that a run can be compared with. */
export function ofSameJob(history: History, run: JobIdentity): History {
  return historyOf(history.runs.filter(past => isSameJob(past.run, run)));
}

/**
 * Whether two runs were of the same files, as far as git knows: what differs between their times is then
 * no commit's doing. Uncommitted changes may be any.
 */
export function isSameCommit(a: RunIdentity, b: RunIdentity): boolean {
  return a.sha !== undefined && a.sha === b.sha && a.dirty !== true && b.dirty !== true;
}

/**
 * What each stage is expected to cost: from its passed executions on machines like this one. What was
 * skipped, reused or did not pass has no time to go by.
 */
export function expectationsFrom(
  history: History,
  stages: readonly Stage[],
  machine: Pick<RunRecord['environment'], 'os' | 'arch' | 'cpus'>,
  job: JobIdentity = {},
): Expectations {
  const comparable = ofSameJob(history, job).runs.filter(
    ({ environment: { os, arch, cpus } }) =>
      os === machine.os && arch === machine.arch && cpus === machine.cpus,
  );
  const found = stages.flatMap(({ id, was }): [string, Expectation][] => {
    const ids = was === undefined ? [id] : [id, was];
    const passed = comparable.flatMap(run =>
      run.stages.filter(stage => ids.includes(stage.id) && stage.status === 'passed'),
    );
    const expectation = expectationOf(passed);
    return expectation === undefined ? [] : [[id, expectation]];
  });
  return new Map(found);
}

/** With few runs there are no quantiles to speak of: the spread is then this factor either way. */
const SPREAD_OF_FEW = 1.25;
const ENOUGH_FOR_QUANTILES = 5;

function expectationOf(passed: readonly StageRecord[]): Expectation | undefined {
  const times = passed.flatMap(({ durationMs }) => durationMs ?? []).sort((a, b) => a - b);
  if (times.length === 0) return undefined;
  const medianMs = quantile(times, 0.5);
  const few = times.length < ENOUGH_FOR_QUANTILES;
  return {
    medianMs,
    lowMs: few ? medianMs / SPREAD_OF_FEW : quantile(times, 0.1),
    highMs: few ? medianMs * SPREAD_OF_FEW : quantile(times, 0.9),
    runs: times.length,
    peakRssBytes: Math.max(0, ...passed.map(({ peakRssBytes }) => peakRssBytes ?? 0)),
  };
}

/** Linear interpolation between order statistics (Hyndman and Fan's type 7); sorted, not empty. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

function withoutDetails(record: RunRecord): RunRecord {
  const stages = record.stages.map(
    ({
      series: _series,
      logTail: _logTail,
      ranBecause: _ranBecause,
      cause: _cause,
      evidence,
      ...stage
    }) => ({
      ...stage,
      ...(evidence !== undefined && { evidence: withoutFailures(evidence) }),
    }),
  );
  const {
    comparison: _comparison,
    advice: _advice,
    machine: _machine,
    wholeJob: _wholeJob,
    overhead: _overhead,
    ...rest
  } = record;
  return { ...rest, stages };
}

/** Numbers only: what failed is of interest to who reads of the run. */
function withoutFailures({ tests, latex }: StageEvidence): StageEvidence {
  const { failures: _failures, ...counts } = tests ?? {};
  const {
    error: _error,
    undefinedKeys: _undefined,
    multiplyDefinedKeys: _multiple,
    ...passes
  } = latex ?? {};
  return {
    ...(tests !== undefined && { tests: counts as TestNumbers }),
    ...(latex !== undefined && { latex: passes as LatexNumbers }),
  };
}

function withinCount(runs: readonly RunRecord[]): RunRecord[] {
  const seen = new Map<string, number>();
  const kept = [...runs].reverse().filter(({ run, environment: { os, arch, cpuModel, cpus } }) => {
    const machine = JSON.stringify([seriesKey(run), os, arch, cpuModel, cpus]);
    const count = (seen.get(machine) ?? 0) + 1;
    seen.set(machine, count);
    return count <= RUNS_PER_CLASS;
  });
  return kept.reverse();
}

function withinBytes(runs: readonly RunRecord[]): RunRecord[] {
  const taken = new Map<string, number>();
  const kept = [...runs].reverse().filter(record => {
    const series = seriesKey(record.run);
    const before = taken.get(series) ?? 0;
    const bytes = before + bytesOf(record);
    taken.set(series, bytes);
    return before === 0 || bytes <= SERIES_BYTES;
  });
  return kept.reverse();
}

/** Where many legs share a history, each keeps as many of its newest runs as the others. */
function withinTotal(runs: readonly RunRecord[]): RunRecord[] {
  const seen = new Map<string, number>();
  const newestFirst = [...runs].reverse().map(record => {
    const series = seriesKey(record.run);
    const age = seen.get(series) ?? 0;
    seen.set(series, age + 1);
    return { record, age };
  });
  const kept = new Set<RunRecord>();
  let bytes = 0;
  for (const { record } of newestFirst.sort((a, b) => a.age - b.age)) {
    bytes += bytesOf(record);
    if (kept.size > 0 && (kept.size === MOST_RUNS || bytes > HISTORY_BYTES)) break;
    kept.add(record);
  }
  return runs.filter(record => kept.has(record));
}

function bytesOf(record: RunRecord): number {
  return Buffer.byteLength(JSON.stringify(record)) + 1;
}

function orderOf(record: RunRecord): readonly string[] {
  const { run } = record;
  return [run.commitTime ?? run.startedAt, run.startedAt, runKey(record)];
}

function compare(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((text, i) => text !== b[i]);
  const [x = '', y = ''] = [a[at], b[at]];
  return x < y ? -1 : Number(x > y);
}
