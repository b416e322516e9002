import { r as givenUp } from "./verdict-ground.js";
import { r as spanOf } from "./critical-path.js";
// src/analysis/noise/strata.ts
const FALLBACKS = [void 0, ...givenUp.options];
const NOTICED_SHARE = .2;
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
function hitShareOf({ llm }) {
	return llm === void 0 || llm.requests === 0 ? void 0 : llm.hits / llm.requests;
}
function isSameMachineKind(a, b) {
	return a.os === b.os && a.arch === b.arch && a.cpus === b.cpus;
}
function isMeasurement(stage) {
	const { status, durationMs, attempts } = stage;
	return status === "passed" && attempts <= 1 && durationMs !== void 0;
}
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
