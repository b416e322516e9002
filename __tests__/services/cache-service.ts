/** GitHub's CacheService v2: immutable entries, told apart by version, seen by scope. */
import {
  CreateCacheEntryRequest,
  CreateCacheEntryResponse,
  FinalizeCacheEntryUploadRequest,
  FinalizeCacheEntryUploadResponse,
  GetCacheEntryDownloadURLRequest,
  GetCacheEntryDownloadURLResponse,
} from '../../node_modules/@actions/cache/lib/generated/results/api/v1/cache.js';
import type { BlobStore } from './blob-store.ts';
import { TwirpError, type TwirpMethod, twirpMethod } from './twirp.ts';

/** What a token may do with caches. */
export interface CacheScope {
  /** The ref that it writes for, and reads first. */
  readonly ref: string;
  /** Refs that it reads after that: the base branch, the default branch. */
  readonly alsoReads?: readonly string[];
  /** As of a fork's or an untrusted event's token. */
  readonly readOnly?: boolean;
}

/** A finished entry. */
export interface StoredCache {
  readonly id: number;
  readonly key: string;
  readonly version: string;
  readonly ref: string;
  /** Of its blob. */
  readonly blob: string;
}

/** Entries that were created, and those that were finished too, oldest first. */
export class CacheService {
  readonly finished: StoredCache[] = [];
  readonly #blobs: BlobStore;
  readonly #open = new Map<string, StoredCache>();
  #created = 0;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  /** The methods by name, for a token; `origin` is where signed addresses point to. */
  methods(origin: string, scope: CacheScope): Readonly<Record<string, TwirpMethod>> {
    return {
      CreateCacheEntry: twirpMethod(CreateCacheEntryRequest, CreateCacheEntryResponse, request => {
        if (scope.readOnly) {
          const message = 'cache write denied: the token is read-only';
          return { ok: false, signedUploadUrl: '', message };
        }
        const blob = this.#reserve(request.key, request.version, scope.ref);
        return { ok: true, signedUploadUrl: this.#blobs.signedUrl(origin, blob), message: '' };
      }),
      FinalizeCacheEntryUpload: twirpMethod(
        FinalizeCacheEntryUploadRequest,
        FinalizeCacheEntryUploadResponse,
        ({ key, version, sizeBytes }) => {
          const name = nameOf(key, version, scope.ref);
          const entry = this.#open.get(name);
          const content = entry && this.#blobs.content(entry.blob);
          if (entry === undefined || content === undefined) {
            throw new TwirpError('not_found', `no upload under way for ${key}`);
          }
          if (sizeBytes !== String(content.length)) {
            throw new TwirpError('invalid_argument', `${key} is not what was uploaded`);
          }
          this.#open.delete(name);
          this.finished.push(entry);
          return { ok: true, entryId: String(entry.id), message: '' };
        },
      ),
      GetCacheEntryDownloadURL: twirpMethod(
        GetCacheEntryDownloadURLRequest,
        GetCacheEntryDownloadURLResponse,
        ({ key, restoreKeys, version }) => {
          const found = this.#find(key, restoreKeys, version, scope);
          if (found === undefined) return { ok: false, signedDownloadUrl: '', matchedKey: '' };
          const signedDownloadUrl = this.#blobs.signedUrl(origin, found.blob);
          return { ok: true, signedDownloadUrl, matchedKey: found.key };
        },
      ),
    };
  }

  #reserve(key: string, version: string, ref: string): string {
    const name = nameOf(key, version, ref);
    const isTaken =
      this.#open.has(name) ||
      this.finished.some(entry => nameOf(entry.key, entry.version, entry.ref) === name);
    if (isTaken) throw new TwirpError('already_exists', 'cache entry with the same key exists');
    this.#created += 1;
    const blob = `caches/${this.#created}`;
    this.#open.set(name, { id: this.#created, key, version, ref, blob });
    return blob;
  }

  /** Scope by scope: the exact key, then the key as a prefix, then the restore keys; newest first. */
  #find(
    key: string,
    restoreKeys: readonly string[],
    version: string,
    { ref, alsoReads = [] }: CacheScope,
  ): StoredCache | undefined {
    const newestFirst = this.finished.filter(entry => entry.version === version).reverse();
    for (const scope of [ref, ...alsoReads]) {
      const visible = newestFirst.filter(entry => entry.ref === scope);
      const exact = visible.find(entry => entry.key === key);
      if (exact !== undefined) return exact;
      for (const prefix of [key, ...restoreKeys]) {
        const found = visible.find(entry => entry.key.startsWith(prefix));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}

function nameOf(key: string, version: string, ref: string): string {
  return JSON.stringify([key, version, ref]);
}
