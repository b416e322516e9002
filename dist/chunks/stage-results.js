import { i as __toESM } from "./rolldown-runtime.js";
import { M as safeParse, O as pipe, P as string, S as nullable, T as object, a as exactOptional, g as maxValue, j as safeInteger, k as record, m as literal, n as boolean, r as check, s as finite, t as array, u as integer, w as number, y as minValue, z as variant } from "./dist.js";
import { i as stageEnvironment, m as execa, n as modelOf } from "./stage-environment.js";
import { t as _usingCtx } from "./usingCtx.js";
import { o as findExecutable, r as matchFiles, t as IGNORED } from "./files.js";
import { a as faultOfPath, c as parentsOf, n as createStaging, o as isWithin, r as moveIn, t as attempt } from "./staging.js";
import { n as linkTarget, t as listTree } from "./tree.js";
import { t as require_picomatch } from "./picomatch.js";
import { i as hashEnvironment, r as fingerprintOf } from "./fingerprint.js";
import { t as openUnfollowed } from "./open-file.js";
import { createHash, hash, randomUUID } from "node:crypto";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { createReadStream, lstatSync, mkdirSync, readdirSync, readlinkSync, realpathSync, rmdirSync, statSync, unlinkSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { arch, platform, tmpdir } from "node:os";
// src/caching/presets.ts
/** Plans of all caches, in the definition's order. */
function planCaches(caches, stages) {
	const notInputs = caches.flatMap(pathsOf);
	return caches.map((cache) => {
		const users = stages.filter((stage) => stage.caches.includes(cache.name));
		const paths = pathsOf(cache);
		return {
			name: cache.name,
			...cache.preset !== void 0 && { preset: cache.preset },
			paths,
			stored: [...paths, ownFolder(cache.name)],
			notInputs: cache.inputs.length > 0 ? paths : notInputs,
			inputs: cache.inputs.length > 0 ? cache.inputs : defaultInputs(cache, paths, users),
			tools: toolsOf(cache, users),
			tex: cache.preset === "latex",
			bound: cache.preset === "pytest",
			...cache.key !== void 0 && { own: cache.key },
			depth: {
				nearest: cache.preset === "llm" ? "exact" : "same-tools",
				own: cache.restoreKeys
			}
		};
	});
}
/** Where we keep what belongs to a cache besides the user's files. */
function ownFolder(name) {
	return `.stagetime/caches/${name}`;
}
/** What the packages of the TeX installation are called among the tools of a key. */
const TEX_PACKAGES = "packages of TeX";
/** The packages where nothing lists them: two such installations need not be equal. */
const UNKNOWN = "unknown";
/** Folder in our own of a `latex` cache for what TeX makes for its user: font caches, made fonts. */
const TEX_USER_FOLDER = "texmf-var";
function pathsOf({ preset, paths }) {
	const written = paths.length === 0 && preset !== void 0 ? DEFAULT_PATHS[preset] : paths;
	return [...new Set(written.map(normal))].sort();
}
const DEFAULT_PATHS = {
	latex: [],
	pytest: [".venv", ".pytest_cache"],
	llm: ["output/llm"]
};
/** `./a//b/` as `a/b`. */
function normal(path) {
	return path.split("/").filter((part) => part !== "" && part !== ".").join("/");
}
/** Locks and lists of what an environment is made from, of the tools in use. */
const ENVIRONMENT_FILES = [
	"requirements*.txt",
	"requirements*.in",
	"requirements/**/*.txt",
	"constraints*.txt",
	"pyproject.toml",
	"setup.cfg",
	"setup.py",
	"poetry.lock",
	"pdm.lock",
	"uv.lock",
	"Pipfile",
	"Pipfile.lock",
	".python-version"
];
/** Text, prompts and code, as the template lays them out. */
const REVIEW_FILES = [
	"manuscript/**",
	"project/manuscript/**",
	"prompts/**",
	"scripts/**/*.py",
	"infrastructure/llm/**"
];
const TEX_SOURCES = "*.{tex,ltx,bib,bst,bbx,cbx,cls,sty,clo,def,cfg,lua,pdf,png,jpg,jpeg,eps,svg}";
const LATEXMK_FILES = "{latexmkrc,.latexmkrc}";
function defaultInputs({ preset }, paths, users) {
	if (preset === "pytest") return ENVIRONMENT_FILES;
	const declared = [...new Set(users.flatMap(({ inputs }) => inputs))];
	if (declared.length > 0) return declared;
	switch (preset) {
		case "latex": return [...new Set(paths.flatMap(sourcesAround))];
		case "llm": return REVIEW_FILES;
		default: return [];
	}
}
/** The output folder of latexmk mostly stands next to the sources. */
function sourcesAround(path) {
	const folder = parentsOf(path).at(-1);
	if (folder !== void 0) return [`${folder}/**`];
	return [
		`**/${TEX_SOURCES}`,
		`**/${LATEXMK_FILES}`,
		...[
			"!**/node_modules/**",
			"!**/.venv/**",
			"!**/venv/**"
		]
	];
}
function toolsOf({ preset }, users) {
	switch (preset) {
		case "latex": {
			const programs = users.flatMap(({ requires }) => requires).filter(({ kind }) => kind === "executable").map(({ name }) => name);
			return [.../* @__PURE__ */ new Set(["latexmk", ...programs])].sort().map(executable$1);
		}
		case "pytest": return [executable$1("python3")];
		default: return [];
	}
}
function executable$1(name) {
	return {
		kind: "executable",
		name
	};
}
// src/execution/patterns.ts
var import_picomatch = /* @__PURE__ */ __toESM(require_picomatch(), 1);
const known = /* @__PURE__ */ new Map();
/** Whether a path, relative to the root with `/`, is one that `matchFiles` would find. */
function matcherOf(patterns) {
	const key = JSON.stringify(patterns);
	const matcher = known.get(key) ?? compile(patterns);
	known.set(key, matcher);
	return matcher;
}
function compile(patterns) {
	const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
	const unwanted = patterns.flatMap((pattern) => pattern.startsWith("!") ? pattern.slice(1) : []);
	const options = {
		dot: true,
		ignore: [...IGNORED, ...unwanted.flatMap(withAllIn)]
	};
	return wanted.length === 0 ? () => false : (0, import_picomatch.default)(wanted.flatMap(withAllIn), options);
}
/** A pattern that may name a directory, and with it all in it. */
function withAllIn(pattern) {
	const plain = pattern.replace(/^\.\//, "").replace(/\/+$/, "");
	return [plain, `${plain}/**`];
}
/** Whether a pattern names one path and nothing else. */
function isLiteral(pattern) {
	return !pattern.startsWith("!") && !import_picomatch.default.scan(pattern).isGlob;
}
// src/execution/stat-signature.ts
/** Whether a file was touched, without reading it. */
/** The signature of a file or link at a path; none where nothing stands there. */
function signatureAt(path) {
	const stat = lstatSync(path, {
		bigint: true,
		throwIfNoEntry: false
	});
	return stat && signatureOf$1(stat);
}
/** The signature of what was looked at. */
function signatureOf$1({ ino, mode, size, mtimeNs, ctimeNs }) {
	return [
		ino,
		mode,
		size,
		mtimeNs,
		ctimeNs
	].join();
}
// src/execution/reuse/standing.ts
/** What stands at the places that a stage's outputs name: files by signature, and folders. */
/** Folders in which nothing of a stage is looked for. */
const NOT_WALKED = /* @__PURE__ */ new Set([".git", ".stagetime"]);
/** Looks at what the patterns match now. */
async function standingAt(root, patterns) {
	const files = /* @__PURE__ */ new Map();
	for (const path of await matchFiles(root, patterns)) {
		const signature = signatureAt(join(root, path));
		if (signature !== void 0) files.set(path, signature);
	}
	return {
		files,
		folders: foldersAt(root, patterns)
	};
}
/**
* Folders that the patterns match and that hold none of the files: `made/logs` of `made`, where a
* stage makes it for others to write to. Only the innermost, which bring their parents with them.
*/
function hollowFolders({ files, folders }, patterns) {
	const isMatched = matcherOf(patterns);
	const filled = new Set([...files.keys(), ...folders].flatMap(parentsOf));
	return [...folders].filter((folder) => isMatched(folder) && !filled.has(folder)).sort();
}
function foldersAt(root, patterns) {
	const found = /* @__PURE__ */ new Set();
	const walk = (folder) => {
		if (found.has(folder) || !isFolder$1(join(root, folder))) return;
		found.add(folder);
		for (const child of readdirSync(join(root, folder), { withFileTypes: true })) if (child.isDirectory() && !NOT_WALKED.has(child.name)) walk(`${folder}/${child.name}`);
	};
	for (const pattern of patterns) {
		const beginning = literalBeginning(pattern);
		for (const parent of parentsOf(beginning)) if (isFolder$1(join(root, parent))) found.add(parent);
		if (beginning !== "") walk(beginning);
	}
	return found;
}
/** The folders that a pattern surely starts with: `out/figures` of `out/figures/*.pdf`. */
function literalBeginning(pattern) {
	if (pattern.startsWith("!")) return "";
	if (isLiteral(pattern)) return pattern.replace(/\/+$/, "");
	const segments = pattern.split("/");
	return segments.slice(0, segments.findIndex((segment) => !isLiteral(segment))).join("/");
}
function isFolder$1(path) {
	return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
// src/execution/tool-versions.ts
/** What the tools of a stage say of their version: part of what decides its result. */
/** Most that is read of what a tool prints, in characters. */
const LONGEST_ANSWER = 4096;
const TIMEOUT_MS = 2e4;
/** A requirement that is not there; it differs from every version. */
const ABSENT = "absent";
/** A requirement as it is written in a definition. */
function writtenRequirement({ kind, name }) {
	return kind === "python-module" ? `python:${name}` : name;
}
/** Versions for stages below a root. */
function createToolVersions(root) {
	const asked = /* @__PURE__ */ new Map();
	return { of(requirement, environment, folder = ".") {
		const cwd = join(root, folder);
		const { PATH, PYTHONPATH, VIRTUAL_ENV } = environment;
		const key = JSON.stringify([
			requirement,
			cwd,
			PATH,
			PYTHONPATH,
			VIRTUAL_ENV
		]);
		let answer = asked.get(key);
		if (answer === void 0) {
			answer = ask(requirement, environment, cwd).catch(() => ABSENT);
			asked.set(key, answer);
		}
		return answer;
	} };
}
function ask(requirement, environment, cwd) {
	return requirement.kind === "python-module" ? pythonModule(requirement.name, environment, cwd) : executable(requirement.name, environment, cwd);
}
/** What `--version` prints; of a program that does not know the option, the hash of its file. */
async function executable(name, environment, cwd) {
	const file = findExecutable(name, environment.PATH ?? "", cwd);
	if (file === void 0) return ABSENT;
	const { exitCode, all } = await call(file, ["--version"], environment, cwd);
	const answer = all.trim().slice(0, LONGEST_ANSWER);
	return exitCode === 0 && answer !== "" ? answer : `sha256 ${await hashOf(file)}`;
}
/** The interpreter's version with the distribution's; of a module that has none, its file's hash. */
const PYTHON = `
import hashlib, importlib.metadata as metadata, importlib.util as util, platform, sys
name = sys.argv[1]
def version():
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
    found = getattr(metadata, "packages_distributions", dict)().get(name.partition(".")[0], [])
    if found:
        return " ".join(sorted(f"{one} {metadata.version(one)}" for one in found))
    origin = util.find_spec(name).origin
    with open(origin, "rb") as file:
        return "sha256 " + hashlib.sha256(file.read()).hexdigest()
print("Python", platform.python_version(), name, version())
`;
async function pythonModule(name, environment, cwd) {
	const path = environment.PATH ?? "";
	const python = ["python3", "python"].find((one) => findExecutable(one, path, cwd) !== void 0);
	if (python === void 0) return ABSENT;
	const { exitCode, all } = await call(python, [
		"-c",
		PYTHON,
		name
	], environment, cwd);
	return exitCode === 0 ? all.trim().slice(0, LONGEST_ANSWER) : ABSENT;
}
async function call(file, args, environment, cwd) {
	const { exitCode, all } = await execa(file, args, {
		cwd,
		env: environment,
		extendEnv: false,
		reject: false,
		stdin: "ignore",
		all: true,
		maxBuffer: 1e6,
		timeout: TIMEOUT_MS
	});
	return {
		exitCode,
		all
	};
}
async function hashOf(file) {
	const sum = createHash("sha256");
	await pipeline(createReadStream(file), sum);
	return sum.digest("hex");
}
// src/execution/fingerprints.ts
/** What decides a stage's result, gathered from the machine: its fingerprint. */
/** Fingerprints of the stages of a run. */
function createFingerprints(sources) {
	const { pipeline, root, states } = sources;
	const stageOf = new Map(pipeline.stages.map((stage) => [stage.id, stage]));
	const settled = /* @__PURE__ */ new Map();
	async function read(stage) {
		const seen = /* @__PURE__ */ new Map();
		return {
			stage: await gather(stage, seen).catch((error) => unknown(error.message)),
			seen
		};
	}
	async function gather(stage, seen) {
		const paths = await inputPaths(root, stage, pipeline);
		signInto(seen, paths);
		const inputs = await states.collect(paths);
		if (inputs.kind === "unreadable") return unknown(inputs.reason);
		const needs = [];
		for (const id of stage.needs) {
			const need = stageOf.get(id);
			if (need === void 0) continue;
			const state = await stateOf(need, seen);
			if (state === void 0) return unknown(`what ${id} made could not be read`);
			needs.push(state);
		}
		const parts = {
			...await ownParts(stage, sources),
			inputs: inputs.files,
			needs
		};
		return {
			kind: "known",
			fingerprint: fingerprintOf(parts),
			parts,
			inputs: inputs.files
		};
	}
	/** What a needed stage made, as far as it counts; how it came about where it made nothing. */
	async function stateOf(need, seen) {
		const { id: stage } = need;
		const counts = countingFilter(need);
		if (counts === void 0) {
			if (settled.has(stage)) return fingerprintState(stage, settled.get(stage));
			const own = await gather(need, seen);
			return fingerprintState(stage, own.kind === "known" ? own.fingerprint : void 0);
		}
		const standing = await standingAt(root, need.outputs);
		const outputs = [...standing.files.keys()].filter(counts);
		signInto(seen, outputs);
		const collected = await states.collect(outputs);
		if (collected.kind === "unreadable") return void 0;
		const folders = hollowFolders(standing, need.outputs).filter(counts).map((path) => ({
			kind: "folder",
			path
		}));
		return {
			stage,
			kind: "outputs",
			files: [...collected.files, ...folders]
		};
	}
	function signInto(seen, paths) {
		for (const path of paths) {
			const signature = signatureAt(join(root, path));
			if (signature !== void 0) seen.set(path, signature);
		}
	}
	return {
		read,
		settle: (id, fingerprint) => void settled.set(id, fingerprint)
	};
}
function fingerprintState(stage, fingerprint) {
	return fingerprint === void 0 ? void 0 : {
		stage,
		kind: "fingerprint",
		fingerprint
	};
}
/** The parts that the files and the needed stages have no part in. */
async function ownParts(stage, { environment, tools }) {
	const variables = stageEnvironment(stage, environment, { marker: "" });
	const model = modelOf(stage, environment);
	const versions = await Promise.all(stage.requires.map(async (requirement) => [writtenRequirement(requirement), await tools.of(requirement, variables, stage.workingDirectory)]));
	return {
		command: stage.run,
		shell: stage.shell ?? null,
		workingDirectory: stage.workingDirectory,
		platform: `${platform()}-${arch()}`,
		outputs: declaredOutputs(stage),
		environment: hashEnvironment(Object.fromEntries(Object.keys(stage.env).map((name) => [name, variables[name]]))),
		tools: Object.fromEntries(versions),
		models: model === void 0 ? {} : { "this event": model }
	};
}
/** Patterns of what a stage leaves behind: its outputs, and its evidence. */
function declaredOutputs({ outputs, evidence }) {
	return [...outputs, ...Object.values(evidence)];
}
/**
* The files that are a stage's inputs. A pattern like `manuscript/**` also matches what the stage
* itself and its caches write there, and outputs that do not count: those are left out, unless the
* stage names them.
*/
async function inputPaths(root, stage, pipeline) {
	const isInput = inputFilter(stage, pipeline);
	return (await matchFiles(root, stage.inputs)).filter(isInput);
}
/** Whether a file that a stage's patterns match is one of its inputs. */
function inputFilter(stage, { caches, stages }) {
	const named = new Set(stage.inputs);
	const own = planCaches(caches, stages).filter(({ name }) => stage.caches.includes(name));
	const isLeftOut = matcherOf([
		...declaredOutputs(stage),
		...own.flatMap(({ paths }) => paths),
		...stages.flatMap(({ unstable }) => unstable)
	]);
	return (path) => named.has(path) || !isLeftOut(path);
}
/**
* Which of a stage's outputs count for the stages that need it; nothing where none can, so that its
* fingerprint has to stand for what it made.
*/
function countingFilter({ outputs, unstable }) {
	const stable = outputs.filter((pattern) => !unstable.includes(pattern));
	if (stable.length === 0) return void 0;
	const [isStable, isUnstable] = [matcherOf(stable), matcherOf(unstable)];
	return (path) => isStable(path) && !isUnstable(path);
}
function unknown(reason) {
	return {
		kind: "unknown",
		reason
	};
}
// src/caching/files.ts
/** Files by content: what a fingerprint is made from, and what a restored file is checked against. */
/** Up to this size a file is read at once, in bytes. */
const SMALL = 1 << 20;
const LARGE_AT_ONCE = 4;
/** One for all files: each is read and hashed before anything else happens. */
let buffer;
/** How long files are read before others get a turn, in ms: stages are being watched meanwhile. */
const TURN_MS = 10;
/**
* Hashes the files and links at these paths, relative to the root with `/`, in the order given.
* Small files are read synchronously in short turns, which takes a third of what promises do.
*/
async function collectFiles(root, paths, { throughLinks = false } = {}) {
	const files = [];
	const large = [];
	buffer ??= Buffer.allocUnsafe(SMALL);
	let turn = performance.now();
	try {
		for (const path of paths) {
			const file = readState(root, path, buffer);
			if (file.kind === "link" && throughLinks) {
				const target = await hashBehind(join(root, path));
				files.push(target === void 0 ? file : {
					...file,
					hash: target
				});
			} else files.push(file);
			if (file.kind === "file" && file.size > SMALL) large.push(files.length - 1);
			if (performance.now() - turn > TURN_MS) {
				await setImmediate();
				turn = performance.now();
			}
		}
		await hashLarge(root, files, large);
		return {
			kind: "collected",
			files
		};
	} catch (error) {
		return {
			kind: "unreadable",
			reason: error.message
		};
	}
}
/** A large file's hash is left empty for now. */
function readState(root, path, buffer) {
	try {
		var _usingCtx$3 = _usingCtx();
		const opened = openUnfollowed(join(root, path));
		if (opened === "link") return {
			kind: "link",
			path,
			target: linkTarget(join(root, path))
		};
		const file = _usingCtx$3.u(opened);
		const { mode, size } = file;
		const executable = (mode & 73) !== 0;
		if (size > SMALL) return {
			kind: "file",
			path,
			executable,
			hash: "",
			mode,
			size
		};
		const content = buffer.subarray(0, file.read(buffer.subarray(0, size)));
		return {
			kind: "file",
			path,
			executable,
			hash: hash("sha256", content),
			mode,
			size
		};
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		_usingCtx$3.d();
	}
}
async function hashLarge(root, files, large) {
	const worker = async () => {
		for (let index = large.pop(); index !== void 0; index = large.pop()) {
			const file = files[index];
			if (file?.kind !== "file") continue;
			files[index] = {
				...file,
				hash: await hashStream(join(root, file.path))
			};
		}
	};
	await Promise.all(Array.from({ length: LARGE_AT_ONCE }, worker));
}
async function hashStream(file) {
	const sum = createHash("sha256");
	for await (const part of createReadStream(file, { highWaterMark: SMALL })) sum.update(part);
	return sum.digest("hex");
}
/** Hash of the file, or of all in the folder, that a link leads to; none where it leads nowhere. */
async function hashBehind(link) {
	const stat = statSync(link, { throwIfNoEntry: false });
	if (stat === void 0) return void 0;
	if (stat.isFile()) return hashStream(link);
	const folder = realpathSync(link);
	const collected = await collectFiles(folder, listTree(folder, readdirSync(folder)).flatMap(({ kind, path }) => kind === "folder" ? [] : [path]));
	if (collected.kind === "unreadable") throw new Error(collected.reason);
	const contents = collected.files.map((file) => file.kind === "file" ? [
		file.path,
		file.executable,
		file.hash
	] : [file.path, file.target]);
	return hash("sha256", JSON.stringify(contents));
}
// src/caching/result.ts
/** A stage's stored result. It comes from a cache, so it is data to be judged. */
const text = string();
const path = pipe(string(), check((value) => faultOfPath(value) === void 0));
const file = object({
	kind: literal("file"),
	path,
	executable: boolean(),
	hash: text,
	mode: pipe(number(), integer(), minValue(0), maxValue(511)),
	size: pipe(number(), safeInteger(), minValue(0))
});
const link = object({
	kind: literal("link"),
	path,
	target: text
});
const folder = object({
	kind: literal("folder"),
	path,
	mode: pipe(number(), integer(), minValue(0), maxValue(511))
});
const output = variant("kind", [
	file,
	link,
	folder
]);
/** Inputs and outputs of needs in a fingerprint: never written, so their paths may be any. */
const state = variant("kind", [
	object({
		kind: literal("file"),
		path: text,
		executable: boolean(),
		hash: text
	}),
	object({
		kind: literal("link"),
		path: text,
		target: text,
		hash: exactOptional(text)
	}),
	object({
		kind: literal("folder"),
		path: text
	})
]);
const parts = object({
	command: text,
	shell: nullable(text),
	workingDirectory: text,
	platform: text,
	inputs: array(state),
	outputs: array(text),
	environment: record(text, nullable(text)),
	tools: record(text, text),
	needs: array(variant("kind", [object({
		kind: literal("outputs"),
		stage: text,
		files: array(state)
	}), object({
		kind: literal("fingerprint"),
		stage: text,
		fingerprint: text
	})])),
	models: record(text, text)
});
const resultSchema = object({
	schema: literal(1),
	stage: text,
	fingerprint: text,
	/** What the stage took when it ran: what reuse saves. */
	durationMs: pipe(number(), finite(), minValue(0)),
	/** Evidence files among them. */
	outputs: array(output),
	/** What the fingerprint was made from. */
	parts,
	/** It was found later that another stage writes to the same files: it must not be used. */
	withdrawn: exactOptional(literal(true))
});
/** Reads a stored result, which must be that of the stage. */
function parseResult(json, stage) {
	const refused = {
		ok: false,
		fault: "the stored result is malformed"
	};
	try {
		const parsed = safeParse(resultSchema, JSON.parse(json));
		if (!parsed.success) return refused;
		return parsed.output.stage === stage ? {
			ok: true,
			result: parsed.output
		} : refused;
	} catch {
		return refused;
	}
}
// src/caching/reuse.ts
/**
* Stage reuse: what a stage made is kept under its fingerprint, and stands for a run of it where the
* fingerprint is the same again. Two entries hold a result: a small one that says what there is, so
* that it can be looked at without unpacking anything, and one with the outputs, whose key is their
* content, so that results that differ in their causes alone keep their outputs once.
*/
/**
* Looks for the result of a stage. `isOutput` says which paths the stage declares: a stored result
* that would write anywhere else is refused.
*/
async function lookUpResult(store, key, isOutput) {
	const newest = await newestResult(store, key.stage, resultPrefix(key));
	if (newest.kind === "not-found") return newest;
	const { result } = newest;
	if (result.withdrawn) return {
		kind: "not-found",
		reason: "its result was withdrawn: another stage writes to its outputs"
	};
	if (result.fingerprint !== key.fingerprint) return {
		kind: "not-found",
		reason: "the stored result is that of another fingerprint"
	};
	const stray = result.outputs.find(({ path }) => isProtected(path) || !isOutput(path));
	if (stray !== void 0) return {
		kind: "not-found",
		reason: `the stored result holds ${stray.path}, which is none of the stage's outputs`
	};
	const { outputs } = result;
	const files = outputs.filter(isFile);
	const hit = files.length === 0 ? void 0 : await store.get(outputsRequest(files));
	if (hit?.kind === "miss") return {
		kind: "not-found",
		reason: `its outputs: ${hit.reason}`
	};
	return {
		kind: "found",
		result,
		restore: (root) => restoreOutputs(hit, outputs, root).catch((error) => notRestored(error.message))
	};
}
/** The newest result of a stage, whatever its fingerprint: what `explain` compares with. */
async function lookUpNewest(store, stage) {
	const newest = await newestResult(store, stage, stagePrefix(stage));
	return newest.kind === "found" ? newest.result : void 0;
}
/** Keeps the result of a stage that passed. */
async function storeResult(store, root, { stage, fingerprint, parts, durationMs, outputs, stillValid }) {
	const files = outputs.filter(isFile);
	if (files.length > 0) {
		const saved = await store.set({
			...outputsRequest(files),
			root,
			stillValid
		});
		if (saved.kind === "not-saved") return saved;
	}
	const newest = await newestResult(store, stage, resultPrefix({
		stage,
		fingerprint
	}));
	if (newest.kind === "found" && newest.result.withdrawn === void 0 && isSame(newest.result.outputs, outputs)) return { kind: "already-there" };
	return saveResult(store, {
		schema: 1,
		stage,
		fingerprint,
		durationMs,
		outputs,
		parts
	});
}
/** Takes a stored result back: from now on it is not found. */
async function withdrawResult(store, key) {
	const newest = await newestResult(store, key.stage, resultPrefix(key));
	if (newest.kind === "not-found" || newest.result.withdrawn) return { kind: "already-there" };
	return saveResult(store, {
		...newest.result,
		withdrawn: true
	});
}
/** Reads what stands at these places as outputs are kept, in the order of their paths. */
async function collectOutputs(root, files, folders) {
	const collected = await collectFiles(root, [...files].sort());
	if (collected.kind === "unreadable") return collected;
	const empty = [...folders].sort().map((path) => {
		return {
			kind: "folder",
			path,
			mode: lstatSync(join(root, path)).mode & 511
		};
	});
	return {
		kind: "collected",
		outputs: [...collected.files, ...empty]
	};
}
function isFile(output) {
	return output.kind !== "folder";
}
/**
* What all results of a fingerprint start with. Entries are immutable, but a stage that was run again
* by force may have made something else, and from then on that is its result: the newest counts.
*/
function resultPrefix({ stage, fingerprint }) {
	return `${stagePrefix(stage)}${fingerprint}/`;
}
function stagePrefix(stage) {
	return `stage/${stage}/`;
}
/** The one path in the entries that describe results of a stage: a look-up sees no others. */
function resultFile(stage) {
	return `result-${hash("sha256", stage).slice(0, 16)}.json`;
}
async function newestResult(store, stage, prefix) {
	const file = resultFile(stage);
	const hit = await store.get({
		key: prefix,
		restoreKeys: [prefix],
		paths: [file]
	});
	if (hit.kind === "miss") return {
		kind: "not-found",
		reason: hit.reason
	};
	const read = await readResult(hit, file);
	if (read.kind === "unreadable") return {
		kind: "not-found",
		reason: read.reason
	};
	const parsed = parseResult(read.text, stage);
	return parsed.ok ? {
		kind: "found",
		result: parsed.result
	} : {
		kind: "not-found",
		reason: parsed.fault
	};
}
function isSame(a, b) {
	return JSON.stringify(a.map(identity)) === JSON.stringify(b.map(identity));
}
function outputsRequest(outputs) {
	return {
		key: `outputs/${hash("sha256", JSON.stringify(outputs.map(identity)))}`,
		restoreKeys: [],
		paths: outputs.map(({ path }) => path)
	};
}
async function readResult(hit, file) {
	const folder = await mkdtemp(join(tmpdir(), "stagetime-"));
	try {
		const restored = await hit.restore(folder);
		if (restored.kind === "not-restored") return {
			kind: "unreadable",
			reason: restored.reason
		};
		return {
			kind: "text",
			text: await readFile(join(folder, file), "utf8")
		};
	} catch (error) {
		return {
			kind: "unreadable",
			reason: error.message
		};
	} finally {
		await rm(folder, {
			recursive: true,
			force: true
		});
	}
}
async function saveResult(store, result) {
	const root = await mkdtemp(join(tmpdir(), "stagetime-"));
	const file = resultFile(result.stage);
	try {
		await writeFile(join(root, file), JSON.stringify(result));
		const key = `${resultPrefix(result)}${randomUUID()}`;
		return await store.set({
			key,
			paths: [file],
			root
		});
	} catch (error) {
		return {
			kind: "not-saved",
			reason: error.message
		};
	} finally {
		await rm(root, {
			recursive: true,
			force: true
		});
	}
}
async function restoreOutputs(hit, outputs, root) {
	if (await differenceFrom(outputs, root) === void 0) return { kind: "restored" };
	const files = outputs.filter(isFile);
	if (hit !== void 0 && await differenceFrom(files, root) !== void 0) try {
		var _usingCtx$2 = _usingCtx();
		const staging = _usingCtx$2.a(await createStaging(root));
		const restored = await hit.restore(staging.folder);
		if (restored.kind === "not-restored") return restored;
		const difference = await differenceFrom(files, staging.folder);
		if (difference !== void 0) return notRestored(difference);
		const paths = files.map(({ path }) => path);
		const full = paths.find((path) => isFullFolder(join(root, path)));
		if (full !== void 0) return notRestored(`${full} is a folder with something in it`);
		const obstacle = moveIn(staging, root, paths);
		if (obstacle !== void 0) return notRestored(obstacle);
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
	for (const output of outputs) if (output.kind === "folder") makeFolder(root, output);
	const left = await differenceFrom(outputs, root);
	return left === void 0 ? { kind: "restored" } : notRestored(left);
}
function isFullFolder(path) {
	return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true && readdirSync(path).length > 0;
}
/** Its owner may always write to it: what cannot be written to cannot be removed either. */
function makeFolder(root, { path, mode }) {
	const link = parentsOf(path).find((parent) => lstatSync(join(root, parent), { throwIfNoEntry: false })?.isSymbolicLink());
	if (link !== void 0) throw new Error(`${link} is a link`);
	mkdirSync(join(root, path), {
		recursive: true,
		mode: mode | 448
	});
}
/** In what the places below a root are not what they were. */
async function differenceFrom(outputs, root) {
	const files = outputs.filter(isFile);
	const collected = await collectFiles(root, files.map(({ path }) => path));
	if (collected.kind === "unreadable") return collected.reason;
	const changed = files.find((file, index) => {
		const found = collected.files[index];
		return found === void 0 || identity(found) !== identity(file);
	}) ?? outputs.find((output) => output.kind === "folder" && !isFolder(join(root, output.path)));
	return changed && `${changed.path} is not what was stored`;
}
function isFolder(path) {
	return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
/** What has to be equal for two outputs to be the same. */
function identity(output) {
	switch (output.kind) {
		case "file": return JSON.stringify([
			output.path,
			output.kind,
			output.mode,
			output.size,
			output.hash
		]);
		case "link": return JSON.stringify([
			output.path,
			output.kind,
			output.target
		]);
		case "folder": return JSON.stringify([output.path, output.kind]);
	}
}
/** Folders that no result may write to: git's would run code, ours holds the results themselves. */
function isProtected(path) {
	return [...parentsOf(path), path].some((part) => /(^|\/)\.(git|stagetime)$/i.test(part));
}
function notRestored(reason) {
	return {
		kind: "not-restored",
		reason
	};
}
// src/execution/file-states.ts
/** Contents of files, hashed again only where a file may have changed since. */
/**
* A file changed within this time of being hashed may have changed again without another time stamp:
* file systems count in steps of up to some ms.
*/
const RACY_MS = 50;
/** Remembers what it has hashed for as long as size, times and identity of a file are the same. */
function createFileStates(root) {
	const known = /* @__PURE__ */ new Map();
	return { async collect(paths) {
		const now = Date.now();
		const before = new Map(paths.map((path) => [path, statOf(join(root, path))]));
		const collected = await collectFiles(root, paths.filter((path) => {
			const stat = before.get(path);
			return stat === void 0 || known.get(path)?.signature !== signatureOf(stat);
		}), { throughLinks: true });
		if (collected.kind === "unreadable") return collected;
		const fresh = new Map(collected.files.map((file) => [file.path, file]));
		for (const [path, file] of fresh) {
			const stat = before.get(path);
			if (stat === void 0 || file.kind === "link" || isRacy(stat, now)) known.delete(path);
			else known.set(path, {
				signature: signatureOf(stat),
				file
			});
		}
		return {
			kind: "collected",
			files: paths.flatMap((path) => fresh.get(path) ?? known.get(path)?.file ?? [])
		};
	} };
}
function statOf(path) {
	return lstatSync(path, {
		bigint: true,
		throwIfNoEntry: false
	});
}
function signatureOf({ dev, ino, mode, size, mtimeNs, ctimeNs }) {
	return [
		dev,
		ino,
		mode,
		size,
		mtimeNs,
		ctimeNs
	].join();
}
function isRacy({ mtimeMs, ctimeMs }, now) {
	return now - Math.max(Number(mtimeMs), Number(ctimeMs)) < RACY_MS;
}
// src/execution/reuse/leftovers.ts
/** Removing what earlier executions of a stage left: in a fresh checkout it would not be there. */
/** A run that died may have been alive for this long after it last said so, in ms. */
const SILENCE_MS = 2e3;
/** Of what a ledger names, what still is what the stage left. */
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
/**
* What an execution left that did not come to its end, because the run died: all that was changed
* while the run was alive. What came later is somebody else's.
*/
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
/** Removes files, then folders that are empty without them; what cannot be removed stays. */
function removeLeftovers(root, { files, folders }) {
	for (const path of files) if (isReachedWithoutLinks(root, path)) attempt(() => unlinkSync(join(root, path)));
	for (const folder of [...folders].sort().reverse()) if (isReachedWithoutLinks(root, folder)) attempt(() => rmdirSync(join(root, folder)));
}
/** Nothing is removed through a link: it may lead out of the root. */
function isReachedWithoutLinks(root, path) {
	return parentsOf(path).every((parent) => lstatSync(join(root, parent), { throwIfNoEntry: false })?.isDirectory() === true);
}
// src/execution/reuse/links.ts
/** Links among what a stage made: whether they lead to the same in another checkout. */
/**
* The first link that leads to something that is not stored with it: a folder anywhere, or a file below
* the root that neither the stage made nor git tracks. In another checkout it would be empty, or lead
* to something else. A link to a file of the system (as in an environment of Python) is fine.
*/
function looseLink(root, { files, folders }, tracked) {
	const stored = /* @__PURE__ */ new Set([...files, ...folders]);
	const above = new Set([...stored].flatMap(parentsOf));
	const isThereToo = (path) => stored.has(path) || above.has(path) || isWithin(path, stored) || tracked(path);
	for (const path of files) {
		const target = linkAt(root, path);
		if (target === void 0) continue;
		const there = statSync(join(root, path), { throwIfNoEntry: false });
		if (there === void 0) continue;
		const place = relative(root, resolve(root, dirname(path), target)).replaceAll("\\", "/");
		if (place.startsWith("..") || isAbsolute(place) ? there.isDirectory() : !isThereToo(place)) return {
			kind: "link",
			path,
			target
		};
	}
}
/** Where the link at a path leads, as it is written; nothing where there is no link. */
function linkAt(root, path) {
	return lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(join(root, path)) : void 0;
}
// src/execution/reuse/made.ts
/** What an execution made: what stands where it writes after it, and did not stand there before. */
/** Tells what was made from what was there. */
function madeBy({ before, after, patterns, mayKeep }) {
	const paths = [...after.files.keys()].sort();
	const isWritten = (path) => before.files.get(path) !== after.files.get(path);
	const newFolders = [...after.folders].filter((folder) => !before.folders.has(folder)).sort();
	const isNew = new Set(newFolders);
	return {
		files: paths.filter((path) => isWritten(path) || mayKeep(path)),
		folders: hollowFolders(after, patterns).filter((path) => isNew.has(path) || mayKeep(path)),
		written: paths.filter(isWritten),
		newFolders,
		foreign: paths.filter((path) => !isWritten(path) && !mayKeep(path))
	};
}
/** Why a result would be incomplete: a pattern of the outputs for which nothing was made. */
function missingOutput(root, patterns, { files, folders, foreign }) {
	const exclusions = patterns.filter((pattern) => pattern.startsWith("!"));
	const matcherFor = (pattern) => matcherOf([pattern, ...exclusions]);
	const pattern = patterns.filter((pattern) => !pattern.startsWith("!")).find((pattern) => ![...files, ...folders].some(matcherFor(pattern)));
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
	const there = foreign.find(matcherFor(pattern));
	return {
		kind: "missing-output",
		pattern,
		...there !== void 0 && { foreign: there }
	};
}
// src/execution/reuse/stage-results.ts
/**
* The results of a run's stages, from the look for a stored one to the storing of a new one. What holds
* all the way: a result is what this execution made, and what the stage read while it made it is what
* its fingerprint says.
*/
/** Whether a stage may be reused at all: one without inputs has nothing that says it is the same. */
function isReusable({ inputs, reuse }) {
	return reuse && inputs.length > 0;
}
/** Results of the stages of one run. */
function createStageResults(options) {
	const { pipeline, root, fingerprints, ledger, hold, onNotice } = options;
	const cachePaths = cachePathsOf(pipeline);
	const wanted = fingerprintedStages(pipeline.stages);
	const prepared = /* @__PURE__ */ new Map();
	const running = /* @__PURE__ */ new Map();
	/** Stages that write, have written or will not write in this run. */
	const settled = new Set(options.leftOut);
	/** What was put in place in this run, by whom. */
	const owners = /* @__PURE__ */ new Map();
	const stored = /* @__PURE__ */ new Map();
	const isOthers = (path, { id }) => (owners.get(path) ?? id) !== id;
	/** Whether a file below a stage's outputs is not only its own: git's, or its caches'. */
	async function sharedFiles(stage) {
		const tracked = await options.tracked;
		const caches = cachePaths.get(stage.id) ?? /* @__PURE__ */ new Set();
		return (path) => tracked(path) || isWithin(path, caches);
	}
	/** Removes what a stage left, but for what is to stay. */
	async function clear(stage, left, stays = /* @__PURE__ */ new Set()) {
		try {
			var _usingCtx$1 = _usingCtx();
			const isShared = await sharedFiles(stage);
			const goes = (path) => !stays.has(path) && !isShared(path) && !isOthers(path, stage);
			const [files, folders] = [left.files.filter(goes), left.folders.filter(goes)];
			_usingCtx$1.u(hold(files));
			removeLeftovers(root, {
				files,
				folders
			});
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			_usingCtx$1.d();
		}
	}
	async function leftBy(stage) {
		const entry = ledger.of(stage.id);
		const left = leftoversOf(root, entry);
		if (entry?.open === void 0) return left;
		const standing = await standingAt(root, declaredOutputs(stage));
		const broken = leftoversOfInterrupted(root, entry, standing, ledger.lastAliveMs);
		return {
			files: [.../* @__PURE__ */ new Set([...left.files, ...broken.files])],
			folders: [.../* @__PURE__ */ new Set([...left.folders, ...broken.folders])]
		};
	}
	/**
	* Where stages that come later write what this one reads, or below what it makes, nothing of theirs
	* would be there in a fresh checkout.
	*/
	async function clearLater(stage) {
		const isHere = matcherOf([...stage.inputs, ...declaredOutputs(stage)]);
		for (const later of pipeline.stages) {
			if (later.id === stage.id || settled.has(later.id)) continue;
			const left = await leftBy(later);
			const files = left.files.filter(isHere);
			if (files.length > 0 && !settled.has(later.id)) await clear(later, {
				...left,
				files
			});
		}
	}
	async function attempt(stage) {
		settled.add(stage.id);
		await clearLater(stage);
		if (!wanted.has(stage.id)) return { kind: "run" };
		const reading = await fingerprints.read(stage);
		prepared.set(stage.id, reading);
		if (reading.stage.kind === "unknown") return { kind: "run" };
		const { fingerprint } = reading.stage;
		if (!isReusable(stage) || options.force) return {
			kind: "run",
			fingerprint
		};
		return await restore(stage, fingerprint) ?? {
			kind: "run",
			fingerprint
		};
	}
	async function restore(stage, fingerprint) {
		try {
			var _usingCtx3 = _usingCtx();
			const key = {
				stage: stage.id,
				fingerprint
			};
			const isOutput = matcherOf(declaredOutputs(stage));
			const found = await lookUpResult(await options.store, key, isOutput);
			if (found.kind === "not-found") return void 0;
			const { durationMs: savedMs, outputs } = found.result;
			const paths = outputs.map(({ path }) => path);
			if (paths.some((path) => isOthers(path, stage))) return void 0;
			await clear(stage, await leftBy(stage), new Set(paths));
			const folders = outputs.flatMap(({ kind, path }) => kind === "folder" ? [path] : []);
			const newFolders = [.../* @__PURE__ */ new Set([...paths.flatMap(parentsOf), ...folders])].filter((folder) => signatureAt(join(root, folder)) === void 0);
			const files = paths.filter((path) => !folders.includes(path));
			_usingCtx3.u(hold(files));
			const restored = await found.restore(root);
			if (restored.kind === "not-restored") {
				onNotice(`stored result of ${stage.id} not used, the stage runs: ${restored.reason}`);
				return;
			}
			takeDown(stage, files, {
				by: "reuse",
				folders: newFolders
			});
			fingerprints.settle(stage.id, fingerprint);
			stored.set(stage.id, key);
			return {
				kind: "reused",
				fingerprint,
				savedMs,
				bytes: outputs.reduce((sum, file) => sum + (file.kind === "file" ? file.size : 0), 0)
			};
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			_usingCtx3.d();
		}
	}
	/** Writes down what the stage has put in place. */
	function takeDown({ id }, paths, entry) {
		const files = {};
		for (const path of paths) {
			owners.set(path, id);
			const signature = signatureAt(join(root, path));
			if (signature !== void 0) files[path] = signature;
		}
		ledger.keep(id, {
			...entry,
			files
		});
	}
	async function begin(stage) {
		await clear(stage, await leftBy(stage));
		const before = await standingAt(root, declaredOutputs(stage));
		ledger.keep(stage.id, {
			by: "execution",
			files: {},
			folders: [],
			open: {
				files: Object.fromEntries(before.files),
				folders: [...before.folders]
			}
		});
		const reading = wanted.has(stage.id) ? await fingerprints.read(stage) : void 0;
		running.set(stage.id, {
			prepared: prepared.get(stage.id),
			reading,
			before,
			lastAttempt: before
		});
	}
	async function retry(stage) {
		const execution = running.get(stage.id);
		if (execution === void 0) return;
		const { made } = await look(stage, execution.before);
		await clear(stage, {
			files: made.written,
			folders: made.newFolders
		});
		execution.lastAttempt = await standingAt(root, declaredOutputs(stage));
	}
	async function look(stage, before) {
		const patterns = declaredOutputs(stage);
		const after = await standingAt(root, patterns);
		const isShared = await sharedFiles(stage);
		const elsewhere = new Set(pipeline.stages.flatMap(({ id }) => id === stage.id ? [] : Object.keys(ledger.of(id)?.files ?? {})));
		const mayKeep = (path) => isShared(path) && !elsewhere.has(path);
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
	async function end(stage, { passed, alone }) {
		const execution = running.get(stage.id);
		running.delete(stage.id);
		if (execution === void 0) throw new Error("it was not looked at when it started");
		const { made, after } = await look(stage, execution.before);
		const collected = passed ? await collectOutputs(root, made.files, made.folders) : void 0;
		const shared = sharedWith(stage, made.written);
		takeDown(stage, made.written, {
			by: "execution",
			folders: made.newFolders
		});
		const again = execution.reading && await fingerprints.read(stage);
		const changed = again && changeOf(execution, again, alone);
		const reading = changed === void 0 && again?.stage.kind === "known" ? again.stage : void 0;
		fingerprints.settle(stage.id, reading?.fingerprint);
		const obstacle = passed && isReusable(stage) ? changed ?? unreadable("inputs", again?.stage) ?? await leftByFailedAttempt(execution, made) ?? missingOutput(root, declaredOutputs(stage), made) ?? unreadable("outputs", collected) ?? looseLink(root, made, await options.tracked) : void 0;
		return {
			outputs: collected?.kind === "collected" ? collected.outputs : [],
			signatures: after.files,
			shared,
			...reading !== void 0 && { reading },
			...obstacle !== void 0 && { obstacle }
		};
	}
	function sharedWith(stage, paths) {
		const found = /* @__PURE__ */ new Map();
		for (const path of paths.filter((path) => isOthers(path, stage))) {
			const owner = owners.get(path);
			found.set(owner, [...found.get(owner) ?? [], path]);
		}
		return found;
	}
	/** A tracked file as only a failed attempt left it: nobody can say what the last one makes of it. */
	async function leftByFailedAttempt({ before, lastAttempt }, made) {
		if (before === lastAttempt) return void 0;
		const tracked = await options.tracked;
		const path = made.written.find((path) => tracked(path) && lastAttempt.files.get(path) === signatureAt(join(root, path)));
		return path === void 0 ? void 0 : {
			kind: "failed-attempt",
			path
		};
	}
	async function store(stage, { reading, outputs, signatures }, durationMs) {
		if (!options.keeps || !isReusable(stage) || reading === void 0) return void 0;
		const { fingerprint, parts } = reading;
		let unsettled;
		const saved = await storeResult(await options.store, root, {
			stage: stage.id,
			fingerprint,
			parts,
			durationMs,
			outputs,
			stillValid() {
				const isChanged = (path) => signatures.get(path) !== signatureAt(join(root, path));
				unsettled = outputs.find(({ kind, path }) => kind !== "folder" && isChanged(path))?.path;
				return unsettled === void 0;
			}
		});
		if (saved.kind !== "not-saved") {
			stored.set(stage.id, {
				stage: stage.id,
				fingerprint
			});
			return;
		}
		return unsettled === void 0 ? {
			kind: "store",
			reason: saved.reason
		} : {
			kind: "unsettled",
			path: unsettled
		};
	}
	return {
		attempt: (stage) => attempt(stage).catch(() => ({ kind: "run" })),
		begin,
		retry,
		end,
		store,
		async withdraw(stageId) {
			const key = stored.get(stageId);
			stored.delete(stageId);
			if (key !== void 0 && options.keeps) await withdrawResult(await options.store, key);
		}
	};
}
/** Which paths belong to a stage's caches. */
function cachePathsOf({ caches, stages }) {
	const plans = planCaches(caches, stages);
	return new Map(stages.map((stage) => [stage.id, new Set(plans.filter(({ name }) => stage.caches.includes(name)).flatMap(({ paths }) => paths))]));
}
/** Stages that may be reused, and those whose fingerprints stand in theirs for what they made. */
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
/** What became of what the stage reads between the look at its fingerprint and its end. */
function changeOf({ prepared, reading }, again, alone) {
	if (reading === void 0 || reading.stage.kind === "unknown") return void 0;
	const { fingerprint } = reading.stage;
	if (prepared?.stage.kind === "known" && prepared.stage.fingerprint !== fingerprint) return {
		kind: "inputs-changed",
		when: "waiting",
		paths: changedPaths(prepared, reading)
	};
	const isSame = again.stage.kind === "known" && again.stage.fingerprint === fingerprint;
	const paths = changedPaths(reading, again);
	if (isSame && (alone || paths.length === 0)) return void 0;
	return {
		kind: "inputs-changed",
		when: "running",
		paths
	};
}
function changedPaths({ seen: a }, { seen: b }) {
	return [.../* @__PURE__ */ new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path)).sort();
}
function unreadable(what, read) {
	return read?.reason === void 0 ? void 0 : {
		kind: "unreadable",
		what,
		reason: read.reason
	};
}
export { TEX_PACKAGES as _, lookUpResult as a, ownFolder as b, createFingerprints as c, inputPaths as d, ownParts as f, matcherOf as g, signatureAt as h, lookUpNewest as i, declaredOutputs as l, writtenRequirement as m, isReusable as n, collectFiles as o, createToolVersions as p, createFileStates as r, countingFilter as s, createStageResults as t, inputFilter as u, TEX_USER_FOLDER as v, planCaches as x, UNKNOWN as y };
