/** Why the result of a stage that passed is not stored, so that it runs again next time. */
import * as v from 'valibot';
import { freeText, structure } from '../free-text.ts';
import { saveFault } from '../store-fault.ts';
import { unreadPart } from '../unreadable-file.ts';

const paths = v.array(freeText);
const stages = v.array(structure);

/** The one description of the reasons: the ledger keeps them for `explain`. */
export const notStoredSchema = v.variant('kind', [
  /** Inputs, or what needed stages made, are not what they were when the fingerprint was taken. */
  v.object({
    kind: v.literal('inputs-changed'),
    paths,
    when: v.picklist(['waiting', 'running']),
  }),
  /** Its command wrote its own inputs. */
  v.object({ kind: v.literal('own-inputs'), paths }),
  /** It, or a stage that ran at the same time, wrote what another stage reads or makes, without declaring it. */
  v.object({ kind: v.literal('undeclared-writes'), paths }),
  /** Another stage of the same run wrote the same files. */
  v.object({ kind: v.literal('shared-outputs'), paths, stages }),
  /** Another stage wrote to what it had made. */
  v.object({ kind: v.literal('overwritten'), paths, stages }),
  /** A pattern of its outputs for which it made nothing; `foreign` was there before, and not written. */
  v.object({
    kind: v.literal('missing-output'),
    pattern: structure,
    foreign: v.optional(freeText),
  }),
  /** A link among its outputs leads to what is not stored with it. */
  v.object({ kind: v.literal('link'), path: freeText, target: freeText }),
  /** What decides its result, or its outputs, could not be read. */
  v.object({
    kind: v.literal('unreadable'),
    what: v.picklist(['inputs', 'outputs']),
    because: unreadPart,
  }),
  /** One of its outputs changed after its command had ended, and before it was stored. */
  v.object({ kind: v.literal('unsettled'), path: freeText }),
  /** An attempt that failed wrote over a file that stood there before, so the last one found it changed. */
  v.object({ kind: v.literal('failed-attempt'), path: freeText }),
  /** It ran on a cache that is half in place. */
  v.object({ kind: v.literal('half-cache'), cache: structure }),
  /** The store did not take it. */
  v.object({ kind: v.literal('store'), because: saveFault }),
]);

export type NotStored = v.InferOutput<typeof notStoredSchema>;
