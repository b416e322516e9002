import { i as inReadingOrder, n as code } from "./problems2.js";
import { i as decodeText, n as require_dist, r as MOST_BYTES, t as parseYaml } from "./yaml.js";
import { C as nullish, F as string, M as safeParse, O as pipe, T as object, b as nonEmpty, n as boolean, t as array, v as minLength, w as number, z as union } from "./dist.js";
import { n as findCycle } from "./graph.js";
import { t as asList } from "./values.js";
import path from "node:path";
import { lstat, open, readdir } from "node:fs/promises";
// src/definition/detection/draft.ts
var import_dist = require_dist();
/** The YAML text of a draft. */
function draftText({ comments, caches = {}, stages }) {
	const cacheLines = Object.entries(caches).map(([name, cache]) => `  ${name}: ${inline(cache)}`);
	const stageLines = stages.flatMap(({ id, keys }) => [`  ${inline(id)}:`, ...Object.entries(keys).filter(([, value]) => value !== void 0 && !(Array.isArray(value) && value.length === 0)).map(([key, value]) => `    ${key}: ${inline(value)}`)]);
	return [
		...comments.map((comment) => `# ${oneLine(comment)}`),
		...cacheLines.length > 0 ? ["caches:", ...cacheLines] : [],
		"stages:",
		...stageLines,
		""
	].join("\n");
}
/** Ids from names, each given once: `PDF Rendering` → `pdf-rendering`, then `pdf-rendering-2`. */
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
/** Letters, digits and hyphens of a text, at most 60. */
function slug(text) {
	return text.slice(0, 200).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60).replace(/-$/, "");
}
/** One word of a shell command, whatever characters it has. */
function shellWord(text) {
	if (/^[A-Za-z0-9_/.,:=@%+-]+$/.test(text)) return text;
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
/** The command for a script by its ending, and what it takes to run it. */
function scriptCommand(script, args = []) {
	const interpreter = script.endsWith(".py") ? "python3" : script.endsWith(".sh") ? "bash" : void 0;
	return {
		run: (interpreter === void 0 ? [`./${script}`, ...args] : [
			interpreter,
			script,
			...args
		]).map(shellWord).join(" "),
		requires: interpreter === void 0 ? [] : [interpreter]
	};
}
/** Names with control characters, or that are no text, cannot be written into a definition. */
function isWritable(text) {
	return !/[\p{Cc}\p{Cs}\ufffd]/u.test(text);
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
// src/definition/detection/folder.ts
/** Looking into a folder that may hold anything: symbolic links are not followed, reading is bounded. */
/** Sorted names of a folder's files or folders; none where it is not one, or a link to one. */
async function namesIn(root, folder, kind) {
	if (!await isInside(root, folder)) return [];
	try {
		return (await readdir(path.join(root, folder), { withFileTypes: true })).filter((entry) => kind === "file" ? entry.isFile() : entry.isDirectory()).map((entry) => entry.name).sort();
	} catch {
		return [];
	}
}
/** The first bytes of a regular file, or undefined where there is none. */
async function readStart(root, file, most) {
	if (!await isInside(root, file)) return void 0;
	try {
		if (!(await lstat(path.join(root, file))).isFile()) return void 0;
		const handle = await open(path.join(root, file));
		try {
			const { buffer, bytesRead } = await handle.read(Buffer.alloc(most), 0, most);
			return buffer.subarray(0, bytesRead);
		} finally {
			await handle.close();
		}
	} catch {
		return;
	}
}
/** Whether no part of a path is a symbolic link, so that it cannot lead out of the root. */
async function isInside(root, relative) {
	let place = root;
	for (const part of relative.split("/").filter((part) => part !== "")) {
		place = path.join(place, part);
		try {
			if ((await lstat(place)).isSymbolicLink()) return false;
		} catch {
			return false;
		}
	}
	return true;
}
// src/definition/detection/template.ts
/**
* A `pipeline.yaml` as projects made from docxology/template have it → the text of a definition. Its
* stages have display names, `depends_on` goes by those names, and scripts lie in `scripts/`.
*/
const names = nullish(union([string(), array(string())]));
const templateSchema = object({ stages: pipe(array(object({
	name: pipe(string(), nonEmpty()),
	script: nullish(string()),
	method: nullish(string()),
	args: nullish(array(union([
		string(),
		number(),
		boolean()
	]))),
	depends_on: names,
	tags: names,
	allow_skip: nullish(boolean())
})), minLength(1)) });
/** By the template's rules these run only when asked for; one of them publishes. */
const TAGS_ON_REQUEST = ["bundle", "archival"];
/** Exit code by which a script of the template says that there is nothing to do. */
const SKIP_EXIT_CODE = 2;
/** Reads a `pipeline.yaml`. */
function readTemplate(text, options) {
	const yaml = parseYaml(text);
	const looksLikeOne = /^stages:\s*(?:#.*)?$/m.test(text) && /^\s*(?:- )?\s*script:/m.test(text);
	if (!yaml.ok) return looksLikeOne ? {
		kind: "invalid",
		problems: yaml.problems
	} : { kind: "foreign" };
	const shaped = safeParse(templateSchema, yaml.document.data);
	if (!shaped.success || !shaped.output.stages.some((stage) => stage.script)) return { kind: "foreign" };
	const { stages } = shaped.output;
	const problems = [...yaml.problems, ...nameProblems(stages, yaml.document)];
	if (problems.length > 0) return {
		kind: "invalid",
		problems
	};
	return writeTemplate(stages, options);
}
function nameProblems(stages, document) {
	const problems = [];
	const indices = /* @__PURE__ */ new Map();
	for (const [index, { name, script, args }] of stages.entries()) {
		const place = document.place([
			"stages",
			index,
			"name"
		], "value");
		if (indices.has(name)) {
			const message = `the stage ${code(name)} stands here twice`;
			problems.push({
				...place,
				message,
				remedy: "give one of the two another name"
			});
		}
		if (![
			name,
			script ?? "",
			...(args ?? []).map(String)
		].every(isWritable)) {
			const message = `the stage ${code(name)} has control characters in its name, script or arguments`;
			problems.push({
				...place,
				message,
				remedy: "remove them"
			});
		}
		indices.set(name, index);
	}
	const cycle = findCycle(stages.map((s) => ({
		id: s.name,
		needs: asList(s.depends_on ?? [])
	})));
	if (cycle !== void 0) {
		const [first = ""] = cycle;
		problems.push({
			...document.place([
				"stages",
				indices.get(first) ?? 0,
				"depends_on"
			], "value"),
			message: `the dependencies of the stages go in a circle: ${cycle.slice(0, 12).join(" → ")}`,
			remedy: "remove one of them"
		});
	}
	return problems;
}
function writeTemplate(stages, { file, project, hasScript }) {
	const byName = new Map(stages.map((stage) => [stage.name, stage]));
	const taken = stages.filter((stage) => whyLeftOut(stage) === void 0);
	const makeId = idMaker();
	const ids = new Map(taken.map((stage) => [stage.name, makeId(stage.name)]));
	const needsOf = (stage) => {
		const found = /* @__PURE__ */ new Set();
		const seen = /* @__PURE__ */ new Set();
		const open = [...asList(stage.depends_on ?? [])].reverse();
		for (let name = open.pop(); name !== void 0; name = open.pop()) {
			if (seen.has(name)) continue;
			seen.add(name);
			const id = ids.get(name);
			if (id !== void 0) found.add(id);
			else open.push(...asList(byName.get(name)?.depends_on ?? []));
		}
		return [...found];
	};
	const draft = taken.map((stage) => {
		const script = stage.script ?? "";
		const inScripts = `scripts/${script}`;
		const path = !hasScript(inScripts) && hasScript(script) ? script : inScripts;
		const extra = project === void 0 ? [] : ["--project", project];
		const { run, requires } = scriptCommand(path, [...(stage.args ?? []).map(String), ...extra]);
		const keys = {
			name: stage.name,
			needs: needsOf(stage),
			run,
			requires,
			"skip-exit-code": stage.allow_skip === true ? SKIP_EXIT_CODE : void 0,
			tags: [...new Set(asList(stage.tags ?? []).map(slug))].filter((tag) => tag !== "")
		};
		return {
			id: ids.get(stage.name) ?? "",
			keys
		};
	});
	const leftOut = stages.flatMap((stage) => {
		const why = whyLeftOut(stage);
		return why === void 0 ? [] : [`Left out: ${stage.name.slice(0, 80)} (${why}).`];
	});
	if (draft.length === 0) return { kind: "foreign" };
	return {
		kind: "template",
		stages: draft.length,
		text: draftText({
			comments: [`The stages of ${file}.`, ...leftOut],
			stages: draft
		})
	};
}
function whyLeftOut(stage) {
	if (!stage.script) return "a function of the project's own runner, not a script";
	const tag = asList(stage.tags ?? []).find((tag) => TAGS_ON_REQUEST.includes(tag));
	return tag === void 0 ? void 0 : `tag ${tag}: runs only when asked for`;
}
// src/definition/detection/tools.ts
/** A folder with tests or manuscripts → the text of a definition. */
/** Tests of pytest and documents of LaTeX, wherever projects usually keep them. */
async function detectTools(root) {
	const tests = await findTests(root);
	const manuscripts = await findManuscripts(root);
	const makeId = idMaker();
	const folders = [...new Set(manuscripts.map(({ folder }) => folder))];
	const from = tests?.from ?? manuscripts[0]?.file;
	if (from === void 0) return void 0;
	const testStages = tests === void 0 ? [] : [{
		id: makeId("tests"),
		keys: testKeys(tests.folder)
	}];
	const draft = {
		comments: ["Tests and manuscripts that were found here."],
		...manuscripts.length === 0 ? {} : { caches: { latex: latexCache(folders) } },
		stages: [...testStages, ...manuscripts.map((manuscript) => {
			const name = manuscripts.length === 1 ? "render" : `render ${manuscript.name}`;
			return {
				id: makeId(name),
				keys: manuscriptKeys(manuscript)
			};
		})]
	};
	const what = [...tests === void 0 ? [] : [`pytest (${tests.from})`], ...manuscripts.map(({ file }) => `latexmk (${file})`)].join(", ");
	return {
		text: draftText(draft),
		what,
		from
	};
}
function testKeys(folder) {
	const junit = "output/junit.xml";
	return {
		name: "Tests",
		run: `python3 -m pytest ${folder === void 0 ? "" : `${folder} `}--junitxml=${junit}`,
		requires: ["python3", "python:pytest"],
		evidence: { junit }
	};
}
function manuscriptKeys({ folder, name, engine }) {
	const build = folder === "" ? "build" : `${folder}/build`;
	return {
		name: `Render ${name}.tex`,
		run: `latexmk ${engine.option} -outdir=build -interaction=nonstopmode -halt-on-error ${name}.tex`,
		"working-directory": folder === "" ? void 0 : folder,
		requires: ["latexmk", engine.program],
		outputs: [`${build}/${name}.pdf`],
		caches: ["latex"],
		evidence: { "latex-log": `${build}/${name}.log` }
	};
}
function latexCache(folders) {
	const within = (folder, name) => folder === "" ? name : `${folder}/${name}`;
	return {
		preset: "latex",
		paths: folders.map((folder) => within(folder, "build"))
	};
}
/** Files that tell of pytest, and the text in them that does; any text where none is given. */
const PYTEST_FILES = [
	{ file: "pytest.ini" },
	{ file: "conftest.py" },
	{
		file: "pyproject.toml",
		section: "[tool.pytest"
	},
	{
		file: "setup.cfg",
		section: "[tool:pytest]"
	},
	{
		file: "tox.ini",
		section: "[pytest]"
	}
];
async function findTests(root) {
	for (const folder of ["tests", "test"]) {
		const below = (await namesIn(root, folder, "folder")).map((name) => `${folder}/${name}`);
		for (const place of [folder, ...below.slice(0, 50)]) if ((await namesIn(root, place, "file")).some((file) => /^(?:test_.*|.*_test|conftest)\.py$/.test(file))) return {
			from: `${folder}/`,
			folder
		};
	}
	for (const { file, section = "" } of PYTEST_FILES) if (((await readStart(root, file, 1e6))?.toString("latin1"))?.includes(section)) return { from: file };
}
const MANUSCRIPT_FOLDERS = [
	"",
	"manuscript",
	"paper",
	"tex",
	"latex",
	"doc",
	"docs",
	"thesis",
	"report"
];
const MOST_MANUSCRIPTS = 10;
const MOST_TEX_FILES = 200;
const PREAMBLE_BYTES = 65536;
async function findManuscripts(root) {
	const found = [];
	for (const folder of MANUSCRIPT_FOLDERS) {
		const files = (await namesIn(root, folder, "file")).filter((f) => /^[A-Za-z0-9][\w.-]*\.tex$/.test(f));
		for (const base of files.slice(0, MOST_TEX_FILES)) {
			const file = folder === "" ? base : `${folder}/${base}`;
			const text = (await readStart(root, file, PREAMBLE_BYTES))?.toString("latin1") ?? "";
			const documentClass = /^[^%\n]*\\documentclass\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}/m.exec(text)?.[1];
			if (documentClass === void 0 || /^(?:subfiles|standalone)$/.test(documentClass)) continue;
			found.push({
				file,
				folder,
				name: base.slice(0, -4),
				engine: engineOf(text)
			});
			if (found.length === MOST_MANUSCRIPTS) return found;
		}
	}
	return found;
}
function engineOf(text) {
	if (/^%\s*!tex\s+(?:ts-)?program\s*=\s*lualatex/im.test(text) || /\{luacode|luatextra/.test(text)) return {
		option: "-lualatex",
		program: "lualatex"
	};
	if (/^%\s*!tex\s+(?:ts-)?program\s*=\s*xelatex/im.test(text) || /\{(?:fontspec|unicode-math|polyglossia|xeCJK)\}/.test(text)) return {
		option: "-xelatex",
		program: "xelatex"
	};
	return {
		option: "-pdf",
		program: "pdflatex"
	};
}
// src/definition/detection/detect.ts
/**
* A folder without a definition → the text of one that fits it, the same that `stagetime init`
* writes. Symbolic links are not followed, and the search is bounded.
*/
/** A template-style `pipeline.yaml`, else numbered scripts, else tests and manuscripts. */
async function detectDefinition(root) {
	const template = await detectTemplate(root);
	if (template !== void 0) return template;
	const found = await detectNumberedScripts(root) ?? await detectTools(root);
	return found === void 0 ? { kind: "nothing" } : {
		kind: "detected",
		...found
	};
}
/** Where the template keeps its stages: a project's own before the common ones. */
const TEMPLATE_FILES = ["pipeline.yaml", "pipeline.yml"];
const COMMON_TEMPLATE = "infrastructure/core/pipeline/pipeline.yaml";
const MOST_STAGES = 200;
async function detectTemplate(root) {
	const [project, ...others] = (await namesIn(root, "projects", "folder")).filter(isWritable);
	const own = others.length === 0 && project !== void 0 ? { project } : void 0;
	const candidates = [
		...TEMPLATE_FILES.map((file) => ({ file })),
		...own === void 0 ? [] : [{
			file: `projects/${own.project}/pipeline.yaml`,
			...own
		}],
		{
			file: COMMON_TEMPLATE,
			...own
		}
	];
	const scripts = new Set((await namesIn(root, "scripts", "file")).map((name) => `scripts/${name}`));
	for (const candidate of candidates) {
		const bytes = await readStart(root, candidate.file, MOST_BYTES + 1);
		const decoded = bytes === void 0 ? void 0 : decodeText(bytes);
		if (!decoded?.ok) continue;
		const reading = readTemplate(decoded.text, {
			...candidate,
			hasScript: (script) => scripts.has(script)
		});
		switch (reading.kind) {
			case "foreign": continue;
			case "invalid": return {
				kind: "invalid",
				problems: inReadingOrder(candidate.file, reading.problems)
			};
			case "template": {
				const what = `${reading.stages} stages of ${candidate.file}`;
				return {
					kind: "detected",
					text: reading.text,
					what,
					from: candidate.file
				};
			}
		}
	}
}
async function detectNumberedScripts(root) {
	const scripts = (await namesIn(root, "scripts", "file")).filter(isWritable).flatMap((file) => {
		const [, number, name] = /^(\d{1,9})[_-](.+)\.(?:py|sh)$/.exec(file) ?? [];
		return number === void 0 || name === void 0 ? [] : [{
			file,
			name,
			number: Number(number)
		}];
	}).sort((a, b) => a.number - b.number || (a.file < b.file ? -1 : 1)).slice(0, MOST_STAGES);
	if (scripts.length === 0) return void 0;
	const makeId = idMaker();
	const stages = scripts.map((script) => ({
		...script,
		id: makeId(script.name)
	}));
	const numbers = [...new Set(stages.map((stage) => stage.number))];
	const draft = {
		comments: ["The scripts in scripts/ in the order of their numbers; those with the same number run at once.", "Shorten `needs` to what a stage really needs, and more of them run at once."],
		stages: stages.map(({ id, file, name, number }) => {
			const before = numbers[numbers.indexOf(number) - 1];
			const needs = stages.filter((stage) => stage.number === before).map((stage) => stage.id);
			return {
				id,
				keys: {
					name: title(name),
					needs,
					...scriptCommand(`scripts/${file}`)
				}
			};
		})
	};
	const what = `${count(stages.length, "numbered script")} in scripts/`;
	return {
		text: draftText(draft),
		what,
		from: "scripts/"
	};
}
/** `run_analysis` → `Run Analysis`. */
function title(name) {
	return name.split(/[_-]+/).filter((word) => word !== "").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ") || name;
}
function count(n, noun) {
	return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
export { detectDefinition as t };
