/**
 * The history in a cache: nothing to set up, and a pull request reads the default branch's. Entries
 * never change, so every run saves one of its own and the newest is read. Each job and leg has entries of
 * its own: a store that finds only the newest would lose all but one of the jobs that save at once. Of two
 * runs of the same job that save at the same moment one is missing afterwards.
 *
 * A run that cannot read the newest must not save a newer one, which would hide it: its entry goes below
 * another prefix, where the next run that can read both finds it.
 */
import { createHash } from 'node:crypto';
import { lstat, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digitsOf, entriesBelow } from '../caching/entries-below.ts';
import type { CacheHit, CacheStore } from '../caching/store.ts';
import type { HistoryCause, HistoryPlace } from '../record/facts/faults/history-fault.ts';
import type { RestoreFault, SaveFault } from '../record/facts/store-fault.ts';
import { addRun, ofSameJob } from '../record/history.ts';
import { type JobIdentity, runKey, seriesPart } from '../record/job.ts';
import type { RunRecord } from '../record/run-record.ts';
import { loadHistory } from './file-store.ts';
import {
  type HistoryStore,
  historyText,
  LARGEST_HISTORY_BYTES,
  type LoadedHistory,
  NO_HISTORY,
  type SavedRun,
  tooLargeHistory,
  type UnreadableHistory,
  unreadableHistory,
} from './store.ts';
import { NOTHING_WAITS, type Waiting, waitingIn, withWaiting } from './waiting.ts';

export interface CacheHistoryOptions {
  readonly store: CacheStore;
  /** Tells the histories in one store apart. */
  readonly pipeline: string;
  /** Whose history it is. */
  readonly job: JobIdentity;
  /** Other machines may not find what this one saves, because it packs without zstd. */
  readonly isApart?: boolean | undefined;
}

/** What the keys of all histories start with. */
export const HISTORY_PREFIX = 'stagetime-history-1-';

/** What the keys of entries start with that hold runs which wait. */
export const WAITING_PREFIX = 'stagetime-waiting-1-';

const FILE = 'history.json';
const PLACE: HistoryPlace = { in: 'cache' };
const WAITING_PLACE: HistoryPlace = { in: 'waiting' };
/** What the keys of waiting entries go on with: of those that hold all that waited, and of single runs. */
const WHOLE = 'all-';
const ALONE = 'one-';

/** The history in the newest entry of a cache store. */
export function createCacheHistoryStore(options: CacheHistoryOptions): HistoryStore {
  return {
    load: async () => (await find(options)).loaded,
    save: record =>
      save(options, record).catch((error: Error) => ({
        kind: 'not-saved',
        cause: said(error.message),
      })),
  };
}

/** What is stored, and what of it waits. */
interface Found {
  /** With what waits, unless only some of it could be read: it is added as a whole or not at all. */
  readonly loaded: LoadedHistory;
  readonly waiting: WaitingEntries;
}

interface WaitingEntries extends Waiting {
  readonly keys: readonly string[];
}

async function find(options: CacheHistoryOptions): Promise<Found> {
  // What waits is looked for at the same time, although it is hardly ever there.
  const storing = newest(options).catch(fault);
  const [stored, waiting] = await Promise.all([
    storing,
    findWaiting(options, storing).catch(error => noneOf(fault(error))),
  ]);
  const { missing } = waiting;
  const isPart = stored.kind === 'loaded' && missing !== undefined;
  const loaded = isPart ? { ...stored, unreadBeside: missing } : withWaiting(stored, waiting);
  return { loaded, waiting };
}

function fault(error: Error): LoadedHistory {
  return unreadableHistory(PLACE, 'unavailable', said(error.message));
}

function noneOf(unreadable: LoadedHistory): WaitingEntries {
  return { ...waitingIn([unreadable]), keys: [] };
}

/** Whether the history has the run that an entry was saved for. */
function holds(loaded: LoadedHistory, { key }: CacheHit): boolean {
  return loaded.kind === 'loaded' && loaded.history.runs.some(run => key.endsWith(nameOf(run)));
}

async function newest(options: CacheHistoryOptions): Promise<LoadedHistory> {
  const prefix = ownPrefix(options);
  // No entry has the bare prefix for a key: what is asked for is the newest that starts with it. Another
  // job's tells a new one at least that it is new, and may be of a version that did not know jobs.
  const restoreKeys = [prefix, pipelinePrefix(options)];
  const found = await options.store.get({ key: prefix, restoreKeys, paths: [FILE] });
  switch (found.kind) {
    case 'miss':
      return options.isApart === true
        ? { ...NO_HISTORY, notice: { kind: 'history-apart' } }
        : NO_HISTORY;
    case 'unreadable':
      return apart(unreadableHistory(PLACE, found.fault, byStore(found.because)), options);
    case 'hit':
      return read(found);
  }
}

/** What waits for the history waits where this machine saves. */
function apart(loaded: UnreadableHistory, { isApart }: CacheHistoryOptions): UnreadableHistory {
  return isApart === true ? { ...loaded, failure: { ...loaded.failure, isApart } } : loaded;
}

function byStore(because: RestoreFault | SaveFault): HistoryCause {
  return { kind: 'store', because };
}

function said(text: string): HistoryCause {
  return { kind: 'said', said: text };
}

async function read(entry: CacheHit): Promise<LoadedHistory> {
  if ((entry.bytes ?? 0) > LARGEST_HISTORY_BYTES) return tooLargeHistory(PLACE);
  await using folder = await temporaryFolder();
  const restored = await entry.restore(folder.path);
  if (restored.kind === 'not-restored') {
    const { fault: kind = 'unavailable', because } = restored;
    return unreadableHistory(PLACE, kind, byStore(because));
  }
  const file = join(folder.path, FILE);
  // A link could lead anywhere.
  if (!(await lstat(file)).isFile()) {
    return unreadableHistory(PLACE, 'not-a-file', { kind: 'not-a-file' });
  }
  // It is known by the cache, not by the folder that its entry was unpacked to.
  // Awaited here: the folder goes when this function is left.
  return await loadHistory(file, PLACE);
}

/**
 * What waits. An entry of a run that could read all that waited holds all of it, so that with the newest one
 * everything is found; one of a run that could not holds that run alone, and all of those are looked for.
 * Where the history has the newest one's run it has all that waits, since it took it in as a whole.
 */
async function findWaiting(
  options: CacheHistoryOptions,
  storing: Promise<LoadedHistory>,
): Promise<WaitingEntries> {
  const { store } = options;
  const prefix = waitingPrefix(options);
  const [whole, alone] = [`${prefix}${WHOLE}`, `${prefix}${ALONE}`];
  const latest = await store.get({ key: prefix, restoreKeys: [prefix], paths: [FILE] });
  if (latest.kind === 'miss') return { ...NOTHING_WAITS, keys: [] };
  if (latest.kind === 'unreadable') {
    return noneOf(unreadableHistory(WAITING_PLACE, latest.fault, byStore(latest.because)));
  }
  if (holds(await storing, latest)) return { ...NOTHING_WAITS, keys: [latest.key] };
  if (latest.key.startsWith(whole)) return gather([latest]);
  const [last, others] = await Promise.all([
    store.get({ key: whole, restoreKeys: [whole], paths: [FILE] }),
    entriesBelow(store, alone, [FILE]),
  ]);
  const entries = [...(last.kind === 'hit' ? [last] : []), ...others.hits];
  const gathered = await gather(entries);
  const missing = last.kind === 'unreadable' ? last : others.missing;
  if (missing === undefined) return gathered;
  const { fault, because } = missing;
  const failure = { at: WAITING_PLACE, cause: byStore(because) };
  return { ...gathered, missing: { fault, failure } };
}

async function gather(entries: readonly CacheHit[]): Promise<WaitingEntries> {
  return {
    ...waitingIn(await Promise.all(entries.map(entry => read(entry).catch(fault)))),
    keys: entries.map(({ key }) => key),
  };
}

async function save(options: CacheHistoryOptions, record: RunRecord): Promise<SavedRun> {
  const { store, job } = options;
  const { loaded, waiting } = await find(options);
  const isUnreadable = loaded.kind === 'unreadable';
  const isAll = waiting.missing === undefined;
  const before = isUnreadable && !isAll ? NO_HISTORY.history : loaded.history;
  const history = addRun(ofSameJob(before, job), record);
  const text = historyText(history);
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, FILE), text);
  const kind = isAll ? WHOLE : `${ALONE}${digitsOf(runKey(record))}-`;
  const prefix = isUnreadable ? `${waitingPrefix(options)}${kind}` : ownPrefix(options);
  const key = `${prefix}${nameOf(record)}`;
  const result = await store.set({ key, paths: [FILE], root: folder.path });
  if (result.kind === 'not-saved') return { kind: 'not-saved', cause: byStore(result.because) };
  const superseded = isAll ? waiting.keys.filter(old => old !== key) : [];
  const more = superseded.length > 0 && { superseded };
  if (isUnreadable) return { kind: 'waiting', failure: loaded.failure, ...more };
  return { kind: 'saved', runs: history.runs.length, bytes: Buffer.byteLength(text), ...more };
}

/** The end of a run's key. */
function nameOf(record: RunRecord): string {
  return `${hash(runKey(record))}-${record.run.attempt}-`;
}

/** Ends in a delimiter, so that no other job's key begins with it. */
function ownPrefix(options: CacheHistoryOptions): string {
  return `${pipelinePrefix(options)}${seriesPart(options.job)}-`;
}

function pipelinePrefix({ pipeline }: CacheHistoryOptions): string {
  return `${HISTORY_PREFIX}${hash(pipeline)}-`;
}

function waitingPrefix({ pipeline, job }: CacheHistoryOptions): string {
  return `${WAITING_PREFIX}${hash(pipeline)}-${seriesPart(job)}-`;
}

/** Whatever the name, nothing that a key may not hold. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'stagetime-history-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
