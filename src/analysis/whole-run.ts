/**
 * The makespan, judged for itself. A change that slows everything hides in the run-wide factor, so a
 * run that is slower than its history is a suspicion: the machine, or this change. Only base and head
 * on the same machine can tell.
 */
import type { Judgement } from '../record/comparison.ts';
import type { RunRecord, StageRecord } from '../record/run-record.ts';
import { stageName } from '../record/status.ts';
import { counted, listWords } from '../record/text.ts';
import { formatDuration } from '../record/units.ts';
import { ageDays } from './age.ts';
import type { Further, Outcome } from './confirmation.ts';
import { criticalPath } from './critical-path.ts';
import {
  detectable,
  type Estimate,
  errorOfLevel,
  estimateOnce,
  isEnough,
  judgeOnce,
  type LeastChange,
  leastLog,
  type Measured,
  percentOf,
  shapeOf,
} from './judge.ts';
import { logMs } from './logs.ts';
import { slowOrFast } from './reasons.ts';
import { tQuantile } from './robust.ts';
import { takeOutRunFactor } from './run-factor.ts';
import type { RunModel } from './run-model.ts';
import { FEWEST_RUNS, noiseOf, type StageNoise } from './stage-noise.ts';
import { hitShareOf, isMeasurement } from './strata.ts';
import { providerWords } from './timings.ts';
import { type SettledWhole, settleWhole } from './whole-run-pairs.ts';

/** What was found for a stage: its judgement, and what the makespan's judgement needs of it. */
export interface StageFinding {
  readonly id: string;
  readonly judgement: Judgement;
  readonly stage: StageRecord;
  readonly measured?: Measured;
  readonly further: Further;
  readonly outcome: Outcome;
}

/** Judges the makespan. */
export function judgeTotal(
  model: RunModel,
  findings: readonly StageFinding[],
  least: LeastChange,
): Judgement {
  const { run } = model;
  if (run.status !== 'passed') {
    return { verdict: 'not-measured', reason: `the run ${runWords(run)}` };
  }
  const waited = criticalPath(run).find(({ id }) => waitedForProvider(run, id));
  const makespan = waited === undefined ? makespanOf(model, findings) : undefined;
  const byFactor = factorSuspicion(model, findings, least);
  if (makespan === undefined) {
    if (byFactor !== undefined) return suspicion(model, findings, least, byFactor, {});
    return byPairsAlone(nothingComparable(model, waited?.id), findings, least);
  }
  const { measured, comparable, columns, totalMs, medianMs } = makespan;
  const estimate = estimateOnce(measured);
  const baseline = {
    medianMs: Math.round(medianMs),
    runs: columns.length,
    stratum: stratumWords(run),
    ageDays: ageDays(
      run,
      columns.flatMap(i => model.past[i] ?? []),
    ),
  };
  const withoutSpikes = totalMs === run.totalMs ? {} : { measuredMs: Math.round(totalMs) };
  const numbers = { ...numbersOf(estimate), ...withoutSpikes, baseline };
  const times = `${formatDuration(run.totalMs)} against ${formatDuration(medianMs)} over ${counted(columns.length, 'run')} of the same stages`;
  if (!comparable) {
    if (byFactor !== undefined) return suspicion(model, findings, least, byFactor, numbers);
    const missing = FEWEST_RUNS - columns.length;
    const reason = `${times}; ${missing} more needed for a verdict`;
    return byPairsAlone({ verdict: 'not-enough-data', reason, ...numbers }, findings, least);
  }
  const sure = { ...numbers, smallestDetectablePercent: percentOf(detectable(measured, least)) };
  const verdict = judgeOnce(measured, least);
  if (verdict === 'suspected') return suspicion(model, findings, least, times, sure, measured);
  if (byFactor !== undefined) return suspicion(model, findings, least, byFactor, sure);
  return { verdict, reason: `${times}${factorWords(model)}`, ...sure };
}

/** Why there is no makespan to compare with. */
function nothingComparable({ past, otherJobs }: RunModel, waited: string | undefined): Judgement {
  if (otherJobs !== undefined) return { verdict: 'not-enough-data', reason: otherJobs };
  if (waited !== undefined) {
    const reason = `${waited} is on the critical path and waited for a provider of models`;
    return { verdict: 'not-comparable', reason };
  }
  return past.length === 0
    ? { verdict: 'not-enough-data', reason: `no comparable run yet; ${FEWEST_RUNS} needed` }
    : {
        verdict: 'not-comparable',
        reason: 'fewer than 2 runs of the history executed these stages with caches like these',
      };
}

function waitedForProvider({ stages }: RunRecord, id: string): boolean {
  return stages.some(stage => stage.id === id && providerWords(stage) !== undefined);
}

/** Base and head on one machine need no history; only a slowdown is sure enough to be said so. */
function byPairsAlone(
  unknown: Judgement,
  findings: readonly StageFinding[],
  least: LeastChange,
): Judgement {
  const settled = settleWhole(findings, least);
  if (settled?.isSlower !== true) return unknown;
  return { ...unknown, ...slowerByPairs(settled, '', `; ${unknown.reason}`) };
}

/** What pairs say that found the run slower, between the words for what was known before and after it. */
function slowerByPairs(
  { estimate, stages, accepted }: SettledWhole,
  before: string,
  after: string,
): Judgement {
  const pairs = `${counted(stages, 'stage')} in turns with the base commit`;
  const said = `${before}${pairs}: this change is ${slowOrFast(estimate.change)}`;
  if (accepted.length === 0) {
    return { ...numbersOf(estimate), verdict: 'regressed', reason: `${said}${after}` };
  }
  const reason = `${said}; mostly ${listWords(accepted, 3)}, which is accepted${after}`;
  return { ...numbersOf(estimate), verdict: 'unchanged', accepted: true, reason };
}

function numbersOf({ change, low, high }: Estimate): Pick<Judgement, 'changePercent' | 'interval'> {
  return { changePercent: percentOf(change), interval: [percentOf(low), percentOf(high)] };
}

interface Makespan {
  readonly measured: Measured;
  readonly comparable: boolean;
  readonly columns: readonly number[];
  /** Without what spikes added. */
  readonly totalMs: number;
  readonly medianMs: number;
}

/** The makespan beside those of the runs that executed the same stages. */
function makespanOf(
  { run, past }: RunModel,
  findings: readonly StageFinding[],
): Makespan | undefined {
  const work = workOf(run);
  if (work === '') return undefined;
  const usable = past.map(record => record.status === 'passed' && workOf(record) === work);
  const logs = past.map((record, i) => (usable[i] ? logMs(record.totalMs) : Number.NaN));
  const states = past.map(cachesOf);
  const totalMs = Math.max(1, run.totalMs - clearedMs(run, findings));
  const series = { logs: [...logs, logMs(totalMs)], states: [...states, cachesOf(run)] };
  // Alone it has no others to take a factor from: nothing is taken out.
  const { stages } = takeOutRunFactor([series]);
  const noise = noiseOf(stages, [series.states])[0];
  const change = (stages[0]?.values.at(-1) ?? Number.NaN) - (noise?.centre ?? Number.NaN);
  if (noise === undefined || Number.isNaN(change)) return undefined;
  const expectedMs = totalMs * Math.exp(-change);
  const levelError = errorOfLevel(noise);
  return {
    measured: { change, expectedMs, noise, levelError, shape: shapeOf([noise]) },
    comparable: isEnough(noise),
    columns: usable.flatMap((is, i) => (is && i >= (stages[0]?.since ?? 0) ? [i] : [])),
    totalMs,
    medianMs: expectedMs,
  };
}

/** The stages that were executed, and what they did: runs that did other work take other times. */
function workOf(record: RunRecord): string {
  const executed = record.stages.filter(isMeasurement);
  return executed
    .map(stage => `${stage.id} ${stage.definitionHash} ${hitShareOf(stage) ?? ''}`)
    .sort()
    .join('\n');
}

function cachesOf(record: RunRecord): string {
  const executed = record.stages.filter(isMeasurement);
  return executed
    .map(({ id, cacheState }) => `${id} ${cacheState}`)
    .sort()
    .join('\n');
}

/** What spikes on the critical path added that further runs have shown to be spikes. */
function clearedMs(run: RunRecord, findings: readonly StageFinding[]): number {
  return onCriticalPath(run, findings)
    .filter(({ outcome }) => outcome.kind === 'cleared')
    .reduce((sum, found) => sum + excessMs(found), 0);
}

function onCriticalPath(
  run: RunRecord,
  findings: readonly StageFinding[],
): readonly StageFinding[] {
  const path = new Set(criticalPath(run).map(step => step.id));
  return findings.filter(({ id }) => path.has(id));
}

function excessMs({ stage, measured }: StageFinding): number {
  return measured === undefined ? 0 : Math.max(0, (stage.durationMs ?? 0) - measured.expectedMs);
}

/** How sure a suspicion against the run-wide factor must be. */
const FACTOR_LEVEL = 0.95;
/** No history of factors is taken to be steadier than this (log standard deviation). */
const STEADIEST = 0.02;

/** Whether the run as a whole was slower than the runs of its history are, by what its stages say. */
function factorSuspicion(
  { factor, pastFactors, stages }: RunModel,
  findings: readonly StageFinding[],
  least: LeastChange,
): string | undefined {
  const judged = stages.filter(stage => stage.kind === 'model' && stage.measured !== undefined);
  if (judged.length < FEWEST_STAGES || pastFactors.length < FEWEST_RUNS) return undefined;
  const usual = noiseOfFactors(pastFactors);
  const expectedMs = findings.reduce((sum, { measured }) => sum + (measured?.expectedMs ?? 0), 0);
  const change = factor - usual.centre;
  const reach =
    tQuantile(FACTOR_LEVEL, usual.degrees) * usual.scale * Math.sqrt(1 + 1 / pastFactors.length);
  const isSlow = change >= reach && change >= leastLog(least, expectedMs * Math.exp(-change));
  return isSlow ? `its stages were ${slowOrFast(factor)} as a whole` : undefined;
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

/** Words and verdict of a makespan that is slower than its history. */
function suspicion(
  model: RunModel,
  findings: readonly StageFinding[],
  least: LeastChange,
  why: string,
  numbers: Partial<Judgement>,
  measured?: Measured,
): Judgement {
  const said = `${why}${factorWords(model)}`;
  const path = onCriticalPath(model.run, findings);
  const all = measured === undefined ? 0 : model.run.totalMs - measured.expectedMs;
  /** The stages among these that half the excess or more is of, in words. */
  const mostly = (is: (judgement: Judgement) => boolean): string | undefined => {
    const slower = path.filter(({ judgement }) => is(judgement));
    const excess = slower.reduce((sum, found) => sum + excessMs(found), 0);
    if (all <= 0 || excess < all / 2) return undefined;
    const names = slower.map(({ stage }) => stageName(stage));
    return `${said}; mostly ${listWords(names, 3)}`;
  };
  const regressed = mostly(({ verdict }) => verdict === 'regressed');
  if (regressed !== undefined) return { verdict: 'regressed', reason: regressed, ...numbers };
  const accepted = mostly(judgement => judgement.accepted !== undefined);
  if (accepted !== undefined) {
    const reason = `${accepted}, which is accepted`;
    return { verdict: 'unchanged', reason, accepted: true, ...numbers };
  }
  const settled = settleWhole(findings, least);
  if (settled === undefined) {
    const reason = `${said}: the runner, or this change; base and head on one machine can tell`;
    return { verdict: 'suspected', reason, ...numbers };
  }
  if (settled.isSlower) {
    return { ...numbers, ...slowerByPairs(settled, `${said}; confirmed by `, '') };
  }
  const pairs = `${counted(settled.stages, 'stage')} in turns with the base commit`;
  return {
    ...numbers,
    verdict: 'unchanged',
    reason: `${said}; ${pairs} took as long as before: the runner, not this change`,
  };
}

function factorWords({ factor }: RunModel): string {
  return Math.abs(factor) < 0.005 ? '' : `; across its stages ${slowOrFast(factor)}`;
}

function runWords({ status }: RunRecord): string {
  return status === 'running' ? 'is under way' : status === 'cancelled' ? 'was cancelled' : status;
}

function stratumWords({ environment: { os, arch, cpus } }: RunRecord): string {
  return `${os} ${arch}, ${counted(cpus, 'core')}, the same stages executed`;
}
