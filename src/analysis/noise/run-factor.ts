/**
 * The run-wide factor: most of the noise of timings is shared by all stages of a run (a slower machine,
 * busy neighbours), so it is estimated for each stage from the others and taken out.
 */
import { median, quantile } from 'simple-statistics';
import { findSteps } from './change-points.ts';
import { scaleAroundZero } from './robust.ts';
import { BIWEIGHT, ballotOf, EQUALLY_QUIET, location, type Voter } from './run-votes.ts';

/** Log times and the state of the caches at each: one a run of the history, the run that is judged last. */
export interface Series {
  /** NaN where there is none. */
  readonly logs: readonly number[];
  readonly states: readonly string[];
}

/** One stage with the run-wide factor taken out. */
export interface Adjusted {
  /** Log times less what is usual in the state of the caches and what the factor explains. */
  readonly values: readonly number[];
  /** How much the stage follows the factor: 0 not at all, 1 in full. */
  readonly sensitivity: number;
  /** Standard error of the sensitivity. */
  readonly sensitivityError: number;
  /** Log factor of each run as the other stages show it. */
  readonly factors: readonly number[];
  /** How far the level was from the last one at each run, for lasting steps in between; log. */
  readonly offsets: readonly number[];
  /** Column of the first run on the last level; 0 where there was no lasting step. */
  readonly since: number;
}

/** What the stages of all runs say together. */
export interface RunFactors {
  readonly stages: readonly Adjusted[];
  /** Log factor of each run from all its stages. */
  readonly overall: readonly number[];
}

/** Fewer other stages than this cannot tell a slow run from slow stages. */
const FEWEST_OTHERS = 3;
/** No stage is trusted to be quieter than this (log standard deviation). */
const QUIETEST = 0.02;
/** A factor beyond this (log) says nothing more about how stages follow it. */
const LARGEST_FACTOR = 0.5;
const LARGEST_SENSITIVITY = 1.3;
/** Below this a stage says next to nothing about the run. */
const LEAST_SENSITIVITY = 0.25;
/** What is believed of sensitivities before any run: about 1, give or take this. */
const SENSITIVITY_SPREAD = 0.5;
/** A stage's word on the factor is its residual over its sensitivity, which is only roughly known. */
const LEAST_SAID = 0.7;
const MOST_SAID = 1.2;
const PASSES = 3;
/** Stages that compute follow the factor in full; those that wait are the less sensitive ones. */
const USUAL_QUANTILE = 0.6;
/** The passes after which lasting steps are looked for. */
const STEP_PASSES: readonly number[] = [0, 1];
/** What runs differ by as a whole before anything is known (log standard deviation). */
const UNKNOWN_FACTOR = 0.1;
/** Variance of the median of normal noise beside that of its mean. */
const MEDIAN_VARIANCE = 1.57;

/**
 * Estimates levels, factors and how stages follow them by turns: each makes the others better. A state
 * of caches that few runs were in has a level that is mostly the factor of those runs, until the other
 * stages have told that factor.
 */
export function takeOutRunFactor(series: readonly Series[]): RunFactors {
  const columns = series[0]?.logs.length ?? 0;
  let stages: Adjusted[] = series.map(({ logs }) => ({
    values: logs,
    sensitivity: 1,
    sensitivityError: 0,
    factors: logs.map(() => 0),
    offsets: logs.map(() => 0),
    since: 0,
  }));
  let voters: (Voter | undefined)[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    const residuals = series.map((own, j) => residualsOf(own, stages[j] as Adjusted));
    const unit = usualSensitivity(stages);
    voters = residuals.map((own, j) => voterOf(own, stages[j] as Adjusted, unit, pass === 0));
    const factors = series.map(() => new Array<number>(columns).fill(0));
    for (let i = 0; i < columns; i += 1) {
      const ballot = ballotOf(voters, i);
      if (ballot.votes.length < FEWEST_OTHERS) continue;
      series.forEach((_, j) => {
        (factors[j] as number[])[i] = location(ballot, j, FEWEST_OTHERS) ?? 0;
      });
    }
    stages = residuals.map((own, j) => {
      const before = stages[j] as Adjusted;
      const followed = follow(own.values, factors[j] as number[]);
      const levels = STEP_PASSES.includes(pass) ? levelsOf(own.values, before, followed) : before;
      return { ...followed, offsets: levels.offsets, since: levels.since };
    });
  }
  const overall = Array.from(
    { length: columns },
    (_, i) => location(ballotOf(voters, i), undefined, FEWEST_OTHERS + 1) ?? 0,
  );
  return {
    stages: stages.map((stage, j) => ({ ...stage, values: leftOf(series[j] as Series, stage) })),
    overall,
  };
}

/** Residuals around the level of each state, and how many runs that level comes from. */
interface Residuals {
  readonly values: readonly number[];
  readonly seen: readonly number[];
}

function voterOf(
  { values, seen }: Residuals,
  stage: Adjusted,
  unit: number,
  isFirst: boolean,
): Voter | undefined {
  const relative = stage.sensitivity / unit;
  if (relative < LEAST_SENSITIVITY) return undefined;
  const sensitivity = Math.min(MOST_SAID, Math.max(LEAST_SAID, relative));
  const left = values.map((value, i) => value - explained(stage, i));
  const own = Math.max(scaleAroundZero(known(left.slice(0, -1))) / sensitivity, QUIETEST);
  const shared = isFirst ? UNKNOWN_FACTOR : EQUALLY_QUIET;
  return {
    values: sensitivity === 1 ? values : values.map(value => value / sensitivity),
    scales: seen.map(count => Math.hypot(own, Math.hypot(own, shared) * levelError(count))),
  };
}

/** The factor is in units of what most stages follow; without a unit it would drift from pass to pass. */
function usualSensitivity(stages: readonly Adjusted[]): number {
  const clear = stages.flatMap(({ sensitivity }) => (sensitivity > 0 ? [sensitivity] : []));
  return clear.length === 0 ? 1 : quantile(clear, USUAL_QUANTILE);
}

/** Standard error of a median of `count` values of scale 1. */
function levelError(count: number): number {
  return count === 0 ? 1 : Math.sqrt(MEDIAN_VARIANCE / count);
}

/**
 * How a stage follows the factor: regression through the origin, drawn towards 1. From the line with the
 * least sum of distances (the median of the slopes, weighted by the factor) two steps of Tukey's biweight,
 * so that a spike in a run with a large factor does not decide.
 */
function follow(
  own: readonly number[],
  factors: readonly number[],
): Pick<Adjusted, 'values' | 'sensitivity' | 'sensitivityError' | 'factors'> {
  const points: { readonly value: number; readonly factor: number }[] = [];
  for (let i = 0; i < own.length - 1; i += 1) {
    const [value, factor] = [own[i] as number, factors[i] as number];
    if (!Number.isNaN(value) && Math.abs(factor) <= LARGEST_FACTOR) points.push({ value, factor });
  }
  let sensitivity = medianSlope(points);
  let error = SENSITIVITY_SPREAD;
  for (let step = 0; step < 2; step += 1) {
    const left = points.map(({ value, factor }) => value - sensitivity * factor);
    const scale = Math.max(scaleAroundZero(left), EQUALLY_QUIET);
    const belief = (scale / SENSITIVITY_SPREAD) ** 2;
    let [products, squares] = [belief, belief];
    points.forEach(({ value, factor }, i) => {
      const far = (left[i] as number) / (BIWEIGHT * scale);
      if (Math.abs(far) >= 1) return;
      const weight = (1 - far ** 2) ** 2;
      products += weight * factor * value;
      squares += weight * factor ** 2;
    });
    sensitivity = Math.min(LARGEST_SENSITIVITY, Math.max(0, products / squares));
    error = scale / Math.sqrt(squares);
  }
  return { values: own, sensitivity, sensitivityError: error, factors };
}

function medianSlope(
  points: readonly { readonly value: number; readonly factor: number }[],
): number {
  const slopes = points
    .filter(({ factor }) => factor !== 0)
    .map(({ value, factor }) => ({ slope: value / factor, weight: Math.abs(factor) }))
    .sort((a, b) => a.slope - b.slope);
  const half = slopes.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const { slope, weight } of slopes) {
    below += weight;
    if (below >= half) return Math.min(LARGEST_SENSITIVITY, Math.max(0, slope));
  }
  return 1;
}

function bounded(value: number, size: number): number {
  return Math.min(size, Math.max(-size, value));
}

/** The values that there are. */
export function known(values: readonly number[]): number[] {
  return values.filter(value => !Number.isNaN(value));
}

/** Log times less the level of their state of caches and what the factor explains. */
function leftOf(series: Series, stage: Adjusted): readonly number[] {
  return residualsOf(series, stage).values.map((value, i) => value - explained(stage, i));
}

function explained(
  { sensitivity, factors }: Pick<Adjusted, 'sensitivity' | 'factors'>,
  column: number,
): number {
  return sensitivity * bounded(factors[column] as number, 2 * LARGEST_FACTOR);
}

/** The levels between lasting steps, as offsets from the last. */
function levelsOf(
  residuals: readonly number[],
  { offsets }: Adjusted,
  followed: Pick<Adjusted, 'sensitivity' | 'factors'>,
): Pick<Adjusted, 'offsets' | 'since'> {
  const columns: number[] = [];
  const logs: number[] = [];
  for (let i = 0; i < residuals.length - 1; i += 1) {
    const log = (residuals[i] as number) + (offsets[i] as number) - explained(followed, i);
    if (Number.isNaN(log)) continue;
    columns.push(i);
    logs.push(log);
  }
  const cuts = findSteps(logs).map(({ at }) => at);
  const bounds = [...cuts, logs.length];
  const levels = bounds.map((to, k) => (to === 0 ? 0 : median(logs.slice(bounds[k - 1] ?? 0, to))));
  const last = levels.at(-1) ?? 0;
  const starts = cuts.map(cut => columns[cut] as number);
  const next = residuals.map((_, i) => {
    const level = starts.filter(start => start <= i).length;
    return (levels[level] as number) - last;
  });
  return { offsets: next, since: starts.at(-1) ?? 0 };
}

/**
 * Log times less the level of their state: the median, the factor allowed for, of the history's times in
 * it. A state seen only once says nothing of itself and is left out. The run that is judged has no part.
 */
function residualsOf({ logs, states }: Series, stage: Adjusted): Residuals {
  const byState = new Map<string, number[]>();
  for (let i = 0; i < logs.length - 1; i += 1) {
    const [log, state] = [logs[i] as number, states[i] as string];
    if (Number.isNaN(log)) continue;
    const own = byState.get(state) ?? [];
    own.push(log - explained(stage, i) - (stage.offsets[i] as number));
    byState.set(state, own);
  }
  const levels = new Map(
    [...byState].flatMap(([state, own]) => (own.length < 2 ? [] : [[state, median(own)] as const])),
  );
  return {
    values: logs.map(
      (log, i) =>
        log - (stage.offsets[i] as number) - (levels.get(states[i] as string) ?? Number.NaN),
    ),
    seen: states.map(state => byState.get(state)?.length ?? 0),
  };
}
