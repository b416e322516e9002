/** One cache in a run: its key, what is restored for it, and what is saved of it. */
import { generalFault, saveFaultOf } from '../../caching/files/faults.ts';
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
  keyDifferences,
} from '../../caching/keys.ts';
import { adoptFormats } from '../../caching/latexmk-database.ts';
import { readManifest, writeManifest } from '../../caching/manifest.ts';
import { type CachePlan, TEX_PACKAGES, UNKNOWN } from '../../caching/presets.ts';
import type { CacheStore } from '../../caching/store.ts';
import type { KeepCause } from '../../record/facts/cache-outcome.ts';
import type { Difference } from '../../record/facts/difference.ts';
import { type Restored, type Saved, settledBy } from './cache-record.ts';
import { type CacheFacts, decideCache } from './decision.ts';
import { clearCache, completenessOf, heldFiles } from './existing-content.ts';
import { foundIn, type Observed, observeCache, removeMark, writeMark } from './observation.ts';
import { obstacleToSaving } from './save-obstacles.ts';

/** One cache and what it needs. */
export interface CacheLifecycleOptions extends Observed {
  readonly store: CacheStore;
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
    const { plan, root, placementOf } = options;
    const parts = await options.parts();
    const key = cacheKeyOf(parts, plan.depth);
    base = { parts, key, glance: undefined, content: undefined };
    const held = () => heldFiles(root, plan, aboutToRun, placementOf);
    const facts = { ...observeCache(options), isOver: options.isOver() };
    const decision = decideCache(facts);
    if (decision.clears) clearCache(root, plan, held());
    const outcome =
      settledBy(decision, key.key, () => completenessOf(root, plan, parts)) ??
      (await restoreEntry(options, base, facts, held));
    if (decision.clears) removeMark(root, plan);
    base.glance = statSummaryAt(root, plan.paths);
    return outcome;
  }

  return {
    restore: aboutToRun =>
      restore(aboutToRun).catch(error => ({
        key: base?.key.key ?? '',
        state: 'error',
        because: generalFault(error),
      })),
    async save() {
      if (base === undefined) return { state: 'not-saved' };
      const startedAt = options.now();
      const result = await saveEntry(options, base).catch(
        (error): Saved => ({ state: 'failed', because: saveFaultOf(error) }),
      );
      return { ...result, tookMs: options.now() - startedAt };
    },
  };
}

/** Restores where nobody uses it, and moves it into place around what has to stay. */
async function restoreEntry(
  options: CacheLifecycleOptions,
  base: Base,
  facts: CacheFacts,
  held: () => readonly string[],
): Promise<Restored> {
  const { plan, store, root, now } = options;
  const { key, restoreKeys } = base.key;
  const startedAt = now();
  await using staging = await createStaging(root);
  const request = { key, restoreKeys, paths: plan.stored };
  const found = await store.fetch(request, staging.folder);
  const isOver = options.isOver();
  const decision = decideCache({ ...facts, isOver, found: foundIn(found) });
  const settled = settledBy(decision, key, () => ({ kind: 'unknown' }));
  if (settled !== undefined) return settled;
  if (found.kind !== 'restored') throw new Error(`an entry that is not there: ${found.kind}`);
  const differences = fitToMachine(staging.folder, plan, base);
  // From here on nothing waits: a reuse that puts its outputs in place comes before or after.
  writeMark(root, plan);
  const obstacle = moveIn(staging, root, plan.stored, 'whole', held());
  // Where this cannot be either, the mark stays: nobody trusts what stands there.
  if (obstacle?.kind === 'half-placed') clearCache(root, plan, held());
  removeMark(root, plan);
  if (obstacle !== undefined) return { key, state: 'error', because: obstacle };
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
function fitToMachine(folder: string, plan: CachePlan, base: Base): readonly Difference[] {
  const manifest = readManifest(folder, plan.name);
  base.content = manifest?.content;
  if (manifest !== undefined) restoreTimes(folder, plan.paths, manifest.times);
  // A key holds the packages of TeX, so that no entry of another installation gets here.
  const packages = base.parts.tools[TEX_PACKAGES];
  if (packages !== undefined && packages !== UNKNOWN) adoptFormats(folder, plan.paths);
  return manifest === undefined ? [] : keyDifferences(manifest.parts, base.parts);
}

async function saveEntry(
  { plan, root, store, keepExisting }: CacheLifecycleOptions,
  { parts, key: { key }, glance, content: before }: Base,
): Promise<Saved> {
  const { stored: paths } = plan;
  const obstacle = obstacleToSaving(root, plan, store.maxBytes);
  if (obstacle !== undefined) {
    return obstacle.kind === 'nothing-there'
      ? nothingSaved(obstacle)
      : { state: 'failed', because: obstacle };
  }
  const isAsRestored =
    before !== undefined && glance !== undefined && statSummaryAt(root, plan.paths) === glance;
  const content = isAsRestored ? before : await contentHash(root, plan.paths);
  // Also where nothing is saved: the next run compares what it finds with it.
  writeManifest(root, { parts, content, times: timesAt(root, plan.paths) });
  if (content === before) return nothingSaved({ kind: 'unchanged' });
  // Where nothing was restored, nobody asked yet whether the entry is there.
  if (keepExisting && (await store.get({ key, restoreKeys: [], paths })).kind === 'hit') {
    return { state: 'not-saved' };
  }
  const result = await store.set({ key, paths, root });
  switch (result.kind) {
    case 'saved':
      return { state: 'saved', bytes: result.bytes, leftOut: result.leftOut ?? [], tookMs: 0 };
    case 'already-there':
      return nothingSaved({ kind: 'saved-by-other' });
    case 'not-saved':
      return { state: 'failed', because: result.because };
  }
}

function nothingSaved(because: KeepCause): Saved {
  return { state: 'not-saved', because };
}
