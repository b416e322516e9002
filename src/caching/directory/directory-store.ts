/**
 * The cache store in a folder: the terminal's default. Archives are named by their content, so that
 * equal trees are kept once:
 *
 *     entries/<hash of paths>/<hash of key>.json    which content a key stands for
 *     archives/<hash of content>                    a packed tree
 *     temp/                                         what is being written
 *
 * Any number of processes may use one folder: files appear whole or not at all, and who finds a file
 * gone that another process evicted has a miss.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MissCause, RestoreFault, SaveFault } from '../../record/facts/store-fault.ts';
import { UnreadableArchive } from '../archive/codec.ts';
import { DamagedArchive } from '../archive/format.ts';
import { type Archive, openArchive } from '../archive/read.ts';
import { type Written, writeArchive } from '../archive/write.ts';
import { placeObstacleOf, saveFaultOf } from '../files/faults.ts';
import { faultOfPath } from '../files/paths.ts';
import { createStaging, moveIn } from '../files/staging.ts';
import type { Extent } from '../files/tree.ts';
import type {
  CacheHit,
  CacheStore,
  CacheUnreadable,
  Fetched,
  GetRequest,
  Lookup,
  RestoreResult,
  SaveResult,
  SetRequest,
} from '../store.ts';
import {
  createEntry,
  type Entry,
  entriesFolder,
  entryFile,
  listEntries,
  type ReadEntry,
  readEntry,
  removeFile,
  touch,
} from './entries.ts';
import { evict } from './eviction.ts';

export interface DirectoryStoreOptions {
  /** Where the store is; made when something is first saved. */
  readonly folder: string;
  /** Most that all files of it may hold; also the most that one tree may hold unpacked, in bytes. */
  readonly maxBytes: number;
}

/** A cache store in a folder. */
export function createDirectoryStore(options: DirectoryStoreOptions): CacheStore {
  return {
    maxBytes: options.maxBytes,
    get: request => get(options, request),
    fetch: (request, root) => fetch(options, request, root),
    set: request => set(options, request).catch(error => notSaved(saveFaultOf(error))),
  };
}

type Opened =
  | { readonly kind: 'archive'; readonly archive: Archive }
  /** No entry any more: it was removed. */
  | { readonly kind: 'unusable'; readonly because: MissCause }
  /** It is there, and could not be read now. */
  | CacheUnreadable;

async function get(options: DirectoryStoreOptions, request: GetRequest): Promise<Lookup> {
  let because: MissCause = { kind: 'no-entry' };
  for await (const candidate of candidates(options, request)) {
    if (candidate.kind === 'foreign') {
      because = { kind: 'foreign-entry' };
      continue;
    }
    if (candidate.kind === 'unreadable') {
      return unreadable(candidate.said);
    }
    const { entry } = candidate;
    const opened = await openEntry(options, entry, request);
    if (opened.kind === 'unreadable') return opened;
    if (opened.kind === 'unusable') {
      because = opened.because;
      continue;
    }
    await using archive = opened.archive;
    await touch(entry);
    return hitOf(options, request, entry, archive.bytes);
  }
  return { kind: 'miss', because };
}

async function fetch(
  options: DirectoryStoreOptions,
  request: GetRequest,
  root: string,
): Promise<Fetched> {
  const found = await get(options, request);
  if (found.kind !== 'hit') return found;
  const { key, match } = found;
  const result = await found.restore(root);
  return result.kind === 'restored' ? { ...result, key, match } : result;
}

function hitOf(
  options: DirectoryStoreOptions,
  request: GetRequest,
  entry: Entry,
  bytes: number,
): CacheHit {
  return {
    kind: 'hit',
    key: entry.key,
    match: entry.key === request.key ? 'exact' : 'prefix',
    bytes,
    restore: root =>
      restore(options, entry, request, root).catch(error => notRestored(placeObstacleOf(error))),
  };
}

type Candidate = Exclude<ReadEntry, { kind: 'none' }>;

/** Entries that would do, best first; a foreign file in an entry's place is removed. */
async function* candidates(
  { folder }: DirectoryStoreOptions,
  { key, restoreKeys, paths }: GetRequest,
): AsyncGenerator<Candidate> {
  const file = entryFile(folder, key, paths);
  const exact = await readEntry(file);
  if (exact.kind === 'foreign') await removeFile(file);
  if (exact.kind !== 'none') yield exact;
  if (restoreKeys.length === 0) return;
  const entries = await listEntries(entriesFolder(folder, paths));
  const newestFirst = entries.toSorted((a, b) => b.createdMs - a.createdMs);
  for (const prefix of restoreKeys) {
    for (const entry of newestFirst) {
      if (entry.key !== key && entry.key.startsWith(prefix)) yield { kind: 'entry', entry };
    }
  }
}

/** Opens an entry's archive; what is damaged is removed. */
async function openEntry(
  { folder, maxBytes }: DirectoryStoreOptions,
  entry: Entry,
  { paths, folders }: Extent,
): Promise<Opened> {
  const file = join(folder, 'archives', entry.content);
  const limits = { paths, maxBytes, ...(folders !== undefined && { folders }) };
  try {
    return {
      kind: 'archive',
      archive: await openArchive(file, entry.content, limits),
    };
  } catch (error) {
    return reject(folder, entry, error as Error);
  }
}

type Rejected = Exclude<Opened, { kind: 'archive' }>;

/** What an error makes of an entry: one that is damaged or gone is removed, one that cannot be read now stays. */
async function reject(folder: string, entry: Entry, error: Error): Promise<Rejected> {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    await removeFile(entry.file);
    return { kind: 'unusable', because: { kind: 'archive-gone' } };
  }
  if (error instanceof DamagedArchive) {
    await removeFile(entry.file);
    await removeFile(join(folder, 'archives', entry.content));
    return { kind: 'unusable', because: { kind: 'archive-removed', damage: error.damage } };
  }
  // An error of the file system (no permission, too many open files) says nothing about the entry.
  if (code !== undefined) return unreadable(message);
  return {
    kind: 'unusable',
    because: error instanceof UnreadableArchive ? error.need : { kind: 'failed', said: message },
  };
}

async function restore(
  options: DirectoryStoreOptions,
  entry: Entry,
  extent: Extent,
  root: string,
): Promise<RestoreResult> {
  const opened = await openEntry(options, entry, extent);
  if (opened.kind !== 'archive') return notRestored(opened.because);
  await using archive = opened.archive;
  await using staging = await createStaging(root);
  try {
    await archive.unpack(staging.folder);
  } catch (error) {
    return notRestored((await reject(options.folder, entry, error as Error)).because);
  }
  const obstacle = moveIn(staging, root, extent.paths, extent.folders);
  if (obstacle !== undefined) return notRestored(obstacle);
  return { kind: 'restored', bytes: archive.bytes };
}

async function set(options: DirectoryStoreOptions, request: SetRequest): Promise<SaveResult> {
  const { folder, maxBytes } = options;
  const { key, paths, root, stillValid } = request;
  const fault = paths.map(faultOfPath).find(found => found !== undefined);
  if (fault !== undefined) return notSaved(fault);
  const standing = () => get(options, { ...request, restoreKeys: [] });
  const there = await standing();
  if (there.kind === 'hit') return { kind: 'already-there' };
  if (there.kind === 'unreadable') {
    return notSaved({ kind: 'entry-unreadable', because: there.because });
  }
  const temp = join(folder, 'temp');
  await mkdir(temp, { recursive: true });
  await mkdir(join(folder, 'archives'), { recursive: true });
  const draft = join(temp, randomUUID());
  try {
    const written = await writeArchive(draft, root, { ...request, maxBytes });
    if (written.kind !== 'written') {
      return notSaved(whyNothing(written, maxBytes));
    }
    const { contentHash: content, bytes, leftOut } = written;
    if (bytes > maxBytes) return notSaved({ kind: 'too-large', maxBytes });
    if ((await stillValid?.()) === false) {
      return notSaved({ kind: 'changed-meanwhile' });
    }
    await rename(draft, join(folder, 'archives', content));
    const createdMs = performance.timeOrigin + performance.now();
    const file = entryFile(folder, key, paths);
    const entry = { schema: 1, key, content, bytes, createdMs } as const;
    let isFirst = await createEntry(file, temp, entry);
    if (!isFirst && (await standing()).kind === 'miss') {
      // What this Node cannot unpack must not be in its way for ever.
      await removeFile(file);
      isFirst = await createEntry(file, temp, entry);
    }
    await evict(folder, maxBytes, file);
    if (!isFirst) return { kind: 'already-there' };
    return { kind: 'saved', bytes, ...(leftOut.length > 0 && { leftOut }) };
  } finally {
    await rm(draft, { force: true });
  }
}

function whyNothing({ kind }: Exclude<Written, { kind: 'written' }>, maxBytes: number): SaveFault {
  return kind === 'too-large' ? { kind, maxBytes } : { kind };
}

function unreadable(said: string): CacheUnreadable {
  return { kind: 'unreadable', fault: 'unavailable', because: { kind: 'failed', said } };
}

function notSaved(because: SaveFault): SaveResult {
  return { kind: 'not-saved', because };
}

function notRestored(because: RestoreFault): RestoreResult {
  return { kind: 'not-restored', because };
}
