/**
 * The numbers of a comparison that anybody can recompute from the history: which runs a baseline consists
 * of, their plain median, and the change against it; beside it the change that the verdict rests on.
 */
import { median } from 'simple-statistics';
import type { BaselineUsed, Evidence, Judgement } from '../../record/comparison.ts';
import type { BaselineStratum } from '../../record/facts/stratum.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { logMs } from '../noise/log-time.ts';
import { type Estimate, percentOf } from '../noise/significance.ts';
import { ageDays } from './baseline-age.ts';

/** The runs that a baseline may consist of, by their place among `past`. */
export interface BaselineSource {
  /** The runs on a machine of the same kind, oldest first. */
  readonly past: readonly RunRecord[];
  /** The measured time in each of them, ms; NaN where it is not comparable. */
  readonly times: readonly number[];
  /** The state of the caches in each. */
  readonly states: readonly string[];
  /** That of the run that is judged. */
  readonly state: string;
  /** Place of the first run on the last level; 0 where there was no lasting step. */
  readonly since: number;
  readonly stratum: BaselineStratum;
}

/**
 * The baseline: the runs with caches in the same state since the last lasting step; where none is, those
 * from before it. Undefined where the history has no run in this state.
 */
export function baselineOf(run: RunRecord, source: BaselineSource): BaselineUsed | undefined {
  const { past, times, states, state, since, stratum } = source;
  const alike = times.flatMap((ms, i) => (!Number.isNaN(ms) && states[i] === state ? [i] : []));
  const afterStep = alike.filter(i => i >= since);
  const members = afterStep.length > 0 ? afterStep : alike;
  if (members.length === 0) return undefined;
  const first = past[since]?.run;
  const isCut = since > 0 && afterStep.length > 0 && first !== undefined;
  return {
    medianMs: median(members.map(i => times[i] as number)),
    runs: members.length,
    members: [...members],
    ...(isCut && { since: sinceOf(first) }),
    stratum,
    ageDays: ageDays(
      run,
      members.flatMap(i => past[i] ?? []),
    ),
  };
}

function sinceOf({ sha, startedAt }: RunRecord['run']): NonNullable<BaselineUsed['since']> {
  return { ...(sha !== undefined && { sha }), startedAt };
}

/** What a change is worked out from. */
interface Changed {
  /** The time that the change is of, ms. */
  readonly nowMs: number;
  readonly baseline: BaselineUsed | undefined;
  /** What the verdict rests on. */
  readonly estimate: Estimate;
  readonly by: 'history' | 'pairs';
  /** Whether a change (log) of this size alone would have had the same verdict. */
  readonly agrees: (change: number) => boolean;
}

/**
 * The plain change against the baseline's median, with its interval, and the adjusted one where it is
 * another number. Both intervals are as wide (in logs): what is taken out is taken as known.
 */
export function changeNumbers({
  nowMs,
  baseline,
  estimate,
  by,
  agrees,
}: Changed): Pick<Judgement, 'changePercent' | 'interval' | 'adjusted'> {
  const { change, low, high } = estimate;
  const own = {
    by,
    changePercent: percentOf(change),
    interval: [percentOf(low), percentOf(high)] as [number, number],
  };
  if (baseline === undefined) return { adjusted: { ...own, decides: true } };
  const plain = logMs(nowMs) - logMs(baseline.medianMs);
  const apart = plain - change;
  const changePercent = plainPercent(nowMs, baseline.medianMs);
  return {
    changePercent,
    interval: [percentOf(low + apart), percentOf(high + apart)],
    ...(changePercent !== own.changePercent && {
      adjusted: { ...own, decides: !agrees(plain) },
    }),
  };
}

/** `now` over the median less one, in percent, to a hundredth; times that a clock cannot tell count as 1 ms. */
export function plainPercent(nowMs: number, medianMs: number): number {
  const ratio = Math.min(Math.max(nowMs, 1) / Math.max(medianMs, 1), LARGEST_RATIO);
  const percent = Math.round((ratio - 1) * 10_000) / 100;
  return percent === 0 ? 0 : percent;
}

const LARGEST_RATIO = 1e6;

/** Whether what there is of the history is enough. */
export function isEnoughEvidence({ have, needed }: Evidence): boolean {
  return have >= needed;
}

/** How many more are needed; 0 where there are enough. */
export function missingEvidence({ have, needed }: Evidence): number {
  return Math.max(0, needed - have);
}
