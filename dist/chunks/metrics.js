import { a as wasExecuted } from "./run-record.js";
// src/analysis/metrics.ts
/** Total, average over the executed stages, slowest and fastest of them; the first of equals. */
function measureRun(record) {
	const times = stageTimes(record);
	const [first, ...others] = times;
	const metrics = {
		totalMs: record.totalMs,
		executed: times.length
	};
	if (first === void 0) return metrics;
	const sum = times.reduce((total, time) => total + time.durationMs, 0);
	return {
		...metrics,
		averageMs: sum / times.length,
		slowest: others.reduce((a, b) => b.durationMs > a.durationMs ? b : a, first),
		fastest: others.reduce((a, b) => b.durationMs < a.durationMs ? b : a, first)
	};
}
/** The executed stages that are over both marks, slowest first. */
function findBottlenecks(record, marks) {
	return stageTimes(record).filter((time) => time.durationMs > marks.overMs && time.share > marks.overShare).sort((a, b) => b.durationMs - a.durationMs);
}
/** The executed stages that took longer than their budget, in the order of the record. */
function findOverruns(record) {
	return record.stages.flatMap((stage) => {
		const { id, durationMs, budgetMs } = stage;
		if (!wasExecuted(stage) || durationMs === void 0 || budgetMs === void 0) return [];
		return durationMs > budgetMs ? [{
			id,
			durationMs,
			budgetMs
		}] : [];
	});
}
/** The executed stages that took longer than is usual with their tool, in the order of the record. */
function findOverUsual(record) {
	return record.stages.flatMap((stage) => {
		const { id, durationMs, usual } = stage;
		if (!wasExecuted(stage) || durationMs === void 0 || usual === void 0) return [];
		return durationMs > usual.mostMs ? [{
			id,
			durationMs,
			usual
		}] : [];
	});
}
/** What the stages took when they ran whose results stood for a run; none where nothing was reused. */
function measureReuse(record) {
	const reused = record.stages.flatMap(({ status, reuse }) => status === "reused" && reuse !== void 0 ? [reuse] : []);
	if (reused.length === 0) return void 0;
	return {
		stages: reused.length,
		savedMs: reused.reduce((sum, reuse) => sum + reuse.savedMs, 0)
	};
}
/** The part of the run's total that a stage took; undefined where its time is no measurement. */
function shareOf(stage, totalMs) {
	if (!wasExecuted(stage) || stage.durationMs === void 0) return void 0;
	return totalMs > 0 ? stage.durationMs / totalMs : 0;
}
function stageTimes(record) {
	return record.stages.flatMap((stage) => {
		const share = shareOf(stage, record.totalMs);
		if (share === void 0 || stage.durationMs === void 0) return [];
		return [{
			id: stage.id,
			durationMs: stage.durationMs,
			share
		}];
	});
}
export { measureRun as a, measureReuse as i, findOverUsual as n, shareOf as o, findOverruns as r, findBottlenecks as t };
