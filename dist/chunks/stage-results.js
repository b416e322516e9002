import { i as parentsOf, n as isWithin, t as faultOfPath } from "./paths.js";
import { c as NotPlaced, d as placeObstacleOf, f as saveFaultOf, u as generalFault } from "./put-in-place.js";
import { D as collectFiles, S as planCaches, _ as matcherOf, g as signatureAt, h as standingAt, l as touchedBetween, m as literalBeginning, p as hollowFolders, r as declaredOutputs } from "./fingerprints.js";
import { n as moveIn, t as createStaging } from "./staging.js";
import { A as safeParse, C as object, D as record, E as pipe, N as string, S as number, a as exactOptional, g as maxValue, k as safeInteger, m as literal, n as boolean, r as check, s as finite, t as array, u as integer, x as nullable, y as minValue, z as variant } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { o as mayMeet } from "./descent.js";
import { hash, randomUUID } from "node:crypto";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fstatSync, lstatSync, mkdirSync, readdirSync, readlinkSync, rmdirSync, statSync, unlinkSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
// src/caching/results/stage-result.ts
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
/** How a file, link or folder is written down. */
const storedOutputSchema = variant("kind", [
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
	outputs: array(storedOutputSchema),
	/** What stood where it writes before it ran: the result is good only where the same does. */
	given: exactOptional(array(storedOutputSchema)),
	/** What the fingerprint was made from. */
	parts,
	/** It was found later that another stage writes to the same files: it must not be used. */
	withdrawn: exactOptional(literal(true))
});
/** Reads a stored result, which must be that of the stage. */
function parseResult(json, stage) {
	const refused = { ok: false };
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
// src/caching/results/result-store.ts
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
	if (result.withdrawn) return notFound({ kind: "withdrawn" });
	if (result.fingerprint !== key.fingerprint) return notFound({ kind: "other-fingerprint" });
	const stray = result.outputs.find(({ path }) => isProtected(path) || !isOutput(path));
	if (stray !== void 0) return notFound({
		kind: "stray-output",
		path: stray.path
	});
	const { outputs } = result;
	const files = outputs.filter(isFile);
	const hit = files.length === 0 ? void 0 : await store.get(outputsRequest(files));
	if (hit !== void 0 && hit.kind !== "hit") return notFound({
		kind: "no-outputs",
		because: hit.because
	});
	return {
		kind: "found",
		result,
		restore: (root) => restoreOutputs(hit, outputs, root).catch((error) => notRestored(placeObstacleOf(error)))
	};
}
/** The newest result of a stage, whatever its fingerprint: what `explain` compares with. */
async function lookUpNewest(store, stage) {
	const newest = await newestResult(store, stage, stagePrefix(stage));
	return newest.kind === "found" ? newest.result : void 0;
}
/** Keeps the result of a stage that passed. */
async function storeResult(store, root, { stage, fingerprint, parts, durationMs, outputs, given, stillValid }) {
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
	if (newest.kind === "found" && newest.result.withdrawn === void 0 && isSame(newest.result.outputs, outputs) && areAlike(newest.result.given ?? [], given)) return { kind: "already-there" };
	return saveResult(store, {
		schema: 1,
		stage,
		fingerprint,
		durationMs,
		outputs,
		given,
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
	if (hit.kind !== "hit") return notFound({
		kind: "not-read",
		because: hit.because
	});
	const read = await readResult(hit, file);
	if (read.kind === "unreadable") return notFound({
		kind: "not-read",
		because: read.because
	});
	const parsed = parseResult(read.text, stage);
	return parsed.ok ? {
		kind: "found",
		result: parsed.result
	} : notFound({ kind: "malformed" });
}
function notFound(because) {
	return {
		kind: "not-found",
		because
	};
}
/** Whether the same stands there, whatever permissions but that to be run it was given. */
function areAlike(a, b) {
	const contents = (things) => JSON.stringify(things.map(contentOf).sort());
	return contents(a) === contents(b);
}
function contentOf(output) {
	return output.kind === "file" ? JSON.stringify([
		output.path,
		output.executable,
		output.hash
	]) : identity(output);
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
			because: restored.because
		};
		return {
			kind: "text",
			text: await readFile(join(folder, file), "utf8")
		};
	} catch (error) {
		return {
			kind: "unreadable",
			because: generalFault(error)
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
			because: saveFaultOf(error)
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
		var _usingCtx$3 = _usingCtx();
		const staging = _usingCtx$3.a(await createStaging(root));
		const restored = await hit.restore(staging.folder);
		if (restored.kind === "not-restored") return restored;
		const difference = await differenceFrom(files, staging.folder);
		if (difference !== void 0) return notRestored(difference);
		const paths = files.map(({ path }) => path);
		const full = paths.find((path) => isFullFolder(join(root, path)));
		if (full !== void 0) return notRestored({
			kind: "full-folder",
			path: full
		});
		const obstacle = moveIn(staging, root, paths);
		if (obstacle !== void 0) return notRestored(obstacle);
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
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
	if (link !== void 0) throw new NotPlaced({
		kind: "parent-is-link",
		path: link
	});
	mkdirSync(join(root, path), {
		recursive: true,
		mode: mode | 448
	});
}
/** In what the places below a root are not what they were. */
async function differenceFrom(outputs, root) {
	const files = outputs.filter(isFile);
	const collected = await collectFiles(root, files.map(({ path }) => path));
	if (collected.kind === "unreadable") return {
		kind: "unreadable-file",
		file: collected.unreadable
	};
	const changed = files.find((file, index) => {
		const found = collected.files[index];
		return found === void 0 || identity(found) !== identity(file);
	}) ?? outputs.find((output) => output.kind === "folder" && !isFolder(join(root, output.path)));
	return changed && {
		kind: "not-as-stored",
		path: changed.path
	};
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
function notRestored(because) {
	return {
		kind: "not-restored",
		because
	};
}
// src/execution/reuse/given.ts
/**
* What a stage is given: what stands where it writes before it starts, and is not its own: sources that
* its own patterns match, files that git tracks, what somebody put there. Its command may read it, append
* to it, or leave something alone because of it, so that a stored result is good only where the same
* stands there. What it does not write is never part of the result.
*/
/**
* Whether a file is where this process itself writes what it says: `stagetime run > out/log.txt`. It is
* another one in every run, and given to nobody.
*/
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
/** Whether a stage would now be given what it was given when the result was made. */
async function isGivenAgain(root, stage, { outputs, given = [] }, { entry, left, tracked, isOthers }) {
	const patterns = declaredOutputs(stage);
	const standing = await standingAt(root, patterns);
	const isLeft = /* @__PURE__ */ new Set([...left.files, ...left.folders]);
	const made = new Set(outputs.map(({ path }) => path));
	const isDamaged = (path) => made.has(path) && !tracked(path) && entry !== void 0 && Object.hasOwn(entry.files, path);
	const isGiven = (path) => !isLeft.has(path) && !isDamaged(path) && !isOthers(path);
	const foreign = await collectOutputs(root, [...standing.files.keys()].filter((path) => isGiven(path) && !isOwnOutput(root, path)), emptyFolders(standing));
	if (foreign.kind === "unreadable") return false;
	const replaced = entry?.over?.filter(({ path }) => isLeft.has(path)) ?? [];
	return areAlike([...foreign.outputs, ...replaced], given);
	/** Folders that were empty beside the result, and would be again. */
	function emptyFolders({ files, folders }) {
		const without = new Map([...files].filter(([path]) => !isLeft.has(path)));
		const filled = new Set([...made].flatMap(parentsOf));
		return hollowFolders({
			files: without,
			folders
		}, patterns).filter((folder) => isGiven(folder) && !made.has(folder) && !filled.has(folder));
	}
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
function attempt(step) {
	try {
		step();
	} catch {}
}
/** Nothing is removed through a link: it may lead out of the root. */
function isReachedWithoutLinks(root, path) {
	return parentsOf(path).every((parent) => lstatSync(join(root, parent), { throwIfNoEntry: false })?.isDirectory() === true);
}
// src/execution/reuse/owners.ts
/** Whose the files are that stages write in one run, and whose folders. */
/** Nobody has written anything yet. */
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
/** Which paths belong to a stage's caches. */
function cachePathsOf({ caches, stages }) {
	const plans = planCaches(caches, stages);
	return new Map(stages.map((stage) => [stage.id, new Set(plans.filter(({ name }) => stage.caches.includes(name)).flatMap(({ paths }) => paths))]));
}
// src/execution/reuse/clearing.ts
/** Clears for the stages of one run. */
function createClearing(options) {
	const { pipeline, root, ledger, owners } = options;
	async function leftBy(stage) {
		const entry = ledger.of(stage.id);
		const left = leftoversOf(root, entry);
		if (entry?.open === void 0) return left;
		const standing = await standingAt(root, entry.open.patterns);
		const broken = leftoversOfInterrupted(root, entry, standing, ledger.lastAliveMs);
		return {
			files: [.../* @__PURE__ */ new Set([...left.files, ...broken.files])],
			folders: [.../* @__PURE__ */ new Set([...left.folders, ...broken.folders])]
		};
	}
	/** Of what a stage left, what is nobody else's. */
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
			var _usingCtx$2 = _usingCtx();
			_usingCtx$2.u(options.hold(files));
			removeLeftovers(root, {
				files,
				folders: [...folders, ...formerFolders()]
			});
		} catch (_) {
			_usingCtx$2.e = _;
		} finally {
			_usingCtx$2.d();
		}
	}
	/**
	* Folders of a stage under an earlier definition, where nobody writes any more: they go with the
	* last file in them, which may be another stage's.
	*/
	function formerFolders() {
		return pipeline.stages.filter(({ id }) => !options.leftOut.has(id)).flatMap(({ id }) => ledger.of(id)?.folders ?? []).filter((folder) => !owners.isWrittenInto(folder));
	}
	return {
		leftBy,
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
// src/execution/reuse/links.ts
/** Links among what a stage made: whether they lead to the same in another checkout. */
/**
* The first link that leads to something that is not stored with it: a folder through which the stage
* writes, a folder elsewhere, or a file below the root that neither the stage made nor git tracks. In
* another checkout it would be empty, or lead to something else. A link to a file of the system (as in an environment of Python) is fine.
*/
function looseLink(root, { files, folders }, tracked) {
	const stored = /* @__PURE__ */ new Set([...files, ...folders]);
	const above = new Set([...stored].flatMap(parentsOf));
	const isThereToo = (path) => stored.has(path) || above.has(path) || isWithin(path, stored) || tracked(path);
	for (const path of new Set(files.flatMap(parentsOf))) {
		const target = linkAt(root, path);
		if (target !== void 0) return {
			kind: "link",
			path,
			target
		};
	}
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
	const hollow = hollowFolders(after, patterns);
	const isOwnFolder = (path) => isNew.has(path) || mayKeep(path);
	return {
		files: paths.filter((path) => isWritten(path) || mayKeep(path)),
		folders: hollow.filter(isOwnFolder),
		besideFolders: hollow.filter((path) => !isOwnFolder(path)),
		written: paths.filter(isWritten),
		newFolders,
		beside: paths.filter((path) => !isWritten(path) && !mayKeep(path))
	};
}
/**
* Why a result would be incomplete: a pattern of the outputs for which nothing was made. A file that
* git tracks is there without being made.
*/
function missingOutput(root, patterns, { files, folders, beside }, tracked) {
	const exclusions = patterns.filter((pattern) => pattern.startsWith("!"));
	const matcherFor = (pattern) => matcherOf([pattern, ...exclusions]);
	const pattern = patterns.filter((pattern) => !pattern.startsWith("!")).find((pattern) => ![
		...files,
		...folders,
		...beside.filter(tracked)
	].some(matcherFor(pattern)));
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
	const there = beside.find(matcherFor(pattern));
	return {
		kind: "missing-output",
		pattern,
		...there !== void 0 && { foreign: there }
	};
}
// src/execution/reuse/obstacles.ts
/** Why what an execution made may not stand for running it again, as far as the stage alone shows it. */
/** The first reason found; nothing where the result may be stored. */
function obstacleOf(root, passed) {
	const { stage, again, made, outputs, given, spoilt, endedAtMs, tracked } = passed;
	return changeOf(passed) ?? (again?.stage.kind === "unknown" ? unreadable("inputs", again.stage.because) : void 0) ?? (spoilt === void 0 ? void 0 : {
		kind: "failed-attempt",
		path: spoilt
	}) ?? missingOutput(root, declaredOutputs(stage), made, tracked) ?? changedSince(root, made.written, endedAtMs) ?? emptiedSince(root, made, endedAtMs, passed.isOthersFolder) ?? unreadableOutput(outputs) ?? unreadableOutput(given) ?? looseLink(root, made, tracked);
}
/** What became of what the stage reads between the look at its fingerprint and its end. */
function changeOf({ prepared, reading, again, alone }) {
	if (reading === void 0 || again === void 0 || reading.stage.kind === "unknown") return void 0;
	const { fingerprint } = reading.stage;
	if (prepared?.stage.kind === "known" && prepared.stage.fingerprint !== fingerprint) return {
		kind: "inputs-changed",
		when: "waiting",
		paths: touchedBetween(prepared.seen, reading.seen)
	};
	const isSame = again.stage.kind === "known" && again.stage.fingerprint === fingerprint;
	const paths = touchedBetween(reading.seen, again.seen);
	if (isSame && (alone || paths.length === 0)) return void 0;
	return {
		kind: "inputs-changed",
		when: "running",
		paths
	};
}
/** A file that somebody else wrote after the command was over, before anybody could look. */
function changedSince(root, paths, endedAtMs) {
	const path = paths.find((path) => {
		const there = lstatSync(join(root, path), { throwIfNoEntry: false });
		return there === void 0 || there.ctimeMs > endedAtMs + 1;
	});
	return path === void 0 ? void 0 : {
		kind: "unsettled",
		path
	};
}
/** A folder of its own from which somebody else took something away, or put it there, after its end. */
function emptiedSince(root, { files, folders }, endedAtMs, isOthersFolder) {
	const path = [.../* @__PURE__ */ new Set([...files.map(parentOf), ...folders])].find((folder) => {
		const there = lstatSync(join(root, folder), { throwIfNoEntry: false });
		return !isOthersFolder(folder) && (there === void 0 || there.mtimeMs > endedAtMs + 1);
	});
	return path === void 0 ? void 0 : {
		kind: "unsettled",
		path
	};
}
function parentOf(path) {
	return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
function unreadable(what, because) {
	return {
		kind: "unreadable",
		what,
		because
	};
}
function unreadableOutput(read) {
	if (read?.kind !== "unreadable") return void 0;
	return unreadable("outputs", {
		kind: "file",
		file: read.unreadable
	});
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
	return new Results(options);
}
var Results = class {
	#options;
	#root;
	#owners;
	#clearing;
	#wanted;
	/** What stages read when their fingerprints were looked up. */
	#prepared = /* @__PURE__ */ new Map();
	#running = /* @__PURE__ */ new Map();
	/** Stages that write, have written or will not write in this run. */
	#settled;
	/** What was stored or reused of stages in this run. */
	#stored = /* @__PURE__ */ new Map();
	#placing = /* @__PURE__ */ new Map();
	#reused = /* @__PURE__ */ new Set();
	constructor(options) {
		this.#options = options;
		this.#root = options.root;
		this.#owners = createOwners(options.pipeline);
		this.#clearing = createClearing({
			...options,
			owners: this.#owners
		});
		this.#wanted = fingerprintedStages(options.pipeline.stages);
		this.#settled = new Set(options.leftOut);
	}
	attempt(stage) {
		return this.#attempt(stage).catch(() => ({ kind: "run" }));
	}
	async #attempt(stage) {
		this.#settled.add(stage.id);
		await this.#clearing.clearLater(stage, ({ id }) => id !== stage.id && !this.#settled.has(id));
		if (!this.#wanted.has(stage.id)) return { kind: "run" };
		const left = await this.#clearing.leftBy(stage);
		const reading = await this.#options.fingerprints.read(stage, /* @__PURE__ */ new Set([...left.files, ...left.folders]));
		this.#prepared.set(stage.id, reading);
		if (reading.stage.kind === "unknown") return { kind: "run" };
		const { fingerprint } = reading.stage;
		if (!isReusable(stage) || this.#options.force) return {
			kind: "run",
			fingerprint
		};
		return await this.#restore(stage, fingerprint) ?? {
			kind: "run",
			fingerprint
		};
	}
	async #restore(stage, fingerprint) {
		try {
			var _usingCtx$1 = _usingCtx();
			const key = {
				stage: stage.id,
				fingerprint
			};
			const isOutput = matcherOf(declaredOutputs(stage));
			const found = await lookUpResult(await this.#options.store, key, isOutput);
			if (found.kind === "not-found") return void 0;
			const { durationMs: savedMs, outputs } = found.result;
			const paths = outputs.map(({ path }) => path);
			if (paths.some((path) => this.#owners.isOthers(path, stage))) return void 0;
			const own = {
				entry: this.#options.ledger.of(stage.id),
				left: await this.#clearing.leftBy(stage),
				tracked: await this.#options.tracked,
				isOthers: (path) => this.#owners.isOthers(path, stage) || this.#owners.isCached(path, stage)
			};
			if (!await isGivenAgain(this.#root, stage, found.result, own)) return void 0;
			await this.#clearing.clear(stage, await this.#clearing.leftBy(stage), new Set(paths));
			const folders = outputs.flatMap(({ kind, path }) => kind === "folder" ? [path] : []);
			const newFolders = [.../* @__PURE__ */ new Set([...paths.flatMap(parentsOf), ...folders])].filter((folder) => signatureAt(join(this.#root, folder)) === void 0);
			const files = paths.filter((path) => !folders.includes(path));
			_usingCtx$1.u(this.#options.hold(files));
			const former = this.#options.ledger.of(stage.id);
			await this.#openEntry(stage, {
				by: "reuse",
				files: {},
				...former
			});
			for (const path of files) this.#placing.set(path, stage.id);
			const restored = await found.restore(this.#root);
			if (restored.kind === "restored") {
				const over = await this.#stayingBelow(files, found.result.given ?? []);
				this.#takeDown(stage, files, {
					by: "reuse",
					folders: newFolders,
					over
				});
				this.#reused.add(stage.id);
			}
			for (const path of files) this.#placing.delete(path);
			if (restored.kind === "not-restored") {
				if (former !== void 0) this.#options.ledger.keep(stage.id, former);
				const { because } = restored;
				this.#options.onNotice({
					kind: "result-not-used",
					stage: stage.id,
					because
				});
				return;
			}
			this.#options.fingerprints.settle(stage.id, fingerprint);
			this.#stored.set(stage.id, key);
			return {
				kind: "reused",
				fingerprint,
				savedMs,
				bytes: outputs.reduce((sum, file) => sum + (file.kind === "file" ? file.size : 0), 0)
			};
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			_usingCtx$1.d();
		}
	}
	/** Of the folders that a stage has made earlier, those that are still there: something is in them. */
	#foldersLeft({ id }) {
		return (this.#options.ledger.of(id)?.folders ?? []).filter((folder) => signatureAt(join(this.#root, folder)) !== void 0);
	}
	/** Writes down what the stage has put in place. */
	#takeDown(stage, paths, entry) {
		this.#owners.take(stage, paths);
		const files = {};
		for (const path of paths) {
			const signature = signatureAt(join(this.#root, path));
			if (signature !== void 0) files[path] = signature;
		}
		const folders = [.../* @__PURE__ */ new Set([...this.#foldersLeft(stage), ...entry.folders])];
		this.#options.ledger.keep(stage.id, {
			...entry,
			folders,
			files
		});
	}
	async begin(stage) {
		await this.#clearing.clear(stage, await this.#clearing.leftBy(stage));
		const before = await this.#openEntry(stage, {
			by: "execution",
			files: {}
		});
		const reading = this.#wanted.has(stage.id) ? await this.#options.fingerprints.read(stage) : void 0;
		this.#running.set(stage.id, {
			prepared: this.#prepared.get(stage.id),
			reading,
			before,
			given: await this.#givenTo(stage, before)
		});
	}
	/** Writes down what is there before a stage's files are put in place; gives it. */
	async #openEntry(stage, entry) {
		const patterns = declaredOutputs(stage);
		const before = await standingAt(this.#root, patterns);
		const open = {
			patterns,
			files: Object.fromEntries(before.files),
			folders: [...before.folders]
		};
		this.#options.ledger.keep(stage.id, {
			...entry,
			folders: this.#foldersLeft(stage),
			open
		});
		return before;
	}
	/** What stands where a stage is about to write; of use only where its result may be kept. */
	async #givenTo(stage, { files }) {
		const isGiven = (path) => isReusable(stage) && !this.#owners.isCached(path, stage) && !isOwnOutput(this.#root, path);
		return collectOutputs(this.#root, [...files.keys()].filter(isGiven), []);
	}
	/** Of what stood where these files are written, what git tracks: the stage's files stay there. */
	async #stayingBelow(files, given) {
		const tracked = await this.#options.tracked;
		const written = new Set(files);
		return given.filter(({ path }) => written.has(path) && tracked(path));
	}
	async retry(stage) {
		const execution = this.#running.get(stage.id);
		if (execution === void 0) return;
		const { made } = await this.#look(stage, execution.before);
		const stood = (path) => execution.before.files.has(path);
		const spoilt = made.written.find((path) => stood(path) && !this.#owners.isCached(path, stage));
		if (spoilt !== void 0) execution.spoilt ??= spoilt;
		const files = made.written.filter((path) => !stood(path));
		await this.#clearing.clear(stage, {
			files,
			folders: made.newFolders
		});
	}
	async #look(stage, before) {
		const patterns = declaredOutputs(stage);
		const after = await standingAt(this.#root, patterns);
		const elsewhere = new Set(this.#options.pipeline.stages.flatMap(({ id }) => id === stage.id ? [] : Object.keys(this.#options.ledger.of(id)?.files ?? {})));
		const mayKeep = (path) => this.#owners.isCached(path, stage) && !elsewhere.has(path);
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
	async end(stage, { passed, endedAtMs, alone }) {
		const execution = this.#running.get(stage.id);
		this.#running.delete(stage.id);
		if (execution === void 0) throw new Error("it was not looked at when it started");
		const { made, after } = await this.#look(stage, execution.before);
		const outputs = await collectOutputs(this.#root, passed ? made.files : [], passed ? made.folders : []);
		const given = await this.#givenBeside(stage, execution.given, made.besideFolders);
		const stood = given.kind === "collected" ? given.outputs : [];
		const shared = this.#owners.othersAmong(made.written, stage);
		const over = await this.#stayingBelow(made.written, stood);
		this.#takeDown(stage, made.written, {
			by: "execution",
			folders: made.newFolders,
			over
		});
		const own = /* @__PURE__ */ new Set([...made.written, ...made.newFolders]);
		const again = execution.reading && await this.#options.fingerprints.read(stage, own);
		const reading = changeOf({
			...execution,
			again,
			alone
		}) === void 0 && again?.stage.kind === "known" ? again.stage : void 0;
		this.#options.fingerprints.settle(stage.id, reading?.fingerprint);
		const tracked = await this.#options.tracked;
		const isOthersFolder = (folder) => this.#owners.isOthersFolder(folder, stage);
		const { prepared, spoilt } = execution;
		const obstacle = passed && isReusable(stage) ? obstacleOf(this.#root, {
			stage,
			prepared,
			reading: execution.reading,
			again,
			made,
			outputs,
			given,
			spoilt,
			endedAtMs,
			alone,
			tracked,
			isOthersFolder
		}) : void 0;
		return {
			outputs: outputs.kind === "collected" ? outputs.outputs : [],
			given: stood,
			signatures: after.files,
			shared,
			...reading !== void 0 && { reading },
			...obstacle !== void 0 && { obstacle }
		};
	}
	/** What stood there before, without what turned out to be another stage's; and folders left empty. */
	async #givenBeside(stage, given, folders) {
		if (given.kind === "unreadable") return given;
		const empty = await collectOutputs(this.#root, [], folders);
		if (empty.kind === "unreadable") return empty;
		return {
			kind: "collected",
			outputs: [...given.outputs.filter(({ path }) => !this.#owners.isOthers(path, stage)), ...empty.outputs]
		};
	}
	async store(stage, { reading, outputs, given, signatures }, durationMs) {
		if (!this.#options.keeps || !isReusable(stage) || reading === void 0) return void 0;
		const { fingerprint, parts } = reading;
		const root = this.#root;
		let unsettled;
		const saved = await storeResult(await this.#options.store, this.#root, {
			stage: stage.id,
			fingerprint,
			parts,
			durationMs,
			outputs,
			given,
			stillValid() {
				const isChanged = (path) => signatures.get(path) !== signatureAt(join(root, path));
				unsettled = outputs.find(({ kind, path }) => kind !== "folder" && isChanged(path))?.path;
				return unsettled === void 0;
			}
		});
		if (saved.kind !== "not-saved") {
			this.#stored.set(stage.id, {
				stage: stage.id,
				fingerprint
			});
			return;
		}
		return unsettled === void 0 ? {
			kind: "store",
			because: saved.because
		} : {
			kind: "unsettled",
			path: unsettled
		};
	}
	async withdraw(stageId) {
		const key = this.#stored.get(stageId);
		this.#stored.delete(stageId);
		const { keeps, store } = this.#options;
		if (key !== void 0 && keeps) await withdrawResult(await store, key);
	}
	isPlacing(path) {
		return this.#placing.get(path);
	}
	isReused(stageId) {
		return this.#reused.has(stageId);
	}
};
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
export { isGivenAgain as a, storedOutputSchema as c, leftoversOf as i, isReusable as n, lookUpNewest as o, cachePathsOf as r, lookUpResult as s, createStageResults as t };
