import { r as resolveReportDir } from "./environment.js";
import { t as parseRunRecord } from "./run-record.js";
import { t as buildReport } from "./model.js";
import { t as renderTerminal } from "./terminal.js";
import { t as EXIT } from "./console.js";
import { i as RUN_FILE, n as HTML_FILE, s as writeReport } from "./report-files.js";
import { join, resolve } from "node:path";
import { readFile } from "node:fs/promises";
// src/commands/report.ts
/** `report`: renders a run record again, from whatever run it came. */
/** The guide's marks; the record does not say which ones its definition set. */
const DEFAULT_MARKS = {
	overMs: 1e4,
	overShare: .2
};
/** Writes the report files, prints the summary and gives the exit code. */
async function report(options, print) {
	const folder = resolveReportDir(process.cwd(), options.reportDir);
	const file = options.file === void 0 ? join(folder, RUN_FILE) : resolve(options.file);
	const text = await readFile(file, "utf8").catch((error) => error);
	if (typeof text !== "string") {
		print.error(`stagetime: ${file} cannot be read: ${text.message}\n  remedy: name a run.json\n`);
		return EXIT.invalid;
	}
	const parsed = parseRunRecord(text);
	if (!parsed.ok) {
		print.error(`stagetime: ${file} is no run record: ${parsed.problem}\n  remedy: name a run.json\n`);
		return EXIT.invalid;
	}
	await writeReport(folder, parsed.record, { marks: DEFAULT_MARKS });
	if (options.json) {
		print.out(`${JSON.stringify(parsed.record, null, 2)}\n`);
		return EXIT.fine;
	}
	print.out(renderTerminal(buildReport(parsed.record, { marks: DEFAULT_MARKS }), print));
	print.out(`\nReport: ${join(folder, HTML_FILE)}\n`);
	return EXIT.fine;
}
export { report as n, DEFAULT_MARKS as t };
