/** The processes of a simulated machine: who lives, who started whom, who hears a signal. */
import type { Clock, Living } from './clock.ts';
import type { DiskNode } from './disk.ts';

/** What a process is started with. */
export interface Start {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly parent?: Process | undefined;
  /** It leads a session of its own. */
  readonly isLeader?: boolean;
  /** Its standard output and standard error, where that is a file. */
  readonly output?: Output | undefined;
}

export interface Output {
  readonly path: string;
  readonly node: DiskNode;
}

/** How a process came to its end. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Process implements Living {
  readonly pid: number;
  parent: number;
  readonly group: number;
  readonly session: number;
  readonly startTicks: number;
  readonly argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  readonly output: Output | undefined;
  end: End | undefined;
  /** What it does when it is asked to end; where it does nothing, it has to be killed. */
  onTerm: 'ends' | 'ignores' = 'ends';
  readonly #listeners: ((end: End) => void)[] = [];

  constructor(pid: number, ticks: number, start: Start) {
    const { parent, isLeader = false } = start;
    this.pid = pid;
    this.parent = parent?.pid ?? 1;
    this.group = isLeader || parent === undefined ? pid : parent.group;
    this.session = isLeader || parent === undefined ? pid : parent.session;
    this.startTicks = ticks;
    this.argv = start.argv;
    this.env = start.env;
    this.cwd = start.cwd;
    this.output = start.output;
  }

  get isAlive(): boolean {
    return this.end === undefined;
  }

  /** Told at once when it ends. */
  onEnd(listener: (end: End) => void): void {
    this.#listeners.push(listener);
  }

  settle(end: End): void {
    if (this.end !== undefined) return;
    this.end = end;
    for (const listener of this.#listeners) listener(end);
  }
}

/** From a signal until a process that does not mind is gone, in ms. */
const TERM_MS = 3;

export class ProcessTable {
  readonly #clock: Clock;
  readonly #alive = new Map<number, Process>();
  #pid = 100;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get alive(): Iterable<Process> {
    return this.#alive.values();
  }

  get(pid: number): Process | undefined {
    return this.#alive.get(pid);
  }

  start(start: Start): Process {
    this.#pid += 1;
    const process = new Process(this.#pid, Math.floor(this.#clock.nowMs / 10) + 1_000, start);
    this.#alive.set(process.pid, process);
    return process;
  }

  end(process: Process, end: End): void {
    if (!this.#alive.delete(process.pid)) return;
    for (const other of this.#alive.values()) if (other.parent === process.pid) other.parent = 1;
    process.settle(end);
  }

  /** Sends a signal to a process, or to a group where the number is negative; false where nobody is there. */
  signal(to: number, name: NodeJS.Signals | 0): boolean {
    const reached = [...this.#alive.values()].filter(({ pid, group }) =>
      to < 0 ? group === -to : pid === to,
    );
    for (const process of reached) this.#hear(process, name);
    return reached.length > 0;
  }

  #hear(process: Process, name: NodeJS.Signals | 0): void {
    const end = { code: null, signal: name as NodeJS.Signals };
    if (name === 'SIGKILL') this.end(process, end);
    if (name !== 'SIGTERM' || process.onTerm === 'ignores') return;
    this.#clock.after(TERM_MS, process, () => this.end(process, end), true);
  }
}

/** A program: a generator that gives how many ms to wait before it goes on, and at last its exit code. */
export type Program = Generator<number, number>;

/** Lets a program run as a process until it is over, or the process is ended. */
export function run(clock: Clock, table: ProcessTable, process: Process, program: Program): void {
  const step = (): void => {
    let next: IteratorResult<number, number>;
    try {
      next = program.next();
    } catch {
      // What the disk refuses a command, the command fails of.
      table.end(process, { code: 1, signal: null });
      return;
    }
    if (next.done === true) table.end(process, { code: next.value, signal: null });
    else clock.after(next.value, process, step, true);
  };
  clock.after(0.5, process, step, true);
}
