import { s as outermost } from "./staging.js";
import { join } from "node:path";
import { lstatSync, readdirSync, readlinkSync } from "node:fs";
// src/caching/names.ts
/** Names as text. A system's names are bytes; text that is not UTF-8 would come out as another name. */
/** What decoding puts in the place of bytes that are no text; a name may also hold it in truth. */
const REPLACEMENT = "�";
/** What a folder holds. Throws where a name is not UTF-8, so that none is lost or changed unnoticed. */
function readFolder(folder) {
	const children = readdirSync(folder, { withFileTypes: true });
	if (children.some(({ name }) => name.includes(REPLACEMENT))) for (const name of readdirSync(folder, "buffer")) decode(name, `a name in ${folder}`);
	return children;
}
/** Where a link leads. Throws where that is not UTF-8. */
function linkTarget(link) {
	return decode(readlinkSync(link, "buffer"), `the target of ${link}`);
}
function decode(bytes, what) {
	const text = bytes.toString("utf8");
	if (Buffer.from(text).equals(bytes)) return text;
	throw new Error(`${what} is not UTF-8: ${JSON.stringify(text)}`);
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
			for (const child of readFolder(join(root, path))) add(`${path}/${child.name}`, child);
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
export { linkTarget as n, listTree as t };
