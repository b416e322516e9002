import { r as stageName } from "./status.js";
import { n as formatChange, r as formatDuration } from "./units.js";
// src/analysis/slowdowns.ts
/** What was found of a time. */
function findingOf({ verdict, accepted }) {
	return accepted === true ? "accepted" : verdict;
}
/** Whether the time is another than it used to be, surely or perhaps, and whoever answers for it. */
function hasMoved(judgement) {
	const found = findingOf(judgement);
	return found === "regressed" || found === "suspected" || found === "improved" || found === "accepted";
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
/** What is nearer than this to what is said (percent) is not worth a word in a sentence about one time. */
const BESIDE_PERCENT = 5;
/** Where the change is of another time than the run's own; what moved the time besides the change. */
const WORDS = {
	stage: {
		elsewhere: "when run again",
		beside: "of the whole run"
	},
	run: {
		elsewhere: "without spikes",
		beside: "of the machine"
	}
};
/**
* `34s → 52s (+53 %, expected at most +9 %)`, of a stage or of the run. The second time is the one that
* the change is of. A stage's change is what is left when the run-wide factor is taken out, so that what
* it has of that factor is named where the two times do not show the change.
*/
function changeWords(durationMs, { baseline, changePercent, measuredMs = durationMs, smallestDetectablePercent }, subject) {
	if (baseline === void 0 || changePercent === void 0) return formatDuration(durationMs);
	const { elsewhere, beside } = WORDS[subject];
	const isElsewhere = Math.abs(measuredMs / Math.max(1, durationMs) - 1) * 100 >= BESIDE_PERCENT;
	const nowMs = isElsewhere ? measuredMs : durationMs;
	const now = formatDuration(nowMs);
	const where = isElsewhere ? ` ${elsewhere}` : "";
	const percent = besidePercent(nowMs / baseline.medianMs, changePercent);
	const factor = percent === void 0 ? "" : ` beside ${formatChange(percent)} ${beside}`;
	const most = smallestDetectablePercent === void 0 || changePercent < 0 ? "" : `, expected at most ${formatChange(smallestDetectablePercent)}`;
	return `${formatDuration(baseline.medianMs)} → ${now}${where} (${formatChange(changePercent)}${factor}${most})`;
}
/** What a time moved by besides the change. */
function besidePercent(ratio, changePercent) {
	const percent = 100 * (ratio / (1 + changePercent / 100) - 1);
	return Number.isFinite(percent) && Math.abs(percent) >= BESIDE_PERCENT ? percent : void 0;
}
function movedMs({ durationMs, judgement }) {
	return Math.abs(durationMs - (judgement.baseline?.medianMs ?? durationMs));
}
export { movesOf as i, findingOf as n, hasMoved as r, changeWords as t };
