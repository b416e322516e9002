/** Where the time of the workflow's job went, as far as the job has come. */
import type { JobStep } from '../record/facts/whole-job.ts';
import type { RunRecord } from '../record/run-record.ts';
import { sum } from '../util/numbers.ts';

/** Parts that add up to `soFarMs`. All in ms. */
export interface JobParts {
  /** From the job's start until the record was made. */
  readonly soFarMs: number;
  /** Before it: waiting for a runner; absent where nobody says. */
  readonly queuedMs?: number;
  /** Steps before this one, the longest first. */
  readonly steps: readonly JobStep[];
  /** Before this step and in none of those: the runner's own work, and what the clock's seconds hide. */
  readonly betweenMs: number;
  readonly pipelineMs: number;
  readonly confirmationMs: number;
  /** What the engine took before, between and after. */
  readonly ownMs: number;
}

/** The parts; nothing where the job's start is not known. */
export function partsOfJob(record: RunRecord): JobParts | undefined {
  const { wholeJob, overhead, totalMs, confirmationMs = 0 } = record;
  if (wholeJob === undefined || overhead === undefined) return undefined;
  const before = Math.max(0, wholeJob.beforeMs - overhead.beforeMs);
  // Whole seconds may add up to a little more than there was.
  const inSteps = sum(wholeJob.steps.map(({ durationMs }) => durationMs));
  const betweenMs = Math.max(0, before - inSteps);
  const ownMs = overhead.beforeMs + overhead.afterMs;
  return {
    soFarMs: inSteps + betweenMs + totalMs + confirmationMs + ownMs,
    ...(wholeJob.queuedMs !== undefined && { queuedMs: wholeJob.queuedMs }),
    steps: [...wholeJob.steps].sort((a, b) => b.durationMs - a.durationMs),
    betweenMs,
    pipelineMs: totalMs,
    confirmationMs,
    ownMs,
  };
}
