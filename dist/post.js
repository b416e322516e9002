import { s as notice } from "./chunks/core.js";
import { l as matrixInput, o as unfinishedReport, s as unsavedReplies, t as reportMarkOf } from "./chunks/state.js";
import { t as endLeft } from "./chunks/left.js";
import { t as LOG_FOLDER } from "./chunks/stage-log.js";
import { n as isRunMark } from "./chunks/run-mark.js";
import { t as createRedactor } from "./chunks/redactor.js";
import { r as secretValues } from "./chunks/secrets.js";
import { r as readRunner } from "./chunks/runner.js";
import { a as readLeg } from "./chunks/job.js";
import { n as parseRunRecord } from "./chunks/run-record.js";
import { a as RUN_FILE, c as readReportFile } from "./chunks/report-files.js";
import { t as lazily } from "./chunks/lazily.js";
import { n as publishReport } from "./chunks/report-artifact.js";
import { i as sayNotices } from "./chunks/summary.js";
import { t as outliveFaults } from "./chunks/last-resort.js";
import { join } from "node:path";
// src/action/post-step.ts
async function finishForMain() {
	const report = unfinishedReport();
	const runner = lazily(() => readRunner(process.env, { leg: readLeg(matrixInput()) }));
	if (report !== void 0 && isRunMark(report.mark)) await endLeft({
		mark: report.mark,
		logFolder: join(report.reportDir, LOG_FOLDER)
	});
	if (report !== void 0 && isOfThisRun(report)) {
		const { reportDir, uploadLogs } = report;
		const redactor = createRedactor(secretValues([], process.env));
		const logs = uploadLogs ? redactor : void 0;
		await publishReport({
			reportDir,
			runner: await runner(),
			logs
		});
	}
	const replies = unsavedReplies();
	if (replies === void 0) return;
	const { saveLeftReplies } = await import("./chunks/recover-replies.js");
	const lost = await saveLeftReplies(replies, await runner());
	if (lost !== void 0) sayNotices({
		kind: "fault",
		of: "llm-replies",
		cause: lost
	});
}
function isOfThisRun({ reportDir, reportMark }) {
	const text = readReportFile(reportDir, RUN_FILE);
	if (text === void 0) {
		sayNotices({ kind: "no-report" });
		return false;
	}
	const parsed = parseRunRecord(text);
	const isOwn = parsed.ok && reportMarkOf(parsed.record.run) === reportMark;
	if (!isOwn) sayNotices({
		kind: "foreign-report",
		folder: reportDir
	});
	return isOwn;
}
// src/post.ts
outliveFaults(notice);
await finishForMain().catch((error) => notice(`not all was published: ${error.message}`));
process.exit(0);
export {};
