/**
 * The cache store port: trees of files kept under immutable keys. What is expected to go wrong (no
 * entry, a damaged one, a full disk) is a value with its cause, never an exception.
 */

import type { MissCause, ReadCause, RestoreFault, SaveFault } from '../record/facts/store-fault.ts';
import type { Extent, Special } from './files/tree.ts';

/** Keeps trees of files from run to run. */
export interface CacheStore {
  /** Most that one tree may hold, in bytes, where there is a bound: more need not be looked at. */
  readonly maxBytes?: number;

  /**
   * Looks for an entry without writing anything: first one with exactly the key, then for each
   * restore key in turn the newest whose key starts with it.
   */
  get(request: GetRequest): Promise<Lookup>;

  /**
   * Looks up and restores below the root at once, for whoever will take what is found: that saves a
   * distant store a round trip.
   */
  fetch(request: GetRequest, root: string): Promise<Fetched>;

  /**
   * Saves what stands at the paths. Entries are immutable: the first to save a key wins. Where folders
   * are whole, a path where nothing stands is left out, and so is what has no content (sockets, pipes,
   * devices); when that leaves nothing at all, nothing is saved. Where they are bare, nothing is saved
   * unless every path can be.
   */
  set(request: SetRequest): Promise<SaveResult>;
}

export interface GetRequest extends Extent {
  readonly key: string;
  /** Beginnings of older keys that will do, best first. */
  readonly restoreKeys: readonly string[];
}

export interface SetRequest extends Extent {
  readonly key: string;
  /** Folder that the paths start from. */
  readonly root: string;
  /**
   * Asked once all content was read, before anybody can see the entry: is what was read still what was
   * to be saved? Where it is not, nothing is saved. Not asked where the entry is there already.
   */
  readonly stillValid?: () => boolean | Promise<boolean>;
}

export type Lookup = CacheHit | CacheMiss | CacheUnreadable;

/** There is no such entry: the store was asked, and said so. */
export interface CacheMiss {
  readonly kind: 'miss';
  readonly because: MissCause;
}

/**
 * Why an entry could not be read. `unavailable`: the store did not answer, refused, or broke off; `late`: it
 * took too long; `damaged`: what came is not one of our entries; `too-large`: it is larger than may be restored;
 * `other-packing`: it is packed in a way that this machine cannot unpack.
 */
export type ReadFault = 'unavailable' | 'late' | 'damaged' | 'too-large' | 'other-packing';

/**
 * There is an entry that could not be read, or may be: nobody knows what it holds. It is no miss, and nothing
 * may be saved in such a way that it would hide what is there.
 */
export interface CacheUnreadable {
  readonly kind: 'unreadable';
  readonly fault: ReadFault;
  readonly because: ReadCause;
}

/** Which entry was found. */
export interface Match {
  /** The entry's own key: longer than what was asked for where a restore key led to it. */
  readonly key: string;
  readonly match: 'exact' | 'prefix';
}

/** What came of looking up and restoring at once. */
export type Fetched =
  | CacheMiss
  | CacheUnreadable
  | Extract<RestoreResult, { kind: 'not-restored' }>
  | (Match & Extract<RestoreResult, { kind: 'restored' }>);

/** An entry that was found, and that nothing was yet done with. */
export interface CacheHit extends Match {
  readonly kind: 'hit';
  /** What the entry takes in the store; absent where the store tells only when it is restored. */
  readonly bytes?: number;
  /**
   * Puts what the entry holds in place of what stands at its paths under the root: all of it,
   * verified, or nothing.
   */
  restore(root: string): Promise<RestoreResult>;
}

export type RestoreResult =
  /** `bytes` is what the entry takes in the store; absent where nothing was taken from there. */
  | { readonly kind: 'restored'; readonly bytes?: number }
  /** `fault` where the entry could not be read; none where it could not be put in place. */
  | { readonly kind: 'not-restored'; readonly because: RestoreFault; readonly fault?: ReadFault };

export type SaveResult =
  /** `bytes` is what the entry takes in the store, `leftOut` what could not be kept and was not. */
  | { readonly kind: 'saved'; readonly bytes: number; readonly leftOut?: readonly Special[] }
  | { readonly kind: 'already-there' }
  | { readonly kind: 'not-saved'; readonly because: SaveFault };

const NO_STORE = { kind: 'miss', because: { kind: 'no-store' } } as const;

/** A store in which nothing is and nothing stays. */
export const NOTHING_STORED: CacheStore = {
  get: async () => NO_STORE,
  fetch: async () => NO_STORE,
  set: async () => ({ kind: 'not-saved', because: NO_STORE.because }),
};

/** The part of a store whose keys start with the prefix, which stands in none of the keys that it is asked for. */
export function withKeyPrefix(store: CacheStore, prefix: string): CacheStore {
  const inside = (request: GetRequest): GetRequest => ({
    ...request,
    key: `${prefix}${request.key}`,
    restoreKeys: request.restoreKeys.map(key => `${prefix}${key}`),
  });
  const outside = <T extends Match>(found: T): T => ({
    ...found,
    key: found.key.slice(prefix.length),
  });
  return {
    ...(store.maxBytes !== undefined && { maxBytes: store.maxBytes }),
    async get(request) {
      const found = await store.get(inside(request));
      return found.kind === 'hit' ? outside(found) : found;
    },
    async fetch(request, root) {
      const found = await store.fetch(inside(request), root);
      return found.kind === 'restored' ? outside(found) : found;
    },
    set: request => store.set({ ...request, key: `${prefix}${request.key}` }),
  };
}

/**
 * A store whose entries everybody may read, for a run that may not write for everybody: what it saves has
 * the prefix, which only runs of the same kind look for, and it finds its own before the others'. What it has of its own and cannot read hides theirs: nobody
 * knows which of the two it would have been.
 */
export function withOwnLevel(store: CacheStore, prefix: string): CacheStore {
  const own = withKeyPrefix(store, prefix);
  return {
    ...(store.maxBytes !== undefined && { maxBytes: store.maxBytes }),
    async get(request) {
      const found = await own.get(request);
      return found.kind === 'miss' ? store.get(request) : found;
    },
    async fetch(request, root) {
      const found = await own.fetch(request, root);
      return found.kind === 'miss' ? store.fetch(request, root) : found;
    },
    set: request => own.set(request),
  };
}
