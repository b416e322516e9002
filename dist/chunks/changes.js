// src/analysis/verdict/changes.ts
function findingOf({ verdict, accepted }) {
	return accepted === void 0 ? verdict : "accepted";
}
function hasMoved(judgement) {
	const found = findingOf(judgement);
	return found === "regressed" || found === "suspected" || found === "improved" || found === "accepted";
}
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
