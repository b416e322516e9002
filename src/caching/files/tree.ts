/** What stands at and below given paths, links as links. */
import { type Dirent, lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { LeftOutFile } from '../../record/facts/cache-outcome.ts';
import { NotSavable } from './faults.ts';
import { readFolder } from './names.ts';
import { outermost } from './paths.ts';

export interface TreePlace {
  readonly kind: 'file' | 'folder' | 'link';
  /** Relative to the root, with `/`. */
  readonly path: string;
}

/** What has no content that could be kept, by its path from the root, with `/`. */
export type Special = LeftOutFile;

/** All that stands at and below paths, each list sorted by code units. */
export interface Survey {
  readonly places: readonly TreePlace[];
  readonly specials: readonly Special[];
}

export type FolderReach = 'whole' | 'bare';

/** Which files a tree that is kept consists of. */
export interface Extent {
  /**
   * Files and folders relative to a root, with `/`. They tell entries apart as the key does: what was
   * saved for other paths, or for the same in another order, is not found.
   */
  readonly paths: readonly string[];
  /**
   * What a path that leads to a folder stands for. `whole`, which is the default: the folder with all
   * that is in it; restoring replaces it. `bare`: the folder alone, so that exactly what is listed is
   * saved, and nothing that somebody else puts beside it; restoring makes the folder where there is
   * none, and leaves what is in it. An entry is to be restored with the reach that it was saved with.
   */
  readonly folders?: FolderReach;
}

/** Where the content of a tree that is kept may go, and how much of it there may be. */
export interface Limits extends Extent {
  /** All files together, unpacked. */
  readonly maxBytes: number;
}

type Kinds = Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isSocket' | 'isFIFO'>;

/** What stands at an extent. Throws what the system says, and for bare folders as `listExactly` does. */
export function surveyExtent(root: string, { paths, folders }: Extent): Survey {
  return folders === 'bare'
    ? { places: listExactly(root, paths), specials: [] }
    : surveyTree(root, paths);
}

/** Looks at all at and below the paths; a path where nothing stands is left out. Throws what the system says. */
export function surveyTree(root: string, paths: readonly string[]): Survey {
  const places: TreePlace[] = [];
  const specials: Special[] = [];
  const add = (path: string, entry: Kinds) => {
    const kind = kindOf(entry);
    if (isSpecial(kind)) specials.push({ kind, path });
    else places.push({ kind, path });
    if (kind !== 'folder') return;
    for (const child of readFolder(join(root, path))) add(`${path}/${child.name}`, child);
  };
  for (const path of outermost(paths)) {
    const entry = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (entry !== undefined) add(path, entry);
  }
  return { places: places.sort(byPath), specials: specials.sort(byPath) };
}

/**
 * Files, folders and links at and below the paths, sorted by code units; a path where nothing stands
 * is left out. Throws what the system says, and on what is neither file, folder nor link.
 */
export function listTree(root: string, paths: readonly string[]): readonly TreePlace[] {
  const { places, specials } = surveyTree(root, paths);
  const [special] = specials;
  if (special !== undefined) {
    throw new NotSavable({ kind: 'special', path: special.path, what: special.kind });
  }
  return places;
}

/**
 * What stands at exactly these paths, sorted by code units: of a folder nothing but itself. Throws what
 * the system says, where nothing stands at a path, and on what is neither file, folder nor link.
 */
export function listExactly(root: string, paths: readonly string[]): readonly TreePlace[] {
  const places = [...new Set(paths)].map((path): TreePlace => {
    const entry = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (entry === undefined) throw new NotSavable({ kind: 'path-gone', path });
    const kind = kindOf(entry);
    if (isSpecial(kind)) throw new NotSavable({ kind: 'special', path, what: kind });
    return { kind, path };
  });
  return places.sort(byPath);
}

/** What all files among the places hold together, in bytes: known long before they are read. */
export function sizeOfFiles(root: string, places: readonly TreePlace[]): number {
  const files = places.filter(({ kind }) => kind === 'file');
  return files.reduce((sum, { path }) => sum + lstatSync(join(root, path)).size, 0);
}

function kindOf(entry: Kinds): TreePlace['kind'] | Special['kind'] {
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFile()) return 'file';
  if (entry.isSocket()) return 'socket';
  return entry.isFIFO() ? 'pipe' : 'device';
}

function isSpecial(kind: TreePlace['kind'] | Special['kind']): kind is Special['kind'] {
  return kind === 'socket' || kind === 'pipe' || kind === 'device';
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}
