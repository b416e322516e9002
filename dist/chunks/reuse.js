import { i as __toESM } from "./rolldown-runtime.js";
import { M as safeParse, O as pipe, P as string, S as nullable, T as object, a as exactOptional, g as maxValue, j as safeInteger, k as record, m as literal, n as boolean, r as check, s as finite, t as array, u as integer, w as number, y as minValue, z as variant } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { b as execa, i as IGNORED, l as findExecutable, n as stageEnvironment, o as matchFiles, t as modelOf } from "./stage-environment.js";
import { a as faultOfPath, c as parentsOf, n as createStaging, r as moveIn } from "./staging.js";
import { n as linkTarget, t as listTree } from "./tree.js";
import { t as require_picomatch } from "./picomatch.js";
import { i as hashEnvironment, r as fingerprintOf } from "./fingerprint.js";
import { t as openUnfollowed } from "./open-file.js";
import { createHash, hash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { createReadStream, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { arch, platform, tmpdir } from "node:os";
import { pipeline } from "node:stream/promises";
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
	const gathered = /* @__PURE__ */ new Map();
	const needs = /* @__PURE__ */ new Map();
	function of(stage) {
		return once(gathered, stage.id, () => gather(stage).catch((error) => unknown(error.message)));
	}
	async function gather(stage) {
		const inputs = await states.collect(await inputPaths(root, stage, pipeline));
		if (inputs.kind === "unreadable") return unknown(inputs.reason);
		const needStates = await Promise.all(stage.needs.map((id) => once(needs, id, () => stateOf(id))));
		const lacking = stage.needs[needStates.indexOf(void 0)];
		if (lacking !== void 0) return unknown(`what ${lacking} made could not be read`);
		const parts = {
			...await ownParts(stage, sources),
			inputs: inputs.files,
			needs: needStates.flatMap((state) => state ?? [])
		};
		return {
			kind: "known",
			fingerprint: fingerprintOf(parts),
			parts,
			inputs: inputs.files
		};
	}
	/** What a needed stage made, as far as it counts; how it came about where it made nothing. */
	async function stateOf(id) {
		const stage = stageOf.get(id);
		if (stage === void 0) return void 0;
		const counts = countingFilter(stage);
		if (counts === void 0) {
			const own = await of(stage);
			return own.kind === "known" ? {
				stage: id,
				kind: "fingerprint",
				fingerprint: own.fingerprint
			} : void 0;
		}
		const outputs = (await matchFiles(root, stage.outputs)).filter(counts);
		const collected = await states.collect(outputs);
		return collected.kind === "collected" ? {
			stage: id,
			kind: "outputs",
			files: collected.files
		} : void 0;
	}
	return { of };
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
function once(memo, key, make) {
	const known = memo.get(key);
	if (known !== void 0) return known;
	const made = make();
	memo.set(key, made);
	return made;
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
		var _usingCtx$2 = _usingCtx();
		const opened = openUnfollowed(join(root, path));
		if (opened === "link") return {
			kind: "link",
			path,
			target: linkTarget(join(root, path))
		};
		const file = _usingCtx$2.u(opened);
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
		_usingCtx$2.e = _;
	} finally {
		_usingCtx$2.d();
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
const output = variant("kind", [file, link]);
/** Inputs and outputs of needs in a fingerprint: never written, so their paths may be any. */
const state = variant("kind", [object({
	kind: literal("file"),
	path: text,
	executable: boolean(),
	hash: text
}), object({
	kind: literal("link"),
	path: text,
	target: text,
	hash: exactOptional(text)
})]);
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
	parts
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
	if (outputs.length === 0) return {
		kind: "found",
		result,
		restore: async () => ({ kind: "restored" })
	};
	const hit = await store.get(outputsRequest(outputs));
	if (hit.kind === "miss") return {
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
async function storeResult(store, root, { stage, fingerprint, parts, durationMs, outputs }) {
	const collected = await collectFiles(root, [...new Set(outputs)].sort());
	if (collected.kind === "unreadable") return {
		kind: "not-saved",
		reason: collected.reason
	};
	const { files } = collected;
	if (files.length > 0) {
		const saved = await store.set({
			...outputsRequest(files),
			root
		});
		if (saved.kind === "not-saved") return saved;
	}
	const newest = await newestResult(store, stage, resultPrefix({
		stage,
		fingerprint
	}));
	if (newest.kind === "found" && isSame(newest.result.outputs, files)) return { kind: "already-there" };
	return saveResult(store, {
		schema: 1,
		stage,
		fingerprint,
		durationMs,
		outputs: files,
		parts
	});
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
	try {
		var _usingCtx$1 = _usingCtx();
		if (await differenceFrom(outputs, root) === void 0) return { kind: "restored" };
		const staging = _usingCtx$1.a(await createStaging(root));
		const restored = await hit.restore(staging.folder);
		if (restored.kind === "not-restored") return restored;
		const difference = await differenceFrom(outputs, staging.folder);
		if (difference !== void 0) return notRestored(difference);
		const paths = outputs.map(({ path }) => path);
		const obstacle = moveIn(staging, root, paths);
		return obstacle === void 0 ? { kind: "restored" } : notRestored(obstacle);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
/** In what the files below a root are not what they were. */
async function differenceFrom(outputs, root) {
	const collected = await collectFiles(root, outputs.map(({ path }) => path));
	if (collected.kind === "unreadable") return collected.reason;
	const changed = outputs.find((file, index) => {
		const found = collected.files[index];
		return found === void 0 || identity(found) !== identity(file);
	});
	return changed && `${changed.path} is not what was stored`;
}
/** What has to be equal for two files to be the same. */
function identity(file) {
	return JSON.stringify(file.kind === "file" ? [
		file.path,
		file.kind,
		file.mode,
		file.size,
		file.hash
	] : [
		file.path,
		file.kind,
		file.target
	]);
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
// src/execution/reuse.ts
/** Stage reuse in a run: a stored result stands for running a stage, and what passed is stored. */
/** Whether a stage may be reused at all: one without inputs has nothing that says it is the same. */
function isReusable({ inputs, reuse }) {
	return reuse && inputs.length > 0;
}
function createReuse(options) {
	const { root, fingerprints, onNotice } = options;
	const storing = /* @__PURE__ */ new Set();
	async function attempt(stage) {
		if (!isReusable(stage)) return { kind: "run" };
		const own = await fingerprints.of(stage);
		if (own.kind === "unknown") return { kind: "run" };
		const { fingerprint } = own;
		if (options.force) return {
			kind: "run",
			fingerprint
		};
		const store = await options.store;
		const isOutput = matcherOf(declaredOutputs(stage));
		const found = await lookUpResult(store, {
			stage: stage.id,
			fingerprint
		}, isOutput);
		if (found.kind === "not-found") return {
			kind: "run",
			fingerprint
		};
		const restored = await found.restore(root);
		if (restored.kind === "not-restored") {
			onNotice(`stored result of ${stage.id} not used, the stage runs: ${restored.reason}`);
			return {
				kind: "run",
				fingerprint
			};
		}
		const { durationMs: savedMs, outputs } = found.result;
		return {
			kind: "reused",
			fingerprint,
			savedMs,
			bytes: outputs.reduce((sum, file) => sum + (file.kind === "file" ? file.size : 0), 0)
		};
	}
	async function store(stage, durationMs) {
		const own = await fingerprints.of(stage);
		if (own.kind === "unknown") return;
		const { fingerprint, parts } = own;
		const made = await findOutputs(root, stage);
		if (made.kind === "missing") {
			onNotice(`${stage.id} will run again next time: it passed without making \`${made.pattern}\` of its outputs`);
			return;
		}
		const saved = await storeResult(await options.store, root, {
			stage: stage.id,
			fingerprint,
			parts,
			durationMs,
			outputs: made.files
		});
		if (saved.kind === "not-saved") onNotice(`result of ${stage.id} not stored: ${saved.reason}`);
	}
	return {
		attempt: (stage) => attempt(stage).catch(() => ({ kind: "run" })),
		keep(stage, durationMs) {
			if (!options.keeps || !isReusable(stage)) return;
			const stored = store(stage, durationMs).catch((error) => onNotice(`result of ${stage.id} not stored: ${error.message}`)).finally(() => storing.delete(stored));
			storing.add(stored);
		},
		async settled() {
			await Promise.all(storing);
		}
	};
}
/** The files that a stage's outputs and evidence name now. */
async function findOutputs(root, stage) {
	for (const pattern of declaredOutputs(stage).filter(isLiteral)) if (await stat(join(root, pattern)).catch(() => void 0) === void 0) return {
		kind: "missing",
		pattern
	};
	return {
		kind: "outputs",
		files: await matchFiles(root, declaredOutputs(stage))
	};
}
export { TEX_USER_FOLDER as _, createFileStates as a, planCaches as b, createFingerprints as c, inputPaths as d, ownParts as f, TEX_PACKAGES as g, matcherOf as h, lookUpResult as i, declaredOutputs as l, writtenRequirement as m, isReusable as n, collectFiles as o, createToolVersions as p, lookUpNewest as r, countingFilter as s, createReuse as t, inputFilter as u, UNKNOWN as v, ownFolder as y };
