import { t as muteGateOf } from "./gates2.js";
import { t as compare$1 } from "./compare.js";
import { n as loadHistory } from "./file-store.js";
import { l as loadNotices } from "./waiting.js";
import { t as DEFAULT_MARKS } from "./usual-time.js";
import { c as ofSameJob } from "./history.js";
import { t as buildReport } from "./model.js";
import { d as stageNames } from "./timeline.js";
import { n as renderTerminal } from "./terminal.js";
import { l as refusalProblem } from "./not-stored.js";
import { t as noticeWords } from "./notices.js";
import { t as muteGateWords } from "./gate.js";
import { i as refusalOf } from "./own-folder.js";
import { t as EXIT } from "./console.js";
import { t as tripsGate } from "./gate3.js";
import { n as loadRecord, r as reportDirOf, t as historyFileOf } from "./record-file.js";
import { existsSync } from "node:fs";
// src/cli/compare.ts
async function compare(options, print) {
	const refusal = options.file === void 0 || options.baseline === void 0 ? await refusalOf(reportDirOf(options), process.env) : void 0;
	if (refusal !== void 0) {
		print.error(refusalProblem(refusal));
		return EXIT.invalid;
	}
	const loaded = await loadRecord(options);
	if (!loaded.ok) {
		print.error(loaded.problem);
		return EXIT.invalid;
	}
	const file = historyFileOf(options);
	if (!existsSync(file)) {
		print.error(`stagetime: there is no history ${file}\n  remedy: name one with --baseline\n`);
		return EXIT.invalid;
	}
	const stored = await loadHistory(file);
	const { history } = stored;
	for (const notice of loadNotices(stored)) print.error(`Notice: ${noticeWords(notice)}\n`);
	const comparison = compare$1(loaded.record, history);
	const unread = stored.kind === "unreadable" && { baseline: {
		where: file,
		runs: ofSameJob(history, loaded.record.run).runs.length,
		unreadable: true
	} };
	const record = {
		...loaded.record,
		comparison,
		...unread
	};
	if (options.json) print.out(`${JSON.stringify(comparison, null, 2)}\n`);
	else {
		const reporting = {
			marks: DEFAULT_MARKS,
			history: ofSameJob(history, record.run).runs
		};
		print.out(renderTerminal(buildReport(record, reporting), print));
	}
	const failOn = options.failOn ?? "never";
	const mute = muteGateOf({
		...record,
		status: "passed"
	}, failOn);
	if (mute !== void 0) print.error(`Notice: ${muteGateWords(mute, stageNames(record))}\n`);
	return tripsGate(record, failOn, print) ? EXIT.gate : EXIT.fine;
}
export { compare };
