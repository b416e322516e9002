// src/record/text.ts
/**
* Text from outside (names, reasons, log lines) as something to look at: nothing in it moves a
* cursor, turns a line around, hides or breaks it. Every renderer gets its text from the report
* model, which has passed through here; a renderer only escapes what its own format gives a meaning.
*/
const EMOJI_PART = String.raw`\p{Extended_Pictographic}\p{Emoji_Modifier}?\u{FE0F}?`;
const EMOJI = String.raw`${EMOJI_PART}(?:\u{200D}${EMOJI_PART})*|[0-9#*]\u{FE0F}?\u{20E3}`;
/** Control, format, separator and default-ignorable characters, and halves of surrogate pairs. */
const UNSEEN = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u{2800}]`;
/** Colours and cursor movements: ECMA-48 control sequences. */
const CONTROL_SEQUENCE = /\u001b\[[0-?]*[ -/]*[@-~]/g;
/** What is read of a log line, in code units: enough for a long progress bar. */
const LONGEST_LINE = 2e4;
/** Each of its code units is a visible character; that is soon seen, and true of nearly all text. */
const PRINTABLE_ASCII = /^[ -~]*$/;
/** Made when first needed: the tables of Unicode take longer to set up than most runs to show. */
let unicode;
function unicodeTables() {
	unicode ??= {
		emojiOrUnseen: new RegExp(`(?<emoji>${EMOJI})|(?<unseen>${UNSEEN})`, "gu"),
		segmenter: new Intl.Segmenter("en", { granularity: "grapheme" })
	};
	return unicode;
}
/** Replaces what cannot be seen by its number, as in `[U+202E]`; joined emoji stay. */
function visible(text) {
	if (PRINTABLE_ASCII.test(text)) return text;
	return text.replace(unicodeTables().emojiOrUnseen, (match, emoji) => emoji === void 0 ? signFor(match) : match);
}
/** At most `max` characters as a reader counts them, the last one `…` where something is left out. */
function shorten(text, max) {
	if (text.length <= max && PRINTABLE_ASCII.test(text)) return text;
	const bounded = head(text, max * 2);
	const characters = Array.from(unicodeTables().segmenter.segment(bounded), (part) => part.segment);
	if (bounded === text && characters.length <= max) return text;
	return `${characters.slice(0, max - 1).join("").trimEnd()}…`;
}
/** One line of visible text without spaces around or in rows, at most `max` characters long. */
function oneLine(text, max) {
	const start = head(text, max * 4);
	const spaces = PRINTABLE_ASCII.test(start) ? / +/g : /\p{Zs}+/gu;
	return shorten(visible(start.replace(spaces, " ").trim()), max);
}
/** A line of a log without its colours and without what its progress bars overwrote. */
function logLine(text, max) {
	const plain = head(text, LONGEST_LINE).replace(CONTROL_SEQUENCE, "").replace(/\r+$/, "");
	return shorten(visible(plain.slice(plain.lastIndexOf("\r") + 1).replaceAll("	", "    ").trimEnd()), max);
}
/** A share from 0 to 1 as a bar of blocks, in eighths of a cell, without trailing space. */
function bar(share, cells) {
	const eighths = Math.round(Math.min(1, Math.max(0, share)) * cells * 8);
	const rest = [
		"",
		"▏",
		"▎",
		"▍",
		"▌",
		"▋",
		"▊",
		"▉"
	][eighths % 8] ?? "";
	return "█".repeat(Math.floor(eighths / 8)) + rest || (share > 0 ? "▏" : "");
}
const LEVELS = [
	"▁",
	"▂",
	"▃",
	"▄",
	"▅",
	"▆",
	"▇",
	"█"
];
/** Values as a row of columns between `low` and `high`, one a value. */
function sparkline(values, low, high) {
	const height = high > low ? high - low : 1;
	return values.map((value) => LEVELS[Math.round(Math.min(1, Math.max(0, (value - low) / height)) * 7)] ?? "").join("");
}
/** `a`, `a and b`, `a, b and c`, `a, b and 3 more` past `max`. */
function listWords(words, max) {
	const shown = words.length > max ? words.slice(0, max - 1) : words;
	const left = words.length - shown.length;
	const all = left > 0 ? [...shown, `${left} more`] : shown;
	const last = all.at(-1) ?? "";
	return all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${last}` : last;
}
/** `1 stage`, `2 stages`. */
function counted(count, noun) {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
/** The first `length` code units, one less where that would halve a surrogate pair. */
function head(text, length) {
	if (text.length <= length) return text;
	return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}
function signFor(character) {
	return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}
export { oneLine as a, visible as c, logLine as i, counted as n, shorten as o, listWords as r, sparkline as s, bar as t };
