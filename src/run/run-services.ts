/** What a run stands on: who is trusted with what, caches and stored results, and the history. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type LoadedHistory, type Superseded, savedNotice } from '../baseline/store.ts';
import { type Rights, rightsOf } from '../caching/policy.ts';
import { type CacheStore, NOTHING_STORED } from '../caching/store.ts';
import { resolveReportDir } from '../execution/environment.ts';
import type { Preparation, PreparationOptions } from '../execution/preparation.ts';
import type { LayerPlace } from '../execution/setup/layers.ts';
import { changesMachine } from '../execution/setup/setup-stage.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import type { Pipeline } from '../pipeline/types.ts';
import type { Refusal } from '../record/facts/faults/folder-fault.ts';
import type { Notice } from '../record/facts/notice/notice.ts';
import { emptyHistory, type History } from '../record/history.ts';
import type { CacheRecord, RunRecord, StageRecord } from '../record/run-record.ts';
import { unlessAborted } from '../util/grace.ts';
import type { RunRequest } from './run-request.ts';
import type { RunStores } from './stores/cache-stores.ts';
import { openHistory } from './stores/history-store.ts';

/** For how long the first stage waits for the history: it only decides about order. */
const HISTORY_WAIT_MS = 3_000;

/** The services of one run. Faults are notices; nothing rejects. */
export interface RunServices {
  readonly preparation: Preparation | undefined;
  /** The stored results of stages. */
  results(): Promise<CacheStore>;
  /** What is known of the history before the first stage starts; nothing where it does not come in time. */
  readonly knownHistory: Promise<History>;
  history(): Promise<LoadedHistory>;
  /** The caches as they stand now. */
  caches(): readonly CacheRecord[];
  /** Saves what changed, unless the run was cut short. */
  keepCaches(ended: readonly StageRecord[], signal: AbortSignal): Promise<void>;
  /** Adds the run to the history, where it may and says anything about times. */
  keepRun(record: RunRecord): Promise<void>;
  /** Ends what was started, and clears up, unless the run was cut short. */
  close(signal: AbortSignal): Promise<void>;
}

/** Where the run takes place. */
type Place = Pick<PreparationOptions, 'pipeline' | 'leftOut' | 'root' | 'emit' | 'now'> & {
  readonly reportDir: string;
  /** Why nothing that is stored may be used. */
  readonly refusal?: Refusal;
  /** A folder for caches that outlives the job. */
  readonly cacheDir?: string;
};

/** Opens everything; waits for nothing from the network. */
export async function openRunServices(request: RunRequest, place: Place): Promise<RunServices> {
  const { runner, baseline } = request;
  const { pipeline, reportDir, emit } = place;
  const onNotice = (notice: Notice): void => emit({ kind: 'notice', notice });
  const rights = rightsOf({ ...runner.trust, saveOnPullRequest: request.saveOnPullRequest });
  const stores = place.refusal === undefined ? await storesFor(request, place, rights) : undefined;
  const cache = stores !== undefined && 'get' in stores.store ? stores.store : undefined;
  const { job } = runner;
  if (stores?.persistedReplies !== undefined) request.replies?.carried(pipeline.id, job);
  const history = await openHistory({
    baseline,
    refusal: place.refusal,
    // Also where the report itself had to go elsewhere: there the next run would not find it.
    reportDir: resolveReportDir(request.cwd, request.reportDir),
    cacheDir: place.cacheDir,
    pipelineId: pipeline.id,
    runner,
    recording: rights.recording,
    cache: runner.isRunner ? cache : undefined,
  });
  const loading = history.load();
  const known = loading.then(loaded => loaded.history);
  // Only the default branch's entries stay for long, and only its runs may judge them.
  const forever = stores?.atService === true && rights.prunes;
  let superseded: Superseded = [];
  let isHistoryRead = true;
  // An older entry may be the only good one where the newest could not be read.
  const isAllRead = (): boolean =>
    isHistoryRead && services.caches().every(({ state }) => state !== 'error');
  const preparation = stores && (await preparationFor(request, place, stores, rights));
  const services: RunServices = {
    preparation,
    results: async () =>
      stores?.results ?? (await import('./stores/cache-stores.ts')).resultStore(reportDir),
    knownHistory: runner.isRunner
      ? Promise.race([known, sleep(HISTORY_WAIT_MS, emptyHistory, { ref: false })])
      : known,
    history: () => loading,
    caches: () => [
      ...(preparation?.caches() ?? []),
      ...listOf(stores?.resultsRecord()),
      ...listOf(stores?.persistedReplies?.record()),
    ],
    async keepCaches(ended, signal) {
      const added = (await preparation?.closeLlm()) ?? 0;
      await preparation?.finish(ended, signal);
      if (signal.aborted) return;
      const save = () =>
        Promise.all([stores?.saveResults(), stores?.persistedReplies?.save(added)]);
      await unlessAborted<unknown>(signal, save, undefined);
      if (!signal.aborted) request.replies?.settled();
    },
    async keepRun(record) {
      // Of a run in which nothing ran there is nothing to learn.
      if (record.status === 'cancelled' || record.status === 'skipped') return;
      const saved = await history.save(record);
      const wasUnreadable = (await loading).kind === 'unreadable';
      isHistoryRead = !wasUnreadable && saved.kind !== 'waiting';
      const notice = savedNotice(saved);
      // Of a history that could not be read at the start, it was said then that the run is kept beside it.
      const isKnown = wasUnreadable && saved.kind === 'waiting';
      if (notice !== undefined && !isKnown) onNotice(notice);
      if ('superseded' in saved) superseded = saved.superseded;
    },
    async close(signal) {
      await stores?.[Symbol.asyncDispose]();
      if (forever && isAllRead())
        await unlessAborted(signal, () => prune(request, superseded), undefined);
    },
  };
  return services;
}

/** Of a run whose services could not be opened: it keeps nothing, and knows nothing of earlier runs. */
export function noRunServices(reason: string): RunServices {
  const nothing: LoadedHistory = {
    kind: 'unreadable',
    fault: 'unavailable',
    failure: { cause: { kind: 'said', said: reason } },
    history: emptyHistory,
  };
  return {
    preparation: undefined,
    results: async () => NOTHING_STORED,
    knownHistory: Promise.resolve(emptyHistory),
    history: async () => nothing,
    caches: () => [],
    keepCaches: async () => {},
    keepRun: async () => {},
    close: async () => {},
  };
}

/** Stages with neither inputs nor caches, and no setup, need none of this, and do not wait for it to be loaded. */
function needsStores({ stages }: Pipeline): boolean {
  return stages.some(
    ({ inputs, caches, setup }) => inputs.length > 0 || caches.length > 0 || setup !== undefined,
  );
}

/** Whether a stage uses a cache that has an LLM proxy. */
function asksModels({ caches, stages }: Pipeline): boolean {
  const proxied = new Set(caches.filter(({ proxy }) => proxy).map(({ name }) => name));
  return stages.some(stage => stage.caches.some(name => proxied.has(name)));
}

async function storesFor(
  request: RunRequest,
  { pipeline, reportDir, now, cacheDir }: Place,
  rights: Rights,
): Promise<RunStores | undefined> {
  const { runner, baseline, maxCacheBytes } = request;
  const forHistory = runner.isRunner && baseline.kind === 'cache';
  if (!forHistory && !needsStores(pipeline)) return undefined;
  const { openStores, MAX_CACHE_BYTES } = await import('./stores/cache-stores.ts');
  return openStores({
    reportDir,
    pipelineId: pipeline.id,
    runner,
    rights,
    cacheDir,
    maxBytes: maxCacheBytes ?? MAX_CACHE_BYTES,
    count: pipeline.caches.length + Number(forHistory),
    reuses: pipeline.stages.some(({ inputs, reuse }) => reuse && inputs.length > 0),
    asksModels: asksModels(pipeline),
    now,
  });
}

async function preparationFor(
  { runner, force, startsCold, runsSetups }: RunRequest,
  place: Place,
  stores: RunStores,
  rights: Rights,
): Promise<Preparation | undefined> {
  if (!needsStores(place.pipeline)) return undefined;
  const { createPreparation } = await import('../execution/preparation.ts');
  const cold = { allowed: false, because: { kind: 'cold-start' } } as const;
  const saving = startsCold ? cold : stores.saving;
  const layers = startsCold ? undefined : await layersFor(runner, place, stores, rights);
  const choices = { environment: runner.variables, force, runsSetups, startsCold, saving };
  return createPreparation({ ...place, ...stores, ...choices, layers });
}

/** Of a machine that is nobody's own: in the terminal nothing is put over what stands there. */
async function layersFor(
  runner: RunnerContext,
  { pipeline, root }: Place,
  { store }: RunStores,
  rights: Rights,
): Promise<LayerPlace | undefined> {
  if (!runner.isRunner || !('get' in store)) return undefined;
  if (!pipeline.stages.some(changesMachine)) return undefined;
  const { openLayers } = await import('./stores/layers.ts');
  return openLayers({ pipeline, root, runner, rights, store });
}

async function prune({ runner, maxCacheBytes }: RunRequest, superseded: Superseded): Promise<void> {
  const { GITHUB_REF: ref } = runner.variables;
  if (ref === undefined || !runner.hasToken) return;
  const { pruneEntries } = await import('./stores/prune.ts');
  const { MAX_CACHE_BYTES } = await import('./stores/cache-stores.ts');
  const maxBytes = maxCacheBytes ?? MAX_CACHE_BYTES;
  await pruneEntries(runner, { ref, maxBytes, superseded });
}

function listOf<T>(item: T | undefined): readonly T[] {
  return item === undefined ? [] : [item];
}
