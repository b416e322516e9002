/** How long the documents are that a run made. */
import type { RunRecord, StageRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { counted } from '../../record/text.ts';

/** The document of a stage. */
export interface PageCount {
  readonly name: string;
  /** `31 pages, 24 before`; `31 pages` where they are as many, or nobody knows how many there were. */
  readonly text: string;
}

/** Of every stage that made a document; before is the newest run of the history that made it too. */
export function pageCounts(record: RunRecord, history: readonly RunRecord[]): readonly PageCount[] {
  const earlier = history.filter(
    ({ run }) => run.id !== record.run.id || run.attempt !== record.run.attempt,
  );
  return record.stages.flatMap(stage => {
    const pages = pagesOf(stage);
    if (pages === undefined) return [];
    const before = earlier
      .flatMap(run => run.stages.filter(({ id }) => id === stage.id).map(pagesOf))
      .findLast(count => count !== undefined);
    const hasMoved = before !== undefined && before !== pages;
    const text = `${counted(pages, 'page')}${hasMoved ? `, ${before} before` : ''}`;
    return [{ name: stageName(stage), text }];
  });
}

function pagesOf({ status, evidence }: StageRecord): number | undefined {
  return status === 'passed' ? evidence?.latex?.pages : undefined;
}
