/**
 * What git knows of the files below a folder: which of them it tracks, which it ignores, and which are
 * no longer what its index says. Where git cannot be asked, nothing counts as ignored and everything
 * as tracked: then too much decides a result, and nothing is taken for a leftover.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { parentsOf } from '../../caching/files/paths.ts';
import { askGit, entriesOf, gitError } from '../../programs/git.ts';
import type { Variables } from '../process/stage-environment.ts';

/** Paths are relative to the folder, with `/`. */
export interface GitFiles {
  /** Whether the path is in the index, or in a submodule. */
  isTracked(path: string): boolean;
  /** Those of the paths, of files and of folders, that git ignores; never one that it tracks. */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>;
  /** Files in the index that are not there any more, or whose content is another; in code unit order. */
  changedTracked(): Promise<readonly string[]>;
}

export interface GitFilesOptions {
  readonly environment?: Variables;
  /** Told once if git does not answer, with the reason. */
  readonly onFault?: (reason: string) => void;
}

/** What git knows of the files below `root`; nothing where there is no git or no repository. Never rejects. */
export async function readGitFiles(
  root: string,
  { environment = process.env, onFault = () => undefined }: GitFilesOptions = {},
): Promise<GitFiles | undefined> {
  const git = createGit(root, environment);
  const listed = await git(['ls-files', '--stage', '-z']);
  if (listed.kind === 'failed') {
    if (listed.isWithout) return undefined;
    onFault(listed.reason);
    return UNKNOWN;
  }
  return gitFiles(root, git, parseIndex(listed.entries), once(onFault));
}

/** As if git tracked everything: no file of it is to be removed, and each may decide a result. */
const UNKNOWN: GitFiles = {
  isTracked: () => true,
  ignored: async () => new Set(),
  changedTracked: async () => [],
};

interface Index {
  readonly tracked: ReadonlySet<string>;
  /** Folders of submodules. */
  readonly submodules: ReadonlySet<string>;
}

function gitFiles(
  root: string,
  git: Git,
  { tracked, submodules }: Index,
  onFault: (reason: string) => void,
): GitFiles {
  /** Answers so far: a run decides once what counts. */
  const known = new Map<string, boolean>();
  const isLink = memoized((path: string) => isLinkAt(join(root, path)));
  let rootIsIgnored: Promise<boolean> | undefined;

  /** Git refuses whole lists that hold such paths, and ignores none of them. */
  const isBeyond = (path: string): boolean =>
    parentsOf(path).some(parent => submodules.has(parent) || isLink(parent));
  const isTracked = (path: string): boolean =>
    tracked.has(path) || parentsOf(path).some(parent => submodules.has(parent));

  async function ask(paths: readonly string[]): Promise<ReadonlySet<string>> {
    if (paths.length === 0) return new Set();
    // What is tracked is not asked for; the index would be searched once for each path.
    const answer = await git(
      ['check-ignore', '--no-index', '-z', '--stdin'],
      `${paths.join('\0')}\0`,
    );
    if (answer.kind === 'answered') return new Set(answer.entries);
    onFault(answer.reason);
    return new Set();
  }

  /** A home folder under git that ignores all it does not track says nothing about a project in it. */
  async function isRootIgnored(): Promise<boolean> {
    rootIsIgnored ??= ask(['.']).then(answer => answer.size > 0);
    return rootIsIgnored;
  }

  async function ignored(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const isAsked = (path: string) => !(isTracked(path) || isBeyond(path));
    const unknown = [...new Set(paths)].filter(path => !known.has(path) && isAsked(path));
    if (unknown.length > 0 && !(await isRootIgnored())) {
      const answer = await ask(unknown);
      for (const path of unknown) known.set(path, answer.has(path));
    }
    return new Set(paths.filter(path => known.get(path) === true));
  }

  async function changedTracked(): Promise<readonly string[]> {
    const answer = await git(['ls-files', '--modified', '-z']);
    if (answer.kind === 'answered') {
      return [...new Set(answer.entries)].filter(path => !submodules.has(path)).sort();
    }
    onFault(answer.reason);
    return [];
  }

  return { isTracked, ignored, changedTracked };
}

const SUBMODULE = '160000';

/** From entries like `100644 HASH 0⇥path`; in a conflict a path has several. */
function parseIndex(entries: readonly string[]): Index {
  const tracked = new Set<string>();
  const submodules = new Set<string>();
  for (const entry of entries) {
    const path = entry.slice(entry.indexOf('\t') + 1);
    tracked.add(path);
    if (entry.startsWith(SUBMODULE)) submodules.add(path);
  }
  return { tracked, submodules };
}

type Listed =
  | { readonly kind: 'answered'; readonly entries: readonly string[] }
  /** `isWithout`: there is no git, or no repository. */
  | { readonly kind: 'failed'; readonly isWithout: boolean; readonly reason: string };

/** Asks git in one folder, with this standard input; what it prints is a list with `-z`. Never rejects. */
type Git = (args: readonly string[], input?: string) => Promise<Listed>;

const TIMEOUT_MS = 20_000;

function createGit(folder: string, environment: Variables): Git {
  return async (args, input = '') => {
    const answer = await askGit({ folder, environment, timeoutMs: TIMEOUT_MS, input }, args);
    // 1 is how `check-ignore` says that it found nothing.
    if (answer.kind === 'answered' && (answer.exitCode ?? 2) <= 1) {
      return { kind: 'answered', entries: entriesOf(answer.stdout) };
    }
    const reason = gitError(answer, args).message;
    const isWithout = answer.kind === 'not-started' || /not a git repository/.test(reason);
    return { kind: 'failed', isWithout, reason };
  };
}

function isLinkAt(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function memoized<T>(of: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return path => {
    const value = known.has(path) ? (known.get(path) as T) : of(path);
    known.set(path, value);
    return value;
  };
}

/** Only the first call counts. */
function once(tell: (reason: string) => void): (reason: string) => void {
  let isTold = false;
  return reason => {
    if (!isTold) tell(reason);
    isTold = true;
  };
}
