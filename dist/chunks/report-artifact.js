import { n as uploadReport } from "./artifact2.js";
import { i as sayNotices, t as publishSummary } from "./summary.js";
import { c as readReportFile, i as REPORT_FILES, o as SUMMARY_FILE } from "./report-files.js";
import { randomBytes } from "node:crypto";
// src/action/report-artifact.ts
async function publishReport(report) {
	const { reportDir, runner, logs, model } = report;
	const lost = await summarize(reportDir, model);
	if (lost !== void 0) {
		sayNotices(lost);
		if (model !== void 0) await printReport(model());
	}
	const files = [...REPORT_FILES, ...logs === void 0 ? [] : await logFiles(report, logs)];
	const upload = await uploadReport(reportDir, files, runner.variables, runner.job);
	if (upload.kind === "late") sayNotices({
		kind: "no-artifact-in-time",
		limitMs: upload.limitMs
	});
	if (upload.kind === "failed") sayNotices({
		kind: "fault",
		of: "artifact",
		cause: upload.cause
	});
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
	const { files, notices } = await logsToUpload(reportDir, redactor, runner);
	sayNotices(...notices);
	return files;
}
export { publishReport as t };
