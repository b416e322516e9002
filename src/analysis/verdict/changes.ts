/** The stages that a comparison says are not as fast as they were, or faster, the worst first. */
import type {
  AdjustedChange,
  Judgement,
  TotalJudgement,
  Verdict,
} from '../../record/comparison.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { counted } from '../../record/text.ts';
import { formatChange, formatDuration, formatLimit } from '../../record/units.ts';

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

function movedMs({ durationMs, judgement }: Move): number {
  return Math.abs(durationMs - (judgement.baseline?.medianMs ?? durationMs));
}
