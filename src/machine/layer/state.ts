/**
 * The engine's own folder on the machine: of root, closed to everybody else, on the file system of the roots.
 * Making and removing it leaves no trace in the time of the folder that it is in.
 */
import {
  fstatSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { type Folder, openFolder, splitPath } from '../system/folders.ts';
import { secondsOf, setTimes } from '../system/times.ts';
import { STATE_FOLDER } from './rules.ts';

const RESTORE = 'restore';

/** Somebody else's folder is where the engine's should be. */
export class ForeignState extends Error {
  override readonly name = 'ForeignState';
}

export interface State {
  /** Absolute. */
  readonly folder: string;
  readonly device: bigint;
}

/** Makes the folder where it is not there. */
export async function openState(root: string): Promise<State> {
  const { folder: parent, name } = splitPath(STATE_FOLDER);
  using above = openFolder(root, parent);
  const place = above.at(name);
  if (!isThere(place)) await unnoticed(above, () => mkdirSync(place, 0o700));
  const stat = lstatSync(place, { bigint: true });
  const isOwn = stat.isDirectory() && stat.uid === BigInt(process.geteuid?.() ?? 0);
  if (!isOwn || (Number(stat.mode) & 0o077) !== 0) throw new ForeignState(STATE_FOLDER);
  return { folder: `${root}/${STATE_FOLDER}`, device: stat.dev };
}

/** Whether anything of the engine's is on the machine. */
export function hasState(root: string): boolean {
  return isThere(`${root}/${STATE_FOLDER}`);
}

/** The folder of one restore; nothing where none was begun. */
export function restoreFolder({ folder }: State): string | undefined {
  const place = `${folder}/${RESTORE}`;
  return isThere(place) ? place : undefined;
}

/** Begins one. */
export function makeRestoreFolder({ folder }: State): string {
  const place = `${folder}/${RESTORE}`;
  mkdirSync(place, 0o700);
  return place;
}

/** Leaves what cannot be undone to whoever looks after the machine. */
export function keepRestore({ folder }: State): void {
  renameSync(`${folder}/${RESTORE}`, `${folder}/unsettled-${Date.now()}`);
}

/** Removes the folder of a restore. */
export function clearRestore(root: string, state: State): Promise<void> {
  return clearState(root, state, RESTORE);
}

/** Removes something in the engine's folder, and that with it where it is empty then. */
export async function clearState(root: string, { folder }: State, name: string): Promise<void> {
  rmSync(`${folder}/${name}`, { recursive: true, force: true });
  if (!isThere(folder) || readdirSync(folder).length > 0) return;
  using above = openFolder(root, splitPath(STATE_FOLDER).folder);
  await unnoticed(above, () => rmdirSync(folder));
}

/** Older than any job, in ms. */
const STALE_MS = 3 * 86_400_000;

/** Removes what was noted for commands that never ended. */
export async function clearStale(root: string, state: State): Promise<void> {
  for (const name of readdirSync(state.folder)) {
    const { mtimeMs } = lstatSync(`${state.folder}/${name}`);
    const isStale = name !== RESTORE && Date.now() - mtimeMs > STALE_MS;
    if (isStale) await clearState(root, state, name);
  }
}

/** Changes what is in a folder, and leaves its time as it was. */
async function unnoticed({ fd }: Folder, work: () => void): Promise<void> {
  const mtime = secondsOf(fstatSync(fd, { bigint: true }).mtimeNs);
  work();
  await setTimes('/', [{ fd, mtime }]);
}

function isThere(place: string): boolean {
  return lstatSync(place, { throwIfNoEntry: false }) !== undefined;
}
