import { n as loadHistory } from "./file-store.js";
import { s as ofSameJob } from "./history.js";
import { t as buildReport } from "./model.js";
import { n as renderTerminal } from "./terminal.js";
import { t as EXIT } from "./console.js";
import { a as refusalProblem, i as refusalOf } from "./own-folder.js";
import { r as resolveReportDir } from "./environment.js";
import { r as parseRunRecord } from "./run-record.js";
import { a as RUN_FILE, c as readReportFile, n as HISTORY_FILE, r as HTML_FILE, u as writeReport } from "./report-files.js";
import { join, resolve } from "node:path";
import { readFile } from "node:fs/promises";
// src/commands/record-file.ts
/** Run records and histories that a user names, or that a report directory holds. */
/** The report directory of the options. */
function reportDirOf({ reportDir }) {
	return resolveReportDir(process.cwd(), reportDir);
}
/** The file that is named, else the report directory's run record. */
async function loadRecord(options) {
	if (options.file === void 0) return ownRecord(reportDirOf(options));
	const file = resolve(options.file);
	const text = await readFile(file, "utf8").catch((error) => error);
	if (typeof text !== "string") return refused(`${file} cannot be read: ${text.message}`);
	return recordFrom(file, text);
}
/** Of the report directory, whose record is a file: a link or a pipe is none of ours. */
function ownRecord(folder) {
	const file = join(folder, RUN_FILE);
	const text = readReportFile(folder, RUN_FILE);
	return text === void 0 ? refused(`there is no run record ${file}`) : recordFrom(file, text);
}
function recordFrom(file, text) {
	const parsed = parseRunRecord(text);
	return parsed.ok ? parsed : refused(`${file} is no run record: ${parsed.problem}`);
}
/** The history that is named, else the report directory's. */
function historyFileOf(options) {
	return options.baseline === void 0 ? join(reportDirOf(options), HISTORY_FILE) : resolve(options.baseline);
}
function refused(problem) {
	return {
		ok: false,
		problem: `stagetime: ${problem}\n  remedy: name a run.json\n`
	};
}
// src/commands/report.ts
/** `report`: renders a run record again, from whatever run it came. */
/** The guide's marks; the record does not say which ones its definition set. */
const DEFAULT_MARKS = {
	overMs: 1e4,
	overShare: .2
};
/** Writes the report files, prints the summary and gives the exit code. */
async function report(options, print) {
	const folder = reportDirOf(options);
	const refusal = await refusalOf(folder, process.env);
	if (refusal !== void 0) {
		print.error(refusalProblem(refusal));
		return EXIT.invalid;
	}
	const loaded = await loadRecord(options);
	if (!loaded.ok) {
		print.error(loaded.problem);
		return EXIT.invalid;
	}
	const { record } = loaded;
	const reporting = await reportingOf(options, record);
	await writeReport(folder, record, reporting);
	if (options.json) {
		print.out(`${JSON.stringify(record, null, 2)}\n`);
		return EXIT.fine;
	}
	print.out(renderTerminal(buildReport(record, reporting), print));
	print.out(`\nReport: ${join(folder, HTML_FILE)}\n`);
	return EXIT.fine;
}
/** The report directory's history belongs to its own run; of one from elsewhere there is none. */
async function reportingOf(options, { run }) {
	if (options.file !== void 0) return { marks: DEFAULT_MARKS };
	const { history } = await loadHistory(historyFileOf(options));
	return {
		marks: DEFAULT_MARKS,
		history: ofSameJob(history, run).runs
	};
}
export { reportDirOf as a, loadRecord as i, report as n, historyFileOf as r, DEFAULT_MARKS as t };
