import { n as nothingStored } from "./store.js";
import { _ as standingAt, b as readManifest, c as obstacleToSaving, d as leftOutWords, h as completenessOf, l as obstacleWords, o as placementsOf, r as notStoredWords, s as leftOutOf, u as createGatherer, v as temperatureOfKept } from "./words.js";
import { t as createStaging } from "./staging.js";
import { a as explainKeyDifference, i as cacheKeyOf } from "./keys2.js";
import { E as createFileStates, S as planCaches, u as createToolVersions } from "./fingerprints.js";
import { t as _usingCtx } from "./usingCtx.js";
import { i as resolveReportDir } from "./environment.js";
import { a as openLedger, n as predictPipeline } from "./dry-run.js";
import { i as withNeeds } from "./graph.js";
import { a as oneLine } from "./text.js";
import { r as formatDuration } from "./units.js";
import { i as resultStore } from "./cache-stores.js";
import { o as refusalWords, r as ownFolders, t as firstRefusal } from "./own-folder.js";
import { t as unknownNames } from "./unknown-names.js";
import { t as EXIT } from "./console.js";
import { t as openDefinition } from "./open-definition.js";
// src/execution/caches/explain-caches.ts
/** What a stage would find of its caches now, and what changed since the entry that comes nearest. */
/** Looks, and changes nothing. */
function explainCaches(options) {
	const { pipeline, stage, root, environment } = options;
	const toolVersions = createToolVersions(root);
	const gatherer = createGatherer({
		root,
		pipeline,
		environment,
		toolVersions,
		states: createFileStates(root)
	});
	const plans = planCaches(pipeline.caches, pipeline.stages);
	const wanted = pipeline.stages.find(({ id }) => id === stage)?.caches ?? [];
	return Promise.all(plans.filter(({ name }) => wanted.includes(name)).map(async (plan) => {
		const users = pipeline.stages.filter(({ caches }) => caches.includes(plan.name));
		const ids = new Set(users.map(({ id }) => id));
		return gatherer.parts(plan, users).then((parts) => explain$1(plan, ids, parts, options), ({ message: reason }) => {
			return {
				name: plan.name,
				key: "",
				state: "unknown",
				temperature: "cold",
				reason,
				differences: [],
				leftOut: []
			};
		});
	}));
}
async function explain$1(plan, users, parts, { root, store, placementOf = () => void 0 }) {
	const { name, stored: paths } = plan;
	const { key, restoreKeys } = cacheKeyOf(parts, plan.depth);
	const obstacle = obstacleToSaving(root, plan, store.maxBytes);
	const common = {
		name,
		key,
		differences: [],
		...obstacle !== void 0 && obstacle.kind !== "nothing-there" && { obstacle },
		leftOut: leftOutOf(root, plan)
	};
	if (standingAt(root, plan, users, placementOf) === "own") {
		const completeness = completenessOf(root, plan, parts);
		const temperature = temperatureOfKept(completeness);
		const differences = differencesIn(root, parts);
		return {
			...common,
			state: "kept",
			differences,
			temperature,
			completeness
		};
	}
	const found = await store.get({
		key,
		restoreKeys,
		paths
	});
	if (found.kind === "miss") return {
		...common,
		state: "miss",
		temperature: "cold"
	};
	if (found.kind === "unreadable") return {
		...common,
		state: "unknown",
		reason: found.reason,
		temperature: "cold"
	};
	if (found.match === "exact") return {
		...common,
		state: "exact",
		temperature: "warm"
	};
	const differences = await differencesOf(found, parts, root);
	return {
		...common,
		state: "prefix",
		differences,
		temperature: "partial"
	};
}
/** Unpacks the entry where nobody uses it: what it was made from stands in it. */
async function differencesOf(hit, parts, root) {
	try {
		var _usingCtx$1 = _usingCtx();
		const staging = _usingCtx$1.a(await createStaging(root));
		return (await hit.restore(staging.folder)).kind === "restored" ? differencesIn(staging.folder, parts) : [];
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function differencesIn(root, parts) {
	const manifest = readManifest(root, parts.cache);
	return manifest === void 0 ? [] : explainKeyDifference(manifest.parts, parts);
}
// src/cli/explain.ts
/** `explain STAGE`: whether a stage would be reused, and what changed where it would not. */
/** Prints the explanation and gives the exit code. */
async function explain(options, print) {
	const cwd = process.cwd();
	const definition = await openDefinition(options, print);
	if (definition === void 0) return EXIT.invalid;
	const { pipeline, root } = definition;
	const id = options.stage ?? "";
	if (!pipeline.stages.some((stage) => stage.id === id)) {
		for (const problem of unknownNames([id], pipeline.stages)) print.error(`${problem}\n`);
		return EXIT.invalid;
	}
	const reportDir = resolveReportDir(cwd, options.reportDir);
	const refusal = await firstRefusal(ownFolders(reportDir, root), process.env);
	if (refusal !== void 0) print.error(`Notice: ${refusalWords(refusal)}\n`);
	const store = refusal === void 0 ? resultStore(reportDir) : nothingStored(refusal.reason);
	const place = {
		root,
		environment: process.env,
		store
	};
	const ledger = openLedger(root, pipeline.id);
	const stageIds = pipeline.stages.map((stage) => stage.id);
	const placementOf = placementsOf(root, stageIds, ledger);
	const [predictions, caches] = await Promise.all([predictPipeline({
		...place,
		pipeline,
		only: withNeeds(pipeline.stages, [id]),
		force: false
	}), refusal === void 0 ? explainCaches({
		...place,
		pipeline,
		stage: id,
		placementOf
	}) : []]);
	const prediction = predictions.get(id);
	const notStored = refusal === void 0 ? ledger.of(id)?.notStored : void 0;
	print.out(options.json ? `${JSON.stringify({
		id,
		...prediction,
		...notStored && { notStored },
		caches
	}, null, 2)}\n` : `${words(id, prediction)}${lastResultWords(notStored)}${caches.map(cacheWords).join("")}`);
	return EXIT.fine;
}
function words(id, prediction) {
	switch (prediction.kind) {
		case "reused": {
			const fine = `${id} would be reused: nothing changed since its stored result, which took ${formatDuration(prediction.savedMs)} to make.\n`;
			return prediction.provided.length === 0 ? fine : `${fine}Provided that these make the same again: ${prediction.provided.join(", ")}\n`;
		}
		case "depends": return `${id} would be reused if these, which run because something changed, make the same as before: ${prediction.on.join(", ")}\n`;
		case "runs": return `${id} would run:\n${listOf(prediction.because)}`;
	}
}
function lastResultWords(reason) {
	if (reason === void 0) return "";
	return `Its last result was not stored: ${oneLine(notStoredWords(reason), LONGEST_REASON)}.\n`;
}
/** What a run would make of a cache, where it has to run the stage. */
function cacheWords(cache) {
	const { name, obstacle, leftOut } = cache;
	const without = leftOutWords(leftOut);
	return [
		fateWords(cache),
		...obstacle === void 0 ? [] : [`${name} would not be saved: ${obstacleWords(obstacle)}.\n`],
		...without === void 0 ? [] : [`${name} would be ${without}.\n`]
	].join("");
}
function fateWords({ name, state, differences, completeness, reason = "" }) {
	const since = differences.length === 0 ? ".\n" : `; since then:\n${listOf(differences)}`;
	switch (state) {
		case "kept": return `Its cache ${name} stands at its paths, and is kept as it is${missingWords(completeness)}${since}`;
		case "exact": return `Its cache ${name} would be restored.\n`;
		case "prefix": return `Its cache ${name} would be restored from an older entry${since}`;
		case "unknown": return `Its cache ${name} would not be restored: ${oneLine(reason, LONGEST_REASON)}\n`;
		case "miss": return `Its cache ${name} would begin empty: no entry is of use.\n`;
	}
}
function missingWords(completeness) {
	switch (completeness?.kind) {
		case "incomplete": return `, without ${completeness.missing} of the ${completeness.of} files that the last run left`;
		case "unknown": return ", complete or not";
		default: return "";
	}
}
function listOf(reasons) {
	return reasons.map((reason) => `  - ${oneLine(reason, LONGEST_REASON)}\n`).join("");
}
const LONGEST_REASON = 300;
export { explain };
