/** What git ignores decides nothing, unless somebody means it. */
import { isWithin, parentsOf } from '../../caching/files/paths.ts';
import { namedIn } from '../../pipeline/patterns/patterns.ts';
import type { GitFiles } from './git-files.ts';

export interface IgnoredOptions {
  /** The patterns that matched the paths. */
  readonly patterns: readonly string[];
  /** Whether a stage declares to make the file: it counts wherever it stands. */
  readonly isMade: (path: string) => boolean;
  /** Nothing where there is no repository: then no file is ignored. */
  readonly git: GitFiles | undefined;
}

/** A name that no rule is about, unless it is about everything in a folder. */
const ANY_NAME = 'any-file-of-stagetime';

/**
 * The paths without those that git ignores. These stay all the same: what a pattern names without
 * signs; what is in a folder that a pattern so names, where git ignores whatever is put into that
 * folder; and what stages make.
 */
export async function withoutIgnored(
  paths: readonly string[],
  { patterns, isMade, git }: IgnoredOptions,
): Promise<readonly string[]> {
  if (git === undefined) return paths;
  const named = namedIn(patterns);
  const doubtful = paths.filter(
    path => !(git.isTracked(path) || named.files.has(path) || isMade(path)),
  );
  const ignored = await git.ignored(doubtful);
  if (ignored.size === 0) return paths;
  const isNamed = (folder: string) => named.files.has(folder) || named.folders.has(folder);
  const folders = [...new Set([...ignored].flatMap(parentsOf).filter(isNamed))];
  const meant = await ignoredFolders(git, folders);
  return paths.filter(path => !ignored.has(path) || isWithin(path, meant));
}

async function ignoredFolders(
  git: GitFiles,
  folders: readonly string[],
): Promise<ReadonlySet<string>> {
  const probes = new Map(folders.map(folder => [`${folder}/${ANY_NAME}`, folder]));
  const ignored = await git.ignored([...probes.keys()]);
  return new Set([...ignored].flatMap(probe => probes.get(probe) ?? []));
}
