// src/definition/document/problems.ts
const START = {
	line: 1,
	column: 1
};
const MOST_PROBLEMS = 100;
const LONGEST_QUOTE = 60;
function formatProblem(problem) {
	const { file, line, column, message, remedy } = problem;
	return `${visible(file)}:${line}:${column}: error: ${visible(message)}\n  remedy: ${visible(remedy)}`;
}
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
function code(text) {
	return `\`${shortened(text)}\``;
}
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
function visible(text) {
	return text.replace(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}
export { quoted as a, inReadingOrder as i, code as n, formatProblem as r, START as t };
