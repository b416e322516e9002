/** What the record says of a cache: what was restored for it, what was saved of it, and why not. */
import type { Special } from '../../caching/files/tree.ts';
import type { CacheRecord, CacheTemperature } from '../../record/run-record.ts';
import { type Completeness, temperatureOfKept } from './existing-content.ts';

/** What became of a cache before the stages that use it. */
export type Restored = { readonly key: string } & (
  | { readonly state: 'off' | 'miss' | 'error'; readonly reason: string }
  | { readonly state: 'kept'; readonly completeness: Completeness }
  | {
      readonly state: 'exact' | 'prefix';
      readonly matchedKey: string;
      readonly bytes?: number;
      readonly tookMs: number;
      /** Which parts of the key are not those of the entry. */
      readonly differences: readonly string[];
    }
);

/** What became of it after them. */
export type Saved =
  | {
      readonly state: 'saved';
      readonly bytes: number;
      readonly tookMs: number;
      /** What stands at the paths and has no content to save. */
      readonly leftOut: readonly Special[];
    }
  /** Nothing was to be saved; without a reason where the entry is there already. */
  | { readonly state: 'not-saved'; readonly reason?: string; readonly tookMs?: number }
  | { readonly state: 'failed'; readonly reason: string; readonly tookMs?: number };

/** What a stage finds of one cache. */
export function temperatureOf(restored: Restored): Exclude<CacheTemperature, 'none'> {
  switch (restored.state) {
    case 'exact':
      return 'warm';
    case 'prefix':
      return 'partial';
    case 'kept':
      return temperatureOfKept(restored.completeness);
    case 'off':
    case 'miss':
    case 'error':
      return 'cold';
  }
}

/** What a record says of restoring and saving. */
export function recordOf(
  name: string,
  stages: readonly string[],
  restored: Restored,
  saved: Saved | undefined,
): CacheRecord {
  const reason = [reasonOf(restored), reasonOfSaving(saved)].filter(text => text !== undefined);
  const hit = restored.state === 'exact' || restored.state === 'prefix' ? restored : undefined;
  return {
    name,
    stages: [...stages],
    key: restored.key,
    state: restored.state === 'kept' ? 'off' : restored.state,
    ...(hit !== undefined && {
      matchedKey: hit.matchedKey,
      ...(hit.bytes !== undefined && { restoredBytes: hit.bytes }),
      restoreMs: hit.tookMs,
    }),
    saved: saved?.state === 'saved',
    ...(saved?.state === 'saved' && { savedBytes: saved.bytes }),
    ...(saved?.tookMs !== undefined && { saveMs: saved.tookMs }),
    ...(reason.length > 0 && { reason: reason.join('; ') }),
  };
}

function reasonOfSaving(saved: Saved | undefined): string | undefined {
  if (saved === undefined) return undefined;
  if (saved.state === 'saved') return leftOutWords(saved.leftOut);
  return saved.reason === undefined ? undefined : `not saved: ${saved.reason}`;
}

/** `saved without the socket home/S.agent`; none where nothing was left out. */
export function leftOutWords(leftOut: readonly Special[]): string | undefined {
  if (leftOut.length === 0) return undefined;
  return `saved without ${someOf(leftOut.map(({ kind, path }) => `the ${kind} ${path}`))}`;
}

const KEPT = 'what stands at its paths is newer than any entry and was kept';

function reasonOf(restored: Restored): string | undefined {
  switch (restored.state) {
    case 'kept':
      return [KEPT, completenessWords(restored.completeness)].filter(Boolean).join('; ');
    case 'exact':
      return undefined;
    case 'prefix':
      return restored.differences.length === 0 ? undefined : someOf(restored.differences);
    default:
      return restored.reason;
  }
}

/** What is not as a warm cache has it; none where nothing is. */
function completenessWords(completeness: Completeness): string | undefined {
  switch (completeness.kind) {
    case 'complete':
      return undefined;
    case 'outdated':
      return `since it was made: ${someOf(completeness.differences)}`;
    case 'incomplete':
      return `${completeness.missing} of the ${completeness.of} files that the last run left are missing`;
    case 'unknown':
      return 'whether it is complete is not known';
  }
}

const MOST_SHOWN = 3;

function someOf(phrases: readonly string[]): string {
  const more = phrases.length - MOST_SHOWN;
  const shown = phrases.slice(0, MOST_SHOWN).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
