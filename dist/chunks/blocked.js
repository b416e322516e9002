import { t as findMissing } from "./requirements.js";
import { join } from "node:path";
import { statSync } from "node:fs";
// src/execution/inputs/blocked.ts
async function whyBlocked(stage, place) {
	const folder = join(place.root, stage.workingDirectory);
	if (!isFolder(folder)) return {
		status: "failed",
		reason: {
			kind: "no-folder",
			folder: stage.workingDirectory
		}
	};
	const missing = await findMissing(stage, place.environment, folder);
	if (missing !== void 0) return {
		status: place.inCi && !stage.optional ? "failed" : "skipped",
		reason: missing
	};
	const input = await place.findEmptyInput?.(stage);
	return input && {
		status: "failed",
		reason: {
			kind: "empty-input",
			input
		}
	};
}
function isFolder(path) {
	try {
		return statSync(path).isDirectory();
	} catch {
		return false;
	}
}
export { whyBlocked as t };
