/** One process that works with the toolkit, seen from the side that started it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadCause } from '../../record/facts/store-fault.ts';
import type { Answer, Message, Task } from './messages.ts';

/** When a task is late: `baseMs`, and more for what is being transferred. */
export interface Deadline {
  readonly baseMs: number;
  readonly bytesPerSecond: number;
  /** Most that may be transferred, packed. */
  readonly maxBytes: number;
}

export type Outcome =
  | Answer
  | { readonly kind: 'late'; readonly afterMs: number }
  | { readonly kind: 'too-large' }
  /** The process ended without an answer. */
  | { readonly kind: 'gone'; readonly because: ReadCause };

export interface WorkerOptions {
  /** The bundle of `worker.ts`. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
}

const GONE_POLL_MS = 5;
/** After SIGKILL a process is gone at once unless the kernel holds it; then there is no remedy. */
const GONE_POLLS = 200;

/** Started with the toolkit loading; takes one task at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<ReadCause>;
  #hasEnded = false;

  constructor({ script, environment }: WorkerOptions) {
    // Leader of a process group, so that tar and what it starts are ended with it.
    this.#child = spawn(process.execPath, [script], {
      cwd: tmpdir(),
      env: environment,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      detached: true,
      windowsHide: true,
    });
    this.#ended = new Promise<ReadCause>(resolve => {
      this.#child.once('error', ({ message }) => resolve({ kind: 'failed', said: message }));
      this.#child.once('exit', (code, signal) => resolve(endOf(code, signal)));
    }).then(because => {
      this.#hasEnded = true;
      return because;
    });
    this.#hold(false);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return !this.#hasEnded && this.#child.connected;
  }

  /** Carries out a task. Unless it ended with an answer, the process is of no further use. */
  async run(task: Task, { baseMs, bytesPerSecond, maxBytes }: Deadline): Promise<Outcome> {
    const started = performance.now();
    let timer: NodeJS.Timeout | undefined;
    let settle: (outcome: Outcome) => void = () => undefined;
    const settled = new Promise<Outcome>(resolve => {
      settle = resolve;
    });
    const allow = (bytes: number): void => {
      const allowedMs = baseMs + (bytes / bytesPerSecond) * 1000;
      clearTimeout(timer);
      const leftMs = started + allowedMs - performance.now();
      timer = setTimeout(() => settle({ kind: 'late', afterMs: allowedMs }), leftMs);
    };
    const listen = (message: Message): void => {
      if (message.kind === 'answer') settle(message.answer);
      else if (message.bytes > maxBytes) settle({ kind: 'too-large' });
      else allow(message.bytes);
    };
    this.#hold(true);
    this.#child.on('message', listen);
    void this.#ended.then(because => settle({ kind: 'gone', because }));
    try {
      allow(0);
      this.#child.send(task, error => {
        if (error) settle({ kind: 'gone', because: { kind: 'failed', said: error.message } });
      });
      return await settled;
    } finally {
      clearTimeout(timer);
      this.#child.off('message', listen);
      this.#hold(false);
    }
  }

  /** Ends the process and all it started; resolves when they are gone. */
  async end(): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined) return;
    killGroup(pid);
    for (let polls = 0; polls < GONE_POLLS && isGroupAlive(pid); polls += 1) {
      await sleep(GONE_POLL_MS);
    }
  }

  /** An idle process must not keep ours from ending; it ends with the channel between them. */
  #hold(hold: boolean): void {
    const action = hold ? 'ref' : 'unref';
    this.#child[action]();
    this.#child.channel?.[action]();
  }
}

function endOf(exitCode: number | null, signal: NodeJS.Signals | null): ReadCause {
  return {
    kind: 'process-ended',
    ...(exitCode !== null && { exitCode }),
    ...(signal !== null && { signal }),
  };
}

function killGroup(pid: number): void {
  try {
    if (process.platform !== 'win32') process.kill(-pid, 'SIGKILL');
    else execFileSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
  } catch {
    // it has ended
  }
}

function isGroupAlive(pid: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 0);
    return true;
  } catch {
    return false;
  }
}
