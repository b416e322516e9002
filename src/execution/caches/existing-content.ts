/**
 * What stands at the paths of a cache before it is restored, and what that is worth.
 *
 * Whose content wins, file by file, when an entry is restored over it:
 *
 * - a file that a stage made, or that a reuse put in place of a run of it, keeps its bytes unless that
 *   stage is about to run: others were fingerprinted with these bytes, and the entry may be older;
 * - every other file is the entry's, also outputs of the stage that is about to run: what a tool knows
 *   of its last run is only right beside what that run made.
 *
 * In the terminal nothing is restored over what the user has, with one exception: where a reuse, or a
 * stage that does not use the cache, put everything there, no run with this cache left it, and the
 * entry is the newest there is.
 */
import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentsOf } from '../../caching/files/paths.ts';
import { surveyTree } from '../../caching/files/tree.ts';
import { type CacheKeyParts, keyDifferences } from '../../caching/keys.ts';
import { readManifest } from '../../caching/manifest.ts';
import type { CachePlan } from '../../caching/presets.ts';
import type { Completeness } from '../../record/facts/cache-outcome.ts';
import type { CacheTemperature } from '../../record/run-record.ts';
import type { Standing } from './decision.ts';

/** Who put a file where it stands. */
export interface Placement {
  /** Id of the stage whose output it is. */
  readonly stage: string;
  /** By running, or because a reuse put its stored output there. */
  readonly by: 'execution' | 'reuse';
  /** It was reused in this very run, whatever was foreseen: it is not about to run any more. */
  readonly isReusedNow?: boolean;
}

/** Who put a file there, by its path from the root; none where that is not known, or it changed since. */
export type PlacementOf = (path: string) => Placement | undefined;

/** Looks at the paths of a cache that these stages use. What cannot be looked at is the user's own. */
export function standingAt(
  root: string,
  { paths }: CachePlan,
  users: ReadonlySet<string>,
  placementOf: PlacementOf,
): Standing {
  let files: readonly string[];
  try {
    files = filesAt(root, paths);
  } catch {
    return 'own';
  }
  if (files.length === 0) return 'nothing';
  const isPlaced = (path: string): boolean => {
    const placement = placementOf(path);
    return placement?.by === 'reuse' || (placement !== undefined && !users.has(placement.stage));
  };
  return files.every(isPlaced) ? 'placed' : 'own';
}

/** The files at the paths that keep their bytes when these stages are about to run. */
export function heldFiles(
  root: string,
  { paths }: CachePlan,
  aboutToRun: ReadonlySet<string>,
  placementOf: PlacementOf,
): readonly string[] {
  return filesAt(root, paths).filter(path => {
    const placement = placementOf(path);
    if (placement === undefined) return false;
    return placement.isReusedNow === true || !aboutToRun.has(placement.stage);
  });
}

/** Removes what a cache holds, but not the files that keep their bytes. */
export function clearCache(root: string, plan: CachePlan, held: readonly string[]): void {
  const keeps = new Set(held);
  const above = new Set(held.flatMap(parentsOf));
  const { places, specials } = surveyTree(root, plan.stored);
  // What is in a folder comes after it, and so goes first.
  for (const { path } of [...places, ...specials].reverse()) {
    if (!keeps.has(path) && !above.has(path)) {
      rmSync(join(root, path), { recursive: true, force: true });
    }
  }
}

/** How what was kept compares with what the last run left, by the names of files: a run in between may well have changed them. */
export function completenessOf(
  root: string,
  plan: CachePlan,
  parts: CacheKeyParts | undefined,
): Completeness {
  const manifest = readManifest(root, plan.name);
  if (manifest === undefined) return { kind: 'unknown' };
  const files = Object.keys(manifest.times);
  const missing = files.filter(path => !stands(join(root, path))).length;
  if (missing > 0) return { kind: 'incomplete', missing, of: files.length };
  const differences = parts === undefined ? [] : keyDifferences(manifest.parts, parts);
  return differences.length === 0
    ? { kind: 'complete' }
    : { kind: 'outdated', differences: [...differences] };
}

/** What a stage finds in such a cache: the same as where an entry like it had been restored. */
export function temperatureOfKept(completeness: Completeness): Exclude<CacheTemperature, 'none'> {
  switch (completeness.kind) {
    case 'complete':
      return 'warm';
    case 'incomplete':
      return completeness.missing === completeness.of ? 'cold' : 'partial';
    case 'outdated':
    case 'unknown':
      return 'partial';
  }
}

function filesAt(root: string, paths: readonly string[]): readonly string[] {
  return surveyTree(root, paths).places.flatMap(({ kind, path }) =>
    kind === 'folder' ? [] : [path],
  );
}

function stands(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
