/** Whether a run may save caches, and what goes when they take too much. */

/** What decides whether a run is trusted with the caches. */
export interface Trust {
  /** The event's name, or `local` in the terminal. */
  readonly event: string;
  /** The run is of the default branch itself. */
  readonly isDefaultBranch: boolean;
  /** What runs comes from another repository, or is Dependabot's. */
  readonly isFork: boolean;
  /** What the workflow allows: `cache-mode`. */
  readonly cacheMode: 'read' | 'write' | 'write-only' | 'none';
  /** `save-on-pull-request`: pull requests of the same repository keep their own. */
  readonly saveOnPullRequest: boolean;
}

/** Permission, or why there is none, in words. */
export type Permission =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string };

/** Events that no stranger can cause and whose entries the default branch's runs may read. */
const TRUSTED_EVENTS = new Set(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch']);

/** Whether the run may save caches. In the terminal the store is the user's own. */
export function maySave(trust: Trust): Permission {
  if (trust.event === 'local') return { allowed: true };
  const { cacheMode } = trust;
  if (cacheMode === 'read' || cacheMode === 'none') {
    return refused(`the workflow's cache-mode is ${cacheMode}`);
  }
  if (trust.isFork) return refused('runs of forks and of Dependabot save no caches');
  if (trust.event === 'pull_request') {
    return trust.saveOnPullRequest
      ? { allowed: true }
      : refused('pull requests save no caches without save-on-pull-request');
  }
  if (!TRUSTED_EVENTS.has(trust.event)) {
    return refused(`runs of the event ${trust.event} save no caches`);
  }
  if (!trust.isDefaultBranch) return refused('only runs of the default branch save caches');
  return { allowed: true };
}

/**
 * Whether the run may add to the stored replies of models. Each is whole or not there, so pull requests
 * of the repository itself may always keep their own.
 */
export function maySaveReplies(trust: Trust): Permission {
  return maySave({ ...trust, saveOnPullRequest: true });
}

/** Whether the run may restore caches: only the workflow can forbid it. */
export function mayRestore({ cacheMode }: Trust): Permission {
  return cacheMode === 'none' || cacheMode === 'write-only'
    ? refused(`the workflow's cache-mode is ${cacheMode}`)
    : { allowed: true };
}

/** One of our own entries in a store that others use too. */
export interface StoredEntry {
  readonly key: string;
  readonly bytes: number;
  /** Since 1970, in ms. */
  readonly createdMs: number;
  readonly lastUsedMs: number;
  /** The branch or pull request that it belongs to, such as `refs/heads/main`. */
  readonly ref: string;
}

/** What to keep under a size. */
export interface PruneOptions {
  readonly entries: readonly StoredEntry[];
  readonly maxBytes: number;
  /** Entries of other branches and pull requests are their own. */
  readonly defaultRef: string;
  /** What the entry is one state of; none where it is not ours. */
  readonly seriesOf: (key: string) => Series | undefined;
  /** Keys of entries that nobody needs any more, newest of their series or not. */
  readonly superseded?: ReadonlySet<string>;
}

/** States of one thing, of which the newest is never deleted. */
export interface Series {
  /** Such as the name of a cache. */
  readonly name: string;
  /** No run ever looks for an older state. */
  readonly onlyNewest: boolean;
}

/**
 * The keys to delete so that our entries of the default branch stay within the size: what nobody
 * looks for any more, then what was used longest ago, never the newest of a series.
 */
export function entriesToPrune(options: PruneOptions): readonly string[] {
  const { maxBytes, defaultRef, seriesOf, superseded } = options;
  const ours = options.entries.filter(
    ({ key, ref }) => ref === defaultRef && seriesOf(key) !== undefined,
  );
  const newest = new Map<string | undefined, StoredEntry>();
  for (const entry of ours) {
    const series = seriesOf(entry.key)?.name;
    const other = newest.get(series);
    if (other === undefined || isAfter(entry, other)) newest.set(series, entry);
  }
  const kept = new Set(newest.values());
  const isStale = (entry: StoredEntry): boolean =>
    superseded?.has(entry.key) === true ||
    (seriesOf(entry.key)?.onlyNewest === true && !kept.has(entry));
  const deleted = ours.filter(isStale).map(({ key }) => key);
  const left = ours.filter(entry => !isStale(entry));
  let total = left.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const entry of left.sort(byUse)) {
    if (total <= maxBytes) break;
    if (kept.has(entry)) continue;
    deleted.push(entry.key);
    total -= entry.bytes;
  }
  return deleted;
}

function isAfter(a: StoredEntry, b: StoredEntry): boolean {
  if (a.createdMs !== b.createdMs) return a.createdMs > b.createdMs;
  return a.key > b.key;
}

function byUse(a: StoredEntry, b: StoredEntry): number {
  return a.lastUsedMs - b.lastUsedMs || (a.key < b.key ? -1 : Number(a.key > b.key));
}

function refused(reason: string): Permission {
  return { allowed: false, reason };
}
