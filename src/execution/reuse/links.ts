/** Links among what a stage made: whether they lead to the same in another checkout. */
import { lstatSync, readlinkSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isWithin, parentsOf } from '../../caching/files/paths.ts';
import type { NotStored } from '../../record/facts/stage/not-stored.ts';

/**
 * The first link that leads to something that is not stored with it: a folder through which the stage
 * writes, a folder elsewhere, or a file below the root that neither the stage made nor git tracks. In
 * another checkout it would be empty, or lead to something else. A link to a file of the system (as in an environment of Python) is fine.
 */
export function looseLink(
  root: string,
  { files, folders }: { readonly files: readonly string[]; readonly folders: readonly string[] },
  tracked: (path: string) => boolean,
): NotStored | undefined {
  const stored = new Set([...files, ...folders]);
  const above = new Set([...stored].flatMap(parentsOf));
  const isThereToo = (path: string): boolean =>
    stored.has(path) || above.has(path) || isWithin(path, stored) || tracked(path);
  for (const path of new Set(files.flatMap(parentsOf))) {
    const target = linkAt(root, path);
    if (target !== undefined) return { kind: 'link', path, target };
  }
  for (const path of files) {
    const target = linkAt(root, path);
    if (target === undefined) continue;
    const there = statSync(join(root, path), { throwIfNoEntry: false });
    if (there === undefined) continue;
    const place = relative(root, resolve(root, dirname(path), target)).replaceAll('\\', '/');
    const isOutside = place.startsWith('..') || isAbsolute(place);
    if (isOutside ? there.isDirectory() : !isThereToo(place)) return { kind: 'link', path, target };
  }
  return undefined;
}

/** Where the link at a path leads, as it is written; nothing where there is no link. */
export function linkAt(root: string, path: string): string | undefined {
  const there = lstatSync(join(root, path), { throwIfNoEntry: false });
  return there?.isSymbolicLink() ? readlinkSync(join(root, path)) : undefined;
}
