import { a as anythingAt, c as restoreTimes, i as writeManifest, l as timesAt, n as makeOwnFolder, o as contentHash, r as readManifest, s as glanceAt, t as createGatherer } from "./cache-parts.js";
import { o as isWithin } from "./staging.js";
import { _ as TEX_USER_FOLDER, a as createFileStates, b as planCaches, c as createFingerprints, g as TEX_PACKAGES, h as matcherOf, l as declaredOutputs, p as createToolVersions, t as createReuse, u as inputFilter } from "./reuse.js";
import { i as explainKeyDifference, r as cacheKeyOf } from "./keys.js";
import { t as listTree } from "./tree.js";
import { i as withNeeds } from "./graph.js";
import { r as listWords } from "./text.js";
import { o as matchFiles, r as withoutWithheld } from "./stage-environment.js";
import { i as formsOf, r as secretValues } from "./secrets.js";
import { r as predictReuse } from "./prediction.js";
import { hash } from "node:crypto";
import { join } from "node:path";
import { lstatSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
// src/pipeline/patterns.ts
/** Patterns compared with one another, without any files. */
/** What ends the part of a segment that is certain. */
const SPECIAL = /[*?[\](){}!+@|\\]/;
/**
* Whether two patterns may name the same file. Exact where one of them has no wildcards but `*` at
* its ends; in doubt it says yes. A pattern also means everything in the folder it names.
*/
function mayMeet(a, b) {
	return segmentsMeet(segmentsOf(a), segmentsOf(b));
}
function segmentsOf(pattern) {
	const segments = pattern.split("/").filter((segment) => segment !== "" && segment !== ".");
	const unsure = segments.findIndex((segment) => /[({[]/.test(segment) && !isClosed(segment));
	return unsure === -1 ? segments : [...segments.slice(0, unsure), "**"];
}
function isClosed(segment) {
	const count = (signs) => segment.match(signs)?.length ?? 0;
	return count(/[({[]/g) === count(/[)}\]]/g);
}
/** From the ends on, so that patterns of many `**` take no longer than others. */
function segmentsMeet(a, b) {
	let below = Array(b.length + 1).fill(true);
	for (const nameA of a.toReversed()) {
		const row = Array(b.length + 1).fill(true);
		for (let at = b.length - 1; at >= 0; at -= 1) {
			const nameB = b[at] ?? "";
			row[at] = nameA.includes("**") || nameB.includes("**") ? below[at] === true || row[at + 1] === true : namesMeet(nameA, nameB) && below[at + 1] === true;
		}
		below = row;
	}
	return below[0] === true;
}
/** Two names meet unless what is certain of their beginnings or of their ends differs. */
function namesMeet(a, b) {
	const [specialA, specialB] = [SPECIAL.test(a), SPECIAL.test(b)];
	if (!specialA && !specialB) return a === b;
	const [startA, startB] = [certainStart(a), certainStart(b)];
	const [endA, endB] = [certainEnd(a), certainEnd(b)];
	return (startA.startsWith(startB) || startB.startsWith(startA)) && (endA.endsWith(endB) || endB.endsWith(endA));
}
function certainStart(name) {
	return name.slice(0, /[*?[({!+@|\\]/.exec(name)?.index ?? name.length);
}
function certainEnd(name) {
	const end = [...name].findLastIndex((sign) => SPECIAL.test(sign));
	return [...name].slice(end + 1).join("");
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
	for (const { kind, path } of listTree(root, paths)) if (kind === "file" && path.endsWith(".fdb_latexmk")) adopt(join(root, path), sumOf);
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
// src/execution/cache-life.ts
/** One cache in a run: its key, what is restored for it, and what is saved of it. */
/** The life of one cache in one run. */
function createCacheLife(options) {
	let base;
	async function restore() {
		const { plan, root, keepExisting } = options;
		const parts = await options.parts();
		const key = cacheKeyOf(parts, plan.depth);
		base = {
			parts,
			key,
			glance: void 0,
			content: void 0
		};
		if (options.startsCold) return startCold(options, key.key);
		const outcome = keepExisting && anythingAt(root, plan.paths) ? {
			key: key.key,
			state: "kept"
		} : await restoreEntry(options, base);
		base.glance = glanceAt(root, plan.paths);
		return outcome;
	}
	return {
		restore: () => restore().catch(({ message }) => ({
			key: base?.key.key ?? "",
			state: "error",
			reason: message
		})),
		async save() {
			if (base === void 0) return { state: "not-saved" };
			const startedAt = options.now();
			return {
				...await saveEntry(options, base).catch((error) => ({
					state: "failed",
					reason: error.message
				})),
				tookMs: options.now() - startedAt
			};
		}
	};
}
async function startCold({ plan, root }, key) {
	for (const path of plan.stored) await rm(join(root, path), {
		recursive: true,
		force: true
	});
	return {
		key,
		state: "off",
		reason: "a cold start was asked for"
	};
}
async function restoreEntry(options, base) {
	const { plan, store, now } = options;
	const { key, restoreKeys } = base.key;
	const startedAt = now();
	const request = {
		key,
		restoreKeys,
		paths: plan.stored
	};
	const found = await store.fetch(request, options.root);
	if (found.kind === "miss") return {
		key,
		state: "miss",
		reason: found.reason
	};
	if (found.kind === "not-restored") return {
		key,
		state: "error",
		reason: found.reason
	};
	const differences = afterRestore(options, base);
	return {
		key,
		state: found.match,
		matchedKey: found.key,
		...found.bytes !== void 0 && { bytes: found.bytes },
		tookMs: now() - startedAt,
		differences
	};
}
/** Reads what the entry says of itself, and fits what it holds to this machine. */
function afterRestore({ plan, root }, base) {
	const manifest = readManifest(root, plan.name);
	base.content = manifest?.content;
	if (manifest !== void 0) restoreTimes(root, plan.paths, manifest.times);
	const packages = base.parts.tools[TEX_PACKAGES];
	if (packages !== void 0 && packages !== "unknown") adoptFormats(root, plan.paths);
	return manifest === void 0 ? [] : explainKeyDifference(manifest.parts, base.parts);
}
async function saveEntry({ plan, root, store, keepExisting }, { parts, key: { key }, glance, content: before }) {
	const { stored: paths } = plan;
	if (!anythingAt(root, plan.paths)) return nothingSaved("nothing stands at its paths");
	if (before !== void 0 && glance !== void 0 && glanceAt(root, plan.paths) === glance) return nothingSaved("its content is what was restored");
	if (keepExisting && (await store.get({
		key,
		restoreKeys: [],
		paths
	})).kind === "hit") return { state: "not-saved" };
	const content = await contentHash(root, plan.paths);
	if (content === before) return nothingSaved("its content is what was restored");
	writeManifest(root, {
		parts,
		content,
		times: timesAt(root, plan.paths)
	});
	const result = await store.set({
		key,
		paths,
		root
	});
	switch (result.kind) {
		case "saved": return {
			state: "saved",
			bytes: result.bytes,
			tookMs: 0
		};
		case "already-there": return nothingSaved("another run saved this key first");
		case "not-saved": return {
			state: "failed",
			reason: result.reason
		};
	}
}
function nothingSaved(reason) {
	return {
		state: "not-saved",
		reason
	};
}
/** What a record says of restoring and saving. */
function recordOf(name, stages, restored, saved) {
	const reason = [reasonOf(restored), whyNotSaved(saved)].filter((text) => text !== void 0);
	const hit = restored.state === "exact" || restored.state === "prefix" ? restored : void 0;
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
		...reason.length > 0 && { reason: reason.join("; ") }
	};
}
function whyNotSaved(saved) {
	if (saved === void 0 || saved.state === "saved" || saved.reason === void 0) return void 0;
	return `not saved: ${saved.reason}`;
}
const MOST_DIFFERENCES = 3;
function reasonOf(restored) {
	switch (restored.state) {
		case "kept": return "what stands at its paths is newer than any entry and was kept";
		case "exact": return;
		case "prefix": {
			const { differences } = restored;
			if (differences.length === 0) return void 0;
			const more = differences.length - MOST_DIFFERENCES;
			const shown = differences.slice(0, MOST_DIFFERENCES).join(", ");
			return more > 0 ? `${shown} and ${more} more` : shown;
		}
		default: return restored.reason;
	}
}
// src/execution/caches.ts
/**
* The caches that users declare, in a run: all are restored at the same time, a stage waits for its
* own alone, and what changed is saved when all stages are over.
*/
/** Caches for one run of a pipeline. */
function createStageCaches(options) {
	const { pipeline, root, store, saving, emit } = options;
	const gatherer = createGatherer(options);
	const caches = planCaches(pipeline.caches, pipeline.stages).map((plan) => {
		const users = pipeline.stages.filter((stage) => stage.caches.includes(plan.name));
		const parts = () => gatherer.parts(plan, users);
		return {
			plan,
			users,
			life: "get" in store ? createCacheLife({
				...options,
				plan,
				store,
				parts
			}) : void 0,
			restoring: void 0,
			restored: void 0,
			saved: void 0
		};
	});
	const named = (names) => caches.filter(({ plan }) => names.includes(plan.name));
	function restore(cache) {
		cache.restoring ??= begin(cache);
		return cache.restoring;
	}
	async function begin(cache) {
		const restored = await (cache.life?.restore() ?? withoutStore(cache.plan, options));
		cache.restored = restored;
		if (restored.state === "error") {
			const message = `cache ${cache.plan.name} was not restored: ${restored.reason}`;
			emit({
				kind: "notice",
				message
			});
		}
		return restored;
	}
	async function save(cache, statuses) {
		if (cache.life === void 0 || cache.restored === void 0) return;
		if (cache.restored.state === "exact") return;
		const obstacle = saving.allowed ? obstacleOf(cache.users, statuses) : saving.reason;
		cache.saved = obstacle === void 0 ? await cache.life.save() : {
			state: "not-saved",
			reason: obstacle
		};
		if (cache.saved.state === "failed") {
			const message = `cache ${cache.plan.name} was not saved: ${cache.saved.reason}`;
			emit({
				kind: "notice",
				message
			});
		}
	}
	return {
		prefetch(names) {
			for (const cache of named(names)) if (!pipeline.stages.some((stage) => mayMakeInputOf(cache, stage))) restore(cache);
		},
		async prepare(stage) {
			const own = named(stage.caches);
			const restored = await Promise.all(own.map(restore));
			const environment = await texEnvironment(own, gatherer, root);
			return {
				state: temperatureOf(restored),
				environment
			};
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
function withoutStore({ paths }, options) {
	const { root, keepExisting, store } = options;
	if (keepExisting && anythingAt(root, paths)) return {
		key: "",
		state: "kept"
	};
	return {
		key: "",
		state: "off",
		reason: "offReason" in store ? store.offReason : ""
	};
}
/** Whether a stage that does not use the cache may write a file that its key is made from. */
function mayMakeInputOf({ plan, users }, stage) {
	if (users.includes(stage)) return false;
	const notInputs = new Set(plan.notInputs);
	const made = [...stage.outputs, ...Object.values(stage.evidence)].filter((pattern) => !pattern.startsWith("!") && !isWithin(pattern.replace(/^(\.\/)+/, ""), notInputs));
	const wanted = plan.inputs.filter((pattern) => !pattern.startsWith("!"));
	return made.some((output) => wanted.some((input) => mayMeet(output, input)));
}
/** Why nothing is saved: half of what a stage was making is worse than nothing. */
function obstacleOf(users, statuses) {
	const ended = (...wanted) => users.find(({ id }) => wanted.includes(statuses.get(id) ?? "pending"));
	const broken = ended("failed", "timed-out", "cancelled", "running");
	if (broken !== void 0) return `${broken.id} ${STATUS_WORDS[statuses.get(broken.id) ?? ""]}`;
	return ended("passed") === void 0 ? "no stage that uses it ran" : void 0;
}
const STATUS_WORDS = {
	failed: "failed",
	"timed-out": "ran out of time",
	cancelled: "was ended early",
	running: "did not end"
};
function temperatureOf(restored) {
	const { length } = restored;
	if (length === 0) return "none";
	const warm = restored.filter(({ state }) => state === "exact" || state === "kept").length;
	if (warm === length) return "warm";
	return warm > 0 || restored.some(({ state }) => state === "prefix") ? "partial" : "cold";
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
// src/execution/input-watch.ts
/** Takes down how all inputs stand now. */
async function watchInputs(pipeline, root, states) {
	const { stages } = pipeline;
	const readers = stages.filter(({ inputs }) => inputs.length > 0).map((stage) => {
		const isMatched = matcherOf(stage.inputs);
		const isInput = inputFilter(stage, pipeline);
		return {
			stage,
			reads: (path) => isMatched(path) && isInput(path)
		};
	});
	const declares = new Map(stages.map((stage) => [stage.id, matcherOf(declaredOutputs(stage))]));
	const isCached = matcherOf(planCaches(pipeline.caches, stages).flatMap(({ paths }) => paths));
	const isNeeded = (id, reader) => chainOf.get(reader.id)?.has(id) === true;
	const chainOf = new Map(stages.map(({ id }) => [id, withNeeds(stages, [id])]));
	const walks = walksOf(stages);
	let before = /* @__PURE__ */ new Map();
	before = await scan();
	async function scan() {
		const found = (await Promise.all(walks.map((patterns) => matchFiles(root, patterns)))).flat();
		const collected = await states.collect([...new Set(found)].sort());
		if (collected.kind === "unreadable") return before;
		return new Map(collected.files.map((file) => [file.path, contentOf(file)]));
	}
	function changesOf(path, ran) {
		const declaring = ran.filter(({ id }) => declares.get(id)?.(path));
		if (declaring.length === 0 && isCached(path)) return [];
		const writers = declaring.length > 0 ? declaring : ran;
		return readers.filter(({ reads }) => reads(path)).flatMap(({ stage: reader }) => {
			const change = {
				path,
				reader,
				writers
			};
			if (writers.every(({ id }) => id === reader.id)) return [{
				...change,
				kind: "own-input"
			}];
			const needed = writers.filter(({ id }) => id !== reader.id && isNeeded(id, reader));
			if (needed.length === 0) return [{
				...change,
				kind: "race"
			}];
			return declaring.length > 0 ? [] : [{
				...change,
				writers: needed,
				kind: "undeclared"
			}];
		});
	}
	return { async look(ran) {
		const now = await scan();
		const changed = [.../* @__PURE__ */ new Set([...before.keys(), ...now.keys()])].sort().filter((path) => before.get(path) !== now.get(path));
		before = now;
		return ran.length === 0 ? [] : changed.flatMap((path) => changesOf(path, ran));
	} };
}
/** Patterns that one walk can look for; one that excludes does so for its own stage alone. */
function walksOf(stages) {
	const excludes = ({ inputs }) => inputs.some((input) => input.startsWith("!"));
	const common = stages.filter((stage) => !excludes(stage)).flatMap(({ inputs }) => inputs);
	return [[...new Set(common)], ...stages.filter(excludes).map(({ inputs }) => inputs)];
}
/** The changes in sentences with what to do about them, one for each pair of writer and reader. */
function changeWords(changes) {
	const groups = /* @__PURE__ */ new Map();
	for (const change of changes) {
		const { kind, reader, writers } = change;
		const key = JSON.stringify([
			kind,
			reader.id,
			writers.map(({ id }) => id)
		]);
		const group = groups.get(key);
		if (group === void 0) groups.set(key, [change]);
		else group.push(change);
	}
	return [...groups.values()].map(groupWords);
}
const PATHS_SHOWN = 3;
function groupWords(group) {
	const [{ kind, reader, writers }] = group;
	const files = listWords(group.map(({ path }) => path), PATHS_SHOWN);
	const who = writers.map(({ id }) => id).join(" or ");
	switch (kind) {
		case "own-input": return `${who} wrote its own input ${files}: it is not reused while it does that`;
		case "race": return `${who} wrote ${files}, an input of ${reader.id}, which does not need it: add it to the \`needs\` of ${reader.id}`;
		case "undeclared": return `${who} wrote ${files}, an input of ${reader.id}, without declaring it: add it to the \`outputs\` of ${who}, which is not reused until then`;
	}
}
function contentOf(file) {
	return file.kind === "file" ? `${file.hash} ${file.executable}` : `-> ${file.target} ${file.hash ?? ""}`;
}
// src/execution/llm.ts
/** Proxies for one run of a pipeline. */
function createLlmProxies(options) {
	const { pipeline, replies, emit } = options;
	const proxied = pipeline.caches.filter(({ proxy }) => proxy);
	const proxies = /* @__PURE__ */ new Map();
	const said = /* @__PURE__ */ new Set();
	/** A damaged store may have a thousand damaged replies. */
	function notice(message) {
		if (said.has(message)) return;
		said.add(message);
		emit({
			kind: "notice",
			message
		});
	}
	function onEvent(event) {
		if (event.kind === "llm-notice") notice(event.message);
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
			notice(`${stage.id} runs without the LLM proxy: ${error.message}`);
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
// src/execution/preparation.ts
/** Begins to watch the inputs of all stages: to be called before any stage writes. */
function createPreparation(options) {
	const { pipeline, root, environment, emit, now } = options;
	const onNotice = (message) => emit({
		kind: "notice",
		message
	});
	const states = createFileStates(root);
	const tools = createToolVersions(root);
	const sources = {
		pipeline,
		root,
		environment,
		states,
		tools
	};
	const caches = createStageCaches({
		...options,
		states,
		toolVersions: tools
	});
	const llm = createLlmProxies(options);
	const reuse = createReuse({
		root,
		fingerprints: createFingerprints(sources),
		store: options.results,
		keeps: options.saving.allowed,
		force: options.force,
		onNotice
	});
	const watching = watchInputs(pipeline, root, states).catch((error) => {
		onNotice(`inputs are not watched: ${error.message}`);
	});
	/** Stages whose commands ran since the last look at the inputs. */
	const ran = /* @__PURE__ */ new Set();
	const running = /* @__PURE__ */ new Set();
	/** Stages whose results say less, or something else, than their fingerprints. */
	const spoiled = /* @__PURE__ */ new Set();
	let looking = Promise.resolve();
	prefetch().catch(() => void 0);
	/** Restores ahead what stages will need that are not likely to be reused. */
	async function prefetch() {
		const users = pipeline.stages.filter(({ id, caches: own }) => own.length > 0 && options.leftOut?.has(id) !== true);
		if (users.length === 0) return;
		await watching;
		const store = await options.results;
		const predictions = await predictReuse({
			...sources,
			store,
			force: options.force
		});
		const needed = users.filter(({ id }) => predictions.get(id)?.kind !== "reused").flatMap((stage) => stage.caches);
		caches.prefetch(needed);
		llm.prefetch(needed);
	}
	function started(stage) {
		ran.add(stage);
		running.add(stage);
	}
	async function look(watch) {
		const suspects = [...ran];
		ran.clear();
		for (const stage of running) ran.add(stage);
		const changes = await watch.look(suspects);
		for (const change of changes) for (const id of spoiledBy(change, suspects)) spoiled.add(id);
		for (const message of changeWords(changes)) onNotice(message);
	}
	async function lookAgain() {
		const watch = await watching;
		if (watch === void 0) return;
		looking = looking.then(() => look(watch)).catch(() => void 0);
		await looking;
	}
	async function finish(ended, signal) {
		await reuse.settled();
		if (!signal.aborted) await caches.save(ended);
	}
	return {
		async before(stage) {
			const from = now();
			await watching;
			started(stage);
			const attempt = await reuse.attempt(stage);
			running.delete(stage);
			const fingerprint = attempt.fingerprint === void 0 ? {} : { fingerprint: attempt.fingerprint };
			if (attempt.kind === "run") {
				ran.delete(stage);
				const [prepared, openLlm] = await Promise.all([caches.prepare(stage), llm.prepare(stage)]);
				return {
					kind: "run",
					record: {
						...fingerprint,
						cacheState: prepared.state
					},
					environment: prepared.environment,
					openLlm
				};
			}
			const { savedMs, bytes } = attempt;
			return {
				kind: "reused",
				record: {
					...fingerprint,
					reuse: {
						savedMs,
						bytes,
						tookMs: now() - from
					}
				}
			};
		},
		started,
		async after(stage, record) {
			running.delete(stage);
			await lookAgain();
			if (record.status !== "passed" || spoiled.has(stage.id)) return;
			reuse.keep(stage, record.durationMs ?? 0);
		},
		finish: (ended, signal) => Promise.race([finish(ended, signal), aborted(signal)]),
		closeLlm: llm.close,
		caches: caches.records
	};
}
function aborted(signal) {
	if (signal.aborted) return Promise.resolve();
	return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
/** Who read something else than its fingerprint says, or made more than it declares. */
function spoiledBy({ reader, writers, kind }, suspects) {
	const readWhileItRan = suspects.some(({ id }) => id === reader.id) ? [reader.id] : [];
	return kind === "undeclared" ? [...readWhileItRan, ...writers.map(({ id }) => id)] : readWhileItRan;
}
export { createPreparation };
