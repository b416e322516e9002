/**
 * The cache store of GitHub Actions. The toolkit does the talking, in processes of its own with a
 * deadline: it may wait a quarter of an hour for a service that does not answer, leave half of an
 * archive behind, or keep a process alive. What it unpacks is checked there; only then is anything
 * moved into place, whole or not at all.
 */
import { join } from 'node:path';
import {
  actionsCacheAvailability,
  type Variables,
  workerEnvironment,
} from './actions/availability.ts';
import {
  containerOf,
  escapeKey,
  exactPrefix,
  faultOfKeys,
  keyToSave,
  parseServiceKey,
  type ServiceKey,
} from './actions/keys.ts';
import { TREE } from './actions/messages.ts';
import { WorkerPool } from './actions/worker-pool.ts';
import type { Deadline, Outcome } from './actions/worker-process.ts';
import { faultOfPath } from './paths.ts';
import { createStaging, moveIn } from './staging.ts';
import type {
  CacheHit,
  CacheStore,
  GetRequest,
  Lookup,
  RestoreResult,
  SaveResult,
  SetRequest,
} from './store.ts';

/** How long the service may take. */
export interface Deadlines {
  /** For a look-up, in ms. */
  readonly lookUpMs: number;
  /** For a restore or a save, in ms, beside what its size allows. */
  readonly transferMs: number;
  /** A restore or a save has another second for each of these. */
  readonly bytesPerSecond: number;
}

export const DEFAULT_DEADLINES: Deadlines = {
  lookUpMs: 20_000,
  transferMs: 60_000,
  bytesPerSecond: 5_000_000,
};

export interface ActionsStoreOptions {
  /** The runner's variables: where the service is, and what proves that we may use it. */
  readonly variables: Variables;
  /** The bundled entry that works with the toolkit. */
  readonly script: string;
  /** Most that one tree may take, unpacked. */
  readonly maxBytes: number;
  readonly deadlines?: Partial<Deadlines>;
  /** Most processes that work with the toolkit at once. */
  readonly processes?: number;
}

const PROCESSES = 4;

/** Starts nothing until it is asked for something, or to be ready; ends with its disposal, or with us. */
export function createActionsStore(options: ActionsStoreOptions): ActionsStore {
  return new ActionsStore(options);
}

class ActionsStore implements CacheStore, AsyncDisposable {
  readonly #pool: WorkerPool;
  readonly #maxBytes: number;
  readonly #deadlines: Deadlines;
  /** Entries that were met damaged. They stand for ever, so newer ones must be made beside them. */
  readonly #damaged = new Set<string>();
  /** Why the service is no longer asked: waiting for it once is enough. */
  #givenUp: string | undefined;

  constructor(options: ActionsStoreOptions) {
    const { script, variables, maxBytes, deadlines, processes = PROCESSES } = options;
    this.#pool = new WorkerPool({ script, processes, environment: workerEnvironment(variables) });
    this.#maxBytes = maxBytes;
    this.#deadlines = { ...DEFAULT_DEADLINES, ...deadlines };
    const availability = actionsCacheAvailability(variables);
    if (availability.kind === 'none') this.#givenUp = availability.reason;
  }

  /** Processes that work with the toolkit now. */
  get pids(): readonly number[] {
    return this.#pool.pids;
  }

  /** Starts processes ahead of the caches that will need them: loading the toolkit takes a while. */
  warmUp(count: number): void {
    if (this.#givenUp === undefined) this.#pool.warmUp(count);
  }

  async get(request: GetRequest): Promise<Lookup> {
    const found = await this.#lookUp(request);
    if (found.kind === 'miss') return found;
    const { serviceKey, entry } = found;
    return {
      kind: 'hit',
      key: entry.key,
      match: entry.key === request.key ? 'exact' : 'prefix',
      restore: root =>
        this.#restore(serviceKey, request.paths, root).catch(error =>
          notRestored((error as Error).message),
        ),
    } satisfies CacheHit;
  }

  async set(request: SetRequest): Promise<SaveResult> {
    return this.#save(request).catch(error => notSaved((error as Error).message));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }

  async #lookUp({ key, restoreKeys, paths }: GetRequest): Promise<FoundEntry | Miss> {
    const fault = this.#givenUp ?? faultOfKeys({ key, restoreKeys });
    if (fault !== undefined) return miss(fault);
    const container = containerOf(paths);
    const outcome = await this.#pool.run(
      {
        kind: 'look-up',
        container,
        key: exactPrefix(key),
        restoreKeys: restoreKeys.map(escapeKey),
      },
      this.#deadline(this.#deadlines.lookUpMs),
    );
    if (outcome.kind !== 'found') {
      const reason = reasonOf(outcome);
      if (outcome.kind === 'late') this.#givenUp = reason;
      return miss(reason);
    }
    const entry = parseServiceKey(outcome.key);
    const isAsked =
      entry !== undefined &&
      (entry.key === key || restoreKeys.some(prefix => entry.key.startsWith(prefix)));
    if (!isAsked) return miss('the service answered with an entry that was not asked for');
    return { kind: 'entry', serviceKey: outcome.key, entry };
  }

  async #restore(
    serviceKey: string,
    paths: readonly string[],
    root: string,
  ): Promise<RestoreResult> {
    const container = containerOf(paths);
    const name = nameOf(container, serviceKey);
    if (this.#damaged.has(name)) return notRestored('the entry is damaged');
    await using staging = await createStaging(root);
    const outcome = await this.#pool.run(
      {
        kind: 'restore',
        container,
        key: serviceKey,
        paths,
        maxBytes: this.#maxBytes,
        folder: staging.folder,
      },
      this.#deadline(this.#deadlines.transferMs),
    );
    if (outcome.kind === 'damaged') this.#damaged.add(name);
    if (outcome.kind !== 'unpacked') return notRestored(reasonOf(outcome, this.#maxBytes));
    const obstacle = moveIn({ folder: join(staging.folder, TREE) }, root, paths);
    if (obstacle !== undefined) return notRestored(obstacle);
    return { kind: 'restored', bytes: outcome.bytes };
  }

  async #save({ key, paths, root }: SetRequest): Promise<SaveResult> {
    const fault =
      paths.map(faultOfPath).find(found => found !== undefined) ??
      this.#givenUp ??
      faultOfKeys({ key, restoreKeys: [] });
    if (fault !== undefined) return notSaved(fault);
    const container = containerOf(paths);
    const there = await this.#lookUp({ key, restoreKeys: [], paths });
    if (this.#givenUp !== undefined) return notSaved(this.#givenUp);
    if (there.kind === 'entry' && !this.#damaged.has(nameOf(container, there.serviceKey))) {
      return { kind: 'already-there' };
    }
    await using staging = await createStaging(root);
    const outcome = await this.#pool.run(
      {
        kind: 'save',
        container,
        key: keyToSave(key, there.kind === 'entry' ? there.entry : undefined),
        paths,
        maxBytes: this.#maxBytes,
        root,
        folder: staging.folder,
      },
      this.#deadline(this.#deadlines.transferMs),
    );
    if (outcome.kind === 'saved') return { kind: 'saved', bytes: outcome.bytes };
    if (outcome.kind === 'already-there') return { kind: 'already-there' };
    return notSaved(reasonOf(outcome, this.#maxBytes));
  }

  #deadline(baseMs: number): Deadline {
    const { bytesPerSecond } = this.#deadlines;
    return { baseMs, bytesPerSecond, maxBytes: this.#maxBytes };
  }
}

export type { ActionsStore };

type Miss = Extract<Lookup, { kind: 'miss' }>;

interface FoundEntry {
  readonly kind: 'entry';
  /** What the service calls it. */
  readonly serviceKey: string;
  readonly entry: ServiceKey;
}

function nameOf(container: string, serviceKey: string): string {
  return `${container} ${serviceKey}`;
}

function reasonOf(outcome: Outcome, maxBytes?: number): string {
  switch (outcome.kind) {
    case 'late':
      return `the cache service was given up after ${(outcome.afterMs / 1000).toFixed(1)} s`;
    case 'too-large':
      return `it is larger than ${maxBytes} bytes`;
    case 'not-found':
    case 'damaged':
    case 'failed':
    case 'gone':
      return outcome.reason;
    default:
      return 'the process that works with the toolkit answered something else';
  }
}

function miss(reason: string): Miss {
  return { kind: 'miss', reason };
}

function notSaved(reason: string): SaveResult {
  return { kind: 'not-saved', reason };
}

function notRestored(reason: string): RestoreResult {
  return { kind: 'not-restored', reason };
}
