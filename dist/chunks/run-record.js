import { B as unknown, D as picklist, E as optional, F as string, L as transform, M as safeParse, O as pipe, T as object, V as variant, c as getDotPath, k as record, m as literal, n as boolean, s as finite, t as array, u as integer, w as number, y as minValue } from "./dist.js";
import { t as USUAL_TOOLS } from "./types.js";
import { i as structure, n as logText, t as freeText } from "./free-text.js";
import { t as comparisonSchema } from "./comparison.js";
import { n as stageEvidence } from "./evidence.js";
import { n as llmNumbers } from "./llm-numbers.js";
import { t as isObject } from "./objects.js";
// src/record/advice.ts
/** What would make the pipeline faster, as facts: the `advice` of a run record. Reports choose the words. */
const amount$1 = pipe(number(), finite(), minValue(0));
const count$1 = pipe(number(), integer(), minValue(0));
/** Id of the stage that it is about. */
const stage = structure;
/** The schema of one piece of advice; every number was measured in this run unless it says otherwise. */
const advice = variant("kind", [
	object({
		kind: literal("declare-inputs"),
		stage,
		durationMs: amount$1
	}),
	object({
		kind: literal("parallel-tests"),
		stage,
		durationMs: amount$1,
		workers: count$1,
		/** A prediction: what it takes when the tests are shared out among so many workers. */
		predictedMs: amount$1
	}),
	object({
		kind: literal("slow-test"),
		stage,
		test: freeText,
		testMs: amount$1,
		/** What all tests of the stage report together. */
		allMs: amount$1
	}),
	object({
		kind: literal("latex-cache"),
		stage,
		durationMs: amount$1,
		passes: count$1
	}),
	object({
		kind: literal("latexmk"),
		stage,
		durationMs: amount$1,
		passes: count$1
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
		passes: count$1,
		/** As latexmk names them; empty where it did not. */
		files: array(freeText)
	}),
	object({
		kind: literal("more-slots"),
		/** How long at least one stage was ready and waited for a slot; times that overlap count once. */
		waitedMs: amount$1,
		slots: count$1,
		/** Of the time of all cores while they waited, whoever used it, 0 to 1. */
		busyShare: amount$1
	}),
	object({
		kind: literal("one-core"),
		stage,
		durationMs: amount$1,
		cores: count$1
	}),
	object({
		kind: literal("memory"),
		stage,
		peakRssBytes: amount$1,
		memoryBytes: amount$1
	})
]);
/** What follows from one schema to the next, the first from 1 to 2. */
const STEPS = [(record) => ({
	...record,
	schema: 2
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
// src/record/run-record.ts
/**
* What was measured in one execution of a pipeline: `run.json`. The schema here is the one source of
* the validator, the types and the shipped JSON Schema. Times are milliseconds from a monotonic
* clock, sizes bytes, dates ISO 8601 UTC; what a platform cannot measure is absent.
*/
const name = structure;
const count = pipe(number(), integer(), minValue(0));
const amount = pipe(number(), finite(), minValue(0));
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
const cacheTemperature = picklist([
	"none",
	"cold",
	"partial",
	"warm"
]);
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
	ref: picklist(["head", "base"]),
	durationMs: amount,
	/** A stage that nothing is said against, run again just after it: what slowed that too was the machine. */
	control: optional(object({
		id: name,
		durationMs: amount
	}))
});
/** What stood in the way of runs in turns with the base commit. */
const notPaired = variant("kind", [object({
	kind: literal("no-time"),
	neededMs: amount,
	leftMs: amount
}), object({
	kind: literal("no-base"),
	why: freeText
})]);
const stageRecord = object({
	id: name,
	name,
	needs: array(name),
	optional: boolean(),
	/** Hash of what the definition says of the stage, without its inputs. */
	definitionHash: structure,
	fingerprint: optional(structure),
	status: stageStatus,
	/** Why it is not simply `passed`, in words. */
	reason: optional(freeText),
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
	reason: optional(freeText)
});
/** The `event` of runs that somebody started in a terminal. */
const LOCAL_EVENT = "local";
/** How the run as a whole stands; `skipped` where no stage was executed or reused: nothing has passed. */
const runStatus = picklist([
	"running",
	"passed",
	"skipped",
	"failed",
	"cancelled"
]);
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
	notices: array(freeText)
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
export { storedRunRecord as a, runRecordSchema as i, hasRunNothing as n, wasExecuted as o, parseRunRecord as r, isKnownSchema as s, LOCAL_EVENT as t };
