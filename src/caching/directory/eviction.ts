/** Keeping the directory store within its size: what was used longest ago goes first. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { removeOlder } from '../files/staging.ts';
import { type Entry, readEntry, removeFile } from './entries.ts';

/**
 * An archive is there before its entry is, and drafts before they are archives: what is younger than
 * this may be another process's work, in ms.
 */
const IN_THE_MAKING_MS = 3600 * 1000;

/** How far a full store is emptied, so that not every save to it has to look at all entries. */
const KEPT_SHARE = 0.9;

interface StoredFile {
  readonly file: string;
  readonly bytes: number;
  readonly mtimeMs: number;
}

/** Where the store is over the bound, removes entries; `keep` is the file of one that stays. */
export async function evict(folder: string, maxBytes: number, keep: string): Promise<void> {
  const archives = await listFiles(join(folder, 'archives'));
  const entryFiles = await listEntryFiles(join(folder, 'entries'));
  let total = [...archives, ...entryFiles].reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= maxBytes) return;
  await removeOlder(join(folder, 'temp'), IN_THE_MAKING_MS);

  const sizes = new Map([...archives, ...entryFiles].map(({ file, bytes }) => [file, bytes]));
  const entries = await longestUnusedFirst(entryFiles);
  const uses = new Map<string, number>();
  for (const { content } of entries) uses.set(content, (uses.get(content) ?? 0) + 1);
  const remove = async (file: string) => {
    total -= sizes.get(file) ?? 0;
    await removeFile(file);
  };

  // No entry stands for them: a process that died left them behind.
  for (const { file, mtimeMs } of archives) {
    const isOld = Date.now() - mtimeMs > IN_THE_MAKING_MS;
    if (isOld && !uses.has(basename(file))) await remove(file);
  }
  for (const { file, content } of entries) {
    if (total <= maxBytes * KEPT_SHARE) return;
    if (file === keep) continue;
    await remove(file);
    const left = (uses.get(content) ?? 1) - 1;
    uses.set(content, left);
    if (left === 0) await remove(join(folder, 'archives', content));
  }
}

async function listFiles(folder: string): Promise<readonly StoredFile[]> {
  const files = (await readdir(folder).catch(() => [])).map(name => join(folder, name));
  const stats = await Promise.all(files.map(file => stat(file).catch(() => undefined)));
  return files.flatMap((file, i) => {
    const found = stats[i];
    return found === undefined ? [] : [{ file, bytes: found.size, mtimeMs: found.mtimeMs }];
  });
}

async function listEntryFiles(folder: string): Promise<readonly StoredFile[]> {
  const folders = await readdir(folder).catch(() => []);
  return (await Promise.all(folders.map(name => listFiles(join(folder, name))))).flat();
}

/** The entries in these files; looking an entry up changes its file's time. */
async function longestUnusedFirst(files: readonly StoredFile[]): Promise<readonly Entry[]> {
  const sorted = files.toSorted((a, b) => a.mtimeMs - b.mtimeMs);
  const read = await Promise.all(sorted.map(({ file }) => readEntry(file)));
  return read.flatMap(found => (found.kind === 'entry' ? [found.entry] : []));
}
