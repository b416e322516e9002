/** Unpacking archives. Every byte of one is checked before it is believed. */
import { createHash, type Hash, hash } from 'node:crypto';
import { closeSync, fchmodSync, mkdirSync, openSync, symlinkSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import {
  CODEC,
  FRAME_BYTES,
  FRAME_HEADER_BYTES,
  FRAMES_AT_ONCE,
  LARGEST_INDEX,
  MAGIC,
  TRAILER_BYTES,
} from './archive-format.ts';
import { type ArchiveEntry, type Limits, type PlacedEntry, parseIndex } from './archive-index.ts';

const decompress = promisify(brotliDecompress);

/** An archive is not what it should be; the message says what is wrong, with `it` for the archive. */
export class DamagedArchive extends Error {
  override readonly name = 'DamagedArchive';
}

type FileEntry = Extract<ArchiveEntry, { kind: 'file' }>;

/** An open archive whose index was checked. */
export interface Archive extends AsyncDisposable {
  readonly bytes: number;
  /** Unpacks into an empty folder; `DamagedArchive` where the content is not what the index says. */
  unpack(folder: string): Promise<void>;
}

/** Opens the archive of this content; `DamagedArchive` where it is another's or must not be unpacked. */
export async function openArchive(
  file: string,
  contentHash: string,
  limits: Limits,
): Promise<Archive> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const { entries, offset } = await readIndex(handle, size, contentHash, limits);
    return {
      bytes: size,
      unpack: folder => unpack(handle, { entries, end: offset }, folder),
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
): Promise<{ entries: readonly ArchiveEntry[]; offset: number }> {
  if (size < MAGIC.length + TRAILER_BYTES) throw new DamagedArchive('it is cut short');
  const magic = await readAt(handle, 0, MAGIC.length);
  if (!magic.equals(MAGIC)) throw new DamagedArchive('it is no archive of ours');
  const trailer = await readAt(handle, size - TRAILER_BYTES, TRAILER_BYTES);
  const offset = Number(trailer.readBigUInt64LE(0));
  const packedBytes = trailer.readUInt32LE(8);
  const indexBytes = trailer.readUInt32LE(12);
  if (offset < MAGIC.length || offset + packedBytes + TRAILER_BYTES !== size) {
    throw new DamagedArchive('it is cut short');
  }
  if (indexBytes > LARGEST_INDEX) throw new DamagedArchive('its index is too large');
  const index = await inflate(await readAt(handle, offset, packedBytes), indexBytes);
  if (hash('sha256', index) !== contentHash) throw new DamagedArchive('its index was changed');
  const parsed = parseIndex(index.toString('utf8'), limits);
  if (!parsed.ok) throw new DamagedArchive(parsed.fault);
  return { entries: parsed.entries, offset };
}

async function unpack(
  handle: FileHandle,
  { entries, end }: { entries: readonly ArchiveEntry[]; end: number },
  folder: string,
): Promise<void> {
  const folders = new Set(
    entries.map(({ kind, path }) => join(folder, kind === 'folder' ? path : dirname(path))),
  );
  for (const path of folders) mkdirSync(path, { recursive: true });
  using files = new FileSequence(
    folder,
    entries.filter(entry => entry.kind === 'file'),
  );
  for await (const content of contents(handle, end)) files.write(content);
  files.finish();
  // After all files, so that none is written through one, whatever names this file system unites.
  for (const entry of entries) {
    if (entry.kind === 'link') symlinkSync(entry.target, join(folder, entry.path));
  }
  setFolderModes(folder, entries);
}

/** The owner may always write: what cannot be written to can neither be moved nor removed. */
export function setFolderModes(folder: string, entries: readonly PlacedEntry[]): void {
  for (const entry of entries) {
    if (entry.kind !== 'folder') continue;
    const fd = openSync(join(folder, entry.path), 'r');
    fchmodSync(fd, entry.mode | 0o700);
    closeSync(fd);
  }
}

/** The frames' contents in order, several unpacked ahead of the reader. */
async function* contents(handle: FileHandle, end: number): AsyncGenerator<Buffer> {
  const ahead: Promise<Buffer>[] = [];
  let offset = MAGIC.length;
  while (offset < end || ahead.length > 0) {
    while (offset < end && ahead.length < FRAMES_AT_ONCE) {
      const header = await readAt(handle, offset, FRAME_HEADER_BYTES);
      const [packed, plain] = [header.readUInt32LE(1), header.readUInt32LE(5)];
      const next = offset + FRAME_HEADER_BYTES + packed;
      if (packed > FRAME_BYTES || plain > FRAME_BYTES || next > end) {
        throw new DamagedArchive('its frames are malformed');
      }
      const content = readFrame(handle, offset + FRAME_HEADER_BYTES, {
        codec: header.readUInt8(0),
        packed,
        plain,
      });
      // A failure is met when its turn comes, or not at all where an earlier frame failed.
      content.catch(() => undefined);
      ahead.push(content);
      offset = next;
    }
    const content = await ahead.shift();
    if (content !== undefined) yield content;
  }
}

async function readFrame(
  handle: FileHandle,
  offset: number,
  { codec, packed, plain }: { codec: number; packed: number; plain: number },
): Promise<Buffer> {
  const body = await readAt(handle, offset, packed);
  switch (codec) {
    case CODEC.plain:
      return body;
    case CODEC.brotli:
      return inflate(body, plain);
    default:
      throw new DamagedArchive('it is packed in a way unknown here');
  }
}

async function inflate(packed: Buffer, bytes: number): Promise<Buffer> {
  // Everything comes in one buffer, and a bomb never gets a second one.
  const bounds = { maxOutputLength: Math.max(1, bytes), chunkSize: Math.max(64, bytes) };
  const content = await decompress(packed, bounds).catch((cause: Error) => {
    throw new DamagedArchive('it cannot be unpacked', { cause });
  });
  if (content.length !== bytes) throw new DamagedArchive('it cannot be unpacked');
  return content;
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
  if (bytesRead !== length) throw new DamagedArchive('it is cut short');
  return buffer;
}

/** Writes content that arrives in pieces of any size to the files it belongs to. */
class FileSequence implements Disposable {
  readonly #folder: string;
  readonly #files: readonly FileEntry[];
  #next = 0;
  #open: {
    readonly fd: number;
    readonly file: FileEntry;
    readonly sum: Hash;
    left: number;
  } | null = null;

  constructor(folder: string, files: readonly FileEntry[]) {
    this.#folder = folder;
    this.#files = files;
  }

  write(content: Buffer): void {
    let rest = content;
    while (rest.length > 0) {
      const current = this.#open ?? this.#openNext();
      if (current === null) throw new DamagedArchive('it holds more than its index says');
      const part = rest.subarray(0, current.left);
      writeFully(current.fd, part);
      current.sum.update(part);
      current.left -= part.length;
      rest = rest.subarray(part.length);
      if (current.left === 0) this.#closeCurrent();
    }
  }

  /** Makes the empty files that are left; everything must have arrived. */
  finish(): void {
    while (this.#open === null && this.#next < this.#files.length) {
      if (this.#openNext()?.left === 0) this.#closeCurrent();
    }
    if (this.#open !== null) throw new DamagedArchive('it holds less than its index says');
  }

  [Symbol.dispose](): void {
    if (this.#open !== null) closeSync(this.#open.fd);
    this.#open = null;
  }

  #openNext() {
    const file = this.#files[this.#next];
    if (file === undefined) return null;
    this.#next += 1;
    const fd = openSync(join(this.#folder, file.path), 'wx', 0o600);
    this.#open = { fd, file, sum: createHash('sha256'), left: file.size };
    return this.#open;
  }

  #closeCurrent(): void {
    if (this.#open === null) return;
    const { fd, file, sum } = this.#open;
    this.#open = null;
    try {
      fchmodSync(fd, file.mode);
    } finally {
      closeSync(fd);
    }
    if (sum.digest('hex') !== file.hash) {
      throw new DamagedArchive(`${JSON.stringify(file.path)} in it was changed`);
    }
  }
}

function writeFully(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}
