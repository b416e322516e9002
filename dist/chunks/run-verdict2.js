import { n as verdict } from "./comparison.js";
import { r as movesOf } from "./changes.js";
// src/analysis/run-verdict.ts
function gravestVerdict(comparison) {
	const found = new Set([comparison?.total, ...comparison?.stages ?? []].map((of) => of?.verdict));
	return verdict.options.find((one) => found.has(one)) ?? "not-measured";
}
function hasSlowdown(comparison) {
	const gravest = gravestVerdict(comparison);
	return gravest === "regressed" || gravest === "suspected";
}
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
