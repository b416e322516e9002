/** When the stages ran, and the chain of them that decided how long it took. */
import { type Cause, type CriticalStep, spanOf } from '../../analysis/noise/critical-path.ts';
import type { RunRecord, StageRecord } from '../../record/run-record.ts';
import { oneLine } from '../../record/text.ts';
import { formatDuration } from '../../record/units.ts';
import { isNotable } from './judged-time.ts';
import type { StageRow } from './stage-row.ts';

/** A stage's place in time. */
export interface TimelineRow {
  readonly row: StageRow;
  readonly startMs: number;
  readonly endMs: number;
  /** What a reader looks for in it; absent where it is nothing of note. */
  readonly mark?: TimelineMark;
  /** Of a stage whose time moved: when it would have ended in the time of its baseline. */
  readonly beforeEndMs?: number;
}

/** What became of a stage that is not to be overlooked; a time that moved is `slower` or `faster`. */
export type TimelineMark = 'failed' | 'slower' | 'faster';

/** A step of the job that was over before the stages might start; its times are below zero. */
export interface EarlierStep {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** When the stages ran, in the order in which they started. */
export interface Timeline {
  /** Where it begins: 0 where nothing is known of the time before, else the job's start, below zero. */
  readonly fromMs: number;
  readonly before: readonly EarlierStep[];
  /** Where it ends. */
  readonly lengthMs: number;
  readonly rows: readonly TimelineRow[];
}

/** A link of the critical path: what it took, and what it waited for where that was no need. */
export interface PathStep {
  readonly name: string;
  readonly duration: string;
  readonly wait?: string;
}

/** The stages that were started, in that order. */
export function timelineOf(record: RunRecord, rows: ReadonlyMap<StageRecord, StageRow>): Timeline {
  const placed = [...rows].flatMap(([stage, row]) => {
    const span = spanOf(stage, record.totalMs);
    return span === undefined ? [] : [{ row, ...span, ...marked(row, span.startMs) }];
  });
  const before = placed.length === 0 ? [] : earlierSteps(record);
  return {
    fromMs: Math.min(0, ...before.map(({ startMs }) => startMs)),
    before,
    lengthMs: placed.reduce(
      (length, { endMs, beforeEndMs = 0 }) => Math.max(length, endMs, beforeEndMs),
      record.totalMs,
    ),
    rows: placed.sort((a, b) => a.startMs - b.startMs),
  };
}

/** Of the steps before, those that a reader would look for. */
const MOST_EARLIER = 5;
const LONGEST_STEP = 60;

function earlierSteps({ wholeJob }: RunRecord): readonly EarlierStep[] {
  if (wholeJob === undefined) return [];
  const { steps, beforeMs } = wholeJob;
  return steps
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .slice(0, MOST_EARLIER)
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(({ name, startMs, durationMs }) => ({
      name: oneLine(name, LONGEST_STEP),
      startMs: startMs - beforeMs,
      endMs: startMs - beforeMs + durationMs,
    }));
}

function marked(
  { status, judged }: StageRow,
  startMs: number,
): Pick<TimelineRow, 'mark' | 'beforeEndMs'> {
  if (status.tone === 'bad') return { mark: 'failed' };
  if (judged === undefined || !isNotable(judged.kind)) return {};
  const { kind, baseline } = judged;
  return {
    mark: kind === 'improved' ? 'faster' : 'slower',
    ...(baseline !== undefined && { beforeEndMs: startMs + baseline.value }),
  };
}

/** The critical path, in the order in which its stages ran. */
export interface PathRow {
  readonly steps: readonly PathStep[];
  /** Which stages of how many these are; absent where they are all. */
  readonly shown?: string;
}

/** More names than these nobody reads. */
const MOST_STEPS = 12;

/** The whole path, or the longest stages of it. */
export function pathRow(path: readonly CriticalStep[], nameOf: (id: string) => string): PathRow {
  const longest = path
    .toSorted((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))
    .slice(0, MOST_STEPS);
  const steps = path.filter(step => longest.includes(step)).map(step => pathStep(step, nameOf));
  if (steps.length === path.length) return { steps };
  return { steps, shown: `the ${steps.length} longest of ${path.length} stages` };
}

/** A link of the critical path in words. */
function pathStep(step: CriticalStep, nameOf: (id: string) => string): PathStep {
  const wait = waitWords(step.after, nameOf);
  return {
    name: nameOf(step.id),
    duration: formatDuration(step.endMs - step.startMs),
    ...(wait !== undefined && { wait }),
  };
}

function waitWords(after: Cause, nameOf: (id: string) => string): string | undefined {
  switch (after.kind) {
    case 'slot':
      return `queued ${formatDuration(after.waitMs)} behind ${nameOf(after.id)}`;
    case 'need':
    case 'start':
      return after.lateMs === undefined
        ? undefined
        : `started ${formatDuration(after.lateMs)} later than it could`;
  }
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Distances between the lines of an axis that a reader can count in. */
const STEPS_MS = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].map(seconds => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(minutes => minutes * MINUTE),
  ...[1, 2, 4, 8, 24, 72, 168].map(hours => hours * HOUR),
];
const MOST_TICKS = 6;

/** The distance between the lines of an axis of this length, so that there are at most six. */
export function axisStepMs(lengthMs: number): number {
  const last = STEPS_MS.at(-1) ?? HOUR;
  return STEPS_MS.find(ms => lengthMs / ms <= MOST_TICKS) ?? Math.max(last, lengthMs);
}

/**
 * Round moments, zero among them, from `fromMs` (at most zero) on; at most eight, and none closer to the end than
 * its text is wide.
 */
export function axisTicks(lengthMs: number, fromMs = 0): readonly number[] {
  const step = axisStepMs(lengthMs - fromMs);
  const first = Math.ceil(fromMs / step);
  const last = Math.floor((lengthMs - (lengthMs - fromMs) * 0.05) / step);
  return Array.from(
    { length: Math.max(0, last - first) + 1 },
    (_, index) => (first + index) * step,
  );
}
