/** How old a baseline is. */
import type { RunRecord } from '../../record/run-record.ts';

const DAY_MS = 86_400_000;

/** Days from the newest of the runs to the start of this one; 0 where a clock says it was later. */
export function ageDays({ run }: RunRecord, baseline: readonly RunRecord[]): number {
  const starts = baseline.flatMap(past => validTime(past.run.startedAt) ?? []);
  const now = validTime(run.startedAt);
  if (now === undefined || starts.length === 0) return 0;
  return Math.max(0, Math.round(((now - Math.max(...starts)) / DAY_MS) * 10) / 10);
}

function validTime(date: string): number | undefined {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? undefined : ms;
}
