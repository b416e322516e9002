import { a as isLiteral, c as normalForm, n as startDescent, t as matches } from "./descent.js";
import { r as programsIn, t as DOCUMENT_TOOLS } from "./programs.js";
import { r as formatOf } from "./formats.js";
// src/evidence/documents.ts
function runsLatex({ evidence, caches }, defined) {
	const isOfLatex = (name) => defined.some((cache) => cache.name === name && cache.preset === "latex");
	return caches.some(isOfLatex) || latexLogOf({ evidence }) !== void 0;
}
function documentsOf(stage, defined, { restored = false } = {}) {
	if (!makesDocuments(stage) && !runsLatex(stage, defined)) return [];
	const named = stage.outputs.filter(isLiteral).map(normalForm).filter(isPdf);
	const logged = latexLogOf(stage)?.replace(/\.log$/i, ".pdf");
	if (logged === void 0 || !isPdf(logged)) return named;
	if (named.length === 1) return named;
	const first = named.find((file) => nameOf(file) === nameOf(logged)) ?? logged;
	const isOutput = startDescent(stage.outputs);
	return [first, ...named.filter((file) => file !== first)].filter((file) => !restored || matches(isOutput, file));
}
function makesDocuments({ run, requires }) {
	return [...requires.map(({ name }) => name), ...programsIn(run)].some((name) => DOCUMENT_TOOLS.has(name));
}
function latexLogOf({ evidence }) {
	return evidence.find(({ source }) => formatOf(source)?.gives === "latex")?.file;
}
function isPdf(file) {
	return /\.pdf$/i.test(file);
}
function nameOf(file) {
	return file.slice(file.lastIndexOf("/") + 1);
}
export { runsLatex as n, documentsOf as t };
