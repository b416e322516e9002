import { r as stageName } from "./status.js";
import { r as listWords } from "./text.js";
import { o as formatSetting, r as formatDuration } from "./units.js";
import { n as changeWords } from "./change.js";
// src/reporting/words/verdict/gate.ts
const MOST_NAMED = 4;
function trippedGateWords(record, gate) {
	const { failOn, regressed, isWholeSlower, overruns } = gate;
	const slower = regressed.map(({ stage, durationMs, judgement }) => `${stageName(stage)} ${changeWords(durationMs, judgement, "stage")}`);
	const total = record.comparison?.total;
	const whole = isWholeSlower && total !== void 0 ? [`the whole run ${changeWords(record.totalMs, total, "run")}`] : [];
	const names = new Map(record.stages.map((stage) => [stage.id, stageName(stage)]));
	const over = overruns.map(({ id, durationMs, budgetMs }) => `${names.get(id)} took ${formatDuration(durationMs)} of ${formatSetting(budgetMs)}`);
	return `${[...listed("Regressed", [...slower, ...whole]), ...listed("Over budget", over)].join(". ")} (fail-on: ${failOn}).`;
}
function listed(label, items) {
	return items.length === 0 ? [] : [`${label}: ${listWords(items, MOST_NAMED)}`];
}
function muteGateWords(mute, nameOf) {
	const gate = `the gate \`fail-on: ${mute.failOn}\``;
	switch (mute.kind) {
		case "not-confirming": return `${gate} cannot trip on a regression: suspicions are not confirmed (\`confirm: off\`)`;
		case "not-confirmed": {
			const names = mute.stages.map(nameOf);
			return `${gate} did not trip, although ${names.length > 0 ? listWords(names, MOST_NAMED) : "the whole run"} may have got slower: that was not confirmed`;
		}
		case "baseline-unreadable": return `${gate} cannot trip on a regression: the baseline could not be read`;
		case "no-baseline": return `${gate} cannot trip on a regression yet: there is no baseline to judge this run by`;
	}
}
export { trippedGateWords as n, muteGateWords as t };
