import { n as loadDefinition, o as isUnread } from "./load.js";
import { n as code } from "./problems.js";
import { n as isWithin } from "./paths.js";
import { a as withNeeds } from "./graph.js";
import { a as isLiteral, i as isExclusion, o as mayMeet } from "./descent.js";
import { E as createFileStates, _ as matcherOf, c as madeFilter, i as declaredOutputs, k as listBehind, m as literalBeginning, o as inputPaths, t as findMissing } from "./requirements.js";
import { t as findEmptyInput } from "./empty-input.js";
import { n as causeOf, r as specialOf } from "./unreadable.js";
import { n as stageEnvironment } from "./stage-environment.js";
import { n as commandsIn } from "./programs.js";
import { join, posix } from "node:path";
import { accessSync, constants, existsSync, lstatSync } from "node:fs";
import { stat } from "node:fs/promises";
// src/definition/working-directories.ts
const KEYS = [
	"needs",
	"caches",
	"matrix"
];
async function missingFolders(definition) {
	const { pipeline, root, file, stageLines } = definition;
	const unread = "unread" in definition ? definition.unread : [];
	const alone = pipeline.stages.filter(({ id, needs, caches, workingDirectory }) => needs.length === 0 && caches.length === 0 && workingDirectory !== "." && ![["setup"], ...KEYS.map((key) => [
		"stages",
		id,
		key
	])].some((path) => isUnread(unread, path)));
	return (await Promise.all(alone.map(async ({ id, workingDirectory: folder }) => {
		if (await isFolder(join(root, folder))) return [];
		const message = `the working directory ${code(folder)} of the stage ${code(id)} is not there`;
		return [{
			file,
			line: stageLines.get(id) ?? 1,
			column: 1,
			message,
			remedy: "correct the path, or let the stage need one that makes the folder"
		}];
	}))).flat();
}
function isFolder(path) {
	return stat(path).then((found) => found.isDirectory(), () => false);
}
// src/execution/inputs/unreadable-inputs.ts
async function findUnreadableInputs(root, pipeline, states) {
	const found = [];
	for (const stage of pipeline.stages) {
		const unreadable = await firstUnreadable(root, await inputPaths(root, stage, pipeline, states));
		if (unreadable !== void 0) found.push({
			stage,
			unreadable
		});
	}
	return found;
}
async function firstUnreadable(root, paths) {
	for (const path of paths) {
		const place = join(root, path);
		try {
			const stat = lstatSync(place);
			const what = specialOf(stat);
			if (what !== void 0) return {
				path,
				cause: {
					kind: "special",
					what
				}
			};
			if (stat.isSymbolicLink()) await listBehind(place);
			else accessSync(place, constants.R_OK);
		} catch (error) {
			return {
				path,
				cause: causeOf(place, error)
			};
		}
	}
}
// src/execution/inspection/scripts.ts
const INTERPRETERS = /^(python[\d.]*|Rscript|julia|bash|sh|zsh|dash|perl|ruby|node|octave|quarto)$/;
const SCRIPT = /^[\w./-]+\.(py|R|r|jl|sh|bash|pl|rb|js|mjs|cjs|m)$/;
function missingScripts(root, { id: stage, run, workingDirectory }, isMade) {
	const found = /* @__PURE__ */ new Set();
	for (const command of commandsIn(run)) {
		if (/^\s*(cd|pushd)\b/.test(command)) break;
		const named = scriptOf(command.split(/\s+/).filter((word) => word !== ""));
		if (named === void 0 || posix.isAbsolute(named)) continue;
		const script = posix.join(workingDirectory, named);
		if (script.startsWith("..") || isMade(script)) continue;
		if (!existsSync(join(root, script))) found.add(script);
	}
	return [...found].map((script) => ({
		kind: "missing-script",
		stage,
		script
	}));
}
function scriptOf(words) {
	const [first = ""] = words;
	if (first.includes("/") && SCRIPT.test(first)) return first;
	const at = words.findIndex((word) => INTERPRETERS.test(word));
	const next = words.slice(at + 1).find((word) => !word.startsWith("-"));
	const isOther = words.slice(at + 1).some((word) => /^-[a-z]*[mce]$/.test(word));
	return at >= 0 && !isOther && next !== void 0 && SCRIPT.test(next) ? next : void 0;
}
// src/execution/inspection/inspect.ts
async function inspect(options) {
	const { pipeline, root } = options;
	const states = createFileStates(root);
	const isMade = madeFilter(pipeline);
	const needed = new Map(pipeline.stages.map(({ id }) => [id, withNeeds(pipeline.stages, [id])]));
	const unreadable = await findUnreadableInputs(root, pipeline, states);
	const findings = [];
	for (const stage of pipeline.stages) findings.push(...await missingTools(stage, needed, options), ...missingScripts(root, stage, isMade), ...await emptyInputs(stage, states, options), ...unreadable.filter((one) => one.stage.id === stage.id).map(({ unreadable: file }) => ({
		kind: "unreadable-input",
		stage: stage.id,
		file
	})), ...impliedNeeds(stage, needed, pipeline.stages), ...pastAcknowledgement(stage, options.now), ...expressions(stage), ...evidenceElsewhere(stage));
	return [...findings, ...unusedCaches(pipeline)];
}
async function missingTools(stage, needed, { pipeline, root, environment }) {
	if (pipeline.stages.some(({ id, run }) => id !== stage.id && needed.get(stage.id)?.has(id) && INSTALLS.test(run)) || stage.requires.length === 0) return [];
	const variables = stageEnvironment(stage, environment, { marker: "" });
	const tool = await findMissing(stage, variables, join(root, stage.workingDirectory));
	return tool === void 0 ? [] : [{
		kind: "missing-tool",
		stage: stage.id,
		tool
	}];
}
const INSTALLS = /\b(install|sync|venv|create|restore|setup)\b/;
async function emptyInputs(stage, states, { pipeline, root }) {
	const outputs = pipeline.stages.filter(({ id }) => id !== stage.id).flatMap((one) => declaredOutputs(one));
	const isMade = (pattern) => outputs.some((output) => mayMeet(pattern, output));
	const input = await findEmptyInput(root, stage, pipeline, states, isMade);
	return input === void 0 ? [] : [{
		kind: "empty-input",
		stage: stage.id,
		input
	}];
}
function impliedNeeds(stage, needed, stages) {
	const inputs = stage.inputs.filter((pattern) => !isExclusion(pattern));
	const excluded = matcherOf(stage.inputs.filter(isExclusion).map((pattern) => pattern.slice(1)));
	return stages.flatMap((maker) => {
		if (needed.get(stage.id)?.has(maker.id) || needed.get(maker.id)?.has(stage.id)) return [];
		for (const output of maker.outputs.filter((output) => !excluded(output))) {
			const input = inputs.find((pattern) => areOfOneKind(pattern, output));
			if (input !== void 0) return [{
				kind: "implied-need",
				stage: stage.id,
				maker: maker.id,
				input,
				output
			}];
		}
		return [];
	});
}
function areOfOneKind(a, b) {
	const [glob, name] = isLiteral(a) ? [b, a] : [a, b];
	const beginning = literalBeginning(glob);
	if (isLiteral(glob)) return isWithin(a, /* @__PURE__ */ new Set([b])) || isWithin(b, /* @__PURE__ */ new Set([a]));
	if (isLiteral(name)) return matcherOf([glob])(name) || isWithin(beginning, /* @__PURE__ */ new Set([name]));
	return beginning !== "" && literalBeginning(name) !== "" && mayMeet(glob, name);
}
function pastAcknowledgement({ id, acknowledge }, now) {
	if (acknowledge === void 0 || acknowledge.until >= now.toISOString().slice(0, 10)) return [];
	return [{
		kind: "past-acknowledgement",
		stage: id,
		until: acknowledge.until
	}];
}
const EXPRESSION = /\$\{\{[^{}]{0,200}\}\}/;
function expressions({ id: stage, run, env }) {
	const [inRun] = EXPRESSION.exec(run) ?? [];
	const inEnv = Object.entries(env).flatMap(([variable, value]) => {
		const [expression] = EXPRESSION.exec(value ?? "") ?? [];
		return expression === void 0 ? [] : [{
			kind: "expression",
			stage,
			expression,
			variable
		}];
	});
	return inRun === void 0 ? inEnv : [{
		kind: "expression",
		stage,
		expression: inRun
	}, ...inEnv];
}
function evidenceElsewhere({ id, run, workingDirectory, evidence }) {
	if (workingDirectory === ".") return [];
	return evidence.flatMap(({ file: path }) => {
		const isBelow = isWithin(path, /* @__PURE__ */ new Set([workingDirectory]));
		const isNamed = run.split(/[\s=;|&"']+/).includes(path);
		return isBelow || !isNamed ? [] : [{
			kind: "evidence-elsewhere",
			stage: id,
			path,
			workingDirectory
		}];
	});
}
function unusedCaches({ caches, stages }) {
	const used = new Set(stages.flatMap((stage) => stage.caches));
	return caches.filter(({ name }) => !used.has(name)).map(({ name }) => ({
		kind: "unused-cache",
		cache: name
	}));
}
// src/run/checking/certain-findings.ts
function certainFindings(findings, { pipeline, unread }) {
	return findings.filter((finding) => {
		return ![..."stage" in finding ? [[
			"stages",
			finding.stage,
			"matrix"
		]] : [], ...restsOn(finding, pipeline)].some((path) => isUnread(unread, path));
	});
}
function restsOn(finding, { stages }) {
	const ofChain = (id, key) => [...withNeeds(stages, [id])].flatMap((one) => [[
		"setup",
		one,
		key
	], [
		"stages",
		one,
		key
	]]);
	switch (finding.kind) {
		case "missing-tool": return [
			["env"],
			[
				"setup",
				"*",
				"run"
			],
			[
				"setup",
				finding.stage,
				"env"
			],
			[
				"stages",
				finding.stage,
				"env"
			],
			...ofChain(finding.stage, "needs"),
			...ofChain(finding.stage, "run")
		];
		case "missing-script": return [
			...MADE,
			[
				"setup",
				finding.stage,
				"working-directory"
			],
			[
				"stages",
				finding.stage,
				"working-directory"
			]
		];
		case "empty-input": return MADE;
		case "implied-need": return [...ofChain(finding.stage, "needs"), ...ofChain(finding.maker, "needs")];
		case "unused-cache": return [[
			"stages",
			"*",
			"caches"
		]];
		case "unreadable-input":
		case "past-acknowledgement":
		case "expression":
		case "evidence-elsewhere": return [];
	}
}
const MADE = [
	[
		"stages",
		"*",
		"outputs"
	],
	[
		"stages",
		"*",
		"evidence"
	],
	[
		"setup",
		"*",
		"keep"
	]
];
// src/run/checking/check-definition.ts
async function checkDefinition({ file, cwd, environment }) {
	const loaded = await loadDefinition({
		file,
		cwd
	});
	const definition = loaded.kind === "loaded" ? loaded : loaded.partly;
	const wrong = loaded.kind === "loaded" ? [] : loaded.problems;
	if (definition === void 0) return {
		problems: wrong,
		findings: []
	};
	const { pipeline, root } = definition;
	const problems = [...wrong, ...await missingFolders(definition)];
	const found = await inspect({
		pipeline,
		root,
		environment,
		now: /* @__PURE__ */ new Date()
	});
	return {
		problems,
		findings: "unread" in definition ? certainFindings(found, definition) : found,
		definition
	};
}
export { checkDefinition as t };
