/** Work around the stages, which changes no outcome: its faults become notices, and what is late is given up. */
import type { Fault } from '../../record/facts/notice/run.ts';
import { unlessAborted } from '../../util/grace.ts';
import { tolerate } from '../../util/tolerate.ts';
import type { Listener } from './run-events.ts';

/** Tells what failed; with the id of the stage that it was for, where it was for one. */
export function tellFault(emit: Listener, of: Fault, stage?: string): (error: Error) => void {
  return ({ message: cause }) => {
    const notice = { kind: 'fault', of, ...(stage !== undefined && { stage }), cause } as const;
    emit({ kind: 'notice', notice });
  };
}

/** Does work, for a stage or for the run; `instead` is given where it throws or takes too long. Never rejects. */
export type Follow = <T>(
  of: Fault,
  work: () => T | PromiseLike<T>,
  instead: T,
  stage?: string,
) => Promise<T>;

/** Work that is given up when this signal is aborted. */
export function createFollow(late: AbortSignal, emit: Listener): Follow {
  return (of, work, instead, stage) =>
    tolerate(() => unlessAborted(late, work, instead), instead, tellFault(emit, of, stage));
}
