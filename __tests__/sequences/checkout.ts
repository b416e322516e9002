/** A checkout in which stages run, and what the user put among what they make. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openLedger } from '../../src/execution/reuse/ledger.ts';
import { leftoversOf } from '../../src/execution/reuse/leftovers.ts';
import { isSame, outputsBelow, plant, type Thing, type Tree, thingAt } from './trees.ts';

/** Sources by path. */
export type Sources = ReadonlyMap<string, Source>;
export type Source = Extract<Thing, { kind: 'file' }>;

/** Whether a source stands where stages write. */
export function isAmongOutputs(path: string): boolean {
  return /^[opk]\d/.test(path);
}

/** Who made a file, and its signature where it is as that stage left it. */
interface Owner {
  readonly stage: string;
  readonly signature?: string;
}

/** What stands where stages write. */
export interface Look {
  /** What is the user's. */
  readonly users: Tree;
  /** What git tracks. */
  readonly tracked: Tree;
  readonly owners: ReadonlyMap<string, Owner>;
}

export class Checkout {
  readonly root: string;
  readonly #git: boolean;
  #sources: Sources = new Map();
  /** What is there because the user, or a stage that does not declare it, wrote it: by path. */
  readonly #user = new Map<string, Thing>();
  /** What stood where a stage has written since, by path; of files that git tracks. */
  readonly #over = new Map<string, Thing>();

  constructor(root: string, git: boolean) {
    this.root = root;
    this.#git = git;
    mkdirSync(root);
  }

  /** Makes the sources what they are to be; nothing else is touched. */
  become(sources: Sources): void {
    for (const path of this.#sources.keys()) {
      if (sources.has(path)) continue;
      rmSync(join(this.root, path), { force: true });
      this.#user.delete(path);
      removeEmpty(this.root, dirname(path));
    }
    for (const [path, source] of sources) {
      const there = thingAt(join(this.root, path));
      // What stages write is not put back, where the user did not change it.
      const known = isAmongOutputs(path) ? this.#sources.get(path) : there;
      if (there !== undefined && isSame(known, source)) continue;
      put(this.root, path, source);
      if (isAmongOutputs(path)) this.#user.set(path, source);
    }
    this.#sources = sources;
    if (this.#git) track(this.root, [...sources.keys()].filter(isAmongOutputs));
  }

  /** Like `cp -r`: whatever it is, somebody other than a stage put it here. */
  static copyOf(from: Checkout, root: string): Checkout {
    const copy = new Checkout(root, from.#git);
    cpSync(from.root, root, { recursive: true, verbatimSymlinks: true });
    copy.#sources = from.#sources;
    for (const [path, thing] of outputsBelow(root)) copy.#user.set(path, thing);
    return copy;
  }

  /** The user removed this. */
  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
    removeEmpty(this.root, dirname(path));
  }

  /** The user wrote this. */
  write(path: string, thing: Thing): void {
    rmSync(join(this.root, path), { force: true });
    plant(this.root, new Map([[path, thing]]));
    this.claim(path);
  }

  /** Whatever stands at the path is the user's from now on. */
  claim(path: string): void {
    const thing = thingAt(join(this.root, path));
    if (thing !== undefined) this.#user.set(path, thing);
  }

  /** What is the user's as the user left it; whatever a stage has changed is not any more. */
  users(): Tree {
    for (const [path, thing] of this.#user) {
      if (!isSame(thing, thingAt(join(this.root, path)))) this.#user.delete(path);
    }
    return new Map(this.#user);
  }

  /** What stands there before a run, and whose it is. */
  look(stageIds: readonly string[]): Look {
    const ledger = openLedger(this.root, 'pipeline');
    const owners = new Map<string, Owner>();
    for (const id of stageIds) {
      const entry = ledger.of(id);
      const left = new Set(leftoversOf(this.root, entry).files);
      for (const [path, signature] of Object.entries(entry?.files ?? {})) {
        owners.set(path, { stage: id, ...(left.has(path) && { signature }) });
      }
    }
    return { users: this.users(), tracked: this.#trackedOutputs(), owners };
  }

  /**
   * What stages were given where they write. Where a stored result stood for running a stage, what the
   * user did to the stage's files was repaired, and what git tracks counts as it was before the stage.
   */
  given({ users, tracked, owners }: Look, reused: ReadonlySet<string>): Tree {
    const given = new Map<string, Thing>();
    for (const [path, thing] of users) {
      const owner = owners.get(path);
      const isRepaired = owner !== undefined && reused.has(owner.stage);
      if (!isRepaired) given.set(path, thing);
    }
    for (const [path, thing] of tracked) {
      const owner = owners.get(path);
      const isAsLeft = owner?.signature !== undefined && reused.has(owner.stage);
      const stood = isAsLeft ? this.#over.get(path) : thing;
      if (stood === undefined) given.delete(path);
      else given.set(path, stood);
    }
    return given;
  }

  /** Takes down what stages wrote in a run, and over what: to be called after each. */
  ran({ tracked, owners }: Look, stageIds: readonly string[]): void {
    for (const [path, { signature }] of this.look(stageIds).owners) {
      if (signature === undefined || signature === owners.get(path)?.signature) continue;
      this.#user.delete(path);
      const stood = tracked.get(path);
      if (stood === undefined) this.#over.delete(path);
      else this.#over.set(path, stood);
    }
  }

  /** Files that git tracks where stages write, as they stand now. */
  #trackedOutputs(): Tree {
    const paths = this.#git ? [...this.#sources.keys()].filter(isAmongOutputs) : [];
    return new Map(
      paths.flatMap(path => {
        const thing = thingAt(join(this.root, path));
        return thing === undefined ? [] : [[path, thing]];
      }),
    );
  }

  /** What was spoilt belongs to no stage, unless it happened while the stage itself ran. */
  claimSpoilt(stageIds: readonly string[]): number {
    const ledger = openLedger(this.root, 'pipeline');
    const left = stageIds.map(id => leftoversOf(this.root, ledger.of(id)));
    const owned = new Set(left.flatMap(({ files, folders }) => [...files, ...folders]));
    const spoilt = [...outputsBelow(this.root)].filter(
      ([path, thing]) =>
        path.includes('hidden-') || (thing.kind === 'file' && /spoilt|^twin/.test(thing.text)),
    );
    for (const [path] of spoilt) if (!owned.has(path)) this.claim(path);
    return spoilt.length;
  }
}

function put(root: string, path: string, source: Source): void {
  const draft = `${path}.new`;
  plant(root, new Map([[draft, source]]));
  renameSync(join(root, draft), join(root, path));
}

/** Like git, which keeps no empty folders. */
function removeEmpty(root: string, folder: string): void {
  if (folder === '.') return;
  try {
    rmdirSync(join(root, folder));
    removeEmpty(root, dirname(folder));
  } catch {
    // Something is in it.
  }
}

function track(root: string, amongOutputs: readonly string[]): void {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, stdio: 'ignore', env: { PATH: process.env.PATH } });
  if (!existsSync(join(root, '.git'))) {
    git('init', '-q', '--template=');
    plant(root, new Map([['.git/info/exclude', ignored('/[opk][0-9]*', '.stagetime', 'chaos')]]));
  }
  git('add', '-A');
  if (amongOutputs.length > 0) git('add', '-f', '--', ...amongOutputs);
}

function ignored(...lines: readonly string[]): Source {
  return { kind: 'file', text: `${lines.join('\n')}\n`, executable: false };
}
