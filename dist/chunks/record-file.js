import { i as resolveReportDir } from "./environment.js";
import { n as parseRunRecord } from "./run-record.js";
import { a as RUN_FILE, c as readReportFile, n as HISTORY_FILE } from "./report-files.js";
import { join, resolve } from "node:path";
import { readFile } from "node:fs/promises";
// src/cli/record-file.ts
function reportDirOf({ reportDir }) {
	return resolveReportDir(process.cwd(), reportDir);
}
async function loadRecord(options) {
	if (options.file === void 0) return ownRecord(reportDirOf(options));
	const file = resolve(options.file);
	const text = await readFile(file, "utf8").catch((error) => error);
	if (typeof text !== "string") return refused(`${file} cannot be read: ${text.message}`);
	return recordFrom(file, text);
}
function ownRecord(folder) {
	const file = join(folder, RUN_FILE);
	const text = readReportFile(folder, RUN_FILE);
	return text === void 0 ? refused(`there is no run record ${file}`) : recordFrom(file, text);
}
function recordFrom(file, text) {
	const parsed = parseRunRecord(text);
	return parsed.ok ? parsed : refused(`${file} is not a run record: ${parsed.problem}`);
}
function historyFileOf(options) {
	return options.baseline === void 0 ? join(reportDirOf(options), HISTORY_FILE) : resolve(options.baseline);
}
function refused(problem) {
	return {
		ok: false,
		problem: `stagetime: ${problem}\n  remedy: name a run.json\n`
	};
}
export { loadRecord as n, reportDirOf as r, historyFileOf as t };
