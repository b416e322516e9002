/** The globals that an engine on a simulated machine finds. */
import { EPOCH_MS } from '../machine/clock.ts';
import { systemError } from '../machine/errors.ts';
import type { Caller } from './fs.ts';
import type { createTimers } from './timers.ts';

/** How long it takes to look at a clock. */
const LOOK_NS = 1_000;

export function createGlobals(caller: () => Caller, timers: ReturnType<typeof createTimers>) {
  const nowMs = (): number => {
    const { clock } = caller().world;
    clock.pass(LOOK_NS);
    return clock.nowMs;
  };
  const SimulatedDate = class extends Date {
    constructor(...given: [] | [number | string | Date]) {
      if (given.length === 0) super(Math.floor(EPOCH_MS + nowMs()));
      else super(...(given as [number]));
    }
    static override now(): number {
      return Math.floor(EPOCH_MS + nowMs());
    }
  };
  return {
    ...timers,
    process: createProcess(caller),
    performance: { now: nowMs, timeOrigin: EPOCH_MS },
    Date: SimulatedDate,
    Math: Object.create(Math, { random: { value: () => caller().world.random.next() } }) as Math,
    AbortSignal: {
      any: (signals: AbortSignal[]) => AbortSignal.any(signals),
      timeout(ms: number): AbortSignal {
        const controller = new AbortController();
        timers.setTimeout(() => controller.abort(new Error('timed out')), ms).unref();
        return controller.signal;
      },
    },
  };
}

function createProcess(caller: () => Caller) {
  const nothing = (): void => undefined;
  const stream = { write: () => true, on: nothing, isTTY: false, columns: 100 };
  return {
    platform: 'linux',
    arch: 'x64',
    execPath: '/usr/bin/node',
    versions: process.versions,
    version: process.version,
    argv: ['/usr/bin/node', '/opt/stagetime/dist/main.js'],
    stdout: stream,
    stderr: stream,
    exitCode: undefined,
    get env() {
      return caller().process.env;
    },
    get pid() {
      return caller().process.pid;
    },
    get ppid() {
      return caller().process.parent;
    },
    cwd: () => caller().process.cwd,
    getuid: () => 1000,
    umask: () => 0o022,
    cpuUsage: () => ({ user: 0, system: 0 }),
    memoryUsage: () => ({ rss: 50_000_000 }),
    constrainedMemory: () => 0,
    availableMemory: () => 8_000_000_000,
    on: nothing,
    once: nothing,
    off: nothing,
    emitWarning: nothing,
    nextTick: (run: (...given: unknown[]) => void, ...given: unknown[]) =>
      queueMicrotask(() => run(...given)),
    kill(to: number, signal: NodeJS.Signals | 0 = 'SIGTERM'): true {
      const { world, process: own } = caller();
      world.alive(own);
      if (!world.table.signal(to, signal)) throw systemError('ESRCH', 'kill');
      return true;
    },
  };
}
