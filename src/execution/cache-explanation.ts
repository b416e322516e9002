/** What a stage would find of its caches now, and what changed since the entry that comes nearest. */
import { anythingAt } from '../caching/content.ts';
import { type CacheKeyParts, cacheKeyOf, explainKeyDifference } from '../caching/keys.ts';
import { readManifest } from '../caching/manifest.ts';
import { type CachePlan, planCaches } from '../caching/presets.ts';
import { createStaging } from '../caching/staging.ts';
import type { CacheHit, CacheStore } from '../caching/store.ts';
import type { Pipeline } from '../pipeline/types.ts';
import { createGatherer } from './cache-parts.ts';
import { createFileStates } from './file-states.ts';
import type { Variables } from './stage-environment.ts';
import { createToolVersions } from './tool-versions.ts';

/** What would become of a cache. */
export interface CacheExplanation {
  readonly name: string;
  /** Empty where it is not known. */
  readonly key: string;
  /**
   * `kept`: something stands at its paths, which a run in the terminal leaves as it is. `unknown`: an
   * input cannot be read, for the `reason`.
   */
  readonly state: 'kept' | 'exact' | 'prefix' | 'miss' | 'unknown';
  readonly reason?: string;
  /**
   * Which parts of the key are not those of the nearest entry, or of the one that what stands at the
   * paths was last saved or restored as.
   */
  readonly differences: readonly string[];
}

/** What is asked, of which store. */
export interface ExplainCachesOptions {
  readonly pipeline: Pipeline;
  /** Id of the stage whose caches are asked for. */
  readonly stage: string;
  readonly root: string;
  readonly environment: Variables;
  readonly store: CacheStore;
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
        return gatherer.parts(plan, users).then(
          parts => explain(plan, parts, options),
          ({ message: reason }: Error): CacheExplanation => {
            return { name: plan.name, key: '', state: 'unknown', reason, differences: [] };
          },
        );
      }),
  );
}

async function explain(
  plan: CachePlan,
  parts: CacheKeyParts,
  { root, store }: ExplainCachesOptions,
): Promise<CacheExplanation> {
  const { name, stored: paths } = plan;
  const { key, restoreKeys } = cacheKeyOf(parts, plan.depth);
  if (anythingAt(root, plan.paths)) {
    return { name, key, state: 'kept', differences: differencesIn(root, parts) };
  }
  const found = await store.get({ key, restoreKeys, paths });
  if (found.kind === 'miss') return { name, key, state: 'miss', differences: [] };
  const differences = found.match === 'exact' ? [] : await differencesOf(found, parts, root);
  return { name, key, state: found.match, differences };
}

/** Unpacks the entry where nobody uses it: what it was made from stands in it. */
async function differencesOf(
  hit: CacheHit,
  parts: CacheKeyParts,
  root: string,
): Promise<readonly string[]> {
  await using staging = await createStaging(root);
  const restored = await hit.restore(staging.folder);
  return restored.kind === 'restored' ? differencesIn(staging.folder, parts) : [];
}

function differencesIn(root: string, parts: CacheKeyParts): readonly string[] {
  const manifest = readManifest(root, parts.cache);
  return manifest === undefined ? [] : explainKeyDifference(manifest.parts, parts);
}
