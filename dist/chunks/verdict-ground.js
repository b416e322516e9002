import { C as object, E as pipe, S as number, T as picklist, m as literal, n as boolean, s as finite, t as array, u as integer, w as optional, y as minValue, z as variant } from "./dist.js";
import { i as structure, t as freeText } from "./free-text.js";
import { t as said } from "./said.js";
// src/record/facts/states.ts
/** The states of stages, runs and caches, by the words that a record has for them. */
/** Every state a stage can be in; the last two only in a file flushed before the run ended. */
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
/** How the run as a whole stands; `skipped` where no stage was executed or reused: nothing has passed. */
const runStatus = picklist([
	"running",
	"passed",
	"skipped",
	"failed",
	"cancelled"
]);
/** How much of its caches a stage found. */
const cacheTemperature = picklist([
	"none",
	"cold",
	"partial",
	"warm"
]);
// src/record/facts/verdict-ground.ts
/** Why a verdict is what it is: what the history says, what further runs say, and who accepts a slowdown. */
const amount = pipe(number(), finite(), minValue(0));
const count = pipe(number(), integer(), minValue(0));
/** What was given up to find runs to compare with: each includes those before it. */
const givenUp = picklist([
	"neighbours",
	"cpu-model",
	"slots"
]);
/** The time that was compared with the baseline. */
const compared = {
	nowMs: amount,
	/** One standard deviation of the noise around the baseline's median; absent where it is not known. */
	noiseMs: optional(amount),
	/** Absent where the runs of the baseline were like this one in everything, and for the whole run. */
	givenUp: optional(givenUp)
};
/** CPU time beside its median in the history, where it says something of a slowdown. */
const cpuTime = object({
	nowMs: amount,
	usualMs: amount,
	/** Otherwise the stage took longer without computing more: it waited. */
	computedMore: boolean()
});
/** What the history says of a time, or why it says nothing. */
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
		/** Absent for a run that says no job. */
		job: optional(structure),
		/** Some of the jobs that the history has runs of. */
		others: array(structure),
		/** How many jobs it has runs of besides, runs that say no job among them. */
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
/** What further runs say of a suspicion: of a stage, or for the whole run of several of its stages. */
const furtherRuns = variant("of", [object({
	of: literal("stage"),
	outcome,
	headMs: array(amount),
	/** Of the base commit, which alternated with the head; absent where the head ran again alone. */
	baseMs: optional(array(amount)),
	/** A stage that nothing is said against, and that was slow after each of them too. */
	slowToo: optional(structure)
}), object({
	of: literal("run"),
	outcome,
	stages: array(structure)
})]);
/** Who answers for a slowdown. */
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
