/**
 * How a run compares with its history: for each stage and for the makespan a verdict, a change, how
 * sure it is, and why. A pure function of the records: anything that has them can use it.
 */
import type {
  BaselineUsed,
  Comparison,
  Evidence,
  Judgement,
  StageComparison,
  Verdict,
} from '../../record/comparison.ts';
import type { Accepted, VerdictGround } from '../../record/facts/verdict-ground.ts';
import type { History } from '../../record/history.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { logMs } from '../noise/log-time.ts';
import { modelOf, type RunModel, type StageModel } from '../noise/run-model.ts';
import {
  detectable,
  estimateOnce,
  judgeOnce,
  LEAST_CHANGE,
  type LeastChange,
  leastLog,
  type Measured,
  percentOf,
} from '../noise/significance.ts';
import { FEWEST_OF_CACHE_STATE, FEWEST_RUNS } from '../noise/stage-noise.ts';
import { sharedStratum } from '../noise/strata.ts';
import type { NoSeries, StageSeries, StageTerms } from '../noise/timings.ts';
import { baselineOf, changeNumbers, isEnoughEvidence } from './baseline-used.ts';
import { hasMoved } from './changes.ts';
import {
  confirmationsOf,
  type Further,
  type Outcome,
  settleByPairs,
  settleByReruns,
  settleWithoutHistory,
  sharedSlowness,
  withoutShared,
} from './confirmation.ts';
import { controlOf } from './controls.ts';
import { movedParts } from './details.ts';
import type { StageFinding } from './finding.ts';
import { furtherRuns, groundOf, timeCompared } from './grounds.ts';
import { judgeTotal } from './makespan.ts';

/** What a comparison may be told besides the records. */
export interface CompareOptions {
  /** The smallest change worth a word; both must be reached. 10 % and 1 s unless given. */
  readonly minimumPercent?: number;
  readonly minimumMs?: number;
  /** Of the definition: former ids and accepted slowdowns. */
  readonly stages?: readonly StageTerms[];
  /** Who accepts every slowdown of this run, if anybody does. */
  readonly accepted?: Accepted | undefined;
  /** There may be more history than is given, which could not be read. */
  readonly isUnreadable?: boolean;
}

/** Judges every stage of a run and its makespan; it does not matter whether the history holds the run. */
export function compare(
  run: RunRecord,
  history: History,
  options: CompareOptions = {},
): Comparison {
  const least: LeastChange = {
    percent: options.minimumPercent ?? LEAST_CHANGE.percent,
    ms: options.minimumMs ?? LEAST_CHANGE.ms,
  };
  const terms = new Map((options.stages ?? []).map(stage => [stage.id, stage]));
  const { isUnreadable = false } = options;
  const model = modelOf(run, history, terms, { isUnreadable });
  const judged = model.stages.map(stage => {
    const first = stage.kind === 'model' ? judgeStage(stage, model, least) : unjudged(stage, least);
    const found = acknowledged(first, terms.get(first.id), run);
    return { found, moved: movedWithin(stage, found) };
  });
  const findings = judged.map(({ found }) => found);
  return {
    runs: model.past.map(({ run: { id, attempt, startedAt } }) => ({ id, attempt, startedAt })),
    runFactorPercent: percentOf(model.factor),
    stages: judged.map(
      ({ found: { id, judgement }, moved }): StageComparison => ({
        id,
        ...accepted(judgement, options.accepted),
        ...moved,
      }),
    ),
    total: accepted(judgeTotal(model, findings, least), options.accepted),
  };
}

/** Where a stage cannot be judged, its tests can: they say what changed, if not how sure it is. */
function movedWithin(
  model: StageModel | NoSeries,
  { stage, judgement }: StageFinding,
): Pick<StageComparison, 'moved'> {
  const [past, factor] =
    model.kind === 'model'
      ? [model.columns.flatMap(i => model.series.past[i] ?? []), model.factor]
      : [model.elsewhere ?? [], 0];
  const moved = movedParts(stage, past, { factor, hasMoved: hasMoved(judgement) });
  return moved.length === 0 ? {} : { moved: [...moved] };
}

function unjudged({ kind, stage, reason }: NoSeries, least: LeastChange): StageFinding {
  const judgement: Judgement = {
    verdict: kind,
    reason,
    ...(kind === 'not-enough-data' && {
      evidence: { of: 'comparable', have: 0, needed: FEWEST_RUNS },
    }),
  };
  const found: StageFinding = { id: stage.id, stage, judgement, outcome: OPEN };
  return kind === 'not-measured' ? found : byPairsAlone(found, least);
}

/** Base and head on one machine need no history. */
function byPairsAlone(found: StageFinding, least: LeastChange): StageFinding {
  const { stage } = found;
  const [head, base] = [confirmationsOf(stage, 'head'), confirmationsOf(stage, 'base')];
  const outcome = settleWithoutHistory(head, base, least);
  if (outcome.kind === 'open') return found;
  const further = furtherRuns(stage, outcome);
  const isSlower = outcome.kind === 'confirmed';
  const judgement: Judgement = {
    ...found.judgement,
    verdict: isSlower ? 'regressed' : 'unchanged',
    ...(further !== undefined && { further }),
    // The history says too little for a change against it.
    ...changeNumbers({
      nowMs: outcome.measuredMs,
      baseline: undefined,
      estimate: outcome.estimate,
      by: 'pairs',
      agrees: () => false,
    }),
    measuredMs: Math.round(outcome.measuredMs),
  };
  return { ...found, outcome, judgement };
}

const OPEN: Outcome = { kind: 'open' };

function judgeStage(model: StageModel, run: RunModel, least: LeastChange): StageFinding {
  const { series, measured, columns } = model;
  const { stage, durationMs } = series;
  const baseline = stageBaseline(model, run);
  const base = { id: stage.id, stage, outcome: OPEN };
  const known = baseline === undefined ? {} : { baseline };
  const evidence = evidenceOf(model, baseline);
  if (measured === undefined || !isEnoughEvidence(evidence)) {
    const { cacheState } = stage;
    const reason: VerdictGround =
      evidence.of === 'cache-state'
        ? { kind: 'new-cache-state', cacheState, comparable: columns.length }
        : { kind: 'too-few-runs', ...timeCompared(model, baseline) };
    const judgement: Judgement = { verdict: 'not-enough-data', reason, evidence, ...known };
    return byPairsAlone({ ...base, ...(measured && { measured }), judgement }, least);
  }
  const first = judgeOnce(measured, least);
  const further = furtherOf(model, measured.change, run);
  const { verdict, outcome } = decide(first, series, measured, further, least);
  const isSettled = outcome.kind !== 'open';
  const again =
    first === 'suspected' || isSettled
      ? furtherRuns(stage, outcome, further.shared?.id)
      : undefined;
  const isByPairs = isSettled && further.base.length > 0;
  const nowMs = outcome.kind === 'open' ? durationMs : Math.round(outcome.measuredMs);
  const found = outcome.kind === 'cleared' ? 'unchanged' : first;
  const agreesOnce = (change: number): boolean =>
    judgeOnce({ ...measured, change, expectedMs: nowMs * Math.exp(-change) }, least) === found;
  const agreesByPairs = (change: number): boolean =>
    change >= leastLog(least, nowMs * Math.exp(-change)) === (outcome.kind === 'confirmed');
  return {
    ...base,
    measured,
    outcome,
    judgement: {
      verdict,
      reason: groundOf(verdict, model, measured, baseline),
      ...(again !== undefined && { further: again }),
      ...changeNumbers({
        nowMs,
        baseline,
        estimate: outcome.kind === 'open' ? estimateOnce(measured) : outcome.estimate,
        by: isByPairs ? 'pairs' : 'history',
        agrees: isByPairs ? agreesByPairs : agreesOnce,
      }),
      ...(outcome.kind !== 'open' && { measuredMs: nowMs }),
      ...known,
      evidence,
      smallestDetectablePercent: percentOf(detectable(measured, least)),
    },
  };
}

/** The one rule of how many runs a stage's verdict needs. */
function evidenceOf(
  { measured, comparable, series }: StageModel,
  baseline: BaselineUsed | undefined,
): Evidence {
  const all = series.alike.length;
  if (measured !== undefined || all < FEWEST_RUNS) {
    const have = measured === undefined ? all : comparable;
    return { of: 'comparable', have, needed: FEWEST_RUNS };
  }
  const have = Math.min(baseline?.runs ?? 0, FEWEST_OF_CACHE_STATE - 1);
  return { of: 'cache-state', have, needed: FEWEST_OF_CACHE_STATE };
}

function stageBaseline({ series, since }: StageModel, { run, past }: RunModel) {
  const { stage, stratum, alike, states } = series;
  return baselineOf(run, {
    past,
    times: series.past.map(timed => timed?.durationMs ?? Number.NaN),
    states,
    state: stage.cacheState,
    since,
    stratum: sharedStratum(stratum, alike),
  });
}

interface Decision {
  readonly verdict: Verdict;
  readonly outcome: Outcome;
}

/** What the run and its further runs say together. Further runs are of the stage alone. */
function decide(
  first: 'suspected' | 'improved' | 'unchanged',
  { ranBesideOthers, stratum }: StageSeries,
  measured: Measured,
  further: Further,
  least: LeastChange,
): Decision {
  const ranBeside = stratum.beside.length > 0;
  const isSuspected = first === 'suspected';
  const unsettled = isSuspected || !ranBesideOthers ? first : 'not-comparable';
  if (further.base.length > 0) {
    // Pairs of a stage that is not suspected by itself are there because the whole run is: the history
    // has taken the slowness for the machine's, and they are to say whether it is.
    const trustHistory = isSuspected && !ranBeside && !ranBesideOthers;
    const outcome = settleByPairs(measured, further, least, trustHistory);
    if (outcome.kind === 'confirmed') return { verdict: 'regressed', outcome };
    if (!isSuspected) return { verdict: unsettled, outcome: OPEN };
    return { verdict: outcome.kind === 'cleared' ? 'unchanged' : first, outcome };
  }
  if (!isSuspected) return { verdict: unsettled, outcome: OPEN };
  const outcome = settleByReruns(measured, withoutShared(further), least);
  if (outcome.kind === 'confirmed') return { verdict: 'regressed', outcome };
  // What ran beside others and alone again was quicker perhaps for that alone: that clears nothing.
  if (ranBeside || outcome.kind === 'open') return { verdict: first, outcome: OPEN };
  return { verdict: 'unchanged', outcome };
}

function furtherOf({ series }: StageModel, change: number, run: RunModel): Further {
  const { stage, durationMs } = series;
  const of = (ref: 'head' | 'base'): number[] =>
    confirmationsOf(stage, ref).map(ms => change + logMs(ms) - logMs(durationMs));
  const [head, base] = [of('head'), of('base')];
  const shared = base.length > 0 ? undefined : sharedSlowness(head.length, controlOf(stage, run));
  return { head, base, ...(shared && { shared }) };
}

/** An accepted slowdown does not alarm again until its time is over. */
function acknowledged(
  found: StageFinding,
  terms: StageTerms | undefined,
  run: RunRecord,
): StageFinding {
  const { judgement } = found;
  const acknowledge = terms?.acknowledge;
  if (acknowledge === undefined || !isSlowdown(judgement.verdict)) return found;
  const { until, reason: why } = acknowledge;
  if (run.run.startedAt.slice(0, until.length) > until) return found;
  return { ...found, judgement: accepted(judgement, { kind: 'definition', until, why }) };
}

function accepted(judgement: Judgement, by: Accepted | undefined): Judgement {
  if (by === undefined || !isSlowdown(judgement.verdict)) return judgement;
  return { ...judgement, verdict: 'unchanged', accepted: by };
}

function isSlowdown(verdict: Verdict): boolean {
  return verdict === 'regressed' || verdict === 'suspected';
}
