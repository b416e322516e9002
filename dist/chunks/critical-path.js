// src/analysis/noise/critical-path.ts
const STARTING_MS = 100;
const LATE_MS = 500;
function spanOf(stage, totalMs) {
	const { startMs, durationMs } = stage;
	if (startMs === void 0) return void 0;
	if (durationMs !== void 0) return {
		startMs,
		endMs: startMs + durationMs
	};
	return stage.status === "running" ? {
		startMs,
		endMs: Math.max(startMs, totalMs)
	} : void 0;
}
function criticalPath(record) {
	const ran = stagesThatRan(record);
	const steps = [];
	const walked = /* @__PURE__ */ new Set();
	let stage = lastEnded(ran.filter(({ decides }) => decides)) ?? lastEnded(ran);
	while (stage !== void 0) {
		const { id, startMs, endMs } = stage;
		walked.add(id);
		const { need, holder, lateMs } = heldUp(stage, ran, walked, record);
		const waited = holder !== void 0;
		stage = holder ?? need;
		steps.push({
			id,
			startMs,
			endMs,
			after: causeOf(stage?.id, waited, lateMs)
		});
	}
	return steps.reverse();
}
function slotWaits(record) {
	const ran = stagesThatRan(record);
	return ran.flatMap((stage) => {
		const { holder, lateMs } = heldUp(stage, ran, /* @__PURE__ */ new Set([stage.id]), record);
		const { startMs } = stage;
		return holder === void 0 ? [] : [{
			startMs: startMs - lateMs,
			endMs: startMs
		}];
	});
}
function stagesThatRan(record) {
	return record.stages.flatMap((stage) => {
		const span = spanOf(stage, record.totalMs);
		if (span === void 0) return [];
		const decides = record.status !== "failed" || stage.status !== "cancelled";
		const { weight = 1 } = stage;
		return [{
			id: stage.id,
			needs: new Set(stage.needs),
			decides,
			weight,
			...span
		}];
	});
}
function heldUp({ needs, weight, startMs }, ran, without, record) {
	const before = ran.filter((other) => other.endMs <= startMs && !without.has(other.id));
	const { executed, isReused } = throughReused(needs, record);
	const need = lastEnded(before.filter((other) => executed.has(other.id)));
	const readyMs = need?.endMs ?? 0;
	const holder = lastEnded(before.filter((other) => other.endMs > readyMs));
	const lateMs = isReused ? 0 : startMs - readyMs;
	const wasFull = (ms) => {
		const taken = ran.filter((other) => other.startMs < ms && other.endMs >= ms).reduce((sum, other) => sum + other.weight, 0);
		return taken > 0 && taken + weight > record.environment.slots;
	};
	const waited = lateMs > STARTING_MS && holder !== void 0 && wasFull(holder.endMs);
	return {
		lateMs,
		...need && { need },
		...waited && { holder }
	};
}
function throughReused(needs, record) {
	const reused = new Map(record.stages.flatMap((stage) => stage.status === "reused" ? [[stage.id, stage.needs]] : []));
	const all = new Set(needs);
	for (const id of all) for (const need of reused.get(id) ?? []) all.add(need);
	return {
		executed: all,
		isReused: [...all].some((id) => reused.has(id))
	};
}
function causeOf(id, waited, waitMs) {
	if (id !== void 0 && waited) return {
		kind: "slot",
		id,
		waitMs
	};
	const late = waitMs >= LATE_MS ? { lateMs: waitMs } : {};
	return id === void 0 ? {
		kind: "start",
		...late
	} : {
		kind: "need",
		id,
		...late
	};
}
function lastEnded(stages) {
	return stages.reduce((last, stage) => last === void 0 || stage.endMs > last.endMs ? stage : last, void 0);
}
export { slotWaits as n, spanOf as r, criticalPath as t };
