/** When the job began that a process is part of, where nobody but the machine can be asked. */
import { readFileSync } from 'node:fs';
import { canListProcesses, listProcesses, MS_PER_TICK, type Process } from './procfs.ts';

/** What GitHub's runner calls the process that it starts for each job. */
const WORKER = 'Runner.Worker';

/** The start of the runner's process for this job, in ms since 1970; nothing where it is not above this one. */
export function jobStartOf(pid: number): number | undefined {
  if (!canListProcesses) return undefined;
  try {
    const processes = listProcesses();
    const worker = workerAbove(processes, pid);
    const bootSeconds = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
    if (worker === undefined || bootSeconds === undefined) return undefined;
    return Number(bootSeconds) * 1000 + worker.startTicks * MS_PER_TICK;
  } catch {
    return undefined;
  }
}

function workerAbove(processes: ReadonlyMap<number, Process>, pid: number): Process | undefined {
  const seen = new Set<number>();
  for (let at = processes.get(pid); at !== undefined && !seen.has(at.pid); ) {
    // The kernel keeps 15 characters of a name.
    if (nameOf(at.pid) === WORKER) return at;
    seen.add(at.pid);
    at = processes.get(at.parent);
  }
  return undefined;
}

function nameOf(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
}
