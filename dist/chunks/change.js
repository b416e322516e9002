import { n as counted } from "./text.js";
import { i as formatLimit, n as formatChange, r as formatDuration } from "./units.js";
// src/reporting/words/verdict/change.ts
const BESIDE_PERCENT = 5;
const ELSEWHERE = {
	stage: "when run again",
	run: "without spikes"
};
const ADJUSTED = {
	history: "without the run-wide factor",
	pairs: "against the base commit"
};
function changeWords(durationMs, judgement, subject) {
	const { baseline, changePercent } = judgement;
	const now = measuredWords(durationMs, judgement, subject) ?? formatDuration(durationMs);
	const times = baseline === void 0 ? now : `${formatDuration(baseline.medianMs)} → ${now}`;
	const adjusted = adjustedWords(judgement);
	const changes = [
		...changePercent === void 0 ? [] : [formatChange(changePercent)],
		...adjusted === void 0 ? [] : [adjusted],
		...mostWords(judgement)
	];
	if (changePercent === void 0 && adjusted === void 0) return now;
	return `${times} (${changes.join(", ")})`;
}
function measuredWords(durationMs, { measuredMs = durationMs, over }, subject) {
	const now = formatDuration(measuredMs);
	if (over?.kind === "stage-times") return `${now} in ${over.stages.length} of ${counted(over.of, "stage")}`;
	return now === formatDuration(durationMs) ? void 0 : `${now} ${ELSEWHERE[subject]}`;
}
function adjustedWords({ adjusted, changePercent }) {
	if (adjusted === void 0) return void 0;
	const { by, changePercent: own, decides } = adjusted;
	const isSame = changePercent !== void 0 && formatChange(changePercent) === formatChange(own);
	const isNear = changePercent !== void 0 && Math.abs(changePercent - own) < BESIDE_PERCENT && !decides;
	return isSame || isNear ? void 0 : `${formatChange(own)} ${ADJUSTED[by]}`;
}
function mostWords({ adjusted, changePercent = 0, smallestDetectablePercent: most }) {
	const change = adjusted?.changePercent ?? changePercent;
	return most === void 0 || change < 0 ? [] : [`expected at most +${formatLimit(most)}`];
}
export { changeWords as n, measuredWords as r, adjustedWords as t };
