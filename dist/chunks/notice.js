import { B as union, E as optional, O as picklist, T as object, U as variant, b as minLength, f as integer, g as literal, k as pipe, l as finite, r as boolean, t as array, w as number, x as minValue } from "./dist.js";
import { i as structure, t as freeText } from "./free-text.js";
import { t as said } from "./said.js";
// src/record/facts/difference.ts
const difference = variant("kind", [
	object({
		kind: literal("value"),
		of: picklist([
			"command",
			"shell",
			"working-directory",
			"platform",
			"paths",
			"own-key",
			"output-pattern",
			"variable",
			"tool-version",
			"model",
			"key-part"
		]),
		name: optional(freeText),
		change: picklist([
			"added",
			"removed",
			"changed"
		]),
		before: optional(freeText),
		after: optional(freeText)
	}),
	object({
		kind: literal("file"),
		path: freeText,
		outputOf: optional(freeText),
		change: picklist([
			"added",
			"removed",
			"content",
			"executable",
			"not-executable",
			"target",
			"behind-link",
			"became-file",
			"became-link",
			"became-folder"
		])
	}),
	object({
		kind: literal("need"),
		stage: freeText,
		change: picklist([
			"added",
			"removed",
			"causes",
			"got-outputs",
			"lost-outputs"
		])
	})
]);
// src/record/facts/unreadable-file.ts
const amount$7 = pipe(number(), finite(), minValue(0));
const specialKind = picklist([
	"pipe",
	"socket",
	"device"
]);
const unreadableCause = variant("kind", [
	object({ kind: literal("gone") }),
	object({ kind: literal("name-not-utf8") }),
	object({ kind: literal("link-target-not-utf8") }),
	object({ kind: literal("link-loop") }),
	object({ kind: literal("not-permitted") }),
	object({
		kind: literal("special"),
		what: specialKind
	}),
	object({ kind: literal("no-file") }),
	object({
		kind: literal("too-much-behind-link"),
		files: amount$7,
		bytes: amount$7
	}),
	object({
		kind: literal("failed"),
		said: freeText
	})
]);
const unreadableFile = object({
	path: freeText,
	behind: optional(freeText),
	cause: unreadableCause
});
const unreadPart = variant("kind", [
	object({
		kind: literal("file"),
		file: unreadableFile
	}),
	object({
		kind: literal("need"),
		stage: structure
	}),
	object({
		kind: literal("failed"),
		said: freeText
	})
]);
// src/record/facts/store-fault.ts
const amount$6 = pipe(number(), finite(), minValue(0));
const pathFault = object({
	kind: literal("bad-path"),
	path: freeText,
	fault: picklist([
		"malformed",
		"not-relative",
		"leads-elsewhere"
	])
});
const archiveDamage = variant("kind", [
	object({ kind: literal("not-ours") }),
	object({ kind: literal("cut-short") }),
	object({ kind: literal("index-too-large") }),
	object({ kind: literal("index-changed") }),
	object({ kind: literal("index-malformed") }),
	object({ kind: literal("frames-malformed") }),
	object({ kind: literal("content-changed") }),
	object({ kind: literal("unknown-packing") }),
	object({ kind: literal("not-unpackable") }),
	object({ kind: literal("other-files") }),
	object({
		kind: literal("file-changed"),
		path: freeText
	}),
	object({
		kind: literal("outside"),
		path: freeText
	}),
	object({
		kind: literal("twice"),
		path: freeText
	}),
	object({
		kind: literal("through-link"),
		path: freeText
	}),
	object({
		kind: literal("larger-unpacked"),
		maxBytes: amount$6
	}),
	pathFault
]);
const failed = object({
	kind: literal("failed"),
	said: freeText
});
const unreadable = object({
	kind: literal("unreadable-file"),
	file: unreadableFile
});
const keyFaults = [object({
	kind: literal("too-many-restore-keys"),
	most: amount$6
}), object({
	kind: literal("key-too-long"),
	most: amount$6
})];
const missCause = variant("kind", [
	object({ kind: literal("no-entry") }),
	object({ kind: literal("foreign-entry") }),
	object({ kind: literal("archive-gone") }),
	object({
		kind: literal("archive-removed"),
		damage: archiveDamage
	}),
	object({
		kind: literal("needs-node"),
		packing: structure,
		version: structure
	}),
	object({ kind: literal("no-store") }),
	...keyFaults,
	failed
]);
const noService = object({
	kind: literal("no-service"),
	unset: array(structure)
});
const readCause = variant("kind", [
	noService,
	object({
		kind: literal("given-up"),
		afterMs: amount$6
	}),
	object({ kind: literal("unasked-entry") }),
	object({ kind: literal("known-damaged") }),
	object({
		kind: literal("archive-damaged"),
		damage: archiveDamage
	}),
	object({ kind: literal("not-unpacked") }),
	object({
		kind: literal("too-large"),
		maxBytes: amount$6
	}),
	object({
		kind: literal("needs-program"),
		program: structure
	}),
	object({
		kind: literal("toolkit"),
		said: freeText
	}),
	object({ kind: literal("toolkit-silent") }),
	object({
		kind: literal("program-silent"),
		program: structure
	}),
	object({
		kind: literal("process-ended"),
		exitCode: optional(number()),
		signal: optional(structure)
	}),
	object({ kind: literal("wrong-answer") }),
	object({ kind: literal("store-closed") }),
	object({ kind: literal("too-many-entries") }),
	failed,
	unreadable
]);
const placeObstacle = variant("kind", [
	object({
		kind: literal("not-a-folder"),
		path: freeText
	}),
	object({
		kind: literal("own-file-system"),
		path: freeText
	}),
	object({
		kind: literal("full-folder"),
		path: freeText
	}),
	object({
		kind: literal("parent-is-link"),
		path: freeText
	}),
	object({
		kind: literal("not-as-stored"),
		path: freeText
	}),
	object({
		kind: literal("half-placed"),
		said: freeText
	}),
	failed,
	unreadable
]);
const restoreFault = variant("kind", [
	missCause,
	readCause,
	placeObstacle
]);
const saveFault = variant("kind", [
	object({ kind: literal("nothing-there") }),
	object({ kind: literal("changed-meanwhile") }),
	object({
		kind: literal("changed-while-packed"),
		path: freeText
	}),
	object({
		kind: literal("became-link"),
		path: freeText
	}),
	object({
		kind: literal("special"),
		path: freeText,
		what: specialKind
	}),
	object({
		kind: literal("path-gone"),
		path: freeText
	}),
	object({ kind: literal("disk-full") }),
	object({
		kind: literal("entry-unreadable"),
		because: readCause
	}),
	object({ kind: literal("no-store") }),
	pathFault,
	...keyFaults,
	readCause
]);
// src/record/facts/cache-outcome.ts
const count$7 = pipe(number(), integer(), minValue(0));
const refusal$1 = variant("kind", [
	object({
		kind: literal("cache-mode"),
		mode: structure
	}),
	object({ kind: literal("fork") }),
	object({ kind: literal("pull-request") }),
	object({
		kind: literal("event"),
		event: structure
	}),
	object({ kind: literal("other-ref") }),
	object({ kind: literal("cold-start") })
]);
const completeness = variant("kind", [
	object({ kind: literal("complete") }),
	object({
		kind: literal("outdated"),
		differences: array(difference)
	}),
	object({
		kind: literal("incomplete"),
		missing: count$7,
		of: count$7
	}),
	object({ kind: literal("unknown") })
]);
const offCause = variant("kind", [
	object({
		kind: literal("no-service"),
		unset: array(structure)
	}),
	object({ kind: literal("too-late") }),
	refusal$1
]);
const restoreOutcome = variant("kind", [
	object({
		kind: literal("off"),
		because: offCause
	}),
	object({
		kind: literal("kept"),
		completeness
	}),
	object({
		kind: literal("older-entry"),
		differences: array(difference)
	}),
	object({
		kind: literal("missed"),
		because: missCause
	}),
	object({
		kind: literal("failed"),
		because: restoreFault
	}),
	object({
		kind: literal("said"),
		text: freeText
	})
]);
const keepCause = variant("kind", [
	refusal$1,
	object({
		kind: literal("stage"),
		stage: structure,
		status: picklist([
			"failed",
			"timed-out",
			"cancelled",
			"running"
		])
	}),
	object({ kind: literal("no-stage-ran") }),
	object({ kind: literal("half-in-place") }),
	object({ kind: literal("unchanged") }),
	object({ kind: literal("saved-by-other") }),
	object({
		kind: literal("link"),
		path: freeText
	}),
	saveFault
]);
const leftOutFile = object({
	kind: specialKind,
	path: freeText
});
const saveOutcome = variant("kind", [object({
	kind: literal("not-saved"),
	because: keepCause
}), object({
	kind: literal("left-out"),
	files: array(leftOutFile)
})]);
// src/record/facts/confirmation.ts
const amount$5 = pipe(number(), finite(), minValue(0));
const count$6 = pipe(number(), integer(), minValue(0));
const ref = picklist(["head", "base"]);
const notConfirmed = variant("kind", [
	object({ kind: literal("interrupted") }),
	object({
		kind: literal("no-time"),
		budgetMs: amount$5
	}),
	object({
		kind: literal("not-settled"),
		runs: count$6
	}),
	object({
		kind: literal("not-passed"),
		ref,
		cause: freeText
	}),
	object({
		kind: literal("need-not-passed"),
		need: structure,
		cause: freeText
	}),
	object({
		kind: literal("changed-files"),
		path: freeText,
		others: count$6
	}),
	object({
		kind: literal("submodule"),
		path: freeText
	}),
	object({
		kind: literal("no-commit"),
		cause: freeText
	}),
	object({ kind: literal("state-not-kept") }),
	object({
		kind: literal("state-too-large"),
		of: picklist(["stage", "run"]),
		mostBytes: amount$5
	}),
	object({
		kind: literal("state-too-slow"),
		mostMs: amount$5
	}),
	object({
		kind: literal("state-behind-link"),
		path: freeText
	}),
	object({
		kind: literal("state-unreadable"),
		cause: freeText
	}),
	object({
		kind: literal("not-a-folder"),
		path: freeText
	}),
	object({ kind: literal("base-unknown") }),
	object({ kind: literal("base-not-a-hash") }),
	object({
		kind: literal("base-not-fetched"),
		cause: freeText
	}),
	object({ kind: literal("base-without-definition") }),
	object({ kind: literal("base-without-stage") }),
	object({
		kind: literal("large-file-differs"),
		path: freeText
	}),
	object({
		kind: literal("failed"),
		cause: freeText
	}),
	said
]);
const notPaired = variant("kind", [object({
	kind: literal("no-time"),
	neededMs: amount$5,
	leftMs: amount$5
}), object({
	kind: literal("no-base"),
	why: notConfirmed
})]);
// src/record/facts/faults/folder-fault.ts
const refusal = variant("why", [
	object({
		why: literal("tracked"),
		folder: freeText,
		path: freeText
	}),
	object({
		why: literal("git-silent"),
		folder: freeText,
		cause: freeText
	}),
	object({
		why: literal("not-removable"),
		folder: freeText,
		cause: freeText
	})
]);
const roomFault = variant("why", [
	object({
		why: literal("no-files"),
		folder: freeText
	}),
	object({
		why: literal("little-room"),
		folder: freeText
	}),
	object({
		why: literal("system"),
		cause: freeText
	})
]);
// src/record/facts/faults/github-failure.ts
const count$5 = pipe(number(), integer(), minValue(0));
const gitHubFailure = variant("kind", [
	object({ kind: literal("no-token") }),
	object({
		kind: literal("bad-repository"),
		written: structure
	}),
	object({
		kind: literal("no-answer"),
		said: freeText
	}),
	object({
		kind: literal("limit"),
		status: count$5
	}),
	object({ kind: literal("bad-token") }),
	object({
		kind: literal("forbidden"),
		said: freeText
	}),
	object({
		kind: literal("server-error"),
		status: count$5
	}),
	object({
		kind: literal("refused"),
		status: count$5,
		said: freeText
	})
]);
const commentFault = variant("why", [
	object({
		why: literal("github"),
		failure: gitHubFailure
	}),
	object({ why: literal("contended") }),
	object({
		why: literal("too-many"),
		pipelines: count$5
	})
]);
const forkReportFault = variant("why", [
	object({ why: literal("too-large") }),
	object({ why: literal("not-json") }),
	object({ why: literal("out-of-bounds") }),
	object({
		why: literal("bad-value"),
		place: optional(freeText)
	}),
	object({ why: literal("other-commit") }),
	object({ why: literal("other-repository") }),
	object({ why: literal("other-job") }),
	object({
		why: literal("bad-archive"),
		cause: freeText
	})
]);
const forkFault = variant("why", [
	object({
		why: literal("github"),
		failure: gitHubFailure
	}),
	object({ why: literal("no-triggering-run") }),
	object({
		why: literal("other-event"),
		event: freeText
	}),
	object({ why: literal("head-gone") }),
	object({ why: literal("no-pull-request") }),
	object({ why: literal("several-pull-requests") }),
	object({ why: literal("no-artifact") }),
	object({ why: literal("nothing-to-say") }),
	object({
		why: literal("twin-artifacts"),
		name: freeText
	}),
	object({ why: literal("expired") }),
	object({ why: literal("large-artifact") }),
	object({
		why: literal("bad-report"),
		fault: forkReportFault
	}),
	object({
		why: literal("more-reports"),
		count: count$5
	}),
	object({
		why: literal("not-written"),
		cause: freeText
	}),
	object({
		why: literal("not-uploaded"),
		cause: freeText
	}),
	object({
		why: literal("late"),
		limitMs: number()
	})
]);
// src/record/facts/faults/history-fault.ts
const count$4 = pipe(number(), integer(), minValue(0));
const historyPlace = variant("in", [
	object({
		in: literal("file"),
		file: freeText
	}),
	object({
		in: literal("branch"),
		branch: structure,
		file: structure
	}),
	object({ in: literal("cache") }),
	object({ in: literal("waiting") })
]);
const badRun = variant("why", [
	object({
		why: literal("bad-value"),
		place: optional(freeText),
		said: freeText
	}),
	object({ why: literal("no-date") }),
	object({ why: literal("long-time") })
]);
const historyCause = variant("kind", [
	object({
		kind: literal("too-large"),
		mostBytes: count$4
	}),
	object({ kind: literal("not-a-file") }),
	object({
		kind: literal("not-json"),
		said: freeText
	}),
	object({ kind: literal("not-a-history") }),
	object({ kind: literal("no-list-of-runs") }),
	object({
		kind: literal("other-schema"),
		schema: freeText,
		newest: count$4
	}),
	object({
		kind: literal("bad-runs"),
		first: badRun
	}),
	object({
		kind: literal("github"),
		failure: gitHubFailure
	}),
	object({ kind: literal("contended") }),
	object({
		kind: literal("refused"),
		refusal
	}),
	object({
		kind: literal("store"),
		because: union([restoreFault, saveFault])
	}),
	object({
		kind: literal("said"),
		said: freeText
	})
]);
const historyFailure = object({
	at: optional(historyPlace),
	cause: historyCause,
	isApart: optional(boolean())
});
const HISTORY_FAULTS = [
	"unavailable",
	"late",
	"damaged",
	"other-version",
	"too-large",
	"not-a-file",
	"untrusted",
	"other-packing"
];
// src/record/facts/notice/history.ts
const count$3 = pipe(number(), integer(), minValue(0));
const historyNotice = variant("kind", [
	object({
		kind: literal("baseline-unread"),
		fault: picklist(HISTORY_FAULTS),
		failure: historyFailure
	}),
	object({
		kind: literal("waiting-unread"),
		fault: picklist(HISTORY_FAULTS),
		failure: historyFailure
	}),
	object({
		kind: literal("no-baseline-file"),
		file: freeText
	}),
	object({ kind: literal("history-apart") }),
	object({
		kind: literal("runs-left-out"),
		at: historyPlace,
		left: count$3,
		runs: count$3,
		first: optional(badRun)
	}),
	object({
		kind: literal("history-set-aside"),
		file: freeText
	}),
	object({
		kind: literal("run-waits"),
		failure: historyFailure
	}),
	object({
		kind: literal("run-not-added"),
		cause: historyCause
	})
]);
// src/record/facts/notice/llm.ts
const count$2 = pipe(number(), integer(), minValue(0));
const amount$4 = pipe(number(), finite(), minValue(0));
const llmNotice = variant("kind", [
	object({
		kind: literal("llm-port-taken"),
		port: count$2
	}),
	object({
		kind: literal("llm-reply-damaged"),
		isRemoved: boolean()
	}),
	object({
		kind: literal("llm-server-started"),
		command: freeText,
		tookMs: amount$4
	}),
	object({
		kind: literal("llm-not-routed"),
		variable: structure,
		from: structure,
		why: picklist(["not-a-url", "credentials"])
	})
]);
// src/record/facts/notice/publishing.ts
const amount$3 = pipe(number(), finite(), minValue(0));
const documentFault = variant("why", [
	object({
		why: literal("too-large"),
		mostBytes: amount$3
	}),
	object({
		why: literal("too-many"),
		most: amount$3
	}),
	object({ why: literal("changed") }),
	object({
		why: literal("late"),
		limitMs: amount$3
	}),
	object({
		why: literal("failed"),
		cause: freeText
	})
]);
const publishingNotice = variant("kind", [
	object({
		kind: literal("no-comment"),
		fault: commentFault
	}),
	object({
		kind: literal("no-check-run"),
		failure: gitHubFailure
	}),
	object({
		kind: literal("labels-unread"),
		failure: gitHubFailure
	}),
	object({
		kind: literal("no-fork-report"),
		fault: forkFault
	}),
	object({
		kind: literal("fork-not-commented"),
		fault: forkFault
	}),
	object({
		kind: literal("not-handed-over"),
		what: picklist(["output", "state"]),
		name: structure,
		cause: freeText
	}),
	object({
		kind: literal("no-artifact-in-time"),
		limitMs: amount$3
	}),
	object({ kind: literal("logs-withheld") }),
	object({
		kind: literal("log-too-large"),
		file: structure,
		bytes: amount$3,
		mostBytes: amount$3
	}),
	object({
		kind: literal("documents-not-uploaded"),
		files: array(structure),
		fault: documentFault
	}),
	object({ kind: literal("no-summary") }),
	object({ kind: literal("no-report") }),
	object({
		kind: literal("foreign-report"),
		folder: freeText
	})
]);
// src/record/facts/cache-notice.ts
const cacheNotice = variant("kind", [
	object({
		kind: literal("cache-not-restored"),
		cache: structure,
		because: restoreFault
	}),
	object({
		kind: literal("cache-not-saved"),
		cache: structure,
		because: keepCause
	}),
	object({
		kind: literal("result-not-used"),
		stage: structure,
		because: restoreFault
	})
]);
// src/record/facts/layer.ts
const amount$2 = pipe(number(), finite(), minValue(0));
const paths$2 = array(freeText);
const layerNumbers = object({
	entries: amount$2,
	contentBytes: amount$2,
	bytes: optional(amount$2),
	transferMs: amount$2,
	placeMs: amount$2
});
const notDone = [
	object({ kind: literal("no-root") }),
	object({
		kind: literal("not-here"),
		missing: picklist(["linux", "proc"])
	}),
	object({
		kind: literal("needs-program"),
		program: structure
	}),
	object({ kind: literal("busy") }),
	object({
		kind: literal("failed"),
		said: freeText
	})
];
const layerNotRestored = variant("kind", [
	...notDone,
	object({
		kind: literal("store"),
		because: restoreFault
	}),
	object({
		kind: literal("forbidden"),
		path: freeText,
		because: picklist([
			"outside-roots",
			"credential",
			"excluded",
			"mode"
		])
	}),
	object({
		kind: literal("other-machine"),
		paths: paths$2
	}),
	object({
		kind: literal("other-file-system"),
		path: freeText
	}),
	object({
		kind: literal("no-space"),
		neededBytes: amount$2,
		freeBytes: amount$2
	}),
	object({
		kind: literal("swapped"),
		path: freeText
	}),
	object({
		kind: literal("unsettled"),
		paths: paths$2
	}),
	object({
		kind: literal("silent"),
		tools: array(structure)
	})
]);
const layerNotKept = variant("kind", [
	...notDone,
	object({ kind: literal("unknown-machine") }),
	object({
		kind: literal("clock-stepped"),
		byMs: number()
	}),
	object({
		kind: literal("changed-meanwhile"),
		path: freeText
	}),
	object({
		kind: literal("outside"),
		paths: paths$2
	}),
	object({
		kind: literal("too-large"),
		bytes: amount$2,
		maxBytes: amount$2
	}),
	object({
		kind: literal("store"),
		because: saveFault
	})
]);
const layerNotice = variant("kind", [
	object({
		kind: literal("layer-not-restored"),
		stage: structure,
		because: layerNotRestored
	}),
	object({
		kind: literal("layer-not-kept"),
		stage: structure,
		because: layerNotKept
	}),
	object({
		kind: literal("layer-without"),
		stage: structure,
		paths: paths$2
	})
]);
// src/record/facts/stage/not-stored.ts
const paths$1 = array(freeText);
const stages = array(structure);
const notStoredSchema = variant("kind", [
	object({
		kind: literal("inputs-changed"),
		paths: paths$1,
		when: picklist(["waiting", "running"])
	}),
	object({
		kind: literal("own-inputs"),
		paths: paths$1
	}),
	object({
		kind: literal("undeclared-writes"),
		paths: paths$1
	}),
	object({
		kind: literal("shared-outputs"),
		paths: paths$1,
		stages
	}),
	object({
		kind: literal("overwritten"),
		paths: paths$1,
		stages
	}),
	object({
		kind: literal("missing-output"),
		pattern: structure,
		foreign: optional(freeText)
	}),
	object({
		kind: literal("link"),
		path: freeText,
		target: freeText
	}),
	object({
		kind: literal("unreadable"),
		what: picklist(["inputs", "outputs"]),
		because: unreadPart
	}),
	object({
		kind: literal("unsettled"),
		path: freeText
	}),
	object({
		kind: literal("failed-attempt"),
		path: freeText
	}),
	object({
		kind: literal("half-cache"),
		cache: structure
	}),
	object({
		kind: literal("store"),
		because: saveFault
	})
]);
// src/record/facts/notice/reuse.ts
const paths = array(freeText);
const reuseNotice = variant("kind", [
	object({
		kind: literal("result-not-stored"),
		stage: structure,
		why: notStoredSchema
	}),
	object({
		kind: literal("stray-writes"),
		what: picklist([
			"own-input",
			"race",
			"undeclared",
			"others-output"
		]),
		writers: array(structure),
		other: structure,
		isNeeded: boolean(),
		paths
	}),
	object({
		kind: literal("shared-outputs"),
		stages: array(structure),
		paths
	}),
	object({
		kind: literal("tracked-changed"),
		writers: array(structure),
		paths
	}),
	cacheNotice,
	layerNotice
]);
// src/record/facts/mute-gate.ts
const failOn = picklist(["regression", "any"]);
const muteGate = variant("kind", [
	object({
		kind: literal("not-confirming"),
		failOn
	}),
	object({
		kind: literal("not-confirmed"),
		failOn,
		stages: array(structure)
	}),
	object({
		kind: literal("baseline-unreadable"),
		failOn
	}),
	object({
		kind: literal("no-baseline"),
		failOn
	})
]);
// src/record/facts/notice/run.ts
const count$1 = pipe(number(), integer(), minValue(0));
const runNotice = variant("kind", [
	object({
		kind: literal("fault"),
		of: picklist([
			"services",
			"live-output",
			"confirmation",
			"saving-caches",
			"whole-job",
			"comparison",
			"looking-around",
			"saving-run",
			"closing-caches",
			"clearing-confirmation",
			"ending-leftovers",
			"git-ignored",
			"write-watch",
			"preparation",
			"snapshot",
			"preparing-again",
			"evidence",
			"ending-processes",
			"saving-result",
			"output-size",
			"model-access",
			"model-requests",
			"llm-proxy-start",
			"llm-proxy",
			"llm-reply",
			"llm-replies",
			"outputs",
			"annotations",
			"pull-request",
			"report",
			"summary",
			"artifact",
			"documents",
			"logs",
			"engine",
			"engine-meanwhile"
		]),
		stage: optional(structure),
		cause: freeText
	}),
	object({
		kind: literal("commit-unread"),
		cause: freeText
	}),
	object({
		kind: literal("unguarded"),
		cause: freeText
	}),
	object({
		kind: literal("folder-refused"),
		refusal,
		isRemoved: boolean()
	}),
	object({
		kind: literal("report-not-written"),
		folder: freeText,
		cause: freeText
	}),
	object({
		kind: literal("report-elsewhere"),
		folder: freeText,
		fault: optional(roomFault)
	}),
	object({
		kind: literal("stray-process"),
		pid: count$1,
		command: freeText
	}),
	object({
		kind: literal("command-file"),
		file: structure,
		isUndone: boolean()
	}),
	object({
		kind: literal("gate-mute"),
		why: muteGate
	}),
	object({
		kind: literal("suspicion-stays"),
		stage: structure,
		why: notConfirmed
	})
]);
// src/record/facts/stage/evidence-problem.ts
const count = pipe(number(), integer(), minValue(0));
const amount$1 = pipe(number(), finite(), minValue(0));
const fileProblem = variant("kind", [
	object({ kind: literal("missing") }),
	object({ kind: literal("stale") }),
	object({
		kind: literal("no-file"),
		what: picklist(["folder", "other"])
	}),
	object({ kind: literal("empty") }),
	object({
		kind: literal("too-large"),
		limitBytes: amount$1
	}),
	object({
		kind: literal("system"),
		message: freeText
	})
]);
const parserProblem = variant("kind", [
	object({ kind: literal("other-format") }),
	object({
		kind: literal("beyond-bounds"),
		what: picklist([
			"depth",
			"attributes",
			"tests"
		]),
		limit: count
	}),
	object({
		kind: literal("incomplete"),
		found: count,
		planned: optional(count),
		said: optional(freeText)
	}),
	object({
		kind: literal("times-left-out"),
		times: object({
			tooLong: count,
			longestMs: amount$1,
			unreadable: count
		}),
		stageMs: amount$1
	}),
	object({
		kind: literal("lacks-files"),
		files: pipe(array(freeText), minLength(1)),
		more: optional(count)
	}),
	object({
		kind: literal("other-root"),
		root: freeText
	}),
	object({
		kind: literal("two-roots"),
		line: count
	}),
	object({
		kind: literal("torn"),
		element: freeText,
		line: count,
		column: count
	})
]);
const evidenceProblem = object({
	source: structure,
	path: optional(structure),
	problem: variant("kind", [fileProblem, parserProblem])
});
// src/record/facts/notice/stage.ts
const amount = pipe(number(), finite(), minValue(0));
const stageNotice = variant("kind", [
	object({
		kind: literal("logs-elsewhere"),
		folder: freeText,
		fault: roomFault
	}),
	object({
		kind: literal("logs-not-kept"),
		fault: roomFault
	}),
	object({
		kind: literal("log-lost"),
		stage: structure
	}),
	object({
		kind: literal("log-shortened"),
		stage: structure,
		bytes: amount
	}),
	object({
		kind: literal("log-not-redacted"),
		stage: structure,
		isRemoved: boolean(),
		cause: freeText
	}),
	object({
		kind: literal("evidence"),
		stage: structure,
		problem: evidenceProblem
	}),
	object({
		kind: literal("llm-unused"),
		stage: structure,
		why: picklist([
			"all-refused",
			"listings-only",
			"no-request"
		])
	})
]);
// src/record/facts/notice/notice.ts
const notice = variant("kind", [
	runNotice,
	stageNotice,
	reuseNotice,
	llmNotice,
	historyNotice,
	publishingNotice,
	object({
		kind: literal("said"),
		text: freeText
	})
]);
function noticeKey(one) {
	return JSON.stringify(one);
}
export { notPaired as a, saveOutcome as c, difference as d, layerNumbers as i, restoreFault as l, noticeKey as n, ref as o, notStoredSchema as r, restoreOutcome as s, notice as t, unreadPart as u };
