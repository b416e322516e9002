import { l as parseHistory, n as emptyHistory, s as mergeHistories } from "./history.js";
import { o as runKey } from "./job.js";
import { createHash } from "node:crypto";
// src/baseline/store.ts
const LARGEST_HISTORY_BYTES = 5e7;
const NO_HISTORY = {
	kind: "none",
	history: emptyHistory
};
function readHistoryText(at, text) {
	const parsed = parseHistory(text);
	if (!parsed.ok) return unreadableHistory(at, parsed.fault, parsed.cause);
	const { history, leftOut } = parsed;
	return {
		kind: "loaded",
		history,
		bytes: Buffer.byteLength(text),
		...leftOut !== void 0 && { notice: {
			kind: "runs-left-out",
			at,
			...leftOut
		} }
	};
}
function unreadableHistory(at, fault, cause) {
	return {
		kind: "unreadable",
		fault,
		failure: {
			at,
			cause
		},
		history: emptyHistory
	};
}
function tooLargeHistory(at) {
	return unreadableHistory(at, "too-large", {
		kind: "too-large",
		mostBytes: LARGEST_HISTORY_BYTES
	});
}
function untrustedHistory(refusal) {
	return {
		kind: "unreadable",
		fault: "untrusted",
		failure: { cause: {
			kind: "refused",
			refusal
		} },
		history: emptyHistory
	};
}
function loadNotices(loaded) {
	if (loaded.kind === "unreadable") {
		const { fault, failure } = loaded;
		return [{
			kind: "baseline-unread",
			fault,
			failure
		}];
	}
	const beside = loaded.kind === "loaded" ? loaded.unreadBeside : void 0;
	return [...loaded.notice === void 0 ? [] : [loaded.notice], ...beside === void 0 ? [] : [{
		kind: "waiting-unread",
		...beside
	}]];
}
function savedNotice(saved) {
	switch (saved.kind) {
		case "saved": return saved.setAside === void 0 ? void 0 : {
			kind: "history-set-aside",
			file: saved.setAside
		};
		case "waiting": return {
			kind: "run-waits",
			failure: saved.failure
		};
		case "not-saved": return {
			kind: "run-not-added",
			cause: saved.cause
		};
		case "read-only": return;
	}
}
function historyText({ schema, runs }) {
	return `{"schema":${schema},"runs":[\n${runs.map((run) => JSON.stringify(run)).join(",\n")}\n]}\n`;
}
function readOnly(store) {
	return {
		load: () => store.load(),
		save: async () => ({ kind: "read-only" })
	};
}
// src/baseline/waiting.ts
const NOTHING_WAITS = { history: emptyHistory };
function waitingIn(places) {
	const history = places.map((place) => place.history).reduce(mergeHistories, emptyHistory);
	const unreadable = places.find((place) => place.kind === "unreadable");
	return {
		history,
		...unreadable && { missing: {
			fault: unreadable.fault,
			failure: unreadable.failure
		} }
	};
}
function isWhole(place) {
	return place.kind === "loaded" && place.notice === void 0;
}
function withWaiting(loaded, { history, missing }) {
	if (history.runs.length === 0 && missing === void 0) return loaded;
	const merged = mergeHistories(loaded.history, history);
	if (loaded.kind === "unreadable") return {
		...loaded,
		history: merged
	};
	if (loaded.kind === "loaded") return {
		...loaded,
		history: merged,
		...missing !== void 0 && { unreadBeside: missing }
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
function waitingName(record) {
	return createHash("sha256").update(runKey(record)).digest("hex").slice(0, 16);
}
export { withWaiting as a, historyText as c, readOnly as d, savedNotice as f, untrustedHistory as h, waitingName as i, loadNotices as l, unreadableHistory as m, isWhole as n, LARGEST_HISTORY_BYTES as o, tooLargeHistory as p, waitingIn as r, NO_HISTORY as s, NOTHING_WAITS as t, readHistoryText as u };
