/** Reading a stage's log while it is written and after, never more of it than is shown. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CUT_MARK } from './marks.ts';
import { screenOf } from './screen.ts';

/** How much of a log's end is looked at: more, until there are lines enough. */
const TAIL_BYTES = [64, 512, 4096].map(kibibytes => kibibytes * 1024);

/**
 * The last lines of a log as a terminal shows them, so that a progress bar is one line however often it
 * was drawn; from at most its last 4 MB. An unreadable log has none.
 */
export function lastLines(path: string, count: number): readonly string[] {
  return withFile(path, fd => tailOf(fd, count)) ?? [];
}

function tailOf(fd: number, count: number): readonly string[] {
  const { size } = fstatSync(fd);
  let lines: readonly string[] = [];
  for (const bytes of TAIL_BYTES) {
    const start = Math.max(0, size - bytes);
    const all = screenOf(readAt(fd, start, bytes).toString('utf8'));
    lines = all.at(-1) === '' ? all.slice(0, -1) : all;
    // The first line may have begun before what was read.
    if (start === 0 || lines.length > count) break;
  }
  return lines.slice(-count);
}

/** How much of a log's end is looked at for its last line. */
const LAST_LINE_BYTES = 8 * 1024;

/**
 * The last line of a log that is not empty and has an end, as a terminal shows it; none where there is none yet.
 * What has no end yet may hold half of a secret.
 */
export function lastWholeLine(path: string): string | undefined {
  return withFile(path, fd => {
    const { size } = fstatSync(fd);
    const text = readAt(fd, Math.max(0, size - LAST_LINE_BYTES), LAST_LINE_BYTES).toString('utf8');
    const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    return screenOf(text.slice(0, Math.max(0, end))).findLast(line => line.trim() !== '');
  });
}

const CHUNK_BYTES = 64 * 1024;
const LONGEST_LINE = 16 * 1024;
/** A log that grew by megabytes since the last look is not all in memory at once. */
const LINES_AT_ONCE = 1000;

/** Follows a log as it grows. */
export interface LogFollower {
  /**
   * The next lines that are complete, about a thousand at most; none when there are no more now. `final`
   * also gives a last line without its end.
   */
  read(final: boolean): readonly string[];
  /** Whether lines were left out because the log is longer than what is shown. */
  readonly stopped: boolean;
  close(): void;
}

/**
 * Follows a log up to `limitBytes`; a line longer than 16 kB is cut and marked. From the first look on it
 * is the same file that is read, whatever takes its place under its name: a log is rewritten when its
 * secrets are taken out.
 */
export function followLog(path: string, limitBytes: number): LogFollower {
  let opened: number | undefined;
  let offset = 0;
  let carry = Buffer.alloc(0);
  let skipping = false;
  let stopped = false;

  function take(chunk: Buffer, lines: string[]): void {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      finishLine(chunk.subarray(from, end), lines);
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    if (skipping) return;
    carry = Buffer.concat([carry, rest]);
    if (carry.length > LONGEST_LINE) {
      lines.push(cutLine(carry));
      carry = Buffer.alloc(0);
      skipping = true;
    }
  }

  function finishLine(end: Buffer, lines: string[]): void {
    if (!skipping) {
      const line = carry.length === 0 ? end : Buffer.concat([carry, end]);
      const isCut = line.length > LONGEST_LINE || (stopped && end === NO_END);
      lines.push(isCut ? cutLine(line) : line.toString('utf8').replace(/\r$/, ''));
    }
    carry = Buffer.alloc(0);
    skipping = false;
  }

  return {
    get stopped() {
      return stopped;
    },
    read(final) {
      const lines: string[] = [];
      opened ??= openedOrNot(path);
      while (opened !== undefined && lines.length < LINES_AT_ONCE) {
        if (offset >= limitBytes) {
          stopped = fstatSync(opened).size > offset;
          break;
        }
        const chunk = readAt(opened, offset, Math.min(CHUNK_BYTES, limitBytes - offset));
        if (chunk.length === 0) break;
        offset += chunk.length;
        take(chunk, lines);
      }
      const isEnd = lines.length < LINES_AT_ONCE;
      if (final && isEnd && carry.length > 0) finishLine(NO_END, lines);
      return lines;
    },
    close() {
      if (opened !== undefined) closeSync(opened);
      opened = undefined;
    },
  };
}

/** Of a line that has no end yet. */
const NO_END = Buffer.alloc(0);

/** The beginning of a line, without half a character. */
function cutLine(line: Buffer): string {
  return (
    line
      .subarray(0, LONGEST_LINE)
      .toString('utf8')
      .replace(/\uFFFD+$/, '') + CUT_MARK
  );
}

function openedOrNot(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}

function withFile<T>(path: string, use: (fd: number) => T): T | undefined {
  const fd = openedOrNot(path);
  if (fd === undefined) return undefined;
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
}
