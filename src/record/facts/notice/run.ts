/** Notices about a run as a whole. */
import * as v from 'valibot';
import { notConfirmed } from '../confirmation.ts';
import { refusal, roomFault } from '../faults/folder-fault.ts';
import { freeText, structure } from '../free-text.ts';
import { muteGate } from '../mute-gate.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What failed without failing a stage or the job. */
export const FAULTS = [
  /** All of what a run begins with beside its stages: caches, stored results, history. */
  'services',
  'live-output',
  'confirmation',
  'saving-caches',
  'whole-job',
  'comparison',
  'looking-around',
  'saving-run',
  'closing-caches',
  'clearing-confirmation',
  /** What stages left running may still run. */
  'ending-leftovers',
  'git-ignored',
  'write-watch',
  /** Of one stage. */
  'preparation',
  'snapshot',
  'preparing-again',
  'evidence',
  'ending-processes',
  'saving-result',
  'output-size',
  'model-access',
  'model-requests',
  'llm-proxy-start',
  /** Of models. */
  'llm-proxy',
  'llm-reply',
  'llm-replies',
  /** Of what is published. */
  'outputs',
  'annotations',
  'pull-request',
  'report',
  'summary',
  'artifact',
  'documents',
  'logs',
  /** The engine itself, in the run or beside it. */
  'engine',
  'engine-meanwhile',
] as const;

export const runNotice = v.variant('kind', [
  v.object({
    kind: v.literal('fault'),
    of: v.picklist(FAULTS),
    stage: v.optional(structure),
    cause: freeText,
  }),
  /** There is a commit, and git does not read it: nothing can be confirmed, nor dated by it. */
  v.object({ kind: v.literal('commit-unread'), cause: freeText }),
  /** Another run in this folder would not be seen. */
  v.object({ kind: v.literal('unguarded'), cause: freeText }),
  /** A folder of the engine's own is not used, or was emptied before the run. */
  v.object({ kind: v.literal('folder-refused'), refusal, isRemoved: v.boolean() }),
  v.object({ kind: v.literal('report-not-written'), folder: freeText, cause: freeText }),
  v.object({
    kind: v.literal('report-elsewhere'),
    folder: freeText,
    fault: v.optional(roomFault),
  }),
  /** A process that began here during the run, and of which nothing proves whose it is. */
  v.object({ kind: v.literal('stray-process'), pid: count, command: freeText }),
  /** A stage wrote to a file by which a step commands the runner. */
  v.object({ kind: v.literal('command-file'), file: structure, isUndone: v.boolean() }),
  /** A gate that somebody asked for could not trip, or did not. */
  v.object({ kind: v.literal('gate-mute'), why: muteGate }),
  /** Why a suspicion could not be put to the test. */
  v.object({ kind: v.literal('suspicion-stays'), stage: structure, why: notConfirmed }),
]);

export type Fault = (typeof FAULTS)[number];
export type RunNotice = v.InferOutput<typeof runNotice>;
