#!/usr/bin/env node
import { n as CONFIRMS, o as wordsOf, r as FAIL_ON } from "./chunks/choices.js";
import { t as outliveFaults } from "./chunks/last-resort.js";
import { parseArgs } from "node:util";
// src/cli/arguments.ts
/** The command line: verbs, their options, and what to say when they do not fit. */
const VERBS = [
	"run",
	"plan",
	"explain",
	"check",
	"init",
	"report",
	"compare",
	"history"
];
const usage = `Usage: stagetime VERB [FILE] [options]

Verbs
  run       run the pipeline, measure its stages, write the report
  plan      print order, expected times and what would run; run nothing
  explain   print why a stage would run, or be reused: explain STAGE [FILE]
  check     print what is wrong with the definition
  init      write a definition for what was detected here
  report    render a run record (run.json) again
  compare   judge a run record by a history: compare [RUN.json [HISTORY.json]]
  history   print the stored runs, and the lasting steps in their times

FILE is the definition (for report and compare: the run record; for history: the history). Without
it stagetime.yml or .github/stagetime.yml is read, or the pipeline is detected.

Options
  --concurrency N      stages that may run at once
  --only IDS           only these stages or tags, with what they need
  --skip IDS           without these stages or tags
  --force              run every stage, also those whose inputs did not change
  --no-wait            do not wait for another run in this folder, end at once
  --keep-going         do not end the run at the first failure
  --fail-on WHAT       fail for a regression, a budget or any of both; never is the default
  --confirm HOW        run again what looks slower: off, rerun or paired (with the commit before);
                       rerun where --fail-on asks for regressions, else off
  --baseline FILE      history to compare with and to take expected times from
  --report-dir DIR     where the report goes (.stagetime)
  --json               print the result as JSON
  -h, --help           this text

Exit codes: 0 fine, 1 a required stage failed, 2 the definition or an argument is wrong, 3 a gate
(--fail-on) tripped, 4 another run is in the folder, 130 interrupted.
`;
/** For each verb the options that mean something to it. */
const ALLOWED = {
	run: [
		"concurrency",
		"only",
		"skip",
		"force",
		"no-wait",
		"keep-going",
		"fail-on",
		"confirm",
		"baseline",
		"report-dir",
		"json"
	],
	plan: [
		"concurrency",
		"only",
		"skip",
		"force",
		"baseline",
		"report-dir",
		"json"
	],
	explain: ["report-dir", "json"],
	check: ["json"],
	init: [],
	report: ["report-dir", "json"],
	compare: [
		"fail-on",
		"baseline",
		"report-dir",
		"json"
	],
	history: ["report-dir", "json"]
};
/** Reads the arguments after the program's name. */
function parseArguments(args) {
	let parsed;
	try {
		parsed = parse(args);
	} catch (error) {
		return invalid(error.message);
	}
	const { values, positionals } = parsed;
	const [verb, ...rest] = positionals;
	const [stage, file, ...others] = verb === "explain" ? rest : [void 0, ...rest];
	const [second, ...more] = verb === "compare" ? others : [void 0, ...others];
	if (values.help === true || verb === void 0 && args.length === 0) return { kind: "help" };
	if (verb === void 0 || !isVerb(verb)) return invalid(`${verb === void 0 ? "no verb" : `unknown verb ${JSON.stringify(verb)}`}: use ${VERBS.join(", ")}`);
	if (verb === "explain" && stage === void 0) return invalid("`explain` needs a STAGE");
	if (more.length > 0) return invalid(`one FILE at most, not ${more.length + 1}`);
	const foreign = Object.keys(values).find((option) => !ALLOWED[verb].includes(option));
	if (foreign !== void 0) return invalid(`\`${verb}\` has no option --${foreign}`);
	const concurrency = values.concurrency === void 0 ? void 0 : Number(values.concurrency);
	if (concurrency !== void 0 && !(Number.isInteger(concurrency) && concurrency >= 1)) return invalid(`--concurrency must be a whole number from 1, not ${JSON.stringify(values.concurrency)}`);
	const failOn = FAIL_ON.find((known) => known === values["fail-on"]);
	if (failOn === void 0 && values["fail-on"] !== void 0) return notAmong("fail-on", FAIL_ON, values["fail-on"]);
	const confirm = CONFIRMS.find((known) => known === values.confirm);
	if (confirm === void 0 && values.confirm !== void 0) return notAmong("confirm", CONFIRMS, values.confirm);
	const baseline = values.baseline ?? second;
	return {
		kind: "verb",
		verb,
		options: {
			only: splitList(values.only),
			skip: splitList(values.skip),
			keepGoing: values["keep-going"] === true,
			force: values.force === true,
			noWait: values["no-wait"] === true,
			json: values.json === true,
			...stage !== void 0 && { stage },
			...file !== void 0 && { file },
			...concurrency !== void 0 && { concurrency },
			...failOn !== void 0 && { failOn },
			...confirm !== void 0 && { confirm },
			...baseline !== void 0 && { baseline },
			...values["report-dir"] !== void 0 && { reportDir: values["report-dir"] }
		}
	};
}
function parse(args) {
	return parseArgs({
		args: [...args],
		allowPositionals: true,
		options: {
			concurrency: { type: "string" },
			only: {
				type: "string",
				multiple: true
			},
			skip: {
				type: "string",
				multiple: true
			},
			force: { type: "boolean" },
			"no-wait": { type: "boolean" },
			"keep-going": { type: "boolean" },
			"fail-on": { type: "string" },
			confirm: { type: "string" },
			baseline: { type: "string" },
			"report-dir": { type: "string" },
			json: { type: "boolean" },
			help: {
				type: "boolean",
				short: "h"
			}
		}
	});
}
function splitList(values) {
	return (values ?? []).flatMap((value) => value.split(",")).map((value) => value.trim()).filter(Boolean);
}
function isVerb(text) {
	return VERBS.includes(text);
}
function notAmong(option, choices, written) {
	return invalid(`--${option} must be ${wordsOf(choices)}, not ${JSON.stringify(written)}`);
}
function invalid(problem) {
	return {
		kind: "invalid",
		problem: `stagetime: ${problem}\n  remedy: see \`stagetime --help\``
	};
}
// src/cli.ts
/** The terminal's entry: reads the arguments, hands over to a verb, exits with its code. */
outliveFaults((message) => process.stderr.write(`${message}\n`));
const parsed = parseArguments(process.argv.slice(2));
switch (parsed.kind) {
	case "help":
		process.stdout.write(usage);
		break;
	case "invalid":
		process.stderr.write(`${parsed.problem}\n`);
		process.exitCode = 2;
		break;
	case "verb": {
		const { runVerb } = await import("./chunks/verbs.js");
		process.exitCode = await runVerb(parsed.verb, parsed.options);
	}
}
export {};
