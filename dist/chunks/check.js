import { r as formatProblem } from "./problems.js";
import { r as loadDefinition } from "./load.js";
import { t as missingFolders } from "./working-directories2.js";
import { t as inspect } from "./inspect.js";
import { a as oneLine } from "./text.js";
import { t as findingWords } from "./findings.js";
import { t as EXIT } from "./console.js";
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
		const said = notes.map((note) => ({
			...note,
			message: findingWords(note)
		}));
		print.out(`${JSON.stringify({
			valid,
			problems,
			notes: said
		}, null, 2)}\n`);
	} else for (const problem of problems) print.error(`${formatProblem(problem)}\n`);
	if (definition.kind === "invalid" || problems.length > 0) return EXIT.invalid;
	const count = definition.pipeline.stages.length;
	if (json) return EXIT.fine;
	for (const finding of notes) print.error(`Notice: ${oneLine(findingWords(finding), LONGEST_NOTE)}\n`);
	print.out(`${definition.file}: fine, ${count} ${count === 1 ? "stage" : "stages"}\n`);
	return EXIT.fine;
}
const LONGEST_NOTE = 500;
/** What keeps a definition that is right from doing what it says here, as the files are now. */
function notesOn({ root, pipeline }) {
	return inspect({
		root,
		pipeline,
		environment: process.env,
		now: /* @__PURE__ */ new Date()
	});
}
export { check };
