/** What an archive says it holds. It comes from a cache, so it is data to be judged. */
import * as v from 'valibot';
import { faultOfPath, isWithin, parentsOf } from './paths.ts';

const path = v.string();
const mode = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o777));

const file = v.strictObject({
  kind: v.literal('file'),
  path,
  mode,
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
const folder = v.strictObject({ kind: v.literal('folder'), path, mode });
const link = v.strictObject({ kind: v.literal('link'), path, target: v.string() });

/** An entry of a tree whose contents something else vouches for. */
const placedSchema = v.variant('kind', [file, folder, link]);
const entrySchema = v.variant('kind', [
  v.strictObject({
    ...file.entries,
    /** SHA-256 of the content, hex. */
    hash: v.string(),
  }),
  folder,
  link,
]);

export type PlacedEntry = v.InferOutput<typeof placedSchema>;
export type ArchiveEntry = v.InferOutput<typeof entrySchema>;

/** Where an archive's content may go, and how much of it there may be. */
export interface Limits {
  readonly paths: readonly string[];
  /** All files together, unpacked. */
  readonly maxBytes: number;
}

export type ParsedIndex<Entry> =
  | { readonly ok: true; readonly entries: readonly Entry[] }
  | { readonly ok: false; readonly fault: string };

/** Reads an index and refuses it whole where one entry of it must not be unpacked. */
export function parseIndex(text: string, limits: Limits): ParsedIndex<ArchiveEntry> {
  return parseEntries(entrySchema, text, limits);
}

/** The same for an index without hashes. */
export function parsePlacedIndex(text: string, limits: Limits): ParsedIndex<PlacedEntry> {
  return parseEntries(placedSchema, text, limits);
}

function parseEntries<Entry extends PlacedEntry>(
  schema: v.GenericSchema<unknown, Entry>,
  text: string,
  limits: Limits,
): ParsedIndex<Entry> {
  try {
    const parsed = v.safeParse(v.array(schema), JSON.parse(text));
    if (!parsed.success) return { ok: false, fault: 'its index is malformed' };
    const fault = faultOf(parsed.output, limits);
    return fault === undefined ? { ok: true, entries: parsed.output } : { ok: false, fault };
  } catch {
    return { ok: false, fault: 'its index is malformed' };
  }
}

function faultOf(entries: readonly PlacedEntry[], limits: Limits): string | undefined {
  const declared = new Set(limits.paths);
  const kinds = new Map<string, PlacedEntry['kind']>();
  let bytes = 0;
  for (const entry of entries) {
    const fault = faultOfPath(entry.path);
    if (fault !== undefined) return fault;
    const quoted = JSON.stringify(entry.path);
    if (!isWithin(entry.path, declared)) return `${quoted} is outside the declared paths`;
    if (kinds.has(entry.path)) return `${quoted} stands in it twice`;
    kinds.set(entry.path, entry.kind);
    if (entry.kind === 'file') bytes += entry.size;
  }
  if (bytes > limits.maxBytes) return `unpacked it is larger than ${limits.maxBytes} bytes`;
  const through = entries.find(entry =>
    parentsOf(entry.path).some(parent => (kinds.get(parent) ?? 'folder') !== 'folder'),
  );
  return through && `${JSON.stringify(through.path)} would be written through a link or a file`;
}
