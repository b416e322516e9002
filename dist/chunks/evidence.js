import { C as object, E as pipe, S as number, n as boolean, s as finite, t as array, u as integer, w as optional, y as minValue } from "./dist.js";
import { i as structure, t as freeText } from "./free-text.js";
// src/record/evidence.ts
/** What a stage's tools left behind, in numbers: the `evidence` of a stage record. */
const count = pipe(number(), integer(), minValue(0));
const amount = pipe(number(), finite(), minValue(0));
/** A test and the time that it reports. */
const testTime = object({
	/** To be shown: shortened, and of visible characters. */
	name: freeText,
	durationMs: amount,
	/** Hash of its name, class, suites and file as they are written: the same test in every run. */
	id: optional(structure)
});
/** A test that failed, in the last run of the stage. */
const failedTest = object({
	/** To be shown, as those of `testTime` are. */
	name: freeText,
	/** The first line of what it says. */
	message: optional(freeText),
	/** Where it failed, as its runner names it. */
	file: optional(freeText),
	line: optional(count)
});
/** Times of tests that are in no sum and no list. */
const timesLeftOut = object({
	/** How many are longer than their stage took. */
	tooLong: count,
	/** The longest of these, in ms; 0 where there are none. */
	longestMs: amount,
	/** How many are no times: `NaN`, negative ones, words. */
	unreadable: count
});
/** Tests, as their runner's JUnit XML has them. */
const tests = object({
	total: count,
	failed: count,
	skipped: count,
	/** What all tests report together; more than the stage took where they ran at the same time. */
	durationMs: amount,
	/** At most `MOST_TESTS`, the slowest first. */
	slowest: array(testTime),
	/** At most `MOST_FAILURES`, in the order of the file; kept with the run, not in the history. */
	failures: optional(array(failedTest)),
	/** Absent where every time counts. */
	timesLeftOut: optional(timesLeftOut),
	/** The file ends too early, or an element of it is not closed: there may have been more tests. */
	isTorn: optional(boolean())
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
	/** In bytes, as the engine says it; that of an `.xdv` or `.dvi` where that is what it wrote. */
	outputBytes: optional(count),
	/** Citations and references that lead nowhere, each key once. */
	undefinedReferences: optional(count),
	/** Labels and citations that are defined more than once, each key once. */
	multiplyDefined: optional(count),
	/** LaTeX asked for another pass when it was last run: numbers in the document may be wrong. */
	wantsRerun: optional(boolean()),
	/** The first error of the last document; kept with the run, not in the history. */
	error: optional(object({
		/** `Undefined control sequence`. */
		message: freeText,
		/** As TeX names it; absent where the log does not say. */
		file: optional(freeText),
		line: optional(count),
		/** The end of what it had read of the line. */
		source: optional(freeText)
	})),
	/** latexmk made as many passes as it is allowed to, and files still changed. */
	unsettled: optional(object({
		/** The program it gave up on. */
		program: freeText,
		/** What changed in the last passes, as latexmk names it; empty where it did not say. */
		files: array(freeText)
	}))
});
/** The schema of a stage's evidence. */
const stageEvidence = object({
	tests: optional(tests),
	latex: optional(latex)
});
const ENGINE = /^(?:xe|pdf|lua|dvilua|up|p|e)?(?:la)?tex(?:-dev)?$|^tectonic$/;
/** How often an engine of LaTeX ran, without BibTeX and what comes after the engine. */
function enginePasses({ passes }) {
	return passes.reduce((sum, { program, count }) => sum + (ENGINE.test(program) ? count : 0), 0);
}
export { stageEvidence as n, enginePasses as t };
