import { t as openUnfollowed } from "./open-nofollow.js";
import { t as _usingCtx } from "./usingCtx.js";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { setImmediate, setTimeout } from "node:timers/promises";
// src/run/report/report-files.ts
const RUN_FILE = "run.json";
const SUMMARY_FILE = "summary.md";
const COMMENT_FILE = "comment.md";
const HTML_FILE = "report.html";
const HISTORY_FILE = "history.json";
const REPORT_FILES = [
	RUN_FILE,
	SUMMARY_FILE,
	COMMENT_FILE,
	HTML_FILE
];
const LARGEST_READ = 64 << 20;
function readReportFile(folder, name) {
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const opened = openUnfollowed(join(folder, name));
			if (opened === "link") return void 0;
			const file = _usingCtx$1.u(opened);
			if (file.size > LARGEST_READ) return void 0;
			const buffer = Buffer.allocUnsafe(file.size);
			return buffer.toString("utf8", 0, file.read(buffer));
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			_usingCtx$1.d();
		}
	} catch {
		return;
	}
}
async function writeReport(folder, record, reporting) {
	await mkdir(folder, { recursive: true });
	await replaceFile(join(folder, RUN_FILE), `${JSON.stringify(record, null, 2)}\n`);
	await writeRenderings(folder, record, reporting);
}
async function writeRenderings(folder, record, reporting) {
	const [{ buildReport }, { renderSummary }, { renderComment }, { renderHtml }] = await Promise.all([
		import("./model2.js"),
		import("./summary2.js"),
		import("./comment.js"),
		import("./report2.js")
	]);
	const model = buildReport(record, reporting);
	await replaceFile(join(folder, SUMMARY_FILE), renderSummary(model));
	await replaceFile(join(folder, COMMENT_FILE), renderComment(model));
	await replaceFile(join(folder, HTML_FILE), renderHtml(model));
}
async function replaceFile(file, text, mode = 438) {
	const draft = `${file}.${randomUUID()}.new`;
	try {
		await writeFile(draft, text, {
			flag: "wx",
			mode
		});
		await rename(draft, file);
	} catch (error) {
		await rm(draft, { force: true }).catch(() => void 0);
		throw error;
	}
}
async function discard(folder) {
	const files = REPORT_FILES.map((file) => join(folder, file));
	await Promise.all(files.map((file) => rm(file, { force: true }).catch(() => void 0)));
}
const PAUSE_PER_COST = 9;
const LONGEST_PAUSE_MS = 1e3;
function createReportWriter({ folder: wanted, instead, onNotice }, read) {
	let folder = wanted;
	let writing;
	let again = false;
	let fault;
	const urgent = new AbortController();
	async function write() {
		await setImmediate();
		do {
			again = false;
			const startedAt = performance.now();
			await attempt();
			const pauseMs = Math.min(LONGEST_PAUSE_MS, (performance.now() - startedAt) * PAUSE_PER_COST);
			await setTimeout(pauseMs, void 0, {
				ref: false,
				signal: urgent.signal
			}).catch(() => void 0);
		} while (again);
		writing = void 0;
	}
	async function attempt() {
		try {
			const { record, reporting } = read();
			await writeReport(folder, record, reporting);
			fault = void 0;
		} catch (error) {
			fault = error.message;
		}
	}
	return {
		request() {
			if (writing === void 0) writing = write();
			else again = true;
		},
		async flush() {
			urgent.abort();
			this.request();
			await writing;
			if (fault === void 0) return;
			await discard(folder);
			await attempt();
			if (fault === void 0) return;
			onNotice({
				kind: "report-not-written",
				folder,
				cause: fault
			});
			const other = instead();
			if (other === void 0) return;
			folder = other;
			onNotice({
				kind: "report-elsewhere",
				folder
			});
			await attempt();
		},
		get folder() {
			return folder;
		}
	};
}
export { RUN_FILE as a, readReportFile as c, writeReport as d, REPORT_FILES as i, replaceFile as l, HISTORY_FILE as n, SUMMARY_FILE as o, HTML_FILE as r, createReportWriter as s, COMMENT_FILE as t, writeRenderings as u };
