import { r as givenUp } from "./verdict-ground.js";
import { r as spanOf } from "./critical-path.js";
// src/analysis/noise/strata.ts
/**
* What is given up, in this order, where fewer than `ENOUGH_RUNS` share everything: which stages ran
* beside it (but not whether any did), then the CPU model (the run-wide factor takes out most of its
* effect), then the number of slots. Operating system, architecture and core count are never given
* up, nor is whether a stage ran alone, nor the share of its requests to models that were answered from
* the store. Other cache states only tell how much the stage varies.
*/
const FALLBACKS = [void 0, ...givenUp.options];
/** A stage that ran beside another for less than this share of its own time hardly noticed it. */
const NOTICED_SHARE = .2;
/** The strata of the stages that ran in this run, by id. */
function strataOf(record) {
	const { os, arch, cpuModel = "", cpus, slots } = record.environment;
	const ran = record.stages.flatMap((stage) => {
		const span = spanOf(stage, record.totalMs);
		return span === void 0 ? [] : [{
			stage,
			...span
		}];
	});
	return new Map(ran.map(({ stage, startMs, endMs }) => {
		const noticed = (endMs - startMs) * NOTICED_SHARE;
		const beside = [];
		for (const other of ran) if (Math.min(endMs, other.endMs) - Math.max(startMs, other.startMs) > noticed && other.stage !== stage) beside.push(other.stage.id);
		beside.sort();
		const { cacheState } = stage;
		const hitShare = hitShareOf(stage);
		return [stage.id, {
			os,
			arch,
			cpuModel,
			cpus,
			slots,
			beside,
			cacheState,
			hitShare
		}];
	}));
}
/** Of the stage's requests to models, the share that the store answered; none where it made none. */
function hitShareOf({ llm }) {
	return llm === void 0 || llm.requests === 0 ? void 0 : llm.hits / llm.requests;
}
/** Whether timings of two machines can be compared at all. */
function isSameMachineKind(a, b) {
	return a.os === b.os && a.arch === b.arch && a.cpus === b.cpus;
}
/** Whether the stage's time is that of one passed execution. */
function isMeasurement(stage) {
	const { status, durationMs, attempts } = stage;
	return status === "passed" && attempts <= 1 && durationMs !== void 0;
}
/**
* The timings nearest to the stratum: the first step of `FALLBACKS` that leaves enough of them, or else
* the last, which leaves the most. Cache states are not looked at. All are alone or none is.
*/
function nearestStratum(target, timings) {
	const alone = target.beside.length === 0;
	const neighbours = target.beside.join("\n");
	const tests = {
		neighbours: (s) => tests["cpu-model"](s) && s.cpuModel === target.cpuModel,
		"cpu-model": (s) => tests.slots(s) && (alone || s.slots === target.slots),
		slots: (s) => s.beside.length === 0 === alone && s.hitShare === target.hitShare
	};
	const isLike = (s) => tests.neighbours(s) && s.beside.join("\n") === neighbours;
	let nearest = {
		found: [],
		givenUp: void 0
	};
	for (const fallback of FALLBACKS) {
		const test = fallback === void 0 ? isLike : tests[fallback];
		const found = timings.filter(({ stratum }) => test(stratum));
		if (found.length > nearest.found.length) nearest = {
			found,
			givenUp: fallback
		};
		if (found.length >= 15) break;
	}
	return nearest;
}
/** What the stage's time and all of these have in common. */
function sharedStratum(stratum, alike) {
	const { os, arch, cpuModel, cpus, slots, cacheState } = stratum;
	const isShared = (of) => alike.every((one) => of(one) === of(stratum));
	const besides = alike.length === 0 ? [stratum.beside] : alike.map(({ beside }) => beside);
	const [beside = []] = besides;
	const isBesideShared = besides.every((one) => one.join("\n") === beside.join("\n"));
	const isCpuShared = isShared((one) => one.cpuModel);
	const mixed = [
		...isCpuShared ? [] : ["cpu-model"],
		...isShared((one) => one.slots) ? [] : ["slots"],
		...isBesideShared ? [] : ["beside"]
	];
	return {
		kind: "stage",
		os,
		arch,
		cpus,
		...isCpuShared && cpuModel !== "" && { cpuModel },
		slots,
		beside: isBesideShared ? [...beside] : [],
		cacheState,
		...mixed.length > 0 && { mixed }
	};
}
export { sharedStratum as a, nearestStratum as i, isMeasurement as n, strataOf as o, isSameMachineKind as r, hitShareOf as t };
