/**
 * How a run compares with its history: for each stage and for the makespan a verdict, a change, how
 * sure it is, and why. A pure function of the records: anything that has them can use it.
 */
import type { Comparison, Judgement, StageComparison, Verdict } from '../record/comparison.ts';
import type { History } from '../record/history.ts';
import type { RunRecord, StageRecord } from '../record/run-record.ts';
import { ageDays } from './age.ts';
import { type Further, type Outcome, settleByPairs, settleByReruns } from './confirmation.ts';
import {
  detectable,
  type Estimate,
  estimateOnce,
  judgeOnce,
  type LeastChange,
  type Measured,
  percentOf,
} from './judge.ts';
import * as words from './reasons.ts';
import { modelOf, type RunModel, type StageModel } from './run-model.ts';
import { FEWEST_RUNS } from './stage-noise.ts';
import { describeStratum } from './strata.ts';
import { logMs, type NoSeries, type StageTerms } from './timings.ts';
import { judgeTotal, type StageFinding } from './whole-run.ts';

/** What a comparison may be told besides the records. */
export interface CompareOptions {
  /** The smallest change worth a word; both must be reached. 10 % and 1 s unless given. */
  readonly minimumPercent?: number;
  readonly minimumMs?: number;
  /** Of the definition: former ids and accepted slowdowns. */
  readonly stages?: readonly StageTerms[];
}

const LEAST: LeastChange = { percent: 10, ms: 1000 };

/** Judges every stage of a run and its makespan; it does not matter whether the history holds the run. */
export function compare(
  run: RunRecord,
  history: History,
  options: CompareOptions = {},
): Comparison {
  const least: LeastChange = {
    percent: options.minimumPercent ?? LEAST.percent,
    ms: options.minimumMs ?? LEAST.ms,
  };
  const terms = new Map((options.stages ?? []).map(stage => [stage.id, stage]));
  const model = modelOf(run, history, terms);
  const findings = model.stages.map(stage => {
    const found = stage.kind === 'model' ? judgeStage(stage, model, least) : unjudged(stage);
    return accepted(found, terms.get(found.id), run);
  });
  return {
    runFactorPercent: percentOf(model.factor),
    stages: findings.map(({ id, judgement }): StageComparison => ({ id, ...judgement })),
    total: judgeTotal(model, findings, least),
  };
}

function unjudged({ kind, stage, reason }: NoSeries): StageFinding {
  const judgement: Judgement = { verdict: kind, reason: words.nothing(kind, reason, FEWEST_RUNS) };
  return { id: stage.id, stage, judgement, further: NONE, outcome: { kind: 'open' } };
}

const NONE: Further = { head: [], base: [] };

function judgeStage(model: StageModel, { run, past }: RunModel, least: LeastChange): StageFinding {
  const { series, measured, comparable, columns } = model;
  const { stage, durationMs, stratum, fallback } = series;
  const baselineOf = (medianMs: number): Pick<Judgement, 'baseline'> => ({
    baseline: {
      medianMs,
      runs: columns.length,
      stratum: describeStratum(stratum, fallback),
      ageDays: ageDays(
        run,
        columns.flatMap(i => past[i] ?? []),
      ),
    },
  });
  const base = { id: stage.id, stage, further: NONE, outcome: { kind: 'open' } as const };
  if (measured === undefined) {
    const reason = words.newCacheState(stage.cacheState, columns.length);
    return { ...base, judgement: { verdict: 'not-enough-data', reason } };
  }
  const medianMs = measured.expectedMs * Math.exp(-model.factor);
  const numbers = (estimate: Estimate) => ({
    changePercent: percentOf(estimate.change),
    interval: [percentOf(estimate.low), percentOf(estimate.high)] as [number, number],
    ...baselineOf(Math.round(medianMs)),
  });
  const once = estimateOnce(measured);
  const facts: words.TimeFacts = { durationMs, medianMs, model, measured };
  if (comparable < FEWEST_RUNS) {
    const reason = words.tooFew(facts, comparable, FEWEST_RUNS - comparable);
    return {
      ...base,
      measured,
      judgement: { verdict: 'not-enough-data', reason, ...numbers(once) },
    };
  }
  const smallest = { smallestDetectablePercent: percentOf(detectable(measured, least)) };
  const first = judgeOnce(measured, least);
  const further = furtherOf(stage, durationMs, measured.change);
  const outcome = first === 'suspected' ? settle(measured, further, least) : base.outcome;
  const estimate = outcome.kind === 'open' ? once : outcome.estimate;
  const verdict = verdictOf(first, outcome, series.ranBesideOthers, stratum.beside.length > 0);
  const reason = words.judged(verdict, facts, further, outcome);
  return {
    ...base,
    measured,
    further,
    outcome,
    judgement: { verdict, reason, ...numbers(estimate), ...smallest },
  };
}

function verdictOf(
  first: 'suspected' | 'improved' | 'unchanged',
  outcome: Outcome,
  onlySlowerCounts: boolean,
  ranBeside: boolean,
): Verdict {
  if (first !== 'suspected') return onlySlowerCounts ? 'not-comparable' : first;
  if (outcome.kind === 'confirmed') return 'regressed';
  // What ran alone again was quicker perhaps for that alone: that clears nothing.
  return outcome.kind === 'cleared' && !ranBeside ? 'unchanged' : 'suspected';
}

function settle(measured: Measured, further: Further, least: LeastChange): Outcome {
  return further.base.length > 0
    ? settleByPairs(measured, further, least)
    : settleByReruns(measured, further.head, least);
}

function furtherOf(stage: StageRecord, durationMs: number, change: number): Further {
  const of = (ref: 'head' | 'base'): number[] =>
    (stage.confirmations ?? [])
      .filter(confirmation => confirmation.ref === ref)
      .map(confirmation => change + logMs(confirmation.durationMs) - logMs(durationMs));
  return { head: of('head'), base: of('base') };
}

/** An accepted slowdown does not alarm again until its time is over. */
function accepted(
  found: StageFinding,
  terms: StageTerms | undefined,
  run: RunRecord,
): StageFinding {
  const { verdict, reason } = found.judgement;
  const acknowledge = terms?.acknowledge;
  if (acknowledge === undefined || (verdict !== 'regressed' && verdict !== 'suspected'))
    return found;
  if (run.run.startedAt.slice(0, acknowledge.until.length) > acknowledge.until) return found;
  const judgement = {
    ...found.judgement,
    verdict: 'unchanged' as const,
    reason: words.accepted(reason, acknowledge),
  };
  return { ...found, judgement };
}
