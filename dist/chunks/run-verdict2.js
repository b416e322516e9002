import { n as verdict } from "./comparison.js";
import { r as movesOf } from "./changes.js";
// src/analysis/run-verdict.ts
/** What a comparison says in short: one word for the run, and the times that regressed. */
/** The gravest verdict of all stages and of the run as a whole. */
function gravestVerdict(comparison) {
	const found = new Set([comparison?.total, ...comparison?.stages ?? []].map((of) => of?.verdict));
	return verdict.options.find((one) => found.has(one)) ?? "not-measured";
}
/** Whether any time is slower than it was, surely or perhaps. */
function hasSlowdown(comparison) {
	const gravest = gravestVerdict(comparison);
	return gravest === "regressed" || gravest === "suspected";
}
/** The stages that regressed, the one that lost most time first. */
function regressionsOf(record) {
	return movesOf(record, "regressed").map(({ id, durationMs, judgement }) => {
		const { baseline, changePercent, measuredMs, interval, adjusted } = judgement;
		return {
			id,
			durationMs: Math.round(durationMs),
			...measuredMs !== void 0 && { measuredMs: Math.round(measuredMs) },
			...baseline !== void 0 && { baselineMs: baseline.medianMs },
			...changePercent !== void 0 && { changePercent },
			...interval !== void 0 && { interval },
			...adjusted !== void 0 && { adjusted }
		};
	});
}
export { hasSlowdown as n, regressionsOf as r, gravestVerdict as t };
