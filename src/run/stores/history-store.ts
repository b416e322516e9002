/** The baseline of a run: which history it is compared with and added to. */
import { hash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { createFileStore } from '../../baseline/file-store.ts';
import { type HistoryStore, readOnly, untrustedHistory } from '../../baseline/store.ts';
import type { Permission } from '../../caching/policy.ts';
import type { CacheStore } from '../../caching/store.ts';
import type { Variables } from '../../execution/process/stage-environment.ts';
import type { RunnerContext } from '../../github/runner/runner.ts';
import { findExecutable } from '../../programs/find-executable.ts';
import type { Refusal } from '../../record/facts/faults/folder-fault.ts';
import { HISTORY_FILE } from '../report/report-files.ts';
import { makeRoomIn } from '../report/report-place.ts';

/** Where the history is: in the cache, on a branch, or in a file. */
export type BaselineChoice =
  | { readonly kind: 'cache' }
  | { readonly kind: 'branch'; readonly branch: string }
  /** An absolute path; one that is only to be read is somebody else's. */
  | { readonly kind: 'file'; readonly file: string; readonly readOnly: boolean };

/** What the choice needs to be carried out. */
export interface BaselineRequest {
  readonly baseline: BaselineChoice;
  /** The one that was asked for: what else is in it goes before the history does, where the disk is full. */
  readonly reportDir: string;
  /** Why the report directory's own history must not be used. */
  readonly refusal?: Refusal | undefined;
  readonly pipelineId: string;
  readonly runner: RunnerContext;
  /** Whether the run may add to it. */
  readonly recording: Permission;
  /** Where the runner keeps caches, if it does. */
  readonly cache?: CacheStore | undefined;
  /** The folder that is the cache, in place of GitHub's service. */
  readonly cacheDir?: string | undefined;
}

/** Opens the history; a run that may not add to it can still read it. */
export async function openHistory(request: BaselineRequest): Promise<HistoryStore> {
  const { baseline, refusal } = request;
  // A file that is only to be read was named by whoever runs this; all else would be ours to write.
  const isOwn = baseline.kind === 'cache' || (baseline.kind === 'file' && !baseline.readOnly);
  if (refusal !== undefined && isOwn) return refused(refusal);
  const store = await choose(request);
  const { recording } = request;
  return recording.allowed ? store : readOnly(store);
}

/** What stands there is neither believed nor overwritten. */
function refused(refusal: Refusal): HistoryStore {
  return {
    load: async () => untrustedHistory(refusal),
    save: async () => ({ kind: 'read-only' }),
  };
}

/** The history that was chosen; without a cache it is in the report directory. */
async function choose({
  baseline,
  reportDir,
  pipelineId,
  runner,
  cache,
  cacheDir,
}: BaselineRequest): Promise<HistoryStore> {
  const makeRoom = () => makeRoomIn(reportDir);
  switch (baseline.kind) {
    case 'file': {
      const isOurs = dirname(baseline.file) === reportDir;
      const store = createFileStore(baseline.file, {
        isExpected: baseline.readOnly,
        ...(isOurs && { makeRoom }),
      });
      return baseline.readOnly ? readOnly(store) : store;
    }
    case 'branch': {
      const { createBranchStore } = await import('../../baseline/branch-store.ts');
      return createBranchStore({
        connect: () => runner.connect(),
        branch: baseline.branch,
        file: historyFileName(pipelineId),
      });
    }
    case 'cache': {
      if (cache === undefined) {
        return createFileStore(join(reportDir, HISTORY_FILE), { makeRoom });
      }
      const { createCacheHistoryStore } = await import('../../baseline/cache-store.ts');
      const isApart = cacheDir === undefined && packsWithoutZstd(runner.variables);
      return createCacheHistoryStore({
        store: cache,
        pipeline: pipelineId,
        job: runner.job,
        isApart,
      });
    }
  }
}

/**
 * GitHub's toolkit packs with zstd where there is one, else with gzip, and shows a machine with zstd no entry
 * that was packed without.
 */
function packsWithoutZstd({ PATH = '' }: Variables): boolean {
  return findExecutable('zstd', PATH) === undefined;
}

/** Several pipelines of a repository share a branch. */
function historyFileName(pipelineId: string): string {
  const readable = pipelineId.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  return `${readable}-${hash('sha256', pipelineId).slice(0, 8)}.json`;
}
