import { t as uploadFiles } from "./artifact.js";
import { t as readEvent } from "./event.js";
import { i as forkReportText, n as FORK_REPORT_FILE, r as forkArtifactName } from "./fork-artifact.js";
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
// src/commands/action-fork.ts
/** What a run of a fork's pull request leaves for the run that may comment on it. */
/** Uploads the numbers and names of the run; gives what was lost, and why. */
async function leaveForkReport({ record, reportDir }, variables) {
	const { pull_request: pull } = await readEvent(variables.GITHUB_EVENT_PATH);
	const { sha, repo } = pull?.head ?? {};
	if (sha === void 0 || repo?.id === void 0) return lost("the head repository is gone");
	const text = forkReportText(record, {
		sha,
		repositoryId: repo.id
	});
	if (Buffer.byteLength(text) > 1e6) return lost("it is too large");
	try {
		await writeFile(join(reportDir, FORK_REPORT_FILE), text);
	} catch (error) {
		return lost(error.message);
	}
	const name = forkArtifactName(record.run.attempt);
	const upload = await uploadFiles(name, reportDir, [FORK_REPORT_FILE], variables);
	return upload.kind === "failed" ? lost(upload.reason) : [];
}
function lost(reason) {
	return [`no report for the workflow that comments on pull requests of forks: ${reason}`];
}
export { leaveForkReport };
