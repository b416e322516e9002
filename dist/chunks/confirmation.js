import { n as median, t as mean } from "./simple-statistics.js";
import { c as leastLog, d as logMs, h as tQuantile, n as detectable } from "./significance.js";
// src/analysis/verdict/confirmation.ts
function confirmationsOf({ confirmations = [] }, ref) {
	return confirmations.flatMap((again) => again.ref === ref ? [again.durationMs] : []);
}
const FEWEST_PAIRS = 2;
const EACH_SHARE = .8;
const RERUN_CHANCE = .0035;
const FULL_HISTORY = 20;
const PAIRED_LEVEL = .983;
const AT_ODDS = .99;
const RERUN_MISFIT = .015;
const PAIRED_MISFIT = .03;
const WINSOR = 2;
function settleByReruns(measured, head, least) {
	if (head.length === 0) return { kind: "open" };
	const { noise, levelError } = measured;
	const worth = leastLog(least, measured.expectedMs);
	const again = mean([...head]);
	const errorOf = (runs) => Math.hypot(noise.scale / Math.sqrt(runs), levelError, RERUN_MISFIT);
	const reach = tQuantile(.975, noise.degrees) * errorOf(head.length);
	const found = {
		estimate: {
			change: again,
			low: again - reach,
			high: again + reach
		},
		measuredMs: measured.expectedMs * Math.exp(again)
	};
	if (Math.min(...head) < EACH_SHARE * worth) return {
		kind: "cleared",
		...found
	};
	if (head.length < 2) return { kind: "open" };
	const first = Math.min(measured.change, Math.max(...head));
	const all = mean([first, ...head]);
	const chance = RERUN_CHANCE * Math.min(1, noise.comparable / FULL_HISTORY);
	const needed = tQuantile(1 - chance, noise.degrees) * errorOf(head.length + 1);
	if (again >= worth && median([first, ...head]) >= worth && all >= needed) return {
		kind: "confirmed",
		...found
	};
	return again >= Math.min(detectable(measured, least), measured.change - noise.scale) ? { kind: "open" } : {
		kind: "cleared",
		...found
	};
}
function settleByPairs(measured, { head, base }, least, trustHistory) {
	if (Math.min(head.length, base.length) < FEWEST_PAIRS) return { kind: "open" };
	const { noise, levelError } = measured;
	const [slow, own] = [withoutSpikes(head, noise.scale), withoutSpikes(base, noise.scale)];
	const ownVariance = noise.scale ** 2 / base.length;
	const historyVariance = levelError ** 2 + PAIRED_MISFIT ** 2;
	const atOdds = tQuantile(AT_ODDS, noise.degrees) * Math.sqrt(ownVariance + historyVariance);
	const weight = trustHistory && Math.abs(own) <= atOdds ? ownVariance / (ownVariance + historyVariance) : 0;
	const level = (1 - weight) * own;
	const levelVariance = (1 - weight) ** 2 * ownVariance + weight ** 2 * historyVariance;
	const change = slow - level;
	const error = Math.sqrt(noise.scale ** 2 / head.length + levelVariance);
	const reach = tQuantile(.975, noise.degrees) * error;
	const estimate = {
		change,
		low: change - reach,
		high: change + reach
	};
	const isSlower = change >= leastLog(least, measured.expectedMs * Math.exp(level)) && change >= tQuantile(PAIRED_LEVEL, noise.degrees) * error;
	const measuredMs = measured.expectedMs * Math.exp(slow);
	return {
		kind: isSlower ? "confirmed" : "cleared",
		estimate,
		measuredMs
	};
}
const UNKNOWN_NOISE = .08;
const UNKNOWN_RUNS = 3;
function settleWithoutHistory(headMs, baseMs, least) {
	if (Math.min(headMs.length, baseMs.length) < FEWEST_PAIRS) return { kind: "open" };
	const [head, base] = [headMs.map(logMs), baseMs.map(logMs)];
	const deviations = [head, base].flatMap((logs) => logs.map((log) => (log - median(logs)) ** 2));
	const degrees = UNKNOWN_RUNS + deviations.length - 2;
	const squares = deviations.reduce((sum, square) => sum + square, 0);
	const scale = Math.sqrt((UNKNOWN_RUNS * UNKNOWN_NOISE ** 2 + squares) / degrees);
	const [slow, level] = [withoutSpikes(head, scale), withoutSpikes(base, scale)];
	const change = slow - level;
	const error = scale * Math.sqrt(1 / head.length + 1 / base.length);
	const reach = tQuantile(.975, degrees) * error;
	const isSlower = change >= leastLog(least, Math.exp(level)) && change >= tQuantile(PAIRED_LEVEL, degrees) * error;
	const estimate = {
		change,
		low: change - reach,
		high: change + reach
	};
	return {
		kind: isSlower ? "confirmed" : "cleared",
		estimate,
		measuredMs: Math.exp(slow)
	};
}
const LEAST_SHARED = .05;
const SHARED_ERRORS = 1.5;
function sharedSlowness(runs, control) {
	if (control === void 0 || runs === 0 || control.changes.length < runs) return void 0;
	const { id, changes, error } = control;
	const least = Math.max(LEAST_SHARED, SHARED_ERRORS * error);
	return Math.min(...changes) >= least ? {
		id,
		changes
	} : void 0;
}
function withoutShared({ head, shared }) {
	return head.map((change, i) => change - (shared?.changes[i] ?? 0));
}
function withoutSpikes(values, scale) {
	const middle = median([...values]);
	const bound = WINSOR * scale;
	return mean(values.map((value) => middle + Math.min(bound, Math.max(-bound, value - middle))));
}
export { sharedSlowness as a, settleWithoutHistory as i, settleByPairs as n, withoutShared as o, settleByReruns as r, confirmationsOf as t };
