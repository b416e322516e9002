/** Content cut to frames that are packed several at once, and the index behind them. */
import { hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { NotSavable } from '../files/faults.ts';
import { FAST, type Packed, packFrame, packText } from './codec.ts';
import { FRAME_BYTES, FRAMES_AT_ONCE, TRAILER_BYTES } from './format.ts';
import type { FrameEntry } from './index-schema.ts';

export interface FrameWriterOptions {
  /** What a file of this kind begins with. */
  readonly magic: Buffer;
  /** zstd's level. */
  readonly level?: number;
}

/** Writes a file in the layout of `format.ts`. */
export class FrameWriter {
  /** Content taken so far, in bytes. */
  taken = 0;
  readonly #handle: FileHandle;
  readonly #magic: Buffer;
  readonly #level: number;
  #buffer: Buffer = Buffer.allocUnsafe(FRAME_BYTES);
  #filled = 0;
  #written = 0;
  readonly #waiting: { readonly content: Buffer; readonly frame: Promise<Packed> }[] = [];
  readonly #frames: FrameEntry[] = [];
  /** Written frames' buffers: new memory for each would cost more than copying into it. */
  readonly #spare: Buffer[] = [];

  constructor(handle: FileHandle, { magic, level = FAST }: FrameWriterOptions) {
    this.#handle = handle;
    this.#magic = magic;
    this.#level = level;
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

  /** Writes what is left, and the index that is made of the list of frames; `bytes` is the whole file. */
  async finish(
    indexOf: (frames: readonly FrameEntry[]) => Buffer,
  ): Promise<{ contentHash: string; bytes: number }> {
    if (this.#filled > 0) this.#close();
    while (this.#waiting.length > 0) await this.#writeNext();
    const index = indexOf(this.#frames);
    const packed = await packText(index);
    const trailer = Buffer.alloc(TRAILER_BYTES);
    trailer.writeUInt32LE(packed.length, 0);
    trailer.writeUInt32LE(index.length, 4);
    await this.#write(packed, trailer);
    return { contentHash: hash('sha256', index), bytes: this.#written };
  }

  #close(): void {
    const frame = packFrame(this.#buffer.subarray(0, this.#filled), this.#level);
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
    const all = this.#written === 0 ? [this.#magic, ...buffers] : buffers;
    const { bytesWritten } = await this.#handle.writev(all);
    const wanted = all.reduce((sum, { length }) => sum + length, 0);
    if (bytesWritten !== wanted) throw new NotSavable({ kind: 'disk-full' });
    this.#written += wanted;
  }
}
