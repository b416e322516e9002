/** A change in words: the times, the change between them, and the one that decided. */
import type { AdjustedChange, Judgement, TotalJudgement } from '../../../record/comparison.ts';
import { counted } from '../../../record/text.ts';
import { formatChange, formatDuration, formatLimit } from '../../../record/units.ts';

/** What is nearer than this to what is said (percent) is not worth a word in a sentence about one time. */
const BESIDE_PERCENT = 5;
/** Where the change is of another time than the run's own. */
const ELSEWHERE = { stage: 'when run again', run: 'without spikes' } as const;
const ADJUSTED: Readonly<Record<AdjustedChange['by'], string>> = {
  history: 'without the run-wide factor',
  pairs: 'against the base commit',
};

/** What a time and its judgement are of. */
export type Subject = keyof typeof ELSEWHERE;

/**
 * `34.0s → 52.0s (+53 %, expected at most +9 %)`, of a stage or of the run: the baseline's median, the time
 * that the change is of, and the plain change between the two. The change that the verdict rests on stands
 * beside it where it is another: `+60 %, +53 % without the run-wide factor`.
 */
export function changeWords(
  durationMs: number,
  judgement: Judgement & Pick<TotalJudgement, 'over'>,
  subject: Subject,
): string {
  const { baseline, changePercent } = judgement;
  const now = measuredWords(durationMs, judgement, subject) ?? formatDuration(durationMs);
  const times = baseline === undefined ? now : `${formatDuration(baseline.medianMs)} → ${now}`;
  const adjusted = adjustedWords(judgement);
  const changes = [
    ...(changePercent === undefined ? [] : [formatChange(changePercent)]),
    ...(adjusted === undefined ? [] : [adjusted]),
    ...mostWords(judgement),
  ];
  if (changePercent === undefined && adjusted === undefined) return now;
  return `${times} (${changes.join(', ')})`;
}

/**
 * `51.3s when run again`, `61.0s in 2 of 5 stages`: the time that the change is of, where it is not the
 * time of the run.
 */
export function measuredWords(
  durationMs: number,
  { measuredMs = durationMs, over }: Judgement & Pick<TotalJudgement, 'over'>,
  subject: Subject,
): string | undefined {
  const now = formatDuration(measuredMs);
  if (over?.kind === 'stage-times') {
    return `${now} in ${over.stages.length} of ${counted(over.of, 'stage')}`;
  }
  return now === formatDuration(durationMs) ? undefined : `${now} ${ELSEWHERE[subject]}`;
}

/** `+53 % without the run-wide factor`: the change that the verdict rests on, where it says something else. */
export function adjustedWords({ adjusted, changePercent }: Judgement): string | undefined {
  if (adjusted === undefined) return undefined;
  const { by, changePercent: own, decides } = adjusted;
  // What reads the same is not said twice, whatever it decides.
  const isSame = changePercent !== undefined && formatChange(changePercent) === formatChange(own);
  const isNear =
    changePercent !== undefined && Math.abs(changePercent - own) < BESIDE_PERCENT && !decides;
  return isSame || isNear ? undefined : `${formatChange(own)} ${ADJUSTED[by]}`;
}

function mostWords({
  adjusted,
  changePercent = 0,
  smallestDetectablePercent: most,
}: Judgement): readonly string[] {
  const change = adjusted?.changePercent ?? changePercent;
  return most === undefined || change < 0 ? [] : [`expected at most +${formatLimit(most)}`];
}
