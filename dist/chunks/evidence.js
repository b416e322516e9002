import { E as optional, O as pipe, T as object, n as boolean, s as finite, t as array, u as integer, w as number, y as minValue } from "./dist.js";
import { t as freeText } from "./free-text.js";
// src/record/evidence.ts
/** What a stage's tools left behind, in numbers: the `evidence` of a stage record. */
const count = pipe(number(), integer(), minValue(0));
const amount = pipe(number(), finite(), minValue(0));
/** A test and the time that it reports. */
const testTime = object({
	name: freeText,
	durationMs: amount
});
/** Tests, as their runner's JUnit XML has them. */
const tests = object({
	total: count,
	failed: count,
	skipped: count,
	/** What all tests report together; more than the stage took where they ran at the same time. */
	durationMs: amount,
	/** At most `MOST_TESTS`, the slowest first. */
	slowest: array(testTime)
});
/** A document of LaTeX, as the stage's log and LaTeX's own have it. */
const latex = object({
	/** How often each program ran, in the order of their first runs. */
	passes: array(object({
		program: freeText,
		count
	})),
	/** Whether latexmk decided which passes are needed. */
	usesLatexmk: boolean(),
	pages: optional(count),
	/** Citations and references that lead nowhere. */
	undefinedReferences: optional(count),
	/** LaTeX asked for another pass when it was last run: numbers in the document may be wrong. */
	wantsRerun: optional(boolean())
});
/** The schema of a stage's evidence. */
const stageEvidence = object({
	tests: optional(tests),
	latex: optional(latex)
});
const ENGINE = /^(?:xe|pdf|lua|up|p)?(?:la)?tex$/;
/** How often an engine of LaTeX ran, without BibTeX and what comes after the engine. */
function enginePasses({ passes }) {
	return passes.reduce((sum, { program, count }) => sum + (ENGINE.test(program) ? count : 0), 0);
}
export { stageEvidence as n, enginePasses as t };
