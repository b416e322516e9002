/** Files of the repository that stages change although no stage declares them. */
import { join } from 'node:path';
import { planCaches } from '../../caching/presets.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { GitFiles } from '../files/git-files.ts';
import { matcherOf } from '../files/patterns.ts';
import { type StatSignature, signatureAt } from '../files/stat-signature.ts';
import { declaredOutputs } from '../inputs/fingerprints.ts';
import { type Window, writersOf } from './write-watch.ts';

/** A file, and the stages of which one changed it. */
export interface ChangedTracked {
  readonly path: string;
  readonly writers: readonly Stage[];
}

/** Looks after the files that git tracks. */
export interface TrackedWatch {
  /** What was changed before the run is known from here on; never rejects. */
  readonly ready: Promise<void>;
  /** What these stages changed since, but for what a stage declares, reads or keeps in a cache. */
  changed(windows: readonly Window[]): Promise<readonly ChangedTracked[]>;
}

/** Begins to look after them. */
export function watchTracked(
  { stages, caches }: Pipeline,
  root: string,
  git: Promise<GitFiles | undefined>,
): TrackedWatch {
  const isDeclared = matcherOf([
    ...stages.flatMap(stage => [...declaredOutputs(stage), ...stage.inputs.filter(isNoExclusion)]),
    ...planCaches(caches, stages).flatMap(({ paths }) => paths),
  ]);
  let before: ReadonlyMap<string, StatSignature | undefined> = new Map();

  async function look(): Promise<ReadonlyMap<string, StatSignature | undefined>> {
    const paths = (await (await git)?.changedTracked()) ?? [];
    const foreign = paths.filter(path => !isDeclared(path));
    return new Map(foreign.map(path => [path, signatureAt(join(root, path))]));
  }

  return {
    ready: look().then(
      found => {
        before = found;
      },
      () => undefined,
    ),
    async changed(windows) {
      if (windows.length === 0) return [];
      const now = await look().catch(() => before);
      const isNew = (path: string) => !before.has(path) || before.get(path) !== now.get(path);
      return [...now.keys()]
        .filter(isNew)
        .map(path => ({ path, writers: writersOf(root, path, windows) }));
    },
  };
}

function isNoExclusion(pattern: string): boolean {
  return !pattern.startsWith('!');
}
