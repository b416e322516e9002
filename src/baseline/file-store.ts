/** The history in a file: the terminal's default, and what `--baseline FILE` reads. */
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addRun, emptyHistory } from '../record/history.ts';
import type { RunRecord } from '../record/run-record.ts';
import {
  type HistoryStore,
  historyText,
  LARGEST_HISTORY_BYTES,
  type LoadedHistory,
  readHistoryText,
  type SavedRun,
  unusableHistory,
} from './store.ts';

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
      const isMissing = isExpected && loaded.history.runs.length === 0 && !existsSync(file);
      return isMissing ? { ...loaded, notice: `no baseline: there is no file ${file}` } : loaded;
    },
    save: record =>
      saveRun(file, record)
        .catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOSPC' || !(await makeRoom())) throw error;
          return saveRun(file, record);
        })
        .catch((error: Error) => ({ kind: 'not-saved', reason: error.message })),
  };
}

/** Reads a history file; a missing one is an empty history, a bad one too, with a notice. */
export async function loadHistory(file: string): Promise<LoadedHistory> {
  try {
    const { size } = await stat(file);
    return size > LARGEST_HISTORY_BYTES
      ? unusableHistory(file, `larger than ${LARGEST_HISTORY_BYTES / 1_000_000} MB`)
      : readHistoryText(file, await readFile(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { history: emptyHistory } : unusableHistory(file, message);
  }
}

/** In 30 s the legs of any matrix on one machine have all had their turn. */
const LOCK_TRIES = 1_500;
const LOCK_PAUSE_MS = 20;
/** A lock this old was left behind by a process that died. */
const STALE_LOCK_MS = 10_000;

/** Adds a run to a history file; throws where it cannot be written. */
export async function saveRun(file: string, record: RunRecord): Promise<SavedRun> {
  await mkdir(dirname(file), { recursive: true });
  await using _lock = await lock(`${file}.lock`);
  const history = addRun((await loadHistory(file)).history, record);
  const text = historyText(history);
  const next = `${file}.${process.pid}.new`;
  try {
    await using handle = await open(next, 'w');
    await handle.writeFile(text);
    await rename(next, file);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
  return { kind: 'saved', runs: history.runs.length, bytes: Buffer.byteLength(text) };
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
