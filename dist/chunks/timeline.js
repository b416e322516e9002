import { a as oneLine, n as counted, r as listWords } from "./text.js";
import { i as formatLimit, n as formatChange, o as formatSetting, r as formatDuration, s as formatShare, t as formatBytes } from "./units.js";
import { t as stageReasonWords } from "./stage-reason.js";
import { n as ranBecauseWords } from "./difference.js";
import { r as stageName } from "./status.js";
import { r as measuredWords, t as adjustedWords } from "./change.js";
import { n as statusWords, t as savingWords } from "./status2.js";
import { a as wasExecuted } from "./run-record.js";
import { n as median } from "./simple-statistics.js";
import "./significance.js";
import { i as missingEvidence, r as isEnoughEvidence } from "./baseline-used.js";
import { n as movedWords, o as quantity } from "./moved-parts.js";
import { o as shareOf } from "./metrics.js";
import { r as spanOf } from "./critical-path.js";
// src/reporting/words/verdict/stratum.ts
const NEIGHBOURS_NAMED = 3;
const LONGEST_PART = 200;
const TEMPERATURES = {
	none: "",
	cold: "cold",
	partial: "partly warm",
	warm: "warm"
};
function stratumParts(stratum, nameOf) {
	return parts(stratum, nameOf).map((part) => oneLine(part, LONGEST_PART)).filter((part) => part !== "");
}
function parts(stratum, nameOf) {
	if (stratum.kind === "said") return [stratum.text];
	const { os, arch, cpus } = stratum;
	const [system, cores] = [`${os} ${arch}`, counted(cpus, "core")];
	if (stratum.kind === "run") return [
		system,
		cores,
		"the same stages executed"
	];
	const { cpuModel = "", slots, beside, cacheState, mixed = [] } = stratum;
	const isAlone = beside.length === 0 && !mixed.includes("beside");
	const temperature = TEMPERATURES[cacheState];
	return [
		system,
		mixed.includes("cpu-model") ? "any CPU" : cpuModel,
		cores,
		isAlone || mixed.includes("slots") ? "" : counted(slots, "slot"),
		besideWords(beside.map(nameOf), isAlone),
		temperature === "" ? "" : `${temperature} cache`
	];
}
function besideWords(names, isAlone) {
	if (isAlone) return "alone";
	return names.length === 0 ? "beside other stages" : `beside ${listWords(names, NEIGHBOURS_NAMED)}`;
}
// src/reporting/words/verdict/reason.ts
const STAGES_NAMED = 3;
const LONGEST_TEXT = 200;
const LONGEST_DAY = 40;
function reasonWords(judgement, judged) {
	const { reason, further, accepted } = judgement;
	const isSuspicion = isOfHistory(reason);
	const after = [...further === void 0 ? [] : [furtherWords(judgement, further, isSuspicion, judged.nameOf)], ...mostlyWords(judgement, judged)];
	const ground = groundWords(judgement, judged);
	const rest = (isSuspicion ? [ground, ...after] : [...after, ground]).join("; ");
	if (judged.subject === "run" && judgement.verdict === "suspected") return `${rest}: ${RUNNER_OR_CHANGE}`;
	return accepted === void 0 ? rest : acceptedWords(accepted, rest);
}
const RUNNER_OR_CHANGE = "either the runner or this change; base and head on one machine can tell which";
function isOfHistory({ kind }) {
	return kind === "compared" || kind === "ran-alone" || kind === "stages-slower" || kind === "said";
}
function groundWords(judgement, judged) {
	const { reason, further, evidence } = judgement;
	switch (reason.kind) {
		case "compared": {
			const against = againstWords(judgement, reason, judged);
			return reason.cpu === void 0 || further !== void 0 ? against : `${against}; ${cpuWords(reason.cpu)}`;
		}
		case "ran-alone": return `${againstWords(judgement, reason, judged)}, beside other stages: it ran alone this time, which can only show a slowdown`;
		case "too-few-runs": return `${againstWords(judgement, reason, judged)}; ${tooFewWords(evidence, judged)}`;
		case "new-cache-state": return `${cacheStateWords(reason, evidence)}${neededWords(evidence)}`;
		default: return `${nothingWords(reason, judged)}${neededWords(evidence)}`;
	}
}
function againstWords({ baseline, over }, { nowMs, noiseMs, givenUp }, { subject }) {
	const now = formatDuration(nowMs);
	if (baseline === void 0) return now;
	const { medianMs, runs, stratum } = baseline;
	const spread = noiseMs === void 0 ? "" : ` ± ${formatDuration(noiseMs)}`;
	const state = stratum.kind === "stage" ? TEMPERATURES[stratum.cacheState] : "";
	const counts = counted(runs, state === "" ? "run" : `${state} run`);
	const which = subject === "run" ? overWords(over) : givenUp === void 0 ? "like this one" : "most like this one";
	return `${now} against ${formatDuration(medianMs)}${spread} over ${counts} ${which}`;
}
function overWords(over) {
	return over === void 0 || over.kind === "makespan" ? "of the same stages" : `of ${over.stages.length} of ${counted(over.of, "stage")}, which were executed in all of them`;
}
function cpuWords({ nowMs, usualMs, computedMore }) {
	const times = `CPU time ${formatDuration(nowMs)} against ${formatDuration(usualMs)}`;
	if (computedMore === void 0) return times;
	return computedMore ? `${times}: it computed more` : `${times}: it waited, and computed no more`;
}
function tooFewWords(evidence, { subject }) {
	if (evidence === void 0) return "too few runs for a verdict";
	const more = `${missingEvidence(evidence)} more needed for a verdict`;
	return subject === "run" ? more : `only ${counted(evidence.have, "comparable run")}, ${more}`;
}
function cacheStateWords({ cacheState, comparable }, evidence) {
	return `${evidence === void 0 || evidence.have === 0 ? "none" : evidence.have} of ${counted(comparable, "comparable run")} ${CACHE_HAD[cacheState]}`;
}
const CACHE_HAD = {
	none: "ran without a cache",
	cold: "had a cold cache",
	partial: "had a partly warm cache",
	warm: "had a warm cache"
};
function neededWords(evidence) {
	if (evidence === void 0 || isEnoughEvidence(evidence)) return "";
	return `; ${counted(evidence.needed, "run")} needed`;
}
function nothingWords(reason, { nameOf, stageReason }) {
	switch (reason.kind) {
		case "stages-slower": return "its stages together were slower than usual";
		case "no-history": return "there is no history yet";
		case "history-unreadable": return "the history could not be read";
		case "other-jobs": return otherJobsWords(reason);
		case "other-machines": return `none of the ${counted(reason.runs, "run")} in the history was on a machine like this one`;
		case "never-timed": return `none of the ${counted(reason.runs, "run")} in the history has a time of it`;
		case "definition-changed": return `its definition changed: the ${counted(reason.runs, "run")} in the history did other work`;
		case "ran-beside": return `it ran beside other stages, and alone in ${counted(reason.aloneRuns, "run")} of the history`;
		case "other-replies": return "in no run of the history did the store answer the same share of its requests to models";
		case "other-work": return `fewer than ${counted(reason.needed, "run")} in the history executed these stages with caches like these`;
		case "provider": return `${reason.asked} of ${counted(reason.requests, "request")} to models waited for the provider, whose time is not the stage's`;
		case "provider-on-path": return `${nameOf(reason.stage)} is on the critical path and waited for a provider of models`;
		case "several-attempts": return `it took ${counted(reason.attempts, "attempt")}`;
		case "time-unknown": return "its time is not known";
		case "stage-not-passed": return [STAGE_STATES[reason.status], stageReason].filter((text) => text !== "").join(": ");
		case "run-not-passed": return `the run ${RUN_STATES[reason.status]}`;
		case "said": return reason.text;
	}
}
const STAGE_STATES = {
	passed: "passed",
	failed: "failed",
	"timed-out": "timed out",
	skipped: "skipped",
	reused: "reused",
	cancelled: "cancelled",
	pending: "not started yet",
	running: "still running"
};
const RUN_STATES = {
	passed: "passed",
	running: "is still under way",
	skipped: "executed no stage",
	failed: "failed",
	cancelled: "was cancelled"
};
function otherJobsWords({ job = "a run without a job", others, more }) {
	const rest = others.length === 0 ? counted(more, "other job") : `${more} more`;
	return `the history has no run of ${job} yet, only of ${listWords([...others, ...more > 0 ? [rest] : []], others.length + 1)}`;
}
function furtherWords(judgement, further, isSuspicion, nameOf) {
	if (further.of === "run") return furtherStagesWords(judgement, further, isSuspicion);
	const { outcome, headMs, baseMs, slowToo } = further;
	if (!isSuspicion && baseMs !== void 0) return `${`${counted(headMs.length, "run")} ${ALTERNATING}`}: ${formatDuration(median(headMs))} against ${formatDuration(median(baseMs))}`;
	const again = counted(headMs.length, "further run");
	const slow = slowToo === void 0 ? "" : `, after which ${nameOf(slowToo)} was slow too`;
	const runs = baseMs === void 0 ? `${again} alone (${timesWords(headMs)})${slow}` : `${again} ${ALTERNATING} (${timesWords(headMs)} against ${timesWords(baseMs)})`;
	return `${OUTCOMES[outcome]} ${runs}`;
}
const ALTERNATING = "alternating with the base commit";
const OUTCOMES = {
	confirmed: "confirmed by",
	cleared: "suspected, not confirmed by",
	open: "not settled by"
};
function timesWords(times) {
	return times.map(formatDuration).join(", ");
}
function furtherStagesWords({ adjusted }, { outcome, stages }, isSuspicion) {
	const pairs = `${counted(stages.length, "stage")} ${ALTERNATING}`;
	if (outcome !== "confirmed") return `${pairs} took as long as before: the runner, not this change`;
	const change = formatShare(Math.abs(adjusted?.changePercent ?? 0) / 100);
	return `${isSuspicion ? "confirmed by " : ""}${pairs}: this change makes them ${change} slower`;
}
function mostlyWords({ mostly = [], accepted }, { nameOf }) {
	const named = (stages) => listWords(stages.map(nameOf), STAGES_NAMED);
	if (mostly.length > 0) return [`mostly ${named(mostly)}`];
	return accepted?.kind === "stages" ? [`mostly ${named(accepted.stages)}, which is accepted`] : [];
}
function acceptedWords(accepted, rest) {
	switch (accepted.kind) {
		case "definition": return `accepted until ${oneLine(accepted.until, LONGEST_DAY)} (${oneLine(accepted.why, LONGEST_TEXT)}): ${rest}`;
		case "label": return `accepted (label ${oneLine(accepted.label, LONGEST_TEXT)}): ${rest}`;
		case "stages":
		case "said": return rest;
	}
}
// src/reporting/rows/judged-time.ts
const LONGEST_REASON$1 = 400;
const WORDS = {
	regressed: {
		symbol: "⚠",
		word: "regressed",
		tone: "warn"
	},
	suspected: {
		symbol: "⚠",
		word: "suspected",
		tone: "warn"
	},
	improved: {
		symbol: "▼",
		word: "improved",
		tone: "good"
	},
	unchanged: {
		symbol: "=",
		word: "unchanged",
		tone: "quiet"
	},
	"not-enough-data": {
		symbol: "…",
		word: "not enough data",
		tone: "quiet"
	},
	"not-comparable": {
		symbol: "≠",
		word: "not comparable",
		tone: "quiet"
	},
	"not-measured": {
		symbol: "–",
		word: "not measured",
		tone: "quiet"
	}
};
const ACCEPTED = {
	symbol: "✓",
	word: "accepted slowdown",
	tone: "quiet"
};
function isNotable(verdict) {
	return verdict === "regressed" || verdict === "suspected" || verdict === "improved";
}
function verdictWord(verdict) {
	return WORDS[verdict].word;
}
function judgedTime(judgement, judged) {
	const { subject, durationMs, furtherRuns, nameOf } = judged;
	const { verdict, baseline, changePercent, smallestDetectablePercent } = judgement;
	const judgedPercent = judgement.adjusted?.changePercent ?? changePercent;
	const of = durationMs === void 0 ? void 0 : measuredWords(durationMs, judgement, subject);
	const adjusted = judgement.adjusted?.decides === true ? adjustedWords(judgement) : void 0;
	const why = oneLine(reasonWords(judgement, judged), LONGEST_REASON$1);
	const least = smallestDetectablePercent;
	const isAccepted = judgement.accepted !== void 0;
	const limit = least === void 0 ? void 0 : limitWords(least, baseline?.medianMs);
	const sure = verdict === "unchanged" ? limit : void 0;
	const brief = briefReason(judgement, furtherRuns) ?? sure;
	return {
		kind: verdict,
		verdict: isAccepted ? ACCEPTED : WORDS[verdict],
		reason: adjusted === void 0 ? why : `${adjusted}; ${why}`,
		explain: isNotable(verdict) || verdict === "not-comparable" || isAccepted || furtherRuns > 0 || of !== void 0 || adjusted !== void 0,
		...quantity("baseline", baseline?.medianMs, formatDuration),
		...quantity("change", changePercent, formatChange),
		...of !== void 0 && {
			of,
			...quantity("again", judgement.measuredMs, formatDuration)
		},
		...adjusted !== void 0 && { adjusted },
		...judgedPercent !== void 0 && least !== void 0 && { band: band(judgedPercent, least) },
		...brief !== void 0 && { brief },
		...limit !== void 0 && { limit: `changes within ${limit} do not show` },
		...baseline !== void 0 && { basis: {
			runs: baseline.runs,
			shared: stratumParts(baseline.stratum, nameOf),
			ageDays: baseline.ageDays
		} }
	};
}
const MOST_PERCENT = 100;
function limitWords(percent, medianMs) {
	if (percent < MOST_PERCENT || medianMs === void 0) return `±${formatLimit(percent)}`;
	return `±${formatDuration(medianMs * percent / 100)}`;
}
function briefReason({ verdict, evidence, accepted }, furtherRuns) {
	if (accepted !== void 0) return "see below";
	const further = counted(furtherRuns, "further run");
	switch (verdict) {
		case "suspected": return furtherRuns > 0 ? `not settled by ${further}` : "in this run alone";
		case "regressed": return furtherRuns > 0 ? `confirmed by ${further}` : void 0;
		case "unchanged": return furtherRuns > 0 ? `not confirmed by ${further}` : void 0;
		case "not-enough-data": return evidence === void 0 ? void 0 : evidenceWords(evidence);
		default: return;
	}
}
function evidenceWords({ of, have, needed }) {
	const runs = `${have} of ${counted(needed, "run")}`;
	return of === "cache-state" ? `${runs} with its caches in this state` : `${runs} so far`;
}
const EMPTY_BAND = [..."···├─┼─┤···"];
const MIDDLE = 5;
const REACH = 2;
function band(changePercent, leastPercent) {
	const change = Math.log(Math.max(.01, 1 + changePercent / 100));
	const least = Math.log(1 + Math.max(.1, leastPercent) / 100);
	const at = MIDDLE + Math.round(change / least * REACH);
	const cells = [...EMPTY_BAND];
	if (at < 0) cells[0] = "◀";
	else if (at >= cells.length) cells[cells.length - 1] = "▶";
	else cells[at] = "●";
	return cells.join("");
}
// src/reporting/rows/stage-names.ts
const LONGEST_ID = 60;
function stageNames({ stages }) {
	const names = new Map(stages.map((stage) => [stage.id, stageName(stage)]));
	return (id) => names.get(id) ?? oneLine(id, LONGEST_ID);
}
// src/reporting/rows/stage-row.ts
const LONGEST_REASON = 300;
const TOOLS = {
	latex: "LaTeX",
	pytest: "pytest"
};
function overUsualWords({ tool, mostMs }) {
	return `over the usual ${formatSetting(mostMs)} of ${TOOLS[tool]}`;
}
function stageReason({ reason }, nameOf) {
	return reason === void 0 ? "" : oneLine(stageReasonWords(reason, nameOf), LONGEST_REASON);
}
function ranBecause({ ranBecause }) {
	const words = ranBecause === void 0 ? void 0 : ranBecauseWords(ranBecause);
	return words === void 0 ? void 0 : oneLine(words, LONGEST_REASON);
}
function furtherRunsOf({ confirmations = [] }) {
	return confirmations.filter(({ ref }) => ref === "head").length;
}
function judgedStage(stage, judgement, nameOf) {
	return judgedTime(judgement, {
		subject: "stage",
		durationMs: stage.durationMs,
		furtherRuns: furtherRunsOf(stage),
		nameOf,
		stageReason: stageReason(stage, nameOf)
	});
}
function stageRow(stage, record, marks, judgement) {
	const status = statusWords(stage);
	const saving = savingWords(stage);
	const reason = stageReason(stage, marks.nameOf);
	const cache = TEMPERATURES[stage.cacheState];
	const moved = judgement !== void 0 && isNotable(judgement.verdict);
	const bottleneck = marks.bottlenecks.has(stage.id);
	const overrun = marks.overruns.has(stage.id);
	const usual = marks.overUsual.get(stage.id);
	const why = ranBecause(stage);
	return {
		id: stage.id,
		name: stageName(stage),
		status,
		statusText: saving === void 0 ? status.word : `${status.word}, ${saving}`,
		...reason !== "" && { reason },
		marks: [
			...bottleneck ? ["bottleneck"] : [],
			...overrun ? [`over budget of ${formatSetting(stage.budgetMs ?? 0)}`] : [],
			...usual === void 0 ? [] : [overUsualWords(usual)],
			...stage.attempts > 1 ? [`${stage.attempts} attempts`] : []
		],
		notable: bottleneck || overrun || moved || status.tone === "bad" || status.tone === "warn",
		critical: marks.critical.has(stage.id),
		overBudget: overrun,
		...why !== void 0 && { ranBecause: why },
		bottleneck,
		...quantity("duration", stage.durationMs, formatDuration),
		...quantity("share", shareOf(stage, record.totalMs), formatShare),
		...quantity("cpu", stage.cpuMs, formatDuration),
		...quantity("memory", stage.peakRssBytes, formatBytes),
		...quantity("read", stage.readBytes, formatBytes),
		...quantity("written", stage.writeBytes, formatBytes),
		...quantity("outputs", stage.outputBytes, formatBytes),
		...quantity("saves", saving === void 0 ? void 0 : stage.reuse?.savedMs, formatDuration),
		...cache !== "" && { cache },
		...judgement !== void 0 && { judged: judgedStage(stage, judgement, marks.nameOf) }
	};
}
// src/reporting/words/comparison.ts
const LONGEST_PLACE = 120;
function comparedRun(record) {
	const { comparison } = record;
	if (comparison === void 0) return nothing(nothingCompared(record));
	const stages = new Map(record.stages.map((stage) => [stage.id, stage]));
	const nameOf = stageNames(record);
	const judged = comparison.stages.filter(({ verdict }) => verdict !== "not-measured").flatMap((judgement) => {
		const stage = stages.get(judgement.id);
		if (stage === void 0) return [];
		return [{
			name: stageName(stage),
			isWhole: false,
			judged: judgedStage(stage, judgement, nameOf),
			...within(judgement)
		}];
	});
	const { totalMs } = record;
	const total = {
		...judgedTime(comparison.total, {
			subject: "run",
			durationMs: totalMs,
			furtherRuns: 0,
			nameOf,
			stageReason: ""
		}),
		duration: formatDuration(totalMs)
	};
	const bases = [total, ...judged.map((finding) => finding.judged)].flatMap(({ basis }) => basis ?? []);
	if (bases.length === 0) {
		const findings = record.baseline?.unreadable === true ? [] : judged;
		return {
			...nothing(nothingCompared(record)),
			findings
		};
	}
	return {
		hasBaseline: true,
		sentences: [factorSentence(comparison), historySentence(record, bases)],
		total,
		findings: [{
			name: "The run as a whole",
			isWhole: true,
			judged: total
		}, ...judged.sort(byGravity)]
	};
}
const MOST_WITHIN = 3;
function within({ moved = [] }) {
	return moved.length === 0 ? {} : { within: listWords(moved.map(movedWords), MOST_WITHIN) };
}
const GRAVEST_FIRST = [
	"regressed",
	"suspected",
	"improved"
];
function byGravity(a, b) {
	const rank = ({ judged: { kind } }) => isNotable(kind) ? GRAVEST_FIRST.indexOf(kind) : 9;
	return rank(a) - rank(b);
}
function nothingCompared({ status, stages, comparison, baseline }) {
	if (status === "running") return "Not compared yet: the run is under way.";
	if (baseline?.unreadable === true) return "Not compared: the history could not be read.";
	if (comparison === void 0 || baseline === void 0) return "Not compared with earlier runs.";
	if (baseline.runs === 0) return `No baseline yet: ${emptyHistoryWords(baseline)}.`;
	const history = `the history has ${runsWords(baseline.runs, baseline.ageDays)}`;
	if (!stages.some(wasExecuted)) return `Not compared: no stage was executed; ${history}.`;
	return comparison.stages.some(({ verdict }) => verdict === "not-enough-data") ? `Too few runs for a baseline: ${history}, a verdict needs 5 like this one.` : `Nothing comparable: ${history}.`;
}
function emptyHistoryWords({ otherRuns = 0 }) {
	return otherRuns === 0 ? "the history has no runs" : `the history has no run of this job, only ${otherRuns} of others`;
}
function nothing(sentence) {
	return {
		hasBaseline: false,
		sentences: [sentence],
		findings: []
	};
}
const FEWEST_FOR_FACTOR = 4;
function factorSentence({ runFactorPercent: percent, stages, total }) {
	const compared = stages.filter(({ changePercent }) => changePercent !== void 0).length;
	if (compared === 0) {
		if (!stages.some(({ verdict }) => verdict === "not-enough-data")) return "No stage could be compared.";
		return total.changePercent === void 0 ? "Too few runs for a verdict yet." : "Too few runs to judge single stages yet.";
	}
	if (compared < FEWEST_FOR_FACTOR) return `Only ${counted(compared, "stage")} could be compared, too few to tell a slow machine from a slow change.`;
	if (Math.round(Math.abs(percent)) === 0) return "Across all stages this run was as fast as its history (±0 %).";
	const word = percent > 0 ? "slower" : "faster";
	return `Across all stages this run was ${formatShare(Math.abs(percent) / 100)} ${word} than its history; the verdicts on stages leave that out.`;
}
function historyFact({ baseline }) {
	if (baseline === void 0 || baseline.runs === 0) return void 0;
	const { where, runs, bytes, ageDays } = baseline;
	const size = bytes === void 0 ? [] : [formatBytes(bytes)];
	const place = oneLine(where, LONGEST_PLACE);
	return [
		runsWords(runs, ageDays),
		...size,
		...place === "" ? [] : [place]
	].join(", ");
}
function historySentence({ baseline }, bases) {
	if (baseline !== void 0 && baseline.runs > 0) return `History: ${runsWords(baseline.runs, baseline.ageDays)}.`;
	return `Baselines: up to ${runsWords(Math.max(...bases.map((basis) => basis.runs)), Math.min(...bases.map((basis) => basis.ageDays)))}.`;
}
function withCommonBasis(findings) {
	const [first, ...others] = findings.flatMap(({ isWhole, judged: { basis } }) => isWhole ? [] : basis ?? []).map((basis) => [...basis.shared, `the newest ${ageWords(basis.ageDays)}`]);
	const common = others.length === 0 ? [] : (first ?? []).filter((part) => others.every((of) => of.includes(part)));
	return {
		...common.length > 0 && { common: common.join(", ") },
		findings: findings.map((finding) => {
			const { basis } = finding.judged;
			if (basis === void 0) return finding;
			const parts = [
				counted(basis.runs, "run"),
				`the newest ${ageWords(basis.ageDays)}`,
				...basis.shared
			];
			const own = finding.isWhole ? parts : parts.filter((part) => !common.includes(part));
			return {
				...finding,
				basis: own.join(", ")
			};
		})
	};
}
function runsWords(runs, ageDays) {
	const age = ageDays === void 0 ? "" : `, the newest ${ageWords(ageDays)}`;
	return `${counted(runs, "run")}${age}`;
}
function ageWords(days) {
	return days < 1 ? "less than a day old" : `${counted(Math.round(days), "day")} old`;
}
// src/reporting/rows/timeline.ts
function timelineOf(record, rows) {
	const placed = [...rows].flatMap(([stage, row]) => {
		const span = spanOf(stage, record.totalMs);
		return span === void 0 ? [] : [{
			row,
			...span,
			...marked(row, span.startMs)
		}];
	});
	const before = placed.length === 0 ? [] : earlierSteps(record);
	return {
		fromMs: Math.min(0, ...before.map(({ startMs }) => startMs)),
		before,
		lengthMs: placed.reduce((length, { endMs, beforeEndMs = 0 }) => Math.max(length, endMs, beforeEndMs), record.totalMs),
		rows: placed.sort((a, b) => a.startMs - b.startMs)
	};
}
const MOST_EARLIER = 5;
const LONGEST_STEP = 60;
function earlierSteps({ wholeJob }) {
	if (wholeJob === void 0) return [];
	const { steps, beforeMs } = wholeJob;
	return steps.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, MOST_EARLIER).toSorted((a, b) => a.startMs - b.startMs).map(({ name, startMs, durationMs }) => ({
		name: oneLine(name, LONGEST_STEP),
		startMs: startMs - beforeMs,
		endMs: startMs - beforeMs + durationMs
	}));
}
function marked({ status, judged }, startMs) {
	if (status.tone === "bad") return { mark: "failed" };
	if (judged === void 0 || !isNotable(judged.kind)) return {};
	const { kind, baseline } = judged;
	return {
		mark: kind === "improved" ? "faster" : "slower",
		...baseline !== void 0 && { beforeEndMs: startMs + baseline.value }
	};
}
const MOST_STEPS = 12;
function pathRow(path, nameOf) {
	const longest = path.toSorted((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs)).slice(0, MOST_STEPS);
	const steps = path.filter((step) => longest.includes(step)).map((step) => pathStep(step, nameOf));
	if (steps.length === path.length) return { steps };
	return {
		steps,
		shown: `the ${steps.length} longest of ${path.length} stages`
	};
}
function pathStep(step, nameOf) {
	const wait = waitWords(step.after, nameOf);
	return {
		name: nameOf(step.id),
		duration: formatDuration(step.endMs - step.startMs),
		...wait !== void 0 && { wait }
	};
}
function waitWords(after, nameOf) {
	switch (after.kind) {
		case "slot": return `queued ${formatDuration(after.waitMs)} behind ${nameOf(after.id)}`;
		case "need":
		case "start": return after.lateMs === void 0 ? void 0 : `started ${formatDuration(after.lateMs)} later than it could`;
	}
}
const SECOND = 1e3;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS_MS = [
	...[
		.1,
		.2,
		.5,
		1,
		2,
		5,
		10,
		15,
		30
	].map((seconds) => seconds * SECOND),
	...[
		1,
		2,
		5,
		10,
		15,
		30
	].map((minutes) => minutes * MINUTE),
	...[
		1,
		2,
		4,
		8,
		24,
		72,
		168
	].map((hours) => hours * HOUR)
];
const MOST_TICKS = 6;
function axisStepMs(lengthMs) {
	const last = STEPS_MS.at(-1) ?? HOUR;
	return STEPS_MS.find((ms) => lengthMs / ms <= MOST_TICKS) ?? Math.max(last, lengthMs);
}
function axisTicks(lengthMs, fromMs = 0) {
	const step = axisStepMs(lengthMs - fromMs);
	const first = Math.ceil(fromMs / step);
	const last = Math.floor((lengthMs - (lengthMs - fromMs) * .05) / step);
	return Array.from({ length: Math.max(0, last - first) + 1 }, (_, index) => (first + index) * step);
}
export { comparedRun as a, overUsualWords as c, stageNames as d, isNotable as f, timelineOf as i, stageReason as l, reasonWords as m, axisTicks as n, historyFact as o, verdictWord as p, pathRow as r, withCommonBasis as s, axisStepMs as t, stageRow as u };
