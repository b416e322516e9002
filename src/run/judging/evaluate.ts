/** What follows when the stages are over: the comparison with the history, and its confirmation. */
import type { LoadedHistory } from '../../baseline/store.ts';
import type { Pipeline } from '../../pipeline/types.ts';
import type { OnNotice } from '../../record/facts/notice/notice.ts';
import { ofSameJob } from '../../record/history.ts';
import type { RunRecord, StageRecord } from '../../record/run-record.ts';
import type { BaselineChoice } from '../stores/history-store.ts';
import { type Acceptance, type Judged, judge } from './compare-run.ts';
import type { Confirming } from './confirm.ts';

/** What further runs add to the record of a stage. */
export type Further = Pick<StageRecord, 'confirmations' | 'notPaired'>;

/** What is known of a run only afterwards. */
export interface Evaluation {
  readonly judged: Judged;
  /** Further runs of suspicious stages, by id. */
  readonly confirmations: ReadonlyMap<string, Further>;
  /** The runs that it was compared with. */
  readonly history: readonly RunRecord[];
}

/** Nothing is known yet. */
export const NOT_EVALUATED: Evaluation = { judged: {}, confirmations: new Map(), history: [] };

export interface EvaluateOptions {
  readonly pipeline: Pipeline;
  readonly baseline: BaselineChoice;
  readonly acceptance?: Acceptance | undefined;
  readonly loaded: LoadedHistory;
  readonly confirming: Confirming | undefined;
  readonly signal: AbortSignal;
  readonly onNotice: OnNotice;
  /** Told what is known so far, before suspicions are confirmed, which takes a while. */
  readonly onJudged: (known: Evaluation) => void;
}

/** Judges a run, puts its suspicions to the test, and judges it again with what came of that. */
export async function evaluate(record: RunRecord, options: EvaluateOptions): Promise<Evaluation> {
  const { pipeline, baseline, acceptance, loaded, confirming, signal, onNotice } = options;
  const history = ofSameJob(loaded.history, record.run).runs;
  const judged = await judge(record, loaded, pipeline, baseline, acceptance);
  const first = { ...NOT_EVALUATED, judged, history };
  if (confirming === undefined) return first;
  options.onJudged(first);
  const settled = await confirming.settle({ ...record, ...judged }, loaded.history, signal);
  if (settled.stages.size === 0) return first;
  const confirmations = new Map<string, Further>(
    [...settled.stages].flatMap(([id, { confirmations: runs, notPaired }]) =>
      runs.length === 0
        ? []
        : [[id, { confirmations: [...runs], ...(notPaired && { notPaired }) }] as const],
    ),
  );
  const again = withConfirmations(record, confirmations);
  const final = await judge(again, loaded, pipeline, baseline, acceptance);
  const { suspicionsOf } = await import('../../analysis/verdict/suspicions.ts');
  const open = new Set(
    final.comparison && suspicionsOf(again, final.comparison).map(({ id }) => id),
  );
  for (const [id, { unsettled }] of settled.stages) {
    // Where the time was up, what had been run by then may have settled it all the same.
    if (unsettled !== undefined && open.has(id)) {
      onNotice({ kind: 'suspicion-stays', stage: id, why: unsettled });
    }
  }
  return { judged: { ...final, confirmationMs: settled.costMs }, confirmations, history };
}

/** The record with what further runs took. */
export function withConfirmations(
  record: RunRecord,
  confirmations: Evaluation['confirmations'],
): RunRecord {
  const stages = record.stages.map(stage => {
    const further = confirmations.get(stage.id);
    return further === undefined ? stage : { ...stage, ...further };
  });
  return { ...record, stages };
}
