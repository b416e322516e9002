/** A finished run beside its history: the comparison, and what its caches saved. */
import { relative } from 'node:path';
import type { LoadedHistory } from '../../baseline/store.ts';
import type { Pipeline } from '../../pipeline/types.ts';
import type { Accepted } from '../../record/facts/verdict-ground.ts';
import { ofSameJob } from '../../record/history.ts';
import type { RunRecord } from '../../record/run-record.ts';
import type { BaselineChoice } from '../stores/history-store.ts';

/** What is known of a run only with its history. */
export type Judged = Partial<
  Pick<RunRecord, 'advice' | 'baseline' | 'caches' | 'comparison' | 'confirmationMs'>
>;

/** Says who accepts every slowdown of the run, if anybody does; asked only where there is one. */
export type Acceptance = () => Promise<Accepted | undefined>;

/** Compares the run; the rooms that do so are loaded when the stages are over. */
export async function judge(
  record: RunRecord,
  loaded: LoadedHistory,
  pipeline: Pipeline,
  choice: BaselineChoice,
  acceptance?: Acceptance,
): Promise<Judged> {
  const [{ compare }, { hasSlowdown }, { withTimeSaved }, { ageDays }, { adviceFor }] =
    await Promise.all([
      import('../../analysis/verdict/compare.ts'),
      import('../../analysis/run-verdict.ts'),
      import('../../analysis/cache-savings.ts'),
      import('../../analysis/verdict/baseline-age.ts'),
      import('../../analysis/advice.ts'),
    ]);
  const { stages } = pipeline;
  const { history } = loaded;
  const own = ofSameJob(history, record.run).runs;
  const isUnreadable = isUnread(loaded, own.length);
  const options = { stages, isUnreadable };
  const comparison = compare(record, history, options);
  const accepted = hasSlowdown(comparison) ? await acceptance?.() : undefined;
  const advice = adviceFor(record, pipeline);
  const judged =
    accepted === undefined ? comparison : compare(record, history, { ...options, accepted });
  return {
    ...(advice.length > 0 && { advice: [...advice] }),
    baseline: {
      where: whereOf(choice),
      runs: own.length,
      ...(history.runs.length > own.length && { otherRuns: history.runs.length - own.length }),
      ...(loaded.kind === 'loaded' && { bytes: loaded.bytes }),
      ...(isUnreadable && { unreadable: true }),
      ...(own.length > 0 && { ageDays: ageDays(record, own) }),
    },
    caches: withTimeSaved({ ...record, comparison: judged }, own).caches,
    comparison: judged,
  };
}

/** Whether nobody knows what there is to compare with: all runs of this job may be among those that wait unread. */
function isUnread(loaded: LoadedHistory, ownRuns: number): boolean {
  if (loaded.kind === 'loaded') return loaded.unreadBeside !== undefined && ownRuns === 0;
  return loaded.kind === 'unreadable';
}

function whereOf(choice: BaselineChoice): string {
  switch (choice.kind) {
    case 'cache':
      return 'cache';
    case 'branch':
      return `branch ${choice.branch}`;
    case 'file':
      return relative(process.cwd(), choice.file);
  }
}
