import { r as outermost } from "./paths.js";
import { join } from "node:path";
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, readdirSync } from "node:fs";
// src/caching/open-file.ts
/** Opening files that are to be read as they stand: no link is followed, no pipe waited for. */
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const UNFOLLOWED = (O_RDONLY ?? 0) | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);
/** Opens a regular file; `link` where the path is a link. Throws what the system says otherwise. */
function openUnfollowed(path) {
	if (O_NOFOLLOW === void 0 && lstatSync(path).isSymbolicLink()) return "link";
	let fd;
	try {
		fd = openSync(path, UNFOLLOWED);
	} catch (error) {
		const { code } = error;
		if (code === "ELOOP" || code === "EMLINK") return "link";
		throw error;
	}
	const stat = fstatSync(fd);
	if (!stat.isFile()) {
		closeSync(fd);
		throw new Error(`${path} is neither a file nor a link`);
	}
	return {
		mode: stat.mode & 511,
		size: stat.size,
		read: (buffer) => readFully(fd, buffer),
		[Symbol.dispose]: () => closeSync(fd)
	};
}
function readFully(fd, buffer) {
	let filled = 0;
	while (filled < buffer.length) {
		const count = readSync(fd, buffer, filled, buffer.length - filled, null);
		if (count === 0) break;
		filled += count;
	}
	return filled;
}
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
export { openUnfollowed as n, listTree as t };
