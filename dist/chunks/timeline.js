import { a as oneLine, n as counted, r as listWords } from "./text.js";
import { i as formatShare, n as formatChange, r as formatDuration, t as formatBytes } from "./units.js";
import { i as statusWords, n as savingWords, r as stageName } from "./status.js";
import { n as spanOf } from "./critical-path.js";
import { o as shareOf } from "./metrics.js";
// src/reporting/quantity.ts
/** The field with the measurement, or no field where there is none. */
function quantity(key, value, format) {
	if (value === void 0) return {};
	return { [key]: {
		value,
		text: format(value)
	} };
}
// src/reporting/judged-time.ts
const LONGEST_REASON$1 = 400;
const LONGEST_STRATUM = 200;
const WORDS = {
	regressed: {
		symbol: "⚠",
		word: "regressed",
		tone: "bad"
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
/** A slowdown that is no alarm because somebody answered for it. */
const ACCEPTED = {
	symbol: "✓",
	word: "accepted slowdown",
	tone: "quiet"
};
/** The verdicts that a reader should see first. */
function isNotable(verdict) {
	return verdict === "regressed" || verdict === "suspected" || verdict === "improved";
}
/** The word for a verdict. */
function verdictWord(verdict) {
	return WORDS[verdict].word;
}
/** Words and numbers of a judgement that rests on so many further runs of this commit. */
function judgedTime(judgement, furtherRuns = 0) {
	const { verdict, reason, baseline, changePercent, smallestDetectablePercent } = judgement;
	const least = smallestDetectablePercent;
	const isAccepted = judgement.accepted === true;
	const limit = least === void 0 ? void 0 : limitWords(least, baseline?.medianMs);
	const sure = verdict === "unchanged" ? limit : void 0;
	const brief = briefReason(judgement, furtherRuns) ?? sure;
	return {
		kind: verdict,
		verdict: isAccepted ? ACCEPTED : WORDS[verdict],
		reason: oneLine(reason, LONGEST_REASON$1),
		explain: isNotable(verdict) || verdict === "not-comparable" || isAccepted || furtherRuns > 0,
		...quantity("baseline", baseline?.medianMs, formatDuration),
		...quantity("change", changePercent, formatChange),
		...changePercent !== void 0 && least !== void 0 && { band: band(changePercent, least) },
		...brief !== void 0 && { brief },
		...limit !== void 0 && { limit },
		...baseline !== void 0 && { basis: {
			runs: baseline.runs,
			stratum: oneLine(baseline.stratum, LONGEST_STRATUM),
			ageDays: baseline.ageDays
		} }
	};
}
/** More percent than this are better said as a time: so are those of a stage of a fraction of a second. */
const MOST_PERCENT = 100;
function limitWords(percent, medianMs) {
	if (percent < MOST_PERCENT || medianMs === void 0) return `less than ${Math.ceil(percent)} % would not show`;
	return `less than ${formatDuration(medianMs * percent / 100)} more would not show`;
}
function briefReason({ verdict, baseline, accepted }, furtherRuns) {
	if (accepted === true) return "see below";
	const further = counted(furtherRuns, "further run");
	switch (verdict) {
		case "suspected": return furtherRuns > 0 ? `not settled by ${further}` : "by this one run";
		case "regressed": return furtherRuns > 0 ? `confirmed by ${further}` : void 0;
		case "unchanged": return furtherRuns > 0 ? `not confirmed by ${further}` : void 0;
		case "not-enough-data": return baseline === void 0 ? void 0 : `${counted(baseline.runs, "run")} so far`;
		default: return;
	}
}
const EMPTY_BAND = [..."···├─┼─┤···"];
const MIDDLE = 5;
/** From the middle of the band to where a change can be told from noise. */
const REACH = 2;
/**
* `···├─┼─┤··●`: the bracket spans the changes that cannot be told from noise, the dot is this run,
* on a logarithmic scale; an arrow where it lies beyond the band.
*/
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
// src/reporting/stage-row.ts
/** One stage as the report shows it. */
const LONGEST_REASON = 300;
const TEMPERATURES = {
	none: "",
	cold: "cold",
	partial: "partly warm",
	warm: "warm"
};
const TOOLS = {
	latex: "LaTeX",
	pytest: "pytest"
};
/** `over the usual 1m 30s of LaTeX`. */
function overUsualWords({ tool, mostMs }) {
	return `over the usual ${formatDuration(mostMs)} of ${TOOLS[tool]}`;
}
/** The reason the stage gives, as one line of visible text; empty where it gives none. */
function stageReason(stage) {
	return oneLine(stage.reason ?? "", LONGEST_REASON);
}
/** How often the stage ran again on this commit to confirm a suspicion. */
function furtherRunsOf({ confirmations = [] }) {
	return confirmations.filter(({ ref }) => ref === "head").length;
}
/** Words and numbers of one stage. */
function stageRow(stage, record, marks, judgement) {
	const status = statusWords(stage);
	const saving = savingWords(stage);
	const reason = stageReason(stage);
	const cache = TEMPERATURES[stage.cacheState];
	const moved = judgement !== void 0 && isNotable(judgement.verdict);
	const bottleneck = marks.bottlenecks.has(stage.id);
	const overrun = marks.overruns.has(stage.id);
	const usual = marks.overUsual.get(stage.id);
	return {
		id: stage.id,
		name: stageName(stage),
		status,
		statusText: saving === void 0 ? status.word : `${status.word}, ${saving}`,
		...reason !== "" && { reason },
		marks: [
			...bottleneck ? ["bottleneck"] : [],
			...overrun ? [`over budget of ${formatDuration(stage.budgetMs ?? 0)}`] : [],
			...usual === void 0 ? [] : [overUsualWords(usual)],
			...stage.attempts > 1 ? [`${stage.attempts} attempts`] : []
		],
		notable: bottleneck || overrun || moved || status.tone === "bad" || status.tone === "warn",
		critical: marks.critical.has(stage.id),
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
		...judgement !== void 0 && { judged: judgedTime(judgement, furtherRunsOf(stage)) }
	};
}
// src/reporting/moved-parts.ts
const LONGEST_NAME = 120;
const LONGEST_PROGRAM = 40;
/** The rows of all stages, in the order of the run. */
function movedRows(record) {
	const names = new Map(record.stages.map((stage) => [stage.id, stageName(stage)]));
	return (record.comparison?.stages ?? []).flatMap(({ id, moved = [] }) => moved.map((part) => ({
		stage: names.get(id) ?? "",
		...rowOf(part)
	})));
}
/** `test_orbit 0.6s → 4.0s`, `xelatex ran 3 times instead of once`: for a sentence. */
function movedWords(part) {
	switch (part.kind) {
		case "test": {
			const { what, before, now } = rowOf(part);
			return `${what} ${before.text} → ${now.text}`;
		}
		case "passes": return `${programName(part.program)} ran ${times(part.now)} instead of ${times(part.before)}`;
		case "tests": return `${counted(part.now, "test")} instead of ${part.before}`;
		case "pages": return `${counted(part.now, "page")} instead of ${part.before}`;
	}
}
function rowOf(part) {
	switch (part.kind) {
		case "test": {
			const { before, now } = part;
			const percent = !before.atMost && !now.atMost ? (now.ms / Math.max(1, before.ms) - 1) * 100 : void 0;
			return {
				...testName(part.name),
				before: timeQuantity(before, "new"),
				now: timeQuantity(now, "gone"),
				...quantity("change", percent, formatChange)
			};
		}
		case "passes": return {
			what: `runs of ${programName(part.program)}`,
			...counts(part)
		};
		case "tests":
		case "pages": return {
			what: `number of ${part.kind}`,
			...counts(part)
		};
	}
}
function counts({ before, now }) {
	return {
		before: {
			value: before,
			text: String(before)
		},
		now: {
			value: now,
			text: String(now)
		}
	};
}
/** The name of a test apart from the file or class that it is in. */
function testName(full) {
	const [, where, name] = /^([^[]*?)::(.+)$/.exec(full) ?? [];
	const what = oneLine(name ?? full, LONGEST_NAME) || "(unnamed)";
	return where === void 0 || where === "" ? { what } : {
		what,
		where: oneLine(where, LONGEST_NAME)
	};
}
function timeQuantity({ ms, atMost }, absent) {
	if (!atMost) return {
		value: ms,
		text: formatDuration(ms)
	};
	return {
		value: ms,
		text: ms === 0 ? absent : `${absent} or ≤ ${formatDuration(ms)}`
	};
}
/** A program of LaTeX as text to look at. */
function programName(program) {
	return oneLine(program, LONGEST_PROGRAM);
}
/** `not at all`, `once`, `3 times`. */
function times(count) {
	if (count === 0) return "not at all";
	return count === 1 ? "once" : `${count} times`;
}
// src/reporting/comparison-text.ts
const LONGEST_PLACE = 120;
/** Sentences and findings of a run's comparison, or why there is none. */
function comparedRun(record) {
	const { comparison } = record;
	if (comparison === void 0) return nothing("No baseline yet: nothing to compare with.");
	const stages = new Map(record.stages.map((stage) => [stage.id, stage]));
	const judged = comparison.stages.filter(({ verdict }) => verdict !== "not-measured").flatMap((judgement) => {
		const stage = stages.get(judgement.id);
		if (stage === void 0) return [];
		return [{
			name: stageName(stage),
			isWhole: false,
			judged: judgedTime(judgement, furtherRunsOf(stage)),
			...within(judgement)
		}];
	});
	const total = {
		...judgedTime(comparison.total),
		duration: formatDuration(record.totalMs)
	};
	const bases = [total, ...judged.map((finding) => finding.judged)].flatMap(({ basis }) => basis ?? []);
	if (bases.length === 0) return {
		...nothing(`No baseline yet: ${total.reason}.`),
		findings: judged
	};
	return {
		hasBaseline: true,
		sentences: [factorSentence(comparison), baselineSentence(record, bases)],
		total,
		findings: [{
			name: "The run as a whole",
			isWhole: true,
			judged: total
		}, ...judged.sort(byGravity)]
	};
}
/** Parts that a sentence names; a table has them all. */
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
function nothing(sentence) {
	return {
		hasBaseline: false,
		sentences: [sentence],
		findings: []
	};
}
/** With fewer there is no run-wide factor, and nothing is taken out. */
const FEWEST_FOR_FACTOR = 4;
/** Always said, because taking the factor out can hide a change that slows everything. */
function factorSentence({ runFactorPercent: percent, stages }) {
	const compared = stages.filter(({ changePercent }) => changePercent !== void 0).length;
	if (compared < FEWEST_FOR_FACTOR) return `${compared === 0 ? "No stage" : `Only ${counted(compared, "stage")}`} could be compared, too few to tell a slow machine from a slow change.`;
	if (Math.round(Math.abs(percent)) === 0) return "Across all stages this run was as fast as its history (±0 %).";
	const word = percent > 0 ? "slower" : "faster";
	return `Across all stages this run was ${formatChange(Math.abs(percent)).slice(1)} ${word} than its history; that is taken out of the change of each.`;
}
/** `23 runs, the newest 3 days old, 312 kB, cache`: the history as the run found it. */
function baselineFact({ baseline }) {
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
function baselineSentence({ baseline }, bases) {
	if (baseline !== void 0 && baseline.runs > 0) return `Baseline: ${runsWords(baseline.runs, baseline.ageDays)}.`;
	return `Baseline: up to ${runsWords(Math.max(...bases.map((basis) => basis.runs)), Math.min(...bases.map((basis) => basis.ageDays)))}.`;
}
/** What the baselines of all stages have in common, to be said once, and what is left for each. */
function withCommonBasis(findings) {
	const [first, ...others] = findings.flatMap(({ isWhole, judged: { basis } }) => isWhole ? [] : basis ?? []).map((basis) => [...basis.stratum.split(", "), `the newest ${ageWords(basis.ageDays)}`]);
	const common = others.length === 0 ? [] : (first ?? []).filter((part) => others.every((of) => of.includes(part)));
	return {
		...common.length > 0 && { common: common.join(", ") },
		findings: findings.map((finding) => {
			const { basis } = finding.judged;
			if (basis === void 0) return finding;
			const parts = [
				counted(basis.runs, "run"),
				`the newest ${ageWords(basis.ageDays)}`,
				...basis.stratum.split(", ")
			];
			const own = finding.isWhole ? parts : parts.filter((part) => !common.includes(part));
			return {
				...finding,
				basis: own.join(", ")
			};
		})
	};
}
/** `23 runs, the newest 3 days old`. */
function runsWords(runs, ageDays) {
	const age = ageDays === void 0 ? "" : `, the newest ${ageWords(ageDays)}`;
	return `${counted(runs, "run")}${age}`;
}
/** `3 days old`, `less than a day old`. */
function ageWords(days) {
	return days < 1 ? "less than a day old" : `${counted(Math.round(days), "day")} old`;
}
// src/reporting/timeline.ts
/** When the stages ran, and the chain of them that decided how long it took. */
/** The stages that were started, in that order. */
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
/** A link of the critical path in words. */
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
		case "slot": return `waited ${formatDuration(after.waitMs)} for the slot of ${nameOf(after.id)}`;
		case "need":
		case "start": return after.lateMs === void 0 ? void 0 : `started ${formatDuration(after.lateMs)} later than it could`;
	}
}
const SECOND = 1e3;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Distances between the lines of an axis that a reader can count in. */
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
/** The distance between the lines of an axis of this length, so that there are at most six. */
function axisStepMs(lengthMs) {
	const last = STEPS_MS.at(-1) ?? HOUR;
	return STEPS_MS.find((ms) => lengthMs / ms <= MOST_TICKS) ?? Math.max(last, lengthMs);
}
/** Round moments from zero on, at most seven; none is closer to the end than its text is wide. */
function axisTicks(lengthMs) {
	const step = axisStepMs(lengthMs);
	const count = Math.floor(lengthMs * .95 / step);
	return Array.from({ length: count + 1 }, (_, index) => index * step);
}
export { quantity as _, baselineFact as a, movedRows as c, times as d, overUsualWords as f, verdictWord as g, isNotable as h, timelineOf as i, programName as l, stageRow as m, axisTicks as n, comparedRun as o, stageReason as p, pathStep as r, withCommonBasis as s, axisStepMs as t, testName as u };
