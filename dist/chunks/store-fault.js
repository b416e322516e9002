import { D as picklist, E as optional, O as pipe, T as object, V as variant, m as literal, s as finite, t as array, w as number, y as minValue } from "./dist.js";
import { i as structure, t as freeText } from "./free-text.js";
// src/record/facts/unreadable-file.ts
/** Why something that is to be hashed cannot be: then nobody knows whether it changed. */
const amount$1 = pipe(number(), finite(), minValue(0));
/** What stands where a file should, without content that could be hashed or kept. */
const specialKind = picklist([
	"pipe",
	"socket",
	"device"
]);
const unreadableCause = variant("kind", [
	object({ kind: literal("gone") }),
	object({ kind: literal("name-not-utf8") }),
	object({ kind: literal("link-target-not-utf8") }),
	object({ kind: literal("link-loop") }),
	object({ kind: literal("not-permitted") }),
	object({
		kind: literal("special"),
		what: specialKind
	}),
	object({ kind: literal("no-file") }),
	object({
		kind: literal("too-much-behind-link"),
		files: amount$1,
		bytes: amount$1
	}),
	object({
		kind: literal("failed"),
		said: freeText
	})
]);
/** A file that cannot be read, and why. */
const unreadableFile = object({
	/** As it was asked for; a name that is not UTF-8 with `\ufffd` in it. */
	path: freeText,
	/** The place behind that path, where it is a link; absolute. */
	behind: optional(freeText),
	cause: unreadableCause
});
/** What of a stage could not be read: a file, what a stage that it needs made, or nobody knows what. */
const unreadPart = variant("kind", [
	object({
		kind: literal("file"),
		file: unreadableFile
	}),
	object({
		kind: literal("need"),
		stage: structure
	}),
	object({
		kind: literal("failed"),
		said: freeText
	})
]);
// src/record/facts/store-fault.ts
/** What a cache store says where it does not do what it was asked for: the causes, without words. */
const amount = pipe(number(), finite(), minValue(0));
/** Why a path is not a place below a root. */
const pathFault = object({
	kind: literal("bad-path"),
	/** Its beginning. */
	path: freeText,
	fault: picklist([
		"malformed",
		"not-relative",
		"leads-elsewhere"
	])
});
/** In what an archive is not what it should be. */
const archiveDamage = variant("kind", [
	object({ kind: literal("not-ours") }),
	object({ kind: literal("cut-short") }),
	object({ kind: literal("index-too-large") }),
	object({ kind: literal("index-changed") }),
	object({ kind: literal("index-malformed") }),
	object({ kind: literal("frames-malformed") }),
	object({ kind: literal("content-changed") }),
	object({ kind: literal("unknown-packing") }),
	object({ kind: literal("not-unpackable") }),
	object({ kind: literal("other-files") }),
	object({
		kind: literal("file-changed"),
		path: freeText
	}),
	object({
		kind: literal("outside"),
		path: freeText
	}),
	object({
		kind: literal("twice"),
		path: freeText
	}),
	object({
		kind: literal("through-link"),
		path: freeText
	}),
	object({
		kind: literal("larger-unpacked"),
		maxBytes: amount
	}),
	pathFault
]);
/** What nobody foresaw, in the system's own words, and a file that could not be read. */
const failed = object({
	kind: literal("failed"),
	said: freeText
});
const unreadable = object({
	kind: literal("unreadable-file"),
	file: unreadableFile
});
/** What no key may be: the service takes no such request. */
const keyFaults = [object({
	kind: literal("too-many-restore-keys"),
	most: amount
}), object({
	kind: literal("key-too-long"),
	most: amount
})];
/** Why there is no entry. */
const missCause = variant("kind", [
	object({ kind: literal("no-entry") }),
	object({ kind: literal("foreign-entry") }),
	object({ kind: literal("archive-gone") }),
	object({
		kind: literal("archive-removed"),
		damage: archiveDamage
	}),
	object({
		kind: literal("needs-node"),
		packing: structure,
		version: structure
	}),
	object({ kind: literal("no-store") }),
	...keyFaults,
	failed
]);
/** The variables that would lead to a cache service: all of the first that is there have to be set. */
const noService = object({
	kind: literal("no-service"),
	unset: array(structure)
});
/** Why an entry could not be read. */
const readCause = variant("kind", [
	noService,
	object({
		kind: literal("given-up"),
		afterMs: amount
	}),
	object({ kind: literal("unasked-entry") }),
	object({ kind: literal("known-damaged") }),
	object({
		kind: literal("archive-damaged"),
		damage: archiveDamage
	}),
	object({ kind: literal("not-unpacked") }),
	object({
		kind: literal("too-large"),
		maxBytes: amount
	}),
	object({
		kind: literal("needs-program"),
		program: structure
	}),
	object({
		kind: literal("toolkit"),
		said: freeText
	}),
	object({ kind: literal("toolkit-silent") }),
	object({
		kind: literal("process-ended"),
		exitCode: optional(number()),
		signal: optional(structure)
	}),
	object({ kind: literal("wrong-answer") }),
	object({ kind: literal("store-closed") }),
	object({ kind: literal("too-many-entries") }),
	failed,
	unreadable
]);
/** Why what was read could not be put in place. */
const placeObstacle = variant("kind", [
	object({
		kind: literal("not-a-folder"),
		path: freeText
	}),
	object({
		kind: literal("own-file-system"),
		path: freeText
	}),
	object({
		kind: literal("full-folder"),
		path: freeText
	}),
	object({
		kind: literal("parent-is-link"),
		path: freeText
	}),
	object({
		kind: literal("not-as-stored"),
		path: freeText
	}),
	failed,
	unreadable
]);
/** Why something was not restored that is there, or may be. */
const restoreFault = variant("kind", [
	missCause,
	readCause,
	placeObstacle
]);
/** Why a store did not take something. */
const saveFault = variant("kind", [
	object({ kind: literal("nothing-there") }),
	object({ kind: literal("changed-meanwhile") }),
	object({
		kind: literal("changed-while-packed"),
		path: freeText
	}),
	object({
		kind: literal("became-link"),
		path: freeText
	}),
	object({
		kind: literal("special"),
		path: freeText,
		what: specialKind
	}),
	object({
		kind: literal("path-gone"),
		path: freeText
	}),
	object({ kind: literal("disk-full") }),
	object({
		kind: literal("entry-unreadable"),
		because: readCause
	}),
	object({ kind: literal("no-store") }),
	pathFault,
	...keyFaults,
	readCause
]);
export { unreadPart as a, specialKind as i, restoreFault as n, saveFault as r, missCause as t };
