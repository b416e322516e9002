/** The run as a whole, settled by base and head in turns on one machine. */
import { median } from 'simple-statistics';
import { tQuantile } from '../noise/robust.ts';
import { type Estimate, type LeastChange, leastLog } from '../noise/significance.ts';
import { isMeasurement } from '../noise/strata.ts';
import { confirmationsOf } from './confirmation.ts';
import type { StageFinding } from './finding.ts';

/** What pairs say of the whole. */
export interface SettledWhole {
  readonly estimate: Estimate;
  /** Ids of the stages that ran in pairs. */
  readonly stages: readonly string[];
  readonly isSlower: boolean;
  /** Ids of the stages whose slowdown is accepted, where it would not be slower without them. */
  readonly accepted: readonly string[];
}

/** Pairs that cover less of the run's work than this say nothing of the whole. */
const COVERED_SHARE = 0.5;
/** Log standard deviation of a stage that nothing is known of. */
const UNKNOWN_NOISE = 0.08;
/** Variance of the median of three normal values beside that of their mean. */
const MEDIAN_VARIANCE = 1.3;
const PAIR_DEGREES = 10;
/** The machine itself drifts by as much from one measurement to the next (log standard error). */
const LEAST_ERROR = 0.01;

/** What the pairs of all stages say together: the sum of the heads' middle times over the bases'. */
export function settleWhole(
  findings: readonly StageFinding[],
  least: LeastChange,
): SettledWhole | undefined {
  const executed = findings.filter(({ stage }) => isMeasurement(stage));
  const paired = executed.flatMap(({ id, stage, measured, judgement }) => {
    const [head, base] = [confirmationsOf(stage, 'head'), confirmationsOf(stage, 'base')];
    if (Math.min(head.length, base.length) < 2) return [];
    const scale = measured?.noise.scale ?? UNKNOWN_NOISE;
    const variance = scale ** 2 * (1 / head.length + 1 / base.length) * MEDIAN_VARIANCE;
    return [
      {
        id,
        ownMs: stage.durationMs ?? 0,
        head: median(head),
        base: median(base),
        variance,
        isAccepted: judgement.accepted !== undefined,
      },
    ];
  });
  const sumOf = (pick: (pair: (typeof paired)[number]) => number): number =>
    paired.reduce((sum, pair) => sum + pick(pair), 0);
  const workMs = executed.reduce((sum, { stage }) => sum + (stage.durationMs ?? 0), 0);
  const covered = sumOf(({ ownMs }) => ownMs);
  if (paired.length === 0 || covered < COVERED_SHARE * workMs) return undefined;
  const baseMs = Math.max(
    sumOf(({ base }) => base),
    1,
  );
  const changeBy = (headMs: number): number => Math.log(Math.max(headMs, 1) / baseMs);
  const change = changeBy(sumOf(({ head }) => head));
  const error = Math.sqrt(sumOf(({ base, variance }) => (base / baseMs) ** 2 * variance));
  const reach = tQuantile(0.975, PAIR_DEGREES) * Math.max(error, LEAST_ERROR);
  const isSlowdown = (by: number): boolean => by >= leastLog(least, baseMs) && by >= reach;
  const isSlower = isSlowdown(change);
  const unaccepted = changeBy(sumOf(({ head, base, isAccepted }) => (isAccepted ? base : head)));
  const accepted = paired.filter(({ isAccepted }) => isAccepted).map(({ id }) => id);
  return {
    estimate: { change, low: change - reach, high: change + reach },
    stages: paired.map(({ id }) => id),
    isSlower,
    accepted: isSlower && !isSlowdown(unaccepted) ? accepted : [],
  };
}
