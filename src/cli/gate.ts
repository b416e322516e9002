/** Gates in the terminal. */
import { gateFailure } from '../analysis/gates.ts';
import type { FailOn } from '../pipeline/choices.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { Print } from './console.ts';

/** Whether the run trips its gate, with the sentence that says how. */
export function tripsGate(record: RunRecord, failOn: FailOn, print: Print): boolean {
  const failure = gateFailure(record, failOn);
  if (failure !== undefined) print.error(`${failure}\n`);
  return failure !== undefined;
}
