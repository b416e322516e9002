/** What makes a job fail that passed all its stages. */
import { type Confirm, type FailOn, gatesRegressions } from '../pipeline/choices.ts';
import type { Verdict } from '../record/comparison.ts';
import type { MuteGate } from '../record/facts/mute-gate.ts';
import type { RunRecord } from '../record/run-record.ts';
import { findOverruns, type Overrun } from './metrics.ts';
import { isMeasurement } from './noise/strata.ts';
import { type Move, movesOf } from './verdict/changes.ts';

/** What a gate found that fails the job. */
export interface TrippedGate {
  readonly failOn: FailOn;
  /** The stages that regressed, the one that lost most time first. */
  readonly regressed: readonly Move[];
  /** No single stage did, but the run as a whole. */
  readonly isWholeSlower: boolean;
  readonly overruns: readonly Overrun[];
}

/**
 * The gate that fails the job, or undefined where it holds. Only a confirmed regression trips the one, a
 * suspicion never does; a stage over its own budget trips the other.
 */
export function trippedGate(record: RunRecord, failOn: FailOn): TrippedGate | undefined {
  const slower = gatesRegressions(failOn);
  const regressed = slower ? movesOf(record, 'regressed') : [];
  const isWholeSlower = slower && regressed.length === 0 && hasWholeRegressed(record);
  const overruns = failOn === 'budget' || failOn === 'any' ? findOverruns(record) : [];
  return regressed.length > 0 || isWholeSlower || overruns.length > 0
    ? { failOn, regressed, isWholeSlower, overruns }
    : undefined;
}

/**
 * Why a gate for regressions that somebody asked for could not trip at this run; undefined where it
 * could, or did. `confirm` is how suspicions of the run are confirmed, where that is known.
 */
export function muteGateOf(
  record: RunRecord,
  failOn: FailOn,
  confirm?: Confirm,
): MuteGate | undefined {
  if (!gatesRegressions(failOn) || record.status !== 'passed') return undefined;
  if (movesOf(record, 'regressed').length > 0 || hasWholeRegressed(record)) return undefined;
  if (!record.stages.some(isMeasurement)) return undefined;
  if (confirm === 'off') return { kind: 'not-confirming', failOn };
  const { comparison } = record;
  const judged = comparison === undefined ? [] : [...comparison.stages, comparison.total];
  if (judged.some(({ verdict }) => verdict === 'suspected')) {
    const stages = movesOf(record, 'suspected').map(({ id }) => id);
    return { kind: 'not-confirmed', failOn, stages };
  }
  if (judged.some(({ verdict }) => isJudged(verdict))) return undefined;
  const isUnreadable = record.baseline?.unreadable === true;
  return { kind: isUnreadable ? 'baseline-unreadable' : 'no-baseline', failOn };
}

function isJudged(verdict: Verdict): boolean {
  return !['not-enough-data', 'not-comparable', 'not-measured'].includes(verdict);
}

function hasWholeRegressed({ comparison }: RunRecord): boolean {
  return comparison?.total.verdict === 'regressed';
}
