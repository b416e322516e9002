/**
 * Neighbours of a suspected stage: where it can only run again by itself, a stage that nothing is said
 * against is run again after it. If that is slow too, the machine is, as it may have been in the run.
 */
import type { History } from '../../record/history.ts';
import type { RunRecord, StageRecord } from '../../record/run-record.ts';
import { logMs } from '../noise/log-time.ts';
import { modelOf, type RunModel, type StageModel } from '../noise/run-model.ts';
import { isEnough, type Measured } from '../noise/significance.ts';
import type { StageTerms } from '../noise/timings.ts';
import type { Control } from './confirmation.ts';

/** Shorter ones tell little of the machine. */
const SHORTEST_MS = 2_000;
/** Longer ones, and longer than the stage itself, cost too much. */
const LONGEST_MS = 20_000;
/** A stage that is off by more scales in the run has something said against it. */
const QUIET_SCALES = 2;

/** The stages to run again after the suspected one, the steadiest first. */
export function controlsFor(
  run: RunRecord,
  history: History,
  stages: readonly StageTerms[],
  suspected: string,
): readonly string[] {
  const model = modelOf(run, history, new Map(stages.map(stage => [stage.id, stage])));
  const own = run.stages.find(({ id }) => id === suspected)?.durationMs ?? 0;
  return model.stages
    .flatMap(stage => {
      if (stage.kind !== 'model' || stage.measured === undefined) return [];
      const { measured, series } = stage;
      const { id } = series.stage;
      return id !== suspected && isSteady(measured, series, own)
        ? [{ id, error: errorOf(measured) }]
        : [];
    })
    .sort((a, b) => a.error - b.error)
    .map(({ id }) => id);
}

function isSteady(
  { noise, change }: Measured,
  { durationMs, stratum }: StageModel['series'],
  ownMs: number,
): boolean {
  return (
    isEnough(noise) &&
    Math.abs(change) < QUIET_SCALES * noise.scale &&
    durationMs >= SHORTEST_MS &&
    durationMs <= Math.max(LONGEST_MS, ownMs) &&
    // Alone again it would be quicker, and could not show that the machine is slow.
    stratum.beside.length === 0
  );
}

/** The neighbour that ran after the further runs of a stage; undefined where the history cannot judge it. */
export function controlOf(
  { confirmations = [] }: StageRecord,
  { stages }: RunModel,
): Control | undefined {
  const controls = confirmations.flatMap(({ control }) => control ?? []);
  const [first] = controls;
  if (first === undefined || controls.some(({ id }) => id !== first.id)) return undefined;
  const model = stages.find(stage => stage.kind === 'model' && stage.series.stage.id === first.id);
  const measured = model?.kind === 'model' ? model.measured : undefined;
  if (measured === undefined) return undefined;
  return {
    id: first.id,
    changes: controls.map(({ durationMs }) => logMs(durationMs) - logMs(measured.expectedMs)),
    error: errorOf(measured),
  };
}

function errorOf({ noise, levelError }: Measured): number {
  return Math.hypot(noise.scale, levelError);
}
