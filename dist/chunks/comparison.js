import { C as object, E as pipe, I as tuple, S as number, T as picklist, m as literal, n as boolean, s as finite, t as array, u as integer, w as optional, y as minValue, z as variant } from "./dist.js";
import { i as structure, t as freeText } from "./free-text.js";
import { t as said } from "./said.js";
import { a as cacheTemperature, i as verdictGround, n as furtherRuns, t as acceptance } from "./verdict-ground.js";
// src/record/facts/stratum.ts
/** What the runs of a baseline have in common with the run that is judged. */
const count$1 = pipe(number(), integer(), minValue(0));
const machine = {
	os: structure,
	arch: structure,
	cpus: count$1
};
/** The circumstances that all runs of a baseline share. */
const stratum = variant("kind", [
	object({
		kind: literal("stage"),
		...machine,
		/** Absent where it is not known, or is one of `mixed`. */
		cpuModel: optional(structure),
		slots: count$1,
		/** Ids of the stages that ran at the same time; none where the stage ran alone. */
		beside: array(structure),
		cacheState: cacheTemperature,
		/**
		* What these runs do not have in common: their CPU models or slots are several, or other stages ran
		* beside the stage in each, so that `beside` names none.
		*/
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
	/**
	* The median of the measured times of exactly the runs that this names: of a stage's `durationMs`, of the
	* run's `totalMs`, or of what `total.over` says. Nothing is taken out of it.
	*/
	medianMs: amount,
	/** How many runs it is the median of: of a stage, runs with its caches in the state that they are in now. */
	runs: count,
	/** Which ones: places in the comparison's `runs`. */
	members: optional(array(count)),
	/** The first run since the last lasting step, where there was one: earlier runs are not in it. */
	since: optional(object({
		sha: optional(structure),
		startedAt: structure
	})),
	/** What these runs have in common with the one that is judged. */
	stratum,
	/** From the newest of these runs to the start of the one that is judged. */
	ageDays: amount
});
/** In which a change lies in 95 of 100 cases; percent. */
const interval = tuple([percent, percent]);
/** The change that a verdict rests on, where it is not the plain one against the baseline's median. */
const adjusted = object({
	/**
	* What sets it apart. `history`: against what the history makes one expect of this run: without the
	* run-wide factor as far as the stage follows it, and with other states of its caches allowed for.
	* `pairs`: against the base commit, which ran in turns with the head.
	*/
	by: picklist(["history", "pairs"]),
	changePercent: percent,
	interval,
	/** Whether the plain change alone would have been judged otherwise. */
	decides: boolean()
});
/** How much a verdict needs of the history, and how much there is. */
const evidence = object({
	/**
	* What is counted. `comparable`: runs that did the same work on such a machine, before and after lasting
	* steps; `cache-state`: those of them with the caches in this state; `same-stages`: runs that executed
	* what the total is compared over.
	*/
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
	/** Why: what the history says of the time, or why it says nothing. */
	reason: verdictGround,
	/** What further runs say of a suspicion, where there were some. */
	further: optional(furtherRuns),
	/**
	* Slower (+) or faster than the baseline's median, nothing taken out. Absent without a baseline, and
	* with too few runs for a verdict.
	*/
	changePercent: optional(percent),
	/**
	* The time that this change is of, where it is not the time of the run itself: the middle of further
	* runs of a stage; a makespan without what further runs have shown to be spikes; the sum of the stages
	* that a total is compared over.
	*/
	measuredMs: optional(amount),
	/** Of `changePercent`. */
	interval: optional(interval),
	adjusted: optional(adjusted),
	evidence: optional(evidence),
	/** A smaller change would not have been noticed. */
	smallestDetectablePercent: optional(amount),
	baseline: optional(baselineUsed),
	/** Who answers for the slowdown, which is called `unchanged` for that. */
	accepted: optional(acceptance)
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
/**
* What a run's total is of. `makespan`: start to end, against runs that executed the same stages.
* `stage-times`: the sum of the times of those stages that were executed here and in the compared runs
* alike, because some were reused or skipped on one side.
*/
const totalOver = object({
	kind: picklist(["makespan", "stage-times"]),
	/** Ids of the stages. */
	stages: array(structure),
	/** Of how many the run has. */
	of: count
});
/** The schema of a comparison. */
const comparisonSchema = object({
	/** The runs of the history that baselines are made of, oldest first; `members` are places in this list. */
	runs: optional(array(object({
		id: structure,
		attempt: count,
		startedAt: structure
	}))),
	/**
	* The run-wide factor: how much slower (+) or faster the stages were as a whole than in their history; 0
	* where there is none. Every place that names the factor names this number.
	*/
	runFactorPercent: percent,
	/** In the order of the run. */
	stages: array(object({
		id: structure,
		...judgement.entries,
		/** What moved within it, the largest moves first. */
		moved: optional(array(movedPart))
	})),
	/** The whole run, from whose time nothing is taken out. */
	total: object({
		...judgement.entries,
		over: optional(totalOver),
		/** Regressed stages whose slowdown is half of the run's or more. */
		mostly: optional(array(structure))
	})
});
export { verdict as n, comparisonSchema as t };
