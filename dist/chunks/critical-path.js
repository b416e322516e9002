// src/analysis/noise/critical-path.ts
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
/**
* When stages could have started and found no slot free, one span a stage that waited: from the end of its
* last need to its start. Spans of several stages overlap.
*/
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
/** What a stage came after, but for these: the need that ended last, and who held the slot that it took. */
function heldUp({ needs, weight, startMs }, ran, without, record) {
	const before = ran.filter((other) => other.endMs <= startMs && !without.has(other.id));
	const { executed, isReused } = throughReused(needs, record);
	const need = lastEnded(before.filter((other) => executed.has(other.id)));
	const readyMs = need?.endMs ?? 0;
	const holder = lastEnded(before.filter((other) => other.endMs > readyMs));
	const lateMs = isReused ? 0 : startMs - readyMs;
	/** Whether there was no room for the stage just before the moment. */
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
export { slotWaits as n, spanOf as r, criticalPath as t };
