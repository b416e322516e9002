/**
 * Replies of models on machines that forget: the folder that holds them travels as one entry of a cache
 * store. Its key is made from what is in it, so that nothing unchanged is saved, and the newest one is
 * what the next run begins with.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline as streamInto } from 'node:stream/promises';
import { REPLIES_PREFIX } from '../../caching/keys.ts';
import {
  carryFolder,
  ownerParts,
  prefixToSave,
  type Sent,
} from '../../caching/persisted-folder.ts';
import type { Permission } from '../../caching/policy.ts';
import type { CacheStore } from '../../caching/store.ts';
import type { JobIdentity } from '../../record/job.ts';
import type { CacheRecord } from '../../record/run-record.ts';
import { DRAFTS } from './store.ts';

/** Which replies, and where they are carried to. */
export interface ReplyParcel {
  readonly store: CacheStore;
  /** The folder is at `root`/`folder`. */
  readonly root: string;
  readonly folder: string;
  /** Pipelines of one repository do not carry one another's replies. */
  readonly pipelineId: string;
  /** Whose replies are saved; those of other jobs will do where there are none. */
  readonly job: JobIdentity;
}

export interface PersistOptions extends ReplyParcel {
  readonly saving: Permission;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/** Replies that come from other runs, and go to the next. */
export interface PersistedReplies {
  /** Fetches the replies, once. Never rejects. */
  fetch(): Promise<void>;
  /** Saves them, when so many were added. Never rejects. */
  save(added: number): Promise<void>;
  /** Once they were asked for. */
  record(): CacheRecord | undefined;
}

/** Empties the folder, and fetches nothing before it is asked to. */
export async function carryReplies(options: PersistOptions): Promise<PersistedReplies> {
  const { root, folder } = options;
  // What another job left here may be of a run that is not trusted.
  await rm(join(root, folder), { recursive: true, force: true });
  const { prefix, fallback } = prefixesOf(options);
  const name = 'LLM replies';
  const carried = carryFolder({ ...options, name, prefix, fallback });
  let fetching: Promise<void> | undefined;
  return {
    fetch() {
      fetching ??= carried.fetch();
      return fetching;
    },
    save: added =>
      carried.save(async start => (added === 0 ? undefined : sendReplies(options, start))),
    record() {
      if (fetching === undefined) return undefined;
      return carried.record() ?? { name, key: prefix, saved: false, state: 'miss' };
    },
  };
}

/** Saves the replies that a run left behind that was killed: perhaps before it had those of earlier runs. */
export async function saveReplies(parcel: ReplyParcel): Promise<Sent> {
  return sendReplies(parcel, await prefixToSave({ ...parcel, ...prefixesOf(parcel) }));
}

/** Saves the replies as they stand in the folder. */
async function sendReplies(parcel: ReplyParcel, start: string): Promise<Sent> {
  const { store, root, folder } = parcel;
  // Halves of replies that a killed run was writing.
  await rm(join(root, folder, DRAFTS), { recursive: true, force: true });
  const key = `${start}${await contentOf(join(root, folder))}/`;
  return { key, result: await store.set({ key, paths: [folder], root }) };
}

/** A reply is found by the request that it answers: whose job asked does not matter. */
function prefixesOf({ pipelineId, job }: ReplyParcel): Record<'prefix' | 'fallback', string> {
  const [pipeline, owner] = ownerParts(pipelineId, job);
  const fallback = `${REPLIES_PREFIX}${pipeline}/`;
  return { prefix: `${fallback}${owner}/`, fallback };
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
