import { n as median } from "./simple-statistics.js";
import { r as isSameMachineKind } from "./strata.js";
import { n as hasMoved } from "./changes.js";
// src/analysis/cache-savings.ts
function withTimeSaved(run, history) {
	const caches = run.caches.map((cache) => {
		const timeSavedMs = timeSavedBy(cache, run, history);
		return timeSavedMs === void 0 ? cache : {
			...cache,
			timeSavedMs
		};
	});
	return {
		...run,
		caches
	};
}
function timeSavedBy(cache, run, history) {
	if (cache.state !== "exact" && cache.state !== "prefix") return void 0;
	const used = run.stages.filter((stage) => cache.stages?.includes(stage.id) && stage.status === "passed");
	if (used.length === 0) return void 0;
	let saved = 0;
	for (const stage of used) {
		const times = coldTimes(stage, run.environment, history);
		const cold = times.length === 0 ? void 0 : median([...times]);
		if (cold === void 0 || isShared(stage, cache, run)) return void 0;
		saved += cold - (usualMs(stage, run) ?? stage.durationMs ?? 0);
	}
	return saved;
}
function usualMs({ id }, { comparison }) {
	const judged = comparison?.stages.find((found) => found.id === id);
	return judged !== void 0 && hasMoved(judged) ? judged.baseline?.medianMs : void 0;
}
function timeSpentOn({ restoreMs = 0, saveMs = 0 }) {
	return restoreMs + saveMs;
}
const WORTH_SAYING_MS = 500;
function costsMoreThanItSaves(cache) {
	if (cache.timeSavedMs === void 0) return void 0;
	const spentMs = timeSpentOn(cache);
	return spentMs >= WORTH_SAYING_MS && spentMs > cache.timeSavedMs;
}
function isShared({ id }, cache, run) {
	return run.caches.some((other) => other.name !== cache.name && other.stages?.includes(id));
}
function coldTimes(stage, environment, history) {
	return history.filter((run) => isSameMachine(run.environment, environment)).flatMap(({ stages }) => stages).filter(({ id, definitionHash, status, cacheState }) => id === stage.id && definitionHash === stage.definitionHash && status === "passed" && cacheState === "cold").flatMap(({ durationMs }) => durationMs ?? []);
}
function isSameMachine(a, b) {
	return isSameMachineKind(a, b) && a.cpuModel === b.cpuModel;
}
export { withTimeSaved as i, timeSavedBy as n, timeSpentOn as r, costsMoreThanItSaves as t };
