import { o as runKey, r as jobTitle } from "./job.js";
import { s as askedOfProvider } from "./run-record.js";
import { a as inOrder, c as ofSameJob, i as historyOf } from "./history.js";
import { i as quantile, n as median } from "./simple-statistics.js";
import { d as logMs, h as tQuantile, m as scaleAroundZero, p as MAD_TO_SIGMA } from "./significance.js";
import { i as nearestStratum, n as isMeasurement, o as strataOf, r as isSameMachineKind } from "./strata.js";
// src/analysis/noise/change-points.ts
const SHORTEST_LEVEL = 4;
const PENALTY = 6;
const SMALLEST_STEP = Math.log(1.07);
const SUREST = 4.5;
const FILTER_REACH = 3;
const FILTER_SCALES = 3;
const QUIETEST$1 = .005;
function findSteps(logs) {
	if (logs.length < 8) return [];
	const filtered = pullIn(logs);
	const noise = noiseOfMoves(filtered);
	const kept = withoutSmallSteps(filtered, partition(filtered, PENALTY * Math.log(logs.length) * noise ** 2), noise);
	const bounds = [
		0,
		...kept,
		logs.length
	];
	return kept.map((at, k) => {
		const before = filtered.slice(bounds[k], at);
		const after = filtered.slice(at, bounds[k + 2]);
		const size = median(after) - median(before);
		const degrees = Math.max(before.length + after.length - 2, SHORTEST_LEVEL);
		const reach = tQuantile(.975, degrees) * errorOfStep(before, after, noise);
		return {
			at,
			size,
			interval: [size - reach, size + reach]
		};
	});
}
function pullIn(logs) {
	return logs.map((value, i) => {
		const around = logs.slice(Math.max(0, i - FILTER_REACH), i + FILTER_REACH + 1);
		const middle = medianOfFew(around);
		const scale = MAD_TO_SIGMA * medianOfFew(around.map((other) => Math.abs(other - middle)));
		return Math.abs(value - middle) > FILTER_SCALES * Math.max(scale, QUIETEST$1) ? middle : value;
	});
}
function medianOfFew(values) {
	for (let i = 1; i < values.length; i += 1) {
		const value = values[i];
		let at = i;
		for (; at > 0 && values[at - 1] > value; at -= 1) values[at] = values[at - 1];
		values[at] = value;
	}
	const half = values.length >> 1;
	const upper = values[half];
	return values.length % 2 === 1 ? upper : (upper + values[half - 1]) / 2;
}
function noiseOfMoves(values) {
	const moves = values.slice(1).map((value, i) => value - values[i]);
	return Math.max(QUIETEST$1, scaleAroundZero(moves) / Math.SQRT2);
}
function partition(values, penalty) {
	const n = values.length;
	const sums = new Float64Array(n + 1);
	const squares = new Float64Array(n + 1);
	values.forEach((value, i) => {
		sums[i + 1] = sums[i] + value;
		squares[i + 1] = squares[i] + value ** 2;
	});
	const cost = (from, to) => {
		const sum = sums[to] - sums[from];
		return squares[to] - squares[from] - sum ** 2 / (to - from);
	};
	const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
	const cameFrom = new Int32Array(n + 1);
	best[0] = -penalty;
	let starts = [];
	for (let to = SHORTEST_LEVEL; to <= n; to += 1) {
		const latest = to - SHORTEST_LEVEL;
		const bar = best[latest];
		starts = starts.filter((from) => best[from] + cost(from, latest) <= bar);
		if (bar < Number.POSITIVE_INFINITY) starts.push(latest);
		for (const from of starts) {
			const total = best[from] + cost(from, to) + penalty;
			if (total >= best[to]) continue;
			best[to] = total;
			cameFrom[to] = from;
		}
	}
	const cuts = [];
	for (let at = cameFrom[n]; at > 0; at = cameFrom[at]) cuts.unshift(at);
	return cuts;
}
function withoutSmallSteps(values, cuts, noise) {
	let kept = [...cuts];
	while (kept.length > 0) {
		const bounds = [
			0,
			...kept,
			values.length
		];
		const marks = kept.map((at, k) => {
			const before = values.slice(bounds[k], at);
			const after = values.slice(at, bounds[k + 2]);
			const size = Math.abs(median(after) - median(before));
			return Math.min(size / SMALLEST_STEP, size / errorOfStep(before, after, noise) / SUREST);
		});
		const least = Math.min(...marks);
		if (least >= 1) break;
		kept = kept.filter((_, k) => k !== marks.indexOf(least));
	}
	return kept;
}
function errorOfStep(before, after, noise) {
	const own = [before, after].flatMap((level) => {
		const middle = median([...level]);
		return level.map((value) => value - middle);
	});
	return Math.max(noise, scaleAroundZero(own)) * Math.sqrt(1 / before.length + 1 / after.length);
}
// src/analysis/noise/run-votes.ts
const EQUALLY_QUIET = .03;
const BIWEIGHT = 4.685;
const CAPPED_AT = 3;
function votesOf(voters, column) {
	const votes = voters.flatMap((voter, index) => {
		const value = voter?.values[column] ?? NaN;
		if (voter === void 0 || Number.isNaN(value)) return [];
		const scale = voter.scales[column];
		return [{
			voter: index,
			value,
			scale,
			weight: 1 / Math.max(scale, EQUALLY_QUIET) ** 2
		}];
	});
	const heaviest = votes.map(({ weight }) => weight).sort((a, b) => b - a);
	const most = heaviest[Math.min(CAPPED_AT, heaviest.length - 1)] ?? 0;
	return votes.map((vote) => vote.weight <= most ? vote : {
		...vote,
		weight: most
	}).sort((a, b) => a.value - b.value);
}
function ballotOf(voters, column) {
	const votes = votesOf(voters, column);
	let total = 0;
	return {
		votes,
		weightUpTo: votes.map(({ weight }) => {
			total += weight;
			return total;
		}),
		places: new Map(votes.map(({ voter }, place) => [voter, place])),
		sums: /* @__PURE__ */ new Map()
	};
}
function location(ballot, without, fewest) {
	const { votes, weightUpTo, places } = ballot;
	const place = without === void 0 ? void 0 : places.get(without);
	const left = place === void 0 ? void 0 : votes[place];
	if (votes.length - (left === void 0 ? 0 : 1) < fewest) return void 0;
	const half = ((weightUpTo.at(-1) ?? 0) - (left?.weight ?? 0)) / 2;
	const weightAt = (at) => weightUpTo[at] - (place !== void 0 && at >= place ? left?.weight ?? 0 : 0);
	let [low, high] = [0, votes.length - 1];
	while (low < high) {
		const middle = low + high >> 1;
		if (weightAt(middle) >= half) high = middle;
		else low = middle + 1;
	}
	const start = votes[low].value;
	const { sum, weight } = sumsAround(ballot, low);
	const own = left === void 0 ? 0 : biweight(left, start);
	const others = weight - own;
	return others > 0 ? (sum - own * (left?.value ?? 0)) / others : start;
}
function sumsAround({ votes, sums }, place) {
	const known = sums.get(place);
	if (known !== void 0) return known;
	const start = votes[place].value;
	let [sum, weight] = [0, 0];
	for (const vote of votes) {
		const own = biweight(vote, start);
		sum += own * vote.value;
		weight += own;
	}
	sums.set(place, {
		sum,
		weight
	});
	return {
		sum,
		weight
	};
}
function biweight({ value, scale, weight }, start) {
	const far = (value - start) / (BIWEIGHT * Math.max(scale, EQUALLY_QUIET));
	return Math.abs(far) >= 1 ? 0 : weight * (1 - far ** 2) ** 2;
}
// src/analysis/noise/run-factor.ts
const FEWEST_OTHERS = 3;
const QUIETEST = .02;
const LARGEST_FACTOR = .5;
const LARGEST_SENSITIVITY = 1.3;
const LEAST_SENSITIVITY = .25;
const SENSITIVITY_SPREAD = .5;
const LEAST_SAID = .7;
const MOST_SAID = 1.2;
const PASSES = 3;
const USUAL_QUANTILE = .6;
const STEP_PASSES = [0, 1];
const UNKNOWN_FACTOR = .1;
const MEDIAN_VARIANCE = 1.57;
function takeOutRunFactor(series) {
	const columns = series[0]?.logs.length ?? 0;
	let stages = series.map(({ logs }) => ({
		values: logs,
		sensitivity: 1,
		sensitivityError: 0,
		factors: logs.map(() => 0),
		offsets: logs.map(() => 0),
		since: 0
	}));
	let voters = [];
	for (let pass = 0; pass < PASSES; pass += 1) {
		const residuals = series.map((own, j) => residualsOf(own, stages[j]));
		const unit = usualSensitivity(stages);
		voters = residuals.map((own, j) => voterOf(own, stages[j], unit, pass === 0));
		const factors = series.map(() => new Array(columns).fill(0));
		for (let i = 0; i < columns; i += 1) {
			const ballot = ballotOf(voters, i);
			if (ballot.votes.length < FEWEST_OTHERS) continue;
			series.forEach((_, j) => {
				factors[j][i] = location(ballot, j, FEWEST_OTHERS) ?? 0;
			});
		}
		stages = residuals.map((own, j) => {
			const before = stages[j];
			const followed = follow(own.values, factors[j]);
			const levels = STEP_PASSES.includes(pass) ? levelsOf(own.values, before, followed) : before;
			return {
				...followed,
				offsets: levels.offsets,
				since: levels.since
			};
		});
	}
	const overall = Array.from({ length: columns }, (_, i) => location(ballotOf(voters, i), void 0, 4) ?? 0);
	return {
		stages: stages.map((stage, j) => ({
			...stage,
			values: leftOf(series[j], stage)
		})),
		overall
	};
}
function voterOf({ values, seen }, stage, unit, isFirst) {
	const relative = stage.sensitivity / unit;
	if (relative < LEAST_SENSITIVITY) return void 0;
	const sensitivity = Math.min(MOST_SAID, Math.max(LEAST_SAID, relative));
	const left = values.map((value, i) => value - explained(stage, i));
	const own = Math.max(scaleAroundZero(known(left.slice(0, -1))) / sensitivity, QUIETEST);
	const shared = isFirst ? UNKNOWN_FACTOR : EQUALLY_QUIET;
	return {
		values: sensitivity === 1 ? values : values.map((value) => value / sensitivity),
		scales: seen.map((count) => Math.hypot(own, Math.hypot(own, shared) * levelError(count)))
	};
}
function usualSensitivity(stages) {
	const clear = stages.flatMap(({ sensitivity }) => sensitivity > 0 ? [sensitivity] : []);
	return clear.length === 0 ? 1 : quantile(clear, USUAL_QUANTILE);
}
function levelError(count) {
	return count === 0 ? 1 : Math.sqrt(MEDIAN_VARIANCE / count);
}
function follow(own, factors) {
	const points = [];
	for (let i = 0; i < own.length - 1; i += 1) {
		const [value, factor] = [own[i], factors[i]];
		if (!Number.isNaN(value) && Math.abs(factor) <= LARGEST_FACTOR) points.push({
			value,
			factor
		});
	}
	let sensitivity = medianSlope(points);
	let error = SENSITIVITY_SPREAD;
	for (let step = 0; step < 2; step += 1) {
		const left = points.map(({ value, factor }) => value - sensitivity * factor);
		const scale = Math.max(scaleAroundZero(left), EQUALLY_QUIET);
		const belief = (scale / SENSITIVITY_SPREAD) ** 2;
		let [products, squares] = [belief, belief];
		points.forEach(({ value, factor }, i) => {
			const far = left[i] / (BIWEIGHT * scale);
			if (Math.abs(far) >= 1) return;
			const weight = (1 - far ** 2) ** 2;
			products += weight * factor * value;
			squares += weight * factor ** 2;
		});
		sensitivity = Math.min(LARGEST_SENSITIVITY, Math.max(0, products / squares));
		error = scale / Math.sqrt(squares);
	}
	return {
		values: own,
		sensitivity,
		sensitivityError: error,
		factors
	};
}
function medianSlope(points) {
	const slopes = points.filter(({ factor }) => factor !== 0).map(({ value, factor }) => ({
		slope: value / factor,
		weight: Math.abs(factor)
	})).sort((a, b) => a.slope - b.slope);
	const half = slopes.reduce((sum, { weight }) => sum + weight, 0) / 2;
	let below = 0;
	for (const { slope, weight } of slopes) {
		below += weight;
		if (below >= half) return Math.min(LARGEST_SENSITIVITY, Math.max(0, slope));
	}
	return 1;
}
function bounded(value, size) {
	return Math.min(size, Math.max(-size, value));
}
function known(values) {
	return values.filter((value) => !Number.isNaN(value));
}
function leftOf(series, stage) {
	return residualsOf(series, stage).values.map((value, i) => value - explained(stage, i));
}
function explained({ sensitivity, factors }, column) {
	return sensitivity * bounded(factors[column], 2 * LARGEST_FACTOR);
}
function levelsOf(residuals, { offsets }, followed) {
	const columns = [];
	const logs = [];
	for (let i = 0; i < residuals.length - 1; i += 1) {
		const log = residuals[i] + offsets[i] - explained(followed, i);
		if (Number.isNaN(log)) continue;
		columns.push(i);
		logs.push(log);
	}
	const cuts = findSteps(logs).map(({ at }) => at);
	const bounds = [...cuts, logs.length];
	const levels = bounds.map((to, k) => to === 0 ? 0 : median(logs.slice(bounds[k - 1] ?? 0, to)));
	const last = levels.at(-1) ?? 0;
	const starts = cuts.map((cut) => columns[cut]);
	return {
		offsets: residuals.map((_, i) => {
			const level = starts.filter((start) => start <= i).length;
			return levels[level] - last;
		}),
		since: starts.at(-1) ?? 0
	};
}
function residualsOf({ logs, states }, stage) {
	const byState = /* @__PURE__ */ new Map();
	for (let i = 0; i < logs.length - 1; i += 1) {
		const [log, state] = [logs[i], states[i]];
		if (Number.isNaN(log)) continue;
		const own = byState.get(state) ?? [];
		own.push(log - explained(stage, i) - stage.offsets[i]);
		byState.set(state, own);
	}
	const levels = new Map([...byState].flatMap(([state, own]) => own.length < 2 ? [] : [[state, median(own)]]));
	return {
		values: logs.map((log, i) => log - stage.offsets[i] - (levels.get(states[i]) ?? NaN)),
		seen: states.map((state) => byState.get(state)?.length ?? 0)
	};
}
// src/analysis/noise/timings.ts
const MOST_RUNS = 50;
function gatherTimings(run, history, terms, { mostRuns = MOST_RUNS, isUnreadable = false } = {}) {
	const ownKey = runKey(run);
	const all = inOrder(history).runs.filter((past) => runKey(past) !== ownKey);
	const others = ofSameJob(historyOf(all), run.run).runs;
	const whyNone = others.length > 0 ? void 0 : whyNoRuns(run.run, all, isUnreadable);
	const runs = others.filter((past) => isSameMachineKind(past.environment, run.environment)).slice(-mostRuns);
	const own = strataOf(run);
	const past = runs.map((record) => ({
		strata: strataOf(record),
		stages: new Map(record.stages.map((stage) => [stage.id, stage]))
	}));
	const stages = run.stages.map((stage) => {
		const { durationMs } = stage;
		const stratum = own.get(stage.id);
		if (durationMs === void 0 || stratum === void 0 || !isMeasurement(stage)) return {
			kind: "not-measured",
			stage,
			reason: whyNotMeasured(stage)
		};
		const asked = providerTime(stage);
		if (asked !== void 0) return {
			kind: "not-comparable",
			stage,
			reason: asked
		};
		const everyTime = timesOf(stage.id, terms.get(stage.id)?.was, past);
		const sameWork = everyTime.filter((time) => time.stage.definitionHash === stage.definitionHash);
		if (sameWork.length === 0) return {
			stage,
			...whyNone ?? whyNothing(others.length, runs.length, everyTime.length)
		};
		return seriesOf({
			stage,
			durationMs,
			stratum
		}, sameWork, runs.length);
	});
	return {
		runs,
		historyRuns: others.length,
		stages,
		...whyNone !== void 0 && { whyNone }
	};
}
function timesOf(id, was, past) {
	return past.flatMap(({ strata, stages }, column) => {
		const stage = stages.get(id) ?? (was === void 0 ? void 0 : stages.get(was));
		const stratum = stage && strata.get(stage.id);
		return stage === void 0 || stratum === void 0 || !isMeasurement(stage) ? [] : [{
			column,
			stage,
			stratum
		}];
	});
}
function seriesOf(now, sameWork, runs) {
	const { stage, durationMs, stratum } = now;
	const answered = sameWork.filter((time) => time.stratum.hitShare === stratum.hitShare);
	if (answered.length === 0) return {
		kind: "not-comparable",
		stage,
		reason: { kind: "other-replies" }
	};
	const nearest = nearestStratum(stratum, sameWork);
	const ranBesideOthers = nearest.found.length === 0 && stratum.beside.length === 0;
	const { found, givenUp } = ranBesideOthers ? {
		found: answered,
		givenUp: "slots"
	} : nearest;
	if (found.length === 0) return {
		kind: "not-comparable",
		stage,
		reason: {
			kind: "ran-beside",
			aloneRuns: sameWork.length
		},
		elsewhere: sameWork.map((time) => time.stage)
	};
	const alike = found.map((time) => time.stratum);
	const columns = columnsOf(found, runs, stage, durationMs);
	return {
		kind: "series",
		...now,
		givenUp,
		alike,
		ranBesideOthers,
		...columns
	};
}
const JOBS_NAMED = 3;
function whyNoRuns(run, others, isUnreadable) {
	if (isUnreadable) return {
		kind: "not-comparable",
		reason: { kind: "history-unreadable" }
	};
	if (others.length === 0) return {
		kind: "not-enough-data",
		reason: { kind: "no-history" }
	};
	const jobs = new Set(others.map((past) => jobTitle(past.run)));
	const titles = [...jobs].filter((title) => title !== void 0).sort();
	const named = jobs.size > JOBS_NAMED ? titles.slice(0, 2) : titles;
	const job = jobTitle(run);
	return {
		kind: "not-enough-data",
		reason: {
			kind: "other-jobs",
			...job !== void 0 && { job },
			others: named,
			more: jobs.size - named.length
		}
	};
}
function providerTime({ llm }) {
	const asked = llm === void 0 ? 0 : askedOfProvider(llm);
	if (llm === void 0 || asked === 0) return void 0;
	return {
		kind: "provider",
		asked,
		requests: llm.requests
	};
}
function columnsOf(found, runs, stage, durationMs) {
	const logs = new Array(runs).fill(NaN);
	const states = new Array(runs).fill("");
	const past = new Array(runs).fill(void 0);
	for (const { column, stage: timed } of found) {
		logs[column] = logMs(timed.durationMs ?? 0);
		states[column] = timed.cacheState;
		past[column] = timed;
	}
	return {
		logs: [...logs, logMs(durationMs)],
		states: [...states, stage.cacheState],
		past
	};
}
function whyNotMeasured({ status, attempts }) {
	if (status !== "passed") return {
		kind: "stage-not-passed",
		status
	};
	return attempts > 1 ? {
		kind: "several-attempts",
		attempts
	} : { kind: "time-unknown" };
}
function whyNothing(all, onMachine, ofStage) {
	if (ofStage > 0) return {
		kind: "not-comparable",
		reason: {
			kind: "definition-changed",
			runs: ofStage
		}
	};
	return onMachine > 0 ? {
		kind: "not-enough-data",
		reason: {
			kind: "never-timed",
			runs: all
		}
	} : {
		kind: "not-comparable",
		reason: {
			kind: "other-machines",
			runs: all
		}
	};
}
export { findSteps as i, providerTime as n, takeOutRunFactor as r, gatherTimings as t };
