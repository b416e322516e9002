import { t as withBreaks } from "./long-words.js";
// src/reporting/markdown/escape.ts
const WORD_JOINER = "&#8288;";
const SPECIAL = /[&<>"'`\\*_{}[\]|~$^@#]/g;
const AT_START = /^(?:[-+=]|\d+[.)](?= |$))/;
const FOUND_LATER = /(?<=[@#])(?=\S)|(?<=:)(?=\S)(?!(?<=\d:)\d\d(?!\d))|(?<=www)(?=\.)|(?<=\bGH)(?=-\d)/gi;
const BEFORE_PERCENT = /(?<=\d) (?=%)/g;
const MARK = "\0";
function escapeMarkdown(text) {
	return text.replace(FOUND_LATER, MARK).replace(SPECIAL, reference).replace(AT_START, (start) => start.slice(0, -1) + reference(start.slice(-1))).replaceAll(MARK, WORD_JOINER).replace(BEFORE_PERCENT, "&nbsp;");
}
function unbroken(text) {
	return text.replaceAll(" ", "&nbsp;");
}
const NO_BREAK_SPACE = "\xA0";
function inLines(text) {
	const lines = [];
	for (const word of text.split(" ")) {
		const last = lines.at(-1);
		const joined = `${last}${NO_BREAK_SPACE}${word}`;
		if (last !== void 0 && joined.length <= 20) lines[lines.length - 1] = joined;
		else lines.push(word);
	}
	return breaking(lines.join(" ")).replaceAll(NO_BREAK_SPACE, "&nbsp;");
}
function breaking(text) {
	return escapeMarkdown(withBreaks(text)).replaceAll("", "<wbr>");
}
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
export { unbroken as a, inLines as i, escapeMarkdown as n, fenced as r, breaking as t };
