import { E as optional, O as picklist, T as object, U as variant, f as integer, g as literal, k as pipe, l as finite, r as boolean, t as array, w as number, x as minValue, z as tuple } from "./dist.js";
import { i as structure, t as freeText } from "./free-text.js";
import { t as said } from "./said.js";
import { a as cacheTemperature, i as verdictGround, n as furtherRuns, t as acceptance } from "./verdict-ground.js";
// src/record/facts/stratum.ts
const count$1 = pipe(number(), integer(), minValue(0));
const machine = {
	os: structure,
	arch: structure,
	cpus: count$1
};
const stratum = variant("kind", [
	object({
		kind: literal("stage"),
		...machine,
		cpuModel: optional(structure),
		slots: count$1,
		beside: array(structure),
		cacheState: cacheTemperature,
		mixed: optional(array(picklist([
			"cpu-model",
			"slots",
			"beside"
		])))
	}),
	object({
		kind: literal("run"),
		...machine
	}),
	said
]);
// src/record/comparison.ts
const amount = pipe(number(), finite(), minValue(0));
const count = pipe(number(), integer(), minValue(0));
const percent = pipe(number(), finite());
const verdict = picklist([
	"regressed",
	"suspected",
	"improved",
	"unchanged",
	"not-enough-data",
	"not-comparable",
	"not-measured"
]);
const baselineUsed = object({
	medianMs: amount,
	runs: count,
	members: optional(array(count)),
	since: optional(object({
		sha: optional(structure),
		startedAt: structure
	})),
	stratum,
	ageDays: amount
});
const interval = tuple([percent, percent]);
const adjusted = object({
	by: picklist(["history", "pairs"]),
	changePercent: percent,
	interval,
	decides: boolean()
});
const evidence = object({
	of: picklist([
		"comparable",
		"cache-state",
		"same-stages"
	]),
	have: count,
	needed: count
});
const judgement = object({
	verdict,
	reason: verdictGround,
	further: optional(furtherRuns),
	changePercent: optional(percent),
	measuredMs: optional(amount),
	interval: optional(interval),
	adjusted: optional(adjusted),
	evidence: optional(evidence),
	smallestDetectablePercent: optional(amount),
	baseline: optional(baselineUsed),
	accepted: optional(acceptance)
});
const partTime = object({
	ms: amount,
	atMost: optional(boolean())
});
const movedPart = variant("kind", [
	object({
		kind: literal("test"),
		name: freeText,
		before: partTime,
		now: partTime
	}),
	object({
		kind: literal("passes"),
		program: freeText,
		before: count,
		now: count
	}),
	object({
		kind: literal("tests"),
		before: count,
		now: count
	}),
	object({
		kind: literal("pages"),
		before: count,
		now: count
	})
]);
const totalOver = object({
	kind: picklist(["makespan", "stage-times"]),
	stages: array(structure),
	of: count
});
const comparisonSchema = object({
	runs: optional(array(object({
		id: structure,
		attempt: count,
		startedAt: structure
	}))),
	runFactorPercent: percent,
	stages: array(object({
		id: structure,
		...judgement.entries,
		moved: optional(array(movedPart))
	})),
	total: object({
		...judgement.entries,
		over: optional(totalOver),
		mostly: optional(array(structure))
	})
});
export { verdict as n, comparisonSchema as t };
