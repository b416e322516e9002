/** Confirmation of a run's suspicions: which stages run again, and what that does to their verdicts. */

import { FEWEST_RUNS } from '../../analysis/noise/stage-noise.ts';
import { compare } from '../../analysis/verdict/compare.ts';
import { PAIRS, RERUNS } from '../../analysis/verdict/confirmation.ts';
import { controlsFor } from '../../analysis/verdict/controls.ts';
import { suspicionsOf as findSuspicions } from '../../analysis/verdict/suspicions.ts';
import type { CacheStore } from '../../caching/store.ts';
import { loadDefinition } from '../../definition/load.ts';
import { inspectCheckout } from '../../execution/confirmation/checkout.ts';
import {
  confirm,
  confirmationBudget,
  confirmModeOf,
} from '../../execution/confirmation/confirm.ts';
import { createSnapshots, type Snapshots } from '../../execution/confirmation/snapshots.ts';
import type {
  ConfirmationResult,
  ConfirmOptions,
  Neighbour,
  Suspicion,
} from '../../execution/confirmation/suspicion.ts';
import type { StageContext } from '../../execution/stage/run-stage.ts';
import type { Confirm, Pipeline, Stage } from '../../pipeline/types.ts';
import type { History } from '../../record/history.ts';
import { type RunRecord, type StageRecord, wasExecuted } from '../../record/run-record.ts';

/** What is asked for. */
export interface ConfirmWish {
  /** Beats everything else. */
  readonly mode?: Confirm | undefined;
  readonly budgetMs?: number | undefined;
  /**
   * The mode where the definition says none either; absent in the terminal, which runs nothing again
   * that nobody asked for, whatever the definition says.
   */
  readonly usually?: Confirm | undefined;
  readonly baseSha?: string | undefined;
}

/** How suspicions are confirmed, and for how long at most. */
export interface ConfirmChoice {
  readonly mode: Confirm;
  readonly budgetMs: number;
  /** The commit to compare with where the one that runs is no merge. */
  readonly baseSha?: string | undefined;
}

/** A run that may confirm what it suspects. */
export interface ConfirmRequest {
  readonly choice: ConfirmChoice;
  readonly pipeline: Pipeline;
  /** The definition's file, from the root; none where the pipeline was detected. */
  readonly definition: string | undefined;
  readonly context: StageContext;
  /** The stored results of stages; opened only where something is confirmed. */
  readonly results: () => Promise<CacheStore>;
  /** What is known when the run starts: stages that it cannot judge need not be kept. */
  readonly history: History;
}

/** Confirmation of one run; to be opened before its first stage starts. */
export interface Confirming extends AsyncDisposable {
  /** To be awaited before a stage's command runs. */
  readonly snapshots: Snapshots;
  /** Runs again what the comparison suspects. Never rejects. */
  settle(record: RunRecord, history: History, signal: AbortSignal): Promise<ConfirmationResult>;
}

/** Begins to keep what stages start from, so that they can start from it again. */
export function openConfirming(request: ConfirmRequest): Confirming {
  const { choice, pipeline, definition, context, results, history: known } = request;
  const { root, reportDir, environment, now } = context;
  const checkout = inspectCheckout(pipeline, root, environment);
  const modeOf = (stage: Stage): Confirm => confirmModeOf(stage, pipeline, choice.mode);
  const snapshots = createSnapshots({
    pipeline,
    root,
    folder: `${reportDir}/confirm`,
    checkout,
    isWanted: stage => isWanted(stage, modeOf(stage), known),
    now,
  });
  return {
    snapshots,
    settle: (record, history, signal) =>
      confirm({
        suspicions: suspicionsOf(record, pipeline, modeOf),
        budgetMs: confirmationBudget(record.totalMs, choice.budgetMs),
        pipeline,
        context,
        checkout,
        snapshots,
        base: {
          sha: choice.baseSha,
          readPipeline: folder => readPipeline(folder, definition),
          results: results(),
          fingerprints: new Map(
            record.stages.flatMap(({ id, fingerprint }) =>
              fingerprint === undefined ? [] : [[id, fingerprint]],
            ),
          ),
        },
        judge: createJudge(record, history, pipeline, modeOf),
        turns: { rerun: RERUNS, paired: PAIRS },
        controls: id => controlStages(record, history, pipeline, id),
        signal,
      }),
    [Symbol.asyncDispose]: () => snapshots[Symbol.asyncDispose](),
  };
}

/** Whether the stage may have to run again: pairs need no history, re-runs enough for a suspicion. */
function isWanted({ id, was }: Stage, mode: Confirm, { runs }: History): boolean {
  if (mode === 'off' || mode === 'paired') return mode === 'paired';
  const isOfStage = (stage: StageRecord): boolean => stage.id === id || stage.id === was;
  const known = runs.filter(({ stages }) =>
    stages.some(stage => isOfStage(stage) && wasExecuted(stage)),
  );
  return known.length >= FEWEST_RUNS;
}

/** The suspicions whose stages may run again; some can be settled only by pairs. */
function suspicionsOf(
  record: RunRecord,
  pipeline: Pipeline,
  modeOf: (stage: Stage) => Confirm,
): readonly Suspicion[] {
  if (record.comparison === undefined) return [];
  const times = new Map(record.stages.map(({ id, durationMs }) => [id, durationMs]));
  return findSuspicions(record, record.comparison).flatMap(({ id, of, atStakeMs }) => {
    const stage = pipeline.stages.find(one => one.id === id);
    const durationMs = times.get(id);
    if (stage === undefined || durationMs === undefined) return [];
    const mode = modeOf(stage);
    return mode === 'off' || (of !== 'stage' && mode !== 'paired')
      ? []
      : [{ stage, mode, durationMs, atStakeMs }];
  });
}

/** Stages that may run again beside a suspected one: those that nothing is said against. */
function controlStages(
  record: RunRecord,
  history: History,
  pipeline: Pipeline,
  id: string,
): readonly Neighbour[] {
  const suspected = new Set(
    record.comparison?.stages.flatMap(found => (found.verdict === 'suspected' ? [found.id] : [])),
  );
  return controlsFor(record, history, pipeline.stages, id).flatMap(control => {
    const stage = pipeline.stages.find(one => one.id === control);
    const durationMs = record.stages.find(one => one.id === control)?.durationMs;
    if (stage === undefined || durationMs === undefined || suspected.has(control)) return [];
    return confirmModeOf(stage, pipeline, 'auto') === 'off' ? [] : [{ stage, durationMs }];
  });
}

/** Enough is what the statistics were measured with; a first run that clears a suspicion is enough too. */
function createJudge(
  record: RunRecord,
  history: History,
  pipeline: Pipeline,
  modeOf: (stage: Stage) => Confirm,
): ConfirmOptions['judge'] {
  const paired = new Set(
    pipeline.stages.flatMap(stage => (modeOf(stage) === 'paired' ? [stage.id] : [])),
  );
  // The whole run is judged by the pairs of several stages.
  const further = new Map<string, StageRecord['confirmations']>();
  return (id, confirmations) => {
    further.set(id, [...confirmations]);
    const isPaired = paired.has(id) || confirmations.some(({ ref }) => ref === 'base');
    if (confirmations.length >= (isPaired ? 2 * PAIRS : RERUNS)) return 'settled';
    // Pairs are worth what they say together: no single one of them settles anything.
    if (isPaired && confirmations.length > 0) return 'open';
    const stages = record.stages.map(stage => {
      const own = further.get(stage.id) ?? [];
      return own.length === 0 ? stage : { ...stage, confirmations: own };
    });
    const judged = compare({ ...record, stages }, history, { stages: pipeline.stages });
    const open = findSuspicions({ ...record, stages }, judged).find(one => one.id === id);
    return open !== undefined && (isPaired || open.of === 'stage') ? 'open' : 'settled';
  };
}

/** The definition of another checkout: where it is in this one, else where one is looked for. */
async function readPipeline(
  folder: string,
  file: string | undefined,
): Promise<Pipeline | undefined> {
  for (const name of new Set([file, undefined])) {
    const loaded = await loadDefinition({ file: name, cwd: folder });
    if (loaded.kind === 'loaded') return loaded.pipeline;
  }
  return undefined;
}
