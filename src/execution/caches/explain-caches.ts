/** What a stage would find of its caches now, and what changed since the entry that comes nearest. */

import { generalFault } from '../../caching/files/faults.ts';
import { createStaging } from '../../caching/files/staging.ts';
import type { Special } from '../../caching/files/tree.ts';
import { type CacheKeyParts, cacheKeyOf, keyDifferences } from '../../caching/keys.ts';
import { readManifest } from '../../caching/manifest.ts';
import { type CachePlan, planCaches } from '../../caching/presets.ts';
import type { CacheHit, CacheStore } from '../../caching/store.ts';
import type { Pipeline } from '../../pipeline/types.ts';
import type { Completeness, KeepCause } from '../../record/facts/cache-outcome.ts';
import type { Difference } from '../../record/facts/difference.ts';
import type { RestoreFault } from '../../record/facts/store-fault.ts';
import type { CacheTemperature } from '../../record/run-record.ts';
import { createFileStates } from '../files/file-states.ts';
import { createToolVersions } from '../inputs/tool-versions.ts';
import type { Variables } from '../process/stage-environment.ts';
import {
  completenessOf,
  type PlacementOf,
  standingAt,
  temperatureOfKept,
} from './existing-content.ts';
import { createGatherer } from './key-parts.ts';
import { leftOutOf, obstacleToSaving } from './save-obstacles.ts';

/** What would become of a cache. */
export interface CacheExplanation {
  readonly name: string;
  /** Empty where it is not known. */
  readonly key: string;
  /**
   * `kept`: something stands at its paths, which a run in the terminal leaves as it is. `unknown`: an
   * input or the entry cannot be read.
   */
  readonly state: 'kept' | 'exact' | 'prefix' | 'miss' | 'unknown';
  readonly because?: RestoreFault;
  /**
   * Which parts of the key are not those of the nearest entry, or of the one that what stands at the
   * paths was last saved or restored as.
   */
  readonly differences: readonly Difference[];
  /** What a stage would find. */
  readonly temperature: Exclude<CacheTemperature, 'none'>;
  /** Of what was kept: how it compares with what the last run left. */
  readonly completeness?: Completeness;
  /** What would keep what stands at the paths from being saved. */
  readonly obstacle?: KeepCause;
  /** What stands at the paths and would be left out. */
  readonly leftOut: readonly Special[];
}

/** What is asked, of which store. */
export interface ExplainCachesOptions {
  readonly pipeline: Pipeline;
  /** Id of the stage whose caches are asked for. */
  readonly stage: string;
  readonly root: string;
  readonly environment: Variables;
  readonly store: CacheStore;
  /** Who put a file where it stands, unchanged since. */
  readonly placementOf?: PlacementOf;
}

/** Looks, and changes nothing. */
export function explainCaches(options: ExplainCachesOptions): Promise<readonly CacheExplanation[]> {
  const { pipeline, stage, root, environment } = options;
  const toolVersions = createToolVersions(root);
  const gatherer = createGatherer({
    root,
    pipeline,
    environment,
    toolVersions,
    states: createFileStates(root),
  });
  const plans = planCaches(pipeline.caches, pipeline.stages);
  const wanted = pipeline.stages.find(({ id }) => id === stage)?.caches ?? [];
  return Promise.all(
    plans
      .filter(({ name }) => wanted.includes(name))
      .map(async plan => {
        const users = pipeline.stages.filter(({ caches }) => caches.includes(plan.name));
        const ids = new Set(users.map(({ id }) => id));
        return gatherer.parts(plan, users).then(
          parts => explain(plan, ids, parts, options),
          (error): CacheExplanation => {
            return {
              name: plan.name,
              key: '',
              state: 'unknown',
              temperature: 'cold',
              because: generalFault(error),
              differences: [],
              leftOut: [],
            };
          },
        );
      }),
  );
}

async function explain(
  plan: CachePlan,
  users: ReadonlySet<string>,
  parts: CacheKeyParts,
  { root, store, placementOf = () => undefined }: ExplainCachesOptions,
): Promise<CacheExplanation> {
  const { name, stored: paths } = plan;
  const { key, restoreKeys } = cacheKeyOf(parts, plan.depth);
  const obstacle = obstacleToSaving(root, plan, store.maxBytes);
  const isInTheWay = obstacle !== undefined && obstacle.kind !== 'nothing-there';
  const common = {
    name,
    key,
    differences: [],
    ...(isInTheWay && { obstacle }),
    leftOut: leftOutOf(root, plan),
  };
  if (standingAt(root, plan, users, placementOf) === 'own') {
    const completeness = completenessOf(root, plan, parts);
    const temperature = temperatureOfKept(completeness);
    const differences = differencesIn(root, parts);
    return { ...common, state: 'kept', differences, temperature, completeness };
  }
  const found = await store.get({ key, restoreKeys, paths });
  if (found.kind === 'miss') return { ...common, state: 'miss', temperature: 'cold' };
  if (found.kind === 'unreadable') {
    return { ...common, state: 'unknown', because: found.because, temperature: 'cold' };
  }
  if (found.match === 'exact') return { ...common, state: 'exact', temperature: 'warm' };
  const differences = await differencesOf(found, parts, root);
  return { ...common, state: 'prefix', differences, temperature: 'partial' };
}

/** Unpacks the entry where nobody uses it: what it was made from stands in it. */
async function differencesOf(
  hit: CacheHit,
  parts: CacheKeyParts,
  root: string,
): Promise<readonly Difference[]> {
  await using staging = await createStaging(root);
  const restored = await hit.restore(staging.folder);
  return restored.kind === 'restored' ? differencesIn(staging.folder, parts) : [];
}

function differencesIn(root: string, parts: CacheKeyParts): readonly Difference[] {
  const manifest = readManifest(root, parts.cache);
  return manifest === undefined ? [] : keyDifferences(manifest.parts, parts);
}
