/**
 * Stored results of stages on machines that forget: the folder that holds them travels as one entry
 * of a cache store, because asking for each result would cost a round trip each. What is in it is
 * checked by the directory store like anything that was found on a disk.
 */
import { hash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import type { CacheRecord } from '../record/run-record.ts';
import { createDirectoryStore } from './directory-store.ts';
import { RESULTS_PREFIX } from './keys.ts';
import type { Permission } from './policy.ts';
import type { CacheStore } from './store.ts';

export interface CarrierOptions {
  /** Where the folder is kept between runs. */
  readonly store: CacheStore;
  /** The folder is at `root`/`folder`. */
  readonly root: string;
  readonly folder: string;
  /** Pipelines of one repository do not carry one another's results. */
  readonly pipelineId: string;
  /** Most that the results may take. */
  readonly maxBytes: number;
  readonly saving: Permission;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/** Results that came from another run, and go to the next. */
export interface CarriedResults {
  /** The results as a store; comes when they are there, or known not to come. Never rejects. */
  readonly store: Promise<CacheStore>;
  /** Saves what changed. Never rejects. */
  save(): Promise<void>;
  record(): CacheRecord | undefined;
}

const NAME = 'stage results';

/** Begins to fetch the results. */
export function carryResults(options: CarrierOptions): CarriedResults {
  const { store, root, folder, saving, now } = options;
  const prefix = `${RESULTS_PREFIX}${hash('sha256', options.pipelineId).slice(0, 16)}/${platform()}-${arch()}/`;
  const paths = [folder];
  let record: CacheRecord | undefined;
  let before: string | undefined;

  async function fetch(): Promise<void> {
    const startedAt = now();
    const base = { name: NAME, key: prefix, saved: false } as const;
    const found = await store.fetch({ key: prefix, restoreKeys: [prefix], paths }, root);
    if (found.kind !== 'restored') {
      const state = found.kind === 'miss' ? 'miss' : 'error';
      record = { ...base, state, reason: found.reason };
      return;
    }
    before = await contentOf(join(root, folder));
    record = {
      ...base,
      key: found.key,
      matchedKey: found.key,
      state: 'exact',
      ...(found.bytes !== undefined && { restoredBytes: found.bytes }),
      restoreMs: now() - startedAt,
    };
  }

  async function save(): Promise<void> {
    if (record === undefined) return;
    if (!saving.allowed) {
      record = { ...record, reason: withReason(record, `not saved: ${saving.reason}`) };
      return;
    }
    const content = await contentOf(join(root, folder));
    if (content === before || content === undefined) return;
    const startedAt = now();
    const key = `${prefix}${content}/`;
    const result = await store.set({ key, paths, root });
    const saveMs = now() - startedAt;
    switch (result.kind) {
      case 'saved':
        record = { ...record, key, saved: true, savedBytes: result.bytes, saveMs };
        return;
      case 'already-there':
        record = { ...record, key, saveMs };
        return;
      case 'not-saved':
        record = { ...record, saveMs, reason: withReason(record, `not saved: ${result.reason}`) };
    }
  }

  const { maxBytes } = options;
  const results = createDirectoryStore({ folder: join(root, folder), maxBytes });
  return {
    store: fetch()
      .catch((error: Error) => {
        record = { name: NAME, key: prefix, saved: false, state: 'error', reason: error.message };
      })
      .then(() => results),
    save: () =>
      save().catch((error: Error) => {
        const reason = `not saved: ${error.message}`;
        if (record !== undefined) record = { ...record, reason: withReason(record, reason) };
      }),
    record: () => record,
  };
}

function withReason({ reason }: CacheRecord, more: string): string {
  return reason === undefined ? more : `${reason}; ${more}`;
}

/** What the folder holds, by the names of its files: they are named by content and key. */
async function contentOf(folder: string): Promise<string | undefined> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const kept = files.filter(file => !file.startsWith('temp')).sort();
  return kept.length === 0 ? undefined : hash('sha256', JSON.stringify(kept)).slice(0, 32);
}
