import { t as _usingCtx } from "./usingCtx.js";
import { a as oneLine, r as listWords } from "./text.js";
import { a as leftOutWords, i as keepCauseWords, u as refusalWords } from "./not-stored.js";
import { t as storeFaultWords } from "./store-fault.js";
import { t as differenceWords } from "./difference.js";
import { i as resolveReportDir } from "./environment.js";
import { E as createFileStates, S as planCaches, d as createToolVersions } from "./requirements.js";
import { r as formatProblem } from "./problems.js";
import { n as loadDefinition } from "./load.js";
import { i as refusalOf, r as ownFolders, t as firstRefusal } from "./own-folder.js";
import { t as NOTHING_STORED } from "./store.js";
import { r as generalFault } from "./faults.js";
import { t as createStaging } from "./staging.js";
import { a as cacheKeyOf, o as keyDifferences } from "./keys2.js";
import { i as resultStore } from "./cache-stores.js";
import { C as completenessOf, E as decideCache, O as readManifest, T as temperatureOfKept, _ as observeCache, b as createGatherer, h as foundIn, m as obstacleToSaving, p as leftOutOf, x as mayMakeInputOf } from "./placement.js";
import { resolve } from "node:path";
// src/execution/caches/explain-caches.ts
function explainCaches(options) {
	const { pipeline, stages, root, environment } = options;
	const gatherer = createGatherer({
		root,
		pipeline,
		environment,
		toolVersions: createToolVersions(root),
		states: createFileStates(root)
	});
	const asked = new Set(pipeline.stages.filter(({ id }) => stages.includes(id)).flatMap(({ caches }) => caches));
	const plans = planCaches(pipeline.caches, pipeline.stages).filter(({ name }) => asked.has(name));
	return Promise.all(plans.map(async (plan) => {
		const users = pipeline.stages.filter(({ caches }) => caches.includes(plan.name));
		const ids = new Set(users.map(({ id }) => id));
		try {
			return await explain(plan, ids, await gatherer.parts(plan, users), options);
		} catch (error) {
			return unknownFate(plan.name, generalFault(error));
		}
	}));
}
function unknownFate(name, because) {
	return {
		name,
		key: "",
		state: "unknown",
		temperature: "cold",
		because,
		differences: [],
		leftOut: []
	};
}
async function explain(plan, users, parts, options) {
	const { root, store, placementOf = () => void 0, looksInside = true } = options;
	const { name, stored: paths } = plan;
	const { key, restoreKeys } = cacheKeyOf(parts, plan.depth);
	const common = {
		name,
		key,
		differences: [],
		...surroundings(plan, options)
	};
	const facts = observeCache({
		plan,
		users,
		root,
		store,
		keepExisting: true,
		placementOf
	});
	const first = decideCache(facts);
	const found = first.kind === "ask" ? await store.get({
		key,
		restoreKeys,
		paths
	}) : void 0;
	const decision = found === void 0 ? first : decideCache({
		...facts,
		found: foundIn(found)
	});
	switch (decision.kind) {
		case "keep": {
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
		case "restore": {
			if (decision.match === "exact") return {
				...common,
				state: "exact",
				temperature: "warm"
			};
			const differences = looksInside && found?.kind === "hit" ? await differencesOf(found, parts, root) : [];
			return {
				...common,
				state: "prefix",
				differences,
				temperature: "partial"
			};
		}
		case "miss": return {
			...common,
			state: "miss",
			temperature: "cold",
			because: decision.because
		};
		case "unreadable": return {
			...common,
			state: "unknown",
			temperature: "cold",
			because: decision.because
		};
		case "off":
		case "ask": return {
			...common,
			state: "miss",
			temperature: "cold"
		};
	}
}
function surroundings(plan, { pipeline, root, store, wouldRun = () => true }) {
	const obstacle = obstacleToSaving(root, plan, store.maxBytes);
	const isInTheWay = obstacle !== void 0 && obstacle.kind !== "nothing-there";
	const provided = pipeline.stages.filter((stage) => wouldRun(stage.id) && mayMakeInputOf(plan, stage)).map(({ id }) => id);
	return {
		...provided.length > 0 && { provided },
		...isInTheWay && { obstacle },
		leftOut: leftOutOf(root, plan)
	};
}
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
	return manifest === void 0 ? [] : keyDifferences(manifest.parts, parts);
}
// src/reporting/words/facts/cache-fate.ts
const LONGEST_REASON = 300;
const MOST_NAMES = 3;
function fateLines(fate) {
	const { name, differences, provided = [], obstacle, leftOut } = fate;
	const [end, list] = differences.length === 0 || fate.state === "unknown" ? [".", []] : ["; since then:", differences.map((one) => `  - ${inLine(differenceWords(one))}`)];
	return [
		`Its cache ${name} ${stateWords(fate)}${end}`,
		...list,
		...provided.length === 0 ? [] : [`Provided that these make the same again, from which its key is made: ${listWords(provided, MOST_NAMES)}`],
		...obstacle === void 0 ? [] : [`${name} would not be saved: ${inLine(keepCauseWords(obstacle))}.`],
		...leftOut.length === 0 ? [] : [`${name} would be ${inLine(leftOutWords(leftOut))}.`]
	];
}
function stateWords({ state, completeness, because }) {
	switch (state) {
		case "kept": return `keeps the files at its paths${missingWords(completeness)}`;
		case "exact": return "would be restored";
		case "prefix": return "would be restored from an older entry";
		case "miss": return "would start empty: no entry fits";
		case "unknown": return `would not be restored${because === void 0 ? "" : `: ${inLine(storeFaultWords(because))}`}`;
	}
}
function missingWords(completeness) {
	switch (completeness?.kind) {
		case "incomplete": return `, of which ${completeness.missing} of ${completeness.of} from the last run are missing`;
		case "unknown": return ", complete or not";
		default: return "";
	}
}
const SHORT = {
	kept: "kept as it is",
	exact: "restored",
	prefix: "restored from an older entry",
	miss: "starts empty",
	unknown: "not restored"
};
function fateInShort({ name, state, because, provided = [] }) {
	const why = state === "unknown" && because !== void 0 ? ` (${inLine(storeFaultWords(because))})` : "";
	const makes = provided.length === 1 ? "makes" : "make";
	const proviso = provided.length === 0 ? "" : `, if ${listWords(provided, MOST_NAMES)} ${makes} the same as before`;
	return `${name}: ${SHORT[state]}${why}${proviso}`;
}
function inLine(text) {
	return oneLine(text, LONGEST_REASON);
}
// src/cli/open-definition.ts
async function openDefinition({ file }, print) {
	const definition = await loadDefinition({
		file,
		cwd: process.cwd()
	});
	if (definition.kind === "loaded") return definition;
	for (const problem of definition.problems) print.error(`${formatProblem(problem)}\n`);
}
// src/cli/open-stored.ts
async function openStored(options, root, print) {
	const cwd = process.cwd();
	const reportDir = resolveReportDir(cwd, options.reportDir);
	const cacheDir = options.cacheDir && resolve(cwd, options.cacheDir);
	const refusal = await firstRefusal(ownFolders(reportDir, root), process.env);
	const cachesRefusal = cacheDir ? await refusalOf(cacheDir, process.env, () => true) : void 0;
	for (const found of [refusal, cachesRefusal]) if (found !== void 0) print.error(`Notice: ${refusalWords(found)}\n`);
	const store = refusal === void 0 ? resultStore((cachesRefusal === void 0 ? cacheDir : void 0) ?? reportDir) : NOTHING_STORED;
	return {
		reportDir,
		isRefused: refusal !== void 0,
		store
	};
}
export { explainCaches as a, fateLines as i, openDefinition as n, fateInShort as r, openStored as t };
