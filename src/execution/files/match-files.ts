/** The files that a stage's patterns name. */
import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Descent, startDescent } from '../../pipeline/patterns/descent.ts';
import { isExclusion } from '../../pipeline/patterns/patterns.ts';
import { takeTurns } from '../../util/turns.ts';

/**
 * Files and links matched by the patterns, relative to `root` with `/`, sorted by code units; also
 * what cannot be read as a file, and folders that cannot be listed, so that whoever reads them finds
 * out. A directory means all in it; a link is one of its files, wherever it leads, and is followed
 * only where a pattern goes on behind its name.
 */
export async function matchFiles(
  root: string,
  patterns: readonly string[],
): Promise<readonly string[]> {
  if (patterns.every(isExclusion)) return [];
  const found: string[] = [];
  const open: Folder[] = [{ path: '', place: startDescent(patterns) }];
  const turns = takeTurns();
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const listed = list(join(root, folder.path), folder.place);
    if (listed === 'unreadable') found.push(folder.path === '' ? '.' : folder.path);
    else for (const entry of listed) look(root, folder, entry, { found, open });
    if (turns.isOver) await turns.next();
  }
  return found.sort();
}

interface Folder {
  /** Relative to the root; empty for the root itself. */
  readonly path: string;
  readonly place: Descent;
}

type Entry = readonly [name: string, kind: Pick<Dirent | Stats, 'isDirectory' | 'isSymbolicLink'>];

/** Takes an entry of a folder for what it is: a file that matches, or a folder to go on in. */
function look(
  root: string,
  folder: Folder,
  [name, kind]: Entry,
  { found, open }: { readonly found: string[]; readonly open: Folder[] },
): void {
  const place = folder.place.into(name);
  if (!place.goesOn) return;
  const path = folder.path === '' ? name : `${folder.path}/${name}`;
  if (kind.isDirectory()) open.push({ path, place });
  else if (place.isMatch) found.push(path);
  else if (kind.isSymbolicLink() && place.isNamed && leadsToFolder(join(root, path))) {
    open.push({ path, place: place.behindLink() });
  }
}

/** What a folder holds, as far as it may lead to a match; nothing where there is no such folder. */
function list(folder: string, { names }: Descent): readonly Entry[] | 'unreadable' {
  if (names === undefined) {
    const listed = unlessMissing(() => readdirSync(folder, { withFileTypes: true }));
    return listed === 'unreadable' ? listed : (listed ?? []).map(entry => [entry.name, entry]);
  }
  const entries: Entry[] = [];
  for (const name of names) {
    const kind = unlessMissing(() => lstatSync(join(folder, name)));
    if (kind === 'unreadable') return kind;
    if (kind !== undefined) entries.push([name, kind]);
  }
  return entries;
}

function unlessMissing<T>(look: () => T): T | undefined | 'unreadable' {
  try {
    return look();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return NOTHING_THERE.has(code) ? undefined : 'unreadable';
  }
}

/** The last two: no file can be called so. */
const NOTHING_THERE: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'ENAMETOOLONG',
  'ERR_INVALID_ARG_VALUE',
]);

function leadsToFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false;
  }
}

/** What the files matched by the patterns take, in bytes. */
export async function sizeOf(root: string, patterns: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of await matchFiles(root, patterns)) {
    bytes += await stat(join(root, file)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}
