import { t as isObject } from "./objects.js";
import { a as oneLine } from "./text.js";
import { createHash } from "node:crypto";
// src/record/job.ts
/**
* Which job of a workflow a run belongs to, and which leg of a matrix. All jobs of one workflow run share
* its number and attempt, and all legs of a matrix the job's id: only together do they tell runs apart.
*/
/** The `event` of runs that somebody started in a terminal. */
const LOCAL_EVENT = "local";
/** More is not parsed: then the text itself is what tells the leg apart. UTF-16 code units. */
const LONGEST_PARSED = 65536;
/** What is shown of a matrix; the hash is of all of it. */
const MOST_SHOWN = 12;
const LONGEST_NAME = 40;
const LONGEST_VALUE = 80;
/**
* The leg that the input `matrix` describes; none outside a matrix. Usually that is the `matrix` context
* as JSON; any other text is the name of the leg, for jobs that only their author can tell apart.
*/
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
/** What a run is known by: everything that tells two executions apart. */
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
/** Of one job and leg, whichever workflow it is in: whose runs make one history. */
function seriesKey({ job = "", leg = "" }) {
	return JSON.stringify([job, leg]);
}
/** The same as a part of a key: nothing in it could be taken for something else. */
function seriesPart(run) {
	return shortHash(seriesKey(run));
}
/** Which part of a pull request's comment is of this job, in whichever run. */
function sectionKey({ workflow, job, step, leg }) {
	return shortHash(JSON.stringify([
		workflow ?? "",
		job ?? "",
		step ?? "",
		leg ?? ""
	]));
}
/**
* Whether the runs are of one job and leg, so that their times can be compared. A run that does not say
* its job (of the terminal, or recorded by an earlier version) counts as of any, but of no leg.
*/
function isSameJob(a, b) {
	if (a.leg !== b.leg) return false;
	return a.job === void 0 || b.job === void 0 || a.job === b.job;
}
/** `test (ubuntu-24.04, 3.12)`, as GitHub calls it; undefined where neither job nor leg is known. */
function jobTitle({ job, matrix }) {
	const values = legWords(matrix);
	if (values === void 0) return job === void 0 ? void 0 : oneLine(job, LONGEST_VALUE);
	return `${oneLine(job ?? "leg", LONGEST_VALUE)} (${values})`;
}
/** The title of a leg of a matrix; undefined outside one, where nobody has to be told apart. */
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
/** The same text for the same value, in whichever order its members stand. */
function canonical(value) {
	return JSON.stringify(value, (_, member) => isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => a < b ? -1 : Number(a > b))) : member);
}
function shortHash(text) {
	return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
export { readLeg as a, seriesKey as c, legTitle as i, seriesPart as l, isSameJob as n, runKey as o, jobTitle as r, sectionKey as s, LOCAL_EVENT as t };
