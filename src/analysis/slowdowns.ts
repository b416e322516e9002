/** The stages that a comparison says are not as fast as they were, or faster, the worst first. */
import type { Judgement, Verdict } from '../record/comparison.ts';
import type { RunRecord } from '../record/run-record.ts';
import { stageName } from '../record/status.ts';
import { formatChange, formatDuration, formatLimit } from '../record/units.ts';

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

/** Whether the time is another than it used to be, surely or perhaps, and whoever answers for it. */
export function hasMoved(judgement: Judgement): boolean {
  const found = findingOf(judgement);
  return (
    found === 'regressed' || found === 'suspected' || found === 'improved' || found === 'accepted'
  );
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

/** What is nearer than this to what is said (percent) is not worth a word in a sentence about one time. */
const BESIDE_PERCENT = 5;
/** Where the change is of another time than the run's own; what moved the time besides the change. */
const WORDS = {
  stage: { elsewhere: 'when run again', beside: 'of the whole run' },
  run: { elsewhere: 'without spikes', beside: 'of the machine' },
} as const;

/**
 * `34s → 52s (+53 %, expected at most +9 %)`, of a stage or of the run. The second time is the one that
 * the change is of. A stage's change is what is left when the run-wide factor is taken out, so that what
 * it has of that factor is named where the two times do not show the change.
 */
export function changeWords(
  durationMs: number,
  { baseline, changePercent, measuredMs = durationMs, smallestDetectablePercent }: Judgement,
  subject: keyof typeof WORDS,
): string {
  if (baseline === undefined || changePercent === undefined) return formatDuration(durationMs);
  const { elsewhere, beside } = WORDS[subject];
  const isElsewhere = Math.abs(measuredMs / Math.max(1, durationMs) - 1) * 100 >= BESIDE_PERCENT;
  const nowMs = isElsewhere ? measuredMs : durationMs;
  const now = formatDuration(nowMs);
  const where = isElsewhere ? ` ${elsewhere}` : '';
  const percent = besidePercent(nowMs / baseline.medianMs, changePercent);
  const factor = percent === undefined ? '' : ` beside ${formatChange(percent)} ${beside}`;
  const most =
    smallestDetectablePercent === undefined || changePercent < 0
      ? ''
      : `, expected at most +${formatLimit(smallestDetectablePercent)}`;
  return `${formatDuration(baseline.medianMs)} → ${now}${where} (${formatChange(changePercent)}${factor}${most})`;
}

/** What a time moved by besides the change. */
function besidePercent(ratio: number, changePercent: number): number | undefined {
  const percent = 100 * (ratio / (1 + changePercent / 100) - 1);
  return Number.isFinite(percent) && Math.abs(percent) >= BESIDE_PERCENT ? percent : undefined;
}

function movedMs({ durationMs, judgement }: Move): number {
  return Math.abs(durationMs - (judgement.baseline?.medianMs ?? durationMs));
}
