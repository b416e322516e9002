import { E as optional, N as safeParse, T as object, V as unknown, g as literal, t as array, u as getDotPath } from "./dist.js";
import { c as seriesKey, n as isSameJob, o as runKey } from "./job.js";
import { i as storedRunRecord, o as isKnownSchema, r as runRecordSchema } from "./run-record.js";
import { a as oneLine } from "./text.js";
object({
	schema: literal(2),
	runs: array(runRecordSchema)
});
function historyOf(runs) {
	return {
		schema: 2,
		runs
	};
}
const emptyHistory = historyOf([]);
const RUNS_PER_CLASS = 50;
const SERIES_BYTES = 1e6;
const HISTORY_BYTES = 1e7;
const LARGEST_TEXT = 5e7;
const MOST_RUNS = 2e3;
const LONGEST_TIME_MS = 316224e5;
const envelope = object({
	schema: unknown(),
	runs: optional(unknown())
});
function parseHistory(text) {
	if (text.length > LARGEST_TEXT) return {
		ok: false,
		fault: "too-large",
		cause: {
			kind: "too-large",
			mostBytes: LARGEST_TEXT
		}
	};
	let data;
	try {
		data = JSON.parse(text);
	} catch (error) {
		return damaged({
			kind: "not-json",
			said: oneLine(error.message, LONGEST_QUOTE)
		});
	}
	const outer = safeParse(envelope, data);
	if (!outer.success) return damaged({ kind: "not-a-history" });
	const { schema, runs } = outer.output;
	if (!isKnownSchema(schema)) {
		const cause = {
			kind: "other-schema",
			schema: oneLine(String(JSON.stringify(schema)), LONGEST_VERSION),
			newest: 2
		};
		return {
			ok: false,
			fault: typeof schema === "number" ? "other-version" : "damaged",
			cause
		};
	}
	if (!Array.isArray(runs)) return damaged({ kind: "no-list-of-runs" });
	return readRuns(runs);
}
function damaged(cause) {
	return {
		ok: false,
		fault: "damaged",
		cause
	};
}
const LONGEST_VERSION = 20;
const LONGEST_QUOTE = 120;
function readRuns(entries) {
	const read = entries.slice(-2e3).map(readRun);
	const runs = read.flatMap((entry) => "why" in entry ? [] : [entry]);
	const history = inOrder(historyOf(runs));
	const first = read.find((entry) => "why" in entry);
	const left = entries.length - runs.length;
	if (left === 0) return {
		ok: true,
		history
	};
	if (runs.length === 0 && first !== void 0) return damaged({
		kind: "bad-runs",
		first
	});
	return {
		ok: true,
		history,
		leftOut: {
			left,
			runs: entries.length,
			...first !== void 0 && { first }
		}
	};
}
function readRun(entry) {
	const result = safeParse(storedRunRecord, entry);
	if (!result.success) {
		const issue = result.issues[0];
		const place = getDotPath(issue);
		return {
			why: "bad-value",
			...place !== null && { place },
			said: issue.message
		};
	}
	const { run, totalMs, stages } = result.output;
	if (Number.isNaN(Date.parse(run.startedAt))) return { why: "no-date" };
	return [totalMs, ...stages.flatMap(({ startMs, durationMs }) => [startMs, durationMs])].some((ms) => ms !== void 0 && ms > LONGEST_TIME_MS) ? { why: "long-time" } : result.output;
}
function addRun(history, record) {
	return mergeHistories(history, historyOf([withoutDetails(record)]));
}
function mergeHistories(first, second) {
	const { runs } = inOrder(historyOf([...first.runs, ...second.runs]));
	return historyOf(withinTotal(withinBytes(withinCount(runs))));
}
function inOrder(history) {
	return historyOf([...new Map(history.runs.map((run) => [runKey(run), run])).values()].sort((a, b) => compare(orderOf(a), orderOf(b))));
}
function ofSameJob(history, run) {
	return historyOf(history.runs.filter((past) => isSameJob(past.run, run)));
}
function isSameCommit(a, b) {
	return a.sha !== void 0 && a.sha === b.sha && a.dirty !== true && b.dirty !== true;
}
function expectationsFrom(history, stages, machine, job = {}) {
	const comparable = ofSameJob(history, job).runs.filter(({ environment: { os, arch, cpus } }) => os === machine.os && arch === machine.arch && cpus === machine.cpus);
	const found = stages.flatMap(({ id, was }) => {
		const ids = was === void 0 ? [id] : [id, was];
		const expectation = expectationOf(comparable.flatMap((run) => run.stages.filter((stage) => ids.includes(stage.id) && stage.status === "passed")));
		return expectation === void 0 ? [] : [[id, expectation]];
	});
	return new Map(found);
}
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
function quantile(sorted, share) {
	const place = (sorted.length - 1) * share;
	const low = sorted[Math.floor(place)] ?? 0;
	return low + ((sorted[Math.ceil(place)] ?? low) - low) * (place - Math.floor(place));
}
function withoutDetails(record) {
	const stages = record.stages.map(({ series: _series, logTail: _logTail, ranBecause: _ranBecause, cause: _cause, evidence, ...stage }) => ({
		...stage,
		...evidence !== void 0 && { evidence: withoutFailures(evidence) }
	}));
	const { comparison: _comparison, advice: _advice, machine: _machine, wholeJob: _wholeJob, overhead: _overhead, ...rest } = record;
	return {
		...rest,
		stages
	};
}
function withoutFailures({ tests, latex }) {
	const { failures: _failures, ...counts } = tests ?? {};
	const { error: _error, undefinedKeys: _undefined, multiplyDefinedKeys: _multiple, ...passes } = latex ?? {};
	return {
		...tests !== void 0 && { tests: counts },
		...latex !== void 0 && { latex: passes }
	};
}
function withinCount(runs) {
	const seen = /* @__PURE__ */ new Map();
	return [...runs].reverse().filter(({ run, environment: { os, arch, cpuModel, cpus } }) => {
		const machine = JSON.stringify([
			seriesKey(run),
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
	const taken = /* @__PURE__ */ new Map();
	return [...runs].reverse().filter((record) => {
		const series = seriesKey(record.run);
		const before = taken.get(series) ?? 0;
		const bytes = before + bytesOf(record);
		taken.set(series, bytes);
		return before === 0 || bytes <= SERIES_BYTES;
	}).reverse();
}
function withinTotal(runs) {
	const seen = /* @__PURE__ */ new Map();
	const newestFirst = [...runs].reverse().map((record) => {
		const series = seriesKey(record.run);
		const age = seen.get(series) ?? 0;
		seen.set(series, age + 1);
		return {
			record,
			age
		};
	});
	const kept = /* @__PURE__ */ new Set();
	let bytes = 0;
	for (const { record } of newestFirst.sort((a, b) => a.age - b.age)) {
		bytes += bytesOf(record);
		if (kept.size > 0 && (kept.size === MOST_RUNS || bytes > HISTORY_BYTES)) break;
		kept.add(record);
	}
	return runs.filter((record) => kept.has(record));
}
function bytesOf(record) {
	return Buffer.byteLength(JSON.stringify(record)) + 1;
}
function orderOf(record) {
	const { run } = record;
	return [
		run.commitTime ?? run.startedAt,
		run.startedAt,
		runKey(record)
	];
}
function compare(a, b) {
	const at = a.findIndex((text, i) => text !== b[i]);
	const [x = "", y = ""] = [a[at], b[at]];
	return x < y ? -1 : Number(x > y);
}
export { inOrder as a, ofSameJob as c, historyOf as i, parseHistory as l, emptyHistory as n, isSameCommit as o, expectationsFrom as r, mergeHistories as s, addRun as t };
