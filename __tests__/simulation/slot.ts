/** Engines that are ready to run as processes of simulated machines, each with modules of its own. */
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { GLOBALS } from './build.ts';
import type * as Engine from './engine.ts';
import { Killed } from './machine/errors.ts';
import type { Process } from './machine/processes.ts';
import type { World } from './machine/world.ts';
import { createChildProcess, createExeca } from './node/child-process.ts';
import { type Caller, createFs } from './node/fs.ts';
import { createFsPromises } from './node/fs-promises.ts';
import { createGitHub } from './node/github.ts';
import { createGlobals } from './node/globals.ts';
import { createNet } from './node/net.ts';
import { createCrypto, createOs, createZlib } from './node/others.ts';
import { createTimerPromises, createTimers } from './node/timers.ts';

/** An engine, and whose it is at the moment. */
export interface Slot {
  readonly engine: typeof Engine;
  /** From now on its calls are this process's. */
  enter(world: World, process: Process): void;
}

/** How long a call to the disk takes that is not waited for on the spot, in ms at most. */
const POOL_MS = 3;

const require = createRequire(import.meta.url);

/** Loads an engine once: starting it again for every process would take longer than what it does. */
export function createSlot(code: string): Slot {
  let current: Caller | undefined;
  const caller = (): Caller => {
    if (current === undefined) throw new Killed();
    return current;
  };
  const timers = createTimers(caller);
  const fs = createFs(caller);
  const later = <T>(call: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      const { world, process } = caller();
      if (!process.isAlive) return;
      world.clock.after(world.random.next() * POOL_MS, process, () => {
        try {
          resolve(call());
        } catch (error) {
          reject(error);
        }
      });
    });
  const modules: Readonly<Record<string, unknown>> = {
    'node:fs': fs,
    'node:fs/promises': createFsPromises(fs, later),
    'node:child_process': createChildProcess(caller),
    'node:crypto': createCrypto(caller),
    'node:net': createNet(caller),
    'node:os': createOs(caller),
    'node:timers/promises': createTimerPromises(timers),
    'node:zlib': createZlib(then => void later(then)),
    execa: { execa: createExeca(caller, fs) },
    '@actions/github': createGitHub(caller),
  };
  const globals = createGlobals(caller, timers);
  // What is loaded when it is first needed comes from the machine, too.
  const own = code.replace(/\bimport\((["'][@\w:/-]+["'])\)/g, 'Promise.resolve(require($1))');
  const script = new Script(
    `(function (require, exports, module, ${GLOBALS.join(', ')}) {${own}\n})`,
    {
      filename: 'engine.cjs',
    },
  );
  const module = { exports: {} };
  script.runInThisContext()(
    (id: string) => modules[id] ?? require(id),
    module.exports,
    module,
    ...GLOBALS.map(name => globals[name]),
  );
  return {
    engine: module.exports as typeof Engine,
    enter(world, process) {
      fs.forget();
      current = { world, process };
    },
  };
}
