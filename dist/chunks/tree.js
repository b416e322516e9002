import { r as outermost } from "./paths.js";
import { join } from "node:path";
import { lstatSync, readdirSync } from "node:fs";
// src/caching/tree.ts
/** What stands at and below given paths, links as links. */
/**
* Files, folders and links at and below the paths, sorted by code units; a path where nothing stands
* is left out. Throws what the system says, and on what is neither file, folder nor link.
*/
function listTree(root, paths) {
	const found = [];
	const add = (path, entry) => {
		if (entry.isDirectory()) {
			found.push({
				kind: "folder",
				path
			});
			for (const child of readdirSync(join(root, path), { withFileTypes: true })) add(`${path}/${child.name}`, child);
		} else if (entry.isSymbolicLink()) found.push({
			kind: "link",
			path
		});
		else if (entry.isFile()) found.push({
			kind: "file",
			path
		});
		else throw new Error(`${path} is neither file, folder nor link`);
	};
	for (const path of outermost(paths)) {
		const entry = lstatSync(join(root, path), { throwIfNoEntry: false });
		if (entry !== void 0) add(path, entry);
	}
	return found.sort((a, b) => a.path < b.path ? -1 : Number(a.path > b.path));
}
export { listTree as t };
