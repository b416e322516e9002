import { c as ofSameJob, t as addRun } from "./history.js";
import { l as seriesPart, o as runKey } from "./job.js";
import { n as loadHistory } from "./file-store.js";
import { a as withWaiting, c as historyText, m as unreadableHistory, p as tooLargeHistory, r as waitingIn, s as NO_HISTORY, t as NOTHING_WAITS } from "./waiting.js";
import { t as _usingCtx } from "./usingCtx.js";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { lstat, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
// src/caching/entries-below.ts
const DIGITS = 24;
const MOST_AT_ONCE = 9;
const MOST_LOOK_UPS = 64;
function digitsOf(name) {
	return createHash("sha256").update(name).digest().readUIntBE(0, DIGITS / 8).toString(2).padStart(DIGITS, "0");
}
async function entriesBelow(store, prefix, paths) {
	const hits = [];
	let open = [prefix];
	for (let lookUps = 0; open.length > 0; lookUps += 1) {
		if (lookUps === MOST_LOOK_UPS) return {
			hits,
			missing: {
				fault: "too-large",
				because: { kind: "too-many-entries" }
			}
		};
		const asked = open.slice(0, MOST_AT_ONCE);
		const found = await store.get({
			key: prefix,
			restoreKeys: asked,
			paths
		});
		if (found.kind === "unreadable") return {
			hits,
			missing: found
		};
		if (found.kind === "miss") {
			open = open.slice(asked.length);
			continue;
		}
		hits.push(found);
		const beginning = asked.find((start) => found.key.startsWith(start)) ?? prefix;
		open = [...open.filter((start) => start !== beginning), ...siblings(found.key, beginning.length, prefix.length + DIGITS)];
	}
	return { hits };
}
function siblings(key, from, to) {
	return Array.from({ length: Math.max(0, to - from) }, (_, i) => {
		const at = from + i;
		return `${key.slice(0, at)}${key[at] === "0" ? "1" : "0"}`;
	});
}
// src/baseline/cache-store.ts
const HISTORY_PREFIX = "stagetime-history-1-";
const WAITING_PREFIX = "stagetime-waiting-1-";
const FILE = "history.json";
const PLACE = { in: "cache" };
const WAITING_PLACE = { in: "waiting" };
const WHOLE = "all-";
const ALONE = "one-";
function createCacheHistoryStore(options) {
	return {
		load: async () => (await find(options)).loaded,
		save: (record) => save(options, record).catch((error) => ({
			kind: "not-saved",
			cause: said(error.message)
		}))
	};
}
async function find(options) {
	const storing = newest(options).catch(fault);
	const [stored, waiting] = await Promise.all([storing, findWaiting(options, storing).catch((error) => noneOf(fault(error)))]);
	const { missing } = waiting;
	return {
		loaded: stored.kind === "loaded" && missing !== void 0 ? {
			...stored,
			unreadBeside: missing
		} : withWaiting(stored, waiting),
		waiting
	};
}
function fault(error) {
	return unreadableHistory(PLACE, "unavailable", said(error.message));
}
function noneOf(unreadable) {
	return {
		...waitingIn([unreadable]),
		keys: []
	};
}
function holds(loaded, { key }) {
	return loaded.kind === "loaded" && loaded.history.runs.some((run) => key.endsWith(nameOf(run)));
}
async function newest(options) {
	const prefix = ownPrefix(options);
	const restoreKeys = [prefix, pipelinePrefix(options)];
	const found = await options.store.get({
		key: prefix,
		restoreKeys,
		paths: [FILE]
	});
	switch (found.kind) {
		case "miss": return options.isApart === true ? {
			...NO_HISTORY,
			notice: { kind: "history-apart" }
		} : NO_HISTORY;
		case "unreadable": return apart(unreadableHistory(PLACE, found.fault, byStore(found.because)), options);
		case "hit": return read(found);
	}
}
function apart(loaded, { isApart }) {
	return isApart === true ? {
		...loaded,
		failure: {
			...loaded.failure,
			isApart
		}
	} : loaded;
}
function byStore(because) {
	return {
		kind: "store",
		because
	};
}
function said(text) {
	return {
		kind: "said",
		said: text
	};
}
async function read(entry) {
	try {
		var _usingCtx$1 = _usingCtx();
		if ((entry.bytes ?? 0) > 5e7) return tooLargeHistory(PLACE);
		const folder = _usingCtx$1.a(await temporaryFolder());
		const restored = await entry.restore(folder.path);
		if (restored.kind === "not-restored") {
			const { fault: kind = "unavailable", because } = restored;
			return unreadableHistory(PLACE, kind, byStore(because));
		}
		const file = join(folder.path, FILE);
		if (!(await lstat(file)).isFile()) return unreadableHistory(PLACE, "not-a-file", { kind: "not-a-file" });
		return await loadHistory(file, PLACE);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function findWaiting(options, storing) {
	const { store } = options;
	const prefix = waitingPrefix(options);
	const [whole, alone] = [`${prefix}${WHOLE}`, `${prefix}${ALONE}`];
	const latest = await store.get({
		key: prefix,
		restoreKeys: [prefix],
		paths: [FILE]
	});
	if (latest.kind === "miss") return {
		...NOTHING_WAITS,
		keys: []
	};
	if (latest.kind === "unreadable") return noneOf(unreadableHistory(WAITING_PLACE, latest.fault, byStore(latest.because)));
	if (holds(await storing, latest)) return {
		...NOTHING_WAITS,
		keys: [latest.key]
	};
	if (latest.key.startsWith(whole)) return gather([latest]);
	const [last, others] = await Promise.all([store.get({
		key: whole,
		restoreKeys: [whole],
		paths: [FILE]
	}), entriesBelow(store, alone, [FILE])]);
	const gathered = await gather([...last.kind === "hit" ? [last] : [], ...others.hits]);
	const missing = last.kind === "unreadable" ? last : others.missing;
	if (missing === void 0) return gathered;
	const { fault, because } = missing;
	const failure = {
		at: WAITING_PLACE,
		cause: byStore(because)
	};
	return {
		...gathered,
		missing: {
			fault,
			failure
		}
	};
}
async function gather(entries) {
	return {
		...waitingIn(await Promise.all(entries.map((entry) => read(entry).catch(fault)))),
		keys: entries.map(({ key }) => key)
	};
}
async function save(options, record) {
	try {
		var _usingCtx3 = _usingCtx();
		const { store, job } = options;
		const { loaded, waiting } = await find(options);
		const isUnreadable = loaded.kind === "unreadable";
		const isAll = waiting.missing === void 0;
		const before = isUnreadable && !isAll ? NO_HISTORY.history : loaded.history;
		const history = addRun(ofSameJob(before, job), record);
		const text = historyText(history);
		const folder = _usingCtx3.a(await temporaryFolder());
		await writeFile(join(folder.path, FILE), text);
		const kind = isAll ? WHOLE : `${ALONE}${digitsOf(runKey(record))}-`;
		const key = `${isUnreadable ? `${waitingPrefix(options)}${kind}` : ownPrefix(options)}${nameOf(record)}`;
		const result = await store.set({
			key,
			paths: [FILE],
			root: folder.path
		});
		if (result.kind === "not-saved") return {
			kind: "not-saved",
			cause: byStore(result.because)
		};
		const superseded = isAll ? waiting.keys.filter((old) => old !== key) : [];
		const more = superseded.length > 0 && { superseded };
		if (isUnreadable) return {
			kind: "waiting",
			failure: loaded.failure,
			...more
		};
		return {
			kind: "saved",
			runs: history.runs.length,
			bytes: Buffer.byteLength(text),
			...more
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
function nameOf(record) {
	return `${hash(runKey(record))}-${record.run.attempt}-`;
}
function ownPrefix(options) {
	return `${pipelinePrefix(options)}${seriesPart(options.job)}-`;
}
function pipelinePrefix({ pipeline }) {
	return `${HISTORY_PREFIX}${hash(pipeline)}-`;
}
function waitingPrefix({ pipeline, job }) {
	return `${WAITING_PREFIX}${hash(pipeline)}-${seriesPart(job)}-`;
}
function hash(text) {
	return createHash("sha256").update(text).digest("hex").slice(0, 16);
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
export { WAITING_PREFIX as n, createCacheHistoryStore as r, HISTORY_PREFIX as t };
