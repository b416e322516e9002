/** What an archive says it holds. It comes from a cache, so it is data to be judged. */
import * as v from 'valibot';
import type { ArchiveDamage } from '../../record/facts/store-fault.ts';
import { faultOfPath, isWithin, parentsOf } from '../files/paths.ts';
import type { Limits } from '../files/tree.ts';
import { FRAME_BYTES, frameCount } from './format.ts';

const path = v.string();
const mode = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o777));

const entrySchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('file'),
    path,
    mode,
    size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
  v.strictObject({ kind: v.literal('folder'), path, mode }),
  v.strictObject({ kind: v.literal('link'), path, target: v.string() }),
]);

export const frameSchema = v.strictObject({
  codec: v.number(),
  /** As it stands in the archive. */
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(FRAME_BYTES)),
  /** SHA-256 of those bytes, hex. */
  hash: v.string(),
});

const indexSchema = v.strictObject({
  entries: v.array(entrySchema),
  frames: v.array(frameSchema),
});

export type ArchiveEntry = v.InferOutput<typeof entrySchema>;
export type FrameEntry = v.InferOutput<typeof frameSchema>;
export type ArchiveIndex = v.InferOutput<typeof indexSchema>;

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: ArchiveDamage };

/** Reads an index and refuses it whole where one entry of it must not be unpacked. */
export function parseIndex(text: string, limits: Limits): Parsed<ArchiveIndex> {
  return parse(indexSchema, text, ({ entries, frames }) => {
    const fault = faultOfTree(entries, limits);
    if (fault !== undefined) return fault;
    return frames.length === frameCount(contentBytes(entries))
      ? undefined
      : { kind: 'frames-malformed' };
  });
}

/** Reads a list of entries alone, whose contents something else holds, in the same way. */
export function parseTree(text: string, limits: Limits): Parsed<readonly ArchiveEntry[]> {
  return parse(v.array(entrySchema), text, entries => faultOfTree(entries, limits));
}

function parse<T>(
  schema: v.GenericSchema<unknown, T>,
  text: string,
  faultOf: (value: T) => ArchiveDamage | undefined,
): Parsed<T> {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    if (!parsed.success) return { ok: false, fault: { kind: 'index-malformed' } };
    const fault = faultOf(parsed.output);
    return fault === undefined ? { ok: true, value: parsed.output } : { ok: false, fault };
  } catch {
    return { ok: false, fault: { kind: 'index-malformed' } };
  }
}

/** What all files hold together, in bytes. */
export function contentBytes(entries: readonly ArchiveEntry[]): number {
  return entries.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.size : 0), 0);
}

function faultOfTree(entries: readonly ArchiveEntry[], limits: Limits): ArchiveDamage | undefined {
  const declared = new Set(limits.paths);
  const kinds = new Map<string, ArchiveEntry['kind']>();
  for (const entry of entries) {
    const fault = faultOfPath(entry.path);
    if (fault !== undefined) return fault;
    const { path } = entry;
    const isDeclared =
      limits.folders === 'bare' ? declared.has(entry.path) : isWithin(entry.path, declared);
    if (!isDeclared) return { kind: 'outside', path };
    if (kinds.has(entry.path)) return { kind: 'twice', path };
    kinds.set(entry.path, entry.kind);
  }
  const isTooLarge = contentBytes(entries) > limits.maxBytes;
  if (isTooLarge) return { kind: 'larger-unpacked', maxBytes: limits.maxBytes };
  const through = entries.find(entry =>
    parentsOf(entry.path).some(parent => (kinds.get(parent) ?? 'folder') !== 'folder'),
  );
  return through && { kind: 'through-link', path: through.path };
}
