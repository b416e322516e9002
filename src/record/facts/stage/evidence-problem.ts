/** What is wrong with the evidence of a stage. */
import * as v from 'valibot';
import { freeText, structure } from '../free-text.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** Why a file gave nothing, before anything was read of it. */
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

/**
 * What a parser of any format may find; `incomplete`, `lacks-files` and `times-left-out` leave the other numbers
 * standing. What is said of no other format stays here too: `other-root`, `two-roots` and `torn` of XML.
 */
const parserProblem = v.variant('kind', [
  v.object({ kind: v.literal('other-format') }),
  /** More than any tool writes. */
  v.object({
    kind: v.literal('beyond-bounds'),
    what: v.picklist(['depth', 'attributes', 'tests']),
    limit: count,
  }),
  /** The file breaks off. */
  v.object({
    kind: v.literal('incomplete'),
    /** Tests that it holds. */
    found: count,
    /** Tests that it announces; absent where it does not get to that. */
    planned: v.optional(count),
    /** Why, in the words of who wrote it. */
    said: v.optional(freeText),
  }),
  v.object({
    kind: v.literal('times-left-out'),
    times: v.object({ tooLong: count, longestMs: amount, unreadable: count }),
    stageMs: amount,
  }),
  /** The document was made without these files, and `more`: LaTeX did not find them, and went on. */
  v.object({
    kind: v.literal('lacks-files'),
    files: v.pipe(v.array(freeText), v.minLength(1)),
    more: v.optional(count),
  }),
  v.object({ kind: v.literal('other-root'), root: freeText }),
  v.object({ kind: v.literal('two-roots'), line: count }),
  /** The element is not closed where its parent is, or where the file ends. */
  v.object({ kind: v.literal('torn'), element: freeText, line: count, column: count }),
]);

/** A problem with the evidence of a stage. */
export const evidenceProblem = v.object({
  /** The key of the file's format in the definition; `output` is what the stage printed. */
  source: structure,
  /** Relative to the pipeline's root; absent for `output`. */
  path: v.optional(structure),
  problem: v.variant('kind', [fileProblem, parserProblem]),
});

export type FileProblem = v.InferOutput<typeof fileProblem>;
export type ParserProblem = v.InferOutput<typeof parserProblem>;
export type EvidenceProblem = v.InferOutput<typeof evidenceProblem>;
