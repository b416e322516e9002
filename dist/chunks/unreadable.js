import { basename, dirname } from "node:path";
import { lstatSync, readdirSync } from "node:fs";
// src/caching/files/unreadable.ts
/** Why something that is to be hashed cannot be: then nobody knows whether it changed. */
/** Thrown with the cause where reading cannot go on; `place` is absolute, or from the root. */
var UnreadableError = class extends Error {
	place;
	unreadable;
	constructor(place, unreadable, message = `${place}: ${unreadable.kind}`) {
		super(message);
		this.place = place;
		this.unreadable = unreadable;
	}
};
/** The error of a file that was found to be unreadable. */
function unreadableError({ path, behind, cause }) {
	return new UnreadableError(behind ?? path, cause);
}
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
		said: message
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
export { unreadableError as i, causeOf as n, specialOf as r, UnreadableError as t };
