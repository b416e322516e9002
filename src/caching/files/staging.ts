/** Where restored files wait until all of them are there and checked, and how they get into place. */
import { randomUUID } from 'node:crypto';
import { rmdirSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PlaceObstacle } from '../../record/facts/store-fault.ts';
import { placeObstacleOf } from './faults.ts';
import { attempt, moveAll } from './put-in-place.ts';
import type { FolderReach } from './tree.ts';

/** Below the root, so that moving into place is mostly a rename within one file system. */
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
 * what was there: all, or nothing with what was in the way. A path that is not in the staging folder is left
 * alone at the root. Nothing is moved through a link. Where folders are `bare`, one that is there
 * already keeps what is in it. Files to `keep` are not touched.
 */
export function moveIn(
  staging: Pick<Staging, 'folder'>,
  root: string,
  paths: readonly string[],
  folders: FolderReach = 'whole',
  keep: readonly string[] = [],
): PlaceObstacle | undefined {
  try {
    moveAll({ from: staging.folder, root, paths, folders, keep });
    return undefined;
  } catch (error) {
    return placeObstacleOf(error);
  }
}
