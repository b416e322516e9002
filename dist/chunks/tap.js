import { a as oneLine } from "./text.js";
import { n as failureText, r as decoded, t as testCases } from "./test-cases.js";
import { t as linesOf } from "./lines.js";
// src/evidence/parsers/tap.ts
const LONGEST_LINE = 4e3;
const LONGEST_REASON = 200;
const DEEPEST = 100;
const INDENT = 4;
const VERSION = /^TAP version 1[2-9]\b/;
const PLAN = /^1\.\.(\d{1,9})(?=\s|$)/;
const BAIL_OUT = /^Bail out!(.*)$/;
const POINT = /^(not )?ok(?=\s|$)(?:\s+(\d{1,12})(?=\s|$))?(?:\s+-(?=\s|$))?\s*(.*)$/;
const DIRECTIVE = /(?<!\\)#\s*(?:(?:skip\w{0,20}|todo)\b|time=([\d.]{1,20}m?s)\b)/i;
const SUBTEST = /^Subtest: (.*)$/;
const PLACE = /^(?:\(in test file (.{1,300}), line (\d{1,7})\)|at (.{1,300}) line (\d{1,7})\.?)$/;
const parse = ({ bytes, stageMs }) => {
	const cases = testCases(stageMs, "another-test");
	const document = new TapDocument((test) => cases.add(test));
	for (const line of linesOf([...decoded(bytes)].join(""))) {
		if (cases.isFull()) break;
		document.next(line);
	}
	const { isTap, problem } = document.end();
	if (!isTap) return {
		kind: "unreadable",
		problem: { kind: "other-format" }
	};
	return problem?.kind === "beyond-bounds" ? {
		kind: "unreadable",
		problem
	} : cases.result(problem);
};
var TapDocument = class {
	#add;
	#tests = [];
	#names = [];
	#open = [];
	#last;
	#diagnostic;
	#isTap = false;
	#planned;
	#over;
	constructor(add) {
		this.#add = add;
	}
	next(whole) {
		if (this.#over !== void 0) return;
		const line = whole.slice(0, LONGEST_LINE);
		const text = line.trimStart();
		const indent = line.length - text.length;
		if (this.#diagnostic?.takes(text, indent)) return;
		this.#endDiagnostic();
		if (text === "") return;
		const level = indent / INDENT;
		if (text.startsWith("---") && this.#last !== void 0 && level > this.#last.level) this.#diagnostic = new Diagnostic(indent);
		else if (Number.isInteger(level)) this.#read(text.trimEnd(), level);
	}
	end() {
		this.#endDiagnostic();
		this.#endPoint();
		this.#close(0);
		const found = this.#tests[0]?.count ?? 0;
		const planned = this.#planned;
		const isWhole = planned !== void 0 && found >= planned;
		const cut = {
			kind: "incomplete",
			found,
			...planned !== void 0 && { planned }
		};
		const problem = this.#over?.kind === "incomplete" ? {
			...cut,
			...this.#over
		} : this.#over;
		return {
			isTap: this.#isTap,
			problem: problem ?? (isWhole ? void 0 : cut)
		};
	}
	#read(text, level) {
		const [, planned] = PLAN.exec(text) ?? [];
		const [, reason] = BAIL_OUT.exec(text) ?? [];
		const point = POINT.exec(text);
		if (text.startsWith("#")) this.#comment(text.replace(/^#\s*/, ""), level);
		else if (VERSION.test(text)) this.#isTap ||= level === 0;
		else if (planned !== void 0) this.#plan(Number(planned), level);
		else if (reason !== void 0) this.#bailOut(reason);
		else if (text === "{") this.#openBraces();
		else if (text === "}") this.#close(level);
		else if (point !== null) this.#point(point, level);
	}
	#comment(text, level) {
		const [, subtest] = SUBTEST.exec(text) ?? [];
		if (subtest !== void 0 && level <= DEEPEST) this.#names[level] = unescaped(subtest);
		const point = this.#last?.level === level ? this.#last.point : void 0;
		if (subtest !== void 0 || point === void 0) return;
		const [, file = "", line, perl = file, perlLine = line] = PLACE.exec(text) ?? [];
		if (perlLine === void 0) point.comments.add(`${text}\n`);
		else point.place ??= {
			file: perl,
			line: Number(perlLine)
		};
	}
	#plan(planned, level) {
		this.#endPoint();
		if (level > 0) return;
		this.#isTap = true;
		this.#planned ??= planned;
	}
	#bailOut(reason) {
		const said = oneLine(reason, LONGEST_REASON);
		const found = this.#tests[0]?.count ?? 0;
		this.#over = {
			kind: "incomplete",
			found,
			...said !== "" && { said }
		};
	}
	#point([, failed, number, rest = ""], level) {
		this.#endPoint();
		this.#close(level);
		if (level > DEEPEST) {
			this.#over = {
				kind: "beyond-bounds",
				what: "depth",
				limit: DEEPEST
			};
			return;
		}
		if (level === 0) this.#isTap ||= number !== void 0 || rest !== "";
		const isBefore = rest.endsWith("{");
		const said = isBefore ? rest.slice(0, -1) : rest;
		const directive = DIRECTIVE.exec(said);
		const [, time] = directive ?? [];
		const isLeftOut = directive !== null && time === void 0;
		const name = unescaped(said.slice(0, directive?.index ?? said.length)).trim();
		const tests = this.#testsOf(level);
		tests.count += 1;
		const point = {
			level,
			name: name === "" ? `test ${number ?? tests.count}` : name,
			suites: this.#suites(level),
			outcome: isLeftOut ? "skipped" : failed === void 0 ? "passed" : "failed",
			comments: failureText(),
			time: time ?? ""
		};
		this.#finish(point);
		this.#names.length = level === 0 ? 0 : Math.min(this.#names.length, level + 1);
		if (isBefore) this.#openBraces();
	}
	#finish(point) {
		const { level } = point;
		const subtests = this.#tests[level + 1];
		this.#tests.length = level + 1;
		const hasFailed = point.outcome === "failed";
		this.#testsOf(level).hasFailed ||= hasFailed || subtests?.hasFailed === true;
		const counts = subtests === void 0 || hasFailed && !subtests.hasFailed;
		this.#last = counts ? {
			level,
			point
		} : { level };
	}
	#testsOf(level) {
		const tests = this.#tests[level] ?? {
			count: 0,
			hasFailed: false
		};
		this.#tests[level] = tests;
		return tests;
	}
	#suites(level) {
		return (this.#names[0] === void 0 ? this.#names.slice(1, level + 1) : this.#names).slice(0, level).filter((name) => name !== void 0);
	}
	#openBraces() {
		const { level, point } = this.#last ?? {};
		if (level === void 0 || point === void 0) return;
		this.#open[level] = point;
		this.#names[level] = point.name;
		this.#last = void 0;
	}
	#close(level) {
		for (const point of this.#open.splice(level).reverse()) {
			if (point === void 0) continue;
			this.#endPoint();
			this.#finish(point);
		}
		this.#endPoint();
	}
	#endDiagnostic() {
		const point = this.#last?.point;
		if (this.#diagnostic === void 0) return;
		if (point !== void 0) {
			const { time, message, place } = this.#diagnostic;
			if (time !== "") point.time = time;
			if (message !== void 0) point.message = message;
			if (place !== void 0) point.place = place;
		}
		this.#diagnostic = void 0;
	}
	#endPoint() {
		const point = this.#last?.point;
		this.#last = void 0;
		if (point === void 0) return;
		const { name, suites, outcome, time, comments, message = "", place } = point;
		const failure = {
			message,
			type: "",
			text: comments.text(),
			...place && { place }
		};
		this.#add({
			name,
			className: "",
			suites,
			file: "",
			host: "",
			time,
			outcome,
			failure
		});
	}
};
const KEY = /^([\w-]{1,40}):(?:\s+(.*))?$/;
const BLOCK = /^[|>][-+\d]{0,3}$/;
const LOCATION = /^(?:.*\()?(?:file:\/\/)?([^()]{1,300}):(\d{1,7}):\d{1,7}\)?$/;
var Diagnostic = class {
	#indent;
	#keyIndent;
	#key = "";
	time = "";
	message;
	place;
	constructor(indent) {
		this.#indent = indent;
	}
	takes(text, indent) {
		if (text !== "" && (indent < this.#indent || /^\.\.\.\s*$/.test(text))) return false;
		const [, key, value = ""] = KEY.exec(text.trimEnd()) ?? [];
		if (key !== void 0) this.#keyIndent ??= indent;
		if (key !== void 0 && indent === this.#keyIndent) this.#set(key, unquoted(value));
		else if (this.#key === "at" && key !== void 0) this.#setPlace(key, unquoted(value));
		else if (this.#key === "message" && this.message === "") this.message = text.trim();
		return true;
	}
	#set(key, value) {
		this.#key = key === "error" ? "message" : key;
		const [, file, line] = LOCATION.exec(value) ?? [];
		if (key === "duration_ms") this.time = `${value}ms`;
		else if (this.#key === "message") this.message ??= BLOCK.test(value) ? "" : value;
		else if (key !== "at" && key !== "location") this.#setPlace(key, value);
		else if (file !== void 0) this.place ??= {
			file,
			line: Number(line)
		};
	}
	#setPlace(key, value) {
		if (key === "file" || key === "fileName") this.place = {
			...this.place,
			file: value
		};
		if ((key === "line" || key === "lineNumber") && /^\d{1,7}$/.test(value) && this.place !== void 0) this.place.line = Number(value);
	}
};
function unquoted(value) {
	const [, single, double] = /^(?:'(.*)'|"(.*)")$/.exec(value) ?? [];
	if (double !== void 0) return double.replace(/\\(["\\])/g, "$1");
	return single === void 0 ? value : single.replaceAll("''", "'");
}
function unescaped(text) {
	return text.replace(/\\([#\\])/g, "$1");
}
export { parse };
