/** The stages that a comparison says are not as fast as they were, or faster, the worst first. */
import type { Judgement, Verdict } from '../../record/comparison.ts';
import type { RunRecord, StageRecord } from '../../record/run-record.ts';

/** A verdict, or a slowdown that somebody answers for: it is `unchanged` for gates, and not for readers. */
export type Finding = Verdict | 'accepted';

/** What was found of a time. */
export function findingOf({ verdict, accepted }: Judgement): Finding {
  return accepted === undefined ? verdict : 'accepted';
}

/** The time of a stage that moved. */
export interface Move {
  readonly id: string;
  readonly stage: StageRecord;
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
      return durationMs === undefined ? [] : [{ id, stage, durationMs, judgement }];
    })
    .sort((a, b) => movedMs(b) - movedMs(a));
}

function movedMs({ durationMs, judgement }: Move): number {
  return Math.abs(durationMs - (judgement.baseline?.medianMs ?? durationMs));
}
