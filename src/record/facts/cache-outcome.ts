/** What became of a cache before the stages that use it, and after them, as facts. */
import * as v from 'valibot';
import { difference } from './difference.ts';
import { freeText, structure } from './free-text.ts';
import { missCause, restoreFault, saveFault } from './store-fault.ts';
import { specialKind } from './unreadable-file.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Why a run may not do something with what is for others. */
export const refusal = v.variant('kind', [
  /** The workflow's `cache-mode` forbids it. */
  v.object({ kind: v.literal('cache-mode'), mode: structure }),
  /** Of another repository, or Dependabot's. */
  v.object({ kind: v.literal('fork') }),
  v.object({ kind: v.literal('pull-request') }),
  v.object({ kind: v.literal('event'), event: structure }),
  v.object({ kind: v.literal('other-ref') }),
  v.object({ kind: v.literal('cold-start') }),
]);

/** How what was kept compares with what the last run with this cache left, as far as we know. */
export const completeness = v.variant('kind', [
  /** All of it is there, and was made from what there is now. */
  v.object({ kind: v.literal('complete') }),
  /** All of it is there, made from other inputs, tools or settings. */
  v.object({ kind: v.literal('outdated'), differences: v.array(difference) }),
  v.object({ kind: v.literal('incomplete'), missing: count, of: count }),
  /** No run with this cache ended well here. */
  v.object({ kind: v.literal('unknown') }),
]);

/** Why no cache is restored in this run. */
export const offCause = v.variant('kind', [
  v.object({ kind: v.literal('no-service'), unset: v.array(structure) }),
  /** The stages were over when it came. */
  v.object({ kind: v.literal('too-late') }),
  refusal,
]);

/** What there is to say about restoring; an exact entry says it all by itself. */
export const restoreOutcome = v.variant('kind', [
  v.object({ kind: v.literal('off'), because: offCause }),
  /** What stands at the paths is newer than any entry. */
  v.object({ kind: v.literal('kept'), completeness }),
  v.object({ kind: v.literal('older-entry'), differences: v.array(difference) }),
  v.object({ kind: v.literal('missed'), because: missCause }),
  v.object({ kind: v.literal('failed'), because: restoreFault }),
  /** As a version with schema 1 said it, together with what it said about saving. */
  v.object({ kind: v.literal('said'), text: freeText }),
]);

/** What keeps a cache from being saved. */
export const keepCause = v.variant('kind', [
  refusal,
  /** A stage that uses it did not end as it should: half of what it was making is worse than nothing. */
  v.object({
    kind: v.literal('stage'),
    stage: structure,
    status: v.picklist(['failed', 'timed-out', 'cancelled', 'running']),
  }),
  v.object({ kind: v.literal('no-stage-ran') }),
  /** What was restored could be neither finished nor undone. */
  v.object({ kind: v.literal('half-in-place') }),
  v.object({ kind: v.literal('unchanged') }),
  v.object({ kind: v.literal('saved-by-other') }),
  /** The path, or a folder above it, is a link: what it leads to would not be kept. */
  v.object({ kind: v.literal('link'), path: freeText }),
  saveFault,
]);

/** What has no content that could be kept. */
export const leftOutFile = v.object({ kind: specialKind, path: freeText });

/** What there is to say about saving. */
export const saveOutcome = v.variant('kind', [
  v.object({ kind: v.literal('not-saved'), because: keepCause }),
  /** It was saved without these. */
  v.object({ kind: v.literal('left-out'), files: v.array(leftOutFile) }),
]);

export type Refusal = Readonly<v.InferOutput<typeof refusal>>;
export type Completeness = Readonly<v.InferOutput<typeof completeness>>;
export type OffCause = Readonly<v.InferOutput<typeof offCause>>;
export type RestoreOutcome = Readonly<v.InferOutput<typeof restoreOutcome>>;
export type KeepCause = Readonly<v.InferOutput<typeof keepCause>>;
export type LeftOutFile = Readonly<v.InferOutput<typeof leftOutFile>>;
export type SaveOutcome = Readonly<v.InferOutput<typeof saveOutcome>>;
