/** What keeps a cache from being saved, as far as it can be seen before anything is read. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { generalFault } from '../../caching/files/faults.ts';
import { parentsOf } from '../../caching/files/paths.ts';
import { type Special, sizeOfFiles, surveyTree } from '../../caching/files/tree.ts';
import type { CachePlan } from '../../caching/presets.ts';
import type { KeepCause } from '../../record/facts/cache-outcome.ts';

/** Looks at what stands at a cache's paths; `maxBytes` is the most that its store takes. */
export function obstacleToSaving(
  root: string,
  plan: CachePlan,
  maxBytes = Number.POSITIVE_INFINITY,
): KeepCause | undefined {
  const link = plan.paths.flatMap(path => [...parentsOf(path), path]).find(isLinkBelow(root));
  if (link !== undefined) return { kind: 'link', path: link };
  try {
    const { places } = surveyTree(root, plan.paths);
    if (places.every(({ kind }) => kind === 'folder')) return { kind: 'nothing-there' };
    return sizeOfFiles(root, places) > maxBytes ? { kind: 'too-large', maxBytes } : undefined;
  } catch (error) {
    return generalFault(error);
  }
}

/** What stands at the paths and will be left out. */
export function leftOutOf(root: string, { paths }: CachePlan): readonly Special[] {
  try {
    return surveyTree(root, paths).specials;
  } catch {
    return [];
  }
}

function isLinkBelow(root: string): (path: string) => boolean {
  return path => lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
