import { a as gatesRegressions } from "./choices.js";
import { r as stageName } from "./status.js";
import { r as listWords } from "./text.js";
import { o as formatSetting, r as formatDuration } from "./units.js";
import { r as findOverruns } from "./metrics.js";
import { r as isMeasurement } from "./strata.js";
import { n as changeWords, o as movesOf } from "./changes.js";
// src/analysis/gates.ts
/** What makes a job fail that passed all its stages. */
const MOST_NAMED = 4;
/**
* The sentence with which the job fails, or undefined where the gate holds. Only a confirmed
* regression trips the one, a suspicion never does; a stage over its own budget trips the other.
*/
function gateFailure(record, failOn) {
	const sentences = [...gatesRegressions(failOn) ? regressions(record) : [], ...failOn === "budget" || failOn === "any" ? overruns(record) : []];
	return sentences.length === 0 ? void 0 : `${sentences.join(". ")} (fail-on: ${failOn}).`;
}
/**
* Why a gate for regressions that somebody asked for could not trip at this run, in one line; undefined
* where it could, or did. `confirm` is how suspicions of the run are confirmed, where that is known.
*/
function whyGateIsMute(record, failOn, confirm) {
	if (!gatesRegressions(failOn) || record.status !== "passed") return void 0;
	if (regressions(record).length > 0 || !record.stages.some(isMeasurement)) return void 0;
	const gate = `the gate \`fail-on: ${failOn}\``;
	if (confirm === "off") return `${gate} cannot trip on a regression: suspicions are not confirmed (\`confirm: off\`)`;
	const { comparison } = record;
	const judged = comparison === void 0 ? [] : [...comparison.stages, comparison.total];
	if (judged.filter(({ verdict }) => verdict === "suspected").length > 0) {
		const names = movesOf(record, "suspected").map(({ name }) => name);
		return `${gate} did not trip, although ${names.length > 0 ? listWords(names, MOST_NAMED) : "the whole run"} may have got slower: that was not confirmed`;
	}
	if (judged.some(({ verdict }) => isJudged(verdict))) return void 0;
	return record.baseline?.unreadable === true ? `${gate} cannot trip on a regression: the baseline could not be read` : `${gate} cannot trip on a regression yet: there is no baseline to judge this run by`;
}
function isJudged(verdict) {
	return ![
		"not-enough-data",
		"not-comparable",
		"not-measured"
	].includes(verdict);
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
	const found = findOverruns(record).map(({ id, durationMs, budgetMs }) => `${names.get(id)} took ${formatDuration(durationMs)} of ${formatSetting(budgetMs)}`);
	return found.length === 0 ? [] : [`Over budget: ${listWords(found, MOST_NAMED)}`];
}
export { whyGateIsMute as n, gateFailure as t };
