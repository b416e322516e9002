import { a as oneLine } from "./text.js";
import { n as failureText, r as decoded, t as testCases } from "./test-cases.js";
import { setImmediate } from "node:timers/promises";
// src/evidence/parsers/junit.ts
const LIMITS = {
	depth: 100,
	attributes: 1e3
};
const LONGEST_ELEMENT = 40;
const parse = async ({ bytes, stageMs }) => {
	const cases = testCases(stageMs);
	const { refusal, torn } = await readDocument(bytes, cases);
	return refusal === void 0 ? cases.result(torn) : {
		kind: "unreadable",
		problem: refusal
	};
};
var Refusal = class extends Error {
	problem;
	constructor(problem) {
		super(problem.kind);
		this.problem = problem;
	}
};
async function readDocument(bytes, cases) {
	const { Parser } = await import("./dist2.js");
	const reader = new JunitReader(cases);
	const parser = new Parser(reader, {
		xmlMode: true,
		decodeEntities: true
	});
	try {
		for (const piece of decoded(bytes)) {
			if (cases.isFull()) return {};
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
	if (rootTag === void 0) return { kind: "other-format" };
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
export { parse };
