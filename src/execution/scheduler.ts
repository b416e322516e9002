/** Runs the graph: which stages may start, what a stage's end means for the others, when all is over. */
import { setMaxListeners } from 'node:events';
import type { Elapsed } from '../pipeline/eta.ts';
import { type Capacity, pickTasks, type Ranks, type Task } from '../pipeline/schedule.ts';
import type { LeftOut } from '../pipeline/selection.ts';
import type { Stage } from '../pipeline/types.ts';
import type { StageReason } from '../record/facts/stage/stage-reason.ts';
import type { StageStatus } from '../record/run-record.ts';
import { satisfies } from '../record/status.ts';

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
  readonly leftOut: ReadonlyMap<string, LeftOut>;
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
  readonly drop: (stage: Stage, status: 'skipped' | 'cancelled', reason: StageReason) => void;
}

/** What can be asked while the stages run. */
export interface Scheduler {
  readonly finished: Promise<void>;
  /** Stages that are over. */
  readonly done: ReadonlySet<string>;
  /** Stages under way, with the ms since they started. */
  underWay(): readonly Elapsed[];
}

/** The reason of the signal that ends running stages because another one failed. */
export class AfterFailure {
  readonly stage: string;

  constructor(stage: string) {
    this.stage = stage;
  }
}

/** Starts the first stages at once and goes on until every stage has ended or was dropped. */
export function schedule(options: SchedulerOptions): Scheduler {
  return new Schedule(options);
}

class Schedule implements Scheduler {
  readonly finished: Promise<void>;
  readonly done = new Set<string>();
  readonly #options: SchedulerOptions;
  readonly #ends = new Map<string, StageEnd>();
  readonly #dropped = new Set<string>();
  readonly #running = new Map<string, { startedAt: number; ended: Promise<void> }>();
  readonly #preparing = new Map<string, Promise<void>>();
  readonly #prepared = new Set<string>();
  readonly #taskOf: ReadonlyMap<string, Task>;
  readonly #stageOf: ReadonlyMap<string, Stage>;
  readonly #failFast = new AbortController();
  readonly #stop: AbortSignal;
  #failed: Stage | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#taskOf = new Map(options.tasks.map(task => [task.id, task]));
    this.#stageOf = new Map(options.stages.map(stage => [stage.id, stage]));
    this.#stop = AbortSignal.any([options.signal, this.#failFast.signal]);
    // Each stage that runs listens to it.
    setMaxListeners(0, this.#stop);
    // Whoever started this is to listen before the first stage starts, or is dropped.
    this.finished = Promise.resolve().then(() => this.#play());
  }

  #waiting(): readonly Stage[] {
    return this.#options.stages.filter(stage => this.#isWaiting(stage));
  }

  #isWaiting({ id }: Stage): boolean {
    return !this.#ends.has(id) && !this.#dropped.has(id) && !this.#running.has(id);
  }

  #satisfies(id: string): boolean {
    // Who leaves a setup out takes the machine as it is.
    if (this.#options.leftOut.has(id) && this.#stageOf.get(id)?.setup !== undefined) return true;
    const end = this.#ends.get(id);
    const optional = this.#stageOf.get(id)?.optional === true;
    return end !== undefined && satisfies(end.status, { ...end, optional });
  }

  #whyDropped(stage: Stage): [status: 'skipped' | 'cancelled', reason: StageReason] | undefined {
    const leftOut = this.#options.leftOut.get(stage.id);
    if (leftOut !== undefined) return ['skipped', { kind: 'left-out', by: leftOut }];
    if (this.#options.signal.aborted) return ['cancelled', { kind: 'interrupted' }];
    if (this.#failed !== undefined)
      return ['skipped', { kind: 'not-started-after', stage: this.#failed.id }];
    const lacking = stage.needs.find(
      id => (this.#dropped.has(id) || this.#ends.has(id)) && !this.#satisfies(id),
    );
    return lacking === undefined ? undefined : ['skipped', { kind: 'needs', stage: lacking }];
  }

  #dropWhatCannotRun(): void {
    for (let found = true; found; ) {
      found = false;
      for (const stage of this.#waiting()) {
        const why = this.#whyDropped(stage);
        if (why === undefined) continue;
        found = true;
        this.#dropped.add(stage.id);
        this.done.add(stage.id);
        this.#options.drop(stage, ...why);
      }
    }
  }

  #prepareReady(): void {
    if (this.#stop.aborted) return;
    const isNew = ({ id }: Stage): boolean => !this.#prepared.has(id) && !this.#preparing.has(id);
    for (const stage of this.#waiting()) {
      if (!isNew(stage) || !stage.needs.every(id => this.#satisfies(id))) continue;
      const preparation = this.#options.prepare?.(stage, this.#stop);
      if (preparation === undefined) this.#prepared.add(stage.id);
      else
        this.#preparing.set(
          stage.id,
          preparation.then(end => this.#endPreparation(stage, end)),
        );
    }
  }

  #endPreparation({ id }: Stage, end: (() => StageEnd) | undefined): void {
    this.#preparing.delete(id);
    if (this.#dropped.has(id)) return;
    if (end === undefined) {
      this.#prepared.add(id);
      return;
    }
    this.#ends.set(id, end());
    this.done.add(id);
  }

  #start(stage: Stage): void {
    const startedAt = this.#options.now();
    const ended = this.#options.run(stage, this.#stop).then(end => {
      this.#running.delete(stage.id);
      this.#ends.set(stage.id, end);
      this.done.add(stage.id);
      const isFailure = end.status === 'failed' || end.status === 'timed-out';
      if (isFailure && !stage.optional && !this.#options.keepGoing && this.#failed === undefined) {
        this.#failed = stage;
        this.#failFast.abort(new AfterFailure(stage.id));
      }
    });
    this.#running.set(stage.id, { startedAt, ended });
  }

  #startReady(): void {
    if (this.#stop.aborted) return;
    const ready = this.#waiting().filter(({ id }) => this.#prepared.has(id));
    const picked = pickTasks(
      ready.flatMap(({ id }) => this.#taskOf.get(id) ?? []),
      this.underWay().flatMap(({ id, elapsedMs }) => {
        const task = this.#taskOf.get(id);
        return task === undefined
          ? []
          : [{ task, remainingMs: Math.max(0, task.durationMs - elapsedMs) }];
      }),
      this.#options.ranks,
      this.#options.capacity,
    );
    for (const { id } of picked) {
      const stage = this.#stageOf.get(id);
      if (stage !== undefined) this.#start(stage);
    }
  }

  underWay(): readonly Elapsed[] {
    return [...this.#running].map(([id, { startedAt }]) => ({
      id,
      elapsedMs: this.#options.now() - startedAt,
    }));
  }

  async #play(): Promise<void> {
    for (;;) {
      this.#dropWhatCannotRun();
      this.#prepareReady();
      this.#startReady();
      const awaited = [...this.#preparing].flatMap(([id, ended]) =>
        this.#dropped.has(id) ? [] : ended,
      );
      const underWay = [...[...this.#running.values()].map(({ ended }) => ended), ...awaited];
      if (underWay.length === 0) return;
      await Promise.race(underWay);
    }
  }
}
