/**
 * Replies of models on machines that forget: the folder that holds them travels as one entry of a cache
 * store. Its key is made from what is in it, so that nothing unchanged is saved, and the newest one is
 * what the next run begins with.
 */
import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline as streamInto } from 'node:stream/promises';
import type { CacheRecord } from '../../record/run-record.ts';
import { REPLIES_PREFIX } from '../keys.ts';
import type { Permission } from '../policy.ts';
import type { CacheStore, SaveResult } from '../store.ts';
import { DRAFTS } from './store.ts';

/** Which replies, and where they are carried to. */
export interface ReplyParcel {
  readonly store: CacheStore;
  /** The folder is at `root`/`folder`. */
  readonly root: string;
  readonly folder: string;
  /** Pipelines of one repository do not carry one another's replies. */
  readonly pipelineId: string;
}

export interface CarrierOptions extends ReplyParcel {
  readonly saving: Permission;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/** Replies that come from other runs, and go to the next. */
export interface CarriedReplies {
  /** Fetches the replies, once. Never rejects. */
  fetch(): Promise<void>;
  /** Saves them, when so many were added. Never rejects. */
  save(added: number): Promise<void>;
  /** Once they were asked for. */
  record(): CacheRecord | undefined;
}

const NAME = 'LLM replies';

/** Empties the folder, and fetches nothing before it is asked to. */
export async function carryReplies(options: CarrierOptions): Promise<CarriedReplies> {
  const { store, root, folder, saving, now } = options;
  // What another job left here may be of a run that is not trusted.
  await rm(join(root, folder), { recursive: true, force: true });
  const prefix = prefixOf(options);
  const request = { key: prefix, restoreKeys: [prefix], paths: [folder] };
  let record: CacheRecord | undefined;
  let fetching: Promise<void> | undefined;

  async function fetch(): Promise<void> {
    const startedAt = now();
    const base = { name: NAME, key: prefix, saved: false } as const;
    record = { ...base, state: 'miss' };
    const found = await store.fetch(request, root);
    if (found.kind !== 'restored') {
      const state = found.kind === 'miss' ? 'miss' : 'error';
      record = { ...base, state, reason: found.reason };
      return;
    }
    record = {
      ...base,
      key: found.key,
      matchedKey: found.key,
      state: 'exact',
      ...(found.bytes !== undefined && { restoredBytes: found.bytes }),
      restoreMs: now() - startedAt,
    };
  }

  async function save(added: number): Promise<void> {
    if (record === undefined) return;
    if (!saving.allowed) {
      record = { ...record, reason: withReason(record, saving.reason) };
      return;
    }
    if (added === 0) return;
    const startedAt = now();
    const { key, result } = await saveReplies(options);
    const saveMs = now() - startedAt;
    switch (result.kind) {
      case 'saved':
        record = { ...record, key, saved: true, savedBytes: result.bytes, saveMs };
        return;
      case 'already-there':
        record = { ...record, key, saveMs };
        return;
      case 'not-saved':
        record = { ...record, saveMs, reason: withReason(record, result.reason) };
    }
  }

  return {
    fetch() {
      fetching ??= fetch().catch((error: Error) => {
        record = { name: NAME, key: prefix, saved: false, state: 'error', reason: error.message };
      });
      return fetching;
    },
    save: added =>
      save(added).catch((error: Error) => {
        if (record !== undefined) record = { ...record, reason: withReason(record, error.message) };
      }),
    record: () => record,
  };
}

/** Saves the replies as they stand in the folder, of this run or of one that was killed. */
export async function saveReplies(
  parcel: ReplyParcel,
): Promise<{ readonly key: string; readonly result: SaveResult }> {
  const { store, root, folder } = parcel;
  // Halves of replies that a killed run was writing.
  await rm(join(root, folder, DRAFTS), { recursive: true, force: true });
  const key = `${prefixOf(parcel)}${await contentOf(join(root, folder))}/`;
  return { key, result: await store.set({ key, paths: [folder], root }) };
}

function prefixOf({ pipelineId }: ReplyParcel): string {
  return `${REPLIES_PREFIX}${hash('sha256', pipelineId).slice(0, 16)}/`;
}

function withReason({ reason }: CacheRecord, notSaved: string): string {
  const words = `not saved: ${notSaved}`;
  return reason === undefined ? words : `${reason}; ${words}`;
}

/** Names and contents of all files; names alone would keep a damaged reply in place of a mended one. */
async function contentOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  const whole = createHash('sha256');
  for (const path of paths) {
    const one = createHash('sha256');
    await streamInto(createReadStream(path), one);
    whole.update(JSON.stringify([path.slice(folder.length), one.digest('hex')]));
  }
  return whole.digest('hex').slice(0, 32);
}
