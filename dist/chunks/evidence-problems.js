import { r as formatOf } from "./formats.js";
import { n as counted, r as listWords } from "./text.js";
import { r as formatDuration, t as formatBytes } from "./units.js";
// src/reporting/words/facts/evidence-problems.ts
function evidenceProblemText({ source, path = "its output", problem }) {
	if (problem.kind === "lacks-files") return lacksWords(problem);
	const format = formatOf(source) ?? { name: source };
	const why = problemWords(problem, format);
	switch (problem.kind) {
		case "torn":
		case "incomplete": return `tests may be missing from ${path}: ${why}`;
		case "times-left-out": return `times left out from ${path}: ${why}`;
		default: return `${format.gives === "tests" ? "no test times from" : "nothing of"} ${path}: ${why}`;
	}
}
function leftOutWords({ tooLong, longestMs, unreadable }) {
	const [times, are] = tooLong === 1 ? ["1 time", "is"] : [`${tooLong} times`, "are"];
	return [...tooLong === 0 ? [] : [`${times} of up to ${formatDuration(longestMs)} ${are} longer than the stage took`], ...unreadable === 0 ? [] : [`${counted(unreadable, "time")} cannot be read as a number`]].join(", ");
}
function problemWords(problem, { name, remedy, times }) {
	const withRemedy = (fault) => remedy === void 0 ? fault : `${fault}: ${remedy}`;
	switch (problem.kind) {
		case "missing": return withRemedy("there is no such file");
		case "stale": return withRemedy("an earlier run wrote it");
		case "no-file": return problem.what === "folder" ? "it is a folder" : "it is not a regular file";
		case "empty": return "the file is empty";
		case "too-large": return `it is larger than ${formatBytes(problem.limitBytes)}`;
		case "system": return problem.message;
		case "other-format": return withRemedy(`it is not ${name}`);
		case "beyond-bounds": return boundWords(problem, name);
		case "incomplete": return incompleteWords(problem);
		case "times-left-out": {
			const unit = problem.times.tooLong === 0 || times === void 0 ? "" : `; ${times}`;
			return `${leftOutWords(problem.times)} (${formatDuration(problem.stageMs)})${unit}`;
		}
		case "other-root": return `it is not ${name}: its root is \`${problem.root}\``;
		case "two-roots": return `line ${problem.line}: a second document begins there: let every command write a file of its own`;
		case "torn": return `line ${problem.line}, column ${problem.column}: \`${problem.element}\` is not closed; what could be read counts`;
	}
}
function boundWords({ what, limit }, name) {
	switch (what) {
		case "depth": return `it is nested deeper than ${limit} levels, as no ${name} is`;
		case "attributes": return `an element has more than ${limit} attributes, as none of ${name} has`;
		case "tests": return `it holds more than ${limit} tests`;
	}
}
const MOST_FILES = 4;
function lacksWords({ files, more = 0 }) {
	const unnamed = Array.from({ length: more }, () => "");
	const [were, them] = files.length + more === 1 ? ["was", "it"] : ["were", "them"];
	return `${listWords([...files, ...unnamed], MOST_FILES)} ${were} not found, so the PDF lacks ${them}`;
}
function incompleteWords({ found, planned, said }) {
	return `it breaks off after ${planned === void 0 ? counted(found, "test") : `${found} of ${counted(planned, "test")}`}${said === void 0 ? "" : ` (${said})`}; what could be read counts`;
}
export { leftOutWords as n, evidenceProblemText as t };
