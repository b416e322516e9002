/** Notices about one stage: its log, its evidence, its requests to models. */
import * as v from 'valibot';
import { roomFault } from '../faults/folder-fault.ts';
import { freeText, structure } from '../free-text.ts';
import { evidenceProblem } from '../stage/evidence-problem.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

export const stageNotice = v.variant('kind', [
  v.object({ kind: v.literal('logs-elsewhere'), folder: freeText, fault: roomFault }),
  v.object({ kind: v.literal('logs-not-kept'), fault: roomFault }),
  /** Something deleted it while the stage ran. */
  v.object({ kind: v.literal('log-lost'), stage: structure }),
  /** Bytes left out between its head and its end. */
  v.object({ kind: v.literal('log-shortened'), stage: structure, bytes: amount }),
  /** Secrets could not be taken out of it. */
  v.object({
    kind: v.literal('log-not-redacted'),
    stage: structure,
    isRemoved: v.boolean(),
    cause: freeText,
  }),
  v.object({ kind: v.literal('evidence'), stage: structure, problem: evidenceProblem }),
  /** A stage that should have used the LLM proxy passed without. */
  v.object({
    kind: v.literal('llm-unused'),
    stage: structure,
    why: v.picklist(['all-refused', 'listings-only', 'no-request']),
  }),
]);

export type LlmUnused = Extract<StageNotice, { kind: 'llm-unused' }>['why'];
export type StageNotice = v.InferOutput<typeof stageNotice>;
