/** One run at a time in a folder, as the entries ask for it. */

import { MARKER } from '../execution/process/run-mark.ts';
import type { Variables } from '../execution/process/stage-environment.ts';
import {
  createRunLocks,
  type Locked,
  type LockOptions,
  type RunLocks,
} from '../execution/run-lock.ts';
import { waitingLine } from '../reporting/words/folder-lock.ts';

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
    onWait: holder => say(waitingLine(holder, WAIT_MS)),
  });
}
