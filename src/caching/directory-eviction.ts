/** Keeping the directory store within its size: what was used longest ago goes first. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Entry, lastUse, listEntries, removeFile } from './directory-entries.ts';
import { removeOlder } from './staging.ts';

/**
 * An archive is there before its entry is, and drafts before they are archives: what is younger than
 * this may be another process's work, in ms.
 */
const IN_THE_MAKING_MS = 3600 * 1000;

/** How far a full store is emptied, so that not every save to it has to look at all entries. */
const KEPT_SHARE = 0.9;

interface ArchiveFile {
  readonly content: string;
  readonly bytes: number;
  readonly mtimeMs: number;
}

/** Where the archives are over the bound, removes entries; `keep` is the file of one that stays. */
export async function evict(folder: string, maxBytes: number, keep: string): Promise<void> {
  const archives = await listArchives(join(folder, 'archives'));
  let total = archives.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= maxBytes) return;
  await removeOlder(join(folder, 'temp'), IN_THE_MAKING_MS);

  const entries = await allEntries(folder);
  const uses = new Map<string, number>();
  for (const { content } of entries) uses.set(content, (uses.get(content) ?? 0) + 1);
  const remove = async ({ content, bytes }: Pick<ArchiveFile, 'content' | 'bytes'>) => {
    total -= bytes;
    await removeFile(join(folder, 'archives', content));
  };

  // No entry stands for them: a process that died left them behind.
  for (const archive of archives) {
    const isOld = Date.now() - archive.mtimeMs > IN_THE_MAKING_MS;
    if (isOld && !uses.has(archive.content)) await remove(archive);
  }
  for (const entry of await longestUnusedFirst(entries)) {
    if (total <= maxBytes * KEPT_SHARE) return;
    if (entry.file === keep) continue;
    await removeFile(entry.file);
    const left = (uses.get(entry.content) ?? 1) - 1;
    uses.set(entry.content, left);
    if (left === 0) await remove(entry);
  }
}

async function listArchives(folder: string): Promise<readonly ArchiveFile[]> {
  const names = await readdir(folder);
  const found = await Promise.all(
    names.map(async content => ({
      content,
      stat: await stat(join(folder, content)).catch(() => undefined),
    })),
  );
  return found.flatMap(({ content, stat: file }) =>
    file === undefined ? [] : [{ content, bytes: file.size, mtimeMs: file.mtimeMs }],
  );
}

async function allEntries(folder: string): Promise<readonly Entry[]> {
  const all = join(folder, 'entries');
  const folders = await readdir(all).catch(() => []);
  return (await Promise.all(folders.map(name => listEntries(join(all, name))))).flat();
}

async function longestUnusedFirst(entries: readonly Entry[]): Promise<readonly Entry[]> {
  const dated = await Promise.all(
    entries.map(async entry => ({ entry, used: await lastUse(entry) })),
  );
  return dated.sort((a, b) => a.used - b.used).map(({ entry }) => entry);
}
