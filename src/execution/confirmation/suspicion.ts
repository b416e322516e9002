/** What confirmation runs are asked for, and what becomes of it. */
import type { Confirm, Pipeline, Stage } from '../../pipeline/types.ts';
import type { NotConfirmed, NotPaired } from '../../record/facts/confirmation.ts';
import type { Confirmation } from '../../record/run-record.ts';
import type { StageContext } from '../stage/run-stage.ts';
import type { BaseSource } from './base.ts';
import type { Inspected } from './checkout.ts';
import type { Snapshots } from './snapshots.ts';

/** A stage that is to run again. */
export interface Suspicion {
  readonly stage: Stage;
  readonly mode: Exclude<Confirm, 'off'>;
  /** What it took in the run, in ms. */
  readonly durationMs: number;
  /** What there is to lose if the suspicion is right; the most goes first. */
  readonly atStakeMs: number;
}

/** A stage that nothing is said against, and what it took in the run, in ms. */
export interface Neighbour {
  readonly stage: Stage;
  readonly durationMs: number;
}

/** What became of a suspicion. */
export interface ConfirmedStage {
  readonly confirmations: readonly Confirmation[];
  /** Why there are no more; absent where it is settled. */
  readonly unsettled?: NotConfirmed;
  /** Why its runs are not in turns with the base commit, where they would have been. */
  readonly notPaired?: NotPaired;
}

export interface ConfirmationResult {
  /** Of every suspicion, by stage. */
  readonly stages: ReadonlyMap<string, ConfirmedStage>;
  /** All that confirming took, in ms. */
  readonly costMs: number;
}

/** A run that is about to start. */
export interface ConfirmationStart {
  readonly stage: Stage;
  readonly ref: Confirmation['ref'];
  readonly logPath: string;
}

export interface ConfirmOptions {
  readonly suspicions: readonly Suspicion[];
  /** For all of them together, in ms. */
  readonly budgetMs: number;
  /** Of the run that raised the suspicions. */
  readonly pipeline: Pipeline;
  readonly context: StageContext;
  readonly checkout: Promise<Inspected>;
  readonly snapshots: Snapshots;
  readonly base: BaseSource;
  /** Whether these runs settle the suspicion; asked before the first and after each, of a pair after both. */
  readonly judge: (stageId: string, confirmations: readonly Confirmation[]) => 'open' | 'settled';
  /** Runs that settle a suspicion: of the head alone, or of head and base each. */
  readonly turns: { readonly rerun: number; readonly paired: number };
  /** Stages to run again beside one that runs alone, the best first. */
  readonly controls: (stageId: string) => readonly Neighbour[];
  readonly onStart?: (start: ConfirmationStart) => void;
  /** Ends everything at once. */
  readonly signal: AbortSignal;
}
