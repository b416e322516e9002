import { a as isEnough, c as leastLog, d as logMs, f as noiseOf, h as tQuantile, i as estimateOnce, l as percentOf, n as detectable, p as MAD_TO_SIGMA, r as errorOfLevel, s as judgeOnce, t as LEAST_CHANGE, u as shapeOf } from "./significance.js";
import { n as providerTime, r as takeOutRunFactor, t as gatherTimings } from "./timings.js";
import { a as sharedStratum, n as isMeasurement, t as hitShareOf } from "./strata.js";
import { n as changeNumbers, r as isEnoughEvidence, t as baselineOf } from "./baseline-used.js";
import { n as hasMoved } from "./changes.js";
import { a as sharedSlowness, i as settleWithoutHistory, n as settleByPairs, o as withoutShared, r as settleByReruns, t as confirmationsOf } from "./confirmation.js";
import { n as median } from "./simple-statistics.js";
import "./evidence.js";
import { t as criticalPath } from "./critical-path.js";
// src/analysis/noise/run-model.ts
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
// src/analysis/verdict/controls.ts
const SHORTEST_MS = 2e3;
const LONGEST_MS = 2e4;
const QUIET_SCALES = 2;
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
const MOST_PARTS = 8;
const LEAST_FACTOR = 1.2;
const LEAST_MS = 250;
const LEAST_SHARE = .02;
const LEAST_SIGMAS = 3;
const QUIETEST = .08;
const LEAST_GROWTH = 1.1;
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
function soberChange(change, factor) {
	const rest = change - factor;
	if (rest * change <= 0) return 0;
	return Math.abs(rest) < Math.abs(change) ? rest : change;
}
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
function lowerMedian(counts) {
	return [...counts].sort((a, b) => a - b)[Math.floor((counts.length - 1) / 2)] ?? 0;
}
function hasGrown(before, now) {
	return Math.max(before, now) >= Math.min(before, now) * LEAST_GROWTH && before !== now;
}
// src/analysis/verdict/grounds.ts
const CPU_MOVED = .3;
const CPU_SAME = Math.log(1.1);
const WORTH_A_LOOK = Math.log(1.1);
function timeCompared({ series, measured }, baseline) {
	const { durationMs: nowMs, givenUp } = series;
	const scale = baseline === void 0 ? void 0 : measured?.noise.scale;
	return {
		nowMs,
		...baseline && scale !== void 0 && { noiseMs: baseline.medianMs * Math.expm1(scale) },
		...givenUp !== void 0 && { givenUp }
	};
}
function groundOf(verdict, model, measured, baseline) {
	const time = timeCompared(model, baseline);
	if (verdict === "not-comparable") return {
		kind: "ran-alone",
		...time
	};
	const cpu = cpuTime(model, measured, baseline);
	return {
		kind: "compared",
		...time,
		...cpu !== void 0 && { cpu }
	};
}
function furtherRuns(stage, { kind: outcome }, slowToo) {
	const [headMs, baseMs] = [confirmationsOf(stage, "head"), confirmationsOf(stage, "base")];
	if (headMs.length === 0) return void 0;
	return {
		of: "stage",
		outcome,
		headMs,
		...baseMs.length > 0 && { baseMs },
		...slowToo !== void 0 && { slowToo }
	};
}
function cpuTime({ series, columns, factor }, { change, expectedMs }, baseline) {
	const { durationMs, stage } = series;
	const { cpuMs: nowMs, cacheState } = stage;
	const past = columns.flatMap((i) => {
		const timed = series.past[i];
		return timed?.cacheState === cacheState ? timed.cpuMs ?? [] : [];
	});
	if (nowMs === void 0 || past.length < 2) return void 0;
	const usualMs = median(past);
	if (usualMs <= 0 || nowMs <= 0 || change < WORTH_A_LOOK) return void 0;
	const moved = Math.log(nowMs / usualMs) - factor;
	const explained = (nowMs - usualMs) / Math.max(1, durationMs - (baseline?.medianMs ?? expectedMs));
	const times = {
		nowMs,
		usualMs
	};
	if (moved >= CPU_MOVED * change && explained >= CPU_MOVED) return {
		...times,
		computedMore: true
	};
	return moved < CPU_SAME ? {
		...times,
		computedMore: false
	} : times;
}
// src/analysis/verdict/compared-total.ts
const COVERED_SHARE$1 = .5;
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
function commonStages(executed, past) {
	const keysOfRuns = past.filter(({ status }) => status === "passed").map((record) => new Set(measured(record).map(keyOf)));
	let common = executed.filter((stage) => providerTime(stage) === void 0);
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
function keyOf(stage) {
	return `${stage.id} ${stage.definitionHash} ${hitShareOf(stage) ?? ""}`;
}
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
const FACTOR_LEVEL = .95;
const STEADIEST = .02;
function hasSlowStages({ factor, pastFactors, stages }, findings, least) {
	if (stages.filter((stage) => stage.kind === "model" && stage.measured !== void 0).length < FEWEST_STAGES || pastFactors.length < 5) return false;
	const usual = noiseOfFactors(pastFactors);
	const expectedMs = findings.reduce((sum, { measured }) => sum + (measured?.expectedMs ?? 0), 0);
	const change = factor - usual.centre;
	return change >= tQuantile(FACTOR_LEVEL, usual.degrees) * usual.scale * Math.sqrt(1 + 1 / pastFactors.length) && change >= leastLog(least, expectedMs * Math.exp(-change));
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
const COVERED_SHARE = .5;
const UNKNOWN_NOISE = .08;
const MEDIAN_VARIANCE = 1.3;
const PAIR_DEGREES = 10;
const LEAST_ERROR = .01;
function settleWhole(findings, least) {
	const executed = findings.filter(({ stage }) => isMeasurement(stage));
	const paired = executed.flatMap(({ id, stage, measured, judgement }) => {
		const [head, base] = [confirmationsOf(stage, "head"), confirmationsOf(stage, "base")];
		if (Math.min(head.length, base.length) < 2) return [];
		const variance = (measured?.noise.scale ?? UNKNOWN_NOISE) ** 2 * (1 / head.length + 1 / base.length) * MEDIAN_VARIANCE;
		return [{
			id,
			ownMs: stage.durationMs ?? 0,
			head: median(head),
			base: median(base),
			variance,
			isAccepted: judgement.accepted !== void 0
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
	const accepted = paired.filter(({ isAccepted }) => isAccepted).map(({ id }) => id);
	return {
		estimate: {
			change,
			low: change - reach,
			high: change + reach
		},
		stages: paired.map(({ id }) => id),
		isSlower,
		accepted: isSlower && !isSlowdown(unaccepted) ? accepted : []
	};
}
// src/analysis/verdict/makespan.ts
function judgeTotal(model, findings, least) {
	const { run } = model;
	if (run.status !== "passed") return {
		verdict: "not-measured",
		reason: {
			kind: "run-not-passed",
			status: run.status
		}
	};
	const waited = criticalPath(run).find(({ id }) => waitedForProvider(run, id));
	const whole = waited === void 0 ? wholeOf(model, findings) : void 0;
	const slowStages = hasSlowStages(model, findings, least) ? STAGES_SLOWER : void 0;
	if (whole === void 0) return slowStages === void 0 ? byPairsAlone$1(nothingComparable(model, waited?.id), findings, least) : suspicion(findings, least, slowStages);
	const { measured, evidence, baseline, totalMs, over } = whole;
	if (!isEnoughEvidence(evidence)) {
		if (slowStages !== void 0) return {
			...suspicion(findings, least, {
				...slowStages,
				baseline
			}),
			over
		};
		return {
			...byPairsAlone$1({
				verdict: "not-enough-data",
				reason: {
					kind: "too-few-runs",
					nowMs: totalMs
				},
				baseline,
				evidence
			}, findings, least),
			over
		};
	}
	const verdict = judgeOnce(measured, least);
	const sure = {
		reason: {
			kind: "compared",
			nowMs: totalMs
		},
		baseline,
		evidence,
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
	if (verdict === "suspected") return {
		...suspicion(findings, least, sure, whole),
		over
	};
	return slowStages === void 0 ? {
		verdict,
		...sure,
		over
	} : {
		...suspicion(findings, least, {
			...sure,
			...slowStages
		}),
		over
	};
}
const STAGES_SLOWER = { reason: { kind: "stages-slower" } };
function nothingComparable({ past, historyRuns, whyNone }, waited) {
	if (whyNone?.kind === "not-enough-data") return {
		verdict: whyNone.kind,
		reason: whyNone.reason,
		evidence: {
			of: "same-stages",
			have: 0,
			needed: 5
		}
	};
	if (whyNone !== void 0) return {
		verdict: whyNone.kind,
		reason: whyNone.reason
	};
	const verdict = "not-comparable";
	if (waited !== void 0) return {
		verdict,
		reason: {
			kind: "provider-on-path",
			stage: waited
		}
	};
	return past.length === 0 ? {
		verdict,
		reason: {
			kind: "other-machines",
			runs: historyRuns
		}
	} : {
		verdict,
		reason: {
			kind: "other-work",
			needed: 2
		}
	};
}
function waitedForProvider({ stages }, id) {
	return stages.some((stage) => stage.id === id && providerTime(stage) !== void 0);
}
function byPairsAlone$1(unknown, findings, least) {
	const settled = settleWhole(findings, least);
	return settled?.isSlower === true ? {
		...unknown,
		...slowerByPairs(settled)
	} : unknown;
}
function slowerByPairs({ estimate: { change, low, high }, stages, accepted }) {
	const interval = [percentOf(low), percentOf(high)];
	return {
		...accepted.length === 0 ? { verdict: "regressed" } : {
			verdict: "unchanged",
			accepted: {
				kind: "stages",
				stages: [...accepted]
			}
		},
		adjusted: {
			by: "pairs",
			changePercent: percentOf(change),
			interval,
			decides: true
		},
		further: {
			of: "run",
			outcome: "confirmed",
			stages: [...stages]
		}
	};
}
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
	const { os, arch, cpus } = run.environment;
	const baseline = baselineOf(run, {
		past,
		times,
		states,
		state,
		since,
		stratum: {
			kind: "run",
			os,
			arch,
			cpus
		}
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
function clearedMs(decisive, findings) {
	return findings.filter(({ id, outcome }) => decisive.has(id) && outcome.kind === "cleared").reduce((sum, found) => sum + excessMs(found), 0);
}
function excessMs({ stage, measured }) {
	return measured === void 0 ? 0 : Math.max(0, (stage.durationMs ?? 0) - measured.expectedMs);
}
function suspicion(findings, least, known, whole) {
	const path = findings.filter(({ id }) => whole?.decisive.has(id) === true);
	const all = whole === void 0 ? 0 : whole.totalMs - whole.measured.expectedMs;
	const mostly = (is) => {
		const slower = path.filter(({ judgement }) => is(judgement));
		const excess = slower.reduce((sum, found) => sum + excessMs(found), 0);
		return all <= 0 || excess < all / 2 ? void 0 : slower.map(({ id }) => id);
	};
	const regressed = mostly(({ verdict }) => verdict === "regressed");
	if (regressed !== void 0) return {
		...known,
		verdict: "regressed",
		mostly: regressed
	};
	const accepted = mostly((judgement) => judgement.accepted !== void 0);
	if (accepted !== void 0) return {
		...known,
		verdict: "unchanged",
		accepted: {
			kind: "stages",
			stages: accepted
		}
	};
	const settled = settleWhole(findings, least);
	if (settled === void 0) return {
		...known,
		verdict: "suspected"
	};
	if (settled.isSlower) return {
		...known,
		...slowerByPairs(settled)
	};
	const further = {
		of: "run",
		outcome: "cleared",
		stages: [...settled.stages]
	};
	return {
		...known,
		verdict: "unchanged",
		further
	};
}
// src/analysis/verdict/compare.ts
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
		reason,
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
		outcome: OPEN
	};
	return kind === "not-measured" ? found : byPairsAlone(found, least);
}
function byPairsAlone(found, least) {
	const { stage } = found;
	const [head, base] = [confirmationsOf(stage, "head"), confirmationsOf(stage, "base")];
	const outcome = settleWithoutHistory(head, base, least);
	if (outcome.kind === "open") return found;
	const further = furtherRuns(stage, outcome);
	const isSlower = outcome.kind === "confirmed";
	const judgement = {
		...found.judgement,
		verdict: isSlower ? "regressed" : "unchanged",
		...further !== void 0 && { further },
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
function judgeStage(model, run, least) {
	const { series, measured, columns } = model;
	const { stage, durationMs } = series;
	const baseline = stageBaseline(model, run);
	const base = {
		id: stage.id,
		stage,
		outcome: OPEN
	};
	const known = baseline === void 0 ? {} : { baseline };
	const evidence = evidenceOf(model, baseline);
	if (measured === void 0 || !isEnoughEvidence(evidence)) {
		const { cacheState } = stage;
		const judgement = {
			verdict: "not-enough-data",
			reason: evidence.of === "cache-state" ? {
				kind: "new-cache-state",
				cacheState,
				comparable: columns.length
			} : {
				kind: "too-few-runs",
				...timeCompared(model, baseline)
			},
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
	const isSettled = outcome.kind !== "open";
	const again = first === "suspected" || isSettled ? furtherRuns(stage, outcome, further.shared?.id) : void 0;
	const isByPairs = isSettled && further.base.length > 0;
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
		outcome,
		judgement: {
			verdict,
			reason: groundOf(verdict, model, measured, baseline),
			...again !== void 0 && { further: again },
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
		stratum: sharedStratum(stratum, alike)
	});
}
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
function acknowledged(found, terms, run) {
	const { judgement } = found;
	const acknowledge = terms?.acknowledge;
	if (acknowledge === void 0 || !isSlowdown(judgement.verdict)) return found;
	const { until, reason: why } = acknowledge;
	if (run.run.startedAt.slice(0, until.length) > until) return found;
	return {
		...found,
		judgement: accepted(judgement, {
			kind: "definition",
			until,
			why
		})
	};
}
function accepted(judgement, by) {
	if (by === void 0 || !isSlowdown(judgement.verdict)) return judgement;
	return {
		...judgement,
		verdict: "unchanged",
		accepted: by
	};
}
function isSlowdown(verdict) {
	return verdict === "regressed" || verdict === "suspected";
}
export { controlsFor as n, compare as t };
