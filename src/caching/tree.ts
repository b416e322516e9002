/** What stands at and below given paths, links as links. */
import { type Dirent, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { readFolder } from './names.ts';
import { outermost } from './paths.ts';

export interface TreePlace {
  readonly kind: 'file' | 'folder' | 'link';
  /** Relative to the root, with `/`. */
  readonly path: string;
}

/**
 * Files, folders and links at and below the paths, sorted by code units; a path where nothing stands
 * is left out. Throws what the system says, and on what is neither file, folder nor link.
 */
export function listTree(root: string, paths: readonly string[]): readonly TreePlace[] {
  const found: TreePlace[] = [];
  const add = (path: string, entry: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>) => {
    if (entry.isDirectory()) {
      found.push({ kind: 'folder', path });
      for (const child of readFolder(join(root, path))) {
        add(`${path}/${child.name}`, child);
      }
    } else if (entry.isSymbolicLink()) found.push({ kind: 'link', path });
    else if (entry.isFile()) found.push({ kind: 'file', path });
    else throw new Error(`${path} is neither file, folder nor link`);
  };
  for (const path of outermost(paths)) {
    const entry = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (entry !== undefined) add(path, entry);
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}
