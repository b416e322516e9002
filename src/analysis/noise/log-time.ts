/** Times as logarithms: their noise is a ratio, and a ratio is a difference of logs. */

/** No run takes longer (ms); what claims to is cut off, so that no sum overflows. */
const LONGEST_MS = 1e12;

/** Log of a time in ms; times shorter than the clock can tell count as 1 ms. */
export function logMs(durationMs: number): number {
  return Math.log(Math.min(Math.max(durationMs, 1), LONGEST_MS));
}
