/** Gates in the terminal. */
import { trippedGate } from '../analysis/gates.ts';
import type { FailOn } from '../pipeline/choices.ts';
import type { RunRecord } from '../record/run-record.ts';
import { trippedGateWords } from '../reporting/words/verdict/gate.ts';
import type { Print } from './command-line/console.ts';

/** Whether the run trips its gate, with the sentence that says how. */
export function tripsGate(record: RunRecord, failOn: FailOn, print: Print): boolean {
  const gate = trippedGate(record, failOn);
  if (gate !== undefined) print.error(`${trippedGateWords(record, gate)}\n`);
  return gate !== undefined;
}
