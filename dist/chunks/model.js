import { r as stageName, t as hasFailed } from "./status.js";
import { t as failureCause } from "./failure-cause.js";
import { a as measureRun, i as measureReuse, n as findOverUsual, r as findOverruns, t as findBottlenecks } from "./metrics.js";
import { t as criticalPath } from "./critical-path.js";
import { i as legTitle, r as jobTitle } from "./job.js";
import { a as oneLine, i as logLine, n as counted } from "./text.js";
import { o as formatSetting, r as formatDuration, s as formatShare, t as formatBytes } from "./units.js";
import { r as timeSpentOn, t as costsMoreThanItSaves } from "./cache-savings2.js";
import { i as keepCauseWords, o as restoreWords, s as saveWords } from "./not-stored.js";
import { i as testName, o as quantity, t as movedRows } from "./moved-parts.js";
import { r as movesOf, t as findingOf } from "./changes.js";
import { a as wasExecuted, t as hasRunNothing } from "./run-record.js";
import { n as layerMs, r as layerOf, t as noticeWords } from "./notices.js";
import { a as comparedRun, c as overUsualWords, d as stageNames, f as isNotable, i as timelineOf, l as stageReason, o as historyFact, p as verdictWord, r as pathRow, u as stageRow } from "./timeline.js";
import { n as sum } from "./numbers.js";
import { n as trendsOf } from "./trends.js";
import { n as adviceTexts, r as evidenceRow } from "./advice.js";
import { n as changeWords } from "./change.js";
// src/analysis/blame.ts
function failedStages({ stages }) {
	return stages.filter((stage) => hasFailed(stage) && !stage.optional).sort((a, b) => endMs(a) - endMs(b));
}
function endMs({ startMs = 0, durationMs = 0 }) {
	return startMs + durationMs;
}
function blames({ stages }) {
	const byId = new Map(stages.map((stage) => [stage.id, stage]));
	return new Map(stages.flatMap((stage) => {
		const blame = stage.status === "skipped" ? blameOf(stage, byId, /* @__PURE__ */ new Set()) : void 0;
		return blame === void 0 ? [] : [[stage.id, blame]];
	}));
}
function blameOf({ reason }, byId, seen) {
	if (reason?.kind === "interrupted") return { kind: "interrupted" };
	if (reason?.kind === "left-out") return {
		kind: "left-out",
		by: reason.by
	};
	const other = byId.get(otherIn(reason) ?? "");
	if (other === void 0 || seen.has(other.id)) return void 0;
	if (hasFailed(other)) return {
		kind: "failed",
		stage: other.id
	};
	const blame = blameOf(other, byId, seen.add(other.id));
	return blame !== void 0 && blame.kind !== "left-out" ? blame : {
		kind: "not-run",
		stage: other.id
	};
}
function otherIn(reason) {
	switch (reason?.kind) {
		case "needs":
		case "not-started-after":
		case "ended-after": return reason.stage;
		default: return;
	}
}
// src/reporting/rows/cache-row.ts
const LONGEST_NAME = 60;
const LONGEST_REASON = 300;
const SHOWN_MS = 50;
const STATES = {
	exact: {
		symbol: "✓",
		word: "exact hit",
		tone: "good"
	},
	prefix: {
		symbol: "◐",
		word: "older entry",
		tone: "good"
	},
	miss: {
		symbol: "○",
		word: "miss",
		tone: "quiet"
	},
	off: {
		symbol: "–",
		word: "off",
		tone: "quiet"
	},
	error: {
		symbol: "⚠",
		word: "miss (failed)",
		tone: "warn"
	}
};
function cacheRow(cache, record) {
	const said = [cache.restoring && restoreWords(cache.restoring), cache.saving && saveWords(cache.saving)];
	const reason = oneLine(said.filter(Boolean).join("; "), LONGEST_REASON);
	const timeSaved = timeSavedOf(cache, record);
	return {
		name: cacheName(cache),
		state: STATES[cache.state],
		...reason !== "" && { reason },
		...quantity("size", cache.restoredBytes, formatBytes),
		...quantity("restore", cache.restoreMs, shortTime),
		...cache.saved && quantity("saved", cache.savedBytes ?? 0, (bytes) => savedWords$1(bytes, cache)),
		...timeSaved !== void 0 && { timeSaved },
		costly: costsMoreThanItSaves(cache) === true
	};
}
function cacheTable(record) {
	const shared = sharedCause(record.caches);
	if (shared === void 0) return { rows: record.caches.map((cache) => cacheRow(cache, record)) };
	return {
		rows: record.caches.map(({ saving, ...cache }) => cacheRow(saving?.kind === "left-out" ? {
			...cache,
			saving
		} : cache, record)),
		remark: `Not saved: ${oneLine(keepCauseWords(shared), LONGEST_REASON)}.`
	};
}
function sharedCause(caches) {
	const [first, ...others] = caches.flatMap(({ saving }) => saving?.kind === "not-saved" ? [saving.because] : []);
	return others.length > 0 && others.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : void 0;
}
function costWords(cache) {
	const { timeSavedMs } = cache;
	if (timeSavedMs === void 0 || costsMoreThanItSaves(cache) !== true) return void 0;
	const saved = timeSavedMs > 0 ? `saved ${shortTime(timeSavedMs)}` : "saved nothing";
	return `${cacheName(cache)} took ${shortTime(timeSpentOn(cache))} to restore and save, and ${saved}: it costs more than it saves`;
}
function cacheName({ name }) {
	return oneLine(name, LONGEST_NAME) || "(unnamed)";
}
function savedWords$1(bytes, { saveMs }) {
	const size = formatBytes(bytes);
	return saveMs === void 0 ? size : `${size} in ${shortTime(saveMs)}`;
}
function timeSavedOf(cache, record) {
	if (cache.state !== "exact" && cache.state !== "prefix") return void 0;
	const { stages, timeSavedMs } = cache;
	if (timeSavedMs !== void 0) return {
		value: timeSavedMs,
		text: timeSavedMs < 0 ? `none, ${shortTime(-timeSavedMs)} slower` : shortTime(timeSavedMs)
	};
	const reuse = stages === void 0 ? measureReuse(record) : void 0;
	if (reuse === void 0) return { text: "not known yet" };
	return {
		value: reuse.savedMs,
		text: `${shortTime(reuse.savedMs)} by reuse`
	};
}
function shortTime(ms) {
	return ms < SHOWN_MS ? "< 0.1s" : formatDuration(ms);
}
// src/reporting/rows/digest.ts
function digestOf(record, rows, nameOf) {
	const ranks = ranksOf(record);
	const skippedFor = blames(record);
	const placed = [...rows].map(([stage, row]) => {
		return {
			stage,
			row,
			fold: foldOf(record, stage, row, skippedFor.get(stage.id)),
			rank: rankOf(stage, row, ranks)
		};
	});
	return {
		rows: placed.filter(({ fold }) => fold === void 0).sort((a, b) => a.rank - b.rank).map(({ row }) => row),
		folds: foldsOf(placed, nameOf)
	};
}
function foldOf({ status: outcome }, { status, setup }, row, skippedFor) {
	if (setup !== void 0 && setup.kind !== "command") return setup.kind === "found" ? "ready" : "restored";
	if (status === "reused") return "reused";
	if (status !== "passed") return skippedFor;
	const { judged } = row;
	if (!row.overBudget && judged?.explain === false && judged.kind === "unchanged") return "unchanged";
	const isPlain = !row.notable && judged?.explain !== true;
	return outcome === "failed" && isPlain ? "passed" : void 0;
}
const FOLDS_IN_ORDER = [
	"failed",
	"not-run",
	"interrupted",
	"passed",
	"unchanged",
	"reused",
	"restored",
	"ready",
	"left-out"
];
function foldsOf(placed, nameOf) {
	return FOLDS_IN_ORDER.flatMap((kind) => {
		const folded = placed.filter(({ fold }) => fold !== void 0 && kindOf(fold) === kind);
		return [...new Set(folded.map(({ fold }) => JSON.stringify(fold)))].flatMap((cause) => foldLine(folded.filter(({ fold }) => JSON.stringify(fold) === cause), nameOf));
	});
}
function kindOf(fold) {
	return typeof fold === "string" ? fold : fold.kind;
}
function foldLine(members, nameOf) {
	const fold = members[0]?.fold;
	if (fold === void 0) return [];
	const words = `${members.length} ${foldWords(fold, members, nameOf)}`;
	return [{
		of: typeof fold === "string" ? fold : "skipped",
		words,
		names: members.map(({ row }) => row.name)
	}];
}
function foldWords(fold, members, nameOf) {
	const sum = (ofStage) => formatDuration(members.reduce((total, { stage }) => total + ofStage(stage), 0));
	if (fold === "ready") return "set up already";
	if (fold === "restored") return members.every(({ stage }) => layerOf(stage) !== void 0) ? `restored in ${sum((stage) => layerMs(layerOf(stage)))}` : "restored";
	if (fold === "reused") return `reused, saved ${sum(({ reuse }) => reuse?.savedMs ?? 0)}`;
	if (typeof fold === "string") return fold;
	switch (fold.kind) {
		case "failed": return `skipped because ${nameOf(fold.stage)} failed`;
		case "not-run": return `skipped because ${nameOf(fold.stage)} did not run`;
		case "interrupted": return "skipped because the run was interrupted";
		case "left-out": return fold.by === "only" ? "not selected" : "skipped on request";
	}
}
const KIND = 1e6;
function ranksOf(record) {
	const kinds = [
		failedStages(record).map(({ id }) => id),
		record.stages.filter((stage) => hasFailed(stage) && stage.optional).map(({ id }) => id),
		...["regressed", "suspected"].map((finding) => movesOf(record, finding).map(({ id }) => id))
	];
	return new Map(kinds.flatMap((ids, kind) => ids.map((id, i) => [id, kind * KIND + i])).reverse());
}
function rankOf(stage, row, ranks) {
	const rank = ranks.get(stage.id);
	if (rank !== void 0) return rank;
	if (row.overBudget) return 4 * KIND;
	return (wasExecuted(stage) || stage.durationMs !== void 0 || stage.startMs !== void 0 ? 5 : 6) * KIND;
}
// src/reporting/rows/run-address.ts
function runAddress({ run }, site) {
	return site !== void 0 && /^\d+$/.test(run.id) ? `${site.repository}/actions/runs/${run.id}` : void 0;
}
function artifactAddress(record, site, artifact) {
	const page = runAddress(record, site);
	if (page === void 0 || artifact === void 0) return void 0;
	return artifact === "listed" ? `${page}#artifacts` : `${page}/artifacts/${artifact}`;
}
// src/reporting/rows/documents.ts
const LONGEST_FILE$1 = 60;
function documentRows(record, history, site) {
	return record.stages.flatMap((stage) => {
		const name = stageName(stage);
		const text = pageWords(stage, record, history);
		const pages = text === void 0 ? {} : { pages: text };
		const links = (site?.documents ?? []).flatMap((document) => {
			const href = artifactAddress(record, site, document.artifact);
			if (document.stage !== stage.id || href === void 0) return [];
			const file = document.file.slice(document.file.lastIndexOf("/") + 1);
			return [{
				file: oneLine(file, LONGEST_FILE$1),
				href
			}];
		});
		if (links.length === 0) return text === void 0 ? [] : [{
			name,
			...pages
		}];
		return links.map((link, index) => ({
			name,
			link,
			...index === 0 && pages
		}));
	});
}
function pageWords(stage, { run }, history) {
	const pages = pagesOf(stage);
	if (pages === void 0) return void 0;
	const before = history.filter((past) => past.run.id !== run.id || past.run.attempt !== run.attempt).flatMap((past) => past.stages.filter(({ id }) => id === stage.id).map(pagesOf)).findLast((count) => count !== void 0);
	const hasMoved = before !== void 0 && before !== pages;
	return `${counted(pages, "page")}${hasMoved ? `, ${before} before` : ""}`;
}
function pagesOf({ status, evidence }) {
	return status === "passed" || status === "reused" ? evidence?.latex?.pages : void 0;
}
// src/analysis/whole-job.ts
function partsOfJob(record) {
	const { wholeJob, overhead, totalMs, confirmationMs = 0 } = record;
	if (wholeJob === void 0 || overhead === void 0) return void 0;
	const before = Math.max(0, wholeJob.beforeMs - overhead.beforeMs);
	const inSteps = sum(wholeJob.steps.map(({ durationMs }) => durationMs));
	const betweenMs = Math.max(0, before - inSteps);
	const ownMs = overhead.beforeMs + overhead.afterMs;
	return {
		soFarMs: inSteps + betweenMs + totalMs + confirmationMs + ownMs,
		...wholeJob.queuedMs !== void 0 && { queuedMs: wholeJob.queuedMs },
		steps: [...wholeJob.steps].sort((a, b) => b.durationMs - a.durationMs),
		betweenMs,
		pipelineMs: totalMs,
		confirmationMs,
		ownMs
	};
}
// src/reporting/rows/run-metrics.ts
function metricsOf(record, nameOf) {
	const { totalMs, executed, averageMs, slowest, fastest } = measureRun(record);
	const reuse = measureReuse(record);
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
		...fastest === void 0 || executed < 2 ? [] : [{
			label: "Fastest Stage",
			value: nameOf(fastest.id),
			detail: formatDuration(fastest.durationMs)
		}],
		...reuse === void 0 ? [] : [{
			label: "Saved by Reuse",
			value: formatDuration(reuse.savedMs),
			detail: `time of ${counted(reuse.stages, "reused stage")}`
		}],
		...jobMetrics(record)
	];
}
function jobMetrics(record) {
	const parts = partsOfJob(record);
	if (parts !== void 0) return [wholeJobMetric(parts)];
	const { overhead } = record;
	if (overhead === void 0) return [];
	const { beforeMs, afterMs } = overhead;
	const detail = `${formatDuration(beforeMs)} before the stages, ${formatDuration(afterMs)} after them`;
	return [{
		label: "Stagetime Itself",
		value: formatDuration(beforeMs + afterMs),
		detail
	}];
}
const LEAST_NAMED_MS = 2e3;
const LONGEST_STEP = 30;
function wholeJobMetric(parts) {
	const { soFarMs, queuedMs = 0, steps, betweenMs, pipelineMs, confirmationMs, ownMs } = parts;
	const beforeMs = steps.reduce((all, { durationMs }) => all + durationMs, betweenMs);
	const [longest] = steps;
	const isNamed = longest !== void 0 && longest.durationMs >= LEAST_NAMED_MS;
	const detail = [
		`${formatDuration(beforeMs)} before this step`,
		`${formatDuration(pipelineMs)} pipeline`,
		...confirmationMs > 0 ? [`${formatDuration(confirmationMs)} confirmation`] : [],
		`${formatDuration(ownMs)} Stagetime itself`,
		...isNamed ? [`longest step: ${oneLine(longest.name, LONGEST_STEP)} ${formatDuration(longest.durationMs)}`] : [],
		...queuedMs >= LEAST_NAMED_MS ? [`queued for ${formatDuration(queuedMs)} before`] : []
	].join("; ");
	return {
		label: "Whole Job",
		value: formatDuration(soFarMs),
		detail
	};
}
function warningsOf(record, marks, nameOf) {
	const whole = record.status === "running" ? "the time so far" : "the total";
	return [
		...findBottlenecks(record, marks).map(({ id, durationMs, share }) => {
			return {
				label: "Bottleneck",
				text: `${nameOf(id)} took ${formatDuration(durationMs)}, ${formatShare(share)} of ${whole}`
			};
		}),
		...findOverruns(record).map(({ id, durationMs, budgetMs }) => {
			return {
				label: "Over budget",
				text: `${nameOf(id)} took ${formatDuration(durationMs)}, its budget is ${formatSetting(budgetMs)}`
			};
		}),
		...findOverUsual(record).map(({ id, durationMs, usual }) => {
			return {
				label: "Slow",
				text: `${nameOf(id)} took ${formatDuration(durationMs)}, ${overUsualWords(usual)}`
			};
		}),
		...record.caches.flatMap((cache) => {
			const text = costWords(cache);
			return text === void 0 ? [] : [{
				label: "Cache",
				text
			}];
		})
	];
}
// src/reporting/words/failure-cause.ts
const LONGEST_MESSAGE = 160;
const LONGEST_FILE = 80;
function failureCauseWords(cause) {
	switch (cause.kind) {
		case "tests": {
			const [first] = cause.failures;
			if (first === void 0) return counted(cause.failed, "failed test");
			const more = cause.failed - 1;
			const { what } = testName(first.name);
			const said = messageOf(first);
			const place = placeOf(first);
			const where = place === void 0 ? what : `${what} in ${place}`;
			const named = said === void 0 ? where : `${where} (${said})`;
			return more > 0 ? `${named} and ${counted(more, "more test")}` : named;
		}
		case "latex": {
			const place = placeOf(cause.error);
			const words = latexErrorWords(cause.error);
			return place === void 0 ? words : `${words} (${place})`;
		}
		case "log": {
			const words = oneLine(cause.line, LONGEST_MESSAGE);
			return cause.place === void 0 ? words : `${words} (${placeOf(cause.place)})`;
		}
	}
}
function failureDetails(cause) {
	if (cause.kind !== "tests") return [];
	const more = cause.failed - cause.failures.length;
	return [...cause.failures.map(testWords), ...more > 0 ? [`and ${counted(more, "more test")}`] : []];
}
function placedFailures(cause) {
	return failuresOf(cause).flatMap(({ message, place: { file, line } = {} }) => file === void 0 || line === void 0 || line < 1 ? [] : [{
		message,
		file,
		line
	}]);
}
function failuresOf(cause) {
	switch (cause.kind) {
		case "tests": return cause.failures.map((test) => {
			const { what } = testName(test.name);
			const said = messageOf(test);
			return {
				message: said === void 0 ? what : `${what}: ${said}`,
				place: test
			};
		});
		case "latex": return [{
			message: latexErrorWords(cause.error),
			place: cause.error
		}];
		case "log": return [{
			message: oneLine(cause.line, LONGEST_MESSAGE),
			...cause.place !== void 0 && { place: cause.place }
		}];
	}
}
function testWords(test) {
	const said = messageOf(test);
	const place = placeOf(test);
	return [
		oneLine(test.name, LONGEST_MESSAGE),
		...said === void 0 ? [] : [`: ${said}`],
		...place === void 0 ? [] : [` (${place})`]
	].join("");
}
const OF_PACKAGE = /^(?:LaTeX|Package|Class|Module)\b/;
function latexErrorWords({ message, source = "" }) {
	const [last = ""] = !OF_PACKAGE.test(message) && /\S+$/.exec(source) || [];
	return oneLine(last === "" ? message : `${message} at ${last}`, LONGEST_MESSAGE);
}
function messageOf({ message }) {
	return message === void 0 ? void 0 : oneLine(message, LONGEST_MESSAGE);
}
function placeOf({ file, line }) {
	if (file === void 0) return line === void 0 ? void 0 : `line ${line}`;
	const name = oneLine(file, LONGEST_FILE);
	return line === void 0 ? name : `${name}:${line}`;
}
// src/reporting/words/headline.ts
const COUNTED = [
	["passed", "passed"],
	["reused", "reused"],
	["failed", "failed"],
	["timed-out", "timed out"],
	["cancelled", "cancelled"],
	["skipped", "skipped"]
];
const VERDICTS_COUNTED = [
	"regressed",
	"suspected",
	"improved",
	"accepted",
	"unchanged",
	"not-enough-data",
	"not-comparable",
	...COUNTED.map(([status]) => status)
];
function wordOf(key) {
	if (key === "accepted") return "slower and accepted";
	const status = COUNTED.find(([counted]) => counted === key);
	return status === void 0 ? verdictWord(key) : status[1];
}
function headlineOf(record) {
	const total = formatDuration(record.totalMs);
	switch (record.status) {
		case "running": return {
			text: `Running: ${progress(record)}`,
			tone: "busy"
		};
		case "skipped": return nothingRan(record);
		case "passed":
			if (hasRunNothing(record)) return nothingRan(record);
			return verdictHeadline(record) ?? {
				text: `Pipeline passed in ${total}: ${counts(record.stages)}`,
				tone: "good"
			};
		case "cancelled": return {
			text: `Interrupted after ${total}: ${counts(record.stages)}`,
			tone: "warn"
		};
		case "failed": {
			const culprits = failedStages(record);
			const others = record.stages.filter((stage) => !culprits.includes(stage));
			const rest = others.length > 0 ? `; ${counts(others)}` : "";
			return {
				text: `${failure(culprits, total)}${rest}`,
				tone: "bad"
			};
		}
	}
}
function nothingRan({ stages }) {
	return {
		text: `Nothing ran: ${counts(stages)}`,
		tone: "quiet"
	};
}
function failureWords(stage) {
	const after = stage.durationMs === void 0 ? "" : ` after ${formatDuration(stage.durationMs)}`;
	if (stage.status === "timed-out") return `timed out${after}`;
	const code = stage.exitCode === void 0 ? stageReason(stage) : `exit code ${stage.exitCode}`;
	return `failed${after}${code === "" ? "" : ` (${code})`}`;
}
const HEADLINES = [
	[
		"regressed",
		"regressed",
		"warn"
	],
	[
		"suspected",
		"is suspected to be slower",
		"warn"
	],
	[
		"improved",
		"improved",
		"good"
	],
	[
		"accepted",
		"is slower, which is accepted",
		"good"
	]
];
function verdictHeadline(record) {
	const { comparison, stages, totalMs } = record;
	if (comparison === void 0) return void 0;
	const { total } = comparison;
	for (const [finding, words, tone] of HEADLINES) {
		const [worst] = movesOf(record, finding);
		if (worst !== void 0) {
			const change = changeWords(worst.durationMs, worst.judgement, "stage");
			const others = stages.filter(({ id }) => id !== worst.id);
			return {
				text: `${`${stageName(worst.stage)} ${words}: ${change}`}${rest(record, others)}`,
				tone
			};
		}
		if (findingOf(total) === finding) return {
			text: `The run as a whole ${words}: ${changeWords(totalMs, total, "run")}${rest(record, stages)}`,
			tone
		};
	}
	const share = judgedShare(record);
	if (share === 0) return void 0;
	const counts = `${verdictCounts(record, stages, false)}, ${formatDuration(totalMs)} in all`;
	return share < LEAST_JUDGED ? {
		text: `Passed, most of it not comparable: ${counts}`,
		tone: "quiet"
	} : {
		text: `Passed, no slowdown found: ${counts}`,
		tone: "good"
	};
}
const LEAST_JUDGED = .5;
function judgedShare({ comparison, stages }) {
	const unchanged = new Set((comparison?.stages ?? []).flatMap(({ id, verdict }) => verdict === "unchanged" ? [id] : []));
	const executed = stages.filter(wasExecuted);
	const sum = (some) => some.reduce((total, { durationMs = 0 }) => total + durationMs, 0);
	const judged = executed.filter(({ id }) => unchanged.has(id));
	return judged.length === 0 ? 0 : sum(judged) / Math.max(1, sum(executed));
}
function rest(record, stages) {
	const text = verdictCounts(record, stages, stages.length < record.stages.length);
	return text === "" ? "" : `; ${text}`;
}
function verdictCounts({ comparison }, stages, others) {
	const judged = new Map((comparison?.stages ?? []).map((found) => [found.id, findingOf(found)]));
	const words = stages.filter(isCounted).map((stage) => {
		const finding = judged.get(stage.id) ?? "not-measured";
		return finding === "not-measured" ? stage.status : finding;
	});
	return VERDICTS_COUNTED.flatMap((key) => {
		const count = words.filter((word) => word === key).length;
		return count === 0 ? [] : [{
			count,
			word: wordOf(key)
		}];
	}).map(({ count, word }, index) => {
		return `${index === 0 ? counted(count, others ? "other stage" : "stage") : count} ${word}`;
	}).join(", ");
}
function failure(culprits, total) {
	const [first, ...more] = culprits;
	if (first === void 0) return `Pipeline failed after ${total}`;
	const cause = failureCause(first);
	const words = cause === void 0 ? failureWords(first) : `failed: ${failureCauseWords(cause)}`;
	const others = more.length === 0 ? "" : `; ${counted(more.length, "more stage")} failed`;
	return `${stageName(first)} ${words}${others}`;
}
function progress(record) {
	const done = record.stages.filter((stage) => !isAhead(stage)).length;
	const failed = record.stages.filter((stage) => hasFailed(stage) && !stage.optional).length;
	const failures = failed > 0 ? `, ${failed} failed` : "";
	return `${done} of ${counted(record.stages.length, "stage")} done${failures}`;
}
function counts(records) {
	const stages = records.filter(isCounted);
	const parts = [];
	for (const [status, word] of COUNTED) {
		const count = stages.filter((stage) => stage.status === status).length;
		if (count > 0) parts.push(`${parts.length > 0 ? count : counted(count, "stage")} ${word}`);
	}
	const unfinished = stages.filter(isAhead).length;
	if (unfinished > 0) parts.push(`${unfinished} unfinished`);
	return parts.length > 0 ? parts.join(", ") : "no stages";
}
function isCounted({ setup }) {
	return setup === void 0 || setup.kind === "command";
}
function isAhead(stage) {
	return stage.status === "pending" || stage.status === "running";
}
// src/reporting/words/llm-usage.ts
const BYPASSED = {
	stateful: "with state at the provider",
	"request-too-large": "too large",
	"not-json": "no plain JSON",
	"other-endpoint": "not for an answer"
};
const NOT_STORED = {
	status: "with another status than 200",
	incomplete: "cut short",
	"error-inside": "with an error inside",
	"reply-too-large": "too large",
	compressed: "compressed unasked",
	"unknown-format": "in an unknown format",
	"client-gone": "given up by the client",
	unreachable: "without an answer",
	"secret-inside": "with a secret inside",
	"read-only": "in a run that may not store",
	"write-failed": "that could not be written"
};
function llmUsage(stage) {
	const { llm } = stage;
	if (llm === void 0 || llm.requests === 0) return [];
	const text = [
		requestWords(llm),
		notStoredWords(llm),
		spentWords(llm),
		savedWords(llm)
	].filter((part) => part !== "").join("; ");
	return [{
		name: stageName(stage),
		text
	}];
}
function requestWords({ requests, hits, misses, coalesced, bypassed }) {
	const passed = sumOf(bypassed);
	const counts = [
		...some(hits, `${hits} answered from the store`),
		...some(misses, `${misses} by the provider`),
		...some(coalesced, `${coalesced} along with an equal one`),
		...some(passed, `${passed} passed through (${reasons(bypassed, BYPASSED)})`)
	];
	return `${counted(requests, "request")}: ${counts.join(", ")}`;
}
function notStoredWords({ notStored }) {
	const sum = sumOf(notStored);
	return sum === 0 ? "" : `${sum} ${sum === 1 ? "reply" : "replies"} not stored (${reasons(notStored, NOT_STORED)})`;
}
function spentWords({ upstreamMs, usedTokens }) {
	if (upstreamMs === 0) return "";
	const tokens = tokenWords(usedTokens);
	return `the provider took ${formatDuration(upstreamMs)}${tokens === "" ? "" : ` for ${tokens}`}`;
}
function savedWords({ savedMs, savedTokens, savedCost = 0 }) {
	const tokens = tokenWords(savedTokens);
	const saved = [
		...some(savedMs, `${formatDuration(savedMs)} of the provider's time`),
		...some(tokens.length, tokens),
		...some(savedCost, `${money(savedCost)} by your prices`)
	];
	return saved.length === 0 ? "" : `saved ${saved.join(", ")}`;
}
function tokenWords({ input, output }) {
	return input + output === 0 ? "" : `${grouped(input)} tokens in and ${grouped(output)} out`;
}
function some(count, words) {
	return count === 0 ? [] : [words];
}
function sumOf(counts) {
	return Object.values(counts).reduce((sum, count = 0) => sum + count, 0);
}
function reasons(counts, words) {
	return Object.keys(words).flatMap((key) => some(counts[key] ?? 0, `${counts[key]} ${words[key]}`)).join(", ");
}
function grouped(count) {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
function money(amount) {
	return amount >= 1 ? amount.toFixed(2) : String(Number(amount.toPrecision(2)));
}
// src/reporting/words/reproduction.ts
const SAFE_ID = /^[a-z0-9][\w.-]{0,60}$/i;
const SAFE_SHA = /^[0-9a-f]{40}$/;
const SAFE_FILE = /^[a-z0-9.][\w.-]{0,100}(?:\/[\w.-]{1,100}){0,8}$/i;
const MOST_STAGES = 5;
function reproduction(record) {
	if (record.status === "running") return [];
	const found = [
		...record.stages.filter(hasFailed),
		...movesOf(record, "regressed"),
		...movesOf(record, "suspected")
	].map(({ id }) => id);
	const ids = [...new Set(found)].filter((id) => SAFE_ID.test(id)).slice(0, MOST_STAGES);
	const { sha = "", event } = record.run;
	const { file } = record.pipeline;
	if (file !== void 0 && !SAFE_FILE.test(file)) return [];
	const definition = file === void 0 ? "" : ` ${file}`;
	const [first] = ids;
	return [
		...SAFE_SHA.test(sha) && event !== "local" ? checkout(sha) : [],
		first === void 0 ? {
			command: `stagetime run${definition} --force`,
			purpose: "every stage, whatever results are stored"
		} : {
			command: `stagetime run${definition} --force --only ${ids.join(",")}`,
			purpose: "these stages, whatever results are stored"
		},
		...first === void 0 ? [] : [{
			command: `stagetime explain ${first}${definition}`,
			purpose: "what decides that it runs"
		}]
	];
}
function checkout(sha) {
	return [{
		command: `git fetch origin ${sha}`,
		purpose: "a clone may not have it yet"
	}, {
		command: `git checkout --detach ${sha}`,
		purpose: "the commit that was run"
	}];
}
// src/reporting/words/said-once.ts
const FEWEST_WORDS = 5;
function saidOnce(texts) {
	const said = /* @__PURE__ */ new Set();
	return [...new Set(texts)].map((text) => {
		const [first = "", ...more] = text.split(/(?<=[.!?]) (?=[A-Z])/);
		const kept = [first, ...more.filter((sentence) => !said.has(plain(sentence)))];
		for (const sentence of [first, ...more]) if (sentence.split(" ").length >= FEWEST_WORDS) said.add(plain(sentence));
		return kept.length > 1 || more.length === 0 ? kept.join(" ") : first.replace(/\.$/, "");
	});
}
function plain(sentence) {
	return sentence.replace(/\.$/, "");
}
function tally(items) {
	const counts = /* @__PURE__ */ new Map();
	for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
	return [...counts];
}
// src/reporting/model/facts.ts
const LONGEST_FACT = 120;
const SHA_SHOWN = 12;
function runFacts(record, site) {
	const { run, pipeline } = record;
	const attempt = run.attempt > 1 ? `${run.id}, attempt ${run.attempt}` : run.id;
	const head = run.pullRequest === void 0 ? void 0 : site?.headSha;
	const merge = head === void 0 || head === run.sha ? void 0 : run.sha;
	const at = (path, part, shape) => site === void 0 || part === void 0 || !shape.test(part) ? void 0 : `${site.repository}/${path}/${part}`;
	const commit = (sha) => at("commit", sha, /^[0-9a-f]{40,64}$/);
	const page = runAddress(record, site);
	const below = (part) => page === void 0 ? void 0 : `${page}${part}`;
	const report = artifactAddress(record, site, site?.artifact);
	const log = site?.jobId === void 0 ? void 0 : below(`/job/${site.jobId}`);
	return facts([
		["Pipeline", pipeline.id],
		["Job", jobTitle(run)],
		["Branch", run.branch],
		[
			"Commit",
			(head ?? run.sha)?.slice(0, SHA_SHOWN),
			commit(head ?? run.sha)
		],
		[
			"Merge commit",
			merge?.slice(0, SHA_SHOWN),
			commit(merge)
		],
		[
			"Pull request",
			run.pullRequest?.toString(),
			at("pull", run.pullRequest?.toString(), /^\d+$/)
		],
		["Event", run.event],
		["Started", run.startedAt.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")],
		[
			"Run",
			attempt,
			below(`/attempts/${run.attempt}`)
		],
		[
			"Log",
			log && "of the job",
			log
		],
		[
			"Report",
			report && "as an artifact",
			report
		],
		["History", historyFact(record)]
	]);
}
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
function unmeasured(record) {
	const executed = record.stages.filter(wasExecuted);
	if (executed.length === 0) return [];
	const missing = MEASUREMENTS.flatMap(([label, read]) => executed.every((stage) => read(stage) === void 0) ? [label] : []);
	if (missing.length === 0) return [];
	return [`Not measured in this run (${oneLine(record.environment.os, LONGEST_FACT)}): ${missing.join(", ")}.`];
}
function facts(entries) {
	return entries.flatMap(([label, text, href]) => {
		const value = oneLine(text ?? "", LONGEST_FACT);
		return value === "" ? [] : [{
			label,
			value,
			...href !== void 0 && { href }
		}];
	});
}
// src/reporting/model/model.ts
const LONGEST_LOG_LINE = 300;
const LONGEST_NOTICE = 500;
function buildReport(record, { marks, history = [], site }) {
	const nameOf = stageNames(record);
	const path = criticalPath(record);
	const bottlenecks = new Set(findBottlenecks(record, marks).map((stage) => stage.id));
	const stageMarks = {
		bottlenecks,
		critical: new Set(path.map((step) => step.id)),
		overruns: new Set(findOverruns(record).map((stage) => stage.id)),
		overUsual: new Map(findOverUsual(record).map(({ id, usual }) => [id, usual])),
		nameOf
	};
	const judged = new Map((record.comparison?.stages ?? []).map((found) => [found.id, found]));
	const rows = new Map(record.stages.map((stage) => [stage, stageRow(stage, record, stageMarks, judged.get(stage.id))]));
	const stages = [...rows.values()];
	const caches = cacheTable(record);
	const leg = legTitle(record.run);
	const moved = [...judged.values()].filter(({ verdict }) => isNotable(verdict));
	return {
		...leg !== void 0 && { leg },
		headline: headlineOf(record),
		compared: comparedRun(record),
		metrics: metricsOf(record, nameOf),
		warnings: warningsOf(record, marks, nameOf),
		failures: failedFirst(record).map(failureOf),
		advice: adviceTexts(record),
		stages,
		digest: digestOf(record, rows, nameOf),
		remarks: unmeasured(record),
		...overlap(stages),
		caches: caches.rows,
		...caches.remark !== void 0 && { cacheRemark: caches.remark },
		llm: record.stages.flatMap(llmUsage),
		moved: movedRows(record),
		evidence: record.stages.flatMap(evidenceRow),
		documents: documentRows(record, history, site),
		timeline: timelineOf(record, rows),
		path: pathRow(path, nameOf),
		charts: [...rows].flatMap(([stage, row]) => chartOf(stage, row)),
		trends: trendsOf(record, history, /* @__PURE__ */ new Set([...bottlenecks, ...moved.map(({ id }) => id)])),
		reproduction: reproduction(record),
		survivors: record.stages.flatMap(survivorsOf),
		notices: saidOnce(record.notices.map((notice) => oneLine(noticeWords(notice, nameOf), LONGEST_NOTICE))),
		run: runFacts(record, site),
		...site?.docs !== void 0 && { docs: site.docs },
		environment: environmentFacts(record)
	};
}
function chartOf(stage, { notable }) {
	const { series } = stage;
	if (series === void 0) return [];
	const lengthMs = stage.durationMs ?? series.intervalMs * series.cpuPercent.length;
	const length = formatDuration(lengthMs);
	return [{
		name: stageName(stage),
		notable,
		lengthMs,
		length,
		series
	}];
}
function survivorsOf(stage) {
	const name = stageName(stage);
	const sentences = (commands = [], [one, several]) => tally(commands.map((command) => oneLine(command, LONGEST_NOTICE))).map(([command, count]) => count === 1 ? `${command} outlived ${name} and ${one}` : `${count} processes ${command} outlived ${name} and ${several}`);
	return [...sentences(stage.survivors, ["was ended with the run", "were ended with the run"]), ...sentences(stage.unended, ["is still running: it could not be ended", "are still running: they could not be ended"])];
}
function failedFirst(record) {
	return [...failedStages(record), ...record.stages.filter((stage) => hasFailed(stage) && stage.optional)];
}
function failureOf(stage) {
	const reason = isInWords(stage) ? "" : stageReason(stage);
	const cause = failureCause(stage);
	const details = cause === void 0 ? [] : failureDetails(cause);
	return {
		name: stageName(stage),
		text: `${failureWords(stage)}${stage.optional ? ", optional" : ""}`,
		...reason !== "" && { reason },
		...cause !== void 0 && details.length === 0 && { cause: failureCauseWords(cause) },
		details,
		lines: (stage.logTail ?? []).slice(-20).map((line) => logLine(line, LONGEST_LOG_LINE)),
		...stage.logFile !== void 0 && { logFile: oneLine(stage.logFile, LONGEST_LOG_LINE) }
	};
}
function isInWords({ status, exitCode, reason }) {
	if (status !== "failed") return false;
	return exitCode === void 0 || reason?.kind === "exit-code" && reason.signal === void 0;
}
function overlap(stages) {
	const sum = stages.reduce((total, row) => total + (row.share?.value ?? 0), 0);
	if (sum <= 1.01) return {};
	return { shareRemark: `Stages ran at the same time, so their shares add up to ${formatShare(sum)}.` };
}
export { headlineOf as n, placedFailures as r, buildReport as t };
