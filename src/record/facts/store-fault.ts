/** What a cache store says where it does not do what it was asked for: the causes, without words. */
import * as v from 'valibot';
import { freeText, structure } from './free-text.ts';
import { specialKind, unreadableFile } from './unreadable-file.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** Why a path is not a place below a root. */
export const pathFault = v.object({
  kind: v.literal('bad-path'),
  /** Its beginning. */
  path: freeText,
  fault: v.picklist(['malformed', 'not-relative', 'leads-elsewhere']),
});

/** In what an archive is not what it should be. */
export const archiveDamage = v.variant('kind', [
  v.object({ kind: v.literal('not-ours') }),
  v.object({ kind: v.literal('cut-short') }),
  v.object({ kind: v.literal('index-too-large') }),
  v.object({ kind: v.literal('index-changed') }),
  v.object({ kind: v.literal('index-malformed') }),
  v.object({ kind: v.literal('frames-malformed') }),
  v.object({ kind: v.literal('content-changed') }),
  v.object({ kind: v.literal('unknown-packing') }),
  v.object({ kind: v.literal('not-unpackable') }),
  /** The files that came are not those that its index lists. */
  v.object({ kind: v.literal('other-files') }),
  v.object({ kind: v.literal('file-changed'), path: freeText }),
  v.object({ kind: v.literal('outside'), path: freeText }),
  v.object({ kind: v.literal('twice'), path: freeText }),
  v.object({ kind: v.literal('through-link'), path: freeText }),
  /** Unpacked it is larger than may be restored. */
  v.object({ kind: v.literal('larger-unpacked'), maxBytes: amount }),
  pathFault,
]);

/** What nobody foresaw, in the system's own words, and a file that could not be read. */
const failed = v.object({ kind: v.literal('failed'), said: freeText });
const unreadable = v.object({ kind: v.literal('unreadable-file'), file: unreadableFile });

/** What no key may be: the service takes no such request. */
const keyFaults = [
  v.object({ kind: v.literal('too-many-restore-keys'), most: amount }),
  v.object({ kind: v.literal('key-too-long'), most: amount }),
] as const;

/** Why there is no entry. */
export const missCause = v.variant('kind', [
  v.object({ kind: v.literal('no-entry') }),
  /** What stood in its place was not written by us, and was removed. */
  v.object({ kind: v.literal('foreign-entry') }),
  v.object({ kind: v.literal('archive-gone') }),
  /** Its archive was damaged, and removed. */
  v.object({ kind: v.literal('archive-removed'), damage: archiveDamage }),
  /** This Node cannot unpack its archive. */
  v.object({ kind: v.literal('needs-node'), packing: structure, version: structure }),
  /** Nothing is kept in this run. */
  v.object({ kind: v.literal('no-store') }),
  ...keyFaults,
  failed,
]);

/** The variables that would lead to a cache service: all of the first that is there have to be set. */
const noService = v.object({ kind: v.literal('no-service'), unset: v.array(structure) });

/** Why an entry could not be read. */
export const readCause = v.variant('kind', [
  noService,
  /** The service kept silent for so long, and is not asked again. */
  v.object({ kind: v.literal('given-up'), afterMs: amount }),
  /** The service answered with an entry that was not asked for. */
  v.object({ kind: v.literal('unasked-entry') }),
  /** It was met damaged before. */
  v.object({ kind: v.literal('known-damaged') }),
  v.object({ kind: v.literal('archive-damaged'), damage: archiveDamage }),
  /** tar refused it. */
  v.object({ kind: v.literal('not-unpacked') }),
  v.object({ kind: v.literal('too-large'), maxBytes: amount }),
  /** It is packed with a program that this machine lacks. */
  v.object({ kind: v.literal('needs-program'), program: structure }),
  v.object({ kind: v.literal('toolkit'), said: freeText }),
  v.object({ kind: v.literal('toolkit-silent') }),
  /** A program that is there did not answer. */
  v.object({ kind: v.literal('program-silent'), program: structure }),
  /** The process that works with the toolkit ended without an answer, or gave one to another question. */
  v.object({
    kind: v.literal('process-ended'),
    exitCode: v.optional(v.number()),
    signal: v.optional(structure),
  }),
  v.object({ kind: v.literal('wrong-answer') }),
  v.object({ kind: v.literal('store-closed') }),
  v.object({ kind: v.literal('too-many-entries') }),
  failed,
  unreadable,
]);

/** Why what was read could not be put in place. */
export const placeObstacle = v.variant('kind', [
  /** Nothing is written through it. */
  v.object({ kind: v.literal('not-a-folder'), path: freeText }),
  v.object({ kind: v.literal('own-file-system'), path: freeText }),
  v.object({ kind: v.literal('full-folder'), path: freeText }),
  v.object({ kind: v.literal('parent-is-link'), path: freeText }),
  /** It does not hold what was stored. */
  v.object({ kind: v.literal('not-as-stored'), path: freeText }),
  /** Some of it is in place: what was begun could be neither finished nor undone. */
  v.object({ kind: v.literal('half-placed'), said: freeText }),
  failed,
  unreadable,
]);

/** Why something was not restored that is there, or may be. */
export const restoreFault = v.variant('kind', [missCause, readCause, placeObstacle]);

/** Why a store did not take something. */
export const saveFault = v.variant('kind', [
  v.object({ kind: v.literal('nothing-there') }),
  /** It was no longer what was to be saved once it was read. */
  v.object({ kind: v.literal('changed-meanwhile') }),
  v.object({ kind: v.literal('changed-while-packed'), path: freeText }),
  v.object({ kind: v.literal('became-link'), path: freeText }),
  v.object({ kind: v.literal('special'), path: freeText, what: specialKind }),
  v.object({ kind: v.literal('path-gone'), path: freeText }),
  v.object({ kind: v.literal('disk-full') }),
  /** There is an entry already that could not be read. */
  v.object({ kind: v.literal('entry-unreadable'), because: readCause }),
  v.object({ kind: v.literal('no-store') }),
  pathFault,
  ...keyFaults,
  readCause,
]);

export type PathFault = Readonly<v.InferOutput<typeof pathFault>>;
export type ArchiveDamage = Readonly<v.InferOutput<typeof archiveDamage>>;
export type MissCause = Readonly<v.InferOutput<typeof missCause>>;
export type ReadCause = Readonly<v.InferOutput<typeof readCause>>;
export type PlaceObstacle = Readonly<v.InferOutput<typeof placeObstacle>>;
export type RestoreFault = Readonly<v.InferOutput<typeof restoreFault>>;
export type SaveFault = Readonly<v.InferOutput<typeof saveFault>>;
