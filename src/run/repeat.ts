/** Runs that only fill the baseline: several in one job, with caches as asked for, and no reuse. */
import { run } from './run.ts';
import type { RunRequest, RunResult } from './run-request.ts';

/** With which caches the stages of such runs start; `both`: each run once cold and once warm. */
export const CACHE_STATES = ['warm', 'cold', 'both'] as const;

export type CacheStateChoice = (typeof CACHE_STATES)[number];

export interface RepeatChoice {
  /** How often each is run. */
  readonly repeat: number;
  readonly cacheState: CacheStateChoice;
  /** The run is there for the baseline alone. */
  readonly isScheduled: boolean;
}

/**
 * Runs the pipeline as often as asked. Where it is about the baseline every stage executes, so that a
 * repository in which nothing changes still learns how long its stages take. Ends with the first run
 * that does not pass; gives the last one.
 */
export async function runRepeatedly(
  request: RunRequest,
  { repeat, cacheState, isScheduled }: RepeatChoice,
): Promise<RunResult> {
  const states = cacheState === 'both' ? (['cold', 'warm'] as const) : [cacheState];
  const planned = Array.from({ length: repeat }, () => states).flat();
  const isForBaseline = isScheduled || planned.length > 1 || cacheState !== 'warm';
  let result: RunResult | undefined;
  for (const [index, state] of planned.entries()) {
    result = await run({
      ...request,
      force: request.force || isForBaseline,
      startsCold: state === 'cold',
      repetition: index,
    });
    if (result.kind !== 'ran' || result.record.status !== 'passed') break;
  }
  return result ?? (await run(request));
}
