import { basename, dirname } from "node:path";
import { lstatSync, readdirSync } from "node:fs";
// src/caching/files/unreadable.ts
var UnreadableError = class extends Error {
	place;
	unreadable;
	constructor(place, unreadable, message = `${place}: ${unreadable.kind}`) {
		super(message);
		this.place = place;
		this.unreadable = unreadable;
	}
};
function unreadableError({ path, behind, cause }) {
	return new UnreadableError(behind ?? path, cause);
}
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
