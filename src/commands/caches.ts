/** Where caches and stored results are kept: in the runner's cache service, or in a folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDirectoryStore } from '../caching/directory-store.ts';
import { mayRestore, maySave, type Permission } from '../caching/policy.ts';
import { type CarriedResults, carryResults } from '../caching/results-carrier.ts';
import type { CacheStore } from '../caching/store.ts';
import type { Variables } from '../execution/stage-environment.ts';
import { isRunner } from '../github/context.ts';
import type { CacheRecord } from '../record/run-record.ts';

const FOLDER = 'cache';
/** Most that is kept, in bytes, where nothing else is said. */
export const MAX_CACHE_BYTES = 2_000_000_000;
/** Most that the stored results of stages may take where they are fetched for every run, in bytes. */
const MAX_CARRIED_BYTES = 250_000_000;

/** The results of stages, in the report directory. */
export function resultStore(reportDir: string): CacheStore {
  return createDirectoryStore({ folder: join(reportDir, FOLDER), maxBytes: MAX_CACHE_BYTES });
}

/** Most processes started ahead of the caches that they will restore. */
const MOST_AHEAD = 3;

/** What a run finds, and may do. */
export interface CacheRequest {
  readonly reportDir: string;
  readonly pipelineId: string;
  readonly variables: Variables;
  /** A folder that outlives the job. */
  readonly cacheDir?: string | undefined;
  /** Most that all entries may take, in bytes. */
  readonly maxBytes: number;
  readonly saveOnPullRequest: boolean;
  /** How many caches there are to restore. */
  readonly count: number;
  /** Whether any stage may be reused. */
  readonly reuses: boolean;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/** The stores of a run; disposing them ends what they started. */
export interface RunCaches extends AsyncDisposable {
  /** Comes when the results of earlier runs are there. */
  readonly results: Promise<CacheStore>;
  /** For the caches that users declare. */
  readonly store: CacheStore | { readonly offReason: string };
  readonly saving: Permission;
  readonly keepExisting: boolean;
  /** Sends the stored results to where the next run finds them. Never rejects. */
  saveResults(): Promise<void>;
  /** What became of the stored results, where they had to be fetched. */
  resultsRecord(): CacheRecord | undefined;
}

/** Opens the stores; nothing is waited for. */
export async function openCaches(request: CacheRequest): Promise<RunCaches> {
  const { reportDir, variables, cacheDir, maxBytes } = request;
  if (!isRunner(variables)) {
    const store = createDirectoryStore({ folder: cacheDir ?? join(reportDir, FOLDER), maxBytes });
    return inFolder(store, { allowed: true }, true);
  }
  const { readTrust } = await import('../github/trust.ts');
  const trust = {
    ...(await readTrust(variables)),
    saveOnPullRequest: request.saveOnPullRequest,
  };
  const saving = maySave(trust);
  if (cacheDir !== undefined) {
    return inFolder(createDirectoryStore({ folder: cacheDir, maxBytes }), saving, false);
  }
  const restoring = mayRestore(trust);
  const off = restoring.allowed ? await unavailable(variables) : restoring.reason;
  return off === undefined ? atService(request, saving) : without(request, off);
}

async function unavailable(variables: Variables): Promise<string | undefined> {
  const { actionsCacheAvailability } = await import('../caching/actions/availability.ts');
  const availability = actionsCacheAvailability(variables);
  return availability.kind === 'none'
    ? `the runner has no cache service (${availability.reason})`
    : undefined;
}

function inFolder(store: CacheStore, saving: Permission, keepExisting: boolean): RunCaches {
  return {
    results: Promise.resolve(store),
    store,
    saving,
    keepExisting,
    saveResults: async () => {},
    resultsRecord: () => undefined,
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Without any caches stages are still reused within the job, where the report directory stays. */
function without({ reportDir }: CacheRequest, offReason: string): RunCaches {
  return {
    ...inFolder(resultStore(reportDir), { allowed: true }, false),
    store: { offReason },
  };
}

async function atService(request: CacheRequest, saving: Permission): Promise<RunCaches> {
  const { reportDir, variables, maxBytes, pipelineId, count, reuses, now } = request;
  const { createActionsStore } = await import('../caching/actions-store.ts');
  const store = createActionsStore({ variables, script: workerScript(), maxBytes });
  store.warmUp(Math.min(count, MOST_AHEAD) + Number(reuses));
  const end = { [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  if (!reuses) return { ...inFolder(resultStore(reportDir), saving, false), store, ...end };
  const carried: CarriedResults = carryResults({
    store,
    root: reportDir,
    folder: FOLDER,
    pipelineId,
    maxBytes: Math.min(maxBytes, MAX_CARRIED_BYTES),
    saving,
    now,
  });
  return {
    results: carried.store,
    store,
    saving,
    keepExisting: false,
    saveResults: carried.save,
    resultsRecord: carried.record,
    ...end,
  };
}

/** The bundle's entry that works with the toolkit: beside the entries, one folder above the chunks. */
function workerScript(): string {
  const near = ['./', '../'].map(folder =>
    fileURLToPath(new URL(`${folder}cache-worker.js`, import.meta.url)),
  );
  return near.find(file => existsSync(file)) ?? '';
}
