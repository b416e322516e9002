import { n as emptyHistory, s as parseHistory } from "./history.js";
// src/baseline/store.ts
/** The history store port: where the runs of the default branch are kept for later ones to learn from. */
/** Nothing that was written by us is larger; a larger text is not read into memory. */
const LARGEST_HISTORY_BYTES = 5e7;
/** What a stored text holds; `where` names it in the notice. */
function readHistoryText(where, text) {
	const parsed = parseHistory(text);
	const bytes = Buffer.byteLength(text);
	if (!parsed.ok) return {
		...unusableHistory(where, parsed.problem),
		bytes
	};
	const { history, notice } = parsed;
	return {
		history,
		bytes,
		...notice !== void 0 && { notice: `${where}: ${notice}` }
	};
}
/** A history that is there and cannot be used. */
function unusableHistory(where, why) {
	return {
		history: emptyHistory,
		notice: `no baseline: ${where}: ${why}`,
		isUnreadable: true
	};
}
/** The text to store: a line a run, so that a difference between two versions shows runs. */
function historyText({ schema, runs }) {
	return `{"schema":${schema},"runs":[\n${runs.map((run) => JSON.stringify(run)).join(",\n")}\n]}\n`;
}
/** The same store for a run that may not write it. */
function readOnly(store, reason) {
	return {
		load: () => store.load(),
		save: async () => ({
			kind: "read-only",
			reason
		})
	};
}
export { unusableHistory as a, readOnly as i, historyText as n, readHistoryText as r, LARGEST_HISTORY_BYTES as t };
