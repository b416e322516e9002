import { a as oneLine } from "./text.js";
// src/evidence/latex/recorded-error.ts
const LONGEST_ERROR = 200;
function recordedError(error) {
	if (error === void 0) return {};
	const { message, file, line, source } = error;
	return { error: {
		message: oneLine(message, LONGEST_ERROR),
		...file !== void 0 && { file: oneLine(file, LONGEST_ERROR) },
		...line !== void 0 && { line },
		...source !== void 0 && { source: oneLine(source, LONGEST_ERROR) }
	} };
}
export { recordedError as t };
