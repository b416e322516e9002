/** Why a stage runs, or would, where a stored result might have stood for it. */
import * as v from 'valibot';
import { difference } from '../difference.ts';
import { freeText, structure } from '../free-text.ts';
import { restoreFault } from '../store-fault.ts';
import { unreadPart } from '../unreadable-file.ts';
import { missingTool } from './stage-reason.ts';

/** Why there is no stored result that may be used. */
const resultMiss = v.variant('kind', [
  /** Another stage writes to its outputs. */
  v.object({ kind: v.literal('withdrawn') }),
  v.object({ kind: v.literal('other-fingerprint') }),
  /** It would write what is not among the stage's outputs. */
  v.object({ kind: v.literal('stray-output'), path: freeText }),
  v.object({ kind: v.literal('malformed') }),
  /** It is there, and its outputs are not. */
  v.object({ kind: v.literal('no-outputs'), because: restoreFault }),
  v.object({ kind: v.literal('not-read'), because: restoreFault }),
]);

/** One reason why a stage runs. */
export const runCause = v.variant('kind', [
  v.object({ kind: v.literal('no-inputs') }),
  /** Its `if-changed` is false. */
  v.object({ kind: v.literal('reuse-off') }),
  v.object({ kind: v.literal('forced') }),
  /** What decides its result cannot be read. */
  v.object({ kind: v.literal('unreadable'), because: unreadPart }),
  /** It was never stored, or its results are gone. */
  v.object({ kind: v.literal('nothing-stored') }),
  v.object({ kind: v.literal('changed'), difference }),
  v.object({ kind: v.literal('no-result'), because: resultMiss }),
  /** Another stage of this run wrote where its result would be put. */
  v.object({ kind: v.literal('written-by-another'), path: freeText, stage: structure }),
  /** Files that it did not make stand where it writes, and are not those of then. */
  v.object({ kind: v.literal('other-files-given') }),
  /** Of a setup: what it provides is not on the machine. */
  v.object({ kind: v.literal('not-there'), tool: missingTool }),
  /** Of a setup: nothing that it made is kept, made from what there is now. */
  v.object({ kind: v.literal('not-kept') }),
]);

export type ResultMiss = Readonly<v.InferOutput<typeof resultMiss>>;
export type RunCause = Readonly<v.InferOutput<typeof runCause>>;
