/** Where caches and stored results are kept: in the runner's cache service, or in folders. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDirectoryStore } from '../caching/directory-store.ts';
import type { CarriedReplies, CarrierOptions } from '../caching/llm/carrier.ts';
import {
  mayRestore,
  maySave,
  maySaveReplies,
  type Permission,
  type Trust,
} from '../caching/policy.ts';
import { carryResults } from '../caching/results-carrier.ts';
import { type CacheStore, withKeyPrefix } from '../caching/store.ts';
import type { ReplyPlace } from '../execution/llm.ts';
import type { Variables } from '../execution/stage-environment.ts';
import { isRunner } from '../github/context.ts';
import type { JobIdentity } from '../record/job.ts';
import type { CacheRecord } from '../record/run-record.ts';
import { REPLIES_FOLDER, RESULTS_FOLDER } from './store-folders.ts';

/** Most that is kept, in bytes, where nothing else is said. */
export const MAX_CACHE_BYTES = 2_000_000_000;
/** Most that the stored results of stages may take where they are fetched for every run, in bytes. */
const MAX_CARRIED_BYTES = 250_000_000;

/** Most that the replies of models may take, in bytes. */
const MAX_REPLY_BYTES = 256 << 20;

/** The results of stages, in the report directory. */
export function resultStore(reportDir: string): CacheStore {
  return createDirectoryStore({
    folder: join(reportDir, RESULTS_FOLDER),
    maxBytes: MAX_CACHE_BYTES,
  });
}

/** Most processes started ahead of the caches that they will restore. */
const MOST_AHEAD = 3;

/** What a run finds, and may do. */
export interface StoresRequest {
  readonly reportDir: string;
  readonly pipelineId: string;
  readonly job: JobIdentity;
  readonly variables: Variables;
  readonly trust: Trust;
  /** A folder that outlives the job. */
  readonly cacheDir?: string | undefined;
  /** Most that all entries may take, in bytes. */
  readonly maxBytes: number;
  /** How many caches there are to restore. */
  readonly count: number;
  /** Whether any stage may be reused. */
  readonly reuses: boolean;
  /** Whether any stage asks models through a proxy. */
  readonly asksModels: boolean;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/** The stores of a run; disposing them ends what they started. */
export interface RunStores extends AsyncDisposable {
  /** Comes when the results of earlier runs are there. */
  readonly results: Promise<CacheStore>;
  /** For the caches that users declare. */
  readonly store: CacheStore | { readonly offReason: string };
  readonly saving: Permission;
  readonly keepExisting: boolean;
  /** Entries are in the cache service of the repository, where they share a quota. */
  readonly atService: boolean;
  /** Where replies of models are kept. */
  readonly replies: ReplyPlace;
  /** The replies where they have to be fetched and saved. */
  readonly carriedReplies?: CarriedReplies;
  /** Sends the stored results to where the next run finds them. Never rejects. */
  saveResults(): Promise<void>;
  /** What became of the stored results, where they had to be fetched. */
  resultsRecord(): CacheRecord | undefined;
}

/** Opens the stores; nothing is waited for. */
export async function openStores(request: StoresRequest): Promise<RunStores> {
  const { reportDir, variables, trust, cacheDir, maxBytes } = request;
  if (!isRunner(variables)) {
    return {
      ...inFolder(join(reportDir, RESULTS_FOLDER), maxBytes, { allowed: true }),
      replies: repliesIn(reportDir, request),
      keepExisting: true,
    };
  }
  const saving = maySave(trust);
  if (cacheDir !== undefined) {
    const stores = inFolder(cacheDir, maxBytes, saving);
    const results = stores.results.then(store => resultsOfLeg(store, request.job));
    return { ...stores, results, replies: repliesIn(cacheDir, request) };
  }
  const off = await offReason(request);
  return off === undefined ? atService(request, saving) : without(request, off);
}

/** Why there is no cache service to be used. */
async function offReason({ variables, trust }: StoresRequest): Promise<string | undefined> {
  const restoring = mayRestore(trust);
  if (!restoring.allowed) return restoring.reason;
  const { actionsCacheAvailability } = await import('../caching/actions/availability.ts');
  const availability = actionsCacheAvailability(variables);
  return availability.kind === 'none'
    ? `the runner has no cache service (${availability.reason})`
    : undefined;
}

/** In a folder that several jobs of one machine share, a leg of a matrix finds results of its own only. */
function resultsOfLeg(store: CacheStore, { leg }: JobIdentity): CacheStore {
  return leg === undefined ? store : withKeyPrefix(store, `leg-${leg}/`);
}

/** Replies that every run finds where they are: each is kept from the moment that it is whole. */
function repliesIn(parent: string, { trust, maxBytes }: StoresRequest): ReplyPlace {
  return {
    folder: join(parent, REPLIES_FOLDER),
    readOnly: !maySaveReplies(trust).allowed,
    maxBytes: Math.min(maxBytes, MAX_REPLY_BYTES),
    ready: async () => {},
  };
}

function inFolder(
  folder: string,
  maxBytes: number,
  saving: Permission,
): Omit<RunStores, 'replies'> {
  const store = createDirectoryStore({ folder, maxBytes });
  return {
    results: Promise.resolve(store),
    store,
    saving,
    keepExisting: false,
    atService: false,
    saveResults: async () => {},
    resultsRecord: () => undefined,
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Without any caches stages are still reused within the job, where the report directory stays. */
function without(request: StoresRequest, offReason: string): RunStores {
  const { reportDir, maxBytes } = request;
  return {
    ...inFolder(join(reportDir, RESULTS_FOLDER), maxBytes, { allowed: true }),
    replies: repliesIn(reportDir, request),
    store: { offReason },
  };
}

async function atService(request: StoresRequest, saving: Permission): Promise<RunStores> {
  const { reportDir, variables, maxBytes, pipelineId, job, trust, now } = request;
  const { count, reuses, asksModels } = request;
  const { createActionsStore } = await import('../caching/actions-store.ts');
  const store = createActionsStore({ variables, script: workerScript(), maxBytes });
  store.warmUp(Math.min(count, MOST_AHEAD) + Number(reuses) + Number(asksModels));
  const carriedReplies = asksModels
    ? await carryRepliesTo({ store, root: reportDir, pipelineId, job, now, trust })
    : undefined;
  const replies = repliesIn(reportDir, request);
  const places = {
    ...inFolder(join(reportDir, RESULTS_FOLDER), maxBytes, saving),
    replies: carriedReplies === undefined ? replies : { ...replies, ready: carriedReplies.fetch },
    ...(carriedReplies !== undefined && { carriedReplies }),
    store,
    atService: true,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
  if (!reuses) return places;
  const carried = carryResults({
    store,
    root: reportDir,
    folder: RESULTS_FOLDER,
    pipelineId,
    job,
    maxBytes: Math.min(maxBytes, MAX_CARRIED_BYTES),
    saving,
    now,
  });
  return {
    ...places,
    results: carried.store,
    saveResults: carried.save,
    resultsRecord: carried.record,
  };
}

async function carryRepliesTo({
  trust,
  ...parcel
}: Omit<CarrierOptions, 'folder' | 'saving'> & {
  readonly trust: Trust;
}): Promise<CarriedReplies> {
  const { carryReplies } = await import('../caching/llm/carrier.ts');
  return carryReplies({ ...parcel, folder: REPLIES_FOLDER, saving: maySaveReplies(trust) });
}

/** The bundle's entry that works with the toolkit: beside the entries, one folder above the chunks. */
export function workerScript(): string {
  const near = ['./', '../'].map(folder =>
    fileURLToPath(new URL(`${folder}cache-worker.js`, import.meta.url)),
  );
  return near.find(file => existsSync(file)) ?? '';
}
