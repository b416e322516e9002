/** Keeps our entries in the repository's cache within their size, where the token may delete them. */
import { HISTORY_PREFIX, WAITING_PREFIX } from '../../baseline/cache-store.ts';
import { keyToSave } from '../../caching/actions/keys.ts';
import {
  BESIDE_PREFIX,
  LAYER_PREFIX,
  REPLIES_PREFIX,
  RESULTS_PREFIX,
  seriesOfKey,
} from '../../caching/keys.ts';
import { entriesToPrune, type Series } from '../../caching/policy.ts';
import { deleteCacheEntry, listCacheEntries } from '../../github/cache-entries.ts';
import type { RunnerContext } from '../../github/runner/runner.ts';

export interface PruneRequest {
  /** Our entries of this branch may take so much, in bytes. */
  readonly ref: string;
  readonly maxBytes: number;
  /** Keys of entries that nobody needs any more. */
  readonly superseded: readonly string[];
}

/** Every key of ours starts with this. */
const OURS = 'stagetime-';
/** Of a run's time; what is left over goes with the next run. */
const TOTAL_MS = 15_000;

/**
 * Deletes what nobody looks for any more, then what was used longest ago. Without permission, and where the
 * list of entries is not whole, nothing happens: GitHub itself removes entries that are not read for a week. Never rejects.
 */
export async function pruneEntries(
  runner: Pick<RunnerContext, 'connect'>,
  request: PruneRequest,
): Promise<void> {
  const { ref, maxBytes, superseded } = request;
  const client = await runner.connect({ totalMs: TOTAL_MS, tries: 1 });
  if (!client.ok) return;
  const listed = await listCacheEntries(client.value, { prefix: OURS, ref });
  if (!listed.ok) return;
  const entries = listed.value;
  for (const key of entriesToPrune({
    entries,
    maxBytes,
    defaultRef: ref,
    seriesOf,
    superseded: new Set(superseded.map(entry => keyToSave(entry))),
  })) {
    const deleted = await deleteCacheEntry(client.value, { key, ref });
    if (!deleted.ok) return;
  }
}

/** What an entry is one state of: each job and leg has its own. The history's keys have dashes for slashes. */
export function seriesOf(key: string): Series | undefined {
  if (key.startsWith(HISTORY_PREFIX)) {
    // The last parts are the run and its attempt; earlier versions had no part for the job.
    return { name: key.split('-').slice(0, -3).join('-'), onlyNewest: true };
  }
  // Each holds runs that no other may hold: it goes when it is superseded.
  if (key.startsWith(WAITING_PREFIX)) return { name: key, onlyNewest: false };
  if (key.startsWith(BESIDE_PREFIX)) {
    const beside = seriesOf(key.slice(BESIDE_PREFIX.length));
    return beside && { ...beside, name: `${BESIDE_PREFIX}${beside.name}` };
  }
  if (key.startsWith(RESULTS_PREFIX)) return { name: firstParts(key, '/', 4), onlyNewest: true };
  if (key.startsWith(REPLIES_PREFIX)) return { name: firstParts(key, '/', 3), onlyNewest: true };
  // Machines of several images may be in use.
  if (key.startsWith(LAYER_PREFIX)) return { name: firstParts(key, '/', 2), onlyNewest: false };
  const cache = seriesOfKey(key);
  return cache === undefined ? undefined : { name: cache, onlyNewest: false };
}

function firstParts(key: string, delimiter: string, count: number): string {
  return key.split(delimiter).slice(0, count).join(delimiter);
}
