import { a as saveFaultOf, r as generalFault } from "./faults.js";
import { r as unlessAborted } from "./grace.js";
import { C as completenessOf, D as makeOwnFolder, E as decideCache, O as readManifest, S as clearCache, T as temperatureOfKept, _ as observeCache, a as createOwners, b as createGatherer, c as whyUnfit, d as createClearing, f as Setups, g as isMarked, h as foundIn, i as predictReuse, k as writeManifest, l as isOwnOutput, m as obstacleToSaving, n as notRunning, o as formerParts, s as lookThrough, t as placementsOf, u as openLedger, v as removeMark, w as heldFiles, x as mayMakeInputOf, y as writeMark } from "./placement.js";
import { C as matchFiles, D as collectFiles, E as createFileStates, O as takeTurns, S as planCaches, _ as matcherOf, d as createToolVersions, g as signatureAt, h as standingAt, i as declaredOutputs, m as literalBeginning, o as inputPaths, p as hollowFolders, r as createFingerprints, s as inputsAmong, u as touchedBetween, v as TEX_PACKAGES, y as TEX_USER_FOLDER } from "./requirements.js";
import { n as moveIn, t as createStaging } from "./staging.js";
import { s as surveyTree } from "./put-in-place.js";
import { i as unreadableError } from "./unreadable.js";
import { a as cacheKeyOf, n as LAYER_PREFIX, o as keyDifferences } from "./keys2.js";
import { t as _usingCtx } from "./usingCtx.js";
import { i as parentsOf, n as isWithin } from "./paths.js";
import { a as isLiteral, c as normalForm, s as namedIn } from "./descent.js";
import { l as decide, n as collectOutputs, o as publishResult, r as keepOutputs, s as withdrawResult, u as isReusable } from "./result-store.js";
import { i as hashEnvironment, n as filesInOrder, t as entriesInOrder } from "./fingerprint.js";
import { n as stageEnvironment } from "./stage-environment.js";
import { t as layerKey } from "./identity.js";
import { n as isSetup } from "./setup-stage.js";
import { n as noticeKey } from "./notice.js";
import { n as withoutWithheld } from "./ask.js";
import { t as formsOf } from "./forms.js";
import { r as secretValues } from "./secrets.js";
import { a as withNeeds } from "./graph.js";
import { createHash, hash, randomUUID } from "node:crypto";
import { dirname, isAbsolute as isAbsolute$2, join, posix, relative, resolve } from "node:path";
import { existsSync, lstatSync, lutimesSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
// src/util/outstanding.ts
var Outstanding = class {
	allOver;
	#open;
	#end = () => {};
	constructor(ids) {
		this.#open = new Set(ids);
		this.allOver = new Promise((resolve) => {
			this.#end = resolve;
		});
		if (this.#open.size === 0) this.#end();
	}
	over(id) {
		if (this.#open.delete(id) && this.#open.size === 0) this.#end();
	}
};
// src/caching/files/tree-state.ts
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
function timesAt(root, paths) {
	return Object.fromEntries(filesAt(root, paths).map((path) => [path, Math.floor(lstatSync(join(root, path)).mtimeMs)]));
}
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
const LARGEST_FORMAT = 256 << 20;
const FORMAT_LINE = /^( *"([^"\n]+\.fmt)" \d+(?:\.\d+)? )(\d+) ([0-9a-f]{32}) ""$/gm;
function withFormats(database, sumOf) {
	return database.replace(FORMAT_LINE, (line, start, format) => {
		const sum = isInstalled(format) ? sumOf(format) : void 0;
		return sum === void 0 ? line : `${start}${sum.size} ${sum.md5} ""`;
	});
}
function isInstalled(format) {
	return /^(?:\/|[A-Za-z]:[/\\])/.test(format) && /[/\\]web2c[/\\]/.test(format);
}
function adoptFormats(root, paths) {
	const sums = /* @__PURE__ */ new Map();
	const sumOf = (format) => {
		if (!sums.has(format)) sums.set(format, readSum(format));
		return sums.get(format);
	};
	for (const { kind, path } of surveyTree(root, paths).places) if (kind === "file" && isDatabase(path)) adopt(join(root, path), sumOf);
}
function isDatabase(file) {
	return file.endsWith(".fdb_latexmk");
}
function adopt(file, sumOf) {
	if (lstatSync(file).size > 16777216) return;
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
async function restoreEntry(options, base, facts, held) {
	try {
		var _usingCtx$2 = _usingCtx();
		const { plan, store, root, now } = options;
		const { key, restoreKeys } = base.key;
		const startedAt = now();
		const staging = _usingCtx$2.a(await createStaging(root));
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
		if (obstacle?.kind === "half-placed") clearCache(root, plan, held());
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
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
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
// src/caching/latexmk-figures.ts
const ENDINGS = [
	".pdf",
	".png",
	".jpg",
	".jpeg",
	".eps"
];
const ENGINE = /^\["(?:pdf|xe|lua)latex"\]/m;
const TEX = /\.(?:tex|ltx|sty|cls|tikz|pgf|def|cfg)$/i;
const DECLARED = /\\DeclareGraphicsExtensions\s*\{([^{}]{0,500})\}/g;
function hasNewFigure(document) {
	const { database, sources, named, stands } = document;
	if (!ENGINE.test(database)) return false;
	let text;
	return sources.some((figure) => {
		const ending = posix.extname(figure);
		if (!ENDINGS.includes(ending.toLowerCase())) return false;
		const stem = figure.slice(0, -ending.length);
		const others = ENDINGS.map((one) => `${stem}${one}`).filter((other) => other !== figure && !named.has(other) && stands(other));
		if (others.length === 0) return false;
		text ??= textOf(document);
		if (isNamedWhole(text, posix.basename(stem), ending)) return false;
		const order = orderIn(text);
		const at = order.indexOf(ending.toLowerCase());
		return others.some((other) => order.slice(0, Math.max(0, at)).includes(posix.extname(other)));
	});
}
function textOf({ sources, read }) {
	return sources.filter((name) => TEX.test(name) && !isAbsolute$1(name)).map((name) => read(name)?.replace(/(?<!\\)%.*$/gm, "") ?? "").join("\n");
}
function isNamedWhole(text, stem, ending) {
	const [name, dotted] = [stem, ending].map((one) => one.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
	return new RegExp(`(?:(?<![\\w-])${name}|#\\d|\\}|\\\\[A-Za-z]+)${dotted}(?!\\w)`).test(text);
}
function orderIn(text) {
	return ([...text.matchAll(DECLARED)].at(-1)?.[1])?.split(",").map((one) => one.trim().toLowerCase()) ?? ENDINGS;
}
function isAbsolute$1(name) {
	return /^(?:\/|[A-Za-z]:)/.test(name);
}
// src/caching/latexmk-sources.ts
const MOST_NAMES = 1e4;
const NAME_LINE = /^ *"([^"\n]+)"(?: \d+(?:\.\d+)? \d+ [0-9a-f]{32} "([^"\n]*))?/gm;
function forgetVanished(root, paths, startedIn, isKept) {
	for (const { kind, path } of surveyTree(root, paths).places) {
		if (kind !== "file" || !isDatabase(path)) continue;
		const file = join(root, path);
		if (lstatSync(file).size > 16777216) continue;
		const database = readFileSync(file, "latin1");
		const named = namesIn(database);
		const folders = new Set([
			...startedIn,
			...parentsOf(path).toReversed(),
			""
		].map(bytesOf));
		const found = lookUp(named, placeOf(root, bytesOf(path), [...folders]));
		if (found.kind === "unknown") continue;
		if (found.kind === "whole" && !found.homes.some((home) => takesOther(database, named, home))) continue;
		rmSync(file);
		if (found.kind === "whole") continue;
		for (const made of bibliographiesOf(named, path)) if (!isKept(made)) removeFile(root, made);
	}
}
function bibliographiesOf({ made }, database) {
	return made.map((name) => Buffer.from(posix.basename(name), "latin1").toString()).filter((name) => name.endsWith(".bbl")).map((name) => posix.join(posix.dirname(database), name));
}
function removeFile(root, path) {
	const file = join(root, path);
	if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === true) rmSync(file);
}
function placeOf(root, database, folders) {
	return {
		roots: [.../* @__PURE__ */ new Set([root, realpathSync(root)])].map((one) => bytesOf(one.replaceAll("\\", "/"))),
		database,
		folders
	};
}
function namesIn(database) {
	const sources = /* @__PURE__ */ new Set();
	const made = /* @__PURE__ */ new Set();
	const all = /* @__PURE__ */ new Set();
	for (const [, name = "", rule] of database.matchAll(NAME_LINE)) {
		if (sources.size >= MOST_NAMES) break;
		all.add(name);
		if (rule !== void 0) sources.add(name);
		if (rule) made.add(name);
	}
	return {
		sources: [...sources],
		made: [...made],
		all: [...all]
	};
}
function lookUp(named, place) {
	if (!named.sources.filter((name) => place.roots.some((root) => name.startsWith(`${root}/`))).every(stands)) return { kind: "lacking" };
	const relative = named.sources.filter((name) => !isAbsolute(name));
	const [root = ""] = place.roots;
	const homes = foldersOf(named, place).map((folder) => posix.join(root, folder));
	const counts = homes.map((home) => relative.filter((name) => stands(posix.join(home, name))).length);
	const most = Math.max(0, ...counts);
	if (most === 0) return { kind: "unknown" };
	if (most < relative.length) return { kind: "lacking" };
	return {
		kind: "whole",
		homes: homes.filter((_, i) => counts[i] === most)
	};
}
const LARGEST_TEXT = 4 << 20;
function takesOther(database, { sources, all }, home) {
	const placed = (name) => isAbsolute(name) ? name : posix.join(home, name);
	return hasNewFigure({
		database,
		sources,
		named: new Set(all),
		stands: (name) => stands(placed(name)),
		read: (name) => textAt(placed(name))
	});
}
function textAt(path) {
	const file = Buffer.from(path, "latin1");
	try {
		return statSync(file).size > LARGEST_TEXT ? void 0 : readFileSync(file, "latin1");
	} catch {
		return;
	}
}
function foldersOf({ all }, { database, folders }) {
	const stem = posix.basename(database).replace(/\.[^.]*$/, "");
	const beside = all.filter((name) => !isAbsolute(name) && [`${stem}.aux`, `${stem}.log`].includes(posix.basename(name)));
	if (beside.length === 0) return folders;
	const lies = posix.dirname(database);
	return folders.filter((folder) => beside.some((name) => posix.dirname(posix.join(folder, name)) === lies));
}
function stands(path) {
	return existsSync(Buffer.from(path, "latin1"));
}
function isAbsolute(name) {
	return /^(?:\/|[A-Za-z]:)/.test(name);
}
function bytesOf(text) {
	return Buffer.from(text).toString("latin1");
}
// src/execution/caches/latexmk-memory.ts
const MOST_FOLDERS = 50;
function forgetVanishedSources(root, stage, caches, isTracked) {
	const { files, folders } = namedIn(stage.inputs);
	const named = [...files];
	const read = [.../* @__PURE__ */ new Set([
		...folders,
		...named.map(folderOf),
		...named
	])].slice(0, MOST_FOLDERS);
	const startedIn = [normalFolder(stage.workingDirectory), ...read];
	try {
		forgetVanished(root, [...cachePaths(caches), ...besideResults(stage)], startedIn, isTracked);
	} catch {}
}
function cachePaths(caches) {
	return caches.filter(({ preset }) => preset === void 0 || preset === "latex").flatMap(({ paths }) => paths);
}
function besideResults({ outputs, evidence }) {
	return [...outputs.filter(isLiteral), ...evidence.map(({ file }) => file)].filter((file) => /\.(?:pdf|log)$/.test(file)).map((file) => normalForm(file.replace(/\.[^.]*$/, ".fdb_latexmk")));
}
function folderOf(file) {
	return normalFolder(posix.dirname(file));
}
function normalFolder(path) {
	const normal = normalForm(path);
	return normal === "." ? "" : normal;
}
// src/execution/caches/caches.ts
function createStageCaches(options) {
	return new DeclaredCaches(options);
}
var DeclaredCaches = class {
	#options;
	#gatherer;
	#caches;
	#isClosed = false;
	constructor(options) {
		this.#options = options;
		this.#gatherer = createGatherer(options);
		const { caches, stages } = options.pipeline;
		this.#caches = planCaches(caches, stages).map((plan) => this.#planned(plan));
	}
	prefetch(names, aboutToRun = []) {
		const { stages } = this.#options.pipeline;
		for (const cache of this.#named(names)) if (!stages.some((stage) => mayMakeInputOf(cache.plan, stage))) this.#restore(cache, aboutToRun);
	}
	async prepare(stage) {
		const own = this.#named(stage.caches);
		const restored = await Promise.all(own.map((cache) => this.#restore(cache, [stage.id])));
		const environment = await texEnvironment(own, this.#gatherer, this.#options.root);
		return {
			state: temperatureOfAll(restored),
			environment
		};
	}
	halfInPlace(stage) {
		return this.#named(stage.caches).find(({ plan }) => isMarked(this.#options.root, plan))?.plan.name;
	}
	async begin(stage) {
		const { root, states } = this.#options;
		const own = this.#named(stage.caches).map(({ plan }) => plan);
		const git = await states.git().catch(() => void 0);
		forgetVanishedSources(root, stage, own, (path) => git?.isTracked(path) ?? false);
	}
	close() {
		this.#isClosed = true;
	}
	async save(ended) {
		const statuses = new Map(ended.map(({ id, status }) => [id, status]));
		await Promise.all(this.#caches.map((cache) => this.#saveOne(cache, statuses)));
	}
	records() {
		return this.#caches.flatMap(({ plan, users, restored, saved }) => {
			const stages = users.map(({ id }) => id);
			return restored === void 0 ? [] : [recordOf(plan.name, stages, restored, saved)];
		});
	}
	#planned(plan) {
		const { pipeline, store, placementOf = () => void 0 } = this.#options;
		const users = pipeline.stages.filter((stage) => stage.caches.includes(plan.name));
		return {
			plan,
			users,
			life: "get" in store ? createCacheLifecycle({
				...this.#options,
				placementOf,
				isOver: () => this.#isClosed,
				plan,
				users: new Set(users.map(({ id }) => id)),
				store,
				parts: () => this.#gatherer.parts(plan, users)
			}) : void 0,
			restoring: void 0,
			restored: void 0,
			saved: void 0
		};
	}
	#named(names) {
		return this.#caches.filter(({ plan }) => names.includes(plan.name));
	}
	#restore(cache, aboutToRun) {
		cache.restoring ??= this.#begin(cache, new Set(aboutToRun));
		return cache.restoring;
	}
	async #begin(cache, aboutToRun) {
		const { store, emit } = this.#options;
		const restored = "off" in store ? withoutStore(cache, store.off, aboutToRun, this.#options) : await cache.life.restore(aboutToRun);
		if (this.#isClosed) return restored;
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
	#obstacle({ plan, users }, statuses) {
		if (isMarked(this.#options.root, plan)) return { kind: "half-in-place" };
		return obstacleOf$1(users, statuses);
	}
	async #saveOne(cache, statuses) {
		const { saving, emit } = this.#options;
		if (cache.life === void 0 || cache.restored === void 0) return;
		if (cache.restored.state === "exact") return;
		const because = saving.allowed ? this.#obstacle(cache, statuses) : saving.because;
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
};
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
function obstacleOf$1(users, statuses) {
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
// src/execution/reuse/pending-results.ts
var PendingResults = class {
	#underWay = /* @__PURE__ */ new Map();
	#waiting = /* @__PURE__ */ new Set();
	begin(stage) {
		this.#underWay.set(stage.id, stage);
	}
	add({ id }, paths, publish) {
		const mayWrite = (other) => paths.some(matcherOf(declaredOutputs(other)));
		const others = [...this.#underWay.values()].filter((other) => other.id !== id);
		const rivals = /* @__PURE__ */ new Set([id, ...others.filter(mayWrite).map((other) => other.id)]);
		this.#waiting.add({
			rivals,
			publish
		});
	}
	async over({ id }) {
		this.#underWay.delete(id);
		for (const result of this.#waiting) {
			result.rivals.delete(id);
			if (result.rivals.size > 0) continue;
			this.#waiting.delete(result);
			await result.publish();
		}
	}
};
// src/execution/reuse/links.ts
function looseLink(root, { files, folders }, tracked) {
	const stored = /* @__PURE__ */ new Set([...files, ...folders]);
	const above = new Set([...stored].flatMap(parentsOf));
	const isThereToo = (path) => stored.has(path) || above.has(path) || isWithin(path, stored) || tracked(path);
	for (const path of new Set(files.flatMap(parentsOf))) {
		const target = linkAt(root, path);
		if (target !== void 0) return {
			kind: "link",
			path,
			target
		};
	}
	for (const path of files) {
		const target = linkAt(root, path);
		if (target === void 0) continue;
		const there = statSync(join(root, path), { throwIfNoEntry: false });
		if (there === void 0) continue;
		const place = relative(root, resolve(root, dirname(path), target)).replaceAll("\\", "/");
		if (place.startsWith("..") || isAbsolute$2(place) ? there.isDirectory() : !isThereToo(place)) return {
			kind: "link",
			path,
			target
		};
	}
}
function linkAt(root, path) {
	return lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(join(root, path)) : void 0;
}
// src/execution/reuse/made.ts
function madeBy({ before, after, patterns, mayKeep }) {
	const paths = [...after.files.keys()].sort();
	const isWritten = (path) => before.files.get(path) !== after.files.get(path);
	const newFolders = [...after.folders].filter((folder) => !before.folders.has(folder)).sort();
	const isNew = new Set(newFolders);
	const hollow = hollowFolders(after, patterns);
	const isOwnFolder = (path) => isNew.has(path) || mayKeep(path);
	return {
		files: paths.filter((path) => isWritten(path) || mayKeep(path)),
		folders: hollow.filter(isOwnFolder),
		besideFolders: hollow.filter((path) => !isOwnFolder(path)),
		written: paths.filter(isWritten),
		newFolders,
		beside: paths.filter((path) => !isWritten(path) && !mayKeep(path))
	};
}
function missingOutput(root, patterns, { files, folders, beside }, tracked) {
	const exclusions = patterns.filter((pattern) => pattern.startsWith("!"));
	const matcherFor = (pattern) => matcherOf([pattern, ...exclusions]);
	const pattern = patterns.filter((pattern) => !pattern.startsWith("!")).find((pattern) => ![
		...files,
		...folders,
		...beside.filter(tracked)
	].some(matcherFor(pattern)));
	if (pattern === void 0) return void 0;
	const beginning = literalBeginning(pattern);
	for (const path of [...parentsOf(beginning), beginning]) {
		const target = path === "" ? void 0 : linkAt(root, path);
		if (target !== void 0) return {
			kind: "link",
			path,
			target
		};
	}
	const there = beside.find(matcherFor(pattern));
	return {
		kind: "missing-output",
		pattern,
		...there !== void 0 && { foreign: there }
	};
}
// src/execution/reuse/obstacles.ts
function obstacleOf(root, passed) {
	const { stage, again, made, outputs, given, spoilt, endedAtMs, tracked } = passed;
	return changeOf(passed) ?? (again?.stage.kind === "unknown" ? unreadable("inputs", again.stage.because) : void 0) ?? (spoilt === void 0 ? void 0 : {
		kind: "failed-attempt",
		path: spoilt
	}) ?? missingOutput(root, declaredOutputs(stage), made, tracked) ?? changedSince(root, made.written, endedAtMs) ?? emptiedSince(root, made, endedAtMs, passed.isOthersFolder) ?? unreadableOutput(outputs) ?? unreadableOutput(given) ?? looseLink(root, made, tracked);
}
function changeOf({ prepared, reading, again, alone }) {
	if (reading === void 0 || again === void 0 || reading.stage.kind === "unknown") return void 0;
	const { fingerprint } = reading.stage;
	if (prepared?.stage.kind === "known" && prepared.stage.fingerprint !== fingerprint) return {
		kind: "inputs-changed",
		when: "waiting",
		paths: touchedBetween(prepared.seen, reading.seen)
	};
	const isSame = again.stage.kind === "known" && again.stage.fingerprint === fingerprint;
	const paths = touchedBetween(reading.seen, again.seen);
	if (isSame && (alone || paths.length === 0)) return void 0;
	return {
		kind: "inputs-changed",
		when: "running",
		paths
	};
}
function changedSince(root, paths, endedAtMs) {
	const path = paths.find((path) => {
		const there = lstatSync(join(root, path), { throwIfNoEntry: false });
		return there === void 0 || there.ctimeMs > endedAtMs + 1;
	});
	return path === void 0 ? void 0 : {
		kind: "unsettled",
		path
	};
}
function emptiedSince(root, { files, folders }, endedAtMs, isOthersFolder) {
	const path = [.../* @__PURE__ */ new Set([...files.map(parentOf), ...folders])].find((folder) => {
		const there = lstatSync(join(root, folder), { throwIfNoEntry: false });
		return !isOthersFolder(folder) && (there === void 0 || there.mtimeMs > endedAtMs + 1);
	});
	return path === void 0 ? void 0 : {
		kind: "unsettled",
		path
	};
}
function parentOf(path) {
	return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
function unreadable(what, because) {
	return {
		kind: "unreadable",
		what,
		because
	};
}
function unreadableOutput(read) {
	if (read?.kind !== "unreadable") return void 0;
	return unreadable("outputs", {
		kind: "file",
		file: read.unreadable
	});
}
// src/execution/reuse/stage-results.ts
function createStageResults(options) {
	return new Results(options);
}
var Results = class {
	#options;
	#root;
	#owners;
	#clearing;
	#wanted;
	#prepared = /* @__PURE__ */ new Map();
	#running = /* @__PURE__ */ new Map();
	#begun;
	#stored = /* @__PURE__ */ new Map();
	#withdrawn = /* @__PURE__ */ new Set();
	#placing = /* @__PURE__ */ new Map();
	#reused = /* @__PURE__ */ new Set();
	constructor(options) {
		this.#options = options;
		this.#root = options.root;
		this.#owners = createOwners(options.pipeline);
		this.#clearing = createClearing({
			...options,
			owners: this.#owners
		});
		this.#wanted = fingerprintedStages(options.pipeline.stages);
		this.#begun = new Set(options.leftOut);
	}
	tryReuse(stage) {
		return this.#tryReuse(stage).catch(() => ({
			kind: "run",
			because: []
		}));
	}
	async #tryReuse(stage) {
		this.#begun.add(stage.id);
		await this.#clearing.clearLater(stage, ({ id }) => id !== stage.id && !this.#begun.has(id));
		if (!this.#wanted.has(stage.id)) return toRun(await this.#decide(stage, notRead));
		const left = await this.#clearing.leftBy(stage);
		const own = /* @__PURE__ */ new Set([...left.files, ...left.folders]);
		const reading = await this.#options.fingerprints.read(stage, own);
		this.#prepared.set(stage.id, reading);
		const decision = await this.#decide(stage, async () => reading.stage);
		if (reading.stage.kind === "unknown") return toRun(decision);
		const { fingerprint } = reading.stage;
		if (decision.kind !== "reuse") return toRun(decision, fingerprint);
		return this.#restore(stage, fingerprint, decision);
	}
	#decide(stage, read) {
		const { store, force, ledger } = this.#options;
		return decide({
			stage,
			force,
			awaited: []
		}, lookThrough(stage, {
			store,
			read,
			former: () => formerParts(stage, store, ledger),
			whyUnfit: async (result) => whyUnfit(stage, result, await this.#placeOf(stage))
		}));
	}
	async #placeOf(stage) {
		const owners = this.#owners;
		const { ledger } = this.#options;
		const tracked = await this.#options.tracked;
		const placed = this.#placedByOthers(stage);
		return {
			root: this.#root,
			owners,
			entry: ledger.of(stage.id),
			left: await this.#clearing.leftBy(stage),
			tracked,
			isOthers: (path) => owners.isOthers(path, stage) || owners.isCached(path, stage) || !tracked(path) && placed(path) !== void 0
		};
	}
	#placedByOthers({ id }) {
		const { leftOut, ledger } = this.#options;
		const isUnderWay = (other) => other !== id && this.#begun.has(other) && !leftOut.has(other);
		const ids = this.#options.pipeline.stages.map((stage) => stage.id);
		return placementsOf(this.#root, ids.filter(isUnderWay), ledger);
	}
	async #restore(stage, fingerprint, { result, restore }) {
		try {
			var _usingCtx$1 = _usingCtx();
			const { durationMs: savedMs, outputs } = result;
			const paths = outputs.map(({ path }) => path);
			const left = await this.#clearing.leftBy(stage);
			await this.#clearing.clear(stage, left, new Set(paths));
			const folders = outputs.flatMap(({ kind, path }) => kind === "folder" ? [path] : []);
			const newFolders = [.../* @__PURE__ */ new Set([...paths.flatMap(parentsOf), ...folders])].filter((folder) => signatureAt(join(this.#root, folder)) === void 0);
			const files = paths.filter((path) => !folders.includes(path));
			_usingCtx$1.u(this.#options.hold(files));
			const former = this.#options.ledger.of(stage.id);
			await this.#openEntry(stage, {
				by: "reuse",
				files: {},
				...former
			}, left);
			for (const path of files) this.#placing.set(path, stage.id);
			const restored = await restore(this.#root);
			if (restored.kind === "restored") {
				const over = await this.#stayingBelow(files, result.given ?? []);
				this.#takeDown(stage, files, {
					by: "reuse",
					folders: newFolders,
					over,
					fingerprint
				});
				this.#reused.add(stage.id);
			}
			for (const path of files) this.#placing.delete(path);
			if (restored.kind === "not-restored") {
				const { because } = restored;
				if (because.kind !== "half-placed" && former !== void 0) this.#options.ledger.keep(stage.id, former);
				this.#options.onNotice({
					kind: "result-not-used",
					stage: stage.id,
					because
				});
				return {
					kind: "run",
					fingerprint,
					because: [{
						kind: "no-result",
						because: {
							kind: "no-outputs",
							because
						}
					}]
				};
			}
			this.#options.fingerprints.settle(stage.id, fingerprint);
			this.#stored.set(stage.id, {
				stage: stage.id,
				fingerprint
			});
			return {
				kind: "reused",
				fingerprint,
				savedMs,
				bytes: outputs.reduce((sum, file) => sum + (file.kind === "file" ? file.size : 0), 0)
			};
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			_usingCtx$1.d();
		}
	}
	#foldersLeft({ id }) {
		return (this.#options.ledger.of(id)?.folders ?? []).filter((folder) => this.#stands(folder));
	}
	#takeDown(stage, paths, entry) {
		this.#owners.take(stage, paths);
		const files = {};
		for (const path of paths) {
			const signature = signatureAt(join(this.#root, path));
			if (signature !== void 0) files[path] = signature;
		}
		const folders = [.../* @__PURE__ */ new Set([...this.#foldersLeft(stage), ...entry.folders])];
		const { ledger } = this.#options;
		ledger.keep(stage.id, {
			...lastStored(ledger.of(stage.id)),
			...entry,
			folders,
			files
		});
	}
	async begin(stage) {
		const left = await this.#clearing.leftBy(stage);
		await this.#clearing.clear(stage, left);
		const entry = {
			by: "execution",
			files: {},
			...lastStored(this.#options.ledger.of(stage.id))
		};
		const before = await this.#openEntry(stage, entry, left);
		const reading = this.#wanted.has(stage.id) ? await this.#options.fingerprints.read(stage) : void 0;
		this.#running.set(stage.id, {
			prepared: this.#prepared.get(stage.id),
			reading,
			before,
			given: await this.#givenTo(stage, before)
		});
	}
	async #openEntry(stage, entry, left) {
		const patterns = declaredOutputs(stage);
		const before = await standingAt(this.#root, patterns);
		const own = await this.#clearing.removable(stage, left);
		const [files, folders] = [new Set(own.files), new Set(own.folders)];
		const open = {
			patterns,
			files: Object.fromEntries([...before.files].filter(([path]) => !files.has(path))),
			folders: [...before.folders].filter((folder) => !folders.has(folder))
		};
		const standing = left.folders.filter((folder) => this.#stands(folder));
		this.#options.ledger.keep(stage.id, {
			...entry,
			folders: standing,
			open
		});
		return before;
	}
	async #givenTo(stage, { files }) {
		const isGiven = (path) => isReusable(stage) && !this.#owners.isCached(path, stage) && !isOwnOutput(this.#root, path);
		return collectOutputs(this.#root, [...files.keys()].filter(isGiven), []);
	}
	async #stayingBelow(files, given) {
		const tracked = await this.#options.tracked;
		const written = new Set(files);
		return given.filter(({ path }) => written.has(path) && tracked(path));
	}
	async retry(stage) {
		const execution = this.#running.get(stage.id);
		if (execution === void 0) return;
		const { made } = await this.#look(stage, execution.before);
		const stood = (path) => execution.before.files.has(path);
		const spoilt = made.written.find((path) => stood(path) && !this.#owners.isCached(path, stage));
		if (spoilt !== void 0) execution.spoilt ??= spoilt;
		const files = made.written.filter((path) => !stood(path));
		await this.#clearing.clear(stage, {
			files,
			folders: made.newFolders
		});
		const left = files.find((path) => this.#stands(path) && !this.#owners.isCached(path, stage));
		if (left !== void 0) execution.spoilt ??= left;
	}
	#stands(path) {
		return signatureAt(join(this.#root, path)) !== void 0;
	}
	async #look(stage, before) {
		const patterns = declaredOutputs(stage);
		const after = await standingAt(this.#root, patterns);
		const elsewhere = new Set(this.#options.pipeline.stages.flatMap(({ id }) => id === stage.id ? [] : Object.keys(this.#options.ledger.of(id)?.files ?? {})));
		const mayKeep = (path) => this.#owners.isCached(path, stage) && !elsewhere.has(path);
		return {
			made: madeBy({
				before,
				after,
				patterns,
				mayKeep
			}),
			after
		};
	}
	async end(stage, { passed, endedAtMs, alone }) {
		const execution = this.#running.get(stage.id);
		this.#running.delete(stage.id);
		if (execution === void 0) throw new Error("it was not looked at when it started");
		const { made, after } = await this.#look(stage, execution.before);
		const outputs = await collectOutputs(this.#root, passed ? made.files : [], passed ? made.folders : []);
		const given = await this.#givenBeside(stage, execution.given, made.besideFolders);
		const stood = given.kind === "collected" ? given.outputs : [];
		const shared = this.#owners.othersAmong(made.written, stage);
		const over = await this.#stayingBelow(made.written, stood);
		this.#takeDown(stage, made.written, {
			by: "execution",
			folders: made.newFolders,
			over
		});
		const own = /* @__PURE__ */ new Set([...made.written, ...made.newFolders]);
		const again = execution.reading && await this.#options.fingerprints.read(stage, own);
		const reading = changeOf({
			...execution,
			again,
			alone
		}) === void 0 && again?.stage.kind === "known" ? again.stage : void 0;
		this.#options.fingerprints.settle(stage.id, reading?.fingerprint);
		const tracked = await this.#options.tracked;
		const isOthersFolder = (folder) => this.#owners.isOthersFolder(folder, stage);
		const { prepared, spoilt } = execution;
		const obstacle = passed && isReusable(stage) ? obstacleOf(this.#root, {
			stage,
			prepared,
			reading: execution.reading,
			again,
			made,
			outputs,
			given,
			spoilt,
			endedAtMs,
			alone,
			tracked,
			isOthersFolder
		}) : void 0;
		return {
			outputs: outputs.kind === "collected" ? outputs.outputs : [],
			given: stood,
			signatures: after.files,
			shared,
			...reading !== void 0 && { reading },
			...obstacle !== void 0 && { obstacle }
		};
	}
	async #givenBeside(stage, given, folders) {
		if (given.kind === "unreadable") return given;
		const empty = await collectOutputs(this.#root, [], folders);
		if (empty.kind === "unreadable") return empty;
		return {
			kind: "collected",
			outputs: [...given.outputs.filter(({ path }) => !this.#owners.isOthers(path, stage)), ...empty.outputs]
		};
	}
	async keep(stage, { reading, outputs, given, signatures }, durationMs) {
		if (!this.#options.keeps || !isReusable(stage) || reading === void 0) return { kind: "not-asked" };
		const root = this.#root;
		const store = await this.#options.store;
		let unsettled;
		const saved = await keepOutputs(store, root, outputs, () => {
			const isChanged = (path) => signatures.get(path) !== signatureAt(join(root, path));
			unsettled = outputs.find(({ kind, path }) => kind !== "folder" && isChanged(path))?.path;
			return unsettled === void 0;
		});
		if (unsettled !== void 0) return {
			kind: "not-kept",
			why: {
				kind: "unsettled",
				path: unsettled
			}
		};
		if (saved.kind === "not-saved") return {
			kind: "not-kept",
			why: {
				kind: "store",
				because: saved.because
			}
		};
		const { fingerprint, parts } = reading;
		const key = {
			stage: stage.id,
			fingerprint
		};
		return {
			kind: "kept",
			publish: async () => {
				const published = await publishResult(store, {
					...key,
					parts,
					durationMs,
					outputs,
					given
				});
				if (published.kind === "not-saved") return {
					kind: "store",
					because: published.because
				};
				this.#stored.set(stage.id, key);
				const { ledger } = this.#options;
				const entry = ledger.of(stage.id);
				if (entry !== void 0) ledger.keep(stage.id, {
					...entry,
					fingerprint
				});
				if (this.#withdrawn.has(stage.id)) await this.withdraw(stage.id);
			}
		};
	}
	async withdraw(stageId) {
		const key = this.#stored.get(stageId);
		this.#stored.delete(stageId);
		this.#withdrawn.add(stageId);
		const { keeps, store } = this.#options;
		if (key !== void 0 && keeps) await withdrawResult(await store, key);
	}
	isPlacing(path) {
		return this.#placing.get(path);
	}
	isReused(stageId) {
		return this.#reused.has(stageId);
	}
};
function lastStored({ fingerprint } = {}) {
	return fingerprint === void 0 ? {} : { fingerprint };
}
function fingerprintedStages(stages) {
	const stageOf = new Map(stages.map((stage) => [stage.id, stage]));
	const found = /* @__PURE__ */ new Set();
	const queue = stages.filter(isReusable);
	for (let stage = queue.pop(); stage !== void 0; stage = queue.pop()) {
		if (found.has(stage.id)) continue;
		found.add(stage.id);
		for (const id of stage.needs) {
			const need = stageOf.get(id);
			if (need !== void 0 && need.outputs.length === 0) queue.push(need);
		}
	}
	return found;
}
async function notRead() {
	throw new Error("a stage was read that nobody needs to know");
}
function toRun(decision, fingerprint) {
	return {
		kind: "run",
		because: decision.kind === "run" ? decision.because : [],
		...fingerprint !== void 0 && { fingerprint }
	};
}
// src/execution/setup/layer-source.ts
async function layerSourceOf(stage, sources) {
	const { pipeline, root, environment, states } = sources;
	const variables = stageEnvironment(stage, environment, { marker: "" });
	const own = Object.fromEntries(Object.keys(stage.env).map((name) => [name, variables[name]]));
	const { run, shell = null, workingDirectory } = stage;
	const inputs = await states.collect(await inputPaths(root, stage, pipeline, states));
	if (inputs.kind === "unreadable") throw unreadableError(inputs.unreadable);
	return {
		command: JSON.stringify([
			run,
			shell,
			workingDirectory,
			entriesInOrder(hashEnvironment(own))
		]),
		inputsHash: hash("sha256", JSON.stringify(filesInOrder(inputs.files)))
	};
}
// src/execution/setup/layers.ts
const MOST_PATHS = 10;
const OF_NO_USE = /\/(?:\.cache|_diag|\.wget-hsts|\.sudo_as_admin_successful|\.(?:bash|python|node_repl)_history)(?:\/|$)|^\/home\/[^/]+\/(?:actions-runner|runners|work)\//;
const ARCHIVE = "layer";
function createLayers(options) {
	return new MachineLayers(options);
}
var MachineLayers = class {
	#options;
	#below = [];
	#keys = /* @__PURE__ */ new Map();
	#watches = /* @__PURE__ */ new Map();
	#isSpoilt = false;
	#recovered;
	constructor(options) {
		this.#options = options;
	}
	async restore(stage) {
		if (!canBeKept(stage)) return void 0;
		this.#recovered ??= this.#recover(stage);
		await this.#recovered;
		const key = await this.#keyOf(stage);
		if (key === void 0) return void 0;
		const restored = await this.#restore(stage, key).catch(({ message }) => ({
			kind: "failed",
			said: message
		}));
		if (restored === "none") return void 0;
		if ("kind" in restored) {
			const { onNotice } = this.#options;
			this.#isSpoilt ||= restored.kind === "unsettled";
			onNotice({
				kind: "layer-not-restored",
				stage: stage.id,
				because: restored
			});
			return;
		}
		this.#below.push(key);
		return restored;
	}
	async begin(stage) {
		const { machine, keeps, scope } = this.#options;
		if (!keeps || !canBeKept(stage) || this.#isSpoilt) return;
		if (await this.#keyOf(stage) === void 0) return this.#notKept(stage, { kind: "unknown-machine" });
		const { documentation } = stage.setup;
		const begun = await machine.begin({
			...scope,
			documentation
		});
		if (begun.kind === "begun") this.#watches.set(stage.id, begun.watch);
		else this.#notKept(stage, begun);
	}
	async keep(stage) {
		const watch = this.#watches.get(stage.id);
		const key = await this.#keyOf(stage);
		if (key === void 0) return void 0;
		this.#below.push(key);
		if (watch === void 0) return void 0;
		const kept = await this.#inFolder((folder) => this.#keep(stage, watch, key, folder)).catch((error) => ({
			kind: "store",
			because: saveFaultOf(error)
		}));
		if (kept === void 0 || !("kind" in kept)) return kept;
		this.#notKept(stage, kept);
	}
	async #recover(stage) {
		const recovered = await this.#options.machine.recover();
		if (recovered.kind !== "unsettled") return;
		this.#isSpoilt = true;
		const because = {
			kind: "unsettled",
			paths: [...recovered.paths]
		};
		this.#options.onNotice({
			kind: "layer-not-restored",
			stage: stage.id,
			because
		});
	}
	#keyOf(stage) {
		const known = this.#keys.get(stage.id);
		if (known !== void 0) return known;
		const key = this.#makeKey(stage, [...this.#below]).catch(() => void 0);
		this.#keys.set(stage.id, key);
		return key;
	}
	async #makeKey(stage, on) {
		const { identity, sourceOf, scope } = this.#options;
		const [machine, source] = await Promise.all([identity(), sourceOf(stage)]);
		const { documentation, renewMs } = stage.setup;
		const key = layerKey({
			...source,
			identity: machine,
			name: stage.id,
			documentation,
			locale: scope.locale,
			roots: scope.roots,
			on,
			renewMs,
			now: Date.now()
		});
		return key === void 0 ? void 0 : `${LAYER_PREFIX}${stage.id}/${key}`;
	}
	async #restore(stage, key) {
		return this.#inFolder(async (folder) => {
			const { store, machine, scope, maxBytes, probe, now } = this.#options;
			const from = now();
			const fetched = await store.fetch({
				key,
				restoreKeys: [],
				paths: [ARCHIVE]
			}, folder);
			if (fetched.kind === "miss") return "none";
			if (fetched.kind !== "restored") return {
				kind: "store",
				because: fetched.because
			};
			const transferMs = now() - from;
			const { roots, exclude } = scope;
			const file = join(folder, ARCHIVE);
			const placed = await machine.restore({
				file,
				roots,
				exclude,
				maxBytes
			});
			if (placed.kind !== "restored") return whyNotRestored(placed);
			const probed = await probe(stage);
			if (probed.kind === "not-ready") return {
				kind: "silent",
				tools: probed.silent.map(({ tool }) => tool)
			};
			const { entries, contentBytes } = placed;
			return {
				entries,
				contentBytes,
				...fetched.bytes === void 0 ? {} : { bytes: fetched.bytes },
				transferMs,
				placeMs: now() - from - transferMs
			};
		});
	}
	async #keep(stage, watch, key, folder) {
		const { machine, store, secrets, maxBytes, onNotice, now } = this.#options;
		const file = join(folder, ARCHIVE);
		const captured = await machine.capture({
			watch,
			file,
			secrets,
			maxBytes
		});
		if (captured.kind === "nothing-changed") return void 0;
		if (captured.kind !== "captured") return captured;
		const { entries, contentBytes, bytes, findMs, packMs, refused } = captured;
		const paths = captured.outside.filter((path) => !OF_NO_USE.test(path));
		if (paths.length > 0) return {
			kind: "outside",
			paths: paths.slice(0, MOST_PATHS)
		};
		if (refused.length > 0) {
			const without = refused.slice(0, MOST_PATHS).map(({ path }) => path);
			onNotice({
				kind: "layer-without",
				stage: stage.id,
				paths: without
			});
		}
		const from = now();
		const saved = await store.set({
			key,
			paths: [ARCHIVE],
			root: folder
		});
		if (saved.kind === "not-saved") return {
			kind: "store",
			because: saved.because
		};
		return {
			entries,
			contentBytes,
			bytes,
			transferMs: now() - from,
			placeMs: findMs + packMs
		};
	}
	#notKept({ id: stage }, because) {
		this.#options.onNotice({
			kind: "layer-not-kept",
			stage,
			because
		});
	}
	async #inFolder(work) {
		const folder = join(this.#options.folder, `layer-${randomUUID()}`);
		await mkdir(folder, {
			recursive: true,
			mode: 448
		});
		try {
			return await work(folder);
		} finally {
			await rm(folder, {
				recursive: true,
				force: true
			});
		}
	}
};
function canBeKept({ setup }) {
	return setup.provides.length > 0;
}
function whyNotRestored(placed) {
	switch (placed.kind) {
		case "not-restored": return refusal(placed.because);
		case "unsettled": return {
			kind: "unsettled",
			paths: [...placed.paths]
		};
		default: return placed;
	}
}
function refusal(because) {
	switch (because.kind) {
		case "damaged": return {
			kind: "store",
			because: {
				kind: "archive-damaged",
				damage: because.damage
			}
		};
		case "needs-node": return {
			kind: "store",
			because
		};
		case "other-machine": return {
			kind: because.kind,
			paths: because.differences.map(({ path }) => path)
		};
		default: return because;
	}
}
// src/execution/stage/llm-proxies.ts
function createLlmProxies(options) {
	const { pipeline, replies, emit } = options;
	const proxied = pipeline.caches.filter(({ proxy }) => proxy);
	const proxies = /* @__PURE__ */ new Map();
	const said = /* @__PURE__ */ new Set();
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
// src/execution/watch/write-notices.ts
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
function changedTrackedNotices(changed) {
	return groupBy(changed, ({ writers }) => JSON.stringify(writers.map(({ id }) => id))).map((group) => ({
		kind: "tracked-changed",
		writers: group[0].writers.map(({ id }) => id),
		paths: group.map(({ path }) => path)
	}));
}
function groupBy(items, keyOf) {
	const groups = /* @__PURE__ */ new Map();
	for (const item of items) {
		const group = groups.get(keyOf(item));
		if (group === void 0) groups.set(keyOf(item), [item]);
		else group.push(item);
	}
	return [...groups.values()];
}
// src/execution/watch/stray-writes.ts
var StrayWrites = class {
	#options;
	#windows = [];
	#sinceLook = /* @__PURE__ */ new Set();
	#spoiled = /* @__PURE__ */ new Map();
	#said = /* @__PURE__ */ new Set();
	#named = /* @__PURE__ */ new Set();
	#looking = Promise.resolve();
	constructor(options) {
		this.#options = options;
	}
	get windows() {
		return this.#windows;
	}
	open(stage) {
		const window = {
			stage,
			fromMs: Date.now()
		};
		this.#windows.push(window);
		this.#sinceLook.add(window);
	}
	close({ id }, endedAtMs) {
		const window = this.#windows.findLast(({ stage }) => stage.id === id);
		if (window === void 0) return false;
		window.toMs = endedAtMs;
		const { fromMs } = window;
		return !this.#windows.some((other) => other !== window && (other.toMs ?? 1e400) >= fromMs);
	}
	async look() {
		const watch = await this.#options.watching;
		if (watch === void 0) return;
		this.#looking = this.#looking.then(() => this.#lookWith(watch)).catch(() => void 0);
		await this.#looking;
	}
	reasonAgainst(stageId) {
		return this.#spoiled.get(stageId);
	}
	async forbid(stageId, reason) {
		this.#spoiled.set(stageId, withPaths(this.#spoiled.get(stageId), reason));
		await this.#options.withdraw(stageId, reason);
	}
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
function withPaths(before, reason) {
	if (before === void 0 || !("paths" in before) || !("paths" in reason)) return reason;
	if (before.kind !== reason.kind) return before;
	return {
		...reason,
		paths: [.../* @__PURE__ */ new Set([...before.paths, ...reason.paths])]
	};
}
// src/execution/watch/write-watch.ts
const TICK_MS = 20;
async function watchWrites(pipeline, root, states) {
	const files = new WatchedFiles(pipeline, root, states);
	const judge = createJudge(pipeline);
	await files.begin();
	return {
		async look(ran) {
			const changed = await files.changed();
			if (ran.length === 0 || changed.length === 0) return [];
			const readersOf = await files.readersAmong(changed);
			return changed.flatMap((path) => judge.writes(path, writersOf(root, path, ran), readersOf(path)));
		},
		hold: (paths) => files.hold([...paths])
	};
}
var WatchedFiles = class {
	#pipeline;
	#root;
	#states;
	#readers;
	#walks;
	#held = /* @__PURE__ */ new Map();
	#before = /* @__PURE__ */ new Map();
	constructor(pipeline, root, states) {
		this.#pipeline = pipeline;
		this.#root = root;
		this.#states = states;
		this.#walks = walksOf(pipeline.stages);
		this.#readers = pipeline.stages.filter(({ inputs }) => inputs.length > 0).map((stage) => ({
			stage,
			isMatched: matcherOf(stage.inputs)
		}));
	}
	async begin() {
		this.#before = await this.#withContents(await this.#scan());
	}
	async changed() {
		const before = this.#before;
		const now = await this.#scan();
		const touched = [.../* @__PURE__ */ new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path)?.signature !== now.get(path)?.signature);
		const contents = await this.#withContents(new Map(touched.flatMap((path) => now.has(path) ? [[path, now.get(path)]] : [])));
		return touched.sort().filter((path) => {
			if (this.#held.has(path)) return false;
			const known = before.get(path);
			const signature = this.#signatureAt(path);
			if (signature === known?.signature) return false;
			const content = contents.get(path)?.content;
			this.#set(path, signature, content);
			return known?.content === void 0 || known.content !== content;
		});
	}
	async readersAmong(paths) {
		const read = await Promise.all(this.#readers.map(async ({ stage, isMatched }) => {
			const matched = paths.filter(isMatched);
			const inputs = await inputsAmong(matched, stage, this.#pipeline, this.#states);
			return {
				stage,
				inputs: new Set(inputs)
			};
		}));
		return (path) => read.flatMap(({ stage, inputs }) => inputs.has(path) ? stage : []);
	}
	hold(paths) {
		for (const path of paths) this.#held.set(path, (this.#held.get(path) ?? 0) + 1);
		return { [Symbol.dispose]: () => {
			for (const path of paths) {
				const left = (this.#held.get(path) ?? 1) - 1;
				if (left > 0) this.#held.set(path, left);
				else this.#held.delete(path);
				this.#set(path, this.#signatureAt(path));
			}
		} };
	}
	async #scan() {
		const found = await Promise.all(this.#walks.map((patterns) => matchFiles(this.#root, patterns)));
		const seen = /* @__PURE__ */ new Map();
		const turns = takeTurns();
		for (const path of new Set(found.flat())) {
			const signature = this.#signatureAt(path);
			if (signature !== void 0) seen.set(path, { signature });
			if (turns.isOver) await turns.next();
		}
		return seen;
	}
	async #withContents(seen) {
		const readersOf = await this.readersAmong([...seen.keys()]);
		const inputs = [...seen.keys()].filter((path) => readersOf(path).length > 0).sort();
		const collected = await this.#states.collect(inputs);
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
	#signatureAt(path) {
		return signatureAt(join(this.#root, path));
	}
	#set(path, signature, content) {
		if (signature === void 0) this.#before.delete(path);
		else this.#before.set(path, {
			signature,
			content
		});
	}
};
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
function writersOf(root, path, ran) {
	const at = changedAt(root, path);
	const then = ran.filter(({ fromMs, toMs }) => {
		const isBefore = at.exact && toMs !== void 0 && toMs + TICK_MS < at.ms;
		return fromMs - TICK_MS <= at.ms && !isBefore;
	});
	return (then.length > 0 ? then : ran).map(({ stage }) => stage);
}
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
const BEAT_MS = 1e3;
function createPreparation(options) {
	return new AroundStages(options);
}
var AroundStages = class {
	states;
	notRunning;
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
	#setups;
	#pending = new PendingResults();
	#setupsLeft;
	#beating;
	constructor(options) {
		const { pipeline, root, environment } = options;
		this.#options = options;
		this.#setupsLeft = new Outstanding(pipeline.stages.filter(isSetup).map(({ id }) => id).filter((id) => !options.leftOut?.has(id)));
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
		this.#setups = new Setups({
			root,
			environment,
			tools,
			caches: this.#caches,
			isAsked: options.runsSetups,
			layers: this.#layers()
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
		this.caches = () => this.#caches.records();
		this.notRunning = this.#foresee(sources).catch(() => []);
		this.notRunning.then((ids) => this.#prefetch(new Set(ids)));
	}
	#layers() {
		const { layers, pipeline, root, environment, now } = this.#options;
		if (layers === void 0) return void 0;
		const sources = {
			pipeline,
			root,
			environment,
			states: this.states
		};
		const onNotice = (notice) => this.#notice(notice);
		const sourceOf = (stage) => layerSourceOf(stage, sources);
		return createLayers({
			...layers,
			sourceOf,
			onNotice,
			now
		});
	}
	#notice(notice) {
		this.#options.emit({
			kind: "notice",
			notice
		});
	}
	#placementOf() {
		const { pipeline, root } = this.#options;
		const stageIds = pipeline.stages.map(({ id }) => id);
		const placed = placementsOf(root, stageIds, this.#ledger);
		return (path) => {
			const stage = this.#results.isPlacing(path);
			if (stage !== void 0) return {
				stage,
				by: "reuse",
				isReusedNow: true
			};
			const placement = placed(path);
			return placement && {
				...placement,
				isReusedNow: this.#results.isReused(placement.stage)
			};
		};
	}
	async #foresee(sources) {
		const { leftOut, force, results } = this.#options;
		await Promise.all([this.#watching, this.#setupsLeft.allOver]);
		const store = await results;
		return notRunning(await predictReuse({
			...sources,
			store,
			force,
			leftOut
		}));
	}
	#prefetch(resting) {
		const { pipeline, leftOut } = this.#options;
		const running = pipeline.stages.filter(({ id, caches }) => caches.length > 0 && leftOut?.has(id) !== true && !resting.has(id));
		const needed = running.flatMap(({ caches }) => caches);
		if (needed.length === 0) return;
		const ids = running.map(({ id }) => id);
		this.#caches.prefetch(needed, ids);
		this.#llm.prefetch(needed);
	}
	async #withdraw(id, reason) {
		await this.#results.withdraw(id);
		if (reason !== void 0) this.#noteReason(id, reason);
	}
	#noteReason(id, notStored) {
		const entry = this.#ledger.of(id);
		if (entry !== void 0) this.#ledger.keep(id, {
			...entry,
			notStored
		});
	}
	#sayAlive() {
		this.#ledger.beat();
		this.#beating ??= setInterval(() => this.#ledger.beat(), BEAT_MS).unref();
	}
	async before(stage) {
		const { now } = this.#options;
		const from = now();
		await Promise.all([this.#watching, this.#undeclared.ready]);
		this.#sayAlive();
		if (isSetup(stage)) {
			const prepared = await this.#setups.before(stage);
			if (prepared.kind !== "run") this.#setupsLeft.over(stage.id);
			return prepared;
		}
		const attempt = await this.#results.tryReuse(stage);
		const fingerprint = attempt.fingerprint === void 0 ? {} : { fingerprint: attempt.fingerprint };
		if (attempt.kind === "run") {
			const ranBecause = shortened(attempt.because);
			const [{ state, environment }, openLlm] = await Promise.all([this.#caches.prepare(stage), this.#llm.prepare(stage)]);
			return {
				kind: "run",
				record: {
					...fingerprint,
					...ranBecause,
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
		this.#sayAlive();
		if (isSetup(stage)) await this.#setups.begin(stage);
		await this.#results.begin(stage).catch(() => void 0);
		await this.#caches.begin(stage);
		this.#pending.begin(stage);
		this.#stray.open(stage);
	}
	retry(stage) {
		return this.#results.retry(stage).catch(() => void 0);
	}
	async after(stage, record, endedAtMs) {
		try {
			return await this.#after(stage, record, endedAtMs);
		} finally {
			this.#setupsLeft.over(stage.id);
			await this.#pending.over(stage);
		}
	}
	async #after(stage, record, endedAtMs) {
		const made = isSetup(stage) ? await this.#setups.after(stage, record) : {};
		const passed = record.status === "passed";
		const alone = this.#stray.close(stage, endedAtMs);
		const ended = await this.#results.end(stage, {
			passed,
			endedAtMs,
			alone
		}).catch((error) => unknownEnd(error.message));
		await this.#lookWhoWrote(stage, ended);
		if (!passed || !isReusable(stage)) return made;
		const reason = this.#stray.reasonAgainst(stage.id) ?? sharedReason(ended) ?? ended.obstacle ?? this.#halfCacheReason(stage);
		if (reason === void 0) await this.#keepResult(stage, ended, record.durationMs ?? 0);
		else this.#tellNotStored(stage, reason);
		return ended.reading === void 0 ? { fingerprint: void 0 } : {};
	}
	#halfCacheReason(stage) {
		const cache = this.#caches.halfInPlace(stage);
		return cache === void 0 ? void 0 : {
			kind: "half-cache",
			cache
		};
	}
	async #lookWhoWrote({ id }, { shared }) {
		for (const [owner, paths] of shared) {
			const reason = {
				kind: "shared-outputs",
				paths: [...paths],
				stages: [id]
			};
			await this.#stray.forbid(owner, reason);
			this.#stray.name(paths);
			this.#notice({
				kind: "shared-outputs",
				stages: [owner, id],
				paths: [...paths]
			});
		}
		await this.#stray.look();
	}
	async #keepResult(stage, ended, durationMs) {
		const whyFailed = (error) => ({
			kind: "store",
			because: saveFaultOf(error)
		});
		const kept = await this.#results.keep(stage, ended, durationMs).catch((error) => ({
			kind: "not-kept",
			why: whyFailed(error)
		}));
		if (kept.kind === "not-kept") this.#tellNotStored(stage, kept.why);
		if (kept.kind !== "kept") return;
		const paths = ended.outputs.map(({ path }) => path);
		this.#pending.add(stage, paths, async () => {
			const reason = this.#stray.reasonAgainst(stage.id) ?? await kept.publish().catch(whyFailed);
			if (reason !== void 0) this.#tellNotStored(stage, reason);
		});
	}
	#tellNotStored({ id }, reason) {
		this.#noteReason(id, reason);
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
		await unlessAborted(signal, () => this.#saveCaches(ended), void 0);
	}
	async #saveCaches(ended) {
		const changed = await this.#undeclared.changed(this.#stray.windows);
		for (const notice of changedTrackedNotices(changed)) this.#notice(notice);
		await this.#caches.save(ended);
	}
};
function shortened(because) {
	if (because.length === 0) return {};
	const more = because.length - MOST_CAUSES;
	return { ranBecause: {
		causes: because.slice(0, MOST_CAUSES),
		...more > 0 && { more }
	} };
}
const MOST_CAUSES = 5;
function sharedReason({ shared }) {
	if (shared.size === 0) return void 0;
	return {
		kind: "shared-outputs",
		paths: [...new Set([...shared.values()].flat())],
		stages: [...shared.keys()]
	};
}
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
