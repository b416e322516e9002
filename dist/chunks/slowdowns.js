import { r as stageName } from "./status.js";
import { n as formatChange, r as formatDuration } from "./units.js";
// src/analysis/slowdowns.ts
/** What was found of a time. */
function findingOf({ verdict, accepted }) {
	return accepted === true ? "accepted" : verdict;
}
/** The stages that this was found of, the one that lost or won most time first. */
function movesOf(record, finding) {
	const judged = new Map((record.comparison?.stages ?? []).map((found) => [found.id, found]));
	return record.stages.flatMap((stage) => {
		const judgement = judged.get(stage.id);
		if (judgement === void 0 || findingOf(judgement) !== finding) return [];
		const { id, durationMs } = stage;
		return durationMs === void 0 ? [] : [{
			id,
			name: stageName(stage),
			durationMs,
			judgement
		}];
	}).sort((a, b) => movedMs(b) - movedMs(a));
}
/** A run-wide factor smaller than this is not worth a word in a sentence about one stage. */
const FACTOR_PERCENT = 1.5;
/**
* `34s → 52s (+53 %, expected at most +9 %)`. A stage's change is what is left when the run-wide
* factor is taken out, so that the factor is named where the two times do not show the change.
*/
function changeWords(durationMs, { baseline, changePercent, smallestDetectablePercent }, runFactorPercent) {
	const now = formatDuration(durationMs);
	if (baseline === void 0 || changePercent === void 0) return now;
	const others = Math.abs(runFactorPercent) < FACTOR_PERCENT ? "" : formatChange(runFactorPercent);
	const factor = others === "" ? "" : ` beside ${others} of the whole run`;
	const most = smallestDetectablePercent === void 0 || changePercent < 0 ? "" : `, expected at most ${formatChange(smallestDetectablePercent)}`;
	return `${formatDuration(baseline.medianMs)} → ${now} (${formatChange(changePercent)}${factor}${most})`;
}
function movedMs({ durationMs, judgement }) {
	return Math.abs(durationMs - (judgement.baseline?.medianMs ?? durationMs));
}
export { findingOf as n, movesOf as r, changeWords as t };
