/** A model server of our own, started when the first request needs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend } from './backend.ts';
import type { Variables } from './upstreams.ts';

export interface LocalServerOptions {
  /** Such as `['ollama', 'serve']`; is told by OLLAMA_HOST where to listen. */
  readonly command: readonly string[];
  readonly environment: Variables;
  /** Told of a start, with the time it took in ms. */
  readonly started: (tookMs: number) => void;
}

export interface LocalServer extends Backend {
  /** Ends the server with all its processes. */
  close(): Promise<void>;
}

/** How long a server may take until it answers, in ms. */
const START_MS = 60_000;
const LOOK_EVERY_MS = 50;
/** How long a server may take to end before it is killed, in ms. */
const END_MS = 5_000;

/** A server that does not run yet. */
export function createLocalServer(options: LocalServerOptions): LocalServer {
  let child: ChildProcess | undefined;
  let starting: Promise<string> | undefined;
  let isClosed = false;

  async function start(): Promise<string> {
    const startedAt = performance.now();
    const port = await freePort();
    if (isClosed) throw cannotStart(options, 'the run is over');
    const [command = '', ...rest] = options.command;
    const host = `127.0.0.1:${port}`;
    const server = spawn(command, rest, {
      env: { ...options.environment, OLLAMA_HOST: host },
      stdio: 'ignore',
      detached: true,
    });
    child = server;
    const failure = new Promise<never>((_, reject) => {
      server.on('error', error => reject(cannotStart(options, error.message)));
      server.on('exit', (code, signal) => {
        if (child === server) {
          child = undefined;
          starting = undefined;
        }
        reject(cannotStart(options, `it ended with ${code ?? signal}`));
      });
    });
    failure.catch(() => undefined);
    await Promise.race([failure, answering(`http://${host}/`, options)]);
    options.started(performance.now() - startedAt);
    return `http://${host}`;
  }

  return {
    get isAsleep() {
      return starting === undefined;
    },
    async origin() {
      if (isClosed) throw cannotStart(options, 'the run is over');
      starting ??= start().catch(async error => {
        starting = undefined;
        await end(child);
        throw error;
      });
      return starting;
    },
    async close() {
      isClosed = true;
      await end(child);
    },
  };
}

function cannotStart({ command }: LocalServerOptions, reason: string): Error {
  return new Error(`${command.join(' ')} cannot be started: ${reason}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(url: string, options: LocalServerOptions): Promise<void> {
  const until = performance.now() + START_MS;
  while (performance.now() < until) {
    if (await answers(url)) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw cannotStart(options, `it did not answer for ${START_MS / 1000} s`);
}

function answers(url: string): Promise<boolean> {
  return new Promise(resolve => {
    const request = get(url, { timeout: 1000 }, reply => {
      reply.resume();
      resolve(true);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  signal(child.pid, 'SIGTERM');
  const timer = setTimeout(signal, END_MS, child.pid, 'SIGKILL');
  await exited;
  clearTimeout(timer);
}

/** To the whole group: runners of models are children of the server. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, name);
  } catch {
    // It ended meanwhile.
  }
}
