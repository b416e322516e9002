/** What a stage's tools left behind, in numbers: the `evidence` of a stage record. */
import * as v from 'valibot';
import { freeText, structure } from './facts/free-text.ts';
import type { EvidenceProblem } from './facts/stage/evidence-problem.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** A test and the time that it reports. */
const testTime = v.object({
  /** To be shown: shortened, and of visible characters. */
  name: freeText,
  durationMs: amount,
  /** Hash of its name, class, suites and file as they are written: the same test in every run. */
  id: v.optional(structure),
});

/** A test that failed, in the last run of the stage. */
export const failedTest = v.object({
  /** To be shown, as those of `testTime` are. */
  name: freeText,
  /** The first line of what it says. */
  message: v.optional(freeText),
  /** Where it failed, as its runner names it. */
  file: v.optional(freeText),
  line: v.optional(count),
});

/** Times of tests that are in no sum and no list. */
const timesLeftOut = v.object({
  /** How many are longer than their stage took. */
  tooLong: count,
  /** The longest of these, in ms; 0 where there are none. */
  longestMs: amount,
  /** How many are no times: `NaN`, negative ones, words. */
  unreadable: count,
});

/** Tests, as their runner's JUnit XML has them. */
const tests = v.object({
  total: count,
  failed: count,
  skipped: count,
  /** What all tests report together; more than the stage took where they ran at the same time. */
  durationMs: amount,
  /** At most `MOST_TESTS`, the slowest first. */
  slowest: v.array(testTime),
  /** At most `MOST_FAILURES`, in the order of the file; kept with the run, not in the history. */
  failures: v.optional(v.array(failedTest)),
  /** Absent where every time counts. */
  timesLeftOut: v.optional(timesLeftOut),
  /** The file ends too early, or an element of it is not closed: there may have been more tests. */
  isTorn: v.optional(v.boolean()),
});

/** What TeX stopped at. */
export const latexError = v.object({
  /** `Undefined control sequence`. */
  message: freeText,
  /** As TeX names it; absent where the log does not say. */
  file: v.optional(freeText),
  line: v.optional(count),
  /** The end of what it had read of the line. */
  source: v.optional(freeText),
});

/** A document of LaTeX, as the stage's log and LaTeX's own have it. */
const latex = v.object({
  /** How often each program ran, in the order of their first runs. */
  passes: v.array(v.object({ program: freeText, count })),
  /** Whether latexmk decided which passes are needed. */
  usesLatexmk: v.boolean(),
  pages: v.optional(count),
  /** In bytes, as the engine says it; that of an `.xdv` or `.dvi` where that is what it wrote. */
  outputBytes: v.optional(count),
  /** Citations and references that lead nowhere, each key once. */
  undefinedReferences: v.optional(count),
  /** The first of them, at most `MOST_KEYS`; kept with the run, not in the history. */
  undefinedKeys: v.optional(v.array(freeText)),
  /** Labels and citations that are defined more than once, each key once. */
  multiplyDefined: v.optional(count),
  /** The first of them, as above. */
  multiplyDefinedKeys: v.optional(v.array(freeText)),
  /** LaTeX asked for another pass when it was last run: numbers in the document may be wrong. */
  wantsRerun: v.optional(v.boolean()),
  /** The first error of the last document; kept with the run, not in the history. */
  error: v.optional(latexError),
  /** latexmk made as many passes as it is allowed to, and files still changed. */
  unsettled: v.optional(
    v.object({
      /** The program it gave up on. */
      program: freeText,
      /** What changed in the last passes, as latexmk names it; empty where it did not say. */
      files: v.array(freeText),
    }),
  ),
});

/** The schema of a stage's evidence. */
export const stageEvidence = v.object({ tests: v.optional(tests), latex: v.optional(latex) });

/** Slow tests that are kept of a stage, in the run record as in the history. */
export const MOST_TESTS = 15;

/** Failed tests that are kept of a stage. */
export const MOST_FAILURES = 5;

/** Keys of a document that are kept by name, of each kind. */
export const MOST_KEYS = 5;

/** What was found of a stage's evidence, and what is wrong with what was looked for. */
export interface FoundEvidence {
  /** Absent where there is none. */
  readonly evidence?: StageEvidence;
  readonly problems: readonly EvidenceProblem[];
}

export type StageEvidence = v.InferOutput<typeof stageEvidence>;
export type TestTime = v.InferOutput<typeof testTime>;
export type FailedTest = v.InferOutput<typeof failedTest>;
export type TestNumbers = v.InferOutput<typeof tests>;
export type LatexNumbers = v.InferOutput<typeof latex>;
export type LatexError = NonNullable<LatexNumbers['error']>;

const ENGINE = /^(?:xe|pdf|lua|dvilua|up|p|e)?(?:la)?tex(?:-dev)?$|^tectonic$/;

/** How often an engine of LaTeX ran, without BibTeX and what comes after the engine. */
export function enginePasses({ passes }: Pick<LatexNumbers, 'passes'>): number {
  return passes.reduce((sum, { program, count }) => sum + (ENGINE.test(program) ? count : 0), 0);
}
