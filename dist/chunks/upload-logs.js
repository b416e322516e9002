import { n as rightsOf } from "./policy.js";
import { s as masksIn } from "./stage-log.js";
import { n as parseRunRecord } from "./run-record.js";
import { c as readReportFile } from "./report-files.js";
import { join } from "node:path";
import { lstatSync } from "node:fs";
import { copyFile, lstat, rename, rm } from "node:fs/promises";
// src/action/upload-logs.ts
const MOST_BYTES = 1e8;
async function logsToUpload(reportDir, redactor, { trust }) {
	const { logs } = rightsOf({
		...trust,
		saveOnPullRequest: false
	});
	if (!logs) return {
		files: [],
		notices: [{ kind: "logs-withheld" }]
	};
	const { fitting, notices } = withinBounds(await endedLogs(reportDir));
	try {
		for (const { file } of fitting) for (const mask of await masksIn(join(reportDir, file))) redactor.add(mask);
		for (const { file } of fitting) await clean(join(reportDir, file), redactor);
	} catch (error) {
		const { message: cause } = error;
		return {
			files: [],
			notices: [{
				kind: "fault",
				of: "logs",
				cause
			}]
		};
	}
	return {
		files: fitting.map(({ file }) => file),
		notices
	};
}
async function endedLogs(reportDir) {
	if (!lstatSync(join(reportDir, "logs"), { throwIfNoEntry: false })?.isDirectory()) return [];
	const parsed = parseRunRecord(readReportFile(reportDir, "run.json") ?? "");
	const logs = (parsed.ok ? parsed.record.stages.flatMap(({ logFile }) => logFile ?? []) : []).filter((file) => /^logs\/[^/\\]+\.log$/.test(file)).map(async (file) => {
		const found = await lstat(join(reportDir, file)).catch(() => void 0);
		return found?.isFile() ? [{
			file,
			bytes: found.size
		}] : [];
	});
	return (await Promise.all(logs)).flat();
}
function withinBounds(logs) {
	const fitting = [];
	const notices = [];
	let sum = 0;
	for (const log of logs.toSorted((a, b) => a.bytes - b.bytes)) {
		sum += log.bytes;
		if (sum <= MOST_BYTES) fitting.push(log);
		else notices.push({
			kind: "log-too-large",
			...log,
			mostBytes: MOST_BYTES
		});
	}
	return {
		fitting,
		notices
	};
}
async function clean(log, redactor) {
	const copy = `${log}.copy`;
	try {
		await copyFile(log, copy);
		await redactor.file(copy);
		await rename(copy, log);
	} catch (error) {
		await rm(copy, { force: true });
		throw error;
	}
}
export { logsToUpload };
