/**
 * Processes that a stage may have left without a trace: with a session of its own, no parent, an empty
 * environment and no hold on the log. Nothing proves whose they are, so that they are named and not ended.
 */
import { existsSync, readlinkSync, realpathSync } from 'node:fs';
import { listProcesses, type Process, readCommandLine } from './procfs.ts';

/** A process that works below the root, began while this one ran, and was handed to the system by its parent. */
export interface Stray {
  readonly pid: number;
  readonly command: string;
}

/** Looks at all processes once; finds nothing where they cannot be listed. */
export function findStrays(root: string): readonly Stray[] {
  const processes = listProcesses();
  if (processes.size === 0 || !existsSync(root)) return [];
  const folder = realpathSync(root);
  const since = processes.get(process.pid)?.startTicks ?? Number.POSITIVE_INFINITY;
  // This one may itself have been handed to the system: started in the background of a shell that is gone.
  const isStray = ({ pid, parent, startTicks, ended }: Process): boolean =>
    pid !== process.pid && parent === INIT && startTicks >= since && !ended && worksIn(pid, folder);
  return [...processes.values()].filter(isStray).flatMap(({ pid }) => {
    const command = readCommandLine(pid);
    return command ? [{ pid, command }] : [];
  });
}

/** Gets the children of processes that are gone. */
const INIT = 1;

function worksIn(pid: number, root: string): boolean {
  try {
    const folder = readlinkSync(`/proc/${pid}/cwd`);
    return folder === root || folder.startsWith(`${root}/`);
  } catch {
    // Gone in the meantime, or another user's.
    return false;
  }
}
