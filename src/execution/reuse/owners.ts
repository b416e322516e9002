/** Whose the files are that stages write in one run, and whose folders. */
import { isWithin } from '../../caching/files/paths.ts';
import { planCaches } from '../../caching/presets.ts';
import { mayMeet } from '../../pipeline/patterns/patterns.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import { declaredOutputs } from '../inputs/fingerprints.ts';

/** Paths are relative to the root, with `/`. */
export interface Owners {
  /** From now on these files are the stage's, which put them in place in this run. */
  take(stage: Stage, paths: readonly string[]): void;
  /** Whether another stage has put a file in place in this run. */
  isOthers(path: string, stage: Stage): boolean;
  /** Of these paths, those that are another stage's, by its id. */
  othersAmong(paths: readonly string[], stage: Stage): ReadonlyMap<string, readonly string[]>;
  /** Whether a path is in one of the stage's caches. */
  isCached(path: string, stage: Stage): boolean;
  /** Whether others may rightly put something into a folder: into the root itself everybody may. */
  isOthersFolder(folder: string, stage: Stage): boolean;
  /** Whether any stage declares to write below a folder. */
  isWrittenInto(folder: string): boolean;
}

/** Nobody has written anything yet. */
export function createOwners(pipeline: Pipeline): Owners {
  const cachePaths = cachePathsOf(pipeline);
  const owners = new Map<string, string>();
  const isOthers = (path: string, { id }: Stage) => (owners.get(path) ?? id) !== id;
  const mayWrite = (stage: Stage, pattern: string) =>
    declaredOutputs(stage).some(output => mayMeet(output, pattern));
  return {
    take(stage, paths) {
      for (const path of paths) owners.set(path, stage.id);
    },
    isOthers,
    othersAmong(paths, stage) {
      const found = new Map<string, string[]>();
      for (const path of paths.filter(path => isOthers(path, stage))) {
        const owner = owners.get(path) as string;
        found.set(owner, [...(found.get(owner) ?? []), path]);
      }
      return found;
    },
    isCached: (path, { id }) => isWithin(path, cachePaths.get(id) ?? new Set()),
    isOthersFolder: (folder, { id }) =>
      folder === '' ||
      [...cachePaths.values()].some(paths => isWithin(folder, paths)) ||
      pipeline.stages.some(stage => stage.id !== id && mayWrite(stage, `${folder}/*`)),
    isWrittenInto: folder => pipeline.stages.some(stage => mayWrite(stage, `${folder}/**`)),
  };
}

/** Which paths belong to a stage's caches. */
export function cachePathsOf({
  caches,
  stages,
}: Pipeline): ReadonlyMap<string, ReadonlySet<string>> {
  const plans = planCaches(caches, stages);
  return new Map(
    stages.map(stage => [
      stage.id,
      new Set(
        plans.filter(({ name }) => stage.caches.includes(name)).flatMap(({ paths }) => paths),
      ),
    ]),
  );
}
