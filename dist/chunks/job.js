import { t as isObject } from "./objects.js";
import { a as oneLine } from "./text.js";
import { createHash } from "node:crypto";
// src/record/job.ts
const LOCAL_EVENT = "local";
const LONGEST_PARSED = 65536;
const MOST_SHOWN = 12;
const LONGEST_NAME = 40;
const LONGEST_VALUE = 80;
function readLeg(text) {
	const written = text.trim();
	if (written === "" || written.startsWith("${{")) return void 0;
	const value = parsed(written);
	if (value === null) return void 0;
	if (!isObject(value)) return {
		matrix: { leg: shown(value) },
		leg: shortHash(canonical(value))
	};
	const entries = Object.entries(value);
	if (entries.length === 0) return void 0;
	return {
		matrix: Object.fromEntries(entries.slice(0, MOST_SHOWN).map(([name, entry]) => [oneLine(name, LONGEST_NAME), shown(entry)])),
		leg: shortHash(canonical(value))
	};
}
function runKey({ run }) {
	const { id, attempt, workflow, job, step, leg, jobIndex } = run;
	return JSON.stringify([
		id,
		attempt,
		workflow ?? "",
		job ?? "",
		step ?? "",
		leg ?? "",
		jobIndex
	]);
}
function seriesKey({ job = "", leg = "" }) {
	return JSON.stringify([job, leg]);
}
function seriesPart(run) {
	return shortHash(seriesKey(run));
}
function sectionKey({ workflow, job, step, leg }) {
	return shortHash(JSON.stringify([
		workflow ?? "",
		job ?? "",
		step ?? "",
		leg ?? ""
	]));
}
function isSameJob(a, b) {
	if (a.leg !== b.leg) return false;
	return a.job === void 0 || b.job === void 0 || a.job === b.job;
}
function jobTitle({ job, matrix }) {
	const values = legWords(matrix);
	if (values === void 0) return job === void 0 ? void 0 : oneLine(job, LONGEST_VALUE);
	return `${oneLine(job ?? "leg", LONGEST_VALUE)} (${values})`;
}
function legTitle(run) {
	return run.leg === void 0 ? void 0 : jobTitle(run);
}
function legWords(matrix) {
	const values = Object.values(matrix ?? {}).map((value) => oneLine(value, LONGEST_VALUE));
	return values.length === 0 ? void 0 : values.join(", ");
}
function parsed(text) {
	if (text.length > LONGEST_PARSED) return text;
	try {
		const value = JSON.parse(text);
		canonical(value);
		return value;
	} catch {
		return text;
	}
}
function shown(value) {
	return oneLine(typeof value === "string" ? value : JSON.stringify(value), LONGEST_VALUE);
}
function canonical(value) {
	return JSON.stringify(value, (_, member) => isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => a < b ? -1 : Number(a > b))) : member);
}
function shortHash(text) {
	return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
export { readLeg as a, seriesKey as c, legTitle as i, seriesPart as l, isSameJob as n, runKey as o, jobTitle as r, sectionKey as s, LOCAL_EVENT as t };
