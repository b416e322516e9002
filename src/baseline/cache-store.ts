/**
 * The history in a cache: nothing to set up, and a pull request reads the default branch's. Entries
 * never change, so every run saves one of its own and the newest is read. Each job and leg has entries of
 * its own: a store that finds only the newest would lose all but one of the jobs that save at once. Of two
 * runs of the same job that save at the same moment one is missing afterwards.
 */
import { createHash } from 'node:crypto';
import { lstat, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CacheStore } from '../caching/store.ts';
import { addRun, emptyHistory, ofSameJob } from '../record/history.ts';
import { type JobIdentity, runKey, seriesPart } from '../record/job.ts';
import type { RunRecord } from '../record/run-record.ts';
import { loadHistory } from './file-store.ts';
import {
  type HistoryStore,
  historyText,
  LARGEST_HISTORY_BYTES,
  type LoadedHistory,
  type SavedRun,
  unusableHistory,
} from './store.ts';

export interface CacheHistoryOptions {
  readonly store: CacheStore;
  /** Tells the histories in one store apart. */
  readonly pipeline: string;
  /** Whose history it is. */
  readonly job: JobIdentity;
}

/** What the keys of all histories start with. */
export const HISTORY_PREFIX = 'stagetime-history-1-';

const FILE = 'history.json';
const WHERE = 'the cached history';

/** The history in the newest entry of a cache store. */
export function createCacheHistoryStore(options: CacheHistoryOptions): HistoryStore {
  return {
    load: () => load(options).catch((error: Error) => unusableHistory(WHERE, error.message)),
    save: record =>
      save(options, record).catch((error: Error) => ({
        kind: 'not-saved',
        reason: error.message,
      })),
  };
}

async function load(options: CacheHistoryOptions): Promise<LoadedHistory> {
  const prefix = ownPrefix(options);
  // No entry has the bare prefix for a key: what is asked for is the newest that starts with it. Another
  // job's tells a new one at least that it is new, and may be of a version that did not know jobs.
  const restoreKeys = [prefix, pipelinePrefix(options)];
  const found = await options.store.get({ key: prefix, restoreKeys, paths: [FILE] });
  if (found.kind === 'miss') return { history: emptyHistory };
  if ((found.bytes ?? 0) > LARGEST_HISTORY_BYTES)
    return unusableHistory(WHERE, 'its entry is too large');
  await using folder = await temporaryFolder();
  const restored = await found.restore(folder.path);
  if (restored.kind === 'not-restored') return unusableHistory(WHERE, restored.reason);
  const file = join(folder.path, FILE);
  // A link could lead anywhere.
  if (!(await lstat(file)).isFile()) return unusableHistory(WHERE, 'its entry holds no file');
  return named(await loadHistory(file), file);
}

async function save(options: CacheHistoryOptions, record: RunRecord): Promise<SavedRun> {
  const { store, job } = options;
  const history = addRun(ofSameJob((await load(options)).history, job), record);
  const text = historyText(history);
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, FILE), text);
  const key = `${ownPrefix(options)}${hash(runKey(record))}-${record.run.attempt}-`;
  const result = await store.set({ key, paths: [FILE], root: folder.path });
  switch (result.kind) {
    case 'saved':
    case 'already-there':
      return { kind: 'saved', runs: history.runs.length, bytes: Buffer.byteLength(text) };
    case 'not-saved':
      return result;
  }
}

/** Ends in a delimiter, so that no other job's key begins with it. */
function ownPrefix(options: CacheHistoryOptions): string {
  return `${pipelinePrefix(options)}${seriesPart(options.job)}-`;
}

function pipelinePrefix({ pipeline }: CacheHistoryOptions): string {
  return `${HISTORY_PREFIX}${hash(pipeline)}-`;
}

/** Whatever the name, nothing that a key may not hold. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** A notice names the cache, not the folder that its entry was unpacked to. */
function named(loaded: LoadedHistory, file: string): LoadedHistory {
  const { notice } = loaded;
  return notice === undefined ? loaded : { ...loaded, notice: notice.replace(file, WHERE) };
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'stagetime-history-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
