import { a as withNeeds, n as findCycle, r as nodesOf } from "./graph.js";
import { a as isLiteral, n as startDescent, t as matches$1 } from "./descent.js";
import { a as MOST_BYTES, i as require_dist, n as evidenceOf, o as decodeText, r as parseYaml } from "./evidence2.js";
import { n as entriesOf, t as askGit } from "./git.js";
import { t as lstatOf } from "./tracked.js";
import { t as countBy } from "./numbers.js";
import { t as nearest } from "./nearest.js";
import { a as quoted, i as inReadingOrder, n as code, t as START } from "./problems.js";
import { t as isObject } from "./objects.js";
import { t as escapeRegExp } from "./regexp.js";
import path, { posix } from "node:path";
import { closeSync, lstatSync, openSync, readSync } from "node:fs";
import { readdir } from "node:fs/promises";
// src/definition/detection/model/meets.ts
function meets(a, b) {
	const [left, right] = [placeOf$1(a), placeOf$1(b)];
	const nested = isIn$2(left, right) || isIn$2(right, left);
	if (isFolder(a) || isFolder(b)) return nested;
	if (isLiteral(a) && isLiteral(b)) return nested;
	if (isLiteral(a)) return matches$1(startDescent([b]), left);
	if (isLiteral(b)) return matches$1(startDescent([a]), right);
	return nested && (endingOf(a).endsWith(endingOf(b)) || endingOf(b).endsWith(endingOf(a)));
}
function placeOf$1(path) {
	if (isLiteral(path)) return path.replace(/\/+$/, "");
	const begin = path.slice(0, path.search(/[*?[{]/));
	return begin.slice(0, Math.max(0, begin.lastIndexOf("/")));
}
function isFolder(path) {
	return path.endsWith("/") || path.endsWith("/**");
}
function isIn$2(path, folder) {
	return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
function endingOf(pattern) {
	return pattern.slice(pattern.lastIndexOf("*") + 1);
}
// src/definition/detection/made.ts
function outputsOf$1({ made, evidence }) {
	return [...made.kind === "known" ? made.outputs.filter((output) => !output.startsWith("!")) : [], ...evidenceOf({ evidence }).map(({ file }) => file)];
}
function lacksSome({ key, lacks = [] }, stages) {
	const outputs = stages.filter((stage) => stage.key !== key).flatMap(outputsOf$1);
	return lacks.some((path) => !outputs.some((output) => meets(path, output)));
}
function missingOf({ key, wants = [] }, stages, observed) {
	const outputs = stages.filter((stage) => stage.key !== key).flatMap(outputsOf$1);
	return wants.filter((choices) => !choices.some((choice) => observed.hasFile(choice)) && !choices.some((choice) => outputs.some((output) => meets(choice, output))));
}
function unmadeData(stage, stages, observed) {
	const outputs = stages.flatMap(outputsOf$1);
	const isUnmade = (path) => !outputs.some((output) => meets(path, output));
	const taken = (stage.wants ?? []).flatMap((choices) => (choices.every(isUnmade) ? choices.find(observed.hasFile) : void 0) ?? []);
	const read = stage.reads.filter((path) => !path.endsWith("/") && !path.includes("*")).filter((path) => observed.isOnDisk(path) && isUnmade(path));
	const patterns = stage.reads.filter((path) => /^[^*?]+\/[^?]*\*/.test(path) && hasMatch(path, observed) && isUnmade(path));
	const known = startDescent(stage.inputs);
	return [.../* @__PURE__ */ new Set([
		...read,
		...patterns,
		...taken.filter((path) => !matches$1(known, path))
	])];
}
function absentOf({ lacks = [], maybe = [] }, stages, observed) {
	const outputs = [...stages.flatMap(outputsOf$1), ...maybe];
	return lacks.filter((path) => !outputs.some((output) => meets(path, output)) && !(path.includes("*") ? hasMatch(path, observed) : observed.isOnDisk(path)));
}
function hasMatch(pattern, observed) {
	const files = startDescent([pattern]);
	return observed.files.some((file) => matches$1(files, file));
}
// src/definition/detection/model/draft.ts
var import_dist = require_dist();
function draftText({ comments, setups = [], caches = {}, stages }) {
	const cacheLines = Object.entries(caches).map(([name, cache]) => `  ${name}: ${inline(cache)}`);
	return [
		...comments.map((comment) => `# ${oneLine(comment)}`),
		...setups.length > 0 ? ["setup:", ...setups.flatMap(linesOf)] : [],
		...cacheLines.length > 0 ? ["caches:", ...cacheLines] : [],
		"stages:",
		...stages.flatMap(linesOf),
		""
	].join("\n");
}
function linesOf({ id, keys }) {
	const entries = Object.entries(keys).filter(([, value]) => value !== void 0 && !isEmpty(value));
	return [`  ${inline(id)}:`, ...entries.flatMap(([key, value = ""]) => {
		if (!(typeof value === "string" && value.includes("\n") && key === "run")) return [`    ${key}: ${inline(value)}`];
		return [`    ${key}: |`, ...value.split("\n").map((line) => `      ${line}`)];
	})];
}
function idMaker() {
	const taken = /* @__PURE__ */ new Set(["constructor", "prototype"]);
	return (name) => {
		const base = slug(name) || "stage";
		let id = base;
		for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
		taken.add(id);
		return id;
	};
}
function slug(text) {
	return text.slice(0, 200).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60).replace(/-$/, "");
}
function isEmpty(value) {
	return typeof value === "object" && Object.keys(value).length === 0;
}
function inline(value) {
	return (0, import_dist.stringify)(value, {
		collectionStyle: "flow",
		flowCollectionPadding: false,
		lineWidth: 0,
		doubleQuotedAsJSON: true,
		blockQuote: false
	}).replace(/\n$/, "");
}
function oneLine(text) {
	return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, " ");
}
// src/definition/detection/model/observed.ts
const TEXT_BYTES = 262144;
const MOST_ENTRIES = 5e4;
const DEEPEST$3 = 8;
const FOREIGN_FOLDERS = /^(?:\..+|node_modules|__pycache__|venv|env|site-packages|renv|packrat|.+\.egg-info)$/;
function isWritable(text) {
	return !/[\p{Cc}\p{Cs}\ufffd]/u.test(text);
}
async function observeFolder(root) {
	const ignored = await ignoredBelow(root);
	const files = [];
	const folders = [];
	let open = [""];
	for (let depth = 0; depth <= DEEPEST$3 && open.length > 0; depth += 1) {
		const next = [];
		for (const folder of open) {
			if (files.length + folders.length > MOST_ENTRIES) break;
			const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
			for (const entry of entries) {
				if (!isWritable(entry.name)) continue;
				const name = within(folder, entry.name);
				if (ignored.has(entry.isDirectory() ? `${name}/` : name)) continue;
				if (entry.isFile()) files.push(name);
				else if (entry.isDirectory() && !FOREIGN_FOLDERS.test(entry.name)) next.push(name);
			}
		}
		folders.push(...next);
		open = next;
	}
	const isOnDisk = (name) => lstatOf(path.join(root, name)) !== void 0;
	return observedOf(files, folders, isOnDisk, (file, most) => readStart(path.join(root, file), most));
}
const GIT_MS = 1e4;
async function ignoredBelow(root) {
	const place = {
		folder: root,
		environment: process.env,
		timeoutMs: GIT_MS
	};
	const answer = await askGit(place, ["ls-files", ...[
		"-z",
		"--others",
		"--ignored",
		"--exclude-standard",
		"--directory"
	]]);
	if (answer.kind !== "answered" || answer.exitCode !== 0) return /* @__PURE__ */ new Set();
	const entries = entriesOf(answer.stdout);
	return entries.includes("./") ? /* @__PURE__ */ new Set() : new Set(entries);
}
function observedOf(listed, foundFolders, isOnDisk, read) {
	const files = listed.toSorted();
	const known = new Set(files);
	const folders = foundFolders.toSorted();
	const knownFolders = new Set(folders);
	const inFolder = /* @__PURE__ */ new Map();
	for (const file of files) {
		const beside = inFolder.get(folderOf(file));
		if (beside === void 0) inFolder.set(folderOf(file), [file]);
		else beside.push(file);
	}
	const texts = /* @__PURE__ */ new Map();
	return {
		files,
		folders,
		hasFile: (file) => known.has(file),
		hasFolder: (folder) => knownFolders.has(folder),
		isOnDisk,
		filesIn: (folder) => inFolder.get(folder) ?? [],
		filesBelow: (folder) => folder === "" ? files : files.filter((file) => file.startsWith(`${folder}/`)),
		bytes: (file, most) => known.has(file) ? read(file, most) : void 0,
		text: (file) => {
			if (!known.has(file)) return void 0;
			if (!texts.has(file)) {
				const bytes = read(file, TEXT_BYTES);
				texts.set(file, bytes === void 0 ? void 0 : textOf(bytes));
			}
			return texts.get(file);
		}
	};
}
function textOf(bytes) {
	const decoded = decodeText(bytes);
	return (decoded.ok ? decoded.text : bytes.toString("latin1")).replaceAll("\r\n", "\n");
}
function readStart(file, most) {
	try {
		if (!lstatSync(file).isFile()) return void 0;
		const handle = openSync(file, "r");
		try {
			const buffer = Buffer.alloc(most);
			return buffer.subarray(0, readSync(handle, buffer, 0, most, 0));
		} finally {
			closeSync(handle);
		}
	} catch {
		return;
	}
}
function folderOf(file) {
	return file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
}
function baseOf(file) {
	return file.slice(file.lastIndexOf("/") + 1);
}
function withoutExtension(file) {
	return file.replace(/\.[^./]+$/, "");
}
function extensionOf(file) {
	return /\.[^./]+$/.exec(file)?.[0] ?? "";
}
function besidePattern(file) {
	return within(folderOf(file), `*${extensionOf(file)}`);
}
function within(folder, name) {
	return folder === "" ? name : `${folder}/${name}`;
}
function resolveIn(folder, written) {
	if (written.startsWith("/") || /^[A-Za-z]:|^~/.test(written)) return void 0;
	const parts = [];
	for (const part of `${folder}/${written}`.split("/")) {
		if (part === "" || part === ".") continue;
		if (part !== "..") parts.push(part);
		else if (parts.pop() === void 0) return void 0;
	}
	return parts.join("/");
}
const RESULT_FOLDERS = /^(?:outputs?|out|results?|build|_build|_site|dist|artifacts?|generated|figures?|figs?|plots?|tables?|processed|interim|derived|latex_temp)$/i;
function isResult(file) {
	return folderOf(file).split("/").some((part) => RESULT_FOLDERS.test(part));
}
function isBuilt(file) {
	return isResult(file.replace(/(^|\/)(?:figures?|figs?|plots?|tables?)\//gi, "$1x/"));
}
function remembered(find) {
	const known = /* @__PURE__ */ new WeakMap();
	return (observed, ...names) => {
		const found = known.get(observed) ?? /* @__PURE__ */ new Map();
		known.set(observed, found);
		const key = names.join("\0");
		if (found.has(key)) return found.get(key);
		const value = find(observed, ...names);
		found.set(key, value);
		return value;
	};
}
// src/definition/detection/settle.ts
function settleOutputs(stages) {
	const written = countBy(stages.flatMap(({ made }) => literalOutputs(made)), (output) => output);
	const taken = new Set(written.keys());
	const settled = stages.map((stage) => {
		const own = literalOutputs(stage.made);
		const isShared = (output) => (written.get(output) ?? 0) > 1 && !output.startsWith("!");
		if (stage.orderIsGiven !== true && own.some(isShared)) return {
			...stage,
			made: {
				kind: "unknown",
				why: "shared"
			}
		};
		const claimed = (stage.maybe ?? []).filter((path) => !taken.has(path));
		for (const path of claimed) taken.add(path);
		return claimed.length === 0 ? stage : {
			...stage,
			made: withOutputs(stage.made, claimed)
		};
	});
	return settled.map((stage) => gathered(stage, settled));
}
const MANY = 8;
function gathered(stage, stages) {
	const own = literalOutputs(stage.made);
	const kinds = countBy(own, kindOf);
	const isOthers = (folder) => stages.some((other) => other !== stage && literalOutputs(other.made).some((one) => one.startsWith(folder)));
	const outputs = own.map((output) => {
		const kind = kindOf(output);
		const folder = kind.slice(0, kind.lastIndexOf("*"));
		return (kinds.get(kind) ?? 0) >= MANY && folder !== "" && !isOthers(folder) ? kind : output;
	});
	return own.length < MANY ? stage : {
		...stage,
		made: {
			kind: "known",
			outputs: [...new Set(outputs)]
		}
	};
}
function kindOf(output) {
	return output.replace(/[^/]*(\.[^./]+)$/, "*$1");
}
function literalOutputs(made) {
	return made.kind === "known" ? made.outputs : [];
}
function withOutputs(made, more) {
	if (made.kind === "known") return {
		kind: "known",
		outputs: [...made.outputs, ...more]
	};
	return made.why === "not-seen" ? {
		kind: "known",
		outputs: more
	} : made;
}
// src/definition/detection/manuscripts/tex-packages.ts
const OWNERS = {
	"texlive-bibtex-extra": "apacite biblatex biblatex-chicago",
	"texlive-fonts-extra": "FiraSans XCharter academicons bbm cabin ccicons cmbright dsfont ebgaramond fontawesome fontawesome5 fourier inconsolata kpfonts libertine libertinus newpxmath newpxtext newtxmath newtxtext opensans roboto sourcecodepro sourcesanspro stix stix2",
	"texlive-humanities": "covington expex gb4e linguex qtree reledmac verse",
	"texlive-lang-chinese": "ctex",
	"texlive-lang-cjk": "xeCJK CJK CJKutf8",
	"texlive-lang-japanese": "luatexja",
	"texlive-music": "musicography musixtex",
	"texlive-pictures": "chemfig circuitikz dot2texi forest pgf pgfplots pgfplotstable qcircuit quantikz smartdiagram tikz tikz-cd tikz-dependency tikz-feynman tikzposter tikzscale xy xypic",
	"texlive-plain-generic": "soul ulem",
	"texlive-pstricks": "pst-plot pstricks",
	"texlive-publishers": "IEEEtran aastex631 acmart apa6 apa7 elsarticle llncs mnras revtex4 revtex4-1 revtex4-2",
	"texlive-science": "algorithm algorithm2e algorithmic algorithmicx algpseudocode chemformula commath complexity mhchem physics siunitx steinmetz stmaryrd tensor"
};
const COMMON$1 = new Set("afterpage amsart amsbook amsfonts amsmath amssymb amsthm array article babel beamer bm book booktabs calc caption charter cmap color colortbl courier dcolumn empheq enumerate epstopdf etoolbox fancyhdr fancyvrb float fontenc fontspec geometry graphics graphicx helvet hyperref ifthen inputenc keyval latexsym letter lineno listings longtable makeidx mathpazo mathspec mathtools memoir microtype multicol natbib palatino parskip pdflscape pdfpages polyglossia ragged2e report rotating scrartcl scrbook scrlttr2 scrreprt setspace subcaption subfig tabularx textcomp times unicode-math url verbatim xcolor xfrac xltxtra xparse xspace xunicode".split(" "));
const PROGRAMS$2 = {
	xelatex: "texlive-xetex",
	lualatex: "texlive-luatex",
	biber: "biber",
	pygmentize: "python3-pygments"
};
const OWNER = new Map(Object.entries(OWNERS).flatMap(([owner, names]) => names.split(" ").map((name) => [name, owner])));
function debianPackages(programs, loaded) {
	const owners = loaded.filter((name) => !COMMON$1.has(name)).map((name) => OWNER.get(name) ?? FURTHER);
	const tools = programs.flatMap((program) => PROGRAMS$2[program] ?? []);
	return [.../* @__PURE__ */ new Set([
		...ALWAYS,
		...tools,
		...owners
	])].sort();
}
const ALWAYS = [
	"fonts-lmodern",
	"latexmk",
	"texlive-latex-recommended"
];
const FURTHER = "texlive-latex-extra";
// src/definition/detection/setups.ts
function setupsFor(stages, makeId) {
	const documents = stages.filter(({ loads }) => loads !== void 0);
	if (documents.length === 0) return [];
	const programs = [...new Set(documents.flatMap(({ requires }) => requires))];
	const run = ["sudo apt-get update", `sudo apt-get install --yes --no-install-recommends ${debianPackages(programs, documents.flatMap(({ loads = [] }) => loads)).join(" ")}`].join("\n");
	const name = "Install TeX";
	return [{
		id: makeId(name),
		keys: {
			name,
			run,
			provides: programs,
			renew: "30d"
		}
	}];
}
// src/definition/detection/words.ts
function whatWasFound({ summaries }) {
	return summaries.map(summaryWords).join(", ");
}
function summaryWords(summary) {
	switch (summary.kind) {
		case "template": {
			const project = summary.project === void 0 ? "" : ` for the project ${summary.project}`;
			return `${count(summary.stages, "stage")} of ${summary.file}${project}`;
		}
		case "workflow": return `${summary.tool} (${summary.file})`;
		case "numbered": return `${count(summary.scripts, "numbered script")} in ${summary.folder || "."}/`;
		case "scripts": return `${count(summary.files.length, "script")} (${summary.files.slice(0, 3).join(", ")}${summary.files.length > 3 ? ", …" : ""})`;
		case "tests": return `pytest (${summary.from})`;
		case "document": return `${summary.tool} (${summary.file})`;
	}
}
function mainSource({ summaries }) {
	const [first] = summaries;
	switch (first?.kind) {
		case void 0: return ".";
		case "template":
		case "workflow":
		case "document": return first.file;
		case "numbered": return `${first.folder || "."}/`;
		case "scripts": return first.files[0] ?? ".";
		case "tests": return first.from;
	}
}
function headLines(found, notes) {
	return [
		`Made by \`stagetime init\` from ${whatWasFound(found)}.`,
		...checkLines(notes),
		...leftOutLines(found.leftOut)
	];
}
function leftOutLines(leftOut) {
	const covered = /* @__PURE__ */ new Map();
	for (const one of leftOut) {
		if (one.kind !== "covered") continue;
		const known = covered.get(one.by);
		if (known === void 0) covered.set(one.by, [one.what]);
		else if (!known.includes(one.what)) known.push(one.what);
	}
	const lacking = leftOut.flatMap((one) => one.kind === "no-arguments" ? [one.file] : []);
	const rest = leftOut.filter(isAlone);
	return [
		...[...covered].map(([by, what]) => `Left out: ${shortList(what)} (${by} runs ${what.length === 1 ? "it" : "them"}).`),
		...lacking.length === 0 ? [] : [`Left out: ${shortList(lacking)} (needs arguments, and the README gives none).`],
		...rest.map((one) => `Left out: ${leftOutWords(one)}.`)
	];
}
function checkLines(notes) {
	const lines = /* @__PURE__ */ new Map();
	for (const [stage, own] of notes) for (const note of own) {
		const words = noteWords(note);
		const stages = lines.get(words);
		if (stages === void 0) lines.set(words, [stage]);
		else if (!stages.includes(stage)) stages.push(stage);
	}
	return [...lines].map(([words, stages]) => `${shortList(stages)}: ${words}`);
}
const MOST_NAMES = 8;
const MOST_ABSENT = 2;
function shortList(names, most = MOST_NAMES) {
	if (names.length <= most) return names.join(", ");
	return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
function noteWords(note) {
	switch (note.kind) {
		case "from-source": return "check `inputs` and `outputs`; they are what the text of the script names, and it may read or write more.";
		case "inputs-from-contract": return "`inputs` and `outputs` are what the template's contracts promise, with the script and what it imports.";
		case "engine-from-rc": return `${note.file} chooses the engine.`;
		case "wide-inputs": return `any file of the project counts as an input, since only ${note.tool} knows which it reads; name them in \`inputs\` to run it less often.`;
		case "missing-figure": return `${note.file} is not there, and no stage makes it.`;
		case "needs-arguments": return "needs arguments: write them behind the script in `run`.";
		case "looks-at-machine": return "looks at the machine, which no input tells about, so it runs every time.";
		case "always-runs": return "runs every time, because its outputs could not be seen; name `inputs` and `outputs`, and it is reused.";
		case "unseen": return `${UNSEEN[note.what]}, so it runs every time; name its \`inputs\`, and it is reused.`;
		case "absent": return `reads ${shortList(note.files, MOST_ABSENT)}, which ${note.files.length === 1 ? "is" : "are"} not there and no stage makes, so it runs every time; name its \`inputs\`, and it is reused.`;
		case "behind-unknown": return "runs every time, because what the stages before it write could not be seen; name theirs and its `inputs`.";
		case "shared-folder": return "runs every time, because another stage writes the same files or folders; give each its own.";
		case "dated": return "prints `\\today`, which does not count as an input: a reused PDF keeps the day of the commit that made it; where the date matters, see \"Dates\" in docs/reuse.md.";
		case "after-failure": return "removes what latexmk remembers of a failure, which would keep the next run from building.";
	}
}
const UNSEEN = {
	reads: "reads something whose name `init` could not see",
	writes: "writes something whose name `init` could not see",
	"takes-in": "imports or starts something by a name that is computed"
};
function isAlone(left) {
	return left.kind !== "covered" && left.kind !== "no-arguments";
}
function leftOutWords(left) {
	switch (left.kind) {
		case "on-request": return `${short(left.stage)} (tag ${left.tag}: runs only when asked for)`;
		case "method": return `${short(left.stage)} (a function of the project's own runner, not a script)`;
		case "disabled": return `${short(left.stage)} (\`enabled\` is false)`;
		case "keys": return `${left.keys.map(code).join(", ")} of ${short(left.stage)} (only the project's own runner knows what to do with ${left.keys.length === 1 ? "it" : "them"})`;
		case "made": return `${left.file} (made from ${left.source})`;
		case "split": return `${left.file} (the scripts that it runs are stages of their own here)`;
		case "no-runner": return `${left.file} (no program is known that runs it: write a stage for it)`;
		case "results": return `${left.folder}/ (${count(left.documents, "document")} among results)`;
		case "no-pipeline": return `${left.file} (its rules build neither figures nor a document)`;
		case "housekeeping": return `${left.file} (by its name it is about the checkout, not about results)`;
		case "aside": return `${left.file} (in a folder of examples or tests)`;
		case "arguments": return `${left.file} (the README gives it arguments that have to be filled in)`;
		case "unordered": return `${count(left.scripts, "script")} in ${left.folder}/ (neither a number, a document's figure nor the README says when to run ${left.scripts === 1 ? "it" : "them"})`;
		case "too-many": return `${left.what} after the first ${left.kept}`;
	}
}
function short(name) {
	return name.slice(0, 80);
}
function count(n, noun) {
	return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
function refusalProblems(refusal) {
	if (refusal.kind === "invalid") return inReadingOrder(refusal.file, refusal.problems);
	const { projects, asked } = refusal;
	const meant = asked === void 0 ? void 0 : nearest(asked, projects);
	const are = projects.length === 0 ? "there are no projects" : `there are: ${shortList(projects, MOST_PROJECTS)}`;
	const message = asked === void 0 ? `one of ${count(projects.length, "project")} has to be chosen; ${are}` : `there is no project ${code(asked)}; ${are}`;
	const remedy = `\`stagetime init --project ${meant ?? projects[0] ?? "NAME"}\` writes the pipeline of one; with a file name behind it, several stand side by side`;
	return inReadingOrder("projects", [{
		...START,
		message,
		remedy
	}]);
}
const MOST_PROJECTS = 40;
// src/definition/detection/assemble.ts
function assemble(found, observed, python, { setups = false } = {}) {
	const stages = withEnvironment(settleOutputs(found.stages), python);
	const missing = new Map(stages.map((stage) => [stage.key, missingOf(stage, stages, observed)]));
	const needs = needsOf(stages, missing);
	const graph = {
		needs,
		nodes: nodesOf(needs),
		byKey: new Map(stages.map((stage) => [stage.key, stage])),
		missing
	};
	const reused = stages.map((stage) => reusable(stage, stages, graph, observed));
	const makeId = idMaker();
	const setUp = setups ? setupsFor(reused, makeId) : [];
	const ids = new Map(reused.map(({ key, idWords, name }) => [key, makeId(idWords ?? name)]));
	return {
		text: draftText({
			comments: headLines(found, new Map(reused.map((stage) => [ids.get(stage.key) ?? "", stage.notes]))),
			setups: setUp,
			caches: cachesOf(reused),
			stages: reused.map((stage) => ({
				id: ids.get(stage.key) ?? "",
				keys: {
					name: stage.name,
					needs: shortened(stage, graph).map((key) => ids.get(key) ?? ""),
					...keysOf(stage)
				}
			}))
		}),
		ignore: ignoredPaths(reused, observed)
	};
}
function keysOf(stage) {
	const isKnown = stage.made.kind === "known";
	return {
		run: stage.run,
		"working-directory": stage.workingDirectory,
		env: stage.env,
		requires: stage.requires,
		inputs: isKnown ? stage.inputs : [],
		outputs: stage.made.kind === "known" ? stage.made.outputs : [],
		unstable: stage.unstable ?? [],
		caches: stage.cache === void 0 ? [] : [stage.cache.name],
		evidence: stage.evidence,
		"continue-on-error": stage.optional === true ? true : void 0,
		"skip-exit-code": stage.skipExitCode,
		retries: stage.retries,
		tags: [...new Set((stage.tags ?? []).map(slug))].filter((tag) => tag !== "")
	};
}
function withEnvironment(stages, { setup }) {
	if (setup === void 0 || !stages.some((stage) => stage.usesPython)) return stages;
	return [setup, ...stages.map((stage) => stage.usesPython ? {
		...stage,
		after: [setup.key, ...stage.after]
	} : stage)];
}
function needsOf(stages, missing) {
	const known = new Set(stages.map(({ key }) => key));
	const needs = new Map(stages.map(({ key, after }) => [key, after.filter((one) => known.has(one))]));
	const nodes = nodesOf(needs);
	const add = (stage, needed) => {
		const own = needs.get(stage) ?? [];
		if (own.includes(needed) || withNeeds(nodes, [needed]).has(stage)) return;
		own.push(needed);
	};
	for (const stage of stages) {
		const before = stage.orderIsGiven ? withNeeds(nodes, [stage.key]) : void 0;
		for (const maker of stages) {
			if (maker.key === stage.key || before !== void 0 && !before.has(maker.key)) continue;
			if (readsFrom(stage, maker)) add(stage.key, maker.key);
		}
		if ((missing.get(stage.key) ?? []).length > 0 || lacksSome(stage, stages)) {
			for (const maker of stages) if (isUnseen(maker) && maker.key !== stage.key) add(stage.key, maker.key);
		}
	}
	orderNested(stages, needs, add);
	return needs;
}
function orderNested(stages, needs, add) {
	for (const [index, stage] of stages.entries()) for (const earlier of stages.slice(0, index)) if (outputsOf$1(stage).some((mine) => outputsOf$1(earlier).some((theirs) => mine !== theirs && meets(mine, theirs))) && !(needs.get(stage.key) ?? []).includes(earlier.key)) add(stage.key, earlier.key);
}
function readsFrom(stage, maker) {
	const outputs = maker.made.kind === "known" ? outputsOf$1(maker) : [];
	return [...maker.key.startsWith("document:") && !stage.orderIsGiven ? stage.reads.filter((path) => !path.endsWith("/")) : stage.reads, ...(stage.wants ?? []).flat()].some((path) => outputs.some((output) => meets(path, output)));
}
function isUnseen({ made, key, unseen = [] }) {
	const isPart = unseen.includes("writes");
	const isAll = made.kind === "unknown" && made.why === "not-seen";
	return (isPart || isAll) && /^(?:script|template):/.test(key);
}
function reusable(stage, stages, graph, observed) {
	const unseen = [...withNeeds(graph.nodes, [stage.key])].flatMap((key) => key === stage.key ? [] : graph.byKey.get(key) ?? []).filter(isUnseen);
	const missing = graph.missing.get(stage.key) ?? [];
	const lasting = stage.notes.filter(({ kind }) => kind === "needs-arguments");
	const always = (...why) => ({
		...stage,
		inputs: [],
		notes: [...lasting, ...why]
	});
	if (stage.made.kind === "unknown") return {
		...stage,
		notes: [.../* @__PURE__ */ new Set([...lasting, ...unknownNotes(stage)])]
	};
	if (unseen.length > 0 && stage.readsAreKnown !== true) return always({ kind: "behind-unknown" });
	if (stage.unseen !== void 0 && stage.unseen.length > 0) return always(...stage.unseen.map((what) => ({
		kind: "unseen",
		what
	})));
	const absent = absentOf(stage, stages, observed);
	if (absent.length > 0) return always({
		kind: "absent",
		files: absent
	});
	const notes = unseen.length > 0 ? [] : missing.map((choices) => ({
		kind: "missing-figure",
		file: choices[0] ?? ""
	}));
	const named = unseen.length === 0 ? [] : missing.map(nameOf);
	const data = unmadeData(stage, stages, observed);
	return {
		...stage,
		inputs: [.../* @__PURE__ */ new Set([
			...stage.inputs,
			...named,
			...data
		])],
		notes: [...stage.notes, ...notes]
	};
}
function unknownNotes({ made, notes }) {
	if (made.kind !== "unknown") return notes;
	switch (made.why) {
		case "machine": return [{ kind: "looks-at-machine" }];
		case "not-seen": return [{ kind: "always-runs" }];
		case "shared": return [{ kind: "shared-folder" }];
	}
}
function nameOf(choices) {
	const [first = ""] = choices;
	return choices.length === 1 ? first : `${withoutExtension(first)}.*`;
}
function shortened(stage, { needs, nodes, byKey }) {
	const own = needs.get(stage.key) ?? [];
	return own.filter((key) => {
		const maker = byKey.get(key);
		if (stage.after.includes(key) || maker !== void 0 && readsFrom(stage, maker)) return true;
		return !own.some((other) => other !== key && withNeeds(nodes, [other]).has(key));
	});
}
function cachesOf(stages) {
	const caches = /* @__PURE__ */ new Map();
	for (const { cache } of stages) {
		if (cache === void 0) continue;
		const paths = [.../* @__PURE__ */ new Set([...caches.get(cache.name)?.paths ?? [], ...cache.paths])];
		caches.set(cache.name, {
			...cache.preset === void 0 ? {} : { preset: cache.preset },
			...paths.length === 0 ? {} : { paths }
		});
	}
	return Object.fromEntries(caches);
}
function ignoredPaths(stages, observed) {
	const made = [...stages.flatMap(outputsOf$1), ...stages.flatMap((stage) => (stage.cache?.paths ?? []).map((path) => `${path}/`))].filter((path) => !observed.hasFile(path));
	const distinct = [...new Set(made.map((path) => `/${resultFolder(path, observed) ?? path}`))];
	return distinct.filter((place) => !distinct.some((other) => other !== place && other.endsWith("/") && place.startsWith(other)));
}
function resultFolder(path, observed) {
	const folders = path.split("/").slice(0, -1);
	const at = folders.findIndex((_, index) => isResult(`${folders.slice(0, index + 1).join("/")}/x`));
	const folder = folders.slice(0, at + 1).join("/");
	return at < 0 || observed.filesBelow(folder).length > 0 ? void 0 : `${folder}/`;
}
// src/definition/detection/model/families.ts
const PYTEST_FILES = [
	"conftest.py",
	"pytest.ini",
	".pytest.ini",
	"pytest.toml",
	".pytest.toml",
	"pyproject.toml",
	"tox.ini",
	"setup.cfg"
];
const R_FILES = [
	"DESCRIPTION",
	".Rprofile",
	"renv.lock"
];
const JULIA_FILES = ["Project.toml", "Manifest.toml"];
const TEX_ENDINGS = [...[
	"tex",
	"ltx",
	"bib",
	"sty",
	"cls",
	"bst",
	"bbx",
	"cbx",
	"lbx",
	"def",
	"cfg",
	"clo"
], ...[
	"tikz",
	"pgf",
	"lua"
]];
function oneOf(names) {
	const distinct = [...new Set(names)];
	return distinct.length === 1 ? distinct[0] ?? "" : `{${distinct.join(",")}}`;
}
function rootFamily(observed, names) {
	const pattern = oneOf(names);
	const family = startDescent([pattern]);
	return observed.filesIn("").some((file) => matches$1(family, file)) ? [pattern] : [];
}
function withoutContained(patterns) {
	const distinct = [...new Set(patterns)];
	return distinct.filter((pattern) => !distinct.some((other) => other !== pattern && !other.includes("*") && pattern.startsWith(`${other}/`)));
}
// src/definition/detection/manuscripts/pictures.ts
function pictureTargets(written) {
	const text = written.replace(/^(```+|~~~+)[\s\S]*?^\1|<!--[\s\S]*?-->/gm, "");
	const targets = [
		...inMarkdown(text),
		...[...text.matchAll(/<img\b[^>]*\bsrc\s*=\s*["']([^"']+)["']/gi)].map(firstGroup),
		...[...text.matchAll(/\\includegraphics\*?(?:\[[^\]]*\])?\{([^}]+)\}/g)].map(firstGroup)
	];
	return [...new Set(targets)].filter((target) => !/^[a-z]+:|[#?{]/i.test(target));
}
function inMarkdown(text) {
	return [...text.matchAll(/!\[/g)].flatMap(({ index }) => {
		const close = closingBracket(text, index + 1);
		if (close === void 0) return [];
		const behind = text.slice(close + 1, close + 1 + LONGEST);
		const inline = /^\(\s*(?:<([^>\n]*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))+))(?:\s+["'(][\s\S]*?)?\s*\)/.exec(behind);
		if (inline !== null) return [decoded(inline[1] ?? inline[2] ?? "")];
		const caption = text.slice(index + 2, close);
		const named = /^\[([^\]\n]*)\]/.exec(behind)?.[1];
		return referred(text, named === void 0 || named === "" ? caption : named);
	});
}
function closingBracket(text, open) {
	let depth = 0;
	for (let at = open; at < text.length; at += 1) {
		const sign = text[at];
		if (sign === "\\") at += 1;
		else if (sign === "[") depth += 1;
		else if (sign === "]") {
			depth -= 1;
			if (depth === 0) return at;
		} else if (sign === "\n" && /^[ \t]*\n/.test(text.slice(at + 1, at + 200))) return void 0;
	}
}
const LONGEST = 2e3;
function referred(text, name) {
	const wanted = sameName(name);
	const found = [...text.matchAll(/^ {0,3}\[([^\]\n]+)\]:\s*<?([^\s>]+)>?/gm)].find(([, own = ""]) => sameName(own) === wanted);
	return found === void 0 ? [] : [decoded(found[2] ?? "")];
}
function sameName(name) {
	return name.replace(/\s+/g, " ").trim().toLowerCase();
}
function decoded(target) {
	const plain = target.replace(/\\([!-/:-@[-`{-~])/g, "$1");
	try {
		return decodeURIComponent(plain);
	} catch {
		return plain;
	}
}
function firstGroup([, group = ""]) {
	return group;
}
// src/definition/detection/manuscripts/tex.ts
const MOST_SOURCES = 300;
const DEEPEST$2 = 5;
function withoutComments$1(text) {
	return text.replace(/(?<!\\)((?:\\\\)*)%[^\n]*/g, "$1");
}
const texDocuments = remembered((observed) => {
	const files = observed.files.filter((file) => /^(?:[^/]*\/)*[A-Za-z0-9][\w.-]*\.(?:tex|ltx)$/.test(file) && madeFrom(observed, file) === void 0 && file.split("/").length <= DEEPEST$2);
	const begins = files.filter((file) => {
		const text = observed.text(file);
		if (text === void 0 || !text.includes("\\begin")) return false;
		const code = withoutVerbatim(withoutComments$1(text));
		return /\\begin\s*\{document\}/.test(code) && !/^(?:subfiles|standalone)$/.test(classOf(code) ?? "");
	});
	const documents = begins.map((file) => readDocument(observed, file));
	const heads = files.filter((file) => !begins.includes(file) && classOf(withoutComments$1(observed.text(file) ?? "")) !== void 0).map((file) => readDocument(observed, file)).filter(({ sources }) => sources.some((source) => begins.includes(source)));
	const parts = new Set([...documents, ...heads].flatMap(({ sources }) => sources.slice(1)));
	return [...documents, ...heads].filter(({ file }) => !parts.has(file));
});
function madeFrom(observed, file) {
	return [
		"qmd",
		"Rmd",
		"rmd",
		"Rnw",
		"rnw",
		"Rtex"
	].map((ending) => `${withoutExtension(file)}.${ending}`).find(observed.hasFile);
}
function withoutVerbatim(text) {
	return text.replace(/\\begin\{(verbatim|lstlisting|minted)\*?\}[\s\S]*?\\end\{\1\*?\}/g, "");
}
function classOf(code) {
	return /\\documentclass\s*(?:\[[^\]]*\])?\s*\{\s*([^}]*?)\s*\}/.exec(code)?.[1];
}
function readDocument(observed, file) {
	const folder = folderOf(file);
	const sources = /* @__PURE__ */ new Set([file]);
	const texts = [];
	for (const source of sources) {
		if (texts.length >= MOST_SOURCES) break;
		const text = withoutComments$1(observed.text(source) ?? "");
		texts.push(text);
		for (const found of sourcesIn(observed, text, folder, folderOf(source))) sources.add(found);
	}
	const text = texts.join("\n");
	return {
		file,
		sources: [...sources],
		text,
		packages: packagesOf$1(text),
		bibliographies: bibliographiesOf(text, folder).filter(observed.hasFile),
		...includedFiles$1(text, folder)
	};
}
function sourcesIn(observed, text, folder, own) {
	const inputs = matches(text, /\\(?:input|include|subfile|InputIfFileExists|subfileinclude)\s*\{\s*"?([^}"]+?)"?\s*\}/g);
	const bare = matches(text, /\\input\s+([\w./-]+)/g);
	const imported = [...text.matchAll(/\\(?:sub)?(?:import|inputfrom|includefrom)\*?\s*\{([^}]*)\}\s*\{([^}]*)\}/g)].map(([, path = "", name = ""]) => `${path}${path === "" || path.endsWith("/") ? "" : "/"}${name}`);
	const styles = [...packagesOf$1(text)].map((name) => `${name}.sty`);
	const classes = classesOf(text).map((name) => `${name}.cls`);
	return [
		...inputs,
		...bare,
		...imported,
		...styles,
		...classes
	].flatMap((name) => [folder, own].flatMap((place) => [resolveIn(place, name), resolveIn(place, `${name}.tex`)]).filter((path) => path !== void 0 && observed.hasFile(path) && /\.(?:tex|ltx|sty|cls|def|cfg|tikz|pgf)$/.test(path)).slice(0, 1).map(String));
}
const PICTURES$1 = [
	".pdf",
	".png",
	".jpg",
	".jpeg",
	".eps",
	".svg"
];
function macrosOf(text) {
	return new Map([...text.matchAll(/\\(?:(?:re)?newcommand\*?|def|providecommand\*?)\s*\{?\\([A-Za-z]+)\}?\s*\{([^{}#\\]*)\}/g)].map(([, name = "", value = ""]) => [name, value]));
}
function includedFiles$1(source, folder) {
	const macros = macrosOf(source);
	const text = macros.size === 0 ? source : source.replace(/(\\(?:graphicspath|include\w*|input|adjincludegraphics|plotone)\b[^{}\n]*\{)([^}\n]*)/g, (_, command, name) => command + name.replace(/\\([A-Za-z]+)(?:\{\}|\s)?/g, (all, macro) => macros.get(macro) ?? all));
	const paths = ["", ...matches(text, /\\graphicspath\s*\{((?:\s*\{[^}]*\})+)\s*\}/g).flatMap((list) => matches(list, /\{([^}]*)\}/g))];
	const pictures = matches(text, /\\(?:includegraphics|includesvg|includepdf|adjincludegraphics|plotone)\*?\s*(?:\[[^\]]*\]\s*){0,2}\{\s*"?([^}"]+?)"?\s*\}/g);
	const two = [...text.matchAll(/\\plottwo\s*\{([^}]*)\}\s*\{([^}]*)\}/g)].flatMap(([, a = "", b = ""]) => [a, b]);
	const listings = matches(text, /\\(?:lstinputlisting|verbatiminput|VerbatimInput|csvautotabular|csvreader|DTLloaddb|pgfplotstabletypeset|pgfplotstableread|inputminted\s*\{[^}]*\})\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}/g);
	const tables = matches(text, /\btable\s*(?:\[[^\]]*\])?\s*\{([^}\s]+\.(?:csv|dat|txt|tsv))\}/g);
	const inputs = matches(text, /\\(?:input|include)\s*\{\s*"?([^}"]+?)"?\s*\}/g);
	const known = (name) => !/[\\#{}$]/.test(name) && name.trim() !== "";
	const places = (name, endings) => endings.flatMap((ending) => paths.flatMap((path) => resolveIn(folder, `${path}${path === "" || path.endsWith("/") ? "" : "/"}${name}${ending}`) ?? []));
	const hasEnding = (name) => /\.(?:pdf|png|jpe?g|eps|ps|svg|pgf|tikz)$/i.test(name);
	return {
		included: [
			...[...pictures, ...two].filter(known).map((name) => places(name, hasEnding(name) ? [""] : PICTURES$1)),
			...[...listings, ...tables].filter(known).map((name) => [resolveIn(folder, name) ?? ""]),
			...inputs.filter(known).map((name) => [.../\.\w+$/.test(name) ? [resolveIn(folder, name) ?? ""] : [], resolveIn(folder, `${name}.tex`) ?? ""])
		].map((choices) => choices.filter((path) => path !== "")).filter((choices) => choices.length > 0),
		hidesPictures: !pictures.every(known)
	};
}
function matches(text, pattern) {
	return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}
function splitList(list) {
	return list.split(",").map((item) => item.trim()).filter((item) => item !== "");
}
function classesOf(text) {
	return matches(text, /\\(?:documentclass|LoadClass(?:WithOptions)?)\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}/g).map((name) => name.trim());
}
function packagesOf$1(text) {
	return new Set(matches(text, /\\(?:usepackage|RequirePackage)\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}/g).flatMap(splitList));
}
function bibliographiesOf(text, folder) {
	return [...matches(text, /\\bibliography\s*\{([^}]*)\}/g).flatMap(splitList).map((name) => `${name}.bib`), ...matches(text, /\\addbibresource\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}/g)].flatMap((name) => resolveIn(folder, name.replace(/\.bib\.bib$/, ".bib")) ?? []);
}
function latexmkrcIn(observed, folder) {
	return [".latexmkrc", "latexmkrc"].map((name) => within(folder, name)).find(observed.hasFile);
}
// src/definition/detection/manuscripts/included.ts
const MOST_TEXTS$1 = 500;
function includedFiles(observed) {
	const texts = observed.files.filter((file) => /\.(?:md|qmd|rmd)$/i.test(file) && !isResult(file) && !isAbout(file)).slice(0, MOST_TEXTS$1);
	return [...texDocuments(observed).filter(({ file }) => !isResult(file)).flatMap((document) => document.included), ...texts.flatMap((file) => picturesOf$1(observed, file).map((picture) => [picture]))];
}
function isAbout(file) {
	return /(?:^|\/)(?:(?:docs?|\.github|examples?)\/|[A-Z][A-Z_-]+\.md$)/.test(file);
}
function picturesOf$1(observed, file) {
	return pictureTargets(observed.text(file) ?? "").flatMap((target) => resolveIn(folderOf(file), target) ?? []);
}
const PICTURES = [
	"pdf",
	"png",
	"jpg",
	"jpeg",
	"eps",
	"svg",
	"tikz",
	"pgf",
	"tex"
];
function isPicture(file) {
	return PICTURES.includes(extensionOf(file).slice(1).toLowerCase());
}
function takenInputs(observed, files, { stages }, own) {
	const made = [...own, ...stages.flatMap((stage) => [...stage.made.kind === "known" ? stage.made.outputs : [], ...stage.maybe ?? []])];
	const isMade = (pattern) => made.some((output) => meets(output, pattern) || pattern.startsWith(`${output}/`));
	const patterns = files.flatMap((file) => {
		if (!isPicture(file)) return [besidePattern(file)];
		const folder = folderOf(file);
		const endings = PICTURES.filter((ending) => !isMade(within(folder, `*.${ending}`)));
		const isCovered = endings.includes(extensionOf(file).slice(1));
		const beside = observed.filesIn(folder).some((other) => endings.includes(extensionOf(other).slice(1).toLowerCase())) ? [within(folder, `*.${oneOf(endings)}`)] : [];
		return isCovered || made.some((output) => meets(output, file)) ? beside : [...beside, file];
	});
	return [...new Set(patterns)];
}
function datedNotes(texts) {
	return texts.some((text) => /\\(?:DTM)?[tT]oday(?![A-Za-z])/.test(text)) ? [{ kind: "dated" }] : [];
}
// src/definition/detection/model/found.ts
const NOTHING = {
	stages: [],
	summaries: [],
	leftOut: [],
	drivers: []
};
function together(found) {
	return {
		stages: found.flatMap((one) => one.stages),
		summaries: found.flatMap((one) => one.summaries),
		leftOut: found.flatMap((one) => one.leftOut),
		drivers: found.flatMap((one) => one.drivers)
	};
}
function driverOf(file, { found }) {
	let driver;
	let at = file;
	const seen = /* @__PURE__ */ new Set([file]);
	for (;;) {
		const above = found.drivers.find((one) => !seen.has(one.file) && one.runs(at));
		if (above === void 0) return driver;
		driver = above;
		at = above.file;
		seen.add(at);
	}
}
function coveredBy(file, context) {
	const driver = driverOf(file, context);
	return driver && {
		kind: "covered",
		what: file,
		by: driver.file
	};
}
function toolRequires({ isMachines, requires }, tool) {
	return isMachines ? [tool] : requires;
}
// src/definition/detection/model/commands.ts
function shellWord(text) {
	if (/^[A-Za-z0-9_/.,:=@%+-]+$/.test(text)) return text;
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
function commandOf(words) {
	return words.map(shellWord).join(" ");
}
function splitWords(text) {
	const words = [];
	const pattern = /\s*((?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+)/gy;
	let end = 0;
	for (const match of text.matchAll(pattern)) {
		end = match.index + match[0].length;
		words.push(unquoted(match[1] ?? ""));
	}
	return text.slice(end).trim() === "" ? words : void 0;
}
function unquoted(word) {
	return word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g, (_, single, double, escaped) => String(single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped));
}
const byProgram = (...words) => (script) => ({
	run: commandOf([...words, script]),
	requires: words.slice(0, 1)
});
const byPython = (script, python) => ({
	run: commandOf([...python.words, script]),
	requires: python.requires
});
const quotedForR = (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const RUNNERS = {
	".py": byPython,
	".sh": byProgram("bash"),
	".bash": byProgram("bash"),
	".r": byProgram("Rscript"),
	".jl": byProgram("julia", "--project"),
	".pl": byProgram("perl"),
	".rb": byProgram("ruby"),
	".js": byProgram("node"),
	".ipynb": (script, python) => ({
		run: commandOf([
			...python.tool("jupyter"),
			...[
				"nbconvert",
				"--to",
				"notebook",
				"--execute",
				"--output-dir",
				pathFrom(folderOf(script), NOTEBOOK_RESULTS)
			],
			script
		]),
		requires: toolRequires(python, "jupyter"),
		made: `${NOTEBOOK_RESULTS}/${baseOf(script)}`
	}),
	".rmd": (script) => ({
		run: commandOf([
			"Rscript",
			"-e",
			`rmarkdown::render(${quotedForR(script)})`
		]),
		requires: ["Rscript"]
	}),
	".qmd": byProgram("quarto", "render")
};
const NOTEBOOK_RESULTS = "output/notebooks";
function hasRunner(file) {
	return Object.hasOwn(RUNNERS, extensionOf(file).toLowerCase());
}
function scriptCommand(script, python, args = []) {
	const path = script.startsWith("-") ? `./${script}` : script;
	const command = RUNNERS[extensionOf(script).toLowerCase()]?.(path, python);
	if (command === void 0 || args.length === 0) return command;
	return {
		...command,
		run: `${command.run} ${commandOf(args)}`
	};
}
function pathFrom(folder, file) {
	return posix.relative(`/${folder}`, `/${file}`) || ".";
}
// src/definition/detection/scripts/code/literate.ts
const FENCED = /^[ \t]*(```+|~~~+)[ \t]*\{(\w+)([^\n]*)\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm;
const NOWEB = /^[ \t]*<<([^\n]*)>>=[^\n]*\n([\s\S]*?)^@[^\n]*$/gm;
const WITHOUT_FILES = /^(?:r|ojs|mermaid|dot|css|scss|js|html|latex|tex|asis|cat|stan|rcpp|verbatim)$/;
function literateCode(observed, file, text) {
	const chunks = chunksOf(file, text).filter(runs);
	const language = languageOf(chunks.find(({ language }) => languageOf(language) !== void 0)?.language ?? "r") ?? "r";
	const others = chunks.filter((chunk) => languageOf(chunk.language) !== language);
	const place = placeOf(observed, file, text);
	return {
		language,
		text: chunks.filter((chunk) => languageOf(chunk.language) === language).map(({ code }) => code).join("\n"),
		runsIn: place ?? folderOf(file),
		hides: place === void 0 || others.some((chunk) => chunk.language === "r" || !WITHOUT_FILES.test(chunk.language))
	};
}
function textsTakenIn(observed, file, text) {
	const folder = folderOf(file);
	const named = [
		...text.matchAll(/\{\{<\s*(?:include|embed)\s+["']?([^\s"'#>]+)/g),
		...text.matchAll(/\b(?:knit_child|read_chunk)\s*\(\s*["']([^"'\n]+)["']/g),
		...chunksOf(file, text).flatMap(({ options }) => [...options.matchAll(/\b(?:child|file)\s*[=:]\s*(?:c\()?\s*["']?([^"',)\s\]}]+)/g), ...[...options.matchAll(/\bchild\s*=\s*c\(([^)]*)\)/g)].flatMap(([, list = ""]) => [...list.matchAll(/["']([^"']+)["']/g)])])
	].map(([, name = ""]) => name);
	return [...new Set(named)].flatMap((name) => [resolveIn(name.startsWith("/") ? "" : folder, name.replace(/^\//, "")) ?? ""]).filter(observed.hasFile);
}
function chunksOf(file, text) {
	if (/\.rnw$/i.test(file)) return [...text.matchAll(NOWEB)].map(([, options = "", code = ""]) => chunk("r", options, code));
	return [...text.matchAll(FENCED)].map(([, , language = "", options = "", code = ""]) => chunk(language.toLowerCase(), options, code));
}
function chunk(language, options, code) {
	return {
		language,
		options: `${options}\n${/^(?:[ \t]*(?:#|\/\/|%%)\|[^\n]*\n)*/.exec(code)?.[0] ?? ""}`,
		code
	};
}
function runs({ options }) {
	return !/\beval\s*[=:]\s*(?:FALSE|F|false)\b/.test(options);
}
function languageOf(word) {
	if (word === "r" || word === "python" || word === "julia") return word;
}
function placeOf(observed, file, text) {
	const folder = folderOf(file);
	const set = /\b(?:root\.dir|knit_root_dir)\s*[=:]\s*([^\n#]+)/.exec(text)?.[1];
	if (set !== void 0) return folderIn(folder, set);
	const project = file.endsWith(".qmd") ? quartoProject(observed, folder) : void 0;
	return project !== void 0 && /^\s*execute-dir:\s*project\b/m.test(observed.text(project) ?? "") ? folderOf(project) : folder;
}
function folderIn(folder, written) {
	if (/^(?:\w+::)?(?:here|find_rstudio_root_file|find_root)\s*\(/.test(written)) return /^(?:\w+::)?here\s*\(\s*["']/.test(written) ? void 0 : "";
	if (/^dirname\s*\(\s*getwd\(\)/.test(written)) return resolveIn(folder, "..");
	const [, literal] = /^(?:normalizePath\s*\(\s*|file\.path\s*\(\s*)?["']?(\.{1,2}[\w./-]*)["']?/.exec(written) ?? [];
	return literal === void 0 ? void 0 : resolveIn(folder, literal);
}
function quartoProject(observed, folder) {
	for (let at = folder;; at = folderOf(at)) {
		const found = ["_quarto.yml", "_quarto.yaml"].map((name) => at === "" ? name : `${at}/${name}`).find(observed.hasFile);
		if (found !== void 0 || at === "") return found;
	}
}
const HARMLESS$1 = /^\s*(?:%%?(?:matplotlib|load_ext|reload_ext|autoreload|config|time|timeit|capture|pylab|precision|who|javascript|html|latex|markdown|px|prun|lprun|mprun|memit|env|pip|conda)\b|[!%](?:\{sys\.executable\}\s+-m\s+)?(?:pip|conda|mamba|apt|apt-get|ls|mkdir|echo|which|nvidia-smi|git|pwd|date|python[\d.]*\s+-m\s+pip)\b)/;
const STARTED = /^\s*(?:%run|!\s*(?:python[\d.]*|Rscript|bash|sh))\s+(?:-i\s+)?["']?([\w./-]+\.(?:py|R|sh))\b/;
function notebookCode(file, text) {
	const runsIn = folderOf(file);
	try {
		const { cells, metadata } = JSON.parse(text);
		const kernel = String(metadata?.kernelspec?.language ?? "python").toLowerCase();
		const language = kernel === "r" || kernel === "julia" ? kernel : "python";
		const code = (cells ?? []).filter((cell) => cell?.cell_type === "code").map(({ source }) => Array.isArray(source) ? source.join("") : String(source ?? ""));
		const magic = language === "r" ? [] : [...code.join("\n").matchAll(/^\s*[%!][^\n]*$/gm)];
		const scripts = magic.map(([line]) => STARTED.exec(line)?.[1]);
		return {
			language,
			text: [code.join("\n").replace(/^\s*[%!].*$/gm, ""), ...scripts.flatMap((script) => script === void 0 ? [] : [`run_script("${script}")`])].join("\n"),
			runsIn,
			hides: magic.some(([line], at) => scripts[at] === void 0 && !HARMLESS$1.test(line))
		};
	} catch {
		return {
			language: "python",
			text: "",
			runsIn,
			hides: false
		};
	}
}
// src/definition/detection/scripts/code/sourced.ts
function sourcedBy(code) {
	const named = sourceCalls(code).map((argument) => literals(argument));
	const isHanded = HANDED_ON.test(code);
	const runsPlan = RUNS_PLAN.test(code);
	if (!(isHanded || named.some((names) => names.length === 0))) return {
		files: named.flat(),
		folders: [],
		isComputed: runsPlan
	};
	const listed = [...code.matchAll(LISTS$1)].flatMap(([, list = ""]) => literals(list));
	const folders = [...code.matchAll(FOLDERS$3)].map(([, folder = ""]) => withoutPattern(folder));
	return {
		files: [...named.flat(), ...listed],
		folders,
		isComputed: runsPlan || listed.length === 0 && folders.length === 0
	};
}
const RUNS_PLAN = /\b(?:tar_(?:make|load|read|source)\w*|r_make|make_clustermq|loadd|readd|drake_plan)\s*\(/;
const HANDED_ON = /\b(?:apply|map|walk|foreach)\w*\s*\([\s\S]{0,200}?,\s*(?:source|include)\s*[,)]/i;
const LISTS$1 = /(?:\bc\s*\(|\[)((?:\s*["'][^"'\n]+["']\s*,?)+)\s*[)\]]/g;
const FOLDERS$3 = /\b(?:list\.files|dir|dir_ls|Sys\.glob|readdir|glob|tar_source)\s*\(\s*(?:path\s*=\s*)?(?:[\w:.]+\s*\(\s*)?["']([^"'\n]+)["']/g;
function isCode(file) {
	return /\.(?:R|r|jl)$/.test(file);
}
function sourceCalls(text) {
	return [...text.matchAll(/\b(?:source|include|sys\.source|read_chunk)\s*\(([^()]*(?:\([^()]*\))?[^()]*)\)/g)].map(([, argument = ""]) => argument);
}
function literals(text) {
	return [...text.matchAll(/["']([^"'\n]+\.(?:R|r|jl))["']/g)].map(([, name = ""]) => name);
}
function withoutPattern(folder) {
	return folder.replace(/\/?[^/]*\*.*$/, "").replace(/\/$/, "");
}
function packagesIn$1(code, language) {
	const names = language === "r" ? [...code.matchAll(/\b(?:library|require|requireNamespace)\s*\(\s*["']?([\w.]+)|\b([\w.]+)::/g)] : [...code.matchAll(/^\s*(?:using|import)\s+([\w.,: \t]+)/gm)].flatMap(([, list = ""]) => [...list.replace(/:.*$/, "").matchAll(/([A-Za-z]\w*)/g)]);
	return new Set(names.flatMap(([, one, other]) => one ?? other ?? []));
}
// src/definition/detection/scripts/code/packages.ts
function asPatterns(observed, files) {
	const places = files.map((file) => packageOf(observed, file));
	const counts = countBy(files, folderOf);
	const patterns = files.map((file, at) => {
		const place = places[at];
		if (place !== void 0) return `${place}/**/*${extensionOf(file)}`;
		return (counts.get(folderOf(file)) ?? 0) > MOST_BESIDE ? besidePattern(file) : file;
	});
	return [...new Set(patterns)];
}
const MOST_BESIDE = 6;
function packageOf(observed, file) {
	const beside = folderOf(folderOf(file));
	const [language, description] = file.endsWith(".jl") ? ["src", "Project.toml"] : ["R", "DESCRIPTION"];
	if (isCode(file) && baseOf(folderOf(file)) === language) return observed.hasFile(within(beside, description)) ? folderOf(file) : void 0;
	let found;
	for (let folder = folderOf(file); folder !== "" && observed.hasFile(`${folder}/__init__.py`); folder = folderOf(folder)) found = folder;
	return found;
}
// src/definition/detection/scripts/code/source.ts
const sourceOf = remembered((observed, file) => {
	const text = observed.text(file);
	return text === void 0 ? void 0 : codeIn(observed, file, text);
});
function codeIn(observed, file, text) {
	const plain = {
		text,
		runsIn: void 0,
		hides: false
	};
	switch (file.slice(file.lastIndexOf(".") + 1).toLowerCase()) {
		case "ipynb": return notebookCode(file, text);
		case "rmd":
		case "qmd":
		case "rnw": return literateCode(observed, file, text);
		case "r": return {
			...plain,
			language: "r"
		};
		case "jl": return {
			...plain,
			language: "julia"
		};
		case "sh":
		case "bash": return {
			...plain,
			language: "shell"
		};
		default: return {
			...plain,
			language: "python"
		};
	}
}
// src/definition/detection/scripts/code/imports.ts
const SOURCE_FOLDERS = [
	"",
	"src",
	"lib",
	"python",
	"code",
	"R"
];
const MOST_FILES = 1e3;
const MOST_PLACES = 20;
function sourcesOf$1(observed, script) {
	const seen = /* @__PURE__ */ new Set([script]);
	for (const file of seen) {
		if (seen.size > MOST_FILES) break;
		for (const found of takenIn(observed, file, folderOf(script))) seen.add(found);
	}
	return [...seen];
}
function takesInUnseen(observed, script) {
	const sources = sourcesOf$1(observed, script);
	return sources.length > MOST_FILES || sources.some((file) => namesNoCode(observed, file));
}
const namesNoCode = remembered((observed, file) => {
	const source = sourceOf(observed, file);
	if (source === void 0 || !isComputed(source)) return false;
	return !LOADS_BY_PATH.test(source.text) || startedScripts(observed, file, source).length === 0;
});
const takenIn = remembered((observed, file, folder) => {
	const source = sourceOf(observed, file);
	return source === void 0 ? [] : lookThrough(observed, file, folder, source);
});
function lookThrough(observed, file, folder, source) {
	const { language, text } = source;
	switch (language) {
		case "python": return [...pythonModules(text, file).flatMap((module) => modulesOf(observed, module, file, folder)), ...startedScripts(observed, file, source)];
		case "r":
		case "julia": return [...codeNamed(observed, file, text), ...ownPackage(observed, withoutComments(text), language)];
		case "shell": return startedScripts(observed, file, source);
	}
}
const SCRIPT_NAME = /(?<![\w.])[\w./-]*\w\.(?:py|R|r|jl|sh)\b/g;
const STARTS$1 = /\b(?:subprocess|os\.system|popen|runpy|run_path|run_script|spec_from_file_location|SourceFileLoader|script_runner|exec|execfile|compile)\b/i;
const LOADS_BY_PATH = /\b(?:run_path|spec_from_file_location|SourceFileLoader|sys\.executable)\b/;
const BY_NAME$1 = /\b(?:import_module|__import__|importorskip|run_module|find_spec)\s*\(\s*/g;
const LITERAL = /^["']([\w.]+)["']\s*[,)]/;
function isComputed({ language, text }) {
	const code = withoutComments(text);
	switch (language) {
		case "python": return [...code.matchAll(BY_NAME$1)].some((call) => !LITERAL.test(behind(code, call))) || /\b(?:run_path|spec_from_file_location|SourceFileLoader)\s*\(/.test(code) || startsUnseen(code);
		case "r":
		case "julia": return sourcedBy(code).isComputed;
		case "shell": return false;
	}
}
function startsUnseen(code) {
	return [...code.matchAll(/\bsys\.executable\s*,\s*/g)].some((call) => !/^["']-[mc]["']/.test(behind(code, call)));
}
function behind(code, { index, 0: call }) {
	return code.slice((index ?? 0) + call.length, (index ?? 0) + call.length + 200);
}
function withoutComments(text) {
	return text.replace(/^\s*#.*$|\s#[^"'\n]*$/gm, "");
}
function namedModules(text) {
	const code = withoutComments(text);
	const called = [...code.matchAll(BY_NAME$1)].flatMap((call) => LITERAL.exec(behind(code, call))?.[1] ?? []);
	const started = [...code.matchAll(/["']-m["']\s*,\s*["']([\w.]+)["']/g)].map(([, name = ""]) => name);
	const plugins = [...code.matchAll(/\bpytest_plugins\s*=\s*([[(][^\])]*[\])]|[^\n]*)/g)].flatMap(([, list = ""]) => [...list.matchAll(/["']([\w.]+)["']/g)]).map(([, name = ""]) => name);
	return [
		...called,
		...started,
		...plugins
	].map((name) => name.replace(/^\.+/, ""));
}
function pythonModules(source, file) {
	const text = source.replace(/[;:][ \t]*(?=(?:import|from)[ \t])/g, "\n");
	const imported = [...text.matchAll(/^[ \t]*import[ \t]+([\w., \t]+)/gm)].flatMap(([, names = ""]) => names.split(",").map((name) => name.trim().split(/\s+/)[0] ?? ""));
	const from = [...text.matchAll(/^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)/gm)].flatMap(([, dots = "", module = "", names = ""]) => {
		const base = dots === "" ? module : relativeModule(file, dots.length, module);
		return [base, ...names.replace(/[()]/g, "").split(",").map((one) => one.trim().split(/\s+/)[0] ?? "").filter((one) => /^\w+$/.test(one)).map((one) => `${base}.${one}`)];
	});
	return [.../* @__PURE__ */ new Set([
		...imported,
		...from,
		...namedModules(text)
	])].filter((name) => /^[\w./]+$/.test(name));
}
function relativeModule(file, dots, module) {
	return `/${[resolveIn(folderOf(file), Array.from({ length: dots - 1 }, () => "..").join("/")) ?? "", ...module.split(".")].filter((part) => part !== "").join("/")}`;
}
function modulesOf(observed, module, file, folder) {
	if (module.startsWith("/")) return moduleAt(observed, module.slice(1).replaceAll(".", "/"));
	const path = module.replaceAll(".", "/");
	const [project] = /^projects\/(?:[^/]+\/)*?(?=scripts\/|src\/)/.exec(`${folder}/`) ?? [];
	const roots = [
		folder,
		folderOf(file),
		...SOURCE_FOLDERS,
		...project === void 0 ? [] : [project.slice(0, -1), `${project}src`]
	];
	const found = [...new Set(roots)].flatMap((root) => moduleAt(observed, within(root, path)));
	return found.length > 0 ? found : modulesAnywhere(observed, path);
}
const modulesAnywhere = remembered((observed, path) => {
	const end = `/${path}`;
	const stems = [...observed.files.filter((file) => file.endsWith(`${end}.py`)).map((file) => file.slice(0, -3)), ...observed.folders.filter((folder) => folder.endsWith(end))];
	return [...new Set(stems)].flatMap((stem) => moduleAt(observed, stem)).filter((file) => !isBuilt(file)).slice(0, MOST_PLACES);
});
function moduleAt(observed, path) {
	const found = [`${path}.py`, `${path}/__init__.py`].filter(observed.hasFile);
	if (found.length > 0 || !observed.hasFolder(path) || path === "") return found;
	return observed.filesIn(path).filter((name) => name.endsWith(".py"));
}
function codeNamed(observed, file, text) {
	const { files, folders } = sourcedBy(withoutComments(text));
	return [...files.flatMap((name) => existing(observed, name, file)), ...folders.flatMap((folder) => {
		const place = [resolveIn("", folder), resolveIn(folderOf(file), folder)].find((one) => one !== void 0 && observed.hasFolder(one));
		return place === void 0 ? [] : observed.filesIn(place).filter(isCode);
	})];
}
function ownPackage(observed, code, language) {
	const names = packagesIn$1(code, language);
	if (language === "julia") return [...names].map((name) => `src/${name}.jl`).filter(observed.hasFile);
	const [, own] = /^Package:\s*(\S+)/m.exec(observed.text("DESCRIPTION") ?? "") ?? [];
	return own !== void 0 && names.has(own) || /\bload_all\s*\(/.test(code) ? observed.filesIn("R").filter(isCode) : [];
}
function startedScripts(observed, file, { language, text }) {
	const named = [...text.matchAll(SCRIPT_NAME)].map(([name]) => name);
	const starts = language !== "python" || STARTS$1.test(text);
	const inCode = new Set(starts ? [...withoutComments(text).matchAll(SCRIPT_NAME)].map(([name]) => name) : []);
	return [...new Set(named)].flatMap((name) => {
		const found = near(observed, name, file);
		return found.length > 0 || !inCode.has(name) ? found : anywhere(observed, name);
	}).filter((found) => found !== file && !/(?:^|\/)(?:test_[^/]*|[^/]*_test|setup|conftest)\.py$/.test(found));
}
function existing(observed, name, file) {
	const found = near(observed, name, file);
	return found.length > 0 ? found : anywhere(observed, name);
}
function near(observed, name, file) {
	const found = [
		resolveIn("", name),
		resolveIn(folderOf(file), name),
		within(folderOf(file), baseOf(name))
	].find((place) => place !== void 0 && observed.hasFile(place));
	return found === void 0 ? [] : [found];
}
const anywhere = remembered((observed, name) => {
	const path = name.replace(/^(?:\.{0,2}\/)+/, "");
	const ending = (end) => observed.files.filter((file) => (file === end || file.endsWith(`/${end}`)) && !isBuilt(file));
	const found = ending(path);
	return (found.length > 0 ? found : ending(baseOf(path))).slice(0, MOST_PLACES);
});
// src/definition/detection/scripts/code/shell-names.ts
function shellNames(text, script) {
	const code = text.replace(/^\s*#.*$/gm, "").replace(/\\\n\s*/g, " ");
	const variables = variablesOf$1(code, script);
	const put = (line) => line.replace(/\$\{?(\w+)(?:[^}\s"'/]*\})?/g, (_, name) => variables.get(name) ?? "*");
	return [...put(code).matchAll(/(>>?\s*|(?:-o|--output|--out)[ =]\s*)?["']?([\w./?*\0-]+)["']?/g)].flatMap(([, before, word = ""]) => {
		if (!/[^/]\.\w+$|\//.test(word) || /^[*/]+$/.test(word)) return [];
		const fromScript = word.startsWith(FROM_ROOT);
		const path = fromScript ? word.slice(FROM_ROOT.length) : word;
		return path === "" ? [] : [{
			path,
			fromScript,
			use: before === void 0 ? "named" : "written"
		}];
	});
}
function hidesNames(text, script) {
	const code = text.replace(/^\s*#.*$|\s#\s.*$/gm, "").replace(/\\\n\s*/g, " ").replace(/(?<=^|[;&|]|\bthen|\bdo|\belse)[ \t]*(?:echo|printf|test|\[\[?|if \[\[?)[ \t][^\n;&|>]*/gm, "");
	const variables = variablesOf$1(code, script);
	const isKnown = (name) => name === "0" || variables.get(name)?.startsWith("*") === false;
	return [...code.matchAll(/(?<=[\s<>"'])\$\{?(\w+)(?![^}\s]*:-)/g)].some(([, name = ""]) => !isKnown(name));
}
const FROM_ROOT = "\0/";
const OWN_FOLDER = /^\$\(\s*(?:cd\s+["']?)?\$\(\s*dirname\s+[^)]*\)([\w./-]*)|^\$\(\s*dirname\s+[^)]*\)([\w./-]*)/;
function variablesOf$1(code, script) {
	const variables = /* @__PURE__ */ new Map();
	const assignments = code.matchAll(/^[ \t]*(?:export[ \t]+|local[ \t]+|readonly[ \t]+|declare[ \t]+(?:-\w+[ \t]+)*)?(\w+)=("[^\n]*"|'[^'\n]*'|[^\s;#]*)/gm);
	for (const [, name = "", written = ""] of assignments) {
		const value = written.replace(/^(["'])([\s\S]*)\1$/, "$2");
		variables.set(name, meaningOf$1(value, script, variables));
	}
	for (const [, name = "", first = ""] of code.matchAll(/\bfor\s+(\w+)\s+in\s+(\S+)/g)) variables.set(name, meaningOf$1(first.replace(/["';]/g, ""), script, variables));
	return variables;
}
function meaningOf$1(value, script, variables) {
	const own = OWN_FOLDER.exec(value);
	if (own !== null) return `${FROM_ROOT}${folderOf(script)}${own[1] ?? own[2] ?? ""}`;
	if (/^\$\(\s*git rev-parse --show-toplevel/.test(value)) return FROM_ROOT.slice(0, -1);
	if (/^\$\(\s*pwd\s*\)|^\$\{?PWD\}?$/.test(value)) return ".";
	const [, otherwise] = /^\$\{\w+:-([^}]*)\}$/.exec(value) ?? [];
	return (otherwise ?? value).replace(/\$\([^)]*\)/g, "*").replace(/\$\{?(\w+)(?:[^}\s"'/]*\})?/g, (_, name) => variables.get(name) ?? "*");
}
// src/definition/detection/scripts/code/modules.ts
const bindingsOf = remembered((observed, file, folder) => {
	const source = sourceOf(observed, file);
	if (source === void 0) return {
		names: /* @__PURE__ */ new Map(),
		all: []
	};
	if (source.language === "r" || source.language === "julia") return {
		names: /* @__PURE__ */ new Map(),
		all: codeNamed(observed, file, source.text)
	};
	return source.language === "python" ? pythonBindings(observed, source.text, file, folder) : {
		names: /* @__PURE__ */ new Map(),
		all: []
	};
});
function pythonBindings(observed, source, file, folder) {
	const text = source.replace(/[;:][ \t]*(?=(?:import|from)[ \t])/g, "\n");
	const names = /* @__PURE__ */ new Map();
	const all = [];
	const moduleFile = (module) => {
		const found = modulesOf(observed, module, file, folder);
		return found.length === 1 || found.some((one) => folderOf(one) === folder) ? found[0] : void 0;
	};
	for (const [, list = ""] of text.matchAll(/^[ \t]*import[ \t]+([\w., \t]+)/gm)) for (const one of list.split(",")) {
		const [module = "", , local = module] = one.trim().split(/\s+/);
		const found = moduleFile(module);
		if (found !== void 0) names.set(local, { file: found });
	}
	const from = text.matchAll(/^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)/gm);
	for (const [, dots = "", written = "", list = ""] of from) {
		const module = dots === "" ? written : relativeModule(file, dots.length, written);
		const base = moduleFile(module);
		for (const one of list.replace(/#[^\n]*|[()\\]/g, "").split(",")) {
			const [name = "", , local = name] = one.trim().split(/\s+/);
			if (name === "*" && base !== void 0) all.push(base);
			if (!/^\w+$/.test(name)) continue;
			const inside = moduleFile(dots === "" ? `${module}.${name}` : `${module}/${name}`);
			if (inside !== void 0) names.set(local, { file: inside });
			else if (base !== void 0) names.set(local, {
				file: base,
				name
			});
		}
	}
	return {
		names,
		all
	};
}
// src/definition/detection/scripts/code/places.ts
const homeOf = remembered((observed, file) => {
	for (let folder = folderOf(file); folder !== ""; folder = folderOf(folder)) if (observed.filesIn(folder).map(baseOf).some((name) => /^(?:\.here|DESCRIPTION|.+\.Rproj)$/.test(name))) return folder;
	return "";
});
const conftestsAbove = remembered((observed, file) => {
	const found = [];
	for (let folder = folderOf(file);; folder = folderOf(folder)) {
		const conftest = folder === "" ? "conftest.py" : `${folder}/conftest.py`;
		if (conftest !== file && observed.hasFile(conftest)) found.push(conftest);
		if (folder === "") return found;
	}
});
// src/definition/detection/scripts/paths/path-value.ts
const EMPTY = {
	base: "cwd",
	path: ""
};
const APART = {
	base: "apart",
	path: ""
};
const UNKNOWN = {
	base: "unknown",
	path: ""
};
function parentOf(value) {
	if (value === void 0 || value.base === "apart") return value;
	if (value.path === "" || value.path === ".." || value.path.endsWith("/..")) return {
		...value,
		path: value.path === "" ? ".." : `${value.path}/..`
	};
	return {
		...value,
		path: folderOf(value.path)
	};
}
function joined(a, b) {
	if (a.base === "apart") return a;
	if (b.base === "unknown" || b.base === "apart") return {
		...a,
		path: slashed(a.path, "*")
	};
	if (b.base === "script" || b.path.startsWith("/")) return b;
	return {
		...a,
		path: slashed(a.path, b.path)
	};
}
function slashed(a, b) {
	if (a === "") return b;
	return b === "" ? a : `${a.replace(/\/$/, "")}/${b}`;
}
function concatenated(a, b) {
	if (a.base === "apart") return a;
	if (a.base === "cwd" && a.path === "" && b.base === "script") return b;
	const end = b.base === "unknown" || b.base === "apart" ? "*" : b.path;
	if (a.base === "unknown" && a.path === "") return {
		base: "cwd",
		path: `*${end}`
	};
	return {
		...a,
		path: a.path + end
	};
}
// src/definition/detection/scripts/paths/procedures.ts
function programOf(tokens, language) {
	if (language === "python") return pythonProgram(tokens);
	return language === "r" ? rProgram(tokens) : {
		top: tokens,
		procedures: /* @__PURE__ */ new Map()
	};
}
const HARMLESS = /^@(?:\w+\.)*(?:cache|lru_cache|cached_property|contextmanager|wraps|n?jit|staticmethod|classmethod|property|dataclass|fixture|overload|timeit)$/;
function pythonProgram(tokens) {
	const top = [];
	const procedures = /* @__PURE__ */ new Map();
	let lineBegin;
	let at = 0;
	while (at < tokens.length) {
		const token = tokens[at];
		if (token === void 0) break;
		const above = lineBegin;
		if (token.indent !== void 0) lineBegin = token;
		const word = token.text === "async" && tokens[at + 1]?.text === "def" ? at + 1 : at;
		const keyword = tokens[word]?.text;
		const name = tokens[word + 1];
		if (!(token.kind === "name" && (keyword === "def" || keyword === "class")) || token.indent === void 0 || name?.kind !== "name") {
			top.push(token);
			at += 1;
			continue;
		}
		const colon = endOfHeader(tokens, word + 2);
		const end = endOfBlock(tokens, colon + 1, token.indent);
		procedures.set(name.text, {
			kind: keyword === "def" ? "function" : "class",
			parameters: keyword === "def" ? parametersIn(tokens.slice(word + 3, colon)) : [],
			body: tokens.slice(colon + 1, end),
			isDecorated: above?.text.startsWith("@") === true && !HARMLESS.test(above.text)
		});
		at = end;
	}
	return {
		top,
		procedures
	};
}
function endOfHeader(tokens, from) {
	let depth = 0;
	for (let at = from; at < tokens.length; at += 1) {
		const change = depthOf(tokens[at]);
		depth += change;
		if (depth === 0 && tokens[at]?.text === ":") return at;
	}
	return tokens.length;
}
function endOfBlock(tokens, from, indent) {
	let depth = 0;
	for (let at = from; at < tokens.length; at += 1) {
		const token = tokens[at];
		if (depth === 0 && token?.indent !== void 0 && token.indent <= indent) return at;
		depth += depthOf(token);
	}
	return tokens.length;
}
function rProgram(tokens) {
	const top = [];
	const procedures = /* @__PURE__ */ new Map();
	for (let at = 0; at < tokens.length; at += 1) {
		const [name, sign, word, open] = tokens.slice(at, at + 4);
		const isOne = name?.kind === "name" && (sign?.text === "<-" || sign?.text === "=") && word?.text === "function" && open?.text === "(";
		const close = isOne ? closing(tokens, at + 3) : -1;
		const end = isOne && tokens[close + 1]?.text === "{" ? closing(tokens, close + 1) : -1;
		if (name === void 0 || end < 0) {
			top.push(...tokens.slice(at, at + 1));
			continue;
		}
		procedures.set(name.text, {
			kind: "function",
			parameters: parametersIn(tokens.slice(at + 4, close)),
			body: tokens.slice(close + 2, end),
			isDecorated: false
		});
		at = end;
	}
	return {
		top,
		procedures
	};
}
function closing(tokens, open) {
	let depth = 0;
	for (let at = open; at < tokens.length; at += 1) {
		depth += depthOf(tokens[at]);
		if (depth === 0) return at;
	}
	return tokens.length;
}
function depthOf(token) {
	if (token?.kind !== "sign") return 0;
	if (/^[([{]$/.test(token.text)) return 1;
	return /^[)\]}]$/.test(token.text) ? -1 : 0;
}
function parametersIn(tokens) {
	return splitAt(tokens).flatMap((part) => {
		const [name] = part;
		if (name?.kind !== "name") return [];
		const sign = part.findIndex(({ kind, text }) => kind === "sign" && text === "=");
		return [{
			name: name.text,
			otherwise: sign < 0 ? [] : part.slice(sign + 1)
		}];
	});
}
function splitAt(tokens) {
	const parts = [[]];
	let depth = 0;
	for (const token of tokens) {
		depth += depthOf(token);
		if (depth < 0) break;
		if (depth === 0 && token.kind === "sign" && token.text === ",") parts.push([]);
		else parts.at(-1)?.push(token);
	}
	return parts;
}
// src/definition/detection/scripts/paths/vocabulary.ts
const JOINS = /^(?:(?:pathlib\.)?(?:Pure)?(?:Posix)?Path|(?:\w+\.)+join|join|joinpath|file\.path|fs::path|path|paste0|str|string|os\.fspath|normalizePath|abspath|realpath|os\.path\.(?:abspath|realpath|normpath)|expanduser|os\.path\.expanduser)$/;
const FROM_HOME = {
	here: "",
	"here::here": "",
	find_rstudio_root_file: "",
	"rprojroot::find_rstudio_root_file": "",
	projectdir: "",
	datadir: "data",
	srcdir: "src",
	plotsdir: "plots",
	scriptsdir: "scripts",
	papersdir: "papers"
};
const DIRNAME = /^(?:os\.path\.dirname|dirname)$/;
const HERE = /^(?:__file__|@__FILE__)$/;
const CWD = /^(?:Path\.cwd|pathlib\.Path\.cwd|os\.getcwd|getwd|pwd)$/;
const WRITES = /^(?:save|write|export|to_(?!datetime|numeric|numpy|list|dict|string|thread)|dump|imsave|imwrite|ggsave|sink|fwrite|png$|pdf$|svg$|jpeg$|tiff$|cairo_pdf$|copy|move|rename|touch|plot_to|image_save)/i;
const READS = /^(?:read|load|imread|source|include|fread|genfromtxt|scan|glob|listdir|parse|run|check_call|check_output|system|exists|isfile|isdir|input|import|from_)/i;
const IGNORED = /^(?:mkdir|makedirs|dir\.create|mkpath|insert|append|print|message|cat|println|add_argument|getLogger|info|warning|error|debug|ArgumentParser|environ|getenv|unlink|remove|rmtree|library|require|set_title|title|xlabel|ylabel|set_xlabel|set_ylabel|suptitle|label|strftime|split|replace|startswith|endswith|warn|exit|Error|ValueError|RuntimeError|SystemExit)$/;
const COPIES = /^(?:copy|move|rename|symlink)/i;
const DOTTED = [[/^(?:\w+::)?read\.\w+$/, "read"], [/^(?:\w+::)?write\.\w+$/, "written"]];
const TEMPORARY = /^(?:tempfile(?:\.\w+)?|mkdtemp|mkstemp|TemporaryDirectory|NamedTemporaryFile|gettempdir|tempdir|mktemp|mktempdir|(?:io\.)?(?:StringIO|BytesIO)|IOBuffer|stdin|urlopen|(?:urllib\.)?request\.urlopen)$/;
const PASSES = /^(?:sorted|list|tuple|set|reversed|iter|tqdm|tqdm\.tqdm|glob\.i?glob|i?glob|Sys\.glob|sort|collect)$/;
const LISTS = /^(?:os\.listdir|listdir|list\.files|readdir)$/;
const OPENS = /^(?:open|open_\w+|read|read_\w+|readRDS|readLines|readdlm|fread|vroom|load|load_\w+|loadtxt|loadmat|genfromtxt|fromfile|memmap|imread|st_read|readOGR|listdir|scandir|glob|iglob|ExcelFile|getlines|copyfile|copytree|from_(?:csv|file|pickle|json|parquet|hdf))$/;
const OPENS_BY_NAME = /^(?:(?:\w+::)?read\.\w+|os\.walk|list\.files|Sys\.glob|h5py\.File|sqlite3\.connect|(?:zipfile\.)?ZipFile|(?:\w+\.)?Dataset|CSV\.File|(?:\w+\.)*(?:ET|etree|ElementTree|minidom)\.parse|shutil\.(?:copy2?|move)|file\.copy)$/;
const MOVES = /^(?:os\.chdir|chdir|setwd|cd)$/;
const STORES = /^(?:savefig|save|save_\w+|saveRDS|savetxt|savez|savez_compressed|imsave|imwrite|ggsave|sink|fwrite|write_(?!text|bytes)\w+|(?:\w+::)?write\.\w+|to_(?:csv|json|parquet|pickle|latex|excel|hdf|feather|html|markdown|stata|netcdf|zarr|file|xml))$/;
const READS_ITSELF = /^(?:read_text|read_bytes|iterdir|rglob|glob|open)$/;
const WRITES_ITSELF = /^(?:write_text|write_bytes)$/;
const HANDLES = /^(?:open|File|ZipFile|TarFile|Dataset)$/;
const FILE_KEYWORDS = /^(?:file|path|filename|fname|filepath|file_path|con|fp|io|filepath_or_buffer|path_or_buf|filepath_or_buf|file_name|path_or_buffer|input|datafile)$/;
const KEYWORDS = /^(?:return|yield|in|and|or|not|is|if|elif|else|while|for|with|as|assert|await|lambda|del|raise|except|case|match)$/;
// src/definition/detection/scripts/paths/path-expressions.ts
const DEEPEST$1 = 20;
var PathExpressions = class {
	tokens;
	variables;
	at = 0;
	#script;
	#scope;
	#depth = 0;
	constructor(tokens, script, scope, variables) {
		this.tokens = tokens;
		this.#script = script;
		this.#scope = scope;
		this.variables = variables;
	}
	expression() {
		if (this.#depth > DEEPEST$1) return void 0;
		this.#depth += 1;
		const value = this.#operands();
		this.#depth -= 1;
		return value;
	}
	#operands() {
		let value = this.#primary();
		while (value !== void 0) {
			if (value.base === "apart") this.#all();
			const sign = this.tokens[this.at]?.text;
			if (sign === "%" && value.path.includes("*")) {
				this.at += 1;
				if (this.#primary() === void 0) this.#unknownOperand();
				continue;
			}
			if (sign === "/" || sign === "+") {
				const back = this.at;
				this.at += 1;
				const next = this.#primary() ?? this.#unknownOperand();
				if (next === void 0) {
					this.at = back;
					break;
				}
				value = sign === "/" ? joined(value, next) : concatenated(value, next);
				continue;
			}
			const method = this.#method(value);
			if (method === void 0) break;
			value = method;
		}
		return value;
	}
	#all() {
		for (;;) {
			const token = this.tokens[this.at];
			const isPart = token?.kind === "name" && token.text.startsWith(".");
			const opens = token?.kind === "sign" && (token.text === "(" || token.text === "[");
			if (!isPart && !(opens && token.indent === void 0)) return;
			this.at = isPart ? this.at + 1 : closing(this.tokens, this.at) + 1;
		}
	}
	#unknownOperand() {
		const token = this.tokens[this.at];
		if (token?.text === "(") {
			this.skipParentheses();
			return {
				base: "cwd",
				path: "*"
			};
		}
		if (token?.kind !== "name") return void 0;
		this.at += 1;
		if (this.tokens[this.at]?.text === "(") this.skipParentheses();
		return {
			base: "cwd",
			path: "*"
		};
	}
	#primary() {
		const token = this.tokens[this.at];
		if (token === void 0) return void 0;
		if (token.kind === "string") {
			this.at += 1;
			return token.pieces === void 0 ? {
				base: "cwd",
				path: token.text
			} : this.#putTogether(token.pieces);
		}
		if (token.text === "(") return this.#inParentheses();
		if (token.text === "[" || token.text === "{") return this.#collection(this.at);
		if (token.kind !== "name" || KEYWORDS.test(token.text)) return void 0;
		if (HERE.test(token.text)) return this.#take({
			base: "script",
			path: this.#script
		});
		if (token.text === "@__DIR__") return this.#take({
			base: "script",
			path: folderOf(this.#script)
		});
		if (!(this.tokens[this.at + 1]?.text === "(")) return this.#variable(token.text);
		const own = this.#ownCall(token.text);
		if (own !== void 0) return own;
		if (token.text === "c" || token.text === "list") {
			const listed = this.#collection(this.at + 1);
			if (listed !== void 0) return listed;
		}
		if (TEMPORARY.test(token.text)) {
			this.at += 1;
			this.skipParentheses();
			return APART;
		}
		if (PASSES.test(token.text)) return this.#passed();
		if (LISTS.test(token.text)) return this.#listed();
		if (Object.hasOwn(FROM_HOME, token.text)) return this.#inHome(FROM_HOME[token.text] ?? "");
		if (JOINS.test(token.text)) return this.#joinCall(token.text);
		if (DIRNAME.test(token.text)) return parentOf(this.#callValue());
		if (CWD.test(token.text)) {
			this.at += 1;
			this.skipParentheses();
			return {
				base: "cwd",
				path: ""
			};
		}
		return this.#variable(token.text) ?? this.#unknownCall();
	}
	#putTogether(pieces) {
		return pieces.reduce((value, piece, at) => {
			return concatenated(value, (at % 2 === 0 ? {
				base: "cwd",
				path: piece
			} : this.known(piece.trim())) ?? UNKNOWN);
		}, EMPTY);
	}
	#collection(open) {
		const close = closing(this.tokens, open);
		const back = this.at;
		const loop = this.loopIn(open, close);
		if (loop !== void 0) {
			this.bindLoop(loop);
			this.at = open + 1;
			const member = this.expression();
			const ends = this.tokens[this.at]?.text === "for";
			this.at = member !== void 0 && ends ? close + 1 : back;
			return ends ? member : void 0;
		}
		if (!this.tokens.slice(open, close).every(({ kind, text }) => kind !== "name" || JOINS.test(text) || /^(?:True|False|None|TRUE|FALSE|NULL)$/.test(text) || this.known(text) !== void 0)) return void 0;
		this.lookWithin(open);
		this.at = close + 1;
		return APART;
	}
	loopIn(open, close) {
		let depth = 0;
		for (let at = open; at < close; at += 1) {
			const token = this.tokens[at];
			depth += depthOf(token);
			if (depth === 1 && token?.kind === "name" && token.text === "for") return at;
		}
	}
	bindLoop(loop) {
		const back = this.at;
		const upTo = this.tokens.slice(loop + 1, loop + 12).findIndex(({ text }) => text === "in");
		if (upTo < 0) return;
		const names = this.tokens.slice(loop + 1, loop + 1 + upTo).filter(({ kind }) => kind === "name").map(({ text }) => text);
		this.at = loop + 2 + upTo;
		const word = this.tokens[this.at]?.text ?? "";
		if (word === "os.walk") {
			this.#bindWalk(names);
			this.at = back;
			return;
		}
		const value = /^(?:enumerate|zip)$/.test(word) ? this.#allApart(this.argumentsAt(this.at + 1)) : this.expression();
		this.at = back;
		for (const name of names) if (value === void 0) this.variables.delete(name);
		else this.variables.set(name, names.length > 1 ? APART : value);
	}
	#bindWalk([folder = "", folders = "", files = ""]) {
		const value = this.argumentsAt(this.at + 1)[0]?.value;
		this.variables.delete(folder);
		if (value !== void 0) this.variables.set(folder, joined(value, {
			base: "cwd",
			path: "**"
		}));
		for (const name of [folders, files]) this.variables.set(name, {
			base: "cwd",
			path: "*"
		});
	}
	#allApart(given) {
		return given.every(({ value }) => value !== void 0) ? APART : void 0;
	}
	#passed() {
		const back = this.at;
		const [first] = this.argumentsAt(this.at + 1);
		const value = first?.value;
		if (value === void 0) return void 0;
		this.at = back + 1;
		this.skipParentheses();
		return value;
	}
	#listed() {
		const open = this.at + 1;
		const given = this.argumentsAt(open);
		const [first] = given;
		if (first?.value === void 0) return void 0;
		this.useByMethod(first.value, "listdir");
		const isFull = given.some(({ keyword }) => keyword === "full.names");
		this.at = closing(this.tokens, open) + 1;
		return isFull ? joined(first.value, UNKNOWN) : {
			base: "cwd",
			path: "*"
		};
	}
	#ownCall(name) {
		const open = this.at + 1;
		const value = this.#scope.call(name, this.argumentsAt(open))?.value;
		if (value === void 0) return void 0;
		this.lookWithin(open);
		this.at = closing(this.tokens, open) + 1;
		return value;
	}
	argumentsAt(open) {
		const back = this.at;
		const close = closing(this.tokens, open);
		const given = [];
		let begin = open + 1;
		let depth = 0;
		for (let at = open; at <= close && at < this.tokens.length; at += 1) {
			const token = this.tokens[at];
			const isEnd = at === close || depth === 1 && token?.kind === "sign" && token.text === ",";
			depth += depthOf(token);
			if (!isEnd) continue;
			if (at > begin) given.push(this.#argument(begin, at));
			begin = at + 1;
		}
		this.at = back;
		return given;
	}
	#argument(begin, end) {
		const [name, sign, after] = this.tokens.slice(begin, begin + 3);
		const isKeyword = name?.kind === "name" && sign?.text === "=" && after?.text !== "=";
		this.at = isKeyword ? begin + 2 : begin;
		const at = this.at;
		const loop = this.loopIn(begin - 1, end);
		if (loop !== void 0) this.bindLoop(loop);
		this.at = at;
		const value = this.expression();
		const ends = this.at >= end || this.at === loop;
		return {
			keyword: isKeyword ? name.text : void 0,
			at,
			value: ends ? value : void 0
		};
	}
	known(name) {
		return this.variables.get(name) ?? this.#scope.value(name);
	}
	#unknownCall() {
		const back = this.at;
		this.at += 1;
		this.skipParentheses();
		const sign = this.tokens[this.at];
		const next = this.tokens[this.at + 1];
		if (sign?.text === "/" && next?.kind === "string") return {
			base: "unknown",
			path: ""
		};
		this.at = back;
	}
	#variable(written) {
		const parts = written.split(".");
		let length = parts.length;
		while (length > 0 && this.known(parts.slice(0, length).join(".")) === void 0) length -= 1;
		const known = this.known(parts.slice(0, length).join("."));
		if (known === void 0) {
			const [sign, next] = this.tokens.slice(this.at + 1, this.at + 3);
			if (next?.kind !== "string") return void 0;
			if (sign?.text === "+") return this.#take({
				base: "cwd",
				path: "*"
			});
			return sign?.text === "/" ? this.#take(UNKNOWN) : void 0;
		}
		const attributes = parts.slice(length);
		if (attributes.length === 0 || known.base === "apart") return this.#take(known);
		if (!attributes.every((attribute) => attribute === "parent")) {
			const method = attributes.at(-1) ?? "";
			const value = attributes.slice(0, -1).reduce((v) => parentOf(v), known);
			if (value === void 0) return void 0;
			if (method === "parents") return this.#ancestor(value);
			if (this.tokens[this.at + 1]?.text !== "(") return void 0;
			return this.#methodOfVariable(value, method);
		}
		return this.#take(attributes.reduce((value) => parentOf(value), known) ?? known);
	}
	#methodOfVariable(value, method) {
		const called = this.#called(value, method);
		if (called !== void 0) return called;
		this.useByMethod(value, method);
	}
	#take(value) {
		this.at += 1;
		return value;
	}
	#inParentheses() {
		const back = this.at;
		this.at += 1;
		const value = this.expression();
		if (value !== void 0 && this.tokens[this.at]?.text === ")") {
			this.at += 1;
			return value;
		}
		this.at = back;
	}
	#joinCall(name) {
		this.at += 1;
		const values = this.#arguments();
		if (name === "paste0" || name === "string") return values.reduce(concatenated, EMPTY);
		const [first, ...rest] = values;
		return first === void 0 ? EMPTY : rest.reduce(joined, first);
	}
	#inHome(folder) {
		this.at += 1;
		const home = {
			base: "script",
			path: [this.#scope.home, folder].filter(Boolean).join("/")
		};
		return this.#arguments().reduce(joined, home);
	}
	#callValue() {
		this.at += 1;
		return this.#arguments()[0];
	}
	#arguments() {
		const values = [];
		this.at += 1;
		while (this.at < this.tokens.length) {
			const text = this.tokens[this.at]?.text;
			if (text === ")") break;
			if (text === ",") {
				this.at += 1;
				continue;
			}
			const value = this.expression();
			const ends = /^[,)]$/.test(this.tokens[this.at]?.text ?? "");
			values.push(value !== void 0 && ends ? value : {
				base: "unknown",
				path: ""
			});
			this.#skipArgument();
		}
		this.at += 1;
		return values;
	}
	#skipArgument() {
		while (this.at < this.tokens.length) {
			const text = this.tokens[this.at]?.text ?? "";
			if (text === "," || text === ")") return;
			if (text === "(") this.skipParentheses();
			else this.at += 1;
		}
	}
	skipParentheses() {
		let depth = 0;
		do {
			const text = this.tokens[this.at]?.text;
			if (text === "(") depth += 1;
			else if (text === ")") depth -= 1;
			this.at += 1;
		} while (depth > 0 && this.at < this.tokens.length);
	}
	#method(value) {
		const token = this.tokens[this.at];
		if (token?.kind !== "name" || !token.text.startsWith(".")) return void 0;
		const names = token.text.slice(1).split(".");
		if (names.every((name) => name === "parent")) {
			this.at += 1;
			return names.reduce((one) => parentOf(one), value);
		}
		const last = names.at(-1) ?? "";
		const before = names.slice(0, -1).reduce((one) => parentOf(one), value);
		if (before === void 0 || !names.slice(0, -1).every((name) => name === "parent")) return void 0;
		if (last === "parents") return this.#ancestor(before);
		return this.#called(before, last);
	}
	#called(value, method) {
		if (/^(?:resolve|absolute|expanduser|as_posix)$/.test(method)) {
			this.at += 1;
			this.skipParentheses();
			return value;
		}
		if (/^(?:format|strip|rstrip|lstrip|lower)$/.test(method)) {
			this.at += 1;
			this.skipParentheses();
			return value;
		}
		if (!/^(?:joinpath|r?glob|iterdir|with_suffix|with_name)$/.test(method)) return void 0;
		if (/glob|iterdir/.test(method) && this.tokens[this.at + 1]?.text !== "(") return void 0;
		this.at += 1;
		const given = this.#arguments();
		switch (method) {
			case "with_suffix": return {
				...value,
				path: value.path.replace(/\.[^./]*$/, "") + (given[0] ?? UNKNOWN).path
			};
			case "with_name": return joined(parentOf(value) ?? UNKNOWN, given[0] ?? UNKNOWN);
			case "joinpath": return given.reduce(joined, value);
		}
		const found = joined(method === "rglob" ? joined(value, {
			base: "cwd",
			path: "**"
		}) : value, given[0] ?? UNKNOWN);
		this.useByMethod(found, method);
		return found;
	}
	#ancestor(value) {
		const [, open, index, close] = this.tokens.slice(this.at, this.at + 4);
		if (open?.text !== "[" || close?.text !== "]") return void 0;
		this.at += 4;
		let parent = parentOf(value);
		for (let n = Number(index?.text); n > 0; n -= 1) parent = parentOf(parent);
		return parent;
	}
};
// src/definition/detection/scripts/paths/path-values.ts
function useOfCall(name) {
	const dotted = DOTTED.find(([pattern]) => pattern.test(name));
	return dotted === void 0 ? useOf(name.split(/\.|::/).at(-1) ?? "") : dotted[1];
}
function useOf(name) {
	if (WRITES.test(name)) return "written";
	if (READS.test(name)) return "read";
	return IGNORED.test(name) ? "ignored" : void 0;
}
function readPaths(tokens, script, place, variables) {
	return new PathReader(tokens, script, place, variables).read();
}
var PathReader = class extends PathExpressions {
	#place;
	#returned = [];
	#looked = /* @__PURE__ */ new Set();
	#behind = {
		at: -1,
		value: APART
	};
	#lastClosed = "";
	#own = -1;
	#branches = [];
	constructor(tokens, script, place, variables) {
		super(tokens, script, place, variables);
		this.#place = place;
	}
	read() {
		this.#statements(this.tokens.length, []);
		const [first, ...rest] = this.#returned;
		return rest.every((one) => one?.base === first?.base && one?.path === first?.path) ? first : void 0;
	}
	useByMethod(value, method) {
		const use = method === "open" ? this.#mode(this.at + 1) : useOf(method);
		if (use === void 0) return;
		this.#note(value, use);
		if (READS_ITSELF.test(method) || WRITES_ITSELF.test(method) || method === "listdir") this.#judge(value, use === "written" ? "writes" : "reads");
	}
	lookWithin(open) {
		if (this.#looked.has(open)) return;
		this.#looked.add(open);
		const back = this.at;
		this.at = open + 1;
		this.#statements(closing(this.tokens, open), []);
		this.at = back;
	}
	#statements(end, calls) {
		while (this.at < end) {
			const begin = this.at;
			const token = this.tokens[begin];
			if (token === void 0) return;
			if (token.indent !== void 0 && /^(?:import|from)$/.test(token.text)) {
				this.#skipLine();
				continue;
			}
			if (token.indent !== void 0) this.#leave(token.indent);
			if (token.kind === "name") this.#binding(token.text, begin);
			if (this.#assignment(calls)) continue;
			const before = this.tokens[begin - 1];
			const value = token.text === "(" && isCallable(before) ? void 0 : this.expression();
			if (value !== void 0) {
				this.#behind = {
					at: this.at,
					value
				};
				this.#note(value, this.#useAfter(value) ?? this.#useIn(calls));
				continue;
			}
			this.at = begin;
			this.#pass(token, before, calls);
		}
	}
	#leave(indent) {
		while ((this.#branches.at(-1)?.indent ?? -1) > indent) {
			const { name, before } = this.#branches.pop() ?? {};
			if (name === void 0) return;
			const after = this.variables.get(name);
			if (after?.base !== before?.base || after?.path !== before?.path) this.variables.delete(name);
		}
	}
	#pass(token, before, calls) {
		const call = calls.at(-1);
		if (isCallable(token)) this.#name(token.text);
		if (token.text === "(") {
			const loop = this.loopIn(this.at, closing(this.tokens, this.at));
			if (loop !== void 0) this.bindLoop(loop);
			calls.push({
				name: isCallable(before) ? before.text : "",
				isOwn: this.#own === this.at - 1,
				commas: 0
			});
		} else if (token.text === ")") this.#lastClosed = calls.pop()?.name ?? "";
		else if (token.text === "," && call !== void 0) call.commas += 1;
		this.at += 1;
	}
	#skipLine() {
		const depthAt = this.at;
		this.at += 1;
		while (this.at < this.tokens.length && this.tokens[this.at]?.indent === void 0) {
			if (this.tokens[this.at]?.text === "(" && this.at > depthAt) this.at = closing(this.tokens, this.at);
			this.at += 1;
		}
	}
	#binding(word, begin) {
		if (word === "for") this.bindLoop(begin);
		else if (word === "as") {
			const name = this.tokens[begin + 1]?.text ?? "";
			const last = this.#lastClosed.split(/\.|::/).at(-1) ?? "";
			if (this.#behind.at === begin) this.variables.set(name, this.#behind.value);
			else if (HANDLES.test(last)) this.variables.set(name, APART);
			else this.variables.delete(name);
		} else if (word === "return" || word === "yield") {
			const next = this.tokens[begin + 1];
			if (next === void 0 || next.indent !== void 0 || next.text === "None") return;
			this.at = begin + 1;
			const value = this.expression();
			const after = this.tokens[this.at];
			const ends = after === void 0 || after.indent !== void 0 || after.text === "}";
			this.#returned.push(ends ? value : void 0);
			this.at = begin;
		}
	}
	#assignment(calls) {
		const begin = this.at;
		const [name, sign, after] = this.tokens.slice(begin, begin + 3);
		if (name?.kind !== "name" || name.text.startsWith(".")) return false;
		if (sign?.text !== "<-" && (sign?.text !== "=" || after?.text === "=")) return false;
		const isKeyword = sign.text === "=" && (calls.at(-1)?.name ?? "") !== "";
		const isOneOfMany = this.tokens[begin - 1]?.text === ",";
		this.at += 2;
		const value = this.expression();
		if (value !== void 0) {
			this.#behind = {
				at: this.at,
				value
			};
			const use = isKeyword && FILE_KEYWORDS.test(name.text) ? this.#useIn(calls) : "named";
			this.#note(value, this.#useAfter(value) ?? use);
		} else this.at = begin + 2;
		if (isKeyword) return true;
		const earlier = this.variables.get(name.text);
		if (earlier !== void 0 && (name.indent ?? 0) > 0) this.#branches.push({
			name: name.text,
			indent: name.indent ?? 0,
			before: earlier
		});
		const isContent = this.tokens[this.at]?.text.startsWith(".") === true;
		const handle = value ?? (this.#isHandle() ? APART : void 0);
		if (handle === void 0 || isOneOfMany || isContent && handle.base !== "apart") this.variables.delete(name.text);
		else this.variables.set(name.text, handle);
		return true;
	}
	#isHandle() {
		const [name, open] = this.tokens.slice(this.at, this.at + 2);
		return open?.text === "(" && HANDLES.test(name?.text.split(".").at(-1) ?? "");
	}
	#note(value, use) {
		if (use === "ignored" || value.base === "apart") return;
		const script = value.base === "script";
		const path = value.base === "unknown" ? `?/${value.path}` : value.path;
		if (path !== "" && path !== "?/") this.#place.note({
			path,
			fromScript: script,
			use
		});
	}
	#judge(value, what) {
		if (value === void 0) {
			this.#place.hide(what);
			return;
		}
		const { base, path } = value;
		if (base === "apart" || /^[a-z]+:|^\/(?:tmp|dev|proc)\b/i.test(path)) return;
		const isNamed = path !== "" && path !== "." && !/^\W*\*/.test(path);
		if (base === "unknown") this.#place.hide(what, isNamed ? path : void 0);
		else if (!isNamed || /^[/~]|[^\w./ *?()+@=,-]/.test(path)) this.#place.hide(what);
	}
	#name(name) {
		if (this.tokens[this.at + 1]?.text !== "(") {
			this.#place.refer(name);
			return;
		}
		const last = name.split(/\.|::/).at(-1) ?? "";
		const before = name.slice(0, Math.max(0, name.length - last.length - 1));
		const given = this.argumentsAt(this.at + 1);
		if (this.#place.call(name, given) !== void 0) {
			this.#own = this.at;
			return;
		}
		const isKnown = this.#behind.at === this.at || before !== "" && this.known(firstOf(before)) !== void 0;
		if (MOVES.test(name)) {
			this.#place.hide("reads");
			this.#place.hide("writes");
		} else if (WRITES_ITSELF.test(last)) {
			if (!isKnown) this.#place.hide("writes");
		} else if (READS_ITSELF.test(last) && this.#isMethod(before, last, given)) {
			if (!isKnown) this.#place.hide("reads");
		} else if (OPENS_BY_NAME.test(name) || OPENS.test(last) && !isKnown) this.#opens(last, given);
		else if (STORES.test(last) || STORES.test(name)) this.#stores(given);
	}
	#isMethod(before, last, given) {
		if (last === "open") {
			if (this.tokens[this.at]?.text === "open") return false;
			const [first] = given;
			return first === void 0 || /^[rwaxbt+]{1,3}$/.test(this.tokens[first.at]?.text ?? "");
		}
		return last !== "glob" || !/^(?:glob)?$/.test(before) || before === ".";
	}
	#opens(name, given) {
		const argument = given.find(({ keyword }) => keyword !== void 0 && FILE_KEYWORDS.test(keyword)) ?? given.find(({ keyword }) => keyword === void 0);
		if (argument === void 0) return;
		const mode = given.find(({ keyword }, at) => keyword === "mode" || (keyword ?? at) === 1);
		const what = name === "open" && /[wax]/.test(this.#textAt(mode?.at)) ? "writes" : "reads";
		if (argument.value !== void 0) {
			this.#judge(argument.value, what);
			return;
		}
		const [first, next] = this.tokens.slice(argument.at, argument.at + 2);
		const last = first?.text.split(/\.|::/).at(-1) ?? "";
		if (!(next?.text === "(" && /^(?:open|read\w*|getvalue|decompress)$/.test(last)) && !/^\d/.test(first?.text ?? "")) this.#place.hide(what);
	}
	#textAt(at) {
		const token = at === void 0 ? void 0 : this.tokens[at];
		return token?.kind === "string" ? token.text : "";
	}
	#stores(given) {
		const may = given.filter(({ keyword }) => keyword === void 0 || FILE_KEYWORDS.test(keyword));
		if (may.length === 0) return;
		const path = may.find(({ value }) => value !== void 0 && (value.base !== "cwd" || /[./]/.test(value.path)));
		this.#judge(path?.value, "writes");
	}
	#useIn(calls) {
		const call = calls.findLast(({ name }) => name !== "" && !JOINS.test(name));
		if (call?.isOwn === true) return "named";
		const name = call?.name.split(/\.|::/).at(-1) ?? "";
		if (name === "open") return this.#mode(this.at);
		if (COPIES.test(name) && call?.commas === 0) return "read";
		return useOfCall(call?.name ?? "") ?? "named";
	}
	#mode(from) {
		const mode = this.tokens.slice(from, from + 5).find((token) => token.kind === "string" && /^[rwaxbt+]{1,3}$/.test(token.text));
		return mode !== void 0 && /[wax]/.test(mode.text) ? "written" : "read";
	}
	#useAfter(value) {
		const token = this.tokens[this.at];
		if (token?.kind !== "name" || !token.text.startsWith(".")) return void 0;
		const method = token.text.slice(1).split(".").at(-1) ?? "";
		const use = method === "open" ? this.#mode(this.at) : useOf(method);
		if (READS_ITSELF.test(method) || WRITES_ITSELF.test(method)) this.#judge(value, use === "written" ? "writes" : "reads");
		return use;
	}
};
function isCallable(token) {
	return token?.kind === "name" && !KEYWORDS.test(token.text);
}
function firstOf(name) {
	return name.split(".")[0] ?? "";
}
// src/definition/detection/scripts/paths/tokens.ts
const MOST_TOKENS = 1e5;
const COMMENT = String.raw`#[^\n]*`;
const TRIPLE = String.raw`[A-Za-z]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?''')`;
const STRING = String.raw`[A-Za-z]{0,2}(?:"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')`;
const NAME = String.raw`@?[A-Za-z_][A-Za-z0-9_]*(?:(?:\.|::)[A-Za-z_][A-Za-z0-9_]*)*|\.[A-Za-z_][A-Za-z0-9_]*`;
const SIGN = String.raw`<-|\d+(?:\.\d+)?|[^\sA-Za-z0-9_]`;
const TOKEN = new RegExp(`(?<comment>${COMMENT})|(?<triple>${TRIPLE})|(?<string>${STRING})|(?<name>${NAME})|(?<sign>${SIGN})`, "g");
function tokensOf(source, language) {
	const tokens = [];
	let line = -1;
	for (const match of source.matchAll(TOKEN)) {
		const begin = source.lastIndexOf("\n", match.index - 1) + 1;
		const isFirst = begin !== line && source.slice(begin, match.index).trim() === "";
		line = begin;
		const token = tokenOf(match, language);
		if (token !== void 0) tokens.push(isFirst ? {
			...token,
			indent: match.index - begin
		} : token);
		if (tokens.length >= MOST_TOKENS) break;
	}
	return tokens;
}
function tokenOf({ groups = {} }, language) {
	const { string, name, sign } = groups;
	if (string !== void 0) {
		const pieces = piecesOf(string, language);
		const text = meaningOf(string, language);
		return pieces === void 0 ? {
			kind: "string",
			text
		} : {
			kind: "string",
			text,
			pieces
		};
	}
	if (name !== void 0) return {
		kind: "name",
		text: name
	};
	return sign === void 0 ? void 0 : {
		kind: "sign",
		text: sign
	};
}
function piecesOf(literal, language) {
	const [, prefix = "", body = ""] = /^([A-Za-z]{0,2})["']([\s\S]*)["']$/.exec(literal) ?? [];
	if (language === "python" && /f/i.test(prefix)) return odd(body.split(/\{([^{}]*)\}/));
	if (language === "julia") return odd(body.split(/\$\(([^()]*)\)|\$([A-Za-z_]\w*)/).filter(isText$1));
}
function isText$1(piece) {
	return piece !== void 0;
}
function odd(pieces) {
	return pieces.length > 1 ? pieces : void 0;
}
function meaningOf(literal, language) {
	const [, prefix = "", body = ""] = /^([A-Za-z]{0,2})["']([\s\S]*)["']$/.exec(literal) ?? [];
	const text = /r/i.test(prefix) ? body : body.replace(/\\(.)/g, "$1");
	switch (language) {
		case "python": return /f/i.test(prefix) ? text.replace(/\{[^{}]*\}/g, "*") : text.replace(/%[-0-9.]*[sdfi]|\{[^{}/]{0,20}\}/g, "*");
		case "julia": return text.replace(/\$\([^()]*\)|\$[A-Za-z_]\w*/g, "*");
		case "r": return text.replace(/%[-0-9.]*[sdfi]|\{[^{}/]*\}/g, "*");
		case "shell": return text;
	}
}
// src/definition/detection/scripts/evaluation.ts
const MOST_CALLS$1 = 2e3;
const DEEPEST = 12;
const seenOf = remembered((observed, script, kind) => {
	const evaluation = new Evaluation(observed, script);
	evaluation.run(kind === "tests");
	return evaluation;
});
const namedPaths = remembered((observed, file) => {
	const source = sourceOf(observed, file);
	if (source === void 0) return [];
	const found = [];
	const evaluation = new Evaluation(observed, file);
	readPaths(tokensOf(source.text, source.language), file, {
		home: homeOf(observed, file),
		value: (name) => evaluation.valueFor(file, name),
		call: () => void 0,
		refer: () => void 0,
		hide: () => void 0,
		note: (named) => found.push(named)
	}, /* @__PURE__ */ new Map());
	return found;
});
const programIn = remembered((observed, file, language) => {
	return programOf(tokensOf(sourceOf(observed, file)?.text ?? "", language), language);
});
var Evaluation = class {
	found = [];
	hidden = /* @__PURE__ */ new Set();
	loose = /* @__PURE__ */ new Set();
	#observed;
	#script;
	#modules = /* @__PURE__ */ new Map();
	#results = /* @__PURE__ */ new Map();
	#open = /* @__PURE__ */ new Set();
	#depth = 0;
	constructor(observed, script) {
		this.#observed = observed;
		this.#script = script;
	}
	run(callsAll) {
		const module = this.#module(this.#script);
		if (module === void 0 || !callsAll) return;
		const given = (_, name) => this.#fixture(module, name);
		for (const [name, procedure] of module.program.procedures) this.#enter({
			module,
			program: module.program,
			name,
			procedure
		}, given, given);
	}
	#fixture(module, name) {
		const key = `${module.file}\0${name}`;
		if (this.#open.has(key)) return APART;
		const fixture = [module, ...conftestsAbove(this.#observed, module.file).map((file) => this.#module(file))].flatMap((place) => (place && this.#procedure(place, [place.program], name)) ?? []).find(({ procedure }) => procedure.kind === "function");
		if (fixture === void 0) return APART;
		this.#open.add(key);
		const given = /* @__PURE__ */ new Map();
		const value = this.#enter(fixture, (_, own) => {
			if (!given.has(own)) given.set(own, this.#fixture(fixture.module, own));
			return given.get(own);
		});
		this.#open.delete(key);
		const isMoments = [...given.keys()].some((own) => /^tmp_?(?:path|dir)/.test(own));
		return value ?? (isMoments ? APART : void 0);
	}
	valueFor(file, name) {
		for (const { module, name: own } of this.#targets(file, name)) {
			const value = module.variables.get(own);
			if (value !== void 0) return value;
		}
	}
	#module(file) {
		const known = this.#modules.get(file);
		if (known !== void 0) return known;
		const source = sourceOf(this.#observed, file);
		if (source === void 0) return void 0;
		if (source.hides) this.hidden.add("reads").add("writes");
		if (source.language === "shell") {
			if (hidesNames(source.text, file)) this.hidden.add("reads");
			return;
		}
		const program = programIn(this.#observed, file, source.language);
		const module = {
			file,
			language: source.language,
			program,
			variables: /* @__PURE__ */ new Map()
		};
		this.#modules.set(file, module);
		readPaths(program.top, file, this.#place(module, [program]), module.variables);
		for (const [name, procedure] of program.procedures) if (procedure.isDecorated && file === this.#script) this.#enter({
			module,
			program,
			name,
			procedure
		}, () => void 0);
		return module;
	}
	#place(module, programs) {
		const { file } = module;
		return {
			home: homeOf(this.#observed, this.#script),
			note: (named) => this.found.push(named),
			hide: (what, last) => {
				if (last === void 0 || what === "reads") this.hidden.add(what);
				else this.loose.add(last);
			},
			value: (name) => module.variables.get(name) ?? this.valueFor(file, name),
			call: (name, given) => {
				const own = this.#procedure(module, programs, name);
				return own && { value: this.#enter(own, givenTo(given)) };
			},
			refer: (name) => {
				const own = this.#procedure(module, programs, name);
				if (own !== void 0) this.#enter(own, () => void 0);
			}
		};
	}
	#procedure(module, programs, name) {
		for (const program of programs) {
			const procedure = program.procedures.get(name);
			if (procedure !== void 0) return {
				module,
				program,
				name,
				procedure
			};
		}
		for (const target of this.#targets(module.file, name)) {
			const { program } = target.module;
			const procedure = program.procedures.get(target.name);
			if (procedure !== void 0) return {
				...target,
				program,
				procedure
			};
		}
	}
	#targets(file, name) {
		const targets = [];
		const open = [{
			file,
			name
		}];
		const seen = /* @__PURE__ */ new Set();
		for (const one of open) {
			const key = `${one.file}\0${one.name}`;
			if (seen.has(key)) continue;
			seen.add(key);
			if (one !== open[0]) {
				const module = this.#module(one.file);
				if (module !== void 0) targets.push({
					module,
					name: one.name
				});
			}
			open.push(...this.#handedOn(one.file, one.name));
		}
		return targets;
	}
	#handedOn(file, name) {
		const { names, all } = bindingsOf(this.#observed, file, folderOf(this.#script));
		const parts = name.split(".");
		const found = all.map((one) => ({
			file: one,
			name
		}));
		for (let length = parts.length; length > 0; length -= 1) {
			const target = names.get(parts.slice(0, length).join("."));
			if (target === void 0) continue;
			const rest = [...target.name === void 0 ? [] : [target.name], ...parts.slice(length)];
			if (rest.length > 0) found.unshift({
				file: target.file,
				name: rest.join(".")
			});
		}
		return found;
	}
	#enter({ module, program: outer, name, procedure }, given, toMethods = () => void 0) {
		const values = procedure.parameters.map((parameter, at) => ({
			name: parameter.name,
			value: given(at, parameter.name) ?? this.#otherwise(module, parameter.otherwise)
		}));
		const key = JSON.stringify([
			module.file,
			name,
			procedure.body.length,
			values
		]);
		if (this.#results.has(key)) return this.#results.get(key);
		if (this.#results.size > MOST_CALLS$1 || this.#depth > DEEPEST) {
			this.hidden.add("reads").add("writes");
			return;
		}
		this.#results.set(key, void 0);
		this.#depth += 1;
		const variables = new Map(values.flatMap(({ name, value }) => value === void 0 ? [] : [[name, value]]));
		const program = programOf(procedure.body, module.language);
		const place = this.#place(module, [
			program,
			outer,
			module.program
		]);
		const returned = readPaths(program.top, module.file, hiding(place, values), variables);
		if (procedure.kind === "class") for (const [method, one] of program.procedures) this.#enter({
			module,
			program,
			name: `${name}.${method}`,
			procedure: one
		}, toMethods);
		this.#depth -= 1;
		this.#results.set(key, returned);
		return returned;
	}
	#otherwise(module, tokens) {
		if (tokens.length === 0) return void 0;
		const variables = /* @__PURE__ */ new Map();
		readPaths([
			{
				kind: "name",
				text: "it"
			},
			{
				kind: "sign",
				text: "="
			},
			...tokens
		], module.file, this.#place(module, [module.program]), variables);
		return variables.get("it");
	}
};
function hiding(place, values) {
	const names = new Set(values.map(({ name }) => name));
	return {
		...place,
		value: (name) => names.has(name.split(".")[0] ?? "") ? void 0 : place.value(name)
	};
}
function givenTo(given) {
	const positional = given.filter(({ keyword }) => keyword === void 0);
	return (index, name) => (given.find(({ keyword }) => keyword === name) ?? positional[index])?.value;
}
// src/definition/detection/scripts/files.ts
const DATA = /\.(?:csv|tsv|json|jsonl|ya?ml|toml|txt|md|tex|bib|html|xml|png|pdf|svg|eps|ps|jpe?g|gif|tiff?|webp|mp4|webm|npz|npy|pkl|pickle|joblib|parquet|feather|arrow|h5|hdf5?|nc|zarr|mat|fits|rds|rda|rdata|jld2?|xlsx?|db|sqlite3?|gz|zip|dat|log|geojson|gpkg|shp|stl|vtk|tab|out|pgf|tikz)$/i;
const MAY_WRITE = /\b(?:savefig|save\w*|write\w*|to_(?:csv|json|parquet|pickle|latex|excel|hdf|feather)|dump|imsave|imwrite|ggsave|sink|fwrite|png|pdf|svg|mkdir|makedirs|copy\w*|move|subprocess|os\.system|system|shutil)\s*[.(]|open\s*\([^)\n]*["'][wax]|\bsystem2?\(/;
const MAY_READ = /\b(?:read_\w+|read\.\w+|readRDS|readlines|load\w*|open|fread|imread|genfromtxt|glob|listdir|scandir|iterdir)\s*\(/;
function scriptFiles(observed, script, started = [], kind = "script") {
	const sources = [...new Set([script, ...started].flatMap((file) => sourcesOf$1(observed, file)))];
	const own = /* @__PURE__ */ new Set([script, ...started]);
	const read = sources.flatMap((file) => {
		const source = sourceOf(observed, file);
		return source === void 0 ? [] : [{
			file,
			source
		}];
	});
	const seen = [...own].map((file) => seenOf(observed, file, kind));
	const names = [...read.flatMap(({ file }) => namesOf$1(observed, file).filter((name) => own.has(file) || !isBare(name) && name.path.includes("/"))), ...seen.flatMap(({ found }) => found.filter(isPlain))];
	const folder = (read.find(({ file }) => file === script)?.source)?.runsIn ?? folderFor(observed, script, namesOf$1(observed, script));
	const resolve = (name) => {
		const path = name.fromScript ? resolveIn("", name.path) : resolveIn(folder, name.path);
		return path === void 0 || path === "" ? [] : [{
			...name,
			path
		}];
	};
	const resolved = names.flatMap(resolve);
	const inRun = (use) => seen.flatMap(({ found }) => found.filter((name) => name.use === use && isPlain(name))).flatMap(resolve).map(({ path }) => path);
	const sure = new Set(inRun("read"));
	const sureWritten = new Set(inRun("written").filter((path) => /\/[^/]*\.[\w*]+$/.test(path)));
	const bare = distinct(resolved.filter(isBare).map((name) => baseOf(name.path)));
	const full = resolved.filter((name) => !isBare(name));
	const pick = (wanted) => distinct(full.filter(wanted).map((name) => name.path));
	const written = pick(({ path, use }) => use === "written" && (DATA.test(path) || sureWritten.has(path)));
	const reads = pick(({ use }) => use !== "written");
	const isBlind = reads.length === 0 && read.some(({ source }) => MAY_READ.test(source.text));
	const patterns = pick(({ path, use }) => use === "read" || use === "named" && DATA.test(path));
	const folders = pick(({ use }) => use === "read").filter((path) => observed.hasFolder(path) && !isResult(`${path}/x`));
	const isThere = (path) => observed.hasFile(path) && !isResult(path);
	const missing = pick(({ path, use }) => use === "read" && (DATA.test(path) || isForeignFolder(observed, path)) && !isThere(path));
	return {
		script,
		folder,
		sources,
		existing: [
			...reads.filter(isThere),
			...patterns.filter((path) => isFilledPattern(observed, path)),
			...[...folders, ...reads.filter((path) => isDataFolder(observed, path))].map((path) => `${path}/`),
			...isBlind ? dataFolders(observed) : []
		].filter((path) => !written.includes(path)),
		written,
		missing,
		lacks: missing.filter((path) => sure.has(path)),
		named: pick(({ path, use }) => use === "named" && DATA.test(path) && !isThere(path)),
		bare,
		mayWrite: read.some(({ source }) => mayWrite(source)),
		unseen: [...distinct(seen.flatMap(({ hidden }) => [...hidden])), ...[...own].some((file) => takesInUnseen(observed, file)) ? ["takes-in"] : []],
		loose: distinct(seen.flatMap(({ loose }) => [...loose]))
	};
}
function isBare({ path }) {
	return path.startsWith("?/") || path.startsWith("*/") || path.includes("/?/");
}
const namesOf$1 = remembered((observed, file) => {
	const source = sourceOf(observed, file);
	if (source === void 0) return [];
	return (source.language === "shell" ? shellNames(source.text, file) : namedPaths(observed, file)).filter(isPlain);
});
function isPlain({ path }) {
	return /^[\w./ *?()+@=,-]{1,200}$/.test(path) && path.trim() === path;
}
function mayWrite({ language, text }) {
	if (language !== "shell") return MAY_WRITE.test(text);
	const code = text.replace(/^\s*#.*$/gm, "");
	return /\s*[^\s]/.test(code.replace(/^\s*(?:echo|set|exit|cd|export|true|:)\b[^>|;&]*$/gm, ""));
}
function folderFor(observed, script, names) {
	const own = folderOf(script);
	if (names.some((name) => name.fromScript)) return "";
	const places = names.filter((name) => !name.fromScript && !isBare(name) && !/\.(?:py|sh|R|r|jl)$/.test(name.path)).map((name) => name.path);
	const hits = (folder) => places.filter((place) => {
		const path = resolveIn(folder, place);
		return path !== void 0 && (observed.hasFile(path) || observed.hasFolder(path));
	}).length;
	const leavesRoot = places.some((place) => resolveIn("", place) === void 0);
	return own !== "" && (leavesRoot || hits(own) > hits("")) ? own : "";
}
function isForeignFolder(observed, path) {
	return !observed.hasFolder(path) && !isResult(`${path}/x`) && !path.includes("*") && observed.isOnDisk(path);
}
function isFilledPattern(observed, path) {
	if (!/^[^*?]+\//.test(path) || !path.includes("*") || /[?()+@]/.test(path)) return false;
	const files = startDescent([path]);
	return !isResult(path) && observed.files.some((file) => matches$1(files, file));
}
function dataFolders(observed) {
	return observed.folders.filter((folder) => /^(?:data|raw_?data|data_?raw|datasets?|inputs?)$/i.test(folder)).filter((folder) => isDataFolder(observed, folder)).map((folder) => `${folder}/`);
}
function isDataFolder(observed, path) {
	if (!observed.hasFolder(path) || isResult(`${path}/x`)) return false;
	const files = observed.filesBelow(path);
	return files.length > 0 && files.every((file) => !/\.(?:py|R|r|jl|sh|ipynb)$/.test(file));
}
function distinct(items) {
	return [...new Set(items)];
}
function makes(files, wanted) {
	const made = [...files.written, ...files.named.filter((path) => !files.missing.includes(path))];
	if (made.some((path) => isLike(path, wanted))) return true;
	const loose = [...files.bare, ...made.filter((path) => !path.includes("/"))].filter((name) => !/^\*+(?:\.\w+)?$/.test(name));
	const [base, stem] = [baseOf(wanted), baseOf(withoutExtension(wanted))];
	return loose.some((name) => name === base || name === stem || isLike(name, base));
}
function isLike(pattern, file) {
	if (pattern === file) return true;
	if (!pattern.includes("*")) return false;
	const [first = "", ...rest] = pattern.split("*");
	if (!file.startsWith(first)) return false;
	let at = first.length;
	for (const [index, part] of rest.entries()) {
		const found = index === rest.length - 1 ? file.lastIndexOf(part) : file.indexOf(part, at);
		if (found < at) return false;
		at = found + part.length;
	}
	return at === file.length;
}
// src/definition/detection/manuscripts/chunks.ts
function withTakenIn(observed, file) {
	const seen = /* @__PURE__ */ new Set([file]);
	for (const one of seen) for (const found of textsTakenIn(observed, one, observed.text(one) ?? "")) seen.add(found);
	return [...seen];
}
function filesOfChunks(observed, texts) {
	const files = texts.filter(hasCode(observed)).map((text) => {
		return scriptFiles(observed, text, withTakenIn(observed, text).filter((one) => one !== text && !/\.ipynb$/.test(one)));
	});
	const own = new Set(texts);
	const written = [...new Set(files.flatMap((one) => one.written))];
	const isOwn = (path) => written.some((output) => meets(output, path));
	const code = files.flatMap((one) => one.sources).filter((file) => !own.has(file));
	const unseen = [.../* @__PURE__ */ new Set([...files.flatMap((one) => one.unseen), ...files.some((one) => one.loose.length > 0) ? ["writes"] : []])];
	return {
		inputs: [...asPatterns(observed, [...new Set(code)]), ...files.flatMap((one) => one.existing).map((path) => path.replace(/\/$/, ""))],
		reads: files.flatMap((one) => [
			...one.missing,
			...one.existing,
			...one.named
		]),
		lacks: files.flatMap((one) => one.lacks).filter((path) => !isOwn(path)),
		maybe: [],
		...unseen.length > 0 ? { unseen } : {},
		written
	};
}
function hasCode(observed) {
	return (file) => /\.(?:qmd|rmd|rnw)$/i.test(file) && sourceOf(observed, file)?.text.trim() !== "";
}
// src/definition/detection/manuscripts/engine.ts
const PDFLATEX = {
	options: ["-pdf"],
	programs: ["pdflatex"]
};
const XELATEX = {
	options: ["-xelatex"],
	programs: ["xelatex"]
};
const LUALATEX = {
	options: ["-lualatex"],
	programs: ["lualatex"]
};
const POSTSCRIPT = {
	options: ["-pdfps"],
	programs: [
		"latex",
		"dvips",
		"ps2pdf"
	]
};
const platex = (program) => ({
	options: [
		"-pdfdvi",
		`-latex=${program}`,
		"-e",
		"$dvipdf='dvipdfmx %O -o %D %S'"
	],
	programs: [program, "dvipdfmx"]
});
const BY_NAME = {
	pdflatex: PDFLATEX,
	pdftex: PDFLATEX,
	latex: PDFLATEX,
	xelatex: XELATEX,
	xetex: XELATEX,
	lualatex: LUALATEX,
	luatex: LUALATEX,
	luahbtex: LUALATEX,
	platex: platex("platex"),
	uplatex: platex("uplatex")
};
const LUA_PACKAGES = [
	"luacode",
	"luatextra",
	"luatexja",
	"luatexja-fontspec",
	"lua-ul",
	"luaotfload",
	"luamplib",
	"emoji"
];
const XE_PACKAGES = [
	"fontspec",
	"unicode-math",
	"polyglossia",
	"xeCJK",
	"xltxtra",
	"xunicode",
	"mathspec",
	"ctex",
	"zxjatype",
	"bidi",
	"arabxetex",
	"xepersian"
];
const LUA_CLASSES = /^(?:lt?js\w+|jlreq-lua|luatexja\S*)$/;
const XE_CLASSES = /^ctex\w+$/;
const JAPANESE_CLASSES = /^(?:[ut]?j(?:s?article|s?book|report|sreport)|bxjsarticle)$/;
function engineOf(document, firstText) {
	const named = /^%\s*!\s*tex\s+(?:ts-)?program\s*=\s*([\w-]+)/im.exec(firstText)?.[1] ?? /^%.*-\*-.*\bengine:\s*(\w+)/im.exec(firstText)?.[1] ?? /^%\s*arara:\s*(\w*latex)\b/im.exec(firstText)?.[1];
	const byName = named === void 0 ? void 0 : BY_NAME[named.toLowerCase()];
	if (byName !== void 0) return byName;
	const name = classOf(document.text) ?? "";
	const has = (names) => names.some((one) => document.packages.has(one));
	if (LUA_CLASSES.test(name) || has(LUA_PACKAGES) || /\\directlua\b/.test(document.text)) return LUALATEX;
	if (XE_CLASSES.test(name) || has(XE_PACKAGES) || /\\set(?:main|sans|mono|CJKmain)font\b/.test(document.text)) return XELATEX;
	if (JAPANESE_CLASSES.test(name)) {
		const options = /\\documentclass\s*\[([^\]]*)\]/.exec(document.text)?.[1] ?? "";
		return platex(/\buplatex\b/.test(options) || name.startsWith("u") ? "uplatex" : "platex");
	}
	if (has([
		"pstricks",
		"pst-plot",
		"psfrag"
	]) && !has(["auto-pst-pdf", "pst-pdf"])) return POSTSCRIPT;
	return PDFLATEX;
}
const BY_MODE = {
	"1": {
		variable: "pdflatex",
		programs: ["pdflatex"]
	},
	"2": {
		variable: "latex",
		programs: [
			"latex",
			"dvips",
			"ps2pdf"
		]
	},
	"3": {
		variable: "latex",
		programs: ["latex", "dvipdf"]
	},
	"4": {
		variable: "lualatex",
		programs: ["lualatex"]
	},
	"5": {
		variable: "xelatex",
		programs: ["xelatex"]
	}
};
function readLatexmkrc(text) {
	const code = text.replace(/^\s*#[^\n]*/gm, "");
	const values = new Map([...code.matchAll(/\$(\w+)\s*=\s*(?:(["'])(.*?)\2|q\/(.*?)\/|(\d+))/g)].map(([, name = "", , quoted, q, number]) => [name, quoted ?? q ?? number ?? ""]));
	const mode = values.get("pdf_mode");
	const chosen = mode === void 0 ? void 0 : BY_MODE[mode];
	const command = chosen === void 0 ? values.get("pdflatex") : values.get(chosen.variable);
	const program = command === void 0 ? void 0 : baseOf(command.trim().split(/\s+/)[0] ?? "");
	const isProgram = program !== void 0 && /^[\w+-]+$/.test(program);
	const rest = chosen?.programs.slice(1) ?? [];
	const dvipdf = baseOf(values.get("dvipdf")?.trim().split(/\s+/)[0] ?? "");
	const tools = rest.map((tool) => tool === "dvipdf" && /^[\w-]+$/.test(dvipdf) ? dvipdf : tool);
	return {
		programs: isProgram ? [program, ...tools] : chosen?.programs,
		outDir: values.get("out_dir"),
		auxDir: values.get("aux_dir")
	};
}
// src/definition/detection/manuscripts/knitr.ts
const ASIDE$4 = /(?:^|\/)(?:vignettes|inst|tests?|examples?|templates?|archive|old)\//;
const MOST_DOCUMENTS$1 = 20;
function knitrDocuments(observed, context) {
	const all = observed.files.filter((file) => /\.rnw$/i.test(file) && !isBuilt(file) && !ASIDE$4.test(file));
	const parts = new Set(all.flatMap((file) => withTakenIn(observed, file).slice(1)));
	const documents = all.filter((file) => !parts.has(file) && /\\begin\s*\{document\}/.test(observed.text(file) ?? ""));
	const own = documents.filter((file) => driverOf(file, context) === void 0).slice(0, MOST_DOCUMENTS$1);
	return {
		...NOTHING,
		stages: own.map((file) => documentStage$1(observed, context, file)),
		leftOut: documents.flatMap((file) => coveredBy(file, context) ?? []),
		summaries: own.map((file) => ({
			kind: "document",
			tool: "knitr",
			file
		}))
	};
}
function documentStage$1(observed, { found }, file) {
	const folder = folderOf(file);
	const texts = withTakenIn(observed, file);
	const document = readDocument(observed, file);
	const [program = "pdflatex"] = engineOf(document, observed.text(file) ?? "").programs;
	const { inputs, written, ...chunks } = filesOfChunks(observed, texts);
	const outputs = [`${withoutExtension(file)}.pdf`, ...written];
	const command = commandOfDocument(document.text, baseOf(file), program);
	const own = within(folder, `**/*.${oneOf([extensionOf(file).slice(1), ...TEX_ENDINGS])}`);
	const isOwn = startDescent([own]);
	const pictures = document.included.filter((choices) => !choices.some((choice) => written.includes(choice)));
	const there = pictures.flatMap((choices) => choices.find(observed.hasFile) ?? []);
	return {
		key: `document:${file}`,
		name: `Render ${baseOf(file)}`,
		run: command,
		...folder === "" ? {} : { workingDirectory: folder },
		requires: [command.split(" ")[0] ?? "Rscript", program],
		after: [],
		inputs: withoutContained([
			own,
			...[
				...texts,
				...document.sources,
				...document.bibliographies,
				...inputs
			].filter((one) => !matches$1(isOwn, one)),
			...takenInputs(observed, there, found, outputs),
			...rootFamily(observed, R_FILES)
		]),
		...chunks,
		wants: pictures.filter((choices) => !/^figures?\//.test(choices[0] ?? "")),
		readsAreKnown: true,
		made: {
			kind: "known",
			outputs
		},
		notes: datedNotes([document.text])
	};
}
function commandOfDocument(text, file, program) {
	if (/\\SweaveOpts\b|\{Sweave\}/.test(text) && !/\bknitr\b|\bopts_chunk\b/.test(text)) return commandOf([
		"R",
		"CMD",
		"Sweave",
		"--pdf",
		file
	]);
	return commandOf([
		"Rscript",
		"-e",
		`knitr::knit2pdf("${file}"${program === "pdflatex" ? "" : `, compiler = "${program}"`})`
	]);
}
// src/definition/detection/manuscripts/latex.ts
const MOST_DOCUMENTS = 20;
const ASIDE$3 = /^(?:tests?|examples?|templates?|archive|old|vendor|third_party|docs?\/examples?)\//i;
function latexDocuments(observed, context) {
	const all = texDocuments(observed);
	const results = all.filter(({ file }) => isBuilt(file));
	const aside = all.filter(({ file }) => !isBuilt(file) && ASIDE$3.test(file));
	const own = all.filter(({ file }) => !isBuilt(file) && !ASIDE$3.test(file));
	const built = own.filter(({ file }) => driverOf(file, context) === void 0);
	const documents = built.slice(0, MOST_DOCUMENTS);
	const leftOut = [
		...observed.files.flatMap((file) => {
			const source = /\.tex$/.test(file) ? madeFrom(observed, file) : void 0;
			return source === void 0 ? [] : [{
				kind: "made",
				file,
				source
			}];
		}),
		...resultFolders(results),
		...aside.map(({ file }) => ({
			kind: "aside",
			file
		})),
		...own.flatMap(({ file }) => coveredBy(file, context) ?? []),
		...built.length > documents.length ? [{
			kind: "too-many",
			what: "documents of LaTeX",
			kept: documents.length
		}] : []
	];
	const stages = documents.map((document) => documentStage(observed, context, document, documents));
	return {
		...NOTHING,
		stages,
		leftOut,
		summaries: documents.map(({ file }) => ({
			kind: "document",
			tool: "latexmk",
			file
		}))
	};
}
function resultFolders(documents) {
	return [...countBy(documents, ({ file }) => folderOf(file))].map(([folder, count]) => ({
		kind: "results",
		folder,
		documents: count
	}));
}
function documentStage(observed, { found }, document, documents) {
	const { file } = document;
	const folder = folderOf(file);
	const name = baseOf(withoutExtension(file));
	const own = latexmkrcIn(observed, folder);
	const root = folder === "" ? void 0 : latexmkrcIn(observed, "");
	const rcFile = own ?? root;
	const rc = rcFile === void 0 ? void 0 : readLatexmkrc(observed.text(rcFile) ?? "");
	const workingDirectory = own === void 0 && root !== void 0 ? "" : folder;
	const engine = engineOf(document, observed.text(file) ?? "");
	const alone = documents.filter((other) => folderOf(other.file) === folder).length === 1;
	const place = outputFolder(rc, alone ? "build" : `build/${name}`);
	const built = withinFolder(folder, place.folder);
	const fromRun = withinFolder(workingDirectory === folder ? "" : folder, place.folder);
	const outputs = [withinFolder(built, `${name}.pdf`)];
	const logs = rc?.auxDir === void 0 || rc.auxDir === place.folder;
	const words = [
		"latexmk",
		...workingDirectory === folder ? [] : ["-cd"],
		...rc?.programs === void 0 ? engine.options : [],
		...needsShell(document) ? ["-shell-escape"] : [],
		...place.isSet ? [] : [`-outdir=${place.folder}`],
		"-interaction=nonstopmode",
		"-halt-on-error",
		workingDirectory === folder ? baseOf(file) : file
	];
	const notes = [
		...rc?.programs === void 0 || rcFile === void 0 ? [] : [{
			kind: "engine-from-rc",
			file: rcFile
		}],
		{ kind: "after-failure" },
		...datedNotes([document.text])
	];
	return {
		key: `document:${file}`,
		idWords: documents.length === 1 ? "render" : `render ${titleOf(withoutExtension(file), documents)}`,
		name: documents.length === 1 ? `Render ${baseOf(file)}` : `Render ${titleOf(file, documents)}`,
		run: `${commandOf(words)} || ${clearing(withinFolder(fromRun, name))}`,
		...workingDirectory === "" ? {} : { workingDirectory },
		requires: ["latexmk", ...programsOf$1(document, rc, engine)],
		after: [],
		inputs: [.../* @__PURE__ */ new Set([
			...sourcesOf(observed, document),
			...takenInputs(observed, picturesOf(observed, document), found, outputs),
			...rcFile === void 0 ? [] : [rcFile]
		])],
		reads: [],
		wants: document.included,
		readsAreKnown: true,
		loads: loadedBy(document),
		made: {
			kind: "known",
			outputs
		},
		...place.folder === "." ? {} : { cache: {
			name: "latex",
			preset: "latex",
			paths: [cachePath(built, alone)]
		} },
		...logs ? { evidence: { "latex-log": withinFolder(built, `${name}.log`) } } : {},
		notes
	};
}
function clearing(stem) {
	return `{ rm -f ${["fdb_latexmk", "aux"].map((ending) => shellWord(`${stem}.${ending}`)).join(" ")}; exit 1; }`;
}
function titleOf(file, documents) {
	return documents.filter((other) => baseOf(withoutExtension(other.file)) === baseOf(withoutExtension(file))).length > 1 ? file : baseOf(file);
}
function cachePath(built, alone) {
	return alone ? built : folderOf(built);
}
function withinFolder(folder, name) {
	if (folder === "" || folder === ".") return name;
	return name === "." ? folder : within(folder, name);
}
function outputFolder(rc, otherwise) {
	const set = rc?.outDir?.replace(/^\.\/(?=.)/, "").replace(/\/+$/, "");
	return set !== void 0 && /^[\w.-]+(?:\/[\w.-]+)*$/.test(set) && !set.split("/").includes("..") ? {
		folder: set,
		isSet: true
	} : {
		folder: otherwise,
		isSet: false
	};
}
function needsShell({ text, packages }) {
	return packages.has("minted") || packages.has("svg") || packages.has("pythontex") || /\\tikzexternalize\b/.test(text);
}
function programsOf$1({ text, packages, bibliographies }, rc, engine) {
	const isBiblatex = packages.has("biblatex");
	const byBibtex = /backend\s*=\s*bibtex/.test(text);
	return [
		...rc?.programs ?? engine.programs,
		...bibliographies.length > 0 ? [isBiblatex && !byBibtex ? "biber" : "bibtex"] : [],
		...packages.has("minted") ? ["pygmentize"] : []
	];
}
function loadedBy({ text, packages, sources }) {
	const own = new Set(sources.map((source) => baseOf(withoutExtension(source))));
	return [...classesOf(text), ...packages].filter((name) => !own.has(name));
}
function isSource(file) {
	return isTexEnding(extensionOf(file).toLowerCase());
}
function isTexEnding(ending) {
	return TEX_ENDINGS.some((known) => ending === `.${known}`);
}
function sourcesOf(observed, document) {
	const folder = folderOf(document.file);
	const sources = (folder === "" ? observed.filesIn("") : observed.filesBelow(folder)).filter((file) => isSource(file) && !isBuilt(file));
	const included = document.included.flatMap((choices) => choices.find(observed.hasFile) ?? []).filter((file) => isSource(file) && !isBuilt(file));
	return [
		...sources,
		...document.sources,
		...document.bibliographies,
		...included
	].map((file) => {
		if (!isSource(file)) return besidePattern(file);
		const isOwn = folder !== "" && file.startsWith(`${folder}/`);
		const ending = isTexEnding(extensionOf(file)) ? `.${oneOf(TEX_ENDINGS)}` : extensionOf(file);
		return isOwn ? `${folder}/**/*${ending}` : within(folderOf(file), `*${ending}`);
	});
}
function picturesOf(observed, { included, hidesPictures }) {
	const taken = included.flatMap((choices) => choices.find(observed.hasFile) ?? []);
	const all = hidesPictures ? observed.files.filter(isPicture) : [];
	return [...taken, ...all].filter((file) => !isBuilt(file) && !/\.(?:tex|ltx)$/i.test(file));
}
// src/definition/detection/manuscripts/front-matter.ts
function frontMatter(text) {
	const block = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text)?.[1];
	if (block === void 0) return void 0;
	return mapping(block);
}
function mapping(text) {
	const yaml = parseYaml(text);
	if (!yaml.ok) return void 0;
	const { data } = yaml.document;
	return isObject(data) ? data : void 0;
}
function formatsOf(value) {
	if (typeof value === "string") return [value];
	if (Array.isArray(value)) return value.filter((one) => typeof one === "string");
	return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
// src/definition/detection/manuscripts/markdown.ts
const PAPER_NAMES = /^(?:paper|manuscript|article|thesis|report|main|preprint|dissertation)\.(?:md|markdown)$/i;
const CHAPTER_FOLDERS = /^(?:manuscript|markdown|paper|chapters?|text|content|book|thesis|article|sections)$/i;
const NUMBERED$1 = /^\d+[A-Za-z]?[._-].*\.(?:md|markdown)$/;
const MOST_CHAPTERS = 200;
function markdownDocuments(observed, context) {
	const singles = observed.files.filter((file) => PAPER_NAMES.test(baseOf(file)) && !isResult(file) && isPaper(observed, file) && madeFrom(observed, file) === void 0);
	const folders = observed.folders.filter((folder) => CHAPTER_FOLDERS.test(baseOf(folder)) && !isResult(`${folder}/x`) && !/^projects\//.test(folder) && chaptersOf(observed, folder).length > 1);
	const papers = [...singles.map((file) => ({
		file,
		parts: [file],
		name: baseOf(withoutExtension(file))
	})), ...folders.map((folder) => ({
		file: folder,
		parts: chaptersOf(observed, folder),
		name: baseOf(folder)
	}))].filter(({ parts }) => parts.some((part) => driverOf(part, context) === void 0));
	return {
		...NOTHING,
		stages: papers.map(({ file, parts, name }) => paperStage(observed, context, file, parts, name)),
		summaries: papers.map(({ file }) => ({
			kind: "document",
			tool: "pandoc",
			file
		}))
	};
}
function chaptersOf(observed, folder) {
	return observed.filesIn(folder).filter((file) => NUMBERED$1.test(baseOf(file))).toSorted((a, b) => Number.parseInt(baseOf(a), 10) - Number.parseInt(baseOf(b), 10) || (a < b ? -1 : 1)).slice(0, MOST_CHAPTERS);
}
function isPaper(observed, file) {
	const settings = frontMatter(observed.text(file) ?? "");
	if (settings === void 0) return false;
	return [
		"author",
		"authors",
		"bibliography",
		"abstract"
	].some((key) => key in settings);
}
function paperStage(observed, { found }, file, parts, name) {
	const folder = folderOf(parts[0] ?? file);
	const settings = parts.map((part) => frontMatter(observed.text(part) ?? "") ?? {});
	const cites = settings.some((one) => "bibliography" in one);
	const named = settings.flatMap((one) => [
		"bibliography",
		"csl",
		"template",
		"include-in-header"
	].flatMap((key) => listOf(one[key]))).flatMap((one) => {
		const path = resolveIn(folder, one);
		return path !== void 0 && observed.hasFile(path) ? [path] : [];
	});
	const pictures = parts.flatMap((part) => picturesOf$1(observed, part));
	const outputs = [within(folder, `build/${name}.pdf`)];
	const words = [
		"pandoc",
		...cites ? ["--citeproc"] : [],
		"--pdf-engine=xelatex",
		"-o",
		`build/${name}.pdf`,
		...parts.map(baseOf)
	];
	const endings = [...new Set(parts.map(extensionOf))];
	const isChapters = parts.length > 1;
	const text = within(folder, oneOf([...isChapters ? endings.map((ending) => `*${ending}`) : parts.map(baseOf), ...CITED]));
	return {
		key: `document:${file}`,
		name: `Render ${isChapters ? name : baseOf(file)}`,
		run: `mkdir -p build && ${commandOf(words)}`,
		...folder === "" ? {} : { workingDirectory: folder },
		requires: ["pandoc", "xelatex"],
		after: [],
		inputs: [
			text,
			...named.filter((one) => !matches$1(startDescent([text]), one)),
			...takenInputs(observed, pictures.filter(observed.hasFile), found, outputs)
		],
		reads: [],
		wants: pictures.map((picture) => [picture]),
		readsAreKnown: true,
		made: {
			kind: "known",
			outputs
		},
		notes: datedNotes(parts.map((part) => observed.text(part) ?? ""))
	};
}
const CITED = ["*.bib", "*.csl"];
function listOf(value) {
	if (typeof value === "string") return [value];
	return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
// src/definition/detection/scripts/arguments.ts
const needsArguments = remembered((observed, script) => {
	const source = sourceOf(observed, script);
	if (source === void 0) return false;
	const code = source.text.replace(/^\s*#.*$/gm, "");
	switch (source.language) {
		case "python": return [code, ...mainsOf(observed, script)].some(asksInPython);
		case "r": return /\bcommandArgs\s*\(/.test(code) && takesFirst(code, /\blength\s*\(/);
		case "julia": return /\bARGS\s*\[\s*1\s*\]/.test(code) && !/\b(?:length|isempty)\s*\(\s*ARGS/.test(code);
		case "shell": return /\$\{1:?\?/.test(code);
	}
});
function mainsOf(observed, script) {
	const { names } = bindingsOf(observed, script, folderOf(script));
	return [...names].flatMap(([name, { file }]) => /^(?:main|cli|app|run)$/.test(name) ? sourceOf(observed, file)?.text ?? [] : []);
}
function asksInPython(code) {
	const calls = (name) => [...code.matchAll(new RegExp(`${name.source}\\s*\\(((?:[^()]|\\([^()]*\\))*)\\)`, "g"))].map(([, given = ""]) => given);
	const isOptional = /\bnargs\s*=\s*(?:["'][?*]["']|-1|argparse\.(?:REMAINDER|SUPPRESS))|\bdefault\s*=|\brequired\s*=\s*False/;
	const isPlace = (given) => /^\s*["'][^-"'\s]/.test(given) && !isOptional.test(given);
	return [
		...calls(/\badd_argument/),
		...calls(/\badd_subparsers/),
		...calls(/\boption/)
	].some((given) => /\brequired\s*=\s*True\b/.test(given)) || calls(/\.add_argument/).some(isPlace) || calls(/@\w+\.argument/).some(isPlace) || /\btyper\.Argument\s*\(\s*\.\.\./.test(code) || /\bsys\.argv\s*\[\s*1\s*\]/.test(code) && !/\blen\s*\(\s*(?:sys\.)?argv/.test(code);
}
function takesFirst(code, count) {
	if (/\bcommandArgs\s*\([^)]*\)\s*\[\[?\s*1\s*\]/.test(code)) return true;
	const [, name = ""] = /([\w.]+)\s*(?:<-|=)\s*commandArgs\s*\(/.exec(code) ?? [];
	const first = new RegExp(`(?<![\\w.])${escapeRegExp(name)}\\s*\\[\\[?\\s*1\\s*\\]`);
	return name !== "" && first.test(code) && !count.test(code);
}
// src/definition/detection/scripts/stage.ts
function scriptKey(script) {
	return `script:${script}`;
}
function scriptStage(observed, context, { script, name, args = [], after = [], started = [] }) {
	const files = scriptFiles(observed, script, started);
	const folder = /\.(?:ipynb|rmd|qmd)$/i.test(script) ? "" : files.folder;
	const command = scriptCommand(pathFrom(folder, script), pythonIn(context, folder), args);
	if (command === void 0) return void 0;
	const usesPython = /\.(?:py|ipynb)$/.test(script);
	const outputs = outputsOf(files, context.wanted);
	const made = outputs.length > 0 || !files.mayWrite || command.made !== void 0 ? {
		kind: "known",
		outputs: [...command.made === void 0 ? [] : [command.made], ...outputs]
	} : {
		kind: "unknown",
		why: "not-seen"
	};
	const unseen = [...files.unseen, ...files.loose.some((name) => !isClaimed(name, outputs)) ? ["writes"] : []];
	const notes = [...files.mayWrite ? [{ kind: "from-source" }] : [], ...args.length === 0 && needsArguments(observed, script) ? [{ kind: "needs-arguments" }] : []];
	const environment = usesPython ? context.python.inputs : rootFamily(observed, environmentOf(script));
	return {
		key: scriptKey(script),
		name,
		run: command.run,
		...folder === "" ? {} : { workingDirectory: folder },
		requires: command.requires,
		usesPython,
		after,
		inputs: withoutContained([...patternsOf(observed, files), ...environment]),
		reads: [
			...files.missing,
			...files.existing,
			...files.named
		],
		lacks: files.lacks,
		made,
		...unseen.length > 0 ? { unseen: [...new Set(unseen)] } : {},
		maybe: files.named.filter((path) => isResult(path) && !files.missing.includes(path)),
		...pathEnv(context, script, files) ? { env: { PYTHONPATH: pathFrom(folder, "src") } } : {},
		...command.made === void 0 || made.kind === "unknown" ? {} : { unstable: [command.made] },
		notes
	};
}
function environmentOf(script) {
	if (/\.(?:R|r|Rmd|qmd)$/.test(script)) return R_FILES;
	return script.endsWith(".jl") ? JULIA_FILES : [];
}
function pythonIn({ python }, folder) {
	const shift = (word) => /^\.?venv\/bin\//.test(word) ? pathFrom(folder, word) : word;
	if (folder === "") return python;
	return {
		...python,
		words: python.words.map(shift),
		tool: (name) => python.tool(name).map(shift)
	};
}
function outputsOf(files, wanted) {
	const claimed = wanted.flatMap((choices) => choices.find((choice) => makes(files, choice)) ?? []);
	const bases = new Set(claimed.map(baseOf));
	const written = files.written.filter((path) => path.includes("/") || !bases.has(path));
	return [.../* @__PURE__ */ new Set([...written, ...claimed])].filter((path) => !/^[*/]+$|^\*\.\w+$/.test(path));
}
function isClaimed(name, outputs) {
	const base = baseOf(name);
	return outputs.some((output) => baseOf(output) === base || baseOf(withoutExtension(output)) === base);
}
function pathEnv({ python }, script, { sources }) {
	const fromSource = sources.some((file) => file.startsWith("src/") && file !== script);
	return python.isMachines && fromSource && !script.startsWith("src/");
}
function patternsOf(observed, { script, sources, existing }) {
	return [
		script,
		...asPatterns(observed, sources.filter((file) => file !== script)),
		...existing.map((path) => path.replace(/\/$/, ""))
	];
}
function shownName(words) {
	return words.split(/[_\s-]+/).filter((word) => word !== "").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ") || words;
}
// src/definition/detection/manuscripts/quarto.ts
const MOST_TEXTS = 20;
function quartoProjects(observed, context) {
	const projects = projectFiles(observed).filter((file) => driverOf(file, context) === void 0);
	return {
		...NOTHING,
		stages: projects.map((file) => projectStage(observed, file, context)),
		summaries: projects.map((file) => ({
			kind: "document",
			tool: toolOf(file),
			file
		})),
		drivers: projects.map((file) => ({
			file,
			runs: (other) => isProjectText(folderOf(file), other),
			runsTests: false
		}))
	};
}
function quartoTexts(observed, context) {
	const folders = projectFiles(observed).map(folderOf);
	const inProject = (file) => folders.some((folder) => folder === "" || file.startsWith(`${folder}/`));
	const texts = observed.files.filter((file) => /\.(?:qmd|rmd)$/i.test(file) && !isResult(file) && !inProject(file)).filter((file) => frontMatter(observed.text(file) ?? "") !== void 0).filter((file) => driverOf(file, context) === void 0 && !isStage$1(file, context)).filter((file) => !/^(?:README|index)\.rmd$/i.test(baseOf(file)) && !ASIDE$2.test(file));
	const parts = new Set(texts.flatMap((file) => withTakenIn(observed, file).slice(1)));
	const own = texts.filter((file) => !parts.has(file)).slice(0, MOST_TEXTS);
	return {
		...NOTHING,
		stages: own.map((file) => textStage(observed, file, context)),
		summaries: own.map((file) => ({
			kind: "document",
			tool: toolOf(file),
			file
		}))
	};
}
const ASIDE$2 = /(?:^|\/)(?:vignettes|inst|tests?|examples?|tutorials?|_extensions)\//;
function projectFiles(observed) {
	return observed.files.filter((file) => /(?:^|\/)_(?:quarto|bookdown)\.ya?ml$/.test(file) && !isResult(file) && !ASIDE$2.test(file));
}
function isStage$1(file, { found }) {
	return found.stages.some(({ key }) => key === scriptKey(file));
}
function isProjectText(folder, file) {
	return /\.(?:qmd|rmd|md|ipynb)$/i.test(file) && (folder === "" || file.startsWith(`${folder}/`));
}
function toolOf(file) {
	if (/_bookdown\.ya?ml$/.test(file)) return "bookdown";
	return /\.rmd$/i.test(file) ? "rmarkdown" : "quarto";
}
const OUTPUT_FOLDERS = {
	book: "_book",
	website: "_site",
	manuscript: "_manuscript"
};
function projectStage(observed, file, context) {
	const folder = folderOf(file);
	const settings = mapping(observed.text(file) ?? "") ?? {};
	const project = settings.project ?? {};
	const isBookdown = toolOf(file) === "bookdown";
	const set = isBookdown ? settings.output_dir : project["output-dir"];
	const kind = isBookdown ? "book" : String(project.type ?? "default");
	const output = typeof set === "string" ? set.replace(/\/+$/, "") : OUTPUT_FOLDERS[kind];
	const texts = observed.filesBelow(folder).filter((one) => /\.(?:qmd|rmd|md|ipynb)$/i.test(one) && !isResult(one));
	const made = output === void 0 ? texts.filter((one) => /\.qmd$/i.test(one)).flatMap((one) => rendered(observed, one, settings.format)) : [within(folder, output)];
	const { written, ...rest } = common(observed, folder, texts, context);
	const freezes = observed.hasFolder(within(folder, "_freeze"));
	return {
		...rest,
		key: `document:${file}`,
		name: folder === "" ? "Render" : `Render ${folder}`,
		run: isBookdown ? `Rscript -e 'bookdown::render_book("index.Rmd")'` : commandOf([
			"quarto",
			"render",
			...folder === "" ? [] : [folder]
		]),
		...isBookdown && folder !== "" ? { workingDirectory: folder } : {},
		made: {
			kind: "known",
			outputs: [...made, ...written.filter((path) => !isIn$1(path, made))]
		},
		...freezes ? { cache: {
			name: "quarto",
			paths: [within(folder, "_freeze")]
		} } : {}
	};
}
function textStage(observed, file, context) {
	const isMarkdown = toolOf(file) === "rmarkdown";
	const texts = withTakenIn(observed, file);
	const { written, ...rest } = common(observed, folderOf(file), texts, context);
	return {
		...rest,
		key: `document:${file}`,
		name: `Render ${baseOf(file)}`,
		run: isMarkdown ? `Rscript -e ${commandOf([`rmarkdown::render("${file}")`])}` : commandOf([
			"quarto",
			"render",
			file
		]),
		made: {
			kind: "known",
			outputs: [.../* @__PURE__ */ new Set([...rendered(observed, file, void 0), ...written])]
		}
	};
}
function isIn$1(path, folders) {
	return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
const ENDINGS = [
	[/pdf|latex|beamer|typst|rticles|_article$/, "pdf"],
	[/docx|word/, "docx"],
	[/epub/, "epub"],
	[/pptx|powerpoint/, "pptx"],
	[/^(?:gfm|markdown|md|github_document|commonmark|hugo)/, "md"],
	[/html|revealjs|reveal|dashboard/, "html"]
];
function rendered(observed, file, ofProject) {
	const settings = frontMatter(observed.text(file) ?? "") ?? {};
	const own = formatsOf(settings.format ?? settings.output);
	const all = own.length > 0 ? own : formatsOf(ofProject);
	const endings = (/\.rmd$/i.test(file) ? all.slice(0, 1) : all).flatMap((format) => ENDINGS.find(([pattern]) => pattern.test(format))?.[1] ?? []);
	const distinct = [...new Set(endings.length === 0 ? ["html"] : endings)];
	const stem = withoutExtension(file);
	const isPage = file.endsWith(".qmd") && distinct.includes("html");
	const isWhole = /^\s*["']?(?:embed-resources|self-contained)["']?:\s*true\b/m;
	const set = [observed.text(file) ?? "", JSON.stringify(ofProject ?? {}, void 0, 1)];
	const hasFolder = isPage && !set.some((text) => isWhole.test(text));
	return [...distinct.map((ending) => `${stem}.${ending}`), ...hasFolder ? [`${stem}_files`] : []];
}
const SOURCES = /\.(?:qmd|rmd|md|ipynb|ya?ml|bib|csl|s?css|tex|R|jl|py|lua|csv|tsv|json|png|jpe?g|svg|gif|rds|rda|parquet)$/i;
const USUAL$1 = [
	"qmd",
	"bib",
	"csl",
	"lua",
	"css",
	"scss",
	"R",
	"py",
	"jl"
];
function besideTexts(folder, texts, files) {
	const placeOf = (file) => folder === "" ? within(folderOf(file), "*") : `${folder}/**/*`;
	const ofTexts = new Set(texts.map(placeOf));
	return [...new Set(files.map(placeOf))].map((place) => {
		return `${place}.${oneOf([...files.filter((file) => placeOf(file) === place).map((file) => extensionOf(file).slice(1)), ...ofTexts.has(place) ? USUAL$1 : []])}`;
	});
}
function common(observed, folder, texts, { python, found }) {
	const code = texts.map((file) => observed.text(file) ?? "").join("\n");
	const hasR = texts.some((file) => /\.rmd$/i.test(file)) || /^```+\s*\{r\b/m.test(code);
	const isQuarto = texts.some((file) => /\.qmd$/i.test(file)) || !hasR;
	const beside = observed.filesBelow(folder).filter((file) => SOURCES.test(file) && !isResult(file) && !/(?:^|\/)(?:tests?|_freeze)\//.test(file));
	const pictures = texts.flatMap((file) => picturesOf$1(observed, file));
	const usesPython = /^```+\s*\{python\b/m.test(code);
	const { inputs, written, ...chunks } = filesOfChunks(observed, texts);
	const ownInputs = besideTexts(folder, texts, beside);
	const isOwn = startDescent(ownInputs);
	const elsewhere = [...texts, ...inputs].filter((file) => !matches$1(isOwn, file));
	return {
		requires: [...isQuarto ? ["quarto"] : [], ...hasR ? ["Rscript"] : []],
		usesPython,
		after: [],
		inputs: withoutContained([
			...ownInputs,
			...elsewhere,
			...takenInputs(observed, pictures.filter(observed.hasFile), found, []),
			...usesPython ? python.inputs : [],
			...hasR ? rootFamily(observed, R_FILES) : []
		]),
		...chunks,
		written,
		wants: pictures.filter((picture) => !written.includes(picture)).map((picture) => [picture]),
		readsAreKnown: true,
		notes: datedNotes([code])
	};
}
// src/definition/detection/model/dependencies.ts
function dependenciesOf(pyproject) {
	const project = listsIn(pyproject, "project").get("dependencies") ?? "";
	const uv = listsIn(pyproject, "tool.uv");
	const groups = listsIn(pyproject, "dependency-groups");
	const usual = names$1(uv.get("default-groups") ?? "\"dev\"");
	const byDefault = [...usual].flatMap((group) => withIncluded(groups, group));
	const rest = [...groups].filter(([group]) => !usual.has(group));
	return {
		always: new Set([
			project,
			uv.get("dev-dependencies") ?? "",
			...byDefault
		].flatMap((list) => [...names$1(list)])),
		groups: new Map(rest.map(([group, list]) => [group, names$1(list)])),
		extras: new Map([...listsIn(pyproject, "project.optional-dependencies")].map(([extra, list]) => [extra, names$1(list)]))
	};
}
function withIncluded(groups, name) {
	const seen = /* @__PURE__ */ new Set([name]);
	for (const one of seen) for (const [, other = ""] of (groups.get(one) ?? "").matchAll(/include-group\s*=\s*["']([\w.-]+)["']/g)) seen.add(other);
	return [...seen].map((one) => groups.get(one) ?? "");
}
function listsIn(toml, table) {
	const begin = toml.search(new RegExp(`^\\[${table.replaceAll(".", "\\.")}\\][^\\n]*$`, "m"));
	if (begin < 0) return /* @__PURE__ */ new Map();
	const behind = toml.slice(toml.indexOf("\n", begin) + 1);
	const end = behind.search(/^\[/m);
	const lists = (end < 0 ? behind : behind.slice(0, end)).matchAll(/^["']?([\w.-]+)["']?\s*=\s*\[((?:[^\]"'#]|"[^"]*"|'[^']*'|#[^\n]*)*)\]/gm);
	return new Map([...lists].map(([, name = "", list = ""]) => [name, list]));
}
function names$1(list) {
	const strings = list.replace(/#[^\n]*/g, "").matchAll(/(?:^|[,[\s])(?:"([^"]*)"|'([^']*)')/g);
	return new Set([...strings].flatMap(([, double, single]) => {
		const name = /^\s*[A-Za-z0-9][\w.-]*/.exec(double ?? single ?? "")?.[0].trim();
		return name === void 0 ? [] : [name.toLowerCase().replaceAll("_", "-")];
	}));
}
function uvOptions(pyproject, packages) {
	const { always, groups } = dependenciesOf(pyproject);
	const has = (set) => packages.some((one) => set.has(one));
	if (has(always)) return [];
	const group = [...groups].find(([, set]) => has(set))?.[0];
	if (group !== void 0) return ["--group", group];
	const extra = extraWith(pyproject, packages);
	if (extra !== void 0) return ["--extra", extra];
	return packages[0] === void 0 ? [] : ["--with", packages[0]];
}
function extraWith(pyproject, packages) {
	const { extras } = dependenciesOf(pyproject);
	return [...extras].find(([, set]) => packages.some((one) => set.has(one)))?.[0];
}
// src/definition/detection/model/python.ts
const TOOLS = [
	{
		tool: "uv",
		files: ["uv.lock"]
	},
	{
		tool: "poetry",
		files: ["poetry.lock"]
	},
	{
		tool: "pdm",
		files: ["pdm.lock"]
	},
	{
		tool: "pixi",
		files: ["pixi.lock", "pixi.toml"],
		section: "[tool.pixi"
	},
	{
		tool: "pipenv",
		files: ["Pipfile.lock", "Pipfile"]
	},
	{
		tool: "hatch",
		files: ["hatch.toml"],
		section: "[tool.hatch.envs"
	},
	{
		tool: "poetry",
		files: [],
		section: "[tool.poetry]"
	}
];
const ENVIRONMENT_FILES = /^(?:pyproject\.toml|setup\.(?:py|cfg)|(?:dev-|test-)?requirements[\w.-]*\.(?:txt|in)|environment\.ya?ml|conda-lock\.yml|(?:uv|poetry|pdm|pixi)\.lock|pixi\.toml|hatch\.toml|Pipfile(?:\.lock)?|\.python-version|pylock\.toml)$/;
const INSTALLER_FILES = [
	"setup.py",
	"setup.cfg",
	"requirements*.txt",
	"environment.yml"
];
function environmentInputs(observed, files, tool) {
	const usual = [
		"pyproject.toml",
		...tool === void 0 ? INSTALLER_FILES : TOOLS.filter((one) => one.tool === tool).flatMap((one) => one.files),
		".python-version"
	];
	const known = startDescent(usual);
	return rootFamily(observed, [...usual, ...files.filter((file) => !matches$1(known, file))]);
}
const ENVIRONMENTS = [".venv", "venv"];
function pythonOf(observed) {
	const files = observed.filesIn("").filter((file) => ENVIRONMENT_FILES.test(file));
	const pyproject = observed.text("pyproject.toml") ?? "";
	const tool = TOOLS.find(({ files, section }) => files.some(observed.hasFile) || section !== void 0 && pyproject.includes(section))?.tool;
	const inputs = environmentInputs(observed, files, tool);
	const optionsFor = (packages) => tool === "uv" ? uvOptions(pyproject, packages) : [];
	if (tool !== void 0) return {
		words: [
			tool,
			"run",
			"python"
		],
		having: (packages) => [
			tool,
			"run",
			...optionsFor(packages),
			"python"
		],
		tool: (name) => [
			tool,
			"run",
			...optionsFor(packagesOf(name)),
			name
		],
		requires: [tool],
		isMachines: false,
		inputs
	};
	const environment = ENVIRONMENTS.find((folder) => observed.isOnDisk(`${folder}/pyvenv.cfg`));
	if (environment === void 0) return {
		words: ["python3"],
		having: () => ["python3"],
		tool: (name) => [name],
		requires: ["python3"],
		isMachines: true,
		inputs
	};
	return {
		words: [`${environment}/bin/python`],
		having: () => [`${environment}/bin/python`],
		tool: (name) => [`${environment}/bin/${name}`],
		requires: [],
		isMachines: false,
		inputs,
		setup: environmentStage(observed, environment, files)
	};
}
function packagesOf(tool) {
	return tool === "jupyter" ? [
		"jupyter",
		"nbconvert",
		"jupyterlab",
		"notebook"
	] : [tool];
}
function environmentStage(observed, folder, files) {
	const python = `${folder}/bin/python`;
	const requirements = files.filter((file) => /requirements[\w.-]*\.txt$/.test(file));
	const isPackage = ["pyproject.toml", "setup.py"].some(observed.hasFile);
	const extra = extraWith(observed.text("pyproject.toml") ?? "", ["pytest"]);
	const what = [...requirements.flatMap((file) => ["-r", file]), ...requirements.length === 0 && isPackage ? ["-e", extra === void 0 ? "." : `.[${extra}]`] : []];
	return {
		key: "environment",
		name: "Python Environment",
		run: `test -x ${python} || { python3 -m venv ${folder}${what.length === 0 ? "" : ` && ${commandOf([
			python,
			"-m",
			"pip",
			"install",
			...what
		])}`}; }`,
		requires: ["python3"],
		after: [],
		inputs: [],
		reads: [],
		made: {
			kind: "unknown",
			why: "machine"
		},
		cache: {
			name: "python",
			preset: "pytest",
			paths: [folder]
		},
		notes: [{ kind: "looks-at-machine" }]
	};
}
// src/definition/detection/scripts/drivers.ts
const BUILDS = /\b(?:latexmk|pdflatex|xelatex|lualatex|tectonic|pandoc|quarto\b.{0,20}render|rmarkdown::render|knit2pdf|Sweave)\b/;
const TESTS = /\b(?:pytest|unittest|tox|nox)\b/;
const STARTS = /\b(?:subprocess|os\.system|system2?|run_script|runpy|popen|exec)\b/i;
function scriptDriver(observed, file) {
	const code = withoutMentions(sourcesOf$1(observed, file).map((source) => codeOf$2(observed, source)).join("\n"));
	const own = codeOf$2(observed, file);
	const starts = STARTS.test(own) || /\.(?:sh|bash)$/.test(file);
	const builds = BUILDS.test(code);
	return {
		file,
		runs: (other) => isText(other) ? builds && (namesWord(code, baseOf(other)) || namesWord(code, baseOf(withoutExtension(other))) || namesWord(code, baseOf(folderOf(other)))) : starts && (namesWord(own, baseOf(other)) || runsAllOf(own, folderOf(other))),
		runsTests: starts && TESTS.test(own)
	};
}
function codeOf$2(observed, file) {
	return (sourceOf(observed, file)?.text ?? "").replace(/^\s*#.*$/gm, "").replace(/"""[\s\S]*?"""/g, "");
}
const TOOL = "(?:latexmk|pdflatex|xelatex|lualatex|tectonic|pandoc|quarto)";
const VERSION = String.raw`--?[vV](?:ersion)?\b`;
const LOOKS = new RegExp([
	String.raw`\bwhich\(\s*["']${TOOL}["']`,
	String.raw`\b(?:which|type|hash|command\s+-v)\s+${TOOL}\b`,
	String.raw`["']${TOOL}["']\s*[:,]\s*\[?\s*["']${VERSION}["']`,
	String.raw`\b${TOOL}\s+${VERSION}`
].join("|"), "g");
function withoutMentions(code) {
	return code.replace(LOOKS, "").replace(/\bmain\s*\(/g, "(");
}
function isText(file) {
	return /\.(?:tex|ltx|md|markdown|qmd|rmd|rnw)$/i.test(file);
}
function namesWord(text, name) {
	return name !== "" && text.includes(name) && new RegExp(`(?<![\\w.-])${escapeRegExp(name)}(?![\\w-])`).test(text);
}
function runsAllOf(code, folder) {
	if (folder === "") return false;
	return new RegExp(`(?<![\\w-])${escapeRegExp(baseOf(folder))}["']?\\)?/?[^\\n]{0,40}\\*\\.(?:py|R|jl|sh)`).test(code);
}
// src/definition/detection/scripts/named.ts
const SCRIPT = /\.(?:py|R|r|jl|sh|ipynb)$/;
const ASIDE$1 = /(?:^|\/)(?:tests?|docs?|examples?|tutorials?|archive|old|projects|infrastructure)\//;
const SCRIPT_FOLDERS = /(?:^|\/)(?:scripts?|analys[ei]s|figures?|figs?|plots?|plotting|notebooks?)$/;
const HOUSEKEEPING = /(?:^|[_-])(?:clean|clear|install|setup|deploy|publish|upload|release|lint|format|download_?deps|bump|version|bootstrap|serve|watch|backup)(?:$|[_-])/i;
const MOST_SCRIPTS = 2e3;
const MOST_STAGES$1 = 100;
const MOST_FOLDERS = 8;
function namedScripts(observed, context) {
	const candidates = observed.files.filter((file) => SCRIPT.test(file) && !isAside(file) && !isStage(file, context)).slice(0, MOST_SCRIPTS);
	const commands = readmeCommands(observed).filter(({ script }) => candidates.includes(script));
	const makers = candidates.filter((file) => isRunnable(observed, file) && makesWanted(observed, file, context));
	const named = [.../* @__PURE__ */ new Set([...commands.map(({ script }) => script), ...makers])];
	const drivers = named.filter((file) => !isHousekeeping(file)).map((file) => scriptDriver(observed, file)).filter((driver) => !runsStages(driver, context));
	const within = {
		...context,
		found: {
			...context.found,
			drivers: [...context.found.drivers, ...drivers]
		}
	};
	const leftOut = [];
	const stages = [];
	for (const script of named) {
		const command = commands.find((one) => one.script === script);
		const why = whyLeftOut$1(observed, script, command, drivers, within);
		if (why !== void 0) leftOut.push(why);
		else if (stages.length < MOST_STAGES$1) {
			const own = drivers.find((one) => one.file === script);
			const stage = scriptStage(observed, context, {
				script,
				name: shownName(baseOf(withoutExtension(script))),
				args: command?.args ?? [],
				after: command === void 0 ? [] : previousIn(commands, script, stages),
				started: candidates.filter((file) => file !== script && own?.runs(file) === true)
			});
			if (stage !== void 0) stages.push(stage);
		}
	}
	const taken = new Set(stages.map(({ key }) => key));
	return {
		...NOTHING,
		stages,
		leftOut: [...leftOut, ...unnamed(observed, candidates, named, within)],
		summaries: stages.length === 0 ? [] : [{
			kind: "scripts",
			files: named.filter((file) => taken.has(scriptKey(file)))
		}],
		drivers: drivers.filter(({ file }) => taken.has(scriptKey(file)))
	};
}
function runsStages({ file, runs }, { found }) {
	return found.stages.some(({ key }) => {
		const script = key.startsWith("script:") ? key.slice(7) : void 0;
		return script !== void 0 && script !== file && runs(script);
	});
}
function whyLeftOut$1(observed, file, command, drivers, context) {
	if (isHousekeeping(file)) return {
		kind: "housekeeping",
		file
	};
	if (!drivers.some((driver) => driver.file === file)) return {
		kind: "split",
		file
	};
	const covered = coveredBy(file, context);
	if (covered !== void 0) return covered;
	if (command !== void 0 && command.args === void 0) return {
		kind: "arguments",
		file
	};
	return !((command?.args ?? []).length > 0) && needsArguments(observed, file) ? {
		kind: "no-arguments",
		file
	} : void 0;
}
function isAside(file) {
	return ASIDE$1.test(file) || /(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|setup|noxfile|__init__|fabfile)\.py$/.test(file) || isBuilt(file);
}
function isStage(file, { found }) {
	return found.stages.some(({ key }) => key === scriptKey(file) || key === `document:${file}`);
}
function isHousekeeping(file) {
	return HOUSEKEEPING.test(baseOf(withoutExtension(file)));
}
function isRunnable(observed, file) {
	if (!file.endsWith(".py")) return true;
	const text = observed.text(file) ?? "";
	if (/^[ \t]*from[ \t]+\.+[\w.]*[ \t]+import\b/m.test(text)) return false;
	if (/__name__\s*==/.test(text)) return true;
	if (observed.hasFile(`${folderOf(file)}/__init__.py`)) return false;
	return /^(?!def |class |import |from |return |@)[A-Za-z_][\w.]*(?:\[[^\n]*\])?\s*\(|^(?:for|with|while)\b|^\w[\w, ]*=\s*[\w.]+\(/m.test(text.replace(/"""[\s\S]*?"""/g, ""));
}
function makesWanted(observed, file, { wanted }) {
	if (wanted.length === 0) return false;
	const files = scriptFiles(observed, file);
	return wanted.some((choices) => choices.some((choice) => !observed.hasFile(choice) || isResult(choice) ? makes(files, choice) : files.written.includes(choice)));
}
function previousIn(commands, script, stages) {
	const place = commands.findIndex((one) => one.script === script);
	const last = commands.slice(0, place).map((one) => scriptKey(one.script)).findLast((key) => stages.some((stage) => stage.key === key));
	return last === void 0 ? [] : [last];
}
const RUN = /(?:^|[\s`$;&|(])(?:(?:uv|poetry|pdm|pixi|pipenv|hatch|conda)[ ]+run[ ]+(?:-\S+[ ]+)*)?(?:(?:python[\d.]*|Rscript|julia|bash|sh|source)[ ]+(?:-[-\w=.]+[ ]+)*|\.\/)([\w./-]+\.(?:py|R|r|jl|sh))([^`\n|;&#>]*)/g;
function readmeCommands(observed) {
	const commands = observed.filesIn("").filter((file) => /^README(?:\.(?:md|rst|txt|org))?$/i.test(file)).flatMap((file) => partsOf(observed.text(file) ?? "")).flatMap(({ text, isCode }) => [...text.matchAll(RUN)].flatMap(([, path = "", rest = ""]) => {
		const script = resolveIn("", path);
		if (!(script !== void 0 && observed.hasFile(script)) || isAside(script) || !hasRunner(script)) return [];
		return [{
			script,
			args: /[<>[\]{}$…]|\.\.\./.test(rest) ? void 0 : isCode ? splitWords(rest) : []
		}];
	}));
	return commands.filter(({ script }, at) => commands.findIndex((one) => one.script === script) === at);
}
function partsOf(readme) {
	return readme.replace(/\\\n\s*/g, " ").split(/(^```[\s\S]*?^```|`[^`\n]+`|^(?: {4}|\t)[^\n]*|^[$>] [^\n]*)/m).map((text, at) => ({
		text: text.replaceAll("`", " "),
		isCode: at % 2 === 1
	}));
}
function unnamed(observed, candidates, named, context) {
	const taken = new Set(context.found.stages.flatMap(({ inputs }) => inputs));
	const taking = new Set(named.flatMap((script) => sourcesOf$1(observed, script)));
	return byFolder(candidates.filter((file) => SCRIPT_FOLDERS.test(folderOf(file)) && !named.includes(file) && !taken.has(file) && driverOf(file, context) === void 0 && !/^_|utils?|helpers?|common|config/i.test(baseOf(file)) && !taking.has(file)));
}
function scriptsAnywhere(observed) {
	return byFolder(observed.files.filter((file) => SCRIPT.test(file) && !isAside(file)));
}
function byFolder(files) {
	return [...new Set(files.map(folderOf))].slice(0, MOST_FOLDERS).map((folder) => ({
		kind: "unordered",
		folder: folder === "" ? "." : folder,
		scripts: files.filter((file) => folderOf(file) === folder).length
	}));
}
// src/definition/detection/scripts/order.ts
const NUMBERED = /^(?:(?:step|stage|part|phase|script|task)[ _-]?|s(?=\d))?(\d{1,9}(?:\.\d{1,9})*)([a-z]?)(?:[. _-]+(\S.*)|)$/i;
function numberedOf(file) {
	const stem = baseOf(withoutExtension(file));
	const [, digits, letter = "", name] = NUMBERED.exec(stem) ?? [];
	if (digits === void 0) return void 0;
	return {
		file,
		number: [...digits.split(".").map(Number), ...letter === "" ? [] : [letter.toLowerCase()]],
		name: name ?? stem
	};
}
function compareNumbers(a, b) {
	const length = Math.max(a.number.length, b.number.length);
	for (let at = 0; at < length; at += 1) {
		const [left, right] = [a.number[at], b.number[at]];
		if (left === right) continue;
		if (left === void 0) return -1;
		if (right === void 0) return 1;
		if (typeof left === "number" && typeof right === "number") return left - right;
		if (typeof left !== typeof right) return typeof left === "number" ? -1 : 1;
		return left < right ? -1 : 1;
	}
	return 0;
}
// src/definition/detection/scripts/notebooks.ts
const FOLDERS$2 = /^(?:(?:[^/]+\/)?(?:notebooks?|analys[ei]s|code|scripts?))?$/;
const MOST_NOTEBOOKS = 20;
function notebooks(observed, context) {
	const all = observed.files.filter((file) => file.endsWith(".ipynb") && FOLDERS$2.test(folderOf(file)) && numberedOf(file) === void 0);
	const isStage = (file) => context.found.stages.some(({ key }) => key === scriptKey(file));
	const own = all.filter((file) => driverOf(file, context) === void 0 && !isStage(file));
	const kept = own.slice(0, MOST_NOTEBOOKS);
	const stages = kept.flatMap((file) => {
		return [scriptStage(observed, context, {
			script: file,
			name: shownName(baseOf(withoutExtension(file)))
		}) ?? []].flat();
	});
	const leftOut = own.length > kept.length ? [{
		kind: "too-many",
		what: "notebooks",
		kept: kept.length
	}] : [];
	return {
		...NOTHING,
		stages,
		leftOut,
		summaries: stages.length === 0 ? [] : [{
			kind: "scripts",
			files: kept
		}]
	};
}
// src/definition/detection/scripts/numbered.ts
const FOLDERS$1 = /^(?:scripts?|code|analys[ei]s|src|R|notebooks?|pipeline|workflow|steps|stages|python|julia|bin|processing)$/;
const ASIDE = /(?:^|\/)(?:tests?|docs?|examples?|tutorials?|migrations|versions|archive|old)\//;
const PROGRAMS$1 = /\.(?:py|R|r|jl|sh|bash|ipynb|Rmd|qmd|pl|rb|js|m|do|sas|sps|nb|wls|mlx|cpp|f90|go|rs|ps1)$/;
const MOST_STAGES = 200;
function numberedScripts(observed, context) {
	return together(["", ...observed.folders].filter((folder) => (folder === "" || FOLDERS$1.test(baseOf(folder))) && folder.split("/").length <= 3 && !ASIDE.test(`${folder}/`) && !folder.startsWith("projects/")).map((folder) => numberedIn(observed, folder, context)));
}
function numberedIn(observed, folder, context) {
	const all = observed.filesIn(folder).filter((file) => PROGRAMS$1.test(file)).flatMap((file) => numberedOf(file) ?? []);
	if (all.length < (/(?:^|\/)(?:scripts?|pipeline|steps|stages)$/.test(folder) ? 1 : 2)) return NOTHING;
	const covered = all.flatMap(({ file }) => coveredBy(file, context) ?? []);
	const own = all.filter(({ file }) => driverOf(file, context) === void 0);
	const unknown = own.filter(({ file }) => !hasRunner(file));
	const runnable = own.filter(({ file }) => hasRunner(file)).toSorted(inOrder).slice(0, MOST_STAGES);
	const stages = chain(observed, context, runnable);
	return {
		stages,
		summaries: stages.length === 0 ? [] : [{
			kind: "numbered",
			scripts: stages.length,
			folder
		}],
		leftOut: [
			...covered,
			...unknown.map(({ file }) => ({
				kind: "no-runner",
				file
			})),
			...own.length - unknown.length > stages.length ? [{
				kind: "too-many",
				what: `numbered scripts in ${folder || "."}`,
				kept: MOST_STAGES
			}] : []
		],
		drivers: runnable.map(({ file }) => scriptDriver(observed, file))
	};
}
function inOrder(a, b) {
	return compareNumbers(a, b) || (a.file < b.file ? -1 : 1);
}
function chain(observed, context, scripts) {
	const stages = [];
	let before = [];
	let current = [];
	for (const [index, one] of scripts.entries()) {
		const previous = scripts[index - 1];
		if (previous !== void 0 && compareNumbers(previous, one) !== 0) {
			before = current;
			current = [];
		}
		const name = shownName(one.name);
		const stage = /\.(?:qmd|rmd)$/i.test(one.file) ? {
			...context.render(one.file),
			key: scriptKey(one.file),
			name,
			after: before
		} : scriptStage(observed, context, {
			script: one.file,
			name,
			after: before
		});
		if (stage === void 0) continue;
		stages.push(stage);
		current.push(scriptKey(one.file));
	}
	return stages;
}
// src/definition/detection/template/document.ts
const KNOWN_KEYS = [
	"name",
	"key",
	"script",
	"method",
	"args",
	"depends_on",
	"tags",
	"allow_skip",
	"enabled",
	"env",
	"failure_mode",
	"contract",
	"description"
];
function readTemplateDocument(text) {
	const yaml = parseYaml(text, { repeatedKeys: "last" });
	const looksLikeOne = /^stages:\s*(?:#.*)?$/m.test(text) && /^\s*(?:- )?\s*(?:script|method):/m.test(text);
	if (!yaml.ok) return looksLikeOne ? {
		kind: "invalid",
		problems: yaml.problems
	} : { kind: "foreign" };
	const { document } = yaml;
	const { stages } = mappingOf(document.data);
	if (!Array.isArray(stages) || !stages.some(isTemplateStage)) return { kind: "foreign" };
	const reader = new StageReader(document);
	const read = stages.flatMap((stage, index) => reader.stage(stage, index) ?? []);
	const onRequest = reader.names(["opt_in_tags"], mappingOf(document.data).opt_in_tags, "the tags");
	const problems = [
		...yaml.problems,
		...reader.problems,
		...graphProblems(read, document)
	];
	if (problems.length > 0) return {
		kind: "invalid",
		problems
	};
	return {
		kind: "template",
		stages: read,
		onRequest,
		document
	};
}
function isTemplateStage(stage) {
	const { name, script, method } = mappingOf(stage);
	return typeof name === "string" && (typeof script === "string" || typeof method === "string");
}
function mappingOf(value) {
	return isObject(value) ? value : {};
}
const YES = /^(?:yes|on|true)$/i;
const NO = /^(?:no|off|false)$/i;
var StageReader = class {
	problems = [];
	#document;
	constructor(document) {
		this.#document = document;
	}
	stage(written, index) {
		const at = (...keys) => [
			"stages",
			index,
			...keys
		];
		const stage = mappingOf(written);
		const name = this.#word(at("name"), stage.name)?.trim();
		if (name === void 0 || name === "") {
			this.#report(at(), "a stage without a name", "write `name:` and what reports call it");
			return;
		}
		const contract = mappingOf(stage.contract);
		const script = this.#text(at("script"), stage.script, "the path of a script");
		const method = this.#text(at("method"), stage.method, "the name of a function");
		if (script === void 0 && method === void 0 && (stage.script ?? "") === "") this.#report(at("name"), `the stage ${code(name)} has neither \`script\` nor \`method\``, "name the script that it runs");
		return {
			index,
			name,
			script,
			args: this.#args(at("args"), stage.args),
			needs: this.names(at("depends_on"), stage.depends_on, "names of stages"),
			tags: this.names(at("tags"), stage.tags, "tags"),
			allowSkip: this.#flag(at("allow_skip"), stage.allow_skip, false),
			enabled: this.#flag(at("enabled"), stage.enabled, true),
			env: this.#env(at("env"), stage.env),
			failureMode: this.#word(at("failure_mode"), stage.failure_mode) ?? "",
			contract: stage.contract === void 0 || stage.contract === null ? void 0 : {
				inputs: this.names(at("contract", "input_artifacts"), contract.input_artifacts, "paths"),
				outputs: this.names(at("contract", "output_artifacts"), contract.output_artifacts, "paths"),
				retries: this.#count(at("contract", "retry_policy"), contract.retry_policy ?? stage.retry_policy)
			},
			otherKeys: this.#document.keys(at()).filter((key) => !KNOWN_KEYS.includes(key) && key !== "retry_policy")
		};
	}
	names(path, value, what) {
		if (value === void 0 || value === null) return [];
		const words = (Array.isArray(value) ? value : [value]).map((item, index) => this.#word(Array.isArray(value) ? [...path, index] : path, item));
		if (words.every((word) => word !== void 0)) return words;
		this.#report(path, `${code(String(path.at(-1)))} must be ${what}, not ${quoted(value)}`, `write a list of ${what}`);
		return [];
	}
	#args(path, value) {
		if (typeof value !== "string") return this.names(path, value, "arguments");
		const words = splitWords(value);
		if (words !== void 0) return words;
		this.#report(path, `a quote in ${code(value)} is not closed`, "close it, or write a list of arguments");
		return [];
	}
	#word(path, value) {
		if (typeof value === "string") return this.#checked(path, value);
		if (typeof value !== "number" && typeof value !== "boolean") return void 0;
		return this.#document.source(path) ?? String(value);
	}
	#text(path, value, what) {
		if (value === void 0 || value === null || value === "") return void 0;
		if (typeof value === "string") return this.#checked(path, value.trim());
		this.#report(path, `${code(String(path.at(-1)))} must be ${what}, not ${quoted(value)}`, `write ${what}`);
	}
	#checked(path, text) {
		if (!isWritable(text)) this.#report(path, "control characters in a text", "remove them");
		return text;
	}
	#flag(path, value, otherwise) {
		if (value === void 0 || value === null) return otherwise;
		const word = String(this.#word(path, value));
		if (YES.test(word) || word === "1") return true;
		if (NO.test(word) || word === "0") return false;
		this.#report(path, `${code(String(path.at(-1)))} must be \`true\` or \`false\`, not ${quoted(value)}`, "write `true` or `false`");
		return otherwise;
	}
	#count(path, value) {
		if (value === void 0 || value === null) return 0;
		if (typeof value === "number" && Number.isInteger(value) && value >= 0) return Math.min(value, 10);
		this.#report(path, `${code(String(path.at(-1)))} must be a whole number from 0, not ${quoted(value)}`, "write how often a failed stage is started again");
		return 0;
	}
	#env(path, value) {
		if (value === void 0 || value === null) return {};
		const entries = this.#document.keys(path).map((key) => [key, this.#word([...path, key], mappingOf(value)[key])]);
		const isRight = typeof value === "object" && entries.every(([key, text]) => text !== void 0 && /^[A-Za-z_]\w*$/.test(key));
		if (!isRight) this.#report(path, "`env` must be a mapping of names to values", "write `NAME: value` for each");
		return isRight ? Object.fromEntries(entries.map(([key, text]) => [key, text ?? ""])) : {};
	}
	#report(path, message, remedy) {
		this.problems.push({
			...this.#document.place(path, "value"),
			message,
			remedy
		});
	}
};
function graphProblems(stages, document) {
	const problems = [];
	const byName = /* @__PURE__ */ new Map();
	for (const stage of stages) {
		if (byName.has(stage.name)) {
			const message = `the stage ${code(stage.name)} stands here twice`;
			const place = document.place([
				"stages",
				stage.index,
				"name"
			], "value");
			problems.push({
				...place,
				message,
				remedy: "give one of the two another name"
			});
		}
		byName.set(stage.name, stage);
	}
	for (const { name, index, needs } of stages) for (const [position, need] of needs.entries()) {
		if (byName.has(need)) continue;
		const list = [
			"stages",
			index,
			"depends_on"
		];
		const path = document.keys(list).length > 0 ? [...list, position] : list;
		const message = `the stage ${code(name)} depends on ${code(need)}, which is not in \`stages\``;
		const meant = nearest(need, byName.keys());
		const remedy = meant === void 0 ? "write the name of a stage of this file" : `did you mean ${code(meant)}?`;
		problems.push({
			...document.place(path, "value"),
			message,
			remedy
		});
	}
	const cycle = findCycle(stages.map(({ name, needs }) => ({
		id: name,
		needs
	})));
	if (cycle !== void 0) problems.push({
		...document.place([
			"stages",
			byName.get(cycle[0] ?? "")?.index ?? 0,
			"depends_on"
		], "value"),
		message: `circular dependency: ${cycle.slice(0, 12).join(" → ")}`,
		remedy: "remove one of them"
	});
	return problems;
}
// src/definition/detection/template/projects.ts
const PARTS = [
	"src",
	"scripts",
	"manuscript",
	"tests"
];
const FILES$2 = [
	"pipeline.yaml",
	"pipeline.yml",
	"pyproject.toml"
];
const SHELVED = /^(?:archive|archived|published|other|working_old|deprecated)$/;
function projectsIn(observed) {
	const below = (folder) => observed.folders.filter((name) => name.startsWith(`${folder}/`) && !name.slice(folder.length + 1).includes("/"));
	return below("projects").filter(isWritable).flatMap((folder) => {
		if (isProject(observed, folder)) return [folder];
		if (SHELVED.test(baseOf(folder))) return [];
		return below(folder).filter((inner) => isProject(observed, inner));
	}).map((folder) => folder.slice(9));
}
function isProject(observed, folder) {
	return PARTS.some((part) => observed.hasFolder(`${folder}/${part}`)) || FILES$2.some((file) => observed.hasFile(`${folder}/${file}`));
}
// src/definition/detection/template/contracts.ts
const OUTPUT = "projects/{project}/output/";
const USUAL = {
	"Environment Setup": {
		inputs: ["pyproject.toml", "projects/{project}/"],
		outputs: [OUTPUT]
	},
	"Infrastructure Tests": {
		inputs: ["infrastructure/", "tests/"],
		outputs: []
	},
	"Project Tests": {
		inputs: ["projects/{project}/src/", "projects/{project}/tests/"],
		outputs: []
	},
	"Project Analysis": {
		inputs: ["projects/{project}/src/", "projects/{project}/scripts/"],
		outputs: [OUTPUT]
	},
	"PDF Rendering": {
		inputs: ["projects/{project}/manuscript/", `${OUTPUT}data/`],
		outputs: [OUTPUT]
	},
	"Output Validation": {
		inputs: [OUTPUT, "projects/{project}/manuscript/"],
		outputs: [`${OUTPUT}reports/`]
	},
	"LLM Scientific Review": {
		inputs: ["projects/{project}/manuscript/", `${OUTPUT}pdf/`],
		outputs: [`${OUTPUT}llm/`]
	},
	"LLM Translations": {
		inputs: ["projects/{project}/manuscript/"],
		outputs: [`${OUTPUT}llm/`]
	},
	"Copy Outputs": {
		inputs: [OUTPUT],
		outputs: ["output/{project}/"]
	}
};
function usualContract(name, project) {
	const usual = project !== void 0 && Object.hasOwn(USUAL, name) ? USUAL[name] : void 0;
	return usual === void 0 ? void 0 : {
		...usual,
		retries: 0
	};
}
// src/definition/detection/template/promises.ts
function heldTo(taken, contract, around) {
	const own = artifacts(contract.outputs, around.place);
	const read = artifacts(contract.inputs, around.place);
	if (own === void 0 || read === void 0) return {
		inputs: [],
		reads: [],
		made: {
			kind: "unknown",
			why: "not-seen"
		}
	};
	const { earlier, later, atOnce } = outputsAround(taken, around);
	const isMade = (input) => isIn(input, [
		...earlier,
		...later,
		...own
	]);
	const sources = read.filter((input) => !isMade(input) && existsIn(around.observed, input));
	const foreign = [.../* @__PURE__ */ new Set([
		...own,
		...later,
		...earlier
	])].filter((theirs) => sources.some((input) => contains(input, theirs)));
	return {
		inputs: [...sources, ...foreign.map((path) => `!${path}`)],
		reads: read.filter(isMade),
		made: isTest$1(taken) ? {
			kind: "known",
			outputs: []
		} : getsReady(own, read, earlier) ? {
			kind: "unknown",
			why: "machine"
		} : own.some((output) => isShared(output, atOnce, [...earlier, ...later])) ? {
			kind: "unknown",
			why: "shared"
		} : {
			kind: "known",
			outputs: outputsAmong(own, earlier, later)
		}
	};
}
function isShared(output, atOnce, others) {
	if (!output.endsWith("/") && others.includes(output)) return true;
	return isIn(output, atOnce) || atOnce.some((one) => contains(output, one));
}
function outputsAround({ stage }, { graph, taken, place }) {
	const nodes = nodesOf(graph);
	const before = withNeeds(nodes, [stage.name]);
	const others = taken.filter((other) => other.stage.name !== stage.name && !isTest$1(other));
	const outputs = (wanted) => others.filter(wanted).flatMap((other) => artifacts(other.stage.contract?.outputs ?? [], place) ?? []);
	const isBefore = (other) => before.has(other.stage.name);
	const isAfter = (other) => withNeeds(nodes, [other.stage.name]).has(stage.name);
	const yields = (other) => other.stage.allowSkip && !stage.allowSkip;
	return {
		earlier: outputs(isBefore),
		later: outputs((other) => !isBefore(other)),
		atOnce: outputs((other) => !isBefore(other) && !isAfter(other) && !yields(other))
	};
}
function getsReady(own, read, earlier) {
	const places = read.filter((input) => !own.includes(input) && !isIn(input, earlier));
	return own.length > 0 && own.every((output) => isIn(output, places));
}
function outputsAmong(own, earlier, later) {
	const isShared = (output) => [...earlier, ...later].some((one) => contains(output, one));
	const theirs = [...new Set(later)].filter((one) => !own.includes(one) && own.some((output) => contains(output, one)));
	return [...own.map((output) => isShared(output) && output.endsWith("/") ? `${output}**/*.*` : output), ...theirs.map((path) => `!${path}`)];
}
function isTest$1({ stage, script }) {
	return stage.tags.some((tag) => /^tests?$/.test(tag)) || /(?:^|_)tests?(?:_|\.)/.test(baseOf(script));
}
function artifacts(written, { project }) {
	if (written.some((path) => /\{project(?:_name)?\}/.test(path)) && project === void 0) return void 0;
	return written.map((path) => path.replace(/^\.\//, "").replace(/\{project(?:_name)?\}/g, project ?? "")).map((path) => /[^/.]+\/?$/.test(path) && !/\.[^/]*$/.test(path) ? path.replace(/\/*$/, "/") : path).filter(isUsable);
}
function isUsable(path) {
	return path !== "" && isWritable(path) && !/^[/~!\\]|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)|[{}$%]/.test(path);
}
function isIn(path, folders) {
	return folders.some((folder) => contains(folder, path));
}
function contains(folder, path) {
	const [outer, inner] = [folder.replace(/\/+$/, ""), path.replace(/\/+$/, "")];
	return inner === outer || inner.startsWith(`${outer}/`);
}
function existsIn(observed, input) {
	const path = input.replace(/\/+$/, "");
	if (/[*?[]/.test(path)) return true;
	return observed.hasFile(path) || observed.filesBelow(path).length > 0;
}
// src/definition/detection/template/stages.ts
const TAGS_ON_REQUEST = [
	"bundle",
	"archival",
	"ebook",
	"metadata",
	"science",
	"provenance"
];
const SKIP_EXIT_CODE = 2;
function templateStages(stages, onRequest, document, observed, place, python) {
	const asked = /* @__PURE__ */ new Set([...TAGS_ON_REQUEST, ...onRequest]);
	const leftOut = [];
	const problems = [];
	const taken = [];
	for (const written of stages) {
		const stage = {
			...written,
			contract: written.contract ?? usualContract(written.name, place.project)
		};
		const why = whyLeftOut(stage, asked);
		if (why !== void 0) {
			leftOut.push(why);
			continue;
		}
		const script = findScript(stage.script ?? "", observed);
		if (script === void 0) problems.push(missingScript(stage, document, observed));
		else if (scriptCommand(script.path, python) === void 0 && /\.\w+$/.test(script.path)) leftOut.push({
			kind: "no-runner",
			file: script.path
		});
		else taken.push({
			stage,
			script: script.path,
			args: [...script.args, ...stage.args]
		});
		if (stage.otherKeys.length > 0) leftOut.push({
			kind: "keys",
			stage: stage.name,
			keys: stage.otherKeys
		});
	}
	if (problems.length > 0) return {
		kind: "invalid",
		problems
	};
	const graph = withoutLeftOut(stages, taken);
	const found = taken.map((one) => stageOf(one, {
		graph,
		taken,
		observed,
		place,
		python
	}));
	return {
		kind: "stages",
		found: {
			stages: found,
			summaries: [{
				kind: "template",
				file: place.file,
				stages: found.length,
				...place.project === void 0 ? {} : { project: place.project }
			}],
			leftOut,
			drivers: []
		}
	};
}
function whyLeftOut(stage, asked) {
	const { name, script, tags, enabled } = stage;
	if (!enabled) return {
		kind: "disabled",
		stage: name
	};
	if (script === void 0) return {
		kind: "method",
		stage: name
	};
	const tag = tags.find((one) => asked.has(one));
	return tag === void 0 ? void 0 : {
		kind: "on-request",
		stage: name,
		tag
	};
}
function findScript(written, observed) {
	const plain = written.replace(/^\.\//, "");
	const [first = "", ...args] = splitWords(plain) ?? [plain];
	for (const [name, rest] of [[plain, []], [first, args]]) {
		const path = (name.includes("/") ? [name, `scripts/${name}`] : [`scripts/${name}`, name]).find(observed.hasFile);
		if (path !== void 0) return {
			path,
			args: rest
		};
	}
}
function missingScript(stage, document, observed) {
	const script = stage.script ?? "";
	const shown = script.includes("/") ? script : `scripts/${script}`;
	const others = observed.files.filter((file) => /\.(?:py|sh|R|jl|ipynb)$/.test(file));
	const meant = nearest(shown, others);
	const remedy = meant === void 0 ? "correct the path, or remove the stage" : `did you mean ${code(meant)}?`;
	return {
		...document.place([
			"stages",
			stage.index,
			"script"
		], "value"),
		message: `the script ${code(shown)} of the stage ${code(stage.name)} is not there`,
		remedy
	};
}
function withoutLeftOut(stages, taken) {
	const byName = new Map(stages.map((stage) => [stage.name, stage]));
	const kept = new Set(taken.map(({ stage }) => stage.name));
	const needsOf = (stage) => {
		const found = /* @__PURE__ */ new Set();
		const seen = /* @__PURE__ */ new Set();
		const open = [...stage.needs].reverse();
		for (let name = open.pop(); name !== void 0; name = open.pop()) {
			if (seen.has(name)) continue;
			seen.add(name);
			if (kept.has(name)) found.add(name);
			else open.push(...byName.get(name)?.needs ?? []);
		}
		return [...found];
	};
	return new Map(taken.map(({ stage }) => [stage.name, needsOf(stage)]));
}
function stageOf(taken, around) {
	const { stage, script, args } = taken;
	const { place, python, graph } = around;
	const extra = place.project === void 0 ? [] : ["--project", place.project];
	const command = scriptCommand(script, python, [...args, ...extra]) ?? {
		run: commandOf([
			`./${script}`,
			...args,
			...extra
		]),
		requires: []
	};
	return {
		key: `template:${stage.name}`,
		name: stage.name,
		run: command.run,
		requires: command.requires,
		usesPython: /\.(?:py|ipynb)$/.test(script),
		after: (graph.get(stage.name) ?? []).map((name) => `template:${name}`),
		env: stage.env,
		tags: stage.tags,
		optional: /\bsoft[ _-]?fail|\bwarning/i.test(stage.failureMode),
		...stage.allowSkip ? { skipExitCode: SKIP_EXIT_CODE } : {},
		...stage.contract === void 0 || stage.contract.retries === 0 ? {} : { retries: stage.contract.retries },
		...stage.tags.includes("llm") ? { cache: answersOf(place) } : {},
		orderIsGiven: true,
		...stage.contract === void 0 ? fromSource(taken, around) : fromContract(taken, stage.contract, around)
	};
}
function answersOf({ project }) {
	return {
		name: "llm",
		preset: "llm",
		paths: project === void 0 ? [] : [`projects/${project}/output/llm`]
	};
}
function fromSource({ stage, script, args }, { observed, python }) {
	const found = scriptStage(observed, {
		python,
		wanted: []
	}, {
		script,
		name: stage.name,
		args
	});
	if (found === void 0 || found.workingDirectory !== void 0) return {
		inputs: [],
		reads: [],
		made: {
			kind: "unknown",
			why: "not-seen"
		},
		notes: []
	};
	const { inputs, reads, made, notes, maybe = [], lacks = [], unseen = [] } = found;
	return {
		inputs,
		reads,
		made,
		notes,
		maybe,
		lacks,
		unseen
	};
}
function fromContract(taken, contract, around) {
	const { observed, python } = around;
	const held = heldTo(taken, contract, around);
	const code = [
		taken.script,
		...codeOf$1(observed, taken.script),
		...python.inputs
	];
	return {
		inputs: held.made.kind === "known" ? [.../* @__PURE__ */ new Set([...held.inputs, ...code])] : [],
		reads: held.reads,
		readsAreKnown: true,
		made: held.made,
		notes: held.made.kind === "known" ? [{ kind: "inputs-from-contract" }] : []
	};
}
function codeOf$1(observed, script) {
	return asPatterns(observed, sourcesOf$1(observed, script).filter((file) => file !== script));
}
// src/definition/detection/template/detector.ts
const COMMON = ["infrastructure/core/pipeline/pipeline.yaml", "infrastructure/core/pipeline.yaml"];
const AT_ROOT = ["pipeline.yaml", "pipeline.yml"];
function detectTemplate(observed, python, asked) {
	const projects = projectsIn(observed);
	const name = asked?.replace(/^projects\//, "").replace(/\/+$/, "");
	const chosen = name === void 0 && projects.length === 1 ? projects[0] : projects.find((one) => one === name);
	const ofProject = chosen === void 0 ? [] : AT_ROOT.map((file) => ({
		file: `projects/${chosen}/${file}`,
		project: chosen
	}));
	const candidates = [
		...AT_ROOT.map((file) => ({
			file,
			project: takesProject(observed, file) ? chosen : void 0
		})),
		...ofProject,
		...COMMON.map((file) => ({
			file,
			project: chosen
		}))
	];
	for (const candidate of candidates) {
		const detection = readCandidate(observed, python, candidate);
		if (detection.kind === "none") continue;
		const isCommon = COMMON.includes(candidate.file) || takesProject(observed, candidate.file);
		if (chosen === void 0 && projects.length > 0 && isCommon || name !== void 0 && chosen === void 0) return which(projects, name);
		return detection;
	}
	const owners = projects.filter((one) => AT_ROOT.some((file) => observed.hasFile(`projects/${one}/${file}`)));
	return owners.length > 1 || owners.length > 0 && name !== void 0 && chosen === void 0 ? which(owners, name) : { kind: "none" };
}
function which(projects, asked) {
	return {
		kind: "which-project",
		projects,
		...asked === void 0 ? {} : { asked }
	};
}
function takesProject(observed, file) {
	return AT_ROOT.includes(file) && (observed.text(file) ?? "").includes("{project}");
}
function readCandidate(observed, python, { file, project }) {
	const bytes = observed.bytes(file, MOST_BYTES + 1);
	const decoded = bytes === void 0 ? void 0 : decodeText(bytes);
	if (!decoded?.ok) return { kind: "none" };
	const read = readTemplateDocument(decoded.text);
	if (read.kind === "foreign") return { kind: "none" };
	if (read.kind === "invalid") return {
		kind: "invalid",
		file,
		problems: read.problems
	};
	const made = templateStages(read.stages, read.onRequest, read.document, observed, {
		file,
		project
	}, python);
	if (made.kind === "invalid") return {
		kind: "invalid",
		file,
		problems: made.problems
	};
	return made.found.stages.length === 0 ? { kind: "none" } : {
		kind: "found",
		found: made.found
	};
}
// src/definition/detection/testing/pytest.ts
const TEST_FILE = /^(?:test_.*|.*_test)\.py$/;
const HAS_TESTS = /^\s*(?:async )?def test_\w*\(\s*(?:self\s*)?(?:\)|(?:tmp_?\w+|monkeypatch|cap\w+|request|recwarn)\b)|unittest|import pytest/m;
const TEST_FOLDER = /^(?:tests?|testing)$/;
const MOST_TESTS_READ = 1e3;
const JUNIT = [
	"output/junit.xml",
	"build/junit.xml",
	"junit.xml"
];
const CONFIGURATIONS = [
	{ file: "pytest.ini" },
	{ file: ".pytest.ini" },
	{ file: "pytest.toml" },
	{ file: "conftest.py" },
	{
		file: "pyproject.toml",
		section: /^\[tool\.pytest/m
	},
	{
		file: "setup.cfg",
		section: /^\[tool:pytest\]/m
	},
	{
		file: "tox.ini",
		section: /^\[pytest\]|^\s*commands\s*=(?:[^\n]|\n\s)*\bpytest\b/m
	},
	{
		file: "noxfile.py",
		section: /\bpytest\b/
	}
];
function pytestSuite(observed, context) {
	const configuration = CONFIGURATIONS.find(({ file, section }) => {
		const text = observed.text(file);
		return text !== void 0 && (section === void 0 || section.test(text));
	});
	const tests = observed.files.filter((file) => isTest(observed, file, configuration !== void 0));
	const from = configuration?.file ?? tests[0];
	if (from === void 0) return NOTHING;
	const roots = rootsOf(tests);
	const shown = roots.length > 0 ? roots.map((root) => `${root || "."}/`).join(", ") : from;
	const driver = context.found.drivers.find(({ runsTests }) => runsTests);
	if (driver !== void 0) return {
		...NOTHING,
		leftOut: [{
			kind: "covered",
			what: shown,
			by: driver.file
		}]
	};
	const pathsAreSet = /^\s*testpaths\s*=/m.test(configuration === void 0 ? "" : observed.text(configuration.file) ?? "");
	return {
		...NOTHING,
		stages: [testStage(observed, context, tests, pathsAreSet ? [] : roots)],
		summaries: [{
			kind: "tests",
			from: shown
		}]
	};
}
function isTest(observed, file, isConfigured) {
	if (isResult(file) || file.startsWith("projects/")) return false;
	const inFolder = folderOf(file).split("/").some((part) => TEST_FOLDER.test(part));
	if (inFolder && baseOf(file) === "conftest.py") return true;
	if (!TEST_FILE.test(baseOf(file))) return false;
	return inFolder || isConfigured || HAS_TESTS.test(observed.text(file) ?? "");
}
function rootsOf(tests) {
	const roots = tests.map((file) => {
		const parts = folderOf(file).split("/");
		const at = parts.findIndex((part) => TEST_FOLDER.test(part));
		return at < 0 ? folderOf(file) : parts.slice(0, at + 1).join("/");
	});
	const distinct = [...new Set(roots)];
	if (distinct.includes("")) return [];
	return distinct.filter((root) => !distinct.some((other) => root.startsWith(`${other}/`)));
}
function testStage(observed, { python, found }, tests, roots) {
	const conftests = observed.files.filter((file) => baseOf(file) === "conftest.py" && !isResult(file) && !file.startsWith("projects/"));
	const read = [.../* @__PURE__ */ new Set([...tests, ...conftests])];
	const files = read.slice(0, MOST_TESTS_READ).map((test) => scriptFiles(observed, test, [], "tests"));
	const sources = [...new Set(files.flatMap((one) => one.sources))];
	const code = [...new Set(sources.filter((file) => !read.includes(file)).map((file) => codeOf(observed, file)))];
	const packages = code.length > 0 ? code : packagesIn(observed);
	const data = files.flatMap((one) => one.existing).map((path) => path.replace(/\/$/, ""));
	const places = roots.length > 0 ? roots : tests.map((file) => folderOf(file) || ROOT_TESTS);
	const inputs = [...withSettings(observed, withoutContained([
		...places,
		...packages,
		...data
	]), places), ...python.inputs];
	const unseen = [.../* @__PURE__ */ new Set([...read.length > MOST_TESTS_READ ? ["takes-in"] : [], ...files.flatMap((one) => one.unseen).filter((what) => what !== "writes")])];
	const junit = JUNIT.find((file) => !isTaken(file, found)) ?? "junit.xml";
	const needsPath = python.isMachines && packages.some((one) => one.startsWith("src/")) && !setsPath(observed);
	return {
		key: "tests",
		name: "Tests",
		run: commandOf([
			...python.having(["pytest"]),
			"-m",
			"pytest",
			...roots,
			`--junitxml=${junit}`
		]),
		requires: [...python.requires, ...python.isMachines ? ["python:pytest"] : []],
		usesPython: true,
		after: [],
		inputs,
		reads: files.flatMap((one) => one.missing),
		lacks: files.flatMap((one) => one.lacks),
		readsAreKnown: true,
		...unseen.length > 0 ? { unseen } : {},
		made: {
			kind: "known",
			outputs: []
		},
		evidence: { junit },
		...needsPath ? { env: { PYTHONPATH: "src" } } : {},
		notes: []
	};
}
const ROOT_NAMES = ["test_*.py", "*_test.py"];
const ROOT_TESTS = oneOf(ROOT_NAMES);
function withSettings(observed, inputs, places) {
	const above = new Set(places.flatMap(foldersAbove));
	const isOwn = startDescent(inputs);
	const names = [
		...PYTEST_FILES,
		...CONFIGURATIONS.map(({ file }) => file).filter(observed.hasFile),
		...[...above].flatMap((folder) => ["conftest.py", "pytest.ini"].map((name) => `${folder}/${name}`))
	].filter((name) => !matches$1(isOwn, name));
	if (names.some(observed.hasFile)) return [...inputs, oneOf(names)];
	const carrier = inputs.find((input) => input === ROOT_TESTS || !/[,{}[\]*?!]/.test(input));
	return inputs.map((input) => {
		if (input !== carrier) return input;
		return oneOf([...input === ROOT_TESTS ? ROOT_NAMES : [input], ...names]);
	});
}
function foldersAbove(place) {
	const parts = place.split("/");
	return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
function isTaken(file, { stages }) {
	return stages.some(({ made }) => made.kind === "known" && made.outputs.some((output) => file.startsWith(`${output.replace(/\/(?:\*\*)?$/, "")}/`)));
}
function setsPath(observed) {
	return CONFIGURATIONS.some(({ file }) => /^\s*pythonpath\s*=/m.test(observed.text(file) ?? ""));
}
function codeOf(observed, file) {
	return packageOf(observed, file) ?? (folderOf(file) === "" ? "*.py" : `${folderOf(file)}/*.py`);
}
function packagesIn(observed) {
	const packages = observed.folders.filter((folder) => observed.hasFile(`${folder}/__init__.py`) && !observed.hasFile(`${folderOf(folder)}/__init__.py`) && !folder.split("/").some((part) => TEST_FOLDER.test(part)) && folder.split("/").length <= 2);
	const modules = ["", "src"].filter((folder) => observed.filesIn(folder).some((file) => file.endsWith(".py") && !/^(?:setup|conftest|noxfile)\.py$/.test(baseOf(file)) && !TEST_FILE.test(baseOf(file))));
	return [...packages, ...modules.map((folder) => folder === "" ? "*.py" : `${folder}/*.py`)];
}
// src/definition/detection/workflows/whole.ts
function wholeWorkflow(observed, workflow) {
	const { tool, file, run, requires, outputs, cache } = workflow;
	const folder = workflow.workingDirectory ?? "";
	const runs = workflow.runs ?? (() => true);
	const tests = observed.folders.filter((one) => /(?:^|\/)tests?$/.test(one));
	const place = leaves(observed, folder) ? "" : folder;
	return {
		stages: [{
			key: `workflow:${file}`,
			name: tool,
			run,
			...folder === "" ? {} : { workingDirectory: folder },
			requires,
			after: [],
			inputs: [
				place === "" ? "**" : `${place}/**`,
				...place === "" ? [
					"!.github/**",
					"!stagetime.yml",
					"!.gitignore",
					"!README*",
					"!LICENSE*"
				] : [],
				...tests.filter((one) => place === "" || one.startsWith(`${place}/`)).map((one) => `!${one}/**`)
			],
			reads: [],
			readsAreKnown: place === "",
			made: outputs.length > 0 ? {
				kind: "known",
				outputs
			} : {
				kind: "unknown",
				why: "not-seen"
			},
			...cache === void 0 ? {} : { cache },
			notes: [{
				kind: "wide-inputs",
				tool
			}]
		}],
		summaries: [{
			kind: "workflow",
			tool,
			file
		}],
		leftOut: covered(observed, file, runs),
		drivers: [{
			file,
			runs,
			runsTests: false
		}]
	};
}
const BEYOND = /(?<![.\w])\.\.(?![.\w])|\bhere\s*\(|\bload_all\b|--show-toplevel|\.parents?\b|\bdirname\s*\([^()]*dirname|\b(?:projectdir|datadir|srcdir)\s*\(/;
const MOST_LOOKED_AT = 500;
function leaves(observed, folder) {
	if (folder === "") return false;
	const files = observed.filesBelow(folder).filter((file) => /\.(?:py|R|r|jl|sh|ipynb|qmd|tex|bib|mk|smk|cfg|toml|ya?ml)$|\.r(?:md|nw)$|(?:^|\/)[^.]+$/i.test(file));
	return files.length > MOST_LOOKED_AT || files.some((file) => BEYOND.test(observed.text(file) ?? "") || /\.(?:py|R|r|jl|sh|ipynb|qmd|Rmd|Rnw)$/.test(file) && sourcesOf$1(observed, file).some((source) => !source.startsWith(`${folder}/`)));
}
function covered(observed, file, runs) {
	const rest = observed.files.filter((other) => /(?:^|\/)\d+[a-z]?[_.-][^/]*\.(?:py|R|jl|sh|ipynb)$/.test(other) && runs(other));
	return [...new Set(rest.map(folderOf))].map((folder) => ({
		kind: "covered",
		what: folder === "" ? "the numbered scripts" : `${folder}/`,
		by: file
	}));
}
// src/definition/detection/workflows/dvc.ts
function dvcPipelines(observed, { python }) {
	const file = "dvc.yaml";
	const text = observed.text(file);
	if (text === void 0) return NOTHING;
	return wholeWorkflow(observed, {
		tool: "dvc",
		file,
		run: commandOf([...python.tool("dvc"), "repro"]),
		requires: toolRequires(python, "dvc"),
		outputs: outsOf(text),
		cache: {
			name: "dvc",
			paths: [".dvc/cache"]
		}
	});
}
function outsOf(text) {
	const stages = mapping(text)?.stages;
	const found = Object.values(isObject(stages) ? stages : {}).flatMap((stage) => {
		const { outs, metrics, plots, wdir } = isObject(stage) ? stage : {};
		const folder = typeof wdir === "string" ? wdir : "";
		return [
			outs,
			metrics,
			plots
		].flatMap(namesOf).flatMap((name) => resolveIn(folder, name) ?? []);
	});
	return [...new Set(found)].filter((name) => !/[${}]/.test(name));
}
function namesOf(list) {
	if (!Array.isArray(list)) return [];
	return list.flatMap((item) => typeof item === "string" ? [item] : isObject(item) ? Object.keys(item) : []);
}
// src/definition/detection/workflows/make.ts
const MAKEFILE = /^(?:GNUmakefile|makefile|Makefile)$/;
const FOLDERS = /^(?:paper|manuscript|tex|latex|doc|thesis|report|article|analysis|src\/tex|ms)$/;
const GOALS = [
	"all",
	"paper",
	"manuscript",
	"pdf",
	"thesis",
	"article",
	"report",
	"document",
	"build",
	"figures",
	"analysis",
	"results"
];
const PROGRAMS = /\b(?:Rscript|R CMD|python[\d.]*|julia|latexmk|pdflatex|xelatex|lualatex|pandoc|quarto|tectonic|jupyter|stata|matlab|octave|gnuplot)\b|\$\((?:PYTHON\d?|LATEX(?:MK)?|PDFLATEX|XELATEX|RSCRIPT|JULIA|PANDOC|R|PY)\)/;
const CHORES = /^(?:help|clean\S*|distclean|install\S*|uninstall|test\S*|check|lint\S*|format\S*|fmt|docs?|html|livehtml|dist|release|publish|upload|coverage|env\S*|venv|setup|init|deps|requirements|serve|watch|docker\S*|view|open|push|pre-commit|type\S*|mypy|ruff|black|.*_(?:data|env|environment)|sync\S*|print-%)$/;
function makefiles(observed, context) {
	return together(["", ...observed.folders.filter((folder) => FOLDERS.test(folder))].flatMap((folder) => observed.filesIn(folder).find((file) => MAKEFILE.test(baseOf(file))) ?? []).map((file) => {
		const covered = coveredBy(file, context);
		return covered === void 0 ? makefile(observed, file) : {
			...NOTHING,
			leftOut: [covered]
		};
	}));
}
function makefile(observed, file) {
	const text = (observed.text(file) ?? "").replace(/\\\n/g, " ");
	const folder = folderOf(file);
	const rules = rulesOf(text);
	const isOwn = (rule) => PROGRAMS.test(rule.recipe) && !rule.targets.every((target) => CHORES.test(target));
	const goal = goalOf(text, rules);
	if (goal === void 0 || !rules.some(isOwn)) return {
		...NOTHING,
		leftOut: [{
			kind: "no-pipeline",
			file
		}]
	};
	const built = builtFor(observed, folder, goal, text, rules);
	return wholeWorkflow(observed, {
		tool: "make",
		file,
		run: commandOf(["make", ...goal === "default" ? [] : [goal]]),
		...folder === "" ? {} : { workingDirectory: folder },
		requires: ["make", ...programsOf(text)],
		outputs: built.length > 0 ? built : documentsOf(observed, text),
		runs: (other) => names(text, other)
	});
}
function documentsOf(observed, text) {
	return texDocuments(observed).filter(({ file }) => names(text, file)).map(({ file }) => `${withoutExtension(file)}.pdf`);
}
function builtFor(observed, folder, goal, text, rules) {
	const variables = variablesOf(text);
	const put = (words) => words.flatMap((word) => expand(word, variables));
	const expanded = rules.map((rule) => ({
		...rule,
		targets: put(rule.targets),
		needs: put(rule.needs)
	}));
	const patterns = expanded.flatMap((rule) => rule.targets).filter((target) => target.includes("%"));
	const reached = new Set(goal === "default" ? firstTargets(text, expanded) : [goal]);
	for (const target of reached) for (const rule of expanded) if (rule.targets.includes(target)) for (const need of rule.needs) reached.add(need);
	const isMade = (target) => expanded.some((rule) => rule.targets.includes(target) && rule.recipe.trim() !== "") || patterns.some((pattern) => target.endsWith(pattern.slice(pattern.indexOf("%") + 1)));
	return [...reached].filter((target) => /\.\w+$/.test(target) && !/[%$()*]/.test(target) && isMade(target)).flatMap((target) => {
		const path = resolveIn(folder, target);
		return path === void 0 || observed.hasFile(path) && !expanded.some((rule) => rule.targets.includes(target)) ? [] : [path];
	});
}
function setGoal(text) {
	return /^\.DEFAULT_GOAL\s*:?=\s*(\S+)/m.exec(text)?.[1];
}
function firstTargets(text, rules) {
	const set = setGoal(text);
	const first = rules.find((rule) => rule.targets.some((target) => !target.startsWith(".") && !target.includes("%")));
	return set === void 0 ? first?.targets ?? [] : [set];
}
function rulesOf(text) {
	return [...text.matchAll(/^([^\s#:=][^:=\n]*):(?!=)([^\n#]*)[^\n]*((?:\n(?:\t[^\n]*|[ \t]*(?=\n\t)|#[^\n]*))*)/gm)].map(([, targets = "", needs = "", recipe = ""]) => ({
		targets: targets.trim().split(/\s+/),
		needs: needs.replaceAll("|", " ").trim().split(/\s+/).filter((word) => word !== ""),
		recipe
	}));
}
function goalOf(text, rules) {
	const targets = rules.flatMap((rule) => rule.targets).filter((target) => !target.startsWith(".") && !target.includes("%"));
	const first = setGoal(text) ?? targets[0];
	if (first === void 0) return void 0;
	if (!CHORES.test(first)) return "default";
	return GOALS.find((goal) => targets.includes(goal)) ?? targets.find((target) => /\.(?:pdf|html|docx)$/.test(target) && !target.includes("$"));
}
function variablesOf(text) {
	return new Map([...text.matchAll(/^([A-Za-z_][\w-]*)\s*(?::|\?|\+)?=\s*([^\n#]*)/gm)].map(([, name = "", value = ""]) => [name, value.trim()]));
}
function expand(target, variables, depth = 0) {
	if (depth > 5 || !/\$[({]/.test(target)) return target.split(/\s+/).filter((word) => word !== "");
	const put = target.replace(/\$[({]([\w-]+)[)}]/g, (whole, name) => variables.get(name) ?? whole);
	return put === target ? [target] : expand(put, variables, depth + 1);
}
function programsOf(text) {
	const known = [
		"Rscript",
		"julia",
		"latexmk",
		"pdflatex",
		"xelatex",
		"lualatex",
		"pandoc",
		"quarto"
	];
	const recipes = [...text.matchAll(/^\t[^\n]*/gm)].map(([line]) => line).join("\n");
	return known.filter((program) => new RegExp(`\\b${program}\\b`).test(recipes));
}
function names(text, file) {
	const [base, stem] = [baseOf(file), baseOf(withoutExtension(file))];
	if (namesWord(text, base)) return true;
	if (/\.(?:tex|ltx|md|qmd|rmd|rnw)$/i.test(base)) return /\b(?:latexmk|pdflatex|xelatex|lualatex|tectonic|pandoc|quarto)\b|\$\((?:LATEX|PDFLATEX|LATEXMK|XELATEX|PANDOC)/.test(text) && (new RegExp(`(?<![\\w.-])${escapeRegExp(stem)}(?:\\.pdf|(?![\\w.-]))`).test(text) || /[%*]\.(?:tex|md|qmd|rmd|rnw|pdf)/i.test(text));
	const folder = baseOf(folderOf(file));
	const ending = base.slice(base.lastIndexOf(".") + 1);
	return new RegExp(`${folder === "" ? "" : `(?<![\\w-])${escapeRegExp(folder)}/[\\w./-]*`}[%*]\\.${ending}\\b`).test(text);
}
// src/definition/detection/workflows/showyourwork.ts
const FILES$1 = ["showyourwork.yml", "showyourwork.yaml"];
function showyourworkPapers(observed, { python }) {
	const file = FILES$1.find(observed.hasFile);
	if (file === void 0) return NOTHING;
	const isSubmodule = observed.hasFile("Makefile") && /showyourwork/.test(observed.text(".gitmodules") ?? "");
	const name = /^\s*ms_name\s*:\s*["']?([\w./-]+)/m.exec(observed.text(file) ?? "")?.[1] ?? "ms";
	return wholeWorkflow(observed, {
		tool: "showyourwork",
		file,
		run: isSubmodule ? commandOf(["make", `${name}.pdf`]) : commandOf([...python.tool("showyourwork"), "build"]),
		requires: isSubmodule ? ["make"] : toolRequires(python, "showyourwork"),
		outputs: [resolveIn("", `${name}.pdf`) ?? "ms.pdf"],
		cache: {
			name: "showyourwork",
			paths: [".showyourwork", ".snakemake"]
		}
	});
}
// src/definition/detection/workflows/snakemake.ts
const FILES = [
	"Snakefile",
	"snakefile",
	"workflow/Snakefile",
	"workflow/snakefile"
];
function snakefiles(observed, context) {
	const { python } = context;
	const file = FILES.find(observed.hasFile);
	if (file === void 0) return NOTHING;
	const covered = coveredBy(file, context);
	if (covered !== void 0) return {
		...NOTHING,
		leftOut: [covered]
	};
	const text = observed.text(file) ?? "";
	const conda = /^\s*conda\s*:/m.test(text);
	return wholeWorkflow(observed, {
		tool: "snakemake",
		file,
		run: commandOf([...python.tool("snakemake"), ...[
			"--cores",
			"all",
			...conda ? ["--use-conda"] : []
		]]),
		requires: toolRequires(python, "snakemake"),
		outputs: targetsOf(text),
		cache: {
			name: "snakemake",
			paths: [".snakemake"]
		}
	});
}
function targetsOf(text) {
	const rules = text.split(/^(?=(?:rule|checkpoint)\b)/m).filter((block) => /^(?:rule|checkpoint)\b/.test(block));
	const variables = new Map([...text.matchAll(/^(\w+)\s*=\s*["']([^"'\n{}]+)["']\s*(?:#[^\n]*)?$/gm)].map(([, name = "", value = ""]) => [name, value]));
	const wanted = namesIn(rules[0] ?? "", "input", variables);
	const names = wanted.length > 0 ? wanted : rules.flatMap((rule) => namesIn(rule, "output", variables));
	return [...new Set(names)].filter((name) => /\.\w+$|\/$/.test(name) && !/[*$]/.test(name)).flatMap((name) => resolveIn("", name.replace(/\{\w[^{}]*\}/g, "*")) ?? []);
}
const TAKES_NAMES = /^(?:expand|directory|protected|temp|temporary|report|touch|ensure|ancient|local|collect)$/;
const MOST_CALLS = 200;
function namesIn(rule, section, variables) {
	return withoutCalls((new RegExp(`^([ \\t]+)${section}[ \\t]*:([^\\n]*(?:\\n(?:\\1[ \\t]+[^\\n]*|[ \\t]*(?=\\n)))*)`, "m").exec(rule)?.[2] ?? "").replace(/#[^\n"']*$/gm, "")).split(",").flatMap((item) => {
		const [, kind, , name = ""] = /^\s*(?:\w+\s*=\s*)?(f?)(["'])([^"'\n]+)\2\s*$/.exec(item) ?? [];
		if (kind !== "f") return name === "" ? [] : name;
		const put = name.replace(/\{(\w+)\}/g, (whole, one) => variables.get(one) ?? whole);
		return put.includes("{") ? [] : put;
	});
}
function withoutCalls(body) {
	let text = body;
	for (let calls = 0; calls < MOST_CALLS; calls += 1) {
		const next = text.replace(/([\w.]+)\s*\(([^()]*)\)|\b\w+\s*\[[^[\]]*\]/, (_, name, given) => name !== void 0 && TAKES_NAMES.test(name) ? given : "UNKNOWN");
		if (next === text) break;
		text = next;
	}
	return text;
}
// src/definition/detection/detect.ts
const WORKS = [
	showyourworkPapers,
	snakefiles,
	dvcPipelines,
	makefiles,
	quartoProjects,
	numberedScripts,
	namedScripts,
	notebooks,
	knitrDocuments,
	latexDocuments,
	quartoTexts,
	markdownDocuments
];
async function detectDefinition(root, { project, setups = false } = {}) {
	const observed = await observeFolder(root);
	const python = pythonOf(observed);
	const template = detectTemplate(observed, python, project);
	if (template.kind === "invalid" || template.kind === "which-project") return {
		kind: "invalid",
		problems: refusalProblems(template)
	};
	const found = template.kind === "found" ? template.found : detectAll(observed, python);
	if (found.stages.length === 0) return {
		kind: "nothing",
		leftOut: leftOutLines([...found.leftOut.filter(({ kind }) => kind !== "unordered"), ...scriptsAnywhere(observed)])
	};
	const leftOut = leftOutLines(found.leftOut);
	const { text, ignore } = assemble(found, observed, python, { setups });
	return {
		kind: "detected",
		text,
		what: whatWasFound(found),
		from: mainSource(found),
		leftOut,
		ignore
	};
}
function detectAll(observed, python) {
	const wanted = includedFiles(observed);
	const contextOf = (found) => ({
		python,
		found,
		wanted,
		render: (file) => textStage(observed, file, contextOf(found))
	});
	const works = WORKS.reduce((found, detect) => together([found, detect(observed, contextOf(found))]), NOTHING);
	return together([pytestSuite(observed, contextOf(works)), works]);
}
export { detectDefinition as t };
