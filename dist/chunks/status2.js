import { r as formatDuration } from "./units.js";
// src/reporting/words/facts/status.ts
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
function wordsOfSetup({ status }, { kind }) {
	switch (kind) {
		case "command": return WORDS[status];
		case "found": return {
			symbol: "✓",
			word: "ready",
			tone: "quiet"
		};
		case "kept":
		case "layer": return {
			symbol: "↺",
			word: "restored",
			tone: "good"
		};
	}
}
function statusWords(stage) {
	const words = stage.setup === void 0 ? WORDS[stage.status] : wordsOfSetup(stage, stage.setup);
	if (!stage.optional || words.tone !== "bad") return words;
	return {
		...words,
		word: `${words.word} (optional)`,
		tone: "warn"
	};
}
function savingWords({ status, reuse }) {
	if (status !== "reused" || reuse === void 0) return void 0;
	return `saves ${formatDuration(reuse.savedMs)}`;
}
export { statusWords as n, savingWords as t };
