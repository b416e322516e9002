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
		const [tests, latex] = await Promise.all([findTests(places.junit, junitBefore), findLatex(places, latexBefore, stageLog).catch(() => void 0)]);
		const evidence = {
			...tests.evidence,
			...latex !== void 0 && { latex }
		};
		return {
			...Object.keys(evidence).length > 0 && { evidence },
			problems: tests.problems
		};
	};
}
async function findTests(file, before) {
	if (file === void 0) return { problems: [] };
	const now = await identityOf(file);
	if (now === void 0 || now === before) return { problems: ["this run did not write it: let the command do so (pytest: `--junitxml`)"] };
	const { readJunit } = await import("./junit.js");
	const result = await readJunit(file);
	return result.kind === "read" ? {
		evidence: { tests: result.tests },
		problems: []
	} : { problems: [result.reason] };
}
async function findLatex({ latexLog, isLatex }, before, stageLog) {
	if (!isLatex && latexLog === void 0 || stageLog === void 0) return void 0;
	const { readLatexLog, readPasses } = await import("./latex.js");
	const passes = await readPasses(stageLog);
	const now = await identityOf(latexLog);
	const isNew = latexLog !== void 0 && now !== void 0 && now !== before;
	if (!isNew && !passes.usesLatexmk && passes.passes.length === 0) return void 0;
	return {
		...passes,
		...isNew && await readLatexLog(latexLog)
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
