/**
 * How the machine was before the command: a line of JSON for every folder, in a file, since there may be a
 * million entries. What changed is found by comparing with it.
 */
import { hash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import { linkTarget } from '../../caching/files/names.ts';
import { baseOf } from '../layer/base.ts';
import type { BaseFolder, Former } from '../layer/manifest.ts';
import type { Mark } from './mark.ts';
import { join, type WalkOptions, walk } from './walk.ts';

/** An entry as it was. `key` moves with every change of it, whatever sets its times. */
export interface Noted {
  readonly key: string;
  /** Absent of what no layer can hold. */
  readonly former: Former | undefined;
}

/** All that is kept until the command has ended. */
export interface Listing {
  readonly mark: Mark;
  readonly scope: unknown;
  readonly base: readonly BaseFolder[];
  readonly folders: ReadonlyMap<string, ReadonlyMap<string, Noted>>;
}

/**
 * Files that are known by their content: settings and records of installed packages, which machines of one
 * kind write for themselves while they start, so that times differ where nothing else does.
 */
const BY_CONTENT = /^(?:etc|var\/lib)\//;
const LARGEST_BY_CONTENT = 8 << 20;
/** Written at once, in characters. */
const CHUNK = 1 << 20;

/** Writes the listing to a new file; how many entries it has. */
export function writeListing(
  file: string,
  options: WalkOptions,
  head: { readonly mark: Mark; readonly scope: unknown },
): number {
  const fd = openSync(file, 'wx', 0o600);
  try {
    let count = 0;
    let text = `${JSON.stringify({ ...head, base: baseOf(options.root) })}\n`;
    for (const { folder, children } of walk(options)) {
      const noted = children.map(({ name, stat }) => [
        name,
        keyOf(stat),
        formerAt(options.root, join(folder, name)),
      ]);
      count += noted.length;
      text += `${JSON.stringify([folder, noted])}\n`;
      if (text.length < CHUNK) continue;
      writeFully(fd, text);
      text = '';
    }
    writeFully(fd, text);
    return count;
  } finally {
    closeSync(fd);
  }
}

/** Reads what `writeListing` wrote: a file of root's own. */
export function readListing(file: string): Listing {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const folders = new Map<string, ReadonlyMap<string, Noted>>();
  for (const line of lines) {
    const [folder, noted] = JSON.parse(line) as [string, [string, string, Former | undefined][]];
    folders.set(
      folder,
      new Map(noted.map(([name, key, former]) => [name, { key, former: former ?? undefined }])),
    );
  }
  return { ...(JSON.parse(head) as Omit<Listing, 'folders'>), folders };
}

/** What of a file moves when anything of it does. */
export function keyOf(stat: { readonly ino: number; readonly ctimeMs: number }): string {
  return `${stat.ino} ${stat.ctimeMs}`;
}

/** What is at a path now, in the words of a manifest; nothing where no layer can hold such a thing. */
export function formerAt(root: string, path: string): Former | undefined {
  const place = `${root}/${path}`;
  const stat = lstatSync(place);
  const { uid, gid, size, mtimeMs } = stat;
  const mode = stat.mode & 0o7777;
  if (stat.isDirectory()) return { kind: 'folder', mode, uid, gid };
  if (stat.isSymbolicLink()) return { kind: 'link', uid, gid, target: linkTarget(place) };
  if (!stat.isFile()) return undefined;
  const former = { kind: 'file', mode, uid, gid, size, mtimeMs } as const;
  return isByContent(path, size)
    ? { ...former, hash: hash('sha256', readFileSync(place)) }
    : former;
}

function isByContent(path: string, size: number): boolean {
  return size <= LARGEST_BY_CONTENT && BY_CONTENT.test(path);
}

function writeFully(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}
