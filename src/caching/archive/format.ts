/**
 * How an archive is laid out:
 *
 *     magic
 *     frames: the files' contents one after the other, in the order of the index, cut to equal length
 *             and packed one by one, so that several can be packed or unpacked at once
 *     index: JSON, packed with brotli: what there is, and each frame's packing and hash
 *     trailer: index's packed length u32, its unpacked length u32, both little-endian
 *
 * An archive is called by the hash of its index. Hashes are of packed frames: there is less to hash, and
 * no byte is unpacked before it is known to be ours.
 */
import type { ArchiveDamage } from '../../record/facts/store-fault.ts';

export const MAGIC = Buffer.from('stagetime archive 2\n');
export const TRAILER_BYTES = 8;

/** Content of every frame but the last. */
export const FRAME_BYTES = 2 << 20;
/** Largest index that is read, unpacked: some 600,000 files. */
export const LARGEST_INDEX = 64 << 20;
/** Frames packed, or unpacked, at the same time. */
export const FRAMES_AT_ONCE = 4;

/** An archive is not what it should be. */
export class DamagedArchive extends Error {
  override readonly name = 'DamagedArchive';
  readonly damage: ArchiveDamage;
  constructor(damage: ArchiveDamage, options?: ErrorOptions) {
    super(damage.kind, options);
    this.damage = damage;
  }
}

/** How many frames hold so much content. */
export function frameCount(contentBytes: number): number {
  return Math.ceil(contentBytes / FRAME_BYTES);
}
