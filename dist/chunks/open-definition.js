import { r as formatProblem } from "./problems2.js";
import { r as loadDefinition } from "./load.js";
// src/cli/open-definition.ts
/** The definition of a verb that only looks at it. */
/** Reads the definition; prints what is wrong with it, and gives nothing, where anything is. */
async function openDefinition({ file }, print) {
	const definition = await loadDefinition({
		file,
		cwd: process.cwd()
	});
	if (definition.kind === "loaded") return definition;
	for (const problem of definition.problems) print.error(`${formatProblem(problem)}\n`);
}
export { openDefinition as t };
