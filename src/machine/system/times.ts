/**
 * Folders' times to the nanosecond: programs such as fontconfig compare them with what they noted. Node's own
 * call rounds them, so `touch` sets them, of folders that are open.
 */
import { start } from './programs.ts';

/** An open folder, with its time of change in seconds and nanoseconds. */
export interface FolderTime {
  readonly fd: number;
  readonly mtime: string;
}

/** Of the files that a program is given, the first has this number. */
const FIRST = 3;

/** Sets the times, by a program that works in `cwd`. Throws `ProgramFailed`. */
export async function setTimes(cwd: string, times: readonly FolderTime[]): Promise<void> {
  if (times.length === 0) return;
  const script = times.map(
    ({ mtime }, i) => `touch -c -m -d @${mtime} /proc/self/fd/${FIRST + i} || exit 1`,
  );
  const files = times.map(({ fd }) => fd);
  const shell = start('sh', ['-c', script.join('\n')], { cwd, files });
  shell.stdin.end();
  await shell.ended;
}

/** Seconds and nanoseconds, as a manifest has them. */
export function secondsOf(ns: bigint): string {
  const below = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return `${(ns - below) / 1_000_000_000n}.${String(below).padStart(9, '0')}`;
}
