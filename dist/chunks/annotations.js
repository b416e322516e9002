import { f as warning } from "./core.js";
import { a as oneLine } from "./text.js";
// src/github/runner/annotations.ts
/** Annotations: a sentence at a line of the definition file, in the run and in the pull request. */
const LONGEST_TITLE = 120;
const LONGEST_MESSAGE = 1e3;
/** Prints them as warnings. Nothing in a name can end the command: the toolkit escapes it. */
function annotate(annotations) {
	for (const { title, message, file, line } of annotations) warning(oneLine(message, LONGEST_MESSAGE), {
		title: oneLine(title, LONGEST_TITLE),
		...file !== void 0 && { file },
		...line !== void 0 && { startLine: line }
	});
}
export { annotate as t };
