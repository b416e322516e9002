import { t as NOTHING_STORED } from "./store.js";
import { i as explainCaches, r as fateLines, t as openDefinition } from "./open-definition.js";
import { i as resolveReportDir } from "./environment.js";
import { l as openLedger, r as predictPipeline, t as placementsOf } from "./placement.js";
import { t as isCi } from "./runner.js";
import { a as withNeeds } from "./graph.js";
import { a as oneLine } from "./text.js";
import { r as formatDuration } from "./units.js";
import { r as runCauseWords } from "./difference.js";
import { t as notStoredWords, u as refusalWords } from "./not-stored.js";
import { t as stageReasonWords } from "./stage-reason.js";
import { t as unknownNames } from "./unknown-names2.js";
import { i as resultStore } from "./cache-stores.js";
import { r as ownFolders, t as firstRefusal } from "./own-folder.js";
import { t as EXIT } from "./console.js";
// src/cli/explain.ts
async function explain(options, print) {
	const cwd = process.cwd();
	const definition = await openDefinition(options, print);
	if (definition === void 0) return EXIT.invalid;
	const { pipeline, root } = definition;
	const id = options.stage ?? "";
	if (!pipeline.stages.some((stage) => stage.id === id)) {
		for (const problem of unknownNames([id], pipeline.stages)) print.error(`${problem}\n`);
		return EXIT.invalid;
	}
	const reportDir = resolveReportDir(cwd, options.reportDir);
	const refusal = await firstRefusal(ownFolders(reportDir, root), process.env);
	if (refusal !== void 0) print.error(`Notice: ${refusalWords(refusal)}\n`);
	const store = refusal === void 0 ? resultStore(reportDir) : NOTHING_STORED;
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
	}), refusal === void 0 ? explainCaches({
		...place,
		pipeline,
		stages: [id],
		placementOf
	}) : []]);
	const prediction = predictions.get(id);
	const notStored = refusal === void 0 ? ledger.of(id)?.notStored : void 0;
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
			return prediction.provided.length === 0 ? fine : `${fine}Provided that these make the same again: ${prediction.provided.join(", ")}\n`;
		}
		case "depends": return `${id} would be reused if these, which run because something changed, make the same as before: ${prediction.on.join(", ")}\n`;
		case "blocked": return `${id} would ${prediction.status === "failed" ? "fail" : "be skipped"}: ${stageReasonWords(prediction.reason)}\n`;
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
