/** Which processes are alive, told from outside. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/**
 * The command lines of all processes that were started with this `NAME=value` in their environment: what
 * is left of a run, wherever its processes went.
 */
export function processesWith(variable: string): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
        if (!environment.includes(variable)) return [];
        return [readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()];
      } catch {
        return []; // it ended meanwhile
      }
    });
}

/** User and system time of a process and its threads, without its children, in ms. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const msPerTick = 10;
  // proc(5): fields 14 and 15, utime and stime; the first one here is field 3.
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}
