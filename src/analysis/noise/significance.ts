/** One time against its usual level and noise: the change, how sure it is, what it means. */
import { tQuantile } from './robust.ts';
import { FEWEST_RUNS, type StageNoise } from './stage-noise.ts';

/** What is large enough to be worth a word. Both must be reached. */
export interface LeastChange {
  readonly percent: number;
  readonly ms: number;
}

/** The smallest change worth a word, wherever a change is spoken of. */
export const LEAST_CHANGE: LeastChange = { percent: 10, ms: 1000 };

/** A time set against what was expected; changes and errors are logs. */
export interface Measured {
  readonly change: number;
  /** What the time would have been on this run's machine without a change. */
  readonly expectedMs: number;
  readonly noise: StageNoise;
  /** Standard error of the level it is compared with. */
  readonly levelError: number;
  /** The shape of the noise, in scales. */
  readonly shape: NoiseShape;
}

/** The shortest interval, in scales of its stage, that holds 95 % of what stages vary by. */
export interface NoiseShape {
  readonly low: number;
  readonly high: number;
}

/** A change with its 95 % interval, as logs. */
export interface Estimate {
  readonly change: number;
  readonly low: number;
  readonly high: number;
}

/** How often a suspicion may be wrong that only the noise of one time speaks against. */
const SUSPICION = 0.95;
/** With fewer runs than this the noise itself is not known well. */
const FEW_RUNS = 10;
const SUSPICION_OF_FEW = 0.98;
const IMPROVEMENT = 0.99;
/** A time this far off (ratio) is suspected unless the noise makes it common. */
const STRIKING = Math.log(1.35);
const SUSPICION_OF_STRIKING = 0.85;
/** Variance of a median beside that of a mean. */
const MEDIAN_VARIANCE = 1.57;
const NORMAL_95 = 1.96;
/** A model holds a little less of new times than of those it was fitted to: for 95 % of these, more of those. */
const HELD = 0.965;
/** Normal noise counts for as many residuals in the shape of the noise. */
const SHAPE_PRIOR = 40;

/** Standard error of the level that a stage's noise model gives. */
export function errorOfLevel({ scale, runs }: StageNoise): number {
  return scale * Math.sqrt(MEDIAN_VARIANCE / runs);
}

/** The change of the mean of `count` times that the noise alone reaches with this probability. */
export function reachOfNoise(
  { noise, levelError }: Pick<Measured, 'noise' | 'levelError'>,
  probability: number,
  count = 1,
): number {
  return (
    tQuantile(probability, noise.degrees) * Math.sqrt(noise.scale ** 2 / count + levelError ** 2)
  );
}

/** Log of the smallest change worth a word for a time of `expectedMs`. */
export function leastLog(least: LeastChange, expectedMs: number): number {
  return Math.max(Math.log1p(least.percent / 100), Math.log1p(least.ms / Math.max(expectedMs, 1)));
}

/** Whether a change (log), either way, is worth a word for a time that would have been `expectedMs`. */
export function isWorthAWord(change: number, expectedMs: number, least: LeastChange): boolean {
  if (change >= 0) return change >= leastLog(least, expectedMs);
  const saved = expectedMs * -Math.expm1(change);
  return -change >= Math.log1p(least.percent / 100) && saved >= least.ms;
}

/** The smallest change that would have been suspected; log. */
export function detectable(measured: Measured, least: LeastChange): number {
  const few = measured.noise.comparable < FEW_RUNS;
  const reach = reachOfNoise(measured, few ? SUSPICION_OF_FEW : SUSPICION);
  const striking = Math.max(STRIKING, reachOfNoise(measured, SUSPICION_OF_STRIKING));
  const enough = few ? reach : Math.min(reach, striking);
  return Math.max(enough, leastLog(least, measured.expectedMs));
}

/** What one time says by itself. */
export function judgeOnce(
  measured: Measured,
  least: LeastChange,
): 'suspected' | 'improved' | 'unchanged' {
  const { change, expectedMs } = measured;
  if (change >= detectable(measured, least)) return 'suspected';
  const isLarge = change < 0 && isWorthAWord(change, expectedMs, least);
  return isLarge && -change >= reachOfNoise(measured, IMPROVEMENT) ? 'improved' : 'unchanged';
}

/** Whether there are enough runs for a verdict. */
export function isEnough(noise: StageNoise): boolean {
  return noise.comparable >= FEWEST_RUNS;
}

/** The change with its interval, from one time. */
export function estimateOnce({ change, noise, levelError, shape }: Measured): Estimate {
  const spread =
    (Math.hypot(noise.scale, levelError) * tQuantile(0.975, noise.degrees)) / NORMAL_95;
  return { change, low: change - shape.high * spread, high: change - shape.low * spread };
}

/** The shape of all stages' noise together; with few residuals it is nearly that of normal noise. */
export function shapeOf(noises: readonly StageNoise[]): NoiseShape {
  const all = Float64Array.from(
    noises.flatMap(noise => (isEnough(noise) ? noise.residuals : [])),
  ).sort();
  const held = Math.ceil(HELD * all.length);
  let shortest = { low: 0, high: Number.POSITIVE_INFINITY };
  for (let i = 0; i + held < all.length; i += 1) {
    const [low, high] = [all[i] as number, all[i + held] as number];
    if (high - low < shortest.high - shortest.low) shortest = { low, high };
  }
  if (shortest.high === Number.POSITIVE_INFINITY) return { low: -NORMAL_95, high: NORMAL_95 };
  const n = all.length;
  const mix = (value: number, normal: number): number =>
    (n * value + SHAPE_PRIOR * normal) / (n + SHAPE_PRIOR);
  return { low: mix(shortest.low, -NORMAL_95), high: mix(shortest.high, NORMAL_95) };
}

/** A log change as percent, to a hundredth; what no time can be is cut off. */
export function percentOf(log: number): number {
  const percent = Math.round(Math.expm1(Math.min(log, LARGEST_LOG)) * 10_000) / 100;
  return percent === 0 ? 0 : percent;
}

/** A million times as long. */
const LARGEST_LOG = Math.log(1e6);
