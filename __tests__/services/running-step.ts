/** One step as the runner runs it: an own process whose output is read line by line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { CommandReader } from './workflow-commands.ts';

/** How the runner ends a cancelled step; GitHub's times, shorter ones make a test faster. */
export interface CancelTimes {
  readonly interruptMs: number;
  readonly terminateMs: number;
}

const RUNNER_CANCEL: CancelTimes = { interruptMs: 7_500, terminateMs: 2_500 };

/** How a step's process ended, and what it printed. */
export interface StepEnd {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A step under way. */
export class RunningStep {
  readonly commands = new CommandReader();
  readonly ended: Promise<StepEnd>;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #stdout = '';
  #stderr = '';
  #over = false;

  constructor(node: string, script: string, cwd: string, env: Readonly<Record<string, string>>) {
    this.#child = spawn(node, [script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const flushOut = this.#read(this.#child.stdout, text => {
      this.#stdout += text;
    });
    const flushErr = this.#read(this.#child.stderr, text => {
      this.#stderr += text;
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (exitCode, signal) => {
        flushOut();
        flushErr();
        this.#over = true;
        this.#wake();
        resolve({ exitCode, signal, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN;
  }

  /** Standard output so far. */
  get stdout(): string {
    return this.#stdout;
  }

  /** Waits until standard output holds the text; rejects when the step ends without it. */
  async printed(text: string | RegExp): Promise<void> {
    while (!this.#stdoutHolds(text)) {
      if (this.#over) throw new Error(`the step ended without printing ${text}:\n${this.#stdout}`);
      await new Promise<void>(resolve => {
        this.#waiting.add(resolve);
      });
    }
  }

  /** Cancels as the runner does: SIGINT, SIGTERM, then SIGKILL for the whole tree. */
  async cancel(times: CancelTimes = RUNNER_CANCEL): Promise<StepEnd> {
    this.#child.kill('SIGINT');
    if (await this.#endsWithin(times.interruptMs)) return this.ended;
    this.#child.kill('SIGTERM');
    if (await this.#endsWithin(times.terminateMs)) return this.ended;
    return this.kill();
  }

  /** SIGKILL for the process and every descendant, as when a machine is taken away. */
  async kill(): Promise<StepEnd> {
    for (const pid of [...descendants(this.pid), this.pid]) killIfAlive(pid);
    return this.ended;
  }

  /** SIGKILL for the step's own process only. */
  async killAlone(): Promise<StepEnd> {
    this.#child.kill('SIGKILL');
    return this.ended;
  }

  #stdoutHolds(text: string | RegExp): boolean {
    return typeof text === 'string' ? this.#stdout.includes(text) : text.test(this.#stdout);
  }

  async #endsWithin(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>(resolve => {
      timer = setTimeout(resolve, ms, false);
    });
    const inTime = await Promise.race([this.ended.then(() => true), late]);
    clearTimeout(timer);
    return inTime;
  }

  /** Hands whole lines to the command reader; the function returned hands over an unended last one. */
  #read(stream: NodeJS.ReadableStream | null, keep: (text: string) => void): () => void {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      keep(text);
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) this.commands.line(line);
      this.#wake();
    });
    return () => this.commands.line(rest);
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** Process ids below a process, deepest first. Linux only; elsewhere none. */
export function descendants(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const [child, parent] of parents()) {
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const below = (id: number): number[] =>
    (children.get(id) ?? []).flatMap(child => [...below(child), child]);
  return below(pid);
}

function parents(): [pid: number, parent: number][] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
        return [[Number(name), Number(parent)] satisfies [number, number]];
      } catch {
        return []; // it ended meanwhile
      }
    });
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended meanwhile
  }
}
