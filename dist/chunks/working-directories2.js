import { n as code } from "./problems.js";
import { join } from "node:path";
import { stat } from "node:fs/promises";
// src/definition/working-directories.ts
/** Folders that commands are to run in, and that are neither there nor made by anything. */
/** What a stage needs may make its folder, and so may its caches: only of the others is it certain. */
async function missingFolders(definition) {
	const { pipeline, root, file, stageLines } = definition;
	const alone = pipeline.stages.filter(({ needs, caches, workingDirectory }) => needs.length === 0 && caches.length === 0 && workingDirectory !== ".");
	return (await Promise.all(alone.map(async ({ id, workingDirectory: folder }) => {
		if (await isFolder(join(root, folder))) return [];
		const message = `the working directory ${code(folder)} of the stage ${code(id)} is not there`;
		return [{
			file,
			line: stageLines.get(id) ?? 1,
			column: 1,
			message,
			remedy: "correct the path, or let the stage need one that makes the folder"
		}];
	}))).flat();
}
function isFolder(path) {
	return stat(path).then((found) => found.isDirectory(), () => false);
}
export { missingFolders as t };
