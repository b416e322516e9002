/** Fresh checkouts of a commit, outside the folder of the pipeline. */
import { accessSync, constants, existsSync, lstatSync, statSync, utimesSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { git } from '../../programs/git.ts';
import { type Checkout, largeFiles, type TrackedFile, trackedFiles } from './checkout.ts';
import { Obstacle } from './obstacle.ts';
import type { Move } from './relocate.ts';

/** A checkout that goes when it is disposed of. */
export interface Worktree extends AsyncDisposable {
  /** What stands for the root of the pipeline. */
  readonly root: string;
  readonly top: string;
  /** From the user's working tree to here. */
  readonly moves: readonly Move[];
}

const NAME = 'stagetime-confirm-';
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/** Checks the commit out; rejects with the reason where that cannot be done. */
export async function addWorktree(
  checkout: Checkout,
  sha: string,
  signal: AbortSignal,
): Promise<Worktree> {
  const parent = await temporaryFolder(checkout);
  const folder = await realpath(await mkdtemp(join(parent, `${NAME}${process.pid}-`)));
  const top = join(folder, basename(checkout.top) || 'repository');
  const worktree = {
    top,
    root: join(top, checkout.prefix),
    moves: [
      { from: checkout.root, to: join(top, checkout.prefix) },
      { from: checkout.top, to: top },
    ],
    [Symbol.asyncDispose]: () => removeWorktree(checkout, folder),
  };
  const place = { folder: checkout.top, environment: checkout.environment, signal };
  try {
    await git({ ...place, timeoutMs: ADD_MS }, [
      'worktree',
      'add',
      '--quiet',
      '--detach',
      top,
      sha,
    ]);
    const within = { ...place, folder: top };
    const tracked = sha === checkout.sha ? checkout.tracked : await trackedFiles(within);
    await placeLargeFiles(checkout, top, tracked, await largeFiles(within));
    copyTimes(checkout, top, tracked);
    await mkdir(worktree.root, { recursive: true });
    return worktree;
  } catch (error) {
    await worktree[Symbol.asyncDispose]();
    throw error;
  }
}

const ADD_MS = 120_000;

/** Removes what runs left behind that died; never rejects. */
export async function removeAbandoned({ top, environment }: Checkout): Promise<void> {
  const place = { folder: top, environment };
  try {
    const listed = await git(place, ['worktree', 'list', '--porcelain']);
    const folders = [...listed.matchAll(/^worktree (.+)$/gm)].map(match => dirname(match[1] ?? ''));
    for (const folder of folders) if (isAbandoned(folder)) await removeTree(folder);
    await git(place, ['worktree', 'prune']);
  } catch {
    // They then stay until the next run, or until the system clears its temporary folder.
  }
}

function isAbandoned(folder: string): boolean {
  const pid = new RegExp(`^${NAME}(\\d+)-\\w+$`).exec(basename(folder))?.[1];
  if (pid === undefined || !existsSync(folder)) return false;
  return !isAlive(Number(pid)) || Date.now() - lstatSync(folder).mtimeMs > ABANDONED_AFTER_MS;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function removeWorktree({ top, environment }: Checkout, folder: string): Promise<void> {
  await removeTree(folder);
  await git({ folder: top, environment }, ['worktree', 'prune']).catch(() => '');
}

/** A stage may have made folders that nothing can be removed from. */
async function removeTree(folder: string): Promise<void> {
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await remove()
    .catch(() => openFolders(folder).then(remove))
    .catch(() => undefined);
}

async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(join(folder, entry.name));
  }
}

/** A temporary folder on the file system of the working tree, where there is one: others may be quicker. */
async function temporaryFolder({ top, environment }: Checkout): Promise<string> {
  const device = statSync(top).dev;
  const candidates = [environment.RUNNER_TEMP, tmpdir(), dirname(top)].filter(
    (folder): folder is string => !!folder && isWritable(folder),
  );
  const near = candidates.find(folder => statSync(folder).dev === device);
  return near ?? candidates[0] ?? tmpdir();
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Files that git has only pointers to are those of the user's working tree, where it has them. */
async function placeLargeFiles(
  checkout: Checkout,
  top: string,
  tracked: ReadonlyMap<string, TrackedFile>,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    if (checkout.tracked.get(path)?.object !== tracked.get(path)?.object) {
      throw new Obstacle({ kind: 'large-file-differs', path });
    }
    await copyFile(join(checkout.top, path), join(top, path));
  }
}

/**
 * Tools go by what is newer. A file gets the time it has in the user's working tree; where a stage
 * changed it since, or it is not there, that of the newest of the others.
 */
function copyTimes(
  { top: from, inspectedAt }: Checkout,
  to: string,
  tracked: ReadonlyMap<string, TrackedFile>,
): void {
  const times = new Map<string, number>();
  let newest = 0;
  for (const [path, { mode }] of tracked) {
    if (!mode.startsWith('100')) continue;
    const mtimeMs = lstatSync(join(from, path), { throwIfNoEntry: false })?.mtimeMs ?? inspectedAt;
    if (mtimeMs < inspectedAt) {
      times.set(path, mtimeMs);
      newest = Math.max(newest, mtimeMs);
    } else times.set(path, Number.NaN);
  }
  for (const [path, mtimeMs] of times) {
    const seconds = (Number.isNaN(mtimeMs) ? newest : mtimeMs) / 1000;
    if (seconds > 0) utimesSync(join(to, path), seconds, seconds);
  }
}
