/** What the record says of a cache: what was restored for it, what was saved of it, and why not. */
import type { Special } from '../../caching/files/tree.ts';
import type {
  Completeness,
  KeepCause,
  OffCause,
  RestoreOutcome,
  SaveOutcome,
} from '../../record/facts/cache-outcome.ts';
import type { Difference } from '../../record/facts/difference.ts';
import type { MissCause, RestoreFault } from '../../record/facts/store-fault.ts';
import type { CacheRecord, CacheTemperature } from '../../record/run-record.ts';
import type { CacheDecision } from './decision.ts';
import { temperatureOfKept } from './existing-content.ts';

/** What became of a cache before the stages that use it. */
export type Restored = { readonly key: string } & (
  | { readonly state: 'off'; readonly because: OffCause }
  | { readonly state: 'miss'; readonly because: MissCause }
  | { readonly state: 'error'; readonly because: RestoreFault }
  | { readonly state: 'kept'; readonly completeness: Completeness }
  | {
      readonly state: 'exact' | 'prefix';
      readonly matchedKey: string;
      readonly bytes?: number;
      readonly tookMs: number;
      /** Which parts of the key are not those of the entry. */
      readonly differences: readonly Difference[];
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
  /** Nothing was to be saved; without a cause where the entry is there already. */
  | { readonly state: 'not-saved'; readonly because?: KeepCause; readonly tookMs?: number }
  | { readonly state: 'failed'; readonly because: KeepCause; readonly tookMs?: number };

/** What has become of a cache where that is decided and done; nothing where an entry is to be restored. */
export function settledBy(
  decision: CacheDecision,
  key: string,
  completeness: () => Completeness,
): Restored | undefined {
  switch (decision.kind) {
    case 'keep':
      return { key, state: 'kept', completeness: completeness() };
    case 'off':
      return { key, state: 'off', because: decision.because };
    case 'miss':
      return { key, state: 'miss', because: decision.because };
    case 'unreadable':
      return { key, state: 'error', because: decision.because };
    case 'ask':
    case 'restore':
      return undefined;
  }
}

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
  const hit = restored.state === 'exact' || restored.state === 'prefix' ? restored : undefined;
  const [restoring, saving] = [restoringOf(restored), savingOf(saved)];
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
    ...(restoring !== undefined && { restoring }),
    ...(saving !== undefined && { saving }),
  };
}

function restoringOf(restored: Restored): RestoreOutcome | undefined {
  switch (restored.state) {
    case 'off':
      return { kind: 'off', because: restored.because };
    case 'kept':
      return { kind: 'kept', completeness: restored.completeness };
    case 'exact':
      return undefined;
    case 'prefix':
      return { kind: 'older-entry', differences: [...restored.differences] };
    case 'miss':
      return { kind: 'missed', because: restored.because };
    case 'error':
      return { kind: 'failed', because: restored.because };
  }
}

function savingOf(saved: Saved | undefined): SaveOutcome | undefined {
  if (saved?.state === 'saved') {
    return saved.leftOut.length === 0 ? undefined : { kind: 'left-out', files: [...saved.leftOut] };
  }
  return saved?.because && { kind: 'not-saved', because: saved.because };
}
