import { f as warning, n as error } from "./core.js";
import { a as oneLine } from "./text.js";
// src/github/runner/annotations.ts
const LONGEST_TITLE = 120;
const LONGEST_MESSAGE = 1e3;
function annotate(annotations) {
	for (const { level, title, message, file, line, column } of annotations) (level === "error" ? error : warning)(oneLine(message, LONGEST_MESSAGE), {
		title: oneLine(title, LONGEST_TITLE),
		...file !== void 0 && { file },
		...line !== void 0 && { startLine: line },
		...column !== void 0 && { startColumn: column }
	});
}
export { annotate as t };
