/** Why something that is to be hashed cannot be: then nobody knows whether it changed. */
import * as v from 'valibot';
import { freeText, structure } from './free-text.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** What stands where a file should, without content that could be hashed or kept. */
export const specialKind = v.picklist(['pipe', 'socket', 'device']);

const unreadableCause = v.variant('kind', [
  v.object({ kind: v.literal('gone') }),
  v.object({ kind: v.literal('name-not-utf8') }),
  v.object({ kind: v.literal('link-target-not-utf8') }),
  v.object({ kind: v.literal('link-loop') }),
  v.object({ kind: v.literal('not-permitted') }),
  v.object({ kind: v.literal('special'), what: specialKind }),
  /** Neither a file nor a link stands there. */
  v.object({ kind: v.literal('no-file') }),
  /** A link to a folder with more in it than is worth hashing: over this many files, or bytes. */
  v.object({ kind: v.literal('too-much-behind-link'), files: amount, bytes: amount }),
  v.object({ kind: v.literal('failed'), said: freeText }),
]);

/** A file that cannot be read, and why. */
export const unreadableFile = v.object({
  /** As it was asked for; a name that is not UTF-8 with `\ufffd` in it. */
  path: freeText,
  /** The place behind that path, where it is a link; absolute. */
  behind: v.optional(freeText),
  cause: unreadableCause,
});

/** What of a stage could not be read: a file, what a stage that it needs made, or nobody knows what. */
export const unreadPart = v.variant('kind', [
  v.object({ kind: v.literal('file'), file: unreadableFile }),
  v.object({ kind: v.literal('need'), stage: structure }),
  v.object({ kind: v.literal('failed'), said: freeText }),
]);

export type UnreadPart = Readonly<v.InferOutput<typeof unreadPart>>;
export type SpecialKind = v.InferOutput<typeof specialKind>;
export type UnreadableCause = Readonly<v.InferOutput<typeof unreadableCause>>;
export type UnreadableFile = Readonly<v.InferOutput<typeof unreadableFile>>;
