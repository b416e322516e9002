import { r as lastWholeLine } from "./read-log.js";
import { a as oneLine, i as logLine, n as counted, r as listWords } from "./text.js";
import { a as formatRoughly, r as formatDuration } from "./units.js";
import { t as noticeWords } from "./notices.js";
import { t as stageReasonWords } from "./stage-reason.js";
import { n as statusWords, t as savingWords } from "./status2.js";
// src/reporting/words/facts/llm.ts
/** `5 requests to models, 3 answered from the store`; undefined where there was none. */
function llmWords({ requests, hits }) {
	if (requests === 0) return void 0;
	return `${counted(requests, "request")} to models, ${hits === 0 ? "none" : hits} answered from the store`;
}
// src/run/live/live-output.ts
const LONGEST_NAME = 100;
const LONGEST_REASON = 300;
/** A name from outside on one visible line. */
function shownName(name) {
	return oneLine(name, LONGEST_NAME);
}
/** `✓ Setup passed in 0.3s`, `↺ Tests reused, saves 12s`, `○ PDF skipped: latexmk is missing…`. */
function endLine(record) {
	const { symbol, word } = statusWords(record);
	const saving = savingWords(record);
	const took = record.durationMs === void 0 ? "" : ` in ${formatDuration(record.durationMs)}`;
	const time = saving === void 0 ? took : `, ${saving}`;
	const why = record.reason === void 0 ? "" : stageReasonWords(record.reason);
	const reason = why === "" ? "" : `: ${oneLine(why, LONGEST_REASON)}`;
	const models = record.llm && llmWords(record.llm);
	const asked = models === void 0 ? "" : `, ${models}`;
	return `${symbol} ${shownName(record.name)} ${word}${time}${asked}${reason}`;
}
/** `3 of 5 requests answered, 2 from the store, 41 tokens/s`. */
function progressWords({ requests, answered, hits, tokensPerSecond }) {
	const stored = hits === 0 ? "" : `, ${hits} from the store`;
	const speed = tokensPerSecond === void 0 ? "" : `, ${Math.round(tokensPerSecond)} tokens/s`;
	return `${answered} of ${counted(requests, "request")} answered${stored}${speed}`;
}
/** Where each line stays, this often is often enough for a stage's progress, in ms. */
const PROGRESS_EVERY_MS = 1e4;
/** Says which progress is worth a line of its own: of each stage one in a while, and not the first. */
function createProgressFilter(now) {
	const saidAt = /* @__PURE__ */ new Map();
	return ({ stage }) => {
		const last = saidAt.get(stage);
		if (last !== void 0 && now() - last < PROGRESS_EVERY_MS) return false;
		saidAt.set(stage, now());
		return last !== void 0;
	};
}
/** `Running 9 stages, up to 2 at once; about 20s to 25s, from earlier runs`. */
function startLine(options) {
	const { stageCount, slots, eta } = options;
	return `Running ${counted(stageCount, "stage")}, up to ${slots} at once; ${etaWords(eta(), options)}`;
}
const SHOWN_UNKNOWN = 3;
/** The time to go as an interval, or for which stages there is no earlier run to go by. */
function etaWords(eta, { stageCount }) {
	if (eta.kind === "interval") {
		const [low, high] = [formatRoughly(eta.lowMs), formatRoughly(eta.highMs)];
		return low === high ? `about ${low} to go` : `about ${low} to ${high} to go`;
	}
	if (eta.stages.length >= stageCount) return "first run: no estimate yet";
	return `no estimate yet: first run of ${listWords(eta.stages, SHOWN_UNKNOWN)}`;
}
// src/run/live/lines-output.ts
const LONGEST_LOG_LINE = 300;
/** How long nothing may be said while stages run, in ms: who waits wants to know that something goes on. */
const QUIET_MS = 6e4;
const LONGEST_SAID = 100;
const STAGES_NAMED = 3;
/** Plain lines, as they happen. */
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
		const said = line === void 0 ? "" : `: ${oneLine(options.redact(line), LONGEST_SAID)}`;
		return `… ${shownName(name)} has run for ${formatRoughly(options.now() - startedAt)}${said}`;
	});
	const isWorthALine = createProgressFilter(options.now);
	say([startLine(options)]);
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
		stop: () => clearTimeout(quiet)
	};
}
/** What is said of an event that is over when it happens. The log of a failure is shown once. */
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
/** `PDF Rendering: attempt 2, after exit code 1`. */
function retryLine(event) {
	const after = event.exitCode === void 0 ? "" : `, after exit code ${event.exitCode}`;
	return `${shownName(event.stage.name)}: attempt ${event.attempt}${after}`;
}
/** `Confirming PDF Rendering, which looks slower: at most 2m 00s`. */
function confirmingLine(event) {
	return `Confirming ${listWords(event.stages.map(({ name }) => shownName(name)), STAGES_NAMED)}, which ${event.stages.length === 1 ? "looks" : "look"} slower: at most ${formatRoughly(event.budgetMs)}`;
}
/** The last lines of a failed stage's log, indented, and where the whole of it is. */
function tailLines(tail, logPath) {
	if (tail === void 0) return [];
	const lines = tail.map((line) => `  │ ${logLine(line, LONGEST_LOG_LINE)}`);
	return logPath === void 0 ? lines : [...lines, `  log: ${logPath}`];
}
export { tailLines as a, etaWords as c, startLine as d, retryLine as i, progressWords as l, createLinesOutput as n, createProgressFilter as o, linesOf as r, endLine as s, confirmingLine as t, shownName as u };
