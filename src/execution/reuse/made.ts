/** What an execution made: what stands where it writes after it, and did not stand there before. */
import { parentsOf } from '../../caching/files/paths.ts';
import type { NotStored } from '../../record/facts/stage/not-stored.ts';
import { matcherOf } from '../files/patterns.ts';
import { hollowFolders, literalBeginning, type Standing } from '../files/standing.ts';
import { linkAt } from './links.ts';

/** What a stage's command left behind, and what it had nothing to do with. */
export interface Made {
  /** Files and links that this execution wrote, or kept in its caches; sorted. */
  readonly files: readonly string[];
  /** Innermost folders without files, likewise. */
  readonly folders: readonly string[];
  /** What was written or made now; of these, nothing was there before as it is now. */
  readonly written: readonly string[];
  /** All folders that were not there before. */
  readonly newFolders: readonly string[];
  /** Files that were there before, and that it did not write: git's, or somebody else's. */
  readonly beside: readonly string[];
  /** Folders without files, likewise. */
  readonly besideFolders: readonly string[];
}

/** What one execution is judged by. */
export interface Execution {
  readonly before: Standing;
  readonly after: Standing;
  readonly patterns: readonly string[];
  /**
   * Whether a file that the command did not write is one of its results all the same: it is in a cache
   * of the stage, whose tool found it to be up to date.
   */
  readonly mayKeep: (path: string) => boolean;
}

/** Tells what was made from what was there. */
export function madeBy({ before, after, patterns, mayKeep }: Execution): Made {
  const paths = [...after.files.keys()].sort();
  const isWritten = (path: string) => before.files.get(path) !== after.files.get(path);
  const newFolders = [...after.folders].filter(folder => !before.folders.has(folder)).sort();
  const isNew = new Set(newFolders);
  const hollow = hollowFolders(after, patterns);
  const isOwnFolder = (path: string) => isNew.has(path) || mayKeep(path);
  return {
    files: paths.filter(path => isWritten(path) || mayKeep(path)),
    folders: hollow.filter(isOwnFolder),
    besideFolders: hollow.filter(path => !isOwnFolder(path)),
    written: paths.filter(isWritten),
    newFolders,
    beside: paths.filter(path => !isWritten(path) && !mayKeep(path)),
  };
}

/**
 * Why a result would be incomplete: a pattern of the outputs for which nothing was made. A file that
 * git tracks is there without being made.
 */
export function missingOutput(
  root: string,
  patterns: readonly string[],
  { files, folders, beside }: Made,
  tracked: (path: string) => boolean,
): NotStored | undefined {
  const exclusions = patterns.filter(pattern => pattern.startsWith('!'));
  const matcherFor = (pattern: string) => matcherOf([pattern, ...exclusions]);
  const pattern = patterns
    .filter(pattern => !pattern.startsWith('!'))
    .find(pattern => ![...files, ...folders, ...beside.filter(tracked)].some(matcherFor(pattern)));
  if (pattern === undefined) return undefined;
  const beginning = literalBeginning(pattern);
  for (const path of [...parentsOf(beginning), beginning]) {
    const target = path === '' ? undefined : linkAt(root, path);
    if (target !== undefined) return { kind: 'link', path, target };
  }
  const there = beside.find(matcherFor(pattern));
  return { kind: 'missing-output', pattern, ...(there !== undefined && { foreign: there }) };
}
