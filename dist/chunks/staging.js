import { d as placeObstacleOf, n as moveAll, t as attempt } from "./put-in-place.js";
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { rmdirSync } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
// src/caching/files/staging.ts
/** Where restored files wait until all of them are there and checked, and how they get into place. */
/** Below the root, so that moving into place is mostly a rename within one file system. */
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
	for (const name of await readdir(folder).catch(() => [])) {
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
* what was there: all, or nothing with what was in the way. A path that is not in the staging folder is left
* alone at the root. Nothing is moved through a link. Where folders are `bare`, one that is there
* already keeps what is in it. Files to `keep` are not touched.
*/
function moveIn(staging, root, paths, folders = "whole", keep = []) {
	try {
		moveAll({
			from: staging.folder,
			root,
			paths,
			folders,
			keep
		});
		return;
	} catch (error) {
		return placeObstacleOf(error);
	}
}
export { moveIn as n, removeOlder as r, createStaging as t };
