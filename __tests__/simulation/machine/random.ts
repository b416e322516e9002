/** Randomness of a simulated world: the same numbers for the same seed, on every machine. */

/** Draws numbers; a fork draws others, whatever is drawn here afterwards. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from 0 up to the limit, which is left out. */
  below(limit: number): number;
  /** True once in so many draws. */
  oneIn(number: number): boolean;
  pick<T>(items: readonly T[]): T;
  fork(): Random;
}

/** Mulberry32: 32 bits of state are enough for a world of some thousand draws. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    oneIn: number => below(number) === 0,
    pick: items => items[below(items.length)] as never,
    fork: () => createRandom(Math.floor(next() * 0x1_0000_0000)),
  };
}

/** Seeds that lie side by side give worlds that have nothing in common. */
export function randomOf(seed: number): Random {
  return createRandom(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ (seed >>> 3));
}
