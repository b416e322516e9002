import { t as UnreadableError } from "./unreadable.js";
import { join } from "node:path";
import { readdirSync, readlinkSync } from "node:fs";
// src/caching/files/names.ts
const REPLACEMENT = "�";
function readFolder(folder) {
	const children = readdirSync(folder, { withFileTypes: true });
	if (children.some(({ name }) => name.includes(REPLACEMENT))) for (const name of readdirSync(folder, "buffer")) decode(name, (place) => join(folder, place), "name-not-utf8");
	return children;
}
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
