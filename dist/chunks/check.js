import { r as formatProblem } from "./problems2.js";
import { r as loadDefinition } from "./load.js";
import { t as missingFolders } from "./working-directories2.js";
import { E as createFileStates, a as inputPaths, k as listBehind } from "./fingerprints.js";
import { n as causeOf, r as specialOf } from "./unreadable.js";
import { a as oneLine } from "./text.js";
import { n as unreadableWords } from "./unreadable-file.js";
import { t as EXIT } from "./console.js";
import { join } from "node:path";
import { accessSync, constants, lstatSync } from "node:fs";
// src/execution/inputs/unreadable-inputs.ts
/** Inputs that cannot be hashed, found without hashing the others. */
/** The stages of which an input cannot be hashed as the files are now. */
async function findUnreadableInputs(root, pipeline) {
	const states = createFileStates(root);
	const found = [];
	for (const stage of pipeline.stages) {
		const unreadable = await firstUnreadable(root, await inputPaths(root, stage, pipeline, states));
		if (unreadable !== void 0) found.push({
			stage,
			unreadable
		});
	}
	return found;
}
async function firstUnreadable(root, paths) {
	for (const path of paths) {
		const place = join(root, path);
		try {
			const stat = lstatSync(place);
			const what = specialOf(stat);
			if (what !== void 0) return {
				path,
				cause: {
					kind: "special",
					what
				}
			};
			if (stat.isSymbolicLink()) await listBehind(place);
			else accessSync(place, constants.R_OK);
		} catch (error) {
			return {
				path,
				cause: causeOf(place, error)
			};
		}
	}
}
// src/cli/check.ts
/** `check`: everything that is wrong with a definition, at once. */
/** Prints the problems, or that there are none, and gives the exit code. */
async function check({ file, json }, print) {
	const definition = await loadDefinition({
		file,
		cwd: process.cwd()
	});
	const problems = definition.kind === "invalid" ? definition.problems : await missingFolders(definition);
	const notes = definition.kind === "loaded" ? await notesOn(definition) : [];
	if (json) {
		const valid = problems.length === 0;
		print.out(`${JSON.stringify({
			valid,
			problems,
			notes
		}, null, 2)}\n`);
	} else for (const problem of problems) print.error(`${formatProblem(problem)}\n`);
	if (definition.kind === "invalid" || problems.length > 0) return EXIT.invalid;
	const count = definition.pipeline.stages.length;
	if (json) return EXIT.fine;
	for (const { stage, reason } of notes) print.error(`Notice: ${stage} is neither stored nor reused: ${oneLine(reason, LONGEST_REASON)}\n`);
	print.out(`${definition.file}: fine, ${count} ${count === 1 ? "stage" : "stages"}\n`);
	return EXIT.fine;
}
const LONGEST_REASON = 500;
/** What keeps a definition that is right from doing what it says, as the files are now. */
async function notesOn({ root, pipeline }) {
	return (await findUnreadableInputs(root, pipeline)).map(({ stage, unreadable }) => ({
		stage: stage.id,
		reason: unreadableWords(unreadable)
	}));
}
export { check };
