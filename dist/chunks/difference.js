import { n as toolName } from "./stage-reason.js";
import { t as storeFaultWords } from "./store-fault.js";
import { t as unreadPartWords } from "./unreadable-file.js";
// src/reporting/words/facts/difference.ts
function differenceWords(difference) {
	switch (difference.kind) {
		case "value": return valueWords(difference);
		case "file": return fileWords(difference);
		case "need": return needWords(difference);
	}
}
function valueWords({ of, name = "", change, before, after }) {
	const what = SUBJECTS[of](name);
	if (change !== "changed") return `${what} was ${change}`;
	return before === void 0 ? `${what} changed` : `${what} changed from ${before} to ${after}`;
}
const SUBJECTS = {
	command: () => "the command",
	shell: () => "the shell",
	"working-directory": () => "the working directory",
	platform: () => "the platform",
	paths: () => "its paths",
	"own-key": () => "its own `key`",
	"output-pattern": (name) => `declared output ${name}`,
	variable: (name) => `environment variable ${name}`,
	"tool-version": (name) => `the version of ${name}`,
	model: (name) => `the model for ${name}`,
	"key-part": (name) => `the ${name}`
};
function fileWords({ path, outputOf, change }) {
	const name = outputOf === void 0 ? `input ${path}` : `output ${path} of needed stage ${outputOf}`;
	switch (change) {
		case "added":
		case "removed": return `${name} was ${change}`;
		case "content": return `${name} changed`;
		case "executable": return `${name} became executable`;
		case "not-executable": return `${name} is no longer executable`;
		case "target": return `${name} points elsewhere`;
		case "behind-link": return `what ${name} points to changed`;
		case "became-file": return `${name} became a file`;
		case "became-link": return `${name} became a link`;
		case "became-folder": return `${name} became a folder`;
	}
}
function needWords({ stage, change }) {
	const name = `needed stage ${stage}`;
	switch (change) {
		case "added":
		case "removed": return `${name} was ${change}`;
		case "causes": return `what decides the result of ${name} changed`;
		case "got-outputs": return `${name} now has outputs`;
		case "lost-outputs": return `${name} no longer has outputs`;
	}
}
const AS_A_RULE = /* @__PURE__ */ new Set([
	"no-inputs",
	"reuse-off",
	"forced",
	"nothing-stored"
]);
function ranBecauseWords({ causes, more = 0 }) {
	const [first, ...others] = causes.filter(({ kind }) => !AS_A_RULE.has(kind));
	if (first === void 0) return void 0;
	const rest = others.length + more;
	return `ran because ${runCauseWords(first)}${rest > 0 ? ` (and ${rest} more)` : ""}`;
}
function runCauseWords(cause) {
	switch (cause.kind) {
		case "no-inputs": return "it declares no inputs";
		case "reuse-off": return "its `if-changed` is false";
		case "forced": return "every stage was asked to run";
		case "unreadable": return `it is neither stored nor reused: ${unreadPartWords(cause.because)}`;
		case "nothing-stored": return "no result of it is stored";
		case "changed": return differenceWords(cause.difference);
		case "no-result": return resultMissWords(cause.because);
		case "written-by-another": return `stage ${cause.stage} wrote ${cause.path}, which is one of its outputs`;
		case "other-files-given": return "the files where it writes are not those of the stored run, and it did not make them";
		case "not-there": return `${toolName(cause.tool)} is missing`;
		case "not-kept": return "nothing is kept of it that fits";
	}
}
function resultMissWords(miss) {
	switch (miss.kind) {
		case "withdrawn": return "its result was withdrawn: another stage writes to its outputs";
		case "other-fingerprint": return "its stored result belongs to another fingerprint";
		case "stray-output": return `its stored result holds ${miss.path}, which is not one of its outputs`;
		case "malformed": return "its stored result is malformed";
		case "no-outputs": return `the outputs of its stored result: ${storeFaultWords(miss.because)}`;
		case "not-read": return `its stored result: ${storeFaultWords(miss.because)}`;
	}
}
export { ranBecauseWords as n, runCauseWords as r, differenceWords as t };
