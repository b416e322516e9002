/** What is worth running again, where the time for it is short. */
import type { Comparison } from '../../record/comparison.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { isMeasurement } from '../noise/strata.ts';
import { PAIRS, RERUNS } from './confirmation.ts';

/** A stage to run again, and why. */
export interface Suspicion {
  readonly id: string;
  /**
   * `whole-run`: nothing is wrong with the stage by itself; `no-history`: nothing is known of it.
   * Only pairs can settle these.
   */
  readonly of: 'stage' | 'whole-run' | 'no-history';
  /** What the slowdown costs, if it is one; of a stage without history, if it is one worth a word. */
  readonly atStakeMs: number;
  /** Runs that settle it: of the head alone, or of head and base each. */
  readonly runs: { readonly rerun: number; readonly paired: number };
}

const ORDER: readonly Suspicion['of'][] = ['stage', 'whole-run', 'no-history'];
/** A change of so many percent is worth a word. */
const WORTH_A_WORD = 10;

/**
 * The open suspicions of a run, most seconds at stake first; where the run as a whole is one, all its
 * other stages follow, since the pairs of half its work settle that. Last come the stages that no
 * history can judge.
 */
export function suspicionsOf(run: RunRecord, comparison: Comparison): readonly Suspicion[] {
  const changes = new Map(comparison.stages.map(stage => [stage.id, stage]));
  const runs = { rerun: RERUNS, paired: PAIRS };
  const wholeChange = Math.max(0, comparison.runFactorPercent);
  const found = run.stages.filter(isMeasurement).flatMap((stage): Suspicion[] => {
    const { verdict, changePercent = 0, adjusted } = changes.get(stage.id) ?? {};
    const { id, durationMs = 0 } = stage;
    const atStake = (percent: number): number =>
      Math.round(durationMs - durationMs / (1 + percent / 100));
    if (verdict === 'suspected') {
      return [
        { id, of: 'stage', atStakeMs: atStake(adjusted?.changePercent ?? changePercent), runs },
      ];
    }
    if (comparison.total.verdict === 'suspected') {
      return [{ id, of: 'whole-run', atStakeMs: atStake(wholeChange), runs }];
    }
    const isUnknown = verdict === 'not-enough-data' || verdict === 'not-comparable';
    return isUnknown ? [{ id, of: 'no-history', atStakeMs: atStake(WORTH_A_WORD), runs }] : [];
  });
  const rank = ({ of }: Suspicion): number => ORDER.indexOf(of);
  return found.sort((a, b) => rank(a) - rank(b) || b.atStakeMs - a.atStakeMs);
}
