import { t as ageDays } from "./age2.js";
import { c as median, n as hitShareOf, r as isMeasurement, s as mean, t as describeStratum } from "./strata.js";
import { a as logMs, c as estimateOnce, d as leastLog, f as percentOf, g as tQuantile, h as MAD_TO_SIGMA, l as isEnough, m as noiseOf, n as providerWords, o as detectable, p as shapeOf, r as takeOutRunFactor, s as errorOfLevel, t as gatherTimings, u as judgeOnce } from "./timings.js";
import "./evidence.js";
import { a as oneLine, n as counted, r as listWords } from "./text.js";
import { r as formatDuration } from "./units.js";
import { r as hasMoved } from "./slowdowns.js";
import { r as stageName } from "./status.js";
import { t as criticalPath } from "./critical-path.js";
const FEWEST_PAIRS = 2;
/** Each further run has to show at least this part of a change that is worth a word. */
const EACH_SHARE = .8;
/**
* How often the mean of the run and its re-runs may be this large by chance: rarely, because the run was
* suspicious already, and more rarely still where few runs tell how much the stage varies.
*/
const RERUN_CHANCE = .0035;
const FULL_HISTORY = 20;
const PAIRED_LEVEL = .983;
/** The base commit's further runs contradict the history beyond this probability. */
const AT_ODDS = .99;
/** What the level may be off besides its noise, for runs on this machine: the run-wide factor is an estimate. */
const RERUN_MISFIT = .015;
const PAIRED_MISFIT = .03;
/** A run further than this from the middle one counts as this far (scales). */
const WINSOR = 2;
/**
* Settles a suspicion by runs of the head alone, or leaves it open. The first clean run ends it. Runs that
* would be suspected themselves never do: where they do not confirm either, too little is known of the
* stage or of the machine to say which it is.
*/
function settleByReruns(measured, head, least) {
	if (head.length === 0) return { kind: "open" };
	const { noise, levelError } = measured;
	const worth = leastLog(least, measured.expectedMs);
	const again = mean([...head]);
	const errorOf = (runs) => Math.hypot(noise.scale / Math.sqrt(runs), levelError, RERUN_MISFIT);
	const reach = tQuantile(.975, noise.degrees) * errorOf(head.length);
	const found = {
		estimate: {
			change: again,
			low: again - reach,
			high: again + reach
		},
		measuredMs: measured.expectedMs * Math.exp(again)
	};
	if (Math.min(...head) < EACH_SHARE * worth) return {
		kind: "cleared",
		...found
	};
	if (head.length < 2) return { kind: "open" };
	const first = Math.min(measured.change, Math.max(...head));
	const all = mean([first, ...head]);
	const chance = RERUN_CHANCE * Math.min(1, noise.comparable / FULL_HISTORY);
	const needed = tQuantile(1 - chance, noise.degrees) * errorOf(head.length + 1);
	if (again >= worth && median([first, ...head]) >= worth && all >= needed) return {
		kind: "confirmed",
		...found
	};
	return again >= Math.min(detectable(measured, least), measured.change - noise.scale) ? { kind: "open" } : {
		kind: "cleared",
		...found
	};
}
/**
* Settles it by runs of head and base in turns. The base's level comes from its own runs and, where it
* is to be trusted and they do not contradict it, from the history, each counting by how sure it is.
*/
function settleByPairs(measured, { head, base }, least, trustHistory) {
	if (Math.min(head.length, base.length) < FEWEST_PAIRS) return { kind: "open" };
	const { noise, levelError } = measured;
	const [slow, own] = [withoutSpikes(head, noise.scale), withoutSpikes(base, noise.scale)];
	const ownVariance = noise.scale ** 2 / base.length;
	const historyVariance = levelError ** 2 + PAIRED_MISFIT ** 2;
	const atOdds = tQuantile(AT_ODDS, noise.degrees) * Math.sqrt(ownVariance + historyVariance);
	const weight = trustHistory && Math.abs(own) <= atOdds ? ownVariance / (ownVariance + historyVariance) : 0;
	const level = (1 - weight) * own;
	const levelVariance = (1 - weight) ** 2 * ownVariance + weight ** 2 * historyVariance;
	const change = slow - level;
	const error = Math.sqrt(noise.scale ** 2 / head.length + levelVariance);
	const reach = tQuantile(.975, noise.degrees) * error;
	const estimate = {
		change,
		low: change - reach,
		high: change + reach
	};
	const isSlower = change >= leastLog(least, measured.expectedMs * Math.exp(level)) && change >= tQuantile(PAIRED_LEVEL, noise.degrees) * error;
	const measuredMs = measured.expectedMs * Math.exp(slow);
	return {
		kind: isSlower ? "confirmed" : "cleared",
		estimate,
		measuredMs
	};
}
/** Log standard deviation of a stage that nothing is known of, and the runs that this counts for. */
const UNKNOWN_NOISE$1 = .08;
const UNKNOWN_RUNS = 3;
/** What runs of head and base in turns say where there is no history: times in ms. */
function settleWithoutHistory(headMs, baseMs, least) {
	if (Math.min(headMs.length, baseMs.length) < FEWEST_PAIRS) return { kind: "open" };
	const [head, base] = [headMs.map(logMs), baseMs.map(logMs)];
	const deviations = [head, base].flatMap((logs) => logs.map((log) => (log - median(logs)) ** 2));
	const degrees = UNKNOWN_RUNS + deviations.length - 2;
	const squares = deviations.reduce((sum, square) => sum + square, 0);
	const scale = Math.sqrt((UNKNOWN_RUNS * UNKNOWN_NOISE$1 ** 2 + squares) / degrees);
	const [slow, level] = [withoutSpikes(head, scale), withoutSpikes(base, scale)];
	const change = slow - level;
	const error = scale * Math.sqrt(1 / head.length + 1 / base.length);
	const reach = tQuantile(.975, degrees) * error;
	const isSlower = change >= leastLog(least, Math.exp(level)) && change >= tQuantile(PAIRED_LEVEL, degrees) * error;
	const estimate = {
		change,
		low: change - reach,
		high: change + reach
	};
	return {
		kind: isSlower ? "confirmed" : "cleared",
		estimate,
		measuredMs: Math.exp(slow)
	};
}
function withoutSpikes(values, scale) {
	const middle = median([...values]);
	const bound = WINSOR * scale;
	return mean(values.map((value) => middle + Math.min(bound, Math.max(-bound, value - middle))));
}
// src/analysis/moved-parts.ts
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
	const times = [now, ...past].map(timesOf);
	const [own, ...earlier] = times;
	const leastMs = Math.max(LEAST_MS, stageMs * LEAST_SHARE);
	const moved = [...new Set(times.flatMap(({ byName }) => [...byName.keys()]))].flatMap((name) => {
		const usual = usualTime(name, earlier);
		const ms = own.byName.get(name);
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
function timesOf({ slowest }) {
	const isWhole = slowest.length < 15;
	return {
		byName: new Map(slowest.map(({ name, durationMs }) => [name, durationMs])),
		others: {
			ms: isWhole ? 0 : slowest.at(-1)?.durationMs ?? 0,
			atMost: true
		}
	};
}
/** What the test usually took, with the standard deviation of its logarithm. */
function usualTime(name, past) {
	const times = past.flatMap(({ byName }) => byName.get(name) ?? []);
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
// src/analysis/reasons.ts
/** Why a verdict is what it is, in sentences that need no statistics to be understood. */
const LONGEST_REASON = 200;
/** A run this much slower or faster than usual (log) is worth a word. */
const WORTH_SAYING = .015;
/** CPU time that moved by less than this share of the wall time's move did not move with it. */
const CPU_MOVED = .3;
/** No comparable time: what is missing. */
function nothing(kind, reason, needed) {
	const text = oneLine(reason, LONGEST_REASON);
	return kind === "not-enough-data" ? `${text}; ${counted(needed, "run")} needed` : text;
}
/** No run of the history had its caches in this state often enough. */
function newCacheState(state, runs) {
	const words = state === "none" ? "without a cache" : `with a ${cacheWord(state)} cache`;
	return `fewer than 2 of ${counted(runs, "comparable run")} were ${words}: 2 needed`;
}
/** Too few runs for a verdict. */
function tooFew(facts, runs, missing) {
	return `${against(facts)}; only ${counted(runs, "comparable run")}, ${missing} more needed for a verdict`;
}
/** A verdict and what it rests on. */
function judged(verdict, facts, further, outcome) {
	const rest = [factorWords$1(facts), further.head.length > 0 ? furtherWords(facts, further, outcome) : cpuWords(facts)];
	if (verdict === "not-comparable") return `${against(facts)}, beside other stages: it ran alone now, so that only a slowdown could be told`;
	const said = rest.filter((text) => text !== "").map((text) => `; ${text}`);
	return `${against(facts)}${said.join("")}`;
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
/** `6 % slow`, `3 % fast`. */
function slowOrFast(log) {
	const percent = Math.abs(Math.expm1(log)) * 100;
	return `${percent < 10 ? percent.toFixed(1).replace(/\.0$/, "") : percent.toFixed(0)} % ${log < 0 ? "fast" : "slow"}`;
}
/** `52s against 34s ± 2.1s over 23 warm runs`: the noise is one standard deviation. */
function against({ durationMs, medianMs, model, measured }) {
	const { cacheState } = model.series.stage;
	const state = cacheState === "none" ? "" : `${cacheWord(cacheState)} `;
	const own = measured.noise.runs;
	const spread = formatDuration(medianMs * Math.expm1(measured.noise.scale));
	const where = model.series.fallback === "none" ? "like this one" : "most like this one";
	return `${formatDuration(durationMs)} against ${formatDuration(medianMs)} ± ${spread} over ${counted(own, `${state}run`)} ${where}`;
}
function factorWords$1({ model }) {
	if (Math.abs(model.factor) < WORTH_SAYING) return "";
	return `the run itself was ${slowOrFast(model.factor)}, already taken out`;
}
function furtherWords({ durationMs, measured }, further, outcome) {
	const times = (changes) => changes.map((change) => formatDuration(durationMs * Math.exp(change - measured.change))).join(", ");
	const { head, base } = further;
	const runs = base.length > 0 ? `${counted(head.length, "further run")} in turns with the base commit (${times(head)} against ${times(base)})` : `${counted(head.length, "further run")} alone (${times(head)})`;
	switch (outcome.kind) {
		case "confirmed": return `confirmed by ${runs}`;
		case "cleared": return `suspected, not confirmed by ${runs}`;
		case "open": return `not settled by ${runs}`;
	}
}
/** Says so where the CPU time tells another story than the clock. */
function cpuWords({ durationMs, medianMs, model, measured }) {
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
	const explained = (now - usual) / Math.max(1, durationMs - medianMs);
	return moved < CPU_MOVED * measured.change || explained < CPU_MOVED ? `${times}: it did not compute more, it waited` : `${times}: it computed more`;
}
function cacheWord(state) {
	return state === "partial" ? "partly warm" : state;
}
// src/analysis/run-model.ts
/** Models a run by its history. */
function modelOf(run, history, terms) {
	const { runs, stages } = gatherTimings(run, history, terms);
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
			columns: own.past.flatMap((timed, i) => timed !== void 0 && i >= since ? [i] : [])
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
		stages: stages.map((stage) => stage.kind === "series" ? models.get(stage) : stage),
		pastFactors: factors.overall.slice(0, -1),
		factor: factors.overall.at(-1) ?? 0,
		shape
	};
}
// src/analysis/whole-run-pairs.ts
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
// src/analysis/whole-run.ts
/** Judges the makespan. */
function judgeTotal(model, findings, least) {
	const { run } = model;
	if (run.status !== "passed") return {
		verdict: "not-measured",
		reason: `the run ${runWords(run)}`
	};
	const waited = criticalPath(run).find(({ id }) => waitedForProvider(run, id));
	const makespan = waited === void 0 ? makespanOf(model, findings) : void 0;
	const byFactor = factorSuspicion(model, findings, least);
	if (makespan === void 0) {
		if (byFactor !== void 0) return suspicion(model, findings, least, byFactor, {});
		return byPairsAlone$1(nothingComparable(model, waited?.id), findings, least);
	}
	const { measured, comparable, columns, totalMs, medianMs } = makespan;
	const estimate = estimateOnce(measured);
	const baseline = {
		medianMs: Math.round(medianMs),
		runs: columns.length,
		stratum: stratumWords(run),
		ageDays: ageDays(run, columns.flatMap((i) => model.past[i] ?? []))
	};
	const withoutSpikes = totalMs === run.totalMs ? {} : { measuredMs: Math.round(totalMs) };
	const numbers = {
		...numbersOf(estimate),
		...withoutSpikes,
		baseline
	};
	const times = `${formatDuration(run.totalMs)} against ${formatDuration(medianMs)} over ${counted(columns.length, "run")} of the same stages`;
	if (!comparable) {
		if (byFactor !== void 0) return suspicion(model, findings, least, byFactor, numbers);
		return byPairsAlone$1({
			verdict: "not-enough-data",
			reason: `${times}; ${5 - columns.length} more needed for a verdict`,
			...numbers
		}, findings, least);
	}
	const sure = {
		...numbers,
		smallestDetectablePercent: percentOf(detectable(measured, least))
	};
	const verdict = judgeOnce(measured, least);
	if (verdict === "suspected") return suspicion(model, findings, least, times, sure, measured);
	if (byFactor !== void 0) return suspicion(model, findings, least, byFactor, sure);
	return {
		verdict,
		reason: `${times}${factorWords(model)}`,
		...sure
	};
}
/** Why there is no makespan to compare with. */
function nothingComparable({ past }, waited) {
	if (waited !== void 0) return {
		verdict: "not-comparable",
		reason: `${waited} is on the critical path and waited for a provider of models`
	};
	return past.length === 0 ? {
		verdict: "not-enough-data",
		reason: `no comparable run yet; 5 needed`
	} : {
		verdict: "not-comparable",
		reason: "fewer than 2 runs of the history executed these stages with caches like these"
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
	if (accepted.length === 0) return {
		...numbersOf(estimate),
		verdict: "regressed",
		reason: `${said}${after}`
	};
	const reason = `${said}; mostly ${listWords(accepted, 3)}, which is accepted${after}`;
	return {
		...numbersOf(estimate),
		verdict: "unchanged",
		accepted: true,
		reason
	};
}
function numbersOf({ change, low, high }) {
	return {
		changePercent: percentOf(change),
		interval: [percentOf(low), percentOf(high)]
	};
}
/** The makespan beside those of the runs that executed the same stages. */
function makespanOf({ run, past }, findings) {
	const work = workOf(run);
	if (work === "") return void 0;
	const usable = past.map((record) => record.status === "passed" && workOf(record) === work);
	const logs = past.map((record, i) => usable[i] ? logMs(record.totalMs) : NaN);
	const states = past.map(cachesOf);
	const totalMs = Math.max(1, run.totalMs - clearedMs(run, findings));
	const series = {
		logs: [...logs, logMs(totalMs)],
		states: [...states, cachesOf(run)]
	};
	const { stages } = takeOutRunFactor([series]);
	const noise = noiseOf(stages, [series.states])[0];
	const change = (stages[0]?.values.at(-1) ?? NaN) - (noise?.centre ?? NaN);
	if (noise === void 0 || Number.isNaN(change)) return void 0;
	const expectedMs = totalMs * Math.exp(-change);
	return {
		measured: {
			change,
			expectedMs,
			noise,
			levelError: errorOfLevel(noise),
			shape: shapeOf([noise])
		},
		comparable: isEnough(noise),
		columns: usable.flatMap((is, i) => is && i >= (stages[0]?.since ?? 0) ? [i] : []),
		totalMs,
		medianMs: expectedMs
	};
}
/** The stages that were executed, and what they did: runs that did other work take other times. */
function workOf(record) {
	return record.stages.filter(isMeasurement).map((stage) => `${stage.id} ${stage.definitionHash} ${hitShareOf(stage) ?? ""}`).sort().join("\n");
}
function cachesOf(record) {
	return record.stages.filter(isMeasurement).map(({ id, cacheState }) => `${id} ${cacheState}`).sort().join("\n");
}
/** What spikes on the critical path added that further runs have shown to be spikes. */
function clearedMs(run, findings) {
	return onCriticalPath(run, findings).filter(({ outcome }) => outcome.kind === "cleared").reduce((sum, found) => sum + excessMs(found), 0);
}
function onCriticalPath(run, findings) {
	const path = new Set(criticalPath(run).map((step) => step.id));
	return findings.filter(({ id }) => path.has(id));
}
function excessMs({ stage, measured }) {
	return measured === void 0 ? 0 : Math.max(0, (stage.durationMs ?? 0) - measured.expectedMs);
}
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
	return change >= tQuantile(FACTOR_LEVEL, usual.degrees) * usual.scale * Math.sqrt(1 + 1 / pastFactors.length) && change >= leastLog(least, expectedMs * Math.exp(-change)) ? `its stages were ${slowOrFast(factor)} as a whole` : void 0;
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
/** Words and verdict of a makespan that is slower than its history. */
function suspicion(model, findings, least, why, numbers, measured) {
	const said = `${why}${factorWords(model)}`;
	const path = onCriticalPath(model.run, findings);
	const all = measured === void 0 ? 0 : model.run.totalMs - measured.expectedMs;
	/** The stages among these that half the excess or more is of, in words. */
	const mostly = (is) => {
		const slower = path.filter(({ judgement }) => is(judgement));
		const excess = slower.reduce((sum, found) => sum + excessMs(found), 0);
		if (all <= 0 || excess < all / 2) return void 0;
		const names = slower.map(({ stage }) => stageName(stage));
		return `${said}; mostly ${listWords(names, 3)}`;
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
		reason: `${said}: the runner, or this change; base and head on one machine can tell`,
		...numbers
	};
	if (settled.isSlower) return {
		...numbers,
		...slowerByPairs(settled, `${said}; confirmed by `, "")
	};
	const pairs = `${counted(settled.stages, "stage")} in turns with the base commit`;
	return {
		...numbers,
		verdict: "unchanged",
		reason: `${said}; ${pairs} took as long as before: the runner, not this change`
	};
}
function factorWords({ factor }) {
	return Math.abs(factor) < .005 ? "" : `; across its stages ${slowOrFast(factor)}`;
}
function runWords({ status }) {
	return status === "running" ? "is under way" : status === "cancelled" ? "was cancelled" : status;
}
function stratumWords({ environment: { os, arch, cpus } }) {
	return `${os} ${arch}, ${counted(cpus, "core")}, the same stages executed`;
}
// src/analysis/verdict.ts
const LEAST = {
	percent: 10,
	ms: 1e3
};
/** Judges every stage of a run and its makespan; it does not matter whether the history holds the run. */
function compare(run, history, options = {}) {
	const least = {
		percent: options.minimumPercent ?? LEAST.percent,
		ms: options.minimumMs ?? LEAST.ms
	};
	const terms = new Map((options.stages ?? []).map((stage) => [stage.id, stage]));
	const model = modelOf(run, history, terms);
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
		reason: nothing(kind, reason, 5)
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
	const { change, low, high } = outcome.estimate;
	const judgement = {
		...found.judgement,
		verdict: outcome.kind === "confirmed" ? "regressed" : "unchanged",
		reason: pairsAlone(found.judgement.reason, head, base),
		changePercent: percentOf(change),
		interval: [percentOf(low), percentOf(high)],
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
function judgeStage(model, { run, past }, least) {
	const { series, measured, comparable, columns } = model;
	const { stage, durationMs, stratum, alike } = series;
	const baselineOf = (medianMs) => ({ baseline: {
		medianMs,
		runs: columns.length,
		stratum: describeStratum(stratum, alike),
		ageDays: ageDays(run, columns.flatMap((i) => past[i] ?? []))
	} });
	const base = {
		id: stage.id,
		stage,
		further: NONE,
		outcome: OPEN
	};
	if (measured === void 0) {
		const reason = newCacheState(stage.cacheState, columns.length);
		return byPairsAlone({
			...base,
			judgement: {
				verdict: "not-enough-data",
				reason
			}
		}, least);
	}
	const medianMs = measured.expectedMs * Math.exp(-model.factor);
	const numbers = (estimate) => ({
		changePercent: percentOf(estimate.change),
		interval: [percentOf(estimate.low), percentOf(estimate.high)],
		...baselineOf(Math.round(medianMs))
	});
	const once = estimateOnce(measured);
	const facts = {
		durationMs,
		medianMs,
		model,
		measured
	};
	if (comparable < 5) {
		const judgement = {
			verdict: "not-enough-data",
			reason: tooFew(facts, comparable, 5 - comparable),
			...numbers(once)
		};
		return byPairsAlone({
			...base,
			measured,
			judgement
		}, least);
	}
	const smallest = { smallestDetectablePercent: percentOf(detectable(measured, least)) };
	const first = judgeOnce(measured, least);
	const further = furtherOf(stage, durationMs, measured.change);
	const { verdict, outcome } = decide(first, series, measured, further, least);
	const estimate = outcome.kind === "open" ? once : outcome.estimate;
	const reason = judged(verdict, facts, first === "suspected" || outcome.kind !== "open" ? further : NONE, outcome);
	const ofFurther = outcome.kind === "open" ? {} : { measuredMs: Math.round(outcome.measuredMs) };
	return {
		...base,
		measured,
		further,
		outcome,
		judgement: {
			verdict,
			reason,
			...numbers(estimate),
			...ofFurther,
			...smallest
		}
	};
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
	const outcome = settleByReruns(measured, further.head, least);
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
function furtherOf(stage, durationMs, change) {
	const of = (ref) => confirmationsOf(stage, ref).map((ms) => change + logMs(ms) - logMs(durationMs));
	return {
		head: of("head"),
		base: of("base")
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
export { compare as t };
