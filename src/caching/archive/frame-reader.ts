/** Reading files in the layout of `format.ts`, each part checked before it is believed. */
import { hash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { demandCodec, unpackFrame, unpackText } from './codec.ts';
import {
  DamagedArchive,
  FRAME_BYTES,
  FRAMES_AT_ONCE,
  frameCount,
  LARGEST_INDEX,
  TRAILER_BYTES,
} from './format.ts';
import type { FrameEntry } from './index-schema.ts';

/** A file's index as it was written, and where it begins, which is where the frames end. */
export interface IndexText {
  readonly text: Buffer;
  readonly at: number;
}

/** Reads the index; `DamagedArchive` where the file is of another kind, or cut. */
export async function readIndexText(handle: FileHandle, magic: Buffer): Promise<IndexText> {
  const { size } = await handle.stat();
  if (size < magic.length + TRAILER_BYTES) throw cutShort();
  const begin = await readAt(handle, 0, magic.length);
  if (!begin.equals(magic)) throw new DamagedArchive({ kind: 'not-ours' });
  const trailer = await readAt(handle, size - TRAILER_BYTES, TRAILER_BYTES);
  const packedBytes = trailer.readUInt32LE(0);
  const indexBytes = trailer.readUInt32LE(4);
  const at = size - TRAILER_BYTES - packedBytes;
  if (at < magic.length) throw cutShort();
  if (indexBytes > LARGEST_INDEX) throw new DamagedArchive({ kind: 'index-too-large' });
  return { text: await unpackText(await readAt(handle, at, packedBytes), indexBytes), at };
}

/** What lies between a file's beginning and its index. */
export interface FramedContent {
  readonly frames: readonly FrameEntry[];
  /** Where the first frame begins, and where the last one ends. */
  readonly from: number;
  readonly to: number;
  /** Unpacked. */
  readonly bytes: number;
}

/** Throws where the frames are not all that lies there, or cannot be unpacked here. */
export function demandFrames({ frames, from, to, bytes }: FramedContent): void {
  const packed = frames.reduce((sum, frame) => sum + frame.bytes, from);
  if (packed !== to || frames.length !== frameCount(bytes)) {
    throw new DamagedArchive({ kind: 'frames-malformed' });
  }
  for (const { codec } of frames) demandCodec(codec);
}

/**
 * The frames' contents in order, checked, each valid until the next is asked for; several are unpacked
 * ahead of the reader. They are read synchronously: who writes files as they come leaves the event loop
 * no time to pass a frame from reading to unpacking, and the two would never overlap with the writing.
 */
export async function* frameContents(
  handle: FileHandle,
  { frames, from, bytes: contentBytes }: FramedContent,
): AsyncGenerator<Buffer> {
  // Most archives are one small frame: no more is taken than the largest needs.
  const largest = frames.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  const places = Array.from({ length: Math.min(FRAMES_AT_ONCE, frames.length) }, () =>
    Buffer.allocUnsafe(largest),
  );
  const ahead: Promise<Buffer>[] = [];
  let offset = from;
  let left = contentBytes;
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
