import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { existsSync } from "node:fs";
// src/github/artifact.ts
/** Hands the report to the run's artifacts. */
/** The toolkit would try for minutes; a report is not worth holding up the job. */
const DEADLINE_MS = 6e4;
/**
* Uploads those of the files that exist as `stagetime-<job>-<attempt>-<random>`; names must not
* repeat within a run, and the jobs of a matrix share all but the last part.
*/
function uploadReport(folder, files, variables) {
	return uploadFiles(`stagetime-${(variables.GITHUB_JOB ?? "job").replace(/[^\w.-]/g, "_")}-${variables.GITHUB_RUN_ATTEMPT ?? "1"}-${randomBytes(3).toString("hex")}`, folder, files, variables);
}
/** Uploads those of the files that exist under a name that the run must not have yet. */
async function uploadFiles(name, folder, files, variables) {
	const { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: url } = variables;
	if (!token || !url) return { kind: "no-service" };
	const present = files.map((file) => join(folder, file)).filter((file) => existsSync(file));
	let timer;
	const deadline = new Promise((_, reject) => {
		const late = /* @__PURE__ */ new Error(`no answer within ${DEADLINE_MS / 1e3} s`);
		timer = setTimeout(() => reject(late), DEADLINE_MS);
	});
	try {
		const { DefaultArtifactClient } = await import("./artifact2.js");
		const upload = new DefaultArtifactClient().uploadArtifact(name, present, folder);
		await Promise.race([upload, deadline]);
		return {
			kind: "uploaded",
			name
		};
	} catch (error) {
		return {
			kind: "failed",
			reason: error.message
		};
	} finally {
		clearTimeout(timer);
	}
}
export { uploadReport as n, uploadFiles as t };
