import { u as NEVER_MATCHED } from "./descent.js";
import { a as specialOf, i as causeOf, n as readFolder, o as unreadableWords, r as UnreadableError, t as linkTarget } from "./names.js";
import { t as openUnfollowed } from "./open-file.js";
import { t as _usingCtx } from "./usingCtx.js";
import { i as parentsOf } from "./paths.js";
import { n as entriesOf, r as faultOf, t as askGit } from "./git.js";
import { createHash, hash } from "node:crypto";
import { dirname, join, relative, sep } from "node:path";
import { createReadStream, lstatSync, realpathSync, statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
// src/caching/behind-link.ts
/** What a command would read through a link. */
const BEHIND_LIMITS = {
	files: 5e4,
	bytes: 1e10
};
/**
* The file behind a link (its path is empty), or all that is in the folder behind it, in code unit
* order; nothing where the link leads nowhere, or to a folder that it is in itself: what is in there
* has paths of its own. Links further on are followed too, where they lead to other folders. Throws an
* `UnreadableError`, or what the system says.
*/
async function listBehind(link, limits = BEHIND_LIMITS) {
	const first = leadsTo(link);
	if (first === void 0) return void 0;
	if (first.kind === "file") return [{
		kind: "file",
		path: "",
		file: first.place
	}];
	const found = [];
	/** Real folders that were entered through a link: all in them is found anyway. */
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
/** Where a link leads in the end; nothing where that is nowhere, or a folder that the link is in. */
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
/** Whether a place is a folder or in it. */
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
// src/caching/files.ts
/** Files by content: what a fingerprint is made from, and what a restored file is checked against. */
/** What collecting gives where a file cannot be read. */
function unreadableFile(unreadable) {
	return {
		kind: "unreadable",
		unreadable,
		reason: unreadableWords(unreadable)
	};
}
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
async function collectFiles(root, paths) {
	const files = [];
	const large = [];
	buffer ??= Buffer.allocUnsafe(SMALL);
	let turn = performance.now();
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
		if (performance.now() - turn > TURN_MS) {
			await setImmediate();
			turn = performance.now();
		}
	}
	const failed = await hashLarge(root, files, large);
	return failed === void 0 ? {
		kind: "collected",
		files
	} : unreadableFile(failed);
}
/** A large file's hash is left empty for now. */
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
/** Puts the hashes in; gives the first file that could not be read. */
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
// src/execution/git-files.ts
/**
* What git knows of the files below a folder: which of them it tracks, which it ignores, and which are
* no longer what its index says. Where git cannot be asked, nothing counts as ignored and everything
* as tracked: then too much decides a result, and nothing is taken for a leftover.
*/
/** What git knows of the files below `root`; nothing where there is no git or no repository. Never rejects. */
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
		return UNKNOWN;
	}
	return gitFiles(root, git, parseIndex(listed.entries), once(onFault));
}
/** As if git tracked everything: no file of it is to be removed, and each may decide a result. */
const UNKNOWN = {
	isTracked: () => true,
	ignored: async () => /* @__PURE__ */ new Set(),
	changedTracked: async () => []
};
function gitFiles(root, git, { tracked, submodules }, onFault) {
	/** Answers so far: a run decides once what counts. */
	const known = /* @__PURE__ */ new Map();
	const isLink = memoized((path) => isLinkAt(join(root, path)));
	let rootIsIgnored;
	/** Git refuses whole lists that hold such paths, and ignores none of them. */
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
	/** A home folder under git that ignores all it does not track says nothing about a project in it. */
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
/** From entries like `100644 HASH 0⇥path`; in a conflict a path has several. */
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
const TIMEOUT_MS = 2e4;
function createGit(folder, environment) {
	return async (args, input = "") => {
		const answer = await askGit({
			folder,
			environment,
			timeoutMs: TIMEOUT_MS,
			input
		}, args);
		if (answer.kind === "answered" && (answer.exitCode ?? 2) <= 1) return {
			kind: "answered",
			entries: entriesOf(answer.stdout)
		};
		const reason = faultOf(answer, args);
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
/** Only the first call counts. */
function once(tell) {
	let isTold = false;
	return (reason) => {
		if (!isTold) tell(reason);
		isTold = true;
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
/** The link with a hash of the file, or of all in the folder, that it leads to. */
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
			hash: hashOf(behind, collected.files)
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
/** Of a file its own hash. */
function hashOf(behind, files) {
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
	return async (folder, paths) => {
		const now = Date.now();
		const placeOf = (path) => join(folder, path);
		const before = new Map(paths.map((path) => [path, statOf(placeOf(path))]));
		const collected = await collectFiles(folder, paths.filter((path) => {
			const stat = before.get(path);
			return stat === void 0 || known.get(placeOf(path))?.signature !== signatureOf(stat);
		}));
		if (collected.kind === "unreadable") return collected;
		const fresh = new Map(collected.files.map((file) => [file.path, file]));
		for (const [path, file] of fresh) {
			const stat = before.get(path);
			if (stat === void 0 || isRacy(stat, now)) known.delete(placeOf(path));
			else known.set(placeOf(path), {
				signature: signatureOf(stat),
				file
			});
		}
		return {
			kind: "collected",
			files: paths.flatMap((path) => {
				const file = fresh.get(path) ?? known.get(placeOf(path))?.file;
				return file === void 0 ? [] : {
					...file,
					path
				};
			})
		};
	};
}
/** Nothing where it cannot be looked at: whoever reads it finds out why. */
function statOf(place) {
	try {
		return lstatSync(place, { bigint: true });
	} catch {
		return;
	}
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
export { collectFiles as n, listBehind as r, createFileStates as t };
