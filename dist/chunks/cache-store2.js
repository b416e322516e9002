import { n as emptyHistory, o as ofSameJob, t as addRun } from "./history.js";
import { a as runKey, c as seriesPart } from "./job.js";
import { n as loadHistory } from "./file-store.js";
import { a as unusableHistory, n as historyText } from "./store2.js";
import { t as _usingCtx } from "./usingCtx.js";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { lstat, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
// src/baseline/cache-store.ts
/**
* The history in a cache: nothing to set up, and a pull request reads the default branch's. Entries
* never change, so every run saves one of its own and the newest is read. Each job and leg has entries of
* its own: a store that finds only the newest would lose all but one of the jobs that save at once. Of two
* runs of the same job that save at the same moment one is missing afterwards.
*/
/** What the keys of all histories start with. */
const HISTORY_PREFIX = "stagetime-history-1-";
const FILE = "history.json";
const WHERE = "the cached history";
/** The history in the newest entry of a cache store. */
function createCacheHistoryStore(options) {
	return {
		load: () => load(options).catch((error) => unusableHistory(WHERE, error.message)),
		save: (record) => save(options, record).catch((error) => ({
			kind: "not-saved",
			reason: error.message
		}))
	};
}
async function load(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const prefix = ownPrefix(options);
		const restoreKeys = [prefix, pipelinePrefix(options)];
		const found = await options.store.get({
			key: prefix,
			restoreKeys,
			paths: [FILE]
		});
		if (found.kind === "miss") return { history: emptyHistory };
		if ((found.bytes ?? 0) > 5e7) return unusableHistory(WHERE, "its entry is too large");
		const folder = _usingCtx$1.a(await temporaryFolder());
		const restored = await found.restore(folder.path);
		if (restored.kind === "not-restored") return unusableHistory(WHERE, restored.reason);
		const file = join(folder.path, FILE);
		if (!(await lstat(file)).isFile()) return unusableHistory(WHERE, "its entry holds no file");
		return named(await loadHistory(file), file);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function save(options, record) {
	try {
		var _usingCtx3 = _usingCtx();
		const { store, job } = options;
		const history = addRun(ofSameJob((await load(options)).history, job), record);
		const text = historyText(history);
		const folder = _usingCtx3.a(await temporaryFolder());
		await writeFile(join(folder.path, FILE), text);
		const key = `${ownPrefix(options)}${hash(runKey(record))}-${record.run.attempt}-`;
		const result = await store.set({
			key,
			paths: [FILE],
			root: folder.path
		});
		switch (result.kind) {
			case "saved":
			case "already-there": return {
				kind: "saved",
				runs: history.runs.length,
				bytes: Buffer.byteLength(text)
			};
			case "not-saved": return result;
		}
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** Ends in a delimiter, so that no other job's key begins with it. */
function ownPrefix(options) {
	return `${pipelinePrefix(options)}${seriesPart(options.job)}-`;
}
function pipelinePrefix({ pipeline }) {
	return `${HISTORY_PREFIX}${hash(pipeline)}-`;
}
/** Whatever the name, nothing that a key may not hold. */
function hash(text) {
	return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
/** A notice names the cache, not the folder that its entry was unpacked to. */
function named(loaded, file) {
	const { notice } = loaded;
	return notice === void 0 ? loaded : {
		...loaded,
		notice: notice.replace(file, WHERE)
	};
}
async function temporaryFolder() {
	const path = await mkdtemp(join(tmpdir(), "stagetime-history-"));
	return {
		path,
		[Symbol.asyncDispose]: () => rm(path, {
			recursive: true,
			force: true
		})
	};
}
export { createCacheHistoryStore as n, HISTORY_PREFIX as t };
