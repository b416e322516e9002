/** What a comparison says in short: one word for the run, and the times that regressed. */
import {
  type AdjustedChange,
  type Comparison,
  type Verdict,
  verdict as verdicts,
} from '../record/comparison.ts';
import type { RunRecord } from '../record/run-record.ts';
import { movesOf } from './verdict/changes.ts';

/** The gravest verdict of all stages and of the run as a whole. */
export function gravestVerdict(comparison: Comparison | undefined): Verdict {
  const found = new Set([comparison?.total, ...(comparison?.stages ?? [])].map(of => of?.verdict));
  return verdicts.options.find(one => found.has(one)) ?? 'not-measured';
}

/** Whether any time is slower than it was, surely or perhaps. */
export function hasSlowdown(comparison: Comparison): boolean {
  const gravest = gravestVerdict(comparison);
  return gravest === 'regressed' || gravest === 'suspected';
}

/** A confirmed regression of a stage, in numbers. */
export interface Regression {
  readonly id: string;
  readonly durationMs: number;
  /** The middle of further runs, of which the change is where there are any. */
  readonly measuredMs?: number;
  readonly baselineMs?: number;
  /** Against the baseline's median, nothing taken out. */
  readonly changePercent?: number;
  /** In which that change lies in 95 of 100 cases; percent. */
  readonly interval?: readonly [number, number];
  /** The change that the verdict rests on, where it is another number. */
  readonly adjusted?: AdjustedChange;
}

/** The stages that regressed, the one that lost most time first. */
export function regressionsOf(record: RunRecord): readonly Regression[] {
  return movesOf(record, 'regressed').map(({ id, durationMs, judgement }) => {
    const { baseline, changePercent, measuredMs, interval, adjusted } = judgement;
    return {
      id,
      durationMs: Math.round(durationMs),
      ...(measuredMs !== undefined && { measuredMs: Math.round(measuredMs) }),
      ...(baseline !== undefined && { baselineMs: baseline.medianMs }),
      ...(changePercent !== undefined && { changePercent }),
      ...(interval !== undefined && { interval }),
      ...(adjusted !== undefined && { adjusted }),
    };
  });
}
