/**
 * Stored results of stages on machines that forget: the folder that holds them travels as one entry
 * of a cache store, because asking for each result would cost a round trip each. What is in it is
 * checked by the directory store like anything that was found on a disk.
 */
import { hash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import type { JobIdentity } from '../../record/job.ts';
import type { CacheRecord } from '../../record/run-record.ts';
import { createDirectoryStore } from '../directory/directory-store.ts';
import { RESULTS_PREFIX } from '../keys.ts';
import { carryFolder, ownerParts } from '../persisted-folder.ts';
import type { Permission } from '../policy.ts';
import type { CacheStore } from '../store.ts';

export interface PersistOptions {
  /** Where the folder is kept between runs. */
  readonly store: CacheStore;
  /** The folder is at `root`/`folder`. */
  readonly root: string;
  readonly folder: string;
  /** Pipelines of one repository do not carry one another's results. */
  readonly pipelineId: string;
  /**
   * Nor do the jobs and legs: what the steps before have set up (a version of Python) is not all in a
   * stage's fingerprint, and the result of one leg may be wrong in another.
   */
  readonly job: JobIdentity;
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

/** Begins to fetch the results. */
export function carryResults(options: PersistOptions): CarriedResults {
  const { store, root, folder, pipelineId, job, maxBytes } = options;
  const [pipeline, owner] = ownerParts(pipelineId, job);
  const prefix = `${RESULTS_PREFIX}${pipeline}/${platform()}-${arch()}/${owner}/`;
  const carried = carryFolder({ ...options, name: 'stage results', prefix });
  const results = createDirectoryStore({ folder: join(root, folder), maxBytes });
  let before: string | undefined;

  async function fetch(): Promise<CacheStore> {
    await carried.fetch();
    if (carried.record()?.state === 'exact') before = await contentOf(join(root, folder));
    return results;
  }

  return {
    store: fetch(),
    save: () =>
      carried.save(async start => {
        const content = await contentOf(join(root, folder));
        if (content === before || content === undefined) return undefined;
        const key = `${start}${content}/`;
        return { key, result: await store.set({ key, paths: [folder], root }) };
      }),
    record: carried.record,
  };
}

/** What the folder holds, by the names of its files: they are named by content and key. */
async function contentOf(folder: string): Promise<string | undefined> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const kept = files.filter(file => !file.startsWith('temp')).sort();
  return kept.length === 0 ? undefined : hash('sha256', JSON.stringify(kept)).slice(0, 32);
}
