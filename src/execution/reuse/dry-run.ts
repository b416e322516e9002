/** Which stages would be reused if the pipeline ran now. Runs nothing and writes nothing. */
import { isWithin } from '../../caching/files/paths.ts';
import { lookUpNewest, lookUpResult } from '../../caching/results/result-store.ts';
import type { StoredResult } from '../../caching/results/stage-result.ts';
import type { CacheStore } from '../../caching/store.ts';
import {
  type FileState,
  type FingerprintParts,
  fingerprintOf,
  type NeedState,
} from '../../pipeline/fingerprint.ts';
import { differencesBetween } from '../../pipeline/fingerprint-difference.ts';
import { topologicalOrder } from '../../pipeline/graph.ts';
import type { Stage } from '../../pipeline/types.ts';
import type { RunCause } from '../../record/facts/run-cause.ts';
import { createFileStates } from '../files/file-states.ts';
import { matcherOf } from '../files/patterns.ts';
import {
  countingFilter,
  declaredOutputs,
  type FingerprintSources,
  inputFilter,
  inputPaths,
  ownParts,
} from '../inputs/fingerprints.ts';
import { createToolVersions } from '../inputs/tool-versions.ts';
import { isGivenAgain, type Own } from './given.ts';
import { openLedger } from './ledger.ts';
import { leftoversOf } from './leftovers.ts';
import { cachePathsOf } from './owners.ts';
import { isReusable } from './stage-results.ts';

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
  | { readonly kind: 'runs'; readonly because: readonly RunCause[]; readonly always: boolean };

export interface PredictionOptions extends FingerprintSources {
  readonly store: CacheStore;
  readonly force: boolean;
  /** Ids of the stages that are asked for, with all that they need; else all. */
  readonly only?: ReadonlySet<string>;
}

/** Predictions of a pipeline that is not running. */
export function predictPipeline(
  place: Pick<PredictionOptions, 'pipeline' | 'root' | 'environment' | 'store' | 'force' | 'only'>,
): Promise<ReadonlyMap<string, Prediction>> {
  const { root } = place;
  return predictReuse({
    ...place,
    states: createFileStates(root),
    tools: createToolVersions(root),
  });
}

/** What is known of a stage further up. */
interface Foreseen {
  readonly prediction: Prediction;
  /** Stands for what it will make; absent where it runs. */
  readonly result?: StoredResult;
}

/** A prediction for each stage. */
export async function predictReuse(
  options: PredictionOptions,
): Promise<ReadonlyMap<string, Prediction>> {
  const { only } = options;
  const foreseen = new Map<string, Foreseen>();
  for (const stage of topologicalOrder(options.pipeline.stages)) {
    if (only?.has(stage.id) === false) continue;
    foreseen.set(stage.id, await foresee(stage, foreseen, options));
  }
  return new Map([...foreseen].map(([id, { prediction }]) => [id, prediction]));
}

async function foresee(
  stage: Stage,
  before: ReadonlyMap<string, Foreseen>,
  options: PredictionOptions,
): Promise<Foreseen> {
  if (stage.inputs.length === 0) return runsAlways('no-inputs');
  if (!isReusable(stage)) return runsAlways('reuse-off');
  if (options.force) return runsAlways('forced');
  const { root, pipeline, states } = options;
  const inputs = await states.collect(await inputPaths(root, stage, pipeline, states));
  if (inputs.kind === 'unreadable') {
    return runs({ kind: 'unreadable-input', file: inputs.unreadable });
  }
  const newest = await lookUpNewest(options.store, stage.id);
  if (newest === undefined) return runs({ kind: 'nothing-stored' });
  const changing = stage.needs.filter(id => mayMakeOther(before.get(id)));
  const parts = await foreseenParts(stage, inputs.files, newest.parts, before, options);
  const key = { stage: stage.id, fingerprint: fingerprintOf(parts) };
  const found = await lookUpResult(options.store, key, matcherOf(declaredOutputs(stage)));
  if (found.kind === 'not-found') {
    const changed = differencesBetween(newest.parts, parts).map(
      (difference): RunCause => ({ kind: 'changed', difference }),
    );
    return changed.length > 0
      ? runs(...changed)
      : runs({ kind: 'no-result', because: found.because });
  }
  if (!(await isGivenAgain(root, stage, found.result, await ownOf(stage, options)))) {
    return runs({ kind: 'other-files-given' });
  }
  if (changing.length > 0) return { prediction: { kind: 'depends', on: changing } };
  const { result } = found;
  const provided = stage.needs.filter(id => before.get(id)?.result === undefined);
  return { prediction: { kind: 'reused', savedMs: result.durationMs, provided }, result };
}

/** As the last runs left it. */
async function ownOf({ id }: Stage, { pipeline, root, states }: PredictionOptions): Promise<Own> {
  const ledger = openLedger(root, pipeline.id);
  const others = pipeline.stages.filter(stage => stage.id !== id);
  const made = new Set(others.flatMap(stage => leftoversOf(root, ledger.of(stage.id)).files));
  const cached = cachePathsOf(pipeline).get(id) ?? new Set();
  return {
    entry: ledger.of(id),
    left: leftoversOf(root, ledger.of(id)),
    tracked: (await states.git())?.isTracked ?? (() => false),
    isOthers: path => made.has(path) || isWithin(path, cached),
  };
}

function mayMakeOther(stage: Foreseen | undefined): boolean {
  const prediction = stage?.prediction;
  return prediction?.kind === 'depends' || (prediction?.kind === 'runs' && !prediction.always);
}

/**
 * The parts of the fingerprint as the stage would find them: files that stages before it will put in
 * place count as they will be, and what a stage that runs will make as it was for the newest result.
 */
async function foreseenParts(
  stage: Stage,
  present: readonly FileState[],
  newest: FingerprintParts,
  before: ReadonlyMap<string, Foreseen>,
  options: PredictionOptions,
): Promise<FingerprintParts> {
  const { pipeline } = options;
  const matches = matcherOf(stage.inputs);
  const isInput = inputFilter(stage, pipeline);
  const coming = pipeline.stages
    .filter(({ id }) => before.has(id))
    .flatMap(earlier => filesFrom(earlier, before.get(earlier.id)?.result, newest))
    .filter(({ path }) => matches(path) && isInput(path));
  const inputs = new Map<string, FileState>([...present, ...coming].map(file => [file.path, file]));
  const needs = stage.needs.flatMap((id): readonly NeedState[] => {
    const need = pipeline.stages.find(one => one.id === id);
    const made = need && needState(need, before.get(id)?.result);
    return made ?? newest.needs.filter(one => one.stage === id);
  });
  const own = await ownParts(stage, options);
  return { ...own, inputs: [...inputs.values()], needs };
}

/** What a stage will have put in place, as far as that can be known. */
function filesFrom(
  stage: Stage,
  result: StoredResult | undefined,
  newest: FingerprintParts,
): readonly FileState[] {
  if (result !== undefined) return result.outputs;
  return newest.inputs.filter(({ path }) => matcherOf(stage.outputs)(path));
}

/** What a reused stage will mean to those that need it. */
function needState(
  stage: Stage,
  result: StoredResult | undefined,
): readonly NeedState[] | undefined {
  if (result === undefined) return undefined;
  const counts = countingFilter(stage);
  return [
    counts === undefined
      ? { stage: stage.id, kind: 'fingerprint', fingerprint: result.fingerprint }
      : {
          stage: stage.id,
          kind: 'outputs',
          files: result.outputs.filter(({ path }) => counts(path)),
        },
  ];
}

function runs(...because: readonly RunCause[]): Foreseen {
  return { prediction: { kind: 'runs', because, always: false } };
}

function runsAlways(kind: 'no-inputs' | 'reuse-off' | 'forced'): Foreseen {
  return { prediction: { kind: 'runs', because: [{ kind }], always: true } };
}
