// src/reporting/markdown/escape.ts
/**
* Text inside GitHub's Markdown. A special character becomes a numeric reference, which is text in
* Markdown and in HTML blocks alike. References are not enough for what GitHub finds in the finished
* text (mentions, issue numbers, addresses, `:emoji:`): there a word joiner, which has no width and
* breaks no line, parts the sign from what follows.
*/
const WORD_JOINER = "&#8288;";
const SPECIAL = /[&<>"'`\\*_{}[\]|~$^@#]/g;
/** At the start of a line these would begin a list, a heading's underline or a number. */
const AT_START = /^(?:[-+=]|\d+[.)](?= |$))/;
/** `@user`, `#123`; `:emoji:`, `https://`, but no time of day; `www.example.org`; `GH-123`. */
const FOUND_LATER = /(?<=[@#])(?=\S)|(?<=:)(?=\S)(?!(?<=\d:)\d\d(?!\d))|(?<=www)(?=\.)|(?<=\bGH)(?=-\d)/gi;
/** A number and its sign stay on one line. */
const BEFORE_PERCENT = /(?<=\d) (?=%)/g;
/** Not in any text: control characters were made visible when the model was built. */
const MARK = "\0";
/** Shows one line of visible text as it is, wherever inline Markdown or HTML stands. */
function escapeMarkdown(text) {
	return text.replace(FOUND_LATER, MARK).replace(SPECIAL, reference).replace(AT_START, (start) => start.slice(0, -1) + reference(start.slice(-1))).replaceAll(MARK, WORD_JOINER).replace(BEFORE_PERCENT, "&nbsp;");
}
/** Words of ours that stay on one line. */
function unbroken(text) {
	return text.replaceAll(" ", "&nbsp;");
}
/** Lines as a code block whose fence is longer than any row of backticks within. */
function fenced(lines, language) {
	const longest = lines.flatMap((line) => line.match(/`+/g) ?? []).reduce((length, ticks) => Math.max(length, ticks.length), 2);
	const fence = "`".repeat(longest + 1);
	return [
		`${fence}${language}`,
		...lines,
		fence
	].join("\n");
}
function reference(character) {
	return `&#${character.codePointAt(0)};`;
}
export { fenced as n, unbroken as r, escapeMarkdown as t };
