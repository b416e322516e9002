import { A as safeParse, C as object, D as record, E as pipe, F as transform, N as string, R as unknown, S as number, T as picklist, c as getDotPath, m as literal, n as boolean, s as finite, t as array, u as integer, w as optional, y as minValue, z as variant } from "./dist.js";
import { t as USUAL_TOOLS } from "./types.js";
import { i as structure, n as logText, t as freeText } from "./free-text.js";
import { t as comparisonSchema } from "./comparison.js";
import { n as stageEvidence } from "./evidence.js";
import { a as ref, c as restoreFault, i as notPaired, l as unreadPart, o as restoreOutcome, s as saveOutcome, t as notice, u as difference } from "./notice.js";
import { a as withNeeds } from "./graph.js";
import { i as SHELL_FAULTS } from "./shells.js";
import { a as cacheTemperature, o as runStatus, s as stageStatus } from "./verdict-ground.js";
import { t as isObject } from "./objects.js";
// src/record/advice.ts
/** What would make the pipeline faster, as facts: the `advice` of a run record. Reports choose the words. */
const amount$3 = pipe(number(), finite(), minValue(0));
const count$2 = pipe(number(), integer(), minValue(0));
/** Id of the stage that it is about. */
const stage = structure;
/** The schema of one piece of advice; every number was measured in this run unless it says otherwise. */
const advice = variant("kind", [
	object({
		kind: literal("declare-inputs"),
		stage,
		durationMs: amount$3
	}),
	object({
		kind: literal("parallel-tests"),
		stage,
		durationMs: amount$3,
		workers: count$2,
		/** A prediction: what it takes when the tests are shared out among so many workers. */
		predictedMs: amount$3
	}),
	object({
		kind: literal("slow-test"),
		stage,
		test: freeText,
		testMs: amount$3,
		/** What all tests of the stage report together. */
		allMs: amount$3
	}),
	object({
		kind: literal("latex-cache"),
		stage,
		durationMs: amount$3,
		passes: count$2
	}),
	object({
		kind: literal("latexmk"),
		stage,
		durationMs: amount$3,
		passes: count$2
	}),
	object({
		kind: literal("latex-unsettled"),
		stage,
		/** Set where latexmk or Tectonic ran LaTeX, which make as many passes as they think are needed. */
		madeBy: optional(picklist(["latexmk", "tectonic"]))
	}),
	object({
		kind: literal("latex-never-settles"),
		stage,
		program: freeText,
		passes: count$2,
		/** As latexmk names them; empty where it did not. */
		files: array(freeText)
	}),
	object({
		kind: literal("more-slots"),
		/** How long at least one stage was ready and waited for a slot; times that overlap count once. */
		waitedMs: amount$3,
		slots: count$2,
		/** Of the time of all cores while they waited, whoever used it, 0 to 1. */
		busyShare: amount$3
	}),
	object({
		kind: literal("one-core"),
		stage,
		durationMs: amount$3,
		cores: count$2
	}),
	object({
		kind: literal("memory"),
		stage,
		peakRssBytes: amount$3,
		memoryBytes: amount$3
	})
]);
// src/record/facts/run-cause.ts
/** Why a stage runs, or would, where a stored result might have stood for it. */
/** Why there is no stored result that may be used. */
const resultMiss = variant("kind", [
	object({ kind: literal("withdrawn") }),
	object({ kind: literal("other-fingerprint") }),
	object({
		kind: literal("stray-output"),
		path: freeText
	}),
	object({ kind: literal("malformed") }),
	object({
		kind: literal("no-outputs"),
		because: restoreFault
	}),
	object({
		kind: literal("not-read"),
		because: restoreFault
	})
]);
/** One reason why a stage runs. */
const runCause = variant("kind", [
	object({ kind: literal("no-inputs") }),
	object({ kind: literal("reuse-off") }),
	object({ kind: literal("forced") }),
	object({
		kind: literal("unreadable"),
		because: unreadPart
	}),
	object({ kind: literal("nothing-stored") }),
	object({
		kind: literal("changed"),
		difference
	}),
	object({
		kind: literal("no-result"),
		because: resultMiss
	}),
	object({
		kind: literal("written-by-another"),
		path: freeText,
		stage: structure
	}),
	object({ kind: literal("other-files-given") })
]);
// src/pipeline/selection.ts
/** Which stages of a pipeline a run executes: `--only` and `--skip`. */
/** Why the user's choice leaves a stage out: `--only` names others, or `--skip` names it. */
const LEFT_OUT = ["only", "skip"];
/**
* `only` keeps the named stages with all they need; `skip` leaves the named stages out, and what
* needs them is then skipped by the scheduler. A stage named by both is skipped.
*/
function selectStages(pipeline, selection) {
	const unknown = [...selection.only, ...selection.skip].filter((name) => idsNamed(pipeline, name).length === 0);
	if (unknown.length > 0) return {
		kind: "unknown",
		names: unknown
	};
	const leftOut = /* @__PURE__ */ new Map();
	if (selection.only.length > 0) {
		const wanted = selection.only.flatMap((name) => idsNamed(pipeline, name));
		const kept = withNeeds(pipeline.stages, wanted);
		for (const { id } of pipeline.stages) if (!kept.has(id)) leftOut.set(id, "only");
	}
	for (const id of selection.skip.flatMap((name) => idsNamed(pipeline, name))) leftOut.set(id, "skip");
	return {
		kind: "selected",
		leftOut
	};
}
function idsNamed(pipeline, name) {
	const byId = pipeline.stages.filter((stage) => stage.id === name);
	return (byId.length > 0 ? byId : pipeline.stages.filter((stage) => stage.tags.includes(name))).map((stage) => stage.id);
}
// src/record/facts/stage/stage-reason.ts
/** Why a stage is not simply `passed`: facts of a run record, which `reporting/` puts into words. */
const amount$2 = pipe(number(), finite(), minValue(0));
const exitCode = number();
/** Signals that shells report as 128 and their number, and that say something to who looks for the cause. */
const ENDING_SIGNALS = [
	"SIGABRT",
	"SIGKILL",
	"SIGSEGV",
	"SIGTERM"
];
/** Why the system did not start a command. */
const startFault = variant("why", [
	object({
		why: literal("large-variable"),
		variable: structure,
		bytes: amount$2
	}),
	object({
		why: literal("too-large"),
		bytes: amount$2
	}),
	object({
		why: literal("gone"),
		folder: freeText,
		program: freeText
	}),
	object({
		why: literal("not-permitted"),
		folder: freeText,
		program: freeText
	}),
	object({
		why: literal("system"),
		code: optional(freeText)
	})
]);
/** A pattern of a stage's inputs that stands for no file. */
const emptyInput = variant("why", [
	object({
		why: literal("no-match"),
		pattern: structure
	}),
	object({
		why: literal("ignored"),
		pattern: structure,
		file: freeText
	}),
	object({
		why: literal("excluded"),
		pattern: structure
	})
]);
/** What a stage requires and the machine does not have. */
const missingTool = object({
	kind: literal("missing-tool"),
	as: picklist(["executable", "python-module"]),
	tool: structure,
	/** What to install: Debian's package of a program, the distribution of a module; absent where unknown. */
	package: optional(structure)
});
/** The schema of `stages[].reason`. */
const stageReason = variant("kind", [
	object({
		kind: literal("left-out"),
		by: picklist(LEFT_OUT)
	}),
	object({
		kind: literal("needs"),
		stage: structure
	}),
	object({
		kind: literal("not-started-after"),
		stage: structure
	}),
	object({
		kind: literal("ended-after"),
		stage: structure
	}),
	object({ kind: literal("interrupted") }),
	object({
		kind: literal("nothing-to-do"),
		exitCode
	}),
	object({
		kind: literal("exit-code"),
		exitCode,
		signal: optional(picklist(ENDING_SIGNALS))
	}),
	object({
		kind: literal("timed-out"),
		limitMs: amount$2
	}),
	object({
		kind: literal("not-startable"),
		fault: startFault
	}),
	object({
		kind: literal("no-folder"),
		folder: structure
	}),
	missingTool,
	object({
		kind: literal("empty-input"),
		input: emptyInput
	}),
	object({ kind: literal("no-shell") }),
	object({
		kind: literal("bad-shell"),
		shell: structure,
		fault: picklist(SHELL_FAULTS)
	}),
	object({
		kind: literal("missing-shell"),
		program: structure
	}),
	object({
		kind: literal("fault"),
		cause: freeText
	}),
	object({
		kind: literal("said"),
		text: freeText
	})
]);
// src/record/llm-numbers.ts
/** What the LLM proxy did for one stage: the `llm` of a stage record. */
const count$1 = pipe(number(), integer(), minValue(0));
const amount$1 = pipe(number(), finite(), minValue(0));
/** Requests that were passed through without a look at the store, by reason. */
const bypassed = object({
	/** It refers to state that the provider keeps. */
	stateful: optional(count$1),
	/** Its body is larger than what is looked at. */
	"request-too-large": optional(count$1),
	/** Its body is no JSON object, or compressed. */
	"not-json": optional(count$1),
	/** It asks for something else than an answer of a model. */
	"other-endpoint": optional(count$1)
});
/** Misses whose reply was not stored, by reason. */
const notStored = object({
	/** Its status is not 200. */
	status: optional(count$1),
	/** It ended, or was cut, before its terminal marker. */
	incomplete: optional(count$1),
	/** It is a 200 that reports an error. */
	"error-inside": optional(count$1),
	/** It is larger than an entry may be. */
	"reply-too-large": optional(count$1),
	/** It is compressed, which it was not asked to be, and so cannot be read along. */
	compressed: optional(count$1),
	/** It is of a kind whose end cannot be told. */
	"unknown-format": optional(count$1),
	/** The client went away before the end. */
	"client-gone": optional(count$1),
	/** No upstream answered. */
	unreachable: optional(count$1),
	/** A secret of the environment stands in it. */
	"secret-inside": optional(count$1),
	/** The store is not written to in this run. */
	"read-only": optional(count$1),
	/** Writing it failed. */
	"write-failed": optional(count$1)
});
const tokens = object({
	input: count$1,
	output: count$1
});
/** The schema of a stage's LLM numbers. */
const llmNumbers = object({
	/** Hits, misses, coalesced and bypassed together. */
	requests: count$1,
	/** Answered from the store. */
	hits: count$1,
	/** Asked of the upstream. */
	misses: count$1,
	/** Answered along with an equal request that was under way. */
	coalesced: count$1,
	bypassed,
	notStored,
	/** Requests for lists of models and the like; not among `requests`. */
	listings: count$1,
	/** Refused: not meant for a server on this machine. */
	refused: count$1,
	/** Request bodies sent upstream. */
	sentBytes: amount$1,
	/** Reply bodies received from upstream. */
	receivedBytes: amount$1,
	/** Reply bodies given to clients without the upstream. */
	replayedBytes: amount$1,
	/** Time from request to end of reply of all upstream calls; calls at the same time add up. */
	upstreamMs: amount$1,
	/** As the providers counted them. */
	usedTokens: tokens,
	/** Upstream time that hits took when they were recorded, and coalesced requests would have taken. */
	savedMs: amount$1,
	/** Of hits and coalesced requests; replies without a count add nothing. */
	savedTokens: tokens,
	/** In the unit of the user's price table; absent without one, or where it lacks a model. */
	savedCost: optional(amount$1)
});
/** Requests that were not answered from the store: the time of these is their provider's. */
function askedOfProvider({ requests, hits }) {
	return requests - hits;
}
/** Why a stage that should have used the proxy did not; undefined where it did. */
function whyUnused({ requests, listings, refused }) {
	if (requests > 0) return void 0;
	if (refused > 0) return "all-refused";
	return listings > 0 ? "listings-only" : "no-request";
}
/** What follows from one schema to the next, the first from 1 to 2. */
const STEPS = [(record) => ({
	...record,
	schema: 2,
	...changed(record, "stages", each(stageWithFacts)),
	...changed(record, "comparison", comparisonWithFacts),
	...changed(record, "notices", (list) => Array.isArray(list) ? list.map(said) : list),
	...changed(record, "caches", each(cacheWithFacts))
})];
/** A record of whatever schema as the newest; what is none is left as it is, for a validator to refuse. */
function upgraded(data) {
	if (!isObject(data) || !isEarlier(data.schema)) return data;
	return STEPS.slice(data.schema - 1).reduce((record, step) => step(record), data);
}
/** Whether a history of this schema can be read. */
function isKnownSchema(schema) {
	return schema === 2 || isEarlier(schema);
}
function isEarlier(schema) {
	return Number.isInteger(schema) && Number(schema) >= 1 && Number(schema) < 2;
}
/** Schema 1 had sentences where facts are now. */
function said(text) {
	return typeof text === "string" ? {
		kind: "said",
		text
	} : text;
}
/** What was said of a cache in one string, of restoring and of saving together, stays as it was said. */
function cacheWithFacts({ reason, ...cache }) {
	return reason === void 0 ? cache : {
		...cache,
		restoring: said(reason)
	};
}
function stageWithFacts(stage) {
	return {
		...stage,
		...changed(stage, "reason", said),
		...changed(stage, "notPaired", fields(notPairedWithFacts))
	};
}
function notPairedWithFacts(notPaired) {
	return {
		...notPaired,
		...changed(notPaired, "why", said)
	};
}
const comparisonWithFacts = fields((comparison) => ({
	...comparison,
	...changed(comparison, "stages", each(judgementWithFacts)),
	...changed(comparison, "total", fields(judgementWithFacts))
}));
function judgementWithFacts(judgement) {
	return {
		...judgement,
		...changed(judgement, "reason", said),
		...changed(judgement, "baseline", fields(baselineWithFacts)),
		...changed(judgement, "accepted", (accepted) => accepted === true ? { kind: "said" } : void 0)
	};
}
function baselineWithFacts(baseline) {
	return {
		...baseline,
		...changed(baseline, "stratum", said)
	};
}
/** The one field as the change makes it; nothing where it is absent, before or after. */
function changed(of, key, change) {
	return Object.hasOwn(of, key) ? { [key]: change(of[key]) } : {};
}
function fields(change) {
	return (value) => isObject(value) ? change(value) : value;
}
function each(change) {
	return (value) => Array.isArray(value) ? value.map(fields(change)) : value;
}
// src/record/run-record.ts
/**
* What was measured in one execution of a pipeline: `run.json`. The schema here is the one source of
* the validator, the types and the shipped JSON Schema. Times are milliseconds from a monotonic
* clock, sizes bytes, dates ISO 8601 UTC; what a platform cannot measure is absent.
*/
const name = structure;
const count = pipe(number(), integer(), minValue(0));
const amount = pipe(number(), finite(), minValue(0));
/**
* Resources over time: sample `i` covers the `intervalMs` that end at `(i + 1) * intervalMs` after the
* stage's start. At most 120 samples; the interval doubles when a stage outgrows it.
*/
const series = object({
	intervalMs: amount,
	/** Of one core: 200 is two cores busy. */
	cpuPercent: array(amount),
	/** The largest sum over the process tree within the interval. */
	rssBytes: array(amount)
});
/** A further run of a stage that is suspected to be slower. */
const confirmation = object({
	ref,
	durationMs: amount,
	/** A stage that nothing is said against, run again just after it: what slowed that too was the machine. */
	control: optional(object({
		id: name,
		durationMs: amount
	}))
});
const stageRecord = object({
	id: name,
	name,
	needs: array(name),
	optional: boolean(),
	/** Hash of what the definition says of the stage, without its inputs. */
	definitionHash: structure,
	fingerprint: optional(structure),
	status: stageStatus,
	/** Why it is not simply `passed`. */
	reason: optional(stageReason),
	/** Slots that it takes; 1 where nothing is said. */
	weight: optional(count),
	/** After the run's start. */
	startMs: optional(amount),
	/** Wall time of all attempts together. */
	durationMs: optional(amount),
	exitCode: optional(number()),
	attempts: count,
	cpuMs: optional(amount),
	/** The largest sum over the stage's process tree. */
	peakRssBytes: optional(amount),
	readBytes: optional(amount),
	writeBytes: optional(amount),
	/** Size of the declared outputs after the stage. */
	outputBytes: optional(amount),
	cacheState: cacheTemperature,
	/** Why it ran instead of being reused: the first reasons, and how many there are besides. */
	ranBecause: optional(object({
		causes: array(runCause),
		more: optional(count)
	})),
	/** Of a reused stage: what stood for a run of it. */
	reuse: optional(object({
		/** What the stage took when it ran: the time it would have taken now. */
		savedMs: amount,
		/** What looking for its result and putting the outputs in place took. */
		tookMs: amount,
		/** Size of the outputs. */
		bytes: amount
	})),
	confirmations: optional(array(confirmation)),
	/** Why its further runs were not in turns with the base commit, where they would have been. */
	notPaired: optional(notPaired),
	/** What the definition allows. */
	budgetMs: optional(amount),
	/** Where it says nothing: what work with this tool takes at most as a rule. Trips no gate. */
	usual: optional(object({
		tool: picklist(USUAL_TOOLS),
		mostMs: amount
	})),
	/** Relative to the report directory. */
	logFile: optional(structure),
	/** The last lines of a failed stage's log. */
	logTail: optional(array(logText)),
	/** Command lines of descendants that outlived the stage and were ended with the run. */
	survivors: optional(array(freeText)),
	/** Command lines of descendants that could not be ended, because they are another user's. */
	unended: optional(array(freeText)),
	series: optional(series),
	/** What its tools left behind, in numbers. */
	evidence: optional(stageEvidence),
	llm: optional(llmNumbers)
});
/** How much of the time of all cores nobody used, in equal intervals from the run's start; 0 to 100. */
const machineUsage = object({
	intervalMs: amount,
	idlePercent: array(amount)
});
const cacheRecord = object({
	name,
	/** Ids of the stages that use it. */
	stages: optional(array(name)),
	key: structure,
	matchedKey: optional(structure),
	state: picklist([
		"exact",
		"prefix",
		"miss",
		"off",
		"error"
	]),
	restoredBytes: optional(amount),
	restoreMs: optional(amount),
	saved: boolean(),
	savedBytes: optional(amount),
	saveMs: optional(amount),
	/**
	* What the stages that use it took less than they take cold, from the history; below zero where
	* they took longer. Absent where no run has shown it.
	*/
	timeSavedMs: optional(pipe(number(), finite())),
	/** Why it was not restored, or from what; nothing where the very entry was. */
	restoring: optional(restoreOutcome),
	/** Why nothing was saved, or without what; nothing where all was, or the entry is there. */
	saving: optional(saveOutcome)
});
/** The schema of `run.json`. */
const runRecordSchema = object({
	schema: literal(2),
	status: runStatus,
	run: object({
		id: structure,
		attempt: count,
		sha: optional(structure),
		/** Whether tracked files were not as the commit has them when the run began. */
		dirty: optional(boolean()),
		branch: optional(structure),
		event: structure,
		pullRequest: optional(count),
		startedAt: structure,
		commitTime: optional(structure),
		/** Name of the workflow. */
		workflow: optional(structure),
		/** Id of the job in its workflow; all legs of a matrix share it. */
		job: optional(structure),
		/** Which of the job's steps, as the runner calls it. */
		step: optional(structure),
		/** Values of the leg of a matrix by name, shortened to be shown; absent outside a matrix. */
		matrix: optional(record(string(), structure)),
		/** Hash of the matrix's values, of whatever length; absent outside a matrix. */
		leg: optional(structure),
		/** Counted from 0 within the matrix: tells legs with the same values apart. */
		jobIndex: optional(count)
	}),
	environment: object({
		os: structure,
		/** The runner's image and its version, where the runner says so. */
		image: optional(structure),
		arch: structure,
		cpuModel: optional(structure),
		cpus: count,
		memoryBytes: amount,
		/** Stages that may run at once. */
		slots: count
	}),
	/** The machine while the stages ran, all programs together; kept with the run, not in the history. */
	machine: optional(machineUsage),
	pipeline: object({
		id: structure,
		fingerprint: structure,
		/** The definition, from where the run was started; absent where it is found there without its name. */
		file: optional(structure)
	}),
	stages: array(stageRecord),
	caches: array(cacheRecord),
	totalMs: amount,
	/** How it compares with its history; kept with the run, not in the history. */
	comparison: optional(comparisonSchema),
	/** What would make the pipeline faster, the most useful first; kept with the run, not in the history. */
	advice: optional(array(advice)),
	/** What confirming suspicions took, beside `totalMs`. */
	confirmationMs: optional(amount),
	/** The history as the run found it. */
	baseline: optional(object({
		/** `cache`, `branch NAME`, or a file, as seen from where the run was started. */
		where: structure,
		runs: count,
		/** Of other jobs, and other legs of the matrix: nothing is compared with them. */
		otherRuns: optional(count),
		/** What it takes where it is stored. */
		bytes: optional(amount),
		/** From its newest run to the start of this one. */
		ageDays: optional(amount),
		/** There is one, and it could not be read: nothing is known of what it holds. */
		unreadable: optional(boolean())
	})),
	/** What was lost or left out: faults that did not fail the run. */
	notices: array(notice)
});
/** A run record as some version has stored it: of an earlier schema, it is read as one of this. */
const storedRunRecord = pipe(unknown(), transform(upgraded), runRecordSchema);
/** Reads `run.json`; the text may come from anywhere and is refused rather than trusted. */
function parseRunRecord(text) {
	let data;
	try {
		data = JSON.parse(text);
	} catch (error) {
		return {
			ok: false,
			problem: `not JSON: ${error.message}`
		};
	}
	const result = safeParse(storedRunRecord, data);
	if (result.success) return {
		ok: true,
		record: result.output
	};
	const issue = result.issues[0];
	return {
		ok: false,
		problem: `${getDotPath(issue) ?? "run record"}: ${issue.message}`
	};
}
/** Whether no stage did anything, by itself or by its stored result: there is nothing that could have passed. */
function hasRunNothing({ stages }) {
	return stages.every(({ status }) => status === "skipped");
}
/** Whether a stage in this state was executed to its end, so that its time is a measurement. */
function wasExecuted(stage) {
	return stage.status === "passed" || stage.status === "failed" || stage.status === "timed-out";
}
export { wasExecuted as a, whyUnused as c, storedRunRecord as i, selectStages as l, parseRunRecord as n, isKnownSchema as o, runRecordSchema as r, askedOfProvider as s, hasRunNothing as t };
