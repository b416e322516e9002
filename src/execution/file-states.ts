/** Contents of files, hashed again only where a file may have changed since. */
import { type BigIntStats, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type Collected, type CollectedFile, collectFiles } from '../caching/files.ts';
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
  const known = new Map<string, Known>();
  let git: Promise<GitFiles | undefined> | undefined;
  return {
    git() {
      git ??= readGitFiles(root, options);
      return git;
    },
    async collect(paths) {
      const now = Date.now();
      const before = new Map(paths.map(path => [path, statOf(join(root, path))]));
      const unknown = paths.filter(path => {
        const stat = before.get(path);
        return stat === undefined || known.get(path)?.signature !== signatureOf(stat);
      });
      const collected = await collectFiles(root, unknown, { throughLinks: true });
      if (collected.kind === 'unreadable') return collected;
      const fresh = new Map(collected.files.map(file => [file.path, file]));
      for (const [path, file] of fresh) {
        const stat = before.get(path);
        // What a link leads to may change without the link.
        if (stat === undefined || file.kind === 'link' || isRacy(stat, now)) known.delete(path);
        else known.set(path, { signature: signatureOf(stat), file });
      }
      const files = paths.flatMap(path => fresh.get(path) ?? known.get(path)?.file ?? []);
      return { kind: 'collected', files };
    },
  };
}

function statOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

function signatureOf({ dev, ino, mode, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, mode, size, mtimeNs, ctimeNs].join();
}

function isRacy({ mtimeMs, ctimeMs }: BigIntStats, now: number): boolean {
  return now - Math.max(Number(mtimeMs), Number(ctimeMs)) < RACY_MS;
}
