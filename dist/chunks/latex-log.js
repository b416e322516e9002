import "./evidence.js";
import { a as oneLine } from "./text.js";
import { n as texErrorFinder } from "./tex-error.js";
import { n as lackingFilesFinder, t as recordedError } from "./recorded-error.js";
import { t as linesOf } from "./lines.js";
// src/evidence/latex/tex-lines.ts
const USUAL_LIMIT = 79;
const LONGEST$1 = 4e3;
const NOT_BROKEN = /^(?:This is |\*\*|[ \d,a-z]{0,80}\bout of \d)/;
function* withNext(lines) {
	let before;
	for (const line of lines) {
		if (before !== void 0) yield [before, line];
		before = line;
	}
	if (before !== void 0) yield [before, void 0];
}
function* unbroken(text, unit, isWhole) {
	const limit = limitOf(text, unit);
	let [parts, length] = [[], 0];
	for (const [line, next] of withNext(linesOf(text))) {
		parts.push(line);
		length += line.length;
		if (next !== void 0 && length < LONGEST$1 && isBroken(line, next, limit, unit) && !isWhole(parts[0] ?? "", line, next)) continue;
		yield parts.length === 1 ? line : parts.join("");
		[parts, length] = [[], 0];
	}
}
function limitOf(text, unit) {
	let [atUsual, beyond, longest] = [
		0,
		0,
		0
	];
	for (const [line, next = ""] of withNext(linesOf(text))) {
		if (line.length < USUAL_LIMIT / 4 || NOT_BROKEN.test(line)) continue;
		const length = lengthOf(line, unit);
		longest = Math.max(longest, length);
		if (length > USUAL_LIMIT) beyond += 1;
		else if (isBroken(line, next, USUAL_LIMIT, unit)) atUsual += 1;
	}
	return beyond > atUsual ? longest : USUAL_LIMIT;
}
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
// src/evidence/parsers/latex-log.ts
const MOST_LINES = 40;
const LONGEST = 4e3;
const MOST_COUNTED = 1e5;
const LONGEST_KEY = 80;
const parse = ({ bytes }) => {
	const unit = unitOf(bytes.toString("latin1", 0, 8192));
	if (unit === void 0) return {
		kind: "unreadable",
		problem: { kind: "other-format" }
	};
	const text = bytes.toString(unit === "bytes" ? "latin1" : "utf8");
	const { error, lacks } = faultsOf(text, unit);
	return {
		kind: "read",
		numbers: {
			...outputOf(text),
			...warningsOf(text, unit),
			...error
		},
		problems: lacks === void 0 ? [] : [lacks]
	};
};
function faultsOf(text, unit) {
	const errors = texErrorFinder();
	const lacking = lackingFilesFinder();
	for (const line of unbroken(text, unit, (_, end) => end.endsWith("."))) {
		const said = asText(line, unit);
		errors.next(said);
		lacking.next(said);
	}
	return {
		error: recordedError(errors.found()),
		lacks: lacking.found()
	};
}
function asText(read, unit) {
	return unit === "bytes" ? Buffer.from(read, "latin1").toString("utf8") : read;
}
const ENGINE = /^This is (?:MiKTeX-)?(\S*TeX)\b/;
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
function outputOf(text) {
	const output = lastLineWith(text, OUTPUT);
	if (lastLineWith(text, NO_OUTPUT) > output) return { pages: 0 };
	if (output < 0) return {};
	const [, pages, bytes] = [...[...linesOf(text.slice(output, output + LONGEST))].slice(0, MOST_LINES).join("").matchAll(PAGES)].at(-1) ?? [];
	return {
		...pages !== void 0 && { pages: Number(pages) },
		...bytes !== void 0 && { outputBytes: Number(bytes) }
	};
}
function lastLineWith(text, start) {
	const found = text.lastIndexOf(`\n${start}`);
	return found < 0 ? found : found + 1;
}
const WARNING = /^(?:LaTeX(?: [\w ]{1,40})?|(?:Package|Class|Module|File) \S{1,80}) [Ww]arning: /;
const CONTINUED = /^(?:\([^()\s]{1,80}\)\s{2,}| {8,}(?=\S))/;
const UNDEFINED = /(citation|reference) [`'‘](.{1,300}?)['’](?: on page .{0,60}?)? undefined(?:\W|$)/i;
const NO_ENTRY = /entr(?:y|ies) could not be found in the database:(.{1,2000}?)Please verify/;
const MULTIPLE = /(label|citation) [`'‘](.{1,300}?)['’] multiply defined/i;
const RERUN = /\(re\)run\b|\brerun\b(?! detection)|Label\(s\) may have changed/i;
const NO_REQUEST = /[`'‘].{1,300}?['’]|verify the spelling and rerun LaTeX afterwards/g;
function warningsOf(text, unit) {
	const missing = /* @__PURE__ */ new Map();
	const multiple = /* @__PURE__ */ new Map();
	const named = (keys) => [...keys.values()].slice(0, 5).map((key) => oneLine(asText(key, unit), LONGEST_KEY));
	let wantsRerun = false;
	for (const warning of warnings(unbroken(text, unit, isWholeWarning))) {
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
		...missing.size > 0 && { undefinedKeys: named(missing) },
		...multiple.size > 0 && {
			multiplyDefined: multiple.size,
			multiplyDefinedKeys: named(multiple)
		},
		wantsRerun
	};
}
function note(keys, kind, key) {
	if (keys.size < MOST_COUNTED) keys.set(`${kind.toLowerCase()} ${key}`, key);
}
function isWholeWarning(start, end, next) {
	return end.endsWith(".") && WARNING.test(next) && WARNING.test(start);
}
function* warnings(lines) {
	let parts = [];
	for (const line of lines) {
		if (parts.length > 0 && parts.length < MOST_LINES && CONTINUED.test(line)) {
			parts.push(line.slice(0, LONGEST).replace(CONTINUED, ""));
			continue;
		}
		if (parts.length > 0) yield asOne(parts);
		parts = WARNING.test(line) ? [line.slice(0, LONGEST)] : [];
	}
	if (parts.length > 0) yield asOne(parts);
}
function asOne(parts) {
	return parts.map((part) => part.trimEnd()).join(" ").slice(0, LONGEST);
}
export { parse };
