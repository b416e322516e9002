import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { lstatSync, mkdirSync, renameSync, rmdirSync } from "node:fs";
import { mkdir, readdir as readdir$1, rm, stat } from "node:fs/promises";
// src/caching/paths.ts
/** Which paths may be read for, and written from, a cache. */
/** Longest path, in code units, that is taken: what common systems can still open. */
const LONGEST_PATH = 4096;
/**
* What is wrong with a path as a place below a root, in words. Good paths are relative, in normal
* form, with `/` between their parts.
*/
function faultOfPath(path) {
	const quoted = JSON.stringify(path.slice(0, 200));
	if (path === "" || path.length > LONGEST_PATH) return `${quoted} is no path`;
	if (path.includes("\0")) return `${quoted} is no path`;
	if (path.startsWith("/") || isForeignToWindows(path)) return `${quoted} is not a relative path`;
	if (path.split("/").some((part) => part === "" || part === "." || part === "..")) return `${quoted} leads elsewhere`;
}
/** Backslashes separate, and colons name drives and streams, on Windows alone. */
function isForeignToWindows(path) {
	return process.platform === "win32" && /[\\:]/.test(path);
}
/** Whether a path is one of the given ones or below one of them. */
function isWithin(path, given) {
	return given.has(path) || parentsOf(path).some((parent) => given.has(parent));
}
/** The folders above a path, outermost first: `a` and `a/b` for `a/b/c`. */
function parentsOf(path) {
	const parents = [];
	for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) parents.push(path.slice(0, at));
	return parents;
}
/** The paths that are not below another of them. */
function outermost(paths) {
	const given = new Set(paths);
	return [...given].filter((path) => !parentsOf(path).some((parent) => given.has(parent)));
}
// src/caching/staging.ts
/** Where restored files wait until all of them are there and checked, and how they get into place. */
/** Below the root, so that moving into place is a rename within one file system. */
const FOLDER = join(".stagetime", "staging");
/** What is older was left behind by a process that died, in ms. */
const ABANDONED_AFTER_MS = 864e5;
/** A new staging folder below the root. */
async function createStaging(root) {
	const all = join(root, FOLDER);
	const folder = join(all, randomUUID());
	await makeFolder(folder);
	await removeOlder(all, ABANDONED_AFTER_MS);
	return {
		folder,
		async [Symbol.asyncDispose]() {
			await rm(folder, {
				recursive: true,
				force: true
			});
			if (attempt(() => rmdirSync(all))) attempt(() => rmdirSync(dirname(all)));
		}
	};
}
const MOST_TRIES = 100;
/** With its parents, which whoever is done beside us removes while they are empty. */
async function makeFolder(folder) {
	for (let tries = 1;; tries += 1) try {
		await mkdir(folder, { recursive: true });
		return;
	} catch (error) {
		const { code } = error;
		if (code !== "ENOENT" && code !== "ENOTDIR" || tries === MOST_TRIES) throw error;
	}
}
/** Removes what was last changed longer ago than this. Others may be doing the same. */
async function removeOlder(folder, ageMs) {
	for (const name of await readdir$1(folder).catch(() => [])) {
		const path = join(folder, name);
		const changed = await stat(path).catch(() => void 0);
		if (changed !== void 0 && Date.now() - changed.mtimeMs > ageMs) await rm(path, {
			recursive: true,
			force: true
		}).catch(() => void 0);
	}
}
/**
* Moves what stands at the paths in the staging folder to the same paths below the root, in place of
* what was there: all, or nothing with the reason. A path that is not in the staging folder is left
* alone at the root. Nothing is moved through a link.
*/
function moveIn(staging, root, paths) {
	const undo = [];
	try {
		const aside = join(staging.folder, `.aside-${randomUUID()}`);
		mkdirSync(aside);
		for (const [index, path] of outermost(paths).entries()) {
			const source = join(staging.folder, path);
			if (lstatSync(source, { throwIfNoEntry: false }) === void 0) continue;
			makeParents(root, path, undo);
			const target = join(root, path);
			if (lstatSync(target, { throwIfNoEntry: false }) !== void 0) {
				const old = join(aside, String(index));
				renameSync(target, old);
				undo.push(() => renameSync(old, target));
			}
			renameSync(source, target);
			undo.push(() => renameSync(target, source));
		}
		return;
	} catch (error) {
		for (const step of undo.reverse()) attempt(step);
		return error.message;
	}
}
/** Whether a step that may fail, without harm to those after it, could be taken. */
function attempt(step) {
	try {
		step();
		return true;
	} catch {
		return false;
	}
}
function makeParents(root, path, undo) {
	for (const parent of parentsOf(path)) {
		const full = join(root, parent);
		const there = lstatSync(full, { throwIfNoEntry: false });
		if (there === void 0) {
			mkdirSync(full);
			undo.push(() => rmdirSync(full));
		} else if (!there.isDirectory()) throw new Error(`nothing is written through ${parent}, which is not a folder`);
	}
}
export { faultOfPath as a, parentsOf as c, removeOlder as i, createStaging as n, isWithin as o, moveIn as r, outermost as s, attempt as t };
