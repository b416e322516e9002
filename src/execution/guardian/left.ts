/** Everything that a run whose engine is gone has left running. */
import { realpathSync } from 'node:fs';
import { endTree } from '../process/process-tree.ts';
import { listProcesses, type Process, startedWithValue, writesInto } from '../process/procfs.ts';
import { MARKER, markerStart } from '../process/run-mark.ts';

/** What a run is known by when nobody is left who could be asked. */
export interface LeftRun {
  /** The mark of the run. */
  readonly mark: string;
  /** The folder of its logs, which no other run writes to. */
  readonly logFolder: string;
}

/** Ends it. */
export async function endLeft(run: LeftRun): Promise<void> {
  const members = memberFinder(run);
  await endTree({ allMembers: () => members(listProcesses()) });
}

/**
 * What carries a marker of the run or writes to its logs, all in the sessions of those, and what descends
 * from any of them. Who was a member stays one when its parents are gone.
 */
function memberFinder({ mark, logFolder }: LeftRun) {
  const logs = realPathOf(logFolder);
  const start = markerStart(mark);
  const known = new Map<number, number>();
  const sessions = new Set<number>();

  return (processes: ReadonlyMap<number, Process>): readonly Process[] => {
    const others = [...processes.values()].filter(
      ({ pid, ended }) => pid !== process.pid && !ended,
    );
    for (const { pid, session } of others) {
      // Who carries a marker comes from a stage, and so does its session. Who writes to a log may be a
      // user's, in the session of a terminal.
      if (startedWithValue(pid, MARKER)?.startsWith(start)) sessions.add(session);
    }
    const isKnown = ({ pid, startTicks, session }: Process): boolean =>
      known.get(pid) === startTicks || sessions.has(session) || writesInto(pid, logs);
    const descends = (candidate: Process | undefined, depth = 0): boolean =>
      candidate !== undefined &&
      candidate.pid !== process.pid &&
      depth <= processes.size &&
      (isKnown(candidate) || descends(processes.get(candidate.parent), depth + 1));
    const members = others.filter(candidate => descends(candidate));
    for (const { pid, startTicks } of members) known.set(pid, startTicks);
    return members;
  };
}

function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
