import { s as notice } from "./core.js";
import { n as matrixInput } from "./inputs.js";
import { n as uploadReport } from "./artifact.js";
import { t as publishSummary } from "./summary.js";
import { i as readLeg } from "./job.js";
import { a as SUMMARY_FILE, r as REPORT_FILES } from "./report-files.js";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
// src/commands/action-summary.ts
/** What the Action publishes of a report directory, whether or not the run came to its end. */
/** The summary and the artifact of a report directory, each fault of theirs a notice. */
async function publishReport({ reportDir, logs }) {
	const markdown = await readFile(join(reportDir, SUMMARY_FILE), "utf8").catch(() => void 0);
	const lost = markdown === void 0 ? "no summary was written" : await publishSummary(markdown);
	if (lost !== void 0) notice(lost);
	const files = [...REPORT_FILES, ...logs === void 0 ? [] : await logFiles(reportDir, logs)];
	const leg = readLeg(matrixInput());
	const upload = await uploadReport(reportDir, files, process.env, leg);
	if (upload.kind === "failed") notice(`report not uploaded as an artifact: ${upload.reason}`);
}
async function logFiles(reportDir, redactor) {
	const { logsToUpload } = await import("./action-logs.js");
	const { files, notices } = await logsToUpload(reportDir, redactor, process.env);
	for (const message of notices) notice(message);
	return files;
}
export { publishReport as t };
