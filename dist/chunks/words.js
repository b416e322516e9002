import { F as string, M as safeParse, O as pipe, T as object, V as variant, a as exactOptional, j as safeInteger, k as record, m as literal, n as boolean, t as array, w as number, y as minValue } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { r as listWords } from "./text.js";
import { C as matchFiles, T as withoutIgnored, d as writtenRequirement, f as stageEnvironment, g as signatureAt, s as madeFilter, v as TEX_PACKAGES, x as ownFolder } from "./fingerprints.js";
import { t as openUnfollowed } from "./open-nofollow.js";
import { i as parentsOf, n as isWithin } from "./paths.js";
import { o as ask, s as withoutWithheld } from "./git.js";
import { n as findExecutable } from "./command.js";
import { a as sizeOfFiles, s as surveyTree } from "./put-in-place.js";
import { a as explainKeyDifference } from "./keys2.js";
import { createHash, hash } from "node:crypto";
import { join, resolve } from "node:path";
import { createReadStream, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { pipeline } from "node:stream/promises";
// src/caching/manifest.ts
/**
* What an entry of a user's cache says of itself: a file of ours among the user's. It tells what the
* entry was made from, also where a beginning of a key led to it. It comes from a cache, so it is
* data to be judged.
*/
/** Largest that is read, in bytes: some 500,000 files. */
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
	/** Of what the entry holds for the user, as `contentHash` makes it. */
	content: text,
	times: record(text, pipe(number(), safeInteger(), minValue(0)))
});
/** The manifest of what was restored for a cache; none where it cannot be made sense of. */
function readManifest(root, cache) {
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const opened = openUnfollowed(manifestFile(root, cache));
			if (opened === "link") return void 0;
			const file = _usingCtx$1.u(opened);
			if (file.size > LARGEST) return void 0;
			const buffer = Buffer.allocUnsafe(file.size);
			const json = buffer.toString("utf8", 0, file.read(buffer));
			const parsed = safeParse(manifestSchema, JSON.parse(json));
			return parsed.success ? parsed.output : void 0;
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			_usingCtx$1.d();
		}
	} catch {
		return;
	}
}
/** Writes the manifest to where it is kept with the cache; throws what the system says. */
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
/** Makes our folder of a cache; in place of a link, through which nothing is written. */
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
// src/execution/caches/existing-content.ts
/**
* What stands at the paths of a cache before it is restored, and what that is worth.
*
* Whose content wins, file by file, when an entry is restored over it:
*
* - a file that a stage made, or that a reuse put in place of a run of it, keeps its bytes unless that
*   stage is about to run: others were fingerprinted with these bytes, and the entry may be older;
* - every other file is the entry's, also outputs of the stage that is about to run: what a tool knows
*   of its last run is only right beside what that run made.
*
* In the terminal nothing is restored over what the user has, with one exception: where a reuse, or a
* stage that does not use the cache, put everything there, no run with this cache left it, and the
* entry is the newest there is.
*/
/** Looks at the paths of a cache that these stages use. What cannot be looked at is the user's own. */
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
/** The files at the paths that keep their bytes when these stages are about to run. */
function heldFiles(root, { paths }, aboutToRun, placementOf) {
	return filesAt(root, paths).filter((path) => {
		const placement = placementOf(path);
		if (placement === void 0) return false;
		return placement.isSettled === true || !aboutToRun.has(placement.stage);
	});
}
/** Removes what a cache holds, but not the files that keep their bytes. */
function clearCache(root, plan, held) {
	const keeps = new Set(held);
	const above = new Set(held.flatMap(parentsOf));
	const { places, specials } = surveyTree(root, plan.stored);
	for (const { path } of [...places, ...specials].reverse()) if (!keeps.has(path) && !above.has(path)) rmSync(join(root, path), {
		recursive: true,
		force: true
	});
}
/** Compares by the names of files: a run in between may well have changed them. */
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
	const differences = parts === void 0 ? [] : explainKeyDifference(manifest.parts, parts);
	return differences.length === 0 ? { kind: "complete" } : {
		kind: "outdated",
		differences
	};
}
/** What a stage finds in such a cache: the same as where an entry like it had been restored. */
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
// src/execution/caches/cache-record.ts
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
	const reason = [reasonOf(restored), reasonOfSaving(saved)].filter((text) => text !== void 0);
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
function reasonOfSaving(saved) {
	if (saved === void 0) return void 0;
	if (saved.state === "saved") return leftOutWords(saved.leftOut);
	return saved.reason === void 0 ? void 0 : `not saved: ${saved.reason}`;
}
/** `saved without the socket home/S.agent`; none where nothing was left out. */
function leftOutWords(leftOut) {
	if (leftOut.length === 0) return void 0;
	return `saved without ${someOf(leftOut.map(({ kind, path }) => `the ${kind} ${path}`))}`;
}
const KEPT = "what stands at its paths is newer than any entry and was kept";
function reasonOf(restored) {
	switch (restored.state) {
		case "kept": return [KEPT, completenessWords(restored.completeness)].filter(Boolean).join("; ");
		case "exact": return;
		case "prefix": return restored.differences.length === 0 ? void 0 : someOf(restored.differences);
		default: return restored.reason;
	}
}
/** What is not as a warm cache has it; none where nothing is. */
function completenessWords(completeness) {
	switch (completeness.kind) {
		case "complete": return;
		case "outdated": return `since it was made: ${someOf(completeness.differences)}`;
		case "incomplete": return `${completeness.missing} of the ${completeness.of} files that the last run left are missing`;
		case "unknown": return "whether it is complete is not known";
	}
}
const MOST_SHOWN = 3;
function someOf(phrases) {
	const more = phrases.length - MOST_SHOWN;
	const shown = phrases.slice(0, MOST_SHOWN).join(", ");
	return more > 0 ? `${shown} and ${more} more` : shown;
}
// src/execution/caches/tex-installation.ts
/** The TeX installation: which packages it has, and where it keeps what it makes for its user. */
const TIMEOUT_MS = 2e4;
const MOST_BYTES = 5e7;
/** What TeX puts into a format besides its packages: the site's choice of languages and formats. */
const SITE_FILES = [
	"language.dat",
	"language.def",
	"language.dat.lua",
	"fmtutil.cnf"
];
/** Debian's packages of TeX Live and of what is used with it. */
const DEBIAN_PACKAGES = [
	"texlive*",
	"tex-*",
	"latexmk",
	"biber",
	"lmodern",
	"fonts-lmodern"
];
/** Looks at the installation on the PATH; none where there is none. */
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
/** TeX Live's own database of packages, else Debian's. */
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
/** Gathers what the keys of caches are made from. */
/** Variables by which clients of language models are told which one to use. */
const MODEL_VARIABLES = [
	"LLM_MODEL",
	"OLLAMA_MODEL",
	"OPENAI_MODEL",
	"ANTHROPIC_MODEL"
];
/** A gatherer for one run. */
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
				settings: plan.preset === "llm" ? modelsOf(users, environment) : {},
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
	if (collected.kind === "unreadable") throw new Error(collected.reason);
	return collected.files.map((file) => file.kind === "link" ? file : {
		kind: file.kind,
		path: file.path,
		executable: file.executable,
		hash: file.hash
	});
}
/** By a name that reads well after `the`. */
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
		...plan.bound ? [["folder of the pipeline", resolve(root)]] : []
	]);
}
/** The first line of an answer, and of a longer one a hash: differences are shown to people. */
function inOneLine(version) {
	const [first = "", ...others] = version.split(/\s*\n\s*/).filter((line) => line !== "");
	return others.length === 0 ? first : `${first} (${hash("sha256", version).slice(0, 8)})`;
}
/** The models that the stages are told to use, by variable. */
function modelsOf(users, environment) {
	return Object.fromEntries(users.flatMap((stage) => {
		const env = stageEnvironment(stage, environment, { marker: "" });
		return MODEL_VARIABLES.flatMap((name) => env[name] === void 0 ? [] : [[`${name} of ${stage.id}`, env[name]]]);
	}));
}
// src/execution/caches/save-obstacles.ts
/** What keeps a cache from being saved, as far as it can be seen before anything is read. */
/** Looks at what stands at a cache's paths; `maxBytes` is the most that its store takes. */
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
		return {
			kind: "unreadable",
			reason: error.message
		};
	}
}
/** What stands at the paths and will be left out. */
function leftOutOf(root, { paths }) {
	try {
		return surveyTree(root, paths).specials;
	} catch {
		return [];
	}
}
/** Completes `not saved: …`. */
function obstacleWords(obstacle) {
	switch (obstacle.kind) {
		case "nothing-there": return "nothing stands at its paths";
		case "link": return `${obstacle.path} is a link, and what it leads to would not be kept`;
		case "too-large": return `it is larger than ${obstacle.maxBytes} bytes`;
		case "unreadable": return obstacle.reason;
	}
}
function isLinkBelow(root) {
	return (path) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
// src/execution/reuse/placement.ts
/** Who put a file where it stands, as the ledger tells. */
/** Looks a file up among what these stages left; none where it changed since, or nobody's. */
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
		case "unsettled": return `${reason.path} changed after its command had ended`;
		case "failed-attempt": return `an attempt that failed changed ${reason.path}, which was there before, so the last one did not start from the same`;
		case "store": return reason.reason;
	}
}
/** The notice that a stage's result was not stored. */
function notStoredNotice(stageId, reason) {
	return `${stageId} will run again next time, its result was not stored: ${notStoredWords(reason)}`;
}
/** Stray writes in sentences with what to do about them, one for each pair of stages. */
function strayWords(writes) {
	return groupBy(writes, ({ kind, other, writers }) => JSON.stringify([
		kind,
		other.id,
		writers.map(({ id }) => id)
	])).map(([, group]) => groupWords(group));
}
/** Items that have the same key, in the order in which keys come first. */
function groupBy(items, keyOf) {
	const groups = /* @__PURE__ */ new Map();
	for (const item of items) {
		const group = groups.get(keyOf(item));
		if (group === void 0) groups.set(keyOf(item), [item]);
		else group.push(item);
	}
	return [...groups];
}
/** Files of the repository that stages changed without declaring it, one sentence for each writer. */
function changedTrackedWords(changed) {
	return groupBy(changed, ({ writers }) => writers.map(({ id }) => id).join(" or ")).map(([who, files]) => {
		return `${who} changed ${pathWords(files.map(({ path }) => path))}: ${files.length === 1 ? "is a tracked file" : "are tracked files"} that no stage declares. Declare it under \`outputs\`, or write elsewhere`;
	});
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
export { standingAt as _, strayWords as a, readManifest as b, obstacleToSaving as c, leftOutWords as d, recordOf as f, heldFiles as g, completenessOf as h, sharedWords as i, obstacleWords as l, clearCache as m, notStoredNotice as n, placementsOf as o, temperatureOf as p, notStoredWords as r, leftOutOf as s, changedTrackedWords as t, createGatherer as u, temperatureOfKept as v, writeManifest as x, makeOwnFolder as y };
