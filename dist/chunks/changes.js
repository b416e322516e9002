// src/analysis/verdict/changes.ts
/** What was found of a time. */
function findingOf({ verdict, accepted }) {
	return accepted === void 0 ? verdict : "accepted";
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
			stage,
			durationMs,
			judgement
		}];
	}).sort((a, b) => movedMs(b) - movedMs(a));
}
function movedMs({ durationMs, judgement }) {
	return Math.abs(durationMs - (judgement.baseline?.medianMs ?? durationMs));
}
export { hasMoved as n, movesOf as r, findingOf as t };
