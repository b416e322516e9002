import { t as enginePasses } from "./evidence.js";
import { relative } from "node:path";
import { stat } from "node:fs/promises";
// src/evidence/stage-evidence.ts
/** All evidence of one stage: what to look at, and whether this run of the stage has written it. */
/**
* Looks at what stands at the places before the stage's command starts: what is still the same
* afterwards tells of an earlier run.
*/
async function expectEvidence(places) {
	const [junitBefore, latexBefore] = await Promise.all([identityOf(places.junit), identityOf(places.latexLog)]);
	return async (stageLog) => {
		const [tests, latex] = await Promise.all([findTests(places.junit, junitBefore), findLatex(places, latexBefore, stageLog).catch((error) => ({ problems: [error.message] }))]);
		const evidence = {
			...tests.evidence,
			...latex.evidence
		};
		return {
			...Object.keys(evidence).length > 0 && { evidence },
			problems: [...tests.problems.map((problem) => `no test times from ${shown(places.junit)}: ${problem}`), ...latex.problems.map((problem) => `nothing of ${shown(places.latexLog)}: ${problem}`)]
		};
	};
	function shown(file) {
		return file === void 0 ? "its output" : relative(places.root, file);
	}
}
async function findTests(file, before) {
	if (file === void 0) return { problems: [] };
	const now = await identityOf(file);
	if (now === void 0) return { problems: ["there is no such file: let the command write it (pytest: `--junitxml`)"] };
	if (now === before) return { problems: ["an earlier run wrote it: let the command do so (pytest: `--junitxml`)"] };
	const { readJunit } = await import("./junit.js");
	const result = await readJunit(file);
	return result.kind === "read" ? {
		evidence: { tests: result.tests },
		problems: []
	} : { problems: [result.reason] };
}
async function findLatex({ latexLog, isLatex }, before, stageLog) {
	if (!isLatex && latexLog === void 0 || stageLog === void 0) return { problems: [] };
	const { readLatexLog, readPasses } = await import("./latex.js");
	const passes = await readPasses(stageLog);
	const now = await identityOf(latexLog);
	const isNew = latexLog !== void 0 && now !== void 0 && now !== before;
	const log = isNew ? await readLatexLog(latexLog) : void 0;
	const hasRun = passes.passes.length > 0;
	const evidence = { latex: {
		...passes,
		...log?.kind === "read" && log.numbers
	} };
	return {
		...(hasRun || passes.usesLatexmk || log?.kind === "read") && { evidence },
		problems: [...latexLog !== void 0 && enginePasses(passes) > 0 && !isNew ? ["LaTeX ran and did not write it"] : [], ...log?.kind === "unreadable" ? [log.reason] : []]
	};
}
/** Differs as soon as the file is written again; undefined where there is no file. */
async function identityOf(file) {
	if (file === void 0) return void 0;
	const found = await stat(file, { bigint: true }).catch(() => void 0);
	if (found?.isFile() !== true) return void 0;
	return [
		found.dev,
		found.ino,
		found.size,
		found.mtimeNs,
		found.ctimeNs
	].join(":");
}
export { expectEvidence };
