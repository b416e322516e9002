/**
 * The caches that users declare, in a run: all are restored at the same time, a stage waits for its
 * own alone, and what changed is saved when all stages are over.
 */

import { generalFault } from '../../caching/files/faults.ts';
import { makeOwnFolder } from '../../caching/manifest.ts';
import type { Permission } from '../../caching/policy.ts';
import { type CachePlan, planCaches, TEX_USER_FOLDER } from '../../caching/presets.ts';
import type { CacheStore } from '../../caching/store.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { KeepCause, OffCause } from '../../record/facts/cache-outcome.ts';
import type { CacheRecord, CacheTemperature, StageRecord } from '../../record/run-record.ts';
import type { Listener } from '../events/run-events.ts';
import type { FileStates } from '../files/file-states.ts';
import type { ToolVersions } from '../inputs/tool-versions.ts';
import type { Variables } from '../process/stage-environment.ts';
import { type CacheLifecycle, createCacheLifecycle } from './cache-lifecycle.ts';
import { type Restored, recordOf, type Saved, settledBy, temperatureOf } from './cache-record.ts';
import { decideCache } from './decision.ts';
import { clearCache, completenessOf, heldFiles, type PlacementOf } from './existing-content.ts';
import { mayMakeInputOf } from './input-makers.ts';
import { createGatherer, type PartsGatherer } from './key-parts.ts';
import { forgetVanishedSources } from './latexmk-memory.ts';
import { isMarked, observeCache, removeMark } from './observation.ts';

/** What a stage finds of its caches. */
export interface PreparedCaches {
  readonly state: CacheTemperature;
  /** Added to the stage's environment; no part of its fingerprint. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The caches of a run. */
export interface StageCaches {
  /**
   * Begins to restore these caches where no stage of the run is to make what their keys are made from.
   * `aboutToRun` are the stages, by id, that will not be reused: their outputs may come from the entries.
   */
  prefetch(names: readonly string[], aboutToRun?: readonly string[]): void;
  /**
   * When the stage's caches are there, or are known not to come. To be called for a stage that is
   * about to run, when all it needs is over. Never rejects.
   */
  prepare(stage: Stage): Promise<PreparedCaches>;
  /**
   * The command of a prepared stage is about to start: what its caches remember of files that are gone
   * goes. Never rejects.
   */
  begin(stage: Stage): Promise<void>;
  /** Of a prepared stage's caches one that is half in place: what the stage makes of it is worth nothing. */
  halfInPlace(stage: Stage): string | undefined;
  /** All stages are over: what is still being restored does not come any more. */
  close(): void;
  /** Saves what may be saved and changed; called once, after `close`. Never rejects. */
  save(ended: readonly Pick<StageRecord, 'id' | 'status'>[]): Promise<void>;
  /** Of the caches that a stage was prepared with, in the definition's order. */
  records(): readonly CacheRecord[];
}

/** Where caches are kept, and what a run may do with them. */
export interface StageCachesOptions {
  readonly pipeline: Pipeline;
  readonly root: string;
  /** The engine's own environment. */
  readonly environment: Variables;
  /** Where entries are kept, or why there is nothing to restore them from. */
  readonly store: CacheStore | { readonly off: OffCause };
  readonly saving: Permission;
  /**
   * What stands at a cache's paths is newer than any entry, as in the terminal; not where it is nothing
   * but what a reuse, or a stage that does not use the cache, put there.
   */
  readonly keepExisting: boolean;
  /** Who put a file where it stands, unchanged since. */
  readonly placementOf?: PlacementOf;
  /** Every cache is empty at first, whatever is stored. */
  readonly startsCold?: boolean;
  readonly toolVersions: ToolVersions;
  readonly states: FileStates;
  readonly emit: Listener;
  /** Monotonic, ms. */
  readonly now: () => number;
}

type Statuses = ReadonlyMap<string, StageRecord['status']>;

/** A cache under way. */
interface Cache {
  readonly plan: CachePlan;
  readonly users: readonly Stage[];
  readonly life: CacheLifecycle | undefined;
  restoring: Promise<Restored> | undefined;
  restored: Restored | undefined;
  saved: Saved | undefined;
}

/** Caches for one run of a pipeline. */
export function createStageCaches(options: StageCachesOptions): StageCaches {
  return new DeclaredCaches(options);
}

class DeclaredCaches implements StageCaches {
  readonly #options: StageCachesOptions;
  readonly #gatherer: PartsGatherer;
  readonly #caches: readonly Cache[];
  #isClosed = false;

  constructor(options: StageCachesOptions) {
    this.#options = options;
    this.#gatherer = createGatherer(options);
    const { caches, stages } = options.pipeline;
    this.#caches = planCaches(caches, stages).map(plan => this.#planned(plan));
  }

  prefetch(names: readonly string[], aboutToRun: readonly string[] = []): void {
    const { stages } = this.#options.pipeline;
    for (const cache of this.#named(names)) {
      const isLater = stages.some(stage => mayMakeInputOf(cache.plan, stage));
      if (!isLater) void this.#restore(cache, aboutToRun);
    }
  }

  async prepare(stage: Stage): Promise<PreparedCaches> {
    const own = this.#named(stage.caches);
    const restored = await Promise.all(own.map(cache => this.#restore(cache, [stage.id])));
    const environment = await texEnvironment(own, this.#gatherer, this.#options.root);
    return { state: temperatureOfAll(restored), environment };
  }

  halfInPlace(stage: Stage): string | undefined {
    return this.#named(stage.caches).find(({ plan }) => isMarked(this.#options.root, plan))?.plan
      .name;
  }

  async begin(stage: Stage): Promise<void> {
    const { root, states } = this.#options;
    const own = this.#named(stage.caches).map(({ plan }) => plan);
    const git = await states.git().catch(() => undefined);
    forgetVanishedSources(root, stage, own, path => git?.isTracked(path) ?? false);
  }

  close(): void {
    this.#isClosed = true;
  }

  async save(ended: readonly Pick<StageRecord, 'id' | 'status'>[]): Promise<void> {
    const statuses = new Map(ended.map(({ id, status }) => [id, status]));
    await Promise.all(this.#caches.map(cache => this.#saveOne(cache, statuses)));
  }

  records(): readonly CacheRecord[] {
    return this.#caches.flatMap(({ plan, users, restored, saved }) => {
      const stages = users.map(({ id }) => id);
      return restored === undefined ? [] : [recordOf(plan.name, stages, restored, saved)];
    });
  }

  #planned(plan: CachePlan): Cache {
    const { pipeline, store, placementOf = () => undefined } = this.#options;
    const users = pipeline.stages.filter(stage => stage.caches.includes(plan.name));
    const life =
      'get' in store
        ? createCacheLifecycle({
            ...this.#options,
            placementOf,
            isOver: () => this.#isClosed,
            plan,
            users: new Set(users.map(({ id }) => id)),
            store,
            parts: () => this.#gatherer.parts(plan, users),
          })
        : undefined;
    return { plan, users, life, restoring: undefined, restored: undefined, saved: undefined };
  }

  #named(names: readonly string[]): readonly Cache[] {
    return this.#caches.filter(({ plan }) => names.includes(plan.name));
  }

  #restore(cache: Cache, aboutToRun: readonly string[]): Promise<Restored> {
    cache.restoring ??= this.#begin(cache, new Set(aboutToRun));
    return cache.restoring;
  }

  async #begin(cache: Cache, aboutToRun: ReadonlySet<string>): Promise<Restored> {
    const { store, emit } = this.#options;
    const restored =
      'off' in store
        ? withoutStore(cache, store.off, aboutToRun, this.#options)
        : await (cache.life as CacheLifecycle).restore(aboutToRun);
    if (this.#isClosed) return restored;
    cache.restored = restored;
    if (restored.state === 'error') {
      const { because } = restored;
      emit({
        kind: 'notice',
        notice: { kind: 'cache-not-restored', cache: cache.plan.name, because },
      });
    }
    return restored;
  }

  #obstacle({ plan, users }: Cache, statuses: Statuses): KeepCause | undefined {
    if (isMarked(this.#options.root, plan)) return { kind: 'half-in-place' };
    return obstacleOf(users, statuses);
  }

  async #saveOne(cache: Cache, statuses: Statuses): Promise<void> {
    const { saving, emit } = this.#options;
    if (cache.life === undefined || cache.restored === undefined) return;
    if (cache.restored.state === 'exact') return;
    const because = saving.allowed ? this.#obstacle(cache, statuses) : saving.because;
    cache.saved = because === undefined ? await cache.life.save() : { state: 'not-saved', because };
    if (cache.saved.state === 'failed') {
      const { because } = cache.saved;
      emit({
        kind: 'notice',
        notice: { kind: 'cache-not-saved', cache: cache.plan.name, because },
      });
    }
  }
}

/** Where there is no store; never throws. */
function withoutStore(
  { plan, users }: Cache,
  off: OffCause,
  aboutToRun: ReadonlySet<string>,
  options: StageCachesOptions,
): Restored {
  const { root, placementOf = () => undefined } = options;
  const ids = new Set(users.map(({ id }) => id));
  try {
    const facts = observeCache({ ...options, plan, users: ids, placementOf });
    const decision = decideCache(facts);
    if (decision.clears) clearCache(root, plan, heldFiles(root, plan, aboutToRun, placementOf));
    if (decision.clears) removeMark(root, plan);
    const completeness = () => completenessOf(root, plan, undefined);
    return settledBy(decision, '', completeness) ?? { key: '', state: 'off', because: off };
  } catch (error) {
    return { key: '', state: 'error', because: generalFault(error) };
  }
}

/** Why nothing is saved: half of what a stage was making is worse than nothing. */
function obstacleOf(users: readonly Stage[], statuses: Statuses): KeepCause | undefined {
  for (const { id } of users) {
    const status = statuses.get(id);
    switch (status) {
      case 'failed':
      case 'timed-out':
      case 'cancelled':
      case 'running':
        return { kind: 'stage', stage: id, status };
    }
  }
  const hasRun = users.some(({ id }) => statuses.get(id) === 'passed');
  return hasRun ? undefined : { kind: 'no-stage-ran' };
}

function temperatureOfAll(restored: readonly Restored[]): CacheTemperature {
  const temperatures = new Set(restored.map(temperatureOf));
  const [only = 'none'] = temperatures;
  return temperatures.size > 1 ? 'partial' : only;
}

/**
 * Lets TeX keep what it makes for its user with the first of the stage's `latex` caches; not where
 * the user has such a folder with something in it, which TeX would then no longer find.
 */
async function texEnvironment(
  caches: readonly Cache[],
  gatherer: PartsGatherer,
  root: string,
): Promise<Readonly<Record<string, string>>> {
  const cache = caches.find(({ plan, life }) => plan.tex && life !== undefined);
  if (cache === undefined) return {};
  try {
    const tex = await gatherer.tex();
    if (tex === undefined || tex.userFolder !== undefined) return {};
    return { TEXMFVAR: makeOwnFolder(root, cache.plan.name, TEX_USER_FOLDER) };
  } catch {
    // TeX then keeps it where it always does.
    return {};
  }
}
