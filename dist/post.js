import { s as notice } from "./chunks/core.js";
import { t as endLeft } from "./chunks/left.js";
import { t as createRedactor } from "./chunks/redactor.js";
import { r as secretValues } from "./chunks/secrets.js";
import { n as isRunMark } from "./chunks/run-mark.js";
import { t as LOG_FOLDER } from "./chunks/stage.js";
import { a as unfinishedReport, o as unsavedReplies } from "./chunks/action-state.js";
import { t as publishReport } from "./chunks/action-summary.js";
import { t as outliveFaults } from "./chunks/last-resort.js";
import { join } from "node:path";
import { existsSync } from "node:fs";
// src/commands/action-post.ts
/** The Action's post step. */
/** Ends what is left of a main that was killed, publishes the last report of a main that was ended before it could, and saves what it was answered. */
async function finishForMain() {
	const report = unfinishedReport();
	if (report !== void 0 && isRunMark(report.mark)) await endLeft({
		mark: report.mark,
		logFolder: join(report.reportDir, LOG_FOLDER)
	});
	if (report !== void 0 && existsSync(report.reportDir)) {
		const { reportDir, uploadLogs } = report;
		const redactor = createRedactor(secretValues([], process.env));
		await publishReport({
			reportDir,
			logs: uploadLogs ? redactor : void 0
		});
	}
	const replies = unsavedReplies();
	if (replies === void 0) return;
	const { saveLeftReplies } = await import("./chunks/left-replies.js");
	const lost = await saveLeftReplies(replies, process.env);
	if (lost !== void 0) notice(`replies of models were not saved: ${lost}`);
}
// src/post.ts
/** The Action's last word: if main did not finish, what it left behind is published. Never fails a job. */
outliveFaults(notice);
await finishForMain().catch((error) => notice(`not all was published: ${error.message}`));
process.exit(0);
export {};
