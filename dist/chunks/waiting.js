import { l as parseHistory, n as emptyHistory, s as mergeHistories } from "./history.js";
import { a as runKey } from "./job.js";
import { createHash } from "node:crypto";
// src/baseline/store.ts
/**
* The history store port: where the runs of the default branch are kept for later ones to learn from.
* "It could not be read" and "there is none" are different facts: what could not be read is never
* overwritten, and the run is kept beside it until it can be.
*/
/** Nothing that was written by us is larger; a larger text is not read into memory. */
const LARGEST_HISTORY_BYTES = 5e7;
/** Nobody stored a history yet. */
const NO_HISTORY = {
	kind: "none",
	history: emptyHistory
};
/** What a stored text holds; `where` names it in the notice. */
function readHistoryText(where, text) {
	const parsed = parseHistory(text);
	if (!parsed.ok) return unreadableHistory(where, parsed.fault, parsed.problem);
	const { history, notice } = parsed;
	return {
		kind: "loaded",
		history,
		bytes: Buffer.byteLength(text),
		...notice !== void 0 && { notice: `${where}: ${notice}` }
	};
}
/** A history that is there, or may be, and cannot be read. */
function unreadableHistory(where, fault, why) {
	return {
		kind: "unreadable",
		fault,
		reason: `${where}: ${why}`,
		history: emptyHistory
	};
}
/** A text that is too large to be looked into. */
function tooLargeHistory(where) {
	return unreadableHistory(where, "too-large", `larger than ${LARGEST_HISTORY_BYTES / 1e6} MB`);
}
/** A history that nobody looks into, nor writes, because of where it is. */
function untrustedHistory(reason) {
	return {
		kind: "unreadable",
		fault: "untrusted",
		reason,
		history: emptyHistory
	};
}
/** What there is to tell about a load, in one line; undefined where all is well. */
function loadNotice(loaded) {
	if (loaded.kind !== "unreadable") return loaded.notice;
	const { reason, fault } = loaded;
	if (fault === "untrusted") return `the baseline was not read, and the run was not added to the history: ${reason}`;
	return `the baseline could not be read: ${reason}. It stays as it is, and new runs are kept beside it; ${REMEDIES[fault]}`;
}
/** What there is to tell about a save, in one line; undefined where all is well. */
function savedNotice(saved) {
	switch (saved.kind) {
		case "saved": return saved.setAside === void 0 ? void 0 : `not all of the history could be read: as it was, it is kept in ${saved.setAside}`;
		case "waiting": return `the run is kept beside the history, which could not be read (${saved.reason}), and joins it as soon as it can be`;
		case "not-saved": return `the run was not added to the history: ${saved.reason}`;
		case "read-only": return;
	}
}
const FOR_GOOD = "repair it, or move it away to begin a new one";
const REMEDIES = {
	unavailable: "the next run tries again",
	late: "the next run tries again",
	damaged: FOR_GOOD,
	"other-version": "use the version that wrote it, or move it away to begin a new one",
	"too-large": FOR_GOOD,
	"not-a-file": FOR_GOOD,
	"other-packing": "install zstd, as where it was saved"
};
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
// src/baseline/waiting.ts
/** Runs that wait beside a history that could not be read, until a later save can add them to it. */
/** Nothing waits. */
const NOTHING_WAITS = { history: emptyHistory };
/** What several places hold that runs wait in. */
function waitingIn(places) {
	const history = places.map((place) => place.history).reduce(mergeHistories, emptyHistory);
	const unreadable = places.find((place) => place.kind === "unreadable");
	return {
		history,
		...unreadable && { missing: {
			fault: unreadable.fault,
			reason: unreadable.reason
		} }
	};
}
/** Whether all of a place was read, so that nothing is lost with it once its runs are elsewhere. */
function isWhole(place) {
	return place.kind === "loaded" && place.notice === void 0;
}
/** The history with what waits beside it. */
function withWaiting(loaded, { history, missing }) {
	if (history.runs.length === 0 && missing === void 0) return loaded;
	const merged = mergeHistories(loaded.history, history);
	if (loaded.kind !== "none") return {
		...loaded,
		history: merged
	};
	if (missing !== void 0) return {
		kind: "unreadable",
		...missing,
		history: merged
	};
	return {
		kind: "loaded",
		history: merged,
		bytes: Buffer.byteLength(historyText(merged))
	};
}
/** What tells apart what several runs leave beside one history; nothing that a name or key may not hold. */
function waitingName(record) {
	return createHash("sha256").update(runKey(record)).digest("hex").slice(0, 16);
}
export { withWaiting as a, historyText as c, readOnly as d, savedNotice as f, untrustedHistory as h, waitingName as i, loadNotice as l, unreadableHistory as m, isWhole as n, LARGEST_HISTORY_BYTES as o, tooLargeHistory as p, waitingIn as r, NO_HISTORY as s, NOTHING_WAITS as t, readHistoryText as u };
