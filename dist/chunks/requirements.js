import { t as _usingCtx } from "./usingCtx.js";
import { a as isLiteral, i as isExclusion, l as partsOf, n as startDescent, r as NEVER_MATCHED, s as namedIn$1, t as matches } from "./descent.js";
import { n as causeOf, r as specialOf, t as UnreadableError } from "./unreadable.js";
import { n as readFolder, t as linkTarget } from "./names.js";
import { t as openUnfollowed } from "./open-nofollow.js";
import { i as parentsOf, n as isWithin } from "./paths.js";
import { t as ask } from "./ask.js";
import { i as gitError, n as entriesOf, t as askGit } from "./git.js";
import { i as hashEnvironment, r as fingerprintOf } from "./fingerprint.js";
import { n as stageEnvironment, t as modelOf } from "./stage-environment.js";
import { t as findExecutable } from "./find-executable.js";
import { r as programsIn, t as DOCUMENT_TOOLS } from "./programs.js";
import { t as nearest } from "./nearest.js";
import { createHash, hash } from "node:crypto";
import { dirname, join, relative, sep } from "node:path";
import { createReadStream, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { arch, platform } from "node:os";
import { setImmediate } from "node:timers/promises";
import { pipeline } from "node:stream/promises";
// src/caching/files/behind-link.ts
const BEHIND_LIMITS = {
	files: 5e4,
	bytes: 1e10
};
async function listBehind(link, limits = BEHIND_LIMITS) {
	const first = leadsTo(link);
	if (first === void 0) return void 0;
	if (first.kind === "file") return [{
		kind: "file",
		path: "",
		file: first.place
	}];
	const found = [];
	const entered = [first.place];
	const open = [{
		folder: first.place,
		path: ""
	}];
	let bytes = 0;
	const add = (place) => {
		found.push(place);
		if (place.kind === "file") bytes += lstatSync(place.file).size;
		if (found.length <= limits.files && bytes <= limits.bytes) return;
		throw new UnreadableError(link, {
			kind: "too-much-behind-link",
			...limits
		});
	};
	for (let next = open.pop(); next !== void 0; next = open.pop()) {
		for (const entry of [...readFolder(next.folder)].sort(byName)) {
			if (NEVER_MATCHED.has(entry.name)) continue;
			const [file, path] = [join(next.folder, entry.name), `${next.path}/${entry.name}`];
			if (entry.isDirectory()) open.push({
				folder: file,
				path
			});
			else if (entry.isSymbolicLink()) {
				const further = leadsTo(file);
				add({
					kind: "link",
					path,
					target: linkTarget(file)
				});
				if (further?.kind === "file") add({
					kind: "file",
					path,
					file: further.place
				});
				if (further?.kind === "folder" && !entered.some((one) => isIn(further.place, one))) {
					entered.push(further.place);
					open.push({
						folder: further.place,
						path
					});
				}
			} else {
				const what = specialOf(entry);
				if (what !== void 0) throw new UnreadableError(file, {
					kind: "special",
					what
				});
				add({
					kind: "file",
					path,
					file
				});
			}
		}
		await setImmediate();
	}
	return found.sort((a, b) => compare(a.path, b.path) || compare(a.kind, b.kind));
}
function leadsTo(link) {
	const stat = statSync(link, { throwIfNoEntry: false });
	if (stat === void 0) return void 0;
	const what = specialOf(stat);
	if (what !== void 0) throw new UnreadableError(link, {
		kind: "special",
		what
	});
	const place = realpathSync(link);
	if (stat.isFile()) return {
		kind: "file",
		place
	};
	return isIn(realpathSync(dirname(link)), place) ? void 0 : {
		kind: "folder",
		place
	};
}
function isIn(place, folder) {
	const way = relative(folder, place);
	return way !== ".." && !way.startsWith(`..${sep}`);
}
function byName(a, b) {
	return compare(a.name, b.name);
}
function compare(a, b) {
	return a < b ? -1 : Number(a > b);
}
// src/util/turns.ts
const TURN_MS = 10;
function takeTurns() {
	let from = performance.now();
	return {
		get isOver() {
			return performance.now() - from > TURN_MS;
		},
		async next() {
			await setImmediate();
			from = performance.now();
		}
	};
}
// src/caching/files/hash-files.ts
function unreadableFile(unreadable) {
	return {
		kind: "unreadable",
		unreadable
	};
}
const SMALL = 1 << 20;
const LARGE_AT_ONCE = 4;
let buffer;
async function collectFiles(root, paths) {
	const files = [];
	const large = [];
	buffer ??= Buffer.allocUnsafe(SMALL);
	const turns = takeTurns();
	for (const path of paths) {
		try {
			files.push(readState(root, path, buffer));
		} catch (error) {
			return unreadableFile({
				path,
				cause: causeOf(join(root, path), error)
			});
		}
		const file = files.at(-1);
		if (file?.kind === "file" && file.size > SMALL) large.push(files.length - 1);
		if (turns.isOver) await turns.next();
	}
	const failed = await hashLarge(root, files, large);
	return failed === void 0 ? {
		kind: "collected",
		files
	} : unreadableFile(failed);
}
function readState(root, path, buffer) {
	try {
		var _usingCtx$1 = _usingCtx();
		const opened = openUnfollowed(join(root, path));
		if (opened === "link") return {
			kind: "link",
			path,
			target: linkTarget(join(root, path))
		};
		const file = _usingCtx$1.u(opened);
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
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
async function hashLarge(root, files, large) {
	let failed;
	const worker = async () => {
		for (let index = large.pop(); index !== void 0; index = large.pop()) {
			const file = files[index];
			if (file?.kind !== "file") continue;
			const place = join(root, file.path);
			try {
				files[index] = {
					...file,
					hash: await hashStream(place)
				};
			} catch (error) {
				failed ??= {
					path: file.path,
					cause: causeOf(place, error)
				};
			}
		}
	};
	await Promise.all(Array.from({ length: LARGE_AT_ONCE }, worker));
	return failed;
}
async function hashStream(file) {
	const sum = createHash("sha256");
	for await (const part of createReadStream(file, { highWaterMark: SMALL })) sum.update(part);
	return sum.digest("hex");
}
// src/execution/files/git-files.ts
async function readGitFiles(root, { environment = process.env, onFault = () => void 0 } = {}) {
	const git = createGit(root, environment);
	const listed = await git([
		"ls-files",
		"--stage",
		"-z"
	]);
	if (listed.kind === "failed") {
		if (listed.isWithout) return void 0;
		onFault(listed.reason);
		return UNKNOWN$1;
	}
	return gitFiles(root, git, parseIndex(listed.entries), once(onFault));
}
const UNKNOWN$1 = {
	isTracked: () => true,
	ignored: async () => /* @__PURE__ */ new Set(),
	changedTracked: async () => []
};
function gitFiles(root, git, { tracked, submodules }, onFault) {
	const known = /* @__PURE__ */ new Map();
	const isLink = memoized((path) => isLinkAt(join(root, path)));
	let rootIsIgnored;
	const isBeyond = (path) => parentsOf(path).some((parent) => submodules.has(parent) || isLink(parent));
	const isTracked = (path) => tracked.has(path) || parentsOf(path).some((parent) => submodules.has(parent));
	async function ask(paths) {
		if (paths.length === 0) return /* @__PURE__ */ new Set();
		const answer = await git([
			"check-ignore",
			"--no-index",
			"-z",
			"--stdin"
		], `${paths.join("\0")}\0`);
		if (answer.kind === "answered") return new Set(answer.entries);
		onFault(answer.reason);
		return /* @__PURE__ */ new Set();
	}
	async function isRootIgnored() {
		rootIsIgnored ??= ask(["."]).then((answer) => answer.size > 0);
		return rootIsIgnored;
	}
	async function ignored(paths) {
		const isAsked = (path) => !(isTracked(path) || isBeyond(path));
		const unknown = [...new Set(paths)].filter((path) => !known.has(path) && isAsked(path));
		if (unknown.length > 0 && !await isRootIgnored()) {
			const answer = await ask(unknown);
			for (const path of unknown) known.set(path, answer.has(path));
		}
		return new Set(paths.filter((path) => known.get(path) === true));
	}
	async function changedTracked() {
		const answer = await git([
			"ls-files",
			"--modified",
			"-z"
		]);
		if (answer.kind === "answered") return [...new Set(answer.entries)].filter((path) => !submodules.has(path)).sort();
		onFault(answer.reason);
		return [];
	}
	return {
		isTracked,
		ignored,
		changedTracked
	};
}
const SUBMODULE = "160000";
function parseIndex(entries) {
	const tracked = /* @__PURE__ */ new Set();
	const submodules = /* @__PURE__ */ new Set();
	for (const entry of entries) {
		const path = entry.slice(entry.indexOf("	") + 1);
		tracked.add(path);
		if (entry.startsWith(SUBMODULE)) submodules.add(path);
	}
	return {
		tracked,
		submodules
	};
}
const TIMEOUT_MS$2 = 2e4;
function createGit(folder, environment) {
	return async (args, input = "") => {
		const answer = await askGit({
			folder,
			environment,
			timeoutMs: TIMEOUT_MS$2,
			input
		}, args);
		if (answer.kind === "answered" && (answer.exitCode ?? 2) <= 1) return {
			kind: "answered",
			entries: entriesOf(answer.stdout)
		};
		const reason = gitError(answer, args).message;
		return {
			kind: "failed",
			isWithout: answer.kind === "not-started" || /not a git repository/.test(reason),
			reason
		};
	};
}
function isLinkAt(path) {
	return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
function memoized(of) {
	const known = /* @__PURE__ */ new Map();
	return (path) => {
		const value = known.has(path) ? known.get(path) : of(path);
		known.set(path, value);
		return value;
	};
}
function once(tell) {
	let isTold = false;
	return (reason) => {
		if (!isTold) tell(reason);
		isTold = true;
	};
}
// src/execution/files/file-states.ts
const RACY_MS = 50;
function createFileStates(root, options = {}) {
	const contents = createContents();
	let git;
	async function collect(paths) {
		const collected = await contents(root, paths);
		if (collected.kind === "unreadable") return collected;
		const files = [];
		for (const file of collected.files) {
			const through = file.kind === "link" ? await throughLink(root, file, contents) : file;
			if (through.kind === "unreadable") return through;
			files.push(through);
		}
		return {
			kind: "collected",
			files
		};
	}
	return {
		collect,
		git() {
			git ??= readGitFiles(root, options);
			return git;
		}
	};
}
async function throughLink(root, link, contents) {
	const { path } = link;
	try {
		const behind = await listBehind(join(root, path));
		if (behind === void 0) return link;
		const collected = await contents("", behind.flatMap((place) => place.kind === "file" ? place.file : []));
		if (collected.kind === "unreadable") {
			const { path: file, cause } = collected.unreadable;
			return unreadableFile({
				path,
				behind: file,
				cause
			});
		}
		return {
			...link,
			hash: hashOf$1(behind, collected.files)
		};
	} catch (error) {
		const place = placeOf(error) ?? join(root, path);
		return unreadableFile({
			path,
			...place === join(root, path) ? {} : { behind: place },
			cause: causeOf(place, error)
		});
	}
}
function hashOf$1(behind, files) {
	const byPlace = new Map(files.map((file) => [file.path, file]));
	const contents = behind.map((place) => {
		if (place.kind === "link") return [place.path, place.target];
		const file = byPlace.get(place.file);
		return file?.kind === "file" ? [
			place.path,
			file.executable,
			file.hash
		] : [place.path];
	});
	const [only] = files;
	if (behind.length === 1 && behind[0]?.path === "" && only?.kind === "file") return only.hash;
	return hash("sha256", JSON.stringify(contents));
}
function placeOf(error) {
	return error instanceof UnreadableError ? error.place : error.path;
}
function createContents() {
	const known = /* @__PURE__ */ new Map();
	async function collectSome(folder, paths) {
		const now = Date.now();
		const before = new Map(paths.map((path) => [path, lookAt(join(folder, path), now)]));
		const collected = await collectFiles(folder, paths.filter((path) => {
			const look = before.get(path);
			return look === void 0 || known.get(join(folder, path))?.signature !== look.signature;
		}));
		if (collected.kind === "unreadable") return collected;
		const fresh = new Map(collected.files.map((file) => [file.path, file]));
		for (const [path, file] of fresh) {
			const look = before.get(path);
			if (look === void 0 || look.isRacy) known.delete(join(folder, path));
			else known.set(join(folder, path), {
				signature: look.signature,
				file
			});
		}
		return {
			kind: "collected",
			files: paths.flatMap((path) => {
				const file = fresh.get(path) ?? known.get(join(folder, path))?.file;
				return file === void 0 ? [] : file.path === path ? file : {
					...file,
					path
				};
			})
		};
	}
	return async (folder, paths) => {
		const files = [];
		for (let start = 0; start < paths.length; start += AT_ONCE) {
			const some = await collectSome(folder, paths.slice(start, start + AT_ONCE));
			if (some.kind === "unreadable") return some;
			for (const file of some.files) files.push(file);
			await setImmediate();
		}
		return {
			kind: "collected",
			files
		};
	};
}
const AT_ONCE = 1e3;
function lookAt(place, now) {
	try {
		const stat = lstatSync(place, { bigint: true });
		return {
			signature: signatureOf$1(stat),
			isRacy: isRacy(stat, now)
		};
	} catch {
		return;
	}
}
function signatureOf$1({ dev, ino, mode, size, mtimeNs, ctimeNs }) {
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
// src/execution/files/git-ignored.ts
const ANY_NAME = "any-file-of-stagetime";
async function withoutIgnored(paths, { patterns, isMade, git }) {
	if (git === void 0) return paths;
	const named = namedIn$1(patterns);
	const doubtful = paths.filter((path) => !(git.isTracked(path) || named.files.has(path) || isMade(path)));
	const ignored = await git.ignored(doubtful);
	if (ignored.size === 0) return paths;
	const isNamed = (folder) => named.files.has(folder) || named.folders.has(folder);
	const meant = await ignoredFolders(git, [...new Set([...ignored].flatMap(parentsOf).filter(isNamed))]);
	return paths.filter((path) => !ignored.has(path) || isWithin(path, meant));
}
async function ignoredFolders(git, folders) {
	const probes = new Map(folders.map((folder) => [`${folder}/${ANY_NAME}`, folder]));
	const ignored = await git.ignored([...probes.keys()]);
	return new Set([...ignored].flatMap((probe) => probes.get(probe) ?? []));
}
// src/execution/files/match-files.ts
async function matchFiles(root, patterns) {
	if (patterns.every(isExclusion)) return [];
	const found = [];
	const open = [{
		path: "",
		place: startDescent(patterns)
	}];
	const turns = takeTurns();
	for (let folder = open.pop(); folder !== void 0; folder = open.pop()) {
		const listed = list(join(root, folder.path), folder.place);
		if (listed === "unreadable") found.push(folder.path === "" ? "." : folder.path);
		else for (const entry of listed) look(root, folder, entry, {
			found,
			open
		});
		if (turns.isOver) await turns.next();
	}
	return found.sort();
}
function look(root, folder, [name, kind], { found, open }) {
	const place = folder.place.into(name);
	if (!place.goesOn) return;
	const path = folder.path === "" ? name : `${folder.path}/${name}`;
	if (kind.isDirectory()) open.push({
		path,
		place
	});
	else if (place.isMatch) found.push(path);
	else if (kind.isSymbolicLink() && place.isNamed && leadsToFolder(join(root, path))) open.push({
		path,
		place: place.behindLink()
	});
}
function list(folder, { names }) {
	if (names === void 0) {
		const listed = unlessMissing(() => readdirSync(folder, { withFileTypes: true }));
		return listed === "unreadable" ? listed : (listed ?? []).map((entry) => [entry.name, entry]);
	}
	const entries = [];
	for (const name of names) {
		const kind = unlessMissing(() => lstatSync(join(folder, name)));
		if (kind === "unreadable") return kind;
		if (kind !== void 0) entries.push([name, kind]);
	}
	return entries;
}
function unlessMissing(look) {
	try {
		return look();
	} catch (error) {
		const { code = "" } = error;
		return NOTHING_THERE.has(code) ? void 0 : "unreadable";
	}
}
const NOTHING_THERE = /* @__PURE__ */ new Set([
	"ENOENT",
	"ENOTDIR",
	"ENAMETOOLONG",
	"ERR_INVALID_ARG_VALUE"
]);
function leadsToFolder(link) {
	try {
		return statSync(link).isDirectory();
	} catch {
		return false;
	}
}
async function sizeOf(root, patterns) {
	let bytes = 0;
	for (const file of await matchFiles(root, patterns)) bytes += await stat(join(root, file)).then(({ size }) => size, () => 0);
	return bytes;
}
// src/caching/presets.ts
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
			bound: cache.preset === "pytest" || cache.ofSetup !== void 0,
			...cache.ofSetup !== void 0 && { ofSetup: cache.ofSetup },
			...cache.key !== void 0 && { own: cache.key },
			depth: {
				nearest: cache.preset === "llm" || cache.ofSetup !== void 0 ? "exact" : "same-tools",
				own: cache.restoreKeys
			}
		};
	});
}
function ownFolder(name) {
	return `.stagetime/caches/${name}`;
}
const TEX_PACKAGES = "packages of TeX";
const UNKNOWN = "unknown";
const TEX_USER_FOLDER = "texmf-var";
function pathsOf({ preset, paths }) {
	const written = paths.length === 0 && preset !== void 0 ? DEFAULT_PATHS[preset] : paths;
	return [...new Set(written.map((path) => partsOf(path).join("/")))].sort();
}
const DEFAULT_PATHS = {
	latex: [],
	pytest: [".venv", ".pytest_cache"],
	llm: ["output/llm"]
};
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
function toolsOf({ preset, ofSetup }, users) {
	if (ofSetup !== void 0) return ["python3", "node"].map(executable$1);
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
// src/execution/files/patterns.ts
const known = /* @__PURE__ */ new Map();
function matcherOf(patterns) {
	const key = JSON.stringify(patterns);
	const matcher = known.get(key) ?? compile(patterns);
	known.set(key, matcher);
	return matcher;
}
function compile(patterns) {
	const start = startDescent(patterns);
	return (path) => matches(start, path);
}
// src/execution/files/stat-signature.ts
function signatureAt(path) {
	const stat = lstatSync(path, {
		bigint: true,
		throwIfNoEntry: false
	});
	return stat && signatureOf(stat);
}
function signatureOf({ ino, mode, size, mtimeNs, ctimeNs }) {
	return [
		ino,
		mode,
		size,
		mtimeNs,
		ctimeNs
	].join();
}
function folderStampAt(path) {
	const stat = lstatSync(path, {
		bigint: true,
		throwIfNoEntry: false
	});
	if (stat?.isDirectory() !== true) return void 0;
	return {
		ino: stat.ino,
		entriesNs: stat.mtimeNs,
		changedNs: stat.ctimeNs
	};
}
function isMoved(before, after) {
	if (before === void 0 || after === void 0) return before !== after;
	if (before.ino !== after.ino) return true;
	return after.changedNs !== before.changedNs && after.changedNs !== after.entriesNs;
}
// src/execution/files/standing.ts
async function standingAt(root, patterns) {
	const files = /* @__PURE__ */ new Map();
	const turns = takeTurns();
	for (const path of await matchFiles(root, patterns)) {
		const signature = signatureAt(join(root, path));
		if (signature !== void 0) files.set(path, signature);
		if (turns.isOver) await turns.next();
	}
	return {
		files,
		folders: foldersAt(root, patterns)
	};
}
function hollowFolders({ files, folders }, patterns) {
	const isMatched = matcherOf(patterns);
	const filled = new Set([...files.keys(), ...folders].flatMap(parentsOf));
	return [...folders].filter((folder) => isMatched(folder) && !filled.has(folder)).sort();
}
function foldersAt(root, patterns) {
	const found = /* @__PURE__ */ new Set();
	const walk = (folder, place) => {
		for (const child of readdirSync(join(root, folder), { withFileTypes: true })) {
			const below = place.into(child.name);
			if (!child.isDirectory() || !below.goesOn) continue;
			const path = folder === "" ? child.name : `${folder}/${child.name}`;
			found.add(path);
			walk(path, below);
		}
	};
	walk("", startDescent(patterns));
	return found;
}
function literalBeginning(pattern) {
	if (pattern.startsWith("!")) return "";
	if (isLiteral(pattern)) return pattern.replace(/\/+$/, "");
	const segments = pattern.split("/");
	return segments.slice(0, segments.findIndex((segment) => !isLiteral(segment))).join("/");
}
// src/execution/inputs/interpreter.ts
const INSTALLING = /\b(uv|pixi|hatch) run\b/;
const RUNNING = /\b(poetry|pdm|pipenv) run\b/;
const CONDA = /\b(conda|mamba|micromamba) run ((?:-(?:n|p)|--(?:name|prefix))[ =]\S+)/;
const FOLDER = "[^\\s;&|(\"'=$~`{*]*/";
const PYTHON$1 = new RegExp(`(?:^|[\\s;&|("'])((?:${FOLDER})?python[\\d.]*)(?=\\s|$)`, "m");
const BESIDE = new RegExp(`(?:^|[\\s;&|("'])((?:${FOLDER})?\\.?v?env[\\w.-]*/(?:bin|Scripts))/[\\w.-]+`, "m");
function interpreterOf({ run, shell }, path, cwd) {
	const named = shell === void 0 || !/\bpython/.test(shell) ? namedIn(run) : void 0;
	if (named !== void 0) return named;
	const usual = ["python3", "python"].find((name) => findExecutable(name, path, cwd) !== void 0);
	return usual === void 0 ? void 0 : {
		kind: "program",
		argv: [usual]
	};
}
function namedIn(run) {
	const [, tool] = INSTALLING.exec(run) ?? [];
	if (tool !== void 0) return {
		kind: "installed-by",
		tool
	};
	const [, runner] = RUNNING.exec(run) ?? [];
	if (runner !== void 0) return {
		kind: "program",
		argv: [
			runner,
			"run",
			"python"
		]
	};
	const [, conda, environment] = CONDA.exec(run) ?? [];
	if (conda !== void 0 && environment !== void 0) return {
		kind: "program",
		argv: [
			conda,
			"run",
			...environment.split(/[ =]/),
			"python"
		]
	};
	const [, python] = PYTHON$1.exec(run) ?? [];
	const [, folder] = BESIDE.exec(run) ?? [];
	const found = python?.includes("/") || folder === void 0 ? python : `${folder}/python`;
	return found === void 0 ? void 0 : {
		kind: "program",
		argv: [found]
	};
}
async function askPython([program, ...first], [text, argument], place) {
	const file = findExecutable(program, place.environment.PATH ?? "", place.cwd);
	if (file === void 0) return void 0;
	const answer = await ask({
		...place,
		program: file,
		args: [
			...first,
			"-c",
			text,
			argument
		]
	});
	return answer.kind === "answered" ? answer : void 0;
}
// src/execution/inputs/tool-versions.ts
const LONGEST_ANSWER = 4096;
const TIMEOUT_MS$1 = 2e4;
const MOST_BYTES$1 = 1e6;
const ABSENT = "absent";
function writtenRequirement({ kind, name }) {
	return kind === "python-module" ? `python:${name}` : name;
}
function createToolVersions(root) {
	const asked = /* @__PURE__ */ new Map();
	return {
		of(requirement, environment, user = {
			run: "",
			workingDirectory: "."
		}) {
			const cwd = join(root, user.workingDirectory);
			const { PATH, PYTHONPATH, VIRTUAL_ENV } = environment;
			const python = requirement.kind === "python-module" ? interpreterOf(user, PATH ?? "", cwd) : void 0;
			const key = JSON.stringify([
				requirement,
				python,
				cwd,
				PATH,
				PYTHONPATH,
				VIRTUAL_ENV
			]);
			let answer = asked.get(key);
			if (answer === void 0) {
				answer = versionOf(requirement, python, environment, cwd).catch(() => ABSENT);
				asked.set(key, answer);
			}
			return answer;
		},
		forget() {
			asked.clear();
		}
	};
}
async function versionOf(requirement, python, environment, cwd) {
	if (requirement.kind === "executable") return executable(requirement.name, environment, cwd);
	if (python === void 0) return ABSENT;
	return python.kind === "installed-by" ? executable(python.tool, environment, cwd) : pythonModule(requirement.name, python.argv, {
		environment,
		cwd
	});
}
async function executable(name, environment, cwd) {
	const file = findExecutable(name, environment.PATH ?? "", cwd);
	if (file === void 0) return ABSENT;
	const { exitCode, all } = await call(file, ["--version"], environment, cwd);
	const answer = all.trim().slice(0, LONGEST_ANSWER);
	return exitCode === 0 && answer !== "" ? answer : `sha256 ${await hashOf(file)}`;
}
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
async function pythonModule(name, argv, place) {
	const limits = {
		timeoutMs: TIMEOUT_MS$1,
		mostBytes: MOST_BYTES$1
	};
	const answer = await askPython(argv, [PYTHON, name], {
		...place,
		...limits
	});
	if (answer?.exitCode !== 0) return ABSENT;
	return (answer.stdout + answer.stderr).trim().slice(0, LONGEST_ANSWER);
}
async function call(file, args, environment, cwd) {
	const answer = await ask({
		program: file,
		args,
		cwd,
		environment,
		timeoutMs: TIMEOUT_MS$1,
		mostBytes: MOST_BYTES$1
	});
	return answer.kind === "answered" ? {
		exitCode: answer.exitCode,
		all: answer.stdout + answer.stderr
	} : {
		exitCode: void 0,
		all: ""
	};
}
async function hashOf(file) {
	const sum = createHash("sha256");
	await pipeline(createReadStream(file), sum);
	return sum.digest("hex");
}
// src/execution/inputs/fingerprints.ts
function touchedBetween(before, after) {
	const files = [.../* @__PURE__ */ new Set([...before.files.keys(), ...after.files.keys()])].filter((path) => before.files.get(path) !== after.files.get(path));
	const folders = [...before.folders.keys()].filter((path) => after.folders.has(path) && isMoved(before.folders.get(path), after.folders.get(path)));
	return [...files, ...folders].sort();
}
function createFingerprints(sources) {
	return new StageFingerprints(sources);
}
var StageFingerprints = class {
	#sources;
	#stageOf;
	#settled = /* @__PURE__ */ new Map();
	constructor(sources) {
		this.#sources = sources;
		this.#stageOf = new Map(sources.pipeline.stages.map((stage) => [stage.id, stage]));
	}
	async read(stage, own = /* @__PURE__ */ new Set()) {
		const files = /* @__PURE__ */ new Map();
		const found = await this.#gather(stage, files, (path) => own.has(path)).catch((error) => unknown({
			kind: "failed",
			said: error.message
		}));
		const folders = /* @__PURE__ */ new Map();
		for (const folder of new Set([...files.keys()].flatMap(parentsOf))) {
			const stamp = folderStampAt(join(this.#sources.root, folder));
			if (stamp !== void 0) folders.set(folder, stamp);
		}
		return {
			stage: found,
			seen: {
				files,
				folders
			}
		};
	}
	settle(stageId, fingerprint) {
		this.#settled.set(stageId, fingerprint);
	}
	async #gather(stage, seen, isOwn) {
		const { pipeline, root, states } = this.#sources;
		const paths = await inputPaths(root, stage, pipeline, states);
		await signInto(seen, root, paths);
		const inputs = await states.collect(paths);
		if (inputs.kind === "unreadable") return unknown({
			kind: "file",
			file: inputs.unreadable
		});
		const needs = [];
		for (const id of stage.needs) {
			const need = this.#stageOf.get(id);
			if (need === void 0) continue;
			const state = await this.#stateOf(need, seen, isOwn);
			if (state === void 0) return unknown({
				kind: "need",
				stage: id
			});
			needs.push(state);
		}
		const parts = {
			...await ownParts(stage, this.#sources),
			inputs: inputs.files,
			needs
		};
		return {
			kind: "known",
			fingerprint: fingerprintOf(parts),
			parts
		};
	}
	async #stateOf(need, seen, isOwn) {
		const { root, states } = this.#sources;
		const { id: stage } = need;
		const counts = countingFilter(need);
		if (counts === void 0) {
			if (this.#settled.has(stage)) return fingerprintState(stage, this.#settled.get(stage));
			const own = await this.#gather(need, seen, () => false);
			return fingerprintState(stage, own.kind === "known" ? own.fingerprint : void 0);
		}
		const standing = await standingAt(root, need.outputs);
		const outputs = [...standing.files.keys()].filter((path) => counts(path) && !isOwn(path));
		await signInto(seen, root, outputs);
		const collected = await states.collect(outputs);
		if (collected.kind === "unreadable") return void 0;
		const folders = hollowFolders(standing, need.outputs).filter((path) => counts(path) && !isOwn(path)).map((path) => ({
			kind: "folder",
			path
		}));
		return {
			stage,
			kind: "outputs",
			files: [...collected.files, ...folders]
		};
	}
};
async function signInto(seen, root, paths) {
	const turns = takeTurns();
	for (const path of paths) {
		const signature = signatureAt(join(root, path));
		if (signature !== void 0) seen.set(path, signature);
		if (turns.isOver) await turns.next();
	}
}
function fingerprintState(stage, fingerprint) {
	return fingerprint === void 0 ? void 0 : {
		stage,
		kind: "fingerprint",
		fingerprint
	};
}
async function ownParts(stage, { environment, tools }) {
	const variables = stageEnvironment(stage, environment, { marker: "" });
	const model = modelOf(stage, environment);
	const versions = await Promise.all(stage.requires.map(async (requirement) => [writtenRequirement(requirement), await tools.of(requirement, variables, stage)]));
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
function declaredOutputs({ outputs, evidence }) {
	return [...outputs, ...evidence.map(({ file }) => file)];
}
async function inputPaths(root, stage, pipeline, states) {
	if (stage.inputs.length === 0) return [];
	states.git();
	return inputsAmong(await matchFiles(root, stage.inputs), stage, pipeline, states);
}
async function inputsAmong(paths, stage, pipeline, states) {
	return withoutIgnored(paths.filter(inputFilter(stage, pipeline)), {
		patterns: stage.inputs,
		isMade: madeFilter(pipeline),
		git: await states.git()
	});
}
function madeFilter({ stages }) {
	const makers = stages.map((stage) => matcherOf(declaredOutputs(stage)));
	return (path) => makers.some((makes) => makes(path));
}
function inputFilter(stage, { caches, stages }) {
	const { files: named } = namedIn$1(stage.inputs);
	const own = planCaches(caches, stages).filter(({ name }) => stage.caches.includes(name));
	const cached = new Set(own.flatMap(({ paths }) => paths));
	const isMade = matcherOf(declaredOutputs(stage));
	const isUnstable = stages.map(({ unstable }) => matcherOf(unstable));
	return (path) => named.has(path) || !(isMade(path) || isWithin(path, cached) || isUnstable.some((matches) => matches(path)));
}
function countingFilter({ outputs, unstable }) {
	const stable = outputs.filter((pattern) => !unstable.includes(pattern));
	if (stable.length === 0) return void 0;
	const [isStable, isUnstable] = [matcherOf(stable), matcherOf(unstable)];
	return (path) => isStable(path) && !isUnstable(path);
}
function unknown(because) {
	return {
		kind: "unknown",
		because
	};
}
// src/execution/inputs/known-tools.ts
const PACKAGES = {
	latexmk: "latexmk",
	xelatex: "texlive-xetex",
	pdflatex: "texlive-latex-base",
	lualatex: "texlive-luatex",
	biber: "biber",
	bibtex: "texlive-binaries",
	pdftotext: "poppler-utils",
	pdfinfo: "poppler-utils",
	pandoc: "pandoc",
	python3: "python3",
	Rscript: "r-base-core",
	dot: "graphviz"
};
const DISTRIBUTIONS = {
	xdist: "pytest-xdist",
	pytest_cov: "pytest-cov",
	yaml: "PyYAML",
	PIL: "Pillow",
	sklearn: "scikit-learn",
	cv2: "opencv-python"
};
const PROGRAMS = [
	...Object.keys(PACKAGES),
	...DOCUMENT_TOOLS,
	...[
		"python",
		"pytest",
		"ipython",
		"jupyter",
		"papermill",
		"pip",
		"pip3",
		"conda",
		"mamba"
	],
	...[
		"micromamba",
		"poetry",
		"pipenv",
		"pixi",
		"hatch",
		"julia",
		"octave",
		"matlab",
		"stata"
	],
	...[
		"perl",
		"ruby",
		"node",
		"java",
		"cargo",
		"rustc",
		"clang",
		"gfortran",
		"mpirun",
		"mpiexec"
	],
	...[
		"make",
		"cmake",
		"ninja",
		"bash",
		"snakemake",
		"nextflow",
		"showyourwork",
		"docker",
		"podman"
	],
	...[
		"apptainer",
		"singularity",
		"git-lfs",
		"curl",
		"wget",
		"rsync",
		"unzip",
		"zstd",
		"sqlite3"
	],
	...[
		"makeindex",
		"makeglossaries",
		"chktex",
		"lacheck",
		"latexdiff",
		"texcount",
		"kpsewhich"
	],
	...[
		"asymptote",
		"gnuplot",
		"inkscape",
		"convert",
		"magick",
		"ghostscript",
		"qpdf",
		"pdftk"
	],
	...[
		"pdfcrop",
		"pdftoppm",
		"pdfunite",
		"ffmpeg",
		"graphviz",
		"mmdc",
		"hugo",
		"mkdocs",
		"ollama"
	]
];
const MODULES = [
	...Object.keys(DISTRIBUTIONS),
	...[
		"pytest",
		"numpy",
		"scipy",
		"pandas",
		"polars",
		"matplotlib",
		"seaborn",
		"plotly",
		"sympy"
	],
	...[
		"networkx",
		"statsmodels",
		"xarray",
		"torch",
		"tensorflow",
		"jax",
		"numba",
		"requests"
	],
	...[
		"jupyter",
		"nbconvert",
		"papermill",
		"snakemake",
		"hypothesis",
		"coverage",
		"mypy",
		"ruff"
	],
	...[
		"astropy",
		"geopandas",
		"pyarrow",
		"openpyxl",
		"jinja2",
		"build",
		"setuptools",
		"venv"
	]
];
const SHORTEST_NAME = 4;
function packageOf({ kind, name }) {
	const known = kind === "python-module" ? DISTRIBUTIONS : PACKAGES;
	return (Object.hasOwn(known, name) ? known[name] : void 0) ?? (kind === "python-module" ? name : void 0);
}
function meantTool({ kind, name }, { run }) {
	const isModule = kind === "python-module";
	const known = isModule ? MODULES : PROGRAMS;
	if (name.length < SHORTEST_NAME || known.includes(name)) return void 0;
	const started = isModule ? [] : [...programsIn(run)].filter((program) => program !== name);
	return nearest(name, [...started, ...known]);
}
// src/execution/inputs/requirements.ts
async function findMissing(stage, environment, cwd) {
	for (const requirement of stage.requires) if (!await isThere(requirement, stage, environment, cwd)) return missing(requirement, stage);
}
async function isThere(requirement, stage, env, cwd) {
	const path = env.PATH ?? "";
	if (requirement.kind === "executable") return findExecutable(requirement.name, path, cwd) !== void 0;
	const python = interpreterOf(stage, path, cwd);
	if (python === void 0) return false;
	if (python.kind === "installed-by") return findExecutable(python.tool, path, cwd) !== void 0;
	const search = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)";
	const place = {
		cwd,
		environment: env,
		timeoutMs: TIMEOUT_MS,
		mostBytes: MOST_BYTES
	};
	return (await askPython(python.argv, [search, requirement.name], place))?.exitCode === 0;
}
const TIMEOUT_MS = 3e4;
const MOST_BYTES = 1e6;
function missing(requirement, stage) {
	const { kind: as, name: tool } = requirement;
	const [found, meant] = [packageOf(requirement), meantTool(requirement, stage)];
	return {
		kind: "missing-tool",
		as,
		tool,
		...found !== void 0 && { package: found },
		...meant !== void 0 && { meant }
	};
}
export { matchFiles as C, collectFiles as D, createFileStates as E, takeTurns as O, planCaches as S, withoutIgnored as T, matcherOf as _, inputFilter as a, UNKNOWN as b, madeFilter as c, createToolVersions as d, writtenRequirement as f, signatureAt as g, standingAt as h, declaredOutputs as i, listBehind as k, ownParts as l, literalBeginning as m, countingFilter as n, inputPaths as o, hollowFolders as p, createFingerprints as r, inputsAmong as s, findMissing as t, touchedBetween as u, TEX_PACKAGES as v, sizeOf as w, ownFolder as x, TEX_USER_FOLDER as y };
