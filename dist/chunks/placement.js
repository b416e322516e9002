import { A as record, I as string, M as safeInteger, N as safeParse, O as picklist, T as object, U as variant, g as literal, i as check, k as pipe, o as exactOptional, r as boolean, t as array, w as number, x as minValue } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { n as satisfies } from "./status.js";
import { a as withNeeds, i as topologicalOrder } from "./graph.js";
import { r as notStoredSchema } from "./notice.js";
import { o as mayMeet } from "./descent.js";
import { i as unreadableError } from "./unreadable.js";
import { C as matchFiles, E as createFileStates, S as planCaches, T as withoutIgnored, _ as matcherOf, a as inputFilter, c as madeFilter, d as createToolVersions, f as writtenRequirement, g as signatureAt, h as standingAt$1, i as declaredOutputs, l as ownParts, n as countingFilter, o as inputPaths, p as hollowFolders, t as findMissing, v as TEX_PACKAGES, x as ownFolder } from "./requirements.js";
import { t as openUnfollowed } from "./open-nofollow.js";
import { i as parentsOf, n as isWithin, t as faultOfPath } from "./paths.js";
import { n as withoutWithheld, t as ask } from "./ask.js";
import { r as fingerprintOf } from "./fingerprint.js";
import { n as stageEnvironment } from "./stage-environment.js";
import { t as findExecutable } from "./find-executable.js";
import { t as findEmptyInput } from "./empty-input.js";
import { t as whyBlocked } from "./blocked.js";
import { n as isSetup, t as changesMachine } from "./setup-stage.js";
import { t as lazily } from "./lazily.js";
import { r as generalFault } from "./faults.js";
import { a as sizeOfFiles, s as surveyTree, t as attempt$1 } from "./put-in-place.js";
import { c as differencesBetween, o as keyDifferences } from "./keys2.js";
import { a as lookUpResult, c as storedOutputSchema, i as lookUpFormer, l as decide, n as collectOutputs, t as areAlike } from "./result-store.js";
import { createHash, hash } from "node:crypto";
import { dirname, join, posix, resolve } from "node:path";
import { createReadStream, existsSync, fstatSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { pipeline } from "node:stream/promises";
// src/caching/manifest.ts
const LARGEST = 64 << 20;
const text = string();
const texts = record(text, text);
const manifestSchema = object({
	schema: literal(1),
	parts: object({
		cache: text,
		platform: text,
		paths: array(text),
		tools: texts,
		own: exactOptional(text),
		settings: texts,
		inputs: array(variant("kind", [object({
			kind: literal("file"),
			path: text,
			executable: boolean(),
			hash: text
		}), object({
			kind: literal("link"),
			path: text,
			target: text,
			hash: exactOptional(text)
		})]))
	}),
	content: text,
	times: record(text, pipe(number(), safeInteger(), minValue(0)))
});
function readManifest(root, cache) {
	try {
		try {
			var _usingCtx$2 = _usingCtx();
			const opened = openUnfollowed(manifestFile(root, cache));
			if (opened === "link") return void 0;
			const file = _usingCtx$2.u(opened);
			if (file.size > LARGEST) return void 0;
			const buffer = Buffer.allocUnsafe(file.size);
			const json = buffer.toString("utf8", 0, file.read(buffer));
			const parsed = safeParse(manifestSchema, JSON.parse(json));
			return parsed.success ? parsed.output : void 0;
		} catch (_) {
			_usingCtx$2.e = _;
		} finally {
			_usingCtx$2.d();
		}
	} catch {
		return;
	}
}
function writeManifest(root, { parts, ...held }) {
	makeOwnFolder(root, parts.cache);
	const file = manifestFile(root, parts.cache);
	rmSync(file, {
		recursive: true,
		force: true
	});
	writeFileSync(file, JSON.stringify({
		schema: 1,
		parts,
		...held
	}), { flag: "wx" });
}
function makeOwnFolder(root, cache, child = ".") {
	const own = join(root, ownFolder(cache));
	const folder = join(own, child);
	for (const path of [own, folder]) {
		const there = lstatSync(path, { throwIfNoEntry: false });
		if (there !== void 0 && !there.isDirectory()) rmSync(path);
		mkdirSync(path, { recursive: true });
	}
	return folder;
}
function manifestFile(root, cache) {
	return join(root, ownFolder(cache), "entry.json");
}
// src/execution/caches/decision.ts
function decideCache(facts) {
	const { off, isOver, startsCold, keepsExisting, isHalf, standing, found } = facts;
	if (isOver) return {
		kind: "off",
		because: { kind: "too-late" },
		clears: false
	};
	if (startsCold) return {
		kind: "off",
		because: { kind: "cold-start" },
		clears: true
	};
	const clears = isHalf;
	if (keepsExisting && standing === "own" && !isHalf) return {
		kind: "keep",
		clears
	};
	if (off !== void 0) return {
		kind: "off",
		because: off,
		clears
	};
	if (found === void 0) return {
		kind: "ask",
		clears
	};
	switch (found.kind) {
		case "entry": return {
			kind: "restore",
			match: found.match,
			clears
		};
		case "miss": return {
			kind: "miss",
			because: found.because,
			clears
		};
		case "unreadable": return {
			kind: "unreadable",
			because: found.because,
			clears
		};
	}
}
// src/execution/caches/existing-content.ts
function standingAt(root, { paths }, users, placementOf) {
	let files;
	try {
		files = filesAt(root, paths);
	} catch {
		return "own";
	}
	if (files.length === 0) return "nothing";
	const isPlaced = (path) => {
		const placement = placementOf(path);
		return placement?.by === "reuse" || placement !== void 0 && !users.has(placement.stage);
	};
	return files.every(isPlaced) ? "placed" : "own";
}
function heldFiles(root, { paths }, aboutToRun, placementOf) {
	return filesAt(root, paths).filter((path) => {
		const placement = placementOf(path);
		if (placement === void 0) return false;
		return placement.isReusedNow === true || !aboutToRun.has(placement.stage);
	});
}
function clearCache(root, plan, held) {
	const keeps = new Set(held);
	const above = new Set(held.flatMap(parentsOf));
	const { places, specials } = surveyTree(root, plan.stored);
	for (const { path } of [...places, ...specials].reverse()) if (!keeps.has(path) && !above.has(path)) rmSync(join(root, path), {
		recursive: true,
		force: true
	});
}
function completenessOf(root, plan, parts) {
	const manifest = readManifest(root, plan.name);
	if (manifest === void 0) return { kind: "unknown" };
	const files = Object.keys(manifest.times);
	const missing = files.filter((path) => !stands(join(root, path))).length;
	if (missing > 0) return {
		kind: "incomplete",
		missing,
		of: files.length
	};
	const differences = parts === void 0 ? [] : keyDifferences(manifest.parts, parts);
	return differences.length === 0 ? { kind: "complete" } : {
		kind: "outdated",
		differences: [...differences]
	};
}
function temperatureOfKept(completeness) {
	switch (completeness.kind) {
		case "complete": return "warm";
		case "incomplete": return completeness.missing === completeness.of ? "cold" : "partial";
		case "outdated":
		case "unknown": return "partial";
	}
}
function filesAt(root, paths) {
	return surveyTree(root, paths).places.flatMap(({ kind, path }) => kind === "folder" ? [] : [path]);
}
function stands(path) {
	return lstatSync(path, { throwIfNoEntry: false }) !== void 0;
}
// src/execution/caches/input-makers.ts
function mayMakeInputOf(plan, stage) {
	if (stage.caches.includes(plan.name)) return false;
	const notInputs = new Set(plan.notInputs);
	const made = declaredOutputs(stage).filter((pattern) => !pattern.startsWith("!") && !isWithin(pattern.replace(/^(\.\/)+/, ""), notInputs));
	const wanted = plan.inputs.filter((pattern) => !pattern.startsWith("!"));
	return made.some((output) => wanted.some((input) => mayMeet(output, input)));
}
// src/execution/caches/tex-installation.ts
const TIMEOUT_MS = 2e4;
const MOST_BYTES = 5e7;
const SITE_FILES = [
	"language.dat",
	"language.def",
	"language.dat.lua",
	"fmtutil.cnf"
];
const DEBIAN_PACKAGES = [
	"texlive*",
	"tex-*",
	"latexmk",
	"biber",
	"lmodern",
	"fonts-lmodern"
];
async function describeTex(environment, root) {
	const kpsewhich = findExecutable("kpsewhich", environment.PATH ?? "", root);
	if (kpsewhich === void 0) return void 0;
	const look = (...args) => linesOf(kpsewhich, args, environment, root);
	const [[texRoot = ""], [userFolder = ""], siteFiles] = await Promise.all([
		look("-var-value=TEXMFROOT"),
		look("-var-value=TEXMFVAR"),
		look(...SITE_FILES)
	]);
	const [packages, site] = await Promise.all([packagesOf(texRoot, environment, root), Promise.all(siteFiles.map(hashOf))]);
	const sum = createHash("sha256").update(JSON.stringify([packages, site]));
	return {
		...packages !== void 0 && { packages: sum.digest("hex").slice(0, 16) },
		...isInhabited(userFolder) && { userFolder }
	};
}
async function packagesOf(texRoot, environment, root) {
	const database = await hashOf(join(texRoot, "tlpkg", "texlive.tlpdb"));
	if (database !== void 0) return database;
	const dpkg = findExecutable("dpkg-query", environment.PATH ?? "", root);
	if (dpkg === void 0) return void 0;
	const lines = await linesOf(dpkg, [
		"-W",
		"-f",
		`${[
			"Package",
			"Version",
			"db:Status-Abbrev"
		].map((name) => `\${${name}}`).join(" ")}\\n`,
		...DEBIAN_PACKAGES
	], environment, root);
	return lines.length === 0 ? void 0 : [...lines].sort().join("\n");
}
async function linesOf(file, args, environment, cwd) {
	const answer = await ask({
		program: file,
		args,
		cwd,
		environment: withoutWithheld(environment),
		timeoutMs: TIMEOUT_MS,
		mostBytes: MOST_BYTES
	});
	return (answer.kind === "answered" ? answer.stdout : "").split("\n").filter((line) => line !== "");
}
async function hashOf(file) {
	const sum = createHash("sha256");
	try {
		await pipeline(createReadStream(file), sum);
		return sum.digest("hex");
	} catch {
		return;
	}
}
function isInhabited(folder) {
	try {
		return readdirSync(folder).length > 0;
	} catch {
		return false;
	}
}
// src/execution/caches/key-parts.ts
const MODEL_VARIABLES = [
	"LLM_MODEL",
	"OLLAMA_MODEL",
	"OPENAI_MODEL",
	"ANTHROPIC_MODEL"
];
function createGatherer(options) {
	const { root, environment } = options;
	let tex;
	const gatherer = {
		tex() {
			tex ??= describeTex(stageEnvironment({ env: {} }, environment, { marker: "" }), root);
			return tex;
		},
		async parts(plan, users) {
			const [inputs, tools] = await Promise.all([readInputs(plan, options), readTools(plan, users, options, gatherer)]);
			return {
				cache: plan.name,
				platform: `${platform()}-${arch()}`,
				paths: plan.stored,
				tools,
				...plan.own !== void 0 && { own: plan.own },
				settings: {
					...plan.preset === "llm" && modelsOf(users, environment),
					...renewalOf(plan)
				},
				inputs
			};
		}
	};
	return gatherer;
}
async function readInputs({ inputs, notInputs }, { root, states, pipeline }) {
	if (inputs.length === 0) return [];
	const excluded = new Set(notInputs);
	const [git, matched] = await Promise.all([states.git(), matchFiles(root, inputs)]);
	const paths = await withoutIgnored(matched, {
		patterns: inputs,
		isMade: madeFilter(pipeline),
		git
	});
	const collected = await states.collect(paths.filter((path) => !isWithin(path, excluded)));
	if (collected.kind === "unreadable") throw unreadableError(collected.unreadable);
	return collected.files.map((file) => file.kind === "link" ? file : {
		kind: file.kind,
		path: file.path,
		executable: file.executable,
		hash: file.hash
	});
}
async function readTools(plan, users, { root, environment, toolVersions }, gatherer) {
	const env = stageEnvironment(users[0] ?? { env: {} }, environment, { marker: "" });
	const tools = plan.tools.map(async (tool) => {
		const version = await toolVersions.of(tool, env);
		return [`version of ${writtenRequirement(tool)}`, inOneLine(version)];
	});
	const [tex, ...versions] = await Promise.all([plan.tex ? gatherer.tex() : void 0, ...tools]);
	return Object.fromEntries([
		...versions,
		...plan.tex ? [[TEX_PACKAGES, tex?.packages ?? "unknown"]] : [],
		...plan.bound ? [["folder of the pipeline", resolve(root)]] : [],
		...plan.ofSetup !== void 0 ? [["runner image", imageOf(environment)]] : []
	]);
}
function renewalOf({ ofSetup }) {
	const renewMs = ofSetup?.renewMs;
	if (renewMs === void 0) return {};
	const since = Math.floor(Date.now() / renewMs) * renewMs;
	return { "last renewal": new Date(since).toISOString() };
}
function imageOf({ ImageOS: os, ImageVersion: version }) {
	return [os, version].filter(Boolean).join(" ") || "unknown";
}
function inOneLine(version) {
	const [first = "", ...others] = version.split(/\s*\n\s*/).filter((line) => line !== "");
	return others.length === 0 ? first : `${first} (${hash("sha256", version).slice(0, 8)})`;
}
function modelsOf(users, environment) {
	return Object.fromEntries(users.flatMap((stage) => {
		const env = stageEnvironment(stage, environment, { marker: "" });
		return MODEL_VARIABLES.flatMap((name) => env[name] === void 0 ? [] : [[`${name} of ${stage.id}`, env[name]]]);
	}));
}
// src/execution/caches/observation.ts
function observeCache(cache) {
	const { plan, users, root, store, keepExisting, startsCold = false, placementOf } = cache;
	return {
		..."off" in store && { off: store.off },
		startsCold,
		keepsExisting: keepExisting,
		isHalf: isMarked(root, plan),
		...keepExisting && !startsCold && { standing: standingAt(root, plan, users, placementOf) }
	};
}
function foundIn(answer) {
	switch (answer.kind) {
		case "hit":
		case "restored": return {
			kind: "entry",
			match: answer.match
		};
		case "miss": return {
			kind: "miss",
			because: answer.because
		};
		case "unreadable":
		case "not-restored": return {
			kind: "unreadable",
			because: answer.because
		};
	}
}
function markOf(root, { name }) {
	return join(root, ".stagetime", "restoring", name);
}
function isMarked(root, plan) {
	const mark = markOf(root, plan);
	return lstatSync(dirname(mark), { throwIfNoEntry: false })?.isDirectory() === true && existsSync(mark);
}
function writeMark(root, plan) {
	const mark = markOf(root, plan);
	const folder = dirname(mark);
	if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(folder);
	mkdirSync(folder, { recursive: true });
	rmSync(mark, { force: true });
	writeFileSync(mark, "", { flag: "wx" });
}
function removeMark(root, plan) {
	const mark = markOf(root, plan);
	attempt$1(() => rmSync(mark, { force: true }));
	attempt$1(() => rmdirSync(dirname(mark)));
}
// src/execution/caches/save-obstacles.ts
function obstacleToSaving(root, plan, maxBytes = Number.POSITIVE_INFINITY) {
	const link = plan.paths.flatMap((path) => [...parentsOf(path), path]).find(isLinkBelow(root));
	if (link !== void 0) return {
		kind: "link",
		path: link
	};
	try {
		const { places } = surveyTree(root, plan.paths);
		if (places.every(({ kind }) => kind === "folder")) return { kind: "nothing-there" };
		return sizeOfFiles(root, places) > maxBytes ? {
			kind: "too-large",
			maxBytes
		} : void 0;
	} catch (error) {
		return generalFault(error);
	}
}
function leftOutOf(root, { paths }) {
	try {
		return surveyTree(root, paths).specials;
	} catch {
		return [];
	}
}
function isLinkBelow(root) {
	return (path) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
// src/execution/setup/decision.ts
function decideSetup(facts) {
	const { setup, isKept, lacks, isPlaced, isAsked, run } = facts;
	const keeps = setup.keep.length > 0;
	const provides = setup.provides.length > 0;
	if (keeps && isKept === void 0) return {
		kind: "ask",
		about: "kept"
	};
	if (provides && lacks === void 0) return {
		kind: "ask",
		about: "lacks"
	};
	const tool = lacks === "none" ? void 0 : lacks;
	if (keeps && isKept && tool === void 0) return { kind: "kept" };
	if (!keeps && provides && tool === void 0) return { kind: isPlaced ? "placed" : "provided" };
	if (!isAsked && asksForRoot(run)) return {
		kind: "held",
		why: "root-rights",
		...tool !== void 0 && { tool }
	};
	if (!isAsked && !keeps && !provides) return {
		kind: "held",
		why: "nothing-to-look-for"
	};
	if (!keeps && isPlaced === void 0) return {
		kind: "ask",
		about: "layer"
	};
	if (!keeps && isPlaced && tool === void 0) return { kind: "placed" };
	if (tool !== void 0) return {
		kind: "run",
		because: {
			kind: "not-there",
			tool
		}
	};
	return {
		kind: "run",
		because: { kind: "not-kept" }
	};
}
function asksForRoot(run) {
	return /(?:^|[\s;&|(`])(?:sudo|doas|pkexec)(?=\s|$)/m.test(run);
}
// src/execution/setup/setups.ts
async function decideBy({ setup, run }, { isAsked }, look) {
	let facts = {
		setup,
		run,
		isAsked
	};
	for (;;) {
		const decision = decideSetup(facts);
		if (decision.kind !== "ask") return decision;
		facts = await withAnswer(facts, decision.about, look);
	}
}
async function withAnswer(facts, about, look) {
	switch (about) {
		case "kept": return {
			...facts,
			isKept: await look.isKept()
		};
		case "lacks": return {
			...facts,
			lacks: await look.lacks() ?? "none"
		};
		case "layer": {
			const { lacks: _lacks, ...others } = facts;
			const isPlaced = await look.isPlaced();
			return isPlaced ? {
				...others,
				isPlaced
			} : {
				...facts,
				isPlaced
			};
		}
	}
}
function lackOf(stage, { root, environment }) {
	const variables = stageEnvironment(stage, environment, { marker: "" });
	const cwd = join(root, stage.workingDirectory);
	return findMissing({
		...stage,
		requires: stage.setup.provides
	}, variables, cwd);
}
function whyNotNeeded({ setup }, decision) {
	switch (decision.kind) {
		case "provided": return {
			kind: "provided",
			tools: setup.provides.map(writtenRequirement)
		};
		case "held": {
			const { why, tool } = decision;
			return {
				kind: "setup-held",
				why,
				...tool !== void 0 && { tool }
			};
		}
		case "kept":
		case "placed":
		case "run": return;
	}
}
var Setups = class {
	#options;
	constructor(options) {
		this.#options = options;
	}
	async before(stage) {
		const { caches, layers } = this.#options;
		const prepared = await caches.prepare(stage);
		let layer;
		const decision = await decideBy(stage, this.#options, {
			isKept: async () => prepared.state === "warm",
			lacks: () => lackOf(stage, this.#options),
			isPlaced: async () => {
				layer = await layers?.restore(stage);
				return layer !== void 0;
			}
		});
		const record = { cacheState: prepared.state };
		const reason = whyNotNeeded(stage, decision);
		if (reason !== void 0) return {
			kind: "not-needed",
			reason,
			record: decision.kind === "provided" ? { setup: { kind: "found" } } : {}
		};
		if (decision.kind === "run") {
			const ranBecause = { causes: [decision.because] };
			const { environment } = prepared;
			return {
				kind: "run",
				record: {
					...record,
					ranBecause
				},
				environment
			};
		}
		this.#machineChanged();
		const setup = layer === void 0 ? { kind: "kept" } : {
			kind: "layer",
			layer
		};
		return {
			kind: "reused",
			record: {
				...record,
				setup
			}
		};
	}
	async begin(stage) {
		if (changesMachine(stage)) await this.#options.layers?.begin(stage);
	}
	async after(stage, { status }) {
		this.#machineChanged();
		if (status !== "passed") return {};
		const tool = await lackOf(stage, this.#options);
		if (tool !== void 0) return {
			status: "failed",
			reason: {
				kind: "not-provided",
				tool
			}
		};
		if (!changesMachine(stage)) return {};
		const layer = await this.#options.layers?.keep(stage);
		return layer === void 0 ? {} : { setup: {
			kind: "command",
			layer
		} };
	}
	#machineChanged() {
		this.#options.tools.forget();
	}
};
// src/execution/reuse/leftovers.ts
const SILENCE_MS = 2e3;
function leftoversOf(root, entry) {
	if (entry === void 0) return {
		files: [],
		folders: []
	};
	return {
		files: Object.entries(entry.files).filter(([path, signature]) => signatureAt(join(root, path)) === signature).map(([path]) => path),
		folders: entry.folders
	};
}
function leftoversOfInterrupted(root, { open }, standing, lastAliveMs) {
	if (open === void 0) return {
		files: [],
		folders: []
	};
	const isWritten = (path) => open.files[path] !== standing.files.get(path) && (lstatSync(join(root, path), { throwIfNoEntry: false })?.ctimeMs ?? 1e400) <= lastAliveMs + SILENCE_MS;
	const before = new Set(open.folders);
	return {
		files: [...standing.files.keys()].filter(isWritten),
		folders: [...standing.folders].filter((folder) => !before.has(folder))
	};
}
function removeLeftovers(root, { files, folders }) {
	for (const path of files) if (isReachedWithoutLinks(root, path)) attempt(() => unlinkSync(join(root, path)));
	for (const folder of [...folders].sort().reverse()) if (isReachedWithoutLinks(root, folder)) attempt(() => rmdirSync(join(root, folder)));
}
function attempt(step) {
	try {
		step();
	} catch {}
}
function isReachedWithoutLinks(root, path) {
	return parentsOf(path).every((parent) => lstatSync(join(root, parent), { throwIfNoEntry: false })?.isDirectory() === true);
}
// src/execution/reuse/clearing.ts
function createClearing(options) {
	const { pipeline, root, ledger, owners } = options;
	async function leftBy(stage) {
		const entry = ledger.of(stage.id);
		const left = leftoversOf(root, entry);
		if (entry?.open === void 0) return left;
		const standing = await standingAt$1(root, entry.open.patterns);
		const broken = leftoversOfInterrupted(root, entry, standing, ledger.lastAliveMs);
		return {
			files: [.../* @__PURE__ */ new Set([...left.files, ...broken.files])],
			folders: [.../* @__PURE__ */ new Set([...left.folders, ...broken.folders])]
		};
	}
	async function removable(stage, left) {
		const tracked = await options.tracked;
		const goes = (path) => !tracked(path) && !owners.isCached(path, stage) && !owners.isOthers(path, stage);
		return {
			files: left.files.filter(goes),
			folders: left.folders.filter(goes)
		};
	}
	function remove({ files, folders }) {
		try {
			var _usingCtx$1 = _usingCtx();
			_usingCtx$1.u(options.hold(files));
			removeLeftovers(root, {
				files,
				folders: [...folders, ...formerFolders()]
			});
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			_usingCtx$1.d();
		}
	}
	function formerFolders() {
		return pipeline.stages.filter(({ id }) => !options.leftOut.has(id)).flatMap(({ id }) => ledger.of(id)?.folders ?? []).filter((folder) => !owners.isWrittenInto(folder));
	}
	return {
		leftBy,
		removable,
		async clear(stage, left, stays = /* @__PURE__ */ new Set()) {
			const { files, folders } = await removable(stage, left);
			const goes = (path) => !stays.has(path);
			remove({
				files: files.filter(goes),
				folders: folders.filter(goes)
			});
		},
		async clearLater(stage, isLater) {
			const isHere = matcherOf([...stage.inputs, ...declaredOutputs(stage)]);
			const left = [];
			for (const later of pipeline.stages.filter(isLater)) {
				const { files, folders } = await leftBy(later);
				const here = {
					files: files.filter(isHere),
					folders
				};
				left.push({
					stage: later,
					goes: await removable(later, here)
				});
			}
			const still = left.filter((one) => isLater(one.stage)).map(({ goes }) => goes);
			remove({
				files: still.flatMap(({ files }) => files),
				folders: still.flatMap(({ folders }) => folders)
			});
		}
	};
}
// src/execution/reuse/foreseen-files.ts
var ForeseenFiles = class {
	#sources;
	#left = /* @__PURE__ */ new Map();
	constructor(sources) {
		this.#sources = sources;
	}
	goes({ id }, { files, folders }) {
		for (const path of [...files, ...folders]) this.#left.set(path, [...this.#left.get(path) ?? [], id]);
	}
	isLeftByOthers(path, { id }) {
		return this.#left.get(path)?.some((other) => other !== id) === true;
	}
	async inputsOf(stage, earlier, former) {
		const { root, pipeline, states } = this.#sources;
		const paths = await inputPaths(root, stage, pipeline, states);
		const present = await states.collect(paths.filter((path) => !this.isLeftByOthers(path, stage)));
		if (present.kind === "unreadable") return present;
		const [matches, isInput] = [matcherOf(stage.inputs), inputFilter(stage, pipeline)];
		const coming = comingFrom(earlier, former?.inputs ?? []).filter(({ kind, path }) => kind !== "folder" && matches(path) && isInput(path));
		return {
			kind: "known",
			files: merged(present.files, followed(coming, former?.inputs))
		};
	}
	async needOf({ stage: need, result, fingerprint }, earlier, former) {
		const before = former?.needs.find((one) => one.stage === need.id);
		const counts = countingFilter(need);
		if (counts === void 0) {
			const own = result?.fingerprint ?? await fingerprint();
			return own === void 0 ? void 0 : {
				stage: need.id,
				kind: "fingerprint",
				fingerprint: own
			};
		}
		const { root, states } = this.#sources;
		const standing = await standingAt$1(root, need.outputs);
		const stays = (path) => !this.#left.has(path);
		const present = await states.collect([...standing.files.keys()].filter((path) => counts(path) && stays(path)));
		if (present.kind === "unreadable") return before;
		const then = before?.kind === "outputs" ? before.files : [];
		const coming = followed(comingFrom(earlier, then).filter(({ path }) => counts(path)), then);
		const files = merged(present.files, coming);
		const hollows = hollow(standing, need, files, stays).filter(counts).map((path) => ({
			kind: "folder",
			path
		}));
		return {
			stage: need.id,
			kind: "outputs",
			files: merged(files, hollows)
		};
	}
};
function comingFrom(earlier, then) {
	return [...earlier.filter(({ result }) => result === void 0).flatMap(({ stage }) => madeBefore(stage, then)), ...earlier.flatMap(({ result }) => result?.outputs ?? [])];
}
function madeBefore(stage, then) {
	const isMade = matcherOf(stage.outputs);
	return then.filter(({ path }) => isMade(path));
}
function followed(coming, then = []) {
	const byPath = new Map(coming.map((file) => [file.path, file]));
	const known = new Map(then.map((file) => [file.path, file]));
	return coming.map((file) => {
		if (file.kind !== "link" || file.hash !== void 0) return file;
		const behind = byPath.get(posix.join(posix.dirname(file.path), file.target));
		if (behind?.kind === "file") return {
			...file,
			hash: behind.hash
		};
		const before = known.get(file.path);
		return before?.kind === "link" && before.target === file.target ? before : file;
	});
}
function merged(files, over) {
	return [...new Map([...files, ...over].map((file) => [file.path, file])).values()];
}
function hollow({ files, folders }, need, there, stays) {
	const filled = new Set(there.flatMap(({ path }) => [...parentsOf(path), path]));
	const left = new Map([...files].filter(([path]) => stays(path)));
	return hollowFolders({
		files: left,
		folders
	}, need.outputs).filter((folder) => stays(folder) && !filled.has(folder));
}
// src/execution/reuse/ledger.ts
const path = pipe(string(), check((value) => faultOfPath(value) === void 0 && !/(^|\/)\.(git|stagetime)(\/|$)/i.test(value)));
const files = record(path, string());
const folders = array(path);
const entrySchema = object({
	schema: literal(1),
	home: string(),
	by: picklist(["execution", "reuse"]),
	files,
	folders,
	over: exactOptional(array(storedOutputSchema)),
	open: exactOptional(object({
		patterns: array(string()),
		files,
		folders
	})),
	notStored: exactOptional(notStoredSchema),
	fingerprint: exactOptional(string())
});
function openLedger(root, pipelineId) {
	const folder = join(root, ".stagetime", "made", hash("sha256", pipelineId).slice(0, 16));
	const alive = join(folder, "alive");
	const known = /* @__PURE__ */ new Map();
	const lastAliveMs = statSync(alive, { throwIfNoEntry: false })?.mtimeMs ?? 0;
	function load(stageId) {
		try {
			const text = readFileSync(join(folder, `${stageId}.json`), "utf8");
			const parsed = safeParse(entrySchema, JSON.parse(text));
			return parsed.success && parsed.output.home === home() ? parsed.output : void 0;
		} catch {
			return;
		}
	}
	function home() {
		return String(statSync(folder, { bigint: true }).ino);
	}
	function write(name, textOf) {
		const file = join(folder, name);
		const draft = `${file}.${process.pid}`;
		try {
			mkdirSync(folder, { recursive: true });
			writeFileSync(draft, textOf());
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
			write(`${stageId}.json`, () => JSON.stringify({
				schema: 1,
				home: home(),
				...entry
			}));
		},
		beat() {
			const now = /* @__PURE__ */ new Date();
			try {
				utimesSync(alive, now, now);
			} catch {
				write("alive", () => "");
			}
		}
	};
}
// src/execution/reuse/given.ts
function isOwnOutput(root, path) {
	const there = lstatSync(join(root, path), { throwIfNoEntry: false });
	return there !== void 0 && [STDOUT, STDERR].some((fd) => isOpenAs(fd, there));
}
const [STDOUT, STDERR] = [1, 2];
function isOpenAs(fd, { dev, ino }) {
	try {
		const open = fstatSync(fd);
		return open.isFile() && open.dev === dev && open.ino === ino;
	} catch {
		return false;
	}
}
async function isGivenAgain(root, stage, { outputs, given = [] }, { entry, left, tracked, isOthers, isGoing = () => false }) {
	const patterns = declaredOutputs(stage);
	const standing = await standingAt$1(root, patterns);
	const isLeft = /* @__PURE__ */ new Set([...left.files, ...left.folders]);
	const made = new Set(outputs.map(({ path }) => path));
	const isDamaged = (path) => made.has(path) && !tracked(path) && entry !== void 0 && Object.hasOwn(entry.files, path);
	const isGiven = (path) => !isLeft.has(path) && !isDamaged(path) && !isOthers(path);
	const files = [...standing.files.keys()].filter((path) => isGiven(path) && !isOwnOutput(root, path));
	const foreign = await collectOutputs(root, files, emptyFolders(standing));
	if (foreign.kind === "unreadable") return false;
	const replaced = entry?.over?.filter(({ path }) => isLeft.has(path)) ?? [];
	return areAlike([...foreign.outputs, ...replaced], given);
	function emptyFolders({ files, folders }) {
		const without = new Map([...files].filter(([path]) => !isLeft.has(path) && !isGoing(path)));
		const filled = new Set([...made].flatMap(parentsOf));
		return hollowFolders({
			files: without,
			folders
		}, patterns).filter((folder) => isGiven(folder) && !made.has(folder) && !filled.has(folder));
	}
}
// src/execution/reuse/look.ts
function lookThrough(stage, view) {
	const known = async () => {
		const read = await view.read();
		if (read.kind === "unknown") throw new Error("asked for a result without a fingerprint");
		return read;
	};
	const stored = lazily(async () => {
		const key = {
			stage: stage.id,
			fingerprint: (await known()).fingerprint
		};
		return lookUpResult(await view.store, key, matcherOf(declaredOutputs(stage)));
	});
	return {
		fingerprint: view.read,
		stored,
		async unfit() {
			const found = await stored();
			return found.kind === "found" ? view.whyUnfit(found.result) : void 0;
		},
		async changes() {
			const before = await view.former();
			return before && differencesBetween(before, (await known()).parts);
		}
	};
}
async function formerParts({ id }, store, ledger) {
	return (await lookUpFormer(await store, id, ledger.of(id)?.fingerprint))?.parts;
}
async function whyUnfit(stage, result, place) {
	const paths = result.outputs.map(({ path }) => path);
	for (const [other, [path = ""]] of place.owners.othersAmong(paths, stage)) return {
		kind: "written-by-another",
		path,
		stage: other
	};
	return await isGivenAgain(place.root, stage, result, place) ? void 0 : { kind: "other-files-given" };
}
// src/execution/reuse/owners.ts
function createOwners(pipeline) {
	const cachePaths = cachePathsOf(pipeline);
	const owners = /* @__PURE__ */ new Map();
	const isOthers = (path, { id }) => (owners.get(path) ?? id) !== id;
	const mayWrite = (stage, pattern) => declaredOutputs(stage).some((output) => mayMeet(output, pattern));
	return {
		take(stage, paths) {
			for (const path of paths) owners.set(path, stage.id);
		},
		isOthers,
		othersAmong(paths, stage) {
			const found = /* @__PURE__ */ new Map();
			for (const path of paths.filter((path) => isOthers(path, stage))) {
				const owner = owners.get(path);
				found.set(owner, [...found.get(owner) ?? [], path]);
			}
			return found;
		},
		isCached: (path, { id }) => isWithin(path, cachePaths.get(id) ?? /* @__PURE__ */ new Set()),
		isOthersFolder: (folder, { id }) => folder === "" || [...cachePaths.values()].some((paths) => isWithin(folder, paths)) || pipeline.stages.some((stage) => stage.id !== id && mayWrite(stage, `${folder}/*`)),
		isWrittenInto: (folder) => pipeline.stages.some((stage) => mayWrite(stage, `${folder}/**`))
	};
}
function cachePathsOf({ caches, stages }) {
	const plans = planCaches(caches, stages);
	return new Map(stages.map((stage) => [stage.id, new Set(plans.filter(({ name }) => stage.caches.includes(name)).flatMap(({ paths }) => paths))]));
}
// src/execution/reuse/dry-run.ts
function predictPipeline(place) {
	const { root } = place;
	return predictReuse({
		...place,
		states: createFileStates(root),
		tools: createToolVersions(root)
	});
}
async function predictReuse(options) {
	const { only, leftOut, pipeline } = options;
	const dryRun = await openDryRun(options);
	const predictions = /* @__PURE__ */ new Map();
	for (const stage of topologicalOrder(pipeline.stages)) {
		if (only?.has(stage.id) === false || leftOut?.has(stage.id) === true) continue;
		const foreseen = await foresee(stage, dryRun);
		dryRun.before.set(stage.id, foreseen);
		dryRun.owners.take(stage, filesOf(foreseen, dryRun));
		predictions.set(stage.id, predictionOf(stage, foreseen, dryRun));
	}
	return predictions;
}
function notRunning(predictions) {
	const runs = ({ kind }) => kind === "runs" || kind === "depends" || kind === "kept-or-runs";
	return [...predictions].filter(([, one]) => !runs(one)).map(([id]) => id);
}
async function openDryRun(options) {
	const { pipeline, root, states, leftOut } = options;
	const ledger = openLedger(root, pipeline.id);
	const owners = createOwners(pipeline);
	const tracked = (await states.git())?.isTracked ?? (() => false);
	const clearing = createClearing({
		pipeline,
		root,
		ledger,
		owners,
		leftOut: new Set(leftOut?.keys()),
		tracked: Promise.resolve(tracked),
		hold: () => ({ [Symbol.dispose]() {} })
	});
	const files = new ForeseenFiles(options);
	const left = /* @__PURE__ */ new Map();
	for (const stage of pipeline.stages.filter(({ id }) => leftOut?.has(id) !== true)) {
		const found = await clearing.leftBy(stage);
		left.set(stage.id, found);
		files.goes(stage, await clearing.removable(stage, found));
	}
	const setups = pipeline.stages.filter(isSetup).map(({ id }) => id);
	const setupsLeftOut = new Set(setups.filter((id) => leftOut?.has(id)));
	return {
		...options,
		ledger,
		tracked,
		files,
		left,
		owners,
		setupsLeftOut,
		before: /* @__PURE__ */ new Map()
	};
}
async function foresee(stage, dryRun) {
	const { before, force, store, starting, setupsLeftOut } = dryRun;
	const lacking = stage.needs.find((id) => !setupsLeftOut.has(id) && !letsOthersRun(before.get(id)));
	if (lacking !== void 0) return {
		stage,
		fingerprint: async () => void 0,
		fate: {
			kind: "blocked",
			status: "skipped",
			reason: {
				kind: "needs",
				stage: lacking
			}
		}
	};
	const former = lazily(() => formerParts(stage, store, dryRun.ledger));
	const read = lazily(async () => foreseenParts(stage, await former(), dryRun));
	const fingerprint = async () => {
		const now = await read();
		return now.kind === "known" ? now.fingerprint : void 0;
	};
	if (isSetup(stage)) return {
		stage,
		fingerprint,
		fate: await foreseeSetup(stage, dryRun)
	};
	const view = {
		store,
		read,
		former,
		whyUnfit: async (result) => whyUnfit(stage, result, placeOf(stage, dryRun))
	};
	const awaited = stage.needs.filter((id) => mayMakeOther(before.get(id)));
	const decision = await decide({
		stage,
		force,
		awaited
	}, lookThrough(stage, view));
	const blocked = decision.kind === "run" && starting !== void 0 ? await whyNotStarted(stage, starting, dryRun) : void 0;
	return {
		stage,
		fingerprint,
		...decision.kind === "reuse" && { result: decision.result },
		fate: blocked === void 0 ? decision : {
			kind: "blocked",
			...blocked
		}
	};
}
async function foreseeSetup(stage, dryRun) {
	const { runsSetups: isAsked = false } = dryRun;
	const decision = await decideBy(stage, { isAsked }, {
		isKept: async () => false,
		lacks: () => lackOf(stage, dryRun),
		isPlaced: async () => false
	});
	const reason = whyNotNeeded(stage, decision);
	if (reason !== void 0) return {
		kind: "blocked",
		status: "skipped",
		reason
	};
	if (!changesMachine(stage)) return { kind: "kept-or-runs" };
	return {
		kind: "run",
		because: decision.kind === "run" ? [decision.because] : [],
		always: true
	};
}
function letsOthersRun(need) {
	if (need === void 0) return false;
	const { stage, fate } = need;
	if (isSetup(stage)) return true;
	const status = fate.kind === "blocked" ? fate.status : "passed";
	return satisfies(status, {
		optional: stage.optional,
		nothingToDo: false
	});
}
function mayMakeOther(need) {
	if (need === void 0) return false;
	const { stage, fate } = need;
	if (fate.kind === "depends") return true;
	return fate.kind === "run" && !fate.always && countingFilter(stage) !== void 0;
}
function isRunBefore(need) {
	return need !== void 0 && !isSetup(need.stage) && need.fate.kind !== "reuse";
}
async function foreseenParts(stage, former, dryRun) {
	const { files, before } = dryRun;
	const earlier = [...before.values()];
	const inputs = await files.inputsOf(stage, earlier, former);
	if (inputs.kind === "unreadable") return {
		kind: "unknown",
		because: {
			kind: "file",
			file: inputs.unreadable
		}
	};
	const needed = earlier.filter((one) => stage.needs.includes(one.stage.id));
	const needs = await Promise.all(needed.map((need) => files.needOf(need, earlier, former)));
	const own = await ownParts(stage, dryRun);
	const known = needs.filter((need) => need !== void 0);
	const parts = {
		...own,
		inputs: inputs.files,
		needs: known
	};
	return {
		kind: "known",
		parts,
		fingerprint: fingerprintOf(parts)
	};
}
function placeOf(stage, { root, ledger, tracked, left, owners, files }) {
	return {
		root,
		owners,
		entry: ledger.of(stage.id),
		left: left.get(stage.id) ?? {
			files: [],
			folders: []
		},
		tracked,
		isOthers: (path) => owners.isOthers(path, stage) || owners.isCached(path, stage) || files.isLeftByOthers(path, stage),
		isGoing: (path) => files.isLeftByOthers(path, stage) && !owners.isOthers(path, stage)
	};
}
function filesOf({ stage, result }, { left }) {
	if (result === void 0) return left.get(stage.id)?.files ?? [];
	return result.outputs.flatMap(({ kind, path }) => kind === "folder" ? [] : path);
}
async function whyNotStarted(stage, { inCi }, { root, environment, pipeline, states, before }) {
	const needed = [...withNeeds(pipeline.stages, [stage.id])].filter((id) => id !== stage.id);
	const isSettled = (id) => {
		const one = before.get(id);
		if (one !== void 0 && isSetup(one.stage)) return one.fate.kind === "blocked";
		return one?.fate.kind === "reuse";
	};
	if (!needed.every(isSettled)) return void 0;
	const earlier = [...before.values()];
	const isComing = (pattern) => {
		const matches = matcherOf([pattern]);
		return earlier.some(({ stage: one, result }) => result === void 0 ? one.outputs.some((output) => mayMeet(output, pattern)) : result.outputs.some(({ path }) => matches(path)));
	};
	return whyBlocked(stage, {
		root,
		inCi,
		environment: stageEnvironment(stage, environment, { marker: "" }),
		findEmptyInput: (of) => findEmptyInput(root, of, pipeline, states, isComing)
	});
}
function predictionOf({ needs }, { fate }, { before }) {
	switch (fate.kind) {
		case "reuse": {
			const provided = needs.filter((id) => isRunBefore(before.get(id)));
			return {
				kind: "reused",
				savedMs: fate.result.durationMs,
				provided
			};
		}
		case "run": return {
			...fate,
			kind: "runs"
		};
		case "depends":
		case "blocked":
		case "kept-or-runs": return fate;
	}
}
// src/execution/reuse/placement.ts
function placementsOf(root, stageIds, ledger) {
	const left = (stage, path) => {
		const entry = ledger.of(stage);
		if (entry === void 0 || !Object.hasOwn(entry.files, path)) return void 0;
		return entry.files[path] === signatureAt(join(root, path)) ? {
			stage,
			by: entry.by
		} : void 0;
	};
	return (path) => {
		for (const stage of stageIds) {
			const placement = left(stage, path);
			if (placement !== void 0) return placement;
		}
	};
}
export { completenessOf as C, makeOwnFolder as D, decideCache as E, readManifest as O, clearCache as S, temperatureOfKept as T, observeCache as _, createOwners as a, createGatherer as b, whyUnfit as c, createClearing as d, Setups as f, isMarked as g, foundIn as h, predictReuse as i, writeManifest as k, isOwnOutput as l, obstacleToSaving as m, notRunning as n, formerParts as o, leftOutOf as p, predictPipeline as r, lookThrough as s, placementsOf as t, openLedger as u, removeMark as v, heldFiles as w, mayMakeInputOf as x, writeMark as y };
