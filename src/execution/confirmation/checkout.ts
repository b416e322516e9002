/** The commit that a run works on, and whether its state can be had again from the repository. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isWithin } from '../../caching/files/paths.ts';
import { planCaches } from '../../caching/presets.ts';
import type { Pipeline } from '../../pipeline/types.ts';
import { entriesOf, type GitPlace, git } from '../../programs/git.ts';
import type { NotConfirmed } from '../../record/facts/confirmation.ts';
import { matcherOf } from '../files/patterns.ts';
import { declaredOutputs } from '../inputs/fingerprints.ts';
import type { Variables } from '../process/stage-environment.ts';
import { Obstacle } from './obstacle.ts';

/** A file of a commit, by mode (octal) and object. */
export interface TrackedFile {
  readonly mode: string;
  readonly object: string;
}

/** A working tree that is what a commit says, but for what stages make. */
export interface Checkout {
  readonly kind: 'clean';
  /** The folder that the pipeline's paths start from, as it was given; absolute. */
  readonly root: string;
  /** The repository's folder; absolute. */
  readonly top: string;
  /** From the repository's folder to the root, with `/`; empty where they are the same. */
  readonly prefix: string;
  readonly sha: string;
  /** By path below the repository's folder, with `/`. */
  readonly tracked: ReadonlyMap<string, TrackedFile>;
  readonly environment: Variables;
  /** ms since 1970: what has been changed later was changed by a stage. */
  readonly inspectedAt: number;
}

/** What a run starts from, or why nobody could start from it again. */
export type Inspected = Checkout | { readonly kind: 'unusable'; readonly why: NotConfirmed };

/** Looks at the working tree, before any stage writes. Never rejects. */
export async function inspectCheckout(
  pipeline: Pipeline,
  root: string,
  environment: Variables,
): Promise<Inspected> {
  try {
    return await inspect(pipeline, root, environment);
  } catch (error) {
    return unusable({ kind: 'no-commit', cause: (error as Error).message });
  }
}

async function inspect(
  pipeline: Pipeline,
  root: string,
  environment: Variables,
): Promise<Inspected> {
  const inspectedAt = Date.now();
  const place = { folder: root, environment };
  const answer = await git(place, ['rev-parse', '--show-toplevel', '--show-prefix', 'HEAD']);
  const [top = '', prefix = '', sha = ''] = answer.split('\n');
  const above = { ...place, folder: top };
  const status = ['status', '--porcelain=v1', '-z', '-uno', '--no-renames', '--ignore-submodules'];
  const [changed, tracked] = await Promise.all([git(above, status), trackedFiles(above)]);
  const inRoot = prefix.replace(/\/$/, '');
  const isMade = madeByStages(pipeline, prefix);
  const modified = entriesOf(changed).map(entry => entry.slice(3));
  const [first, ...others] = modified.filter(path => !isMade(path));
  if (first !== undefined) {
    return unusable({ kind: 'changed-files', path: first, others: others.length });
  }
  const submodule = [...tracked].find(
    ([path, { mode }]) => mode === SUBMODULE && !isEmpty(join(top, path)),
  );
  if (submodule !== undefined) {
    return unusable({ kind: 'submodule', path: submodule[0] });
  }
  return { kind: 'clean', root, top, prefix: inRoot, sha, tracked, environment, inspectedAt };
}

const SUBMODULE = '160000';

function unusable(why: NotConfirmed): Inspected {
  return { kind: 'unusable', why };
}

/** Files of the repository that stages declare to write: their state is kept where it is needed. */
function madeByStages({ caches, stages }: Pipeline, prefix: string): (path: string) => boolean {
  const isOutput = matcherOf(stages.flatMap(declaredOutputs));
  const paths = new Set(planCaches(caches, stages).flatMap(({ stored }) => stored));
  return path => {
    const own = path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
    return own !== undefined && (isOutput(own) || isWithin(own, paths));
  };
}

/** The files of the commit that is checked out. */
export async function trackedFiles(place: GitPlace): Promise<ReadonlyMap<string, TrackedFile>> {
  const listed = entriesOf(await git(place, ['ls-files', '--stage', '-z']));
  return new Map(
    listed.map(entry => {
      const tab = entry.indexOf('\t');
      const [mode = '', object = ''] = entry.slice(0, tab).split(' ');
      return [entry.slice(tab + 1), { mode, object }];
    }),
  );
}

/** Files that the commit has only pointers to. */
export async function largeFiles(place: GitPlace): Promise<readonly string[]> {
  return entriesOf(await git(place, ['ls-files', '-z', '--', ':(attr:filter=lfs)']));
}

/**
 * The commit that this one is compared with: the first parent of a merge, which on a pull request is
 * the base branch, else the one given, else the commit before. Rejects with an obstacle where none is there.
 */
export async function findBase(
  { top, sha, environment }: Checkout,
  given: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const place = { folder: top, environment, signal };
  // Where history is shallow git hides the parents, which the commit itself names all the same.
  const header = (await git(place, ['cat-file', 'commit', sha])).split('\n\n', 1)[0] ?? '';
  const parents = [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(match => match[1] ?? '');
  const base = parents.length > 1 || given === undefined || given === sha ? parents[0] : given;
  if (base === undefined) throw new Obstacle({ kind: 'base-unknown' });
  if (!/^[0-9a-f]{40,64}$/.test(base)) throw new Obstacle({ kind: 'base-not-a-hash' });
  await fetchWhereMissing(place, base);
  return base;
}

const FETCH_MS = 60_000;

async function fetchWhereMissing(place: GitPlace, sha: string): Promise<void> {
  const isThere = await git(place, ['cat-file', '-e', `${sha}^{tree}`]).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const shallow = (await git(place, ['rev-parse', '--is-shallow-repository'])).trim() === 'true';
  // A whole history would become a shallow one.
  const depth = shallow ? ['--depth=1'] : [];
  const options = ['--no-tags', '--no-write-fetch-head', '--quiet', ...depth];
  try {
    await git({ ...place, timeoutMs: FETCH_MS }, ['fetch', ...options, 'origin', sha]);
  } catch (error) {
    throw new Obstacle({ kind: 'base-not-fetched', cause: (error as Error).message });
  }
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return true;
  }
}
