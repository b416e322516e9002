/** Packing a tree into an archive: one pass, so that what is hashed is what is packed. */
import { createHash, type Hash, hash } from 'node:crypto';
import { lstatSync, readlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import {
  BROTLI_FAST,
  CODEC,
  FRAME_BYTES,
  FRAME_HEADER_BYTES,
  FRAMES_AT_ONCE,
  MAGIC,
  TRAILER_BYTES,
} from './archive-format.ts';
import type { ArchiveEntry, Limits } from './archive-index.ts';
import { openUnfollowed } from './open-file.ts';
import { listTree } from './tree.ts';

const compress = promisify(brotliCompress);

export type Written =
  | {
      readonly kind: 'written';
      /** SHA-256 of the index: names the content, since the index holds the hash of every file. */
      readonly contentHash: string;
      readonly bytes: number;
    }
  | { readonly kind: 'nothing-there' }
  | { readonly kind: 'too-large' };

/** Packs what stands at the paths into a new file. Throws what the system says. */
export async function writeArchive(
  file: string,
  root: string,
  { paths, maxBytes }: Limits,
): Promise<Written> {
  const places = listTree(root, paths);
  if (places.length === 0) return { kind: 'nothing-there' };
  await using handle = await open(file, 'wx', 0o600);
  const frames = new FrameWriter(handle);
  const entries: ArchiveEntry[] = [];
  for (const { kind, path } of places) {
    const full = join(root, path);
    if (kind === 'folder') entries.push({ kind, path, mode: lstatSync(full).mode & 0o777 });
    else if (kind === 'link') entries.push({ kind, path, target: readlinkSync(full) });
    else {
      const packed = await packFile(full, path, frames, maxBytes);
      if (packed === 'too-large') return { kind: 'too-large' };
      entries.push(packed);
    }
  }
  const index = Buffer.from(JSON.stringify(entries));
  return {
    kind: 'written',
    contentHash: hash('sha256', index),
    bytes: await frames.finish(index),
  };
}

async function packFile(
  full: string,
  path: string,
  frames: FrameWriter,
  maxBytes: number,
): Promise<ArchiveEntry | 'too-large'> {
  const opened = openUnfollowed(full);
  if (opened === 'link') throw new Error(`${path} became a link while it was packed`);
  using file = opened;
  if (frames.taken + file.size > maxBytes) return 'too-large';
  let size = 0;
  let sum: Hash | undefined;
  for (;;) {
    // The size is that of what was read: the file may be growing. One byte more finds the end at once.
    const wanted = Math.min(Math.max(file.size - size, 0) + 1, await frames.room());
    const part = frames.take(wanted, buffer => file.read(buffer));
    size += part.length;
    const ended = part.length < wanted;
    if (ended && sum === undefined) {
      // Most files come in one part, and hashing that at once takes half as long.
      return { kind: 'file', path, mode: file.mode, size, hash: hash('sha256', part) };
    }
    sum ??= createHash('sha256');
    sum.update(part);
    if (ended) return { kind: 'file', path, mode: file.mode, size, hash: sum.digest('hex') };
    if (frames.taken > maxBytes) return 'too-large';
  }
}

/** Cuts content into frames and packs several of them at once. */
class FrameWriter {
  /** Content taken so far, in bytes. */
  taken = 0;
  readonly #handle: FileHandle;
  #buffer: Buffer = Buffer.allocUnsafe(FRAME_BYTES);
  #filled = 0;
  #offset = 0;
  readonly #waiting: { readonly content: Buffer; readonly frame: Promise<readonly Buffer[]> }[] =
    [];
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

  /** Lets content be read into the open frame; what was read. */
  take(bytes: number, read: (buffer: Buffer) => number): Buffer {
    const place = this.#buffer.subarray(this.#filled, this.#filled + bytes);
    const count = read(place);
    this.#filled += count;
    this.taken += count;
    return place.subarray(0, count);
  }

  /** Writes what is left, the index and the trailer; the size of the archive. */
  async finish(index: Buffer): Promise<number> {
    if (this.#filled > 0) this.#close();
    while (this.#waiting.length > 0) await this.#writeNext();
    if (this.#offset === 0) await this.#write(MAGIC);
    const packed = await compress(index, BROTLI_FAST);
    const trailer = Buffer.alloc(TRAILER_BYTES);
    trailer.writeBigUInt64LE(BigInt(this.#offset), 0);
    trailer.writeUInt32LE(packed.length, 8);
    trailer.writeUInt32LE(index.length, 12);
    await this.#write(packed, trailer);
    return this.#offset;
  }

  #close(): void {
    const frame = pack(this.#buffer.subarray(0, this.#filled));
    // A failure is met when its turn to be written comes.
    frame.catch(() => undefined);
    this.#waiting.push({ content: this.#buffer, frame });
    this.#buffer = this.#spare.pop() ?? Buffer.allocUnsafe(FRAME_BYTES);
    this.#filled = 0;
  }

  async #writeNext(): Promise<void> {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    if (this.#offset === 0) await this.#write(MAGIC);
    await this.#write(...(await next.frame));
    this.#spare.push(next.content);
  }

  async #write(...buffers: readonly Buffer[]): Promise<void> {
    const { bytesWritten } = await this.#handle.writev(buffers);
    const wanted = buffers.reduce((sum, { length }) => sum + length, 0);
    if (bytesWritten !== wanted) throw new Error('the disk is full');
    this.#offset += wanted;
  }
}

async function pack(content: Buffer): Promise<readonly Buffer[]> {
  const packed = await compress(content, BROTLI_FAST);
  const [codec, body] =
    packed.length < content.length ? [CODEC.brotli, packed] : [CODEC.plain, content];
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.writeUInt8(codec, 0);
  header.writeUInt32LE(body.length, 1);
  header.writeUInt32LE(content.length, 5);
  return [header, body];
}
