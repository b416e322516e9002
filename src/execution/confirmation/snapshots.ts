/** The state that stages start from, kept just before their commands run. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { listTree, surveyTree, type TreePlace } from '../../caching/files/tree.ts';
import { type CachePlan, planCaches } from '../../caching/presets.ts';
import { withNeeds } from '../../pipeline/graph.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { NotConfirmed } from '../../record/facts/confirmation.ts';
import { matchFiles } from '../files/match-files.ts';
import { declaredOutputs, inputFilter } from '../inputs/fingerprints.ts';
import type { Checkout, Inspected } from './checkout.ts';
import {
  createFileSnapshots,
  type FileSnapshots,
  KEEP_LIMITS,
  type KeepLimits,
} from './file-snapshots.ts';
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
  return new StageSnapshots(options);
}

class StageSnapshots implements Snapshots {
  readonly #options: SnapshotOptions;
  readonly #files: FileSnapshots;
  readonly #plans: readonly CachePlan[];
  readonly #taken = new Map<string, TakenSnapshot>();

  constructor(options: SnapshotOptions) {
    const { pipeline, folder, limits = KEEP_LIMITS, now } = options;
    this.#options = options;
    this.#files = createFileSnapshots(folder, limits, now);
    this.#plans = planCaches(pipeline.caches, pipeline.stages);
  }

  async take(stage: Stage, environment: Readonly<Record<string, string>>): Promise<void> {
    if (!this.#options.isWanted(stage)) return;
    const snapshot = await this.#takeNow(stage, environment).catch(
      (error: unknown): TakenSnapshot => ({
        kind: 'not-taken',
        why: whyOf(error, 'state-unreadable'),
      }),
    );
    this.#taken.set(stage.id, snapshot);
  }

  of(stageId: string): TakenSnapshot {
    return this.#taken.get(stageId) ?? { kind: 'not-taken', why: { kind: 'state-not-kept' } };
  }

  async givenInputs(stage: Stage): Promise<KeptState> {
    const from = await this.#options.checkout;
    if (from.kind === 'unusable') throw new Obstacle(from.why);
    return this.#keepHere((await this.#untrackedInputs(stage, from)).given);
  }

  async keep(root: string, places: readonly TreePlace[]): Promise<KeptState> {
    return { places: await this.#files.keep(root, places), paths: [], patterns: [] };
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#files[Symbol.asyncDispose]();
  }

  async #takeNow(
    stage: Stage,
    environment: Readonly<Record<string, string>>,
  ): Promise<TakenSnapshot> {
    const { checkout, pipeline } = this.#options;
    const from = await checkout;
    if (from.kind === 'unusable') return { kind: 'not-taken', why: from.why };
    const stageOf = new Map(pipeline.stages.map(one => [one.id, one]));
    const needs = new Map<string, KeptState>();
    for (const id of withNeeds(pipeline.stages, stage.needs)) {
      const need = stageOf.get(id);
      if (need !== undefined) needs.set(id, await this.#keepOutputs(need));
    }
    const inputs = await this.#untrackedInputs(stage, from);
    const given = await this.#keepHere(inputs.given);
    const made = await this.#keepHere(inputs.made);
    return { kind: 'taken', environment, own: await this.#keepOwn(stage), given, made, needs };
  }

  #keepHere(places: readonly TreePlace[]): Promise<KeptState> {
    return this.keep(this.#options.root, places);
  }

  async #keepOutputs(stage: Stage): Promise<KeptState> {
    const { root } = this.#options;
    const patterns = declaredOutputs(stage);
    return {
      ...(await this.#keepHere(listTree(root, await matchFiles(root, patterns)))),
      patterns,
    };
  }

  async #keepOwn(stage: Stage): Promise<KeptState> {
    const own = this.#plans.filter(({ name }) => stage.caches.includes(name));
    const paths = own.flatMap(({ stored }) => stored);
    const { places } = surveyTree(this.#options.root, paths);
    const caches = await this.#keepHere(places);
    const outputs = await this.#keepOutputs(stage);
    return { ...outputs, paths, places: [...outputs.places, ...caches.places] };
  }

  /** A stage's inputs that are in no commit: those that were there before the run, and those made in it. */
  async #untrackedInputs(stage: Stage, { tracked, prefix, inspectedAt }: Checkout) {
    const { pipeline, root } = this.#options;
    const matched = (await matchFiles(root, stage.inputs)).filter(inputFilter(stage, pipeline));
    const inTop = (path: string): string => (prefix === '' ? path : `${prefix}/${path}`);
    const places = listTree(
      root,
      matched.filter(path => !tracked.has(inTop(path))),
    );
    const isGiven = ({ path }: TreePlace) => lstatSync(join(root, path)).ctimeMs < inspectedAt;
    const given = new Set(places.filter(isGiven));
    return { given: [...given], made: places.filter(place => !given.has(place)) };
  }
}
