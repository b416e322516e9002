/**
 * Which stage starts next. The real scheduler and the simulation behind ETA and `plan` ask the
 * same function, so that what is predicted is what happens.
 */
import { dependentsOf, topologicalOrder } from './graph.ts';

/** A stage as the schedule sees it. */
export interface Task {
  readonly id: string;
  readonly needs: readonly string[];
  /** Slots it takes. */
  readonly weight: number;
  /** Expected time in ms. */
  readonly durationMs: number;
  /** Expected peak memory in bytes; 0 where nothing is known. */
  readonly memoryBytes: number;
}

/** What stages share. */
export interface Capacity {
  readonly slots: number;
  /** Memory that stages may take together. */
  readonly memoryBytes: number;
}

/** A started task and how long it is expected to go on, in ms. */
export interface RunningTask {
  readonly task: Task;
  readonly remainingMs: number;
}

/** The higher, the earlier; of the ready tasks the first in definition order where equal. */
export type Ranks = ReadonlyMap<string, number>;

/** The tasks of `ready` to start now, in order. */
export function pickTasks(
  ready: readonly Task[],
  running: readonly RunningTask[],
  ranks: Ranks,
  capacity: Capacity,
): readonly Task[] {
  const candidates = [...ready].sort((a, b) => (ranks.get(b.id) ?? 0) - (ranks.get(a.id) ?? 0));
  const occupied = [...running];
  const picked: Task[] = [];
  let reservation: Reservation | undefined;
  for (const task of candidates) {
    if (slotsOf(occupied, capacity) >= capacity.slots) break;
    const allowed = reservation === undefined || mayPassBy(task, reservation);
    if (allowed && fits(task, occupied, capacity)) {
      picked.push(task);
      occupied.push({ task, remainingMs: task.durationMs });
      if (reservation !== undefined && task.durationMs > reservation.afterMs) {
        reservation = { ...reservation, spareSlots: reservation.spareSlots - task.weight };
      }
    } else {
      reservation ??= reserve(task, occupied, capacity);
    }
  }
  return picked;
}

/** When the first task that had to wait can start, and the slots that it leaves over then. */
interface Reservation {
  readonly afterMs: number;
  readonly spareSlots: number;
}

/** A later task may use a gap only if it does not delay the one that waits (EASY backfilling). */
function mayPassBy(task: Task, reservation: Reservation): boolean {
  return task.durationMs <= reservation.afterMs || task.weight <= reservation.spareSlots;
}

function reserve(task: Task, running: readonly RunningTask[], capacity: Capacity): Reservation {
  const left = [...running].sort((a, b) => a.remainingMs - b.remainingMs);
  let afterMs = 0;
  while (left.length > 0 && !fits(task, left, capacity)) {
    afterMs = left.shift()?.remainingMs ?? afterMs;
  }
  const spareSlots =
    capacity.slots - slotsOf(left, capacity) - Math.min(task.weight, capacity.slots);
  return { afterMs, spareSlots };
}

/** A task that is alone always fits, however heavy it is. */
function fits(task: Task, running: readonly RunningTask[], capacity: Capacity): boolean {
  if (running.length === 0) return true;
  const memory = running.reduce((sum, { task }) => sum + task.memoryBytes, task.memoryBytes);
  return (
    slotsOf(running, capacity) + task.weight <= capacity.slots && memory <= capacity.memoryBytes
  );
}

function slotsOf(running: readonly RunningTask[], capacity: Capacity): number {
  return running.reduce((sum, { task }) => sum + Math.min(task.weight, capacity.slots), 0);
}

/** Where a simulation starts: what is done already and what is under way. */
export interface Progress {
  readonly done: ReadonlySet<string>;
  readonly running: readonly RunningTask[];
}

/** The tasks in the order they would start, with start and end in ms from now. */
export interface Schedule {
  readonly makespanMs: number;
  readonly entries: readonly {
    readonly id: string;
    readonly startMs: number;
    readonly endMs: number;
  }[];
}

/** Plays the tasks through in expected time. */
export function simulate(
  tasks: readonly Task[],
  ranks: Ranks,
  capacity: Capacity,
  progress: Progress = { done: new Set(), running: [] },
): Schedule {
  const dependents = dependentsOf(tasks);
  const byId = new Map(tasks.map(task => [task.id, task]));
  const running = progress.running.map(({ task, remainingMs }) => ({ task, endMs: remainingMs }));
  const started = new Set([...progress.done, ...running.map(({ task }) => task.id)]);
  const openNeeds = new Map(
    tasks.map(task => [
      task.id,
      task.needs.filter(id => byId.has(id) && !progress.done.has(id)).length,
    ]),
  );
  let ready = tasks.filter(task => !started.has(task.id) && openNeeds.get(task.id) === 0);
  const entries: { id: string; startMs: number; endMs: number }[] = [];
  let now = 0;
  for (;;) {
    const remaining = running.map(({ task, endMs }) => ({ task, remainingMs: endMs - now }));
    const picked = ready.length === 0 ? [] : pickTasks(ready, remaining, ranks, capacity);
    for (const task of picked) {
      running.push({ task, endMs: now + task.durationMs });
      entries.push({ id: task.id, startMs: now, endMs: now + task.durationMs });
    }
    if (picked.length > 0) ready = ready.filter(task => !picked.includes(task));
    if (running.length === 0) return { makespanMs: now, entries };

    now = Math.min(...running.map(entry => entry.endMs));
    for (let i = running.length - 1; i >= 0; i -= 1) {
      const entry = running[i];
      if (entry === undefined || entry.endMs > now) continue;
      running.splice(i, 1);
      for (const id of dependents.get(entry.task.id) ?? []) {
        const open = (openNeeds.get(id) ?? 0) - 1;
        openNeeds.set(id, open);
        const task = byId.get(id);
        if (open === 0 && task !== undefined && !started.has(id)) ready.push(task);
      }
    }
  }
}

/** No schedule can be shorter: the critical path, or all work spread evenly over the slots; ms. */
export function lowerBoundMs(tasks: readonly Task[], capacity: Capacity): number {
  const work = tasks.reduce(
    (sum, task) => sum + task.durationMs * Math.min(task.weight, capacity.slots),
    0,
  );
  return Math.max(0, work / capacity.slots, ...longestRemainingPaths(tasks).values());
}

/**
 * The ranks that a run goes by: for each task its own time and that of the longest chain that waits for
 * it, in ms. Decision 0014 says why nothing cleverer.
 */
export function longestRemainingPaths(tasks: readonly Task[]): Ranks {
  const dependents = dependentsOf(tasks);
  const paths = new Map<string, number>();
  for (const task of [...topologicalOrder(tasks)].reverse()) {
    const after = (dependents.get(task.id) ?? []).map(id => paths.get(id) ?? 0);
    paths.set(task.id, task.durationMs + Math.max(0, ...after));
  }
  return paths;
}
