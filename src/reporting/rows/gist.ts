/** What a report says apart from its numbers: whether to comment at all, and whether it says anything new. */
import { findOverruns } from '../../analysis/metrics.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { isNotable } from './judged-time.ts';

/**
 * Whether a reader has to know: a failure, a time that moved, or a budget overrun. That a stage took
 * longer than is usual with its tool is for those who read the report anyway.
 */
export function isWorthSaying(record: RunRecord): boolean {
  const { comparison } = record;
  const verdicts = comparison === undefined ? [] : [comparison.total, ...comparison.stages];
  return (
    record.status === 'failed' ||
    verdicts.some(({ verdict }) => isNotable(verdict)) ||
    findOverruns(record).length > 0
  );
}

/** States, verdicts and overrun budgets: the same text for two runs that say the same in other numbers. */
export function gistOf(record: RunRecord): string {
  const verdicts = new Map(
    (record.comparison?.stages ?? []).map(({ id, verdict }) => [id, verdict]),
  );
  const overruns = new Set(findOverruns(record).map(({ id }) => id));
  // Whether a stage was executed or reused says nothing of the change.
  const states = record.stages.map(({ id, status }) => [
    id,
    status === 'reused' ? 'passed' : status,
    isNotable(verdicts.get(id) ?? 'not-measured') ? verdicts.get(id) : '',
    overruns.has(id),
  ]);
  const total = record.comparison?.total.verdict ?? 'not-measured';
  return JSON.stringify([record.status, isNotable(total) ? total : '', states]);
}
