/**
 * The processes that belong to a stage: those of the session it was started in, what descends from
 * them, and what left the session and lost its parents, by a marker in its environment or because it
 * still writes to the stage's log.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import {
  canListProcesses,
  type FileIdentity,
  listProcesses,
  type Process,
  startedWith,
  writesTo,
} from './procfs.ts';
import { MARKER } from './run-mark.ts';

/** How long processes may take to end by themselves after SIGTERM, in ms. */
export const GRACE_MS = 2_000;
const POLL_MS = 20;
/** After SIGKILL a process is gone at once unless the kernel holds it; then there is no remedy. */
const KILL_ROUNDS = 50;

/** A stage's processes, followed from sample to sample. */
export interface ProcessTree {
  readonly rootPid: number;
  /** Members alive in the given list of processes; remembers them, so that orphans stay members. */
  members(processes: ReadonlyMap<number, Process>): readonly Process[];
  /** The same, after looking into the processes for the marker and the log as well. */
  allMembers(processes?: ReadonlyMap<number, Process>): readonly Process[];
}

/**
 * The tree of the process that was started as leader of its own session with `MARKER=marker`, and with
 * this log as its standard output.
 */
export function processTree(rootPid: number, marker: string, log?: FileIdentity): ProcessTree {
  const known = new Map<number, number>();
  const isKnown = ({ pid, startTicks }: Process): boolean => known.get(pid) === startTicks;

  function members(processes: ReadonlyMap<number, Process>, alsoBy?: (p: Process) => boolean) {
    const found = new Map<number, boolean>();
    const belongs = (candidate: Process | undefined): boolean => {
      if (candidate === undefined || candidate.pid === process.pid) return false;
      const before = found.get(candidate.pid);
      if (before !== undefined) return before;
      found.set(candidate.pid, false);
      const member =
        candidate.session === rootPid ||
        isKnown(candidate) ||
        alsoBy?.(candidate) === true ||
        belongs(processes.get(candidate.parent));
      found.set(candidate.pid, member);
      return member;
    };
    const alive = [...processes.values()].filter(p => belongs(p) && !p.ended);
    for (const { pid, startTicks } of alive) known.set(pid, startTicks);
    return alive;
  }

  return {
    rootPid,
    members: processes => members(processes),
    allMembers(processes = listProcesses()) {
      // What was there before the engine is no stage's: most processes need not be looked into.
      const ownStart = processes.get(process.pid)?.startTicks ?? 0;
      return members(
        processes,
        ({ pid, startTicks }) =>
          startTicks >= ownStart &&
          (startedWith(pid, `${MARKER}=${marker}`) || (log !== undefined && writesTo(pid, log))),
      );
    },
  };
}

/** What is to be ended together. */
type Endable = Pick<ProcessTree, 'allMembers'> & {
  /** Its process group, where it has one of its own. */
  readonly rootPid?: number;
};

/**
 * Asks every process of the tree to end, waits, and kills what is left. Gives what is alive all the
 * same: another user's, which nobody but that user or root may end.
 */
export async function endTree(
  tree: Endable,
  graceMs: number = GRACE_MS,
): Promise<readonly Process[]> {
  const { rootPid } = tree;
  if (process.platform === 'win32') {
    if (rootPid === undefined) return [];
    await execa('taskkill', ['/pid', String(rootPid), '/T', '/F'], { reject: false });
    return [];
  }
  const deadline = performance.now() + graceMs;
  signalAll(tree, 'SIGTERM');
  // A stopped process gets no signal but SIGKILL before it goes on.
  signalAll(tree, 'SIGCONT');
  while (isAlive(tree) && performance.now() < deadline) await sleep(POLL_MS);
  for (let round = 0; round < KILL_ROUNDS && isAlive(tree); round += 1) {
    if (!signalAll(tree, 'SIGKILL')) break;
    await sleep(POLL_MS);
  }
  return tree.allMembers();
}

function isAlive(tree: Endable): boolean {
  if (canListProcesses) return tree.allMembers().length > 0;
  return tree.rootPid !== undefined && signal(-tree.rootPid, 0);
}

/** Whether any process could be reached. */
function signalAll(tree: Endable, name: NodeJS.Signals): boolean {
  const reached = tree.rootPid !== undefined && signal(-tree.rootPid, name);
  const others = tree.allMembers().filter(({ group }) => group !== tree.rootPid);
  return others.map(({ pid }) => signal(pid, name)).includes(true) || reached;
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    // Gone already, or another user's.
    return false;
  }
}
