import { t as enginePasses } from "./evidence.js";
import { relative } from "node:path";
import { stat } from "node:fs/promises";
// src/evidence/stage-evidence.ts
async function expectEvidence(places, read) {
	const [junitBefore, latexBefore] = await Promise.all([identityOf(places.junit), identityOf(places.latexLog)]);
	return async (stageLog, stageMs) => {
		const [tests, latex] = await Promise.all([findTests(places.junit, junitBefore, stageMs, read).catch(asProblem), findLatex(places, latexBefore, stageLog, read).catch(asProblem)]);
		const evidence = {
			..."tests" in tests && { tests: tests.tests },
			..."latex" in latex && { latex: latex.latex }
		};
		return {
			...Object.keys(evidence).length > 0 && { evidence },
			problems: [...tests.problems.map((problem) => ({
				source: "junit",
				path: shown(places.junit) ?? "",
				problem
			})), ...latex.problems.map((problem) => ({
				source: "latex",
				path: shown(places.latexLog),
				problem
			}))]
		};
	};
	function shown(file) {
		return file === void 0 ? void 0 : relative(places.root, file);
	}
}
function asProblem({ message }) {
	return { problems: [{
		kind: "system",
		message
	}] };
}
async function findTests(file, before, stageMs, read) {
	if (file === void 0) return { problems: [] };
	const now = await identityOf(file);
	if (now !== void 0 && now === before) return { problems: [{ kind: "stale" }] };
	const result = await read({
		kind: "junit",
		file,
		stageMs
	});
	return result.kind === "read" ? result : { problems: [result.problem] };
}
async function findLatex({ latexLog, isLatex }, before, stageLog, read) {
	if (!isLatex && latexLog === void 0 || stageLog === void 0) return { problems: [] };
	const passes = await read({
		kind: "passes",
		file: stageLog
	});
	const now = await identityOf(latexLog);
	const isNew = latexLog !== void 0 && now !== void 0 && now !== before;
	const log = isNew ? await read({
		kind: "latex-log",
		file: latexLog
	}) : void 0;
	const hasRun = passes.passes.length > 0;
	const latex = {
		...passes,
		...log?.kind === "read" && log.numbers
	};
	return {
		...(hasRun || passes.usesLatexmk || log?.kind === "read") && { latex },
		problems: [...latexLog !== void 0 && enginePasses(passes) > 0 && !isNew ? [{ kind: "not-written" }] : [], ...log?.kind === "unreadable" ? [log.problem] : []]
	};
}
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
