import { n as emptyHistory, t as addRun } from "./history.js";
import { a as unusableHistory, n as historyText, r as readHistoryText, t as LARGEST_HISTORY_BYTES } from "./store2.js";
import { t as _usingCtx } from "./usingCtx.js";
import { dirname } from "node:path";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
// src/baseline/file-store.ts
/** The history in a file: the terminal's default, and what `--baseline FILE` reads. */
/** The history in a file; writers at once wait for each other, so that no run is lost. */
function createFileStore(file, { isExpected = false, makeRoom = async () => false } = {}) {
	return {
		load: async () => {
			const loaded = await loadHistory(file);
			return isExpected && loaded.history.runs.length === 0 && !existsSync(file) ? {
				...loaded,
				notice: `no baseline: there is no file ${file}`
			} : loaded;
		},
		save: (record) => saveRun(file, record).catch(async (error) => {
			if (error.code !== "ENOSPC" || !await makeRoom()) throw error;
			return saveRun(file, record);
		}).catch((error) => ({
			kind: "not-saved",
			reason: error.message
		}))
	};
}
/** Reads a history file; a missing one is an empty history, a bad one too, with a notice. */
async function loadHistory(file) {
	try {
		const { size } = await stat(file);
		return size > 5e7 ? unusableHistory(file, `larger than ${LARGEST_HISTORY_BYTES / 1e6} MB`) : readHistoryText(file, await readFile(file, "utf8"));
	} catch (error) {
		const { code, message } = error;
		return code === "ENOENT" ? { history: emptyHistory } : unusableHistory(file, message);
	}
}
/** In 30 s the legs of any matrix on one machine have all had their turn. */
const LOCK_TRIES = 1500;
const LOCK_PAUSE_MS = 20;
/** A lock this old was left behind by a process that died. */
const STALE_LOCK_MS = 1e4;
/** Adds a run to a history file; throws where it cannot be written. */
async function saveRun(file, record) {
	try {
		var _usingCtx$1 = _usingCtx();
		await mkdir(dirname(file), { recursive: true });
		_usingCtx$1.a(await lock(`${file}.lock`));
		const history = addRun((await loadHistory(file)).history, record);
		const text = historyText(history);
		const next = `${file}.${process.pid}.new`;
		try {
			try {
				var _usingCtx3 = _usingCtx();
				await _usingCtx3.a(await open(next, "w")).writeFile(text);
				await rename(next, file);
			} catch (_) {
				_usingCtx3.e = _;
			} finally {
				await _usingCtx3.d();
			}
		} catch (error) {
			await rm(next, { force: true });
			throw error;
		}
		return {
			kind: "saved",
			runs: history.runs.length,
			bytes: Buffer.byteLength(text)
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function lock(path) {
	for (let tries = 0; tries < LOCK_TRIES; tries += 1) try {
		await (await open(path, "wx")).close();
		return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
	} catch (error) {
		if (error.code !== "EEXIST") throw error;
		if (await isStale(path)) await removeStale(path);
		else await setTimeout(LOCK_PAUSE_MS);
	}
	throw new Error(`${path} is held by another run: remove it if there is none`);
}
async function isStale(path) {
	const found = await stat(path).catch(() => void 0);
	return found !== void 0 && Date.now() - found.mtimeMs > STALE_LOCK_MS;
}
/** One at a time: of two that see a dead writer's lock, the second would remove the first one's own. */
async function removeStale(path) {
	const guard = `${path}.stale`;
	try {
		await (await open(guard, "wx")).close();
	} catch {
		return setTimeout(LOCK_PAUSE_MS);
	}
	try {
		if (await isStale(path)) await rm(path, { force: true });
	} finally {
		await rm(guard, { force: true });
	}
}
export { loadHistory as n, createFileStore as t };
