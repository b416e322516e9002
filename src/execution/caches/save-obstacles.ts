/** What keeps a cache from being saved, as far as it can be seen before anything is read. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { parentsOf } from '../../caching/files/paths.ts';
import { type Special, sizeOfFiles, surveyTree } from '../../caching/files/tree.ts';
import type { CachePlan } from '../../caching/presets.ts';

export type Obstacle =
  | { readonly kind: 'nothing-there' }
  /** The path, or a folder above it, is a link: what it leads to would not be kept. */
  | { readonly kind: 'link'; readonly path: string }
  | { readonly kind: 'too-large'; readonly maxBytes: number }
  /** A folder that may not be read, a name that is not UTF-8. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Looks at what stands at a cache's paths; `maxBytes` is the most that its store takes. */
export function obstacleToSaving(
  root: string,
  plan: CachePlan,
  maxBytes = Number.POSITIVE_INFINITY,
): Obstacle | undefined {
  const link = plan.paths.flatMap(path => [...parentsOf(path), path]).find(isLinkBelow(root));
  if (link !== undefined) return { kind: 'link', path: link };
  try {
    const { places } = surveyTree(root, plan.paths);
    if (places.every(({ kind }) => kind === 'folder')) return { kind: 'nothing-there' };
    return sizeOfFiles(root, places) > maxBytes ? { kind: 'too-large', maxBytes } : undefined;
  } catch (error) {
    return { kind: 'unreadable', reason: (error as Error).message };
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

/** Completes `not saved: …`. */
export function obstacleWords(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'nothing-there':
      return 'nothing stands at its paths';
    case 'link':
      return `${obstacle.path} is a link, and what it leads to would not be kept`;
    case 'too-large':
      return `it is larger than ${obstacle.maxBytes} bytes`;
    case 'unreadable':
      return obstacle.reason;
  }
}

function isLinkBelow(root: string): (path: string) => boolean {
  return path => lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
