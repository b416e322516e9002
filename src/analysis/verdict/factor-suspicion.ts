/** A run whose stages were all slower than they usually are: the machine, or a change that slows everything. */

import { tQuantile } from '../noise/robust.ts';
import type { RunModel } from '../noise/run-model.ts';
import { type LeastChange, leastLog } from '../noise/significance.ts';
import { FEWEST_RUNS, noiseOf, type StageNoise } from '../noise/stage-noise.ts';
import type { StageFinding } from './finding.ts';

/** How sure a suspicion against the run-wide factor must be. */
const FACTOR_LEVEL = 0.95;
/** No history of factors is taken to be steadier than this (log standard deviation). */
const STEADIEST = 0.02;

/** Whether the run as a whole was slower than the runs of its history are, by what its stages say. */
export function hasSlowStages(
  { factor, pastFactors, stages }: RunModel,
  findings: readonly StageFinding[],
  least: LeastChange,
): boolean {
  const judged = stages.filter(stage => stage.kind === 'model' && stage.measured !== undefined);
  if (judged.length < FEWEST_STAGES || pastFactors.length < FEWEST_RUNS) return false;
  const usual = noiseOfFactors(pastFactors);
  const expectedMs = findings.reduce((sum, { measured }) => sum + (measured?.expectedMs ?? 0), 0);
  const change = factor - usual.centre;
  const reach =
    tQuantile(FACTOR_LEVEL, usual.degrees) * usual.scale * Math.sqrt(1 + 1 / pastFactors.length);
  return change >= reach && change >= leastLog(least, expectedMs * Math.exp(-change));
}

const FEWEST_STAGES = 3;

function noiseOfFactors(factors: readonly number[]): StageNoise {
  const values = [...factors, 0];
  const states = values.map(() => '');
  const adjusted = {
    values,
    sensitivity: 0,
    sensitivityError: 0,
    factors: [],
    offsets: [],
    since: 0,
  };
  const noise = noiseOf([adjusted], [states])[0] as StageNoise;
  return { ...noise, scale: Math.max(noise.scale, STEADIEST) };
}
