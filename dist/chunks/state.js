import { i as getState } from "./core.js";
import { i as sayNotices, n as saveState } from "./file-commands.js";
import { a as runKey } from "./job.js";
// src/action/state.ts
/** What main hands on to post. */
const REPORT_DIR = "report-dir";
const REPORT_MARK = "report-mark";
const MARK = "run-mark";
const LOGS = "upload-logs";
const FINISHED = "finished";
const REPLIES = "llm-replies";
const REPLIES_JOB = "llm-replies-job";
const REPLIES_LEG = "llm-replies-leg";
const REPLIES_SETTLED = "llm-replies-settled";
/** Of no other run, and of no other execution of it. */
function reportMarkOf(run) {
	return JSON.stringify([runKey({ run }), run.startedAt]);
}
/** What post is not told it cannot do: that is a notice, and fails nothing. */
function save(states) {
	const [first] = Object.entries(states).flatMap(([name, value]) => saveState(name, value) ?? []);
	if (first !== void 0) sayNotices(first);
}
/** Main has begun, will keep its report here, and publish it with or without logs. */
function saveReport({ reportDir, uploadLogs, mark, reportMark }) {
	save({
		[REPORT_MARK]: reportMark,
		[REPORT_DIR]: reportDir,
		[LOGS]: String(uploadLogs),
		[MARK]: mark
	});
}
/** Main has published all that there is to publish. */
function saveFinished() {
	save({ [FINISHED]: "true" });
}
/** The report of a main that did not finish; undefined where there is nothing to do. */
function unfinishedReport() {
	const reportDir = getState(REPORT_DIR);
	if (reportDir === "" || getState(FINISHED) === "true") return void 0;
	return {
		reportDir,
		uploadLogs: getState(LOGS) === "true",
		mark: getState(MARK),
		reportMark: getState(REPORT_MARK)
	};
}
/** Main will have replies of models of this pipeline and job to save. */
function saveRepliesCarried(pipelineId, { job = "", leg = "" }) {
	save({
		[REPLIES]: pipelineId,
		[REPLIES_JOB]: job,
		[REPLIES_LEG]: leg,
		[REPLIES_SETTLED]: "false"
	});
}
/** Main saved the replies of models, or found that it cannot. */
function saveRepliesSettled() {
	save({ [REPLIES_SETTLED]: "true" });
}
/** The replies of a main that was cancelled or killed; undefined where there is nothing to do. */
function unsavedReplies() {
	const [reportDir, pipelineId] = [getState(REPORT_DIR), getState(REPLIES)];
	if (reportDir === "" || pipelineId === "" || getState(REPLIES_SETTLED) === "true") return void 0;
	const [job, leg] = [getState(REPLIES_JOB), getState(REPLIES_LEG)];
	return {
		reportDir,
		pipelineId,
		job: {
			...job && { job },
			...leg && { leg }
		}
	};
}
export { saveReport as a, saveRepliesSettled as i, saveFinished as n, unfinishedReport as o, saveRepliesCarried as r, unsavedReplies as s, reportMarkOf as t };
