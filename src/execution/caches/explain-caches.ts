/** What a stage would find of its caches now, and what changed since the entry that comes nearest. */
import { generalFault } from '../../caching/files/faults.ts';
import { createStaging } from '../../caching/files/staging.ts';
import { type CacheKeyParts, cacheKeyOf, keyDifferences } from '../../caching/keys.ts';
import { readManifest } from '../../caching/manifest.ts';
import { type CachePlan, planCaches } from '../../caching/presets.ts';
import type { CacheHit, CacheStore } from '../../caching/store.ts';
import type { Pipeline } from '../../pipeline/types.ts';
import type { CacheFate } from '../../record/facts/cache-fate.ts';
import type { Difference } from '../../record/facts/difference.ts';
import type { RestoreFault } from '../../record/facts/store-fault.ts';
import { createFileStates } from '../files/file-states.ts';
import { createToolVersions } from '../inputs/tool-versions.ts';
import type { Variables } from '../process/stage-environment.ts';
import { decideCache } from './decision.ts';
import { completenessOf, type PlacementOf, temperatureOfKept } from './existing-content.ts';
import { mayMakeInputOf } from './input-makers.ts';
import { createGatherer } from './key-parts.ts';
import { foundIn, observeCache } from './observation.ts';
import { leftOutOf, obstacleToSaving } from './save-obstacles.ts';

/** What is asked, of which store. */
export interface ExplainCachesOptions {
  readonly pipeline: Pipeline;
  /** Ids of the stages whose caches are asked for. */
  readonly stages: readonly string[];
  readonly root: string;
  readonly environment: Variables;
  readonly store: CacheStore;
  /** Who put a file where it stands, unchanged since. */
  readonly placementOf?: PlacementOf;
  /** Whether a stage would run: all would, where nothing is said. */
  readonly wouldRun?: (stageId: string) => boolean;
  /** Whether to unpack an older entry, to learn what changed since; as by default. */
  readonly looksInside?: boolean;
}

/** What a run in the terminal would decide now. Looks, and changes nothing. */
export function explainCaches(options: ExplainCachesOptions): Promise<readonly CacheFate[]> {
  const { pipeline, stages, root, environment } = options;
  const gatherer = createGatherer({
    root,
    pipeline,
    environment,
    toolVersions: createToolVersions(root),
    states: createFileStates(root),
  });
  const asked = new Set(
    pipeline.stages.filter(({ id }) => stages.includes(id)).flatMap(({ caches }) => caches),
  );
  const plans = planCaches(pipeline.caches, pipeline.stages).filter(({ name }) => asked.has(name));
  return Promise.all(
    plans.map(async (plan): Promise<CacheFate> => {
      const users = pipeline.stages.filter(({ caches }) => caches.includes(plan.name));
      const ids = new Set(users.map(({ id }) => id));
      try {
        return await explain(plan, ids, await gatherer.parts(plan, users), options);
      } catch (error) {
        return unknownFate(plan.name, generalFault(error));
      }
    }),
  );
}

function unknownFate(name: string, because: RestoreFault): CacheFate {
  const nothing = { differences: [], leftOut: [] } as const;
  return { name, key: '', state: 'unknown', temperature: 'cold', because, ...nothing };
}

async function explain(
  plan: CachePlan,
  users: ReadonlySet<string>,
  parts: CacheKeyParts,
  options: ExplainCachesOptions,
): Promise<CacheFate> {
  const { root, store, placementOf = () => undefined, looksInside = true } = options;
  const { name, stored: paths } = plan;
  const { key, restoreKeys } = cacheKeyOf(parts, plan.depth);
  const common = { name, key, differences: [], ...surroundings(plan, options) };
  // As in the terminal, where these verbs are at home.
  const facts = observeCache({ plan, users, root, store, keepExisting: true, placementOf });
  const first = decideCache(facts);
  const found = first.kind === 'ask' ? await store.get({ key, restoreKeys, paths }) : undefined;
  const decision = found === undefined ? first : decideCache({ ...facts, found: foundIn(found) });
  switch (decision.kind) {
    case 'keep': {
      const completeness = completenessOf(root, plan, parts);
      const temperature = temperatureOfKept(completeness);
      const differences = differencesIn(root, parts);
      return { ...common, state: 'kept', differences, temperature, completeness };
    }
    case 'restore': {
      if (decision.match === 'exact') return { ...common, state: 'exact', temperature: 'warm' };
      const isLookedInto = looksInside && found?.kind === 'hit';
      const differences = isLookedInto ? await differencesOf(found, parts, root) : [];
      return { ...common, state: 'prefix', differences, temperature: 'partial' };
    }
    case 'miss':
      return { ...common, state: 'miss', temperature: 'cold', because: decision.because };
    case 'unreadable':
      return { ...common, state: 'unknown', temperature: 'cold', because: decision.because };
    case 'off':
    case 'ask':
      return { ...common, state: 'miss', temperature: 'cold' };
  }
}

/** What does not depend on the store. */
function surroundings(
  plan: CachePlan,
  { pipeline, root, store, wouldRun = () => true }: ExplainCachesOptions,
): Pick<CacheFate, 'provided' | 'obstacle' | 'leftOut'> {
  const obstacle = obstacleToSaving(root, plan, store.maxBytes);
  const isInTheWay = obstacle !== undefined && obstacle.kind !== 'nothing-there';
  const provided = pipeline.stages
    .filter(stage => wouldRun(stage.id) && mayMakeInputOf(plan, stage))
    .map(({ id }) => id);
  return {
    ...(provided.length > 0 && { provided }),
    ...(isInTheWay && { obstacle }),
    leftOut: leftOutOf(root, plan),
  };
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
