#!/usr/bin/env node
import { n as CONFIRMS, o as wordsOf, r as FAIL_ON } from "./chunks/choices.js";
import { t as nearest } from "./chunks/nearest.js";
import { n as VERBS, r as VERB_NAMES, t as OPTIONS } from "./chunks/verb-table.js";
import { t as outliveFaults } from "./chunks/last-resort.js";
import { parseArgs } from "node:util";
import { readFileSync } from "node:fs";
// src/cli/command-line/arguments.ts
const PARSED = {
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
	setup: { type: "boolean" },
	"no-wait": { type: "boolean" },
	"keep-going": { type: "boolean" },
	"fail-on": { type: "string" },
	confirm: { type: "string" },
	baseline: { type: "string" },
	"report-dir": { type: "string" },
	"cache-dir": { type: "string" },
	project: { type: "string" },
	json: { type: "boolean" },
	help: {
		type: "boolean",
		short: "h"
	},
	version: { type: "boolean" }
};
function parseArguments(args) {
	let parsed;
	try {
		parsed = parse(args);
	} catch (error) {
		return notParsed(args, error);
	}
	const { values, positionals } = parsed;
	const [verb, ...operands] = positionals;
	if (values.version === true) return { kind: "version" };
	if (verb === "help") return helpFor(operands[0]);
	if (values.help === true || args.length === 0) return helpFor(verb);
	if (verb === void 0) return invalid(`no verb: use ${VERB_NAMES.join(", ")}`);
	if (!isVerb(verb)) return unknownVerb(verb);
	const foreign = Object.keys(values).find((name) => !optionsOf(verb).includes(name));
	if (foreign !== void 0) return invalid(`\`${verb}\` has no option --${foreign}`, verb);
	return argumentsOf(verb, operands, values);
}
function parse(args) {
	return parseArgs({
		args: [...args],
		allowPositionals: true,
		options: PARSED
	});
}
function notParsed(args, { message }) {
	const { tokens, positionals } = parseArgs({
		args: [...args],
		strict: false,
		tokens: true,
		options: PARSED
	});
	const [verb] = positionals;
	const of = verb !== void 0 && isVerb(verb) ? verb : void 0;
	for (const token of tokens) {
		if (token.kind !== "option" || Object.hasOwn(PARSED, token.name)) continue;
		const known = of === void 0 ? Object.keys(OPTIONS) : optionsOf(of);
		return invalid(`unknown option ${token.rawName}`, of, nearestOption(token.name, known));
	}
	return invalid(message, of);
}
function nearestOption(written, known) {
	const meant = nearest(written, known);
	return meant && `--${meant}`;
}
function helpFor(verb) {
	if (verb === void 0) return { kind: "help" };
	return isVerb(verb) ? {
		kind: "help",
		verb
	} : unknownVerb(verb);
}
function unknownVerb(written) {
	return invalid(`unknown verb ${JSON.stringify(written)}: use ${VERB_NAMES.join(", ")}`, void 0, nearest(written, VERB_NAMES));
}
function argumentsOf(verb, operands, values) {
	const [stage, files] = verb === "explain" ? [operands[0], operands.slice(1)] : [void 0, operands];
	if (verb === "explain" && stage === void 0) return invalid("`explain` needs a STAGE", verb);
	const most = verb === "compare" ? 2 : 1;
	const [file, second] = files;
	if (files.length > most) return invalid(`${most === 1 ? "one FILE" : "two FILES"} at most, not ${files.length}`, verb);
	const written = values.concurrency;
	const concurrency = written === void 0 ? void 0 : Number(written);
	if (concurrency !== void 0 && !(Number.isInteger(concurrency) && concurrency >= 1)) return invalid(`--concurrency must be a whole number from 1, not ${JSON.stringify(written)}`, verb);
	const failOn = FAIL_ON.find((known) => known === values["fail-on"]);
	if (failOn === void 0 && values["fail-on"] !== void 0) return notAmong(verb, "fail-on", FAIL_ON, values["fail-on"]);
	const confirm = CONFIRMS.find((known) => known === values.confirm);
	if (confirm === void 0 && values.confirm !== void 0) return notAmong(verb, "confirm", CONFIRMS, values.confirm);
	const baseline = values.baseline ?? second;
	return {
		kind: "verb",
		verb,
		options: {
			only: splitList(values.only),
			skip: splitList(values.skip),
			keepGoing: values["keep-going"] === true,
			force: values.force === true,
			setup: values.setup === true,
			noWait: values["no-wait"] === true,
			json: values.json === true,
			...stage !== void 0 && { stage },
			...file !== void 0 && { file },
			...concurrency !== void 0 && { concurrency },
			...failOn !== void 0 && { failOn },
			...confirm !== void 0 && { confirm },
			...baseline !== void 0 && { baseline },
			...values["report-dir"] !== void 0 && { reportDir: values["report-dir"] },
			...values["cache-dir"] !== void 0 && { cacheDir: values["cache-dir"] },
			...values.project !== void 0 && { project: values.project }
		}
	};
}
function optionsOf(verb) {
	return VERBS[verb].options;
}
function splitList(values) {
	return (values ?? []).flatMap((value) => value.split(",")).map((value) => value.trim()).filter(Boolean);
}
function isVerb(text) {
	return Object.hasOwn(VERBS, text);
}
function notAmong(verb, option, choices, written) {
	return invalid(`--${option} must be ${wordsOf(choices)}, not ${JSON.stringify(written)}`, verb, nearest(written, choices));
}
function invalid(problem, verb, meant) {
	const help = verb === void 0 ? "stagetime --help" : `stagetime help ${verb}`;
	return {
		kind: "invalid",
		problem: `stagetime: ${problem}\n  remedy: ${meant === void 0 ? `see \`${help}\`` : `did you mean \`${meant}\`? See \`${help}\``}`
	};
}
// src/cli.ts
outliveFaults((message) => process.stderr.write(`${message}\n`));
const parsed = parseArguments(process.argv.slice(2));
switch (parsed.kind) {
	case "help": {
		const { usage, usageOf } = await import("./chunks/usage.js");
		process.stdout.write(parsed.verb === void 0 ? usage() : usageOf(parsed.verb));
		break;
	}
	case "version":
		process.stdout.write(`stagetime ${ownVersion()}, Node ${process.versions.node}\n`);
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
function ownVersion() {
	const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
	return JSON.parse(text).version;
}
export {};
