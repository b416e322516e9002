import { a as quickselect, n as median, r as probit } from "./simple-statistics.js";
// src/analysis/noise/robust.ts
/**
* Statistics that a few wild values do not spoil. Medians and quantiles come from simple-statistics;
* what is here it does not have.
*/
/** Makes the median absolute deviation of normal noise its standard deviation. */
const MAD_TO_SIGMA = 1.4826;
/** Makes Qn of normal noise its standard deviation (Rousseeuw and Croux 1993). */
const QN_TO_SIGMA = 2.2219;
/**
* The scale Qn: the quarter quantile of all distances between two values. It withstands as many wild
* values as the median absolute deviation, does not take noise to be symmetric, and needs less than
* half the values for the same precision. Corrected for few values; 0 for fewer than two.
*
* Rousseeuw and Croux, "Alternatives to the median absolute deviation", JASA 88 (1993); corrections
* for few values by Croux and Rousseeuw, "Time-efficient algorithms for two highly robust estimators
* of scale" (1992).
*/
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
/** The standard deviation of normal noise around zero, from the median of its sizes. */
function scaleAroundZero(values) {
	return values.length === 0 ? 0 : MAD_TO_SIGMA * median(values.map(Math.abs));
}
/**
* The quantile of Student's t distribution, by Cornish and Fisher's expansion around the normal one
* (Abramowitz and Stegun 26.7.5): within 0.2 % for 4 degrees of freedom and more, for 0.8 to 0.999.
*/
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
/** A level of its own for a state of caches needs as many. */
const FEWEST_OF_STATE = 5;
const QUIETEST = .02;
/** Log standard deviation that a stage is expected to have before anything is known. */
const USUAL_NOISE = .08;
/** What that expectation counts for, in stages. */
const USUAL_STAGES = 3;
/** What the run's other stages say of this one's noise counts for as many of its own runs. */
const PRIOR_RUNS = 4;
const MOST_DEGREES = 30;
/** Of the precision of a standard deviation, what Qn has of it for few values. */
const QN_EFFICIENCY = .7;
/** What was fitted to the values before their scale is taken: the level, and how they follow the factor. */
const FITTED = 2;
/**
* The noise of each stage: centre, and a scale drawn to that of the other stages where there are few
* runs. Scales are averaged as logarithms, so that a noisy stage does not make a quiet one noisy.
*/
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
/** What was fitted to few values makes them look quieter than they are. */
function fittedCorrection(count) {
	return Math.sqrt(count / Math.max(count - FITTED, 1));
}
export { tQuantile as i, MAD_TO_SIGMA as n, scaleAroundZero as r, noiseOf as t };
