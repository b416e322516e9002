import { n as CONFIRMS, o as wordsOf, r as FAIL_ON } from "./choices.js";
// src/cli/command-line/verb-table.ts
const OPTIONS = {
	concurrency: {
		value: "N",
		help: "stages that may run at once"
	},
	only: {
		value: "IDS",
		help: "only these stages or tags, with what they need"
	},
	skip: {
		value: "IDS",
		help: "without these stages or tags"
	},
	force: { help: "run every stage, also those whose inputs did not change" },
	"no-wait": { help: "do not wait for another run in this folder, end at once" },
	setup: { help: "run the setups that need root rights, too, where what they provide is missing" },
	"keep-going": { help: "do not end the run at the first failure" },
	"fail-on": {
		value: "WHAT",
		help: `what fails a run whose stages passed: ${wordsOf(FAIL_ON)}; never is the default`
	},
	confirm: {
		value: "HOW",
		help: `how a suspected slowdown is confirmed: ${wordsOf(CONFIRMS)}; rerun where --fail-on asks for regressions, else off`
	},
	baseline: {
		value: "FILE",
		help: "history to compare with and to take expected times from"
	},
	"report-dir": {
		value: "DIR",
		help: "report directory; .stagetime beside the definition"
	},
	"cache-dir": {
		value: "DIR",
		help: "where caches and stored results are, for several clones of a project; STAGETIME_CACHE_DIR, else the report directory, is the default"
	},
	project: {
		value: "NAME",
		help: "of several projects, the one that init writes the pipeline of"
	},
	json: { help: "print the result as JSON" }
};
const VERBS = {
	run: {
		operands: "[FILE]",
		help: "run the pipeline, measure its stages, write the report",
		options: [
			"concurrency",
			"only",
			"skip",
			"force",
			"setup",
			"no-wait",
			"keep-going",
			"fail-on",
			"confirm",
			"baseline",
			"report-dir",
			"cache-dir",
			"json"
		]
	},
	plan: {
		operands: "[FILE]",
		help: "print order, expected times and what would run; run nothing",
		options: [
			"concurrency",
			"only",
			"skip",
			"force",
			"baseline",
			"report-dir",
			"cache-dir",
			"json"
		]
	},
	explain: {
		operands: "STAGE [FILE]",
		help: "print why a stage would run or be reused",
		options: [
			"report-dir",
			"cache-dir",
			"json"
		]
	},
	check: {
		operands: "[FILE]",
		help: "print everything that is wrong with the definition, with line and remedy",
		options: ["json"]
	},
	init: {
		operands: "[FILE]",
		help: "write a definition for what was detected",
		options: ["project"]
	},
	report: {
		operands: "[RUN.json]",
		help: "render a run record again, beside it",
		options: ["report-dir", "json"]
	},
	compare: {
		operands: "[RUN.json [HISTORY.json]]",
		help: "judge a run record by a history",
		options: [
			"fail-on",
			"baseline",
			"report-dir",
			"json"
		]
	},
	history: {
		operands: "[HISTORY.json]",
		help: "print the stored runs, newest first, and when stages became lastingly slower or faster",
		options: ["report-dir", "json"]
	}
};
const VERB_NAMES = Object.keys(VERBS);
export { VERBS as n, VERB_NAMES as r, OPTIONS as t };
