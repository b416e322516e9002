// src/analysis/critical-path.ts
/**
* Between the end of a stage and the start of the next the engine looks for inputs and starts a
* process. A stage that started within this time of its last need did not wait for a slot.
*/
const STARTING_MS = 100;
/** Later than this is worth a word. */
const LATE_MS = 500;
/** When the stage ran, up to `totalMs` while it still does; undefined where it never started. */
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
/**
* Walks back from the stage that ended last, from each stage to the one that held it up: the need
* that ended last or, where the stage could have started then and found no slot free, the stage whose
* end freed the one it took. First link first; empty where no stage was started.
*/
function criticalPath(record) {
	const ran = record.stages.flatMap((stage) => {
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
	/** Whether there was no room for the stage just before the moment. */
	const wasFull = (weight, ms) => {
		const taken = ran.filter((other) => other.startMs < ms && other.endMs >= ms).reduce((sum, other) => sum + other.weight, 0);
		return taken > 0 && taken + weight > record.environment.slots;
	};
	const steps = [];
	const walked = /* @__PURE__ */ new Set();
	let stage = lastEnded(ran.filter(({ decides }) => decides)) ?? lastEnded(ran);
	while (stage !== void 0) {
		const { id, needs, weight, startMs, endMs } = stage;
		walked.add(id);
		const before = ran.filter((other) => other.endMs <= startMs && !walked.has(other.id));
		const { executed, isReused } = throughReused(needs, record);
		const need = lastEnded(before.filter((other) => executed.has(other.id)));
		const readyMs = need?.endMs ?? 0;
		const holder = lastEnded(before.filter((other) => other.endMs > readyMs));
		const lateMs = isReused ? 0 : startMs - readyMs;
		const waited = lateMs > STARTING_MS && holder !== void 0 && wasFull(weight, holder.endMs);
		stage = waited ? holder : need;
		steps.push({
			id,
			startMs,
			endMs,
			after: causeOf(stage?.id, waited, lateMs)
		});
	}
	return steps.reverse();
}
/** The needs with those of a reused one in its place, and so on: what had to be executed before. */
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
export { spanOf as n, criticalPath as t };
