/** Which stages failed the run, and what kept others from running. */
import type { StageReason } from '../record/facts/stage/stage-reason.ts';
import type { RunRecord, StageRecord } from '../record/run-record.ts';
import { hasFailed } from '../record/status.ts';

/** What a stage was skipped for, where it is the same for many. */
export type Blame =
  /** A stage failed that it needs, however far away, or that ended the run. */
  | { readonly kind: 'failed'; readonly stage: string }
  /** A stage did not run that it needs, for a reason of its own. */
  | { readonly kind: 'not-run'; readonly stage: string }
  | { readonly kind: 'interrupted' }
  /** Nobody asked for it, or somebody asked for all but it. */
  | { readonly kind: 'left-out'; readonly by: LeftOut };

type LeftOut = Extract<StageReason, { kind: 'left-out' }>['by'];

/** The stages that failed the run, the one that failed first in front. */
export function failedStages({ stages }: Pick<RunRecord, 'stages'>): readonly StageRecord[] {
  return stages
    .filter(stage => hasFailed(stage) && !stage.optional)
    .sort((a, b) => endMs(a) - endMs(b));
}

function endMs({ startMs = 0, durationMs = 0 }: StageRecord): number {
  return startMs + durationMs;
}

/** What each stage was skipped for, by id; one with a reason of its own is not among them. */
export function blames({ stages }: Pick<RunRecord, 'stages'>): ReadonlyMap<string, Blame> {
  const byId = new Map(stages.map(stage => [stage.id, stage]));
  return new Map(
    stages.flatMap((stage): [string, Blame][] => {
      const blame = stage.status === 'skipped' ? blameOf(stage, byId, new Set()) : undefined;
      return blame === undefined ? [] : [[stage.id, blame]];
    }),
  );
}

/** Follows what a stage was waiting for to the first one that did not run for a reason of its own. */
function blameOf(
  { reason }: StageRecord,
  byId: ReadonlyMap<string, StageRecord>,
  seen: Set<string>,
): Blame | undefined {
  if (reason?.kind === 'interrupted') return { kind: 'interrupted' };
  if (reason?.kind === 'left-out') return { kind: 'left-out', by: reason.by };
  const other = byId.get(otherIn(reason) ?? '');
  if (other === undefined || seen.has(other.id)) return undefined;
  if (hasFailed(other)) return { kind: 'failed', stage: other.id };
  const blame = blameOf(other, byId, seen.add(other.id));
  const isHandedOn = blame !== undefined && blame.kind !== 'left-out';
  return isHandedOn ? blame : { kind: 'not-run', stage: other.id };
}

/** The stage for whose sake another one did not run, or not to its end. */
function otherIn(reason: StageReason | undefined): string | undefined {
  switch (reason?.kind) {
    case 'needs':
    case 'not-started-after':
    case 'ended-after':
      return reason.stage;
    default:
      return undefined;
  }
}
