/** What was kept of one folder put into another, so that nothing in it leads back to the first. */
import { constants, lstatSync, mkdirSync } from 'node:fs';
import { copyFile, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentsOf } from '../../caching/files/paths.ts';
import { escapeRegExp } from '../../util/regexp.ts';
import { matchFiles } from '../files/match-files.ts';
import type { Variables } from '../process/stage-environment.ts';
import type { KeptPlace } from './file-snapshots.ts';
import { Obstacle } from './obstacle.ts';

/** An absolute folder, and the one that stands for it. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** Part of the state of a folder: what was kept, and what else must not stand there. */
export interface KeptState {
  readonly places: readonly KeptPlace[];
  /** Paths at which nothing stands but what was kept. */
  readonly paths: readonly string[];
  /** Patterns of files that do not stand there unless they were kept. */
  readonly patterns: readonly string[];
}

const AT_ONCE = 8;

/** Gives a folder the state that was kept of another; rejects with an obstacle, or with what the system says. */
export async function restoreState(
  { places, paths, patterns }: KeptState,
  root: string,
  moves: readonly Move[],
): Promise<void> {
  // Through a link that the checkout has in their way nothing is removed, and below nothing written.
  const isBelowFolders = (path: string): boolean =>
    parentsOf(path).every(parent => lstatSync(join(root, parent), QUIET)?.isDirectory());
  const unwanted = [...paths, ...(await matchFiles(root, patterns))].filter(isBelowFolders);
  for (const path of unwanted) await rm(join(root, path), { recursive: true, force: true });
  makeFolders(places, root);
  const queue = places.filter(({ kind }) => kind !== 'folder');
  const worker = async (): Promise<void> => {
    for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
      await writePlace(place, join(root, place.path), moves);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const QUIET = { throwIfNoEntry: false } as const;

function makeFolders(places: readonly KeptPlace[], root: string): void {
  const folders = new Set(
    places.flatMap(({ kind, path }) => [...parentsOf(path), ...(kind === 'folder' ? [path] : [])]),
  );
  for (const folder of [...folders].sort()) {
    const there = lstatSync(join(root, folder), QUIET);
    if (there === undefined) mkdirSync(join(root, folder));
    else if (!there.isDirectory()) throw new Obstacle({ kind: 'not-a-folder', path: folder });
  }
}

async function writePlace(place: KeptPlace, target: string, moves: readonly Move[]): Promise<void> {
  await rm(target, { force: true });
  if (place.kind === 'link') {
    await symlink(moveText(place.target, moves), target);
  } else if (place.kind === 'file') {
    await copyFile(place.copy, target, constants.COPYFILE_FICLONE);
    // What Python compiled of a file that names other folders now must not count any more.
    if (namesItsPlace(place) && (await moveFile(target, moves))) return;
    await utimes(target, place.mtime, place.mtime);
  }
}

/** Scripts and path files of Python environments hold the absolute path of where they were made. */
const NAMES_ITS_PLACE =
  /(^|\/)(bin|Scripts)\/[^/]+$|\.(pth|egg-link)$|(^|\/)(pyvenv\.cfg|direct_url\.json|__editable__[^/]*\.py)$/;
/** Larger files are no such scripts, in bytes. */
const LARGEST_SCRIPT = 100_000;

function namesItsPlace({ path, size }: { path: string; size: number }): boolean {
  return size <= LARGEST_SCRIPT && NAMES_ITS_PLACE.test(path);
}

async function moveFile(file: string, moves: readonly Move[]): Promise<boolean> {
  const content = await readFile(file);
  if (content.includes(0)) return false;
  // Latin-1 is bytes one to one.
  const text = content.toString('latin1');
  const moved = moveText(text, moves.map(toLatin1));
  if (moved === text) return false;
  await writeFile(file, moved, 'latin1');
  return true;
}

function toLatin1({ from, to }: Move): Move {
  const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
  return { from: latin1(from), to: latin1(to) };
}

/** The text with the paths below the first folders leading below the others. */
export function moveText(text: string, moves: readonly Move[]): string {
  const usable = moves.filter(({ from }) => from.length > 1 && text.includes(from));
  if (usable.length === 0) return text;
  const to = new Map(usable.map(move => [move.from, move.to]));
  const folders = [...to.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp);
  // Not within a longer path, but after an option's letter as in `-I/folder`.
  const start = String.raw`(?<=^|[^\w.~-]|(?:^|\s)-\w)`;
  const end = String.raw`(?=$|[^\w.~-])`;
  const pattern = new RegExp(`${start}(?:${folders.join('|')})${end}`, 'g');
  return text.replace(pattern, found => to.get(found) ?? found);
}

/** An environment that names the other folders. */
export function moveVariables(variables: Variables, moves: readonly Move[]): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value === undefined ? undefined : moveText(value, moves),
    ]),
  );
}
