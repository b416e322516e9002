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
import { criticalPath } from '../noise/critical-path.ts';
import { logMs } from '../noise/log-time.ts';
import { takeOutRunFactor } from '../noise/run-factor.ts';
import type { RunModel } from '../noise/run-model.ts';
import {
  detectable,
  errorOfLevel,
  estimateOnce,
  judgeOnce,
  type LeastChange,
  type Measured,
  percentOf,
  shapeOf,
} from '../noise/significance.ts';
import { FEWEST_OF_CACHE_STATE, FEWEST_RUNS, noiseOf } from '../noise/stage-noise.ts';
import { providerTime } from '../noise/timings.ts';
import { baselineOf, changeNumbers, isEnoughEvidence } from './baseline-used.ts';
import { comparedTotal } from './compared-total.ts';
import { hasSlowStages } from './factor-suspicion.ts';
import type { StageFinding } from './finding.ts';
import { type SettledWhole, settleWhole } from './makespan-pairs.ts';

/** Judges the run as a whole. */
export function judgeTotal(
  model: RunModel,
  findings: readonly StageFinding[],
  least: LeastChange,
): TotalJudgement {
  const { run } = model;
  if (run.status !== 'passed') {
    return { verdict: 'not-measured', reason: { kind: 'run-not-passed', status: run.status } };
  }
  const waited = criticalPath(run).find(({ id }) => waitedForProvider(run, id));
  const whole = waited === undefined ? wholeOf(model, findings) : undefined;
  const slowStages = hasSlowStages(model, findings, least) ? STAGES_SLOWER : undefined;
  if (whole === undefined) {
    return slowStages === undefined
      ? byPairsAlone(nothingComparable(model, waited?.id), findings, least)
      : suspicion(findings, least, slowStages);
  }
  const { measured, evidence, baseline, totalMs, over } = whole;
  if (!isEnoughEvidence(evidence)) {
    // What the stages say together rests on their own histories.
    if (slowStages !== undefined) {
      return { ...suspicion(findings, least, { ...slowStages, baseline }), over };
    }
    const reason = { kind: 'too-few-runs' as const, nowMs: totalMs };
    const unknown = { verdict: 'not-enough-data' as const, reason, baseline, evidence };
    return { ...byPairsAlone(unknown, findings, least), over };
  }
  const verdict = judgeOnce(measured, least);
  const sure = {
    reason: { kind: 'compared' as const, nowMs: totalMs },
    baseline,
    evidence,
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
  if (verdict === 'suspected') return { ...suspicion(findings, least, sure, whole), over };
  return slowStages === undefined
    ? { verdict, ...sure, over }
    : { ...suspicion(findings, least, { ...sure, ...slowStages }), over };
}

const STAGES_SLOWER = { reason: { kind: 'stages-slower' as const } };

/** Why there is nothing to compare the whole with. */
function nothingComparable(
  { past, historyRuns, whyNone }: RunModel,
  waited: string | undefined,
): Judgement {
  if (whyNone?.kind === 'not-enough-data') {
    const evidence: Evidence = { of: 'same-stages', have: 0, needed: FEWEST_RUNS };
    return { verdict: whyNone.kind, reason: whyNone.reason, evidence };
  }
  if (whyNone !== undefined) return { verdict: whyNone.kind, reason: whyNone.reason };
  const verdict = 'not-comparable';
  if (waited !== undefined) return { verdict, reason: { kind: 'provider-on-path', stage: waited } };
  return past.length === 0
    ? { verdict, reason: { kind: 'other-machines', runs: historyRuns } }
    : { verdict, reason: { kind: 'other-work', needed: FEWEST_OF_CACHE_STATE } };
}

function waitedForProvider({ stages }: RunRecord, id: string): boolean {
  return stages.some(stage => stage.id === id && providerTime(stage) !== undefined);
}

/** Base and head on one machine need no history; only a slowdown is sure enough to be said so. */
function byPairsAlone(
  unknown: Judgement,
  findings: readonly StageFinding[],
  least: LeastChange,
): Judgement {
  const settled = settleWhole(findings, least);
  return settled?.isSlower === true ? { ...unknown, ...slowerByPairs(settled) } : unknown;
}

/** What pairs say that found the run slower. */
function slowerByPairs({
  estimate: { change, low, high },
  stages,
  accepted,
}: SettledWhole): Pick<Judgement, 'verdict' | 'accepted' | 'adjusted' | 'further'> {
  const interval: [number, number] = [percentOf(low), percentOf(high)];
  return {
    ...(accepted.length === 0
      ? { verdict: 'regressed' }
      : { verdict: 'unchanged', accepted: { kind: 'stages', stages: [...accepted] } }),
    // Base and head on one machine say more than the history does.
    adjusted: { by: 'pairs', changePercent: percentOf(change), interval, decides: true },
    further: { of: 'run', outcome: 'confirmed', stages: [...stages] },
  };
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
  const { os, arch, cpus } = run.environment;
  const stratum = { kind: 'run' as const, os, arch, cpus };
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

/** What is said of a run that is slower than its history. */
function suspicion(
  findings: readonly StageFinding[],
  least: LeastChange,
  known: Omit<Judgement, 'verdict'>,
  whole?: Whole,
): TotalJudgement {
  const path = findings.filter(({ id }) => whole?.decisive.has(id) === true);
  const all = whole === undefined ? 0 : whole.totalMs - whole.measured.expectedMs;
  /** The stages among these that half the excess or more is of. */
  const mostly = (is: (judgement: Judgement) => boolean): string[] | undefined => {
    const slower = path.filter(({ judgement }) => is(judgement));
    const excess = slower.reduce((sum, found) => sum + excessMs(found), 0);
    return all <= 0 || excess < all / 2 ? undefined : slower.map(({ id }) => id);
  };
  const regressed = mostly(({ verdict }) => verdict === 'regressed');
  if (regressed !== undefined) return { ...known, verdict: 'regressed', mostly: regressed };
  const accepted = mostly(judgement => judgement.accepted !== undefined);
  if (accepted !== undefined) {
    return { ...known, verdict: 'unchanged', accepted: { kind: 'stages', stages: accepted } };
  }
  const settled = settleWhole(findings, least);
  if (settled === undefined) return { ...known, verdict: 'suspected' };
  if (settled.isSlower) return { ...known, ...slowerByPairs(settled) };
  const further = { of: 'run' as const, outcome: 'cleared' as const, stages: [...settled.stages] };
  return { ...known, verdict: 'unchanged', further };
}
