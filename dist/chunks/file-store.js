import { t as addRun } from "./history.js";
import { a as withWaiting, c as historyText, i as waitingName, m as unreadableHistory, n as isWhole, p as tooLargeHistory, r as waitingIn, s as NO_HISTORY, u as readHistoryText } from "./waiting.js";
import { t as _usingCtx } from "./usingCtx.js";
import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { constants } from "node:fs";
import { copyFile, mkdir, open, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
// src/baseline/file-store.ts
function createFileStore(file, { isExpected = false, makeRoom = async () => false } = {}) {
	return {
		load: async () => {
			const loaded = await loadHistory(file);
			return loaded.kind === "none" && isExpected ? {
				...loaded,
				notice: {
					kind: "no-baseline-file",
					file
				}
			} : loaded;
		},
		save: (record) => saveRun(file, record).catch(async (error) => {
			if (error.code !== "ENOSPC" || !await makeRoom()) throw error;
			return saveRun(file, record);
		}).catch((error) => ({
			kind: "not-saved",
			cause: {
				kind: "said",
				said: error.message
			}
		}))
	};
}
async function loadHistory(file, at = {
	in: "file",
	file
}) {
	const [stored, waiting] = await Promise.all([readStored(file, at), readWaiting(file)]);
	return withWaiting(stored, waiting);
}
async function readStored(file, at = {
	in: "file",
	file
}) {
	try {
		const found = await stat(file);
		if (!found.isFile()) return unreadableHistory(at, "not-a-file", { kind: "not-a-file" });
		return found.size > 5e7 ? tooLargeHistory(at) : readHistoryText(at, await readFile(file, "utf8"));
	} catch (error) {
		const { code, message } = error;
		return code === "ENOENT" ? NO_HISTORY : unreadableHistory(at, "unavailable", {
			kind: "said",
			said: message
		});
	}
}
async function readWaiting(file) {
	const folder = dirname(file);
	const names = await readdir(folder).catch((error) => {
		if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
		return error;
	});
	if (!Array.isArray(names)) {
		const cause = {
			kind: "said",
			said: names.message
		};
		const unread = unreadableHistory({
			in: "file",
			file: folder
		}, "unavailable", cause);
		return {
			...waitingIn([unread]),
			files: []
		};
	}
	const files = names.filter((name) => name.startsWith(`${basename(file)}${WAITING}`)).sort();
	const read = await Promise.all(files.map(async (name) => {
		const path = join(folder, name);
		return {
			path,
			stored: await readStored(path)
		};
	}));
	return {
		...waitingIn(read.map(({ stored }) => stored)),
		files: read.filter(({ stored }) => isWhole(stored)).map(({ path }) => path)
	};
}
const WAITING = ".waiting-";
const LOCK_TRIES = 1500;
const LOCK_PAUSE_MS = 20;
const STALE_LOCK_MS = 1e4;
async function saveRun(file, record) {
	try {
		var _usingCtx$1 = _usingCtx();
		await mkdir(dirname(file), { recursive: true });
		_usingCtx$1.a(await lock(`${file}.lock`));
		const [stored, waiting] = await Promise.all([readStored(file), readWaiting(file)]);
		const standing = withWaiting(stored, waiting);
		const history = addRun(standing.history, record);
		const isUnreadable = standing.kind === "unreadable";
		const target = isUnreadable ? `${file}${WAITING}${waitingName(record)}` : file;
		const setAside = stored.kind === "loaded" && stored.notice ? await keepAsItWas(file) : void 0;
		const text = historyText(history);
		await replaceFile(target, text);
		const merged = waiting.files.filter((path) => path !== target);
		await Promise.all(merged.map((path) => rm(path, { force: true })));
		if (isUnreadable) return {
			kind: "waiting",
			failure: standing.failure
		};
		return {
			kind: "saved",
			runs: history.runs.length,
			bytes: Buffer.byteLength(text),
			...setAside !== void 0 && { setAside }
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function replaceFile(file, text) {
	const next = `${file}.${randomUUID()}.new`;
	try {
		try {
			var _usingCtx3 = _usingCtx();
			const handle = _usingCtx3.a(await open(next, "wx"));
			await handle.writeFile(text);
			await handle.sync();
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
}
async function keepAsItWas(file) {
	const copy = `${file}.unreadable-${(/* @__PURE__ */ new Date()).toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
	await copyFile(file, copy, constants.COPYFILE_EXCL);
	return copy;
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
