import { a as oneLine, i as logLine, n as counted } from "./text.js";
import { i as llmWords } from "./llm-numbers.js";
import { i as statusWords, n as savingWords } from "./status.js";
import { a as formatRoughly, r as formatDuration } from "./units.js";
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
	const reason = record.reason === void 0 ? "" : `: ${oneLine(record.reason, LONGEST_REASON)}`;
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
function startLine({ stageCount, slots, eta }) {
	return `${`Running ${stageCount} ${stageCount === 1 ? "stage" : "stages"}, up to ${slots} at once`}; ${etaWords(eta())}`;
}
const SHOWN_UNKNOWN = 3;
/** The time to go as an interval, or for which stages there is no earlier run to go by. */
function etaWords(eta) {
	if (eta.kind === "interval") {
		const [low, high] = [formatRoughly(eta.lowMs), formatRoughly(eta.highMs)];
		return low === high ? `about ${low} to go` : `about ${low} to ${high} to go`;
	}
	const named = eta.stages.slice(0, SHOWN_UNKNOWN).join(", ");
	const more = eta.stages.length - SHOWN_UNKNOWN;
	return `no estimate yet: no earlier run of ${named}${more > 0 ? ` and ${more} more` : ""}`;
}
// src/run/live/lines-output.ts
/** Live output where nobody watches a terminal: one line for what begins and what ends. */
const LONGEST_LOG_LINE = 300;
/** Plain lines, as they happen. */
function createLinesOutput(options) {
	const say = (line) => options.write(`${line}\n`);
	const isWorthALine = createProgressFilter(options.now);
	say(startLine(options));
	return {
		listener(event) {
			switch (event.kind) {
				case "stage-started": return say(`▶ ${shownName(event.stage.name)}`);
				case "stage-retried": return say(retryLine(event));
				case "stage-ended":
					say(endLine(event.record));
					for (const line of tailLines(event.record.logTail, event.logPath)) say(line);
					return;
				case "notice": return say(`Notice: ${event.message}`);
				case "llm-progress":
					if (isWorthALine(event)) say(`${shownName(event.stage)}: ${progressWords(event)}`);
					return;
				case "mask": return;
			}
		},
		stop: () => {}
	};
}
/** `PDF Rendering: attempt 2, after exit code 1`. */
function retryLine(event) {
	const after = event.exitCode === void 0 ? "" : `, after exit code ${event.exitCode}`;
	return `${shownName(event.stage.name)}: attempt ${event.attempt}${after}`;
}
/** The last lines of a failed stage's log, indented, and where the whole of it is. */
function tailLines(tail, logPath) {
	if (tail === void 0) return [];
	const lines = tail.map((line) => `  │ ${logLine(line, LONGEST_LOG_LINE)}`);
	return logPath === void 0 ? lines : [...lines, `  log: ${logPath}`];
}
export { endLine as a, shownName as c, createProgressFilter as i, startLine as l, retryLine as n, etaWords as o, tailLines as r, progressWords as s, createLinesOutput as t };
