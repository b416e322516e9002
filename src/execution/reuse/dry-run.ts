/** Which stages would run, be reused or be held back if the pipeline ran now. Runs and writes nothing. */
import type { StoredResult } from '../../caching/results/stage-result.ts';
import type { CacheStore } from '../../caching/store.ts';
import { type FingerprintParts, fingerprintOf } from '../../pipeline/fingerprint.ts';
import { topologicalOrder, withNeeds } from '../../pipeline/graph.ts';
import { mayMeet } from '../../pipeline/patterns/patterns.ts';
import type { LeftOut } from '../../pipeline/selection.ts';
import type { Stage } from '../../pipeline/types.ts';
import type { RunCause } from '../../record/facts/stage/run-cause.ts';
import type { StageReason } from '../../record/facts/stage/stage-reason.ts';
import { satisfies } from '../../record/status.ts';
import { lazily } from '../../util/lazily.ts';
import { createFileStates } from '../files/file-states.ts';
import { matcherOf } from '../files/patterns.ts';
import { type Blocked, whyBlocked } from '../inputs/blocked.ts';
import { findEmptyInput } from '../inputs/empty-input.ts';
import { countingFilter, type FingerprintSources, ownParts } from '../inputs/fingerprints.ts';
import { createToolVersions } from '../inputs/tool-versions.ts';
import { stageEnvironment } from '../process/stage-environment.ts';
import { changesMachine, isSetup, type SetupStage } from '../setup/setup-stage.ts';
import { decideBy, lackOf, whyNotNeeded } from '../setup/setups.ts';
import { createClearing } from './clearing.ts';
import { decide, type StageDecision } from './decision.ts';
import { type Earlier, ForeseenFiles } from './foreseen-files.ts';
import { type Ledger, openLedger } from './ledger.ts';
import type { Leftovers } from './leftovers.ts';
import { formerParts, lookThrough, type Read, type ResultPlace, whyUnfit } from './look.ts';
import { createOwners, type Owners } from './owners.ts';

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
   * Why: what changed since the stored result that stood here last, else the newest. A stage that runs `always`
   * does so whatever changed, and is taken to make again what it made.
   */
  | { readonly kind: 'runs'; readonly because: readonly RunCause[]; readonly always: boolean }
  /** Its command would not start. */
  | ({ readonly kind: 'blocked' } & Blocked)
  /** A setup, which runs unless what it keeps can be restored. */
  | { readonly kind: 'kept-or-runs' };

export interface PredictionOptions extends FingerprintSources {
  readonly store: CacheStore;
  readonly force: boolean;
  /** Stages that the user left out: what they left stays. */
  readonly leftOut?: ReadonlyMap<string, LeftOut> | undefined;
  /** Ids of the stages that are asked for, with all that they need; else all. */
  readonly only?: ReadonlySet<string>;
  /**
   * For who asks before a run: whether commands would start is looked at too, which may start programs.
   * In any CI a tool missing for a required stage is a failure, elsewhere a skip.
   */
  readonly starting?: { readonly inCi: boolean };
  /** Setups run where they are needed; else only those that ask for no root rights. */
  readonly runsSetups?: boolean;
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
    dryRun.owners.take(stage, filesOf(foreseen, dryRun));
    predictions.set(stage.id, predictionOf(stage, foreseen, dryRun));
  }
  return predictions;
}

/** Ids of the stages whose commands would surely not start. */
export function notRunning(predictions: ReadonlyMap<string, Prediction>): readonly string[] {
  const runs = ({ kind }: Prediction) =>
    kind === 'runs' || kind === 'depends' || kind === 'kept-or-runs';
  return [...predictions].filter(([, one]) => !runs(one)).map(([id]) => id);
}

/** What is known of a stage further up. */
interface Foreseen extends Earlier {
  readonly fate:
    | StageDecision
    | ({ readonly kind: 'blocked' } & Blocked)
    | { readonly kind: 'kept-or-runs' };
}

interface DryRun extends PredictionOptions {
  readonly ledger: Ledger;
  readonly tracked: (path: string) => boolean;
  readonly files: ForeseenFiles;
  /** What earlier executions left, by stage. */
  readonly left: ReadonlyMap<string, Leftovers>;
  /** Whose the files are that the stages before will put in place. */
  readonly owners: Owners;
  /** Setups that the user left out: who does takes the machine as it is. */
  readonly setupsLeftOut: ReadonlySet<string>;
  /** The stages that come before the one that is looked at. */
  readonly before: Map<string, Foreseen>;
}

async function openDryRun(options: PredictionOptions): Promise<DryRun> {
  const { pipeline, root, states, leftOut } = options;
  const ledger = openLedger(root, pipeline.id);
  const owners = createOwners(pipeline);
  const tracked = (await states.git())?.isTracked ?? (() => false);
  const clearing = createClearing({
    ...{ pipeline, root, ledger, owners },
    leftOut: new Set(leftOut?.keys()),
    tracked: Promise.resolve(tracked),
    hold: () => ({ [Symbol.dispose]() {} }),
  });
  const files = new ForeseenFiles(options);
  const left = new Map<string, Leftovers>();
  for (const stage of pipeline.stages.filter(({ id }) => leftOut?.has(id) !== true)) {
    const found = await clearing.leftBy(stage);
    left.set(stage.id, found);
    files.goes(stage, await clearing.removable(stage, found));
  }
  const setups = pipeline.stages.filter(isSetup).map(({ id }) => id);
  const setupsLeftOut = new Set(setups.filter(id => leftOut?.has(id)));
  return { ...options, ledger, tracked, files, left, owners, setupsLeftOut, before: new Map() };
}

async function foresee(stage: Stage, dryRun: DryRun): Promise<Foreseen> {
  const { before, force, store, starting, setupsLeftOut } = dryRun;
  const lacking = stage.needs.find(id => !setupsLeftOut.has(id) && !letsOthersRun(before.get(id)));
  if (lacking !== undefined) {
    const reason: StageReason = { kind: 'needs', stage: lacking };
    const fate = { kind: 'blocked', status: 'skipped', reason } as const;
    return { stage, fingerprint: async () => undefined, fate };
  }
  const former = lazily(() => formerParts(stage, store, dryRun.ledger));
  const read = lazily(async () => foreseenParts(stage, await former(), dryRun));
  const fingerprint = async () => {
    const now = await read();
    return now.kind === 'known' ? now.fingerprint : undefined;
  };
  if (isSetup(stage)) return { stage, fingerprint, fate: await foreseeSetup(stage, dryRun) };
  const view = {
    ...{ store, read, former },
    whyUnfit: async (result: StoredResult) => whyUnfit(stage, result, placeOf(stage, dryRun)),
  };
  const awaited = stage.needs.filter(id => mayMakeOther(before.get(id)));
  const decision = await decide({ stage, force, awaited }, lookThrough(stage, view));
  const blocked =
    decision.kind === 'run' && starting !== undefined
      ? await whyNotStarted(stage, starting, dryRun)
      : undefined;
  return {
    stage,
    fingerprint,
    ...(decision.kind === 'reuse' && { result: decision.result }),
    fate: blocked === undefined ? decision : { kind: 'blocked', ...blocked },
  };
}

/** What is kept of it is not looked at: whether that can be restored, its cache says. */
async function foreseeSetup(stage: SetupStage, dryRun: DryRun): Promise<Foreseen['fate']> {
  const { runsSetups: isAsked = false } = dryRun;
  const decision = await decideBy(
    stage,
    { isAsked },
    {
      isKept: async () => false,
      lacks: () => lackOf(stage, dryRun),
      isPlaced: async () => false,
    },
  );
  const reason = whyNotNeeded(stage, decision);
  if (reason !== undefined) return { kind: 'blocked', status: 'skipped', reason };
  if (!changesMachine(stage)) return { kind: 'kept-or-runs' };
  const because = decision.kind === 'run' ? [decision.because] : [];
  return { kind: 'run', because, always: true };
}

function letsOthersRun(need: Foreseen | undefined): boolean {
  if (need === undefined) return false;
  const { stage, fate } = need;
  // One that is not needed, or not allowed, holds nobody back.
  if (isSetup(stage)) return true;
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

/** What runs again has to make again what it made; the machine is made ready in whatever way. */
function isRunBefore(need: Foreseen | undefined): boolean {
  return need !== undefined && !isSetup(need.stage) && need.fate.kind !== 'reuse';
}

/** The parts of the fingerprint as the stage would find them. */
async function foreseenParts(
  stage: Stage,
  former: FingerprintParts | undefined,
  dryRun: DryRun,
): Promise<Read> {
  const { files, before } = dryRun;
  const earlier = [...before.values()];
  const inputs = await files.inputsOf(stage, earlier, former);
  if (inputs.kind === 'unreadable') {
    return { kind: 'unknown', because: { kind: 'file', file: inputs.unreadable } };
  }
  const needed = earlier.filter(one => stage.needs.includes(one.stage.id));
  const needs = await Promise.all(needed.map(need => files.needOf(need, earlier, former)));
  const own = await ownParts(stage, dryRun);
  const known = needs.filter(need => need !== undefined);
  const parts = { ...own, inputs: inputs.files, needs: known };
  return { kind: 'known', parts, fingerprint: fingerprintOf(parts) };
}

/** As the last runs left it, and the stages before will. */
function placeOf(
  stage: Stage,
  { root, ledger, tracked, left, owners, files }: DryRun,
): ResultPlace {
  return {
    root,
    owners,
    entry: ledger.of(stage.id),
    left: left.get(stage.id) ?? { files: [], folders: [] },
    tracked,
    isOthers: path =>
      owners.isOthers(path, stage) ||
      owners.isCached(path, stage) ||
      files.isLeftByOthers(path, stage),
    isGoing: path => files.isLeftByOthers(path, stage) && !owners.isOthers(path, stage),
  };
}

/** What a stage will have put in place: what a reuse brings, and what it last made where it runs. */
function filesOf({ stage, result }: Foreseen, { left }: DryRun): readonly string[] {
  if (result === undefined) return left.get(stage.id)?.files ?? [];
  return result.outputs.flatMap(({ kind, path }) => (kind === 'folder' ? [] : path));
}

/** What would keep its command from starting; nothing where a stage before may still bring it. */
async function whyNotStarted(
  stage: Stage,
  { inCi }: NonNullable<PredictionOptions['starting']>,
  { root, environment, pipeline, states, before }: DryRun,
): Promise<Blocked | undefined> {
  const needed = [...withNeeds(pipeline.stages, [stage.id])].filter(id => id !== stage.id);
  const isSettled = (id: string): boolean => {
    const one = before.get(id);
    if (one !== undefined && isSetup(one.stage)) return one.fate.kind === 'blocked';
    return one?.fate.kind === 'reuse';
  };
  if (!needed.every(isSettled)) return undefined;
  const earlier = [...before.values()];
  const isComing = (pattern: string) => {
    const matches = matcherOf([pattern]);
    return earlier.some(({ stage: one, result }) =>
      result === undefined
        ? one.outputs.some(output => mayMeet(output, pattern))
        : result.outputs.some(({ path }) => matches(path)),
    );
  };
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
      const provided = needs.filter(id => isRunBefore(before.get(id)));
      return { kind: 'reused', savedMs: fate.result.durationMs, provided };
    }
    case 'run':
      return { ...fate, kind: 'runs' };
    case 'depends':
    case 'blocked':
    case 'kept-or-runs':
      return fate;
  }
}
