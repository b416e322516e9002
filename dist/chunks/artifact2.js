import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { lstatSync } from "node:fs";
// src/github/artifact.ts
const UPLOAD_LIMIT_MS = 6e4;
const LONGEST_PART = 80;
function hasArtifactService({ ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: url }) {
	return Boolean(token && url);
}
function uploadReport(folder, files, options) {
	return uploadFiles(artifactName("stagetime", options), folder, files, options);
}
function artifactName(start, { variables, job: { matrix = {} } = {} }) {
	const values = Object.values(matrix).join("-");
	const parts = [
		start,
		variables.GITHUB_JOB ?? "job",
		...values === "" ? [] : [values]
	].map((part) => part.replace(/[^\w.-]/g, "_").slice(0, LONGEST_PART));
	const random = randomBytes(3).toString("hex");
	return [
		...parts,
		variables.GITHUB_RUN_ATTEMPT ?? "1",
		random
	].join("-");
}
function isPlainFile(path) {
	return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
function uploadFiles(name, folder, files, options) {
	const present = files.map((file) => join(folder, file)).filter(isPlainFile);
	return inTime(name, options, (client) => client.uploadArtifact(name, present, folder));
}
function uploadAsItIs(file, options) {
	return inTime(basename(file), options, (client) => client.uploadArtifact(basename(file), [file], dirname(file), { skipArchive: true }));
}
async function inTime(name, { variables, limitMs = UPLOAD_LIMIT_MS }, start) {
	if (!hasArtifactService(variables)) return { kind: "no-service" };
	let timer;
	const deadline = new Promise((resolve) => {
		timer = setTimeout(() => resolve({
			kind: "late",
			limitMs
		}), limitMs);
	});
	try {
		const { DefaultArtifactClient } = await import("./artifact3.js");
		const uploaded = start(new DefaultArtifactClient()).then(({ id }) => ({
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
export { uploadFiles as a, uploadAsItIs as i, artifactName as n, uploadReport as o, hasArtifactService as r, UPLOAD_LIMIT_MS as t };
