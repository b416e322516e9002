/** Notices about what is published of a run. */
import * as v from 'valibot';
import { commentFault, forkFault, gitHubFailure } from '../faults/github-failure.ts';
import { freeText, structure } from '../free-text.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** Why a PDF was not uploaded. */
const documentFault = v.variant('why', [
  /** All together may have so many bytes; the smallest go first. */
  v.object({ why: v.literal('too-large'), mostBytes: amount }),
  v.object({ why: v.literal('too-many'), most: amount }),
  /** While it was copied. */
  v.object({ why: v.literal('changed') }),
  v.object({ why: v.literal('late'), limitMs: amount }),
  v.object({ why: v.literal('failed'), cause: freeText }),
]);

export const publishingNotice = v.variant('kind', [
  v.object({ kind: v.literal('no-comment'), fault: commentFault }),
  v.object({ kind: v.literal('no-check-run'), failure: gitHubFailure }),
  v.object({ kind: v.literal('labels-unread'), failure: gitHubFailure }),
  /** A run of a fork left no report for the workflow that comments. */
  v.object({ kind: v.literal('no-fork-report'), fault: forkFault }),
  /** The workflow that comments says nothing of a run of a fork. */
  v.object({ kind: v.literal('fork-not-commented'), fault: forkFault }),
  /** An output, or state for the post step, that the runner did not get. */
  v.object({
    kind: v.literal('not-handed-over'),
    what: v.picklist(['output', 'state']),
    name: structure,
    cause: freeText,
  }),
  v.object({ kind: v.literal('no-artifact-in-time'), limitMs: amount }),
  /** This run has no more rights than one of a fork. */
  v.object({ kind: v.literal('logs-withheld') }),
  v.object({ kind: v.literal('log-too-large'), file: structure, bytes: amount, mostBytes: amount }),
  /** These PDFs are no artifacts of the run. */
  v.object({
    kind: v.literal('documents-not-uploaded'),
    files: v.array(structure),
    fault: documentFault,
  }),
  v.object({ kind: v.literal('no-summary') }),
  v.object({ kind: v.literal('no-report') }),
  /** What stands in the report directory is of another run. */
  v.object({ kind: v.literal('foreign-report'), folder: freeText }),
]);
export type DocumentFault = v.InferOutput<typeof documentFault>;
export type PublishingNotice = v.InferOutput<typeof publishingNotice>;
export type NotHandedOver = Extract<PublishingNotice, { readonly kind: 'not-handed-over' }>;
