/** What stands at the paths of a cache: whether it changed, at a glance and for certain. */
import { createHash } from 'node:crypto';
import { lstatSync, lutimesSync } from 'node:fs';
import { join } from 'node:path';
import { collectFiles } from './hash-files.ts';
import { surveyTree } from './tree.ts';
import { unreadableError } from './unreadable.ts';

/**
 * Names, sizes and times of all that stands at the paths: where two glances are equal, nothing was
 * changed in between. None where it cannot be read, which is equal to nothing.
 */
export function statSummaryAt(root: string, paths: readonly string[]): string | undefined {
  try {
    const sum = createHash('sha256');
    for (const { kind, path } of surveyTree(root, paths).places) {
      const { size, mtimeNs, ctimeNs, mode, ino } = lstatSync(join(root, path), { bigint: true });
      // A folder's time changes with every file that comes and goes in it.
      const state = kind === 'folder' ? [mode] : [size, mtimeNs, ctimeNs, mode, ino];
      sum.update(`${JSON.stringify([kind, path, ...state.map(String)])}\n`);
    }
    return sum.digest('hex');
  } catch {
    return undefined;
  }
}

/** Hash of all at the paths that has content, without times. Throws what the system says. */
export async function contentHash(root: string, paths: readonly string[]): Promise<string> {
  const { places } = surveyTree(root, paths);
  const folders = places.filter(({ kind }) => kind === 'folder').map(({ path }) => path);
  const collected = await collectFiles(
    root,
    places.filter(({ kind }) => kind !== 'folder').map(({ path }) => path),
  );
  if (collected.kind === 'unreadable') throw unreadableError(collected.unreadable);
  const files = collected.files.map(file =>
    file.kind === 'file' ? [file.path, file.mode, file.hash] : [file.path, file.target],
  );
  return createHash('sha256')
    .update(JSON.stringify([folders, files]))
    .digest('hex');
}

/** When files were last changed, in whole ms since 1970, by path. */
export type FileTimes = Readonly<Record<string, number>>;

/** The times of all files at the paths. Throws what the system says. */
export function timesAt(root: string, paths: readonly string[]): FileTimes {
  return Object.fromEntries(
    filesAt(root, paths).map(path => [path, Math.floor(lstatSync(join(root, path)).mtimeMs)]),
  );
}

/**
 * Gives files at the paths their times back, which not every store keeps: Python takes bytecode for
 * old, and build tools what they made, where the times are others. What is no file stays as it is.
 */
export function restoreTimes(root: string, paths: readonly string[], times: FileTimes): void {
  for (const path of filesAt(root, paths)) {
    const time = Object.hasOwn(times, path) ? times[path] : undefined;
    const file = join(root, path);
    if (time === undefined || Math.floor(lstatSync(file).mtimeMs) === time) continue;
    lutimesSync(file, time / 1000, time / 1000);
  }
}

function filesAt(root: string, paths: readonly string[]): readonly string[] {
  return surveyTree(root, paths).places.flatMap(({ kind, path }) =>
    kind === 'file' ? [path] : [],
  );
}
