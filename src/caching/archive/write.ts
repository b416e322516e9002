/** Packing a tree into an archive: one pass, so that what is hashed is what is packed. */
import { hash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { NotSavable } from '../files/faults.ts';
import { linkTarget } from '../files/names.ts';
import { openUnfollowed } from '../files/open-nofollow.ts';
import type { Limits } from '../files/tree.ts';
import { type Special, sizeOfFiles, surveyExtent } from '../files/tree.ts';
import { type Packed, packFrame, packText } from './codec.ts';
import { FRAME_BYTES, FRAMES_AT_ONCE, MAGIC, TRAILER_BYTES } from './format.ts';
import type { ArchiveEntry, ArchiveIndex, FrameEntry } from './index-schema.ts';

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
  const frames = new FrameWriter(handle);
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
  return { kind: 'written', leftOut, ...(await frames.finish(entries)) };
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

/** Cuts content into frames and packs several of them at once. */
class FrameWriter {
  /** Content taken so far, in bytes. */
  taken = 0;
  readonly #handle: FileHandle;
  #buffer: Buffer = Buffer.allocUnsafe(FRAME_BYTES);
  #filled = 0;
  #written = 0;
  readonly #waiting: { readonly content: Buffer; readonly frame: Promise<Packed> }[] = [];
  readonly #frames: FrameEntry[] = [];
  /** Written frames' buffers: new memory for each would cost more than copying into it. */
  readonly #spare: Buffer[] = [];

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Bytes that the open frame still takes: never none. */
  async room(): Promise<number> {
    if (this.#filled === FRAME_BYTES) {
      this.#close();
      if (this.#waiting.length >= FRAMES_AT_ONCE) await this.#writeNext();
    }
    return FRAME_BYTES - this.#filled;
  }

  /** Lets content be read into the open frame; how many bytes were. */
  take(bytes: number, read: (buffer: Buffer) => number): number {
    const count = read(this.#buffer.subarray(this.#filled, this.#filled + bytes));
    this.#filled += count;
    this.taken += count;
    return count;
  }

  /** Writes what is left, and all that makes the frames an archive. */
  async finish(entries: ArchiveEntry[]): Promise<{ contentHash: string; bytes: number }> {
    if (this.#filled > 0) this.#close();
    while (this.#waiting.length > 0) await this.#writeNext();
    const content: ArchiveIndex = { entries, frames: this.#frames };
    const index = Buffer.from(JSON.stringify(content));
    const packed = await packText(index);
    const trailer = Buffer.alloc(TRAILER_BYTES);
    trailer.writeUInt32LE(packed.length, 0);
    trailer.writeUInt32LE(index.length, 4);
    await this.#write(packed, trailer);
    return { contentHash: hash('sha256', index), bytes: this.#written };
  }

  #close(): void {
    const frame = packFrame(this.#buffer.subarray(0, this.#filled));
    // A failure is met when its turn to be written comes.
    frame.catch(() => undefined);
    this.#waiting.push({ content: this.#buffer, frame });
    this.#buffer = this.#spare.pop() ?? Buffer.allocUnsafe(FRAME_BYTES);
    this.#filled = 0;
  }

  async #writeNext(): Promise<void> {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    const { codec, bytes } = await next.frame;
    await this.#write(bytes);
    this.#frames.push({ codec, bytes: bytes.length, hash: hash('sha256', bytes) });
    this.#spare.push(next.content);
  }

  async #write(...buffers: readonly Buffer[]): Promise<void> {
    const all = this.#written === 0 ? [MAGIC, ...buffers] : buffers;
    const { bytesWritten } = await this.#handle.writev(all);
    const wanted = all.reduce((sum, { length }) => sum + length, 0);
    if (bytesWritten !== wanted) throw new NotSavable({ kind: 'disk-full' });
    this.#written += wanted;
  }
}
