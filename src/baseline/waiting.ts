/** Runs that wait beside a history that could not be read, until a later save can add them to it. */
import { createHash } from 'node:crypto';
import { emptyHistory, type History, mergeHistories } from '../record/history.ts';
import { runKey } from '../record/job.ts';
import type { RunRecord } from '../record/run-record.ts';
import { historyText, type LoadedHistory, type UnreadPlace } from './store.ts';

/** What waits. */
export interface Waiting {
  readonly history: History;
  /** Why not all that waits could be read; absent where this is all of it. */
  readonly missing?: UnreadPlace;
}

/** Nothing waits. */
export const NOTHING_WAITS: Waiting = { history: emptyHistory };

/** What several places hold that runs wait in. */
export function waitingIn(places: readonly LoadedHistory[]): Waiting {
  const history = places.map(place => place.history).reduce(mergeHistories, emptyHistory);
  const unreadable = places.find(place => place.kind === 'unreadable');
  return {
    history,
    ...(unreadable && {
      missing: { fault: unreadable.fault, failure: unreadable.failure },
    }),
  };
}

/** Whether all of a place was read, so that nothing is lost with it once its runs are elsewhere. */
export function isWhole(place: LoadedHistory): boolean {
  return place.kind === 'loaded' && place.notice === undefined;
}

/** The history with what waits beside it. */
export function withWaiting(loaded: LoadedHistory, { history, missing }: Waiting): LoadedHistory {
  if (history.runs.length === 0 && missing === undefined) return loaded;
  const merged = mergeHistories(loaded.history, history);
  if (loaded.kind === 'unreadable') return { ...loaded, history: merged };
  if (loaded.kind === 'loaded') {
    return { ...loaded, history: merged, ...(missing !== undefined && { unreadBeside: missing }) };
  }
  // Runs wait only where there is a history, or was one.
  if (missing !== undefined) return { kind: 'unreadable', ...missing, history: merged };
  const bytes = Buffer.byteLength(historyText(merged));
  return { kind: 'loaded', history: merged, bytes };
}

/** What tells apart what several runs leave beside one history; nothing that a name or key may not hold. */
export function waitingName(record: RunRecord): string {
  return createHash('sha256').update(runKey(record)).digest('hex').slice(0, 16);
}
