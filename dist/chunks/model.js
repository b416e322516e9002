import { n as spanOf, t as criticalPath } from "./critical-path.js";
import { i as shareOf, n as findOverruns, r as measureRun, t as findBottlenecks } from "./metrics.js";
import { r as statusWords, t as hasFailed } from "./status.js";
import { a as oneLine, i as logLine, n as counted, r as listWords } from "./text.js";
import { n as formatDuration, r as formatShare, t as formatBytes } from "./units.js";
import { r as wasExecuted } from "./run-record.js";
// src/reporting/facts.ts
/** What a report says about the run itself, the machine it ran on, and what could not be measured. */
const LONGEST_FACT = 120;
/** Which run this is: pipeline, branch, commit, event, time. */
function runFacts({ run, pipeline }) {
	const attempt = run.attempt > 1 ? `${run.id}, attempt ${run.attempt}` : run.id;
	return facts([
		["Pipeline", pipeline.id],
		["Branch", run.branch],
		["Commit", run.sha?.slice(0, 12)],
		["Pull request", run.pullRequest === void 0 ? void 0 : String(run.pullRequest)],
		["Event", run.event],
		["Started", run.startedAt.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")],
		["Run", attempt]
	]);
}
/** The machine, and how many stages it may run at once. */
function environmentFacts({ environment }) {
	const { os, image, arch, cpuModel, cpus, memoryBytes, slots } = environment;
	return facts([
		["Operating system", `${os} (${arch})`],
		["Runner image", image],
		["Processor", cpuModel],
		["Cores", String(cpus)],
		["Memory", formatBytes(memoryBytes)],
		["Slots", String(slots)]
	]);
}
const MEASUREMENTS = [
	["CPU time", (stage) => stage.cpuMs],
	["memory", (stage) => stage.peakRssBytes],
	["bytes read and written", (stage) => stage.readBytes ?? stage.writeBytes]
];
/** A sentence for what no executed stage has a measurement of, and none where every kind has one. */
function unmeasured(record) {
	const executed = record.stages.filter(wasExecuted);
	if (executed.length === 0) return [];
	const missing = MEASUREMENTS.flatMap(([label, read]) => executed.every((stage) => read(stage) === void 0) ? [label] : []);
	if (missing.length === 0) return [];
	return [`Not measured in this run (${oneLine(record.environment.os, LONGEST_FACT)}): ${missing.join(", ")}.`];
}
function facts(entries) {
	return entries.flatMap(([label, text]) => {
		const value = oneLine(text ?? "", LONGEST_FACT);
		return value === "" ? [] : [{
			label,
			value
		}];
	});
}
// src/reporting/stage-row.ts
/** One stage as the report shows it. */
const LONGEST_NAME = 80;
const LONGEST_REASON = 300;
/** The stage's name as one line of visible text; its id where it has none. */
function stageName(stage) {
	return oneLine(stage.name, LONGEST_NAME) || oneLine(stage.id, LONGEST_NAME) || "(unnamed)";
}
/** The reason the stage gives, as one line of visible text; empty where it gives none. */
function stageReason(stage) {
	return oneLine(stage.reason ?? "", LONGEST_REASON);
}
/** Words and numbers of one stage. */
function stageRow(stage, record, marks) {
	const status = statusWords(stage);
	const reason = stageReason(stage);
	const bottleneck = marks.bottlenecks.has(stage.id);
	const overrun = marks.overruns.has(stage.id);
	return {
		id: stage.id,
		name: stageName(stage),
		status,
		...reason !== "" && { reason },
		marks: [
			...bottleneck ? ["bottleneck"] : [],
			...overrun ? [`over budget of ${formatDuration(stage.budgetMs ?? 0)}`] : [],
			...stage.attempts > 1 ? [`${stage.attempts} attempts`] : []
		],
		notable: bottleneck || overrun || status.tone === "bad" || status.tone === "warn",
		critical: marks.critical.has(stage.id),
		bottleneck,
		...quantity("duration", stage.durationMs, formatDuration),
		...quantity("share", shareOf(stage, record.totalMs), formatShare),
		...quantity("cpu", stage.cpuMs, formatDuration),
		...quantity("memory", stage.peakRssBytes, formatBytes),
		...quantity("read", stage.readBytes, formatBytes),
		...quantity("written", stage.writeBytes, formatBytes),
		...quantity("outputs", stage.outputBytes, formatBytes)
	};
}
function quantity(key, value, format) {
	if (value === void 0) return {};
	return { [key]: {
		value,
		text: format(value)
	} };
}
// src/reporting/headline.ts
/** In the order in which the headline counts them. */
const COUNTED = [
	["passed", "passed"],
	["reused", "reused"],
	["failed", "failed"],
	["timed-out", "timed out"],
	["cancelled", "cancelled"],
	["skipped", "skipped"]
];
/** `Pipeline passed in 2m 15s: 8 stages passed, 1 skipped`, or what else became of the run. */
function headlineOf(record) {
	const total = formatDuration(record.totalMs);
	switch (record.status) {
		case "running": return {
			text: `Running: ${progress(record)}`,
			tone: "busy"
		};
		case "passed": return {
			text: `Pipeline passed in ${total}: ${counts(record.stages)}`,
			tone: "good"
		};
		case "cancelled": return {
			text: `Interrupted after ${total}: ${counts(record.stages)}`,
			tone: "warn"
		};
		case "failed": {
			const culprits = record.stages.filter((stage) => hasFailed(stage) && !stage.optional);
			const others = record.stages.filter((stage) => !culprits.includes(stage));
			const rest = others.length > 0 ? `; ${counts(others)}` : "";
			return {
				text: `${failure(culprits, total)}${rest}`,
				tone: "bad"
			};
		}
	}
}
/** `failed after 12s (exit code 12)`: what became of a stage that failed, without its name. */
function failureWords(stage) {
	const after = stage.durationMs === void 0 ? "" : ` after ${formatDuration(stage.durationMs)}`;
	if (stage.status === "timed-out") return `timed out${after}`;
	const code = stage.exitCode === void 0 ? stageReason(stage) : `exit code ${stage.exitCode}`;
	return `failed${after}${code === "" ? "" : ` (${code})`}`;
}
function failure(culprits, total) {
	const [first, ...more] = culprits;
	if (first === void 0) return `Pipeline failed after ${total}`;
	if (more.length === 0) return `${stageName(first)} ${failureWords(first)}`;
	return `${listWords(culprits.map(stageName), 3)} failed; the run took ${total}`;
}
function progress(record) {
	const done = record.stages.filter((stage) => !isAhead(stage)).length;
	const failed = record.stages.filter((stage) => hasFailed(stage) && !stage.optional).length;
	const failures = failed > 0 ? `, ${failed} failed` : "";
	return `${done} of ${counted(record.stages.length, "stage")} done${failures}`;
}
/** `8 stages passed, 1 skipped`. */
function counts(stages) {
	const parts = [];
	for (const [status, word] of COUNTED) {
		const count = stages.filter((stage) => stage.status === status).length;
		if (count > 0) parts.push(`${parts.length > 0 ? count : counted(count, "stage")} ${word}`);
	}
	const unfinished = stages.filter(isAhead).length;
	if (unfinished > 0) parts.push(`${unfinished} unfinished`);
	return parts.length > 0 ? parts.join(", ") : "no stages";
}
function isAhead(stage) {
	return stage.status === "pending" || stage.status === "running";
}
// src/reporting/model.ts
/**
* The one report that every renderer shows. All words, numbers and judgements are decided here, and
* all text is visible text on one line; a renderer lays out, and escapes for its own format.
*/
const LONGEST_LOG_LINE = 300;
const LONGEST_NOTICE = 500;
/** Makes the report of a finished run, or of one that is under way. */
function buildReport(record, options) {
	const path = criticalPath(record);
	const bottlenecks = findBottlenecks(record, options.marks);
	const overruns = findOverruns(record);
	const marks = {
		bottlenecks: new Set(bottlenecks.map((stage) => stage.id)),
		critical: new Set(path.map((step) => step.id)),
		overruns: new Set(overruns.map((stage) => stage.id))
	};
	const rows = new Map(record.stages.map((stage) => [stage, stageRow(stage, record, marks)]));
	const stages = [...rows.values()];
	const names = new Map(record.stages.map((stage) => [stage.id, stageName(stage)]));
	const nameOf = (id) => names.get(id) ?? "";
	return {
		headline: headlineOf(record),
		comparison: "No baseline yet: nothing to compare with.",
		metrics: metricsOf(record, nameOf),
		warnings: [...bottlenecks.map(({ id, durationMs, share }) => {
			const whole = record.status === "running" ? "the time so far" : "the total";
			return {
				label: "Bottleneck",
				text: `${nameOf(id)} took ${formatDuration(durationMs)}, ${formatShare(share)} of ${whole}`
			};
		}), ...overruns.map(({ id, durationMs, budgetMs }) => {
			return {
				label: "Over budget",
				text: `${nameOf(id)} took ${formatDuration(durationMs)}, its budget is ${formatDuration(budgetMs)}`
			};
		})],
		failures: record.stages.filter(hasFailed).map(failureOf),
		stages,
		remarks: [...overlap(stages), ...unmeasured(record)],
		skipped: record.stages.flatMap((stage) => {
			const row = rows.get(stage);
			return stage.status === "skipped" && row !== void 0 ? [row] : [];
		}),
		timeline: timelineOf(record, rows),
		path: path.map((step) => pathStep(step, nameOf)),
		charts: record.stages.flatMap((stage) => {
			const { series } = stage;
			if (series === void 0) return [];
			const lengthMs = stage.durationMs ?? series.intervalMs * series.cpuPercent.length;
			return [{
				name: stageName(stage),
				length: formatDuration(lengthMs),
				series
			}];
		}),
		survivors: record.stages.flatMap((stage) => (stage.survivors ?? []).map((command) => `${oneLine(command, LONGEST_NOTICE)} outlived ${stageName(stage)} and was ended with the run`)),
		notices: record.notices.map((notice) => oneLine(notice, LONGEST_NOTICE)),
		run: runFacts(record),
		environment: environmentFacts(record)
	};
}
function metricsOf(record, nameOf) {
	const { totalMs, executed, averageMs, slowest, fastest } = measureRun(record);
	const soFar = record.status === "running" ? { detail: "so far" } : {};
	return [
		{
			label: "Total Execution Time",
			value: formatDuration(totalMs),
			...soFar
		},
		...averageMs === void 0 ? [] : [{
			label: "Average Stage Time",
			value: formatDuration(averageMs),
			detail: `over ${counted(executed, "executed stage")}`
		}],
		...slowest === void 0 ? [] : [{
			label: "Slowest Stage",
			value: nameOf(slowest.id),
			detail: `${formatDuration(slowest.durationMs)}, ${formatShare(slowest.share)}`
		}],
		...fastest === void 0 ? [] : [{
			label: "Fastest Stage",
			value: nameOf(fastest.id),
			detail: formatDuration(fastest.durationMs)
		}]
	];
}
function failureOf(stage) {
	const reason = stageReason(stage);
	return {
		name: stageName(stage),
		text: `${failureWords(stage)}${stage.optional ? ", optional" : ""}`,
		...reason !== "" && { reason },
		lines: (stage.logTail ?? []).slice(-20).map((line) => logLine(line, LONGEST_LOG_LINE)),
		...stage.logFile !== void 0 && { logFile: oneLine(stage.logFile, LONGEST_LOG_LINE) }
	};
}
/** Shares are of the run's total, so that those of stages which overlap add up to more than it. */
function overlap(stages) {
	const sum = stages.reduce((total, row) => total + (row.share?.value ?? 0), 0);
	if (sum <= 1.01) return [];
	return [`Stages ran at the same time, so that their shares add up to ${formatShare(sum)}.`];
}
function timelineOf(record, rows) {
	const placed = [...rows].flatMap(([stage, row]) => {
		const span = spanOf(stage, record.totalMs);
		return span === void 0 ? [] : [{
			row,
			...span
		}];
	});
	return {
		lengthMs: placed.reduce((length, { endMs }) => Math.max(length, endMs), record.totalMs),
		rows: placed.sort((a, b) => a.startMs - b.startMs)
	};
}
function pathStep(step, nameOf) {
	const { after } = step;
	const slot = after.kind === "slot" ? { wait: `waited ${formatDuration(after.waitMs)} for the slot of ${nameOf(after.id)}` } : {};
	return {
		name: nameOf(step.id),
		duration: formatDuration(step.endMs - step.startMs),
		...slot
	};
}
export { buildReport as t };
