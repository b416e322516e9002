import { i as placeObstacleOf } from "./faults.js";
import { n as moveAll, t as attempt } from "./put-in-place.js";
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { rmdirSync } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
// src/caching/files/staging.ts
const FOLDER = join(".stagetime", "staging");
const ABANDONED_AFTER_MS = 864e5;
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
async function makeFolder(folder) {
	for (let tries = 1;; tries += 1) try {
		await mkdir(folder, { recursive: true });
		return;
	} catch (error) {
		const { code } = error;
		if (code !== "ENOENT" && code !== "ENOTDIR" || tries === MOST_TRIES) throw error;
	}
}
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
