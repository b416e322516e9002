import { c as saveState, i as getState } from "./core.js";
// src/commands/action-state.ts
/** What main hands on to post. */
const REPORT_DIR = "report-dir";
const FINISHED = "finished";
const REPLIES = "llm-replies";
const REPLIES_SETTLED = "llm-replies-settled";
/** Main has begun and will keep its report here. */
function saveReportDir(folder) {
	saveState(REPORT_DIR, folder);
}
/** Main has published all that there is to publish. */
function saveFinished() {
	saveState(FINISHED, "true");
}
/** The report directory of a main that did not finish; undefined where there is nothing to do. */
function unfinishedReportDir() {
	const folder = getState(REPORT_DIR);
	return folder === "" || getState(FINISHED) === "true" ? void 0 : folder;
}
/** Main will have replies of models of this pipeline to save. */
function saveRepliesCarried(pipelineId) {
	saveState(REPLIES, pipelineId);
	saveState(REPLIES_SETTLED, "false");
}
/** Main saved the replies of models, or found that it cannot. */
function saveRepliesSettled() {
	saveState(REPLIES_SETTLED, "true");
}
/** The replies of a main that was cancelled or killed; undefined where there is nothing to do. */
function unsavedReplies() {
	const [reportDir, pipelineId] = [getState(REPORT_DIR), getState(REPLIES)];
	if (reportDir === "" || pipelineId === "" || getState(REPLIES_SETTLED) === "true") return void 0;
	return {
		reportDir,
		pipelineId
	};
}
export { unfinishedReportDir as a, saveReportDir as i, saveRepliesCarried as n, unsavedReplies as o, saveRepliesSettled as r, saveFinished as t };
