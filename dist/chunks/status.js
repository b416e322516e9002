import { a as oneLine } from "./text.js";
import { r as formatDuration } from "./units.js";
// src/record/status.ts
const WORDS = {
	passed: {
		symbol: "✓",
		word: "passed",
		tone: "good"
	},
	failed: {
		symbol: "✗",
		word: "failed",
		tone: "bad"
	},
	"timed-out": {
		symbol: "✗",
		word: "timed out",
		tone: "bad"
	},
	skipped: {
		symbol: "○",
		word: "skipped",
		tone: "quiet"
	},
	reused: {
		symbol: "↺",
		word: "reused",
		tone: "good"
	},
	cancelled: {
		symbol: "■",
		word: "cancelled",
		tone: "warn"
	},
	running: {
		symbol: "▶",
		word: "running",
		tone: "busy"
	},
	pending: {
		symbol: "·",
		word: "pending",
		tone: "quiet"
	}
};
/** The words for a stage's state; an optional stage that failed is said to be one. */
function statusWords(stage) {
	const words = WORDS[stage.status];
	if (!stage.optional || words.tone !== "bad") return words;
	return {
		...words,
		word: `${words.word} (optional)`,
		tone: "warn"
	};
}
/** Whether the stage was executed and did not do what it was for. */
function hasFailed(stage) {
	return stage.status === "failed" || stage.status === "timed-out";
}
/** `saves 12s`: what a reused stage would have taken; undefined for any other stage. */
function savingWords({ status, reuse }) {
	if (status !== "reused" || reuse === void 0) return void 0;
	return `saves ${formatDuration(reuse.savedMs)}`;
}
const LONGEST_NAME = 80;
/** The stage's name as one line of visible text; its id where it has none. */
function stageName({ name, id }) {
	return oneLine(name, LONGEST_NAME) || oneLine(id, LONGEST_NAME) || "(unnamed)";
}
export { statusWords as i, savingWords as n, stageName as r, hasFailed as t };
