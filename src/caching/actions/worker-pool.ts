/** Processes that work with the toolkit: started when needed, kept for a while, never too many. */
import type { Task } from './messages.ts';
import {
  type Deadline,
  type Outcome,
  type WorkerOptions,
  WorkerProcess,
} from './worker-process.ts';

export interface PoolOptions extends WorkerOptions {
  /** Most processes at once; further tasks wait. */
  readonly processes: number;
}

/** How long an idle process stays, in ms: it takes some 70 MB, and a fifth of a second to replace. */
const IDLE_MS = 5_000;

export class WorkerPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #all = new Set<WorkerProcess>();
  readonly #idle: WorkerProcess[] = [];
  readonly #waiting: ((worker: WorkerProcess) => void)[] = [];
  #isOver = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Processes alive now. */
  get pids(): readonly number[] {
    return [...this.#all].flatMap(({ pid }) => pid ?? []);
  }

  /** Starts processes ahead of the tasks that will need them. */
  warmUp(count: number): void {
    const wanted = Math.min(count, this.#options.processes) - this.#all.size;
    for (let started = 0; started < wanted; started += 1) this.#release(this.#start());
  }

  /** Carries out a task as soon as a process is free for it; its clock runs from then on. */
  async run(task: Task, deadline: Deadline): Promise<Outcome> {
    if (this.#isOver) return { kind: 'gone', because: { kind: 'store-closed' } };
    const worker = await this.#take();
    const outcome = await worker.run(task, deadline);
    const isSound = worker.isAlive && isOrderly(outcome);
    if (!isSound) await this.#discard(worker);
    if (isSound) this.#release(worker);
    else if (this.#waiting.length > 0) this.#release(this.#start());
    return outcome;
  }

  /** Ends every process; tasks under way end with `gone`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#all].map(worker => this.#discard(worker)));
  }

  async #take(): Promise<WorkerProcess> {
    for (let worker = this.#idle.pop(); worker !== undefined; worker = this.#idle.pop()) {
      if (worker.isAlive) return worker;
      await this.#discard(worker);
    }
    if (this.#all.size < this.#options.processes) return this.#start();
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  #start(): WorkerProcess {
    const worker = new WorkerProcess(this.#options);
    this.#all.add(worker);
    return worker;
  }

  #release(worker: WorkerProcess): void {
    const next = this.#waiting.shift();
    if (next !== undefined) next(worker);
    else {
      this.#idle.push(worker);
      setTimeout(() => this.#retire(worker), IDLE_MS).unref();
    }
  }

  /** Ends a process that nobody needed since it was last released. */
  #retire(worker: WorkerProcess): void {
    const at = this.#idle.indexOf(worker);
    if (at === -1) return;
    this.#idle.splice(at, 1);
    void this.#discard(worker);
  }

  async #discard(worker: WorkerProcess): Promise<void> {
    this.#all.delete(worker);
    await worker.end();
  }
}

/** After a failure the toolkit may leave timers and open connections behind. */
function isOrderly({ kind }: Outcome): boolean {
  return ['found', 'not-found', 'other-packing', 'unpacked', 'saved', 'already-there'].includes(
    kind,
  );
}
