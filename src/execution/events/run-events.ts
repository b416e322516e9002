/** What happens in a run, as facts; listeners choose the words. */
import type { LlmProgress } from '../../llm/counter.ts';
import type { Stage } from '../../pipeline/types.ts';
import type { CacheNotice } from '../../record/facts/cache-notice.ts';
import type { NotStored } from '../../record/facts/not-stored.ts';
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
  | LlmProgress
  /** Something was lost that does not fail the run. */
  | { readonly kind: 'notice'; readonly message: string }
  | { readonly kind: 'notice'; readonly notice: LossNotice };

/** What of caches and results was lost. */
export type LossNotice =
  | CacheNotice
  | { readonly kind: 'result-not-stored'; readonly stage: string; readonly why: NotStored };

/** An event whose notice is in words. */
export type SpokenEvent = Exclude<RunEvent, { readonly notice: LossNotice }>;

/** Told of everything in order, notices in words; must not throw. */
export type SpokenListener = (event: SpokenEvent) => void;

/** Told of everything in order; must not throw. */
export type Listener = (event: RunEvent) => void;
