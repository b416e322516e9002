import { a as anythingAt, r as readManifest, t as createGatherer } from "./cache-parts.js";
import { i as explainKeyDifference, r as cacheKeyOf } from "./keys.js";
import { p as createToolVersions, r as createFileStates, x as planCaches } from "./stage-results.js";
import { n as createStaging } from "./staging.js";
import { t as _usingCtx } from "./usingCtx.js";
import { r as resolveReportDir } from "./environment.js";
import { n as predictPipeline } from "./prediction.js";
import { i as withNeeds } from "./graph.js";
import { a as oneLine } from "./text.js";
import { r as formatDuration } from "./units.js";
import { t as EXIT } from "./console.js";
import { t as openDefinition } from "./open-definition.js";
import { r as resultStore } from "./stores.js";
import { t as unknownNames } from "./unknown-names.js";
// src/execution/cache-explanation.ts
/** What a stage would find of its caches now, and what changed since the entry that comes nearest. */
/** Looks, and changes nothing; rejects where an input cannot be read. */
function explainCaches(options) {
	const { pipeline, stage, root, environment } = options;
	const toolVersions = createToolVersions(root);
	const gatherer = createGatherer({
		root,
		environment,
		toolVersions,
		states: createFileStates(root)
	});
	const plans = planCaches(pipeline.caches, pipeline.stages);
	const wanted = pipeline.stages.find(({ id }) => id === stage)?.caches ?? [];
	return Promise.all(plans.filter(({ name }) => wanted.includes(name)).map(async (plan) => {
		const users = pipeline.stages.filter(({ caches }) => caches.includes(plan.name));
		return explain$1(plan, await gatherer.parts(plan, users), options);
	}));
}
async function explain$1(plan, parts, { root, store }) {
	const { name, stored: paths } = plan;
	const { key, restoreKeys } = cacheKeyOf(parts, plan.depth);
	if (anythingAt(root, plan.paths)) return {
		name,
		key,
		state: "kept",
		differences: differencesIn(root, parts)
	};
	const found = await store.get({
		key,
		restoreKeys,
		paths
	});
	if (found.kind === "miss") return {
		name,
		key,
		state: "miss",
		differences: []
	};
	const differences = found.match === "exact" ? [] : await differencesOf(found, parts, root);
	return {
		name,
		key,
		state: found.match,
		differences
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
// src/commands/explain.ts
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
	const store = resultStore(resolveReportDir(cwd, options.reportDir));
	const place = {
		root,
		environment: process.env,
		store
	};
	const [predictions, caches] = await Promise.all([predictPipeline({
		...place,
		pipeline: withWhatItNeeds(pipeline, id),
		force: false
	}), explainCaches({
		...place,
		pipeline,
		stage: id
	})]);
	const prediction = predictions.get(id);
	print.out(options.json ? `${JSON.stringify({
		id,
		...prediction,
		caches
	}, null, 2)}\n` : `${words(id, prediction)}${caches.map(cacheWords).join("")}`);
	return EXIT.fine;
}
function withWhatItNeeds(pipeline, id) {
	const wanted = withNeeds(pipeline.stages, [id]);
	return {
		...pipeline,
		stages: pipeline.stages.filter((stage) => wanted.has(stage.id))
	};
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
/** What a run would make of a cache, where it has to run the stage. */
function cacheWords({ name, state, differences }) {
	const since = differences.length === 0 ? ".\n" : `; since then:\n${listOf(differences)}`;
	switch (state) {
		case "kept": return `Its cache ${name} stands at its paths, and is kept as it is${since}`;
		case "exact": return `Its cache ${name} would be restored.\n`;
		case "prefix": return `Its cache ${name} would be restored from an older entry${since}`;
		case "miss": return `Its cache ${name} would begin empty: no entry is of use.\n`;
	}
}
function listOf(reasons) {
	return reasons.map((reason) => `  - ${oneLine(reason, LONGEST_REASON)}\n`).join("");
}
const LONGEST_REASON = 300;
export { explain };
