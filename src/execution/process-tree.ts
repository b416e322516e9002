/**
 * The processes that belong to a stage: those of the session it was started in, what descends from
 * them, and, by a marker in the environment, what left the session and lost its parents.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { canListProcesses, listProcesses, type Process, startedWith } from './processes.ts';

/** Names the stage a process belongs to, in the environment of everything the stage starts. */
export const MARKER = 'STAGETIME_STAGE';

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
  /** The same, after looking in the processes' environments for the marker as well. */
  allMembers(processes?: ReadonlyMap<number, Process>): readonly Process[];
}

/** The tree of the process that was started as leader of its own session with `MARKER=marker`. */
export function processTree(rootPid: number, marker: string): ProcessTree {
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
        ({ pid, startTicks }) => startTicks >= ownStart && startedWith(pid, `${MARKER}=${marker}`),
      );
    },
  };
}

/** Asks every process of the tree to end, waits, and kills what is left. */
export async function endTree(tree: ProcessTree, graceMs: number = GRACE_MS): Promise<void> {
  if (process.platform === 'win32') {
    await execa('taskkill', ['/pid', String(tree.rootPid), '/T', '/F'], { reject: false });
    return;
  }
  const deadline = performance.now() + graceMs;
  signalAll(tree, 'SIGTERM');
  // A stopped process gets no signal but SIGKILL before it goes on.
  signalAll(tree, 'SIGCONT');
  while (isAlive(tree) && performance.now() < deadline) await sleep(POLL_MS);
  for (let round = 0; round < KILL_ROUNDS && isAlive(tree); round += 1) {
    signalAll(tree, 'SIGKILL');
    await sleep(POLL_MS);
  }
}

function isAlive(tree: ProcessTree): boolean {
  if (canListProcesses) return tree.allMembers().length > 0;
  return signal(-tree.rootPid, 0);
}

function signalAll(tree: ProcessTree, name: NodeJS.Signals): void {
  signal(-tree.rootPid, name);
  for (const { pid, group } of tree.allMembers()) if (group !== tree.rootPid) signal(pid, name);
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    // Gone already.
    return false;
  }
}
