import { t as USUAL_TOOLS } from "./types.js";
// src/pipeline/usual-time.ts
/** How long work with a tool usually takes at most: the marks of the guide's troubleshooting. */
/** What makes a stage a bottleneck where the definition does not say: a time in ms, and its share of the total. */
const DEFAULT_MARKS = {
	overMs: 1e4,
	overShare: .2
};
const MARKS = {
	latex: {
		mostMs: 9e4,
		program: "latexmk"
	},
	pytest: {
		mostMs: 6e4,
		program: "pytest"
	}
};
/**
* The mark of a stage that uses a cache for such a tool, or requires the tool itself. Of two marks the
* longer one: nobody knows which part of the time is whose, and no remark is better than a wrong one.
*/
function usualTimeOf({ caches: used, requires }, caches) {
	const presets = caches.flatMap(({ name, preset }) => used.includes(name) ? [preset] : []);
	const isUsed = (tool) => presets.includes(tool) || requires.some(({ name }) => name === MARKS[tool].program);
	const [longest] = USUAL_TOOLS.filter(isUsed).map((tool) => ({
		tool,
		mostMs: MARKS[tool].mostMs
	})).sort((a, b) => b.mostMs - a.mostMs);
	return longest;
}
export { usualTimeOf as n, DEFAULT_MARKS as t };
