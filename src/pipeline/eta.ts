/** What a pipeline is expected to cost: from earlier runs to tasks, and how long it still takes. */
import { type Capacity, type Progress, type Ranks, simulate, type Task } from './schedule.ts';
import type { Stage } from './types.ts';

/** How long a stage took in earlier runs; ms and bytes. */
export interface Expectation {
  readonly medianMs: number;
  /** About one run in ten was faster. */
  readonly lowMs: number;
  /** About one run in ten was slower. */
  readonly highMs: number;
  readonly runs: number;
  readonly peakRssBytes: number;
}

/** By stage id; stages without an earlier run are missing. */
export type Expectations = ReadonlyMap<string, Expectation>;

/** As if these stages took no time: they are not going to run. */
export function withoutTimeFor(ids: Iterable<string>, expectations: Expectations): Expectations {
  const none = { medianMs: 0, lowMs: 0, highMs: 0, runs: 0, peakRssBytes: 0 };
  return new Map([...expectations, ...[...ids].map((id): [string, Expectation] => [id, none])]);
}

/** What is guessed for a stage when no stage has run before: only the shape of the graph decides. */
const UNKNOWN_MS = 1000;

/**
 * Stages as the schedule sees them. A stage without an earlier run is taken to last as long as the
 * middle one of those that have.
 */
export function tasksOf(stages: readonly Stage[], expectations: Expectations): readonly Task[] {
  const known = [...expectations.values()].map(({ medianMs }) => medianMs).sort((a, b) => a - b);
  const typical = known[Math.floor(known.length / 2)] ?? UNKNOWN_MS;
  return stages.map(({ id, needs, weight }) => {
    const expected = expectations.get(id);
    return {
      id,
      needs,
      weight,
      durationMs: expected?.medianMs ?? typical,
      memoryBytes: expected?.peakRssBytes ?? 0,
    };
  });
}

/** A time still to go, as an interval in ms; or which stages have no earlier run to go by. */
export type Eta =
  | { readonly kind: 'interval'; readonly lowMs: number; readonly highMs: number }
  | { readonly kind: 'unknown'; readonly stages: readonly string[] };

/** A stage that runs longer than ever before is expected to go on for this share of its time. */
const OVERTIME_SHARE = 0.1;

/** A stage under way and for how long, in ms. */
export interface Elapsed {
  readonly id: string;
  readonly elapsedMs: number;
}

/** The time to the end of the run, from what is done and under way. */
export function estimateRemaining(
  tasks: readonly Task[],
  ranks: Ranks,
  capacity: Capacity,
  expectations: Expectations,
  done: ReadonlySet<string>,
  underWay: readonly Elapsed[],
): Eta {
  const unknown = tasks.filter(({ id }) => !done.has(id) && !expectations.has(id));
  if (unknown.length > 0) return { kind: 'unknown', stages: unknown.map(({ id }) => id) };

  const play = (expectedMs: (expected: Expectation) => number): number => {
    const timed = tasks.map(task => {
      const expected = expectations.get(task.id);
      return expected === undefined ? task : { ...task, durationMs: expectedMs(expected) };
    });
    const running = underWay.flatMap(({ id, elapsedMs }) => {
      const task = timed.find(candidate => candidate.id === id);
      if (task === undefined) return [];
      const left = task.durationMs - elapsedMs;
      return [{ task, remainingMs: left > 0 ? left : elapsedMs * OVERTIME_SHARE }];
    });
    const progress: Progress = { done, running };
    return simulate(timed, ranks, capacity, progress).makespanMs;
  };
  const [a, b] = [play(({ lowMs }) => lowMs), play(({ highMs }) => highMs)];
  return { kind: 'interval', lowMs: Math.min(a, b), highMs: Math.max(a, b) };
}
