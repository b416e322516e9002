// src/pipeline/programs.ts
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
const SEPARATORS = /\s*(?:\n|;|&&|\|\||\||&)\s*/;
function commandsIn(run) {
	return run.replace(/\\\r?\n/g, " ").split(SEPARATORS);
}
function programsIn(run) {
	return new Set(commandsIn(run).flatMap((command) => programOf(command) ?? []));
}
function programOf(command) {
	const words = command.split(/\s+/).filter((word) => word !== "");
	for (let i = 0; i < words.length; i += 1) {
		const word = (words[i] ?? "").replace(/^[({]+|["']/g, "");
		const taken = wordsBefore(word, words[i + 1]);
		if (taken === void 0) return word.slice(word.lastIndexOf("/") + 1) || void 0;
		i += taken;
		while (taken >= 0 && words[i + 1]?.startsWith("-")) i += WITH_VALUE.test(words[i + 1] ?? "") ? 2 : 1;
	}
}
function wordsBefore(word, next) {
	if (word === "" || KEYWORDS.has(word) || /^[A-Za-z_]\w*=/.test(word)) return 0;
	if (word === "timeout") return next?.startsWith("-") ? 0 : 1;
	return RUNNERS.get(word) === next && next !== void 0 ? 1 : void 0;
}
const KEYWORDS = /* @__PURE__ */ new Set([...[
	"!",
	"if",
	"then",
	"elif",
	"else",
	"while",
	"until",
	"do"
], ...[
	"exec",
	"env",
	"time",
	"nice",
	"nohup",
	"sudo",
	"xvfb-run",
	"npx"
]]);
const RUNNERS = new Map([
	...[
		"uv",
		"poetry",
		"pdm",
		"hatch",
		"pixi",
		"pipenv",
		"rye"
	].map((tool) => [tool, "run"]),
	...[
		"conda",
		"mamba",
		"micromamba"
	].map((tool) => [tool, "run"]),
	["bundle", "exec"]
]);
const WITH_VALUE = /^(?:-[nCpeks]|--(?:name|prefix|with|project|directory|python|extra|group|only-group|environment|env-file|signal|kill-after))$/;
export { commandsIn as n, programsIn as r, DOCUMENT_TOOLS as t };
