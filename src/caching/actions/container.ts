/**
 * What the toolkit is given to save: one flat folder. In it are the files of a tree, numbered, and an
 * index that says which stands where. So tar meets no name, link or pattern that a user made, nothing
 * is left out because of what it is called, and what comes back is easy to judge. Contents are vouched
 * for by the checksums of zstd and gzip, without which tar fails; all else is checked here.
 */
import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  type Stats,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DamagedArchive, LARGEST_INDEX } from '../archive/format.ts';
import { type ArchiveEntry, parseTree } from '../archive/index-schema.ts';
import { setFolderModes } from '../archive/unpack.ts';
import { linkTarget } from '../files/names.ts';
import { attempt } from '../files/put-in-place.ts';
import type { Limits } from '../files/tree.ts';
import { type Special, surveyExtent } from '../files/tree.ts';

const INDEX = 'index.json';

export type Filled =
  /** `bytes` is what the files hold together. */
  | { readonly kind: 'filled'; readonly bytes: number; readonly leftOut: readonly Special[] }
  | { readonly kind: 'nothing-there' }
  | { readonly kind: 'too-large' };

/** Makes a container of what stands at the paths. Throws what the system says. */
export function putIn(container: string, root: string, limits: Limits): Filled {
  const { places, specials: leftOut } = surveyExtent(root, limits);
  if (places.length === 0) return { kind: 'nothing-there' };
  mkdirSync(container);
  const entries: ArchiveEntry[] = [];
  const taken = new Set<string>();
  let [bytes, count] = [0, 0];
  for (const { kind, path } of places) {
    const full = join(root, path);
    const stat = lstatSync(full);
    if (kind === 'link') entries.push({ kind, path, target: linkTarget(full) });
    else if (kind === 'folder') entries.push({ kind, path, mode: stat.mode & 0o777 });
    else {
      bytes += stat.size;
      if (bytes > limits.maxBytes) return { kind: 'too-large' };
      addFile(full, join(container, String(count)), stat, taken);
      entries.push({ kind, path, mode: stat.mode & 0o777, size: stat.size });
      count += 1;
    }
  }
  writeFileSync(join(container, INDEX), JSON.stringify(entries), { mode: 0o600 });
  return { kind: 'filled', bytes, leftOut };
}

/** A second name instead of a copy, once each: of a file it met before, tar would keep only a link. */
function addFile(from: string, to: string, { dev, ino }: Stats, taken: Set<string>): void {
  const id = `${dev} ${ino}`;
  if (!taken.has(id) && attempt(() => linkSync(from, to))) taken.add(id);
  else copyFileSync(from, to);
}

/**
 * Moves what a container holds to its places in an empty folder; the size of all files, in bytes.
 * `DamagedArchive` where it is not what its index says, or must not be taken out.
 */
export function takeOut(container: string, tree: string, limits: Limits): number {
  const entries = readIndex(container, limits);
  const files = entries.filter(entry => entry.kind === 'file');
  const names = new Set(readdirSync(container));
  if (names.size !== files.length + 1) throw new DamagedArchive({ kind: 'other-files' });
  const folders = new Set(
    entries.map(({ kind, path }) => join(tree, kind === 'folder' ? path : dirname(path))),
  );
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o755 });
  let bytes = 0;
  for (const [index, { path, mode, size }] of files.entries()) {
    const source = join(container, String(index));
    const stat = lstatSync(source, { throwIfNoEntry: false });
    // A second name of a file would be one that somebody else writes to.
    if (stat?.isFile() !== true || stat.nlink !== 1 || stat.size !== size) {
      throw new DamagedArchive({ kind: 'file-changed', path });
    }
    if ((stat.mode & 0o7777) !== mode) chmodSync(source, mode);
    renameSync(source, join(tree, path));
    bytes += size;
  }
  // After all files, so that none is moved through one, whatever names this file system unites.
  for (const entry of entries) {
    if (entry.kind === 'link') symlinkSync(entry.target, join(tree, entry.path));
  }
  setFolderModes(tree, entries);
  return bytes;
}

function readIndex(container: string, limits: Limits): readonly ArchiveEntry[] {
  const isFolder = lstatSync(container, { throwIfNoEntry: false })?.isDirectory();
  const file = join(container, INDEX);
  const stat = isFolder ? lstatSync(file, { throwIfNoEntry: false }) : undefined;
  if (stat?.isFile() !== true || stat.size > LARGEST_INDEX) {
    throw new DamagedArchive({ kind: 'not-ours' });
  }
  const parsed = parseTree(readFileSync(file, 'utf8'), limits);
  if (!parsed.ok) throw new DamagedArchive(parsed.fault);
  return parsed.value;
}
