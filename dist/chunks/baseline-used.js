import { n as median } from "./simple-statistics.js";
import { d as logMs, l as percentOf } from "./significance.js";
import { t as ageDays } from "./baseline-age2.js";
// src/analysis/verdict/baseline-used.ts
function baselineOf(run, source) {
	const { past, times, states, state, since, stratum } = source;
	const alike = times.flatMap((ms, i) => !Number.isNaN(ms) && states[i] === state ? [i] : []);
	const afterStep = alike.filter((i) => i >= since);
	const members = afterStep.length > 0 ? afterStep : alike;
	if (members.length === 0) return void 0;
	const first = past[since]?.run;
	const isCut = since > 0 && afterStep.length > 0 && first !== void 0;
	return {
		medianMs: median(members.map((i) => times[i])),
		runs: members.length,
		members: [...members],
		...isCut && { since: sinceOf(first) },
		stratum,
		ageDays: ageDays(run, members.flatMap((i) => past[i] ?? []))
	};
}
function sinceOf({ sha, startedAt }) {
	return {
		...sha !== void 0 && { sha },
		startedAt
	};
}
function changeNumbers({ nowMs, baseline, estimate, by, agrees }) {
	const { change, low, high } = estimate;
	const own = {
		by,
		changePercent: percentOf(change),
		interval: [percentOf(low), percentOf(high)]
	};
	if (baseline === void 0) return { adjusted: {
		...own,
		decides: true
	} };
	const plain = logMs(nowMs) - logMs(baseline.medianMs);
	const apart = plain - change;
	const changePercent = plainPercent(nowMs, baseline.medianMs);
	return {
		changePercent,
		interval: [percentOf(low + apart), percentOf(high + apart)],
		...changePercent !== own.changePercent && { adjusted: {
			...own,
			decides: !agrees(plain)
		} }
	};
}
function plainPercent(nowMs, medianMs) {
	const ratio = Math.min(Math.max(nowMs, 1) / Math.max(medianMs, 1), LARGEST_RATIO);
	const percent = Math.round((ratio - 1) * 1e4) / 100;
	return percent === 0 ? 0 : percent;
}
const LARGEST_RATIO = 1e6;
function isEnoughEvidence({ have, needed }) {
	return have >= needed;
}
function missingEvidence({ have, needed }) {
	return Math.max(0, needed - have);
}
export { missingEvidence as i, changeNumbers as n, isEnoughEvidence as r, baselineOf as t };
