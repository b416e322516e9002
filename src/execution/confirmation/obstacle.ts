/** What stands in the way of further runs, from wherever it is met to who asked for them. */
import type { NotConfirmed } from '../../record/facts/confirmation.ts';

/** Ends an attempt to run a stage again, with the fact that says why. */
export class Obstacle extends Error {
  readonly why: NotConfirmed;

  constructor(why: NotConfirmed) {
    super(why.kind);
    this.why = why;
  }
}

/** Why it ended: as the obstacle says, else what the system said, as a fact of this kind. */
export function whyOf(
  error: unknown,
  kind: 'failed' | 'state-unreadable' = 'failed',
): NotConfirmed {
  return error instanceof Obstacle ? error.why : { kind, cause: (error as Error).message };
}
