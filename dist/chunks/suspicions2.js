import { n as isMeasurement } from "./strata.js";
import "./confirmation.js";
// src/analysis/verdict/suspicions.ts
const ORDER = [
	"stage",
	"whole-run",
	"no-history"
];
/** A change of so many percent is worth a word. */
const WORTH_A_WORD = 10;
/**
* The open suspicions of a run, most seconds at stake first; where the run as a whole is one, all its
* other stages follow, since the pairs of half its work settle that. Last come the stages that no
* history can judge.
*/
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
