/** Which stages would run, be reused or be held back if the pipeline ran now. Runs and writes nothing. */
import { isWithin } from '../../caching/files/paths.ts';
import { lookUpNewest, lookUpResult } from '../../caching/results/result-store.ts';
import type { StoredResult } from '../../caching/results/stage-result.ts';
import type { CacheStore } from '../../caching/store.ts';
import { type FingerprintParts, fingerprintOf } from '../../pipeline/fingerprint.ts';
import { differencesBetween } from '../../pipeline/fingerprint-difference.ts';
import { topologicalOrder, withNeeds } from '../../pipeline/graph.ts';
import { mayMeet } from '../../pipeline/patterns/patterns.ts';
import type { LeftOut } from '../../pipeline/selection.ts';
import type { Stage } from '../../pipeline/types.ts';
import type { RunCause } from '../../record/facts/run-cause.ts';
import type { StageReason } from '../../record/facts/stage/stage-reason.ts';
import { satisfies } from '../../record/status.ts';
import { lazily } from '../../util/lazily.ts';
import { createFileStates } from '../files/file-states.ts';
import { matcherOf } from '../files/patterns.ts';
import { type Blocked, whyBlocked } from '../inputs/blocked.ts';
import { findEmptyInput } from '../inputs/empty-input.ts';
import {
  countingFilter,
  declaredOutputs,
  type FingerprintSources,
  ownParts,
} from '../inputs/fingerprints.ts';
import { createToolVersions } from '../inputs/tool-versions.ts';
import { stageEnvironment } from '../process/stage-environment.ts';
import { type Clearing, createClearing } from './clearing.ts';
import { type Answers, decide, type StageDecision } from './decision.ts';
import { type Earlier, ForeseenFiles } from './foreseen-files.ts';
import { isGivenAgain, type Own } from './given.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { leftoversOf } from './leftovers.ts';
import { cachePathsOf, createOwners } from './owners.ts';

/** What would become of a stage. */
export type Prediction =
  | {
      readonly kind: 'reused';
      /** What it took when it ran, in ms. */
      readonly savedMs: number;
      /** Stages that run before it, and have to make again what they made. */
      readonly provided: readonly string[];
    }
  /** It depends on what these stages make, which run because something changed. */
  | { readonly kind: 'depends'; readonly on: readonly string[] }
  /**
   * Why: what changed since the newest stored result. A stage that runs `always`
   * does so whatever changed, and is taken to make again what it made.
   */
  | { readonly kind: 'runs'; readonly because: readonly RunCause[]; readonly always: boolean }
  /** Its command would not start. */
  | ({ readonly kind: 'blocked' } & Blocked);

export interface PredictionOptions extends FingerprintSources {
  readonly store: CacheStore;
  readonly force: boolean;
  /** Stages that the user left out: what they left stays. */
  readonly leftOut?: ReadonlyMap<string, LeftOut> | undefined;
  /** Ids of the stages that are asked for, with all that they need; else all. */
  readonly only?: ReadonlySet<string>;
  /** In any CI a tool missing for a required stage is a failure, elsewhere a skip. */
  readonly inCi: boolean;
}

/** Predictions of a pipeline that is not running. */
export function predictPipeline(
  place: Omit<PredictionOptions, 'states' | 'tools'>,
): Promise<ReadonlyMap<string, Prediction>> {
  const { root } = place;
  return predictReuse({
    ...place,
    states: createFileStates(root),
    tools: createToolVersions(root),
  });
}

/** A prediction for each stage that is not left out, or not for itself. */
export async function predictReuse(
  options: PredictionOptions,
): Promise<ReadonlyMap<string, Prediction>> {
  const { only, leftOut, pipeline } = options;
  const dryRun = await openDryRun(options);
  const predictions = new Map<string, Prediction>();
  for (const stage of topologicalOrder(pipeline.stages)) {
    if (only?.has(stage.id) === false || leftOut?.has(stage.id) === true) continue;
    const foreseen = await foresee(stage, dryRun);
    dryRun.before.set(stage.id, foreseen);
    predictions.set(stage.id, predictionOf(stage, foreseen, dryRun));
  }
  return predictions;
}

/** Ids of the stages whose commands would surely not start. */
export function notRunning(predictions: ReadonlyMap<string, Prediction>): readonly string[] {
  const runs = ({ kind }: Prediction) => kind === 'runs' || kind === 'depends';
  return [...predictions].filter(([, one]) => !runs(one)).map(([id]) => id);
}

/** What is known of a stage further up. */
interface Foreseen {
  readonly stage: Stage;
  /** What decides its result; nothing where that cannot be known yet. */
  readonly fingerprint: () => Promise<string | undefined>;
  readonly fate: StageDecision | ({ readonly kind: 'blocked' } & Blocked);
}

interface DryRun extends PredictionOptions {
  readonly ledger: Ledger;
  readonly tracked: (path: string) => boolean;
  readonly clearing: Clearing;
  readonly files: ForeseenFiles;
  /** The stages that come before the one that is looked at. */
  readonly before: Map<string, Foreseen>;
}

async function openDryRun(options: PredictionOptions): Promise<DryRun> {
  const { pipeline, root, states, leftOut } = options;
  const ledger = openLedger(root, pipeline.id);
  const tracked = (await states.git())?.isTracked ?? (() => false);
  const clearing = createClearing({
    ...{ pipeline, root, ledger, owners: createOwners(pipeline) },
    leftOut: new Set(leftOut?.keys()),
    tracked: Promise.resolve(tracked),
    hold: () => ({ [Symbol.dispose]() {} }),
  });
  const stages = pipeline.stages.filter(({ id }) => leftOut?.has(id) !== true);
  const files = await ForeseenFiles.of(options, clearing, stages);
  return { ...options, ledger, tracked, clearing, files, before: new Map() };
}

async function foresee(stage: Stage, dryRun: DryRun): Promise<Foreseen> {
  const { before, force } = dryRun;
  const lacking = stage.needs.find(id => !letsOthersRun(before.get(id)));
  if (lacking !== undefined) {
    const reason: StageReason = { kind: 'needs', stage: lacking };
    const fate = { kind: 'blocked', status: 'skipped', reason } as const;
    return { stage, fingerprint: async () => undefined, fate };
  }
  const awaited = stage.needs.filter(id => mayMakeOther(before.get(id)));
  const read = reader(stage, dryRun);
  const fate = await decide({ stage, force, awaited }, lookAt(stage, read, dryRun));
  const blocked = fate.kind === 'run' ? await whyNotStarted(stage, dryRun) : undefined;
  return {
    stage,
    fingerprint: async () => {
      const { now } = await read();
      return now.kind === 'known' ? fingerprintOf(now.parts) : undefined;
    },
    fate: blocked === undefined ? fate : { kind: 'blocked', ...blocked },
  };
}

function letsOthersRun(need: Foreseen | undefined): boolean {
  if (need === undefined) return false;
  const { stage, fate } = need;
  const status = fate.kind === 'blocked' ? fate.status : 'passed';
  return satisfies(status, { optional: stage.optional, nothingToDo: false });
}

/** What makes nothing that counts stands for itself by its fingerprint, which is known. */
function mayMakeOther(need: Foreseen | undefined): boolean {
  if (need === undefined) return false;
  const { stage, fate } = need;
  if (fate.kind === 'depends') return true;
  return fate.kind === 'run' && !fate.always && countingFilter(stage) !== undefined;
}

type Read = () => Promise<{
  /** Of the newest stored result. */
  readonly newest: FingerprintParts | undefined;
  readonly now: Reading;
}>;

function reader(stage: Stage, dryRun: DryRun): Read {
  return lazily(async () => {
    const newest = (await lookUpNewest(dryRun.store, stage.id))?.parts;
    return { newest, now: await foreseenParts(stage, newest, dryRun) };
  });
}

/** How the questions about a stage are answered before the stages that it needs have run. */
function lookAt(
  stage: Stage,
  read: Read,
  dryRun: DryRun,
): { readonly [Q in keyof Answers]: () => Promise<Answers[Q]> } {
  const { store, root } = dryRun;
  const found = lazily(async () => {
    const { now } = await read();
    if (now.kind === 'unknown') throw new Error('asked for a result without a fingerprint');
    const key = { stage: stage.id, fingerprint: fingerprintOf(now.parts) };
    return lookUpResult(store, key, matcherOf(declaredOutputs(stage)));
  });
  return {
    fingerprint: async () => (await read()).now,
    stored: found,
    async unfit() {
      const stored = await found();
      if (stored.kind === 'not-found') return undefined;
      const written = writtenBefore(stage, stored.result, dryRun);
      if (written !== undefined) return written;
      const own = await ownOf(stage, dryRun);
      const isFit = await isGivenAgain(root, stage, stored.result, own);
      return isFit ? undefined : { kind: 'other-files-given' };
    },
    async changes() {
      const { newest, now } = await read();
      if (newest === undefined || now.kind === 'unknown') return undefined;
      return differencesBetween(newest, now.parts);
    },
  };
}

type Reading =
  | { readonly kind: 'known'; readonly parts: FingerprintParts }
  | Extract<Answers['fingerprint'], { kind: 'unknown' }>;

/** The parts of the fingerprint as the stage would find them. */
async function foreseenParts(
  stage: Stage,
  newest: FingerprintParts | undefined,
  dryRun: DryRun,
): Promise<Reading> {
  const { files, before } = dryRun;
  const earlier = [...before.values()].map(earlierOf);
  const inputs = await files.inputsOf(stage, earlier, newest);
  if (inputs.kind === 'unreadable') {
    return { kind: 'unknown', because: { kind: 'file', file: inputs.unreadable } };
  }
  const needed = earlier.filter(one => stage.needs.includes(one.stage.id));
  const needs = await Promise.all(needed.map(need => files.needOf(need, earlier, newest)));
  const own = await ownParts(stage, dryRun);
  const known = needs.filter(need => need !== undefined);
  return { kind: 'known', parts: { ...own, inputs: inputs.files, needs: known } };
}

function earlierOf({ stage, fate, fingerprint }: Foreseen): Earlier {
  return { stage, fingerprint, result: fate.kind === 'reuse' ? fate.result : undefined };
}

/** Both have to run where a stage before is reused with files at the same places. */
function writtenBefore(
  { id }: Stage,
  { outputs }: StoredResult,
  { before }: DryRun,
): RunCause | undefined {
  const own = new Set(outputs.map(({ path }) => path));
  for (const { stage, result } of [...before.values()].map(earlierOf)) {
    const shared = result?.outputs.find(({ kind, path }) => kind !== 'folder' && own.has(path));
    if (shared !== undefined && stage.id !== id) {
      return { kind: 'written-by-another', path: shared.path, stage: stage.id };
    }
  }
  return undefined;
}

/** As the last runs left it, and the stages before will. */
async function ownOf(stage: Stage, dryRun: DryRun): Promise<Own> {
  const { pipeline, root, ledger, tracked, clearing, before, files } = dryRun;
  const made = new Set(
    [...before.values()].flatMap(({ stage: { id }, fate }) => [
      ...leftoversOf(root, ledger.of(id)).files,
      ...(fate.kind === 'reuse' ? fate.result.outputs.map(({ path }) => path) : []),
    ]),
  );
  const cached = cachePathsOf(pipeline).get(stage.id) ?? new Set();
  return {
    entry: ledger.of(stage.id),
    left: await clearing.leftBy(stage),
    tracked,
    isOthers: path => made.has(path) || files.isLeftByOthers(path, stage) || isWithin(path, cached),
  };
}

/** What would keep its command from starting; nothing where a stage before may still bring it. */
async function whyNotStarted(stage: Stage, dryRun: DryRun): Promise<Blocked | undefined> {
  const { root, inCi, environment, pipeline, states, before } = dryRun;
  const needed = [...withNeeds(pipeline.stages, [stage.id])].filter(id => id !== stage.id);
  const fates = needed.map(id => before.get(id)?.fate);
  if (fates.some(fate => fate?.kind !== 'reuse')) return undefined;
  const coming = [...before.values()].flatMap(one => earlierOf(one).result?.outputs ?? []);
  const isComing = (pattern: string) =>
    coming.some(({ path }) => matcherOf([pattern])(path)) ||
    [...before.values()].some(
      ({ stage: one, fate }) =>
        fate.kind !== 'reuse' && one.outputs.some(output => mayMeet(output, pattern)),
    );
  return whyBlocked(stage, {
    root,
    inCi,
    environment: stageEnvironment(stage, environment, { marker: '' }),
    findEmptyInput: of => findEmptyInput(root, of, pipeline, states, isComing),
  });
}

function predictionOf({ needs }: Stage, { fate }: Foreseen, { before }: DryRun): Prediction {
  switch (fate.kind) {
    case 'reuse': {
      const provided = needs.filter(id => before.get(id)?.fate.kind !== 'reuse');
      return { kind: 'reused', savedMs: fate.result.durationMs, provided };
    }
    case 'run':
      return { ...fate, kind: 'runs' };
    case 'depends':
    case 'blocked':
      return fate;
  }
}
