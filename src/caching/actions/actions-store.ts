/**
 * The cache store of GitHub Actions. The toolkit does the talking, in processes of its own with a
 * deadline: it may wait a quarter of an hour for a service that does not answer, leave half of an
 * archive behind, or keep a process alive. What it unpacks is checked there; only then is anything
 * moved into place, whole or not at all.
 */
import { join } from 'node:path';
import type {
  MissCause,
  ReadCause,
  RestoreFault,
  SaveFault,
} from '../../record/facts/store-fault.ts';
import { copyExtent } from '../files/copy.ts';
import { placeObstacleOf, saveFaultOf } from '../files/faults.ts';
import { faultOfPath } from '../files/paths.ts';
import { createStaging, moveIn } from '../files/staging.ts';
import type { Extent, Limits } from '../files/tree.ts';
import type {
  CacheHit,
  CacheMiss,
  CacheStore,
  CacheUnreadable,
  Fetched,
  GetRequest,
  Lookup,
  Match,
  ReadFault,
  RestoreResult,
  SaveResult,
  SetRequest,
} from '../store.ts';
import { actionsCacheAvailability, type Variables, workerEnvironment } from './availability.ts';
import {
  containerOf,
  escapeKey,
  exactPrefix,
  faultOfKeys,
  keyToSave,
  parseServiceKey,
  type ServiceKey,
} from './keys.ts';
import { TREE } from './messages.ts';
import { WorkerPool } from './worker-pool.ts';
import type { Deadline, Outcome } from './worker-process.ts';

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
  /** Whether this machine has zstd, as by default; without it the toolkit sees no entry packed with it. */
  readonly hasZstd?: boolean;
  /** Most processes that work with the toolkit at once. */
  readonly processes?: number;
}

const PROCESSES = 4;
/** Below a task's folder: what was copied to be judged before it is saved. */
const COPY = 'copy';

/** Starts nothing until it is asked for something, or to be ready; ends with its disposal, or with us. */
export function createActionsStore(options: ActionsStoreOptions): ActionsStore {
  return new ActionsStore(options);
}

class ActionsStore implements CacheStore, AsyncDisposable {
  readonly #pool: WorkerPool;
  readonly #maxBytes: number;
  readonly #deadlines: Deadlines;
  readonly #hasZstd: boolean;
  /** Entries that were met damaged. They stand for ever, so newer ones must be made beside them. */
  readonly #damaged = new Set<string>();
  /** Why the service is no longer asked: waiting for it once is enough. */
  #givenUp: GivenUp | undefined;

  constructor(options: ActionsStoreOptions) {
    const { script, variables, maxBytes, deadlines, processes = PROCESSES } = options;
    this.#pool = new WorkerPool({ script, processes, environment: workerEnvironment(variables) });
    this.#maxBytes = maxBytes;
    this.#hasZstd = options.hasZstd ?? true;
    this.#deadlines = { ...DEFAULT_DEADLINES, ...deadlines };
    const availability = actionsCacheAvailability(variables);
    if (availability.kind === 'none') {
      this.#givenUp = { kind: 'no-service', unset: [...availability.unset] };
    }
  }

  get maxBytes(): number {
    return this.#maxBytes;
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
    if (found.kind !== 'entry') return found;
    const { serviceKey } = found;
    const exactly = { ...request, key: serviceKey, restoreKeys: [] };
    return {
      kind: 'hit',
      ...matchOf(found.entry, request),
      restore: async root => {
        const restored = await this.#restoreSafely(exactly, root);
        switch (restored.kind) {
          case 'unpacked':
            return { kind: 'restored', bytes: restored.bytes };
          // It was found a moment ago.
          case 'miss':
            return notRestored(restored.because, 'unavailable');
          case 'unreadable':
            return notRestored(restored.because, restored.fault);
          case 'not-restored':
            return restored;
        }
      },
    } satisfies CacheHit;
  }

  async fetch(request: GetRequest, root: string): Promise<Fetched> {
    const fault = this.#obstacleTo(request);
    if (fault !== undefined) return fault;
    const restored = await this.#restoreSafely({ ...request, ...serviceKeys(request) }, root);
    if (restored.kind !== 'unpacked') return restored;
    const entry = entryAsked(restored.key, request);
    if (entry === undefined) return unreadable('damaged', { kind: 'unasked-entry' });
    return { kind: 'restored', bytes: restored.bytes, ...matchOf(entry, request) };
  }

  async set(request: SetRequest): Promise<SaveResult> {
    return this.#save(request).catch(error => notSaved(saveFaultOf(error)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }

  /** Why the service is not even asked: one that is given up, or a key that no entry can have. */
  #obstacleTo(
    request: Pick<GetRequest, 'key' | 'restoreKeys'>,
  ): CacheMiss | CacheUnreadable | undefined {
    if (this.#givenUp !== undefined) return unreadable('unavailable', this.#givenUp);
    const fault = faultOfKeys(request);
    return fault === undefined ? undefined : miss(fault);
  }

  async #lookUp(request: GetRequest): Promise<FoundEntry | CacheMiss | CacheUnreadable> {
    const fault = this.#obstacleTo(request);
    if (fault !== undefined) return fault;
    const outcome = await this.#pool.run(
      {
        kind: 'look-up',
        container: containerOf(request.paths),
        hasZstd: this.#hasZstd,
        ...serviceKeys(request),
      },
      this.#deadline(this.#deadlines.lookUpMs),
    );
    if (outcome.kind === 'not-found') return miss({ kind: 'no-entry' });
    if (outcome.kind !== 'found') return this.#unreadable(outcome);
    const entry = entryAsked(outcome.key, request);
    if (entry === undefined) return unreadable('damaged', { kind: 'unasked-entry' });
    return { kind: 'entry', serviceKey: outcome.key, entry };
  }

  #restoreSafely(request: GetRequest, root: string): Promise<Restored> {
    return this.#restore(request, root).catch(error => notRestored(placeObstacleOf(error)));
  }

  /** Restores by the service's keys. */
  async #restore(request: GetRequest, root: string): Promise<Restored> {
    const { key, restoreKeys, paths, folders } = request;
    const container = containerOf(paths);
    if (this.#damaged.has(nameOf(container, key))) {
      return unreadable('damaged', { kind: 'known-damaged' });
    }
    await using staging = await createStaging(root);
    const { folder } = staging;
    const limits = this.#limits(request);
    const outcome = await this.#pool.run(
      { kind: 'restore', container, key, restoreKeys, limits, folder, hasZstd: this.#hasZstd },
      this.#deadline(this.#deadlines.transferMs),
    );
    if (outcome.kind === 'damaged') this.#damaged.add(nameOf(container, outcome.key));
    if (outcome.kind === 'not-found') return miss({ kind: 'no-entry' });
    if (outcome.kind !== 'unpacked') return this.#unreadable(outcome);
    const obstacle = moveIn({ folder: join(folder, TREE) }, root, paths, folders);
    return obstacle === undefined ? outcome : notRestored(obstacle);
  }

  async #save(request: SetRequest): Promise<SaveResult> {
    const { key, paths, root, stillValid } = request;
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
    const serviceKey = keyToSave(key, there.kind === 'entry' ? there.entry : undefined);
    const { folder } = staging;
    const limits = this.#limits(request);
    if (stillValid !== undefined) {
      // The toolkit reads and sends in one go: what it is given must be read, and judged, before.
      const copied = copyExtent(root, join(folder, COPY), limits);
      if (copied === 'too-large') return notSaved(this.#causeOf({ kind: copied }));
      if (!(await stillValid())) return notSaved({ kind: 'changed-meanwhile' });
    }
    const from = stillValid === undefined ? root : join(folder, COPY);
    const outcome = await this.#pool.run(
      {
        kind: 'save',
        container,
        key: serviceKey,
        limits,
        root: from,
        folder,
        hasZstd: this.#hasZstd,
      },
      this.#deadline(this.#deadlines.transferMs),
    );
    if (outcome.kind === 'saved') {
      const { bytes, leftOut } = outcome;
      return { kind: 'saved', bytes, ...(leftOut.length > 0 && { leftOut }) };
    }
    if (outcome.kind === 'already-there') return { kind: 'already-there' };
    return notSaved(outcome.kind === 'refused' ? outcome.because : this.#causeOf(outcome));
  }

  #unreadable(outcome: Outcome): CacheUnreadable {
    return unreadable(faultOf(outcome), this.#causeOf(outcome));
  }

  /** Why nothing came of a task; a service that keeps silent is not asked again. */
  #causeOf(outcome: Outcome): ReadCause {
    switch (outcome.kind) {
      case 'late':
        this.#givenUp ??= { kind: 'given-up', afterMs: outcome.afterMs };
        return this.#givenUp;
      case 'too-large':
        return { kind: 'too-large', maxBytes: this.#maxBytes };
      case 'other-packing':
      case 'damaged':
      case 'failed':
      case 'gone':
        return outcome.because;
      default:
        return { kind: 'wrong-answer' };
    }
  }

  #limits({ paths, folders }: Extent): Limits {
    return { paths, maxBytes: this.#maxBytes, ...(folders !== undefined && { folders }) };
  }

  #deadline(baseMs: number): Deadline {
    const { bytesPerSecond } = this.#deadlines;
    return { baseMs, bytesPerSecond, maxBytes: this.#maxBytes };
  }
}

export type { ActionsStore };

type GivenUp = Extract<ReadCause, { kind: 'no-service' | 'given-up' }>;
type NotRestored = Extract<RestoreResult, { kind: 'not-restored' }>;
type Restored = Extract<Outcome, { kind: 'unpacked' }> | CacheMiss | CacheUnreadable | NotRestored;

interface FoundEntry {
  readonly kind: 'entry';
  /** What the service calls it. */
  readonly serviceKey: string;
  readonly entry: ServiceKey;
}

function nameOf(container: string, serviceKey: string): string {
  return `${container} ${serviceKey}`;
}

function serviceKeys({ key, restoreKeys }: GetRequest) {
  return { key: exactPrefix(key), restoreKeys: restoreKeys.map(escapeKey) };
}

function entryAsked(serviceKey: string, { key, restoreKeys }: GetRequest): ServiceKey | undefined {
  const entry = parseServiceKey(serviceKey);
  const isAsked =
    entry?.key === key || restoreKeys.some(prefix => entry?.key.startsWith(prefix) === true);
  return isAsked ? entry : undefined;
}

function matchOf(entry: ServiceKey, { key }: GetRequest): Match {
  return { key: entry.key, match: entry.key === key ? 'exact' : 'prefix' };
}

function miss(because: MissCause): CacheMiss {
  return { kind: 'miss', because };
}

function notSaved(because: SaveFault): SaveResult {
  return { kind: 'not-saved', because };
}

function notRestored(because: RestoreFault, fault?: ReadFault): NotRestored {
  return { kind: 'not-restored', because, ...(fault !== undefined && { fault }) };
}

function unreadable(fault: ReadFault, because: ReadCause): CacheUnreadable {
  return { kind: 'unreadable', fault, because };
}

function faultOf({ kind }: Outcome): ReadFault {
  switch (kind) {
    case 'late':
    case 'damaged':
    case 'too-large':
    case 'other-packing':
      return kind;
    default:
      return 'unavailable';
  }
}
