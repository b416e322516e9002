import { r as stageName } from "./status.js";
import { a as oneLine, n as counted, r as listWords } from "./text.js";
import { a as formatRoughly, r as formatDuration, s as formatShare, t as formatBytes } from "./units.js";
import { a as times, i as testName, o as quantity, r as programName } from "./moved-parts.js";
import { n as leftOutWords } from "./evidence-problems.js";
// src/reporting/words/evidence.ts
const MOST_SHOWN = 10;
const MOST_PROGRAMS = 8;
const MOST_FILES_SHOWN = 4;
const LONGEST_FILE = 80;
const LONGEST_KEY = 80;
function evidenceRow(stage) {
	const { tests, latex } = stage.evidence ?? {};
	const texts = [...tests === void 0 ? [] : [testWords(tests)], ...latex === void 0 ? [] : [latexWords(latex, stage.status === "reused")]];
	if (texts.every((text) => text === "")) return [];
	const slowest = (tests?.slowest ?? []).slice(0, MOST_SHOWN).map(({ name, durationMs }) => ({
		...testName(name),
		...quantity("duration", durationMs, formatDuration)
	}));
	return [{
		name: stageName(stage),
		text: texts.join("; "),
		slowest
	}];
}
function testWords({ total, failed, skipped, durationMs, timesLeftOut, isTorn }) {
	return [
		counted(total, "test"),
		...failed === 0 ? [] : [`${failed} failed`],
		...skipped === 0 ? [] : [`${skipped} skipped`],
		`${formatDuration(durationMs)} together`,
		...timesLeftOut === void 0 ? [] : [`left out: ${leftOutWords(timesLeftOut)}`],
		...isTorn ? ["the file breaks off: there may have been more"] : []
	].join(", ");
}
function latexWords(numbers, isReused) {
	const { passes, usesLatexmk, pages, wantsRerun, unsettled } = numbers;
	const { undefinedReferences = 0, undefinedKeys = [] } = numbers;
	const { multiplyDefined = 0, multiplyDefinedKeys = [] } = numbers;
	const runs = passes.map(({ program, count }) => `${programName(program)} ran ${times(count)}`);
	const idle = usesLatexmk ? "latexmk found nothing to do" : "no run of LaTeX was seen";
	return [
		...isReused ? [] : [runs.length === 0 ? idle : listWords(runs, MOST_PROGRAMS)],
		...pages === void 0 ? [] : [counted(pages, "page")],
		...undefinedReferences === 0 ? [] : [`${counted(undefinedReferences, "undefined reference")}${keyWords(undefinedKeys, undefinedReferences)}`],
		...multiplyDefined === 0 ? [] : [`${counted(multiplyDefined, "label")} defined more than once${keyWords(multiplyDefinedKeys, multiplyDefined)}`],
		...wantsRerun ? ["its log asks for another pass"] : [],
		...unsettled === void 0 ? [] : [unsettledWords(unsettled)]
	].join(", ");
}
function keyWords(keys, count) {
	if (keys.length === 0) return "";
	const more = count - keys.length;
	const words = [...keys.map((key) => oneLine(key, LONGEST_KEY)), ...more > 0 ? [`${more} more`] : []];
	return ` (${listWords(words, words.length)})`;
}
function unsettledWords({ program, files }) {
	const changing = files.length === 0 ? "some file" : listWords(files.map((file) => oneLine(file, LONGEST_FILE)), MOST_FILES_SHOWN);
	return `latexmk gave up on ${programName(program)}: ${changing} changed in every pass`;
}
// src/reporting/model/advice.ts
const LONGEST_ID = 60;
const LONGEST_STEP = 60;
function adviceTexts(record) {
	const names = new Map(record.stages.map((stage) => [stage.id, stageName(stage)]));
	const byRemedy = /* @__PURE__ */ new Map();
	for (const one of record.advice ?? []) {
		const { seen, remedy } = wordsOf(one);
		const name = "stage" in one ? names.get(one.stage) ?? oneLine(one.stage, LONGEST_ID) : one.kind === "setup-step" ? "The job" : "The run as a whole";
		byRemedy.set(remedy, [...byRemedy.get(remedy) ?? [], {
			name,
			seen
		}]);
	}
	return [...byRemedy].map(([remedy, seen]) => ({
		seen,
		remedy
	}));
}
function adviceSentence({ seen, remedy }) {
	return `${seen.map((one) => `${one.name} ${one.seen}`).join("; ")}. ${remedy}`;
}
function wordsOf(advice) {
	switch (advice.kind) {
		case "declare-inputs": return {
			seen: `took ${formatDuration(advice.durationMs)}, with no inputs named`,
			remedy: "Name the files that a stage reads under `inputs`: while they stay the same it is reused instead of run."
		};
		case "parallel-tests": return {
			seen: `ran its tests one after another for ${formatDuration(advice.durationMs)}`,
			remedy: `Share them out with pytest-xdist (\`pytest -n auto\`): a rough prediction for ${advice.workers} workers is ${formatRoughly(advice.predictedMs)}, if the tests do not depend on one another.`
		};
		case "slow-test": return {
			seen: `spent ${formatShare(advice.testMs / Math.max(1, advice.allMs))} of its tests' time (${formatDuration(advice.testMs)}) in ${testName(advice.test).what}`,
			remedy: "Make that test smaller, or mark it as slow and leave it out while you work (`pytest -m \"not slow\"`)."
		};
		case "latex-cache": return {
			seen: `ran LaTeX ${times(advice.passes)} from nothing in ${formatDuration(advice.durationMs)}`,
			remedy: "Give it a cache with `preset: latex` on its output folder: latexmk then makes no pass for an unchanged document, and mostly one for a changed word."
		};
		case "latexmk": return {
			seen: `ran LaTeX ${times(advice.passes)} by itself in ${formatDuration(advice.durationMs)}`,
			remedy: "Let latexmk decide which passes are needed; only then a cache of its output folder saves any."
		};
		case "latex-unsettled": return {
			seen: "ended while LaTeX asked for another pass: numbers in the document may be wrong",
			remedy: advice.madeBy === void 0 ? "Let latexmk run it, which makes as many passes as are needed." : `Read in its log which package asks: ${advice.madeBy} made as many passes as it thought were needed.`
		};
		case "latex-never-settles": return {
			seen: `ran ${programName(advice.program)} ${times(advice.passes)} without an end: ${unsettledWords(advice)}`,
			remedy: "Find out what writes something else there in every pass (a time, a random number, a counter, a page number that moves to and fro): more passes do not help, and numbers in the document may be wrong."
		};
		case "setup-step": {
			const share = formatShare(advice.stepMs / Math.max(1, advice.jobMs));
			return {
				seen: `spent ${formatDuration(advice.stepMs)}, ${share} of the job so far, in the step “${oneLine(advice.step, LONGEST_STEP)}” before the pipeline`,
				remedy: "Make the step a `setup` of the definition: what it installs is then kept, and the next job on the same image puts it in place instead of installing it again."
			};
		}
		case "more-slots": return {
			seen: `waited ${formatDuration(advice.waitedMs)} for ${counted(advice.slots, "slot")} while ${formatShare(1 - advice.busyShare)} of the cores' time was idle`,
			remedy: `Try \`concurrency: ${advice.slots + 1}\` in the definition; stages that wait for disks, networks or timers do not need a core each.`
		};
		case "one-core": return {
			seen: `took ${formatDuration(advice.durationMs)} on one of ${advice.cores} cores`,
			remedy: "Split it into stages that do not need one another: they run at the same time."
		};
		case "memory": return {
			seen: `used ${formatBytes(advice.peakRssBytes)} of ${formatBytes(advice.memoryBytes)} of memory`,
			remedy: "Work on the data in pieces, or give the stage a `weight` that keeps others from running beside it."
		};
	}
}
export { adviceTexts as n, evidenceRow as r, adviceSentence as t };
