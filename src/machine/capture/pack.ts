/** Packing what changed: one pass, so that what is hashed is what is packed. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { FrameWriter } from '../../caching/archive/frame-writer.ts';
import { openUnfollowed } from '../../caching/files/open-nofollow.ts';
import {
  type BaseFolder,
  type FileEntry,
  indexOf,
  LAYER_MAGIC,
  type LayerEntry,
  parseManifest,
} from '../layer/manifest.ts';
import type { Refused } from '../port/port.ts';
import { readCapabilities } from './capabilities.ts';
import type { Change, Unread } from './changes.ts';
import { type SecretSearch, searchFor } from './secrets.ts';

/** zstd's level: 3 makes a layer a tenth smaller than 1, in half as much time again; higher ones do not pay. */
const LEVEL = 3;
/** Read at once when a file is looked through, in bytes. */
const PIECE = 1 << 20;

/** A file changed while it was packed. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
  readonly path: string;
  constructor(path: string) {
    super(path);
    this.path = path;
  }
}

export interface PackOptions {
  /** The machine's root; absolute. */
  readonly root: string;
  /** Of the archive; must not be there. */
  readonly file: string;
  readonly base: readonly BaseFolder[];
  /** Sorted by path. */
  readonly changes: readonly Change[];
  /** Values that nothing may hold. */
  readonly secrets: readonly string[];
}

export interface PackedLayer {
  readonly entries: number;
  readonly deleted: number;
  readonly contentBytes: number;
  readonly bytes: number;
  readonly refused: readonly Refused[];
}

/** Writes a layer. Throws what the system says, `ChangedMeanwhile` and `ProgramFailed`. */
export async function packLayer(options: PackOptions): Promise<PackedLayer> {
  const { root, file, base, secrets } = options;
  const refused = findSecrets(options, searchFor(secrets));
  const changes = withoutRefused(options.changes, refused);
  const runnable = changes.filter(change => change.kind === 'file' && (change.mode & 0o111) !== 0);
  const capabilities = await readCapabilities(
    root,
    runnable.map(({ path }) => path),
  );
  await using handle = await open(file, 'wx', 0o600);
  const { entries, writer } = await packContents(handle, root, changes, capabilities);
  const { bytes } = await writer.finish(frames => {
    const index = indexOf({ base: [...base], entries, frames: [...frames] });
    // What no machine would take is not kept either.
    parseManifest(index);
    return index;
  });
  const deleted = entries.filter(({ kind }) => kind === 'gone').length;
  return {
    entries: entries.length - deleted,
    deleted,
    contentBytes: writer.taken,
    bytes,
    refused: [...refused].map(path => ({ path: `/${path}`, because: 'secret' })),
  };
}

async function packContents(
  handle: FileHandle,
  root: string,
  changes: readonly Change[],
  capabilities: ReadonlyMap<string, string>,
) {
  const writer = new FrameWriter(handle, { magic: LAYER_MAGIC, level: LEVEL });
  const entries: LayerEntry[] = [];
  for (const change of changes) {
    if (change.kind !== 'file') {
      entries.push(change);
      continue;
    }
    const capability = capabilities.get(change.path);
    const packed = await packFile(root, change, writer);
    entries.push(capability === undefined ? packed : { ...packed, capability });
  }
  return { entries, writer };
}

async function packFile(root: string, change: Unread, writer: FrameWriter): Promise<FileEntry> {
  const { path, size } = change;
  using file = openToRead(root, path);
  const sum = createHash('sha256');
  for (let left = size; left > 0; ) {
    const room = await writer.room();
    const count = writer.take(Math.min(left, room), buffer => {
      const read = file.read(buffer);
      sum.update(buffer.subarray(0, read));
      return read;
    });
    if (count === 0) throw new ChangedMeanwhile(path);
    left -= count;
  }
  if (file.size !== size || file.hasChanged()) throw new ChangedMeanwhile(path);
  const { kind, mode, uid, gid, mtime, was } = change;
  return { kind, path, mode, uid, gid, mtime, size, hash: sum.digest('hex'), was };
}

function openToRead(root: string, path: string) {
  const opened = openUnfollowed(`${root}/${path}`);
  if (opened === 'link') throw new ChangedMeanwhile(path);
  return opened;
}

/** The paths of files that hold what is secret. */
function findSecrets({ root, changes }: PackOptions, search: SecretSearch): ReadonlySet<string> {
  const buffer = Buffer.allocUnsafe(PIECE + search.overlap);
  return new Set(
    changes.flatMap(change =>
      change.kind === 'file' && holdsSecret(root, change, search, buffer) ? [change.path] : [],
    ),
  );
}

function holdsSecret(root: string, { path, size }: Unread, search: SecretSearch, buffer: Buffer) {
  if (!search.concerns(path, size)) return false;
  using file = openToRead(root, path);
  let kept = 0;
  for (let isFirst = true; ; isFirst = false) {
    const count = file.read(buffer.subarray(kept));
    const content = buffer.subarray(0, kept + count);
    if (search.isInPart(content)) return true;
    const isWhole = count < buffer.length - kept;
    if (isFirst && isWhole && search.isInSetting(path, content)) return true;
    if (isWhole) return false;
    kept = search.overlap;
    content.copyWithin(0, content.length - kept);
  }
}

/** Other names of a file that is left out are left out as well. */
function withoutRefused(
  changes: readonly Change[],
  refused: ReadonlySet<string>,
): readonly Change[] {
  return changes.filter(
    change =>
      !(change.kind === 'file' && refused.has(change.path)) &&
      !(change.kind === 'same' && refused.has(change.as)),
  );
}
