import { join } from "node:path";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
// src/commands/report-files.ts
/** The report directory: what stands in it, and how it is written so that a reader never finds half a file. */
const RUN_FILE = "run.json";
const SUMMARY_FILE = "summary.md";
const COMMENT_FILE = "comment.md";
const HTML_FILE = "report.html";
/** What is uploaded as an artifact: logs are not, because nobody has looked at what is in them. */
const REPORT_FILES = [
	RUN_FILE,
	SUMMARY_FILE,
	COMMENT_FILE,
	HTML_FILE
];
/** Writes the record and every rendering of it. */
async function writeReport(folder, record, marks) {
	const [{ buildReport }, { renderSummary }, { renderComment }, { renderHtml }] = await Promise.all([
		import("./model2.js"),
		import("./summary.js"),
		import("./comment.js"),
		import("./report2.js")
	]);
	const model = buildReport(record, { marks });
	mkdirSync(folder, { recursive: true });
	replace(join(folder, RUN_FILE), `${JSON.stringify(record, null, 2)}\n`);
	replace(join(folder, SUMMARY_FILE), renderSummary(model));
	replace(join(folder, COMMENT_FILE), renderComment(model));
	replace(join(folder, HTML_FILE), renderHtml(model));
}
function replace(file, text) {
	writeFileSync(`${file}.new`, text);
	renameSync(`${file}.new`, file);
}
/** A writer for the record that `read` gives; a fault is told once and fails nothing. */
function createReportWriter(folder, marks, read, onFault) {
	let writing;
	let again = false;
	let faulty = false;
	async function write() {
		do {
			again = false;
			await writeReport(folder, read(), marks).catch((error) => {
				if (!faulty) onFault(`the report could not be written to ${folder}: ${error.message}`);
				faulty = true;
			});
		} while (again);
		writing = void 0;
	}
	return {
		request() {
			if (writing === void 0) writing = write();
			else again = true;
		},
		async flush() {
			this.request();
			await writing;
		}
	};
}
export { createReportWriter as a, SUMMARY_FILE as i, REPORT_FILES as n, writeReport as o, RUN_FILE as r, HTML_FILE as t };
