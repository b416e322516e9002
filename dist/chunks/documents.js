import { a as isLiteral, c as normalForm, n as startDescent, t as matches } from "./descent.js";
import { r as formatOf } from "./formats.js";
// src/evidence/documents.ts
const DOCUMENT_TOOLS = /* @__PURE__ */ new Set([...[
	"latexmk",
	"tectonic",
	"pdflatex",
	"xelatex",
	"lualatex",
	"uplatex",
	"platex"
], ...[
	"pandoc",
	"quarto",
	"typst"
]]);
function runsLatex({ evidence, caches }, defined) {
	const isOfLatex = (name) => defined.some((cache) => cache.name === name && cache.preset === "latex");
	return caches.some(isOfLatex) || latexLogOf({ evidence }) !== void 0;
}
function documentsOf(stage, defined, { restored = false } = {}) {
	if (!stage.requires.some(({ name }) => DOCUMENT_TOOLS.has(name)) && !runsLatex(stage, defined)) return [];
	const named = stage.outputs.filter(isLiteral).map(normalForm).filter(isPdf);
	const logged = latexLogOf(stage)?.replace(/\.log$/i, ".pdf");
	if (logged === void 0 || !isPdf(logged)) return named;
	if (named.length === 1) return named;
	const first = named.find((file) => nameOf(file) === nameOf(logged)) ?? logged;
	const isOutput = startDescent(stage.outputs);
	return [first, ...named.filter((file) => file !== first)].filter((file) => !restored || matches(isOutput, file));
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
