import { c as USUAL_TOOLS } from "./shells.js";
// src/pipeline/usual-time.ts
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
