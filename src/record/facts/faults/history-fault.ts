/** Why a history could not be read or written. */
import * as v from 'valibot';
import { freeText, structure } from '../free-text.ts';
import { restoreFault, saveFault } from '../store-fault.ts';
import { refusal } from './folder-fault.ts';
import { gitHubFailure } from './github-failure.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Where a history is kept. */
export const historyPlace = v.variant('in', [
  v.object({ in: v.literal('file'), file: freeText }),
  v.object({ in: v.literal('branch'), branch: structure, file: structure }),
  v.object({ in: v.literal('cache') }),
  /** The runs that wait beside the cached one. */
  v.object({ in: v.literal('waiting') }),
]);

/** What is wrong with a run of a history. */
export const badRun = v.variant('why', [
  v.object({ why: v.literal('bad-value'), place: v.optional(freeText), said: freeText }),
  /** Its start is not a date. */
  v.object({ why: v.literal('no-date') }),
  /** It holds a time of more than a year. */
  v.object({ why: v.literal('long-time') }),
]);

/** What was in the way. */
export const historyCause = v.variant('kind', [
  v.object({ kind: v.literal('too-large'), mostBytes: count }),
  v.object({ kind: v.literal('not-a-file') }),
  v.object({ kind: v.literal('not-json'), said: freeText }),
  v.object({ kind: v.literal('not-a-history') }),
  v.object({ kind: v.literal('no-list-of-runs') }),
  /** Its schema, and the newest that this version reads. */
  v.object({ kind: v.literal('other-schema'), schema: freeText, newest: count }),
  /** None of its runs could be read; the first. */
  v.object({ kind: v.literal('bad-runs'), first: badRun }),
  v.object({ kind: v.literal('github'), failure: gitHubFailure }),
  /** Other runs kept writing. */
  v.object({ kind: v.literal('contended') }),
  /** The folder that it is in is not believed. */
  v.object({ kind: v.literal('refused'), refusal }),
  /** The store of caches failed. */
  v.object({ kind: v.literal('store'), because: v.union([restoreFault, saveFault]) }),
  /** What the system said. */
  v.object({ kind: v.literal('said'), said: freeText }),
]);

/** Why nothing is known of what a history holds, and where it is. */
export const historyFailure = v.object({
  at: v.optional(historyPlace),
  cause: historyCause,
  /** Machines that pack with zstd keep theirs apart from this one's, which has none. */
  isApart: v.optional(v.boolean()),
});

/**
 * What kind of a failure it is. `unavailable`: its store did not answer, refused, or broke off; `late`:
 * it took too long; `damaged`: the text is not a history; `other-version`: another version of this program
 * wrote it; `too-large`: nothing that was written by us is; `not-a-file`: something else is in its place;
 * `untrusted`: somebody else may have written it, and nobody looked into it; `other-packing`: this machine
 * lacks the program that unpacks it.
 */
export const HISTORY_FAULTS = [
  'unavailable',
  'late',
  'damaged',
  'other-version',
  'too-large',
  'not-a-file',
  'untrusted',
  'other-packing',
] as const;

export type HistoryFault = (typeof HISTORY_FAULTS)[number];
export type HistoryPlace = v.InferOutput<typeof historyPlace>;
export type HistoryCause = v.InferOutput<typeof historyCause>;
export type HistoryFailure = v.InferOutput<typeof historyFailure>;
export type BadRun = v.InferOutput<typeof badRun>;
