import { A as record, E as optional, I as string, N as safeParse, O as picklist, R as transform, T as object, U as variant, V as unknown, _ as maxLength, b as minLength, f as integer, g as literal, k as pipe, l as finite, r as boolean, t as array, u as getDotPath, w as number, x as minValue } from "./dist.js";
import { c as USUAL_TOOLS, i as SHELL_FAULTS } from "./shells.js";
import { i as structure, n as logText, t as freeText } from "./free-text.js";
import { t as comparisonSchema } from "./comparison.js";
import { i as stageEvidence, n as failedTest, r as latexError } from "./evidence.js";
import { a as notPaired, c as saveOutcome, d as difference, i as layerNumbers, l as restoreFault, o as ref, s as restoreOutcome, t as notice, u as unreadPart } from "./notice.js";
import { a as withNeeds } from "./graph.js";
import { a as cacheTemperature, o as runStatus, s as stageStatus } from "./verdict-ground.js";
import { t as isObject } from "./objects.js";
// src/record/advice.ts
const amount$4 = pipe(number(), finite(), minValue(0));
const count$3 = pipe(number(), integer(), minValue(0));
const stage = structure;
const advice = variant("kind", [
	object({
		kind: literal("declare-inputs"),
		stage,
		durationMs: amount$4
	}),
	object({
		kind: literal("parallel-tests"),
		stage,
		durationMs: amount$4,
		workers: count$3,
		predictedMs: amount$4
	}),
	object({
		kind: literal("slow-test"),
		stage,
		test: freeText,
		testMs: amount$4,
		allMs: amount$4
	}),
	object({
		kind: literal("latex-cache"),
		stage,
		durationMs: amount$4,
		passes: count$3
	}),
	object({
		kind: literal("latexmk"),
		stage,
		durationMs: amount$4,
		passes: count$3
	}),
	object({
		kind: literal("latex-unsettled"),
		stage,
		madeBy: optional(picklist(["latexmk", "tectonic"]))
	}),
	object({
		kind: literal("latex-never-settles"),
		stage,
		program: freeText,
		passes: count$3,
		files: array(freeText)
	}),
	object({
		kind: literal("setup-step"),
		step: freeText,
		stepMs: amount$4,
		jobMs: amount$4
	}),
	object({
		kind: literal("more-slots"),
		waitedMs: amount$4,
		slots: count$3,
		busyShare: amount$4
	}),
	object({
		kind: literal("one-core"),
		stage,
		durationMs: amount$4,
		cores: count$3
	}),
	object({
		kind: literal("memory"),
		stage,
		peakRssBytes: amount$4,
		memoryBytes: amount$4
	})
]);
// src/pipeline/selection.ts
const LEFT_OUT = ["only", "skip"];
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
// src/record/facts/stage/setup.ts
const setupOutcome = variant("kind", [
	object({
		kind: literal("command"),
		layer: optional(layerNumbers)
	}),
	object({ kind: literal("found") }),
	object({ kind: literal("kept") }),
	object({
		kind: literal("layer"),
		layer: layerNumbers
	})
]);
const HELD = ["root-rights", "nothing-to-look-for"];
// src/record/facts/stage/stage-reason.ts
const amount$3 = pipe(number(), finite(), minValue(0));
const exitCode = number();
const ENDING_SIGNALS = [
	"SIGABRT",
	"SIGKILL",
	"SIGSEGV",
	"SIGTERM"
];
const startFault = variant("why", [
	object({
		why: literal("large-variable"),
		variable: structure,
		bytes: amount$3
	}),
	object({
		why: literal("too-large"),
		bytes: amount$3
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
const missingTool = object({
	kind: literal("missing-tool"),
	as: picklist(["executable", "python-module"]),
	tool: structure,
	package: optional(structure),
	meant: optional(structure)
});
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
		limitMs: amount$3
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
		kind: literal("provided"),
		tools: array(structure)
	}),
	object({
		kind: literal("setup-held"),
		why: picklist(HELD),
		tool: optional(missingTool)
	}),
	object({
		kind: literal("not-provided"),
		tool: missingTool
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
// src/record/facts/stage/run-cause.ts
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
	object({ kind: literal("other-files-given") }),
	object({
		kind: literal("not-there"),
		tool: missingTool
	}),
	object({ kind: literal("not-kept") })
]);
// src/record/facts/whole-job.ts
const amount$2 = pipe(number(), finite(), minValue(0));
const jobStep = object({
	name: freeText,
	startMs: amount$2,
	durationMs: amount$2
});
const wholeJob = object({
	queuedMs: optional(amount$2),
	beforeMs: amount$2,
	steps: array(jobStep)
});
const overhead = object({
	beforeMs: amount$2,
	afterMs: amount$2
});
// src/record/failure-cause.ts
const count$2 = pipe(number(), integer(), minValue(0));
const failureCause = variant("kind", [
	object({
		kind: literal("tests"),
		failures: pipe(array(failedTest), minLength(1), maxLength(5)),
		failed: count$2
	}),
	object({
		kind: literal("latex"),
		error: latexError
	}),
	object({
		kind: literal("log"),
		line: logText,
		place: optional(object({
			file: freeText,
			line: count$2
		}))
	})
]);
// src/record/llm-numbers.ts
const count$1 = pipe(number(), integer(), minValue(0));
const amount$1 = pipe(number(), finite(), minValue(0));
const bypassed = object({
	stateful: optional(count$1),
	"request-too-large": optional(count$1),
	"not-json": optional(count$1),
	"other-endpoint": optional(count$1)
});
const notStored = object({
	status: optional(count$1),
	incomplete: optional(count$1),
	"error-inside": optional(count$1),
	"reply-too-large": optional(count$1),
	compressed: optional(count$1),
	"unknown-format": optional(count$1),
	"client-gone": optional(count$1),
	unreachable: optional(count$1),
	"secret-inside": optional(count$1),
	"read-only": optional(count$1),
	"write-failed": optional(count$1)
});
const tokens = object({
	input: count$1,
	output: count$1
});
const llmNumbers = object({
	requests: count$1,
	hits: count$1,
	misses: count$1,
	coalesced: count$1,
	bypassed,
	notStored,
	listings: count$1,
	refused: count$1,
	sentBytes: amount$1,
	receivedBytes: amount$1,
	replayedBytes: amount$1,
	upstreamMs: amount$1,
	usedTokens: tokens,
	savedMs: amount$1,
	savedTokens: tokens,
	savedCost: optional(amount$1)
});
function askedOfProvider({ requests, hits }) {
	return requests - hits;
}
function whyUnused({ requests, listings, refused }) {
	if (requests > 0) return void 0;
	if (refused > 0) return "all-refused";
	return listings > 0 ? "listings-only" : "no-request";
}
const STEPS = [(record) => ({
	...record,
	schema: 2,
	...changed(record, "stages", each(stageWithFacts)),
	...changed(record, "comparison", comparisonWithFacts),
	...changed(record, "notices", (list) => Array.isArray(list) ? list.map(said) : list),
	...changed(record, "caches", each(cacheWithFacts))
})];
function upgraded(data) {
	if (!isObject(data) || !isEarlier(data.schema)) return data;
	return STEPS.slice(data.schema - 1).reduce((record, step) => step(record), data);
}
function isKnownSchema(schema) {
	return schema === 2 || isEarlier(schema);
}
function isEarlier(schema) {
	return Number.isInteger(schema) && Number(schema) >= 1 && Number(schema) < 2;
}
function said(text) {
	return typeof text === "string" ? {
		kind: "said",
		text
	} : text;
}
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
const name = structure;
const count = pipe(number(), integer(), minValue(0));
const amount = pipe(number(), finite(), minValue(0));
const series = object({
	intervalMs: amount,
	cpuPercent: array(amount),
	rssBytes: array(amount)
});
const confirmation = object({
	ref,
	durationMs: amount,
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
	definitionHash: structure,
	fingerprint: optional(structure),
	status: stageStatus,
	reason: optional(stageReason),
	weight: optional(count),
	startMs: optional(amount),
	durationMs: optional(amount),
	exitCode: optional(number()),
	cause: optional(failureCause),
	attempts: count,
	cpuMs: optional(amount),
	peakRssBytes: optional(amount),
	readBytes: optional(amount),
	writeBytes: optional(amount),
	outputBytes: optional(amount),
	setup: optional(setupOutcome),
	cacheState: cacheTemperature,
	ranBecause: optional(object({
		causes: array(runCause),
		more: optional(count)
	})),
	reuse: optional(object({
		savedMs: amount,
		tookMs: amount,
		bytes: amount
	})),
	confirmations: optional(array(confirmation)),
	notPaired: optional(notPaired),
	budgetMs: optional(amount),
	usual: optional(object({
		tool: picklist(USUAL_TOOLS),
		mostMs: amount
	})),
	logFile: optional(structure),
	logTail: optional(array(logText)),
	survivors: optional(array(freeText)),
	unended: optional(array(freeText)),
	series: optional(series),
	evidence: optional(stageEvidence),
	llm: optional(llmNumbers)
});
const machineUsage = object({
	intervalMs: amount,
	idlePercent: array(amount)
});
const cacheRecord = object({
	name,
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
	timeSavedMs: optional(pipe(number(), finite())),
	restoring: optional(restoreOutcome),
	saving: optional(saveOutcome)
});
const runRecordSchema = object({
	schema: literal(2),
	status: runStatus,
	run: object({
		id: structure,
		attempt: count,
		sha: optional(structure),
		dirty: optional(boolean()),
		branch: optional(structure),
		event: structure,
		pullRequest: optional(count),
		startedAt: structure,
		commitTime: optional(structure),
		workflow: optional(structure),
		job: optional(structure),
		step: optional(structure),
		matrix: optional(record(string(), structure)),
		leg: optional(structure),
		jobIndex: optional(count)
	}),
	environment: object({
		os: structure,
		image: optional(structure),
		arch: structure,
		cpuModel: optional(structure),
		cpus: count,
		memoryBytes: amount,
		slots: count
	}),
	machine: optional(machineUsage),
	pipeline: object({
		id: structure,
		fingerprint: structure,
		file: optional(structure)
	}),
	stages: array(stageRecord),
	caches: array(cacheRecord),
	totalMs: amount,
	comparison: optional(comparisonSchema),
	advice: optional(array(advice)),
	wholeJob: optional(wholeJob),
	overhead: optional(overhead),
	confirmationMs: optional(amount),
	baseline: optional(object({
		where: structure,
		runs: count,
		otherRuns: optional(count),
		bytes: optional(amount),
		ageDays: optional(amount),
		unreadable: optional(boolean())
	})),
	notices: array(notice)
});
const storedRunRecord = pipe(unknown(), transform(upgraded), runRecordSchema);
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
function hasRunNothing({ stages }) {
	return stages.every(({ status }) => status === "skipped");
}
function wasExecuted(stage) {
	return stage.status === "passed" || stage.status === "failed" || stage.status === "timed-out";
}
export { wasExecuted as a, whyUnused as c, storedRunRecord as i, selectStages as l, parseRunRecord as n, isKnownSchema as o, runRecordSchema as r, askedOfProvider as s, hasRunNothing as t };
