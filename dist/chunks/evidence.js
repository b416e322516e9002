import { E as optional, T as object, f as integer, k as pipe, l as finite, r as boolean, t as array, w as number, x as minValue } from "./dist.js";
import { i as structure, t as freeText } from "./free-text.js";
// src/record/evidence.ts
const count = pipe(number(), integer(), minValue(0));
const amount = pipe(number(), finite(), minValue(0));
const testTime = object({
	name: freeText,
	durationMs: amount,
	id: optional(structure)
});
const failedTest = object({
	name: freeText,
	message: optional(freeText),
	file: optional(freeText),
	line: optional(count)
});
const timesLeftOut = object({
	tooLong: count,
	longestMs: amount,
	unreadable: count
});
const tests = object({
	total: count,
	failed: count,
	skipped: count,
	durationMs: amount,
	slowest: array(testTime),
	failures: optional(array(failedTest)),
	timesLeftOut: optional(timesLeftOut),
	isTorn: optional(boolean())
});
const latexError = object({
	message: freeText,
	file: optional(freeText),
	line: optional(count),
	source: optional(freeText)
});
const latex = object({
	passes: array(object({
		program: freeText,
		count
	})),
	usesLatexmk: boolean(),
	pages: optional(count),
	outputBytes: optional(count),
	undefinedReferences: optional(count),
	undefinedKeys: optional(array(freeText)),
	multiplyDefined: optional(count),
	multiplyDefinedKeys: optional(array(freeText)),
	wantsRerun: optional(boolean()),
	error: optional(latexError),
	unsettled: optional(object({
		program: freeText,
		files: array(freeText)
	}))
});
const stageEvidence = object({
	tests: optional(tests),
	latex: optional(latex)
});
const ENGINE = /^(?:xe|pdf|lua|dvilua|up|p|e)?(?:la)?tex(?:-dev)?$|^tectonic$/;
function enginePasses({ passes }) {
	return passes.reduce((sum, { program, count }) => sum + (ENGINE.test(program) ? count : 0), 0);
}
export { stageEvidence as i, failedTest as n, latexError as r, enginePasses as t };
