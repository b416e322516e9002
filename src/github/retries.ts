/**
 * When a request to GitHub is worth repeating, and after how long. Octokit's retry and throttling
 * plugins are not used: between them they repeat a POST that may have been carried out, ask again
 * within a second of a 429 whatever its `Retry-After` says, pace writes at one in three seconds, and
 * cannot be stopped while they wait.
 */

/** The time, and a way to let it pass; tests have their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  wait(ms: number): Promise<void>;
}

/** What went wrong with a request. */
export interface RequestFailure {
  /** Absent where no answer came, or not all of it. */
  readonly status?: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** Waits before the second, third and fourth try of a request that GitHub failed to answer. */
const PAUSES_MS = [1_000, 2_000, 4_000] as const;

/**
 * GitHub asks for "at least one minute" where a limit names no time.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
const UNNAMED_LIMIT_MS = 60_000;

/** Milliseconds to wait before trying again after so many tries; undefined where that is no use. */
export function pauseBeforeRetry(
  failure: RequestFailure,
  tries: number,
  { isRepeatable, now }: { readonly isRepeatable: boolean; readonly now: number },
): number | undefined {
  const pause = PAUSES_MS[tries - 1];
  if (pause === undefined) return undefined;
  // Whoever is over a limit was turned away: nothing was carried out, so anything may be repeated.
  if (isLimit(failure)) return limitMs(failure, now);
  return isRepeatable && mayHaveHappened(failure) ? pause : undefined;
}

/** Whether GitHub may have carried out a request that failed so. */
export function mayHaveHappened({ status }: RequestFailure): boolean {
  return status === undefined || status >= 500;
}

/** Whether it failed because of too many requests, of any kind of limit. */
export function isLimit({ status, message, headers }: RequestFailure): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    headers['retry-after'] !== undefined ||
    isUsedUp(headers) ||
    /secondary rate limit/i.test(message)
  );
}

function limitMs({ headers }: RequestFailure, now: number): number {
  const afterSeconds = Number(headers['retry-after'] ?? Number.NaN);
  if (afterSeconds >= 0) return afterSeconds * 1000;
  const resetSeconds = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  if (isUsedUp(headers) && resetSeconds >= 0) return Math.max(0, resetSeconds * 1000 - now) + 1000;
  return UNNAMED_LIMIT_MS;
}

function isUsedUp(headers: RequestFailure['headers']): boolean {
  return String(headers['x-ratelimit-remaining']) === '0';
}
