/** What is usual for one stage and how much it varies, from its adjusted times. */
import { median } from 'simple-statistics';
import { qnScale } from './robust.ts';
import type { Adjusted } from './run-factor.ts';

/** The level and the noise of a stage, in log units around its residuals' zero. */
export interface StageNoise {
  readonly centre: number;
  readonly scale: number;
  /** Degrees of freedom of the scale. */
  readonly degrees: number;
  /** Runs in the state of caches that is judged: they say where its level is. */
  readonly runs: number;
  /** Runs that are comparable once their state of caches is allowed for. */
  readonly comparable: number;
  /** What is left of each run after the level, in scales: the shape of the noise. */
  readonly residuals: readonly number[];
}

/** Fewer comparable runs than this carry no verdict. */
export const FEWEST_RUNS = 5;
/** A state of caches seen in fewer has no level to compare with. */
export const FEWEST_OF_CACHE_STATE = 2;
/** A level of its own for a state of caches needs as many. */
const FEWEST_OF_STATE = 5;
const QUIETEST = 0.02;
/** Log standard deviation that a stage is expected to have before anything is known. */
const USUAL_NOISE = 0.08;
/** What that expectation counts for, in stages. */
const USUAL_STAGES = 3;
/** What the run's other stages say of this one's noise counts for as many of its own runs. */
const PRIOR_RUNS = 4;
const MOST_DEGREES = 30;
/** Of the precision of a standard deviation, what Qn has of it for few values. */
const QN_EFFICIENCY = 0.7;
/** What was fitted to the values before their scale is taken: the level, and how they follow the factor. */
const FITTED = 2;

/**
 * The noise of each stage: centre, and a scale drawn to that of the other stages where there are few
 * runs. Scales are averaged as logarithms, so that a noisy stage does not make a quiet one noisy.
 */
export function noiseOf(
  stages: readonly Adjusted[],
  states: readonly (readonly string[])[],
): readonly (StageNoise | undefined)[] {
  const levels = stages.map((stage, j) => levelOf(stage, states[j] as readonly string[]));
  const scales = levels.flatMap(level =>
    level !== undefined && level.left.length >= FEWEST_RUNS ? [Math.max(level.scale, 1e-3)] : [],
  );
  const all = scales.length;
  const typical = all === 0 ? 0 : all * Math.log(median(scales));
  const prior = (typical + USUAL_STAGES * Math.log(USUAL_NOISE)) / (all + USUAL_STAGES);
  return levels.map(level => {
    if (level === undefined) return undefined;
    const { left, centre, runs } = level;
    const own = left.length - 1;
    const logScale = Math.log(Math.max(level.scale, 1e-3));
    const mixed = Math.exp((PRIOR_RUNS * prior + own * logScale) / (PRIOR_RUNS + own));
    const scale = Math.max(mixed, QUIETEST);
    return {
      centre,
      scale,
      degrees: Math.min(PRIOR_RUNS - 1 + QN_EFFICIENCY * left.length, MOST_DEGREES),
      runs,
      comparable: left.length,
      residuals: left.map(value => (value - centre) / scale),
    };
  });
}

function levelOf(
  { values, since }: Adjusted,
  states: readonly string[],
): { left: readonly number[]; centre: number; scale: number; runs: number } | undefined {
  const columns = values.flatMap((value, i) =>
    i === values.length - 1 || Number.isNaN(value) ? [] : [i],
  );
  if (columns.length === 0) return undefined;
  const left = columns.map(i => values[i] as number);
  const nowState = states.at(-1);
  const ofState = columns.filter(i => states[i] === nowState);
  const own = ofState.filter(i => i >= since).map(i => values[i] as number);
  const centre = median(own.length >= FEWEST_OF_STATE ? own : left);
  // Where few runs were in this state its level is the one that the residuals were taken from, and
  // after a lasting step it is no surer than the new level is.
  const newLevel = columns.filter(i => i >= since).length;
  const runs =
    own.length >= FEWEST_OF_STATE ? own.length : Math.max(1, Math.min(ofState.length, newLevel));
  return { left, centre, scale: qnScale(left) * fittedCorrection(left.length), runs };
}

/** What was fitted to few values makes them look quieter than they are. */
function fittedCorrection(count: number): number {
  return Math.sqrt(count / Math.max(count - FITTED, 1));
}
