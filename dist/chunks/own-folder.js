import { a as temporaryPlaces, t as LOG_FOLDER } from "./stage-log.js";
import { n as FORK_REPORT_FILE } from "./artifact.js";
import { n as isRunner } from "./runner.js";
import { n as trackedBelow } from "./tracked.js";
import { i as REPORT_FILES, n as HISTORY_FILE } from "./report-files.js";
import { t as RESULTS_FOLDER } from "./store-folders.js";
import { hash, randomUUID } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
// src/run/stores/own-folder.ts
/**
* The engine's own folders: the report directory, and `.stagetime` beside the definition. What stands in
* them is believed (results, replies, a history, what was made) and written to, so that a checkout must not
* be what brought it. On a runner they are emptied when a job first uses them. In the terminal, where they
* are the user's, one that git tracks is not used.
*/
/** Finds out whether the folders may be used; on a runner makes it so. Never rejects. */
async function openOwnPlace(request) {
	const { reportDir, variables, cacheDir } = request;
	const folders = ownFolders(reportDir, request.root);
	const { refusal, removed } = isRunner(variables) ? await claimAll(folders, request) : {
		refusal: await firstRefusal(folders, variables),
		removed: void 0
	};
	const cachesRefusal = cacheDir && await refusalOf(cacheDir, variables, () => true);
	const rest = {
		notices: [...noticesOf([removed], true), ...noticesOf([refusal, cachesRefusal || void 0], false)],
		...cacheDir && !cachesRefusal && { cacheDir }
	};
	if (refusal === void 0) return {
		reportDir,
		...rest
	};
	return {
		reportDir: await newFolder(variables),
		refusal,
		...rest
	};
}
function noticesOf(refusals, isRemoved) {
	return refusals.flatMap((refusal) => refusal === void 0 ? [] : [{
		kind: "folder-refused",
		refusal,
		isRemoved
	}]);
}
/** A folder that was not there before; where none can be made, that shows when the report is written. */
async function newFolder(variables) {
	const parents = temporaryPlaces(variables).map((place) => dirname(place));
	for (const parent of parents) {
		const made = await mkdtemp(join(parent, "stagetime-report-")).catch(() => void 0);
		if (made !== void 0) return made;
	}
	return join(tmpdir(), `stagetime-report-${randomUUID()}`);
}
/** The folders that a run believes: of the report, and beside the definition; usually they are one. */
function ownFolders(reportDir, root) {
	return [.../* @__PURE__ */ new Set([reportDir, join(root, ".stagetime")])];
}
/**
* Why a folder must not be used, of which the paths with these names are believed; nothing where it may.
* Never rejects.
*/
async function refusalOf(folder, variables, isBelieved = isOwn) {
	for (const path of [folder, ...ownLinks(folder)]) {
		const tracked = await trackedBelow(path, variables);
		switch (tracked.kind) {
			case "unknown": return {
				why: "git-silent",
				folder,
				cause: tracked.reason
			};
			case "link": return {
				why: "tracked",
				folder,
				path: tracked.path
			};
			case "files": {
				const found = path === folder ? tracked.paths.find(isBelieved) : tracked.paths[0];
				if (found !== void 0) return {
					why: "tracked",
					folder,
					path: join(path, found)
				};
			}
		}
	}
}
/** The first refusal among several folders, such as all that a verb reads. Never rejects. */
async function firstRefusal(folders, variables) {
	for (const folder of folders) {
		const refusal = await refusalOf(folder, variables);
		if (refusal !== void 0) return refusal;
	}
}
/** Drafts, locks and copies stand beside the files, and begin with their names. */
const OWN_FILES = [
	...REPORT_FILES,
	FORK_REPORT_FILE,
	HISTORY_FILE
];
const OWN_FOLDERS = /* @__PURE__ */ new Set([
	RESULTS_FOLDER,
	"llm",
	LOG_FOLDER,
	"caches",
	"confirm",
	"made",
	"scripts",
	"staging"
]);
/** Whether the first part of a path is a name that the engine uses; some file systems ignore case. */
function isOwn(path) {
	const [name = ""] = path.toLowerCase().split("/");
	return OWN_FOLDERS.has(name) || OWN_FILES.some((file) => name.startsWith(file));
}
/** Links in the folder where the engine's own would stand. */
function ownLinks(folder) {
	return entriesIn(folder).flatMap((entry) => isOwn(entry.name) && entry.isSymbolicLink() ? [join(folder, entry.name)] : []);
}
function entriesIn(folder) {
	try {
		return readdirSync(folder, { withFileTypes: true });
	} catch {
		return [];
	}
}
async function claimAll(folders, { variables, keep }) {
	let removed;
	for (const folder of folders) {
		const refusal = await refusalOf(folder, variables);
		if (refusal?.why === "tracked" && !isWithinFolder(refusal.path, folder)) return {
			refusal,
			removed
		};
		removed = refusal ?? removed;
		try {
			claim(folder, refusal === void 0, {
				variables,
				keep
			});
		} catch (error) {
			const { message: cause } = error;
			return {
				refusal: {
					why: "not-removable",
					folder,
					cause
				},
				removed
			};
		}
	}
	return {
		refusal: void 0,
		removed
	};
}
function isWithinFolder(path, folder) {
	return path === folder || path.startsWith(join(folder, "/"));
}
/**
* Makes the folder the job's own: what an earlier step of the same job left there stays, but for its
* report; all else of the engine's names goes, and links with it.
*/
function claim(folder, isClean, { variables, keep }) {
	const isMine = isClean && isClaimed(folder, variables);
	if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(folder);
	for (const { name } of entriesIn(folder)) {
		const path = join(folder, name);
		const isOfRun = !isOfHistory(name) && !OWN_FOLDERS.has(name);
		const isKept = isClean && keep !== void 0 && (path === resolve(keep) || path.startsWith(`${resolve(keep)}.`));
		if (isOwn(name) && !isKept && (!isMine || isOfRun || name === "logs")) rmSync(path, {
			recursive: true,
			force: true
		});
	}
	stamp(folder, variables);
}
/** A history, and what is kept beside it. */
function isOfHistory(name) {
	return name === "history.json" || name.startsWith(`history.json.`);
}
/** What has no stamp is emptied by the next step too, so that a full disk does no more harm. */
function stamp(folder, variables) {
	try {
		mkdirSync(folder, { recursive: true });
		const claimFile = claimOf(folder, variables);
		if (claimFile !== void 0) writeFileSync(claimFile, stampOf(folder));
	} catch {}
}
/** The job's temporary folder is emptied before and after each job, and no checkout writes there. */
function claimOf(folder, { RUNNER_TEMP: temp }) {
	if (temp === void 0 || temp === "") return void 0;
	return join(temp, `stagetime-${hash("sha256", folder).slice(0, 16)}`);
}
function isClaimed(folder, variables) {
	const file = claimOf(folder, variables);
	try {
		return file !== void 0 && readFileSync(file, "utf8") === stampOf(folder);
	} catch {
		return false;
	}
}
/** Tells the folder from every other that ever stood at its path. */
function stampOf(folder) {
	const { dev, ino, birthtimeNs } = lstatSync(folder, { bigint: true });
	return [
		dev,
		ino,
		birthtimeNs
	].join();
}
export { refusalOf as i, openOwnPlace as n, ownFolders as r, firstRefusal as t };
