/** Times of tests as they are added up, and those that no test can have taken. */
import type { TestNumbers } from '../../record/evidence.ts';
import { type WrittenTime, writtenTime } from './test-time.ts';

/** No test takes longer, in ms: a year. */
const LONGEST_TIME_MS = 366 * 86_400_000;
/**
 * No test takes longer than the stage in which it ran. Clocks differ a little, some runners count in
 * whole seconds, and a stage may hand on what was measured elsewhere: so much more passes, as a share
 * and in ms.
 */
const TOLERANCE = 1.2;
const TOLERANCE_MS = 10_000;

/** Reads the times of one file. */
export interface TimeSums {
  /** Calls `count` with the time in whole ms if it counts: now, or when all times of the file are known. */
  add(written: string, count: (ms: number) => void): void;
  /** After the last time: which are left out; undefined where none are. */
  leftOut(): TestNumbers['timesLeftOut'];
}

type TimeThatMayBeEither = Extract<WrittenTime, { kind: 'either' }>;

/** `stageMs` is how long the stage of the tests took, where that is known. */
export function timeSums(stageMs: number | undefined): TimeSums {
  const limitMs = stageMs === undefined ? LONGEST_TIME_MS : stageMs * TOLERANCE + TOLERANCE_MS;
  const undecided: { readonly time: TimeThatMayBeEither; readonly count: (ms: number) => void }[] =
    [];
  const leftOut = { tooLong: 0, longestMs: 0, unreadable: 0 };
  let hasDecimalComma = false;

  function addTime(ms: number, count: (ms: number) => void): void {
    if (ms <= limitMs) {
      count(Math.round(ms));
      return;
    }
    leftOut.tooLong += 1;
    leftOut.longestMs = Math.min(
      Number.MAX_SAFE_INTEGER,
      Math.max(leftOut.longestMs, Math.round(ms)),
    );
  }

  /** As seconds in groups only where that fits the stage, and nothing else in the file has a decimal comma. */
  function decide(): void {
    for (const { time, count } of undecided.splice(0)) {
      const fits = stageMs !== undefined && time.grouped * 1000 <= limitMs;
      addTime((fits && !hasDecimalComma ? time.grouped : time.decimal) * 1000, count);
    }
  }

  return {
    add: (written, count) => {
      const time = writtenTime(written);
      if (time.kind === 'unreadable') leftOut.unreadable += 1;
      if (time.kind === 'either') undecided.push({ time, count });
      if (time.kind !== 'seconds') return;
      hasDecimalComma ||= time.hasDecimalComma === true;
      addTime(time.seconds * 1000, count);
    },
    leftOut: () => {
      decide();
      return leftOut.tooLong + leftOut.unreadable > 0 ? { ...leftOut } : undefined;
    },
  };
}
