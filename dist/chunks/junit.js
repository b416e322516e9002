import { i as __toESM } from "./rolldown-runtime.js";
import "./evidence.js";
import { a as oneLine } from "./text.js";
import { createReadStream } from "node:fs";
// src/evidence/junit.ts
/** Times and outcomes of tests, from the JUnit XML that pytest and most other test runners write. */
/** A larger file is not looked into. */
const LARGEST_BYTES = 67108864;
/** Longest attribute that is read, in characters: runners put whole messages into them. */
const LONGEST_ATTRIBUTE = 8388608;
/** Deeper, larger in number or with more attributes than any test runner writes; each costs memory. */
const DEEPEST = 100;
const MOST_CASES = 3e5;
const MOST_ATTRIBUTES = 1e3;
const LONGEST_NAME = 200;
/** No test takes longer: a year, in ms. */
const LONGEST_TIME_MS = 316224e5;
/** Reads the file as a stream; entities of its own are not expanded, and nothing it names is loaded. */
async function readJunit(file) {
	const { default: sax } = await import("./sax.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	Object.assign(sax, { MAX_BUFFER_LENGTH: LONGEST_ATTRIBUTE });
	const parser = sax.parser(true);
	const cases = /* @__PURE__ */ new Map();
	let current;
	let rootTag;
	let depth = 0;
	let attributes = 0;
	parser.onattribute = () => {
		attributes += 1;
		if (attributes > MOST_ATTRIBUTES) throw new Error("more attributes than JUnit XML has");
	};
	parser.onopentag = ({ name, attributes: given }) => {
		attributes = 0;
		depth += 1;
		if (depth > DEEPEST) throw new Error("nested deeper than JUnit XML is");
		rootTag ??= name;
		if (name === "testcase") current = caseOf(given);
		else if (current !== void 0) current.found.outcome = outcomeOf(name, current.found.outcome);
	};
	parser.onclosetag = (name) => {
		depth -= 1;
		if (name !== "testcase" || current === void 0) return;
		addCase(cases, current.name, current.found);
		if (cases.size > MOST_CASES) throw new Error(`more than ${MOST_CASES} tests`);
		current = void 0;
	};
	parser.onerror = (error) => {
		throw error;
	};
	try {
		let bytes = 0;
		for await (const chunk of createReadStream(file, { encoding: "utf8" })) {
			const text = chunk;
			bytes += Buffer.byteLength(text);
			if (bytes > LARGEST_BYTES) return unreadable(`it is larger than 64 MiB`);
			parser.write(text);
		}
		parser.close();
	} catch (error) {
		return unreadable(reasonOf(error, parser));
	}
	if (rootTag !== "testsuites" && rootTag !== "testsuite") return unreadable(`it is not JUnit XML: its root is \`${oneLine(rootTag ?? "", 40)}\``);
	return {
		kind: "read",
		tests: numbersOf(cases)
	};
}
function caseOf({ classname = "", name = "", time = "" }) {
	const full = classname === "" ? name : `${classname}::${name}`;
	const seconds = Number(time.replaceAll(",", ""));
	const ms = Number.isFinite(seconds) && seconds > 0 ? seconds * 1e3 : 0;
	const durationMs = Math.min(LONGEST_TIME_MS, Math.round(ms));
	return {
		name: oneLine(full, LONGEST_NAME),
		found: {
			durationMs,
			outcome: "passed"
		}
	};
}
function outcomeOf(tag, before) {
	if (tag === "failure" || tag === "error") return "failed";
	return tag === "skipped" && before === "passed" ? "skipped" : before;
}
/** A test that stands in the file more than once (run again, or failed when it was torn down) is one. */
function addCase(cases, name, found) {
	const known = cases.get(name);
	if (known === void 0) {
		cases.set(name, found);
		return;
	}
	known.durationMs += found.durationMs;
	if (found.outcome === "failed") known.outcome = "failed";
}
function numbersOf(cases) {
	const all = [...cases].map(([name, found]) => ({
		name,
		...found
	}));
	const count = (outcome) => all.filter((one) => one.outcome === outcome).length;
	const slowest = all.filter(({ durationMs }) => durationMs > 0).sort((a, b) => b.durationMs - a.durationMs).slice(0, 15).map(({ name, durationMs }) => ({
		name,
		durationMs
	}));
	return {
		total: all.length,
		failed: count("failed"),
		skipped: count("skipped"),
		durationMs: all.reduce((sum, { durationMs }) => sum + durationMs, 0),
		slowest
	};
}
function unreadable(reason) {
	return {
		kind: "unreadable",
		reason
	};
}
/** sax names the place from 0, in a message of several lines. */
function reasonOf(error, { line, column }) {
	if (error.code !== void 0) return error.message;
	const [what = ""] = error.message.split("\n");
	return `line ${line + 1}, column ${column + 1}: ${oneLine(what, 120)}`;
}
export { readJunit };
