import { n as median } from "./simple-statistics.js";
import { r as isSameMachineKind } from "./strata.js";
import { n as hasMoved } from "./changes.js";
// src/analysis/cache-savings.ts
/** What caches saved, as measured against runs that had to do without them. */
/** The run with what its caches saved, where the history tells. */
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
/**
* What a run's cache saved, in ms: for each executed stage that uses it, the median of its cold runs
* less what it took now, or usually takes where its time moved, which is not the cache's doing; below
* zero where it took longer. Undefined while it is not known: nothing was restored, a stage has no cold
* run on such a machine, or shares the time with another cache.
*/
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
/** What a stage took before its time moved; undefined where it did not, or nothing was compared. */
function usualMs({ id }, { comparison }) {
	const judged = comparison?.stages.find((found) => found.id === id);
	return judged !== void 0 && hasMoved(judged) ? judged.baseline?.medianMs : void 0;
}
/** What a cache took of this run, in ms: restoring and saving, asked in vain or not. */
function timeSpentOn({ restoreMs = 0, saveMs = 0 }) {
	return restoreMs + saveMs;
}
/** What costs less than this nobody gains by removing, in ms. */
const WORTH_SAYING_MS = 500;
/** Whether a cache took noticeably longer than it saved; undefined while that is not known. */
function costsMoreThanItSaves(cache) {
	if (cache.timeSavedMs === void 0) return void 0;
	const spentMs = timeSpentOn(cache);
	return spentMs >= WORTH_SAYING_MS && spentMs > cache.timeSavedMs;
}
/** A stage with several caches shows only what they save together. */
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
