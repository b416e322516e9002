/** The stages that a comparison says are not as fast as they were, or faster, the worst first. */
import type { Judgement, Verdict } from '../record/comparison.ts';
import type { RunRecord } from '../record/run-record.ts';
import { stageName } from '../record/status.ts';
import { formatChange, formatDuration } from '../record/units.ts';

/** A verdict, or a slowdown that somebody answers for: it is `unchanged` for gates, and not for readers. */
export type Finding = Verdict | 'accepted';

/** What was found of a time. */
export function findingOf({ verdict, accepted }: Judgement): Finding {
  return accepted === true ? 'accepted' : verdict;
}

/** A time that moved, of a stage or of the whole run. */
export interface Move {
  readonly id: string;
  readonly name: string;
  readonly durationMs: number;
  readonly judgement: Judgement;
}

/** The stages that this was found of, the one that lost or won most time first. */
export function movesOf(record: RunRecord, finding: Finding): readonly Move[] {
  const judged = new Map((record.comparison?.stages ?? []).map(found => [found.id, found]));
  return record.stages
    .flatMap((stage): Move[] => {
      const judgement = judged.get(stage.id);
      if (judgement === undefined || findingOf(judgement) !== finding) return [];
      const { id, durationMs } = stage;
      return durationMs === undefined
        ? []
        : [{ id, name: stageName(stage), durationMs, judgement }];
    })
    .sort((a, b) => movedMs(b) - movedMs(a));
}

/** A run-wide factor smaller than this is not worth a word in a sentence about one stage. */
const FACTOR_PERCENT = 1.5;

/**
 * `34s → 52s (+53 %, expected at most +9 %)`. A stage's change is what is left when the run-wide
 * factor is taken out, so that the factor is named where the two times do not show the change.
 */
export function changeWords(
  durationMs: number,
  { baseline, changePercent, smallestDetectablePercent }: Judgement,
  runFactorPercent: number,
): string {
  const now = formatDuration(durationMs);
  if (baseline === undefined || changePercent === undefined) return now;
  const others = Math.abs(runFactorPercent) < FACTOR_PERCENT ? '' : formatChange(runFactorPercent);
  const factor = others === '' ? '' : ` beside ${others} of the whole run`;
  const most =
    smallestDetectablePercent === undefined || changePercent < 0
      ? ''
      : `, expected at most ${formatChange(smallestDetectablePercent)}`;
  return `${formatDuration(baseline.medianMs)} → ${now} (${formatChange(changePercent)}${factor}${most})`;
}

function movedMs({ durationMs, judgement }: Move): number {
  return Math.abs(durationMs - (judgement.baseline?.medianMs ?? durationMs));
}
