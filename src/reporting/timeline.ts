/** When the stages ran, and the chain of them that decided how long it took. */
import { type CriticalStep, spanOf } from '../analysis/critical-path.ts';
import type { RunRecord, StageRecord } from '../record/run-record.ts';
import { formatDuration } from '../record/units.ts';
import type { StageRow } from './stage-row.ts';

/** A stage's place in time. */
export interface TimelineRow {
  readonly row: StageRow;
  readonly startMs: number;
  readonly endMs: number;
}

/** When the stages ran, in the order in which they started. */
export interface Timeline {
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
    return span === undefined ? [] : [{ row, ...span }];
  });
  return {
    lengthMs: placed.reduce((length, { endMs }) => Math.max(length, endMs), record.totalMs),
    rows: placed.sort((a, b) => a.startMs - b.startMs),
  };
}

/** A link of the critical path in words. */
export function pathStep(step: CriticalStep, nameOf: (id: string) => string): PathStep {
  const { after } = step;
  const slot =
    after.kind === 'slot'
      ? { wait: `waited ${formatDuration(after.waitMs)} for the slot of ${nameOf(after.id)}` }
      : {};
  return {
    name: nameOf(step.id),
    duration: formatDuration(step.endMs - step.startMs),
    ...slot,
  };
}
