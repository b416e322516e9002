/** What is wrong with the evidence of a stage. */
import * as v from 'valibot';
import { freeText, structure } from '../free-text.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** Why a file gave nothing. */
const fileProblem = v.variant('kind', [
  v.object({ kind: v.literal('missing') }),
  /** Nobody wrote it while the stage ran. */
  v.object({ kind: v.literal('stale') }),
  v.object({ kind: v.literal('no-file'), what: v.picklist(['folder', 'other']) }),
  v.object({ kind: v.literal('empty') }),
  v.object({ kind: v.literal('too-large'), limitBytes: amount }),
  /** The operating system's own words. */
  v.object({ kind: v.literal('system'), message: freeText }),
]);

/** What is wrong with a JUnit file; `torn` and `times-left-out` leave its other numbers standing. */
const junitProblem = v.variant('kind', [
  fileProblem,
  v.object({ kind: v.literal('no-xml') }),
  v.object({ kind: v.literal('other-root'), root: freeText }),
  v.object({ kind: v.literal('two-roots'), line: count }),
  v.object({
    kind: v.literal('beyond-bounds'),
    what: v.picklist(['depth', 'attributes', 'tests']),
    limit: count,
  }),
  /** The element is not closed where its parent is, or where the file ends. */
  v.object({ kind: v.literal('torn'), element: freeText, line: count, column: count }),
  v.object({
    kind: v.literal('times-left-out'),
    times: v.object({ tooLong: count, longestMs: amount, unreadable: count }),
    stageMs: amount,
  }),
]);

/** What is wrong with a log of LaTeX. */
const latexProblem = v.variant('kind', [
  fileProblem,
  v.object({ kind: v.literal('no-log') }),
  v.object({ kind: v.literal('not-written') }),
]);

/** A problem with the evidence of a stage; paths are relative to the pipeline's root. */
export const evidenceProblem = v.variant('source', [
  v.object({ source: v.literal('junit'), path: structure, problem: junitProblem }),
  v.object({ source: v.literal('latex'), path: v.optional(structure), problem: latexProblem }),
]);

export type FileProblem = v.InferOutput<typeof fileProblem>;
export type JunitProblem = v.InferOutput<typeof junitProblem>;
export type LatexProblem = v.InferOutput<typeof latexProblem>;
export type EvidenceProblem = v.InferOutput<typeof evidenceProblem>;
