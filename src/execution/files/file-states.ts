/** Contents of files, hashed again only where a file may have changed since. */
import { hash } from 'node:crypto';
import { type BigIntStats, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { listBehind, type PlaceBehind } from '../../caching/files/behind-link.ts';
import {
  type Collected,
  type CollectedFile,
  collectFiles,
  unreadableFile,
} from '../../caching/files/hash-files.ts';
import { causeOf, UnreadableError } from '../../caching/files/unreadable.ts';
import { type GitFiles, type GitFilesOptions, readGitFiles } from './git-files.ts';

/**
 * A file changed within this time of being hashed may have changed again without another time stamp:
 * file systems count in steps of up to some ms.
 */
const RACY_MS = 50;

/** Files by content, through links, and what git knows of them, below one root. */
export interface FileStates {
  /** What stands at the paths now, in their order. */
  collect(paths: readonly string[]): Promise<Collected>;
  /** Asked when it is first wanted; nothing where there is no repository. Never rejects. */
  git(): Promise<GitFiles | undefined>;
}

interface Known {
  readonly signature: string;
  readonly file: CollectedFile;
}

/** Remembers what it has hashed for as long as size, times and identity of a file are the same. */
export function createFileStates(root: string, options: GitFilesOptions = {}): FileStates {
  const contents = createContents();
  let git: Promise<GitFiles | undefined> | undefined;

  async function collect(paths: readonly string[]): Promise<Collected> {
    const collected = await contents(root, paths);
    if (collected.kind === 'unreadable') return collected;
    const files: CollectedFile[] = [];
    for (const file of collected.files) {
      const through = file.kind === 'link' ? await throughLink(root, file, contents) : file;
      if (through.kind === 'unreadable') return through;
      files.push(through);
    }
    return { kind: 'collected', files };
  }

  return {
    collect,
    git() {
      git ??= readGitFiles(root, options);
      return git;
    },
  };
}

type Link = Extract<CollectedFile, { kind: 'link' }>;
type UnreadableFile = Extract<Collected, { kind: 'unreadable' }>;

/** The link with a hash of the file, or of all in the folder, that it leads to. */
async function throughLink(
  root: string,
  link: Link,
  contents: Contents,
): Promise<Link | UnreadableFile> {
  const { path } = link;
  try {
    const behind = await listBehind(join(root, path));
    if (behind === undefined) return link;
    const places = behind.flatMap(place => (place.kind === 'file' ? place.file : []));
    const collected = await contents('', places);
    if (collected.kind === 'unreadable') {
      const { path: file, cause } = collected.unreadable;
      return unreadableFile({ path, behind: file, cause });
    }
    return { ...link, hash: hashOf(behind, collected.files) };
  } catch (error) {
    const place = placeOf(error) ?? join(root, path);
    const behind = place === join(root, path) ? {} : { behind: place };
    return unreadableFile({ path, ...behind, cause: causeOf(place, error) });
  }
}

/** Of a file its own hash. */
function hashOf(behind: readonly PlaceBehind[], files: readonly CollectedFile[]): string {
  const byPlace = new Map(files.map(file => [file.path, file]));
  const contents = behind.map(place => {
    if (place.kind === 'link') return [place.path, place.target];
    const file = byPlace.get(place.file);
    return file?.kind === 'file' ? [place.path, file.executable, file.hash] : [place.path];
  });
  const [only] = files;
  if (behind.length === 1 && behind[0]?.path === '' && only?.kind === 'file') return only.hash;
  return hash('sha256', JSON.stringify(contents));
}

function placeOf(error: unknown): string | undefined {
  return error instanceof UnreadableError ? error.place : (error as NodeJS.ErrnoException).path;
}

/** Files and links below a folder by their own content. */
type Contents = (folder: string, paths: readonly string[]) => Promise<Collected>;

function createContents(): Contents {
  const known = new Map<string, Known>();

  async function collectSome(folder: string, paths: readonly string[]): Promise<Collected> {
    const now = Date.now();
    const before = new Map(paths.map(path => [path, lookAt(join(folder, path), now)]));
    const unknown = paths.filter(path => {
      const look = before.get(path);
      return look === undefined || known.get(join(folder, path))?.signature !== look.signature;
    });
    const collected = await collectFiles(folder, unknown);
    if (collected.kind === 'unreadable') return collected;
    const fresh = new Map(collected.files.map(file => [file.path, file]));
    for (const [path, file] of fresh) {
      const look = before.get(path);
      if (look === undefined || look.isRacy) known.delete(join(folder, path));
      else known.set(join(folder, path), { signature: look.signature, file });
    }
    const files = paths.flatMap(path => {
      const file = fresh.get(path) ?? known.get(join(folder, path))?.file;
      // What is remembered is handed out as it is: of many files copies would be most of the memory.
      return file === undefined ? [] : file.path === path ? file : { ...file, path };
    });
    return { kind: 'collected', files };
  }

  return async (folder, paths) => {
    const files: CollectedFile[] = [];
    for (let start = 0; start < paths.length; start += AT_ONCE) {
      const some = await collectSome(folder, paths.slice(start, start + AT_ONCE));
      if (some.kind === 'unreadable') return some;
      for (const file of some.files) files.push(file);
      await nextTurn();
    }
    return { kind: 'collected', files };
  };
}

/** Files that are looked at in one turn. */
const AT_ONCE = 1_000;

/** Nothing where it cannot be looked at: whoever reads it finds out why. */
function lookAt(
  place: string,
  now: number,
): { readonly signature: string; readonly isRacy: boolean } | undefined {
  try {
    const stat = lstatSync(place, { bigint: true });
    return { signature: signatureOf(stat), isRacy: isRacy(stat, now) };
  } catch {
    return undefined;
  }
}

function signatureOf({ dev, ino, mode, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, mode, size, mtimeNs, ctimeNs].join();
}

function isRacy({ mtimeMs, ctimeMs }: BigIntStats, now: number): boolean {
  return now - Math.max(Number(mtimeMs), Number(ctimeMs)) < RACY_MS;
}
