/**
 * How an archive is laid out:
 *
 *     magic
 *     frames: codec u8, packed length u32, unpacked length u32, bytes
 *     index: JSON, packed with brotli
 *     trailer: offset of the index u64, its packed length u32, its unpacked length u32
 *
 * Numbers are little-endian. The frames are the files' contents one after the other, in the order of
 * the index, cut every mebibyte so that several can be packed or unpacked at once. Packing is brotli
 * at quality 1: every supported Node reads it (zstd needs Node 22.15), and it was measured twice as
 * fast as deflate at level 1 and smaller; what does not shrink is kept as it is.
 */
import { constants } from 'node:zlib';

export const MAGIC = Buffer.from('stagetime archive 1\n');
export const FRAME_HEADER_BYTES = 9;
export const TRAILER_BYTES = 16;

/** Largest content of a frame. */
export const FRAME_BYTES = 1 << 20;
/** Largest index that is read, unpacked: some 400,000 files. */
export const LARGEST_INDEX = 64 << 20;
/** Frames packed, or unpacked, at the same time. */
export const FRAMES_AT_ONCE = 4;

export const CODEC = { plain: 0, brotli: 1 } as const;

/** For frames: no window larger than one, and the output in one buffer instead of many small ones. */
export const BROTLI_FAST = {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 1,
    [constants.BROTLI_PARAM_LGWIN]: 20,
    [constants.BROTLI_PARAM_SIZE_HINT]: FRAME_BYTES,
  },
  chunkSize: FRAME_BYTES + 1024,
};
