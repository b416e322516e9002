/**
 * The processes of the machine as Linux tells them: read straight from `/proc`, because that costs a
 * tenth of starting `ps`. Elsewhere nothing can be listed and the functions return nothing.
 */
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs';

/** One process at one moment. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Since boot, in clock ticks: with the pid it names a process for good. */
  readonly startTicks: number;
  /** Its own and its reaped children's, in ms. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** It has ended and waits to be reaped. */
  readonly ended: boolean;
}

/** `sysconf(_SC_CLK_TCK)` is 100 on every Linux that Node runs on. */
export const MS_PER_TICK = 10;
const PAGE_BYTES = 4096;

/** Whether this machine has a `/proc` to read. */
export const canListProcesses = process.platform === 'linux';

/** All processes, by pid. */
export function listProcesses(): ReadonlyMap<number, Process> {
  const processes = new Map<number, Process>();
  if (!canListProcesses) return processes;
  for (const entry of readdirSync('/proc')) {
    const first = entry.charCodeAt(0);
    if (first < 48 || first > 57) continue;
    const stat = readProc(entry, 'stat');
    if (stat !== undefined) {
      const parsed = parseStat(stat);
      processes.set(parsed.pid, parsed);
    }
  }
  return processes;
}

/** proc(5), `/proc/pid/stat`; the name in parentheses may hold spaces and parentheses itself. */
export function parseStat(stat: string): Process {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Field n of the manual, which counts from 1; `state`, the first one here, is its field 3.
  const field = (n: number): number => Number(fields[n - 3]);
  const state = fields[0];
  return {
    pid: Number.parseInt(stat, 10),
    parent: field(4),
    group: field(5),
    session: field(6),
    startTicks: field(22),
    cpuMs: (field(14) + field(15) + field(16) + field(17)) * MS_PER_TICK,
    rssBytes: field(24) * PAGE_BYTES,
    ended: state === 'Z' || state === 'X',
  };
}

/** Bytes that a process and its reaped children read and wrote by system calls, pipes included. */
export interface Transfer {
  readonly readBytes: number;
  readonly writeBytes: number;
}

/** What `/proc/pid/io` says; nothing for a process that is gone or another user's. */
export function readTransfer(pid: number): Transfer | undefined {
  const io = readProc(pid, 'io');
  return io === undefined ? undefined : parseTransfer(io);
}

/** proc(5), `/proc/pid/io`. */
export function parseTransfer(io: string): Transfer {
  const value = (key: string): number =>
    Number(new RegExp(`^${key}:? (\\d+)`, 'm').exec(io)?.[1] ?? 0);
  return { readBytes: value('rchar'), writeBytes: value('wchar') };
}

/** The most memory a process ever had resident, in bytes. */
export function readPeakRss(pid: number): number | undefined {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')?.[1];
  return peak === undefined ? undefined : Number(peak) * 1024;
}

/** The command line, arguments parted by spaces; nothing for a process that is gone. */
export function readCommandLine(pid: number): string | undefined {
  const bytes = readProc(pid, 'cmdline');
  return bytes && Buffer.from(bytes, 'latin1').toString().replaceAll('\0', ' ').trim();
}

/** Whether the environment a process was started with holds this `NAME=value`. */
export function startedWith(pid: number, variable: string): boolean {
  return `\0${readProc(pid, 'environ') ?? ''}`.includes(`\0${variable}\0`);
}

/** The value of a variable in the environment a process was started with. */
export function startedWithValue(pid: number, name: string): string | undefined {
  const start = `\0${name}=`;
  const environment = `\0${readProc(pid, 'environ') ?? ''}`;
  const at = environment.indexOf(start);
  if (at < 0) return undefined;
  const end = environment.indexOf('\0', at + start.length);
  return end < 0 ? undefined : environment.slice(at + start.length, end);
}

/** Names a file whatever it is called; of `fs.Stats`. */
export interface FileIdentity {
  readonly dev: number;
  readonly ino: number;
}

/** Whether a process has this file as its standard output or standard error. */
export function writesTo(pid: number, file: FileIdentity): boolean {
  return [1, 2].some(fd => {
    try {
      const { dev, ino } = statSync(`/proc/${pid}/fd/${fd}`);
      return dev === file.dev && ino === file.ino;
    } catch {
      // Closed, gone in the meantime, or not ours to look at.
      return false;
    }
  });
}

/** Whether a process has a file of this folder as its standard output or standard error. */
export function writesInto(pid: number, folder: string): boolean {
  return [1, 2].some(fd => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(`${folder}/`);
    } catch {
      return false;
    }
  });
}

/** Shared by all reads: `readFileSync` takes 64 kB for each file whose size it cannot know. */
const page = Buffer.allocUnsafeSlow(16_384);

function readProc(pid: number | string, file: string): string | undefined {
  const path = `/proc/${pid}/${file}`;
  try {
    const fd = openSync(path, 'r');
    try {
      const length = readSync(fd, page);
      if (length < page.length) return page.toString('latin1', 0, length);
    } finally {
      closeSync(fd);
    }
    return readFileSync(path, 'latin1');
  } catch {
    // Gone in the meantime, or not ours to read.
    return undefined;
  }
}
