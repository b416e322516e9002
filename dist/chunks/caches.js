import { n as DamagedArchive, r as openArchive, t as writeArchive } from "./archive-write.js";
import { A as safeInteger, C as number, D as pipe, M as strictObject, N as string, j as safeParse, k as regex, p as literal, v as minValue } from "./dist.js";
import { n as moveIn, r as removeOlder, t as createStaging } from "./staging.js";
import { t as faultOfPath } from "./paths.js";
import { t as _usingCtx } from "./usingCtx.js";
import { t as RESULTS_PREFIX } from "./keys.js";
import { t as isRunner } from "./context.js";
import { hash, randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { link, mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { existsSync } from "node:fs";
import { arch, platform } from "node:os";
// src/caching/directory-entries.ts
/** The directory store's entries: small files that say which archive stands for a key. */
const entrySchema = strictObject({
	schema: literal(1),
	key: string(),
	/** Of the archive's content, which is its name. */
	content: pipe(string(), regex(/^[0-9a-f]{64}$/)),
	bytes: pipe(number(), safeInteger(), minValue(0)),
	/** Since 1970, with fractions, so that two entries made at once have an order. */
	createdMs: number()
});
/** Where the entry of a key for these paths stands. */
function entryFile(folder, key, paths) {
	return join(entriesFolder(folder, paths), `${hash("sha256", key)}.json`);
}
/** Folder of all entries for these paths. */
function entriesFolder(folder, paths) {
	return join(folder, "entries", hash("sha256", JSON.stringify(paths)));
}
/** Reads an entry; what stands there and is none of ours is `foreign`. */
async function readEntry(file) {
	let text;
	try {
		text = await readFile(file, "utf8");
	} catch (error) {
		return { kind: error.code === "ENOENT" ? "none" : "foreign" };
	}
	try {
		const parsed = safeParse(entrySchema, JSON.parse(text));
		if (!parsed.success || !file.endsWith(`${hash("sha256", parsed.output.key)}.json`)) return { kind: "foreign" };
		return {
			kind: "entry",
			entry: {
				...parsed.output,
				file
			}
		};
	} catch {
		return { kind: "foreign" };
	}
}
/** Every entry in one folder of entries. */
async function listEntries(folder) {
	const names = await readdir(folder).catch(() => []);
	return (await Promise.all(names.map((name) => readEntry(join(folder, name))))).flatMap((result) => result.kind === "entry" ? [result.entry] : []);
}
/** Creates an entry with all its content at once; `false` where there is one already. */
async function createEntry(file, temp, content) {
	await mkdir(join(file, ".."), { recursive: true });
	const draft = join(temp, randomUUID());
	await writeFile(draft, JSON.stringify(content), {
		mode: 384,
		flag: "wx"
	});
	try {
		await link(draft, file);
		return true;
	} catch (error) {
		if (error.code === "EEXIST") return false;
		await rename(draft, file);
		return true;
	} finally {
		await rm(draft, { force: true });
	}
}
/** Says that an entry is in use, for eviction. */
async function touch(entry) {
	const now = /* @__PURE__ */ new Date();
	await utimes(entry.file, now, now).catch(() => void 0);
}
/** When an entry was last used, in ms since 1970. */
async function lastUse(entry) {
	return stat(entry.file).then(({ mtimeMs }) => mtimeMs, () => 0);
}
/** Removes a file of the store, or leaves it to whoever holds it (Windows keeps what is open). */
async function removeFile(file) {
	await rm(file, {
		recursive: true,
		force: true
	}).catch(() => void 0);
}
// src/caching/directory-eviction.ts
/** Keeping the directory store within its size: what was used longest ago goes first. */
/**
* An archive is there before its entry is, and drafts before they are archives: what is younger than
* this may be another process's work, in ms.
*/
const IN_THE_MAKING_MS = 36e5;
/** How far a full store is emptied, so that not every save to it has to look at all entries. */
const KEPT_SHARE = .9;
/** Where the archives are over the bound, removes entries; `keep` is the file of one that stays. */
async function evict(folder, maxBytes, keep) {
	const archives = await listArchives(join(folder, "archives"));
	let total = archives.reduce((sum, { bytes }) => sum + bytes, 0);
	if (total <= maxBytes) return;
	await removeOlder(join(folder, "temp"), IN_THE_MAKING_MS);
	const entries = await allEntries(folder);
	const uses = /* @__PURE__ */ new Map();
	for (const { content } of entries) uses.set(content, (uses.get(content) ?? 0) + 1);
	const remove = async ({ content, bytes }) => {
		total -= bytes;
		await removeFile(join(folder, "archives", content));
	};
	for (const archive of archives) if (Date.now() - archive.mtimeMs > IN_THE_MAKING_MS && !uses.has(archive.content)) await remove(archive);
	for (const entry of await longestUnusedFirst(entries)) {
		if (total <= maxBytes * KEPT_SHARE) return;
		if (entry.file === keep) continue;
		await removeFile(entry.file);
		const left = (uses.get(entry.content) ?? 1) - 1;
		uses.set(entry.content, left);
		if (left === 0) await remove(entry);
	}
}
async function listArchives(folder) {
	const names = await readdir(folder);
	return (await Promise.all(names.map(async (content) => ({
		content,
		stat: await stat(join(folder, content)).catch(() => void 0)
	})))).flatMap(({ content, stat: file }) => file === void 0 ? [] : [{
		content,
		bytes: file.size,
		mtimeMs: file.mtimeMs
	}]);
}
async function allEntries(folder) {
	const all = join(folder, "entries");
	const folders = await readdir(all).catch(() => []);
	return (await Promise.all(folders.map((name) => listEntries(join(all, name))))).flat();
}
async function longestUnusedFirst(entries) {
	return (await Promise.all(entries.map(async (entry) => ({
		entry,
		used: await lastUse(entry)
	})))).sort((a, b) => a.used - b.used).map(({ entry }) => entry);
}
// src/caching/directory-store.ts
/**
* The cache store in a folder: the terminal's default. Archives are named by their content, so that
* equal trees are kept once:
*
*     entries/<hash of paths>/<hash of key>.json    which content a key stands for
*     archives/<hash of content>                    a packed tree
*     temp/                                         what is being written
*
* Any number of processes may use one folder: files appear whole or not at all, and who finds a file
* gone that another process evicted has a miss.
*/
/** A cache store in a folder. */
function createDirectoryStore(options) {
	return {
		get: (request) => get(options, request),
		set: (request) => set(options, request).catch((error) => notSaved(error.message))
	};
}
async function get(options, request) {
	let reason = "there is no entry with this key";
	for await (const candidate of candidates(options, request)) try {
		var _usingCtx$1 = _usingCtx();
		if (candidate.kind === "foreign") {
			reason = "its entry was no entry of ours and was removed";
			continue;
		}
		const { entry } = candidate;
		const opened = await openEntry(options, entry, request.paths);
		if (opened.kind === "unusable") {
			reason = opened.reason;
			continue;
		}
		const archive = _usingCtx$1.a(opened.archive);
		await touch(entry);
		return hitOf(options, request, entry, archive.bytes);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
	return {
		kind: "miss",
		reason
	};
}
function hitOf(options, { key, paths }, entry, bytes) {
	return {
		kind: "hit",
		key: entry.key,
		match: entry.key === key ? "exact" : "prefix",
		bytes,
		restore: (root) => restore(options, entry, paths, root).catch((error) => notRestored(error.message))
	};
}
/** Entries that would do, best first; a foreign file in an entry's place is removed. */
async function* candidates({ folder }, { key, restoreKeys, paths }) {
	const file = entryFile(folder, key, paths);
	const exact = await readEntry(file);
	if (exact.kind === "foreign") await removeFile(file);
	if (exact.kind !== "none") yield exact;
	if (restoreKeys.length === 0) return;
	const newestFirst = (await listEntries(entriesFolder(folder, paths))).toSorted((a, b) => b.createdMs - a.createdMs);
	for (const prefix of restoreKeys) for (const entry of newestFirst) if (entry.key !== key && entry.key.startsWith(prefix)) yield {
		kind: "entry",
		entry
	};
}
/** Opens an entry's archive; what is damaged is removed. */
async function openEntry({ folder, maxBytes }, entry, paths) {
	const file = join(folder, "archives", entry.content);
	try {
		return {
			kind: "archive",
			archive: await openArchive(file, entry.content, {
				paths,
				maxBytes
			})
		};
	} catch (error) {
		return {
			kind: "unusable",
			reason: await reject(folder, entry, error)
		};
	}
}
async function reject(folder, entry, error) {
	const isGone = error.code === "ENOENT";
	if (!isGone && !(error instanceof DamagedArchive)) return error.message;
	await removeFile(entry.file);
	if (isGone) return "its archive is gone";
	await removeFile(join(folder, "archives", entry.content));
	return `its archive was removed: ${error.message}`;
}
async function restore(options, entry, paths, root) {
	try {
		var _usingCtx3 = _usingCtx();
		const opened = await openEntry(options, entry, paths);
		if (opened.kind === "unusable") return notRestored(opened.reason);
		const archive = _usingCtx3.a(opened.archive);
		const staging = _usingCtx3.a(await createStaging(root));
		try {
			await archive.unpack(staging.folder);
		} catch (error) {
			return notRestored(await reject(options.folder, entry, error));
		}
		const obstacle = moveIn(staging, root, paths);
		if (obstacle !== void 0) return notRestored(obstacle);
		return {
			kind: "restored",
			bytes: archive.bytes
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
async function set(options, request) {
	const { folder, maxBytes } = options;
	const { key, paths, root } = request;
	const fault = paths.map(faultOfPath).find((found) => found !== void 0);
	if (fault !== void 0) return notSaved(fault);
	if ((await get(options, {
		key,
		restoreKeys: [],
		paths
	})).kind === "hit") return { kind: "already-there" };
	const temp = join(folder, "temp");
	await mkdir(temp, { recursive: true });
	await mkdir(join(folder, "archives"), { recursive: true });
	const draft = join(temp, randomUUID());
	try {
		const written = await writeArchive(draft, root, {
			paths,
			maxBytes
		});
		if (written.kind !== "written") return notSaved(whyNothing(written, maxBytes));
		const { contentHash: content, bytes } = written;
		if (bytes > maxBytes) return notSaved(`it is larger than ${maxBytes} bytes`);
		await rename(draft, join(folder, "archives", content));
		const createdMs = performance.timeOrigin + performance.now();
		const file = entryFile(folder, key, paths);
		const isFirst = await createEntry(file, temp, {
			schema: 1,
			key,
			content,
			bytes,
			createdMs
		});
		await evict(folder, maxBytes, file);
		return isFirst ? {
			kind: "saved",
			bytes
		} : { kind: "already-there" };
	} finally {
		await rm(draft, { force: true });
	}
}
function whyNothing({ kind }, maxBytes) {
	return kind === "too-large" ? `it is larger than ${maxBytes} bytes` : "nothing stands at its paths";
}
function notSaved(reason) {
	return {
		kind: "not-saved",
		reason
	};
}
function notRestored(reason) {
	return {
		kind: "not-restored",
		reason
	};
}
// src/caching/policy.ts
/** Events that no stranger can cause and whose entries the default branch's runs may read. */
const TRUSTED_EVENTS = /* @__PURE__ */ new Set([
	"push",
	"schedule",
	"workflow_dispatch",
	"repository_dispatch"
]);
/** Whether the run may save caches. In the terminal the store is the user's own. */
function maySave(trust) {
	if (trust.event === "local") return { allowed: true };
	const { cacheMode } = trust;
	if (cacheMode === "read" || cacheMode === "none") return refused(`the workflow's cache-mode is ${cacheMode}`);
	if (trust.isFork) return refused("runs of forks save no caches");
	if (trust.event === "pull_request") return trust.saveOnPullRequest ? { allowed: true } : refused("pull requests save no caches without save-on-pull-request");
	if (!TRUSTED_EVENTS.has(trust.event)) return refused(`runs of the event ${trust.event} save no caches`);
	if (!trust.isDefaultBranch) return refused("only runs of the default branch save caches");
	return { allowed: true };
}
/** Whether the run may restore caches: only the workflow can forbid it. */
function mayRestore({ cacheMode }) {
	return cacheMode === "none" || cacheMode === "write-only" ? refused(`the workflow's cache-mode is ${cacheMode}`) : { allowed: true };
}
function refused(reason) {
	return {
		allowed: false,
		reason
	};
}
// src/caching/results-carrier.ts
/**
* Stored results of stages on machines that forget: the folder that holds them travels as one entry
* of a cache store, because asking for each result would cost a round trip each. What is in it is
* checked by the directory store like anything that was found on a disk.
*/
const NAME = "stage results";
/** Begins to fetch the results. */
function carryResults(options) {
	const { store, root, folder, saving, now } = options;
	const prefix = `${RESULTS_PREFIX}${hash("sha256", options.pipelineId).slice(0, 16)}/${platform()}-${arch()}/`;
	const paths = [folder];
	let record;
	let before;
	async function fetch() {
		const startedAt = now();
		const base = {
			name: NAME,
			key: prefix,
			saved: false
		};
		const hit = await store.get({
			key: prefix,
			restoreKeys: [prefix],
			paths
		});
		if (hit.kind === "miss") {
			record = {
				...base,
				state: "miss",
				reason: hit.reason
			};
			return;
		}
		const restored = await hit.restore(root);
		if (restored.kind === "not-restored") {
			record = {
				...base,
				state: "error",
				reason: restored.reason
			};
			return;
		}
		before = await contentOf(join(root, folder));
		const bytes = restored.bytes ?? hit.bytes;
		record = {
			...base,
			key: hit.key,
			matchedKey: hit.key,
			state: "exact",
			...bytes !== void 0 && { restoredBytes: bytes },
			restoreMs: now() - startedAt
		};
	}
	async function save() {
		if (record === void 0) return;
		if (!saving.allowed) {
			record = {
				...record,
				reason: withReason(record, `not saved: ${saving.reason}`)
			};
			return;
		}
		const content = await contentOf(join(root, folder));
		if (content === before || content === void 0) return;
		const startedAt = now();
		const key = `${prefix}${content}/`;
		const result = await store.set({
			key,
			paths,
			root
		});
		const saveMs = now() - startedAt;
		switch (result.kind) {
			case "saved":
				record = {
					...record,
					key,
					saved: true,
					savedBytes: result.bytes,
					saveMs
				};
				return;
			case "already-there":
				record = {
					...record,
					key,
					saveMs
				};
				return;
			case "not-saved": record = {
				...record,
				saveMs,
				reason: withReason(record, `not saved: ${result.reason}`)
			};
		}
	}
	const { maxBytes } = options;
	const results = createDirectoryStore({
		folder: join(root, folder),
		maxBytes
	});
	return {
		store: fetch().catch((error) => {
			record = {
				name: NAME,
				key: prefix,
				saved: false,
				state: "error",
				reason: error.message
			};
		}).then(() => results),
		save: () => save().catch((error) => {
			const reason = `not saved: ${error.message}`;
			if (record !== void 0) record = {
				...record,
				reason: withReason(record, reason)
			};
		}),
		record: () => record
	};
}
function withReason({ reason }, more) {
	return reason === void 0 ? more : `${reason}; ${more}`;
}
/** What the folder holds, by the names of its files: they are named by content and key. */
async function contentOf(folder) {
	const kept = (await readdir(folder, { recursive: true }).catch(() => [])).filter((file) => !file.startsWith("temp")).sort();
	return kept.length === 0 ? void 0 : hash("sha256", JSON.stringify(kept)).slice(0, 32);
}
// src/commands/caches.ts
/** Where caches and stored results are kept: in the runner's cache service, or in a folder. */
const FOLDER = "cache";
/** Most that is kept, in bytes, where nothing else is said. */
const MAX_CACHE_BYTES = 2e9;
/** Most that the stored results of stages may take where they are fetched for every run, in bytes. */
const MAX_CARRIED_BYTES = 25e7;
/** The results of stages, in the report directory. */
function resultStore(reportDir) {
	return createDirectoryStore({
		folder: join(reportDir, FOLDER),
		maxBytes: MAX_CACHE_BYTES
	});
}
/** Most processes started ahead of the caches that they will restore. */
const MOST_AHEAD = 3;
/** Opens the stores; nothing is waited for. */
async function openCaches(request) {
	const { reportDir, variables, cacheDir, maxBytes } = request;
	if (!isRunner(variables)) return inFolder(createDirectoryStore({
		folder: cacheDir ?? join(reportDir, FOLDER),
		maxBytes
	}), { allowed: true }, true);
	const { readTrust } = await import("./trust.js");
	const trust = {
		...await readTrust(variables),
		saveOnPullRequest: request.saveOnPullRequest
	};
	const saving = maySave(trust);
	if (cacheDir !== void 0) return inFolder(createDirectoryStore({
		folder: cacheDir,
		maxBytes
	}), saving, false);
	const restoring = mayRestore(trust);
	const off = restoring.allowed ? await unavailable(variables) : restoring.reason;
	return off === void 0 ? atService(request, saving) : without(request, off);
}
async function unavailable(variables) {
	const { actionsCacheAvailability } = await import("./availability.js");
	const availability = actionsCacheAvailability(variables);
	return availability.kind === "none" ? `the runner has no cache service (${availability.reason})` : void 0;
}
function inFolder(store, saving, keepExisting) {
	return {
		results: Promise.resolve(store),
		store,
		saving,
		keepExisting,
		saveResults: async () => {},
		resultsRecord: () => void 0,
		[Symbol.asyncDispose]: async () => {}
	};
}
/** Without any caches stages are still reused within the job, where the report directory stays. */
function without({ reportDir }, offReason) {
	return {
		...inFolder(resultStore(reportDir), { allowed: true }, false),
		store: { offReason }
	};
}
async function atService(request, saving) {
	const { reportDir, variables, maxBytes, pipelineId, count, reuses, now } = request;
	const { createActionsStore } = await import("./actions-store.js");
	const store = createActionsStore({
		variables,
		script: workerScript(),
		maxBytes
	});
	store.warmUp(Math.min(count, MOST_AHEAD) + Number(reuses));
	const end = { [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
	if (!reuses) return {
		...inFolder(resultStore(reportDir), saving, false),
		store,
		...end
	};
	const carried = carryResults({
		store,
		root: reportDir,
		folder: FOLDER,
		pipelineId,
		maxBytes: Math.min(maxBytes, MAX_CARRIED_BYTES),
		saving,
		now
	});
	return {
		results: carried.store,
		store,
		saving,
		keepExisting: false,
		saveResults: carried.save,
		resultsRecord: carried.record,
		...end
	};
}
/** The bundle's entry that works with the toolkit: beside the entries, one folder above the chunks. */
function workerScript() {
	return ["./", "../"].map((folder) => fileURLToPath(new URL(`${folder}cache-worker.js`, import.meta.url))).find((file) => existsSync(file)) ?? "";
}
export { openCaches as n, resultStore as r, MAX_CACHE_BYTES as t };
