/** The run as a whole, settled by base and head in turns on one machine. */
import { median } from 'simple-statistics';
import { type Estimate, type LeastChange, leastLog } from './judge.ts';
import { tQuantile } from './robust.ts';
import { isMeasurement } from './strata.ts';
import type { StageFinding } from './whole-run.ts';

/** What pairs say of the whole. */
export interface SettledWhole {
  readonly estimate: Estimate;
  readonly stages: number;
  readonly isSlower: boolean;
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
  const paired = executed.flatMap(({ stage, measured }) => {
    const of = (ref: 'head' | 'base') =>
      (stage.confirmations ?? []).flatMap(c => (c.ref === ref ? [c.durationMs] : []));
    const [head, base] = [of('head'), of('base')];
    if (Math.min(head.length, base.length) < 2) return [];
    const scale = measured?.noise.scale ?? UNKNOWN_NOISE;
    const variance = scale ** 2 * (1 / head.length + 1 / base.length) * MEDIAN_VARIANCE;
    return [{ ownMs: stage.durationMs ?? 0, head: median(head), base: median(base), variance }];
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
  const change = Math.log(
    Math.max(
      sumOf(({ head }) => head),
      1,
    ) / baseMs,
  );
  const error = Math.sqrt(sumOf(({ base, variance }) => (base / baseMs) ** 2 * variance));
  const reach = tQuantile(0.975, PAIR_DEGREES) * Math.max(error, LEAST_ERROR);
  const isSlower = change >= leastLog(least, baseMs) && change >= reach;
  return {
    estimate: { change, low: change - reach, high: change + reach },
    stages: paired.length,
    isSlower,
  };
}
