import { f as saveFaultOf, s as surveyTree, u as generalFault } from "./put-in-place.js";
import { r as unlessAborted } from "./grace.js";
import { _ as decideCache, b as writeManifest, c as observeCache, d as createGatherer, f as mayMakeInputOf, g as temperatureOfKept, h as heldFiles, i as openLedger, l as removeMark, m as completenessOf, o as obstacleToSaving, p as clearCache, r as predictReuse, s as foundIn, t as placementsOf, u as writeMark, v as makeOwnFolder, y as readManifest } from "./placement.js";
import { C as matchFiles, D as collectFiles, E as createFileStates, O as takeTurns, S as planCaches, _ as matcherOf, g as signatureAt, n as createFingerprints, o as inputsAmong, r as declaredOutputs, u as createToolVersions, v as TEX_PACKAGES, y as TEX_USER_FOLDER } from "./fingerprints.js";
import { n as moveIn, t as createStaging } from "./staging.js";
import { i as unreadableError } from "./unreadable.js";
import { a as keyDifferences, i as cacheKeyOf } from "./keys2.js";
import { t as _usingCtx } from "./usingCtx.js";
import { n as isReusable, t as createStageResults } from "./stage-results.js";
import { i as withNeeds } from "./graph.js";
import { n as noticeKey } from "./notice.js";
import { s as withoutWithheld } from "./git.js";
import { i as secretValues, t as formsOf } from "./forms.js";
import { createHash, hash } from "node:crypto";
import { dirname, join } from "node:path";
import { lstatSync, lutimesSync, readFileSync, statSync, writeFileSync } from "node:fs";
// src/caching/files/tree-state.ts
/** What stands at the paths of a cache: whether it changed, at a glance and for certain. */
/**
* Names, sizes and times of all that stands at the paths: where two glances are equal, nothing was
* changed in between. None where it cannot be read, which is equal to nothing.
*/
function statSummaryAt(root, paths) {
	try {
		const sum = createHash("sha256");
		for (const { kind, path } of surveyTree(root, paths).places) {
			const { size, mtimeNs, ctimeNs, mode, ino } = lstatSync(join(root, path), { bigint: true });
			const state = kind === "folder" ? [mode] : [
				size,
				mtimeNs,
				ctimeNs,
				mode,
				ino
			];
			sum.update(`${JSON.stringify([
				kind,
				path,
				...state.map(String)
			])}\n`);
		}
		return sum.digest("hex");
	} catch {
		return;
	}
}
/** Hash of all at the paths that has content, without times. Throws what the system says. */
async function contentHash(root, paths) {
	const { places } = surveyTree(root, paths);
	const folders = places.filter(({ kind }) => kind === "folder").map(({ path }) => path);
	const collected = await collectFiles(root, places.filter(({ kind }) => kind !== "folder").map(({ path }) => path));
	if (collected.kind === "unreadable") throw unreadableError(collected.unreadable);
	const files = collected.files.map((file) => file.kind === "file" ? [
		file.path,
		file.mode,
		file.hash
	] : [file.path, file.target]);
	return createHash("sha256").update(JSON.stringify([folders, files])).digest("hex");
}
/** The times of all files at the paths. Throws what the system says. */
function timesAt(root, paths) {
	return Object.fromEntries(filesAt(root, paths).map((path) => [path, Math.floor(lstatSync(join(root, path)).mtimeMs)]));
}
/**
* Gives files at the paths their times back, which not every store keeps: Python takes bytecode for
* old, and build tools what they made, where the times are others. What is no file stays as it is.
*/
function restoreTimes(root, paths, times) {
	for (const path of filesAt(root, paths)) {
		const time = Object.hasOwn(times, path) ? times[path] : void 0;
		const file = join(root, path);
		if (time === void 0 || Math.floor(lstatSync(file).mtimeMs) === time) continue;
		lutimesSync(file, time / 1e3, time / 1e3);
	}
}
function filesAt(root, paths) {
	return surveyTree(root, paths).places.flatMap(({ kind, path }) => kind === "file" ? [path] : []);
}
// src/caching/latexmk-database.ts
/**
* Restored databases of latexmk, fitted to this machine. Every installation of TeX dumps its formats
* anew, with the time in them, so that equal ones differ in their bytes; latexmk sees another format
* and runs a pass that changes nothing. Where the TeX is known to be the one that the database was
* made with, its formats are the same, and the database is told the hashes they have here.
*/
/** Largest database and format that are looked at, in bytes. */
const LARGEST_DATABASE = 16 << 20;
const LARGEST_FORMAT = 256 << 20;
/** A format in an installation: its line ends with size, MD5 and the rule that made it, which is none. */
const FORMAT_LINE = /^( *"([^"\n]+\.fmt)" \d+(?:\.\d+)? )(\d+) ([0-9a-f]{32}) ""$/gm;
/** The database with the formats as they are here; formats that are not here stay as they were. */
function withFormats(database, sumOf) {
	return database.replace(FORMAT_LINE, (line, start, format) => {
		const sum = isInstalled(format) ? sumOf(format) : void 0;
		return sum === void 0 ? line : `${start}${sum.size} ${sum.md5} ""`;
	});
}
/** Formats of an installation stand at absolute paths; what a project makes itself does not count. */
function isInstalled(format) {
	return /^(?:\/|[A-Za-z]:[/\\])/.test(format) && /[/\\]web2c[/\\]/.test(format);
}
/** Fits all databases of latexmk at and below the paths. One that cannot be fitted costs a pass. */
function adoptFormats(root, paths) {
	const sums = /* @__PURE__ */ new Map();
	const sumOf = (format) => {
		if (!sums.has(format)) sums.set(format, readSum(format));
		return sums.get(format);
	};
	for (const { kind, path } of surveyTree(root, paths).places) if (kind === "file" && path.endsWith(".fdb_latexmk")) adopt(join(root, path), sumOf);
}
function adopt(file, sumOf) {
	if (lstatSync(file).size > LARGEST_DATABASE) return;
	const before = readFileSync(file, "latin1");
	const after = withFormats(before, (format) => sumOf(Buffer.from(format, "latin1").toString()));
	if (after !== before) writeFileSync(file, after, "latin1");
}
function readSum(format) {
	const stat = statSync(format, { throwIfNoEntry: false });
	if (stat === void 0 || !stat.isFile() || stat.size > LARGEST_FORMAT) return void 0;
	const content = readFileSync(format);
	return {
		size: content.length,
		md5: hash("md5", content)
	};
}
// src/execution/caches/cache-record.ts
/** What has become of a cache where that is decided and done; nothing where an entry is to be restored. */
function settledBy(decision, key, completeness) {
	switch (decision.kind) {
		case "keep": return {
			key,
			state: "kept",
			completeness: completeness()
		};
		case "off": return {
			key,
			state: "off",
			because: decision.because
		};
		case "miss": return {
			key,
			state: "miss",
			because: decision.because
		};
		case "unreadable": return {
			key,
			state: "error",
			because: decision.because
		};
		case "ask":
		case "restore": return;
	}
}
/** What a stage finds of one cache. */
function temperatureOf(restored) {
	switch (restored.state) {
		case "exact": return "warm";
		case "prefix": return "partial";
		case "kept": return temperatureOfKept(restored.completeness);
		case "off":
		case "miss":
		case "error": return "cold";
	}
}
/** What a record says of restoring and saving. */
function recordOf(name, stages, restored, saved) {
	const hit = restored.state === "exact" || restored.state === "prefix" ? restored : void 0;
	const [restoring, saving] = [restoringOf(restored), savingOf(saved)];
	return {
		name,
		stages: [...stages],
		key: restored.key,
		state: restored.state === "kept" ? "off" : restored.state,
		...hit !== void 0 && {
			matchedKey: hit.matchedKey,
			...hit.bytes !== void 0 && { restoredBytes: hit.bytes },
			restoreMs: hit.tookMs
		},
		saved: saved?.state === "saved",
		...saved?.state === "saved" && { savedBytes: saved.bytes },
		...saved?.tookMs !== void 0 && { saveMs: saved.tookMs },
		...restoring !== void 0 && { restoring },
		...saving !== void 0 && { saving }
	};
}
function restoringOf(restored) {
	switch (restored.state) {
		case "off": return {
			kind: "off",
			because: restored.because
		};
		case "kept": return {
			kind: "kept",
			completeness: restored.completeness
		};
		case "exact": return;
		case "prefix": return {
			kind: "older-entry",
			differences: [...restored.differences]
		};
		case "miss": return {
			kind: "missed",
			because: restored.because
		};
		case "error": return {
			kind: "failed",
			because: restored.because
		};
	}
}
function savingOf(saved) {
	if (saved?.state === "saved") return saved.leftOut.length === 0 ? void 0 : {
		kind: "left-out",
		files: [...saved.leftOut]
	};
	return saved?.because && {
		kind: "not-saved",
		because: saved.because
	};
}
// src/execution/caches/cache-lifecycle.ts
/** One cache in a run: its key, what is restored for it, and what is saved of it. */
/** The life of one cache in one run. */
function createCacheLifecycle(options) {
	let base;
	async function restore(aboutToRun) {
		const { plan, root, placementOf } = options;
		const parts = await options.parts();
		const key = cacheKeyOf(parts, plan.depth);
		base = {
			parts,
			key,
			glance: void 0,
			content: void 0
		};
		const held = () => heldFiles(root, plan, aboutToRun, placementOf);
		const facts = {
			...observeCache(options),
			isOver: options.isOver()
		};
		const decision = decideCache(facts);
		if (decision.clears) clearCache(root, plan, held());
		const outcome = settledBy(decision, key.key, () => completenessOf(root, plan, parts)) ?? await restoreEntry(options, base, facts, held);
		if (decision.clears) removeMark(root, plan);
		base.glance = statSummaryAt(root, plan.paths);
		return outcome;
	}
	return {
		restore: (aboutToRun) => restore(aboutToRun).catch((error) => ({
			key: base?.key.key ?? "",
			state: "error",
			because: generalFault(error)
		})),
		async save() {
			if (base === void 0) return { state: "not-saved" };
			const startedAt = options.now();
			return {
				...await saveEntry(options, base).catch((error) => ({
					state: "failed",
					because: saveFaultOf(error)
				})),
				tookMs: options.now() - startedAt
			};
		}
	};
}
/** Restores where nobody uses it, and moves it into place around what has to stay. */
async function restoreEntry(options, base, facts, held) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { plan, store, root, now } = options;
		const { key, restoreKeys } = base.key;
		const startedAt = now();
		const staging = _usingCtx$1.a(await createStaging(root));
		const request = {
			key,
			restoreKeys,
			paths: plan.stored
		};
		const found = await store.fetch(request, staging.folder);
		const isOver = options.isOver();
		const settled = settledBy(decideCache({
			...facts,
			isOver,
			found: foundIn(found)
		}), key, () => ({ kind: "unknown" }));
		if (settled !== void 0) return settled;
		if (found.kind !== "restored") throw new Error(`an entry that is not there: ${found.kind}`);
		const differences = fitToMachine(staging.folder, plan, base);
		writeMark(root, plan);
		const obstacle = moveIn(staging, root, plan.stored, "whole", held());
		removeMark(root, plan);
		if (obstacle !== void 0) return {
			key,
			state: "error",
			because: obstacle
		};
		return {
			key,
			state: found.match,
			matchedKey: found.key,
			...found.bytes !== void 0 && { bytes: found.bytes },
			tookMs: now() - startedAt,
			differences
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
/** Reads what the entry says of itself, and fits what it holds to this machine. */
function fitToMachine(folder, plan, base) {
	const manifest = readManifest(folder, plan.name);
	base.content = manifest?.content;
	if (manifest !== void 0) restoreTimes(folder, plan.paths, manifest.times);
	const packages = base.parts.tools[TEX_PACKAGES];
	if (packages !== void 0 && packages !== "unknown") adoptFormats(folder, plan.paths);
	return manifest === void 0 ? [] : keyDifferences(manifest.parts, base.parts);
}
async function saveEntry({ plan, root, store, keepExisting }, { parts, key: { key }, glance, content: before }) {
	const { stored: paths } = plan;
	const obstacle = obstacleToSaving(root, plan, store.maxBytes);
	if (obstacle !== void 0) return obstacle.kind === "nothing-there" ? nothingSaved(obstacle) : {
		state: "failed",
		because: obstacle
	};
	const content = before !== void 0 && glance !== void 0 && statSummaryAt(root, plan.paths) === glance ? before : await contentHash(root, plan.paths);
	writeManifest(root, {
		parts,
		content,
		times: timesAt(root, plan.paths)
	});
	if (content === before) return nothingSaved({ kind: "unchanged" });
	if (keepExisting && (await store.get({
		key,
		restoreKeys: [],
		paths
	})).kind === "hit") return { state: "not-saved" };
	const result = await store.set({
		key,
		paths,
		root
	});
	switch (result.kind) {
		case "saved": return {
			state: "saved",
			bytes: result.bytes,
			leftOut: result.leftOut ?? [],
			tookMs: 0
		};
		case "already-there": return nothingSaved({ kind: "saved-by-other" });
		case "not-saved": return {
			state: "failed",
			because: result.because
		};
	}
}
function nothingSaved(because) {
	return {
		state: "not-saved",
		because
	};
}
// src/execution/caches/caches.ts
/**
* The caches that users declare, in a run: all are restored at the same time, a stage waits for its
* own alone, and what changed is saved when all stages are over.
*/
/** Caches for one run of a pipeline. */
function createStageCaches(options) {
	const { pipeline, root, store, saving, emit, placementOf = () => void 0 } = options;
	const gatherer = createGatherer(options);
	let isClosed = false;
	const isOver = () => isClosed;
	const caches = planCaches(pipeline.caches, pipeline.stages).map((plan) => {
		const users = pipeline.stages.filter((stage) => stage.caches.includes(plan.name));
		const parts = () => gatherer.parts(plan, users);
		const ids = new Set(users.map(({ id }) => id));
		return {
			plan,
			users,
			life: "get" in store ? createCacheLifecycle({
				...options,
				placementOf,
				isOver,
				plan,
				users: ids,
				store,
				parts
			}) : void 0,
			restoring: void 0,
			restored: void 0,
			saved: void 0
		};
	});
	const named = (names) => caches.filter(({ plan }) => names.includes(plan.name));
	function restore(cache, aboutToRun) {
		cache.restoring ??= begin(cache, new Set(aboutToRun));
		return cache.restoring;
	}
	async function begin(cache, aboutToRun) {
		const restored = "off" in store ? withoutStore(cache, store.off, aboutToRun, options) : await cache.life.restore(aboutToRun);
		if (isClosed) return restored;
		cache.restored = restored;
		if (restored.state === "error") {
			const { because } = restored;
			emit({
				kind: "notice",
				notice: {
					kind: "cache-not-restored",
					cache: cache.plan.name,
					because
				}
			});
		}
		return restored;
	}
	async function save(cache, statuses) {
		if (cache.life === void 0 || cache.restored === void 0) return;
		if (cache.restored.state === "exact") return;
		const because = saving.allowed ? obstacleOf(cache.users, statuses) : saving.because;
		cache.saved = because === void 0 ? await cache.life.save() : {
			state: "not-saved",
			because
		};
		if (cache.saved.state === "failed") {
			const { because } = cache.saved;
			emit({
				kind: "notice",
				notice: {
					kind: "cache-not-saved",
					cache: cache.plan.name,
					because
				}
			});
		}
	}
	return {
		prefetch(names, aboutToRun = []) {
			for (const cache of named(names)) if (!pipeline.stages.some((stage) => mayMakeInputOf(cache.plan, stage))) restore(cache, aboutToRun);
		},
		async prepare(stage) {
			const own = named(stage.caches);
			const restored = await Promise.all(own.map((cache) => restore(cache, [stage.id])));
			const environment = await texEnvironment(own, gatherer, root);
			return {
				state: temperatureOfAll(restored),
				environment
			};
		},
		close() {
			isClosed = true;
		},
		async save(ended) {
			const statuses = new Map(ended.map(({ id, status }) => [id, status]));
			await Promise.all(caches.map((cache) => save(cache, statuses)));
		},
		records: () => caches.flatMap(({ plan, users, restored, saved }) => {
			const stages = users.map(({ id }) => id);
			return restored === void 0 ? [] : [recordOf(plan.name, stages, restored, saved)];
		})
	};
}
/** Where there is no store; never throws. */
function withoutStore({ plan, users }, off, aboutToRun, options) {
	const { root, placementOf = () => void 0 } = options;
	const ids = new Set(users.map(({ id }) => id));
	try {
		const facts = observeCache({
			...options,
			plan,
			users: ids,
			placementOf
		});
		const decision = decideCache(facts);
		if (decision.clears) clearCache(root, plan, heldFiles(root, plan, aboutToRun, placementOf));
		if (decision.clears) removeMark(root, plan);
		const completeness = () => completenessOf(root, plan, void 0);
		return settledBy(decision, "", completeness) ?? {
			key: "",
			state: "off",
			because: off
		};
	} catch (error) {
		return {
			key: "",
			state: "error",
			because: generalFault(error)
		};
	}
}
/** Why nothing is saved: half of what a stage was making is worse than nothing. */
function obstacleOf(users, statuses) {
	for (const { id } of users) {
		const status = statuses.get(id);
		switch (status) {
			case "failed":
			case "timed-out":
			case "cancelled":
			case "running": return {
				kind: "stage",
				stage: id,
				status
			};
		}
	}
	return users.some(({ id }) => statuses.get(id) === "passed") ? void 0 : { kind: "no-stage-ran" };
}
function temperatureOfAll(restored) {
	const temperatures = new Set(restored.map(temperatureOf));
	const [only = "none"] = temperatures;
	return temperatures.size > 1 ? "partial" : only;
}
/**
* Lets TeX keep what it makes for its user with the first of the stage's `latex` caches; not where
* the user has such a folder with something in it, which TeX would then no longer find.
*/
async function texEnvironment(caches, gatherer, root) {
	const cache = caches.find(({ plan, life }) => plan.tex && life !== void 0);
	if (cache === void 0) return {};
	try {
		const tex = await gatherer.tex();
		if (tex === void 0 || tex.userFolder !== void 0) return {};
		return { TEXMFVAR: makeOwnFolder(root, cache.plan.name, TEX_USER_FOLDER) };
	} catch {
		return {};
	}
}
// src/execution/reuse/write-notices.ts
/** Stray writes, one notice for each kind and pair of stages. */
function strayNotices(writes) {
	return groupBy(writes, ({ kind, other, writers }) => JSON.stringify([
		kind,
		other.id,
		writers.map(({ id }) => id)
	])).map((group) => {
		const [{ kind: what, other, writers }] = group;
		const [writer] = writers;
		return {
			kind: "stray-writes",
			what,
			writers: writers.map(({ id }) => id),
			other: other.id,
			isNeeded: writer !== void 0 && other.needs.includes(writer.id),
			paths: group.map(({ path }) => path)
		};
	});
}
/** Files of the repository that stages changed without declaring it, one notice for each writer. */
function changedTrackedNotices(changed) {
	return groupBy(changed, ({ writers }) => JSON.stringify(writers.map(({ id }) => id))).map((group) => ({
		kind: "tracked-changed",
		writers: group[0].writers.map(({ id }) => id),
		paths: group.map(({ path }) => path)
	}));
}
/** Items that have the same key, in the order in which keys come first. */
function groupBy(items, keyOf) {
	const groups = /* @__PURE__ */ new Map();
	for (const item of items) {
		const group = groups.get(keyOf(item));
		if (group === void 0) groups.set(keyOf(item), [item]);
		else group.push(item);
	}
	return [...groups.values()];
}
// src/execution/reuse/stray-writes.ts
/** Who wrote where it should not, in one run: said once, and held against storing what came of it. */
/** Looks after each stage at what was written since the last look. */
var StrayWrites = class {
	#options;
	#windows = [];
	/** Stages whose commands ran since the last look. */
	#sinceLook = /* @__PURE__ */ new Set();
	#spoiled = /* @__PURE__ */ new Map();
	/** What was said of files written where they should not be, and of which. */
	#said = /* @__PURE__ */ new Set();
	#named = /* @__PURE__ */ new Set();
	#looking = Promise.resolve();
	constructor(options) {
		this.#options = options;
	}
	/** When the commands of stages ran. */
	get windows() {
		return this.#windows;
	}
	/** The stage's command is about to start. */
	open(stage) {
		const window = {
			stage,
			fromMs: Date.now()
		};
		this.#windows.push(window);
		this.#sinceLook.add(window);
	}
	/** The stage's command was over at that time; gives whether no other ran at any time while it did. */
	close({ id }, endedAtMs) {
		const window = this.#windows.findLast(({ stage }) => stage.id === id);
		if (window === void 0) return false;
		window.toMs = endedAtMs;
		const { fromMs } = window;
		return !this.#windows.some((other) => other !== window && (other.toMs ?? 1e400) >= fromMs);
	}
	/** One look at a time: each begins where the last one ended. */
	async look() {
		const watch = await this.#options.watching;
		if (watch === void 0) return;
		this.#looking = this.#looking.then(() => this.#lookWith(watch)).catch(() => void 0);
		await this.#looking;
	}
	/** Why nothing of the stage is stored any more in this run. */
	reasonAgainst(stageId) {
		return this.#spoiled.get(stageId);
	}
	/** What was stored of the stage in this run is taken back, and nothing else is stored. */
	async forbid(stageId, reason) {
		this.#spoiled.set(stageId, withPaths(this.#spoiled.get(stageId), reason));
		await this.#options.withdraw(stageId, reason);
	}
	/** What was written there has been said already. */
	name(paths) {
		for (const path of paths) this.#named.add(path);
	}
	isNamed(path) {
		return this.#named.has(path);
	}
	async #lookWith(watch) {
		const ran = [...this.#sinceLook];
		for (const window of ran) if (window.toMs !== void 0) this.#sinceLook.delete(window);
		const writes = await watch.look(ran);
		for (const write of writes) await this.#spoil(write);
		this.name(writes.map(({ path }) => path));
		const isNew = ({ kind, path, other }) => {
			const key = JSON.stringify([
				kind,
				path,
				other.id
			]);
			return !this.#said.has(key) && this.#said.add(key) !== void 0;
		};
		for (const notice of strayNotices(writes.filter(isNew))) this.#options.onNotice(notice);
	}
	/** Who left behind more than it declares is not stored; nor is what others wrote to. */
	async #spoil({ kind, path, writers, other }) {
		if (kind === "race") return;
		for (const { id } of writers) {
			const reason = kind === "own-input" ? "own-inputs" : "undeclared-writes";
			this.#spoiled.set(id, withPaths(this.#spoiled.get(id), {
				kind: reason,
				paths: [path]
			}));
			await this.#options.withdraw(id);
		}
		if (kind !== "others-output") return;
		const { stages } = this.#options.pipeline;
		const isLater = ({ id }) => withNeeds(stages, [id]).has(other.id);
		const unordered = writers.filter((writer) => writer.id !== other.id && !isLater(writer));
		if (unordered.length === 0) return;
		const ids = unordered.map(({ id }) => id);
		await this.forbid(other.id, {
			kind: "overwritten",
			paths: [path],
			stages: ids
		});
	}
};
/** A reason with the paths of an earlier one of its kind. */
function withPaths(before, reason) {
	if (before === void 0 || !("paths" in before) || !("paths" in reason)) return reason;
	if (before.kind !== reason.kind) return before;
	return {
		...reason,
		paths: [.../* @__PURE__ */ new Set([...before.paths, ...reason.paths])]
	};
}
// src/execution/stage/llm-proxies.ts
/** Proxies for one run of a pipeline. */
function createLlmProxies(options) {
	const { pipeline, replies, emit } = options;
	const proxied = pipeline.caches.filter(({ proxy }) => proxy);
	const proxies = /* @__PURE__ */ new Map();
	const said = /* @__PURE__ */ new Set();
	/** A damaged store may have a thousand damaged replies. */
	function tell(notice) {
		const key = noticeKey(notice);
		if (said.has(key)) return;
		said.add(key);
		emit({
			kind: "notice",
			notice
		});
	}
	function onEvent(event) {
		if (event.kind === "notice") tell(event.notice);
		else emit(event);
	}
	function proxyOf(cache) {
		const started = proxies.get(cache.name) ?? start(cache, options, onEvent);
		proxies.set(cache.name, started);
		return started;
	}
	async function open(cache, stage, environment) {
		try {
			return await (await proxyOf(cache)).openStage(stage.id, environment);
		} catch (error) {
			const { message: cause } = error;
			tell({
				kind: "fault",
				of: "llm-proxy-start",
				stage: stage.id,
				cause
			});
			return;
		}
	}
	async function closeOne(proxy) {
		try {
			return (await (await proxy).close()).stored;
		} catch {
			return 0;
		}
	}
	return {
		prefetch(names) {
			if (proxied.some(({ name }) => names.includes(name))) replies.ready();
		},
		async prepare(stage) {
			const cache = proxied.find(({ name }) => stage.caches.includes(name));
			if (cache === void 0) return void 0;
			await replies.ready();
			return (environment) => open(cache, stage, environment);
		},
		async close() {
			return (await Promise.all([...proxies.values()].map(closeOne))).reduce((sum, count) => sum + count, 0);
		}
	};
}
async function start(cache, { pipeline, environment, replies }, emit) {
	const { startLlmProxy } = await import("./proxy.js");
	const { key, ignore = [], prices, ollama } = cache;
	return startLlmProxy({
		folder: replies.folder,
		readOnly: replies.readOnly,
		bounds: { maxStoreBytes: replies.maxBytes },
		environment,
		secrets: secretValues(pipeline.stages, environment).filter(isNoWord).flatMap(formsOf).filter(isNoWord),
		ignore: ignore.map((pattern) => new RegExp(pattern)),
		...key !== void 0 && { salt: key },
		...prices !== void 0 && { prices: priceTable(prices) },
		...ollama !== void 0 && { ollama: {
			command: ollama,
			environment: withoutWithheld(environment)
		} },
		emit
	});
}
/** Local servers are given keys like `ollama` or `test`, which stand in answers without being secrets. */
function isNoWord({ length }) {
	return length >= SHORTEST_SECRET;
}
const SHORTEST_SECRET = 12;
function priceTable(prices) {
	return Object.fromEntries(Object.entries(prices).map(([model, { input, output }]) => [model, {
		inputPerMillion: input,
		outputPerMillion: output
	}]));
}
// src/execution/watch/write-watch.ts
/**
* Which stage wrote what another, or it itself, reads or makes. Such a stage races with the other, or
* leaves behind less than it declares, and its result must not stand for a run of it.
*/
/** Clocks of file systems lag behind by up to a tick, in ms. */
const TICK_MS = 20;
/** Takes down how all inputs and outputs stand now. */
async function watchWrites(pipeline, root, states) {
	const judge = createJudge(pipeline);
	const readers = pipeline.stages.filter(({ inputs }) => inputs.length > 0).map((stage) => ({
		stage,
		isMatched: matcherOf(stage.inputs)
	}));
	const walks = walksOf(pipeline.stages);
	const held = /* @__PURE__ */ new Map();
	const before = await withContents(await scan());
	async function scan() {
		const found = await Promise.all(walks.map((patterns) => matchFiles(root, patterns)));
		const seen = /* @__PURE__ */ new Map();
		const turns = takeTurns();
		for (const path of new Set(found.flat())) {
			const signature = signatureAt(join(root, path));
			if (signature !== void 0) seen.set(path, { signature });
			if (turns.isOver) await turns.next();
		}
		return seen;
	}
	/** Inputs with their contents: one that was written again with the same content did not change. */
	async function withContents(seen) {
		const readersOf = await readersAmong([...seen.keys()]);
		const inputs = [...seen.keys()].filter((path) => readersOf(path).length > 0).sort();
		const collected = await states.collect(inputs);
		if (collected.kind === "unreadable") return seen;
		for (const file of collected.files) {
			const known = seen.get(file.path);
			if (known !== void 0) seen.set(file.path, {
				...known,
				content: contentOf(file)
			});
		}
		return seen;
	}
	/** The stages among whose inputs each of the paths is. */
	async function readersAmong(paths) {
		const read = await Promise.all(readers.map(async ({ stage, isMatched }) => ({
			stage,
			inputs: new Set(await inputsAmong(paths.filter(isMatched), stage, pipeline, states))
		})));
		return (path) => read.flatMap(({ stage, inputs }) => inputs.has(path) ? stage : []);
	}
	function rebase(path) {
		const signature = signatureAt(join(root, path));
		if (signature === void 0) before.delete(path);
		else before.set(path, { signature });
	}
	async function changedFiles() {
		const now = await scan();
		const touched = [.../* @__PURE__ */ new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path)?.signature !== now.get(path)?.signature);
		const contents = await withContents(new Map(touched.flatMap((path) => now.has(path) ? [[path, now.get(path)]] : [])));
		return touched.sort().filter((path) => {
			if (held.has(path)) return false;
			const known = before.get(path);
			const signature = signatureAt(join(root, path));
			if (signature === known?.signature) return false;
			const seen = contents.get(path);
			if (signature === void 0) before.delete(path);
			else before.set(path, {
				signature,
				content: seen?.content
			});
			return known?.content === void 0 || known.content !== seen?.content;
		});
	}
	return {
		async look(ran) {
			const changed = await changedFiles();
			if (ran.length === 0 || changed.length === 0) return [];
			const readersOf = await readersAmong(changed);
			return changed.flatMap((path) => judge.writes(path, writersOf(root, path, ran), readersOf(path)));
		},
		hold(paths) {
			const own = [...paths];
			for (const path of own) held.set(path, (held.get(path) ?? 0) + 1);
			return { [Symbol.dispose]() {
				for (const path of own) {
					const left = (held.get(path) ?? 1) - 1;
					if (left > 0) held.set(path, left);
					else held.delete(path);
					rebase(path);
				}
			} };
		}
	};
}
/** Decides what a changed file means, from the definition alone. */
function createJudge(pipeline) {
	const { stages } = pipeline;
	const makers = stages.map((stage) => ({
		stage,
		makes: matcherOf(declaredOutputs(stage))
	}));
	const isCached = matcherOf(planCaches(pipeline.caches, stages).flatMap(({ paths }) => paths));
	const chainOf = new Map(stages.map(({ id }) => [id, withNeeds(stages, [id])]));
	const needs = (reader, id) => chainOf.get(reader.id)?.has(id) === true;
	function writes(path, ran, readers) {
		const declaring = ran.filter(({ id }) => makers.some(({ stage, makes }) => stage.id === id && makes(path)));
		if (declaring.length === 0 && isCached(path)) return [];
		const writers = declaring.length > 0 ? declaring : ran;
		if (declaring.length === 0) {
			const maker = makers.find(({ makes }) => makes(path))?.stage;
			if (maker !== void 0) return [{
				path,
				writers,
				other: maker,
				kind: "others-output"
			}];
		}
		return readers.flatMap((other) => {
			if (writers.every(({ id }) => id === other.id)) return [{
				path,
				other,
				writers,
				kind: "own-input"
			}];
			const others = writers.filter(({ id }) => id !== other.id);
			if (declaring.length === 0) return [{
				path,
				other,
				writers: others,
				kind: "undeclared"
			}];
			return others.some(({ id }) => needs(other, id)) ? [] : [{
				path,
				other,
				writers: others,
				kind: "race"
			}];
		});
	}
	return { writes };
}
/** Of the stages that ran, those that ran when a file was last changed; all where that is unknown. */
function writersOf(root, path, ran) {
	const at = changedAt(root, path);
	const then = ran.filter(({ fromMs, toMs }) => {
		const isBefore = at.exact && toMs !== void 0 && toMs + TICK_MS < at.ms;
		return fromMs - TICK_MS <= at.ms && !isBefore;
	});
	return (then.length > 0 ? then : ran).map(({ stage }) => stage);
}
/** A file that is gone went at the latest when its folder was last changed. */
function changedAt(root, path) {
	const own = lstatSync(join(root, path), { throwIfNoEntry: false });
	if (own !== void 0) return {
		ms: own.ctimeMs,
		exact: true
	};
	return {
		ms: lstatSync(dirname(join(root, path)), { throwIfNoEntry: false })?.ctimeMs ?? Number.POSITIVE_INFINITY,
		exact: false
	};
}
/** Patterns that one walk can look for; those of a stage that excludes are its own. */
function walksOf(stages) {
	const lists = stages.flatMap((stage) => [stage.inputs, declaredOutputs(stage)]);
	const excludes = (list) => list.some((pattern) => pattern.startsWith("!"));
	const common = lists.filter((list) => !excludes(list)).flat();
	return [[...new Set(common)], ...lists.filter(excludes)];
}
function contentOf(file) {
	return file.kind === "file" ? `${file.hash} ${file.executable}` : `-> ${file.target} ${file.hash ?? ""}`;
}
// src/execution/watch/tracked-watch.ts
/** Files of the repository that stages change although no stage declares them. */
/** Begins to look after them. */
function watchTracked({ stages, caches }, root, git) {
	const isDeclared = matcherOf([...stages.flatMap((stage) => [...declaredOutputs(stage), ...stage.inputs.filter(isNoExclusion)]), ...planCaches(caches, stages).flatMap(({ paths }) => paths)]);
	let before = /* @__PURE__ */ new Map();
	async function look() {
		const foreign = (await (await git)?.changedTracked() ?? []).filter((path) => !isDeclared(path));
		return new Map(foreign.map((path) => [path, signatureAt(join(root, path))]));
	}
	return {
		ready: look().then((found) => {
			before = found;
		}, () => void 0),
		async changed(windows) {
			if (windows.length === 0) return [];
			const now = await look().catch(() => before);
			const isNew = (path) => !before.has(path) || before.get(path) !== now.get(path);
			return [...now.keys()].filter(isNew).map((path) => ({
				path,
				writers: writersOf(root, path, windows)
			}));
		}
	};
}
function isNoExclusion(pattern) {
	return !pattern.startsWith("!");
}
// src/execution/preparation.ts
/**
* What comes before and after a stage's command: is there a stored result to reuse, are its caches
* there, and may what it made be stored.
*/
/** How often a run says that it is alive, in ms. */
const BEAT_MS = 1e3;
/** Begins to watch the inputs of all stages: to be called before any stage writes. */
function createPreparation(options) {
	return new AroundStages(options);
}
var AroundStages = class {
	states;
	closeLlm;
	caches;
	#options;
	#ledger;
	#results;
	#caches;
	#llm;
	#undeclared;
	#watching;
	#stray;
	#beating;
	constructor(options) {
		const { pipeline, root, environment } = options;
		this.#options = options;
		const onNotice = (notice) => this.#notice(notice);
		const onFault = (cause) => onNotice({
			kind: "fault",
			of: "git-ignored",
			cause
		});
		this.states = createFileStates(root, {
			environment,
			onFault
		});
		const tools = createToolVersions(root);
		const sources = {
			pipeline,
			root,
			environment,
			states: this.states,
			tools
		};
		this.#ledger = openLedger(root, pipeline.id);
		const { states } = this;
		const placementOf = this.#placementOf();
		this.#caches = createStageCaches({
			...options,
			placementOf,
			states,
			toolVersions: tools
		});
		this.#llm = createLlmProxies(options);
		let watch;
		this.#watching = watchWrites(pipeline, root, states).catch((error) => {
			onNotice({
				kind: "fault",
				of: "write-watch",
				cause: error.message
			});
		});
		this.#watching.then((found) => {
			watch = found;
		});
		this.#results = createStageResults({
			pipeline,
			leftOut: new Set(options.leftOut?.keys()),
			root,
			fingerprints: createFingerprints(sources),
			ledger: this.#ledger,
			store: options.results,
			keeps: options.saving.allowed,
			force: options.force,
			tracked: states.git().then((files) => files?.isTracked ?? (() => false)),
			onNotice,
			hold: (paths) => watch?.hold(paths) ?? { [Symbol.dispose]() {} }
		});
		this.#undeclared = watchTracked(pipeline, root, states.git());
		const withdraw = (id, reason) => this.#withdraw(id, reason);
		this.#stray = new StrayWrites({
			pipeline,
			watching: this.#watching,
			withdraw,
			onNotice
		});
		this.closeLlm = this.#llm.close;
		this.caches = this.#caches.records;
		this.#prefetch(sources).catch(() => void 0);
	}
	#notice(notice) {
		this.#options.emit({
			kind: "notice",
			notice
		});
	}
	/** Who put a file where it stands: of this run what is known, of earlier ones what the ledger says. */
	#placementOf() {
		const { pipeline, root } = this.#options;
		const stageIds = pipeline.stages.map(({ id }) => id);
		const placed = placementsOf(root, stageIds, this.#ledger);
		return (path) => {
			const stage = this.#results.isPlacing(path);
			if (stage !== void 0) return {
				stage,
				by: "reuse",
				isSettled: true
			};
			const placement = placed(path);
			return placement && {
				...placement,
				isSettled: this.#results.isReused(placement.stage)
			};
		};
	}
	/** Restores ahead what stages will need that are not likely to be reused. */
	async #prefetch(sources) {
		const { pipeline, leftOut, force, results } = this.#options;
		const users = pipeline.stages.filter(({ id, caches }) => caches.length > 0 && leftOut?.has(id) !== true);
		if (users.length === 0) return;
		await this.#watching;
		const predictions = await predictReuse({
			...sources,
			store: await results,
			force
		});
		const running = users.filter(({ id }) => predictions.get(id)?.kind !== "reused");
		const needed = running.flatMap(({ caches }) => caches);
		const ids = running.map(({ id }) => id);
		this.#caches.prefetch(needed, ids);
		this.#llm.prefetch(needed);
	}
	async #withdraw(id, reason) {
		await this.#results.withdraw(id);
		if (reason !== void 0) this.#keepReason(id, reason);
	}
	/** For `explain`. */
	#keepReason(id, notStored) {
		const entry = this.#ledger.of(id);
		if (entry !== void 0) this.#ledger.keep(id, {
			...entry,
			notStored
		});
	}
	async before(stage) {
		const { now } = this.#options;
		const from = now();
		await Promise.all([this.#watching, this.#undeclared.ready]);
		const attempt = await this.#results.attempt(stage);
		const fingerprint = attempt.fingerprint === void 0 ? {} : { fingerprint: attempt.fingerprint };
		if (attempt.kind === "run") {
			const [{ state, environment }, openLlm] = await Promise.all([this.#caches.prepare(stage), this.#llm.prepare(stage)]);
			return {
				kind: "run",
				record: {
					...fingerprint,
					cacheState: state
				},
				environment,
				openLlm
			};
		}
		const { savedMs, bytes } = attempt;
		const reuse = {
			savedMs,
			bytes,
			tookMs: now() - from
		};
		return {
			kind: "reused",
			record: {
				...fingerprint,
				reuse
			}
		};
	}
	async begin(stage) {
		this.#ledger.beat();
		this.#beating ??= setInterval(() => this.#ledger.beat(), BEAT_MS).unref();
		await this.#results.begin(stage).catch(() => void 0);
		this.#stray.open(stage);
	}
	retry(stage) {
		return this.#results.retry(stage).catch(() => void 0);
	}
	async after(stage, record, endedAtMs) {
		const passed = record.status === "passed";
		const alone = this.#stray.close(stage, endedAtMs);
		const ended = await this.#results.end(stage, {
			passed,
			endedAtMs,
			alone
		}).catch((error) => unknownEnd(error.message));
		for (const [owner, paths] of ended.shared) {
			const reason = {
				kind: "shared-outputs",
				paths: [...paths],
				stages: [stage.id]
			};
			await this.#stray.forbid(owner, reason);
			this.#stray.name(paths);
			const stages = [owner, stage.id];
			this.#notice({
				kind: "shared-outputs",
				stages,
				paths: [...paths]
			});
		}
		await this.#stray.look();
		if (!passed || !isReusable(stage)) return {};
		const reason = this.#stray.reasonAgainst(stage.id) ?? sharedReason(ended) ?? ended.obstacle ?? await this.#results.store(stage, ended, record.durationMs ?? 0).catch((error) => ({
			kind: "store",
			because: saveFaultOf(error)
		}));
		if (reason !== void 0) this.#tellNotStored(stage, reason);
		return ended.reading === void 0 ? { fingerprint: void 0 } : {};
	}
	#tellNotStored({ id }, reason) {
		this.#keepReason(id, reason);
		const isSaid = "paths" in reason && reason.paths.some((path) => this.#stray.isNamed(path));
		if (this.#options.saving.allowed && !isSaid) this.#notice({
			kind: "result-not-stored",
			stage: id,
			why: reason
		});
	}
	async finish(ended, signal) {
		clearInterval(this.#beating);
		this.#caches.close();
		await unlessAborted(signal, () => this.#keep(ended), void 0);
	}
	async #keep(ended) {
		const changed = await this.#undeclared.changed(this.#stray.windows);
		for (const notice of changedTrackedNotices(changed)) this.#notice(notice);
		await this.#caches.save(ended);
	}
};
function sharedReason({ shared }) {
	if (shared.size === 0) return void 0;
	return {
		kind: "shared-outputs",
		paths: [...new Set([...shared.values()].flat())],
		stages: [...shared.keys()]
	};
}
/** Of a stage of which nobody can say what it made. */
function unknownEnd(said) {
	return {
		outputs: [],
		given: [],
		signatures: /* @__PURE__ */ new Map(),
		shared: /* @__PURE__ */ new Map(),
		obstacle: {
			kind: "unreadable",
			what: "outputs",
			because: {
				kind: "failed",
				said
			}
		}
	};
}
export { createPreparation };
