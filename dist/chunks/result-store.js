import { A as record, C as nullable, I as string, M as safeInteger, N as safeParse, T as object, U as variant, f as integer, g as literal, i as check, k as pipe, l as finite, o as exactOptional, r as boolean, t as array, v as maxValue, w as number, x as minValue } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { D as collectFiles } from "./requirements.js";
import { i as parentsOf, t as faultOfPath } from "./paths.js";
import { a as saveFaultOf, i as placeObstacleOf, r as generalFault, t as NotPlaced } from "./faults.js";
import { n as moveIn, t as createStaging } from "./staging.js";
import { hash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { lstatSync, mkdirSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
// src/execution/reuse/decision.ts
function decideStage(facts) {
	const { stage, force, awaited, fingerprint, stored, unfit, changes } = facts;
	if (stage.inputs.length === 0) return runs(true, { kind: "no-inputs" });
	if (!stage.reuse) return runs(true, { kind: "reuse-off" });
	if (force) return runs(true, { kind: "forced" });
	if (fingerprint === void 0) return {
		kind: "ask",
		about: "fingerprint"
	};
	if (fingerprint.answer.kind === "unknown") return runs(false, {
		kind: "unreadable",
		because: fingerprint.answer.because
	});
	if (stored === void 0) return {
		kind: "ask",
		about: "stored"
	};
	if (stored.answer.kind === "not-found") {
		if (changes === void 0) return {
			kind: "ask",
			about: "changes"
		};
		return runs(false, ...whyNotStored(changes.answer, stored.answer.because));
	}
	if (unfit === void 0) return {
		kind: "ask",
		about: "unfit"
	};
	if (unfit.answer !== void 0) return runs(false, unfit.answer);
	if (awaited.length > 0) return {
		kind: "depends",
		on: awaited
	};
	const { result, restore } = stored.answer;
	return {
		kind: "reuse",
		result,
		restore
	};
}
async function decide(known, look) {
	let facts = known;
	for (;;) {
		const decision = decideStage(facts);
		if (decision.kind !== "ask") return decision;
		facts = {
			...facts,
			[decision.about]: { answer: await look[decision.about]() }
		};
	}
}
function isReusable({ inputs, reuse }) {
	return reuse && inputs.length > 0;
}
function whyNotStored(changes, because) {
	if (changes === void 0) return [{ kind: "nothing-stored" }];
	if (changes.length === 0) return [{
		kind: "no-result",
		because
	}];
	return changes.map((difference) => ({
		kind: "changed",
		difference
	}));
}
function runs(always, ...because) {
	return {
		kind: "run",
		because,
		always
	};
}
// src/caching/results/stage-result.ts
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
const storedOutputSchema = variant("kind", [
	file,
	link,
	folder
]);
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
	durationMs: pipe(number(), finite(), minValue(0)),
	outputs: array(storedOutputSchema),
	given: exactOptional(array(storedOutputSchema)),
	parts,
	withdrawn: exactOptional(literal(true))
});
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
async function lookUpFormer(store, stage, fingerprint) {
	if (fingerprint !== void 0) {
		const last = await newestResult(store, stage, resultPrefix({
			stage,
			fingerprint
		}));
		if (last.kind === "found" && !last.result.withdrawn) return last.result;
	}
	const newest = await newestResult(store, stage, stagePrefix(stage));
	return newest.kind === "found" ? newest.result : void 0;
}
async function keepOutputs(store, root, outputs, stillValid) {
	const files = outputs.filter(isFile);
	if (files.length === 0) return { kind: "already-there" };
	return store.set({
		...outputsRequest(files),
		root,
		stillValid
	});
}
async function publishResult(store, { stage, fingerprint, parts, durationMs, outputs, given }) {
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
async function withdrawResult(store, key) {
	const newest = await newestResult(store, key.stage, resultPrefix(key));
	if (newest.kind === "not-found" || newest.result.withdrawn) return { kind: "already-there" };
	return saveResult(store, {
		...newest.result,
		withdrawn: true
	});
}
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
function resultPrefix({ stage, fingerprint }) {
	return `${stagePrefix(stage)}${fingerprint}/`;
}
function stagePrefix(stage) {
	return `stage/${stage}/`;
}
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
		var _usingCtx$1 = _usingCtx();
		const staging = _usingCtx$1.a(await createStaging(root));
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
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
	for (const output of outputs) if (output.kind === "folder") makeFolder(root, output);
	const left = await differenceFrom(outputs, root);
	return left === void 0 ? { kind: "restored" } : notRestored(left);
}
function isFullFolder(path) {
	return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true && readdirSync(path).length > 0;
}
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
function isProtected(path) {
	return [...parentsOf(path), path].some((part) => /(^|\/)\.(git|stagetime)$/i.test(part));
}
function notRestored(because) {
	return {
		kind: "not-restored",
		because
	};
}
export { lookUpResult as a, storedOutputSchema as c, lookUpFormer as i, decide as l, collectOutputs as n, publishResult as o, keepOutputs as r, withdrawResult as s, areAlike as t, isReusable as u };
