/** Removing what earlier executions of a stage left: in a fresh checkout it would not be there. */
import { lstatSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parentsOf } from '../../caching/files/paths.ts';
import type { Standing } from '../files/standing.ts';
import { signatureAt } from '../files/stat-signature.ts';
import type { LedgerEntry } from './ledger.ts';

/** A run that died may have been alive for this long after it last said so, in ms. */
const SILENCE_MS = 2_000;

/** What may be removed. */
export interface Leftovers {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Of what a ledger names, what still is what the stage left. */
export function leftoversOf(root: string, entry: LedgerEntry | undefined): Leftovers {
  if (entry === undefined) return { files: [], folders: [] };
  const files = Object.entries(entry.files)
    .filter(([path, signature]) => signatureAt(join(root, path)) === signature)
    .map(([path]) => path);
  return { files, folders: entry.folders };
}

/**
 * What an execution left that did not come to its end, because the run died: all that was changed
 * while the run was alive. What came later is somebody else's.
 */
export function leftoversOfInterrupted(
  root: string,
  { open }: LedgerEntry,
  standing: Standing,
  lastAliveMs: number,
): Leftovers {
  if (open === undefined) return { files: [], folders: [] };
  const isWritten = (path: string): boolean =>
    open.files[path] !== standing.files.get(path) &&
    (lstatSync(join(root, path), { throwIfNoEntry: false })?.ctimeMs ?? Infinity) <=
      lastAliveMs + SILENCE_MS;
  const before = new Set(open.folders);
  return {
    files: [...standing.files.keys()].filter(isWritten),
    folders: [...standing.folders].filter(folder => !before.has(folder)),
  };
}

/** Removes files, then folders that are empty without them; what cannot be removed stays. */
export function removeLeftovers(root: string, { files, folders }: Leftovers): void {
  for (const path of files) {
    if (isReachedWithoutLinks(root, path)) attempt(() => unlinkSync(join(root, path)));
  }
  for (const folder of [...folders].sort().reverse()) {
    if (isReachedWithoutLinks(root, folder)) attempt(() => rmdirSync(join(root, folder)));
  }
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // It went meanwhile, or may not be removed; then it does not count as made either.
  }
}

/** Nothing is removed through a link: it may lead out of the root. */
function isReachedWithoutLinks(root: string, path: string): boolean {
  return parentsOf(path).every(
    parent => lstatSync(join(root, parent), { throwIfNoEntry: false })?.isDirectory() === true,
  );
}
