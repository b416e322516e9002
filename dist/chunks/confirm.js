import "./significance.js";
import { n as controlsFor, t as compare } from "./compare.js";
import "./confirmation.js";
import { t as suspicionsOf$1 } from "./suspicions2.js";
import { n as loadDefinition } from "./load.js";
import { i as parentsOf, n as isWithin } from "./paths.js";
import { C as matchFiles, E as createFileStates, S as planCaches, _ as matcherOf, a as inputFilter, d as createToolVersions, i as declaredOutputs, r as createFingerprints } from "./requirements.js";
import { n as entriesOf, r as git } from "./git.js";
import { n as abortedAfter, r as unlessAborted } from "./grace.js";
import { i as listTree, s as surveyTree } from "./put-in-place.js";
import { a as lookUpResult, u as isReusable } from "./result-store.js";
import { a as withNeeds, i as topologicalOrder } from "./graph.js";
import { t as endTree } from "./process-tree.js";
import { n as runStage, t as logPathOf } from "./run-stage.js";
import { t as escapeRegExp } from "./regexp.js";
import { t as _usingCtx } from "./usingCtx.js";
import { a as wasExecuted } from "./run-record.js";
import { basename, dirname, join } from "node:path";
import { accessSync, constants, existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, utimesSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
// src/execution/confirmation/obstacle.ts
var Obstacle = class extends Error {
	why;
	constructor(why) {
		super(why.kind);
		this.why = why;
	}
};
function whyOf(error, kind = "failed") {
	return error instanceof Obstacle ? error.why : {
		kind,
		cause: error.message
	};
}
// src/execution/confirmation/checkout.ts
async function inspectCheckout(pipeline, root, environment) {
	try {
		return await inspect(pipeline, root, environment);
	} catch (error) {
		return unusable({
			kind: "no-commit",
			cause: error.message
		});
	}
}
async function inspect(pipeline, root, environment) {
	const inspectedAt = Date.now();
	const place = {
		folder: root,
		environment
	};
	const [top = "", prefix = "", sha = ""] = (await git(place, [
		"rev-parse",
		"--show-toplevel",
		"--show-prefix",
		"HEAD"
	])).split("\n");
	const above = {
		...place,
		folder: top
	};
	const [changed, tracked] = await Promise.all([git(above, [
		"status",
		"--porcelain=v1",
		"-z",
		"-uno",
		"--no-renames",
		"--ignore-submodules"
	]), trackedFiles(above)]);
	const inRoot = prefix.replace(/\/$/, "");
	const isMade = madeByStages(pipeline, prefix);
	const [first, ...others] = entriesOf(changed).map((entry) => entry.slice(3)).filter((path) => !isMade(path));
	if (first !== void 0) return unusable({
		kind: "changed-files",
		path: first,
		others: others.length
	});
	const submodule = [...tracked].find(([path, { mode }]) => mode === SUBMODULE && !isEmpty(join(top, path)));
	if (submodule !== void 0) return unusable({
		kind: "submodule",
		path: submodule[0]
	});
	return {
		kind: "clean",
		root,
		top,
		prefix: inRoot,
		sha,
		tracked,
		environment,
		inspectedAt
	};
}
const SUBMODULE = "160000";
function unusable(why) {
	return {
		kind: "unusable",
		why
	};
}
function madeByStages({ caches, stages }, prefix) {
	const isOutput = matcherOf(stages.flatMap(declaredOutputs));
	const paths = new Set(planCaches(caches, stages).flatMap(({ stored }) => stored));
	return (path) => {
		const own = path.startsWith(prefix) ? path.slice(prefix.length) : void 0;
		return own !== void 0 && (isOutput(own) || isWithin(own, paths));
	};
}
async function trackedFiles(place) {
	const listed = entriesOf(await git(place, [
		"ls-files",
		"--stage",
		"-z"
	]));
	return new Map(listed.map((entry) => {
		const tab = entry.indexOf("	");
		const [mode = "", object = ""] = entry.slice(0, tab).split(" ");
		return [entry.slice(tab + 1), {
			mode,
			object
		}];
	}));
}
async function largeFiles(place) {
	return entriesOf(await git(place, [
		"ls-files",
		"-z",
		"--",
		":(attr:filter=lfs)"
	]));
}
async function findBase({ top, sha, environment }, given, signal) {
	const place = {
		folder: top,
		environment,
		signal
	};
	const parents = [...((await git(place, [
		"cat-file",
		"commit",
		sha
	])).split("\n\n", 1)[0] ?? "").matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => match[1] ?? "");
	const base = parents.length > 1 || given === void 0 || given === sha ? parents[0] : given;
	if (base === void 0) throw new Obstacle({ kind: "base-unknown" });
	if (!/^[0-9a-f]{40,64}$/.test(base)) throw new Obstacle({ kind: "base-not-a-hash" });
	await fetchWhereMissing(place, base);
	return base;
}
const FETCH_MS = 6e4;
async function fetchWhereMissing(place, sha) {
	if (await git(place, [
		"cat-file",
		"-e",
		`${sha}^{tree}`
	]).then(() => true, () => false)) return;
	const options = [
		"--no-tags",
		"--no-write-fetch-head",
		"--quiet",
		...(await git(place, ["rev-parse", "--is-shallow-repository"])).trim() === "true" ? ["--depth=1"] : []
	];
	try {
		await git({
			...place,
			timeoutMs: FETCH_MS
		}, [
			"fetch",
			...options,
			"origin",
			sha
		]);
	} catch (error) {
		throw new Obstacle({
			kind: "base-not-fetched",
			cause: error.message
		});
	}
}
function isEmpty(folder) {
	try {
		return readdirSync(folder).length === 0;
	} catch {
		return true;
	}
}
// src/execution/confirmation/relocate.ts
const AT_ONCE = 8;
async function restoreState({ places, paths, patterns }, root, moves) {
	const isBelowFolders = (path) => parentsOf(path).every((parent) => lstatSync(join(root, parent), QUIET)?.isDirectory());
	const unwanted = [...paths, ...await matchFiles(root, patterns)].filter(isBelowFolders);
	for (const path of unwanted) await rm(join(root, path), {
		recursive: true,
		force: true
	});
	makeFolders(places, root);
	const queue = places.filter(({ kind }) => kind !== "folder");
	const worker = async () => {
		for (let place = queue.pop(); place !== void 0; place = queue.pop()) await writePlace(place, join(root, place.path), moves);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
const QUIET = { throwIfNoEntry: false };
function makeFolders(places, root) {
	const folders = new Set(places.flatMap(({ kind, path }) => [...parentsOf(path), ...kind === "folder" ? [path] : []]));
	for (const folder of [...folders].sort()) {
		const there = lstatSync(join(root, folder), QUIET);
		if (there === void 0) mkdirSync(join(root, folder));
		else if (!there.isDirectory()) throw new Obstacle({
			kind: "not-a-folder",
			path: folder
		});
	}
}
async function writePlace(place, target, moves) {
	await rm(target, { force: true });
	if (place.kind === "link") await symlink(moveText(place.target, moves), target);
	else if (place.kind === "file") {
		await copyFile(place.copy, target, constants.COPYFILE_FICLONE);
		if (namesItsPlace(place) && await moveFile(target, moves)) return;
		await utimes(target, place.mtime, place.mtime);
	}
}
const NAMES_ITS_PLACE = /(^|\/)(bin|Scripts)\/[^/]+$|\.(pth|egg-link)$|(^|\/)(pyvenv\.cfg|direct_url\.json|__editable__[^/]*\.py)$/;
const LARGEST_SCRIPT = 1e5;
function namesItsPlace({ path, size }) {
	return size <= LARGEST_SCRIPT && NAMES_ITS_PLACE.test(path);
}
async function moveFile(file, moves) {
	const content = await readFile(file);
	if (content.includes(0)) return false;
	const text = content.toString("latin1");
	const moved = moveText(text, moves.map(toLatin1));
	if (moved === text) return false;
	await writeFile(file, moved, "latin1");
	return true;
}
function toLatin1({ from, to }) {
	const latin1 = (text) => Buffer.from(text).toString("latin1");
	return {
		from: latin1(from),
		to: latin1(to)
	};
}
function moveText(text, moves) {
	const usable = moves.filter(({ from }) => from.length > 1 && text.includes(from));
	if (usable.length === 0) return text;
	const to = new Map(usable.map((move) => [move.from, move.to]));
	const folders = [...to.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp);
	const start = String.raw`(?<=^|[^\w.~-]|(?:^|\s)-\w)`;
	const end = String.raw`(?=$|[^\w.~-])`;
	const pattern = new RegExp(`${start}(?:${folders.join("|")})${end}`, "g");
	return text.replace(pattern, (found) => to.get(found) ?? found);
}
function moveVariables(variables, moves) {
	return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value === void 0 ? void 0 : moveText(value, moves)]));
}
// src/execution/confirmation/isolated-run.ts
async function runAlone(options) {
	const { stage, context, root, moves, logName, signal } = options;
	for (const state of options.states) await restoreState(state, root, moves);
	const { result, trees, nothingToDo } = await runStage({
		...stage,
		retries: 0
	}, {
		...context,
		root,
		environment: moveVariables({
			...context.environment,
			...options.environment
		}, moves),
		logName,
		emit: (event) => {
			if (event.kind === "notice" || event.kind === "mask") context.emit(event);
		}
	}, signal);
	await Promise.all(trees.map((tree) => endTree(tree)));
	const { status, durationMs } = result;
	if (status === "passed" && durationMs !== void 0) return {
		kind: "ran",
		durationMs
	};
	const isFailure = status === "failed" || status === "timed-out";
	return {
		kind: "not-ran",
		reason: inBrief(result),
		excused: nothingToDo || isFailure && stage.optional
	};
}
function inBrief({ status, reason }) {
	return reason?.kind === "exit-code" ? `exit code ${reason.exitCode}` : status;
}
// src/execution/confirmation/worktree.ts
const NAME = "stagetime-confirm-";
const ABANDONED_AFTER_MS = 864e5;
async function addWorktree(checkout, sha, signal) {
	const parent = await temporaryFolder(checkout);
	const folder = await realpath(await mkdtemp(join(parent, `${NAME}${process.pid}-`)));
	const top = join(folder, basename(checkout.top) || "repository");
	const worktree = {
		top,
		root: join(top, checkout.prefix),
		moves: [{
			from: checkout.root,
			to: join(top, checkout.prefix)
		}, {
			from: checkout.top,
			to: top
		}],
		[Symbol.asyncDispose]: () => removeWorktree(checkout, folder)
	};
	const place = {
		folder: checkout.top,
		environment: checkout.environment,
		signal
	};
	try {
		await git({
			...place,
			timeoutMs: ADD_MS
		}, [
			"worktree",
			"add",
			"--quiet",
			"--detach",
			top,
			sha
		]);
		const within = {
			...place,
			folder: top
		};
		const tracked = sha === checkout.sha ? checkout.tracked : await trackedFiles(within);
		await placeLargeFiles(checkout, top, tracked, await largeFiles(within));
		copyTimes(checkout, top, tracked);
		await mkdir(worktree.root, { recursive: true });
		return worktree;
	} catch (error) {
		await worktree[Symbol.asyncDispose]();
		throw error;
	}
}
const ADD_MS = 12e4;
async function removeAbandoned({ top, environment }) {
	const place = {
		folder: top,
		environment
	};
	try {
		const folders = [...(await git(place, [
			"worktree",
			"list",
			"--porcelain"
		])).matchAll(/^worktree (.+)$/gm)].map((match) => dirname(match[1] ?? ""));
		for (const folder of folders) if (isAbandoned(folder)) await removeTree(folder);
		await git(place, ["worktree", "prune"]);
	} catch {}
}
function isAbandoned(folder) {
	const pid = new RegExp(`^${NAME}(\\d+)-\\w+$`).exec(basename(folder))?.[1];
	if (pid === void 0 || !existsSync(folder)) return false;
	return !isAlive(Number(pid)) || Date.now() - lstatSync(folder).mtimeMs > ABANDONED_AFTER_MS;
}
function isAlive(pid) {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return error.code === "EPERM";
	}
}
async function removeWorktree({ top, environment }, folder) {
	await removeTree(folder);
	await git({
		folder: top,
		environment
	}, ["worktree", "prune"]).catch(() => "");
}
async function removeTree(folder) {
	const remove = () => rm(folder, {
		recursive: true,
		force: true,
		maxRetries: 3
	});
	await remove().catch(() => openFolders(folder).then(remove)).catch(() => void 0);
}
async function openFolders(folder) {
	await chmod(folder, 448);
	for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isDirectory()) await openFolders(join(folder, entry.name));
}
async function temporaryFolder({ top, environment }) {
	const device = statSync(top).dev;
	const candidates = [
		environment.RUNNER_TEMP,
		tmpdir(),
		dirname(top)
	].filter((folder) => !!folder && isWritable(folder));
	return candidates.find((folder) => statSync(folder).dev === device) ?? candidates[0] ?? tmpdir();
}
function isWritable(folder) {
	try {
		accessSync(folder, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}
async function placeLargeFiles(checkout, top, tracked, paths) {
	for (const path of paths) {
		if (checkout.tracked.get(path)?.object !== tracked.get(path)?.object) throw new Obstacle({
			kind: "large-file-differs",
			path
		});
		await copyFile(join(checkout.top, path), join(top, path));
	}
}
function copyTimes({ top: from, inspectedAt }, to, tracked) {
	const times = /* @__PURE__ */ new Map();
	let newest = 0;
	for (const [path, { mode }] of tracked) {
		if (!mode.startsWith("100")) continue;
		const mtimeMs = lstatSync(join(from, path), { throwIfNoEntry: false })?.mtimeMs ?? inspectedAt;
		if (mtimeMs < inspectedAt) {
			times.set(path, mtimeMs);
			newest = Math.max(newest, mtimeMs);
		} else times.set(path, NaN);
	}
	for (const [path, mtimeMs] of times) {
		const seconds = (Number.isNaN(mtimeMs) ? newest : mtimeMs) / 1e3;
		if (seconds > 0) utimesSync(join(to, path), seconds, seconds);
	}
}
// src/execution/confirmation/base.ts
async function openBase(options) {
	const { source, checkout, signal } = options;
	const sha = await findBase(checkout, source.sha, signal);
	const worktree = await addWorktree(checkout, sha, signal);
	try {
		const pipeline = await source.readPipeline(worktree.root);
		if (pipeline === void 0) throw new Obstacle({ kind: "base-without-definition" });
		const needs = createNeeds(options, worktree, pipeline);
		return {
			async prepare(head, snapshot) {
				const stage = findStage(pipeline, head);
				if (stage === void 0) throw new Obstacle({ kind: "base-without-stage" });
				const made = await needs.make(stage, snapshot);
				return {
					stage,
					sha,
					states: [
						snapshot.given,
						...made,
						snapshot.own
					],
					movesTo: ({ root, top }) => [{
						from: worktree.root,
						to: root
					}, {
						from: worktree.top,
						to: top
					}]
				};
			},
			[Symbol.asyncDispose]: () => worktree[Symbol.asyncDispose]()
		};
	} catch (error) {
		await worktree[Symbol.asyncDispose]();
		throw error;
	}
}
function findStage({ stages }, { id, was }) {
	return stages.find((stage) => stage.id === id) ?? stages.find((stage) => stage.id === was);
}
function createNeeds(options, worktree, pipeline) {
	const { source, snapshots, context, checkout, signal } = options;
	const { root, moves } = worktree;
	const environment = moveVariables(context.environment, moves);
	const fingerprints = createFingerprints({
		pipeline,
		root,
		environment,
		states: createFileStates(root),
		tools: createToolVersions(root)
	});
	const made = /* @__PURE__ */ new Set();
	async function makeOne(need, snapshot) {
		await restoreState(await snapshots.givenInputs(need), root, moves);
		const fingerprint = isReusable(need) ? await fingerprintOf(need) : void 0;
		if (fingerprint !== void 0) {
			if (await isRestored(need, fingerprint)) return;
			const ofHead = snapshot.needs.get(need.id);
			if (ofHead !== void 0 && source.fingerprints.get(need.id) === fingerprint) return restoreState(ofHead, root, moves);
		}
		const run = await runNeed(need);
		if (run.kind === "not-ran" && !run.excused) throw new Obstacle({
			kind: "need-not-passed",
			need: need.id,
			cause: run.reason
		});
	}
	async function fingerprintOf(need) {
		const { stage } = await fingerprints.read(need);
		return stage.kind === "known" ? stage.fingerprint : void 0;
	}
	async function isRestored(need, fingerprint) {
		const key = {
			stage: need.id,
			fingerprint
		};
		const isOutput = matcherOf(declaredOutputs(need));
		const found = await lookUpResult(await source.results, key, isOutput).catch(() => void 0);
		return found?.kind === "found" && (await found.restore(root)).kind === "restored";
	}
	async function runNeed(need) {
		return runAlone({
			stage: need,
			context,
			root,
			moves,
			states: [await cachesOf(need, options)],
			environment: environmentOf(need, snapshots),
			logName: `${need.id}.confirm-base`,
			signal
		});
	}
	return { async make(stage, snapshot) {
		const wanted = withNeeds(pipeline.stages, stage.needs);
		if (wanted.size === 0) return [];
		for (const need of topologicalOrder(pipeline.stages)) {
			if (!wanted.has(need.id) || made.has(need.id)) continue;
			await makeOne(need, snapshot);
			made.add(need.id);
		}
		const paths = await changedPaths(root, checkout, signal);
		return [await snapshots.keep(root, listTree(root, paths))];
	} };
}
async function cachesOf(need, { snapshots, pipeline, checkout }) {
	const taken = snapshots.of(need.id);
	if (taken.kind === "taken") return taken.own;
	const paths = planCaches(pipeline.caches, pipeline.stages).filter(({ name }) => need.caches.includes(name)).flatMap(({ stored }) => stored);
	return snapshots.keep(checkout.root, surveyTree(checkout.root, paths).places);
}
function environmentOf({ id }, snapshots) {
	const taken = snapshots.of(id);
	return taken.kind === "taken" ? taken.environment : {};
}
async function changedPaths(folder, { environment }, signal) {
	return entriesOf(await git({
		folder,
		environment,
		signal
	}, [
		"ls-files",
		"-z",
		"--others",
		"--modified"
	])).map((path) => path.replace(/\/$/, "")).filter((path) => !path.startsWith(".stagetime/")).filter((path) => lstatSync(join(folder, path), { throwIfNoEntry: false }) !== void 0);
}
// src/execution/confirmation/trial.ts
const MOST_TURNS = 10;
const INTERRUPTED = { kind: "interrupted" };
async function settle(work, checkout, bases, trial) {
	const { stage, mode } = trial.suspicion;
	const snapshot = work.snapshots.of(stage.id);
	const ended = whyEnded(work);
	if (ended !== void 0) return ended;
	if (work.judge(stage.id, []) === "settled") return void 0;
	if (snapshot.kind === "not-taken") return snapshot.why;
	if (!fits(work, trial, mode === "paired")) return doesNotFit(work);
	const scene = {
		work,
		checkout,
		snapshot,
		trial
	};
	if (mode === "rerun") return rerun(scene);
	if (mode === "paired") return inTurns(scene, await prepareBase(scene, bases));
	const base = await baseInTime(scene, bases);
	if (base === void 0) return rerun(scene);
	try {
		return await inTurns(scene, base);
	} catch (error) {
		if (!(error instanceof BaseFailed) || whyEnded(work) !== void 0) throw error;
		trial.notPaired = {
			kind: "no-base",
			why: error.why
		};
		trial.confirmations = trial.confirmations.filter(({ ref }) => ref === "head");
		return rerun(scene);
	}
}
var BaseFailed = class extends Obstacle {};
async function prepareBase({ trial, snapshot }, bases) {
	return (await bases.open()).prepare(trial.suspicion.stage, snapshot);
}
async function baseInTime(scene, bases) {
	const { work, trial } = scene;
	const neededMs = 2 * work.turns.paired * trial.suspicion.durationMs;
	const leftMs = Math.max(0, work.leftMs());
	if (neededMs > leftMs) {
		trial.notPaired = {
			kind: "no-time",
			neededMs,
			leftMs
		};
		return;
	}
	try {
		return await prepareBase(scene, bases);
	} catch (error) {
		if (whyEnded(work) !== void 0) throw error;
		trial.notPaired = {
			kind: "no-base",
			why: whyOf(error)
		};
		return;
	}
}
async function inTurns({ work, checkout, snapshot, trial }, base) {
	const { stage, mode } = trial.suspicion;
	const head = headSide(checkout, stage, snapshot);
	for (let turn = 0; turn < MOST_TURNS; turn += 1) {
		if (!fits(work, trial, true)) return doesNotFit(work);
		const baseFirst = (turn + trial.index) % 2 === 0;
		for (const ref of baseFirst ? ["base", "head"] : ["head", "base"]) {
			const name = `${stage.id}.confirm-${turn + 1}${ref === "base" ? "-base" : ""}`;
			const run = await runSide(work, checkout, {
				...ref === "base" ? base : head,
				snapshot,
				ref,
				name
			});
			if (run.kind === "not-ran") {
				const ended = whyEnded(work);
				if (ended !== void 0) return ended;
				const why = notPassed(ref, run.reason);
				if (ref === "base" && mode === "auto") throw new BaseFailed(why);
				return why;
			}
			trial.confirmations.push({
				ref,
				durationMs: run.durationMs
			});
		}
		if (work.judge(stage.id, trial.confirmations) === "settled") return void 0;
	}
	return {
		kind: "not-settled",
		runs: MOST_TURNS
	};
}
async function rerun({ work, checkout, snapshot, trial }) {
	const { stage } = trial.suspicion;
	const { confirmations } = trial;
	const head = headSide(checkout, stage, snapshot);
	const control = openControl(work, checkout, stage);
	for (let turn = confirmations.length; turn < MOST_TURNS; turn += 1) {
		if (!fits(work, trial, false)) return doesNotFit(work);
		const name = `${stage.id}.confirm-${turn + 1}`;
		const run = await runSide(work, checkout, {
			...head,
			snapshot,
			ref: "head",
			name
		});
		if (run.kind === "not-ran") return whyEnded(work) ?? notPassed("head", run.reason);
		const again = {
			ref: "head",
			durationMs: run.durationMs
		};
		const settled = work.judge(stage.id, [...confirmations, again]) === "settled";
		const isCleared = settled && confirmations.length + 1 < work.turns.rerun;
		const reservedMs = Math.max(0, work.turns.rerun - confirmations.length - 1) * run.durationMs;
		const beside = isCleared ? void 0 : await control?.(turn + 1, reservedMs);
		confirmations.push({
			...again,
			...beside !== void 0 && { control: beside }
		});
		if (settled) return void 0;
	}
	return {
		kind: "not-settled",
		runs: MOST_TURNS
	};
}
function openControl(work, checkout, suspected) {
	const [first] = work.controls(suspected.id).flatMap((neighbour) => {
		const snapshot = work.snapshots.of(neighbour.stage.id);
		return snapshot.kind === "taken" ? [{
			...neighbour,
			snapshot
		}] : [];
	});
	if (first === void 0) return void 0;
	const { stage, snapshot } = first;
	let expectedMs = first.durationMs;
	return async (turn, reservedMs) => {
		if (expectedMs === void 0 || expectedMs + reservedMs > work.leftMs()) return void 0;
		const name = `${suspected.id}.confirm-${turn}-${stage.id}`;
		const run = await runSide(work, checkout, {
			...headSide(checkout, stage, snapshot),
			snapshot,
			ref: "head",
			name
		});
		expectedMs = run.kind === "not-ran" ? void 0 : run.durationMs;
		return run.kind === "not-ran" ? void 0 : {
			id: stage.id,
			durationMs: run.durationMs
		};
	};
}
function headSide({ sha }, stage, snapshot) {
	const { given, made, needs, own } = snapshot;
	return {
		stage,
		sha,
		states: [
			given,
			made,
			...needs.values(),
			own
		],
		movesTo: () => []
	};
}
async function runSide(work, checkout, side) {
	try {
		var _usingCtx$2 = _usingCtx();
		const { context, stop: signal } = work;
		const { stage, sha, states, snapshot, ref, name } = side;
		const worktree = _usingCtx$2.a(await addWorktree(checkout, sha, signal));
		work.onStart?.({
			stage,
			ref,
			logPath: logPathOf(context.reportDir, name)
		});
		return await runAlone({
			stage,
			context,
			root: worktree.root,
			moves: [...worktree.moves, ...side.movesTo(worktree)],
			states,
			environment: snapshot.environment,
			logName: name,
			signal
		});
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
function fits({ leftMs }, { suspicion, confirmations }, inPairs) {
	const expectedMs = (ref) => confirmations.findLast((confirmation) => confirmation.ref === ref)?.durationMs ?? suspicion.durationMs;
	return expectedMs("head") + (inPairs ? expectedMs("base") : 0) <= leftMs();
}
function doesNotFit({ budgetMs }) {
	return {
		kind: "no-time",
		budgetMs
	};
}
function notPassed(ref, cause) {
	return {
		kind: "not-passed",
		ref,
		cause
	};
}
function whyEnded(work) {
	if (work.signal.aborted) return INTERRUPTED;
	return work.stop.aborted ? doesNotFit(work) : void 0;
}
// src/execution/confirmation/confirm.ts
const SHORT_RUN_MS = 12e4;
function confirmationBudget(runMs, mostMs) {
	return Math.min(mostMs, Math.max(runMs / 2, SHORT_RUN_MS));
}
function confirmModeOf(stage, { caches }, fallback) {
	return caches.some(({ name, preset }) => preset === "llm" && stage.caches.includes(name)) ? "off" : stage.confirm ?? fallback;
}
const GRACE_MS = 1e3;
async function confirm(options) {
	const { context, suspicions, budgetMs, signal } = options;
	const startedAt = context.now();
	const spentMs = () => context.now() - startedAt;
	if (suspicions.length > 0) context.emit({
		kind: "confirming",
		stages: suspicions.map(({ stage }) => stage),
		budgetMs
	});
	const found = /* @__PURE__ */ new Map();
	const outOfTime = new AbortController();
	const timer = setTimeout(() => outOfTime.abort(), Math.min(budgetMs, LONGEST_TIMER_MS));
	const stop = AbortSignal.any([signal, outOfTime.signal]);
	const worked = confirmAll({
		...options,
		stop,
		found,
		leftMs: () => budgetMs - spentMs()
	});
	await unlessAborted(abortedAfter(signal, GRACE_MS), () => worked, void 0);
	clearTimeout(timer);
	for (const { stage } of suspicions) if (found.get(stage.id) === void 0) found.set(stage.id, {
		confirmations: [],
		unsettled: INTERRUPTED
	});
	return {
		stages: found,
		costMs: spentMs()
	};
}
const LONGEST_TIMER_MS = 2 ** 31 - 1;
async function confirmAll(work) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { found } = work;
		const ordered = work.suspicions.toSorted((a, b) => b.atStakeMs - a.atStakeMs);
		const checkout = await work.checkout;
		if (checkout.kind === "unusable") {
			const { why: unsettled } = checkout;
			for (const { stage } of ordered) found.set(stage.id, {
				confirmations: [],
				unsettled
			});
			return;
		}
		await removeAbandoned(checkout);
		const bases = _usingCtx$1.a(createBases(work, checkout));
		for (const [index, suspicion] of ordered.entries()) {
			const trial = {
				suspicion,
				index,
				confirmations: []
			};
			const unsettled = await settle(work, checkout, bases, trial).catch((error) => whyEnded(work) ?? whyOf(error));
			const { confirmations, notPaired } = trial;
			found.set(suspicion.stage.id, {
				confirmations,
				...unsettled !== void 0 && { unsettled },
				...notPaired !== void 0 && { notPaired }
			});
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function createBases(work, checkout) {
	let opened;
	return {
		open() {
			opened ??= openBase({
				...work,
				source: work.base,
				checkout,
				signal: work.stop
			});
			return opened;
		},
		async [Symbol.asyncDispose]() {
			await (await opened?.catch(() => void 0))?.[Symbol.asyncDispose]();
		}
	};
}
// src/execution/confirmation/file-snapshots.ts
const KEEP_LIMITS = {
	maxBytes: 5e8,
	maxTotalBytes: 2e9,
	maxMs: 5e3
};
const RACY_MS = 50;
const COPIES_AT_ONCE = 8;
function createFileSnapshots(folder, limits = KEEP_LIMITS, now = () => performance.now()) {
	const known = /* @__PURE__ */ new Map();
	let count = 0;
	let totalBytes = 0;
	let made;
	async function keepFile(root, path, spend) {
		const source = join(root, path);
		const stat = lstatSync(source, { bigint: true });
		const { dev, ino, size, mtimeNs, ctimeNs } = stat;
		const signature = [
			dev,
			ino,
			size,
			mtimeNs,
			ctimeNs
		].join(" ");
		const place = {
			kind: "file",
			path,
			size: Number(size),
			mtime: Number(mtimeNs) / 1e9
		};
		const before = known.get(signature);
		if (before !== void 0) return {
			...place,
			copy: before
		};
		spend(Number(size));
		count += 1;
		const copy = join(folder, String(count));
		await copyFile(source, copy, constants.COPYFILE_FICLONE);
		if (Date.now() - Number(stat.ctimeMs) > RACY_MS) known.set(signature, copy);
		return {
			...place,
			copy
		};
	}
	async function keep(root, places) {
		const deadline = now() + limits.maxMs;
		let bytes = 0;
		const spend = (more) => {
			bytes += more;
			totalBytes += more;
			if (bytes > limits.maxBytes) throw tooLarge("stage", limits.maxBytes);
			if (totalBytes > limits.maxTotalBytes) throw tooLarge("run", limits.maxTotalBytes);
			if (now() > deadline) throw new Obstacle({
				kind: "state-too-slow",
				mostMs: limits.maxMs
			});
		};
		assertNoLinksAbove(root, places);
		made ??= rm(folder, {
			recursive: true,
			force: true
		}).then(() => mkdir(folder, { recursive: true }));
		await made;
		const kept = [];
		const queue = [...places].reverse();
		const worker = async () => {
			for (let next = queue.pop(); next !== void 0; next = queue.pop()) {
				const { kind, path } = next;
				if (kind === "folder") kept.push({
					kind,
					path
				});
				else if (kind === "link") kept.push({
					kind,
					path,
					target: readlinkSync(join(root, path))
				});
				else kept.push(await keepFile(root, path, spend));
			}
		};
		const failed = (await Promise.allSettled(Array.from({ length: COPIES_AT_ONCE }, worker))).find((end) => end.status === "rejected");
		if (failed !== void 0) throw failed.reason;
		return kept;
	}
	return {
		keep,
		[Symbol.asyncDispose]: () => rm(folder, {
			recursive: true,
			force: true
		})
	};
}
function tooLarge(of, mostBytes) {
	return new Obstacle({
		kind: "state-too-large",
		of,
		mostBytes
	});
}
function assertNoLinksAbove(root, places) {
	const parents = new Set(places.flatMap(({ path }) => parentsOf(path)));
	for (const parent of parents) if (!lstatSync(join(root, parent)).isDirectory()) throw new Obstacle({
		kind: "state-behind-link",
		path: parent
	});
}
// src/execution/confirmation/snapshots.ts
function createSnapshots(options) {
	return new StageSnapshots(options);
}
var StageSnapshots = class {
	#options;
	#files;
	#plans;
	#taken = /* @__PURE__ */ new Map();
	constructor(options) {
		const { pipeline, folder, limits = KEEP_LIMITS, now } = options;
		this.#options = options;
		this.#files = createFileSnapshots(folder, limits, now);
		this.#plans = planCaches(pipeline.caches, pipeline.stages);
	}
	async take(stage, environment) {
		if (!this.#options.isWanted(stage)) return;
		const snapshot = await this.#takeNow(stage, environment).catch((error) => ({
			kind: "not-taken",
			why: whyOf(error, "state-unreadable")
		}));
		this.#taken.set(stage.id, snapshot);
	}
	of(stageId) {
		return this.#taken.get(stageId) ?? {
			kind: "not-taken",
			why: { kind: "state-not-kept" }
		};
	}
	async givenInputs(stage) {
		const from = await this.#options.checkout;
		if (from.kind === "unusable") throw new Obstacle(from.why);
		return this.#keepHere((await this.#untrackedInputs(stage, from)).given);
	}
	async keep(root, places) {
		return {
			places: await this.#files.keep(root, places),
			paths: [],
			patterns: []
		};
	}
	[Symbol.asyncDispose]() {
		return this.#files[Symbol.asyncDispose]();
	}
	async #takeNow(stage, environment) {
		const { checkout, pipeline } = this.#options;
		const from = await checkout;
		if (from.kind === "unusable") return {
			kind: "not-taken",
			why: from.why
		};
		const stageOf = new Map(pipeline.stages.map((one) => [one.id, one]));
		const needs = /* @__PURE__ */ new Map();
		for (const id of withNeeds(pipeline.stages, stage.needs)) {
			const need = stageOf.get(id);
			if (need !== void 0) needs.set(id, await this.#keepOutputs(need));
		}
		const inputs = await this.#untrackedInputs(stage, from);
		const given = await this.#keepHere(inputs.given);
		const made = await this.#keepHere(inputs.made);
		return {
			kind: "taken",
			environment,
			own: await this.#keepOwn(stage),
			given,
			made,
			needs
		};
	}
	#keepHere(places) {
		return this.keep(this.#options.root, places);
	}
	async #keepOutputs(stage) {
		const { root } = this.#options;
		const patterns = declaredOutputs(stage);
		return {
			...await this.#keepHere(listTree(root, await matchFiles(root, patterns))),
			patterns
		};
	}
	async #keepOwn(stage) {
		const paths = this.#plans.filter(({ name }) => stage.caches.includes(name)).flatMap(({ stored }) => stored);
		const { places } = surveyTree(this.#options.root, paths);
		const caches = await this.#keepHere(places);
		const outputs = await this.#keepOutputs(stage);
		return {
			...outputs,
			paths,
			places: [...outputs.places, ...caches.places]
		};
	}
	async #untrackedInputs(stage, { tracked, prefix, inspectedAt }) {
		const { pipeline, root } = this.#options;
		const matched = (await matchFiles(root, stage.inputs)).filter(inputFilter(stage, pipeline));
		const inTop = (path) => prefix === "" ? path : `${prefix}/${path}`;
		const places = listTree(root, matched.filter((path) => !tracked.has(inTop(path))));
		const isGiven = ({ path }) => lstatSync(join(root, path)).ctimeMs < inspectedAt;
		const given = new Set(places.filter(isGiven));
		return {
			given: [...given],
			made: places.filter((place) => !given.has(place))
		};
	}
};
// src/run/judging/confirm.ts
function openConfirming(request) {
	const { choice, pipeline, definition, context, results, history: known } = request;
	const { root, reportDir, environment, now } = context;
	const checkout = inspectCheckout(pipeline, root, environment);
	const modeOf = (stage) => confirmModeOf(stage, pipeline, choice.mode);
	const snapshots = createSnapshots({
		pipeline,
		root,
		folder: `${reportDir}/confirm`,
		checkout,
		isWanted: (stage) => isWanted(stage, modeOf(stage), known),
		now
	});
	return {
		snapshots,
		settle: (record, history, signal) => confirm({
			suspicions: suspicionsOf(record, pipeline, modeOf),
			budgetMs: confirmationBudget(record.totalMs, choice.budgetMs),
			pipeline,
			context,
			checkout,
			snapshots,
			base: {
				sha: choice.baseSha,
				readPipeline: (folder) => readPipeline(folder, definition),
				results: results(),
				fingerprints: new Map(record.stages.flatMap(({ id, fingerprint }) => fingerprint === void 0 ? [] : [[id, fingerprint]]))
			},
			judge: createJudge(record, history, pipeline, modeOf),
			turns: {
				rerun: 2,
				paired: 3
			},
			controls: (id) => controlStages(record, history, pipeline, id),
			signal
		}),
		[Symbol.asyncDispose]: () => snapshots[Symbol.asyncDispose]()
	};
}
function isWanted({ id, was }, mode, { runs }) {
	if (mode === "off" || mode === "paired") return mode === "paired";
	const isOfStage = (stage) => stage.id === id || stage.id === was;
	return runs.filter(({ stages }) => stages.some((stage) => isOfStage(stage) && wasExecuted(stage))).length >= 5;
}
function suspicionsOf(record, pipeline, modeOf) {
	if (record.comparison === void 0) return [];
	const times = new Map(record.stages.map(({ id, durationMs }) => [id, durationMs]));
	return suspicionsOf$1(record, record.comparison).flatMap(({ id, of, atStakeMs }) => {
		const stage = pipeline.stages.find((one) => one.id === id);
		const durationMs = times.get(id);
		if (stage === void 0 || durationMs === void 0) return [];
		const mode = modeOf(stage);
		return mode === "off" || of !== "stage" && mode !== "paired" ? [] : [{
			stage,
			mode,
			durationMs,
			atStakeMs
		}];
	});
}
function controlStages(record, history, pipeline, id) {
	const suspected = new Set(record.comparison?.stages.flatMap((found) => found.verdict === "suspected" ? [found.id] : []));
	return controlsFor(record, history, pipeline.stages, id).flatMap((control) => {
		const stage = pipeline.stages.find((one) => one.id === control);
		const durationMs = record.stages.find((one) => one.id === control)?.durationMs;
		if (stage === void 0 || durationMs === void 0 || suspected.has(control)) return [];
		return confirmModeOf(stage, pipeline, "auto") === "off" ? [] : [{
			stage,
			durationMs
		}];
	});
}
function createJudge(record, history, pipeline, modeOf) {
	const paired = new Set(pipeline.stages.flatMap((stage) => modeOf(stage) === "paired" ? [stage.id] : []));
	const further = /* @__PURE__ */ new Map();
	return (id, confirmations) => {
		further.set(id, [...confirmations]);
		const isPaired = paired.has(id) || confirmations.some(({ ref }) => ref === "base");
		if (confirmations.length >= (isPaired ? 6 : 2)) return "settled";
		if (isPaired && confirmations.length > 0) return "open";
		const stages = record.stages.map((stage) => {
			const own = further.get(stage.id) ?? [];
			return own.length === 0 ? stage : {
				...stage,
				confirmations: own
			};
		});
		const judged = compare({
			...record,
			stages
		}, history, { stages: pipeline.stages });
		const open = suspicionsOf$1({
			...record,
			stages
		}, judged).find((one) => one.id === id);
		return open !== void 0 && (isPaired || open.of === "stage") ? "open" : "settled";
	};
}
async function readPipeline(folder, file) {
	for (const name of /* @__PURE__ */ new Set([file, void 0])) {
		const loaded = await loadDefinition({
			file: name,
			cwd: folder
		});
		if (loaded.kind === "loaded") return loaded.pipeline;
	}
}
export { openConfirming };
