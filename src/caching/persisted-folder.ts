/**
 * A folder on machines that forget: it travels from run to run as one entry of a cache store. The newest
 * entry is what the next run begins with, and keys are made from what is in it. An entry that could not be
 * read is never hidden by a newer one with less in it: what is saved then goes beside it.
 */
import { hash } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeepCause } from '../record/facts/cache-outcome.ts';
import { type JobIdentity, seriesPart } from '../record/job.ts';
import type { CacheRecord } from '../record/run-record.ts';
import { generalFault, saveFaultOf } from './files/faults.ts';
import { createStaging } from './files/staging.ts';
import { BESIDE_PREFIX } from './keys.ts';
import type { Permission } from './policy.ts';
import type { CacheStore, SaveResult } from './store.ts';

/** Where a folder is, and where its entries are. */
export interface FolderPlace {
  /** Where the folder is kept between runs. */
  readonly store: CacheStore;
  /** The folder is at `root`/`folder`. */
  readonly root: string;
  readonly folder: string;
  /** What all keys start with. */
  readonly prefix: string;
  /** What others' keys start with that will do where there is none of these. */
  readonly fallback?: string;
}

export interface CarriedFolderOptions extends FolderPlace {
  /** What the report calls it. */
  readonly name: string;
  readonly saving: Permission;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/** What was sent, under which key. */
export interface Sent {
  readonly key: string;
  readonly result: SaveResult;
}

export interface PersistedFolder {
  /** Puts the newest entry in place. Never rejects. */
  fetch(): Promise<void>;
  /**
   * Sends the folder where that is permitted, under a key that starts with the prefix that `send` is given;
   * nothing where `send` finds nothing new. Never rejects.
   */
  save(send: (prefix: string) => Promise<Sent | undefined>): Promise<void>;
  /** What became of it, once it was fetched. */
  record(): CacheRecord | undefined;
}

export function carryFolder(options: CarriedFolderOptions): PersistedFolder {
  const { name, store, root, prefix, saving, now } = options;
  const base = { name, key: prefix, saved: false } as const;
  const request = requestOf(options);
  let record: CacheRecord | undefined;

  async function fetch(): Promise<CacheRecord> {
    const startedAt = now();
    const found = await store.fetch(request, root);
    if (found.kind === 'miss') {
      return { ...base, state: 'miss', restoring: { kind: 'missed', because: found.because } };
    }
    if (found.kind !== 'restored') {
      const beside = besidePrefix(options);
      await store.fetch({ ...request, key: beside, restoreKeys: [beside] }, root);
      return { ...base, state: 'error', restoring: { kind: 'failed', because: found.because } };
    }
    const { key, bytes } = found;
    return {
      ...base,
      key,
      matchedKey: key,
      state: 'exact',
      ...(bytes !== undefined && { restoredBytes: bytes }),
      restoreMs: now() - startedAt,
    };
  }

  async function save(
    before: CacheRecord,
    send: (prefix: string) => Promise<Sent | undefined>,
  ): Promise<CacheRecord> {
    if (!saving.allowed) return notSaved(before, saving.because);
    const startedAt = now();
    const sent = await send(before.state === 'error' ? await prefixToSave(options) : prefix);
    if (sent === undefined) return before;
    const { key, result } = sent;
    const saveMs = now() - startedAt;
    switch (result.kind) {
      case 'saved':
        return { ...before, key, saved: true, savedBytes: result.bytes, saveMs };
      case 'already-there':
        return { ...before, key, saveMs };
      case 'not-saved':
        return { ...notSaved(before, result.because), saveMs };
    }
  }

  return {
    async fetch() {
      record = await fetch().catch(
        (error): CacheRecord => ({
          ...base,
          state: 'error',
          restoring: { kind: 'failed', because: generalFault(error) },
        }),
      );
    },
    async save(send) {
      const before = record;
      if (before === undefined) return;
      record = await save(before, send).catch(error => notSaved(before, saveFaultOf(error)));
    },
    record: () => record,
  };
}

/**
 * What the key has to start with of a folder that began without the newest entry, or may have. Where that
 * can be read now, what it holds is added to the folder, so that nothing is hidden; where it still cannot,
 * the folder goes beside it.
 */
export async function prefixToSave(place: FolderPlace): Promise<string> {
  const { store, root, folder, prefix } = place;
  try {
    await using staging = await createStaging(root);
    const found = await store.fetch(requestOf(place), staging.folder);
    if (found.kind === 'miss') return prefix;
    if (found.kind !== 'restored') return besidePrefix(place);
    // Names are made from contents: of two files with the same name either will do.
    await cp(join(staging.folder, folder), join(root, folder), { recursive: true, force: false });
    return prefix;
  } catch {
    return besidePrefix(place);
  }
}

function requestOf({ prefix, fallback, folder }: FolderPlace) {
  return {
    key: prefix,
    restoreKeys: fallback === undefined ? [prefix] : [prefix, fallback],
    paths: [folder],
  };
}

function besidePrefix({ prefix }: FolderPlace): string {
  return `${BESIDE_PREFIX}${prefix}`;
}

/**
 * The part of a key that tells the pipelines of one repository apart, and one that tells apart the jobs
 * and legs of each: the newest entry is the only one that is found, so that of jobs which save at once all
 * but one would lose what is theirs.
 */
export function ownerParts(pipelineId: string, job: JobIdentity): readonly [string, string] {
  return [hash('sha256', pipelineId).slice(0, 16), seriesPart(job)];
}

function notSaved(record: CacheRecord, because: KeepCause): CacheRecord {
  return { ...record, saving: { kind: 'not-saved', because } };
}
