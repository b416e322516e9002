/** What happens in a run, as facts; listeners choose the words. */
import type { LlmProgress } from '../../llm/counter.ts';
import type { Stage } from '../../pipeline/types.ts';
import type { Notice } from '../../record/facts/notice/notice.ts';
import type { StageRecord } from '../../record/run-record.ts';

export type RunEvent =
  | { readonly kind: 'stage-started'; readonly stage: Stage; readonly logPath: string }
  | {
      readonly kind: 'stage-retried';
      readonly stage: Stage;
      readonly attempt: number;
      readonly exitCode?: number;
    }
  /** A command asked to hide this value. */
  | { readonly kind: 'mask'; readonly value: string }
  /** Also for stages that never started; `logPath` where there is a log. */
  | { readonly kind: 'stage-ended'; readonly record: StageRecord; readonly logPath?: string }
  /** Stages that look slower run again, which takes this long at most. */
  | { readonly kind: 'confirming'; readonly stages: readonly Stage[]; readonly budgetMs: number }
  | LlmProgress
  /** Something was lost that does not fail the run. */
  | { readonly kind: 'notice'; readonly notice: Notice };

/** Told of everything in order; must not throw. */
export type Listener = (event: RunEvent) => void;
