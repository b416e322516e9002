import { a as quickselect, n as median, r as probit } from "./simple-statistics.js";
// src/analysis/noise/robust.ts
const MAD_TO_SIGMA = 1.4826;
const QN_TO_SIGMA = 2.2219;
function qnScale(values) {
	const n = values.length;
	if (n < 2) return 0;
	const distances = [];
	for (let i = 1; i < n; i += 1) for (let j = 0; j < i; j += 1) distances.push(Math.abs(values[i] - values[j]));
	const half = Math.floor(n / 2) + 1;
	const place = half * (half - 1) / 2 - 1;
	quickselect(distances, place);
	return QN_TO_SIGMA * qnCorrection(n) * distances[place];
}
const QN_OF_FEW = [
	.399,
	.994,
	.512,
	.844,
	.611,
	.857,
	.669,
	.872
];
function qnCorrection(n) {
	return QN_OF_FEW[n - 2] ?? (n % 2 === 1 ? n / (n + 1.4) : n / (n + 3.8));
}
function scaleAroundZero(values) {
	return values.length === 0 ? 0 : MAD_TO_SIGMA * median(values.map(Math.abs));
}
function tQuantile(probability, degrees) {
	const z = probit(probability);
	const [z3, z5, z7, z9] = [
		z ** 3,
		z ** 5,
		z ** 7,
		z ** 9
	];
	return z + (z3 + z) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees ** 2) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees ** 3) + (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * degrees ** 4);
}
const FEWEST_OF_STATE = 5;
const QUIETEST = .02;
const USUAL_NOISE = .08;
const USUAL_STAGES = 3;
const PRIOR_RUNS = 4;
const MOST_DEGREES = 30;
const QN_EFFICIENCY = .7;
const FITTED = 2;
function noiseOf(stages, states) {
	const levels = stages.map((stage, j) => levelOf(stage, states[j]));
	const scales = levels.flatMap((level) => level !== void 0 && level.left.length >= 5 ? [Math.max(level.scale, .001)] : []);
	const all = scales.length;
	const prior = ((all === 0 ? 0 : all * Math.log(median(scales))) + USUAL_STAGES * Math.log(USUAL_NOISE)) / (all + USUAL_STAGES);
	return levels.map((level) => {
		if (level === void 0) return void 0;
		const { left, centre, runs } = level;
		const own = left.length - 1;
		const logScale = Math.log(Math.max(level.scale, .001));
		const mixed = Math.exp((PRIOR_RUNS * prior + own * logScale) / (PRIOR_RUNS + own));
		const scale = Math.max(mixed, QUIETEST);
		return {
			centre,
			scale,
			degrees: Math.min(3 + QN_EFFICIENCY * left.length, MOST_DEGREES),
			runs,
			comparable: left.length,
			residuals: left.map((value) => (value - centre) / scale)
		};
	});
}
function levelOf({ values, since }, states) {
	const columns = values.flatMap((value, i) => i === values.length - 1 || Number.isNaN(value) ? [] : [i]);
	if (columns.length === 0) return void 0;
	const left = columns.map((i) => values[i]);
	const nowState = states.at(-1);
	const ofState = columns.filter((i) => states[i] === nowState);
	const own = ofState.filter((i) => i >= since).map((i) => values[i]);
	const centre = median(own.length >= FEWEST_OF_STATE ? own : left);
	const newLevel = columns.filter((i) => i >= since).length;
	const runs = own.length >= FEWEST_OF_STATE ? own.length : Math.max(1, Math.min(ofState.length, newLevel));
	return {
		left,
		centre,
		scale: qnScale(left) * fittedCorrection(left.length),
		runs
	};
}
function fittedCorrection(count) {
	return Math.sqrt(count / Math.max(count - FITTED, 1));
}
// src/analysis/noise/log-time.ts
const LONGEST_MS = 0xe8d4a51000;
function logMs(durationMs) {
	return Math.log(Math.min(Math.max(durationMs, 1), LONGEST_MS));
}
// src/analysis/noise/significance.ts
const LEAST_CHANGE = {
	percent: 10,
	ms: 1e3
};
const SUSPICION = .95;
const FEW_RUNS = 10;
const SUSPICION_OF_FEW = .98;
const IMPROVEMENT = .99;
const STRIKING = Math.log(1.35);
const SUSPICION_OF_STRIKING = .85;
const MEDIAN_VARIANCE = 1.57;
const NORMAL_95 = 1.96;
const HELD = .965;
const SHAPE_PRIOR = 40;
function errorOfLevel({ scale, runs }) {
	return scale * Math.sqrt(MEDIAN_VARIANCE / runs);
}
function reachOfNoise({ noise, levelError }, probability, count = 1) {
	return tQuantile(probability, noise.degrees) * Math.sqrt(noise.scale ** 2 / count + levelError ** 2);
}
function leastLog(least, expectedMs) {
	return Math.max(Math.log1p(least.percent / 100), Math.log1p(least.ms / Math.max(expectedMs, 1)));
}
function isWorthAWord(change, expectedMs, least) {
	if (change >= 0) return change >= leastLog(least, expectedMs);
	const saved = expectedMs * -Math.expm1(change);
	return -change >= Math.log1p(least.percent / 100) && saved >= least.ms;
}
function detectable(measured, least) {
	const few = measured.noise.comparable < FEW_RUNS;
	const reach = reachOfNoise(measured, few ? SUSPICION_OF_FEW : SUSPICION);
	const striking = Math.max(STRIKING, reachOfNoise(measured, SUSPICION_OF_STRIKING));
	return Math.max(few ? reach : Math.min(reach, striking), leastLog(least, measured.expectedMs));
}
function judgeOnce(measured, least) {
	const { change, expectedMs } = measured;
	if (change >= detectable(measured, least)) return "suspected";
	return change < 0 && isWorthAWord(change, expectedMs, least) && -change >= reachOfNoise(measured, IMPROVEMENT) ? "improved" : "unchanged";
}
function isEnough(noise) {
	return noise.comparable >= 5;
}
function estimateOnce({ change, noise, levelError, shape }) {
	const spread = Math.hypot(noise.scale, levelError) * tQuantile(.975, noise.degrees) / NORMAL_95;
	return {
		change,
		low: change - shape.high * spread,
		high: change - shape.low * spread
	};
}
function shapeOf(noises) {
	const all = Float64Array.from(noises.flatMap((noise) => isEnough(noise) ? noise.residuals : [])).sort();
	const held = Math.ceil(HELD * all.length);
	let shortest = {
		low: 0,
		high: Number.POSITIVE_INFINITY
	};
	for (let i = 0; i + held < all.length; i += 1) {
		const [low, high] = [all[i], all[i + held]];
		if (high - low < shortest.high - shortest.low) shortest = {
			low,
			high
		};
	}
	if (shortest.high === Number.POSITIVE_INFINITY) return {
		low: -1.96,
		high: NORMAL_95
	};
	const n = all.length;
	const mix = (value, normal) => (n * value + SHAPE_PRIOR * normal) / (n + SHAPE_PRIOR);
	return {
		low: mix(shortest.low, -1.96),
		high: mix(shortest.high, NORMAL_95)
	};
}
function percentOf(log) {
	const percent = Math.round(Math.expm1(Math.min(log, LARGEST_LOG)) * 1e4) / 100;
	return percent === 0 ? 0 : percent;
}
const LARGEST_LOG = Math.log(1e6);
export { isEnough as a, leastLog as c, logMs as d, noiseOf as f, tQuantile as h, estimateOnce as i, percentOf as l, scaleAroundZero as m, detectable as n, isWorthAWord as o, MAD_TO_SIGMA as p, errorOfLevel as r, judgeOnce as s, LEAST_CHANGE as t, shapeOf as u };
