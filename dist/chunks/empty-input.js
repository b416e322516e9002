import { i as isExclusion } from "./descent.js";
import { C as matchFiles, T as withoutIgnored, c as madeFilter } from "./requirements.js";
// src/execution/inputs/empty-input.ts
async function findEmptyInput(root, { inputs }, pipeline, states, isComing = () => false) {
	if (inputs.length === 0) return void 0;
	const options = {
		patterns: inputs,
		isMade: madeFilter(pipeline),
		git: await states.git()
	};
	const counting = async (patterns) => {
		const matched = await matchFiles(root, patterns);
		return {
			matched,
			counted: await withoutIgnored(matched, options)
		};
	};
	const wanted = inputs.filter((pattern) => !isExclusion(pattern));
	for (const pattern of wanted) {
		if (isComing(pattern)) continue;
		const { matched, counted } = await counting([pattern]);
		const [file] = matched;
		if (file === void 0) return {
			why: "no-match",
			pattern
		};
		if (counted.length === 0) return {
			why: "ignored",
			pattern,
			file
		};
	}
	const [first] = wanted;
	if (first === void 0 || wanted.length === inputs.length) return void 0;
	if (wanted.some(isComing)) return void 0;
	const { counted } = await counting(inputs);
	return counted.length === 0 ? {
		why: "excluded",
		pattern: first
	} : void 0;
}
export { findEmptyInput as t };
