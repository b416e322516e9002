// src/record/text.ts
const EMOJI_PART = String.raw`\p{Extended_Pictographic}\p{Emoji_Modifier}?\u{FE0F}?`;
const EMOJI = String.raw`${EMOJI_PART}(?:\u{200D}${EMOJI_PART})*|[0-9#*]\u{FE0F}?\u{20E3}`;
const UNSEEN = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u{2800}]`;
const CONTROL_SEQUENCE = /\u001b\[[0-?]*[ -/]*[@-~]/g;
const LONGEST_LINE = 2e4;
const PRINTABLE_ASCII = /^[ -~]*$/;
let unicode;
function unicodeTables() {
	unicode ??= {
		emojiOrUnseen: new RegExp(`(?<emoji>${EMOJI})|(?<unseen>${UNSEEN})`, "gu"),
		segmenter: new Intl.Segmenter("en", { granularity: "grapheme" })
	};
	return unicode;
}
function visible(text) {
	if (PRINTABLE_ASCII.test(text)) return text;
	return text.replace(unicodeTables().emojiOrUnseen, (match, emoji) => emoji === void 0 ? signFor(match) : match);
}
function shorten(text, max) {
	if (text.length <= max && PRINTABLE_ASCII.test(text)) return text;
	const bounded = head(text, max * 2);
	const characters = Array.from(unicodeTables().segmenter.segment(bounded), (part) => part.segment);
	if (bounded === text && characters.length <= max) return text;
	return `${characters.slice(0, max - 1).join("").trimEnd()}…`;
}
function oneLine(text, max) {
	const start = head(text, max * 4);
	const spaces = PRINTABLE_ASCII.test(start) ? / +/g : /\p{Zs}+/gu;
	return shorten(visible(start.replace(spaces, " ").trim()), max);
}
function logLine(text, max) {
	const plain = head(text, LONGEST_LINE).replace(CONTROL_SEQUENCE, "").replace(/\r+$/, "");
	return shorten(visible(plain.slice(plain.lastIndexOf("\r") + 1).replaceAll("	", "    ").trimEnd()), max);
}
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
function sparkline(values, low, high) {
	const height = high > low ? high - low : 1;
	return values.map((value) => LEVELS[Math.round(Math.min(1, Math.max(0, (value - low) / height)) * 7)] ?? "").join("");
}
function listWords(words, max) {
	const shown = words.length > max ? words.slice(0, max - 1) : words;
	const left = words.length - shown.length;
	const all = left > 0 ? [...shown, `${left} more`] : shown;
	const last = all.at(-1) ?? "";
	return all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${last}` : last;
}
function counted(count, noun) {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
function head(text, length) {
	if (text.length <= length) return text;
	return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}
function signFor(character) {
	return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}
export { oneLine as a, visible as c, logLine as i, counted as n, shorten as o, listWords as r, sparkline as s, bar as t };
