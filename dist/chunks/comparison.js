import { D as picklist, E as optional, I as tuple, O as pipe, T as object, m as literal, n as boolean, s as finite, t as array, u as integer, w as number, y as minValue, z as variant } from "./dist.js";
import { i as structure, t as freeText } from "./free-text.js";
// src/record/comparison.ts
/**
* How a run compares with the history: what `compare --json` prints and `run.json` carries. The schema
* here is the one source of the validator, the types and the shipped JSON Schema.
*/
const amount = pipe(number(), finite(), minValue(0));
const count = pipe(number(), integer(), minValue(0));
const percent = pipe(number(), finite());
/** What is said of a time, the gravest first. */
const verdict = picklist([
	"regressed",
	"suspected",
	"improved",
	"unchanged",
	"not-enough-data",
	"not-comparable",
	"not-measured"
]);
/** The part of the history that a time was compared with. */
const baselineUsed = object({
	medianMs: amount,
	runs: count,
	/** What these runs have in common with the one that is judged, in words. */
	stratum: structure,
	/** From the newest of these runs to the start of the one that is judged. */
	ageDays: amount
});
const judgement = object({
	verdict,
	/** Why, in plain words. */
	reason: freeText,
	/** Slower (+) or faster than expected, with the run-wide factor taken out of a stage's time. */
	changePercent: optional(percent),
	/**
	* The time that this change is of, where it is not the time of the run itself: the middle of further
	* runs of a stage; a makespan without what further runs have shown to be spikes.
	*/
	measuredMs: optional(amount),
	/** In which the change lies in 95 of 100 cases; percent. */
	interval: optional(tuple([percent, percent])),
	/** A smaller change would not have been noticed. */
	smallestDetectablePercent: optional(amount),
	baseline: optional(baselineUsed),
	/** A slowdown that somebody answers for, and that is called `unchanged` for that. */
	accepted: optional(boolean())
});
/** In ms; `atMost`: it is not among the slow ones, so that it took no longer, if it was there at all. */
const partTime = object({
	ms: amount,
	atMost: optional(boolean())
});
/** Something within a stage that is not as it usually is. */
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
/** The schema of a comparison. */
const comparisonSchema = object({
	/** How much slower (+) or faster the whole run was than its history; 0 where there is none. */
	runFactorPercent: percent,
	/** In the order of the run. */
	stages: array(object({
		id: structure,
		...judgement.entries,
		/** What moved within it, the largest moves first. */
		moved: optional(array(movedPart))
	})),
	/** The makespan, from which nothing is taken out. */
	total: judgement
});
export { verdict as n, comparisonSchema as t };
