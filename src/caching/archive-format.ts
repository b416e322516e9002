/**
 * How an archive is laid out:
 *
 *     magic
 *     frames: the files' contents one after the other, in the order of the index, cut every mebibyte
 *     index: JSON, packed with brotli
 *     table: for each frame its codec u8 and packed length u32
 *     trailer: index's packed length u32, its unpacked length u32, number of frames u32
 *
 * Numbers are little-endian. The index says what there is and holds every frame's hash; the table says
 * how it was packed, so that the same tree has the same index whatever packed it.
 */
export const MAGIC = Buffer.from('stagetime archive 2\n');
export const TABLE_ROW_BYTES = 5;
export const TRAILER_BYTES = 12;

/** Content of every frame but the last. */
export const FRAME_BYTES = 1 << 20;
/** Largest index that is read, unpacked: some 600,000 files. */
export const LARGEST_INDEX = 64 << 20;
/** Frames packed, or unpacked, at the same time. */
export const FRAMES_AT_ONCE = 4;

/** A frame as the table has it. */
export interface FrameRow {
  readonly codec: number;
  readonly packedBytes: number;
}

/** An archive is not what it should be; the message says what is wrong, with `it` for the archive. */
export class DamagedArchive extends Error {
  override readonly name = 'DamagedArchive';
}

/** How many frames hold so much content. */
export function frameCount(contentBytes: number): number {
  return Math.ceil(contentBytes / FRAME_BYTES);
}
