/** The state that stages start from, kept just before their commands run. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { listTree, surveyTree, type TreePlace } from '../../caching/files/tree.ts';
import { planCaches } from '../../caching/presets.ts';
import { withNeeds } from '../../pipeline/graph.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { NotConfirmed } from '../../record/facts/confirmation.ts';
import { matchFiles } from '../files/match-files.ts';
import { declaredOutputs, inputFilter } from '../inputs/fingerprints.ts';
import type { Checkout, Inspected } from './checkout.ts';
import { createFileSnapshots, KEEP_LIMITS, type KeepLimits } from './file-snapshots.ts';
import { Obstacle, whyOf } from './obstacle.ts';
import type { KeptState } from './relocate.ts';

/** What a stage found when it started. */
export interface Snapshot {
  readonly kind: 'taken';
  /** What was added to the stage's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its caches, and what stood where it writes. */
  readonly own: KeptState;
  /** Its inputs that are in no commit and were there before the run. */
  readonly given: KeptState;
  /** Its inputs that no stage declares to make, and one made. */
  readonly made: KeptState;
  /** What the stages it needs, directly or not, had made; by id. */
  readonly needs: ReadonlyMap<string, KeptState>;
}

/** A snapshot, or why there is none. */
export type TakenSnapshot = Snapshot | { readonly kind: 'not-taken'; readonly why: NotConfirmed };

/** Snapshots of a run's stages; disposing removes them. */
export interface Snapshots extends AsyncDisposable {
  /**
   * Keeps the state that the stage is about to start from. To be awaited before its command runs;
   * `environment` is what was added to the stage's own. Does nothing for stages that are not wanted.
   * Never rejects.
   */
  take(stage: Stage, environment: Readonly<Record<string, string>>): Promise<void>;
  of(stageId: string): TakenSnapshot;
  /** The stage's inputs that are in no commit and were there before the run; rejects like `keep`. */
  givenInputs(stage: Stage): Promise<KeptState>;
  /** Keeps what is at these places below a root now; rejects with an obstacle where it cannot. */
  keep(root: string, places: readonly TreePlace[]): Promise<KeptState>;
}

/** What is to be kept, and where. */
export interface SnapshotOptions {
  readonly pipeline: Pipeline;
  readonly root: string;
  /** Folder for the copies; emptied first. */
  readonly folder: string;
  readonly checkout: Promise<Inspected>;
  /** Whether the stage may become suspected, and be confirmed. */
  readonly isWanted: (stage: Stage) => boolean;
  readonly limits?: KeepLimits;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/** No snapshots yet. */
export function createSnapshots(options: SnapshotOptions): Snapshots {
  const { pipeline, root, folder, checkout, isWanted, limits = KEEP_LIMITS, now } = options;
  const files = createFileSnapshots(folder, limits, now);
  const stageOf = new Map(pipeline.stages.map(stage => [stage.id, stage]));
  const plans = planCaches(pipeline.caches, pipeline.stages);
  const taken = new Map<string, TakenSnapshot>();

  async function keep(from: string, places: readonly TreePlace[]): Promise<KeptState> {
    return { places: await files.keep(from, places), paths: [], patterns: [] };
  }

  async function keepOutputs(stage: Stage): Promise<KeptState> {
    const patterns = declaredOutputs(stage);
    return { ...(await keep(root, listTree(root, await matchFiles(root, patterns)))), patterns };
  }

  async function keepOwn(stage: Stage): Promise<KeptState> {
    const own = plans.filter(({ name }) => stage.caches.includes(name));
    const paths = own.flatMap(({ stored }) => stored);
    const { places } = surveyTree(root, paths);
    const [caches, outputs] = [await keep(root, places), await keepOutputs(stage)];
    return { ...outputs, paths, places: [...outputs.places, ...caches.places] };
  }

  async function untrackedInputs(stage: Stage, { tracked, prefix, inspectedAt }: Checkout) {
    const isInput = inputFilter(stage, pipeline);
    const matched = (await matchFiles(root, stage.inputs)).filter(isInput);
    const inTop = (path: string): string => (prefix === '' ? path : `${prefix}/${path}`);
    const places = listTree(
      root,
      matched.filter(path => !tracked.has(inTop(path))),
    );
    const isGiven = ({ path }: TreePlace) => lstatSync(join(root, path)).ctimeMs < inspectedAt;
    return {
      given: () => keep(root, places.filter(isGiven)),
      made: () =>
        keep(
          root,
          places.filter(place => !isGiven(place)),
        ),
    };
  }

  async function takeNow(
    stage: Stage,
    environment: Readonly<Record<string, string>>,
  ): Promise<TakenSnapshot> {
    const from = await checkout;
    if (from.kind === 'unusable') return { kind: 'not-taken', why: from.why };
    const needed = withNeeds(pipeline.stages, stage.needs);
    const needs = new Map<string, KeptState>();
    for (const id of needed) {
      const need = stageOf.get(id);
      if (need !== undefined) needs.set(id, await keepOutputs(need));
    }
    const inputs = await untrackedInputs(stage, from);
    const [given, made] = [await inputs.given(), await inputs.made()];
    return { kind: 'taken', environment, own: await keepOwn(stage), given, made, needs };
  }

  return {
    async take(stage, environment) {
      if (!isWanted(stage)) return;
      const snapshot = await takeNow(stage, environment).catch(
        (error: unknown): TakenSnapshot => ({
          kind: 'not-taken',
          why: whyOf(error, 'state-unreadable'),
        }),
      );
      taken.set(stage.id, snapshot);
    },
    of: stageId => taken.get(stageId) ?? { kind: 'not-taken', why: { kind: 'state-not-kept' } },
    async givenInputs(stage) {
      const from = await checkout;
      if (from.kind === 'unusable') throw new Obstacle(from.why);
      return (await untrackedInputs(stage, from)).given();
    },
    keep,
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };
}
