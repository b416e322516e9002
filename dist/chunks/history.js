import { c as getDotPath, j as safeParse, p as literal, t as array, w as object } from "./dist.js";
import { n as runRecordSchema } from "./run-record.js";
// src/record/history.ts
/** The bounded list of run records that later runs learn from: schema, merge, bounds, expectations. */
/** The schema of a history file; newest run last. */
const historySchema = object({
	schema: literal(1),
	runs: array(runRecordSchema)
});
const emptyHistory = {
	schema: 1,
	runs: []
};
/** Most runs kept of one machine class. */
const RUNS_PER_CLASS = 50;
/** Largest history written, in bytes of JSON. */
const HISTORY_BYTES = 1e6;
/** Reads a history; a text that does not fit the schema is refused whole. */
function parseHistory(text) {
	try {
		const result = safeParse(historySchema, JSON.parse(text));
		if (result.success) return {
			ok: true,
			history: result.output
		};
		const issue = result.issues[0];
		return {
			ok: false,
			problem: `${getDotPath(issue) ?? "history"}: ${issue.message}`
		};
	} catch (error) {
		return {
			ok: false,
			problem: `not JSON: ${error.message}`
		};
	}
}
/** The history with the run added (once, by run id and attempt), in order, within the bounds. */
function addRun(history, record) {
	const key = runKey(record);
	const { runs } = inOrder({
		schema: 1,
		runs: [...history.runs.filter((run) => runKey(run) !== key), withoutDetails(record)]
	});
	return {
		schema: 1,
		runs: withinBytes(withinCount(runs))
	};
}
/** Each run once, oldest commit first, whatever the order in which they were added. */
function inOrder(history) {
	return {
		schema: 1,
		runs: [...new Map(history.runs.map((run) => [runKey(run), run])).values()].sort((a, b) => compare(orderOf(a), orderOf(b)))
	};
}
/**
* What each stage is expected to cost: from its passed executions on machines like this one. A stage
* that never passed there but was skipped while all went well (no tool, nothing to do) is expected to
* be skipped again.
*/
function expectationsFrom(history, stages, machine) {
	const comparable = history.runs.filter(({ environment: { os, arch, cpus } }) => os === machine.os && arch === machine.arch && cpus === machine.cpus);
	const found = stages.flatMap(({ id, was }) => {
		const ids = was === void 0 ? [id] : [id, was];
		const of = (runs, status) => runs.flatMap((run) => run.stages.filter((stage) => ids.includes(stage.id) && stage.status === status));
		const passed = of(comparable, "passed");
		const skipped = of(comparable.filter((run) => run.status === "passed"), "skipped");
		const expectation = expectationOf(passed) ?? expectationOf(skipped.map(withoutTimeIsNoTime));
		return expectation === void 0 ? [] : [[id, expectation]];
	});
	return new Map(found);
}
function withoutTimeIsNoTime(stage) {
	return {
		...stage,
		durationMs: stage.durationMs ?? 0
	};
}
/** With few runs there are no quantiles to speak of: the spread is then this factor either way. */
const SPREAD_OF_FEW = 1.25;
const ENOUGH_FOR_QUANTILES = 5;
function expectationOf(passed) {
	const times = passed.flatMap(({ durationMs }) => durationMs ?? []).sort((a, b) => a - b);
	if (times.length === 0) return void 0;
	const medianMs = quantile(times, .5);
	const few = times.length < ENOUGH_FOR_QUANTILES;
	return {
		medianMs,
		lowMs: few ? medianMs / SPREAD_OF_FEW : quantile(times, .1),
		highMs: few ? medianMs * SPREAD_OF_FEW : quantile(times, .9),
		runs: times.length,
		peakRssBytes: Math.max(0, ...passed.map(({ peakRssBytes }) => peakRssBytes ?? 0))
	};
}
/** Linear interpolation between order statistics (Hyndman and Fan's type 7); sorted, not empty. */
function quantile(sorted, share) {
	const place = (sorted.length - 1) * share;
	const low = sorted[Math.floor(place)] ?? 0;
	return low + ((sorted[Math.ceil(place)] ?? low) - low) * (place - Math.floor(place));
}
function withoutDetails(record) {
	const stages = record.stages.map(({ series: _series, evidence: _evidence, logTail: _logTail, ...stage }) => stage);
	const { comparison: _comparison, ...rest } = record;
	return {
		...rest,
		stages
	};
}
function withinCount(runs) {
	const seen = /* @__PURE__ */ new Map();
	return [...runs].reverse().filter(({ environment: { os, arch, cpuModel, cpus } }) => {
		const machine = JSON.stringify([
			os,
			arch,
			cpuModel,
			cpus
		]);
		const count = (seen.get(machine) ?? 0) + 1;
		seen.set(machine, count);
		return count <= RUNS_PER_CLASS;
	}).reverse();
}
function withinBytes(runs) {
	let bytes = 0;
	return [...runs].reverse().filter((run, age) => {
		bytes += Buffer.byteLength(JSON.stringify(run)) + 1;
		return age === 0 || bytes <= HISTORY_BYTES;
	}).reverse();
}
function runKey({ run }) {
	return JSON.stringify([run.id, run.attempt]);
}
function orderOf({ run }) {
	return [run.commitTime ?? run.startedAt, run.startedAt];
}
function compare(a, b) {
	const [x, y] = a[0] === b[0] ? [a[1], b[1]] : [a[0], b[0]];
	return x < y ? -1 : Number(x > y);
}
export { parseHistory as a, inOrder as i, emptyHistory as n, expectationsFrom as r, addRun as t };
