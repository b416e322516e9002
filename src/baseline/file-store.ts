/**
 * The history in a file: the terminal's default, and what `--baseline FILE` reads. A file that cannot be read
 * stays as it is; runs wait in files beside it, `FILE.waiting-*`, for the first save that can read it.
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryPlace } from '../record/facts/faults/history-fault.ts';
import { addRun } from '../record/history.ts';
import type { RunRecord } from '../record/run-record.ts';
import {
  type HistoryStore,
  historyText,
  LARGEST_HISTORY_BYTES,
  type LoadedHistory,
  NO_HISTORY,
  readHistoryText,
  type SavedRun,
  tooLargeHistory,
  unreadableHistory,
} from './store.ts';
import { isWhole, type Waiting, waitingIn, waitingName, withWaiting } from './waiting.ts';

export interface FileStoreOptions {
  /** Somebody named the file to be read: that there is none is worth a notice. */
  readonly isExpected?: boolean;
  /** Removes what is worth less than the history, where the disk is full; gives whether there was any. */
  readonly makeRoom?: () => Promise<boolean>;
}

/** The history in a file; writers at once wait for each other, so that no run is lost. */
export function createFileStore(
  file: string,
  { isExpected = false, makeRoom = async () => false }: FileStoreOptions = {},
): HistoryStore {
  return {
    load: async () => {
      const loaded = await loadHistory(file);
      return loaded.kind === 'none' && isExpected
        ? { ...loaded, notice: { kind: 'no-baseline-file', file } }
        : loaded;
    },
    save: record =>
      saveRun(file, record)
        .catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOSPC' || !(await makeRoom())) throw error;
          return saveRun(file, record);
        })
        .catch((error: Error) => ({
          kind: 'not-saved',
          cause: { kind: 'said', said: error.message },
        })),
  };
}

/** Reads a history file, and what waits beside it; `at` is where the file came from. */
export async function loadHistory(
  file: string,
  at: HistoryPlace = { in: 'file', file },
): Promise<LoadedHistory> {
  const [stored, waiting] = await Promise.all([readStored(file, at), readWaiting(file)]);
  return withWaiting(stored, waiting);
}

async function readStored(
  file: string,
  at: HistoryPlace = { in: 'file', file },
): Promise<LoadedHistory> {
  try {
    const found = await stat(file);
    // A pipe would be waited for.
    if (!found.isFile()) return unreadableHistory(at, 'not-a-file', { kind: 'not-a-file' });
    return found.size > LARGEST_HISTORY_BYTES
      ? tooLargeHistory(at)
      : readHistoryText(at, await readFile(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? NO_HISTORY
      : unreadableHistory(at, 'unavailable', { kind: 'said', said: message });
  }
}

/** What waits in files of its own; one that cannot be read, or not all of it, goes on waiting. */
async function readWaiting(file: string): Promise<Waiting & { readonly files: readonly string[] }> {
  const folder = dirname(file);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    return error;
  });
  if (!Array.isArray(names)) {
    const cause = { kind: 'said', said: names.message } as const;
    const unread = unreadableHistory({ in: 'file', file: folder }, 'unavailable', cause);
    return { ...waitingIn([unread]), files: [] };
  }
  const files = names.filter(name => name.startsWith(`${basename(file)}${WAITING}`)).sort();
  const read = await Promise.all(
    files.map(async name => {
      const path = join(folder, name);
      return { path, stored: await readStored(path) };
    }),
  );
  return {
    ...waitingIn(read.map(({ stored }) => stored)),
    files: read.filter(({ stored }) => isWhole(stored)).map(({ path }) => path),
  };
}

const WAITING = '.waiting-';

/** In 30 s the legs of any matrix on one machine have all had their turn. */
const LOCK_TRIES = 1_500;
const LOCK_PAUSE_MS = 20;
/** A lock this old was left behind by a process that died. */
const STALE_LOCK_MS = 10_000;

/** Adds a run to a history file; throws where it cannot be written. */
export async function saveRun(file: string, record: RunRecord): Promise<SavedRun> {
  await mkdir(dirname(file), { recursive: true });
  await using _lock = await lock(`${file}.lock`);
  const [stored, waiting] = await Promise.all([readStored(file), readWaiting(file)]);
  const standing = withWaiting(stored, waiting);
  const history = addRun(standing.history, record);
  const isUnreadable = standing.kind === 'unreadable';
  const target = isUnreadable ? `${file}${WAITING}${waitingName(record)}` : file;
  const setAside = stored.kind === 'loaded' && stored.notice ? await keepAsItWas(file) : undefined;
  const text = historyText(history);
  await replaceFile(target, text);
  // What it held is in the file that was written.
  const merged = waiting.files.filter(path => path !== target);
  await Promise.all(merged.map(path => rm(path, { force: true })));
  if (isUnreadable) return { kind: 'waiting', failure: standing.failure };
  const saved = { runs: history.runs.length, bytes: Buffer.byteLength(text) };
  return { kind: 'saved', ...saved, ...(setAside !== undefined && { setAside }) };
}

/** Whole or not at all, and on the disk before it takes the place of what stood there. */
async function replaceFile(file: string, text: string): Promise<void> {
  const next = `${file}.${randomUUID()}.new`;
  try {
    await using handle = await open(next, 'wx');
    await handle.writeFile(text);
    await handle.sync();
    await rename(next, file);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}

/** Copies a file of which not all could be read, so that nothing of it is lost; gives the copy's path. */
async function keepAsItWas(file: string): Promise<string> {
  const at = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const copy = `${file}.unreadable-${at}`;
  await copyFile(file, copy, constants.COPYFILE_EXCL);
  return copy;
}

async function lock(path: string): Promise<AsyncDisposable> {
  for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
    try {
      const handle = await open(path, 'wx');
      await handle.close();
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (await isStale(path)) await removeStale(path);
      else await sleep(LOCK_PAUSE_MS);
    }
  }
  throw new Error(`${path} is held by another run: remove it if there is none`);
}

async function isStale(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > STALE_LOCK_MS;
}

/** One at a time: of two that see a dead writer's lock, the second would remove the first one's own. */
async function removeStale(path: string): Promise<void> {
  const guard = `${path}.stale`;
  try {
    await (await open(guard, 'wx')).close();
  } catch {
    return sleep(LOCK_PAUSE_MS);
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}
