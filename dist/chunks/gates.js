import { r as stageName } from "./status.js";
import { r as listWords } from "./text.js";
import { r as formatDuration } from "./units.js";
import { r as findOverruns } from "./metrics.js";
import { i as movesOf, t as changeWords } from "./slowdowns.js";
// src/analysis/gates.ts
const MOST_NAMED = 4;
/**
* The sentence with which the job fails, or undefined where the gate holds. Only a confirmed
* regression trips the one, a suspicion never does; a stage over its own budget trips the other.
*/
function gateFailure(record, failOn) {
	const sentences = [...failOn === "regression" || failOn === "any" ? regressions(record) : [], ...failOn === "budget" || failOn === "any" ? overruns(record) : []];
	return sentences.length === 0 ? void 0 : `${sentences.join(". ")} (fail-on: ${failOn}).`;
}
function regressions(record) {
	const { comparison } = record;
	if (comparison === void 0) return [];
	const found = movesOf(record, "regressed").map(({ name, durationMs, judgement }) => `${name} ${changeWords(durationMs, judgement, "stage")}`);
	if (found.length > 0) return [`Regressed: ${listWords(found, MOST_NAMED)}`];
	if (comparison.total.verdict !== "regressed") return [];
	return [`Regressed: the whole run ${changeWords(record.totalMs, comparison.total, "run")}`];
}
function overruns(record) {
	const names = new Map(record.stages.map((stage) => [stage.id, stageName(stage)]));
	const found = findOverruns(record).map(({ id, durationMs, budgetMs }) => `${names.get(id)} took ${formatDuration(durationMs)} of ${formatDuration(budgetMs)}`);
	return found.length === 0 ? [] : [`Over budget: ${listWords(found, MOST_NAMED)}`];
}
export { gateFailure as t };
