/** Notices about the history of runs. */
import * as v from 'valibot';
import {
  badRun,
  HISTORY_FAULTS,
  historyCause,
  historyFailure,
  historyPlace,
} from '../faults/history-fault.ts';
import { freeText } from '../free-text.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const historyNotice = v.variant('kind', [
  v.object({
    kind: v.literal('baseline-unread'),
    fault: v.picklist(HISTORY_FAULTS),
    failure: historyFailure,
  }),
  /** The history was read, but not all runs that wait beside it. */
  v.object({
    kind: v.literal('waiting-unread'),
    fault: v.picklist(HISTORY_FAULTS),
    failure: historyFailure,
  }),
  /** Somebody named a file to compare with, and there is none. */
  v.object({ kind: v.literal('no-baseline-file'), file: freeText }),
  /** Machines with zstd do not find what this one, which has none, saves. */
  v.object({ kind: v.literal('history-apart') }),
  /** So many of its runs could not be read, the first for this reason; without one there were too many. */
  v.object({
    kind: v.literal('runs-left-out'),
    at: historyPlace,
    left: count,
    runs: count,
    first: v.optional(badRun),
  }),
  /** The history as it was is kept in this file, because some of it could not be read. */
  v.object({ kind: v.literal('history-set-aside'), file: freeText }),
  /** The run is kept beside the history, which could not be read. */
  v.object({ kind: v.literal('run-waits'), failure: historyFailure }),
  v.object({ kind: v.literal('run-not-added'), cause: historyCause }),
]);

export type HistoryNotice = v.InferOutput<typeof historyNotice>;
