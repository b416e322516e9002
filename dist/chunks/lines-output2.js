import { r as lastWholeLine } from "./read-log.js";
import { a as oneLine } from "./text.js";
import { a as endLine, d as retryLine, f as shownName, h as tailLines, m as stillRunningLine, n as confirmingLine, o as estimateLine, p as startLine, t as createProgressFilter, u as progressWords } from "./live-output.js";
import { t as noticeWords } from "./notices.js";
// src/run/live/lines-output.ts
const QUIET_MS = 6e4;
const LONGEST_SAID = 100;
function createLinesOutput(options) {
	const running = /* @__PURE__ */ new Map();
	let quiet;
	const say = (lines) => {
		for (const line of lines) options.write(`${line}\n`);
		if (lines.length === 0) return;
		clearTimeout(quiet);
		quiet = setTimeout(() => say(signsOfLife()), QUIET_MS).unref();
	};
	const signsOfLife = () => [...running.values()].map(({ name, logPath, startedAt }) => {
		const line = lastWholeLine(logPath);
		const said = line && oneLine(options.redact(line), LONGEST_SAID);
		return stillRunningLine(name, options.now() - startedAt, said);
	});
	const isWorthALine = createProgressFilter(options.now);
	let isOver = false;
	say([startLine(options.stageCount, options.slots)]);
	options.foreseen.then(() => {
		if (!isOver) say([estimateLine(options.eta(), options.stageCount)]);
	});
	return {
		listener(event) {
			if (event.kind === "stage-started") {
				const { id, name } = event.stage;
				running.set(id, {
					name,
					logPath: event.logPath,
					startedAt: options.now()
				});
				say([`▶ ${shownName(name)}`]);
			} else if (event.kind === "llm-progress") {
				if (isWorthALine(event)) say([`${shownName(event.stage)}: ${progressWords(event)}`]);
			} else {
				if (event.kind === "stage-ended") running.delete(event.record.id);
				say(linesOf(event, options));
			}
		},
		stop() {
			isOver = true;
			clearTimeout(quiet);
		}
	};
}
function linesOf(event, { summaryFollows }) {
	switch (event.kind) {
		case "stage-retried": return [retryLine(event)];
		case "stage-ended": {
			const { record, logPath } = event;
			const tail = summaryFollows ? [] : tailLines(record.logTail, logPath);
			return [endLine(record), ...tail];
		}
		case "notice": return [`Notice: ${noticeWords(event.notice)}`];
		case "confirming": return [confirmingLine(event)];
		case "mask": return [];
	}
}
export { linesOf as n, createLinesOutput as t };
