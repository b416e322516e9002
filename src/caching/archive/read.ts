/** Reading archives. Every byte of one is checked before it is believed. */
import { hash } from 'node:crypto';
import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Limits } from '../files/tree.ts';
import { demandCodec, unpackFrame, unpackText } from './codec.ts';
import {
  DamagedArchive,
  FRAME_BYTES,
  FRAMES_AT_ONCE,
  LARGEST_INDEX,
  MAGIC,
  TRAILER_BYTES,
} from './format.ts';
import { type ArchiveIndex, contentBytes, parseIndex } from './index-schema.ts';
import { unpackTree } from './unpack.ts';

/** An open archive whose index was checked. */
export interface Archive extends AsyncDisposable {
  readonly bytes: number;
  /** Unpacks into an empty folder; `DamagedArchive` where the content is not what the index says. */
  unpack(folder: string): Promise<void>;
}

/**
 * Opens the archive of this content; `DamagedArchive` where it is another's or must not be unpacked,
 * `UnreadableArchive` where this Node cannot.
 */
export async function openArchive(
  file: string,
  contentHash: string,
  limits: Limits,
): Promise<Archive> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const index = await readIndex(handle, size, contentHash, limits);
    return {
      bytes: size,
      unpack: folder => unpackTree(folder, index.entries, contents(handle, index)),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readIndex(
  handle: FileHandle,
  size: number,
  contentHash: string,
  limits: Limits,
): Promise<ArchiveIndex> {
  if (size < MAGIC.length + TRAILER_BYTES) throw cutShort();
  const magic = await readAt(handle, 0, MAGIC.length);
  if (!magic.equals(MAGIC)) throw new DamagedArchive({ kind: 'not-ours' });
  const trailer = await readAt(handle, size - TRAILER_BYTES, TRAILER_BYTES);
  const packedBytes = trailer.readUInt32LE(0);
  const indexBytes = trailer.readUInt32LE(4);
  const indexAt = size - TRAILER_BYTES - packedBytes;
  if (indexAt < MAGIC.length) throw cutShort();
  if (indexBytes > LARGEST_INDEX) throw new DamagedArchive({ kind: 'index-too-large' });
  const text = await unpackText(await readAt(handle, indexAt, packedBytes), indexBytes);
  if (hash('sha256', text) !== contentHash) throw new DamagedArchive({ kind: 'index-changed' });
  const parsed = parseIndex(text.toString('utf8'), limits);
  if (!parsed.ok) throw new DamagedArchive(parsed.fault);
  const { frames } = parsed.value;
  if (frames.reduce((sum, { bytes }) => sum + bytes, MAGIC.length) !== indexAt) {
    throw new DamagedArchive({ kind: 'frames-malformed' });
  }
  for (const { codec } of frames) demandCodec(codec);
  return parsed.value;
}

/**
 * The frames' contents in order, checked, each valid until the next is asked for; several are unpacked
 * ahead of the reader. They are read synchronously: who writes files as they come leaves the event loop
 * no time to pass a frame from reading to unpacking, and the two would never overlap with the writing.
 */
async function* contents(
  handle: FileHandle,
  { entries, frames }: ArchiveIndex,
): AsyncGenerator<Buffer> {
  // Most archives are one small frame: no more is taken than the largest needs.
  const largest = frames.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  const places = Array.from({ length: Math.min(FRAMES_AT_ONCE, frames.length) }, () =>
    Buffer.allocUnsafe(largest),
  );
  const ahead: Promise<Buffer>[] = [];
  let offset = MAGIC.length;
  let left = contentBytes(entries);
  for (const [i, { codec, bytes, hash: expected }] of frames.entries()) {
    const packed = places[i % FRAMES_AT_ONCE]?.subarray(0, bytes) ?? Buffer.alloc(0);
    if (readSync(handle.fd, packed, 0, bytes, offset) !== bytes) throw cutShort();
    if (hash('sha256', packed) !== expected) throw new DamagedArchive({ kind: 'content-changed' });
    const content = unpackFrame({ codec, bytes: packed }, Math.min(left, FRAME_BYTES));
    // A failure is met when its turn comes, or not at all where an earlier frame failed.
    content.catch(() => undefined);
    ahead.push(content);
    offset += bytes;
    left -= FRAME_BYTES;
    const next = ahead.length === FRAMES_AT_ONCE ? await ahead.shift() : undefined;
    if (next !== undefined) yield next;
  }
  for (const content of ahead) yield await content;
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
  if (bytesRead !== length) throw cutShort();
  return buffer;
}

function cutShort(): DamagedArchive {
  return new DamagedArchive({ kind: 'cut-short' });
}
