import { n as loadHistory } from "./file-store.js";
import { r as resolveReportDir } from "./environment.js";
import { a as oneLine } from "./text.js";
import { r as formatDuration } from "./units.js";
import { t as EXIT } from "./console.js";
import { t as HISTORY_FILE } from "./report-files.js";
import { join, resolve } from "node:path";
// src/commands/history.ts
/** `history`: the stored runs, newest last. */
const LONGEST_BRANCH = 40;
const SHA_SHOWN = 8;
/** Prints the history and gives the exit code. */
async function history(options, print) {
	const folder = resolveReportDir(process.cwd(), options.reportDir);
	const file = options.file === void 0 ? join(folder, HISTORY_FILE) : resolve(options.file);
	const loaded = await loadHistory(file);
	if (loaded.notice !== void 0) print.error(`Notice: ${loaded.notice}\n`);
	if (options.json) {
		print.out(`${JSON.stringify(loaded.history, null, 2)}\n`);
		return EXIT.fine;
	}
	if (loaded.history.runs.length === 0) print.out(`No runs in ${file} yet.\n`);
	for (const { run, status, totalMs, stages } of loaded.history.runs) {
		const commit = run.sha === void 0 ? "" : ` ${oneLine(run.sha, SHA_SHOWN)}`;
		const branch = run.branch === void 0 ? "" : ` ${oneLine(run.branch, LONGEST_BRANCH)}`;
		const time = formatDuration(totalMs);
		print.out(`${run.startedAt}${commit}${branch}: ${status} in ${time}, ${stages.length} stages\n`);
	}
	return EXIT.fine;
}
export { history };
