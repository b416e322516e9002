import { t as readUpTo } from "./bounded-file.js";
// src/evidence/tex-lines.ts
/** `max_print_line` as TeX Live and MiKTeX set it. */
const USUAL_LIMIT = 79;
/** What is put together is looked at only as far as this, in code units. */
const LONGEST = 4e3;
/** Statistics and the engine's name are written past the counting, and are as long as they are. */
const NOT_BROKEN = /^(?:This is |\*\*|[ \d,a-z]{0,80}\bout of \d)/;
/**
* Puts lines together again, of `latin1` text where the unit is bytes. Where what stands from `start`
* to `end` `isWhole`, the next line begins something else, whatever their lengths.
*/
function unbroken(lines, unit, isWhole) {
	const limit = limitOf(lines, unit);
	const found = [];
	let [parts, length] = [[], 0];
	for (const [i, line] of lines.entries()) {
		const next = lines[i + 1];
		parts.push(line);
		length += line.length;
		if (next !== void 0 && length < LONGEST && isBroken(line, next, limit, unit) && !isWhole(parts[0] ?? "", line, next)) continue;
		found.push(parts.join(""));
		[parts, length] = [[], 0];
	}
	return found;
}
/** A user who sets another limit has more lines beyond the usual one than lines that end at it. */
function limitOf(lines, unit) {
	let [atUsual, beyond, longest] = [
		0,
		0,
		0
	];
	for (const [i, line] of lines.entries()) {
		if (line.length < USUAL_LIMIT / 4 || NOT_BROKEN.test(line)) continue;
		const length = lengthOf(line, unit);
		longest = Math.max(longest, length);
		if (length > USUAL_LIMIT) beyond += 1;
		else if (isBroken(line, lines[i + 1] ?? "", USUAL_LIMIT, unit)) atUsual += 1;
	}
	return beyond > atUsual ? longest : USUAL_LIMIT;
}
/** Whether what begins the next line had no place on this one. */
function isBroken(line, next, limit, unit) {
	if (line.length * 4 < limit || NOT_BROKEN.test(line)) return false;
	const length = lengthOf(line, unit);
	const first = String.fromCodePoint(next.codePointAt(0) ?? 32);
	const needed = unit === "whole-characters" ? Buffer.byteLength(first) : 1;
	return length <= limit && length + needed + (needed > 1 ? 1 : 0) > limit;
}
function lengthOf(line, unit) {
	switch (unit) {
		case "bytes": return line.length;
		case "whole-characters": return Buffer.byteLength(line);
		case "characters": return line.length - (line.match(/[\uDC00-\uDFFF]/g)?.length ?? 0);
	}
}
// src/evidence/latex-log.ts
/** A larger log is not looked into. */
const LARGEST_BYTES = 67108864;
/** A statement of more lines is read no further. */
const MOST_LINES = 40;
/** Keys of references that are told apart. */
const MOST_KEYS = 1e5;
/** Reads the log of any engine; takes time in proportion to its size. */
async function readLatexLog(file) {
	const found = await readUpTo(file, LARGEST_BYTES);
	if (found.kind === "unreadable") return found;
	if (!found.isWhole) return {
		kind: "unreadable",
		problem: {
			kind: "too-large",
			limitBytes: LARGEST_BYTES
		}
	};
	const unit = unitOf(found.bytes.toString("latin1", 0, 8192));
	if (unit === void 0) return {
		kind: "unreadable",
		problem: { kind: "no-log" }
	};
	const lines = found.bytes.toString(unit === "bytes" ? "latin1" : "utf8").split(/\r?\n/);
	return {
		kind: "read",
		numbers: {
			...outputOf(lines),
			...warningsOf(lines, unit)
		}
	};
}
const ENGINE = /^This is (?:MiKTeX-)?(\S*TeX)\b/;
/** By the engine that wrote the log; nothing where none did. */
function unitOf(start) {
	const head = start.replace(/^\u00ef\u00bb\u00bf/, "");
	const [, engine] = ENGINE.exec(head) ?? [];
	const isTectonic = head.startsWith("**") && head.includes("\nLaTeX2e <");
	if (engine === void 0) return isTectonic ? "characters" : void 0;
	if (/BibTeX$/i.test(engine)) return void 0;
	if (engine.endsWith("XeTeX")) return "characters";
	return /^Lua|pTeX$/.test(engine) ? "whole-characters" : "bytes";
}
const OUTPUT = "Output written on ";
const NO_OUTPUT = "No pages of output.";
const PAGES = /\((\d{1,7}) pages?(?:, (\d{1,15}) bytes)?\)\./g;
/** From the last such line on, however it is broken: it ends with its numbers. */
function outputOf(lines) {
	const at = lines.findLastIndex((line) => line.startsWith(OUTPUT) || line.startsWith(NO_OUTPUT));
	if (at < 0) return {};
	if (lines[at]?.startsWith(NO_OUTPUT)) return { pages: 0 };
	const [, pages, bytes] = [...bounded(lines.slice(at, at + MOST_LINES).join("")).matchAll(PAGES)].at(-1) ?? [];
	return {
		...pages !== void 0 && { pages: Number(pages) },
		...bytes !== void 0 && { outputBytes: Number(bytes) }
	};
}
const WARNING = /^(?:LaTeX(?: [\w ]{1,40})?|(?:Package|Class|Module|File) \S{1,80}) [Ww]arning: /;
/** A message goes on under its package's name, or under itself. */
const CONTINUED = /^(?:\([^()\s]{1,80}\)\s{2,}| {8,}(?=\S))/;
/** `Hyper reference` is hyperref's; biblatex writes `'key'`, LaTeX and natbib write `` `key' ``. */
const UNDEFINED = /(citation|reference) [`'‘](.{1,300}?)['’](?: on page .{0,60}?)? undefined(?:\W|$)/i;
/** biblatex's and Biber's. */
const NO_ENTRY = /entr(?:y|ies) could not be found in the database:(.{1,2000}?)Please verify/;
const MULTIPLE = /(label|citation) [`'‘](.{1,300}?)['’] multiply defined/i;
const RERUN = /\(re\)run\b|\brerun\b(?! detection)|Label\(s\) may have changed/i;
/** Names may say anything; and who has to correct the source gains nothing from another pass alone. */
const NO_REQUEST = /[`'‘].{1,300}?['’]|verify the spelling and rerun LaTeX afterwards/g;
function warningsOf(lines, unit) {
	const missing = /* @__PURE__ */ new Set();
	const multiple = /* @__PURE__ */ new Set();
	let wantsRerun = false;
	for (const warning of warnings(unbroken(lines, unit, isWholeWarning))) {
		wantsRerun ||= RERUN.test(warning.replaceAll(NO_REQUEST, ""));
		const [, kind = "", key] = UNDEFINED.exec(warning) ?? [];
		if (key !== void 0) note(missing, kind, key);
		const [, entries = ""] = NO_ENTRY.exec(warning) ?? [];
		for (const entry of entries.split(/[\s,]+/)) if (entry !== "") note(missing, "citation", entry);
		const [, what = "", twice] = MULTIPLE.exec(warning) ?? [];
		if (twice !== void 0) note(multiple, what, twice);
	}
	return {
		undefinedReferences: missing.size,
		...multiple.size > 0 && { multiplyDefined: multiple.size },
		wantsRerun
	};
}
function note(keys, kind, key) {
	if (keys.size < MOST_KEYS) keys.add(`${kind.toLowerCase()} ${key}`);
}
/** A warning that has come to its end does not go on in the next one. */
function isWholeWarning(start, end, next) {
	return end.endsWith(".") && WARNING.test(next) && WARNING.test(start);
}
/** Each as one line, without what is in front of the lines it goes on in. */
function* warnings(lines) {
	for (const [i, line] of lines.entries()) {
		if (!WARNING.test(line)) continue;
		const parts = [line];
		for (const next of lines.slice(i + 1, i + MOST_LINES)) {
			if (!CONTINUED.test(next)) break;
			parts.push(next.replace(CONTINUED, ""));
		}
		yield bounded(parts.map((part) => part.trimEnd()).join(" "));
	}
}
function bounded(text) {
	return text.slice(0, 4e3);
}
export { readLatexLog };
