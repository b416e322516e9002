/**
 * The makespan, judged for itself. A change that slows everything hides in the run-wide factor, so a
 * run that is slower than its history is a suspicion: the machine, or this change. Only base and head
 * on the same machine can tell.
 */
import type {
  BaselineUsed,
  Evidence,
  Judgement,
  TotalJudgement,
  TotalOver,
} from '../../record/comparison.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { counted, listWords } from '../../record/text.ts';
import { formatDuration } from '../../record/units.ts';
import { criticalPath } from '../noise/critical-path.ts';
import { logMs } from '../noise/log-time.ts';
import { takeOutRunFactor } from '../noise/run-factor.ts';
import type { RunModel } from '../noise/run-model.ts';
import {
  detectable,
  type Estimate,
  errorOfLevel,
  estimateOnce,
  judgeOnce,
  type LeastChange,
  type Measured,
  percentOf,
  shapeOf,
} from '../noise/significance.ts';
import { FEWEST_OF_CACHE_STATE, FEWEST_RUNS, noiseOf } from '../noise/stage-noise.ts';
import { providerWords } from '../noise/timings.ts';
import { baselineOf, changeNumbers, isEnoughEvidence, missingEvidence } from './baseline-used.ts';
import { comparedTotal } from './compared-total.ts';
import { factorSuspicion } from './factor-suspicion.ts';
import type { StageFinding } from './finding.ts';
import { type SettledWhole, settleWhole } from './makespan-pairs.ts';
import { slowOrFast } from './reasons.ts';

/** Judges the run as a whole. */
export function judgeTotal(
  model: RunModel,
  findings: readonly StageFinding[],
  least: LeastChange,
): TotalJudgement {
  const { run } = model;
  if (run.status !== 'passed') {
    return { verdict: 'not-measured', reason: `the run ${runWords(run)}` };
  }
  const waited = criticalPath(run).find(({ id }) => waitedForProvider(run, id));
  const whole = waited === undefined ? wholeOf(model, findings) : undefined;
  const byFactor = factorSuspicion(model, findings, least);
  if (whole === undefined) {
    const unknown = nothingComparable(model, waited?.id);
    if (byFactor !== undefined) return suspicion(findings, least, byFactor, {});
    return byPairsAlone(unknown, findings, least);
  }
  const { measured, evidence, baseline, totalMs, over } = whole;
  const judged = (judgement: Judgement): TotalJudgement => ({ ...judgement, over });
  const known = { baseline, evidence };
  const times = `${formatDuration(totalMs)} against ${formatDuration(baseline.medianMs)} over ${counted(baseline.runs, 'run')} ${overWords(over)}`;
  if (!isEnoughEvidence(evidence)) {
    // What the stages say together rests on their own histories.
    if (byFactor !== undefined) {
      return judged(suspicion(findings, least, byFactor, { baseline }));
    }
    const reason = `${times}; ${missingEvidence(evidence)} more needed for a verdict`;
    const unknown: Judgement = { verdict: 'not-enough-data', reason, ...known };
    return judged(byPairsAlone(unknown, findings, least));
  }
  const verdict = judgeOnce(measured, least);
  const sure = {
    ...known,
    ...changeNumbers({
      nowMs: totalMs,
      baseline,
      estimate: estimateOnce(measured),
      by: 'history',
      agrees: change =>
        judgeOnce({ ...measured, change, expectedMs: totalMs * Math.exp(-change) }, least) ===
        verdict,
    }),
    ...(totalMs !== run.totalMs && { measuredMs: totalMs }),
    smallestDetectablePercent: percentOf(detectable(measured, least)),
  };
  if (verdict === 'suspected') {
    return judged(suspicion(findings, least, times, sure, whole));
  }
  if (byFactor !== undefined) return judged(suspicion(findings, least, byFactor, sure));
  return judged({ verdict, reason: times, ...sure });
}

/** `of the same stages`, `of 2 of 5 stages, which alone ran in both`. */
function overWords({ kind, stages, of }: TotalOver): string {
  return kind === 'makespan'
    ? 'of the same stages'
    : `of ${stages.length} of ${counted(of, 'stage')}, which were executed in all of them`;
}

/** Why there is nothing to compare the whole with. */
function nothingComparable(
  { past, historyRuns, whyNone }: RunModel,
  waited: string | undefined,
): Judgement {
  if (whyNone !== undefined) return { verdict: whyNone.kind, reason: whyNone.reason };
  if (waited !== undefined) {
    const reason = `${waited} is on the critical path and waited for a provider of models`;
    return { verdict: 'not-comparable', reason };
  }
  if (historyRuns === 0) {
    const evidence: Evidence = { of: 'same-stages', have: 0, needed: FEWEST_RUNS };
    const reason = `no comparable run yet; ${FEWEST_RUNS} needed`;
    return { verdict: 'not-enough-data', reason, evidence };
  }
  const reason =
    past.length === 0
      ? `none of the ${counted(historyRuns, 'run')} of the history was on such a machine`
      : `fewer than ${FEWEST_OF_CACHE_STATE} runs of the history executed these stages with caches like these`;
  return { verdict: 'not-comparable', reason };
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
  const adjusted = pairedChange(estimate);
  if (accepted.length === 0) return { adjusted, verdict: 'regressed', reason: `${said}${after}` };
  const reason = `${said}; mostly ${listWords(accepted, 3)}, which is accepted${after}`;
  return { adjusted, verdict: 'unchanged', accepted: true, reason };
}

/** Base and head on one machine say more than the history does. */
function pairedChange({ change, low, high }: Estimate): NonNullable<Judgement['adjusted']> {
  const interval: [number, number] = [percentOf(low), percentOf(high)];
  return { by: 'pairs', changePercent: percentOf(change), interval, decides: true };
}

interface Whole {
  readonly measured: Measured;
  readonly evidence: Evidence;
  readonly baseline: BaselineUsed;
  readonly over: TotalOver;
  /** Without what spikes added, ms. */
  readonly totalMs: number;
  readonly decisive: ReadonlySet<string>;
}

/** The whole beside the runs that it can be compared with. */
function wholeOf({ run, past }: RunModel, findings: readonly StageFinding[]): Whole | undefined {
  const compared = comparedTotal(run, past);
  if (compared === undefined) return undefined;
  const { over, times, states, decisive } = compared;
  const totalMs = Math.max(1, compared.totalMs - clearedMs(decisive, findings));
  const logs = [...times.map(ms => (Number.isNaN(ms) ? ms : logMs(ms))), logMs(totalMs)];
  // Alone it has no others to take a factor from: nothing is taken out.
  const { stages } = takeOutRunFactor([{ logs, states }]);
  const noise = noiseOf(stages, [states])[0];
  const change = (stages[0]?.values.at(-1) ?? Number.NaN) - (noise?.centre ?? Number.NaN);
  if (noise === undefined || Number.isNaN(change)) return undefined;
  const [state = '', since] = [states.at(-1), stages[0]?.since ?? 0];
  const stratum = stratumWords(run);
  const baseline = baselineOf(run, { past, times, states, state, since, stratum });
  if (baseline === undefined) return undefined;
  const expectedMs = totalMs * Math.exp(-change);
  const measured = {
    change,
    expectedMs,
    noise,
    levelError: errorOfLevel(noise),
    shape: shapeOf([noise]),
  };
  const evidence: Evidence = { of: 'same-stages', have: noise.comparable, needed: FEWEST_RUNS };
  return { measured, evidence, baseline, over, totalMs, decisive };
}

/** What spikes of decisive stages added that further runs have shown to be spikes. */
function clearedMs(decisive: ReadonlySet<string>, findings: readonly StageFinding[]): number {
  return findings
    .filter(({ id, outcome }) => decisive.has(id) && outcome.kind === 'cleared')
    .reduce((sum, found) => sum + excessMs(found), 0);
}

function excessMs({ stage, measured }: StageFinding): number {
  return measured === undefined ? 0 : Math.max(0, (stage.durationMs ?? 0) - measured.expectedMs);
}

/** Words and verdict of a makespan that is slower than its history. */
function suspicion(
  findings: readonly StageFinding[],
  least: LeastChange,
  why: string,
  numbers: Partial<Judgement>,
  whole?: Whole,
): Judgement {
  const path = findings.filter(({ id }) => whole?.decisive.has(id) === true);
  const all = whole === undefined ? 0 : whole.totalMs - whole.measured.expectedMs;
  /** The stages among these that half the excess or more is of, in words. */
  const mostly = (is: (judgement: Judgement) => boolean): string | undefined => {
    const slower = path.filter(({ judgement }) => is(judgement));
    const excess = slower.reduce((sum, found) => sum + excessMs(found), 0);
    if (all <= 0 || excess < all / 2) return undefined;
    const names = slower.map(({ stage }) => stageName(stage));
    return `${why}; mostly ${listWords(names, 3)}`;
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
    const reason = `${why}: the runner, or this change; base and head on one machine can tell`;
    return { verdict: 'suspected', reason, ...numbers };
  }
  if (settled.isSlower) {
    return { ...numbers, ...slowerByPairs(settled, `${why}; confirmed by `, '') };
  }
  const pairs = `${counted(settled.stages, 'stage')} in turns with the base commit`;
  return {
    ...numbers,
    verdict: 'unchanged',
    reason: `${why}; ${pairs} took as long as before: the runner, not this change`,
  };
}

function runWords({ status }: RunRecord): string {
  return status === 'running' ? 'is under way' : status === 'cancelled' ? 'was cancelled' : status;
}

function stratumWords({ environment: { os, arch, cpus } }: RunRecord): string {
  return `${os} ${arch}, ${counted(cpus, 'core')}, the same stages executed`;
}
