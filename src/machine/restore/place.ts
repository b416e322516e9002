/** Moving what is staged into place, and back. */
import {
  fchmodSync,
  fchownSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
} from 'node:fs';
import { type Folder, NotAFolder, openFolder, splitPath } from '../system/folders.ts';
import { secondsOf, setTimes } from '../system/times.ts';
import {
  ASIDE,
  beginSteps,
  endSteps,
  type FolderStep,
  type PlacedStep,
  STAGE,
  type Steps,
  type Traits,
  UNDONE,
} from './journal.ts';
import type { Plan } from './plan.ts';

/** A folder is not the one that was checked: somebody exchanged it. */
export class FolderSwapped extends Error {
  override readonly name = 'FolderSwapped';
  readonly path: string;
  constructor(path: string) {
    super(path);
    this.path = path;
  }
}

/** The steps of a plan whose members are staged. */
export function stepsOf(root: string, folder: string, plan: Plan): Steps {
  const placed = plan.placed.map(({ path, was, staged }): PlacedStep => {
    const { ino } = lstatSync(`${folder}/${STAGE}/${staged}`, { bigint: true });
    const isFolderAfter = lstatSync(`${folder}/${STAGE}/${staged}`).isDirectory();
    // Only a name of a file or link can be given to something else at once, and only to such.
    const isMoved = was?.kind === 'folder' || isFolderAfter;
    const before = was === null ? 'nothing' : isMoved ? 'moved' : 'kept';
    return { path, staged, ino: String(ino), before };
  });
  const removed = plan.removed.map(({ path }) => ({ path }));
  const after = new Map(plan.folders.map(entry => [entry.path, entry]));
  const touched = [...placed, ...removed].map(({ path }) => splitPath(path).folder);
  const folders = [...new Set([...after.keys(), ...touched])].map((path): FolderStep => {
    using opened = openFolder(root, path);
    const before = traitsOf(opened);
    const entry = after.get(path);
    const { mode, uid, gid, mtime } = entry ?? before;
    return { path, id: opened.id, before, after: { mode, uid, gid, mtime } };
  });
  return { placed, removed, folders };
}

function traitsOf({ fd }: Folder): Traits {
  const { mode, uid, gid, mtimeNs } = fstatSync(fd, { bigint: true });
  return {
    mode: Number(mode) & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
    mtime: secondsOf(mtimeNs),
  };
}

/** Does all steps. Throws where one cannot be done; then all are to be undone. */
export async function applySteps(root: string, folder: string, steps: Steps): Promise<void> {
  mkdirSync(`${folder}/${ASIDE}`, 0o700);
  mkdirSync(`${folder}/${UNDONE}`, 0o700);
  beginSteps(folder, steps);
  const ids = new Map(steps.folders.map(({ path, id }) => [path, id]));
  for (const [i, step] of steps.placed.entries()) {
    inFolderOf(root, step.path, ids, place => {
      const [staged, aside] = [`${folder}/${STAGE}/${step.staged}`, `${folder}/${ASIDE}/${i}`];
      // Nobody was here when it was looked at.
      if (step.before === 'nothing' && numberOf(place) !== undefined) {
        throw new FolderSwapped(`/${step.path}`);
      }
      if (step.before === 'kept') linkSync(place, aside);
      if (step.before === 'moved') renameSync(place, aside);
      renameSync(staged, place);
    });
  }
  for (const [i, { path }] of steps.removed.entries()) {
    inFolderOf(root, path, ids, place => renameSync(place, asideOf(folder, steps, i)));
  }
  await setTraits(root, folder, steps.folders, 'after');
  // All folders are still where they were; so what was done in them was done there.
  for (const { path, id } of steps.folders) demandFolder(root, path, id)[Symbol.dispose]();
  endSteps(folder);
}

function asideOf(folder: string, { placed }: Steps, removed: number): string {
  return `${folder}/${ASIDE}/${placed.length + removed}`;
}

/** Undoes whatever of the steps was done; what could not be undone. Can be done again. */
export async function undoSteps(
  root: string,
  folder: string,
  steps: Steps,
): Promise<readonly string[]> {
  const unsettled: string[] = [];
  const ids = new Map(steps.folders.map(({ path, id }) => [path, id]));
  const undo = (path: string, work: (place: string) => void): void => {
    try {
      inFolderOf(root, path, ids, work);
    } catch {
      unsettled.push(`/${path}`);
    }
  };
  const begun = begunSteps(folder, steps);
  for (const [i, { path }] of [...steps.removed.entries()].reverse()) {
    const aside = asideOf(folder, steps, i);
    if (numberOf(aside) !== undefined) undo(path, place => renameSync(aside, place));
  }
  for (const [i, step] of [...begun].reverse()) {
    undo(step.path, place =>
      undoPlaced(place, `${folder}/${ASIDE}/${i}`, `${folder}/${UNDONE}/${i}`, step),
    );
  }
  // Nothing is removed, and no folder changed by itself, before everything is placed.
  const changed = new Set([...begun.values()].map(({ path }) => splitPath(path).folder));
  const isAllBegun = begun.size === steps.placed.length;
  const folders = steps.folders.filter(({ path }) => isAllBegun || changed.has(path));
  unsettled.push(...(await settleTraits(root, folder, folders)));
  return [...new Set(unsettled)];
}

/** The steps of which anything was done, by their numbers: what is staged is there until it is placed. */
function begunSteps(folder: string, { placed }: Steps): ReadonlyMap<number, PlacedStep> {
  return new Map(
    [...placed.entries()].filter(
      ([i, { staged, ino }]) =>
        numberOf(`${folder}/${STAGE}/${staged}`) !== ino ||
        numberOf(`${folder}/${ASIDE}/${i}`) !== undefined,
    ),
  );
}

function undoPlaced(
  place: string,
  aside: string,
  undone: string,
  { ino, before }: PlacedStep,
): void {
  const isPlaced = numberOf(place) === ino;
  if (isPlaced && before !== 'kept') renameSync(place, undone);
  if (before === 'nothing' || numberOf(aside) === undefined) return;
  if (before === 'moved' || isPlaced) renameSync(aside, place);
}

async function settleTraits(
  root: string,
  cwd: string,
  folders: readonly FolderStep[],
): Promise<readonly string[]> {
  const unsettled = folders.filter(({ path, id }) => {
    try {
      demandFolder(root, path, id)[Symbol.dispose]();
      return false;
    } catch {
      return true;
    }
  });
  await setTraits(
    root,
    cwd,
    folders.filter(one => !unsettled.includes(one)),
    'before',
  );
  return unsettled.map(({ path }) => `/${path}`);
}

function numberOf(place: string): string | undefined {
  const stat = lstatSync(place, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? undefined : String(stat.ino);
}

/** Works at a path whose folder is still the one that was checked. */
function inFolderOf(
  root: string,
  path: string,
  ids: ReadonlyMap<string, string>,
  work: (place: string) => void,
): void {
  const { folder, name } = splitPath(path);
  using opened = demandFolder(root, folder, ids.get(folder) ?? '');
  work(opened.at(name));
}

function demandFolder(root: string, path: string, id: string): Folder {
  let folder: Folder;
  try {
    folder = openFolder(root, path);
  } catch (error) {
    if (error instanceof NotAFolder) throw new FolderSwapped(`/${path}`);
    throw error;
  }
  if (folder.id === id) return folder;
  folder[Symbol.dispose]();
  throw new FolderSwapped(`/${path}`);
}

/** Folders opened at once: programs inherit their numbers. */
const AT_ONCE = 64;

/** Gives folders their owners, modes and times. The times are last: all else is done. */
async function setTraits(
  root: string,
  cwd: string,
  folders: readonly FolderStep[],
  which: 'before' | 'after',
): Promise<void> {
  for (let at = 0; at < folders.length; at += AT_ONCE) {
    const opened: Folder[] = [];
    try {
      await setTimes(
        cwd,
        folders.slice(at, at + AT_ONCE).map(step => {
          const folder = demandFolder(root, step.path, step.id);
          opened.push(folder);
          giveTo(folder, step[which]);
          return { fd: folder.fd, mtime: step[which].mtime };
        }),
      );
    } finally {
      for (const folder of opened) folder[Symbol.dispose]();
    }
  }
}

function giveTo(folder: Folder, { mode, uid, gid }: Traits): void {
  const now = traitsOf(folder);
  if (now.uid !== uid || now.gid !== gid) fchownSync(folder.fd, uid, gid);
  // A new owner may have taken bits from it.
  if (traitsOf(folder).mode !== mode) fchmodSync(folder.fd, mode);
}
