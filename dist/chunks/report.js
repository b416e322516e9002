import { n as loadHistory } from "./file-store.js";
import { t as DEFAULT_MARKS } from "./usual-time.js";
import { c as ofSameJob } from "./history.js";
import { t as buildReport } from "./model.js";
import { n as renderTerminal } from "./terminal.js";
import { l as refusalProblem } from "./not-stored.js";
import { d as writeReport, r as HTML_FILE, u as writeRenderings } from "./report-files.js";
import { i as refusalOf } from "./own-folder.js";
import { t as EXIT } from "./console.js";
import { n as loadRecord, r as reportDirOf, t as historyFileOf } from "./record-file.js";
import { dirname, join, resolve } from "node:path";
// src/cli/report.ts
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
	await (options.file !== void 0 && dirname(resolve(options.file)) === folder ? writeRenderings : writeReport)(folder, record, reporting);
	if (options.json) {
		print.out(`${JSON.stringify(record, null, 2)}\n`);
		return EXIT.fine;
	}
	print.out(renderTerminal(buildReport(record, reporting), print));
	print.out(`\nReport: ${join(folder, HTML_FILE)}\n`);
	return EXIT.fine;
}
async function reportingOf(options, { run }) {
	if (options.file !== void 0) return { marks: DEFAULT_MARKS };
	const { history } = await loadHistory(historyFileOf(options));
	return {
		marks: DEFAULT_MARKS,
		history: ofSameJob(history, run).runs
	};
}
export { report };
