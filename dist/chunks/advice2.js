import { t as enginePasses } from "./evidence.js";
import { a as wasExecuted } from "./run-record.js";
import { o as shareOf, t as findBottlenecks } from "./metrics.js";
import { n as slotWaits } from "./critical-path.js";
// src/analysis/advice.ts
const LEAST_MS = 5e3;
const LEAST_SHARE = .1;
const MOST = 5;
function adviceFor(record, pipeline) {
	if (record.status !== "passed" && record.status !== "failed") return [];
	const definitions = new Map(pipeline.stages.map((stage) => [stage.id, stage]));
	const bottlenecks = new Set(findBottlenecks(record, pipeline.bottleneck).map(({ id }) => id));
	return [
		...record.stages.flatMap((stage) => {
			const definition = definitions.get(stage.id);
			if (definition === void 0 || !wasExecuted(stage)) return [];
			const circumstances = {
				definition,
				durationMs: stage.durationMs ?? 0,
				isBottleneck: bottlenecks.has(stage.id),
				cores: record.environment.cpus,
				memoryBytes: record.environment.memoryBytes,
				hasLatexCache: hasCacheOf("latex", definition, pipeline)
			};
			const always = [...unsettledDocument(stage), ...scarceMemory(stage, circumstances)];
			return isWorthChanging(stage, record) ? [...always, ...RULES.flatMap((rule) => rule(stage, circumstances))] : always;
		}),
		...stepsThatInstall(record),
		...idleSlots(record)
	].sort((a, b) => b.gainMs - a.gainMs).slice(0, MOST).map(({ advice }) => advice);
}
const RULES = [
	undeclaredInputs,
	testsInARow,
	slowTest,
	latexPasses,
	oneCore
];
function isWorthChanging(stage, { totalMs }) {
	return stage.status === "passed" && (stage.durationMs ?? 0) >= LEAST_MS && (shareOf(stage, totalMs) ?? 0) >= LEAST_SHARE;
}
function hasCacheOf(preset, { caches }, pipeline) {
	return pipeline.caches.some((cache) => cache.preset === preset && caches.includes(cache.name));
}
function undeclaredInputs({ id }, { definition, durationMs }) {
	if (definition.inputs.length > 0 || !definition.reuse) return [];
	return gain(durationMs, {
		kind: "declare-inputs",
		stage: id,
		durationMs
	});
}
const FEWEST_CORES = 4;
const MOST_WORKERS = 8;
const SHARING_COST = 1.3;
const ONE_AFTER_ANOTHER = [.6, 1.15];
const SHARES_TESTS = /(?:^|\s)(?:-n\s*(?:\d|auto|logical)|--numprocesses)/;
function testsInARow(stage, { definition, durationMs, cores }) {
	const tests = stage.evidence?.tests;
	const runsPytest = /\bpytest\b/.test(definition.run) && !SHARES_TESTS.test(definition.run);
	if (tests === void 0 || !runsPytest || cores < FEWEST_CORES) return [];
	const [least, most] = ONE_AFTER_ANOTHER;
	const share = tests.durationMs / durationMs;
	const usesOneCore = (stage.cpuMs ?? durationMs) <= durationMs * 1.3;
	if (share < least || share > most || !usesOneCore) return [];
	const workers = Math.min(cores, MOST_WORKERS);
	const longest = Math.max(tests.slowest[0]?.durationMs ?? 0, tests.durationMs / workers);
	const start = Math.max(0, durationMs - tests.durationMs);
	const predictedMs = Math.round(start + longest * SHARING_COST);
	if (predictedMs > durationMs * .75) return [];
	return gain(durationMs - predictedMs, {
		kind: "parallel-tests",
		stage: stage.id,
		durationMs,
		workers,
		predictedMs
	});
}
const STANDS_OUT_SHARE = .3;
const STANDS_OUT_MS = 5e3;
function slowTest({ id, evidence }) {
	const { slowest: [slowest] = [], durationMs: allMs = 0, total = 0 } = evidence?.tests ?? {};
	if (slowest === void 0 || total < 2 || slowest.durationMs < STANDS_OUT_MS) return [];
	if (slowest.durationMs < allMs * STANDS_OUT_SHARE) return [];
	const { name: test, durationMs: testMs } = slowest;
	return gain(testMs, {
		kind: "slow-test",
		stage: id,
		test,
		testMs,
		allMs
	});
}
function latexPasses({ id, evidence }, { durationMs, hasLatexCache }) {
	const latex = evidence?.latex;
	const passes = latex === void 0 ? 0 : enginePasses(latex);
	if (latex === void 0 || passes === 0 || latex.unsettled !== void 0) return [];
	if (latex.usesLatexmk && !hasLatexCache) return gain(durationMs, {
		kind: "latex-cache",
		stage: id,
		durationMs,
		passes
	});
	if (runnerOf(latex) === void 0 && passes > 1) return gain(durationMs * (1 - 1 / passes), {
		kind: "latexmk",
		stage: id,
		durationMs,
		passes
	});
	return [];
}
const ONE_CORE = [.8, 1.2];
function oneCore(stage, { durationMs, isBottleneck, cores }) {
	if (!isBottleneck || cores < 2 || stage.evidence !== void 0) return [];
	const used = (stage.cpuMs ?? 0) / durationMs;
	if (used < ONE_CORE[0] || used > ONE_CORE[1]) return [];
	return gain(durationMs / 2, {
		kind: "one-core",
		stage: stage.id,
		durationMs,
		cores
	});
}
function unsettledDocument({ id, evidence }) {
	const { latex } = evidence ?? {};
	if (latex?.unsettled !== void 0) {
		const { program, files } = latex.unsettled;
		const passes = latex.passes.find((one) => one.program === program)?.count ?? 0;
		return gain(Number.POSITIVE_INFINITY, {
			kind: "latex-never-settles",
			stage: id,
			program,
			passes,
			files: [...files]
		});
	}
	if (latex?.wantsRerun !== true) return [];
	const madeBy = runnerOf(latex);
	return gain(Number.POSITIVE_INFINITY, {
		kind: "latex-unsettled",
		stage: id,
		...madeBy !== void 0 && { madeBy }
	});
}
function runnerOf({ usesLatexmk, passes }) {
	if (usesLatexmk) return "latexmk";
	return passes.some(({ program }) => program === "tectonic") ? "tectonic" : void 0;
}
const SCARCE = .85;
function scarceMemory({ id, peakRssBytes = 0 }, { memoryBytes }) {
	if (peakRssBytes < memoryBytes * SCARCE) return [];
	return gain(0, {
		kind: "memory",
		stage: id,
		peakRssBytes,
		memoryBytes
	});
}
const LEAST_STEP_MS = 1e4;
const LEAST_STEP_SHARE = .2;
const INSTALLS = /\b(?:install(?:ing|s)?|apt(?:-get)?|dnf|brew|pip3?|pipx|uv sync|poetry|conda|mamba|micromamba|renv|npm ci|tex ?live|latex|setup-(?:texlive|tex|latex|r-dependencies|renv|miniconda|micromamba))\b/i;
function stepsThatInstall({ wholeJob, totalMs }) {
	if (wholeJob === void 0) return [];
	const jobMs = wholeJob.beforeMs + totalMs;
	return wholeJob.steps.filter(({ name, durationMs }) => INSTALLS.test(name) && durationMs >= LEAST_STEP_MS && durationMs >= jobMs * LEAST_STEP_SHARE).flatMap(({ name: step, durationMs: stepMs }) => gain(stepMs, {
		kind: "setup-step",
		step,
		stepMs,
		jobMs
	}));
}
const IDLE_SHARE = .6;
function idleSlots(record) {
	const { totalMs, environment, machine } = record;
	const waits = united(slotWaits(record));
	const waitedMs = waits.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
	if (waitedMs < LEAST_MS || waitedMs < totalMs * LEAST_SHARE) return [];
	const idleShare = machine === void 0 ? void 0 : idleShareIn(waits, machine);
	if (idleShare === void 0 || 1 - idleShare > IDLE_SHARE) return [];
	if (idleShare * environment.cpus < 1) return [];
	return gain(waitedMs / 2, {
		kind: "more-slots",
		waitedMs: Math.round(waitedMs),
		slots: environment.slots,
		busyShare: Math.round((1 - idleShare) * 1e3) / 1e3
	});
}
function united(spans) {
	const whole = [];
	for (const span of spans.toSorted((a, b) => a.startMs - b.startMs)) {
		const last = whole.at(-1);
		if (last === void 0 || span.startMs > last.endMs) whole.push(span);
		else whole[whole.length - 1] = {
			...last,
			endMs: Math.max(last.endMs, span.endMs)
		};
	}
	return whole;
}
function idleShareIn(spans, { intervalMs, idlePercent }) {
	let [idle, seen] = [0, 0];
	for (const { startMs, endMs } of spans) idlePercent.forEach((percent, i) => {
		const from = Math.max(startMs, i * intervalMs);
		const overlap = Math.max(0, Math.min(endMs, (i + 1) * intervalMs) - from);
		idle += percent / 100 * overlap;
		seen += overlap;
	});
	return seen === 0 ? void 0 : idle / seen;
}
function gain(gainMs, advice) {
	return [{
		gainMs,
		advice
	}];
}
export { adviceFor };
