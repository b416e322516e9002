/** One run at a time in a folder, as the entries ask for it, and the words for who is in the way. */

import { MARKER } from '../execution/process/run-mark.ts';
import type { Variables } from '../execution/process/stage-environment.ts';
import {
  createRunLocks,
  type Holder,
  type Locked,
  type LockOptions,
  type RunLocks,
} from '../execution/run-lock.ts';

/** How long a run waits for another one, in ms. */
const WAIT_MS = 30 * 60_000;

/** Why a run did not get its folders. */
export type NotLocked = Exclude<Locked, { readonly kind: 'held' }>;

/** Locks for the runs of this process; `say` prints a line while another run is waited for. */
export function openLocks(
  options: Pick<LockOptions, 'mark' | 'signal'> & {
    readonly waits: boolean;
    readonly variables: Variables;
    readonly say: (line: string) => void;
  },
): RunLocks {
  const { mark, signal, waits, variables, say } = options;
  return createRunLocks({
    mark,
    signal,
    outerMarker: variables[MARKER],
    waitMs: waits ? WAIT_MS : 0,
    onWait: holder =>
      say(
        `waiting for another run in ${holder.folder} (${whoIs(holder)}), ${WAIT_MS / 60_000} min at most`,
      ),
  });
}

/** Why nothing ran, and what to do. */
export function whyNotLocked(locked: NotLocked): string {
  switch (locked.kind) {
    case 'busy':
      return `stagetime: another run uses ${locked.holder.folder} (${whoIs(locked.holder)})\n  remedy: wait until it ends, or run in another checkout`;
    case 'own-report':
      return `stagetime: the run that this one is part of writes its report to ${locked.holder.folder}\n  remedy: add --report-dir with another folder`;
    case 'interrupted':
      return 'stagetime: interrupted while it waited for another run';
  }
}

function whoIs({ pid }: Holder): string {
  return pid === undefined ? 'a process that does not answer' : `process ${pid}`;
}
