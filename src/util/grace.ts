/** What is given up when a run is interrupted, and when: whoever interrupts a job kills it soon after. */

import { setMaxListeners } from 'node:events';

/** When work around the stages that is still under way is given up, in ms after the interruption. */
export const LATE_MS = 4_000;

/** Aborted so many ms after the other signal. */
export function abortedAfter(signal: AbortSignal, ms: number): AbortSignal {
  const late = new AbortController();
  // Everything that is under way listens to both.
  setMaxListeners(0, signal, late.signal);
  whenAborted(signal, () => {
    setTimeout(() => late.abort(signal.reason), ms).unref();
  });
  return late.signal;
}

/**
 * What the work gives, or `instead` as soon as the signal is aborted: then nobody waits for the work any
 * more, which must be such that it may end at any point.
 */
export async function unlessAborted<T>(
  signal: AbortSignal,
  work: () => T | PromiseLike<T>,
  instead: T,
): Promise<T> {
  if (signal.aborted) return instead;
  let giveUp = (): void => undefined;
  const aborted = new Promise<T>(resolve => {
    giveUp = () => resolve(instead);
  });
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function whenAborted(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) then();
  else signal.addEventListener('abort', then, { once: true });
}
