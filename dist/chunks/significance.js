import { i as tQuantile } from "./stage-noise.js";
// src/analysis/noise/log-time.ts
/** Times as logarithms: their noise is a ratio, and a ratio is a difference of logs. */
/** No run takes longer (ms); what claims to is cut off, so that no sum overflows. */
const LONGEST_MS = 0xe8d4a51000;
/** Log of a time in ms; times shorter than the clock can tell count as 1 ms. */
function logMs(durationMs) {
	return Math.log(Math.min(Math.max(durationMs, 1), LONGEST_MS));
}
// src/analysis/noise/significance.ts
/** One time against its usual level and noise: the change, how sure it is, what it means. */
/** The smallest change worth a word, wherever a change is spoken of. */
const LEAST_CHANGE = {
	percent: 10,
	ms: 1e3
};
/** How often a suspicion may be wrong that only the noise of one time speaks against. */
const SUSPICION = .95;
/** With fewer runs than this the noise itself is not known well. */
const FEW_RUNS = 10;
const SUSPICION_OF_FEW = .98;
const IMPROVEMENT = .99;
/** A time this far off (ratio) is suspected unless the noise makes it common. */
const STRIKING = Math.log(1.35);
const SUSPICION_OF_STRIKING = .85;
/** Variance of a median beside that of a mean. */
const MEDIAN_VARIANCE = 1.57;
const NORMAL_95 = 1.96;
/** A model holds a little less of new times than of those it was fitted to: for 95 % of these, more of those. */
const HELD = .965;
/** Normal noise counts for as many residuals in the shape of the noise. */
const SHAPE_PRIOR = 40;
/** Standard error of the level that a stage's noise model gives. */
function errorOfLevel({ scale, runs }) {
	return scale * Math.sqrt(MEDIAN_VARIANCE / runs);
}
/** The change of the mean of `count` times that the noise alone reaches with this probability. */
function reachOfNoise({ noise, levelError }, probability, count = 1) {
	return tQuantile(probability, noise.degrees) * Math.sqrt(noise.scale ** 2 / count + levelError ** 2);
}
/** Log of the smallest change worth a word for a time of `expectedMs`. */
function leastLog(least, expectedMs) {
	return Math.max(Math.log1p(least.percent / 100), Math.log1p(least.ms / Math.max(expectedMs, 1)));
}
/** Whether a change (log), either way, is worth a word for a time that would have been `expectedMs`. */
function isWorthAWord(change, expectedMs, least) {
	if (change >= 0) return change >= leastLog(least, expectedMs);
	const saved = expectedMs * -Math.expm1(change);
	return -change >= Math.log1p(least.percent / 100) && saved >= least.ms;
}
/** The smallest change that would have been suspected; log. */
function detectable(measured, least) {
	const few = measured.noise.comparable < FEW_RUNS;
	const reach = reachOfNoise(measured, few ? SUSPICION_OF_FEW : SUSPICION);
	const striking = Math.max(STRIKING, reachOfNoise(measured, SUSPICION_OF_STRIKING));
	return Math.max(few ? reach : Math.min(reach, striking), leastLog(least, measured.expectedMs));
}
/** What one time says by itself. */
function judgeOnce(measured, least) {
	const { change, expectedMs } = measured;
	if (change >= detectable(measured, least)) return "suspected";
	return change < 0 && isWorthAWord(change, expectedMs, least) && -change >= reachOfNoise(measured, IMPROVEMENT) ? "improved" : "unchanged";
}
/** Whether there are enough runs for a verdict. */
function isEnough(noise) {
	return noise.comparable >= 5;
}
/** The change with its interval, from one time. */
function estimateOnce({ change, noise, levelError, shape }) {
	const spread = Math.hypot(noise.scale, levelError) * tQuantile(.975, noise.degrees) / NORMAL_95;
	return {
		change,
		low: change - shape.high * spread,
		high: change - shape.low * spread
	};
}
/** The shape of all stages' noise together; with few residuals it is nearly that of normal noise. */
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
/** A log change as percent, to a hundredth; what no time can be is cut off. */
function percentOf(log) {
	const percent = Math.round(Math.expm1(Math.min(log, LARGEST_LOG)) * 1e4) / 100;
	return percent === 0 ? 0 : percent;
}
/** A million times as long. */
const LARGEST_LOG = Math.log(1e6);
export { isEnough as a, leastLog as c, logMs as d, estimateOnce as i, percentOf as l, detectable as n, isWorthAWord as o, errorOfLevel as r, judgeOnce as s, LEAST_CHANGE as t, shapeOf as u };
