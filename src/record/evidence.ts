/** What a stage's tools left behind, in numbers: the `evidence` of a stage record. */
import * as v from 'valibot';
import { freeText } from './free-text.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** A test and the time that it reports. */
const testTime = v.object({ name: freeText, durationMs: amount });

/** Tests, as their runner's JUnit XML has them. */
const tests = v.object({
  total: count,
  failed: count,
  skipped: count,
  /** What all tests report together; more than the stage took where they ran at the same time. */
  durationMs: amount,
  /** At most `MOST_TESTS`, the slowest first. */
  slowest: v.array(testTime),
});

/** A document of LaTeX, as the stage's log and LaTeX's own have it. */
const latex = v.object({
  /** How often each program ran, in the order of their first runs. */
  passes: v.array(v.object({ program: freeText, count })),
  /** Whether latexmk decided which passes are needed. */
  usesLatexmk: v.boolean(),
  pages: v.optional(count),
  /** Citations and references that lead nowhere. */
  undefinedReferences: v.optional(count),
  /** LaTeX asked for another pass when it was last run: numbers in the document may be wrong. */
  wantsRerun: v.optional(v.boolean()),
});

/** The schema of a stage's evidence. */
export const stageEvidence = v.object({ tests: v.optional(tests), latex: v.optional(latex) });

/** Slow tests that are kept of a stage, in the run record as in the history. */
export const MOST_TESTS = 15;

/** What was found of a stage's evidence, and what was looked for in vain, as clauses. */
export interface FoundEvidence {
  /** Absent where there is none. */
  readonly evidence?: StageEvidence;
  readonly problems: readonly string[];
}

export type StageEvidence = v.InferOutput<typeof stageEvidence>;
export type TestTime = v.InferOutput<typeof testTime>;
export type TestNumbers = v.InferOutput<typeof tests>;
export type LatexNumbers = v.InferOutput<typeof latex>;

const ENGINE = /^(?:xe|pdf|lua|up|p)?(?:la)?tex$/;

/** How often an engine of LaTeX ran, without BibTeX and what comes after the engine. */
export function enginePasses({ passes }: Pick<LatexNumbers, 'passes'>): number {
  return passes.reduce((sum, { program, count }) => sum + (ENGINE.test(program) ? count : 0), 0);
}
