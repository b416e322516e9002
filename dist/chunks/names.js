import { basename, dirname, join } from "node:path";
import { lstatSync, readdirSync, readlinkSync } from "node:fs";
// src/caching/files/unreadable.ts
/** Why something that is to be hashed cannot be: then nobody knows whether it changed. */
/** Thrown with the cause where reading cannot go on; `place` is absolute. */
var UnreadableError = class extends Error {
	place;
	unreadable;
	constructor(place, unreadable, message = `${place}: ${unreadable.kind}`) {
		super(message);
		this.place = place;
		this.unreadable = unreadable;
	}
};
/** Why the file at this place (absolute) could not be read, from the error that reading it raised. */
function causeOf(place, error) {
	if (error instanceof UnreadableError) return error.unreadable;
	const { code, message } = error;
	const what = specialAt(place);
	if (what !== void 0) return {
		kind: "special",
		what
	};
	switch (code) {
		case "EACCES":
		case "EPERM": return { kind: "not-permitted" };
		case "ELOOP": return { kind: "link-loop" };
		case "ENOENT":
		case "ENOTDIR": return { kind: isListedOtherwise(place) ? "name-not-utf8" : "gone" };
	}
	return {
		kind: "failed",
		message
	};
}
/** What stands there besides files, folders and links. */
function specialOf(stat) {
	if (stat.isFIFO()) return "pipe";
	if (stat.isSocket()) return "socket";
	return stat.isCharacterDevice() || stat.isBlockDevice() ? "device" : void 0;
}
function specialAt(place) {
	try {
		return specialOf(lstatSync(place));
	} catch {
		return;
	}
}
/** Whether the folder holds the name, but in bytes that are not those of the text. */
function isListedOtherwise(place) {
	if (!place.includes("�")) return false;
	try {
		const parent = dirname(place);
		return readdirSync(parent).includes(basename(place)) || isListedOtherwise(parent);
	} catch {
		return isListedOtherwise(dirname(place));
	}
}
/** In a phrase, with what to do about it. */
function unreadableWords({ path, behind, cause }) {
	const what = behind === void 0 ? path : `${behind}, to which ${path} leads,`;
	const exclude = `exclude it with \`!${path}\``;
	switch (cause.kind) {
		case "gone": return `${what} is not there any more`;
		case "name-not-utf8": return `the name of ${what} is not UTF-8: rename it, or remove it`;
		case "link-target-not-utf8": return `the link ${what} leads to a name that is not UTF-8: let it lead elsewhere, or ${exclude}`;
		case "link-loop": return `the link ${what} leads to itself: remove it, or ${exclude}`;
		case "not-permitted": return `reading ${what} is not permitted: change its permissions, or ${exclude}`;
		case "special": return `${what} is a ${cause.what}, which has no content to compare: ${exclude}`;
		case "too-much-behind-link": return `${path} leads to a folder with more than ${cause.files} files or ${cause.bytes / 1e9} GB: name the files in it that are read, such as \`${path}/*.csv\``;
		case "failed": return `${what} could not be read: ${cause.message}`;
	}
}
// src/caching/files/names.ts
/** Names as text. A system's names are bytes; text that is not UTF-8 would come out as another name. */
/** What decoding puts in the place of bytes that are no text; a name may also hold it in truth. */
const REPLACEMENT = "�";
/** What a folder holds. Throws where a name is not UTF-8, so that none is lost or changed unnoticed. */
function readFolder(folder) {
	const children = readdirSync(folder, { withFileTypes: true });
	if (children.some(({ name }) => name.includes(REPLACEMENT))) for (const name of readdirSync(folder, "buffer")) decode(name, `a name in ${folder}`, (place) => join(folder, place), "name-not-utf8");
	return children;
}
/** Where a link leads. Throws where that is not UTF-8. */
function linkTarget(link) {
	return decode(readlinkSync(link, "buffer"), `the target of ${link}`, () => link, "link-target-not-utf8");
}
function decode(bytes, what, placeOf, kind) {
	const text = bytes.toString("utf8");
	if (Buffer.from(text).equals(bytes)) return text;
	const message = `${what} is not UTF-8: ${JSON.stringify(text)}`;
	throw new UnreadableError(placeOf(text), { kind }, message);
}
export { specialOf as a, causeOf as i, readFolder as n, unreadableWords as o, UnreadableError as r, linkTarget as t };
