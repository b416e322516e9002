/** The history in a file: the terminal's default, and what `--baseline FILE` reads. */
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addRun, emptyHistory, type History, parseHistory } from '../record/history.ts';
import type { RunRecord } from '../record/run-record.ts';

/** The history, and what was wrong with the file where it could not be read. */
export interface LoadedHistory {
  readonly history: History;
  readonly notice?: string;
}

/** Nothing that was written by us is larger; a larger file is not read into memory. */
const LARGEST_FILE = 50_000_000;

/** Reads a history file; a missing one is an empty history, a bad one too, with a notice. */
export async function loadHistory(file: string): Promise<LoadedHistory> {
  const unusable = (why: string): LoadedHistory => ({
    history: emptyHistory,
    notice: `no baseline: ${file}: ${why}`,
  });
  try {
    const { size } = await stat(file);
    if (size > LARGEST_FILE) return unusable(`larger than ${LARGEST_FILE / 1_000_000} MB`);
    const parsed = parseHistory(await readFile(file, 'utf8'));
    return parsed.ok ? { history: parsed.history } : unusable(parsed.problem);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { history: emptyHistory } : unusable(message);
  }
}

const LOCK_TRIES = 100;
const LOCK_PAUSE_MS = 20;
/** A lock this old was left behind by a process that died. */
const STALE_LOCK_MS = 10_000;

/** Adds a run to a history file; two writers at once wait for each other, so that neither run is lost. */
export async function saveRun(file: string, record: RunRecord): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await using _lock = await lock(`${file}.lock`);
  const { history } = await loadHistory(file);
  const next = `${file}.${process.pid}.new`;
  await using handle = await open(next, 'w');
  await handle.writeFile(JSON.stringify(addRun(history, record)));
  await rename(next, file);
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
