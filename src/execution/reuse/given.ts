/**
 * What a stage is given: what stands where it writes before it starts, and is not its own: sources that
 * its own patterns match, files that git tracks, what somebody put there. Its command may read it, append
 * to it, or leave something alone because of it, so that a stored result is good only where the same
 * stands there. What it does not write is never part of the result.
 */
import { fstatSync, lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { parentsOf } from '../../caching/files/paths.ts';
import { areAlike, collectOutputs } from '../../caching/results/result-store.ts';
import type { StoredResult } from '../../caching/results/stage-result.ts';
import type { Stage } from '../../pipeline/types.ts';
import { hollowFolders, type Standing, standingAt } from '../files/standing.ts';
import { declaredOutputs } from '../inputs/fingerprints.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Leftovers } from './leftovers.ts';

/** What stands where a stage writes without being given to it. */
export interface Own {
  /** What the stage's last execution, or a reuse, put there. */
  readonly entry: Pick<LedgerEntry, 'files' | 'over'> | undefined;
  /** Of what it left, what still is as it left it. */
  readonly left: Leftovers;
  /** Whether git tracks a file: then it stays, whoever wrote it last. */
  readonly tracked: (path: string) => boolean;
  /** Whether another stage made it, or it is in a cache of this one. */
  readonly isOthers: (path: string) => boolean;
  /** Before a run: whether the run removes it before it comes to the stage, and may leave its folder empty. */
  readonly isGoing?: (path: string) => boolean;
}

/**
 * Whether a file is where this process itself writes what it says: `stagetime run > out/log.txt`. It is
 * another one in every run, and given to nobody.
 */
export function isOwnOutput(root: string, path: string): boolean {
  const there = lstatSync(join(root, path), { throwIfNoEntry: false });
  return there !== undefined && [STDOUT, STDERR].some(fd => isOpenAs(fd, there));
}

const [STDOUT, STDERR] = [1, 2];

function isOpenAs(fd: number, { dev, ino }: Stats): boolean {
  try {
    const open = fstatSync(fd);
    return open.isFile() && open.dev === dev && open.ino === ino;
  } catch {
    // It is closed.
    return false;
  }
}

/** Whether a stage would now be given what it was given when the result was made. */
export async function isGivenAgain(
  root: string,
  stage: Stage,
  { outputs, given = [] }: StoredResult,
  { entry, left, tracked, isOthers, isGoing = () => false }: Own,
): Promise<boolean> {
  const patterns = declaredOutputs(stage);
  const standing = await standingAt(root, patterns);
  const isLeft = new Set([...left.files, ...left.folders]);
  const made = new Set(outputs.map(({ path }) => path));
  // Damage to what the stage made is repaired; what git tracks is the user's to change.
  const isDamaged = (path: string) =>
    made.has(path) && !tracked(path) && entry !== undefined && Object.hasOwn(entry.files, path);
  const isGiven = (path: string) => !isLeft.has(path) && !isDamaged(path) && !isOthers(path);
  const files = [...standing.files.keys()].filter(
    path => isGiven(path) && !isOwnOutput(root, path),
  );
  const foreign = await collectOutputs(root, files, emptyFolders(standing));
  if (foreign.kind === 'unreadable') return false;
  const replaced = entry?.over?.filter(({ path }) => isLeft.has(path)) ?? [];
  return areAlike([...foreign.outputs, ...replaced], given);

  /** Folders that were empty beside the result, and would be again. */
  function emptyFolders({ files, folders }: Standing): readonly string[] {
    const without = new Map([...files].filter(([path]) => !isLeft.has(path) && !isGoing(path)));
    const filled = new Set([...made].flatMap(parentsOf));
    return hollowFolders({ files: without, folders }, patterns).filter(
      folder => isGiven(folder) && !made.has(folder) && !filled.has(folder),
    );
  }
}
