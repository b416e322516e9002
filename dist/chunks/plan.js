import { n as loadHistory } from "./file-store.js";
import { l as loadNotices, s as NO_HISTORY } from "./waiting.js";
import { a as explainCaches, n as openDefinition, r as fateInShort, t as openStored } from "./open-stored.js";
import { a as slotsFor, n as availableMemory, r as describeEnvironment } from "./environment.js";
import { n as notRunning, r as predictPipeline, t as placementsOf, u as openLedger } from "./placement.js";
import { t as isCi } from "./runner.js";
import { i as longestRemainingPaths, n as tasksOf, o as simulate, r as withoutTimeFor, t as estimateRemaining } from "./eta.js";
import { l as selectStages } from "./run-record.js";
import { r as expectationsFrom } from "./history.js";
import { a as oneLine, r as listWords } from "./text.js";
import { a as formatRoughly } from "./units.js";
import { r as runCauseWords } from "./difference.js";
import { t as stageReasonWords } from "./stage-reason.js";
import { t as noticeWords } from "./notices.js";
import { t as unknownNames } from "./unknown-names2.js";
import "./report-files.js";
import { t as EXIT } from "./console.js";
import { join, resolve } from "node:path";
// src/cli/plan.ts
async function plan(options, print) {
	const cwd = process.cwd();
	const definition = await openDefinition(options, print);
	if (definition === void 0) return EXIT.invalid;
	const { pipeline, root } = definition;
	const selection = selectStages(pipeline, options);
	if (selection.kind === "unknown") {
		for (const problem of unknownNames(selection.names, pipeline.stages)) print.error(`${problem}\n`);
		return EXIT.invalid;
	}
	const { reportDir, isRefused, store } = await openStored(options, root, print);
	const loaded = isRefused && options.baseline === void 0 ? NO_HISTORY : await loadHistory(resolve(cwd, options.baseline ?? join(reportDir, "history.json")));
	for (const notice of loadNotices(loaded)) print.error(`Notice: ${noticeWords(notice)}\n`);
	const slots = slotsFor(options.concurrency ?? pipeline.concurrency);
	const machine = describeEnvironment(process.env, slots);
	const expectations = expectationsFrom(loaded.history, pipeline.stages, machine);
	const place = {
		pipeline,
		root,
		environment: process.env,
		store
	};
	const { leftOut } = selection;
	const starting = { inCi: isCi(process.env) };
	const predictions = await predictPipeline({
		...place,
		force: options.force,
		leftOut,
		starting
	});
	const resting = /* @__PURE__ */ new Set([...leftOut.keys(), ...notRunning(predictions)]);
	const runs = pipeline.stages.map(({ id }) => id).filter((id) => !resting.has(id));
	const caches = isRefused ? [] : await cachesOf(place, runs);
	const planned = {
		...makePlan(pipeline, leftOut, expectations, predictions, {
			slots,
			memoryBytes: availableMemory()
		}),
		caches
	};
	print.out(options.json ? `${JSON.stringify(planned, null, 2)}\n` : renderPlan(planned));
	return EXIT.fine;
}
function cachesOf(place, runs) {
	const { pipeline, root } = place;
	const ids = pipeline.stages.map(({ id }) => id);
	return explainCaches({
		...place,
		stages: runs,
		placementOf: placementsOf(root, ids, openLedger(root, pipeline.id)),
		wouldRun: (id) => runs.includes(id),
		looksInside: false
	});
}
function makePlan({ stages }, leftOut, measured, predictions, capacity) {
	const whyNot = new Map(stages.map(({ id }) => [id, whyNotRun(leftOut.get(id), predictions.get(id))]));
	const chosen = stages.filter(({ id }) => whyNot.get(id) === void 0);
	const expectations = withoutTimeFor(notRunning(predictions), measured);
	const tasks = tasksOf(chosen, expectations);
	const ranks = longestRemainingPaths(tasks);
	const { entries } = simulate(tasks, ranks, capacity);
	const total = estimateRemaining(tasks, ranks, capacity, expectations, /* @__PURE__ */ new Set(), []);
	const byId = new Map(chosen.map((stage) => [stage.id, stage]));
	return {
		slots: capacity.slots,
		stages: entries.flatMap(({ id, startMs }) => {
			const stage = byId.get(id);
			return stage === void 0 ? [] : [plannedStage(stage, measured.get(id), predictions.get(id), total.kind === "interval" ? startMs : void 0)];
		}),
		leftOut: [...whyNot].flatMap(([id, reason]) => reason === void 0 ? [] : {
			id,
			reason
		}),
		...total.kind === "interval" && { total: {
			lowMs: total.lowMs,
			highMs: total.highMs
		} }
	};
}
function whyNotRun(by, prediction) {
	if (by !== void 0) return {
		kind: "left-out",
		by
	};
	return prediction?.kind === "blocked" && prediction.reason.kind === "needs" ? prediction.reason : void 0;
}
function plannedStage({ id, name, needs }, expectation, reuse, startMs) {
	return {
		id,
		name,
		needs,
		...reuse !== void 0 && { reuse },
		...startMs !== void 0 && { startMs },
		...expectation !== void 0 && { expected: {
			medianMs: expectation.medianMs,
			lowMs: expectation.lowMs,
			highMs: expectation.highMs,
			runs: expectation.runs
		} }
	};
}
const LONGEST_NAME = 60;
function renderPlan({ slots, stages, leftOut, caches, total }) {
	const lines = stages.map(({ id, name, needs, startMs, expected, reuse }, index) => {
		const label = name === id ? id : `${id} (${oneLine(name, LONGEST_NAME)})`;
		const after = needs.length > 0 ? `, after ${needs.join(", ")}` : "";
		const start = startMs === void 0 ? "" : `, starts at about ${formatRoughly(startMs)}`;
		const time = reuse?.kind === "reused" ? predictionWords(reuse) : expectedWords(expected);
		const why = reuse === void 0 || isOfNoInterest(reuse) ? "" : `; ${predictionWords(reuse)}`;
		return `${index + 1}. ${label}: ${time}${start}${after}${why}`;
	});
	const out = leftOut.map(({ id, reason }) => `-  ${id}: not run (${stageReasonWords(reason)})`);
	const whole = total === void 0 ? "Total: unknown until every stage has been run once" : `Total: about ${formatRoughly(total.lowMs)} to ${formatRoughly(total.highMs)}`;
	return `${[
		`Up to ${slots} at once, in this order:`,
		...lines,
		...out,
		...caches.map(cacheLine),
		whole
	].join("\n")}\n`;
}
function cacheLine(fate) {
	return `Cache ${fateInShort(fate)}`;
}
function predictionWords(prediction) {
	switch (prediction.kind) {
		case "reused": return `reused, saves about ${formatRoughly(prediction.savedMs)}`;
		case "depends": return `reused if ${listWords(prediction.on, NAMES_SHOWN)} ${prediction.on.length === 1 ? "makes" : "make"} the same as before`;
		case "blocked": return `${prediction.status === "failed" ? "would fail" : "would be skipped"}: ${stageReasonWords(prediction.reason)}`;
		case "kept-or-runs": return "runs, unless what it keeps is there";
		case "runs": return `runs: ${listWords(prediction.because.map(runCauseWords), NAMES_SHOWN)}`;
	}
}
const NAMES_SHOWN = 3;
function isOfNoInterest(reuse) {
	if (reuse.kind !== "runs") return reuse.kind === "reused";
	return reuse.always || reuse.because[0]?.kind === "nothing-stored";
}
function expectedWords(expected) {
	if (expected === void 0) return "no earlier run";
	const { medianMs, lowMs, highMs, runs } = expected;
	const range = `${formatRoughly(lowMs)} to ${formatRoughly(highMs)}`;
	return `about ${formatRoughly(medianMs)} (${range}, ${runs} ${runs === 1 ? "run" : "runs"})`;
}
export { plan };
