/** Programs of the system as the privileged part starts them: with an environment of its own, and paths by number. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** What programs find in their environment, and nothing else. */
export const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
};

/** A program is not there, or ended badly. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';
  readonly program: string;
  /** Absent where it could not be started. */
  readonly exitCode: number | undefined;
  constructor(program: string, exitCode: number | undefined, said: string) {
    super(said);
    this.program = program;
    this.exitCode = exitCode;
  }
}

export interface Running {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when it ended well; rejects with `ProgramFailed`. */
  readonly ended: Promise<void>;
}

export interface StartOptions {
  /** Where it works. Who is left of a killed worker is known by that. */
  readonly cwd: string;
  /** Open files that it gets, as its numbers 3 and on. */
  readonly files?: readonly number[];
}

/** Starts a program. */
export function start(
  program: string,
  args: readonly string[],
  { cwd, files = [] }: StartOptions,
): Running {
  const child: ChildProcess = spawn(program, args, {
    cwd,
    env: ENVIRONMENT,
    stdio: ['pipe', 'pipe', 'pipe', ...files],
  });
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error(program);
  let said = '';
  stderr.on('data', (piece: Buffer) => {
    if (said.length < MOST_SAID) said += piece.toString('utf8');
  });
  // Who does not read on has ended, and says so by how it ended.
  stdin.on('error', () => {});
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', error => reject(new ProgramFailed(program, undefined, error.message)));
    child.once('close', code => {
      if (code === 0) resolve();
      else reject(new ProgramFailed(program, code ?? undefined, said.trim().slice(0, MOST_SAID)));
    });
  });
  ended.catch(() => undefined);
  return { stdin, stdout, ended };
}

const MOST_SAID = 2000;

/** Collected for one write, in bytes. */
const PIECE = 1 << 20;

/** Writes what comes in small pieces to a program, in large ones; each piece is copied at once. */
export class Feed {
  readonly #program: Running;
  #filling = Buffer.allocUnsafe(PIECE);
  #other = Buffer.allocUnsafe(PIECE);
  #filled = 0;
  #passing: Promise<void> = Promise.resolve();

  constructor(program: Running) {
    this.#program = program;
  }

  async write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const count = bytes.copy(this.#filling, this.#filled, at);
      this.#filled += count;
      at += count;
      if (this.#filled === PIECE) await this.#pass();
    }
  }

  /** Resolves when the program has read everything and ended well. */
  async end(): Promise<void> {
    await this.#pass();
    await this.#passing;
    this.#program.stdin.end();
    await this.#program.ended;
  }

  /** Hands over what is collected once the program has taken what was handed over before. */
  async #pass(): Promise<void> {
    await this.#passing;
    const { stdin, ended } = this.#program;
    const piece = this.#filling.subarray(0, this.#filled);
    [this.#filling, this.#other] = [this.#other, this.#filling];
    this.#filled = 0;
    const written = new Promise<void>(resolve => {
      stdin.write(piece, () => resolve());
    });
    // Nobody takes anything of who has ended.
    this.#passing = Promise.race([written, ended]);
    this.#passing.catch(() => undefined);
  }
}

/** How often it is looked whether processes are gone, in ms, and how often at most. */
const POLL_MS = 5;
const MOST_POLLS = 400;

/** Ends the programs of a killed worker that still work in a folder: they would go on changing things. */
export async function endLeftIn(folder: string): Promise<void> {
  for (let polls = 0; polls < MOST_POLLS; polls += 1) {
    const left = readdirSync('/proc').filter(pid => /^\d+$/.test(pid) && worksIn(pid, folder));
    if (left.length === 0) return;
    for (const pid of left) endProcess(Number(pid));
    await sleep(POLL_MS);
  }
}

function worksIn(pid: string, folder: string): boolean {
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`);
    return cwd === folder || cwd.startsWith(`${folder}/`);
  } catch {
    return false;
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
