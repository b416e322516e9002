/** What the judging of stages hands on to the judging of the run. */
import type { Judgement } from '../../record/comparison.ts';
import type { StageRecord } from '../../record/run-record.ts';
import type { Measured } from '../noise/significance.ts';
import type { Outcome } from './confirmation.ts';

/** What was found for a stage: its judgement, and what the makespan's judgement needs of it. */
export interface StageFinding {
  readonly id: string;
  readonly judgement: Judgement;
  readonly stage: StageRecord;
  readonly measured?: Measured;
  readonly outcome: Outcome;
}
