/**
 * A moment on the file system's own clock, after which everything that changes is later than everything
 * that changed before. The kernel's clock for files moves in ticks of some ms, so it is waited for.
 */
import { closeSync, fstatSync, futimesSync, openSync, unlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Mark {
  /** Time of change that everything later has at least, in ms since 1970 as Node rounds it. */
  readonly ctimeMs: number;
  /** The wall clock against one that nobody sets, in ms: both since the machine started. */
  readonly offsetMs: number;
}

/** Largest distance that the two clocks may drift apart: this, and a part of the time between. */
const STEP_MS = 250;
/** A clock that is being slewed goes wrong by at most 500 millionths; ten times that is allowed. */
const DRIFT = 0.005;

/** Makes a mark by a file in the folder, which is on the file system that is meant. */
export async function makeMark(folder: string): Promise<Mark> {
  const file = `${folder}/mark-${process.pid}`;
  const fd = openSync(file, 'wx', 0o600);
  try {
    const first = fstatSync(fd).ctimeMs;
    let ctimeMs = first;
    while (ctimeMs === first) {
      await sleep(1);
      futimesSync(fd, 0, 0);
      ctimeMs = fstatSync(fd).ctimeMs;
    }
    return { ctimeMs, offsetMs: offset() };
  } finally {
    closeSync(fd);
    unlinkSync(file);
  }
}

/** By how much the clock was set between two marks, in ms; nothing where it was not. */
export function clockStep(from: Mark, to: Mark): number | undefined {
  const byMs = to.offsetMs - from.offsetMs;
  const elapsedMs = Math.max(0, to.ctimeMs - from.ctimeMs - byMs);
  const isSteady = Math.abs(byMs) <= STEP_MS + elapsedMs * DRIFT;
  return isSteady && to.ctimeMs >= from.ctimeMs ? undefined : Math.round(byMs);
}

/** `CLOCK_MONOTONIC` is the same for all processes of a machine. */
function offset(): number {
  return Date.now() - Number(process.hrtime.bigint() / 1_000_000n);
}
