import { n as isWithin, t as faultOfPath } from "./paths.js";
import { a as isGivenAgain, c as storedOutputSchema, i as leftoversOf, n as isReusable, o as lookUpNewest, r as cachePathsOf, s as lookUpResult } from "./stage-results.js";
import { r as fingerprintOf } from "./fingerprint.js";
import { s as explainDifference } from "./keys2.js";
import { r as topologicalOrder } from "./graph.js";
import { r as listWords } from "./text.js";
import { a as formatRoughly } from "./units.js";
import { E as createFileStates, _ as matcherOf, a as inputPaths, c as ownParts, i as inputFilter, r as declaredOutputs, t as countingFilter, u as createToolVersions } from "./fingerprints.js";
import { D as picklist, F as string, M as safeParse, O as pipe, T as object, V as variant, a as exactOptional, k as record, m as literal, r as check, t as array } from "./dist.js";
import { hash } from "node:crypto";
import { join } from "node:path";
import { mkdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
// src/execution/reuse/not-stored.ts
/** Why the result of a stage that passed is not stored, so that it runs again next time. */
const texts = array(string());
/** The one description of the reasons: the ledger keeps them for `explain`. */
const notStoredSchema = variant("kind", [
	object({
		kind: literal("inputs-changed"),
		paths: texts,
		when: picklist(["waiting", "running"])
	}),
	object({
		kind: literal("own-inputs"),
		paths: texts
	}),
	object({
		kind: literal("undeclared-writes"),
		paths: texts
	}),
	object({
		kind: literal("shared-outputs"),
		paths: texts,
		stages: texts
	}),
	object({
		kind: literal("overwritten"),
		paths: texts,
		stages: texts
	}),
	object({
		kind: literal("missing-output"),
		pattern: string(),
		foreign: exactOptional(string())
	}),
	object({
		kind: literal("link"),
		path: string(),
		target: string()
	}),
	object({
		kind: literal("unreadable"),
		what: picklist(["inputs", "outputs"]),
		reason: string()
	}),
	object({
		kind: literal("unsettled"),
		path: string()
	}),
	object({
		kind: literal("failed-attempt"),
		path: string()
	}),
	object({
		kind: literal("store"),
		reason: string()
	})
]);
// src/execution/reuse/ledger.ts
/**
* What stages have left below a root, from run to run: what a stage made in earlier executions, or a
* reuse put there for it, is its own to remove; what anybody else wrote is not.
*
*     .stagetime/made/<pipeline>/<stage>.json    what the stage made last
*     .stagetime/made/<pipeline>/alive           its time is when a run was last seen to be alive
*
* A file counts as the stage's for as long as its signature is what was written down. The signature
* holds what only this machine's file system can give, so that a list which came with a checkout
* names nothing.
*/
const path = pipe(string(), check((value) => faultOfPath(value) === void 0 && !/(^|\/)\.(git|stagetime)(\/|$)/i.test(value)));
const files = record(path, string());
const folders = array(path);
const entrySchema = object({
	schema: literal(1),
	/** The folder that it was written to: in a copy of it, the user put everything where it stands. */
	home: string(),
	/** Who put it there: the stage's command, or a stored result that stood for running it. */
	by: picklist(["execution", "reuse"]),
	files,
	folders,
	/** What stood where it wrote, of the files that stay there because git tracks them. */
	over: exactOptional(array(storedOutputSchema)),
	/** What was there before an execution that has not ended: all else is what it makes. */
	open: exactOptional(object({
		patterns: array(string()),
		files,
		folders
	})),
	/** Why its last result was not stored. */
	notStored: exactOptional(notStoredSchema)
});
/** Reads the ledger below a root when it is first asked. */
function openLedger(root, pipelineId) {
	const folder = join(root, ".stagetime", "made", hash("sha256", pipelineId).slice(0, 16));
	const alive = join(folder, "alive");
	const known = /* @__PURE__ */ new Map();
	const lastAliveMs = statSync(alive, { throwIfNoEntry: false })?.mtimeMs ?? 0;
	function load(stageId) {
		try {
			const text = readFileSync(join(folder, `${stageId}.json`), "utf8");
			const parsed = safeParse(entrySchema, JSON.parse(text));
			return parsed.success && parsed.output.home === home() ? parsed.output : void 0;
		} catch {
			return;
		}
	}
	function home() {
		return String(statSync(folder, { bigint: true }).ino);
	}
	function write(name, textOf) {
		const file = join(folder, name);
		const draft = `${file}.${process.pid}`;
		try {
			mkdirSync(folder, { recursive: true });
			writeFileSync(draft, textOf());
			renameSync(draft, file);
		} catch {}
	}
	return {
		lastAliveMs,
		of(stageId) {
			if (!known.has(stageId)) known.set(stageId, load(stageId));
			return known.get(stageId);
		},
		keep(stageId, entry) {
			known.set(stageId, entry);
			write(`${stageId}.json`, () => JSON.stringify({
				schema: 1,
				home: home(),
				...entry
			}));
		},
		beat() {
			const now = /* @__PURE__ */ new Date();
			try {
				utimesSync(alive, now, now);
			} catch {
				write("alive", () => "");
			}
		}
	};
}
// src/execution/reuse/dry-run.ts
/** Which stages would be reused if the pipeline ran now. Runs nothing and writes nothing. */
/** Why a stage runs that was never stored, or whose results are gone. */
const NOTHING_STORED = "no result of it is stored";
/** Predictions of a pipeline that is not running. */
function predictPipeline(place) {
	const { root } = place;
	return predictReuse({
		...place,
		states: createFileStates(root),
		tools: createToolVersions(root)
	});
}
/** The prediction in words: `reused, saves about 12s`. */
function predictionWords(prediction) {
	switch (prediction.kind) {
		case "reused": return `reused, saves about ${formatRoughly(prediction.savedMs)}`;
		case "depends": return `reused if ${listWords(prediction.on, NAMES_SHOWN)} ${prediction.on.length === 1 ? "makes" : "make"} the same as before`;
		case "runs": return `runs: ${listWords(prediction.because, NAMES_SHOWN)}`;
	}
}
const NAMES_SHOWN = 3;
/** A prediction for each stage. */
async function predictReuse(options) {
	const { only } = options;
	const foreseen = /* @__PURE__ */ new Map();
	for (const stage of topologicalOrder(options.pipeline.stages)) {
		if (only?.has(stage.id) === false) continue;
		foreseen.set(stage.id, await foresee(stage, foreseen, options));
	}
	return new Map([...foreseen].map(([id, { prediction }]) => [id, prediction]));
}
async function foresee(stage, before, options) {
	if (stage.inputs.length === 0) return runsAlways("it declares no inputs");
	if (!isReusable(stage)) return runsAlways("its `if-changed` is false");
	if (options.force) return runsAlways("every stage is to run");
	const { root, pipeline, states } = options;
	const inputs = await states.collect(await inputPaths(root, stage, pipeline, states));
	if (inputs.kind === "unreadable") return runs(`it is neither stored nor reused: ${inputs.reason}`);
	const newest = await lookUpNewest(options.store, stage.id);
	if (newest === void 0) return runs(NOTHING_STORED);
	const changing = stage.needs.filter((id) => mayMakeOther(before.get(id)));
	const parts = await foreseenParts(stage, inputs.files, newest.parts, before, options);
	const key = {
		stage: stage.id,
		fingerprint: fingerprintOf(parts)
	};
	const found = await lookUpResult(options.store, key, matcherOf(declaredOutputs(stage)));
	if (found.kind === "not-found") {
		const because = explainDifference(newest.parts, parts);
		return runs(...because.length > 0 ? because : [found.reason]);
	}
	if (!await isGivenAgain(root, stage, found.result, await ownOf(stage, options))) return runs("other files than then stand where it writes, and it did not make them");
	if (changing.length > 0) return { prediction: {
		kind: "depends",
		on: changing
	} };
	const { result } = found;
	const provided = stage.needs.filter((id) => before.get(id)?.result === void 0);
	return {
		prediction: {
			kind: "reused",
			savedMs: result.durationMs,
			provided
		},
		result
	};
}
/** As the last runs left it. */
async function ownOf({ id }, { pipeline, root, states }) {
	const ledger = openLedger(root, pipeline.id);
	const others = pipeline.stages.filter((stage) => stage.id !== id);
	const made = new Set(others.flatMap((stage) => leftoversOf(root, ledger.of(stage.id)).files));
	const cached = cachePathsOf(pipeline).get(id) ?? /* @__PURE__ */ new Set();
	return {
		entry: ledger.of(id),
		left: leftoversOf(root, ledger.of(id)),
		tracked: (await states.git())?.isTracked ?? (() => false),
		isOthers: (path) => made.has(path) || isWithin(path, cached)
	};
}
function mayMakeOther(stage) {
	const prediction = stage?.prediction;
	return prediction?.kind === "depends" || prediction?.kind === "runs" && !prediction.always;
}
/**
* The parts of the fingerprint as the stage would find them: files that stages before it will put in
* place count as they will be, and what a stage that runs will make as it was for the newest result.
*/
async function foreseenParts(stage, present, newest, before, options) {
	const { pipeline } = options;
	const matches = matcherOf(stage.inputs);
	const isInput = inputFilter(stage, pipeline);
	const coming = pipeline.stages.filter(({ id }) => before.has(id)).flatMap((earlier) => filesFrom(earlier, before.get(earlier.id)?.result, newest)).filter(({ path }) => matches(path) && isInput(path));
	const inputs = new Map([...present, ...coming].map((file) => [file.path, file]));
	const needs = stage.needs.flatMap((id) => {
		const need = pipeline.stages.find((one) => one.id === id);
		return (need && needState(need, before.get(id)?.result)) ?? newest.needs.filter((one) => one.stage === id);
	});
	return {
		...await ownParts(stage, options),
		inputs: [...inputs.values()],
		needs
	};
}
/** What a stage will have put in place, as far as that can be known. */
function filesFrom(stage, result, newest) {
	if (result !== void 0) return result.outputs;
	return newest.inputs.filter(({ path }) => matcherOf(stage.outputs)(path));
}
/** What a reused stage will mean to those that need it. */
function needState(stage, result) {
	if (result === void 0) return void 0;
	const counts = countingFilter(stage);
	return [counts === void 0 ? {
		stage: stage.id,
		kind: "fingerprint",
		fingerprint: result.fingerprint
	} : {
		stage: stage.id,
		kind: "outputs",
		files: result.outputs.filter(({ path }) => counts(path))
	}];
}
function runs(...because) {
	return { prediction: {
		kind: "runs",
		because,
		always: false
	} };
}
function runsAlways(because) {
	return { prediction: {
		kind: "runs",
		because: [because],
		always: true
	} };
}
export { openLedger as a, predictionWords as i, predictPipeline as n, predictReuse as r, NOTHING_STORED as t };
