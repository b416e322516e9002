/** Where caches and stored results are kept: in the runner's cache service, or in folders. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { createDirectoryStore } from '../../caching/directory/directory-store.ts';
import { ownerParts } from '../../caching/persisted-folder.ts';
import type { Level, Permission, Rights, Saving } from '../../caching/policy.ts';
import { carryResults } from '../../caching/results/persist-results.ts';
import { type CacheStore, withKeyPrefix, withOwnLevel } from '../../caching/store.ts';
import { bundledEntry } from '../../execution/process/bundled-entry.ts';
import type { Variables } from '../../execution/process/stage-environment.ts';
import type { ReplyPlace } from '../../execution/stage/llm-proxies.ts';
import type { RunnerContext } from '../../github/runner/runner.ts';
import type { PersistedReplies, PersistOptions } from '../../llm/replies/persist-replies.ts';
import { findExecutable } from '../../programs/find-executable.ts';
import type { OffCause } from '../../record/facts/cache-outcome.ts';
import type { CacheRecord } from '../../record/run-record.ts';
import { REPLIES_FOLDER, RESULTS_FOLDER } from '../report/store-folders.ts';

/** Most that is kept, in bytes, where nothing else is said. */
export const MAX_CACHE_BYTES = 2_000_000_000;
/** Most that the stored results of stages may take where they are fetched for every run, in bytes. */
const MAX_CARRIED_BYTES = 250_000_000;

/** Most that the replies of models may take, in bytes. */
const MAX_REPLY_BYTES = 256 << 20;

/** The results of stages, in the report directory or in a folder that was given for them. */
export function resultStore(parent: string): CacheStore {
  return createDirectoryStore({ folder: join(parent, RESULTS_FOLDER), maxBytes: MAX_CACHE_BYTES });
}

/** Most processes started ahead of the caches that they will restore. */
const MOST_AHEAD = 3;

/** What a run finds, and may do. */
export interface StoresRequest {
  readonly reportDir: string;
  readonly pipelineId: string;
  readonly runner: RunnerContext;
  readonly rights: Rights;
  /** A folder that outlives the job, or that clones share. */
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
  readonly store: CacheStore | { readonly off: OffCause };
  readonly saving: Permission;
  readonly keepExisting: boolean;
  /** Entries are in the cache service of the repository, where they share a quota. */
  readonly atService: boolean;
  /** Where replies of models are kept. */
  readonly replies: ReplyPlace;
  /** The replies where they have to be fetched and saved. */
  readonly persistedReplies?: PersistedReplies;
  /** Sends the stored results to where the next run finds them. Never rejects. */
  saveResults(): Promise<void>;
  /** What became of the stored results, where they had to be fetched. */
  resultsRecord(): CacheRecord | undefined;
}

/** Opens the stores; nothing is waited for. */
export async function openStores(request: StoresRequest): Promise<RunStores> {
  const { reportDir, runner, rights, cacheDir, maxBytes } = request;
  const { variables } = runner;
  if (!runner.isRunner) {
    const parent = cacheDir ?? reportDir;
    return {
      ...inFolder(join(parent, RESULTS_FOLDER), maxBytes, { allowed: true }),
      replies: repliesIn(parent, request, 'own'),
      keepExisting: true,
    };
  }
  if (cacheDir !== undefined) {
    // Repositories that share the folder share nothing that is in it.
    const folder = join(cacheDir, repositoryPart(variables));
    const stores = inFolder(folder, maxBytes, rights.saving);
    const store = forLevel(stores.store, rights.saving, variables);
    const results = Promise.resolve(resultsOfJob(store, request));
    return { ...stores, store, results, replies: repliesIn(folder, request, 'everybody') };
  }
  const off = await offCause(request);
  return off === undefined ? atService(request) : without(request, off);
}

/** The repository's number stays when it is renamed, and goes with it when it is deleted. */
function repositoryPart({
  GITHUB_REPOSITORY_ID: id,
  GITHUB_REPOSITORY: name = '',
}: Variables): string {
  return `repository-${hash('sha256', id ?? name).slice(0, 16)}`;
}

/** The store as a run sees it that saves for everybody, for its own pull request, or not at all. */
function forLevel(store: CacheStore, saving: Saving, variables: Variables): CacheStore {
  return saving.allowed && saving.level === 'own'
    ? withOwnLevel(store, ownPrefix(variables))
    : store;
}

/** Of a pull request, whose ref is `refs/pull/7/merge`. */
export function ownPrefix({ GITHUB_REF: ref = '' }: Variables): string {
  const number = /^refs\/pull\/(\d+)\//.exec(ref)?.[1];
  return `stagetime-pull-${number ?? hash('sha256', ref).slice(0, 16)}/`;
}

/** Why there is no cache service to be used. */
async function offCause({ runner, rights }: StoresRequest): Promise<OffCause | undefined> {
  if (!rights.restoring.allowed) return rights.restoring.because;
  const { actionsCacheAvailability } = await import('../../caching/actions/availability.ts');
  const availability = actionsCacheAvailability(runner.variables);
  return availability.kind === 'none'
    ? { kind: 'no-service', unset: [...availability.unset] }
    : undefined;
}

/** What several pipelines, jobs and legs keep in one folder: each finds results of its own only. */
function resultsOfJob(
  store: CacheStore,
  { pipelineId, runner }: Pick<StoresRequest, 'pipelineId' | 'runner'>,
): CacheStore {
  return withKeyPrefix(store, `${ownerParts(pipelineId, runner.job).join('/')}/`);
}

/**
 * Replies that every run finds where they are: each is kept from the moment that it is whole. A folder
 * that others read takes those only of runs that may save for everybody.
 */
function repliesIn(
  parent: string,
  { rights: { savingReplies }, maxBytes }: StoresRequest,
  readers: Level,
): ReplyPlace {
  const isWritable =
    savingReplies.allowed && (readers === 'own' || savingReplies.level === 'everybody');
  return {
    folder: join(parent, REPLIES_FOLDER),
    readOnly: !isWritable,
    maxBytes: Math.min(maxBytes, MAX_REPLY_BYTES),
    ready: async () => {},
  };
}

function inFolder(
  folder: string,
  maxBytes: number,
  saving: Permission,
): Omit<RunStores, 'replies' | 'store'> & { readonly store: CacheStore } {
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
function without(request: StoresRequest, off: OffCause): RunStores {
  const { reportDir, maxBytes } = request;
  return {
    ...inFolder(join(reportDir, RESULTS_FOLDER), maxBytes, { allowed: true }),
    results: Promise.resolve(resultsOfJob(resultStore(reportDir), request)),
    replies: repliesIn(reportDir, request, 'own'),
    store: { off },
  };
}

async function atService(request: StoresRequest): Promise<RunStores> {
  const { reportDir, runner, maxBytes, pipelineId, rights, now } = request;
  const { variables, job } = runner;
  const { saving, savingReplies } = rights;
  const { count, reuses, asksModels } = request;
  const { createActionsStore } = await import('../../caching/actions/actions-store.ts');
  const hasZstd = findExecutable('zstd', variables.PATH ?? '') !== undefined;
  const store = createActionsStore({ variables, script: workerScript(), maxBytes, hasZstd });
  store.warmUp(Math.min(count, MOST_AHEAD) + Number(reuses) + Number(asksModels));
  const persistedReplies = asksModels
    ? await carryRepliesTo({
        store: forLevel(store, savingReplies, variables),
        root: reportDir,
        pipelineId,
        job,
        now,
        saving: savingReplies,
      })
    : undefined;
  const replies = repliesIn(reportDir, request, 'own');
  const levelled = forLevel(store, saving, variables);
  const places = {
    ...inFolder(join(reportDir, RESULTS_FOLDER), maxBytes, saving),
    replies:
      persistedReplies === undefined ? replies : { ...replies, ready: persistedReplies.fetch },
    ...(persistedReplies !== undefined && { persistedReplies }),
    store: levelled,
    atService: true,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
  if (!reuses) return places;
  const carried = carryResults({
    store: levelled,
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
    results: carried.store.then(results => resultsOfJob(results, request)),
    saveResults: carried.save,
    resultsRecord: carried.record,
  };
}

async function carryRepliesTo(options: Omit<PersistOptions, 'folder'>): Promise<PersistedReplies> {
  const { carryReplies } = await import('../../llm/replies/persist-replies.ts');
  return carryReplies({ ...options, folder: REPLIES_FOLDER });
}

/** The bundle's entry that works with the toolkit. */
export function workerScript(): string {
  return bundledEntry('cache-worker.js') ?? '';
}
