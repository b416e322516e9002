import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { lstatSync } from "node:fs";
// src/github/artifact.ts
/** Hands the report to the run's artifacts. */
/** The toolkit would try for minutes; a report is not worth holding up the job. */
const DEADLINE_MS = 6e4;
/** Longer names are cut. */
const LONGEST_PART = 80;
/**
* Uploads those of the files that exist as `stagetime-<job>[-<leg>]-<attempt>-<random>`; names must not
* repeat within a run, and two legs may differ in no letter that a name can have.
*/
function uploadReport(folder, files, variables, { matrix = {} } = {}) {
	const values = Object.values(matrix).join("-");
	const parts = [variables.GITHUB_JOB ?? "job", ...values === "" ? [] : [values]].map((part) => part.replace(/[^\w.-]/g, "_").slice(0, LONGEST_PART));
	const random = randomBytes(3).toString("hex");
	return uploadFiles([
		"stagetime",
		...parts,
		variables.GITHUB_RUN_ATTEMPT ?? "1",
		random
	].join("-"), folder, files, variables);
}
/** What a link leads to was not written for everybody to see. */
function isPlainFile(path) {
	return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
/** Uploads those of the files that exist under a name that the run must not have yet. */
async function uploadFiles(name, folder, files, variables) {
	const { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: url } = variables;
	if (!token || !url) return { kind: "no-service" };
	const present = files.map((file) => join(folder, file)).filter(isPlainFile);
	let timer;
	const deadline = new Promise((resolve) => {
		timer = setTimeout(() => resolve({
			kind: "late",
			limitMs: DEADLINE_MS
		}), DEADLINE_MS);
	});
	try {
		const { DefaultArtifactClient } = await import("./artifact3.js");
		const upload = new DefaultArtifactClient().uploadArtifact(name, present, folder);
		return await Promise.race([upload.then(() => ({
			kind: "uploaded",
			name
		})), deadline]);
	} catch (error) {
		return {
			kind: "failed",
			cause: error.message
		};
	} finally {
		clearTimeout(timer);
	}
}
export { uploadReport as n, uploadFiles as t };
