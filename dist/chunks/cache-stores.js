import { a as UnreadableArchive, i as FrameWriter, n as frameContents, r as readIndexText, t as demandFrames } from "./frame-reader.js";
import { a as DamagedArchive, c as MAGIC, r as parseIndex, t as contentBytes } from "./index-schema.js";
import { n as unpackTree } from "./unpack.js";
import { a as saveFaultOf, i as placeObstacleOf, n as NotSavable } from "./faults.js";
import { t as linkTarget } from "./names.js";
import { t as openUnfollowed } from "./open-nofollow.js";
import { a as sizeOfFiles, o as surveyExtent } from "./put-in-place.js";
import { t as _usingCtx } from "./usingCtx.js";
import { t as faultOfPath } from "./paths.js";
import { n as moveIn, r as removeOlder, t as createStaging } from "./staging.js";
import { I as string, M as safeInteger, N as safeParse, P as strictObject, g as literal, j as regex, k as pipe, w as number, x as minValue } from "./dist.js";
import { n as ownerParts, t as carryFolder } from "./persisted-folder.js";
import { i as RESULTS_PREFIX } from "./keys2.js";
import { n as withKeyPrefix, r as withOwnLevel } from "./store.js";
import { t as bundledEntry } from "./bundled-entry.js";
import { t as findExecutable } from "./find-executable.js";
import { t as RESULTS_FOLDER } from "./store-folders.js";
import { hash, randomUUID } from "node:crypto";
import { basename, join } from "node:path";
import { lstatSync } from "node:fs";
import { link, mkdir, open, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { arch, platform } from "node:os";
// src/caching/archive/read.ts
async function openArchive(file, contentHash, limits) {
	const handle = await open(file, "r");
	try {
		const { size } = await handle.stat();
		const { entries, content } = await readContent(handle, contentHash, limits);
		return {
			bytes: size,
			unpack: (folder) => unpackTree(folder, entries, frameContents(handle, content)),
			[Symbol.asyncDispose]: () => handle.close()
		};
	} catch (error) {
		await handle.close();
		throw error;
	}
}
async function readContent(handle, contentHash, limits) {
	const { text, at } = await readIndexText(handle, MAGIC);
	if (hash("sha256", text) !== contentHash) throw new DamagedArchive({ kind: "index-changed" });
	const parsed = parseIndex(text.toString("utf8"), limits);
	if (!parsed.ok) throw new DamagedArchive(parsed.fault);
	const { entries, frames } = parsed.value;
	const content = {
		frames,
		from: MAGIC.length,
		to: at,
		bytes: contentBytes(entries)
	};
	demandFrames(content);
	return {
		entries,
		content
	};
}
// src/caching/archive/write.ts
async function writeArchive(file, root, limits) {
	try {
		var _usingCtx$2 = _usingCtx();
		const { maxBytes } = limits;
		const { places, specials: leftOut } = surveyExtent(root, limits);
		if (places.length === 0) return { kind: "nothing-there" };
		if (sizeOfFiles(root, places) > maxBytes) return { kind: "too-large" };
		const handle = _usingCtx$2.a(await open(file, "wx", 384));
		const frames = new FrameWriter(handle, { magic: MAGIC });
		const entries = [];
		for (const { kind, path } of places) {
			const full = join(root, path);
			if (kind === "folder") entries.push({
				kind,
				path,
				mode: lstatSync(full).mode & 511
			});
			else if (kind === "link") entries.push({
				kind,
				path,
				target: linkTarget(full)
			});
			else {
				const packed = await packFile(full, path, frames, maxBytes);
				if (packed === "too-large") return { kind: "too-large" };
				entries.push(packed);
			}
		}
		return {
			kind: "written",
			leftOut,
			...await frames.finish((list) => {
				const index = {
					entries,
					frames: [...list]
				};
				return Buffer.from(JSON.stringify(index));
			})
		};
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
async function packFile(full, path, frames, maxBytes) {
	try {
		var _usingCtx3 = _usingCtx();
		const opened = openUnfollowed(full);
		if (opened === "link") throw new NotSavable({
			kind: "became-link",
			path
		});
		const file = _usingCtx3.u(opened);
		if (frames.taken + file.size > maxBytes) return "too-large";
		let size = 0;
		for (let ended = false; !ended;) {
			const wanted = Math.min(Math.max(file.size - size, 0) + 1, await frames.room());
			const count = frames.take(wanted, (buffer) => file.read(buffer));
			size += count;
			ended = count < wanted;
			if (frames.taken > maxBytes) return "too-large";
		}
		if (file.hasChanged()) throw new NotSavable({
			kind: "changed-while-packed",
			path
		});
		return {
			kind: "file",
			path,
			mode: file.mode,
			size
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		_usingCtx3.d();
	}
}
// src/caching/directory/entries.ts
const entrySchema = strictObject({
	schema: literal(1),
	key: string(),
	content: pipe(string(), regex(/^[0-9a-f]{64}$/)),
	bytes: pipe(number(), safeInteger(), minValue(0)),
	createdMs: number()
});
function entryFile(folder, key, paths) {
	return join(entriesFolder(folder, paths), `${hash("sha256", key)}.json`);
}
function entriesFolder(folder, paths) {
	return join(folder, "entries", hash("sha256", JSON.stringify(paths)));
}
async function readEntry(file) {
	let text;
	try {
		text = await readFile(file, "utf8");
	} catch (error) {
		const { code, message } = error;
		if (code === "ENOENT") return { kind: "none" };
		return code === "EISDIR" ? { kind: "foreign" } : {
			kind: "unreadable",
			said: message
		};
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
async function listEntries(folder) {
	const names = await readdir(folder).catch(() => []);
	return (await Promise.all(names.map((name) => readEntry(join(folder, name))))).flatMap((result) => result.kind === "entry" ? [result.entry] : []);
}
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
async function touch(entry) {
	const now = /* @__PURE__ */ new Date();
	await utimes(entry.file, now, now).catch(() => void 0);
}
async function removeFile(file) {
	await rm(file, {
		recursive: true,
		force: true
	}).catch(() => void 0);
}
// src/caching/directory/eviction.ts
const IN_THE_MAKING_MS = 36e5;
const KEPT_SHARE = .9;
async function evict(folder, maxBytes, keep) {
	const archives = await listFiles(join(folder, "archives"));
	const entryFiles = await listEntryFiles(join(folder, "entries"));
	let total = [...archives, ...entryFiles].reduce((sum, { bytes }) => sum + bytes, 0);
	if (total <= maxBytes) return;
	await removeOlder(join(folder, "temp"), IN_THE_MAKING_MS);
	const sizes = new Map([...archives, ...entryFiles].map(({ file, bytes }) => [file, bytes]));
	const entries = await longestUnusedFirst(entryFiles);
	const uses = /* @__PURE__ */ new Map();
	for (const { content } of entries) uses.set(content, (uses.get(content) ?? 0) + 1);
	const remove = async (file) => {
		total -= sizes.get(file) ?? 0;
		await removeFile(file);
	};
	for (const { file, mtimeMs } of archives) if (Date.now() - mtimeMs > IN_THE_MAKING_MS && !uses.has(basename(file))) await remove(file);
	for (const { file, content } of entries) {
		if (total <= maxBytes * KEPT_SHARE) return;
		if (file === keep) continue;
		await remove(file);
		const left = (uses.get(content) ?? 1) - 1;
		uses.set(content, left);
		if (left === 0) await remove(join(folder, "archives", content));
	}
}
async function listFiles(folder) {
	const files = (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
	const stats = await Promise.all(files.map((file) => stat(file).catch(() => void 0)));
	return files.flatMap((file, i) => {
		const found = stats[i];
		return found === void 0 ? [] : [{
			file,
			bytes: found.size,
			mtimeMs: found.mtimeMs
		}];
	});
}
async function listEntryFiles(folder) {
	const folders = await readdir(folder).catch(() => []);
	return (await Promise.all(folders.map((name) => listFiles(join(folder, name))))).flat();
}
async function longestUnusedFirst(files) {
	const sorted = files.toSorted((a, b) => a.mtimeMs - b.mtimeMs);
	return (await Promise.all(sorted.map(({ file }) => readEntry(file)))).flatMap((found) => found.kind === "entry" ? [found.entry] : []);
}
// src/caching/directory/directory-store.ts
function createDirectoryStore(options) {
	return {
		maxBytes: options.maxBytes,
		get: (request) => get(options, request),
		fetch: (request, root) => fetch(options, request, root),
		set: (request) => set(options, request).catch((error) => notSaved(saveFaultOf(error)))
	};
}
async function get(options, request) {
	let because = { kind: "no-entry" };
	for await (const candidate of candidates(options, request)) try {
		var _usingCtx$1 = _usingCtx();
		if (candidate.kind === "foreign") {
			because = { kind: "foreign-entry" };
			continue;
		}
		if (candidate.kind === "unreadable") return unreadable(candidate.said);
		const { entry } = candidate;
		const opened = await openEntry(options, entry, request);
		if (opened.kind === "unreadable") return opened;
		if (opened.kind === "unusable") {
			because = opened.because;
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
		because
	};
}
async function fetch(options, request, root) {
	const found = await get(options, request);
	if (found.kind !== "hit") return found;
	const { key, match } = found;
	const result = await found.restore(root);
	return result.kind === "restored" ? {
		...result,
		key,
		match
	} : result;
}
function hitOf(options, request, entry, bytes) {
	return {
		kind: "hit",
		key: entry.key,
		match: entry.key === request.key ? "exact" : "prefix",
		bytes,
		restore: (root) => restore(options, entry, request, root).catch((error) => notRestored(placeObstacleOf(error)))
	};
}
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
async function openEntry({ folder, maxBytes }, entry, { paths, folders }) {
	const file = join(folder, "archives", entry.content);
	const limits = {
		paths,
		maxBytes,
		...folders !== void 0 && { folders }
	};
	try {
		return {
			kind: "archive",
			archive: await openArchive(file, entry.content, limits)
		};
	} catch (error) {
		return reject(folder, entry, error);
	}
}
async function reject(folder, entry, error) {
	const { code, message } = error;
	if (code === "ENOENT") {
		await removeFile(entry.file);
		return {
			kind: "unusable",
			because: { kind: "archive-gone" }
		};
	}
	if (error instanceof DamagedArchive) {
		await removeFile(entry.file);
		await removeFile(join(folder, "archives", entry.content));
		return {
			kind: "unusable",
			because: {
				kind: "archive-removed",
				damage: error.damage
			}
		};
	}
	if (code !== void 0) return unreadable(message);
	return {
		kind: "unusable",
		because: error instanceof UnreadableArchive ? error.need : {
			kind: "failed",
			said: message
		}
	};
}
async function restore(options, entry, extent, root) {
	try {
		var _usingCtx3 = _usingCtx();
		const opened = await openEntry(options, entry, extent);
		if (opened.kind !== "archive") return notRestored(opened.because);
		const archive = _usingCtx3.a(opened.archive);
		const staging = _usingCtx3.a(await createStaging(root));
		try {
			await archive.unpack(staging.folder);
		} catch (error) {
			return notRestored((await reject(options.folder, entry, error)).because);
		}
		const obstacle = moveIn(staging, root, extent.paths, extent.folders);
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
	const { key, paths, root, stillValid } = request;
	const fault = paths.map(faultOfPath).find((found) => found !== void 0);
	if (fault !== void 0) return notSaved(fault);
	const standing = () => get(options, {
		...request,
		restoreKeys: []
	});
	const there = await standing();
	if (there.kind === "hit") return { kind: "already-there" };
	if (there.kind === "unreadable") return notSaved({
		kind: "entry-unreadable",
		because: there.because
	});
	const temp = join(folder, "temp");
	await mkdir(temp, { recursive: true });
	await mkdir(join(folder, "archives"), { recursive: true });
	const draft = join(temp, randomUUID());
	try {
		const written = await writeArchive(draft, root, {
			...request,
			maxBytes
		});
		if (written.kind !== "written") return notSaved(whyNothing(written, maxBytes));
		const { contentHash: content, bytes, leftOut } = written;
		if (bytes > maxBytes) return notSaved({
			kind: "too-large",
			maxBytes
		});
		if (await stillValid?.() === false) return notSaved({ kind: "changed-meanwhile" });
		await rename(draft, join(folder, "archives", content));
		const createdMs = performance.timeOrigin + performance.now();
		const file = entryFile(folder, key, paths);
		const entry = {
			schema: 1,
			key,
			content,
			bytes,
			createdMs
		};
		let isFirst = await createEntry(file, temp, entry);
		if (!isFirst && (await standing()).kind === "miss") {
			await removeFile(file);
			isFirst = await createEntry(file, temp, entry);
		}
		await evict(folder, maxBytes, file);
		if (!isFirst) return { kind: "already-there" };
		return {
			kind: "saved",
			bytes,
			...leftOut.length > 0 && { leftOut }
		};
	} finally {
		await rm(draft, { force: true });
	}
}
function whyNothing({ kind }, maxBytes) {
	return kind === "too-large" ? {
		kind,
		maxBytes
	} : { kind };
}
function unreadable(said) {
	return {
		kind: "unreadable",
		fault: "unavailable",
		because: {
			kind: "failed",
			said
		}
	};
}
function notSaved(because) {
	return {
		kind: "not-saved",
		because
	};
}
function notRestored(because) {
	return {
		kind: "not-restored",
		because
	};
}
// src/caching/results/persist-results.ts
function carryResults(options) {
	const { store, root, folder, pipelineId, job, maxBytes } = options;
	const [pipeline, owner] = ownerParts(pipelineId, job);
	const prefix = `${RESULTS_PREFIX}${pipeline}/${platform()}-${arch()}/${owner}/`;
	const carried = carryFolder({
		...options,
		name: "stage results",
		prefix
	});
	const results = createDirectoryStore({
		folder: join(root, folder),
		maxBytes
	});
	let before;
	async function fetch() {
		await carried.fetch();
		if (carried.record()?.state === "exact") before = await contentOf(join(root, folder));
		return results;
	}
	return {
		store: fetch(),
		save: () => carried.save(async (start) => {
			const content = await contentOf(join(root, folder));
			if (content === before || content === void 0) return void 0;
			const key = `${start}${content}/`;
			return {
				key,
				result: await store.set({
					key,
					paths: [folder],
					root
				})
			};
		}),
		record: carried.record
	};
}
async function contentOf(folder) {
	const kept = (await readdir(folder, { recursive: true }).catch(() => [])).filter((file) => !file.startsWith("temp")).sort();
	return kept.length === 0 ? void 0 : hash("sha256", JSON.stringify(kept)).slice(0, 32);
}
// src/run/stores/cache-stores.ts
const MAX_CACHE_BYTES = 2e9;
const MAX_CARRIED_BYTES = 25e7;
const MAX_REPLY_BYTES = 256 << 20;
function resultStore(parent) {
	return createDirectoryStore({
		folder: join(parent, RESULTS_FOLDER),
		maxBytes: MAX_CACHE_BYTES
	});
}
const MOST_AHEAD = 3;
async function openStores(request) {
	const { reportDir, runner, rights, cacheDir, maxBytes } = request;
	const { variables } = runner;
	if (!runner.isRunner) {
		const parent = cacheDir ?? reportDir;
		return {
			...inFolder(join(parent, RESULTS_FOLDER), maxBytes, { allowed: true }),
			replies: repliesIn(parent, request, "own"),
			keepExisting: true
		};
	}
	if (cacheDir !== void 0) {
		const folder = join(cacheDir, repositoryPart(variables));
		const stores = inFolder(folder, maxBytes, rights.saving);
		const store = forLevel(stores.store, rights.saving, variables);
		const results = Promise.resolve(resultsOfJob(store, request));
		return {
			...stores,
			store,
			results,
			replies: repliesIn(folder, request, "everybody")
		};
	}
	const off = await offCause(request);
	return off === void 0 ? atService(request) : without(request, off);
}
function repositoryPart({ GITHUB_REPOSITORY_ID: id, GITHUB_REPOSITORY: name = "" }) {
	return `repository-${hash("sha256", id ?? name).slice(0, 16)}`;
}
function forLevel(store, saving, variables) {
	return saving.allowed && saving.level === "own" ? withOwnLevel(store, ownPrefix(variables)) : store;
}
function ownPrefix({ GITHUB_REF: ref = "" }) {
	return `stagetime-pull-${/^refs\/pull\/(\d+)\//.exec(ref)?.[1] ?? hash("sha256", ref).slice(0, 16)}/`;
}
async function offCause({ runner, rights }) {
	if (!rights.restoring.allowed) return rights.restoring.because;
	const { actionsCacheAvailability } = await import("./availability.js");
	const availability = actionsCacheAvailability(runner.variables);
	return availability.kind === "none" ? {
		kind: "no-service",
		unset: [...availability.unset]
	} : void 0;
}
function resultsOfJob(store, { pipelineId, runner }) {
	return withKeyPrefix(store, `${ownerParts(pipelineId, runner.job).join("/")}/`);
}
function repliesIn(parent, { rights: { savingReplies }, maxBytes }, readers) {
	const isWritable = savingReplies.allowed && (readers === "own" || savingReplies.level === "everybody");
	return {
		folder: join(parent, "llm"),
		readOnly: !isWritable,
		maxBytes: Math.min(maxBytes, MAX_REPLY_BYTES),
		ready: async () => {}
	};
}
function inFolder(folder, maxBytes, saving) {
	const store = createDirectoryStore({
		folder,
		maxBytes
	});
	return {
		results: Promise.resolve(store),
		store,
		saving,
		keepExisting: false,
		atService: false,
		saveResults: async () => {},
		resultsRecord: () => void 0,
		[Symbol.asyncDispose]: async () => {}
	};
}
function without(request, off) {
	const { reportDir, maxBytes } = request;
	return {
		...inFolder(join(reportDir, RESULTS_FOLDER), maxBytes, { allowed: true }),
		results: Promise.resolve(resultsOfJob(resultStore(reportDir), request)),
		replies: repliesIn(reportDir, request, "own"),
		store: { off }
	};
}
async function atService(request) {
	const { reportDir, runner, maxBytes, pipelineId, rights, now } = request;
	const { variables, job } = runner;
	const { saving, savingReplies } = rights;
	const { count, reuses, asksModels } = request;
	const { createActionsStore } = await import("./actions-store2.js");
	const hasZstd = findExecutable("zstd", variables.PATH ?? "") !== void 0;
	const store = createActionsStore({
		variables,
		script: workerScript(),
		maxBytes,
		hasZstd
	});
	store.warmUp(Math.min(count, MOST_AHEAD) + Number(reuses) + Number(asksModels));
	const persistedReplies = asksModels ? await carryRepliesTo({
		store: forLevel(store, savingReplies, variables),
		root: reportDir,
		pipelineId,
		job,
		now,
		saving: savingReplies
	}) : void 0;
	const replies = repliesIn(reportDir, request, "own");
	const levelled = forLevel(store, saving, variables);
	const places = {
		...inFolder(join(reportDir, RESULTS_FOLDER), maxBytes, saving),
		replies: persistedReplies === void 0 ? replies : {
			...replies,
			ready: persistedReplies.fetch
		},
		...persistedReplies !== void 0 && { persistedReplies },
		store: levelled,
		atService: true,
		[Symbol.asyncDispose]: () => store[Symbol.asyncDispose]()
	};
	if (!reuses) return places;
	const carried = carryResults({
		store: levelled,
		root: reportDir,
		folder: RESULTS_FOLDER,
		pipelineId,
		job,
		maxBytes: Math.min(maxBytes, MAX_CARRIED_BYTES),
		saving,
		now
	});
	return {
		...places,
		results: carried.store.then((results) => resultsOfJob(results, request)),
		saveResults: carried.save,
		resultsRecord: carried.record
	};
}
async function carryRepliesTo(options) {
	const { carryReplies } = await import("./persist-replies.js");
	return carryReplies({
		...options,
		folder: "llm"
	});
}
function workerScript() {
	return bundledEntry("cache-worker.js") ?? "";
}
export { workerScript as a, resultStore as i, openStores as n, ownPrefix as r, MAX_CACHE_BYTES as t };
