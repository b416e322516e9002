/** What a command changed, found by comparing the machine with how it was. */
import { lstatSync, readdirSync } from 'node:fs';
import { linkTarget } from '../../caching/files/names.ts';
import { specialOf } from '../../caching/files/unreadable.ts';
import type { FileEntry, Former, LayerEntry } from '../layer/manifest.ts';
import { PASSING, type Rules } from '../layer/rules.ts';
import type { Refused } from '../port/port.ts';
import { secondsOf } from '../system/times.ts';
import { keyOf, type Listing, type Noted } from './listing.ts';
import { join, walk } from './walk.ts';

/** A file whose content was not read yet. */
export type Unread = Omit<FileEntry, 'hash' | 'capability'>;
export type Change = Exclude<LayerEntry, { kind: 'file' }> | Unread;

export interface Changes {
  /** Sorted by path. */
  readonly changes: readonly Change[];
  readonly refused: readonly Refused[];
}

/** Everything below the roots that is new, other than it was, or gone. */
export function findChanges(root: string, rules: Rules, before: Listing): Changes {
  const changes: Change[] = [];
  const refused: Refused[] = [];
  const visited = new Set<string>();
  const names = new Map<string, string>();
  for (const { folder, children, credentials } of walk({ root, rules })) {
    visited.add(folder);
    for (const { name, stat } of credentials) {
      if (stat.ctimeMs < before.mark.ctimeMs) continue;
      refused.push({ path: `/${join(folder, name)}`, because: 'credential' });
    }
    const noted = before.folders.get(folder) ?? new Map<string, Noted>();
    const here = new Set<string>();
    for (const { name, stat } of children) {
      here.add(name);
      const then = noted.get(name);
      if (then?.key === keyOf(stat) && stat.ctimeMs < before.mark.ctimeMs) continue;
      const path = join(folder, name);
      const change = changeAt(root, path, then?.former ?? null, names);
      if (change === undefined) refused.push({ path: `/${path}`, because: 'special' });
      else changes.push(change);
    }
    for (const [name, { former }] of noted) {
      if (!here.has(name) && former !== undefined) {
        changes.push({ kind: 'gone', path: join(folder, name), was: former });
      }
    }
  }
  changes.push(...goneWithFolders(before, visited));
  return { changes: firstNamesFirst(changes.sort(byPath)), refused };
}

/** What was in folders that are not there any more. */
function goneWithFolders(before: Listing, visited: ReadonlySet<string>): readonly Change[] {
  return [...before.folders]
    .filter(([folder]) => !visited.has(folder))
    .flatMap(([folder, noted]) =>
      [...noted].flatMap(([name, { former }]) =>
        former === undefined
          ? []
          : [{ kind: 'gone', path: join(folder, name), was: former } as const],
      ),
    );
}

/** `names` has the path of each file that was met, by its number, where it has several. */
function changeAt(
  root: string,
  path: string,
  was: Former | null,
  names: Map<string, string>,
): Change | undefined {
  const place = `${root}/${path}`;
  const stat = lstatSync(place, { bigint: true });
  if (specialOf(stat) !== undefined) return undefined;
  const owner = { uid: Number(stat.uid), gid: Number(stat.gid) };
  const mode = Number(stat.mode) & 0o7777;
  const mtime = secondsOf(stat.mtimeNs);
  if (stat.isSymbolicLink()) {
    return { kind: 'link', path, ...owner, mtime, target: linkTarget(place), was };
  }
  if (stat.isDirectory()) return { kind: 'folder', path, mode, ...owner, mtime, was };
  const id = `${stat.dev}:${stat.ino}`;
  const other = stat.nlink > 1n ? names.get(id) : undefined;
  if (other !== undefined) return { kind: 'same', path, as: other, was };
  names.set(id, path);
  return { kind: 'file', path, mode, ...owner, mtime, size: Number(stat.size), was };
}

/** Of several names of one file the first in order is the file, the others lead to it. */
function firstNamesFirst(changes: readonly Change[]): readonly Change[] {
  const byPlace = new Map(changes.map(change => [change.path, change]));
  const first = new Map<string, string>();
  for (const change of changes) {
    if (change.kind === 'same' && !first.has(change.as) && change.path < change.as) {
      first.set(change.as, change.path);
    }
  }
  return changes.map(change => {
    if (change.kind === 'file') {
      const as = first.get(change.path);
      return as === undefined ? change : { kind: 'same', path: change.path, as, was: change.was };
    }
    if (change.kind !== 'same') return change;
    const as = first.get(change.as);
    if (as === undefined) return change;
    const file = byPlace.get(change.as);
    if (as !== change.path || file?.kind !== 'file') return { ...change, as };
    return { ...file, path: change.path, was: change.was };
  });
}

function byPath(a: Change, b: Change): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}

/** Most that is named of what changed elsewhere. */
const MOST_OUTSIDE = 100;

/** What changed below no root: first what a layer would have to hold, then what is secret by its name. */
export function findOutside(
  root: string,
  rules: Rules,
  sinceMs: number,
): { readonly outside: readonly string[]; readonly refused: readonly Refused[] } {
  const device = lstatSync(`${root}/`).dev;
  const outside: string[] = [];
  const refused: Refused[] = [];
  const open = [''];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const name of namesIn(`${root}/${folder}`)) {
      const path = join(folder, name);
      const judgement = rules.judge(path);
      if (rules.roots.includes(path) || PASSING.has(path) || judgement === 'excluded') continue;
      const stat = lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
      if (stat === undefined) continue;
      if (stat.isDirectory()) {
        if (stat.dev === device) open.push(path);
      } else if (stat.ctimeMs >= sinceMs) {
        if (judgement === 'credential') refused.push({ path: `/${path}`, because: judgement });
        else outside.push(`/${path}`);
      }
    }
  }
  return { outside: outside.sort().slice(0, MOST_OUTSIDE), refused };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
