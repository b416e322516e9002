import { n as sum } from "./numbers.js";
// src/analysis/whole-job.ts
function partsOfJob(record) {
	const { wholeJob, overhead, totalMs, confirmationMs = 0 } = record;
	if (wholeJob === void 0 || overhead === void 0) return void 0;
	const before = Math.max(0, wholeJob.beforeMs - overhead.beforeMs);
	const inSteps = sum(wholeJob.steps.map(({ durationMs }) => durationMs));
	const betweenMs = Math.max(0, before - inSteps);
	const ownMs = overhead.beforeMs + overhead.afterMs;
	return {
		soFarMs: inSteps + betweenMs + totalMs + confirmationMs + ownMs,
		...wholeJob.queuedMs !== void 0 && { queuedMs: wholeJob.queuedMs },
		steps: [...wholeJob.steps].sort((a, b) => b.durationMs - a.durationMs),
		betweenMs,
		pipelineMs: totalMs,
		confirmationMs,
		ownMs
	};
}
export { partsOfJob as t };
