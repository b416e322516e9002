import { t as UnreadableError } from "./unreadable.js";
import { join } from "node:path";
import { readdirSync, readlinkSync } from "node:fs";
// src/caching/files/names.ts
/** Names as text. A system's names are bytes; text that is not UTF-8 would come out as another name. */
/** What decoding puts in the place of bytes that are no text; a name may also hold it in truth. */
const REPLACEMENT = "�";
/** What a folder holds. Throws where a name is not UTF-8, so that none is lost or changed unnoticed. */
function readFolder(folder) {
	const children = readdirSync(folder, { withFileTypes: true });
	if (children.some(({ name }) => name.includes(REPLACEMENT))) for (const name of readdirSync(folder, "buffer")) decode(name, (place) => join(folder, place), "name-not-utf8");
	return children;
}
/** Where a link leads. Throws where that is not UTF-8. */
function linkTarget(link) {
	return decode(readlinkSync(link, "buffer"), () => link, "link-target-not-utf8");
}
function decode(bytes, placeOf, kind) {
	const text = bytes.toString("utf8");
	if (Buffer.from(text).equals(bytes)) return text;
	const place = placeOf(text);
	throw new UnreadableError(place, { kind }, kind === "name-not-utf8" ? `${place} has a name that is not UTF-8` : `${place} leads to a name that is not UTF-8`);
}
export { readFolder as n, linkTarget as t };
