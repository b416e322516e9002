import { i as topologicalOrder, t as dependentsOf } from "./graph.js";
// src/pipeline/schedule.ts
function pickTasks(ready, running, ranks, capacity) {
	const candidates = [...ready].sort((a, b) => (ranks.get(b.id) ?? 0) - (ranks.get(a.id) ?? 0));
	const occupied = [...running];
	const picked = [];
	let reservation;
	for (const task of candidates) {
		if (slotsOf(occupied, capacity) >= capacity.slots) break;
		if ((reservation === void 0 || mayPassBy(task, reservation)) && fits(task, occupied, capacity)) {
			picked.push(task);
			occupied.push({
				task,
				remainingMs: task.durationMs
			});
			if (reservation !== void 0 && task.durationMs > reservation.afterMs) reservation = {
				...reservation,
				spareSlots: reservation.spareSlots - task.weight
			};
		} else reservation ??= reserve(task, occupied, capacity);
	}
	return picked;
}
function mayPassBy(task, reservation) {
	return task.durationMs <= reservation.afterMs || task.weight <= reservation.spareSlots;
}
function reserve(task, running, capacity) {
	const left = [...running].sort((a, b) => a.remainingMs - b.remainingMs);
	let afterMs = 0;
	while (left.length > 0 && !fits(task, left, capacity)) afterMs = left.shift()?.remainingMs ?? afterMs;
	const spareSlots = capacity.slots - slotsOf(left, capacity) - Math.min(task.weight, capacity.slots);
	return {
		afterMs,
		spareSlots
	};
}
function fits(task, running, capacity) {
	if (running.length === 0) return true;
	const memory = running.reduce((sum, { task }) => sum + task.memoryBytes, task.memoryBytes);
	return slotsOf(running, capacity) + task.weight <= capacity.slots && memory <= capacity.memoryBytes;
}
function slotsOf(running, capacity) {
	return running.reduce((sum, { task }) => sum + Math.min(task.weight, capacity.slots), 0);
}
function simulate(tasks, ranks, capacity, progress = {
	done: /* @__PURE__ */ new Set(),
	running: []
}) {
	const dependents = dependentsOf(tasks);
	const byId = new Map(tasks.map((task) => [task.id, task]));
	const running = progress.running.map(({ task, remainingMs }) => ({
		task,
		endMs: remainingMs
	}));
	const started = /* @__PURE__ */ new Set([...progress.done, ...running.map(({ task }) => task.id)]);
	const openNeeds = new Map(tasks.map((task) => [task.id, task.needs.filter((id) => byId.has(id) && !progress.done.has(id)).length]));
	let ready = tasks.filter((task) => !started.has(task.id) && openNeeds.get(task.id) === 0);
	const entries = [];
	let now = 0;
	for (;;) {
		const remaining = running.map(({ task, endMs }) => ({
			task,
			remainingMs: endMs - now
		}));
		const picked = ready.length === 0 ? [] : pickTasks(ready, remaining, ranks, capacity);
		for (const task of picked) {
			running.push({
				task,
				endMs: now + task.durationMs
			});
			entries.push({
				id: task.id,
				startMs: now,
				endMs: now + task.durationMs
			});
		}
		if (picked.length > 0) ready = ready.filter((task) => !picked.includes(task));
		if (running.length === 0) return {
			makespanMs: now,
			entries
		};
		now = Math.min(...running.map((entry) => entry.endMs));
		for (let i = running.length - 1; i >= 0; i -= 1) {
			const entry = running[i];
			if (entry === void 0 || entry.endMs > now) continue;
			running.splice(i, 1);
			for (const id of dependents.get(entry.task.id) ?? []) {
				const open = (openNeeds.get(id) ?? 0) - 1;
				openNeeds.set(id, open);
				const task = byId.get(id);
				if (open === 0 && task !== void 0 && !started.has(id)) ready.push(task);
			}
		}
	}
}
function longestRemainingPaths(tasks) {
	const dependents = dependentsOf(tasks);
	const paths = /* @__PURE__ */ new Map();
	for (const task of [...topologicalOrder(tasks)].reverse()) {
		const after = (dependents.get(task.id) ?? []).map((id) => paths.get(id) ?? 0);
		paths.set(task.id, task.durationMs + Math.max(0, ...after));
	}
	return paths;
}
// src/pipeline/eta.ts
function withoutTimeFor(ids, expectations) {
	const none = {
		medianMs: 0,
		lowMs: 0,
		highMs: 0,
		runs: 0,
		peakRssBytes: 0
	};
	return new Map([...expectations, ...[...ids].map((id) => [id, none])]);
}
const UNKNOWN_MS = 1e3;
function tasksOf(stages, expectations) {
	const known = [...expectations.values()].map(({ medianMs }) => medianMs).sort((a, b) => a - b);
	const typical = known[Math.floor(known.length / 2)] ?? UNKNOWN_MS;
	return stages.map(({ id, needs, weight }) => {
		const expected = expectations.get(id);
		return {
			id,
			needs,
			weight,
			durationMs: expected?.medianMs ?? typical,
			memoryBytes: expected?.peakRssBytes ?? 0
		};
	});
}
const OVERTIME_SHARE = .1;
function estimateRemaining(tasks, ranks, capacity, expectations, done, underWay) {
	const unknown = tasks.filter(({ id }) => !done.has(id) && !expectations.has(id));
	if (unknown.length > 0) return {
		kind: "unknown",
		stages: unknown.map(({ id }) => id)
	};
	const play = (expectedMs) => {
		const timed = tasks.map((task) => {
			const expected = expectations.get(task.id);
			return expected === void 0 ? task : {
				...task,
				durationMs: expectedMs(expected)
			};
		});
		return simulate(timed, ranks, capacity, {
			done,
			running: underWay.flatMap(({ id, elapsedMs }) => {
				const task = timed.find((candidate) => candidate.id === id);
				if (task === void 0) return [];
				const left = task.durationMs - elapsedMs;
				return [{
					task,
					remainingMs: left > 0 ? left : elapsedMs * OVERTIME_SHARE
				}];
			})
		}).makespanMs;
	};
	const [a, b] = [play(({ lowMs }) => lowMs), play(({ highMs }) => highMs)];
	return {
		kind: "interval",
		lowMs: Math.min(a, b),
		highMs: Math.max(a, b)
	};
}
export { pickTasks as a, longestRemainingPaths as i, tasksOf as n, simulate as o, withoutTimeFor as r, estimateRemaining as t };
