import { n as isMeasurement } from "./strata.js";
import "./confirmation.js";
// src/analysis/verdict/suspicions.ts
const ORDER = [
	"stage",
	"whole-run",
	"no-history"
];
const WORTH_A_WORD = 10;
function suspicionsOf(run, comparison) {
	const changes = new Map(comparison.stages.map((stage) => [stage.id, stage]));
	const runs = {
		rerun: 2,
		paired: 3
	};
	const wholeChange = Math.max(0, comparison.runFactorPercent);
	const found = run.stages.filter(isMeasurement).flatMap((stage) => {
		const { verdict, changePercent = 0, adjusted } = changes.get(stage.id) ?? {};
		const { id, durationMs = 0 } = stage;
		const atStake = (percent) => Math.round(durationMs - durationMs / (1 + percent / 100));
		if (verdict === "suspected") return [{
			id,
			of: "stage",
			atStakeMs: atStake(adjusted?.changePercent ?? changePercent),
			runs
		}];
		if (comparison.total.verdict === "suspected") return [{
			id,
			of: "whole-run",
			atStakeMs: atStake(wholeChange),
			runs
		}];
		return verdict === "not-enough-data" || verdict === "not-comparable" ? [{
			id,
			of: "no-history",
			atStakeMs: atStake(WORTH_A_WORD),
			runs
		}] : [];
	});
	const rank = ({ of }) => ORDER.indexOf(of);
	return found.sort((a, b) => rank(a) - rank(b) || b.atStakeMs - a.atStakeMs);
}
export { suspicionsOf as t };
