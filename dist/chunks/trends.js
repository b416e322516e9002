import { r as stageName } from "./status.js";
import { s as sparkline } from "./text.js";
import { r as formatDuration } from "./units.js";
// src/reporting/rows/trends.ts
function trendsOf(record, history, notable) {
	const before = history.filter((run) => isComparable(run, record)).slice(-20);
	const work = workOf(record);
	const totals = before.filter((run) => run.status === "passed" && workOf(run) === work);
	return [record.status === "passed" && work !== "[]" ? trend("The run as a whole", [...totals.map((run) => run.totalMs), record.totalMs], true) : void 0, ...record.stages.map((stage) => {
		const durations = before.flatMap((run) => run.stages.flatMap((past) => timeOf(past, stage.id)));
		const now = timeOf(stage, stage.id);
		if (now.length === 0) return void 0;
		return trend(stageName(stage), [...durations, ...now], notable.has(stage.id));
	})].filter((found) => found !== void 0);
}
function trendSpan(durationsMs) {
	const lowest = Math.min(...durationsMs);
	const highest = Math.max(...durationsMs);
	return [lowest, Math.max(highest, lowest * 1.25)];
}
function trend(name, all, notable) {
	const durationsMs = all.slice(-20);
	const now = durationsMs.at(-1);
	if (durationsMs.length < 2 || now === void 0) return void 0;
	const [low, high] = trendSpan(durationsMs);
	return {
		name,
		notable,
		durationsMs,
		lowest: formatDuration(low),
		highest: formatDuration(Math.max(...durationsMs)),
		now: formatDuration(now),
		sparkline: sparkline(durationsMs, low, high)
	};
}
function timeOf({ id, status, durationMs }, wanted) {
	return id === wanted && status === "passed" && durationMs !== void 0 ? [durationMs] : [];
}
function isComparable(past, now) {
	const [a, b] = [past.environment, now.environment];
	return !(past.run.id === now.run.id && past.run.attempt === now.run.attempt) && a.os === b.os && a.arch === b.arch && a.cpus === b.cpus;
}
function workOf({ stages }) {
	return JSON.stringify(stages.filter(({ status }) => status === "passed").map(({ id }) => id));
}
export { trendsOf as n, trendSpan as t };
