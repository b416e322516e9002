/** What a layer says it holds. It comes from a cache, so it is data to be judged. */
import { hash } from 'node:crypto';
import * as v from 'valibot';
import { DamagedArchive } from '../../caching/archive/format.ts';
import { frameSchema } from '../../caching/archive/index-schema.ts';
import { faultOfPath, parentsOf } from '../../caching/files/paths.ts';
import type { ArchiveDamage } from '../../record/facts/store-fault.ts';

/** What a layer's file begins with. */
export const LAYER_MAGIC = Buffer.from('stagetime layer 1\n');
/** Hex digits of the hash that stands in front of the index. */
const HASH_DIGITS = 64;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** Seconds since 1970 and nanoseconds, as `touch` and tar read them. */
const time = v.pipe(v.string(), v.regex(/^-?\d{1,12}\.\d{9}$/));
/** Permission bits, setuid, setgid and sticky with them. */
const mode = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o7777));
const owner = { uid: whole, gid: whole };
const target = v.pipe(v.string(), v.minLength(1), v.maxLength(4095), v.excludes('\0'));

const formerSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('file'),
    mode,
    ...owner,
    size: whole,
    /** In ms, as Node rounds it; only where there is no hash is it compared. */
    mtimeMs: v.number(),
    hash: v.optional(sha256),
  }),
  v.strictObject({ kind: v.literal('folder'), mode, ...owner }),
  v.strictObject({ kind: v.literal('link'), ...owner, target }),
]);

/** What was at the path before the command ran; `null` where nothing was. */
const was = v.nullable(formerSchema);

const entrySchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('file'),
    path: v.string(),
    mode,
    ...owner,
    mtime: time,
    size: whole,
    hash: sha256,
    /** The attribute `security.capability`, base64. */
    capability: v.optional(v.pipe(v.string(), v.base64(), v.maxLength(64))),
    was,
  }),
  /** Another name of a file that is in the layer before it. */
  v.strictObject({ kind: v.literal('same'), path: v.string(), as: v.string(), was }),
  v.strictObject({ kind: v.literal('folder'), path: v.string(), mode, ...owner, mtime: time, was }),
  v.strictObject({ kind: v.literal('link'), path: v.string(), ...owner, mtime: time, target, was }),
  v.strictObject({ kind: v.literal('gone'), path: v.string(), was: formerSchema }),
]);

const manifestSchema = v.strictObject({
  /** Folders of the system with a hash of what was in each before the command ran. */
  base: v.array(v.strictObject({ folder: v.string(), hash: sha256 })),
  /** Sorted by path: folders are before what is in them. */
  entries: v.array(entrySchema),
  frames: v.array(frameSchema),
});

export type Former = v.InferOutput<typeof formerSchema>;
export type LayerEntry = v.InferOutput<typeof entrySchema>;
export type FileEntry = Extract<LayerEntry, { kind: 'file' }>;
export type Manifest = v.InferOutput<typeof manifestSchema>;
export type BaseFolder = Manifest['base'][number];

/** The index of a layer's file: the hash of all that follows it, and the manifest. */
export function indexOf(manifest: Manifest): Buffer {
  const text = JSON.stringify(manifest);
  return Buffer.from(hash('sha256', text) + text);
}

/** Reads an index; throws `DamagedArchive` where it is not as it was written, or no tree comes of it. */
export function parseManifest(index: Buffer): Manifest {
  const text = index.subarray(HASH_DIGITS);
  if (hash('sha256', text) !== index.toString('latin1', 0, HASH_DIGITS)) {
    throw new DamagedArchive({ kind: 'index-changed' });
  }
  const parsed = v.safeParse(manifestSchema, readJson(text), { abortEarly: true });
  if (!parsed.success) throw new DamagedArchive({ kind: 'index-malformed' });
  const fault = faultOfTree(parsed.output.entries);
  if (fault !== undefined) throw new DamagedArchive(fault);
  return parsed.output;
}

function readJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch (cause) {
    throw new DamagedArchive({ kind: 'index-malformed' }, { cause });
  }
}

/** The content of all files together, in bytes. */
export function contentBytesOf(entries: readonly LayerEntry[]): number {
  return entries.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.size : 0), 0);
}

/** Paths that are no places, come twice, are out of order, or are below what is no folder. */
function faultOfTree(entries: readonly LayerEntry[]): ArchiveDamage | undefined {
  const known = new Map<string, LayerEntry>();
  let last = '';
  for (const entry of entries) {
    const { path } = entry;
    const fault = faultOfPath(path);
    if (fault !== undefined) return fault;
    if (known.has(path)) return { kind: 'twice', path };
    if (path < last) return { kind: 'index-malformed' };
    last = path;
    const isBelowOther = parentsOf(path).some(parent => !mayHold(known.get(parent), entry));
    if (isBelowOther) return { kind: 'through-link', path };
    if (isMisplaced(entry, known)) return { kind: 'index-malformed' };
    if (entry.kind === 'same' && known.get(entry.as)?.kind !== 'file') {
      return { kind: 'index-malformed' };
    }
    known.set(path, entry);
  }
  return undefined;
}

/** Whether what is at a path may have the other below it: of what is gone or no folder any more, all is gone. */
function mayHold(parent: LayerEntry | undefined, entry: LayerEntry): boolean {
  if (parent === undefined) return true;
  if (parent.kind === 'folder') return true;
  return entry.kind === 'gone' && parent.was?.kind === 'folder';
}

/** Whether an entry is in what is new or goes as a whole, and the entries between are missing, or it was there before. */
function isMisplaced(entry: LayerEntry, known: ReadonlyMap<string, LayerEntry>): boolean {
  const above = parentsOf(entry.path).map(path => known.get(path));
  const isWhole = above.some(one => one !== undefined && (one.kind !== 'folder' || isNew(one)));
  const direct = above.at(-1);
  if (isWhole && direct === undefined) return true;
  return direct?.kind === 'folder' && isNew(direct) && entry.was !== null;
}

function isNew({ was }: LayerEntry): boolean {
  return was?.kind !== 'folder';
}
