/** `node:child_process` and `execa` of a simulated machine: what is started there is one of its programs. */
import { EventEmitter } from 'node:events';
import { systemError } from '../machine/errors.ts';
import type { End } from '../machine/processes.ts';
import type { Launched } from '../machine/world.ts';
import type { Caller, Fs } from './fs.ts';

interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly detached?: boolean;
  readonly stdio?: readonly unknown[];
}

/** How long it takes until something that a program does is heard of, in ms at most. */
const HEARD_MS = 2;

class Child extends EventEmitter {
  pid: number | undefined;
  connected = false;
  exitCode: number | null = null;
  signalCode: NodeJS.Signals | null = null;
  stdin: Input | null = null;
  stdout: Stream | null = null;
  stderr: Stream | null = null;
  channel: { ref(): void; unref(): void } | null = null;
  send: (message: unknown, done?: (error: Error | null) => void) => boolean = () => false;
  ref(): void {}
  unref(): this {
    return this;
  }
}

class Stream extends EventEmitter {
  destroy(): void {}
}

class Input extends EventEmitter {
  readonly #take: (text: string | undefined) => void;
  constructor(take: (text: string | undefined) => void) {
    super();
    this.#take = take;
  }
  write(text: string): boolean {
    this.#take(text);
    return true;
  }
  end(text?: string): this {
    if (text !== undefined) this.#take(text);
    this.#take(undefined);
    return this;
  }
  unref(): void {}
}

export function createChildProcess(caller: () => Caller) {
  function spawn(program: string, args: readonly string[], options: SpawnOptions = {}): Child {
    const { world, process } = caller();
    world.alive(process);
    const child = new Child();
    const { cwd = process.cwd, env = process.env, stdio = [] } = options;
    let input = '';
    let launched: Launched | undefined;
    const later = (then: () => void, ms = world.random.next() * HEARD_MS): void =>
      void world.clock.after(ms, process, then);
    const take = (text: string | undefined): void => {
      // Who is gone says nothing more, whatever its code still comes to.
      if (!process.isAlive) return;
      if (text !== undefined) input += text;
      launched?.onInput?.(text);
    };
    if (stdio[0] === 'pipe') child.stdin = new Input(take);
    if (stdio[1] === 'pipe') child.stdout = new Stream();
    if (stdio[2] === 'pipe') child.stderr = new Stream();
    const launch = {
      argv: [program, ...args],
      env,
      cwd,
      parent: process,
      isLeader: options.detached === true,
      // What is asked of a program is written to it before it is looked at.
      get input() {
        return input;
      },
    };
    launched = world.programs.map(one => one.spawn(launch)).find(one => one !== undefined);
    if (launched === undefined) {
      const error = systemError('ENOENT', `spawn ${program}`, program);
      later(() => child.emit('error', error));
      return child;
    }
    const { process: started } = launched;
    child.pid = started.pid;
    // The pipe closes with whoever holds its other end.
    process.onEnd(() => launched?.onInput?.(undefined));
    if (stdio[3] === 'ipc') openChannel(child, launched, later);
    started.onEnd(({ code, signal }: End) =>
      later(() => {
        child.exitCode = code;
        child.signalCode = signal;
        child.connected = false;
        child.emit('exit', code, signal);
        const { stdout, stderr } = launched ?? {};
        if (stdout !== undefined) child.stdout?.emit('data', Buffer.from(stdout()));
        if (stderr !== undefined) child.stderr?.emit('data', Buffer.from(stderr()));
        child.emit('close', code, signal);
      }),
    );
    return child;
  }

  return {
    spawn,
    execFileSync: () => {
      throw systemError('ENOENT', 'spawnSync');
    },
  };
}

function openChannel(child: Child, launched: Launched, later: (then: () => void) => void): void {
  const { process } = launched;
  child.connected = true;
  child.channel = { ref() {}, unref() {} };
  child.send = (message, done) => {
    if (!process.isAlive) {
      later(() => done?.(new Error('Channel closed')));
      return false;
    }
    later(() => {
      if (!process.isAlive) return;
      launched.onMessage?.(message, answer => later(() => child.emit('message', answer)));
    });
    return true;
  };
}

interface ExecaOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdio: readonly unknown[];
  readonly detached: boolean;
}

/** `execa`, as stages are started with it. */
export function createExeca(caller: () => Caller, fs: Fs) {
  return (program: string, args: readonly string[], options: ExecaOptions) => {
    const { world, process } = caller();
    world.alive(process);
    const fd = options.stdio[1] as number;
    const path = fs.fileOf(fd)?.path;
    const launched = world.programs
      .map(one =>
        one.spawn({
          argv: [program, ...args],
          env: options.env,
          cwd: options.cwd,
          parent: process,
          isLeader: options.detached,
          outputPath: path,
          input: '',
        }),
      )
      .find(one => one !== undefined);
    if (launched === undefined) {
      return Object.assign(Promise.resolve({ failed: true, code: 'ENOENT', stdio: [] }), {
        pid: undefined,
      });
    }
    const { process: started } = launched;
    const ended = new Promise(resolve => {
      started.onEnd(({ code, signal }) => {
        const result = {
          failed: code !== 0,
          exitCode: code ?? undefined,
          signal: signal ?? undefined,
          stdio: [undefined, undefined, undefined, launched.stdout?.() ?? ''],
        };
        world.clock.after(world.random.next() * HEARD_MS, process, () => resolve(result));
      });
    });
    return Object.assign(ended, { pid: started.pid });
  };
}
