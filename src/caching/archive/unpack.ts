/** Making a tree from an archive's index and its files' content. */
import {
  closeSync,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DamagedArchive } from './format.ts';
import type { ArchiveEntry } from './index-schema.ts';

type FileEntry = Extract<ArchiveEntry, { kind: 'file' }>;

/** Makes the entries below an empty folder; the pieces are all files' content, in the entries' order. */
export async function unpackTree(
  folder: string,
  entries: readonly ArchiveEntry[],
  pieces: AsyncIterable<Buffer>,
): Promise<void> {
  const folders = new Set(
    entries.map(({ kind, path }) => join(folder, kind === 'folder' ? path : dirname(path))),
  );
  for (const path of folders) mkdirSync(path, { recursive: true });
  using files = new FileSequence(
    folder,
    entries.filter(entry => entry.kind === 'file'),
  );
  for await (const piece of pieces) files.write(piece);
  files.finish();
  // After all files, so that none is written through one, whatever names this file system unites.
  for (const entry of entries) {
    if (entry.kind === 'link') symlinkSync(entry.target, join(folder, entry.path));
  }
  setFolderModes(folder, entries);
}

/** The owner may always write: what cannot be written to can neither be moved nor removed. */
export function setFolderModes(folder: string, entries: readonly ArchiveEntry[]): void {
  for (const entry of entries) {
    if (entry.kind !== 'folder') continue;
    const fd = openSync(join(folder, entry.path), 'r');
    fchmodSync(fd, entry.mode | 0o700);
    closeSync(fd);
  }
}

/** Writes content that arrives in pieces of any size to the files it belongs to. */
class FileSequence implements Disposable {
  readonly #folder: string;
  readonly #files: Iterator<FileEntry>;
  #open: { readonly fd: number; left: number } | null = null;
  /** Modes that new files get as they are asked for: the user's mask takes nothing from them. */
  readonly #unmasked = new Set<number>();

  constructor(folder: string, files: readonly FileEntry[]) {
    this.#folder = folder;
    this.#files = files.values();
  }

  write(content: Buffer): void {
    for (let at = 0; at < content.length; ) {
      const current = this.#open ?? this.#openNext();
      if (current === null) throw new DamagedArchive({ kind: 'other-files' });
      const part = content.subarray(at, at + current.left);
      writeFully(current.fd, part);
      current.left -= part.length;
      at += part.length;
      if (current.left === 0) this.#close();
    }
  }

  /** Makes the empty files that are left. */
  finish(): void {
    while (this.#openNext() !== null) this.#close();
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  #openNext() {
    const { value: file, done } = this.#files.next();
    if (done === true) return null;
    const fd = openSync(join(this.#folder, file.path), 'wx', file.mode);
    this.#open = { fd, left: file.size };
    if (!this.#unmasked.has(file.mode)) this.#setMode(fd, file.mode);
    return this.#open;
  }

  #setMode(fd: number, mode: number): void {
    if ((fstatSync(fd).mode & 0o777) === mode) this.#unmasked.add(mode);
    else fchmodSync(fd, mode);
  }

  #close(): void {
    if (this.#open !== null) closeSync(this.#open.fd);
    this.#open = null;
  }
}

function writeFully(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}
