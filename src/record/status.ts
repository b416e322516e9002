/** What a stage is called, whether it failed, and what that means for others. */
import type { StageRecord } from './run-record.ts';
import { oneLine } from './text.ts';

/** Whether the stage was executed and did not do what it was for. */
export function hasFailed(stage: StageRecord): boolean {
  return stage.status === 'failed' || stage.status === 'timed-out';
}

/**
 * Whether what needs a stage may go on when it has ended so; `nothingToDo`: its command said that there
 * is nothing to do.
 */
export function satisfies(
  status: StageRecord['status'],
  { optional, nothingToDo }: { readonly optional: boolean; readonly nothingToDo: boolean },
): boolean {
  if (status === 'passed' || status === 'reused' || nothingToDo) return true;
  return optional && (status === 'failed' || status === 'timed-out');
}

const LONGEST_NAME = 80;

/** The stage's name as one line of visible text; its id where it has none. */
export function stageName({ name, id }: Pick<StageRecord, 'id' | 'name'>): string {
  return oneLine(name, LONGEST_NAME) || oneLine(id, LONGEST_NAME) || '(unnamed)';
}
