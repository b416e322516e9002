import { a as explainCaches, i as fateLines, n as openDefinition, t as openStored } from "./open-stored.js";
import { r as predictPipeline, t as placementsOf, u as openLedger } from "./placement.js";
import { t as isCi } from "./runner.js";
import { a as withNeeds } from "./graph.js";
import { a as oneLine } from "./text.js";
import { r as formatDuration } from "./units.js";
import { r as runCauseWords } from "./difference.js";
import { t as notStoredWords } from "./not-stored.js";
import { t as stageReasonWords } from "./stage-reason.js";
import { t as unknownNames } from "./unknown-names2.js";
import { t as EXIT } from "./console.js";
// src/cli/explain.ts
async function explain(options, print) {
	const definition = await openDefinition(options, print);
	if (definition === void 0) return EXIT.invalid;
	const { pipeline, root } = definition;
	const id = options.stage ?? "";
	if (!pipeline.stages.some((stage) => stage.id === id)) {
		for (const problem of unknownNames([id], pipeline.stages)) print.error(`${problem}\n`);
		return EXIT.invalid;
	}
	const { isRefused, store } = await openStored(options, root, print);
	const place = {
		root,
		environment: process.env,
		store
	};
	const ledger = openLedger(root, pipeline.id);
	const stageIds = pipeline.stages.map((stage) => stage.id);
	const placementOf = placementsOf(root, stageIds, ledger);
	const [predictions, caches] = await Promise.all([predictPipeline({
		...place,
		pipeline,
		only: withNeeds(pipeline.stages, [id]),
		force: false,
		starting: { inCi: isCi(process.env) }
	}), isRefused ? [] : explainCaches({
		...place,
		pipeline,
		stages: [id],
		placementOf
	})]);
	const prediction = predictions.get(id);
	const notStored = isRefused ? void 0 : ledger.of(id)?.notStored;
	print.out(options.json ? `${JSON.stringify({
		id,
		...prediction,
		...notStored && { notStored },
		caches
	}, null, 2)}\n` : `${words(id, prediction)}${lastResultWords(notStored)}${caches.flatMap(fateLines).map((line) => `${line}\n`).join("")}`);
	return EXIT.fine;
}
function words(id, prediction) {
	switch (prediction.kind) {
		case "reused": {
			const fine = `${id} would be reused: nothing changed since its stored result, which took ${formatDuration(prediction.savedMs)} to make.\n`;
			return prediction.provided.length === 0 ? fine : `${fine}Provided that these stages make the same again: ${prediction.provided.join(", ")}\n`;
		}
		case "depends": return `${id} would be reused if the stages that run before it make the same as before: ${prediction.on.join(", ")}\n`;
		case "blocked": return `${id} would ${prediction.status === "failed" ? "fail" : "be skipped"}: ${stageReasonWords(prediction.reason)}\n`;
		case "kept-or-runs": return `${id} would run, unless what it keeps is there, made from what there is now.\n`;
		case "runs": return `${id} would run:\n${listOf(prediction.because.map(runCauseWords))}`;
	}
}
function lastResultWords(reason) {
	if (reason === void 0) return "";
	return `Its last result was not stored: ${oneLine(notStoredWords(reason), LONGEST_REASON)}.\n`;
}
function listOf(reasons) {
	return reasons.map((reason) => `  - ${oneLine(reason, LONGEST_REASON)}\n`).join("");
}
const LONGEST_REASON = 300;
export { explain };
