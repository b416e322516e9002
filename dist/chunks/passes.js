import { a as oneLine } from "./text.js";
import { n as texErrorFinder } from "./tex-error.js";
import { n as lackingFilesFinder, t as recordedError } from "./recorded-error.js";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
// src/evidence/latex/passes.ts
const LARGEST_BYTES = 33554432;
const LONGEST_LINE = 500;
const COLOUR = /\u001b\[[\d;]{0,20}m/g;
const MOST_PROGRAMS = 12;
const MOST_FILES = 8;
const LONGEST_FILE = 200;
const LATEXMK_RUN = /^(?:Latexmk: )?Run number \d+ of rule '([\w.+-]{1,40})/;
const LATEXMK = /^(?:Latexmk: |Rc files read:)/;
const REASONS = /^(?:Changed files|Rule '[^']{1,200}': File changes)/;
const CHANGED_FILE = /^\s+'?(.{1,1000}?)'?\s*$/;
const GAVE_UP = /^Latexmk: Maximum runs of (\S{1,40}) reached without getting stable files/;
const ENGINE = /^This is (?:MiKTeX-)?([\w-]{0,20}TeX),? (?:Version )?.*$/;
const STARTED_AS = /\(preloaded format=([a-z]{0,20}tex(?:-dev)?)[\s)]/;
const ENGINES = {
	pdfTeX: "pdflatex",
	XeTeX: "xelatex",
	LuaTeX: "lualatex",
	LuaHBTeX: "lualatex",
	LuajitTeX: "lualatex",
	LuajitHBTeX: "lualatex",
	pTeX: "platex",
	"e-pTeX": "platex",
	upTeX: "uplatex",
	"e-upTeX": "uplatex",
	"ep-pTeX": "platex",
	BibTeX: "bibtex",
	pBibTeX: "pbibtex",
	upBibTeX: "upbibtex"
};
const BIBER = /^INFO - This is Biber /;
const TECTONIC = /^note: (?:Rerunning TeX\b|Running (?:external tool )?([\w.-]{1,40}))/;
async function readPasses(stageLog) {
	const byLatexmk = /* @__PURE__ */ new Map();
	const byThemselves = /* @__PURE__ */ new Map();
	let usesLatexmk = false;
	let gaveUpOn;
	let changed = [];
	let isListing = false;
	const errors = texErrorFinder();
	const lacking = lackingFilesFinder();
	const input = createReadStream(stageLog, { end: LARGEST_BYTES });
	for await (const whole of createInterface({
		input,
		crlfDelay: Number.POSITIVE_INFINITY
	})) {
		const line = whole.slice(0, LONGEST_LINE).replace(COLOUR, "");
		errors.next(line);
		lacking.next(line);
		usesLatexmk ||= LATEXMK.test(line);
		gaveUpOn = GAVE_UP.exec(line)?.[1] ?? gaveUpOn;
		const [, file] = isListing && CHANGED_FILE.exec(line) || [];
		if (file !== void 0 && changed.length < MOST_FILES) changed.push(oneLine(file, LONGEST_FILE));
		if (REASONS.test(line)) [isListing, changed] = [true, []];
		else if (file === void 0) isListing = false;
		const [, rule] = LATEXMK_RUN.exec(line) ?? [];
		if (rule !== void 0) increment(byLatexmk, rule);
		const program = programOf(line);
		if (program !== void 0) increment(byThemselves, program);
	}
	const lacks = lacking.found();
	return {
		passes: [...usesLatexmk ? byLatexmk : byThemselves].map(([program, count]) => ({
			program,
			count
		})),
		usesLatexmk,
		...recordedError(errors.found()),
		...lacks !== void 0 && { lacks },
		...gaveUpOn !== void 0 && { unsettled: {
			program: gaveUpOn,
			files: changed
		} }
	};
}
function programOf(line) {
	if (BIBER.test(line)) return "biber";
	const [, engine] = ENGINE.exec(line) ?? [];
	if (engine !== void 0) return STARTED_AS.exec(line)?.[1] ?? ENGINES[engine];
	const ran = TECTONIC.exec(line);
	if (ran === null) return void 0;
	const [, tool = "TeX"] = ran;
	return tool === "TeX" ? "tectonic" : tool.toLowerCase();
}
function increment(counts, key) {
	if (counts.has(key) || counts.size < MOST_PROGRAMS) counts.set(key, (counts.get(key) ?? 0) + 1);
}
export { readPasses };
