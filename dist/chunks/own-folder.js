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
async function openOwnPlace(request) {
	const { reportDir, variables, cacheDir } = request;
	const folders = ownFolders(reportDir, request.root);
	const { refusal, removed } = isRunner(variables) ? await claimAll(folders, request) : {
		refusal: await firstRefusal(folders, variables),
		removed: void 0
	};
	const cachesRefusal = cacheDir && await refusalOf(cacheDir, variables, () => true);
	const notices = [...noticesOf([removed], true), ...noticesOf([refusal, cachesRefusal || void 0], false)];
	const caches = cacheDir && !cachesRefusal && { cacheDir };
	if (refusal === void 0) return {
		reportDir,
		notices,
		...caches
	};
	const folder = await newFolder(variables);
	return {
		reportDir: folder,
		refusal,
		notices: [...notices, {
			kind: "report-elsewhere",
			folder
		}],
		...caches
	};
}
function noticesOf(refusals, isRemoved) {
	return refusals.flatMap((refusal) => refusal === void 0 ? [] : [{
		kind: "folder-refused",
		refusal,
		isRemoved
	}]);
}
async function newFolder(variables) {
	const parents = temporaryPlaces(variables).map((place) => dirname(place));
	for (const parent of parents) {
		const made = await mkdtemp(join(parent, "stagetime-report-")).catch(() => void 0);
		if (made !== void 0) return made;
	}
	return join(tmpdir(), `stagetime-report-${randomUUID()}`);
}
function ownFolders(reportDir, root) {
	return [.../* @__PURE__ */ new Set([reportDir, join(root, ".stagetime")])];
}
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
async function firstRefusal(folders, variables) {
	for (const folder of folders) {
		const refusal = await refusalOf(folder, variables);
		if (refusal !== void 0) return refusal;
	}
}
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
function isOwn(path) {
	const [name = ""] = path.toLowerCase().split("/");
	return OWN_FOLDERS.has(name) || OWN_FILES.some((file) => name.startsWith(file));
}
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
function isOfHistory(name) {
	return name === "history.json" || name.startsWith(`history.json.`);
}
function stamp(folder, variables) {
	try {
		mkdirSync(folder, { recursive: true });
		const claimFile = claimOf(folder, variables);
		if (claimFile !== void 0) writeFileSync(claimFile, stampOf(folder));
	} catch {}
}
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
function stampOf(folder) {
	const { dev, ino, birthtimeNs } = lstatSync(folder, { bigint: true });
	return [
		dev,
		ino,
		birthtimeNs
	].join();
}
export { refusalOf as i, openOwnPlace as n, ownFolders as r, firstRefusal as t };
