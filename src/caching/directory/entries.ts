/** The directory store's entries: small files that say which archive stands for a key. */
import { hash, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

const HASH = /^[0-9a-f]{64}$/;

const entrySchema = v.strictObject({
  schema: v.literal(1),
  key: v.string(),
  /** Of the archive's content, which is its name. */
  content: v.pipe(v.string(), v.regex(HASH)),
  bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** Since 1970, with fractions, so that two entries made at once have an order. */
  createdMs: v.number(),
});

export type EntryContent = v.InferOutput<typeof entrySchema>;

/** An entry and the file it stands in. */
export interface Entry extends EntryContent {
  readonly file: string;
}

export type ReadEntry =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'none' }
  | { readonly kind: 'foreign' }
  /** Something is there that cannot be read now. */
  | { readonly kind: 'unreadable'; readonly said: string };

/** Where the entry of a key for these paths stands. */
export function entryFile(folder: string, key: string, paths: readonly string[]): string {
  return join(entriesFolder(folder, paths), `${hash('sha256', key)}.json`);
}

/** Folder of all entries for these paths. */
export function entriesFolder(folder: string, paths: readonly string[]): string {
  return join(folder, 'entries', hash('sha256', JSON.stringify(paths)));
}

/** Reads an entry; what stands there and is none of ours is `foreign`. */
export async function readEntry(file: string): Promise<ReadEntry> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { kind: 'none' };
    // Entries are files. What else goes wrong (no permission, too many open files) says nothing of them.
    return code === 'EISDIR' ? { kind: 'foreign' } : { kind: 'unreadable', said: message };
  }
  try {
    const parsed = v.safeParse(entrySchema, JSON.parse(text));
    if (!parsed.success || !file.endsWith(`${hash('sha256', parsed.output.key)}.json`)) {
      return { kind: 'foreign' };
    }
    return { kind: 'entry', entry: { ...parsed.output, file } };
  } catch {
    return { kind: 'foreign' };
  }
}

/** Every entry in one folder of entries. */
export async function listEntries(folder: string): Promise<readonly Entry[]> {
  const names = await readdir(folder).catch(() => []);
  const read = await Promise.all(names.map(name => readEntry(join(folder, name))));
  return read.flatMap(result => (result.kind === 'entry' ? [result.entry] : []));
}

/** Creates an entry with all its content at once; `false` where there is one already. */
export async function createEntry(
  file: string,
  temp: string,
  content: EntryContent,
): Promise<boolean> {
  await mkdir(join(file, '..'), { recursive: true });
  const draft = join(temp, randomUUID());
  await writeFile(draft, JSON.stringify(content), { mode: 0o600, flag: 'wx' });
  try {
    // Unlike a rename, a link refuses to take the place of an entry that came first.
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A file system without links: the later of two entries wins, and both are good.
    await rename(draft, file);
    return true;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Says that an entry is in use, for eviction. */
export async function touch(entry: Entry): Promise<void> {
  const now = new Date();
  await utimes(entry.file, now, now).catch(() => undefined);
}

/** Removes a file of the store, or leaves it to whoever holds it (Windows keeps what is open). */
export async function removeFile(file: string): Promise<void> {
  await rm(file, { recursive: true, force: true }).catch(() => undefined);
}
