import { n as median, t as mean } from "./simple-statistics.js";
import { c as leastLog, d as logMs, h as tQuantile, n as detectable } from "./significance.js";
// src/analysis/verdict/confirmation.ts
/**
* A suspicion put to the test: the stage ran again, alone, on the same machine; by itself (`rerun`) or
* in turns with the base commit (`paired`).
*/
/** What the further runs of one commit took, in ms. */
function confirmationsOf({ confirmations = [] }, ref) {
	return confirmations.flatMap((again) => again.ref === ref ? [again.durationMs] : []);
}
const FEWEST_PAIRS = 2;
/** Each further run has to show at least this part of a change that is worth a word. */
const EACH_SHARE = .8;
/**
* How often the mean of the run and its re-runs may be this large by chance: rarely, because the run was
* suspicious already, and more rarely still where few runs tell how much the stage varies.
*/
const RERUN_CHANCE = .0035;
const FULL_HISTORY = 20;
const PAIRED_LEVEL = .983;
/** The base commit's further runs contradict the history beyond this probability. */
const AT_ODDS = .99;
/** What the level may be off besides its noise, for runs on this machine: the run-wide factor is an estimate. */
const RERUN_MISFIT = .015;
const PAIRED_MISFIT = .03;
/** A run further than this from the middle one counts as this far (scales). */
const WINSOR = 2;
/**
* Settles a suspicion by runs of the head alone, or leaves it open. The first clean run ends it. Runs that
* would be suspected themselves never do: where they do not confirm either, too little is known of the
* stage or of the machine to say which it is.
*/
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
/**
* Settles it by runs of head and base in turns. The base's level comes from its own runs and, where it
* is to be trusted and they do not contradict it, from the history, each counting by how sure it is.
*/
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
/** Log standard deviation of a stage that nothing is known of, and the runs that this counts for. */
const UNKNOWN_NOISE = .08;
const UNKNOWN_RUNS = 3;
/** What runs of head and base in turns say where there is no history: times in ms. */
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
/** Less than this (log) is no slow minute. */
const LEAST_SHARED = .05;
/** A neighbour that is slower by as many standard errors, each time, is so for a reason. */
const SHARED_ERRORS = 1.5;
/**
* Whether the machine was slow when the stage ran again: its neighbour was too, after every single run. A
* neighbour that was slow once may have had a spike of its own.
*/
function sharedSlowness(runs, control) {
	if (control === void 0 || runs === 0 || control.changes.length < runs) return void 0;
	const { id, changes, error } = control;
	const least = Math.max(LEAST_SHARED, SHARED_ERRORS * error);
	return Math.min(...changes) >= least ? {
		id,
		changes
	} : void 0;
}
/** The head's changes without what its neighbour was slower by at the same time. */
function withoutShared({ head, shared }) {
	return head.map((change, i) => change - (shared?.changes[i] ?? 0));
}
function withoutSpikes(values, scale) {
	const middle = median([...values]);
	const bound = WINSOR * scale;
	return mean(values.map((value) => middle + Math.min(bound, Math.max(-bound, value - middle))));
}
export { sharedSlowness as a, settleWithoutHistory as i, settleByPairs as n, withoutShared as o, settleByReruns as r, confirmationsOf as t };
