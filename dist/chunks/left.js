import { a as listProcesses, d as writesInto, t as endTree, u as startedWithValue } from "./process-tree.js";
import { r as markerStart } from "./run-mark.js";
import { realpathSync } from "node:fs";
// src/execution/guardian/left.ts
async function endLeft(run) {
	const members = memberFinder(run);
	await endTree({ allMembers: () => members(listProcesses()) });
}
function memberFinder({ mark, logFolder }) {
	const logs = realPathOf(logFolder);
	const start = markerStart(mark);
	const known = /* @__PURE__ */ new Map();
	const sessions = /* @__PURE__ */ new Set();
	return (processes) => {
		const others = [...processes.values()].filter(({ pid, ended }) => pid !== process.pid && !ended);
		for (const { pid, session } of others) if (startedWithValue(pid, "STAGETIME_STAGE")?.startsWith(start)) sessions.add(session);
		const isKnown = ({ pid, startTicks, session }) => known.get(pid) === startTicks || sessions.has(session) || writesInto(pid, logs);
		const descends = (candidate, depth = 0) => candidate !== void 0 && candidate.pid !== process.pid && depth <= processes.size && (isKnown(candidate) || descends(processes.get(candidate.parent), depth + 1));
		const members = others.filter((candidate) => descends(candidate));
		for (const { pid, startTicks } of members) known.set(pid, startTicks);
		return members;
	};
}
function realPathOf(folder) {
	try {
		return realpathSync(folder);
	} catch {
		return folder;
	}
}
export { endLeft as t };
