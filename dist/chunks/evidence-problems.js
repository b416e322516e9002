import { n as counted } from "./text.js";
import { r as formatDuration, t as formatBytes } from "./units.js";
// src/reporting/words/facts/evidence-problems.ts
const LET_IT_WRITE = "let the command write it (pytest: `--junitxml`)";
function evidenceProblemText({ source, path, problem }) {
	if (source === "latex") return `nothing of ${path ?? "its output"}: ${latexWords(problem)}`;
	switch (problem.kind) {
		case "torn": return `tests may be missing from ${path}: ${junitWords(problem)}`;
		case "times-left-out": return `times left out from ${path}: ${junitWords(problem)}`;
		default: return `no test times from ${path}: ${junitWords(problem)}`;
	}
}
function leftOutWords({ tooLong, longestMs, unreadable }) {
	const [times, are] = tooLong === 1 ? ["1 time", "is"] : [`${tooLong} times`, "are"];
	return [...tooLong === 0 ? [] : [`${times} of up to ${formatDuration(longestMs)} ${are} longer than the stage took`], ...unreadable === 0 ? [] : [`${counted(unreadable, "time")} cannot be read as a number`]].join(", ");
}
function junitWords(problem) {
	switch (problem.kind) {
		case "missing": return `there is no such file: ${LET_IT_WRITE}`;
		case "stale": return "an earlier run wrote it: let the command do so (pytest: `--junitxml`)";
		case "no-xml": return "it holds no XML";
		case "other-root": return `it is not JUnit XML: its root is \`${problem.root}\``;
		case "two-roots": return `line ${problem.line}: a second document begins there: let every command write a file of its own`;
		case "beyond-bounds": return boundWords(problem);
		case "torn": return `line ${problem.line}, column ${problem.column}: \`${problem.element}\` is not closed; what could be read counts`;
		case "times-left-out": {
			const unit = problem.times.tooLong === 0 ? "" : "; `time` is in seconds";
			return `${leftOutWords(problem.times)} (${formatDuration(problem.stageMs)})${unit}`;
		}
		default: return fileWords(problem);
	}
}
function boundWords({ what, limit }) {
	switch (what) {
		case "depth": return `it is nested deeper than ${limit} elements, as no JUnit XML is`;
		case "attributes": return `an element has more than ${limit} attributes, as none of JUnit XML has`;
		case "tests": return `it holds more than ${limit} tests`;
	}
}
function latexWords(problem) {
	switch (problem.kind) {
		case "no-log": return "it is not a log of LaTeX: name the `.log` of the document";
		case "not-written": return "LaTeX ran and did not write it";
		case "missing":
		case "stale": return "LaTeX did not write it";
		default: return fileWords(problem);
	}
}
function fileWords(problem) {
	switch (problem.kind) {
		case "no-file": return problem.what === "folder" ? "it is a folder" : "it is not a regular file";
		case "empty": return "the file is empty";
		case "too-large": return `it is larger than ${formatBytes(problem.limitBytes)}`;
		case "system": return problem.message;
	}
}
export { leftOutWords as n, evidenceProblemText as t };
