/** Where restored files wait until all of them are there and checked, and how they get into place. */
import { randomUUID } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { outermost, parentsOf } from './paths.ts';
import type { FolderReach } from './tree.ts';

/** Below the root, so that moving into place is a rename within one file system. */
const FOLDER = join('.stagetime', 'staging');
/** What is older was left behind by a process that died, in ms. */
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/** An empty folder for a while; disposing removes it with all that is still in it. */
export interface Staging extends AsyncDisposable {
  readonly folder: string;
}

/** A new staging folder below the root. */
export async function createStaging(root: string): Promise<Staging> {
  const all = join(root, FOLDER);
  const folder = join(all, randomUUID());
  await makeFolder(folder);
  await removeOlder(all, ABANDONED_AFTER_MS);
  return {
    folder,
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
      // Nothing of ours stays in a root that had nothing of ours; full folders refuse to go.
      if (attempt(() => rmdirSync(all))) attempt(() => rmdirSync(dirname(all)));
    },
  };
}

const MOST_TRIES = 100;

/** With its parents, which whoever is done beside us removes while they are empty. */
async function makeFolder(folder: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await mkdir(folder, { recursive: true });
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // The second is what Node makes of a parent that went while it looked.
      if ((code !== 'ENOENT' && code !== 'ENOTDIR') || tries === MOST_TRIES) throw error;
    }
  }
}

/** Removes what was last changed longer ago than this. Others may be doing the same. */
export async function removeOlder(folder: string, ageMs: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const changed = await stat(path).catch(() => undefined);
    if (changed !== undefined && Date.now() - changed.mtimeMs > ageMs) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/**
 * Moves what stands at the paths in the staging folder to the same paths below the root, in place of
 * what was there: all, or nothing with the reason. A path that is not in the staging folder is left
 * alone at the root. Nothing is moved through a link. Where folders are `bare`, one that is there
 * already keeps what is in it.
 */
export function moveIn(
  staging: Pick<Staging, 'folder'>,
  root: string,
  paths: readonly string[],
  folders: FolderReach = 'whole',
): string | undefined {
  const undo: (() => void)[] = [];
  try {
    const aside = join(staging.folder, `.aside-${randomUUID()}`);
    mkdirSync(aside);
    const moved = folders === 'bare' ? [...new Set(paths)].sort() : outermost(paths);
    for (const [index, path] of moved.entries()) {
      const source = join(staging.folder, path);
      const wanted = lstatSync(source, { throwIfNoEntry: false });
      if (wanted === undefined) continue;
      makeParents(root, path, undo);
      const target = join(root, path);
      const there = lstatSync(target, { throwIfNoEntry: false });
      const isBare = folders === 'bare' && wanted.isDirectory();
      if (there !== undefined && !(isBare && there.isDirectory())) {
        const old = join(aside, String(index));
        renameSync(target, old);
        undo.push(() => renameSync(old, target));
      }
      if (isBare) makeBare(target, wanted.mode & 0o777, undo);
      else {
        renameSync(source, target);
        undo.push(() => renameSync(target, source));
      }
    }
    return undefined;
  } catch (error) {
    for (const step of undo.reverse()) attempt(step);
    return (error as Error).message;
  }
}

/** Whether a step that may fail, without harm to those after it, could be taken. */
export function attempt(step: () => void): boolean {
  try {
    step();
    return true;
  } catch {
    return false;
  }
}

/** Makes a folder, or gives the one that is there this mode. */
function makeBare(folder: string, mode: number, undo: (() => void)[]): void {
  const there = lstatSync(folder, { throwIfNoEntry: false });
  if (there === undefined) {
    mkdirSync(folder);
    undo.push(() => rmdirSync(folder));
  }
  const before = (there ?? lstatSync(folder)).mode & 0o777;
  if (before === mode) return;
  chmodSync(folder, mode);
  undo.push(() => chmodSync(folder, before));
}

function makeParents(root: string, path: string, undo: (() => void)[]): void {
  for (const parent of parentsOf(path)) {
    const full = join(root, parent);
    const there = lstatSync(full, { throwIfNoEntry: false });
    if (there === undefined) {
      mkdirSync(full);
      undo.push(() => rmdirSync(full));
    } else if (!there.isDirectory()) {
      throw new Error(`nothing is written through ${parent}, which is not a folder`);
    }
  }
}
