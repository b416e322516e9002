import { a as oneLine } from "./text.js";
import { t as ENGINE } from "./tex-error.js";
// src/evidence/latex/lacking-files.ts
const MOST_FILES = 8;
const MOST_COUNTED = 1e4;
const LONGEST_FILE = 200;
const START = "No file ";
const NO_FILE = /^No file (\S.{0,999}\.tex)\.\s*$/i;
const MOST_LINES = 5;
function lackingFilesFinder() {
	const files = /* @__PURE__ */ new Set();
	let parts = [];
	return {
		next(line) {
			if (ENGINE.test(line)) files.clear();
			if (!(parts.length > 0 || line.startsWith(START))) return;
			parts.push(line);
			if (!line.endsWith(".") && line.length >= 79 && parts.length < MOST_LINES) return;
			const [, file] = NO_FILE.exec(parts.join("")) ?? [];
			if (file !== void 0 && files.size < MOST_COUNTED) files.add(file.replaceAll("\"", ""));
			parts = [];
		},
		found() {
			if (files.size === 0) return void 0;
			const named = [...files].slice(0, MOST_FILES).map((file) => oneLine(file, LONGEST_FILE));
			const more = files.size - named.length;
			return {
				kind: "lacks-files",
				files: named,
				...more > 0 && { more }
			};
		}
	};
}
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
export { lackingFilesFinder as n, recordedError as t };
