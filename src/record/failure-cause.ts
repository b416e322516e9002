/** Why a stage failed, as far as its tools and its log say: a fact of a run record. */
import * as v from 'valibot';
import { failedTest, latexError, MOST_FAILURES } from './evidence.ts';
import { freeText, logText } from './facts/free-text.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The schema of `stages[].cause`: the first thing that went wrong, by who says so. */
export const failureCause = v.variant('kind', [
  /** Its tests; `failed` counts those that are not named too. */
  v.object({
    kind: v.literal('tests'),
    failures: v.pipe(v.array(failedTest), v.minLength(1), v.maxLength(MOST_FAILURES)),
    failed: count,
  }),
  v.object({ kind: v.literal('latex'), error: latexError }),
  /** A line of its log, and where in the sources what it says came up. */
  v.object({
    kind: v.literal('log'),
    line: logText,
    place: v.optional(v.object({ file: freeText, line: count })),
  }),
]);

export type FailureCause = v.InferOutput<typeof failureCause>;
