import { r as loadDefinition } from "./load.js";
import { r as formatProblem } from "./problems.js";
import { t as EXIT } from "./console.js";
// src/commands/check.ts
/** `check`: everything that is wrong with a definition, at once. */
/** Prints the problems, or that there are none, and gives the exit code. */
async function check({ file, json }, print) {
	const definition = await loadDefinition({
		file,
		cwd: process.cwd()
	});
	const problems = definition.kind === "invalid" ? definition.problems : [];
	if (json) print.out(`${JSON.stringify({
		valid: problems.length === 0,
		problems
	}, null, 2)}\n`);
	else for (const problem of problems) print.error(`${formatProblem(problem)}\n`);
	if (definition.kind === "invalid") return EXIT.invalid;
	const count = definition.pipeline.stages.length;
	if (!json) print.out(`${definition.file}: fine, ${count} ${count === 1 ? "stage" : "stages"}\n`);
	return EXIT.fine;
}
export { check };
