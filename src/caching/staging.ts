/** Where restored files wait until all of them are there and checked, and how they get into place. */
import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { outermost, parentsOf } from './paths.ts';

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
 * alone at the root. Nothing is moved through a link.
 */
export function moveIn(
  staging: Pick<Staging, 'folder'>,
  root: string,
  paths: readonly string[],
): string | undefined {
  const undo: (() => void)[] = [];
  try {
    const aside = join(staging.folder, `.aside-${randomUUID()}`);
    mkdirSync(aside);
    for (const [index, path] of outermost(paths).entries()) {
      const source = join(staging.folder, path);
      if (lstatSync(source, { throwIfNoEntry: false }) === undefined) continue;
      makeParents(root, path, undo);
      const target = join(root, path);
      if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) {
        const old = join(aside, String(index));
        renameSync(target, old);
        undo.push(() => renameSync(old, target));
      }
      renameSync(source, target);
      undo.push(() => renameSync(target, source));
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
