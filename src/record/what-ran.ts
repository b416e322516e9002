/** What a run did at all: how many of its stages were executed, reused or left out. */
import type { RunRecord, StageRecord } from './run-record.ts';

/** Counts of stages; those still to come or cancelled before they began are in none but `of`. */
export interface WhatRan {
  /** Stages whose command was started, however it ended. */
  readonly ran: number;
  readonly reused: number;
  readonly skipped: number;
  readonly of: number;
}

/** Counts the stages of a run by what was done with them. */
export function whatRan({ stages }: RunRecord): WhatRan {
  const count = (is: (stage: StageRecord) => boolean): number => stages.filter(is).length;
  const hasRun = ({ status, attempts }: StageRecord): boolean =>
    attempts > 0 || status === 'running' || status === 'failed' || status === 'timed-out';
  return {
    ran: count(hasRun),
    reused: count(({ status }) => status === 'reused'),
    skipped: count(stage => stage.status === 'skipped' && !hasRun(stage)),
    of: stages.length,
  };
}

/** Whether a run that is over did nothing at all: no command was started, and nothing was there to reuse. */
export function nothingRan(record: RunRecord): boolean {
  const { ran, reused, of } = whatRan(record);
  return record.status === 'passed' && of > 0 && ran + reused === 0;
}

/** How a run ended, for who decides by one word: one in which nothing ran has not passed. */
export function outcomeOf(record: RunRecord): RunRecord['status'] | 'skipped' {
  return nothingRan(record) ? 'skipped' : record.status;
}
