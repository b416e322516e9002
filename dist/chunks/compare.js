import { a as isEnough, c as leastLog, d as logMs, i as estimateOnce, l as percentOf, n as detectable, r as errorOfLevel, s as judgeOnce, t as LEAST_CHANGE, u as shapeOf } from "./significance.js";
import { n as providerWords, r as takeOutRunFactor, t as gatherTimings } from "./timings.js";
import { i as tQuantile, n as MAD_TO_SIGMA, t as noiseOf } from "./stage-noise.js";
import { n as hitShareOf, r as isMeasurement, t as describeStratum } from "./strata.js";
import { n as median } from "./simple-statistics.js";
import { t as ageDays } from "./baseline-age2.js";
import { i as hasMoved } from "./changes.js";
import { a as withoutShared, i as sharedSlowness, n as settleByReruns, r as settleWithoutHistory, t as settleByPairs } from "./confirmation.js";
import "./evidence.js";
import { r as stageName } from "./status.js";
import { a as oneLine, n as counted, r as listWords } from "./text.js";
import { r as formatDuration } from "./units.js";
import { t as criticalPath } from "./critical-path.js";
// src/analysis/noise/run-model.ts
/** Models a run by its history. */
function modelOf(run, history, terms, options = {}) {
	const { runs, historyRuns, stages, whyNone } = gatherTimings(run, history, terms, options);
	const series = stages.flatMap((stage) => stage.kind === "series" ? [stage] : []);
	const factors = takeOutRunFactor(series);
	const noises = noiseOf(factors.stages, series.map(({ states }) => states));
	const shape = shapeOf(noises.flatMap((noise) => noise ?? []));
	const models = new Map(series.map((own, j) => {
		const adjusted = factors.stages[j];
		const noise = noises[j];
		const change = (adjusted?.values.at(-1) ?? NaN) - (noise?.centre ?? NaN);
		const since = adjusted?.since ?? 0;
		const base = {
			kind: "model",
			series: own,
			columns: own.past.flatMap((timed, i) => timed !== void 0 && i >= since ? [i] : []),
			since
		};
		if (adjusted === void 0 || noise === void 0 || Number.isNaN(change)) return [own, {
			...base,
			comparable: noise?.comparable ?? 0,
			factor: 0
		}];
		const { sensitivity, sensitivityError, factors: ownFactors } = adjusted;
		const factorNow = ownFactors.at(-1) ?? 0;
		const measured = {
			change,
			expectedMs: own.durationMs * Math.exp(-change),
			noise,
			levelError: Math.hypot(errorOfLevel(noise), sensitivityError * factorNow),
			shape
		};
		return [own, {
			...base,
			comparable: noise.comparable,
			measured,
			factor: sensitivity * factorNow
		}];
	}));
	return {
		run,
		past: runs,
		historyRuns,
		...whyNone !== void 0 && { whyNone },
		stages: stages.map((stage) => stage.kind === "series" ? models.get(stage) : stage),
		pastFactors: factors.overall.slice(0, -1),
		factor: factors.overall.at(-1) ?? 0,
		shape
	};
}
// src/analysis/verdict/baseline-used.ts
/**
* The numbers of a comparison that anybody can recompute from the history: which runs a baseline consists
* of, their plain median, and the change against it; beside it the change that the verdict rests on.
*/
/**
* The baseline: the runs with caches in the same state since the last lasting step; where none is, those
* from before it. Undefined where the history has no run in this state.
*/
function baselineOf(run, source) {
	const { past, times, states, state, since, stratum } = source;
	const alike = times.flatMap((ms, i) => !Number.isNaN(ms) && states[i] === state ? [i] : []);
	const afterStep = alike.filter((i) => i >= since);
	const members = afterStep.length > 0 ? afterStep : alike;
	if (members.length === 0) return void 0;
	const first = past[since]?.run;
	const isCut = since > 0 && afterStep.length > 0 && first !== void 0;
	return {
		medianMs: median(members.map((i) => times[i])),
		runs: members.length,
		members: [...members],
		...isCut && { since: sinceOf(first) },
		stratum,
		ageDays: ageDays(run, members.flatMap((i) => past[i] ?? []))
	};
}
function sinceOf({ sha, startedAt }) {
	return {
		...sha !== void 0 && { sha },
		startedAt
	};
}
/**
* The plain change against the baseline's median, with its interval, and the adjusted one where it is
* another number. Both intervals are as wide (in logs): what is taken out is taken as known.
*/
function changeNumbers({ nowMs, baseline, estimate, by, agrees }) {
	const { change, low, high } = estimate;
	const own = {
		by,
		changePercent: percentOf(change),
		interval: [percentOf(low), percentOf(high)]
	};
	if (baseline === void 0) return { adjusted: {
		...own,
		decides: true
	} };
	const plain = logMs(nowMs) - logMs(baseline.medianMs);
	const apart = plain - change;
	const changePercent = plainPercent(nowMs, baseline.medianMs);
	return {
		changePercent,
		interval: [percentOf(low + apart), percentOf(high + apart)],
		...changePercent !== own.changePercent && { adjusted: {
			...own,
			decides: !agrees(plain)
		} }
	};
}
/** `now` over the median less one, in percent, to a hundredth; times that a clock cannot tell count as 1 ms. */
function plainPercent(nowMs, medianMs) {
	const ratio = Math.min(Math.max(nowMs, 1) / Math.max(medianMs, 1), LARGEST_RATIO);
	const percent = Math.round((ratio - 1) * 1e4) / 100;
	return percent === 0 ? 0 : percent;
}
const LARGEST_RATIO = 1e6;
/** Whether what there is of the history is enough. */
function isEnoughEvidence({ have, needed }) {
	return have >= needed;
}
/** How many more are needed; 0 where there are enough. */
function missingEvidence({ have, needed }) {
	return Math.max(0, needed - have);
}
// src/analysis/verdict/controls.ts
/** Shorter ones tell little of the machine. */
const SHORTEST_MS = 2e3;
/** Longer ones, and longer than the stage itself, cost too much. */
const LONGEST_MS = 2e4;
/** A stage that is off by more scales in the run has something said against it. */
const QUIET_SCALES = 2;
/** The stages to run again after the suspected one, the steadiest first. */
function controlsFor(run, history, stages, suspected) {
	const model = modelOf(run, history, new Map(stages.map((stage) => [stage.id, stage])));
	const own = run.stages.find(({ id }) => id === suspected)?.durationMs ?? 0;
	return model.stages.flatMap((stage) => {
		if (stage.kind !== "model" || stage.measured === void 0) return [];
		const { measured, series } = stage;
		const { id } = series.stage;
		return id !== suspected && isSteady(measured, series, own) ? [{
			id,
			error: errorOf(measured)
		}] : [];
	}).sort((a, b) => a.error - b.error).map(({ id }) => id);
}
function isSteady({ noise, change }, { durationMs, stratum }, ownMs) {
	return isEnough(noise) && Math.abs(change) < QUIET_SCALES * noise.scale && durationMs >= SHORTEST_MS && durationMs <= Math.max(LONGEST_MS, ownMs) && stratum.beside.length === 0;
}
/** The neighbour that ran after the further runs of a stage; undefined where the history cannot judge it. */
function controlOf({ confirmations = [] }, { stages }) {
	const controls = confirmations.flatMap(({ control }) => control ?? []);
	const [first] = controls;
	if (first === void 0 || controls.some(({ id }) => id !== first.id)) return void 0;
	const model = stages.find((stage) => stage.kind === "model" && stage.series.stage.id === first.id);
	const measured = model?.kind === "model" ? model.measured : void 0;
	if (measured === void 0) return void 0;
	return {
		id: first.id,
		changes: controls.map(({ durationMs }) => logMs(durationMs) - logMs(measured.expectedMs)),
		error: errorOf(measured)
	};
}
function errorOf({ noise, levelError }) {
	return Math.hypot(noise.scale, levelError);
}
// src/analysis/verdict/details.ts
/**
* What moved within a stage, from what its tools left behind: the tests that took another time than
* in comparable runs, LaTeX's passes, pages, the number of tests. These are places to look at, not
* verdicts: nothing runs again to confirm them, and no gate asks them.
*/
/** Parts that are named of a stage. */
const MOST_PARTS = 8;
/** A test has to change by this factor, by this many ms, and by this part of its stage's time. */
const LEAST_FACTOR = 1.2;
const LEAST_MS = 250;
const LEAST_SHARE = .02;
/** And by as many standard deviations of its own noise, which is never taken to be less than this. */
const LEAST_SIGMAS = 3;
const QUIETEST = .08;
/** Counts of what a project has (tests, pages) explain a change when they differ by this factor. */
const LEAST_GROWTH = 1.1;
/** The parts of the stage that moved against comparable runs of it, oldest first; the largest moves first. */
function movedParts(stage, past, move) {
	const { tests, latex } = stage.evidence ?? {};
	const newest = past.slice(-20);
	const pastTests = newest.flatMap(({ evidence }) => evidence?.tests ?? []);
	const pastLatex = newest.filter(({ cacheState }) => cacheState === stage.cacheState).flatMap(({ evidence }) => evidence?.latex ?? []);
	return [...latex === void 0 ? [] : movedLatex(latex, pastLatex, move), ...tests === void 0 ? [] : movedTests(tests, pastTests, stage.durationMs ?? 0, move)].slice(0, MOST_PARTS);
}
function movedTests(now, past, stageMs, { factor, hasMoved }) {
	const newest = past.at(-1);
	if (past.length < 5 || newest === void 0) return [];
	const keyOf = testKeys([now, ...past]);
	const [own, ...earlier] = [now, ...past].map((numbers) => timesOf(numbers, keyOf));
	const leastMs = Math.max(LEAST_MS, stageMs * LEAST_SHARE);
	const moved = [...new Map([...past, now].flatMap(({ slowest }) => slowest.map((test) => [keyOf(test), test.name])))].flatMap(([key, name]) => {
		const usual = usualTime(key, earlier);
		const ms = own.byKey.get(key);
		const present = ms === void 0 ? own.others : { ms };
		if (usual.time.atMost && present.atMost) return [];
		const raw = logMs(present.ms) - logMs(usual.time.ms);
		const change = soberChange(raw, factor);
		const changeMs = present.ms * Math.exp(change - raw) - usual.time.ms;
		const enough = Math.max(LEAST_SIGMAS * usual.noise, Math.log(LEAST_FACTOR));
		if (Math.abs(change) <= enough || Math.abs(changeMs) < leastMs) return [];
		return [{
			part: {
				kind: "test",
				name,
				before: usual.time,
				now: present
			},
			changeMs
		}];
	}).sort((a, b) => Math.abs(b.changeMs) - Math.abs(a.changeMs)).map(({ part }) => part);
	return hasMoved && hasGrown(newest.total, now.total) ? [{
		kind: "tests",
		before: newest.total,
		now: now.total
	}, ...moved] : moved;
}
/**
* What is left of a change (as a logarithm) when the run-wide factor is taken out, and no more than the
* change itself: a test that took as long as ever in a slow run did not get faster.
*/
function soberChange(change, factor) {
	const rest = change - factor;
	if (rest * change <= 0) return 0;
	return Math.abs(rest) < Math.abs(change) ? rest : change;
}
/** Tells tests apart by their ids; by their names where a run was recorded without ids. */
function testKeys(all) {
	const idOfName = new Map(all.flatMap(({ slowest }) => slowest.flatMap(({ name, id }) => id === void 0 ? [] : [[name, id]])));
	return ({ name, id }) => id ?? idOfName.get(name) ?? name;
}
function timesOf({ slowest }, keyOf) {
	const isWhole = slowest.length < 15;
	return {
		byKey: new Map(slowest.map((test) => [keyOf(test), test.durationMs])),
		others: {
			ms: isWhole ? 0 : slowest.at(-1)?.durationMs ?? 0,
			atMost: true
		}
	};
}
/** What the test usually took, with the standard deviation of its logarithm. */
function usualTime(key, past) {
	const times = past.flatMap(({ byKey }) => byKey.get(key) ?? []);
	if (times.length * 2 <= past.length) return {
		time: {
			ms: median(past.map(({ others }) => others.ms)),
			atMost: true
		},
		noise: 0
	};
	const ms = median(times);
	const distances = times.map((time) => Math.abs(logMs(time) - logMs(ms)));
	return {
		time: { ms },
		noise: Math.max(QUIETEST, MAD_TO_SIGMA * median(distances))
	};
}
function movedLatex(now, past, { hasMoved }) {
	if (past.length < 5) return [];
	const passes = [...new Set([now, ...past].flatMap(({ passes }) => passes.map((one) => one.program)))].flatMap((program) => {
		const counts = past.map((numbers) => passesOf(numbers, program));
		const [usual, own] = [lowerMedian(counts), passesOf(now, program)];
		const isNew = own > Math.max(...counts) || own < Math.min(...counts);
		return own !== usual && (isNew || hasMoved) ? [{
			kind: "passes",
			program,
			before: usual,
			now: own
		}] : [];
	});
	const before = past.findLast(({ pages }) => pages !== void 0)?.pages;
	return hasMoved && now.pages !== void 0 && before !== void 0 && hasGrown(before, now.pages) ? [...passes, {
		kind: "pages",
		before,
		now: now.pages
	}] : passes;
}
function passesOf({ passes }, program) {
	return passes.find((one) => one.program === program)?.count ?? 0;
}
/** A count that occurred, unlike the mean of two. */
function lowerMedian(counts) {
	return [...counts].sort((a, b) => a - b)[Math.floor((counts.length - 1) / 2)] ?? 0;
}
/** Or shrunk. */
function hasGrown(before, now) {
	return Math.max(before, now) >= Math.min(before, now) * LEAST_GROWTH && before !== now;
}
// src/analysis/verdict/compared-total.ts
/** Stages that are less of the run's work than this say nothing of the whole. */
const COVERED_SHARE$1 = .5;
/** Undefined where nothing was executed to its end. */
function comparedTotal(run, past) {
	const executed = run.stages.filter(isMeasurement);
	if (executed.length === 0) return void 0;
	const makespan = comparedMakespan(run, past);
	if (countOf(makespan) >= 5) return makespan;
	const common = commonStages(executed, past);
	if (common === void 0 || !coversEnough(common, executed)) return makespan;
	const sum = comparedStageTimes(run, past, common);
	return countOf(sum) > countOf(makespan) ? sum : makespan;
}
function countOf({ times }) {
	return times.filter((ms) => !Number.isNaN(ms)).length;
}
function comparedMakespan(run, past) {
	const work = workOf(run);
	const stages = run.stages.filter(isMeasurement).map(({ id }) => id);
	return {
		over: {
			kind: "makespan",
			stages,
			of: run.stages.length
		},
		totalMs: run.totalMs,
		times: past.map((record) => record.status === "passed" && workOf(record) === work ? record.totalMs : NaN),
		states: [...past, run].map((record) => cachesOf(record, new Set(stages))),
		decisive: new Set(criticalPath(run).map((step) => step.id))
	};
}
function comparedStageTimes(run, past, common) {
	const ids = new Set(common.map(({ id }) => id));
	const keys = common.map(keyOf);
	const sumOf = (record) => {
		const found = new Map(measured(record).map((stage) => [keyOf(stage), stage.durationMs ?? 0]));
		return keys.reduce((sum, key) => sum + (found.get(key) ?? NaN), 0);
	};
	return {
		over: {
			kind: "stage-times",
			stages: [...ids],
			of: run.stages.length
		},
		totalMs: sumOf(run),
		times: past.map((record) => record.status === "passed" ? sumOf(record) : NaN),
		states: [...past, run].map((record) => cachesOf(record, ids)),
		decisive: ids
	};
}
/**
* The stages that enough runs executed too: those that the fewest share are given up one by one. Undefined
* where no single stage has enough.
*/
function commonStages(executed, past) {
	const keysOfRuns = past.filter(({ status }) => status === "passed").map((record) => new Set(measured(record).map(keyOf)));
	let common = executed.filter((stage) => providerWords(stage) === void 0);
	while (common.length > 0) {
		const keys = common.map(keyOf);
		if (keysOfRuns.filter((run) => keys.every((key) => run.has(key))).length >= 5) return common;
		const holders = keys.map((key) => keysOfRuns.filter((run) => run.has(key)).length);
		const rarest = holders.indexOf(Math.min(...holders));
		common = common.filter((_, i) => i !== rarest);
	}
}
function coversEnough(common, executed) {
	const sumOf = (stages) => stages.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
	return sumOf(common) >= COVERED_SHARE$1 * sumOf(executed);
}
function measured({ stages }) {
	return stages.filter(isMeasurement);
}
/** What a stage did: the same in two runs where their times can be compared. */
function keyOf(stage) {
	return `${stage.id} ${stage.definitionHash} ${hitShareOf(stage) ?? ""}`;
}
/** All that took the run's time: also what failed and did not count, or needed several attempts. */
function workOf({ stages }) {
	return stages.flatMap((stage) => {
		if (isMeasurement(stage)) return [keyOf(stage)];
		const { status, attempts, durationMs = 0 } = stage;
		return status !== "reused" && durationMs > 0 ? [`${keyOf(stage)} ${status} ${attempts}`] : [];
	}).sort().join("\n");
}
function cachesOf(record, ids) {
	return measured(record).filter(({ id }) => ids.has(id)).map(({ id, cacheState }) => `${id} ${cacheState}`).sort().join("\n");
}
// src/analysis/verdict/factor-suspicion.ts
/** A run whose stages were all slower than they usually are: the machine, or a change that slows everything. */
/** How sure a suspicion against the run-wide factor must be. */
const FACTOR_LEVEL = .95;
/** No history of factors is taken to be steadier than this (log standard deviation). */
const STEADIEST = .02;
/** Whether the run as a whole was slower than the runs of its history are, by what its stages say. */
function factorSuspicion({ factor, pastFactors, stages }, findings, least) {
	if (stages.filter((stage) => stage.kind === "model" && stage.measured !== void 0).length < FEWEST_STAGES || pastFactors.length < 5) return void 0;
	const usual = noiseOfFactors(pastFactors);
	const expectedMs = findings.reduce((sum, { measured }) => sum + (measured?.expectedMs ?? 0), 0);
	const change = factor - usual.centre;
	return change >= tQuantile(FACTOR_LEVEL, usual.degrees) * usual.scale * Math.sqrt(1 + 1 / pastFactors.length) && change >= leastLog(least, expectedMs * Math.exp(-change)) ? "its stages were slow as a whole" : void 0;
}
const FEWEST_STAGES = 3;
function noiseOfFactors(factors) {
	const values = [...factors, 0];
	const states = values.map(() => "");
	const noise = noiseOf([{
		values,
		sensitivity: 0,
		sensitivityError: 0,
		factors: [],
		offsets: [],
		since: 0
	}], [states])[0];
	return {
		...noise,
		scale: Math.max(noise.scale, STEADIEST)
	};
}
// src/analysis/verdict/makespan-pairs.ts
/** The run as a whole, settled by base and head in turns on one machine. */
/** Pairs that cover less of the run's work than this say nothing of the whole. */
const COVERED_SHARE = .5;
/** Log standard deviation of a stage that nothing is known of. */
const UNKNOWN_NOISE = .08;
/** Variance of the median of three normal values beside that of their mean. */
const MEDIAN_VARIANCE = 1.3;
const PAIR_DEGREES = 10;
/** The machine itself drifts by as much from one measurement to the next (log standard error). */
const LEAST_ERROR = .01;
/** What the pairs of all stages say together: the sum of the heads' middle times over the bases'. */
function settleWhole(findings, least) {
	const executed = findings.filter(({ stage }) => isMeasurement(stage));
	const paired = executed.flatMap(({ stage, measured, judgement }) => {
		const of = (ref) => (stage.confirmations ?? []).flatMap((c) => c.ref === ref ? [c.durationMs] : []);
		const [head, base] = [of("head"), of("base")];
		if (Math.min(head.length, base.length) < 2) return [];
		const variance = (measured?.noise.scale ?? UNKNOWN_NOISE) ** 2 * (1 / head.length + 1 / base.length) * MEDIAN_VARIANCE;
		return [{
			name: stageName(stage),
			ownMs: stage.durationMs ?? 0,
			head: median(head),
			base: median(base),
			variance,
			isAccepted: judgement.accepted === true
		}];
	});
	const sumOf = (pick) => paired.reduce((sum, pair) => sum + pick(pair), 0);
	const workMs = executed.reduce((sum, { stage }) => sum + (stage.durationMs ?? 0), 0);
	const covered = sumOf(({ ownMs }) => ownMs);
	if (paired.length === 0 || covered < COVERED_SHARE * workMs) return void 0;
	const baseMs = Math.max(sumOf(({ base }) => base), 1);
	const changeBy = (headMs) => Math.log(Math.max(headMs, 1) / baseMs);
	const change = changeBy(sumOf(({ head }) => head));
	const error = Math.sqrt(sumOf(({ base, variance }) => (base / baseMs) ** 2 * variance));
	const reach = tQuantile(.975, PAIR_DEGREES) * Math.max(error, LEAST_ERROR);
	const isSlowdown = (by) => by >= leastLog(least, baseMs) && by >= reach;
	const isSlower = isSlowdown(change);
	const unaccepted = changeBy(sumOf(({ head, base, isAccepted }) => isAccepted ? base : head));
	const accepted = paired.filter(({ isAccepted }) => isAccepted).map(({ name }) => name);
	return {
		estimate: {
			change,
			low: change - reach,
			high: change + reach
		},
		stages: paired.length,
		isSlower,
		accepted: isSlower && !isSlowdown(unaccepted) ? accepted : []
	};
}
// src/analysis/verdict/reasons.ts
/** Why a verdict is what it is, in sentences that need no statistics to be understood. */
const LONGEST_REASON = 200;
/** CPU time that moved by less than this share of the wall time's move did not move with it. */
const CPU_MOVED = .3;
/** No comparable time: what is missing. */
function nothing(kind, reason, needed) {
	const text = oneLine(reason, LONGEST_REASON);
	return kind === "not-enough-data" ? `${text}; ${counted(needed, "run")} needed` : text;
}
/** Too few runs of the history had their caches in this state. */
function newCacheState(state, comparable, { have, needed }) {
	const words = state === "none" ? "without a cache" : `with a ${cacheWord(state)} cache`;
	return `${have === 0 ? "none" : have} of ${counted(comparable, "comparable run")} was ${words}: ${needed} needed`;
}
/** Too few runs for a verdict. */
function tooFew(facts, evidence) {
	const more = missingEvidence(evidence);
	return `${against(facts)}; only ${counted(evidence.have, "comparable run")}, ${more} more needed for a verdict`;
}
/** A verdict and what it rests on. */
function judged(verdict, facts, further, outcome) {
	if (verdict === "not-comparable") return `${against(facts)}, beside other stages: it ran alone now, so that only a slowdown could be told`;
	const rest = further.head.length > 0 ? furtherWords(facts, further, outcome) : cpuWords(facts);
	return `${against(facts)}${rest === "" ? "" : `; ${rest}`}`;
}
/** Runs of head and base in turns where the history says nothing; ms. */
function pairsAlone(reason, head, base) {
	return `${`${counted(head.length, "run")} in turns with the base commit`}: ${formatDuration(median([...head]))} against ${formatDuration(median([...base]))}; ${reason}`;
}
/** A slowdown that the definition accepts. */
function acknowledged$1(reason, { until, reason: why }) {
	return `accepted until ${oneLine(until, 40)} (${oneLine(why, LONGEST_REASON)}): ${reason}`;
}
/** A slowdown that is accepted in this run. */
function accepted$1(reason, why) {
	return `accepted (${oneLine(why, LONGEST_REASON)}): ${reason}`;
}
/** `6 % slow`, `3 % fast`; from a log. */
function slowOrFast(log) {
	return `${Math.round(Math.abs(Math.expm1(log)) * 100)} % ${log < 0 ? "fast" : "slow"}`;
}
/** `52s against 34s ± 2.1s over 23 warm runs`: the noise is one standard deviation. */
function against({ durationMs, baseline, model }) {
	const { cacheState } = model.series.stage;
	const now = formatDuration(durationMs);
	if (baseline === void 0) return now;
	const { medianMs, runs } = baseline;
	const scale = model.measured?.noise.scale;
	const spread = scale === void 0 ? "" : ` ± ${formatDuration(medianMs * Math.expm1(scale))}`;
	const state = cacheState === "none" ? "" : `${cacheWord(cacheState)} `;
	const where = model.series.fallback === "none" ? "like this one" : "most like this one";
	return `${now} against ${formatDuration(medianMs)}${spread} over ${counted(runs, `${state}run`)} ${where}`;
}
function furtherWords({ durationMs, measured }, further, outcome) {
	const times = (changes) => changes.map((change) => formatDuration(durationMs * Math.exp(change - measured.change))).join(", ");
	const { head, base, shared } = further;
	const slow = shared === void 0 ? "" : `, after which ${shared.id} was slow too`;
	const runs = base.length > 0 ? `${counted(head.length, "further run")} in turns with the base commit (${times(head)} against ${times(base)})` : `${counted(head.length, "further run")} alone (${times(head)})${slow}`;
	switch (outcome.kind) {
		case "confirmed": return `confirmed by ${runs}`;
		case "cleared": return `suspected, not confirmed by ${runs}`;
		case "open": return `not settled by ${runs}`;
	}
}
/** Says so where the CPU time tells another story than the clock. */
function cpuWords({ durationMs, baseline, model, measured }) {
	const { series, columns } = model;
	const now = series.stage.cpuMs;
	const { cacheState } = series.stage;
	const past = columns.flatMap((i) => {
		const timed = series.past[i];
		return timed?.cacheState === cacheState ? timed.cpuMs ?? [] : [];
	});
	if (now === void 0 || past.length < 2) return "";
	const usual = median(past);
	if (usual <= 0 || now <= 0 || measured.change < Math.log(1.1)) return "";
	const moved = Math.log(now / usual) - model.factor;
	const times = `CPU time ${formatDuration(now)} against ${formatDuration(usual)}`;
	const explained = (now - usual) / Math.max(1, durationMs - (baseline?.medianMs ?? measured.expectedMs));
	return moved < CPU_MOVED * measured.change || explained < CPU_MOVED ? `${times}: it did not compute more, it waited` : `${times}: it computed more`;
}
function cacheWord(state) {
	return state === "partial" ? "partly warm" : state;
}
// src/analysis/verdict/makespan.ts
/** Judges the run as a whole. */
function judgeTotal(model, findings, least) {
	const { run } = model;
	if (run.status !== "passed") return {
		verdict: "not-measured",
		reason: `the run ${runWords(run)}`
	};
	const waited = criticalPath(run).find(({ id }) => waitedForProvider(run, id));
	const whole = waited === void 0 ? wholeOf(model, findings) : void 0;
	const byFactor = factorSuspicion(model, findings, least);
	if (whole === void 0) {
		const unknown = nothingComparable(model, waited?.id);
		if (byFactor !== void 0) return suspicion(findings, least, byFactor, {});
		return byPairsAlone$1(unknown, findings, least);
	}
	const { measured, evidence, baseline, totalMs, over } = whole;
	const judged = (judgement) => ({
		...judgement,
		over
	});
	const known = {
		baseline,
		evidence
	};
	const times = `${formatDuration(totalMs)} against ${formatDuration(baseline.medianMs)} over ${counted(baseline.runs, "run")} ${overWords(over)}`;
	if (!isEnoughEvidence(evidence)) {
		if (byFactor !== void 0) return judged(suspicion(findings, least, byFactor, { baseline }));
		return judged(byPairsAlone$1({
			verdict: "not-enough-data",
			reason: `${times}; ${missingEvidence(evidence)} more needed for a verdict`,
			...known
		}, findings, least));
	}
	const verdict = judgeOnce(measured, least);
	const sure = {
		...known,
		...changeNumbers({
			nowMs: totalMs,
			baseline,
			estimate: estimateOnce(measured),
			by: "history",
			agrees: (change) => judgeOnce({
				...measured,
				change,
				expectedMs: totalMs * Math.exp(-change)
			}, least) === verdict
		}),
		...totalMs !== run.totalMs && { measuredMs: totalMs },
		smallestDetectablePercent: percentOf(detectable(measured, least))
	};
	if (verdict === "suspected") return judged(suspicion(findings, least, times, sure, whole));
	if (byFactor !== void 0) return judged(suspicion(findings, least, byFactor, sure));
	return judged({
		verdict,
		reason: times,
		...sure
	});
}
/** `of the same stages`, `of 2 of 5 stages, which alone ran in both`. */
function overWords({ kind, stages, of }) {
	return kind === "makespan" ? "of the same stages" : `of ${stages.length} of ${counted(of, "stage")}, which were executed in all of them`;
}
/** Why there is nothing to compare the whole with. */
function nothingComparable({ past, historyRuns, whyNone }, waited) {
	if (whyNone !== void 0) return {
		verdict: whyNone.kind,
		reason: whyNone.reason
	};
	if (waited !== void 0) return {
		verdict: "not-comparable",
		reason: `${waited} is on the critical path and waited for a provider of models`
	};
	if (historyRuns === 0) return {
		verdict: "not-enough-data",
		reason: `no comparable run yet; 5 needed`,
		evidence: {
			of: "same-stages",
			have: 0,
			needed: 5
		}
	};
	return {
		verdict: "not-comparable",
		reason: past.length === 0 ? `none of the ${counted(historyRuns, "run")} of the history was on such a machine` : `fewer than 2 runs of the history executed these stages with caches like these`
	};
}
function waitedForProvider({ stages }, id) {
	return stages.some((stage) => stage.id === id && providerWords(stage) !== void 0);
}
/** Base and head on one machine need no history; only a slowdown is sure enough to be said so. */
function byPairsAlone$1(unknown, findings, least) {
	const settled = settleWhole(findings, least);
	if (settled?.isSlower !== true) return unknown;
	return {
		...unknown,
		...slowerByPairs(settled, "", `; ${unknown.reason}`)
	};
}
/** What pairs say that found the run slower, between the words for what was known before and after it. */
function slowerByPairs({ estimate, stages, accepted }, before, after) {
	const said = `${before}${`${counted(stages, "stage")} in turns with the base commit`}: this change is ${slowOrFast(estimate.change)}`;
	const adjusted = pairedChange(estimate);
	if (accepted.length === 0) return {
		adjusted,
		verdict: "regressed",
		reason: `${said}${after}`
	};
	return {
		adjusted,
		verdict: "unchanged",
		accepted: true,
		reason: `${said}; mostly ${listWords(accepted, 3)}, which is accepted${after}`
	};
}
/** Base and head on one machine say more than the history does. */
function pairedChange({ change, low, high }) {
	const interval = [percentOf(low), percentOf(high)];
	return {
		by: "pairs",
		changePercent: percentOf(change),
		interval,
		decides: true
	};
}
/** The whole beside the runs that it can be compared with. */
function wholeOf({ run, past }, findings) {
	const compared = comparedTotal(run, past);
	if (compared === void 0) return void 0;
	const { over, times, states, decisive } = compared;
	const totalMs = Math.max(1, compared.totalMs - clearedMs(decisive, findings));
	const logs = [...times.map((ms) => Number.isNaN(ms) ? ms : logMs(ms)), logMs(totalMs)];
	const { stages } = takeOutRunFactor([{
		logs,
		states
	}]);
	const noise = noiseOf(stages, [states])[0];
	const change = (stages[0]?.values.at(-1) ?? NaN) - (noise?.centre ?? NaN);
	if (noise === void 0 || Number.isNaN(change)) return void 0;
	const [state = "", since] = [states.at(-1), stages[0]?.since ?? 0];
	const baseline = baselineOf(run, {
		past,
		times,
		states,
		state,
		since,
		stratum: stratumWords(run)
	});
	if (baseline === void 0) return void 0;
	return {
		measured: {
			change,
			expectedMs: totalMs * Math.exp(-change),
			noise,
			levelError: errorOfLevel(noise),
			shape: shapeOf([noise])
		},
		evidence: {
			of: "same-stages",
			have: noise.comparable,
			needed: 5
		},
		baseline,
		over,
		totalMs,
		decisive
	};
}
/** What spikes of decisive stages added that further runs have shown to be spikes. */
function clearedMs(decisive, findings) {
	return findings.filter(({ id, outcome }) => decisive.has(id) && outcome.kind === "cleared").reduce((sum, found) => sum + excessMs(found), 0);
}
function excessMs({ stage, measured }) {
	return measured === void 0 ? 0 : Math.max(0, (stage.durationMs ?? 0) - measured.expectedMs);
}
/** Words and verdict of a makespan that is slower than its history. */
function suspicion(findings, least, why, numbers, whole) {
	const path = findings.filter(({ id }) => whole?.decisive.has(id) === true);
	const all = whole === void 0 ? 0 : whole.totalMs - whole.measured.expectedMs;
	/** The stages among these that half the excess or more is of, in words. */
	const mostly = (is) => {
		const slower = path.filter(({ judgement }) => is(judgement));
		const excess = slower.reduce((sum, found) => sum + excessMs(found), 0);
		if (all <= 0 || excess < all / 2) return void 0;
		const names = slower.map(({ stage }) => stageName(stage));
		return `${why}; mostly ${listWords(names, 3)}`;
	};
	const regressed = mostly(({ verdict }) => verdict === "regressed");
	if (regressed !== void 0) return {
		verdict: "regressed",
		reason: regressed,
		...numbers
	};
	const accepted = mostly((judgement) => judgement.accepted !== void 0);
	if (accepted !== void 0) return {
		verdict: "unchanged",
		reason: `${accepted}, which is accepted`,
		accepted: true,
		...numbers
	};
	const settled = settleWhole(findings, least);
	if (settled === void 0) return {
		verdict: "suspected",
		reason: `${why}: the runner, or this change; base and head on one machine can tell`,
		...numbers
	};
	if (settled.isSlower) return {
		...numbers,
		...slowerByPairs(settled, `${why}; confirmed by `, "")
	};
	const pairs = `${counted(settled.stages, "stage")} in turns with the base commit`;
	return {
		...numbers,
		verdict: "unchanged",
		reason: `${why}; ${pairs} took as long as before: the runner, not this change`
	};
}
function runWords({ status }) {
	return status === "running" ? "is under way" : status === "cancelled" ? "was cancelled" : status;
}
function stratumWords({ environment: { os, arch, cpus } }) {
	return `${os} ${arch}, ${counted(cpus, "core")}, the same stages executed`;
}
// src/analysis/verdict/compare.ts
/** Judges every stage of a run and its makespan; it does not matter whether the history holds the run. */
function compare(run, history, options = {}) {
	const least = {
		percent: options.minimumPercent ?? LEAST_CHANGE.percent,
		ms: options.minimumMs ?? LEAST_CHANGE.ms
	};
	const terms = new Map((options.stages ?? []).map((stage) => [stage.id, stage]));
	const { isUnreadable = false } = options;
	const model = modelOf(run, history, terms, { isUnreadable });
	const judged = model.stages.map((stage) => {
		const first = stage.kind === "model" ? judgeStage(stage, model, least) : unjudged(stage, least);
		const found = acknowledged(first, terms.get(first.id), run);
		return {
			found,
			moved: movedWithin(stage, found)
		};
	});
	const findings = judged.map(({ found }) => found);
	return {
		runs: model.past.map(({ run: { id, attempt, startedAt } }) => ({
			id,
			attempt,
			startedAt
		})),
		runFactorPercent: percentOf(model.factor),
		stages: judged.map(({ found: { id, judgement }, moved }) => ({
			id,
			...accepted(judgement, options.accepted),
			...moved
		})),
		total: accepted(judgeTotal(model, findings, least), options.accepted)
	};
}
/** Where a stage cannot be judged, its tests can: they say what changed, if not how sure it is. */
function movedWithin(model, { stage, judgement }) {
	const [past, factor] = model.kind === "model" ? [model.columns.flatMap((i) => model.series.past[i] ?? []), model.factor] : [model.elsewhere ?? [], 0];
	const moved = movedParts(stage, past, {
		factor,
		hasMoved: hasMoved(judgement)
	});
	return moved.length === 0 ? {} : { moved: [...moved] };
}
function unjudged({ kind, stage, reason }, least) {
	const judgement = {
		verdict: kind,
		reason: nothing(kind, reason, 5),
		...kind === "not-enough-data" && { evidence: {
			of: "comparable",
			have: 0,
			needed: 5
		} }
	};
	const found = {
		id: stage.id,
		stage,
		judgement,
		further: NONE,
		outcome: OPEN
	};
	return kind === "not-measured" ? found : byPairsAlone(found, least);
}
/** Base and head on one machine need no history. */
function byPairsAlone(found, least) {
	const head = confirmationsOf(found.stage, "head");
	const base = confirmationsOf(found.stage, "base");
	const outcome = settleWithoutHistory(head, base, least);
	if (outcome.kind === "open") return found;
	const isSlower = outcome.kind === "confirmed";
	const judgement = {
		...found.judgement,
		verdict: isSlower ? "regressed" : "unchanged",
		reason: pairsAlone(found.judgement.reason, head, base),
		...changeNumbers({
			nowMs: outcome.measuredMs,
			baseline: void 0,
			estimate: outcome.estimate,
			by: "pairs",
			agrees: () => false
		}),
		measuredMs: Math.round(outcome.measuredMs)
	};
	return {
		...found,
		outcome,
		judgement
	};
}
const OPEN = { kind: "open" };
const NONE = {
	head: [],
	base: []
};
function judgeStage(model, run, least) {
	const { series, measured, columns } = model;
	const { stage, durationMs } = series;
	const baseline = stageBaseline(model, run);
	const base = {
		id: stage.id,
		stage,
		further: NONE,
		outcome: OPEN
	};
	const known = baseline === void 0 ? {} : { baseline };
	const facts = {
		durationMs,
		baseline,
		model
	};
	const evidence = evidenceOf(model, baseline);
	if (measured === void 0 || !isEnoughEvidence(evidence)) {
		const judgement = {
			verdict: "not-enough-data",
			reason: evidence.of === "cache-state" ? newCacheState(stage.cacheState, columns.length, evidence) : tooFew(facts, evidence),
			evidence,
			...known
		};
		return byPairsAlone({
			...base,
			...measured && { measured },
			judgement
		}, least);
	}
	const first = judgeOnce(measured, least);
	const further = furtherOf(model, measured.change, run);
	const { verdict, outcome } = decide(first, series, measured, further, least);
	const told = first === "suspected" || outcome.kind !== "open" ? further : NONE;
	const isByPairs = outcome.kind !== "open" && further.base.length > 0;
	const nowMs = outcome.kind === "open" ? durationMs : Math.round(outcome.measuredMs);
	const found = outcome.kind === "cleared" ? "unchanged" : first;
	const agreesOnce = (change) => judgeOnce({
		...measured,
		change,
		expectedMs: nowMs * Math.exp(-change)
	}, least) === found;
	const agreesByPairs = (change) => change >= leastLog(least, nowMs * Math.exp(-change)) === (outcome.kind === "confirmed");
	return {
		...base,
		measured,
		further,
		outcome,
		judgement: {
			verdict,
			reason: judged(verdict, {
				...facts,
				measured
			}, told, outcome),
			...changeNumbers({
				nowMs,
				baseline,
				estimate: outcome.kind === "open" ? estimateOnce(measured) : outcome.estimate,
				by: isByPairs ? "pairs" : "history",
				agrees: isByPairs ? agreesByPairs : agreesOnce
			}),
			...outcome.kind !== "open" && { measuredMs: nowMs },
			...known,
			evidence,
			smallestDetectablePercent: percentOf(detectable(measured, least))
		}
	};
}
/** The one rule of how many runs a stage's verdict needs. */
function evidenceOf({ measured, comparable, series }, baseline) {
	const all = series.alike.length;
	if (measured !== void 0 || all < 5) return {
		of: "comparable",
		have: measured === void 0 ? all : comparable,
		needed: 5
	};
	return {
		of: "cache-state",
		have: Math.min(baseline?.runs ?? 0, 1),
		needed: 2
	};
}
function stageBaseline({ series, since }, { run, past }) {
	const { stage, stratum, alike, states } = series;
	return baselineOf(run, {
		past,
		times: series.past.map((timed) => timed?.durationMs ?? NaN),
		states,
		state: stage.cacheState,
		since,
		stratum: describeStratum(stratum, alike)
	});
}
/** What the run and its further runs say together. Further runs are of the stage alone. */
function decide(first, { ranBesideOthers, stratum }, measured, further, least) {
	const ranBeside = stratum.beside.length > 0;
	const isSuspected = first === "suspected";
	const unsettled = isSuspected || !ranBesideOthers ? first : "not-comparable";
	if (further.base.length > 0) {
		const outcome = settleByPairs(measured, further, least, isSuspected && !ranBeside && !ranBesideOthers);
		if (outcome.kind === "confirmed") return {
			verdict: "regressed",
			outcome
		};
		if (!isSuspected) return {
			verdict: unsettled,
			outcome: OPEN
		};
		return {
			verdict: outcome.kind === "cleared" ? "unchanged" : first,
			outcome
		};
	}
	if (!isSuspected) return {
		verdict: unsettled,
		outcome: OPEN
	};
	const outcome = settleByReruns(measured, withoutShared(further), least);
	if (outcome.kind === "confirmed") return {
		verdict: "regressed",
		outcome
	};
	if (ranBeside || outcome.kind === "open") return {
		verdict: first,
		outcome: OPEN
	};
	return {
		verdict: "unchanged",
		outcome
	};
}
function furtherOf({ series }, change, run) {
	const { stage, durationMs } = series;
	const of = (ref) => confirmationsOf(stage, ref).map((ms) => change + logMs(ms) - logMs(durationMs));
	const [head, base] = [of("head"), of("base")];
	const shared = base.length > 0 ? void 0 : sharedSlowness(head.length, controlOf(stage, run));
	return {
		head,
		base,
		...shared && { shared }
	};
}
function confirmationsOf(stage, ref) {
	return (stage.confirmations ?? []).flatMap((again) => again.ref === ref ? [again.durationMs] : []);
}
/** An accepted slowdown does not alarm again until its time is over. */
function acknowledged(found, terms, run) {
	const { verdict, reason } = found.judgement;
	const acknowledge = terms?.acknowledge;
	if (acknowledge === void 0 || !isSlowdown(verdict)) return found;
	if (run.run.startedAt.slice(0, acknowledge.until.length) > acknowledge.until) return found;
	const judgement = {
		...found.judgement,
		verdict: "unchanged",
		reason: acknowledged$1(reason, acknowledge),
		accepted: true
	};
	return {
		...found,
		judgement
	};
}
function accepted(judgement, why) {
	if (why === void 0 || !isSlowdown(judgement.verdict)) return judgement;
	const reason = accepted$1(judgement.reason, why);
	return {
		...judgement,
		verdict: "unchanged",
		reason,
		accepted: true
	};
}
function isSlowdown(verdict) {
	return verdict === "regressed" || verdict === "suspected";
}
export { controlsFor as n, compare as t };
