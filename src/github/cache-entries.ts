/** The entries of the repository's Actions cache, as the REST API knows them. */
import { type Attempt, attempt, type GitHubClient } from './client.ts';

/** An entry of the cache service. */
export interface ServiceEntry {
  readonly key: string;
  readonly bytes: number;
  /** Since 1970, in ms. */
  readonly createdMs: number;
  readonly lastUsedMs: number;
  /** The branch or pull request that it belongs to. */
  readonly ref: string;
}

/** All entries of a branch whose keys start with the prefix, or a failure; needs `actions: read`. */
export function listCacheEntries(
  { octokit, repository }: GitHubClient,
  { prefix, ref }: { readonly prefix: string; readonly ref: string },
): Promise<Attempt<readonly ServiceEntry[]>> {
  return attempt(async () => {
    let total = 0;
    const entries = await octokit.paginate(
      octokit.rest.actions.getActionsCacheList,
      { ...repository, key: prefix, ref, per_page: 100 },
      ({ data }) => {
        total = Math.max(total, countIn(data));
        return data;
      },
    );
    // Whoever deletes all but the newest must know all of them, and how old they are.
    if (entries.length < total) throw new Error('the list of entries is not whole');
    return entries.flatMap((entry): readonly ServiceEntry[] => {
      const { key, size_in_bytes: bytes, created_at: created, last_accessed_at: used } = entry;
      if (key === undefined || !key.startsWith(prefix)) return [];
      const createdMs = Date.parse(created ?? '');
      if (Number.isNaN(createdMs)) throw new Error('an entry does not say when it was made');
      const lastUsedMs = Date.parse(used ?? '') || createdMs;
      return [{ key, bytes: bytes ?? 0, createdMs, lastUsedMs, ref: entry.ref ?? ref }];
    });
  });
}

/** Octokit hands out a page as its list, with the other members of the answer at it. */
function countIn(page: object): number {
  const { total_count: count } = page as { readonly total_count?: unknown };
  if (typeof count !== 'number')
    throw new Error('the list of entries does not say how many there are');
  return count;
}

/** Deletes an entry; needs `actions: write`. */
export function deleteCacheEntry(
  { octokit, repository }: GitHubClient,
  { key, ref }: Pick<ServiceEntry, 'key' | 'ref'>,
): Promise<Attempt<undefined>> {
  return attempt(async () => {
    await octokit.rest.actions.deleteActionsCacheByKey({ ...repository, key, ref });
    return undefined;
  });
}
