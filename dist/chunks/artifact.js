import { E as optional, I as string, M as safeInteger, N as safeParse, P as strictObject, g as literal, k as pipe, t as array, u as getDotPath, w as number, x as minValue } from "./dist.js";
import { s as sectionKey } from "./job.js";
import { i as storedRunRecord } from "./run-record.js";
import { a as oneLine } from "./text.js";
import { createHash } from "node:crypto";
// src/github/fork/artifact.ts
const FORK_REPORT_FILE = "fork-report.json";
const FORK_REPORT_BYTES = 1e6;
const LONGEST_TEXT = 500;
function forkArtifactName(attempt, pipelineId, job = {}) {
	const whose = JSON.stringify([
		pipelineId,
		sectionKey(job),
		job.jobIndex ?? 0
	]);
	const hash = createHash("sha256").update(whose).digest("hex").slice(0, 12);
	return `${forkArtifactPrefix(attempt)}${hash}`;
}
function forkArtifactPrefix(attempt) {
	return `stagetime-fork-report-${attempt}-`;
}
function forkReportText(record, head, uploaded = []) {
	const stages = record.stages.map(numbersAndNames);
	const report = {
		schema: 1,
		head,
		record: {
			...record,
			stages,
			notices: []
		},
		...uploaded.length > 0 && { documents: uploaded.filter(({ artifact }) => artifact !== "listed") }
	};
	return JSON.stringify(report, (_, value) => typeof value === "string" ? value.slice(0, LONGEST_TEXT) : value);
}
function numbersAndNames(stage) {
	const { series, evidence, llm, logTail, logFile, survivors, unended, ...rest } = stage;
	return rest;
}
const schema = strictObject({
	schema: literal(1),
	head: strictObject({
		sha: string(),
		repositoryId: number()
	}),
	record: storedRunRecord,
	documents: optional(array(strictObject({
		stage: string(),
		file: string(),
		artifact: pipe(number(), safeInteger(), minValue(1))
	})))
});
const DEPTH = 12;
const MOST_ENTRIES = 256;
function parseForkReport(text, head) {
	if (Buffer.byteLength(text) > 1e6) return refused({ why: "too-large" });
	let data;
	try {
		data = JSON.parse(text);
	} catch {
		return refused({ why: "not-json" });
	}
	if (!isModest(data)) return refused({ why: "out-of-bounds" });
	const parsed = safeParse(schema, data);
	if (!parsed.success) {
		const place = getDotPath(parsed.issues[0]);
		return refused({
			why: "bad-value",
			...place !== null && { place: oneLine(place, LONGEST_TEXT) }
		});
	}
	const { head: claimed, record, documents = [] } = parsed.output;
	if (claimed.sha !== head.sha) return refused({ why: "other-commit" });
	if (claimed.repositoryId !== head.repositoryId) return refused({ why: "other-repository" });
	const stages = record.stages.map(numbersAndNames);
	const ids = new Set(stages.map(({ id }) => id));
	const named = documents.filter(({ stage }) => ids.has(stage));
	return {
		ok: true,
		record: {
			...record,
			stages,
			notices: []
		},
		documents: named
	};
}
function refused(fault) {
	return {
		ok: false,
		fault
	};
}
function isModest(value, depth = 1) {
	if (typeof value === "string") return value.length <= LONGEST_TEXT;
	if (typeof value !== "object" || value === null) return true;
	const entries = Object.entries(value);
	return depth <= DEPTH && entries.length <= MOST_ENTRIES && entries.every(([key, entry]) => key.length <= LONGEST_TEXT && isModest(entry, depth + 1));
}
export { forkReportText as a, forkArtifactPrefix as i, FORK_REPORT_FILE as n, parseForkReport as o, forkArtifactName as r, FORK_REPORT_BYTES as t };
