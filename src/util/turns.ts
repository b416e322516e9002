/** Long work in short turns, so that signals are heard and stages are watched meanwhile. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long one turn is, in ms. */
const TURN_MS = 10;

/** Begins with a turn: to be asked after each small piece of work. */
export interface Turns {
  /** Whether the turn is over. */
  readonly isOver: boolean;
  /** Lets everybody else have theirs. */
  next(): Promise<void>;
}

export function takeTurns(): Turns {
  let from = performance.now();
  return {
    get isOver() {
      return performance.now() - from > TURN_MS;
    },
    async next() {
      await nextTurn();
      from = performance.now();
    },
  };
}
