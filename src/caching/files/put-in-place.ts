/**
 * Moving trees into place: all of them, or none. What is to be done is planned first, and what comes
 * from another file system is copied first, to where it only needs to be renamed. So nothing has
 * changed before everything is at hand, every change is a step that is taken or not, and undoing it is
 * one too.
 *
 * A mount point can be neither moved nor replaced: what is in it is. The same goes for folders that have
 * one below them, which would take it along, for those that a system does not rename, as overlays, and
 * for those with files in them that are to be left as they are.
 */
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { copyExtent } from './copy.ts';
import { NotPlaced } from './faults.ts';
import { type Mounts, readMounts } from './mounts.ts';
import { outermost, parentsOf } from './paths.ts';
import type { FolderReach } from './tree.ts';

/** The calls that change something, so that a test can let any of them fail. */
export interface MovingSystem {
  readonly rename: (from: string, to: string) => void;
  readonly makeFolder: (folder: string) => void;
  readonly removeFolder: (folder: string) => void;
  readonly setMode: (path: string, mode: number) => void;
  /** Copies what stands at `name` in a folder to the same name in another. */
  readonly copy: (from: string, to: string, name: string) => void;
  readonly mounts: () => Mounts;
}

const SYSTEM: MovingSystem = {
  rename: renameSync,
  makeFolder: folder => mkdirSync(folder),
  removeFolder: folder => rmdirSync(folder),
  setMode: chmodSync,
  copy: (from, to, name) => {
    copyExtent(from, to, { paths: [name], maxBytes: Number.POSITIVE_INFINITY });
  },
  mounts: readMounts,
};

/** One change, which can be undone. */
interface Step {
  readonly take: () => void;
  readonly undo: () => void;
  /** What it renames. */
  readonly renames?: string;
}

/** What is moved where. */
export interface Move {
  /** Folder that the trees come from. */
  readonly from: string;
  readonly root: string;
  readonly paths: readonly string[];
  readonly folders?: FolderReach | undefined;
  /** Files of the root that are not touched, whatever comes from the other folder. */
  readonly keep?: readonly string[];
  readonly system?: MovingSystem;
}

/** Most folders that turn out not to be renamed before it is given up. */
const MOST_TRIES = 64;

/**
 * Moves in all that is there to be moved; throws where that cannot be, with everything as it was unless it
 * says `half-placed`.
 */
export function moveAll(move: Move): void {
  const { system = SYSTEM } = move;
  const unmovable = new Set<string>();
  for (let tries = 1; ; tries += 1) {
    const plan = new Plan(move, system, unmovable);
    try {
      plan.make();
      take(plan.steps);
      return;
    } catch (error) {
      // What could not be put back is where it was set aside, and stays there.
      if (error instanceof NotTaken && !error.isUndone) plan.keepRooms();
      const folder = error instanceof NotTaken ? folderThatStays(error) : undefined;
      if (folder === undefined || unmovable.has(folder) || tries === MOST_TRIES) {
        throw error instanceof NotTaken ? error.outcome() : error;
      }
      unmovable.add(folder);
    } finally {
      plan.clear();
    }
  }
}

/** A step failed, and those before it were undone, unless that failed, too. */
class NotTaken extends Error {
  readonly step: Step;
  readonly isUndone: boolean;
  constructor(step: Step, isUndone: boolean, cause: Error) {
    super(cause.message, { cause });
    this.step = step;
    this.isUndone = isUndone;
  }

  /** What whoever asked for the move is to know. */
  outcome(): unknown {
    return this.isUndone ? this.cause : new NotPlaced({ kind: 'half-placed', said: this.message });
  }
}

/** The folder that a system would not rename. */
function folderThatStays({ step, isUndone, cause }: NotTaken): string | undefined {
  const { code } = cause as NodeJS.ErrnoException;
  const isHeld = code === 'EXDEV' || code === 'EBUSY';
  if (!isHeld || !isUndone || step.renames === undefined) return undefined;
  const isFolder = lstatSync(step.renames, { throwIfNoEntry: false })?.isDirectory();
  return isFolder ? step.renames : undefined;
}

function take(steps: readonly Step[]): void {
  const taken: Step[] = [];
  for (const step of steps) {
    try {
      step.take();
      taken.push(step);
    } catch (error) {
      const undone = taken.reverse().map(done => attempt(done.undo));
      throw new NotTaken(step, !undone.includes(false), error as Error);
    }
  }
}

class Plan {
  readonly steps: Step[] = [];
  readonly #move: Move;
  readonly #system: MovingSystem;
  readonly #mounts: Mounts;
  readonly #unmovable: ReadonlySet<string>;
  readonly #root: string;
  readonly #from: string;
  /** Files that are not touched, and all folders above them. */
  readonly #kept: ReadonlySet<string>;
  readonly #aboveKept: ReadonlySet<string>;
  /** A folder of ours on every file system that takes part, by what holds it. */
  readonly #rooms = new Map<string, string>();
  /** Folders that a step makes. */
  readonly #made = new Set<string>();
  #count = 0;

  constructor(move: Move, system: MovingSystem, unmovable: ReadonlySet<string>) {
    this.#move = move;
    this.#system = system;
    this.#mounts = system.mounts();
    this.#unmovable = unmovable;
    this.#root = realpathSync(move.root);
    this.#from = realpathSync(move.from);
    const { keep = [] } = move;
    this.#kept = new Set(keep.map(path => join(this.#root, path)));
    this.#aboveKept = new Set(keep.flatMap(parentsOf).map(path => join(this.#root, path)));
  }

  /** Plans the steps and copies what has to be copied. */
  make(): void {
    const { paths, folders } = this.#move;
    const isBare = folders === 'bare';
    for (const path of isBare ? [...new Set(paths)].sort() : outermost(paths)) {
      const source = join(this.#from, path);
      const wanted = lstatSync(source, { throwIfNoEntry: false });
      if (wanted === undefined) continue;
      this.#makeParents(path);
      const target = join(this.#root, path);
      if (isBare && wanted.isDirectory()) this.#bare(target, wanted.mode & 0o7777);
      else this.#place(source, target);
    }
  }

  keepRooms(): void {
    this.#rooms.clear();
  }

  /** Removes what was only needed on the way. */
  clear(): void {
    for (const [holder, room] of this.#rooms) {
      // The one in the staging folder goes with it, and others have no time for that.
      if (holder !== this.#holderOf(this.#from)) {
        attempt(() => rmSync(room, { recursive: true, force: true }));
      }
    }
  }

  #makeParents(path: string): void {
    for (const parent of parentsOf(path)) {
      const folder = join(this.#root, parent);
      const there = lstatSync(folder, { throwIfNoEntry: false });
      if (there === undefined) this.#makeFolder(folder);
      else if (!there.isDirectory()) {
        throw new NotPlaced({ kind: 'not-a-folder', path: parent });
      }
    }
  }

  #makeFolder(folder: string): void {
    if (this.#made.has(folder)) return;
    this.#made.add(folder);
    const { makeFolder, removeFolder } = this.#system;
    this.steps.push({ take: () => makeFolder(folder), undo: () => removeFolder(folder) });
  }

  /** The folder alone, with what is in it where it is there. */
  #bare(target: string, mode: number): void {
    const there = lstatSync(target, { throwIfNoEntry: false });
    if (there !== undefined && !there.isDirectory()) this.#setAside(target);
    if (there === undefined || !there.isDirectory()) this.#makeFolder(target);
    this.#setMode(target, there?.isDirectory() ? there.mode & 0o7777 : undefined, mode);
  }

  /** What stands at the source, in place of what stands at the target. */
  #place(source: string, target: string): void {
    if (this.#kept.has(target)) return;
    const there = lstatSync(target, { throwIfNoEntry: false });
    if (there?.isDirectory() && this.#stays(target)) this.#fill(source, target);
    else {
      if (there !== undefined) this.#setAside(target);
      this.#rename(this.#atHand(source, target), target);
    }
  }

  /** A folder that stays gets what is in the other, and loses what was in it. */
  #fill(source: string, target: string): void {
    const wanted = lstatSync(source);
    if (!wanted.isDirectory()) {
      // Files that are kept in it go before the one that would take its place.
      if (this.#aboveKept.has(target)) this.#setAside(target);
      else throw new NotPlaced({ kind: 'own-file-system', path: target });
      return;
    }
    const names = readdirSync(source);
    const kept = new Set(names);
    for (const name of readdirSync(target)) {
      if (!kept.has(name) && !this.#isRoom(join(target, name))) this.#setAside(join(target, name));
    }
    for (const name of names) this.#place(join(source, name), join(target, name));
    this.#setMode(target, lstatSync(target).mode & 0o7777, wanted.mode & 0o7777);
  }

  #setAside(path: string): void {
    if (this.#kept.has(path)) return;
    if (lstatSync(path).isDirectory() && this.#stays(path)) {
      for (const name of readdirSync(path)) {
        if (!this.#isRoom(join(path, name))) this.#setAside(join(path, name));
      }
    } else {
      this.#rename(path, join(this.#roomFor(path), this.#nextName()));
    }
  }

  #setMode(path: string, before: number | undefined, after: number): void {
    if (before === after) return;
    const { setMode } = this.#system;
    this.steps.push({
      take: () => setMode(path, after),
      // What was made a step before had no mode before: going back removes it.
      undo: () => {
        if (before !== undefined) setMode(path, before);
      },
    });
  }

  #rename(from: string, to: string): void {
    const { rename } = this.#system;
    this.steps.push({ take: () => rename(from, to), undo: () => rename(to, from), renames: from });
  }

  /** Where the source is, or its copy, so that renaming takes it to the target. */
  #atHand(source: string, target: string): string {
    if (this.#holderOf(source) === this.#holderOf(dirname(target))) return source;
    const folder = join(this.#roomFor(target), this.#nextName());
    mkdirSync(folder);
    const name = source.slice(dirname(source).length + 1);
    this.#system.copy(dirname(source), folder, name);
    return join(folder, name);
  }

  #stays(folder: string): boolean {
    if (this.#aboveKept.has(folder) || this.#mounts.isHeld(folder)) return true;
    return [...this.#unmovable].some(path => path === folder || path.startsWith(`${folder}/`));
  }

  /** A folder of ours, on the file system that holds this path, to keep things in on the way. */
  #roomFor(path: string): string {
    const holder = this.#holderOf(dirname(path));
    const known = this.#rooms.get(holder);
    if (known !== undefined) return known;
    const isFrom = holder === this.#holderOf(this.#from);
    const room = join(
      isFrom ? this.#from : this.#highest(dirname(path), holder),
      `${isFrom ? '.aside' : '.stagetime'}-${randomUUID()}`,
    );
    mkdirSync(room, { mode: 0o700 });
    this.#rooms.set(holder, room);
    return room;
  }

  /** The highest folder, not above the root, that is there and on this file system. */
  #highest(folder: string, holder: string): string {
    const isThere = lstatSync(folder, { throwIfNoEntry: false }) !== undefined;
    if (folder === this.#root) return folder;
    const above = dirname(folder);
    return isThere && this.#holderOf(above) !== holder ? folder : this.#highest(above, holder);
  }

  #isRoom(path: string): boolean {
    return [...this.#rooms.values()].includes(path);
  }

  #holderOf(path: string): string {
    return this.#mounts.holderOf(path);
  }

  #nextName(): string {
    this.#count += 1;
    return String(this.#count);
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
