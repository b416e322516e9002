/** What can be seen of a cache before the store is asked, and the mark of a cache that is half in place. */
import { existsSync, lstatSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { attempt } from '../../caching/files/put-in-place.ts';
import type { CachePlan } from '../../caching/presets.ts';
import type { CacheStore, Fetched, Lookup } from '../../caching/store.ts';
import type { OffCause } from '../../record/facts/cache-outcome.ts';
import type { CacheFacts, Found } from './decision.ts';
import { type PlacementOf, standingAt } from './existing-content.ts';

/** A cache, and the choices of the run. */
export interface Observed {
  readonly plan: CachePlan;
  /** Ids of the stages that use it. */
  readonly users: ReadonlySet<string>;
  readonly root: string;
  readonly store: CacheStore | { readonly off: OffCause };
  /** What stands at the paths is newer than any entry, unless stages that were not run left it there. */
  readonly keepExisting: boolean;
  readonly startsCold?: boolean;
  readonly placementOf: PlacementOf;
}

/** Looks at the disk, and changes nothing. */
export function observeCache(cache: Observed): CacheFacts {
  const { plan, users, root, store, keepExisting, startsCold = false, placementOf } = cache;
  return {
    ...('off' in store && { off: store.off }),
    startsCold,
    keepsExisting: keepExisting,
    isHalf: isMarked(root, plan),
    // A walk over all its files, for nothing where nothing is kept.
    ...(keepExisting && !startsCold && { standing: standingAt(root, plan, users, placementOf) }),
  };
}

/** What the answer of a store says for the decision. */
export function foundIn(answer: Lookup | Fetched): Found {
  switch (answer.kind) {
    case 'hit':
    case 'restored':
      return { kind: 'entry', match: answer.match };
    case 'miss':
      return { kind: 'miss', because: answer.because };
    case 'unreadable':
    case 'not-restored':
      return { kind: 'unreadable', because: answer.because };
  }
}

/** Stands as long as the cache is half in place, for the run that comes after one that was killed. */
function markOf(root: string, { name }: CachePlan): string {
  return join(root, '.stagetime', 'restoring', name);
}

/** Whether the cache is half in place, for all that is known. */
export function isMarked(root: string, plan: CachePlan): boolean {
  const mark = markOf(root, plan);
  const isOurs = lstatSync(dirname(mark), { throwIfNoEntry: false })?.isDirectory() === true;
  return isOurs && existsSync(mark);
}

/** Says that the cache is half in place. */
export function writeMark(root: string, plan: CachePlan): void {
  const mark = markOf(root, plan);
  const folder = dirname(mark);
  // In place of a link, through which nothing is written.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(folder);
  mkdirSync(folder, { recursive: true });
  rmSync(mark, { force: true });
  writeFileSync(mark, '', { flag: 'wx' });
}

/** Says that it is whole, or not there. */
export function removeMark(root: string, plan: CachePlan): void {
  const mark = markOf(root, plan);
  attempt(() => rmSync(mark, { force: true }));
  attempt(() => rmdirSync(dirname(mark)));
}
