/** Taking away what earlier executions left, before it could count as made, or be read. */
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import { matcherOf } from '../files/patterns.ts';
import { standingAt } from '../files/standing.ts';
import { declaredOutputs } from '../inputs/fingerprints.ts';
import type { Ledger } from './ledger.ts';
import {
  type Leftovers,
  leftoversOf,
  leftoversOfInterrupted,
  removeLeftovers,
} from './leftovers.ts';
import type { Owners } from './owners.ts';

export interface ClearingOptions {
  readonly pipeline: Pipeline;
  /** Stages that are not to run: what they left stays. */
  readonly leftOut: ReadonlySet<string>;
  readonly root: string;
  readonly ledger: Ledger;
  readonly owners: Owners;
  /** Whether git tracks a file; comes when git has answered. */
  readonly tracked: Promise<(path: string) => boolean>;
  /** The engine writes these paths until this is disposed. */
  readonly hold: (paths: readonly string[]) => Disposable;
}

/** Files that git tracks, files in the stage's caches and what others made in this run always stay. */
export interface Clearing {
  /** What earlier executions of a stage left, interrupted ones among them. */
  leftBy(stage: Stage): Promise<Leftovers>;
  /** Of these, what goes before the stage, or one that reads there, runs. */
  removable(stage: Stage, left: Leftovers): Promise<Leftovers>;
  /** Removes what a stage left, but for these paths. */
  clear(stage: Stage, left: Leftovers, stays?: ReadonlySet<string>): Promise<void>;
  /**
   * Removes what stages that come later left where this one reads or writes: in a fresh checkout it
   * would not be there. `isLater` is asked at the moment of removal, because a stage may begin meanwhile.
   */
  clearLater(stage: Stage, isLater: (stage: Stage) => boolean): Promise<void>;
}

/** Clears for the stages of one run. */
export function createClearing(options: ClearingOptions): Clearing {
  const { pipeline, root, ledger, owners } = options;

  async function leftBy(stage: Stage): Promise<Leftovers> {
    const entry = ledger.of(stage.id);
    const left = leftoversOf(root, entry);
    if (entry?.open === undefined) return left;
    const standing = await standingAt(root, entry.open.patterns);
    const broken = leftoversOfInterrupted(root, entry, standing, ledger.lastAliveMs);
    return {
      files: [...new Set([...left.files, ...broken.files])],
      folders: [...new Set([...left.folders, ...broken.folders])],
    };
  }

  /** Of what a stage left, what is nobody else's. */
  async function removable(stage: Stage, left: Leftovers): Promise<Leftovers> {
    const tracked = await options.tracked;
    const goes = (path: string) =>
      !tracked(path) && !owners.isCached(path, stage) && !owners.isOthers(path, stage);
    return { files: left.files.filter(goes), folders: left.folders.filter(goes) };
  }

  function remove({ files, folders }: Leftovers): void {
    using _held = options.hold(files);
    removeLeftovers(root, { files, folders: [...folders, ...formerFolders()] });
  }

  /**
   * Folders of a stage under an earlier definition, where nobody writes any more: they go with the
   * last file in them, which may be another stage's.
   */
  function formerFolders(): readonly string[] {
    return pipeline.stages
      .filter(({ id }) => !options.leftOut.has(id))
      .flatMap(({ id }) => ledger.of(id)?.folders ?? [])
      .filter(folder => !owners.isWrittenInto(folder));
  }

  return {
    leftBy,
    removable,
    async clear(stage, left, stays = new Set()) {
      const { files, folders } = await removable(stage, left);
      const goes = (path: string) => !stays.has(path);
      remove({ files: files.filter(goes), folders: folders.filter(goes) });
    },
    async clearLater(stage, isLater) {
      const isHere = matcherOf([...stage.inputs, ...declaredOutputs(stage)]);
      const left: { stage: Stage; goes: Leftovers }[] = [];
      for (const later of pipeline.stages.filter(isLater)) {
        const { files, folders } = await leftBy(later);
        const here = { files: files.filter(isHere), folders };
        left.push({ stage: later, goes: await removable(later, here) });
      }
      // All at once, because a folder of one may hold those of another.
      const still = left.filter(one => isLater(one.stage)).map(({ goes }) => goes);
      remove({
        files: still.flatMap(({ files }) => files),
        folders: still.flatMap(({ folders }) => folders),
      });
    },
  };
}
