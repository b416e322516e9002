/** Archives as nobody but an attacker writes them. */
import { hash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { CODEC } from '../../src/caching/archive/codec.ts';
import { MAGIC } from '../../src/caching/archive/format.ts';

export interface Frame {
  readonly codec: number;
  readonly packed: Buffer;
}

export const plain = (text: string): Frame => ({ codec: CODEC.plain, packed: Buffer.from(text) });

export interface Lie {
  /** Bytes that take the place of the frames' own. */
  readonly content?: string;
  /** What the index says of its frames, where that is not so. */
  readonly frames?: readonly Record<string, unknown>[];
}

/** An archive of any index and any frames, all sums right. */
export function forge(entries: unknown, frames: readonly Frame[] = [], lie: Lie = {}) {
  const bodies = frames.map(({ packed }) => packed);
  const rows = frames.map(({ codec, packed }) => ({
    codec,
    bytes: packed.length,
    hash: hash('sha256', packed),
  }));
  const json = Buffer.from(JSON.stringify({ entries, frames: lie.frames ?? rows }));
  const packedIndex = brotliCompressSync(json);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(packedIndex.length, 0);
  trailer.writeUInt32LE(json.length, 4);
  const content = lie.content === undefined ? bodies : [Buffer.from(lie.content)];
  const bytes = Buffer.concat([MAGIC, ...content, packedIndex, trailer]);
  return { bytes, contentHash: hash('sha256', json) };
}
