import { t as enginePasses } from "./evidence.js";
import { r as formatOf } from "./formats.js";
import { join } from "node:path";
import { stat } from "node:fs/promises";
// src/evidence/stage-evidence.ts
async function expectEvidence({ root, files, printsPasses }, read) {
	const expected = await Promise.all(files.map(async ({ source, file }) => {
		const place = join(root, file);
		return {
			source,
			path: file,
			place,
			before: await identityOf(place)
		};
	}));
	return async (stageLog, stageMs) => {
		const [{ passes, problems }, ...written] = await Promise.all([readPrinted(printsPasses ? stageLog : void 0, read), ...expected.map((file) => readWritten(file, stageMs, read))]);
		const numbers = Object.assign({}, ...written.map((one) => one.numbers));
		const isExpected = (problem) => enginePasses(passes) > 0 || !isAbsentDocument(problem);
		const isNews = ({ problem }) => problem.kind !== "lacks-files" || numbers.latex === void 0;
		return {
			...together(numbers, passes),
			problems: [...problems.filter(isNews), ...written.flatMap((one) => one.problems).filter(isExpected)]
		};
	};
}
async function restoredEvidence({ root, files }, read) {
	const found = await Promise.all(files.map(({ source, file: path }) => readWritten({
		source,
		path,
		place: join(root, path),
		before: void 0
	}, void 0, read)));
	const numbers = Object.assign({}, ...found.map((one) => one.numbers));
	const problems = found.flatMap((one) => one.problems);
	return {
		...together(numbers, NO_PASSES),
		problems: problems.filter(({ problem }) => problem.kind === "lacks-files")
	};
}
async function readWritten({ source, path, place, before }, stageMs, read) {
	const now = await identityOf(place);
	const result = now !== void 0 && now === before ? {
		kind: "unreadable",
		problem: { kind: "stale" }
	} : await read({
		kind: "file",
		source,
		file: place,
		stageMs
	}).catch(failed);
	return result.kind === "unreadable" ? {
		numbers: {},
		problems: [{
			source,
			path,
			problem: result.problem
		}]
	} : {
		numbers: result.numbers,
		problems: result.problems.map((problem) => ({
			source,
			path,
			problem
		}))
	};
}
const NO_PASSES = {
	passes: [],
	usesLatexmk: false
};
async function readPrinted(stageLog, read) {
	if (stageLog === void 0) return {
		passes: NO_PASSES,
		problems: []
	};
	return read({
		kind: "output",
		file: stageLog
	}).then(({ lacks, ...passes }) => ({
		passes,
		problems: lacks === void 0 ? [] : [{
			source: "output",
			problem: lacks
		}]
	}), (error) => ({
		passes: NO_PASSES,
		problems: [{
			source: "output",
			problem: failed(error).problem
		}]
	}));
}
function failed({ message }) {
	return {
		kind: "unreadable",
		problem: {
			kind: "system",
			message
		}
	};
}
function together({ tests, latex: document }, printed) {
	const hasLatex = document !== void 0 || printed.passes.length > 0 || printed.usesLatexmk;
	const evidence = {
		...tests !== void 0 && { tests },
		...hasLatex && { latex: {
			...printed,
			...document
		} }
	};
	return Object.keys(evidence).length > 0 ? { evidence } : {};
}
function isAbsentDocument({ source, problem }) {
	return (problem.kind === "missing" || problem.kind === "stale") && formatOf(source)?.gives === "latex";
}
async function identityOf(file) {
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
export { expectEvidence, restoredEvidence };
