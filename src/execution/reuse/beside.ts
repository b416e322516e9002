/**
 * What stands where a stage writes, and it does not write: sources that its own patterns match, files
 * that git tracks, what somebody put there. Its command may read it, or leave something alone because of
 * it, so that a stored result is good only beside the same. It is never part of the result.
 */
import type { StoredResult } from '../../caching/result.ts';
import { areAlike, collectOutputs } from '../../caching/reuse.ts';
import type { Stage } from '../../pipeline/types.ts';
import { declaredOutputs } from '../fingerprints.ts';
import type { Leftovers } from './leftovers.ts';
import { hollowFolders, standingAt } from './standing.ts';

/** Whose the files are that stand where a stage writes. */
export interface Owners {
  /** What earlier executions of the stage left. */
  readonly left: Leftovers;
  /** Whether git tracks a file: then it stays, whoever wrote it last. */
  readonly tracked: (path: string) => boolean;
  /** Whether another stage made it, or it is in a cache of this one. */
  readonly isOthers: (path: string) => boolean;
}

/** Whether what stands beside a result is what stood there when it was made. */
export async function standsAsThen(
  root: string,
  stage: Stage,
  { outputs, beside = [] }: StoredResult,
  { left, tracked, isOthers }: Owners,
): Promise<boolean> {
  const goes = left.files.filter(path => !tracked(path));
  const own = new Set([...outputs.map(({ path }) => path), ...goes, ...left.folders]);
  const isBeside = (path: string) => !own.has(path) && !isOthers(path);
  const patterns = declaredOutputs(stage);
  const standing = await standingAt(root, patterns);
  const there = await collectOutputs(
    root,
    [...standing.files.keys()].filter(isBeside),
    hollowFolders(standing, patterns).filter(isBeside),
  );
  return there.kind === 'collected' && areAlike(there.outputs, beside);
}
