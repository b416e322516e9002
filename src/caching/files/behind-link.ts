/** What a command would read through a link. */
import { type Dirent, lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { NEVER_MATCHED } from '../../pipeline/patterns/patterns.ts';
import { linkTarget, readFolder } from './names.ts';
import { specialOf, UnreadableError } from './unreadable.ts';

/** How much may stand behind one link. */
export interface BehindLimits {
  readonly files: number;
  readonly bytes: number;
}

export const BEHIND_LIMITS: BehindLimits = { files: 50_000, bytes: 10_000_000_000 };

/** A file behind a link, or a link there that leads to nothing more to read. */
export type PlaceBehind =
  | {
      readonly kind: 'file' /** From the link on. */;
      readonly path: string /** Absolute. */;
      readonly file: string;
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/**
 * The file behind a link (its path is empty), or all that is in the folder behind it, in code unit
 * order; nothing where the link leads nowhere, or to a folder that it is in itself: what is in there
 * has paths of its own. Links further on are followed too, where they lead to other folders. Throws an
 * `UnreadableError`, or what the system says.
 */
export async function listBehind(
  link: string,
  limits: BehindLimits = BEHIND_LIMITS,
): Promise<readonly PlaceBehind[] | undefined> {
  const first = leadsTo(link);
  if (first === undefined) return undefined;
  if (first.kind === 'file') return [{ kind: 'file', path: '', file: first.place }];
  const found: PlaceBehind[] = [];
  /** Real folders that were entered through a link: all in them is found anyway. */
  const entered = [first.place];
  const open = [{ folder: first.place, path: '' }];
  let bytes = 0;
  const add = (place: PlaceBehind): void => {
    found.push(place);
    if (place.kind === 'file') bytes += lstatSync(place.file).size;
    if (found.length <= limits.files && bytes <= limits.bytes) return;
    throw new UnreadableError(link, { kind: 'too-much-behind-link', ...limits });
  };
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of [...readFolder(next.folder)].sort(byName)) {
      if (NEVER_MATCHED.has(entry.name)) continue;
      const [file, path] = [join(next.folder, entry.name), `${next.path}/${entry.name}`];
      if (entry.isDirectory()) open.push({ folder: file, path });
      else if (entry.isSymbolicLink()) {
        const further = leadsTo(file);
        add({ kind: 'link', path, target: linkTarget(file) });
        if (further?.kind === 'file') add({ kind: 'file', path, file: further.place });
        if (further?.kind === 'folder' && !entered.some(one => isIn(further.place, one))) {
          entered.push(further.place);
          open.push({ folder: further.place, path });
        }
      } else {
        const what = specialOf(entry);
        if (what !== undefined) throw new UnreadableError(file, { kind: 'special', what });
        add({ kind: 'file', path, file });
      }
    }
    await nextTurn();
  }
  return found.sort((a, b) => compare(a.path, b.path) || compare(a.kind, b.kind));
}

interface Target {
  readonly kind: 'file' | 'folder';
  /** Without links on the way to it; absolute. */
  readonly place: string;
}

/** Where a link leads in the end; nothing where that is nowhere, or a folder that the link is in. */
function leadsTo(link: string): Target | undefined {
  const stat = statSync(link, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const what = specialOf(stat);
  if (what !== undefined) throw new UnreadableError(link, { kind: 'special', what });
  const place = realpathSync(link);
  if (stat.isFile()) return { kind: 'file', place };
  return isIn(realpathSync(dirname(link)), place) ? undefined : { kind: 'folder', place };
}

/** Whether a place is a folder or in it. */
function isIn(place: string, folder: string): boolean {
  const way = relative(folder, place);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

function byName(a: Dirent, b: Dirent): number {
  return compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
