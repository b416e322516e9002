/** Timers of a simulated machine: `setTimeout` and its kin, and `node:timers/promises`. */
import type { Scheduled } from '../machine/clock.ts';
import type { Caller } from './fs.ts';

class Timeout {
  readonly #caller: () => Caller;
  #event: Scheduled | undefined;
  #isBackground = false;

  constructor(caller: () => Caller) {
    this.#caller = caller;
  }

  start(ms: number, run: () => void): void {
    const { world, process } = this.#caller();
    this.#event = world.clock.after(Math.max(ms, 0.001), process, run, this.#isBackground);
  }

  stop(): void {
    if (this.#event !== undefined) this.#caller().world.clock.cancel(this.#event);
  }

  unref(): this {
    this.#isBackground = true;
    if (this.#event !== undefined) this.#caller().world.clock.setBackground(this.#event, true);
    return this;
  }

  ref(): this {
    this.#isBackground = false;
    if (this.#event !== undefined) this.#caller().world.clock.setBackground(this.#event, false);
    return this;
  }

  hasRef(): boolean {
    return !this.#isBackground;
  }
}

export function createTimers(caller: () => Caller) {
  const clear = (timer: unknown): void => {
    if (timer instanceof Timeout) timer.stop();
  };
  const setTimeout = (run: (...given: unknown[]) => void, ms = 1, ...given: unknown[]): Timeout => {
    const timer = new Timeout(caller);
    timer.start(ms, () => run(...given));
    return timer;
  };
  const setInterval = (run: () => void, ms = 1): Timeout => {
    const timer = new Timeout(caller);
    const tick = (): void => {
      timer.start(ms, tick);
      run();
    };
    timer.start(ms, tick);
    return timer;
  };
  return {
    setTimeout,
    setInterval,
    setImmediate: (run: (...given: unknown[]) => void, ...given: unknown[]) =>
      setTimeout(run, 0, ...given),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  };
}

interface Waiting {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

/** `node:timers/promises`. */
export function createTimerPromises(timers: ReturnType<typeof createTimers>) {
  const wait = <T>(
    ms = 1,
    value?: T,
    { signal, ref = true }: Waiting = {},
  ): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      const refuse = (): void => {
        timers.clearTimeout(timer);
        reject(
          Object.assign(new Error('The operation was aborted'), {
            name: 'AbortError',
            code: 'ABORT_ERR',
          }),
        );
      };
      const timer = timers.setTimeout(() => {
        signal?.removeEventListener('abort', refuse);
        resolve(value);
      }, ms);
      if (!ref) timer.unref();
      if (signal?.aborted === true) refuse();
      else signal?.addEventListener('abort', refuse, { once: true });
    });
  return {
    setTimeout: wait,
    setImmediate: <T>(value?: T, options?: Waiting) => wait(0, value, options),
  };
}
