import { a as wasExecuted } from "./run-record.js";
// src/analysis/metrics.ts
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
function findBottlenecks(record, marks) {
	return stageTimes(record).filter((time) => time.durationMs > marks.overMs && time.share > marks.overShare).sort((a, b) => b.durationMs - a.durationMs);
}
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
function measureReuse(record) {
	const reused = record.stages.flatMap(({ status, reuse }) => status === "reused" && reuse !== void 0 ? [reuse] : []);
	if (reused.length === 0) return void 0;
	return {
		stages: reused.length,
		savedMs: reused.reduce((sum, reuse) => sum + reuse.savedMs, 0)
	};
}
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
