/** What is usual for one stage and how much it varies, from its adjusted times. */
import { median } from 'simple-statistics';
import { lastLevelStart } from './change-points.ts';
import { qnScale } from './robust.ts';
import { type Adjusted, known } from './run-factor.ts';

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
  /** Column of the history's first run after its last lasting step; 0 where there is none. */
  readonly since: number;
  /** What is left of each run after the level, in scales: the shape of the noise. */
  readonly residuals: readonly number[];
}

/** Fewer comparable runs than this carry no verdict. */
export const FEWEST_RUNS = 5;
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
    const { left, centre, runs, since } = level;
    const own = left.length - 1;
    const logScale = Math.log(Math.max(level.scale, 1e-3));
    const mixed = Math.exp((PRIOR_RUNS * prior + own * logScale) / (PRIOR_RUNS + own));
    const scale = Math.max(mixed, QUIETEST);
    return {
      centre,
      scale,
      degrees: Math.min(PRIOR_RUNS - 1 + left.length, MOST_DEGREES),
      runs,
      comparable: left.length,
      since,
      residuals: left.map(value => (value - centre) / scale),
    };
  });
}

function levelOf(
  { values }: Adjusted,
  states: readonly string[],
):
  | { left: readonly number[]; centre: number; scale: number; runs: number; since: number }
  | undefined {
  const history = values.slice(0, -1);
  const columns = history.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]));
  if (columns.length === 0) return undefined;
  const start = lastLevelStart(columns.map(i => history[i] as number));
  const since = start === 0 ? 0 : (columns[start] as number);
  const kept = columns.slice(start);
  const left = kept.map(i => history[i] as number);
  const nowState = states.at(-1);
  const own = kept.filter(i => states[i] === nowState).map(i => history[i] as number);
  const centre = median(own.length >= FEWEST_OF_STATE ? own : left);
  // With few runs in this state its level is the median that the residuals were taken from.
  const ofState = columns.filter(i => states[i] === nowState).length;
  const runs = own.length >= FEWEST_OF_STATE ? own.length : Math.max(ofState, 1);
  return { left, centre, scale: qnScale(known(left)), runs, since };
}
