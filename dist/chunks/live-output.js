import { a as oneLine, i as logLine, n as counted, r as listWords } from "./text.js";
import { a as formatRoughly, r as formatDuration } from "./units.js";
import { i as layerWords, n as layerMs, r as layerOf } from "./notices.js";
import { t as stageReasonWords } from "./stage-reason.js";
import { n as statusWords, t as savingWords } from "./status2.js";
// src/reporting/words/facts/llm.ts
function llmWords({ requests, hits }) {
	if (requests === 0) return void 0;
	return `${counted(requests, "request")} to models, ${hits === 0 ? "none" : hits} answered from the store`;
}
// src/reporting/terminal/live.ts
const LONGEST_NAME = 100;
const LONGEST_REASON = 300;
const LONGEST_LOG_LINE = 300;
const STAGES_NAMED = 3;
function shownName(name) {
	return oneLine(name, LONGEST_NAME);
}
function startLine(stageCount, slots) {
	return `Running ${counted(stageCount, "stage")}, up to ${slots} at once`;
}
function estimateLine(eta, stageCount) {
	const words = etaWords(eta, stageCount);
	return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
function etaWords(eta, stageCount) {
	if (eta.kind === "interval") {
		if (eta.highMs === 0) return "nothing left to run";
		const [low, high] = [formatRoughly(eta.lowMs), formatRoughly(eta.highMs)];
		return low === high ? `about ${low} to go` : `about ${low} to ${high} to go`;
	}
	if (eta.stages.length >= stageCount) return "first run: no estimate yet";
	return `no estimate yet: first run of ${listWords(eta.stages, STAGES_NAMED)}`;
}
function doneWords(over, stageCount) {
	return `${over} of ${stageCount} stages done`;
}
function hiddenLine(count) {
	return `  … and ${count} more`;
}
function elapsedWords(elapsedMs, expectedMs) {
	const elapsed = formatRoughly(elapsedMs);
	return expectedMs === void 0 ? elapsed : `${elapsed} of about ${formatRoughly(expectedMs)}`;
}
function stillRunningLine(name, ranMs, line) {
	const said = line === void 0 ? "" : `: ${line}`;
	return `… ${shownName(name)} has run for ${formatRoughly(ranMs)}${said}`;
}
function endLine(record) {
	const { symbol, word } = statusWords(record);
	const saving = savingWords(record);
	const layer = layerOf(record);
	const tookMs = layer === void 0 ? record.durationMs : layerMs(layer);
	const what = layer === void 0 ? "" : ` (${layerWords(layer)})`;
	const took = tookMs === void 0 ? "" : ` in ${formatDuration(tookMs)}${what}`;
	const time = saving === void 0 ? took : `, ${saving}`;
	const why = record.reason === void 0 ? "" : stageReasonWords(record.reason);
	const reason = why === "" ? "" : `: ${oneLine(why, LONGEST_REASON)}`;
	const models = record.llm && llmWords(record.llm);
	const asked = models === void 0 ? "" : `, ${models}`;
	return `${symbol} ${shownName(record.name)} ${word}${time}${asked}${reason}`;
}
function tailLines(tail, logPath) {
	if (tail === void 0) return [];
	const lines = tail.map((line) => `  │ ${logLine(line, LONGEST_LOG_LINE)}`);
	return logPath === void 0 ? lines : [...lines, `  log: ${logPath}`];
}
function goesOnLine(logPath) {
	return `… the output goes on in ${logPath}`;
}
function progressWords({ requests, answered, hits, tokensPerSecond }) {
	const stored = hits === 0 ? "" : `, ${hits} from the store`;
	const speed = tokensPerSecond === void 0 ? "" : `, ${Math.round(tokensPerSecond)} tokens/s`;
	return `${answered} of ${counted(requests, "request")} answered${stored}${speed}`;
}
function retryLine(event) {
	const after = event.exitCode === void 0 ? "" : `, after exit code ${event.exitCode}`;
	return `${shownName(event.stage.name)}: attempt ${event.attempt}${after}`;
}
function confirmingLine(event) {
	return `Confirming ${listWords(event.stages.map(({ name }) => shownName(name)), STAGES_NAMED)}, which ${event.stages.length === 1 ? "looks" : "look"} slower: at most ${formatRoughly(event.budgetMs)}`;
}
// src/run/live/live-output.ts
const PROGRESS_EVERY_MS = 1e4;
function createProgressFilter(now) {
	const saidAt = /* @__PURE__ */ new Map();
	return ({ stage }) => {
		const last = saidAt.get(stage);
		if (last !== void 0 && now() - last < PROGRESS_EVERY_MS) return false;
		saidAt.set(stage, now());
		return last !== void 0;
	};
}
export { endLine as a, goesOnLine as c, retryLine as d, shownName as f, tailLines as h, elapsedWords as i, hiddenLine as l, stillRunningLine as m, confirmingLine as n, estimateLine as o, startLine as p, doneWords as r, etaWords as s, createProgressFilter as t, progressWords as u };
