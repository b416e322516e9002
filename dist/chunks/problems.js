// src/definition/document/problems.ts
/** Where a problem is put that concerns a file as a whole. */
const START = {
	line: 1,
	column: 1
};
/**
* How many problems are told at once. A reader corrects a few at a time, and a hostile megabyte can
* hold a million.
*/
const MOST_PROBLEMS = 100;
const LONGEST_QUOTE = 60;
/** `stagetime.yml:12:5: error: …`, and the remedy on the next line; safe to print. */
function formatProblem(problem) {
	const { file, line, column, message, remedy } = problem;
	return `${visible(file)}:${line}:${column}: error: ${visible(message)}\n  remedy: ${visible(remedy)}`;
}
/** The problems of a file in reading order, without repetitions, at most a screenful of them. */
function inReadingOrder(file, problems) {
	const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
	const seen = /* @__PURE__ */ new Set();
	const told = [];
	for (const problem of sorted) {
		const identity = JSON.stringify([
			problem.line,
			problem.column,
			problem.message
		]);
		if (seen.has(identity)) continue;
		seen.add(identity);
		const { remedy } = problem;
		told.push({
			...problem,
			file,
			remedy: typeof remedy === "string" ? remedy : remedy()
		});
		if (told.length === MOST_PROBLEMS) break;
	}
	return told;
}
/** A key or an id as it stands in a message: in backticks, shortened. */
function code(text) {
	return `\`${shortened(text)}\``;
}
/** A value as it stands in a message: text in quotes, collections by what they are. */
function quoted(value) {
	if (typeof value === "string") return JSON.stringify(shortened(value));
	if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
	if (value === null || value === void 0) return "nothing";
	if (typeof value !== "object") return String(value);
	return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping";
}
function shortened(text) {
	if (text.length <= LONGEST_QUOTE) return text;
	return `${text.slice(0, 59)}…`;
}
/** Control characters, line separators and direction marks written out, so that none takes effect. */
function visible(text) {
	return text.replace(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}
export { quoted as a, inReadingOrder as i, code as n, formatProblem as r, START as t };
