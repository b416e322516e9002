/** One cache in a run: its key, what is restored for it, and what is saved of it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { anythingAt, contentHash, glanceAt, restoreTimes, timesAt } from '../caching/content.ts';
import {
  type CacheKey,
  type CacheKeyParts,
  cacheKeyOf,
  explainKeyDifference,
} from '../caching/keys.ts';
import { adoptFormats } from '../caching/latexmk-database.ts';
import { readManifest, writeManifest } from '../caching/manifest.ts';
import { type CachePlan, TEX_PACKAGES, UNKNOWN } from '../caching/presets.ts';
import type { CacheStore } from '../caching/store.ts';
import type { CacheRecord } from '../record/run-record.ts';

/** What became of a cache before the stages that use it. */
export type Restored = { readonly key: string } & (
  | { readonly state: 'off' | 'miss' | 'error'; readonly reason: string }
  | { readonly state: 'kept' }
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
  | { readonly state: 'saved'; readonly bytes: number; readonly tookMs: number }
  /** Nothing was to be saved; without a reason where the entry is there already. */
  | { readonly state: 'not-saved'; readonly reason?: string; readonly tookMs?: number }
  | { readonly state: 'failed'; readonly reason: string; readonly tookMs?: number };

/** One cache and what it needs. */
export interface CacheLifeOptions {
  readonly plan: CachePlan;
  readonly root: string;
  readonly store: CacheStore;
  /** What stands at the paths is newer than any entry. */
  readonly keepExisting: boolean;
  /** Nothing is restored, and what stands at the paths goes: to measure what is slowest. */
  readonly startsCold?: boolean;
  /** Gathers what the key is made from; may reject. */
  readonly parts: () => Promise<CacheKeyParts>;
  readonly now: () => number;
}

/** Restores once and saves once. */
export interface CacheLife {
  /** Never rejects. */
  restore(): Promise<Restored>;
  /** After `restore` of anything but the exact entry; never rejects. */
  save(): Promise<Saved>;
}

/** What was looked up and made, so that saving need not do it again. */
interface Base {
  readonly parts: CacheKeyParts;
  readonly key: CacheKey;
  /** What stood at the paths when the stages began. */
  glance: string | undefined;
  /** Hash of what was restored. */
  content: string | undefined;
}

/** The life of one cache in one run. */
export function createCacheLife(options: CacheLifeOptions): CacheLife {
  let base: Base | undefined;

  async function restore(): Promise<Restored> {
    const { plan, root, keepExisting } = options;
    const parts = await options.parts();
    const key = cacheKeyOf(parts, plan.depth);
    base = { parts, key, glance: undefined, content: undefined };
    if (options.startsCold) return startCold(options, key.key);
    const isKept = keepExisting && anythingAt(root, plan.paths);
    const outcome: Restored = isKept
      ? { key: key.key, state: 'kept' }
      : await restoreEntry(options, base);
    base.glance = glanceAt(root, plan.paths);
    return outcome;
  }

  return {
    restore: () =>
      restore().catch(({ message }: Error) => ({
        key: base?.key.key ?? '',
        state: 'error',
        reason: message,
      })),
    async save() {
      if (base === undefined) return { state: 'not-saved' };
      const startedAt = options.now();
      const result = await saveEntry(options, base).catch(
        (error: Error): Saved => ({ state: 'failed', reason: error.message }),
      );
      return { ...result, tookMs: options.now() - startedAt };
    },
  };
}

async function startCold({ plan, root }: CacheLifeOptions, key: string): Promise<Restored> {
  for (const path of plan.stored) await rm(join(root, path), { recursive: true, force: true });
  return { key, state: 'off', reason: 'a cold start was asked for' };
}

async function restoreEntry(options: CacheLifeOptions, base: Base): Promise<Restored> {
  const { plan, store, now } = options;
  const { key, restoreKeys } = base.key;
  const startedAt = now();
  const request = { key, restoreKeys, paths: plan.stored };
  const found = await store.fetch(request, options.root);
  if (found.kind === 'miss') return { key, state: 'miss', reason: found.reason };
  if (found.kind === 'not-restored') return { key, state: 'error', reason: found.reason };
  const differences = afterRestore(options, base);
  return {
    key,
    state: found.match,
    matchedKey: found.key,
    ...(found.bytes !== undefined && { bytes: found.bytes }),
    tookMs: now() - startedAt,
    differences,
  };
}

/** Reads what the entry says of itself, and fits what it holds to this machine. */
function afterRestore({ plan, root }: CacheLifeOptions, base: Base): readonly string[] {
  const manifest = readManifest(root, plan.name);
  base.content = manifest?.content;
  if (manifest !== undefined) restoreTimes(root, plan.paths, manifest.times);
  // A key holds the packages of TeX, so that no entry of another installation gets here.
  const packages = base.parts.tools[TEX_PACKAGES];
  if (packages !== undefined && packages !== UNKNOWN) adoptFormats(root, plan.paths);
  return manifest === undefined ? [] : explainKeyDifference(manifest.parts, base.parts);
}

async function saveEntry(
  { plan, root, store, keepExisting }: CacheLifeOptions,
  { parts, key: { key }, glance, content: before }: Base,
): Promise<Saved> {
  const { stored: paths } = plan;
  if (!anythingAt(root, plan.paths)) return nothingSaved('nothing stands at its paths');
  if (before !== undefined && glance !== undefined && glanceAt(root, plan.paths) === glance) {
    return nothingSaved('its content is what was restored');
  }
  // Where nothing was restored, nobody asked yet whether the entry is there.
  if (keepExisting && (await store.get({ key, restoreKeys: [], paths })).kind === 'hit') {
    return { state: 'not-saved' };
  }
  const content = await contentHash(root, plan.paths);
  if (content === before) return nothingSaved('its content is what was restored');
  writeManifest(root, { parts, content, times: timesAt(root, plan.paths) });
  const result = await store.set({ key, paths, root });
  switch (result.kind) {
    case 'saved':
      return { state: 'saved', bytes: result.bytes, tookMs: 0 };
    case 'already-there':
      return nothingSaved('another run saved this key first');
    case 'not-saved':
      return { state: 'failed', reason: result.reason };
  }
}

function nothingSaved(reason: string): Saved {
  return { state: 'not-saved', reason };
}

/** What a record says of restoring and saving. */
export function recordOf(
  name: string,
  stages: readonly string[],
  restored: Restored,
  saved: Saved | undefined,
): CacheRecord {
  const reason = [reasonOf(restored), whyNotSaved(saved)].filter(text => text !== undefined);
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

function whyNotSaved(saved: Saved | undefined): string | undefined {
  if (saved === undefined || saved.state === 'saved' || saved.reason === undefined)
    return undefined;
  return `not saved: ${saved.reason}`;
}

const MOST_DIFFERENCES = 3;

function reasonOf(restored: Restored): string | undefined {
  switch (restored.state) {
    case 'kept':
      return 'what stands at its paths is newer than any entry and was kept';
    case 'exact':
      return undefined;
    case 'prefix': {
      const { differences } = restored;
      if (differences.length === 0) return undefined;
      const more = differences.length - MOST_DIFFERENCES;
      const shown = differences.slice(0, MOST_DIFFERENCES).join(', ');
      return more > 0 ? `${shown} and ${more} more` : shown;
    }
    default:
      return restored.reason;
  }
}
