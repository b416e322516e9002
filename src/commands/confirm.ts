/** Confirmation of a run's suspicions: which stages run again, and what that does to their verdicts. */
import { compare } from '../analysis/verdict.ts';
import type { CacheStore } from '../caching/store.ts';
import { loadDefinition } from '../definition/load.ts';
import { inspectCheckout } from '../execution/confirmation/checkout.ts';
import {
  type ConfirmationResult,
  confirm,
  confirmationBudget,
  confirmModeOf,
  type Suspicion,
} from '../execution/confirmation/confirm.ts';
import { createSnapshots, type Snapshots } from '../execution/confirmation/snapshots.ts';
import type { StageContext } from '../execution/stage.ts';
import type { Confirm, Pipeline, Stage } from '../pipeline/types.ts';
import type { Comparison } from '../record/comparison.ts';
import type { History } from '../record/history.ts';
import type { RunRecord } from '../record/run-record.ts';

/** How suspicions are confirmed, and for how long at most. */
export interface ConfirmChoice {
  readonly mode: Confirm;
  readonly budgetMs: number;
}

/** A run that may confirm what it suspects. */
export interface ConfirmRequest {
  readonly choice: ConfirmChoice;
  readonly pipeline: Pipeline;
  /** The definition's file, from the root; none where the pipeline was detected. */
  readonly definition: string | undefined;
  readonly context: StageContext;
  readonly results: Promise<CacheStore>;
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
  const { choice, pipeline, definition, context, results } = request;
  const { root, reportDir, environment, now } = context;
  const checkout = inspectCheckout(pipeline, root, environment);
  const modeOf = (stage: Stage): Confirm => confirmModeOf(stage, pipeline, choice.mode);
  const snapshots = createSnapshots({
    pipeline,
    root,
    folder: `${reportDir}/confirm`,
    checkout,
    isWanted: stage => modeOf(stage) !== 'off',
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
          readPipeline: folder => readPipeline(folder, definition),
          results,
          fingerprints: new Map(
            record.stages.flatMap(({ id, fingerprint }) =>
              fingerprint === undefined ? [] : [[id, fingerprint]],
            ),
          ),
        },
        judge: (id, confirmations) => {
          const stages = record.stages.map(stage =>
            stage.id === id ? { ...stage, confirmations: [...confirmations] } : stage,
          );
          const judged = compare({ ...record, stages }, history, { stages: pipeline.stages });
          return isOpen(judged, id, confirmations.length) ? 'open' : 'settled';
        },
        signal,
      }),
    [Symbol.asyncDispose]: () => snapshots[Symbol.asyncDispose](),
  };
}

/** Stages that stand for the whole run when that is suspected: those that took the most of it. */
const STAGES_FOR_ALL = 3;
/** Runs of head and base together that say something of the whole run. */
const RUNS_FOR_ALL = 4;

/**
 * The stages under suspicion. Where the whole run is, and base and head run in turns, the stages that
 * took most of it stand for it.
 */
function suspicionsOf(
  record: RunRecord,
  pipeline: Pipeline,
  modeOf: (stage: Stage) => Confirm,
): readonly Suspicion[] {
  const { comparison } = record;
  if (comparison === undefined) return [];
  const judged = new Map(comparison.stages.map(found => [found.id, found]));
  const measured = record.stages.flatMap(({ id, status, durationMs }) => {
    const stage = pipeline.stages.find(one => one.id === id);
    const mode = stage === undefined ? 'off' : modeOf(stage);
    return stage === undefined || mode === 'off' || status !== 'passed' || durationMs === undefined
      ? []
      : [{ stage, mode, durationMs }];
  });
  const suspected = measured.filter(({ stage }) => judged.get(stage.id)?.verdict === 'suspected');
  const forAll =
    comparison.total.verdict === 'suspected'
      ? measured
          .filter(({ stage, mode }) => mode === 'paired' && !suspected.some(s => s.stage === stage))
          .sort((a, b) => b.durationMs - a.durationMs)
          .slice(0, STAGES_FOR_ALL)
      : [];
  return [...suspected, ...forAll].map(suspicion => {
    const percent =
      judged.get(suspicion.stage.id)?.changePercent ?? comparison.total.changePercent ?? 0;
    const atStakeMs = suspicion.durationMs * (1 - 1 / (1 + Math.max(0, percent) / 100));
    return { ...suspicion, atStakeMs };
  });
}

/** Whether a stage, or the run that it stands for, is still suspected. */
function isOpen({ stages, total }: Comparison, id: string, runs: number): boolean {
  const verdict = stages.find(stage => stage.id === id)?.verdict;
  return verdict === 'suspected' || (total.verdict === 'suspected' && runs < RUNS_FOR_ALL);
}

/** The pipeline that a checkout of another commit describes. */
async function readPipeline(
  folder: string,
  file: string | undefined,
): Promise<Pipeline | undefined> {
  const loaded = await loadDefinition({ file, cwd: folder });
  return loaded.kind === 'loaded' ? loaded.pipeline : undefined;
}
