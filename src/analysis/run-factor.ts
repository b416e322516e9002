/**
 * The run-wide factor: most of the noise of timings is shared by all stages of a run (a slower machine,
 * busy neighbours), so it is estimated for each stage from the others and taken out.
 */
import { median } from 'simple-statistics';
import { scaleAroundZero } from './robust.ts';

/**
 * The residuals of one stage: log times less what is usual for the stage in that state of its caches.
 * One value a run of the history and a last one for the run that is judged; NaN where there is none.
 */
export type Residuals = readonly number[];

/** One stage with the run-wide factor taken out. */
export interface Adjusted {
  /** What is left of the residuals. */
  readonly values: readonly number[];
  /** How much the stage follows the factor: 0 not at all, 1 in full. */
  readonly sensitivity: number;
  /** Standard error of the sensitivity. */
  readonly sensitivityError: number;
  /** Log factor of each run as the other stages show it. */
  readonly factors: readonly number[];
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
/** Stages quieter than this count alike, so that no single one decides. */
const EQUALLY_QUIET = 0.03;
/** What is further from the middle than this many scales has no say (Tukey's biweight, 95 % efficient). */
const BIWEIGHT = 4.685;
/** A factor beyond this (log) says nothing more about how stages follow it. */
const LARGEST_FACTOR = 0.5;
const LARGEST_SENSITIVITY = 1.3;
/** Below this a stage says next to nothing about the run. */
const LEAST_SENSITIVITY = 0.25;
/** What is believed of sensitivities before any run: about 1, give or take this. */
const SENSITIVITY_SPREAD = 0.5;
/** Of residuals, in scales: a spike shall not decide how a stage follows the factor. */
const WINSOR = 3;
const PASSES = 3;

/** Estimates the factors and takes them out, by turns: each makes the other better. */
export function takeOutRunFactor(residuals: readonly Residuals[]): RunFactors {
  let stages: Adjusted[] = residuals.map(values => ({
    values,
    sensitivity: 1,
    sensitivityError: 0,
    factors: values.map(() => 0),
  }));
  const columns = residuals[0]?.length ?? 0;
  let voters = residuals.map((own, j) => voterOf(own, stages[j] as Adjusted));
  for (let pass = 0; pass < PASSES; pass += 1) {
    const factors = residuals.map(() => new Array<number>(columns).fill(0));
    for (let i = 0; i < columns; i += 1) {
      const votes = votesOf(voters, i);
      if (votes.length <= FEWEST_OTHERS) {
        if (votes.length < FEWEST_OTHERS) continue;
      }
      residuals.forEach((_, j) => {
        (factors[j] as number[])[i] = location(votes, j, FEWEST_OTHERS) ?? 0;
      });
    }
    stages = residuals.map((own, j) => follow(own, factors[j] as number[]));
    voters = residuals.map((own, j) => voterOf(own, stages[j] as Adjusted));
  }
  const overall = Array.from(
    { length: columns },
    (_, i) => location(votesOf(voters, i), undefined, 1) ?? 0,
  );
  return { stages, overall };
}

/** A stage as a witness of the factor: its residuals over its sensitivity, and their scale. */
interface Voter {
  readonly values: Residuals;
  readonly scale: number;
}

interface Vote {
  readonly voter: number;
  readonly value: number;
  readonly scale: number;
  readonly weight: number;
}

function voterOf(own: Residuals, { values, sensitivity }: Adjusted): Voter | undefined {
  if (sensitivity < LEAST_SENSITIVITY) return undefined;
  const scale = scaleAroundZero(known(values.slice(0, -1))) / sensitivity;
  return {
    values: sensitivity === 1 ? own : own.map(value => value / sensitivity),
    scale: Math.max(scale, QUIETEST),
  };
}

function votesOf(voters: readonly (Voter | undefined)[], column: number): readonly Vote[] {
  return voters
    .flatMap((voter, index): Vote[] => {
      const value = voter?.values[column] ?? Number.NaN;
      if (voter === undefined || Number.isNaN(value)) return [];
      const weight = 1 / Math.max(voter.scale, EQUALLY_QUIET) ** 2;
      return [{ voter: index, value, scale: voter.scale, weight }];
    })
    .sort((a, b) => a.value - b.value);
}

/** The middle of sorted votes: their weighted median, then a step of Tukey's biweight from there. */
function location(
  votes: readonly Vote[],
  without: number | undefined,
  fewest: number,
): number | undefined {
  let [count, total] = [0, 0];
  for (const vote of votes) {
    if (vote.voter === without) continue;
    count += 1;
    total += vote.weight;
  }
  if (count < fewest) return undefined;
  let [start, below] = [0, 0];
  for (const vote of votes) {
    if (vote.voter === without) continue;
    below += vote.weight;
    start = vote.value;
    if (below >= total / 2) break;
  }
  let [sum, weights] = [0, 0];
  for (const vote of votes) {
    if (vote.voter === without) continue;
    const far = (vote.value - start) / (BIWEIGHT * Math.max(vote.scale, EQUALLY_QUIET));
    if (Math.abs(far) >= 1) continue;
    const weight = vote.weight * (1 - far ** 2) ** 2;
    sum += weight * vote.value;
    weights += weight;
  }
  return weights > 0 ? sum / weights : start;
}

/** How a stage follows the factor: regression through the origin, drawn towards 1, without spikes. */
function follow(own: Residuals, factors: readonly number[]): Adjusted {
  const left = own.map((value, i) => value - (factors[i] as number));
  const scale = Math.max(scaleAroundZero(known(left.slice(0, -1))), EQUALLY_QUIET);
  const bound = WINSOR * scale;
  const belief = (scale / SENSITIVITY_SPREAD) ** 2;
  let [products, squares] = [belief, belief];
  for (let i = 0; i < own.length - 1; i += 1) {
    const value = own[i] as number;
    if (Number.isNaN(value)) continue;
    const factor = bounded(factors[i] as number, LARGEST_FACTOR);
    // What does not follow the factor at all must not look like a spike: the wider bound counts.
    products += factor * bounded(value, bound + Math.abs(factor));
    squares += factor ** 2;
  }
  const sensitivity = Math.min(LARGEST_SENSITIVITY, Math.max(0, products / squares));
  return {
    values: own.map(
      (value, i) => value - sensitivity * bounded(factors[i] as number, 2 * LARGEST_FACTOR),
    ),
    sensitivity,
    sensitivityError: scale / Math.sqrt(squares),
    factors,
  };
}

function bounded(value: number, size: number): number {
  return Math.min(size, Math.max(-size, value));
}

/** The values that there are. */
export function known(values: readonly number[]): number[] {
  return values.filter(value => !Number.isNaN(value));
}

/**
 * Log times less the median of those in the same state of caches; a state seen only once says nothing
 * of itself and is left out. The last value is the run that is judged: it has no part in the medians.
 */
export function residualsOf(logs: readonly number[], states: readonly string[]): Residuals {
  const byState = new Map<string, number[]>();
  for (let i = 0; i < logs.length - 1; i += 1) {
    const [log, state] = [logs[i] as number, states[i] as string];
    if (Number.isNaN(log)) continue;
    const own = byState.get(state);
    if (own === undefined) byState.set(state, [log]);
    else own.push(log);
  }
  const centres = new Map(
    [...byState].flatMap(([state, own]) => (own.length < 2 ? [] : [[state, median(own)] as const])),
  );
  return logs.map((log, i) => log - (centres.get(states[i] as string) ?? Number.NaN));
}
