import { E as optional, O as picklist, T as object, U as variant, f as integer, g as literal, k as pipe, l as finite, r as boolean, t as array, w as number, x as minValue } from "./dist.js";
import { i as structure, t as freeText } from "./free-text.js";
import { t as said } from "./said.js";
// src/record/facts/states.ts
const stageStatus = picklist([
	"passed",
	"failed",
	"timed-out",
	"skipped",
	"reused",
	"cancelled",
	"pending",
	"running"
]);
const runStatus = picklist([
	"running",
	"passed",
	"skipped",
	"failed",
	"cancelled"
]);
const cacheTemperature = picklist([
	"none",
	"cold",
	"partial",
	"warm"
]);
// src/record/facts/verdict-ground.ts
const amount = pipe(number(), finite(), minValue(0));
const count = pipe(number(), integer(), minValue(0));
const givenUp = picklist([
	"neighbours",
	"cpu-model",
	"slots"
]);
const compared = {
	nowMs: amount,
	noiseMs: optional(amount),
	givenUp: optional(givenUp)
};
const cpuTime = object({
	nowMs: amount,
	usualMs: amount,
	computedMore: optional(boolean())
});
const verdictGround = variant("kind", [
	object({
		kind: literal("compared"),
		...compared,
		cpu: optional(cpuTime)
	}),
	object({
		kind: literal("ran-alone"),
		...compared
	}),
	object({
		kind: literal("too-few-runs"),
		...compared
	}),
	object({ kind: literal("stages-slower") }),
	object({
		kind: literal("new-cache-state"),
		cacheState: cacheTemperature,
		comparable: count
	}),
	object({ kind: literal("no-history") }),
	object({ kind: literal("history-unreadable") }),
	object({
		kind: literal("other-jobs"),
		job: optional(structure),
		others: array(structure),
		more: count
	}),
	object({
		kind: literal("other-machines"),
		runs: count
	}),
	object({
		kind: literal("never-timed"),
		runs: count
	}),
	object({
		kind: literal("definition-changed"),
		runs: count
	}),
	object({
		kind: literal("ran-beside"),
		aloneRuns: count
	}),
	object({ kind: literal("other-replies") }),
	object({
		kind: literal("other-work"),
		needed: count
	}),
	object({
		kind: literal("provider"),
		asked: count,
		requests: count
	}),
	object({
		kind: literal("provider-on-path"),
		stage: structure
	}),
	object({
		kind: literal("several-attempts"),
		attempts: count
	}),
	object({
		kind: literal("stage-not-passed"),
		status: stageStatus
	}),
	object({ kind: literal("time-unknown") }),
	object({
		kind: literal("run-not-passed"),
		status: runStatus
	}),
	said
]);
const outcome = picklist([
	"confirmed",
	"cleared",
	"open"
]);
const furtherRuns = variant("of", [object({
	of: literal("stage"),
	outcome,
	headMs: array(amount),
	baseMs: optional(array(amount)),
	slowToo: optional(structure)
}), object({
	of: literal("run"),
	outcome,
	stages: array(structure)
})]);
const acceptance = variant("kind", [
	object({
		kind: literal("definition"),
		until: structure,
		why: freeText
	}),
	object({
		kind: literal("label"),
		label: structure
	}),
	object({
		kind: literal("stages"),
		stages: array(structure)
	}),
	object({ kind: literal("said") })
]);
export { cacheTemperature as a, verdictGround as i, furtherRuns as n, runStatus as o, givenUp as r, stageStatus as s, acceptance as t };
