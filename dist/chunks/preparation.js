import { i as withNeeds } from "./graph.js";
import { a as anythingAt, c as restoreTimes, i as writeManifest, l as timesAt, n as makeOwnFolder, o as contentHash, r as readManifest, s as glanceAt, t as createGatherer } from "./cache-parts.js";
import { a as faultOfPath, o as isWithin } from "./staging.js";
import { _ as TEX_PACKAGES, c as createFingerprints, g as matcherOf, h as signatureAt, l as declaredOutputs, n as isReusable, p as createToolVersions, r as createFileStates, t as createStageResults, u as inputFilter, v as TEX_USER_FOLDER, x as planCaches } from "./stage-results.js";
import { i as explainKeyDifference, r as cacheKeyOf } from "./keys.js";
import { t as listTree } from "./tree.js";
import { a as withoutWithheld, r as secretValues } from "./stage-environment.js";
import { r as predictReuse } from "./prediction.js";
import { D as picklist, M as safeParse, O as pipe, P as string, T as object, a as exactOptional, k as record, m as literal, r as check, t as array, z as variant } from "./dist.js";
import { n as pipelinePart } from "./carried-folder.js";
import { r as listWords } from "./text.js";
import { r as matchFiles } from "./files.js";
import { promisify } from "node:util";
import { hash } from "node:crypto";
import { dirname, join } from "node:path";
import { lstatSync, mkdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { execFile } from "node:child_process";
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
		secrets: secretValues(pipeline.stages, environment).filter(isNoWord),
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
// src/execution/reuse/not-stored.ts
/** Why the result of a stage that passed is not stored, so that it runs again next time. */
const texts = array(string());
/** The one description of the reasons: the ledger keeps them for `explain`. */
const notStoredSchema = variant("kind", [
	object({
		kind: literal("inputs-changed"),
		paths: texts,
		when: picklist(["waiting", "running"])
	}),
	object({
		kind: literal("own-inputs"),
		paths: texts
	}),
	object({
		kind: literal("undeclared-writes"),
		paths: texts
	}),
	object({
		kind: literal("shared-outputs"),
		paths: texts,
		stages: texts
	}),
	object({
		kind: literal("overwritten"),
		paths: texts,
		stages: texts
	}),
	object({
		kind: literal("missing-output"),
		pattern: string(),
		foreign: exactOptional(string())
	}),
	object({
		kind: literal("link"),
		path: string(),
		target: string()
	}),
	object({
		kind: literal("unreadable"),
		what: picklist(["inputs", "outputs"]),
		reason: string()
	}),
	object({
		kind: literal("unsettled"),
		path: string()
	}),
	object({
		kind: literal("failed-attempt"),
		path: string()
	}),
	object({
		kind: literal("store"),
		reason: string()
	})
]);
// src/execution/reuse/ledger.ts
/**
* What stages have left below a root, from run to run: what a stage made in earlier executions, or a
* reuse put there for it, is its own to remove; what anybody else wrote is not.
*
*     .stagetime/made/<pipeline>/<stage>.json    what the stage made last
*     .stagetime/made/<pipeline>/alive           its time is when a run was last seen to be alive
*
* A file counts as the stage's for as long as its signature is what was written down. The signature
* holds what only this machine's file system can give, so that a list which came with a checkout
* names nothing.
*/
const path = pipe(string(), check((value) => faultOfPath(value) === void 0 && !/(^|\/)\.(git|stagetime)(\/|$)/i.test(value)));
const files = record(path, string());
const folders = array(path);
const entrySchema = object({
	schema: literal(1),
	/** Who put it there: the stage's command, or a stored result that stood for running it. */
	by: picklist(["execution", "reuse"]),
	files,
	folders,
	/** What was there before an execution that has not ended: all else is what it makes. */
	open: exactOptional(object({
		files,
		folders
	})),
	/** Why its last result was not stored. */
	notStored: exactOptional(notStoredSchema)
});
/** Reads the ledger below a root when it is first asked. */
function openLedger(root, pipelineId) {
	const folder = join(root, ".stagetime", "made", pipelinePart(pipelineId));
	const alive = join(folder, "alive");
	const known = /* @__PURE__ */ new Map();
	const lastAliveMs = statSync(alive, { throwIfNoEntry: false })?.mtimeMs ?? 0;
	function load(stageId) {
		try {
			const text = readFileSync(join(folder, `${stageId}.json`), "utf8");
			const parsed = safeParse(entrySchema, JSON.parse(text));
			return parsed.success ? parsed.output : void 0;
		} catch {
			return;
		}
	}
	function write(name, text) {
		const file = join(folder, name);
		const draft = `${file}.${process.pid}`;
		try {
			mkdirSync(folder, { recursive: true });
			writeFileSync(draft, text);
			renameSync(draft, file);
		} catch {}
	}
	return {
		lastAliveMs,
		of(stageId) {
			if (!known.has(stageId)) known.set(stageId, load(stageId));
			return known.get(stageId);
		},
		keep(stageId, entry) {
			known.set(stageId, entry);
			write(`${stageId}.json`, JSON.stringify({
				schema: 1,
				...entry
			}));
		},
		beat() {
			const now = /* @__PURE__ */ new Date();
			try {
				utimesSync(alive, now, now);
			} catch {
				write("alive", "");
			}
		}
	};
}
// src/execution/reuse/tracked.ts
/** Which files git tracks. */
/** Comes when git has answered; where there is no git, no file is tracked. */
async function trackedFiles(root) {
	const { stdout } = await promisify(execFile)("git", ["ls-files", "-z"], {
		cwd: root,
		timeout: 2e4,
		maxBuffer: 1 << 28
	}).catch(() => ({ stdout: "" }));
	const paths = new Set(stdout.split("\0"));
	return (path) => paths.has(path);
}
// src/execution/reuse/words.ts
const PATHS_SHOWN = 3;
/** Why a result was not stored, after `not stored: `. */
function notStoredWords(reason) {
	switch (reason.kind) {
		case "inputs-changed": {
			const what = reason.paths.length === 0 ? "what it reads" : pathWords(reason.paths);
			return reason.when === "waiting" ? `${what} changed before it started` : `${what} changed while it ran`;
		}
		case "own-inputs": return `it wrote its own input ${pathWords(reason.paths)}`;
		case "undeclared-writes": return `${pathWords(reason.paths)} changed while it ran, and it does not declare that; see the notices`;
		case "shared-outputs": return `${listWords(reason.stages, PATHS_SHOWN)} also wrote ${pathWords(reason.paths)}`;
		case "overwritten": return `${listWords(reason.stages, PATHS_SHOWN)} changed ${pathWords(reason.paths)}, which it had made`;
		case "missing-output": return reason.foreign === void 0 ? `it passed without making \`${reason.pattern}\`, one of its outputs` : `${reason.foreign} was there before and its command did not write it; delete it once, or put its folder into a cache of the stage`;
		case "link": return `${reason.path} is a link to ${reason.target}, which is not among its outputs; declare what it leads to`;
		case "unreadable": return `its ${reason.what} could not be read: ${reason.reason}`;
		case "unsettled": return `${reason.path} changed while it was being stored`;
		case "failed-attempt": return `an attempt that failed changed ${reason.path}, and the last one did not write it again`;
		case "store": return reason.reason;
	}
}
/** The notice that a stage's result was not stored. */
function notStoredNotice(stageId, reason) {
	return `${stageId} will run again next time, its result was not stored: ${notStoredWords(reason)}`;
}
/** Stray writes in sentences with what to do about them, one for each pair of stages. */
function strayWords(writes) {
	const groups = /* @__PURE__ */ new Map();
	for (const write of writes) {
		const { kind, other, writers } = write;
		const key = JSON.stringify([
			kind,
			other.id,
			writers.map(({ id }) => id)
		]);
		const group = groups.get(key);
		if (group === void 0) groups.set(key, [write]);
		else group.push(write);
	}
	return [...groups.values()].map(groupWords);
}
/** Two stages wrote the same files in one run. */
function sharedWords(first, second, paths) {
	return `${first} and ${second} both wrote ${pathWords(paths)}: neither is reused until only one of them does`;
}
function groupWords(group) {
	const [{ kind, other, writers }] = group;
	const files = pathWords(group.map(({ path }) => path));
	const who = writers.map(({ id }) => id).join(" or ");
	switch (kind) {
		case "own-input": return `${who} wrote its own input ${files}: it is not reused while it does that`;
		case "race": return `${who} wrote ${files}, an input of ${other.id}, which does not need it: add it to the \`needs\` of ${other.id}`;
		case "undeclared": return `${who} wrote ${files}, an input of ${other.id}, without declaring it: ${remedy(other, writers)}`;
		case "others-output": return `${who} changed ${files}, an output of ${other.id}: let ${other.id} alone write there; ${notReused(writers)}`;
	}
}
function remedy(reader, writers) {
	const [writer] = writers;
	return `add it to its \`outputs\`${writer !== void 0 && reader.needs.includes(writer.id) ? "" : ` and the stage to the \`needs\` of ${reader.id}`}, or write elsewhere; ${notReused(writers)}`;
}
function notReused(writers) {
	return writers.length === 1 ? `${writers[0]?.id} is not reused until then` : "none of them is reused until then";
}
function pathWords(paths) {
	return listWords(paths, PATHS_SHOWN);
}
// src/execution/reuse/write-watch.ts
/**
* Which stage wrote what another, or it itself, reads or makes. Such a stage races with the other, or
* leaves behind less than it declares, and its result must not stand for a run of it.
*/
/** Clocks of file systems lag behind by up to a tick, in ms. */
const TICK_MS = 20;
/** Takes down how all inputs and outputs stand now. */
async function watchWrites(pipeline, root, states) {
	const judge = createJudge(pipeline);
	const walks = walksOf(pipeline.stages);
	const held = /* @__PURE__ */ new Map();
	const before = await withContents(await scan());
	async function scan() {
		const found = await Promise.all(walks.map((patterns) => matchFiles(root, patterns)));
		const seen = /* @__PURE__ */ new Map();
		for (const path of new Set(found.flat())) {
			const signature = signatureAt(join(root, path));
			if (signature !== void 0) seen.set(path, { signature });
		}
		return seen;
	}
	/** Inputs with their contents: one that was written again with the same content did not change. */
	async function withContents(seen) {
		const inputs = [...seen.keys()].filter(judge.isInput).sort();
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
			if (ran.length === 0) return [];
			return changed.flatMap((path) => judge.writes(path, writersOf(root, path, ran)));
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
	const readers = stages.filter(({ inputs }) => inputs.length > 0).map((stage) => {
		const isMatched = matcherOf(stage.inputs);
		const isInput = inputFilter(stage, pipeline);
		return {
			stage,
			reads: (path) => isMatched(path) && isInput(path)
		};
	});
	const makers = stages.map((stage) => ({
		stage,
		makes: matcherOf(declaredOutputs(stage))
	}));
	const isCached = matcherOf(planCaches(pipeline.caches, stages).flatMap(({ paths }) => paths));
	const chainOf = new Map(stages.map(({ id }) => [id, withNeeds(stages, [id])]));
	const needs = (reader, id) => chainOf.get(reader.id)?.has(id) === true;
	function writes(path, ran) {
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
		return readers.filter(({ reads }) => reads(path)).flatMap(({ stage: other }) => {
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
	return {
		writes,
		isInput: (path) => readers.some(({ reads }) => reads(path))
	};
}
/** Of the stages that ran, those that ran when the file was last changed; all where that is unknown. */
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
// src/execution/preparation.ts
/** How often a run says that it is alive, in ms. */
const BEAT_MS = 1e3;
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
	const ledger = openLedger(root, pipeline.id);
	const caches = createStageCaches({
		...options,
		states,
		toolVersions: tools
	});
	const llm = createLlmProxies(options);
	const watching = watchWrites(pipeline, root, states).catch((error) => {
		onNotice(`writes are not watched: ${error.message}`);
	});
	let watch;
	watching.then((found) => {
		watch = found;
	});
	const results = createStageResults({
		pipeline,
		leftOut: new Set(options.leftOut?.keys()),
		root,
		fingerprints: createFingerprints(sources),
		ledger,
		store: options.results,
		keeps: options.saving.allowed,
		force: options.force,
		tracked: trackedFiles(root),
		hold: (paths) => watch?.hold(paths) ?? { [Symbol.dispose]() {} },
		onNotice
	});
	const windows = [];
	/** Stages whose commands ran since the last look at what was written. */
	const sinceLook = /* @__PURE__ */ new Set();
	const spoiled = /* @__PURE__ */ new Map();
	/** What was said of files written where they should not be, and of which. */
	const said = /* @__PURE__ */ new Set();
	const named = /* @__PURE__ */ new Set();
	let looking = Promise.resolve();
	let beating;
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
	async function look() {
		const ran = [...sinceLook];
		for (const window of ran) if (window.toMs !== void 0) sinceLook.delete(window);
		const writes = await watch?.look(ran) ?? [];
		for (const write of writes) await spoil(write);
		const isNew = ({ kind, path, other }) => {
			const key = JSON.stringify([
				kind,
				path,
				other.id
			]);
			named.add(path);
			return !said.has(key) && said.add(key) !== void 0;
		};
		for (const message of strayWords(writes.filter(isNew))) onNotice(message);
	}
	/** Who left behind more than it declares is not stored; nor is what others wrote to. */
	async function spoil({ kind, path, writers, other }) {
		if (kind === "race") return;
		for (const { id } of writers) {
			const reason = kind === "own-input" ? "own-inputs" : "undeclared-writes";
			spoiled.set(id, addPath(spoiled.get(id), {
				kind: reason,
				paths: [path]
			}));
			await results.withdraw(id);
		}
		if (kind !== "others-output") return;
		const isLater = ({ id }) => withNeeds(pipeline.stages, [id]).has(other.id);
		const unordered = writers.filter((writer) => writer.id !== other.id && !isLater(writer));
		if (unordered.length === 0) return;
		await forbid(other.id, {
			kind: "overwritten",
			paths: [path],
			stages: unordered.map(({ id }) => id)
		});
	}
	/** What was stored of the stage in this run is taken back, and nothing else is stored. */
	async function forbid(id, reason) {
		spoiled.set(id, addPath(spoiled.get(id), reason));
		await results.withdraw(id);
		const entry = ledger.of(id);
		if (entry !== void 0) ledger.keep(id, {
			...entry,
			notStored: reason
		});
	}
	async function lookAgain() {
		await watching;
		looking = looking.then(look).catch(() => void 0);
		await looking;
	}
	function close({ id }) {
		const window = windows.findLast(({ stage }) => stage.id === id);
		if (window === void 0) return false;
		window.toMs = Date.now();
		const { fromMs } = window;
		return !windows.some((other) => other !== window && (other.toMs ?? 1e400) >= fromMs);
	}
	async function after(stage, record) {
		const passed = record.status === "passed";
		const ended = await results.end(stage, {
			passed,
			alone: close(stage)
		}).catch((error) => unknownEnd(error.message));
		for (const [owner, paths] of ended.shared) {
			await forbid(owner, {
				kind: "shared-outputs",
				paths: [...paths],
				stages: [stage.id]
			});
			for (const path of paths) named.add(path);
			onNotice(sharedWords(owner, stage.id, paths));
		}
		await lookAgain();
		if (!passed || !isReusable(stage)) return {};
		const reason = spoiled.get(stage.id) ?? sharedReason(ended) ?? ended.obstacle ?? await results.store(stage, ended, record.durationMs ?? 0).catch((error) => ({
			kind: "store",
			reason: error.message
		}));
		if (reason !== void 0) tellNotStored(stage, reason);
		return ended.reading === void 0 ? { fingerprint: void 0 } : {};
	}
	function tellNotStored({ id }, reason) {
		const entry = ledger.of(id);
		if (entry !== void 0) ledger.keep(id, {
			...entry,
			notStored: reason
		});
		const isSaid = "paths" in reason && reason.paths.some((path) => named.has(path));
		if (options.saving.allowed && !isSaid) onNotice(notStoredNotice(id, reason));
	}
	async function finish(ended, signal) {
		clearInterval(beating);
		if (!signal.aborted) await caches.save(ended);
	}
	return {
		async before(stage) {
			const from = now();
			await watching;
			const attempt = await results.attempt(stage);
			const fingerprint = attempt.fingerprint === void 0 ? {} : { fingerprint: attempt.fingerprint };
			if (attempt.kind === "run") {
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
		async begin(stage) {
			ledger.beat();
			beating ??= setInterval(() => ledger.beat(), BEAT_MS).unref();
			await results.begin(stage).catch(() => void 0);
			const window = {
				stage,
				fromMs: Date.now()
			};
			windows.push(window);
			sinceLook.add(window);
		},
		retry: (stage) => results.retry(stage).catch(() => void 0),
		after,
		finish: (ended, signal) => Promise.race([finish(ended, signal), aborted(signal)]),
		closeLlm: llm.close,
		caches: caches.records
	};
}
function aborted(signal) {
	if (signal.aborted) return Promise.resolve();
	return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
/** A reason with the paths of an earlier one of its kind. */
function addPath(before, reason) {
	if (before === void 0 || !("paths" in before) || !("paths" in reason)) return reason;
	if (before.kind !== reason.kind) return before;
	return {
		...reason,
		paths: [.../* @__PURE__ */ new Set([...before.paths, ...reason.paths])]
	};
}
function sharedReason({ shared }) {
	if (shared.size === 0) return void 0;
	return {
		kind: "shared-outputs",
		paths: [...new Set([...shared.values()].flat())],
		stages: [...shared.keys()]
	};
}
/** Of a stage of which nobody can say what it made. */
function unknownEnd(reason) {
	return {
		outputs: [],
		signatures: /* @__PURE__ */ new Map(),
		shared: /* @__PURE__ */ new Map(),
		obstacle: {
			kind: "unreadable",
			what: "outputs",
			reason
		}
	};
}
export { createPreparation };
