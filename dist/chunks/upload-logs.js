import { n as rightsOf } from "./policy.js";
import { s as masksIn } from "./stage-log.js";
import { n as parseRunRecord } from "./run-record.js";
import { c as readReportFile } from "./report-files.js";
import { join } from "node:path";
import { lstatSync } from "node:fs";
import { copyFile, lstat, rename, rm } from "node:fs/promises";
// src/action/upload-logs.ts
/** Logs that go along with the report because somebody asked for them: clean ones, and not too much. */
/** A chatty stage must not cost the report, which has a minute to be uploaded. */
const MOST_BYTES = 1e8;
/**
* The logs of the stages that ended, cleaned once more. Those of a fork's pull request are not among
* them: there the request is part of what a stranger wrote. Never rejects.
*/
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
/** A stage has a log in the record once it has ended: until then nobody has cleaned its log. */
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
/** The smallest first, so that one large log does not keep out the others. */
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
/**
* Since the stage ended secrets may have come to light, and processes that outlived it may have gone on
* writing. They may do so even now, so that a copy takes the log's place, which they have not open.
*/
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
