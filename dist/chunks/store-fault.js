import { t as formatBytes } from "./units.js";
import { n as unreadableWords } from "./unreadable-file.js";
// src/reporting/words/facts/store-fault.ts
function storeFaultWords(fault) {
	switch (fault.kind) {
		case "no-entry": return "no entry with this key";
		case "foreign-entry": return "the file in place of its entry was not a cache entry and was removed";
		case "archive-gone": return "its archive is gone";
		case "archive-removed": return `its archive was damaged and has been removed: ${damageWords(fault.damage)}`;
		case "needs-node": return `its archive is packed with ${fault.packing}, which needs Node ${fault.version} or later`;
		case "no-store": return "this run stores nothing";
		case "too-many-restore-keys": return `more than ${fault.most} restore keys`;
		case "key-too-long": return `a key is longer than the ${fault.most} characters that the cache service takes`;
		case "failed":
		case "toolkit": return fault.said;
		case "unreadable-file": return unreadableWords(fault.file);
		case "not-a-folder": return `${fault.path} is not a folder, and nothing is written through it`;
		case "own-file-system": return `${fault.path} is or contains a mount point and cannot be replaced`;
		case "full-folder": return `${fault.path} is a folder that is not empty`;
		case "parent-is-link": return `${fault.path} is a link`;
		case "not-as-stored": return `${fault.path} does not match what was stored`;
		case "half-placed": return `only some files could be put in place, and they could not be taken back: ${fault.said}`;
		case "nothing-there":
		case "changed-meanwhile":
		case "changed-while-packed":
		case "became-link":
		case "special":
		case "path-gone":
		case "disk-full":
		case "entry-unreadable":
		case "bad-path": return contentWords(fault);
		default: return serviceWords(fault);
	}
}
function unsetWords(variables) {
	const [first = "", ...others] = variables;
	if (others.length === 0) return `${first} is not set`;
	return `neither ${variables.slice(0, -1).join(", ")} nor ${others.at(-1)} is set`;
}
function contentWords(fault) {
	switch (fault.kind) {
		case "nothing-there": return "the cached paths are empty";
		case "changed-meanwhile": return "it changed while it was being saved";
		case "changed-while-packed": return `${fault.path} changed while it was being packed`;
		case "became-link": return `${fault.path} became a link while it was being packed`;
		case "special": return `${fault.path} is a ${fault.what}`;
		case "path-gone": return `${fault.path} is gone`;
		case "disk-full": return "the disk is full";
		case "entry-unreadable": return `its existing entry could not be read: ${storeFaultWords(fault.because)}`;
		case "bad-path": return badPathWords(fault);
	}
}
function serviceWords(fault) {
	switch (fault.kind) {
		case "no-service": return `the runner has no cache service (${unsetWords(fault.unset)})`;
		case "given-up": return `the cache service did not answer within ${fault.afterMs / 1e3} s`;
		case "unasked-entry": return "the cache service returned an entry that was not requested";
		case "known-damaged": return "its entry is damaged";
		case "archive-damaged": return `its archive is damaged: ${damageWords(fault.damage)}`;
		case "not-unpacked": return "tar could not unpack its archive";
		case "too-large": return `it is larger than ${formatBytes(fault.maxBytes)}`;
		case "needs-program": return `its archive is packed with ${fault.program}, which is not installed here`;
		case "program-silent": return `${fault.program} did not answer`;
		case "toolkit-silent": return "the cache toolkit failed and gave no reason";
		case "process-ended": return `the cache worker ended with ${fault.signal ?? `exit code ${fault.exitCode}`}`;
		case "wrong-answer": return "the cache worker gave an unexpected answer";
		case "store-closed": return "the cache was already closed";
		case "too-many-entries": return "too many entries to look through";
	}
}
function damageWords(damage) {
	switch (damage.kind) {
		case "not-ours": return "it is not a Stagetime archive";
		case "cut-short": return "it is cut short";
		case "index-too-large": return "its index is too large";
		case "index-changed": return "its index was changed";
		case "index-malformed": return "its index is malformed";
		case "frames-malformed": return "its frames are malformed";
		case "content-changed": return "its content was changed";
		case "unknown-packing": return "it is packed in an unknown way";
		case "not-unpackable": return "it cannot be unpacked";
		case "other-files": return "its files are not those in its index";
		case "file-changed": return `${quoted(damage.path)} is not what was saved`;
		case "outside": return `${quoted(damage.path)} is outside the declared paths`;
		case "twice": return `${quoted(damage.path)} is in it twice`;
		case "through-link": return `${quoted(damage.path)} would be written through a link or a file`;
		case "larger-unpacked": return `unpacked, it is larger than ${formatBytes(damage.maxBytes)}`;
		case "bad-path": return badPathWords(damage);
	}
}
const PATH_FAULTS = {
	malformed: "is not a path",
	"not-relative": "is not a relative path",
	"leads-elsewhere": "is not a plain path below the folder"
};
function badPathWords({ path, fault }) {
	return `${quoted(path)} ${PATH_FAULTS[fault]}`;
}
function quoted(path) {
	return JSON.stringify(path);
}
export { storeFaultWords as t };
