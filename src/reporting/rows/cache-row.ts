/** What became of one cache, as the report shows it. */
import { costsMoreThanItSaves, timeSpentOn } from '../../analysis/cache-savings.ts';
import { measureReuse } from '../../analysis/metrics.ts';
import type { KeepCause } from '../../record/facts/cache-outcome.ts';
import type { CacheRecord, RunRecord } from '../../record/run-record.ts';
import { oneLine } from '../../record/text.ts';
import { formatBytes, formatDuration } from '../../record/units.ts';
import { keepCauseWords, restoreWords, saveWords } from '../words/facts/cache.ts';
import type { StatusWords } from '../words/facts/status.ts';
import { type Quantity, quantity } from './quantity.ts';

const LONGEST_NAME = 60;
const LONGEST_REASON = 300;
/** Below it a duration would be shown as nothing. */
const SHOWN_MS = 50;

/** What was measured is there; what was not, is absent, and a renderer shows a dash for it. */
export interface CacheRow {
  readonly name: string;
  readonly state: StatusWords;
  /** Why it missed, what differs from the entry that was found, why nothing was saved. */
  readonly reason?: string;
  /** Of what was restored. */
  readonly size?: Quantity;
  readonly restore?: Quantity;
  /** Size of what was saved, and how long that took. */
  readonly saved?: Quantity;
  /** In words also where it is not known yet; absent where nothing was restored. */
  readonly timeSaved?: { readonly value?: number; readonly text: string };
  /** It took longer than it saved. */
  readonly costly: boolean;
}

const STATES: Readonly<Record<CacheRecord['state'], StatusWords>> = {
  exact: { symbol: '✓', word: 'exact hit', tone: 'good' },
  prefix: { symbol: '◐', word: 'older entry', tone: 'good' },
  miss: { symbol: '○', word: 'miss', tone: 'quiet' },
  off: { symbol: '–', word: 'off', tone: 'quiet' },
  error: { symbol: '⚠', word: 'miss (failed)', tone: 'warn' },
};

/** Words and numbers of one cache of a run. */
export function cacheRow(cache: CacheRecord, record: RunRecord): CacheRow {
  const said = [
    cache.restoring && restoreWords(cache.restoring),
    cache.saving && saveWords(cache.saving),
  ];
  const reason = oneLine(said.filter(Boolean).join('; '), LONGEST_REASON);
  const timeSaved = timeSavedOf(cache, record);
  return {
    name: cacheName(cache),
    state: STATES[cache.state],
    ...(reason !== '' && { reason }),
    ...quantity('size', cache.restoredBytes, formatBytes),
    ...quantity('restore', cache.restoreMs, shortTime),
    ...(cache.saved && quantity('saved', cache.savedBytes ?? 0, bytes => savedWords(bytes, cache))),
    ...(timeSaved !== undefined && { timeSaved }),
    costly: costsMoreThanItSaves(cache) === true,
  };
}

/** The rows of all caches, and what is true of several of them said once. */
export interface CacheTable {
  readonly rows: readonly CacheRow[];
  /** `Not saved: pull requests save no caches.` */
  readonly remark?: string;
}

/** One cause why nothing was saved, where it is that of several caches, is no row's but the table's. */
export function cacheTable(record: RunRecord): CacheTable {
  const shared = sharedCause(record.caches);
  if (shared === undefined) return { rows: record.caches.map(cache => cacheRow(cache, record)) };
  const rows = record.caches.map(({ saving, ...cache }) =>
    cacheRow(saving?.kind === 'left-out' ? { ...cache, saving } : cache, record),
  );
  return { rows, remark: `Not saved: ${oneLine(keepCauseWords(shared), LONGEST_REASON)}.` };
}

/** Why none of several caches was saved, where that is the same of all that were not. */
function sharedCause(caches: readonly CacheRecord[]): KeepCause | undefined {
  const causes = caches.flatMap(({ saving }) =>
    saving?.kind === 'not-saved' ? [saving.because] : [],
  );
  const [first, ...others] = causes;
  const isShared =
    others.length > 0 && others.every(other => JSON.stringify(other) === JSON.stringify(first));
  return isShared ? first : undefined;
}

/** `latex took 4.0s to restore and save, and saved 1.2s: it costs more than it saves`. */
export function costWords(cache: CacheRecord): string | undefined {
  const { timeSavedMs } = cache;
  if (timeSavedMs === undefined || costsMoreThanItSaves(cache) !== true) return undefined;
  const saved = timeSavedMs > 0 ? `saved ${shortTime(timeSavedMs)}` : 'saved nothing';
  return `${cacheName(cache)} took ${shortTime(timeSpentOn(cache))} to restore and save, and ${saved}: it costs more than it saves`;
}

function cacheName({ name }: CacheRecord): string {
  return oneLine(name, LONGEST_NAME) || '(unnamed)';
}

function savedWords(bytes: number, { saveMs }: CacheRecord): string {
  const size = formatBytes(bytes);
  return saveMs === undefined ? size : `${size} in ${shortTime(saveMs)}`;
}

function timeSavedOf(cache: CacheRecord, record: RunRecord): CacheRow['timeSaved'] {
  if (cache.state !== 'exact' && cache.state !== 'prefix') return undefined;
  const { stages, timeSavedMs } = cache;
  if (timeSavedMs !== undefined) {
    const text =
      timeSavedMs < 0 ? `none, ${shortTime(-timeSavedMs)} slower` : shortTime(timeSavedMs);
    return { value: timeSavedMs, text };
  }
  // What no stage lists holds the results of stages: it saves what their reuse saves.
  const reuse = stages === undefined ? measureReuse(record) : undefined;
  if (reuse === undefined) return { text: 'not known yet' };
  return { value: reuse.savedMs, text: `${shortTime(reuse.savedMs)} by reuse` };
}

function shortTime(ms: number): string {
  return ms < SHOWN_MS ? '< 0.1s' : formatDuration(ms);
}
