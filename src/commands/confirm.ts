/** Confirmation of a run's suspicions: which stages run again, and what that does to their verdicts. */
import { PAIRS } from '../analysis/confirmation.ts';
import { suspicionsOf as findSuspicions } from '../analysis/suspicions.ts';
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

/** Runs of head and base together that say all that a stage can say of the whole run. */
const RUNS_FOR_ALL = 2 * PAIRS;

/** The suspicions whose stages may run again; the whole run's can be settled only by pairs. */
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
    return mode === 'off' || (of === 'whole-run' && mode !== 'paired')
      ? []
      : [{ stage, mode, durationMs, atStakeMs }];
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
