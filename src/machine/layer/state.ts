/** The engine's own folder on the machine: of root, closed to everybody else, on the file system of the roots. */
import {
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { secondsOf } from './changes.ts';
import { openFolder, splitPath } from './folders.ts';
import { STATE_FOLDER } from './rules.ts';
import { setTimes } from './times.ts';

const RESTORE = 'restore';
const PARENT_TIME = 'parent-time';

/** Somebody else's folder is where the engine's should be. */
export class ForeignState extends Error {
  override readonly name = 'ForeignState';
}

export interface State {
  /** Absolute. */
  readonly folder: string;
  readonly device: bigint;
  /** When what the folder is in changed last, before the folder was made. */
  readonly parentTime: string;
}

/** Makes the folder where it is not there. */
export function openState(root: string): State {
  const { folder: parent, name } = splitPath(STATE_FOLDER);
  using above = openFolder(root, parent);
  const parentTime = secondsOf(fstatSync(above.fd, { bigint: true }).mtimeNs);
  const place = above.at(name);
  if (!isThere(place)) mkdirSync(place, 0o700);
  const stat = lstatSync(place, { bigint: true });
  const isOwn = stat.isDirectory() && stat.uid === BigInt(process.geteuid?.() ?? 0);
  if (!isOwn || (Number(stat.mode) & 0o077) !== 0) throw new ForeignState(STATE_FOLDER);
  return { folder: `${root}/${STATE_FOLDER}`, device: stat.dev, parentTime };
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
export function makeRestoreFolder({ folder, parentTime }: State): string {
  const place = `${folder}/${RESTORE}`;
  mkdirSync(place, 0o700);
  writeFileSync(`${place}/${PARENT_TIME}`, parentTime);
  return place;
}

/** When what the engine's folder is in had changed last, as it was noted when a restore began. */
export function notedParentTime(restore: string): string | undefined {
  const file = `${restore}/${PARENT_TIME}`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return /^-?\d+\.\d{9}$/.test(text) ? text : undefined;
}

/** Leaves what cannot be undone to whoever looks after the machine. */
export function keepRestore({ folder }: State): void {
  renameSync(`${folder}/${RESTORE}`, `${folder}/unsettled-${Date.now()}`);
}

/** Removes the folder of a restore. */
export function clearRestore(root: string, state: State, parentTime?: string): Promise<void> {
  return clearState(root, state, RESTORE, parentTime);
}

/** Removes something in the engine's folder, and that with it where it is empty then. */
export async function clearState(
  root: string,
  { folder }: State,
  name: string,
  parentTime?: string,
): Promise<void> {
  rmSync(`${folder}/${name}`, { recursive: true, force: true });
  if (readdirSync(folder).length > 0) return;
  rmdirSync(folder);
  if (parentTime === undefined) return;
  using above = openFolder(root, splitPath(STATE_FOLDER).folder);
  await setTimes([{ fd: above.fd, mtime: parentTime }]);
}

function isThere(place: string): boolean {
  return lstatSync(place, { throwIfNoEntry: false }) !== undefined;
}
