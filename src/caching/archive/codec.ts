/**
 * How frames are packed. zstd where this Node has it (22.15 on): at level 1 it packs half again as
 * fast as brotli at quality 1, and unpacks three times as fast. Every Node reads brotli.
 */
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { MissCause } from '../../record/facts/store-fault.ts';
import { DamagedArchive, FRAME_BYTES } from './format.ts';

/** What a frame's row in the table calls its packing. */
export const CODEC = { plain: 0, brotli: 1, zstd: 2 } as const;

/** An archive is in order, but this Node cannot unpack it. */
export class UnreadableArchive extends Error {
  override readonly name = 'UnreadableArchive';
  readonly need: NeedsNode;
  constructor(need: NeedsNode) {
    super(need.kind);
    this.need = need;
  }
}

type NeedsNode = Extract<MissCause, { kind: 'needs-node' }>;

export interface Packed {
  readonly codec: number;
  readonly bytes: Buffer;
}

type Convert = (input: Buffer, options: Record<string, unknown>) => Promise<Buffer>;
type Callback = (error: Error | null, result: Buffer) => void;
type ZlibFunction = (input: Buffer, options: Record<string, unknown>, done: Callback) => void;

/** Absent where Node is older than its types would have to be. */
interface Zstd {
  readonly zstdCompress?: ZlibFunction;
  readonly zstdDecompress?: ZlibFunction;
  readonly constants: { readonly [name: string]: number };
}

const { zstdCompress, zstdDecompress, constants }: Zstd = zlib as unknown as Zstd;
const packBrotli: Convert = promisify(zlib.brotliCompress);
const unpackBrotli: Convert = promisify(zlib.brotliDecompress);
const packZstd = zstdCompress && (promisify(zstdCompress) as Convert);
const unpackZstd = zstdDecompress && (promisify(zstdDecompress) as Convert);

/** What shrinks by less is not worth the time to unpack it. */
const LARGEST_SHARE = 0.95;
const WINDOW_LOG = Math.log2(FRAME_BYTES);

/** Packs a frame in the best way that this Node has; the level is zstd's. */
export async function packFrame(content: Buffer, level = FAST): Promise<Packed> {
  const codec = packZstd === undefined ? CODEC.brotli : CODEC.zstd;
  const bytes =
    packZstd === undefined ? await packText(content) : await packZstd(content, atLevel(level));
  return bytes.length < content.length * LARGEST_SHARE
    ? { codec, bytes }
    : { codec: CODEC.plain, bytes: content };
}

/** zstd's level where speed is all. */
export const FAST = 1;

/** Whole output in one buffer: joining many small ones takes longer than packing. */
function atLevel(level: number) {
  return {
    params: { [constants['ZSTD_c_compressionLevel'] ?? 0]: level },
    chunkSize: FRAME_BYTES + 1024,
  };
}

/** Packs so that every Node can unpack. */
export function packText(content: Buffer): Promise<Buffer> {
  return packBrotli(content, {
    params: {
      [zlib.constants.BROTLI_PARAM_QUALITY]: 1,
      [zlib.constants.BROTLI_PARAM_LGWIN]: WINDOW_LOG,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
    chunkSize: FRAME_BYTES + 1024,
  });
}

/** Unpacks what `packText` packed; `DamagedArchive` where it does not have this length. */
export function unpackText(packed: Buffer, bytes: number): Promise<Buffer> {
  return unpack(unpackBrotli, packed, bytes);
}

/** Throws where a frame with this codec cannot be unpacked. */
export function demandCodec(codec: number): void {
  if (codec === CODEC.zstd && unpackZstd === undefined) {
    throw new UnreadableArchive({ kind: 'needs-node', packing: 'zstd', version: '22.15' });
  }
  if (!Object.values<number>(CODEC).includes(codec)) {
    throw new DamagedArchive({ kind: 'unknown-packing' });
  }
}

/** Unpacks a frame with so much content; `DamagedArchive` where it has more or less. */
export async function unpackFrame({ codec, bytes: packed }: Packed, bytes: number) {
  demandCodec(codec);
  if (codec === CODEC.plain) {
    if (packed.length !== bytes) throw new DamagedArchive({ kind: 'not-unpackable' });
    return packed;
  }
  if (codec === CODEC.brotli || unpackZstd === undefined) return unpackText(packed, bytes);
  const windowLogMax = constants['ZSTD_d_windowLogMax'] ?? 0;
  return unpack(unpackZstd, packed, bytes, { params: { [windowLogMax]: WINDOW_LOG } });
}

/** A buffer that is full asks for another one, which stays empty: that costs as much as the content. */
const SPARE = 64;

async function unpack(convert: Convert, packed: Buffer, bytes: number, options = {}) {
  // Everything comes in one buffer, and a bomb never gets a second one.
  const bounds = { maxOutputLength: Math.max(1, bytes), chunkSize: bytes + SPARE };
  const content = await convert(packed, { ...bounds, ...options }).catch((cause: Error) => {
    throw new DamagedArchive({ kind: 'not-unpackable' }, { cause });
  });
  if (content.length !== bytes) throw new DamagedArchive({ kind: 'not-unpackable' });
  return content;
}
