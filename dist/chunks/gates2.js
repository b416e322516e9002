import { a as gatesRegressions } from "./choices.js";
import { r as findOverruns } from "./metrics.js";
import { n as isMeasurement } from "./strata.js";
import { r as movesOf } from "./changes.js";
// src/analysis/gates.ts
function trippedGate(record, failOn) {
	const slower = gatesRegressions(failOn);
	const regressed = slower ? movesOf(record, "regressed") : [];
	const isWholeSlower = slower && regressed.length === 0 && hasWholeRegressed(record);
	const overruns = failOn === "budget" || failOn === "any" ? findOverruns(record) : [];
	return regressed.length > 0 || isWholeSlower || overruns.length > 0 ? {
		failOn,
		regressed,
		isWholeSlower,
		overruns
	} : void 0;
}
function muteGateOf(record, failOn, confirm) {
	if (!gatesRegressions(failOn) || record.status !== "passed") return void 0;
	if (movesOf(record, "regressed").length > 0 || hasWholeRegressed(record)) return void 0;
	if (!record.stages.some(isMeasurement)) return void 0;
	if (confirm === "off") return {
		kind: "not-confirming",
		failOn
	};
	const { comparison } = record;
	const judged = comparison === void 0 ? [] : [...comparison.stages, comparison.total];
	if (judged.some(({ verdict }) => verdict === "suspected")) return {
		kind: "not-confirmed",
		failOn,
		stages: movesOf(record, "suspected").map(({ id }) => id)
	};
	if (judged.some(({ verdict }) => isJudged(verdict))) return void 0;
	return {
		kind: record.baseline?.unreadable === true ? "baseline-unreadable" : "no-baseline",
		failOn
	};
}
function isJudged(verdict) {
	return ![
		"not-enough-data",
		"not-comparable",
		"not-measured"
	].includes(verdict);
}
function hasWholeRegressed({ comparison }) {
	return comparison?.total.verdict === "regressed";
}
export { trippedGate as n, muteGateOf as t };
