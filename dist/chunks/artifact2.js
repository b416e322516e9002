import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { lstatSync } from "node:fs";
// src/github/artifact.ts
const DEADLINE_MS = 6e4;
const LONGEST_PART = 80;
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
function isPlainFile(path) {
	return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
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
		const uploaded = new DefaultArtifactClient().uploadArtifact(name, present, folder).then(({ id }) => ({
			kind: "uploaded",
			name,
			...id !== void 0 && { id }
		}));
		return await Promise.race([uploaded, deadline]);
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
