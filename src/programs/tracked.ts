/** What git brought to a folder: the files that it tracks there, and the links on the way to it. */
import { existsSync, lstatSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Variables } from '../pipeline/variables.ts';
import { askGit, entriesOf, gitError } from './git.ts';

/** A path that git tracks, or why nobody can say what it tracks. */
export type Tracked =
  /** Paths relative to the folder, with `/`; empty where git tracks nothing, or is not in use. */
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  /** The path is a link that git tracks, or is reached through one that leads out of the repository. */
  | { readonly kind: 'link'; readonly path: string }
  | { readonly kind: 'unknown'; readonly reason: string };

const NOTHING: Tracked = { kind: 'files', paths: [] };

/** What git tracks at an absolute path and below, wherever links lead. Never rejects. */
export async function trackedBelow(path: string, environment: Variables): Promise<Tracked> {
  for (const link of linksOnTheWay(path)) {
    const tracked = await list(dirname(link), `:(literal)${basename(link)}`, environment);
    if (tracked.kind !== 'files') return tracked;
    if (tracked.paths.length === 0) continue;
    // On the way to a folder a link within the repository is as good as a folder of it.
    if (link === path || (await leadsOut(link, environment))) return { kind: 'link', path: link };
  }
  const real = realOf(path);
  if (real === undefined) return NOTHING;
  const isFolder = lstatSync(real).isDirectory();
  return isFolder
    ? list(real, '.', environment)
    : list(dirname(real), `:(literal)${basename(real)}`, environment);
}

/** Links among the path and the folders above it, outermost first; each as it is written. */
function linksOnTheWay(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = resolve(path); at !== dirname(at); at = dirname(at)) folders.unshift(at);
  return folders.filter(at => lstatOf(at)?.isSymbolicLink() === true);
}

async function leadsOut(link: string, environment: Variables): Promise<boolean> {
  const place = { folder: dirname(link), environment };
  const answer = await askGit(place, ['rev-parse', '--show-toplevel']);
  const real = realOf(link);
  if (answer.kind !== 'answered' || answer.exitCode !== 0 || real === undefined) return true;
  const top = answer.stdout.replace(/\r?\n$/, '');
  return real !== top && !real.startsWith(join(top, '/'));
}

async function list(folder: string, what: string, environment: Variables): Promise<Tracked> {
  const args = ['ls-files', '-z', '--', what];
  const answer = await askGit({ folder, environment }, args);
  if (answer.kind === 'answered' && answer.exitCode === 0) {
    return { kind: 'files', paths: entriesOf(answer.stdout) };
  }
  const reason = gitError(answer, args).message;
  // Who has no git and no repository was brought nothing by it.
  const isWithout =
    answer.kind === 'not-started'
      ? !isInRepository(folder)
      : /not a git repository|must be run in a work tree/.test(reason);
  return isWithout ? NOTHING : { kind: 'unknown', reason: reason.replace(/^fatal: /, '') };
}

function isInRepository(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (at === dirname(at)) return false;
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** What is at a path itself, a link not followed; nothing also where it is below a file, or nobody may look. */
export function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
