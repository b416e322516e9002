import { n as trippedGate } from "./gates2.js";
import { t as findBottlenecks } from "./metrics.js";
import { r as regressionsOf, t as gravestVerdict } from "./run-verdict2.js";
import { t as UPLOAD_LIMIT_MS } from "./artifact2.js";
import { t as annotate } from "./annotations.js";
import { i as sayNotices, r as setOutput } from "./summary.js";
import { t as redactNotice } from "./redact.js";
import { n as headlineOf, r as placedFailures, t as buildReport } from "./model.js";
import { t as failureCause } from "./failure-cause.js";
import { r as movesOf } from "./changes.js";
import { i as legTitle } from "./job.js";
import { r as stageName } from "./status.js";
import { a as oneLine } from "./text.js";
import { d as stageNames, m as reasonWords } from "./timeline.js";
import { n as changeWords } from "./change.js";
import { n as trippedGateWords } from "./gate.js";
import { a as RUN_FILE, d as writeReport, r as HTML_FILE } from "./report-files.js";
import { t as tolerate } from "./tolerate.js";
import { r as tellPullRequest } from "./pull-request.js";
import { r as uploadArtifact, t as publishJobSummary } from "./report-artifact.js";
import { n as entriesOf, t as askGit } from "./git.js";
import { join, posix, relative, sep } from "node:path";
// src/record/what-ran.ts
function whatRan({ stages }) {
	const count = (is) => stages.filter(is).length;
	const hasRun = ({ status, attempts }) => attempts > 0 || status === "running" || status === "failed" || status === "timed-out";
	return {
		ran: count(hasRun),
		reused: count(({ status }) => status === "reused"),
		skipped: count((stage) => stage.status === "skipped" && !hasRun(stage)),
		of: stages.length
	};
}
function nothingRan(record) {
	const { ran, reused, of } = whatRan(record);
	return record.status === "passed" && of > 0 && ran + reused === 0;
}
function outcomeOf(record) {
	return nothingRan(record) ? "skipped" : record.status;
}
// src/reporting/words/annotations.ts
const MOST = 8;
const LONGEST_REASON = 400;
function selectAnnotations(record, { file, stageLines }) {
	const found = movesOf(record, "regressed");
	const leg = legTitle(record.run);
	const where = leg === void 0 ? "" : ` in ${leg}`;
	const shown = found.length > MOST ? found.slice(0, 7) : found;
	const annotations = shown.map(({ id, stage, durationMs, judgement }) => {
		const line = stageLines.get(id);
		const judged = {
			subject: "stage",
			nameOf: stageNames(record),
			stageReason: ""
		};
		const why = oneLine(reasonWords(judgement, judged), LONGEST_REASON);
		return {
			title: `${stageName(stage)} regressed${where}`,
			message: `${changeWords(durationMs, judgement, "stage")}. ${why}`,
			...line !== void 0 && {
				file,
				line
			}
		};
	});
	const left = found.length - shown.length;
	if (left === 0) return annotations;
	const message = "The job summary has all of them.";
	return [...annotations, {
		title: `${left} more stages regressed${where}`,
		message
	}];
}
function failureAnnotations(record) {
	const leg = legTitle(record.run);
	const where = leg === void 0 ? "" : ` in ${leg}`;
	return record.stages.flatMap((stage) => {
		const cause = failureCause(stage);
		if (cause === void 0) return [];
		const title = `${stageName(stage)} failed${where}`;
		const level = stage.optional ? {} : { level: "error" };
		return placedFailures(cause).map((placed) => ({
			...level,
			title,
			...placed
		}));
	});
}
// src/action/say-failures.ts
async function sayFailures(record, { root }, { variables, workspace }) {
	const placed = failureAnnotations(record);
	const tracked = await trackedOf(placed.map(normal), root, variables);
	const prefix = relative(workspace, root).split(sep).join("/");
	const shown = placed.filter((one) => tracked.has(normal(one))).map((one) => ({
		...one,
		file: posix.join(prefix, normal(one))
	})).filter(({ file }) => !isOutside(file));
	annotate(shown.slice(0, 9));
}
function normal({ file }) {
	return posix.normalize(file);
}
function isOutside(path) {
	return path === ".." || path.startsWith("../") || posix.isAbsolute(path);
}
async function trackedOf(files, root, environment) {
	const asked = [...new Set(files)].filter((file) => !isOutside(file)).slice(0, MOST_ASKED);
	if (asked.length === 0) return /* @__PURE__ */ new Set();
	const list = [
		"--literal-pathspecs",
		"ls-files",
		"-z",
		"--",
		...asked
	];
	const answer = await askGit({
		folder: root,
		environment
	}, list);
	const isAnswer = answer.kind === "answered" && answer.exitCode === 0;
	return new Set(isAnswer ? entriesOf(answer.stdout) : []);
}
const MOST_ASKED = 500;
// src/action/publish.ts
async function publish(result, inputs, runner) {
	const { record, reportDir, definition, redactor } = result;
	const failure = failureOf(result, inputs);
	const later = [];
	const lose = (of) => (error) => {
		later.push({
			kind: "fault",
			of,
			cause: error.message
		});
	};
	await tolerate(() => setOutputs(result, later), void 0, lose("outputs"));
	const annotations = () => annotate(selectAnnotations(record, definition));
	await tolerate(annotations, void 0, lose("annotations"));
	const { variables } = runner;
	const workspace = variables.GITHUB_WORKSPACE ?? process.cwd();
	const failures = () => sayFailures(record, definition, {
		variables,
		workspace
	});
	await tolerate(failures, void 0, lose("annotations"));
	const logs = inputs.uploadLogs ? redactor : void 0;
	const { reporting, notices: withheld } = await uploadAll(result, {
		documents: inputs.uploadDocuments,
		logs
	}, runner, lose);
	later.push(...withheld);
	const tell = () => tellPullRequest({
		result: {
			...result,
			reporting
		},
		inputs,
		runner,
		failure
	});
	const told = await tolerate(tell, { notices: [] }, lose("pull-request"));
	const url = setOutput("comment-url", told.commentUrl ?? "");
	const added = [
		...told.notices,
		...later,
		...listOf(url)
	].map((notice) => redactNotice(notice, redactor));
	const notices = [...record.notices, ...added];
	sayNotices(...notices);
	const published = {
		...record,
		notices
	};
	if (added.length > 0) await rewrite({
		reportDir,
		reporting
	}, published);
	const report = {
		reportDir,
		runner,
		logs,
		model: () => buildReport(published, reporting)
	};
	await tolerate(() => publishJobSummary(report), void 0, ({ message }) => sayNotices({
		kind: "fault",
		of: "report",
		cause: redactor.text(message)
	}));
	return failure;
}
const DOCUMENTS_MS = UPLOAD_LIMIT_MS / 3;
async function uploadAll({ record, reportDir, definition, reporting }, { documents, logs }, runner, lose) {
	const startedAt = performance.now();
	const upload = async () => {
		if (!documents) return NO_DOCUMENTS;
		const { uploadDocuments } = await import("./upload-documents.js");
		return uploadDocuments({
			record,
			definition
		}, runner, DOCUMENTS_MS);
	};
	const made = await tolerate(upload, NO_DOCUMENTS, lose("documents"));
	const linked = withPlaces(reporting, { documents: made.documents });
	if (made.documents.length > 0) await rewrite({
		reportDir,
		reporting: linked
	}, record);
	const seconds = Math.floor((performance.now() - startedAt) / 1e3);
	const leftMs = UPLOAD_LIMIT_MS - seconds * 1e3;
	const uploadRest = () => uploadArtifact({
		reportDir,
		runner,
		logs
	}, leftMs);
	const report = await tolerate(uploadRest, { notices: [] }, lose("artifact"));
	const { artifact } = report;
	return {
		reporting: withPlaces(linked, artifact === void 0 ? {} : { artifact }),
		notices: [...made.notices, ...report.notices]
	};
}
const NO_DOCUMENTS = {
	documents: [],
	notices: []
};
function withPlaces(reporting, places) {
	const { site } = reporting;
	return site === void 0 ? reporting : {
		...reporting,
		site: {
			...site,
			...places
		}
	};
}
function failureOf({ record, definition }, { failOn }) {
	if (record.status !== "passed" && record.status !== "skipped") return headlineOf(record).text;
	const gate = trippedGate(record, failOn ?? definition.pipeline.failOn);
	return gate && trippedGateWords(record, gate);
}
function setOutputs({ record, reportDir, reporting }, lost) {
	const outputs = {
		status: outcomeOf(record),
		verdict: gravestVerdict(record.comparison),
		"total-ms": Math.round(record.totalMs),
		"run-file": join(reportDir, RUN_FILE),
		"report-file": join(reportDir, HTML_FILE),
		bottlenecks: findBottlenecks(record, reporting.marks),
		regressions: regressionsOf(record),
		"baseline-age-days": record.baseline?.ageDays ?? ""
	};
	for (const [name, value] of Object.entries(outputs)) lost.push(...listOf(setOutput(name, value)));
}
function listOf(item) {
	return item === void 0 ? [] : [item];
}
async function rewrite({ reportDir, reporting }, record) {
	await writeReport(reportDir, record, reporting).catch((error) => {
		sayNotices({
			kind: "report-not-written",
			folder: reportDir,
			cause: error.message
		});
	});
}
export { publish };
