import { t as uploadFiles } from "./artifact2.js";
import { a as forkReportText, n as FORK_REPORT_FILE, o as parseForkReport, r as forkArtifactName } from "./artifact.js";
import { n as readEvent } from "./event.js";
import { l as replaceFile } from "./report-files.js";
import { join } from "node:path";
// src/action/fork-artifact.ts
/** What a run of a fork's pull request leaves for the run that may comment on it. */
/** Uploads the numbers and names of the run; gives what was lost, and why. */
async function leaveForkReport({ record, reportDir }, variables) {
	const { pull_request: pull } = await readEvent(variables.GITHUB_EVENT_PATH);
	const { sha, repo } = pull?.head ?? {};
	if (sha === void 0 || repo?.id === void 0) return lost("the head repository is gone");
	const head = {
		sha,
		repositoryId: repo.id
	};
	const text = forkReportText(record, head);
	const parsed = parseForkReport(text, head);
	if (!parsed.ok) return lost(parsed.reason);
	try {
		await replaceFile(join(reportDir, FORK_REPORT_FILE), text);
	} catch (error) {
		return lost(error.message);
	}
	const name = forkArtifactName(record.run.attempt, record.pipeline.id, record.run);
	const upload = await uploadFiles(name, reportDir, [FORK_REPORT_FILE], variables);
	return upload.kind === "failed" ? lost(upload.reason) : [];
}
function lost(reason) {
	return [`no report for the workflow that comments on pull requests of forks: ${reason}`];
}
export { leaveForkReport };
