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
}

/** The history in a file; writers at once wait for each other, so that no run is lost. */
export function createFileStore(
  file: string,
  { isExpected = false }: FileStoreOptions = {},
): HistoryStore {
  return {
    load: async () => {
      const loaded = await loadHistory(file);
      const isMissing = isExpected && loaded.history.runs.length === 0 && !existsSync(file);
      return isMissing ? { ...loaded, notice: `no baseline: there is no file ${file}` } : loaded;
    },
    save: record =>
      saveRun(file, record).catch((error: Error) => ({
        kind: 'not-saved',
        reason: error.message,
      })),
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

const LOCK_TRIES = 100;
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
  await using handle = await open(next, 'w');
  await handle.writeFile(text);
  await rename(next, file);
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
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > STALE_LOCK_MS) await rm(path, { force: true });
      else await sleep(LOCK_PAUSE_MS);
    }
  }
  throw new Error(`${path} is held by another run: remove it if there is none`);
}
