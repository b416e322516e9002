/** Reading archives. Every byte of one is checked before it is believed. */
import { hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Limits } from '../files/tree.ts';
import { DamagedArchive, MAGIC } from './format.ts';
import { demandFrames, frameContents, readIndexText } from './frame-reader.ts';
import { contentBytes, parseIndex } from './index-schema.ts';
import { unpackTree } from './unpack.ts';

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
    const { entries, content } = await readContent(handle, contentHash, limits);
    return {
      bytes: size,
      unpack: folder => unpackTree(folder, entries, frameContents(handle, content)),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readContent(handle: FileHandle, contentHash: string, limits: Limits) {
  const { text, at } = await readIndexText(handle, MAGIC);
  if (hash('sha256', text) !== contentHash) throw new DamagedArchive({ kind: 'index-changed' });
  const parsed = parseIndex(text.toString('utf8'), limits);
  if (!parsed.ok) throw new DamagedArchive(parsed.fault);
  const { entries, frames } = parsed.value;
  const content = { frames, from: MAGIC.length, to: at, bytes: contentBytes(entries) };
  demandFrames(content);
  return { entries, content };
}
