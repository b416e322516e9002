import "./evidence.js";
import { a as oneLine, c as visible } from "./text.js";
import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
// src/evidence/port/encoding.ts
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
// src/evidence/tests/failed-test.ts
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
function failedTest({ message, type, text, place }, file) {
	const said = [
		message,
		text,
		type
	].map(firstLine).find((line) => line !== "");
	const found = place ?? placeIn(text);
	const where = oneLine(withoutStrayBytes(found?.file ?? file), LONGEST_FILE);
	return {
		...said !== void 0 && { message: said },
		...where !== "" && { file: where },
		...found?.line !== void 0 && { line: found.line }
	};
}
function placeIn(text) {
	const [, file, line] = lastOf(text, PYTEST_PLACE) ?? lastOf(text, PYTHON_PLACE) ?? [];
	return file === void 0 ? void 0 : {
		file,
		line: Number(line)
	};
}
function firstLine(text) {
	const line = text.split("\n", 20).find((one) => one.trim() !== "") ?? "";
	return oneLine(withoutStrayBytes(line), LONGEST_MESSAGE);
}
function lastOf(text, pattern) {
	return [...text.matchAll(pattern)].at(-1);
}
// src/evidence/tests/test-time.ts
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
// src/evidence/tests/time-sums.ts
const LONGEST_TIME_MS = 316224e5;
const TOLERANCE = 1.2;
const TOLERANCE_MS = 1e4;
function timeSums(stageMs) {
	const limitMs = stageMs === void 0 ? LONGEST_TIME_MS : stageMs * TOLERANCE + TOLERANCE_MS;
	const undecided = [];
	const leftOut = {
		tooLong: 0,
		longestMs: 0,
		unreadable: 0
	};
	let hasDecimalComma = false;
	function addTime(ms, count) {
		if (ms <= limitMs) {
			count(Math.round(ms));
			return;
		}
		leftOut.tooLong += 1;
		leftOut.longestMs = Math.min(Number.MAX_SAFE_INTEGER, Math.max(leftOut.longestMs, Math.round(ms)));
	}
	function decide() {
		for (const { time, count } of undecided.splice(0)) addTime((stageMs !== void 0 && time.grouped * 1e3 <= limitMs && !hasDecimalComma ? time.grouped : time.decimal) * 1e3, count);
	}
	return {
		add: (written, count) => {
			const time = writtenTime(written);
			if (time.kind === "unreadable") leftOut.unreadable += 1;
			if (time.kind === "either") undecided.push({
				time,
				count
			});
			if (time.kind !== "seconds") return;
			hasDecimalComma ||= time.hasDecimalComma === true;
			addTime(time.seconds * 1e3, count);
		},
		leftOut: () => {
			decide();
			return leftOut.tooLong + leftOut.unreadable > 0 ? { ...leftOut } : void 0;
		}
	};
}
// src/evidence/tests/test-cases.ts
const MOST_CASES = 3e5;
const LONGEST_NAME = 200;
const LONGEST_PART = 95;
const ID_LENGTH = 16;
function testCases(stageMs, repeats = "run-again") {
	const times = timeSums(stageMs);
	const known = /* @__PURE__ */ new Map();
	const hosts = /* @__PURE__ */ new Map();
	const reports = /* @__PURE__ */ new Map();
	const failures = /* @__PURE__ */ new Map();
	const isFull = () => known.size > MOST_CASES;
	function add({ failure, ...found }) {
		if (isFull()) return;
		const key = repeats === "run-again" ? keyOf(found) : numbered(keyOf(found));
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
		times.add(found.time, (ms) => {
			test.durationMs += ms;
		});
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
	function numbered(key) {
		const count = (reports.get(key) ?? 0) + 1;
		reports.set(key, count);
		return count === 1 ? key : JSON.stringify([key, count]);
	}
	return {
		add,
		isFull,
		result: (torn) => {
			if (isFull()) return {
				kind: "unreadable",
				problem: {
					kind: "beyond-bounds",
					what: "tests",
					limit: MOST_CASES
				}
			};
			const timesLeftOut = times.leftOut();
			return {
				kind: "read",
				numbers: {
					...numbersOf(known),
					...failures.size > 0 && { failures: namedFailures(failures) },
					...timesLeftOut && { timesLeftOut },
					...torn && { isTorn: true }
				},
				problems: [torn, timesLeftOut && {
					kind: "times-left-out",
					times: timesLeftOut,
					stageMs: stageMs ?? 0
				}].filter((one) => one !== void 0)
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
export { failureText as n, decoded as r, testCases as t };
