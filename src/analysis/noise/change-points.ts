/**
 * Lasting steps in a series of log times: where the level changed for good, not where a single run was
 * odd. Single wild values are pulled in (Hampel's filter), the series is cut where that costs least
 * (exact partitioning by PELT: Killick, Fearnhead and Eckley, JASA 107, 2012), and steps that are small
 * beside the noise are taken back.
 */
import { median } from 'simple-statistics';
import { MAD_TO_SIGMA, scaleAroundZero, tQuantile } from './robust.ts';

/** A lasting step between two levels; sizes are log changes. */
export interface Step {
  /** Index of the first value on the new level. */
  readonly at: number;
  readonly size: number;
  /** In which the size lies in 95 of 100 cases. */
  readonly interval: readonly [number, number];
}

/** A level shorter than this may be a few odd runs. */
const SHORTEST_LEVEL = 4;
/** Cost of a cut, in ln n times the noise's variance. */
const PENALTY = 6;
/** Smaller steps are not worth a reader's time (log). */
const SMALLEST_STEP = Math.log(1.07);
/** A step must be this many standard errors large. */
const SUREST = 4.5;
/** The filter looks at as many values on either side, and pulls in what is further off than so many scales. */
const FILTER_REACH = 3;
const FILTER_SCALES = 3;
/** No series is taken to be quieter (log standard deviation). */
const QUIETEST = 0.005;

/** The lasting steps of a series of log times in the order of its runs. */
export function findSteps(logs: readonly number[]): readonly Step[] {
  if (logs.length < 2 * SHORTEST_LEVEL) return [];
  const filtered = pullIn(logs);
  const noise = noiseOfMoves(filtered);
  const cuts = partition(filtered, PENALTY * Math.log(logs.length) * noise ** 2);
  const kept = withoutSmallSteps(filtered, cuts, noise);
  const bounds = [0, ...kept, logs.length];
  return kept.map((at, k) => {
    const before = filtered.slice(bounds[k], at);
    const after = filtered.slice(at, bounds[k + 2]);
    const size = median(after) - median(before);
    const degrees = Math.max(before.length + after.length - 2, SHORTEST_LEVEL);
    const reach = tQuantile(0.975, degrees) * errorOfStep(before, after, noise);
    return { at, size, interval: [size - reach, size + reach] };
  });
}

/** Hampel's filter: a value far from the median around it becomes that median. */
function pullIn(logs: readonly number[]): number[] {
  return logs.map((value, i) => {
    const around = logs.slice(Math.max(0, i - FILTER_REACH), i + FILTER_REACH + 1);
    const middle = medianOfFew(around);
    const scale = MAD_TO_SIGMA * medianOfFew(around.map(other => Math.abs(other - middle)));
    return Math.abs(value - middle) > FILTER_SCALES * Math.max(scale, QUIETEST) ? middle : value;
  });
}

/** Sorts by insertion, in place: for seven values several times as fast as selecting. */
function medianOfFew(values: number[]): number {
  for (let i = 1; i < values.length; i += 1) {
    const value = values[i] as number;
    let at = i;
    for (; at > 0 && (values[at - 1] as number) > value; at -= 1) {
      values[at] = values[at - 1] as number;
    }
    values[at] = value;
  }
  const half = values.length >> 1;
  const upper = values[half] as number;
  return values.length % 2 === 1 ? upper : (upper + (values[half - 1] as number)) / 2;
}

/** The noise from what changes between neighbours, which a few steps do not spoil. */
function noiseOfMoves(values: readonly number[]): number {
  const moves = values.slice(1).map((value, i) => value - (values[i] as number));
  return Math.max(QUIETEST, scaleAroundZero(moves) / Math.SQRT2);
}

/** The cuts with the least sum of squares around the levels plus `penalty` a cut; exact. */
function partition(values: readonly number[], penalty: number): number[] {
  const n = values.length;
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  values.forEach((value, i) => {
    sums[i + 1] = (sums[i] as number) + value;
    squares[i + 1] = (squares[i] as number) + value ** 2;
  });
  const cost = (from: number, to: number): number => {
    const sum = (sums[to] as number) - (sums[from] as number);
    return (squares[to] as number) - (squares[from] as number) - sum ** 2 / (to - from);
  };
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const cameFrom = new Int32Array(n + 1);
  best[0] = -penalty;
  let starts: number[] = [];
  for (let to = SHORTEST_LEVEL; to <= n; to += 1) {
    // The last level may start here at the latest. A start that is dearer than this one is up to here
    // stays so: it can never again be part of the cheapest partition.
    const latest = to - SHORTEST_LEVEL;
    const bar = best[latest] as number;
    starts = starts.filter(from => (best[from] as number) + cost(from, latest) <= bar);
    if (bar < Number.POSITIVE_INFINITY) starts.push(latest);
    for (const from of starts) {
      const total = (best[from] as number) + cost(from, to) + penalty;
      if (total >= (best[to] as number)) continue;
      best[to] = total;
      cameFrom[to] = from;
    }
  }
  const cuts: number[] = [];
  for (let at = cameFrom[n] as number; at > 0; at = cameFrom[at] as number) cuts.unshift(at);
  return cuts;
}

/** Takes back the least sure cut until all that are left are sure and large enough. */
function withoutSmallSteps(
  values: readonly number[],
  cuts: readonly number[],
  noise: number,
): readonly number[] {
  let kept = [...cuts];
  while (kept.length > 0) {
    const bounds = [0, ...kept, values.length];
    const marks = kept.map((at, k) => {
      const before = values.slice(bounds[k], at);
      const after = values.slice(at, bounds[k + 2]);
      const size = Math.abs(median(after) - median(before));
      return Math.min(size / SMALLEST_STEP, size / errorOfStep(before, after, noise) / SUREST);
    });
    const least = Math.min(...marks);
    if (least >= 1) break;
    kept = kept.filter((_, k) => k !== marks.indexOf(least));
  }
  return kept;
}

/** Standard error of the difference of two levels: of their own noise, no less than that of the moves. */
function errorOfStep(before: readonly number[], after: readonly number[], noise: number): number {
  const own = [before, after].flatMap(level => {
    const middle = median([...level]);
    return level.map(value => value - middle);
  });
  const scale = Math.max(noise, scaleAroundZero(own));
  return scale * Math.sqrt(1 / before.length + 1 / after.length);
}
