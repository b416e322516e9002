import { r as listWords } from "./text.js";
import { t as unreadPartWords } from "./unreadable-file.js";
import { t as storeFaultWords } from "./store-fault.js";
import { t as differenceWords } from "./difference.js";
// src/reporting/words/facts/folder-fault.ts
function refusalParts(refusal) {
	const { folder } = refusal;
	switch (refusal.why) {
		case "tracked": return {
			problem: `${folder} is not used: git tracks ${refusal.path}, and nothing that a checkout brings is trusted`,
			remedy: `git rm -r --cached ${refusal.path}, then remove it, and commit`
		};
		case "git-silent": return {
			problem: `${folder} is not used: git does not say what it tracks there (${refusal.cause})`,
			remedy: "make `git ls-files` work there"
		};
		case "not-removable": return {
			problem: `${folder} is not used: what was there could not be removed (${refusal.cause})`,
			remedy: "remove it in a step before"
		};
	}
}
function refusalWords$1(refusal) {
	const { problem, remedy } = refusalParts(refusal);
	return `${problem}. Remedy: ${remedy}`;
}
function refusalProblem(refusal) {
	const { problem, remedy } = refusalParts(refusal);
	return `stagetime: ${problem}\n  remedy: ${remedy}\n`;
}
function roomFaultWords(fault) {
	switch (fault.why) {
		case "no-files": return `${fault.folder} takes no more files`;
		case "little-room": return `${fault.folder} has too little room`;
		case "system": return fault.cause;
	}
}
// src/reporting/words/facts/cache.ts
const MOST_SHOWN = 3;
function restoreWords(outcome) {
	switch (outcome.kind) {
		case "off": return offWords(outcome.because);
		case "kept": return [KEPT, completenessWords(outcome.completeness)].filter(Boolean).join("; ");
		case "older-entry": return outcome.differences.length === 0 ? void 0 : someOf(outcome.differences.map(differenceWords));
		case "missed":
		case "failed": return storeFaultWords(outcome.because);
		case "said": return outcome.text;
	}
}
const KEPT = "the files at its paths are newer than any entry and were kept";
function offWords(because) {
	if (because.kind === "too-late") return "it came after the last stage had ended";
	return because.kind === "no-service" ? storeFaultWords(because) : refusalWords(because);
}
function completenessWords(completeness) {
	switch (completeness.kind) {
		case "complete": return;
		case "outdated": return `since they were made: ${someOf(completeness.differences.map(differenceWords))}`;
		case "incomplete": return `${completeness.missing} of the ${completeness.of} files from the last run are missing`;
		case "unknown": return "they may be incomplete";
	}
}
function saveWords(outcome) {
	switch (outcome.kind) {
		case "not-saved": return `not saved: ${keepCauseWords(outcome.because)}`;
		case "left-out": return leftOutWords(outcome.files);
	}
}
function leftOutWords(files) {
	return `saved without ${someOf(files.map(({ kind, path }) => `the ${kind} ${path}`))}`;
}
function keepCauseWords(because) {
	switch (because.kind) {
		case "cache-mode":
		case "fork":
		case "pull-request":
		case "event":
		case "other-ref":
		case "cold-start": return refusalWords(because);
		case "stage": return `${because.stage} ${ENDS[because.status]}`;
		case "no-stage-ran": return "no stage that uses it ran";
		case "half-in-place": return "an entry was restored only in part";
		case "unchanged": return "its content did not change";
		case "saved-by-other": return "another run saved this key first";
		case "link": return `${because.path} is a link, and what it points to is not cached`;
		default: return storeFaultWords(because);
	}
}
const ENDS = {
	failed: "failed",
	"timed-out": "timed out",
	cancelled: "was cancelled",
	running: "did not end"
};
function refusalWords(because) {
	switch (because.kind) {
		case "cache-mode": return `the workflow's cache-mode is ${because.mode}`;
		case "fork": return "runs of forks and of Dependabot save no caches";
		case "pull-request": return "pull requests save no caches without save-on-pull-request";
		case "event": return `runs of the event ${because.event} save no caches`;
		case "other-ref": return "only runs of the default branch save caches";
		case "cold-start": return "this is a cold start";
	}
}
function cacheNoticeWords(notice) {
	switch (notice.kind) {
		case "cache-not-restored": return `cache ${notice.cache} was not restored: ${storeFaultWords(notice.because)}`;
		case "cache-not-saved": return `cache ${notice.cache} was not saved: ${keepCauseWords(notice.because)}`;
		case "result-not-used": return `the stored result of ${notice.stage} was not used, so the stage runs: ${storeFaultWords(notice.because)}`;
	}
}
function someOf(phrases) {
	const more = phrases.length - MOST_SHOWN;
	const shown = phrases.slice(0, MOST_SHOWN).join(", ");
	return more > 0 ? `${shown} and ${more} more` : shown;
}
// src/reporting/words/facts/not-stored.ts
const SHOWN = 3;
function notStoredWords(reason) {
	switch (reason.kind) {
		case "inputs-changed": {
			const what = reason.paths.length === 0 ? "its inputs" : pathWords(reason.paths);
			return reason.when === "waiting" ? `${what} changed before it started` : `${what} changed while it ran`;
		}
		case "own-inputs": return `it wrote its own input ${pathWords(reason.paths)}`;
		case "undeclared-writes": return `${pathWords(reason.paths)} changed while it ran, and it does not declare that; see the notices`;
		case "shared-outputs": return `${listWords(reason.stages, SHOWN)} also wrote ${pathWords(reason.paths)}`;
		case "overwritten": return `${listWords(reason.stages, SHOWN)} changed ${pathWords(reason.paths)}, which it had made`;
		case "missing-output": return reason.foreign === void 0 ? `it passed without making \`${reason.pattern}\`, one of its outputs` : `${reason.foreign} was there before and its command did not write it; delete it once, or put its folder into a cache of the stage`;
		case "link": return `${reason.path} is a link to ${reason.target}, which is not among its outputs; declare what it leads to`;
		case "unreadable": return `its ${reason.what} could not be read: ${unreadPartWords(reason.because)}`;
		case "unsettled": return `${reason.path} changed after its command had ended`;
		case "failed-attempt": return `a failed attempt changed ${reason.path}, so the last one did not start from the same files`;
		case "half-cache": return `its cache ${reason.cache} was restored only in part; the next run clears it first`;
		case "store": return storeFaultWords(reason.because);
	}
}
function pathWords(paths) {
	return listWords(paths, SHOWN);
}
export { leftOutWords as a, refusalParts as c, roomFaultWords as d, keepCauseWords as i, refusalProblem as l, pathWords as n, restoreWords as o, cacheNoticeWords as r, saveWords as s, notStoredWords as t, refusalWords$1 as u };
