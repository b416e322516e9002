/** Runs the graph: which stages may start, what a stage's end means for the others, when all is over. */
import type { Elapsed } from '../pipeline/eta.ts';
import { type Capacity, pickTasks, type Ranks, type Task } from '../pipeline/schedule.ts';
import type { Stage } from '../pipeline/types.ts';
import type { StageStatus } from '../record/run-record.ts';

/** How the end of one stage concerns the others. */
export interface StageEnd {
  readonly status: StageStatus;
  /** Its command said that there is nothing to do. */
  readonly nothingToDo: boolean;
}

/** A run of a pipeline's stages. */
export interface SchedulerOptions {
  readonly stages: readonly Stage[];
  readonly tasks: readonly Task[];
  readonly ranks: Ranks;
  readonly capacity: Capacity;
  /** Stages that are not to run, with the reason. */
  readonly leftOut: ReadonlyMap<string, string>;
  /** Do not end the run at the first failure of a required stage. */
  readonly keepGoing: boolean;
  /** Aborted when the user or the runner cancels. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  /**
   * What comes before a stage takes a slot, where there is anything. Where that makes running the
   * stage needless it gives how the stage ends, to be called if nothing else has ended it meanwhile.
   * Never rejects.
   */
  readonly prepare?: (
    stage: Stage,
    signal: AbortSignal,
  ) => Promise<(() => StageEnd) | undefined> | undefined;
  /** Runs a stage to its end; `signal` asks it to end early. Never rejects. */
  readonly run: (stage: Stage, signal: AbortSignal) => Promise<StageEnd>;
  /** Told of a stage that ends without having run. */
  readonly drop: (stage: Stage, status: 'skipped' | 'cancelled', reason: string) => void;
}

/** What can be asked while the stages run. */
export interface Scheduler {
  readonly finished: Promise<void>;
  /** Stages that are over. */
  readonly done: ReadonlySet<string>;
  /** Stages under way, with the ms since they started. */
  underWay(): readonly Elapsed[];
}

/** Starts the first stages at once and goes on until every stage has ended or was dropped. */
export function schedule(options: SchedulerOptions): Scheduler {
  const { stages, now } = options;
  const ends = new Map<string, StageEnd>();
  const dropped = new Set<string>();
  const running = new Map<string, { startedAt: number; ended: Promise<void> }>();
  const preparing = new Map<string, Promise<void>>();
  const prepared = new Set<string>();
  const done = new Set<string>();
  const taskOf = new Map(options.tasks.map(task => [task.id, task]));
  const stageOf = new Map(stages.map(stage => [stage.id, stage]));
  const failFast = new AbortController();
  const stop = AbortSignal.any([options.signal, failFast.signal]);
  let failed: Stage | undefined;

  const isOver = ({ id }: Stage): boolean => ends.has(id) || dropped.has(id);
  const isWaiting = (stage: Stage): boolean => !isOver(stage) && !running.has(stage.id);

  function satisfies(id: string): boolean {
    const end = ends.get(id);
    if (end === undefined) return false;
    const { status, nothingToDo } = end;
    const excused =
      status === 'failed' || status === 'timed-out' ? stageOf.get(id)?.optional : false;
    return status === 'passed' || status === 'reused' || nothingToDo || excused === true;
  }

  function whyDropped(stage: Stage): [status: 'skipped' | 'cancelled', reason: string] | undefined {
    const leftOut = options.leftOut.get(stage.id);
    if (leftOut !== undefined) return ['skipped', leftOut];
    if (options.signal.aborted) return ['cancelled', 'the run was interrupted'];
    if (failed !== undefined) return ['skipped', `not started, because ${failed.id} failed`];
    const lacking = stage.needs.find(id => dropped.has(id) || (ends.has(id) && !satisfies(id)));
    return lacking === undefined ? undefined : ['skipped', `needs ${lacking}`];
  }

  function dropWhatCannotRun(): void {
    for (let found = true; found; ) {
      found = false;
      for (const stage of stages.filter(isWaiting)) {
        const why = whyDropped(stage);
        if (why === undefined) continue;
        found = true;
        dropped.add(stage.id);
        done.add(stage.id);
        options.drop(stage, ...why);
      }
    }
  }

  function prepareReady(): void {
    if (stop.aborted) return;
    const isNew = ({ id }: Stage): boolean => !prepared.has(id) && !preparing.has(id);
    for (const stage of stages.filter(isWaiting)) {
      if (!isNew(stage) || !stage.needs.every(satisfies)) continue;
      const preparation = options.prepare?.(stage, stop);
      if (preparation === undefined) prepared.add(stage.id);
      else
        preparing.set(
          stage.id,
          preparation.then(end => endPreparation(stage, end)),
        );
    }
  }

  function endPreparation({ id }: Stage, end: (() => StageEnd) | undefined): void {
    preparing.delete(id);
    if (dropped.has(id)) return;
    if (end === undefined) {
      prepared.add(id);
      return;
    }
    ends.set(id, end());
    done.add(id);
  }

  function start(stage: Stage): void {
    const startedAt = now();
    const ended = options.run(stage, stop).then(end => {
      running.delete(stage.id);
      ends.set(stage.id, end);
      done.add(stage.id);
      const isFailure = end.status === 'failed' || end.status === 'timed-out';
      if (isFailure && !stage.optional && !options.keepGoing && failed === undefined) {
        failed = stage;
        failFast.abort(`ended because ${stage.id} failed`);
      }
    });
    running.set(stage.id, { startedAt, ended });
  }

  function startReady(): void {
    if (stop.aborted) return;
    const ready = stages.filter(stage => isWaiting(stage) && prepared.has(stage.id));
    const picked = pickTasks(
      ready.flatMap(({ id }) => taskOf.get(id) ?? []),
      underWay().flatMap(({ id, elapsedMs }) => {
        const task = taskOf.get(id);
        return task === undefined
          ? []
          : [{ task, remainingMs: Math.max(0, task.durationMs - elapsedMs) }];
      }),
      options.ranks,
      options.capacity,
    );
    for (const { id } of picked) {
      const stage = stageOf.get(id);
      if (stage !== undefined) start(stage);
    }
  }

  function underWay(): readonly Elapsed[] {
    return [...running].map(([id, { startedAt }]) => ({ id, elapsedMs: now() - startedAt }));
  }

  async function play(): Promise<void> {
    for (;;) {
      dropWhatCannotRun();
      prepareReady();
      startReady();
      const awaited = [...preparing].flatMap(([id, ended]) => (dropped.has(id) ? [] : ended));
      const underWay = [...[...running.values()].map(({ ended }) => ended), ...awaited];
      if (underWay.length === 0) return;
      await Promise.race(underWay);
    }
  }

  // Whoever started this is to listen before the first stage starts, or is dropped.
  return { finished: Promise.resolve().then(play), done, underWay };
}
