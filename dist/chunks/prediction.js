import { i as lookUpResult, n as isReusable, r as lookUpNewest } from "./stage-results.js";
import { r as fingerprintOf } from "./fingerprint.js";
import { s as explainDifference } from "./keys2.js";
import { r as topologicalOrder } from "./graph.js";
import { r as listWords } from "./text.js";
import { a as formatRoughly } from "./units.js";
import { c as inputPaths, d as ownParts, i as countingFilter, o as declaredOutputs, p as createToolVersions, s as inputFilter, t as createFileStates, w as matcherOf } from "./file-states.js";
// src/execution/prediction.ts
/** Why a stage runs that was never stored, or whose results are gone. */
const NOTHING_STORED = "no result of it is stored";
/** Predictions of a pipeline that is not running. */
function predictPipeline(place) {
	const { root } = place;
	return predictReuse({
		...place,
		states: createFileStates(root),
		tools: createToolVersions(root)
	});
}
/** The prediction in words: `reused, saves about 12s`. */
function predictionWords(prediction) {
	switch (prediction.kind) {
		case "reused": return `reused, saves about ${formatRoughly(prediction.savedMs)}`;
		case "depends": return `reused if ${listWords(prediction.on, NAMES_SHOWN)} ${prediction.on.length === 1 ? "makes" : "make"} the same as before`;
		case "runs": return `runs: ${listWords(prediction.because, NAMES_SHOWN)}`;
	}
}
const NAMES_SHOWN = 3;
/** A prediction for each stage. */
async function predictReuse(options) {
	const { only } = options;
	const foreseen = /* @__PURE__ */ new Map();
	for (const stage of topologicalOrder(options.pipeline.stages)) {
		if (only?.has(stage.id) === false) continue;
		foreseen.set(stage.id, await foresee(stage, foreseen, options));
	}
	return new Map([...foreseen].map(([id, { prediction }]) => [id, prediction]));
}
async function foresee(stage, before, options) {
	if (stage.inputs.length === 0) return runsAlways("it declares no inputs");
	if (!isReusable(stage)) return runsAlways("its `if-changed` is false");
	if (options.force) return runsAlways("every stage is to run");
	const { root, pipeline, states } = options;
	const inputs = await states.collect(await inputPaths(root, stage, pipeline, states));
	if (inputs.kind === "unreadable") return runs(`it is neither stored nor reused: ${inputs.reason}`);
	const newest = await lookUpNewest(options.store, stage.id);
	if (newest === void 0) return runs(NOTHING_STORED);
	const changing = stage.needs.filter((id) => mayMakeOther(before.get(id)));
	const parts = await foreseenParts(stage, inputs.files, newest.parts, before, options);
	const key = {
		stage: stage.id,
		fingerprint: fingerprintOf(parts)
	};
	const found = await lookUpResult(options.store, key, matcherOf(declaredOutputs(stage)));
	if (found.kind === "not-found") {
		const because = explainDifference(newest.parts, parts);
		return runs(...because.length > 0 ? because : [found.reason]);
	}
	if (changing.length > 0) return { prediction: {
		kind: "depends",
		on: changing
	} };
	const { result } = found;
	const provided = stage.needs.filter((id) => before.get(id)?.result === void 0);
	return {
		prediction: {
			kind: "reused",
			savedMs: result.durationMs,
			provided
		},
		result
	};
}
function mayMakeOther(stage) {
	const prediction = stage?.prediction;
	return prediction?.kind === "depends" || prediction?.kind === "runs" && !prediction.always;
}
/**
* The parts of the fingerprint as the stage would find them: files that stages before it will put in
* place count as they will be, and what a stage that runs will make as it was for the newest result.
*/
async function foreseenParts(stage, present, newest, before, options) {
	const { pipeline } = options;
	const matches = matcherOf(stage.inputs);
	const isInput = inputFilter(stage, pipeline);
	const coming = pipeline.stages.filter(({ id }) => before.has(id)).flatMap((earlier) => filesFrom(earlier, before.get(earlier.id)?.result, newest)).filter(({ path }) => matches(path) && isInput(path));
	const inputs = new Map([...present, ...coming].map((file) => [file.path, file]));
	const needs = stage.needs.flatMap((id) => {
		const need = pipeline.stages.find((one) => one.id === id);
		return (need && needState(need, before.get(id)?.result)) ?? newest.needs.filter((one) => one.stage === id);
	});
	return {
		...await ownParts(stage, options),
		inputs: [...inputs.values()],
		needs
	};
}
/** What a stage will have put in place, as far as that can be known. */
function filesFrom(stage, result, newest) {
	if (result !== void 0) return result.outputs;
	return newest.inputs.filter(({ path }) => matcherOf(stage.outputs)(path));
}
/** What a reused stage will mean to those that need it. */
function needState(stage, result) {
	if (result === void 0) return void 0;
	const counts = countingFilter(stage);
	return [counts === void 0 ? {
		stage: stage.id,
		kind: "fingerprint",
		fingerprint: result.fingerprint
	} : {
		stage: stage.id,
		kind: "outputs",
		files: result.outputs.filter(({ path }) => counts(path))
	}];
}
function runs(...because) {
	return { prediction: {
		kind: "runs",
		because,
		always: false
	} };
}
function runsAlways(because) {
	return { prediction: {
		kind: "runs",
		because: [because],
		always: true
	} };
}
export { predictionWords as i, predictPipeline as n, predictReuse as r, NOTHING_STORED as t };
