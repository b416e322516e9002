/** What a stage's verdict rests on, as facts. */
import { median } from 'simple-statistics';
import type { BaselineUsed, Verdict } from '../../record/comparison.ts';
import type { CpuTime, FurtherRuns, Ground } from '../../record/facts/verdict-ground.ts';
import type { StageRecord } from '../../record/run-record.ts';
import type { StageModel } from '../noise/run-model.ts';
import type { Measured } from '../noise/significance.ts';
import { confirmationsOf, type Outcome } from './confirmation.ts';

/** CPU time that moved by less than this share of the wall time's move did not move with it. */
const CPU_MOVED = 0.3;
/** A smaller change (log) of the CPU time is none. */
const CPU_SAME = Math.log(1.1);
/** A smaller change (log) of the wall time is not worth a look at the CPU time. */
const WORTH_A_LOOK = Math.log(1.1);

/** The stage's time, and how sure the history is of what to compare it with. */
export function timeCompared(
  { series, measured }: StageModel,
  baseline: BaselineUsed | undefined,
): Omit<Ground<'too-few-runs'>, 'kind'> {
  const { durationMs: nowMs, givenUp } = series;
  const scale = baseline === undefined ? undefined : measured?.noise.scale;
  return {
    nowMs,
    ...(baseline && scale !== undefined && { noiseMs: baseline.medianMs * Math.expm1(scale) }),
    ...(givenUp !== undefined && { givenUp }),
  };
}

/** What a verdict by the history rests on. */
export function groundOf(
  verdict: Verdict,
  model: StageModel,
  measured: Measured,
  baseline: BaselineUsed | undefined,
): Ground<'compared' | 'ran-alone'> {
  const time = timeCompared(model, baseline);
  if (verdict === 'not-comparable') return { kind: 'ran-alone', ...time };
  const cpu = cpuTime(model, measured, baseline);
  return { kind: 'compared', ...time, ...(cpu !== undefined && { cpu }) };
}

/** The further runs of a stage with what they say of it; undefined where the head did not run again. */
export function furtherRuns(
  stage: StageRecord,
  { kind: outcome }: Outcome,
  slowToo?: string,
): FurtherRuns | undefined {
  const [headMs, baseMs] = [confirmationsOf(stage, 'head'), confirmationsOf(stage, 'base')];
  if (headMs.length === 0) return undefined;
  return {
    of: 'stage',
    outcome,
    headMs,
    ...(baseMs.length > 0 && { baseMs }),
    ...(slowToo !== undefined && { slowToo }),
  };
}

/** The CPU time of a slower stage; undefined where it says nothing. */
function cpuTime(
  { series, columns, factor }: StageModel,
  { change, expectedMs }: Measured,
  baseline: BaselineUsed | undefined,
): CpuTime | undefined {
  const { durationMs, stage } = series;
  const { cpuMs: nowMs, cacheState } = stage;
  const past = columns.flatMap(i => {
    const timed = series.past[i];
    return timed?.cacheState === cacheState ? (timed.cpuMs ?? []) : [];
  });
  if (nowMs === undefined || past.length < 2) return undefined;
  const usualMs = median(past);
  if (usualMs <= 0 || nowMs <= 0 || change < WORTH_A_LOOK) return undefined;
  const moved = Math.log(nowMs / usualMs) - factor;
  const explained =
    (nowMs - usualMs) / Math.max(1, durationMs - (baseline?.medianMs ?? expectedMs));
  const times = { nowMs, usualMs };
  if (moved >= CPU_MOVED * change && explained >= CPU_MOVED)
    return { ...times, computedMore: true };
  // In between it did some of both.
  return moved < CPU_SAME ? { ...times, computedMore: false } : times;
}
