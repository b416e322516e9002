import { A as safeParse, C as object, D as record, E as pipe, N as string, S as number, T as picklist, a as exactOptional, k as safeInteger, m as literal, n as boolean, r as check, t as array, y as minValue, z as variant } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { r as topologicalOrder } from "./graph.js";
import { r as notStoredSchema } from "./notice.js";
import { o as mayMeet } from "./descent.js";
import { i as unreadableError } from "./unreadable.js";
import { C as matchFiles, E as createFileStates, T as withoutIgnored, _ as matcherOf, a as inputPaths, c as ownParts, d as writtenRequirement, f as stageEnvironment, g as signatureAt, i as inputFilter, r as declaredOutputs, s as madeFilter, t as countingFilter, u as createToolVersions, v as TEX_PACKAGES, x as ownFolder } from "./fingerprints.js";
import { t as openUnfollowed } from "./open-nofollow.js";
import { i as parentsOf, n as isWithin, t as faultOfPath } from "./paths.js";
import { o as ask, s as withoutWithheld } from "./git.js";
import { r as fingerprintOf } from "./fingerprint.js";
import { n as findExecutable } from "./command.js";
import { a as sizeOfFiles, s as surveyTree, t as attempt, u as generalFault } from "./put-in-place.js";
import { a as keyDifferences, s as differencesBetween } from "./keys2.js";
import { a as isGivenAgain, c as storedOutputSchema, i as leftoversOf, n as isReusable, o as lookUpNewest, r as cachePathsOf, s as lookUpResult } from "./stage-results.js";
import { createHash, hash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { createReadStream, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
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
// src/execution/caches/decision.ts
/** Decides. Without the store's word the answer is `ask` where it depends on that. */
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
/** How what was kept compares with what the last run left, by the names of files: a run in between may well have changed them. */
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
// src/execution/caches/input-makers.ts
/** Which stages may make what the key of a cache is made from. */
/** Whether a stage that does not use the cache may write a file that its key is made from. */
function mayMakeInputOf(plan, { caches, outputs, evidence }) {
	if (caches.includes(plan.name)) return false;
	const notInputs = new Set(plan.notInputs);
	const made = [...outputs, ...Object.values(evidence)].filter((pattern) => !pattern.startsWith("!") && !isWithin(pattern.replace(/^(\.\/)+/, ""), notInputs));
	const wanted = plan.inputs.filter((pattern) => !pattern.startsWith("!"));
	return made.some((output) => wanted.some((input) => mayMeet(output, input)));
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
	if (collected.kind === "unreadable") throw unreadableError(collected.unreadable);
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
// src/execution/caches/observation.ts
/** What can be seen of a cache before the store is asked, and the mark of a cache that is half in place. */
/** Looks at the disk, and changes nothing. */
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
/** What the answer of a store says for the decision. */
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
/** Stands as long as the cache is half in place, for the run that comes after one that was killed. */
function markOf(root, { name }) {
	return join(root, ".stagetime", "restoring", name);
}
function isMarked(root, plan) {
	const mark = markOf(root, plan);
	return lstatSync(dirname(mark), { throwIfNoEntry: false })?.isDirectory() === true && existsSync(mark);
}
/** Says that the cache is half in place. */
function writeMark(root, plan) {
	const mark = markOf(root, plan);
	const folder = dirname(mark);
	if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(folder);
	mkdirSync(folder, { recursive: true });
	rmSync(mark, { force: true });
	writeFileSync(mark, "", { flag: "wx" });
}
/** Says that it is whole, or not there. */
function removeMark(root, plan) {
	const mark = markOf(root, plan);
	attempt(() => rmSync(mark, { force: true }));
	attempt(() => rmdirSync(dirname(mark)));
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
		return generalFault(error);
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
function isLinkBelow(root) {
	return (path) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
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
	/** The folder that it was written to: in a copy of it, the user put everything where it stands. */
	home: string(),
	/** Who put it there: the stage's command, or a stored result that stood for running it. */
	by: picklist(["execution", "reuse"]),
	files,
	folders,
	/** What stood where it wrote, of the files that stay there because git tracks them. */
	over: exactOptional(array(storedOutputSchema)),
	/** What was there before an execution that has not ended: all else is what it makes. */
	open: exactOptional(object({
		patterns: array(string()),
		files,
		folders
	})),
	/** Why its last result was not stored. */
	notStored: exactOptional(notStoredSchema)
});
/** Reads the ledger below a root when it is first asked. */
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
// src/execution/reuse/dry-run.ts
/** Which stages would be reused if the pipeline ran now. Runs nothing and writes nothing. */
/** Predictions of a pipeline that is not running. */
function predictPipeline(place) {
	const { root } = place;
	return predictReuse({
		...place,
		states: createFileStates(root),
		tools: createToolVersions(root)
	});
}
/** A prediction for each stage. */
async function predictReuse(options) {
	const { only } = options;
	const foreseen = /* @__PURE__ */ new Map();
	for (const stage of topologicalOrder(options.pipeline.stages)) {
		if (only?.has(stage.id) === false) continue;
		foreseen.set(stage.id, await foresee(stage, foreseen, options));
	}
	return new Map([...foreseen].map(([id, { prediction }]) => [id, prediction]));
}
async function foresee(stage, before, options) {
	if (stage.inputs.length === 0) return runsAlways("no-inputs");
	if (!isReusable(stage)) return runsAlways("reuse-off");
	if (options.force) return runsAlways("forced");
	const { root, pipeline, states } = options;
	const inputs = await states.collect(await inputPaths(root, stage, pipeline, states));
	if (inputs.kind === "unreadable") return runs({
		kind: "unreadable-input",
		file: inputs.unreadable
	});
	const newest = await lookUpNewest(options.store, stage.id);
	if (newest === void 0) return runs({ kind: "nothing-stored" });
	const changing = stage.needs.filter((id) => mayMakeOther(before.get(id)));
	const parts = await foreseenParts(stage, inputs.files, newest.parts, before, options);
	const key = {
		stage: stage.id,
		fingerprint: fingerprintOf(parts)
	};
	const found = await lookUpResult(options.store, key, matcherOf(declaredOutputs(stage)));
	if (found.kind === "not-found") {
		const changed = differencesBetween(newest.parts, parts).map((difference) => ({
			kind: "changed",
			difference
		}));
		return changed.length > 0 ? runs(...changed) : runs({
			kind: "no-result",
			because: found.because
		});
	}
	if (!await isGivenAgain(root, stage, found.result, await ownOf(stage, options))) return runs({ kind: "other-files-given" });
	if (changing.length > 0) return { prediction: {
		kind: "depends",
		on: changing
	} };
	const { result } = found;
	const provided = stage.needs.filter((id) => before.get(id)?.result === void 0);
	return {
		prediction: {
			kind: "reused",
			savedMs: result.durationMs,
			provided
		},
		result
	};
}
/** As the last runs left it. */
async function ownOf({ id }, { pipeline, root, states }) {
	const ledger = openLedger(root, pipeline.id);
	const others = pipeline.stages.filter((stage) => stage.id !== id);
	const made = new Set(others.flatMap((stage) => leftoversOf(root, ledger.of(stage.id)).files));
	const cached = cachePathsOf(pipeline).get(id) ?? /* @__PURE__ */ new Set();
	return {
		entry: ledger.of(id),
		left: leftoversOf(root, ledger.of(id)),
		tracked: (await states.git())?.isTracked ?? (() => false),
		isOthers: (path) => made.has(path) || isWithin(path, cached)
	};
}
function mayMakeOther(stage) {
	const prediction = stage?.prediction;
	return prediction?.kind === "depends" || prediction?.kind === "runs" && !prediction.always;
}
/**
* The parts of the fingerprint as the stage would find them: files that stages before it will put in
* place count as they will be, and what a stage that runs will make as it was for the newest result.
*/
async function foreseenParts(stage, present, newest, before, options) {
	const { pipeline } = options;
	const matches = matcherOf(stage.inputs);
	const isInput = inputFilter(stage, pipeline);
	const coming = pipeline.stages.filter(({ id }) => before.has(id)).flatMap((earlier) => filesFrom(earlier, before.get(earlier.id)?.result, newest)).filter(({ path }) => matches(path) && isInput(path));
	const inputs = new Map([...present, ...coming].map((file) => [file.path, file]));
	const needs = stage.needs.flatMap((id) => {
		const need = pipeline.stages.find((one) => one.id === id);
		return (need && needState(need, before.get(id)?.result)) ?? newest.needs.filter((one) => one.stage === id);
	});
	return {
		...await ownParts(stage, options),
		inputs: [...inputs.values()],
		needs
	};
}
/** What a stage will have put in place, as far as that can be known. */
function filesFrom(stage, result, newest) {
	if (result !== void 0) return result.outputs;
	return newest.inputs.filter(({ path }) => matcherOf(stage.outputs)(path));
}
/** What a reused stage will mean to those that need it. */
function needState(stage, result) {
	if (result === void 0) return void 0;
	const counts = countingFilter(stage);
	return [counts === void 0 ? {
		stage: stage.id,
		kind: "fingerprint",
		fingerprint: result.fingerprint
	} : {
		stage: stage.id,
		kind: "outputs",
		files: result.outputs.filter(({ path }) => counts(path))
	}];
}
function runs(...because) {
	return { prediction: {
		kind: "runs",
		because,
		always: false
	} };
}
function runsAlways(kind) {
	return { prediction: {
		kind: "runs",
		because: [{ kind }],
		always: true
	} };
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
export { decideCache as _, leftOutOf as a, writeManifest as b, observeCache as c, createGatherer as d, mayMakeInputOf as f, temperatureOfKept as g, heldFiles as h, openLedger as i, removeMark as l, completenessOf as m, predictPipeline as n, obstacleToSaving as o, clearCache as p, predictReuse as r, foundIn as s, placementsOf as t, writeMark as u, makeOwnFolder as v, readManifest as y };
