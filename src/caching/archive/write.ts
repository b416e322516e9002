/** Packing a tree into an archive: one pass, so that what is hashed is what is packed. */
import { lstatSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { NotSavable } from '../files/faults.ts';
import { linkTarget } from '../files/names.ts';
import { openUnfollowed } from '../files/open-nofollow.ts';
import type { Limits } from '../files/tree.ts';
import { type Special, sizeOfFiles, surveyExtent } from '../files/tree.ts';
import { MAGIC } from './format.ts';
import { FrameWriter } from './frame-writer.ts';
import type { ArchiveEntry, ArchiveIndex } from './index-schema.ts';

export type Written =
  | {
      readonly kind: 'written';
      /** SHA-256 of the index: names the content, since the index holds the hash of every file. */
      readonly contentHash: string;
      readonly bytes: number;
      /** What stands there and has no content to pack. */
      readonly leftOut: readonly Special[];
    }
  | { readonly kind: 'nothing-there' }
  | { readonly kind: 'too-large' };

/**
 * Packs what stands at the paths into a new file. Throws what the system says, and where something
 * changes meanwhile: what was packed then never stood there.
 */
export async function writeArchive(file: string, root: string, limits: Limits): Promise<Written> {
  const { maxBytes } = limits;
  const { places, specials: leftOut } = surveyExtent(root, limits);
  if (places.length === 0) return { kind: 'nothing-there' };
  if (sizeOfFiles(root, places) > maxBytes) return { kind: 'too-large' };
  await using handle = await open(file, 'wx', 0o600);
  const frames = new FrameWriter(handle, { magic: MAGIC });
  const entries: ArchiveEntry[] = [];
  for (const { kind, path } of places) {
    const full = join(root, path);
    if (kind === 'folder') entries.push({ kind, path, mode: lstatSync(full).mode & 0o777 });
    else if (kind === 'link') entries.push({ kind, path, target: linkTarget(full) });
    else {
      const packed = await packFile(full, path, frames, maxBytes);
      if (packed === 'too-large') return { kind: 'too-large' };
      entries.push(packed);
    }
  }
  const written = await frames.finish(list => {
    const index: ArchiveIndex = { entries, frames: [...list] };
    return Buffer.from(JSON.stringify(index));
  });
  return { kind: 'written', leftOut, ...written };
}

async function packFile(
  full: string,
  path: string,
  frames: FrameWriter,
  maxBytes: number,
): Promise<ArchiveEntry | 'too-large'> {
  const opened = openUnfollowed(full);
  if (opened === 'link') throw new NotSavable({ kind: 'became-link', path });
  using file = opened;
  if (frames.taken + file.size > maxBytes) return 'too-large';
  let size = 0;
  for (let ended = false; !ended; ) {
    // The size is that of what was read: the file may be growing. One byte more finds the end at once.
    const wanted = Math.min(Math.max(file.size - size, 0) + 1, await frames.room());
    const count = frames.take(wanted, buffer => file.read(buffer));
    size += count;
    ended = count < wanted;
    if (frames.taken > maxBytes) return 'too-large';
  }
  if (file.hasChanged()) throw new NotSavable({ kind: 'changed-while-packed', path });
  return { kind: 'file', path, mode: file.mode, size };
}
