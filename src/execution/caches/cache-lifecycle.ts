/** One cache in a run: its key, what is restored for it, and what is saved of it. */
import { existsSync, lstatSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { attempt } from '../../caching/files/put-in-place.ts';
import { createStaging, moveIn } from '../../caching/files/staging.ts';
import {
  contentHash,
  restoreTimes,
  statSummaryAt,
  timesAt,
} from '../../caching/files/tree-state.ts';
import {
  type CacheKey,
  type CacheKeyParts,
  cacheKeyOf,
  explainKeyDifference,
} from '../../caching/keys.ts';
import { adoptFormats } from '../../caching/latexmk-database.ts';
import { readManifest, writeManifest } from '../../caching/manifest.ts';
import { type CachePlan, TEX_PACKAGES, UNKNOWN } from '../../caching/presets.ts';
import type { CacheStore } from '../../caching/store.ts';
import type { Restored, Saved } from './cache-record.ts';
import {
  clearCache,
  completenessOf,
  heldFiles,
  type PlacementOf,
  standingAt,
} from './existing-content.ts';
import { obstacleToSaving, obstacleWords } from './save-obstacles.ts';

/** One cache and what it needs. */
export interface CacheLifecycleOptions {
  readonly plan: CachePlan;
  /** Ids of the stages that use it. */
  readonly users: ReadonlySet<string>;
  readonly root: string;
  readonly store: CacheStore;
  /** What stands at the paths is newer than any entry, unless stages that were not run left it there. */
  readonly keepExisting: boolean;
  /** Nothing is restored, and what stands at the paths goes: to measure what is slowest. */
  readonly startsCold?: boolean;
  readonly placementOf: PlacementOf;
  /** Whether the run's stages are over: what comes only then would fall into somebody else's work. */
  readonly isOver: () => boolean;
  /** Gathers what the key is made from; may reject. */
  readonly parts: () => Promise<CacheKeyParts>;
  readonly now: () => number;
}

/** Restores once and saves once. */
export interface CacheLifecycle {
  /** For stages that are about to run, by id: their own outputs may come from the entry. Never rejects. */
  restore(aboutToRun: ReadonlySet<string>): Promise<Restored>;
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
export function createCacheLifecycle(options: CacheLifecycleOptions): CacheLifecycle {
  let base: Base | undefined;

  async function restore(aboutToRun: ReadonlySet<string>): Promise<Restored> {
    const { plan, root, keepExisting, users, placementOf } = options;
    const parts = await options.parts();
    const key = cacheKeyOf(parts, plan.depth);
    if (options.isOver()) return tooLate(key);
    base = { parts, key, glance: undefined, content: undefined };
    const held = () => heldFiles(root, plan, aboutToRun, placementOf);
    if (options.startsCold) {
      clearCache(root, plan, held());
      return { key: key.key, state: 'off', reason: 'a cold start was asked for' };
    }
    const isHalf = isMarked(options);
    // What a run that was killed had half in place is worth nothing.
    if (isHalf) clearCache(root, plan, held());
    const isKept = keepExisting && standingAt(root, plan, users, placementOf) === 'own';
    const outcome: Restored = isKept
      ? { key: key.key, state: 'kept', completeness: completenessOf(root, plan, parts) }
      : await restoreEntry(options, base, held);
    if (isHalf) removeMark(options);
    base.glance = statSummaryAt(root, plan.paths);
    return outcome;
  }

  return {
    restore: aboutToRun =>
      restore(aboutToRun).catch(({ message }: Error) => ({
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

/** Restores where nobody uses it, and moves it into place around what has to stay. */
async function restoreEntry(
  options: CacheLifecycleOptions,
  base: Base,
  held: () => readonly string[],
): Promise<Restored> {
  const { plan, store, root, now } = options;
  const { key, restoreKeys } = base.key;
  const startedAt = now();
  await using staging = await createStaging(root);
  const request = { key, restoreKeys, paths: plan.stored };
  const found = await store.fetch(request, staging.folder);
  if (options.isOver()) return tooLate(base.key);
  if (found.kind === 'miss') return { key, state: 'miss', reason: found.reason };
  if (found.kind !== 'restored') return { key, state: 'error', reason: found.reason };
  const differences = fitToMachine(staging.folder, plan, base);
  // From here on nothing waits: a reuse that puts its outputs in place comes before or after.
  writeMark(options);
  const obstacle = moveIn(staging, root, plan.stored, 'whole', held());
  removeMark(options);
  if (obstacle !== undefined) return { key, state: 'error', reason: obstacle };
  return {
    key,
    state: found.match,
    matchedKey: found.key,
    ...(found.bytes !== undefined && { bytes: found.bytes }),
    tookMs: now() - startedAt,
    differences,
  };
}

function tooLate({ key }: CacheKey): Restored {
  return { key, state: 'off', reason: 'it came when the stages were over' };
}

/** Reads what the entry says of itself, and fits what it holds to this machine. */
function fitToMachine(folder: string, plan: CachePlan, base: Base): readonly string[] {
  const manifest = readManifest(folder, plan.name);
  base.content = manifest?.content;
  if (manifest !== undefined) restoreTimes(folder, plan.paths, manifest.times);
  // A key holds the packages of TeX, so that no entry of another installation gets here.
  const packages = base.parts.tools[TEX_PACKAGES];
  if (packages !== undefined && packages !== UNKNOWN) adoptFormats(folder, plan.paths);
  return manifest === undefined ? [] : explainKeyDifference(manifest.parts, base.parts);
}

/** Stands as long as the cache is half in place, for the run that comes after one that was killed. */
function markOf({ root, plan }: CacheLifecycleOptions): string {
  return join(root, '.stagetime', 'restoring', plan.name);
}

function isMarked(options: CacheLifecycleOptions): boolean {
  const mark = markOf(options);
  const isOurs = lstatSync(dirname(mark), { throwIfNoEntry: false })?.isDirectory() === true;
  return isOurs && existsSync(mark);
}

function writeMark(options: CacheLifecycleOptions): void {
  const mark = markOf(options);
  const folder = dirname(mark);
  // In place of a link, through which nothing is written.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(folder);
  mkdirSync(folder, { recursive: true });
  rmSync(mark, { force: true });
  writeFileSync(mark, '', { flag: 'wx' });
}

function removeMark(options: CacheLifecycleOptions): void {
  const mark = markOf(options);
  attempt(() => rmSync(mark, { force: true }));
  attempt(() => rmdirSync(dirname(mark)));
}

async function saveEntry(
  { plan, root, store, keepExisting }: CacheLifecycleOptions,
  { parts, key: { key }, glance, content: before }: Base,
): Promise<Saved> {
  const { stored: paths } = plan;
  const obstacle = obstacleToSaving(root, plan, store.maxBytes);
  if (obstacle !== undefined) {
    const reason = obstacleWords(obstacle);
    return obstacle.kind === 'nothing-there' ? nothingSaved(reason) : { state: 'failed', reason };
  }
  const isAsRestored =
    before !== undefined && glance !== undefined && statSummaryAt(root, plan.paths) === glance;
  const content = isAsRestored ? before : await contentHash(root, plan.paths);
  // Also where nothing is saved: the next run compares what it finds with it.
  writeManifest(root, { parts, content, times: timesAt(root, plan.paths) });
  if (content === before) return nothingSaved('its content is what was restored');
  // Where nothing was restored, nobody asked yet whether the entry is there.
  if (keepExisting && (await store.get({ key, restoreKeys: [], paths })).kind === 'hit') {
    return { state: 'not-saved' };
  }
  const result = await store.set({ key, paths, root });
  switch (result.kind) {
    case 'saved':
      return { state: 'saved', bytes: result.bytes, leftOut: result.leftOut ?? [], tookMs: 0 };
    case 'already-there':
      return nothingSaved('another run saved this key first');
    case 'not-saved':
      return { state: 'failed', reason: result.reason };
  }
}

function nothingSaved(reason: string): Saved {
  return { state: 'not-saved', reason };
}
