import { o as uploadReport, t as UPLOAD_LIMIT_MS } from "./artifact2.js";
import { i as sayNotices, t as publishSummary } from "./summary.js";
import { c as readReportFile, i as REPORT_FILES, o as SUMMARY_FILE } from "./report-files.js";
import { randomBytes } from "node:crypto";
// src/action/report-artifact.ts
async function publishReport(report) {
	await publishJobSummary(report);
	sayNotices(...(await uploadArtifact(report)).notices);
}
async function uploadArtifact(report, limitMs = UPLOAD_LIMIT_MS) {
	const { reportDir, runner, logs } = report;
	const { variables, job } = runner;
	const found = logs === void 0 ? void 0 : await logFiles(report, logs);
	const files = [...REPORT_FILES, ...found?.files ?? []];
	const upload = await uploadReport(reportDir, files, {
		variables,
		job,
		limitMs
	});
	const notices = found?.notices ?? [];
	switch (upload.kind) {
		case "uploaded": return {
			artifact: upload.id ?? "listed",
			notices
		};
		case "no-service": return { notices };
		case "late": return { notices: [...notices, {
			kind: "no-artifact-in-time",
			limitMs: upload.limitMs
		}] };
		case "failed": return { notices: [...notices, {
			kind: "fault",
			of: "artifact",
			cause: upload.cause
		}] };
	}
}
async function publishJobSummary({ reportDir, model }) {
	const lost = await summarize(reportDir, model);
	if (lost === void 0) return;
	sayNotices(lost);
	if (model !== void 0) await printReport(model());
}
async function summarize(reportDir, model) {
	if (model !== void 0) {
		const { renderSummary } = await import("./summary2.js");
		return publishSummary(renderSummary(model()));
	}
	const markdown = readReportFile(reportDir, SUMMARY_FILE);
	return markdown === void 0 ? { kind: "no-summary" } : publishSummary(markdown);
}
async function printReport(model) {
	const { renderTerminal } = await import("./terminal2.js");
	const token = randomBytes(16).toString("hex");
	const text = renderTerminal(model, {
		color: false,
		width: 100
	});
	process.stdout.write(`::stop-commands::${token}\n${text}\n::${token}::\n`);
}
async function logFiles({ reportDir, runner }, redactor) {
	const { logsToUpload } = await import("./upload-logs.js");
	return logsToUpload(reportDir, redactor, runner);
}
export { publishReport as n, uploadArtifact as r, publishJobSummary as t };
