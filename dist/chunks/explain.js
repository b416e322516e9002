import { r as loadDefinition } from "./load.js";
import { r as formatProblem } from "./problems.js";
import { r as resolveReportDir } from "./environment.js";
import { n as predictPipeline } from "./prediction.js";
import { i as withNeeds } from "./graph.js";
import { a as oneLine } from "./text.js";
import { n as formatDuration } from "./units.js";
import { t as EXIT } from "./console.js";
import { r as resultStore } from "./stores.js";
import { t as unknownNames } from "./unknown-names.js";
// src/commands/explain.ts
/** `explain STAGE`: whether a stage would be reused, and what changed where it would not. */
/** Prints the explanation and gives the exit code. */
async function explain(options, print) {
	const cwd = process.cwd();
	const definition = await loadDefinition({
		file: options.file,
		cwd
	});
	if (definition.kind === "invalid") {
		for (const problem of definition.problems) print.error(`${formatProblem(problem)}\n`);
		return EXIT.invalid;
	}
	const { pipeline, root } = definition;
	const id = options.stage ?? "";
	if (!pipeline.stages.some((stage) => stage.id === id)) {
		for (const problem of unknownNames([id], pipeline.stages)) print.error(`${problem}\n`);
		return EXIT.invalid;
	}
	const prediction = (await predictPipeline({
		pipeline: withWhatItNeeds(pipeline, id),
		root,
		environment: process.env,
		store: resultStore(resolveReportDir(cwd, options.reportDir)),
		force: false
	})).get(id);
	print.out(options.json ? `${JSON.stringify({
		id,
		...prediction
	}, null, 2)}\n` : words(id, prediction));
	return EXIT.fine;
}
function withWhatItNeeds(pipeline, id) {
	const wanted = withNeeds(pipeline.stages, [id]);
	return {
		...pipeline,
		stages: pipeline.stages.filter((stage) => wanted.has(stage.id))
	};
}
function words(id, prediction) {
	switch (prediction.kind) {
		case "reused": {
			const fine = `${id} would be reused: nothing changed since its stored result, which took ${formatDuration(prediction.savedMs)} to make.\n`;
			return prediction.provided.length === 0 ? fine : `${fine}Provided that these make the same again: ${prediction.provided.join(", ")}\n`;
		}
		case "depends": return `${id} would be reused if these, which run because something changed, make the same as before: ${prediction.on.join(", ")}\n`;
		case "runs": return `${id} would run:\n${prediction.because.map((reason) => `  - ${oneLine(reason, LONGEST_REASON)}\n`).join("")}`;
	}
}
const LONGEST_REASON = 300;
export { explain };
