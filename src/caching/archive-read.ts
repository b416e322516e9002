/** Reading archives. Every byte of one is checked before it is believed. */
import { hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { demandCodec, unpackFrame, unpackText } from './archive-codec.ts';
import {
  DamagedArchive,
  FRAME_BYTES,
  FRAMES_AT_ONCE,
  type FrameRow,
  frameCount,
  LARGEST_INDEX,
  MAGIC,
  TABLE_ROW_BYTES,
  TRAILER_BYTES,
} from './archive-format.ts';
import { type ArchiveIndex, contentBytes, type Limits, parseIndex } from './archive-index.ts';
import { unpackTree } from './archive-unpack.ts';
import { sha256 } from './sha256.ts';

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
    const { index, rows } = await readTail(handle, size, contentHash, limits);
    return {
      bytes: size,
      unpack: folder => unpackTree(folder, index.entries, contents(handle, index, rows)),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readTail(
  handle: FileHandle,
  size: number,
  contentHash: string,
  limits: Limits,
): Promise<{ index: ArchiveIndex; rows: readonly FrameRow[] }> {
  if (size < MAGIC.length + TRAILER_BYTES) throw new DamagedArchive('it is cut short');
  const magic = await readAt(handle, 0, MAGIC.length);
  if (!magic.equals(MAGIC)) throw new DamagedArchive('it is no archive of ours');
  const trailer = await readAt(handle, size - TRAILER_BYTES, TRAILER_BYTES);
  const packedBytes = trailer.readUInt32LE(0);
  const indexBytes = trailer.readUInt32LE(4);
  const frames = trailer.readUInt32LE(8);
  const tableAt = size - TRAILER_BYTES - frames * TABLE_ROW_BYTES;
  const indexAt = tableAt - packedBytes;
  if (indexAt < MAGIC.length) throw new DamagedArchive('it is cut short');
  if (indexBytes > LARGEST_INDEX) throw new DamagedArchive('its index is too large');
  if (frames > frameCount(limits.maxBytes)) throw new DamagedArchive('its frames are malformed');
  const rows = rowsOf(await readAt(handle, tableAt, frames * TABLE_ROW_BYTES));
  const text = await unpackText(await readAt(handle, indexAt, packedBytes), indexBytes);
  if (hash('sha256', text) !== contentHash) throw new DamagedArchive('its index was changed');
  const parsed = parseIndex(text.toString('utf8'), limits);
  if (!parsed.ok) throw new DamagedArchive(parsed.fault);
  checkRows(rows, parsed.index, indexAt);
  return { index: parsed.index, rows };
}

function rowsOf(table: Buffer): readonly FrameRow[] {
  return Array.from({ length: table.length / TABLE_ROW_BYTES }, (_, i) => ({
    codec: table.readUInt8(i * TABLE_ROW_BYTES),
    packedBytes: table.readUInt32LE(i * TABLE_ROW_BYTES + 1),
  }));
}

function checkRows(rows: readonly FrameRow[], { frames }: ArchiveIndex, indexAt: number): void {
  const packed = rows.reduce((sum, row) => sum + row.packedBytes, MAGIC.length);
  const isTooLarge = rows.some(row => row.packedBytes > FRAME_BYTES);
  if (rows.length !== frames.length || packed !== indexAt || isTooLarge) {
    throw new DamagedArchive('its frames are malformed');
  }
  for (const { codec } of rows) demandCodec(codec);
}

/** The frames' contents in order, checked, several unpacked ahead of the reader. */
async function* contents(
  handle: FileHandle,
  { entries, frames }: ArchiveIndex,
  rows: readonly FrameRow[],
): AsyncGenerator<Buffer> {
  const ahead: Promise<Buffer>[] = [];
  let offset = MAGIC.length;
  let left = contentBytes(entries);
  for (const [i, row] of rows.entries()) {
    const bytes = Math.min(left, FRAME_BYTES);
    const content = readFrame(handle, offset, row, { bytes, hash: frames[i] });
    // A failure is met when its turn comes, or not at all where an earlier frame failed.
    content.catch(() => undefined);
    ahead.push(content);
    offset += row.packedBytes;
    left -= bytes;
    const next = ahead.length === FRAMES_AT_ONCE ? await ahead.shift() : undefined;
    if (next !== undefined) yield next;
  }
  for (const content of ahead) yield await content;
}

async function readFrame(
  handle: FileHandle,
  offset: number,
  { codec, packedBytes }: FrameRow,
  expected: { readonly bytes: number; readonly hash: string | undefined },
): Promise<Buffer> {
  const bytes = await readAt(handle, offset, packedBytes);
  const content = await unpackFrame({ codec, bytes }, expected.bytes);
  if ((await sha256(content)) !== expected.hash)
    throw new DamagedArchive('its content was changed');
  return content;
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
  if (bytesRead !== length) throw new DamagedArchive('it is cut short');
  return buffer;
}
