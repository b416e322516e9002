import { a as oneLine, c as visible } from "./text.js";
import { t as readUpTo } from "./bounded-file.js";
import "./evidence.js";
import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
// src/evidence/encoding.ts
const PIECE_BYTES = 65536;
const DECLARATION = /^\s*<\?xml[^>]{0,300}?encoding\s*=\s*["']([\w.:-]{1,40})["']/;
const BEGINNINGS = [
	[[
		255,
		254,
		0,
		0
	], "utf-32le"],
	[[
		0,
		0,
		254,
		255
	], "utf-32be"],
	[[
		60,
		0,
		0,
		0
	], "utf-32le"],
	[[
		0,
		0,
		0,
		60
	], "utf-32be"],
	[[
		239,
		187,
		191
	], "utf-8"],
	[[255, 254], "utf-16le"],
	[[254, 255], "utf-16be"],
	[[60, 0], "utf-16le"],
	[[0, 60], "utf-16be"]
];
function* decoded(bytes) {
	const encoding = encodingOf(bytes);
	if (encoding.startsWith("utf-32")) yield* pieces(bytes, 4, (piece) => fromUtf32(piece, encoding));
	else if (encoding === "utf-8") yield* utf8Pieces(bytes);
	else {
		const decoder = new TextDecoder(encoding);
		yield* pieces(bytes, 1, (piece) => decoder.decode(piece, { stream: true }));
		yield decoder.decode();
	}
}
function withoutStrayBytes(text) {
	return text.replace(/[\uDC80-\uDCFF]/gu, "�");
}
function encodingOf(bytes) {
	const begins = BEGINNINGS.find(([marks]) => marks.every((mark, i) => bytes[i] === mark));
	if (begins !== void 0) return begins[1];
	const [, declared = "utf-8"] = DECLARATION.exec(bytes.toString("latin1", 0, 1024)) ?? [];
	try {
		const { encoding } = new TextDecoder(declared);
		return encoding.startsWith("utf-16") ? "utf-8" : encoding;
	} catch {
		return "utf-8";
	}
}
function* pieces(bytes, unit, decode) {
	const size = PIECE_BYTES - PIECE_BYTES % unit;
	for (let start = 0; start < bytes.length; start += size) yield decode(bytes.subarray(start, start + size));
}
function* utf8Pieces(bytes) {
	const isValid = isUtf8(bytes);
	const hasMark = bytes[0] === 239 && bytes[1] === 187 && bytes[2] === 191;
	for (let start = hasMark ? 3 : 0; start < bytes.length;) {
		const end = endOfPiece(bytes, start + PIECE_BYTES);
		const piece = bytes.subarray(start, end);
		yield isValid ? piece.toString("utf8") : fromDamagedUtf8(piece);
		start = end;
	}
}
function endOfPiece(bytes, end) {
	if (end >= bytes.length) return bytes.length;
	return end - ([
		0,
		1,
		2,
		3
	].find((steps) => ((bytes[end - steps] ?? 0) & 192) !== 128) ?? 0);
}
const BEYOND_ASCII = /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;
function fromDamagedUtf8(piece) {
	return piece.toString("latin1").replace(BEYOND_ASCII, (found) => found.length === 1 ? String.fromCharCode(56320 + found.charCodeAt(0)) : Buffer.from(found, "latin1").toString("utf8"));
}
function fromUtf32(piece, encoding) {
	let text = "";
	for (let i = 0; i + 4 <= piece.length; i += 4) {
		const code = encoding === "utf-32le" ? piece.readUInt32LE(i) : piece.readUInt32BE(i);
		if (!(code === 65279)) text += code <= 1114111 ? String.fromCodePoint(code) : "�";
	}
	return text;
}
// src/evidence/failed-test.ts
const LONGEST_MESSAGE = 200;
const LONGEST_FILE = 200;
const LONGEST_END = 4e3;
function failureText() {
	let [start, end] = ["", ""];
	return {
		add(piece) {
			const room = LONGEST_END - start.length;
			start += piece.slice(0, room);
			if (piece.length > room) end = `${end}${piece.slice(room)}`.slice(-4e3);
		},
		text: () => `${start}${end}`
	};
}
const PYTEST_PLACE = /^(\S[^\n:]{0,299}\.\w{1,10}):(\d{1,7}): ?\S{0,200}$/gm;
const PYTHON_PLACE = /^ *File "([^"\n]{1,300})", line (\d{1,7})/gm;
function failedTest({ message, type, text }, file) {
	const said = [
		message,
		text,
		type
	].map(firstLine).find((line) => line !== "");
	const [, placed, line] = lastOf(text, PYTEST_PLACE) ?? lastOf(text, PYTHON_PLACE) ?? [];
	const where = oneLine(withoutStrayBytes(placed ?? file), LONGEST_FILE);
	return {
		...said !== void 0 && { message: said },
		...where !== "" && { file: where },
		...line !== void 0 && { line: Number(line) }
	};
}
function firstLine(text) {
	const line = text.split("\n", 20).find((one) => one.trim() !== "") ?? "";
	return oneLine(withoutStrayBytes(line), LONGEST_MESSAGE);
}
function lastOf(text, pattern) {
	return [...text.matchAll(pattern)].at(-1);
}
// src/evidence/test-time.ts
const LONGEST = 60;
const GROUPED = String.raw`[1-9]\d{0,2}`;
const PLAIN = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const COMMA_OR_GROUP = new RegExp(`^${GROUPED},\\d{3}$`);
const DECIMAL_COMMA = /^\d*,\d+(?:e[+-]?\d+)?$/i;
const BY_COMMAS = new RegExp(`^${GROUPED}(?:(?:,\\d{3})+\\.\\d+|(?:,\\d{3}){2,})$`);
const BY_DOTS = new RegExp(`^${GROUPED}(?:(?:\\.\\d{3})+,\\d+|(?:\\.\\d{3}){2,})$`);
const BY_SPACES = new RegExp(`^${GROUPED}(?:[ \\u00a0\\u2009\\u202f'’]\\d{3})+(?:[.,]\\d+)?$`);
const WITH_UNIT = /^([\d.,]+(?:e[+-]?\d+)?)\s?(ns|us|µs|μs|ms|s|sec|seconds?|min|h)$/i;
const UNITS = {
	ns: 1e-9,
	us: 1e-6,
	µs: 1e-6,
	μs: 1e-6,
	ms: .001,
	min: 60,
	h: 3600
};
const ISO = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?$/i;
const CLOCK = /^(\d+):([0-5]\d):([0-5]\d(?:[.,]\d+)?)$/;
function writtenTime(attribute) {
	const text = inAsciiDigits(attribute.trim());
	if (text === "") return { kind: "absent" };
	if (text.length > LONGEST) return { kind: "unreadable" };
	const [, amount, unit] = WITH_UNIT.exec(text) ?? [];
	return amount === void 0 || unit === void 0 ? numberIn(text) ?? inHours(text) : scaled(numberIn(amount), UNITS[unit.toLowerCase()] ?? 1);
}
function numberIn(text) {
	if (PLAIN.test(text) || /^-0*\.?0*$/.test(text)) return seconds(Math.abs(Number(text)));
	if (COMMA_OR_GROUP.test(text)) return {
		kind: "either",
		decimal: Number(text.replace(",", ".")),
		grouped: Number(text.replace(",", ""))
	};
	if (DECIMAL_COMMA.test(text)) return seconds(Number(text.replace(",", ".")), true);
	if (BY_COMMAS.test(text)) return seconds(Number(text.replaceAll(",", "")));
	if (BY_DOTS.test(text)) return seconds(Number(text.replaceAll(".", "").replace(",", ".")), text.includes(","));
	if (BY_SPACES.test(text)) return seconds(Number(text.replaceAll(/[^\d.,]/g, "").replace(",", ".")));
}
function scaled(time, factor) {
	switch (time?.kind) {
		case "seconds": return seconds(time.seconds * factor);
		case "either": return {
			...time,
			decimal: time.decimal * factor,
			grouped: time.grouped * factor
		};
		default: return { kind: "unreadable" };
	}
}
function inHours(text) {
	const [, hours = 0, minutes = 0, rest = "0"] = ISO.exec(text) ?? CLOCK.exec(text) ?? [];
	if (!(ISO.test(text) || CLOCK.test(text))) return { kind: "unreadable" };
	return seconds(Number(hours) * 3600 + Number(minutes) * 60 + Number(rest.replace(",", ".")));
}
function seconds(value, hasDecimalComma = false) {
	if (!Number.isFinite(value)) return { kind: "unreadable" };
	return {
		kind: "seconds",
		seconds: value,
		...hasDecimalComma && { hasDecimalComma }
	};
}
function inAsciiDigits(text) {
	return text.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 1632)).replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 1776)).replaceAll("٬", "").replaceAll("٫", ".");
}
// src/evidence/test-cases.ts
const LONGEST_NAME = 200;
const LONGEST_PART = 95;
const ID_LENGTH = 16;
const LONGEST_TIME_MS = 316224e5;
const TOLERANCE = 1.2;
const TOLERANCE_MS = 1e4;
function testCases(stageMs) {
	const limitMs = stageMs === void 0 ? LONGEST_TIME_MS : stageMs * TOLERANCE + TOLERANCE_MS;
	const known = /* @__PURE__ */ new Map();
	const hosts = /* @__PURE__ */ new Map();
	const undecided = [];
	const leftOut = {
		tooLong: 0,
		longestMs: 0,
		unreadable: 0
	};
	const failures = /* @__PURE__ */ new Map();
	let hasDecimalComma = false;
	function add({ failure, ...found }) {
		const key = keyOf(found);
		const test = known.get(key) ?? {
			parts: found,
			durationMs: 0,
			outcome: found.outcome
		};
		known.set(key, test);
		test.outcome = stronger(test.outcome, found.outcome);
		if (found.outcome === "failed" && failures.size < 5 && !failures.has(test)) {
			const said = failure ?? {
				message: "",
				type: "",
				text: ""
			};
			failures.set(test, failedTest(said, found.file));
		}
		const time = writtenTime(found.time);
		if (time.kind === "unreadable") leftOut.unreadable += 1;
		if (time.kind === "either") undecided.push({
			test,
			time
		});
		if (time.kind !== "seconds") return;
		hasDecimalComma ||= time.hasDecimalComma === true;
		addTime(test, time.seconds * 1e3);
	}
	function keyOf({ name, className, suites, file, host }) {
		if (!hosts.has(host)) hosts.set(host, hosts.size);
		const nameless = name === "" && className === "" ? [known.size] : [];
		return JSON.stringify([
			suites,
			file,
			hosts.get(host),
			className,
			name,
			...nameless
		]);
	}
	function addTime(test, ms) {
		if (ms <= limitMs) test.durationMs += Math.round(ms);
		else {
			leftOut.tooLong += 1;
			leftOut.longestMs = Math.min(Number.MAX_SAFE_INTEGER, Math.max(leftOut.longestMs, Math.round(ms)));
		}
	}
	function decide() {
		for (const { test, time } of undecided.splice(0)) addTime(test, (stageMs !== void 0 && time.grouped * 1e3 <= limitMs && !hasDecimalComma ? time.grouped : time.decimal) * 1e3);
	}
	return {
		add,
		size: () => known.size,
		numbers: () => {
			decide();
			const hasLeftOut = leftOut.tooLong + leftOut.unreadable > 0;
			return {
				...numbersOf(known),
				...failures.size > 0 && { failures: namedFailures(failures) },
				...hasLeftOut && { timesLeftOut: { ...leftOut } }
			};
		}
	};
}
function stronger(a, b) {
	if (a === "failed" || b === "failed") return "failed";
	return a === "passed" || b === "passed" ? "passed" : "skipped";
}
function numbersOf(known) {
	const all = [...known];
	const count = (outcome) => all.filter(([, test]) => test.outcome === outcome).length;
	const slowest = all.filter(([, { durationMs }]) => durationMs > 0).sort(([, a], [, b]) => b.durationMs - a.durationMs).slice(0, 15);
	const names = displayNames(slowest.map(([, { parts }]) => parts));
	return {
		total: all.length,
		failed: count("failed"),
		skipped: count("skipped"),
		durationMs: all.reduce((sum, [, { durationMs }]) => sum + durationMs, 0),
		slowest: slowest.map(([key, { durationMs }], i) => ({
			name: names[i] ?? "",
			durationMs,
			id: hashOf(key)
		}))
	};
}
function namedFailures(failures) {
	const names = displayNames([...failures.keys()].map(({ parts }) => parts));
	return [...failures.values()].map((failure, i) => ({
		name: names[i] ?? "",
		...failure
	}));
}
function hashOf(key) {
	return createHash("sha256").update(key).digest("hex").slice(0, ID_LENGTH);
}
const DISPLAYS = [
	(test) => oneLine(fullName(test), LONGEST_NAME),
	(test) => inFull(fullName(test)),
	(test) => inFull(joined([...test.suites, fullName(test)])),
	(test) => inFull(joined([test.file || test.host, fullName(test)]))
];
function displayNames(tests) {
	const names = tests.map(() => "");
	let alike = tests.map((_, i) => i);
	for (const display of DISPLAYS) {
		for (const i of alike) names[i] = display(tests[i]);
		alike = alike.filter((i) => names.indexOf(names[i] ?? "") !== names.lastIndexOf(names[i] ?? ""));
	}
	const seen = /* @__PURE__ */ new Map();
	return names.map((name) => {
		const before = seen.get(name) ?? 0;
		seen.set(name, before + 1);
		return before === 0 ? name : `${name} (${before + 1})`;
	});
}
function joined(parts) {
	return parts.filter((part) => part !== "").join(" › ");
}
function fullName({ name, className }) {
	return withoutStrayBytes(className === "" ? name : `${className}::${name}`);
}
function inFull(text) {
	const characters = [...text];
	const isLong = characters.length > LONGEST_NAME;
	const [start, end] = [characters.slice(0, LONGEST_PART), characters.slice(-95)];
	const short = isLong ? `${start.join("")}…${end.join("")}` : text;
	const shown = visible(short).replace(/\p{Zs}{2,}/gu, (blanks) => "␣".repeat(blanks.length));
	return oneLine(shown, LONGEST_NAME);
}
// src/evidence/junit.ts
const LARGEST_BYTES = 67108864;
const LIMITS = {
	depth: 100,
	attributes: 1e3,
	tests: 3e5
};
const LONGEST_ELEMENT = 40;
async function readJunit(file, stageMs) {
	const found = await readUpTo(file, LARGEST_BYTES);
	if (found.kind === "unreadable") return found;
	if (!found.isWhole) return {
		kind: "unreadable",
		problem: {
			kind: "too-large",
			limitBytes: LARGEST_BYTES
		}
	};
	const cases = testCases(stageMs);
	const document = await parse(found.bytes, cases);
	if (document.refusal !== void 0) return {
		kind: "unreadable",
		problem: document.refusal
	};
	const { timesLeftOut, ...numbers } = cases.numbers();
	const { torn } = document;
	return {
		kind: "read",
		tests: {
			...numbers,
			...timesLeftOut && { timesLeftOut },
			...torn && { isTorn: true }
		},
		problems: [...torn === void 0 ? [] : [torn], ...timesLeftOut === void 0 ? [] : [{
			kind: "times-left-out",
			times: timesLeftOut,
			stageMs: stageMs ?? 0
		}]]
	};
}
var Refusal = class extends Error {
	problem;
	constructor(problem) {
		super(problem.kind);
		this.problem = problem;
	}
};
async function parse(bytes, cases) {
	const { Parser } = await import("./dist2.js");
	const reader = new JunitReader(cases);
	const parser = new Parser(reader, {
		xmlMode: true,
		decodeEntities: true
	});
	try {
		for (const piece of decoded(bytes)) {
			reader.next(piece);
			parser.write(piece);
			await setImmediate();
		}
		reader.ends();
		parser.end();
		return reader.found();
	} catch (error) {
		if (error instanceof Refusal) return { refusal: error.problem };
		throw error;
	}
}
var JunitReader = class {
	#cases;
	#place = placeInText();
	#suites = [];
	#parser;
	#rootTag;
	#depth = 0;
	#attributes = 0;
	#current;
	#openedAt;
	#isOver = false;
	#torn;
	#isInDoctype = false;
	#isInFailure = false;
	constructor(cases) {
		this.#cases = cases;
	}
	next(piece) {
		this.#place.next(piece);
	}
	ends() {
		this.#isOver = true;
	}
	found() {
		return {
			torn: this.#torn,
			refusal: refusalOf(this.#rootTag)
		};
	}
	onparserinit(parser) {
		this.#parser = parser;
	}
	onopentagname() {
		this.#attributes = 0;
	}
	onattribute() {
		this.#attributes += 1;
		if (this.#attributes > LIMITS.attributes) refuse("attributes");
	}
	onopentag(name, attributes) {
		this.#openedAt = this.#parser?.endIndex;
		this.#depth += 1;
		if (this.#depth > LIMITS.depth) refuse("depth");
		if (this.#isInDoctype) return;
		if (this.#depth === 1 && this.#rootTag !== void 0) throw new Refusal({
			kind: "two-roots",
			line: this.#here().line
		});
		this.#rootTag ??= name;
		const depth = this.#depth;
		const current = this.#current;
		if (name === "testsuite") this.#suites.push({
			depth,
			attributes
		});
		if (name === "testcase" && current === void 0) this.#current = {
			attributes,
			depth,
			outcome: outcomeOfStatus(attributes)
		};
		else if (depth - 1 === current?.depth) {
			current.outcome = outcomeOf(name, current.outcome);
			const isFirst = isFailure(name) && current.failure === void 0;
			if (isFirst) current.failure = {
				attributes,
				text: failureText()
			};
			this.#isInFailure = isFirst;
		}
	}
	onclosetag(name, isImplied) {
		if (this.#isUnclosed(isImplied)) this.#torn ??= {
			kind: "torn",
			element: oneLine(name, LONGEST_ELEMENT),
			...this.#here()
		};
		if (this.#current?.depth === this.#depth) {
			if (!this.#isOver) this.#addCase(this.#current);
			this.#current = void 0;
		}
		if (this.#suites.at(-1)?.depth === this.#depth) this.#suites.pop();
		if (this.#depth - 1 === this.#current?.depth) this.#isInFailure = false;
		this.#depth -= 1;
	}
	onprocessinginstruction(name, data) {
		if (name.toUpperCase() === "!DOCTYPE") this.#isInDoctype = data.includes("[") && !data.includes("]");
	}
	ontext(text) {
		if (this.#isInDoctype && text.includes("]")) this.#isInDoctype = false;
		if (this.#isInFailure) this.#current?.failure?.text.add(text);
	}
	#here() {
		return this.#place.at(this.#parser?.startIndex ?? 0);
	}
	#isUnclosed(isImplied) {
		return isImplied && (this.#isOver || this.#parser?.endIndex !== this.#openedAt);
	}
	#addCase({ attributes, outcome, failure }) {
		const suite = this.#suites.at(-1)?.attributes ?? {};
		this.#cases.add({
			name: attributes.name ?? "",
			className: attributes.classname ?? "",
			suites: this.#suites.map((one) => one.attributes.name ?? ""),
			file: attributes.file ?? suite.file ?? "",
			host: suite.hostname ?? "",
			time: attributes.time ?? "",
			outcome,
			...failure !== void 0 && { failure: {
				message: failure.attributes.message ?? "",
				type: failure.attributes.type ?? "",
				text: failure.text.text()
			} }
		});
		if (this.#cases.size() > LIMITS.tests) refuse("tests");
	}
};
function refuse(what) {
	throw new Refusal({
		kind: "beyond-bounds",
		what,
		limit: LIMITS[what]
	});
}
function refusalOf(rootTag) {
	if (rootTag === void 0) return { kind: "no-xml" };
	if (rootTag === "testsuites" || rootTag === "testsuite") return void 0;
	return {
		kind: "other-root",
		root: oneLine(rootTag, LONGEST_ELEMENT)
	};
}
function placeInText() {
	let [lines, lineStart, pieceStart] = [
		1,
		0,
		0
	];
	let piece = "";
	function linesUpTo(index) {
		let [line, start] = [lines, lineStart];
		const end = index - pieceStart;
		for (let at = piece.indexOf("\n"); at >= 0 && at < end; at = piece.indexOf("\n", at + 1)) {
			line += 1;
			start = pieceStart + at + 1;
		}
		return {
			line,
			start
		};
	}
	return {
		next(text) {
			const { line, start } = linesUpTo(pieceStart + piece.length);
			[lines, lineStart] = [line, start];
			pieceStart += piece.length;
			piece = text;
		},
		at(index) {
			const { line, start } = linesUpTo(index);
			return {
				line,
				column: Math.max(1, index - start + 1)
			};
		}
	};
}
const SKIPPED = /^(?:not_?run|skipped|suppressed|disabled|ignored|pending|inconclusive)$/i;
const FAILED = /^(?:fail|failed|failure|error)$/i;
function outcomeOfStatus({ status = "", result = "" }) {
	if (FAILED.test(status) || FAILED.test(result)) return "failed";
	return SKIPPED.test(status) || SKIPPED.test(result) ? "skipped" : "passed";
}
function isFailure(tag) {
	return tag === "failure" || tag === "error";
}
function outcomeOf(tag, before) {
	if (isFailure(tag)) return "failed";
	return (tag === "skipped" || tag === "disabled") && before === "passed" ? "skipped" : before;
}
export { readJunit };
