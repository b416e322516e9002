import { M as safeParse, O as pipe, P as string, T as object, a as exactOptional, j as safeInteger, k as record, m as literal, n as boolean, t as array, w as number, y as minValue, z as variant } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { b as execa, l as findExecutable, n as stageEnvironment, o as matchFiles } from "./stage-environment.js";
import { o as isWithin } from "./staging.js";
import { t as listTree } from "./tree.js";
import { t as openUnfollowed } from "./open-file.js";
import { g as TEX_PACKAGES, m as writtenRequirement, o as collectFiles, y as ownFolder } from "./reuse.js";
import { createHash, hash } from "node:crypto";
import { join, resolve } from "node:path";
import { createReadStream, lstatSync, lutimesSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { pipeline } from "node:stream/promises";
// src/caching/content.ts
/** What stands at the paths of a cache: whether it changed, at a glance and for certain. */
/** Whether anything stands at one of the paths; an empty folder is nothing. */
function anythingAt(root, paths) {
	return listTree(root, paths).some(({ kind }) => kind !== "folder");
}
/**
* Names, sizes and times of all that stands at the paths: where two glances are equal, nothing was
* changed in between. None where it cannot be read, which is equal to nothing.
*/
function glanceAt(root, paths) {
	try {
		const sum = createHash("sha256");
		for (const { kind, path } of listTree(root, paths)) {
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
/** Hash of all that stands at the paths, without times. Throws what the system says. */
async function contentHash(root, paths) {
	const places = listTree(root, paths);
	const folders = places.filter(({ kind }) => kind === "folder").map(({ path }) => path);
	const collected = await collectFiles(root, places.filter(({ kind }) => kind !== "folder").map(({ path }) => path));
	if (collected.kind === "unreadable") throw new Error(collected.reason);
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
	return listTree(root, paths).flatMap(({ kind, path }) => kind === "file" ? [path] : []);
}
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
// src/execution/tex-installation.ts
/** The TeX installation: which packages it has, and where it keeps what it makes for its user. */
const TIMEOUT_MS = 2e4;
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
	const ask = (...args) => linesOf(kpsewhich, args, environment, root);
	const [[texRoot = ""], [userFolder = ""], siteFiles] = await Promise.all([
		ask("-var-value=TEXMFROOT"),
		ask("-var-value=TEXMFVAR"),
		ask(...SITE_FILES)
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
	const { stdout } = await execa(file, args, {
		cwd,
		env: environment,
		extendEnv: false,
		reject: false,
		stdin: "ignore",
		stderr: "ignore",
		timeout: TIMEOUT_MS
	});
	return stdout.split("\n").filter((line) => line !== "");
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
// src/execution/cache-parts.ts
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
async function readInputs({ inputs, notInputs }, { root, states }) {
	const excluded = new Set(notInputs);
	const paths = await matchFiles(root, inputs);
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
export { anythingAt as a, restoreTimes as c, writeManifest as i, timesAt as l, makeOwnFolder as n, contentHash as o, readManifest as r, glanceAt as s, createGatherer as t };
