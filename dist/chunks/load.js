import { a as quoted, i as inReadingOrder, n as code, t as START } from "./problems.js";
import { a as MOST_BYTES, n as evidenceOf, o as decodeText, r as parseYaml, s as tooLarge, t as evidence } from "./evidence2.js";
import { t as isObject } from "./objects.js";
import { A as record, B as union, E as optional, I as string, L as title, N as safeParse, O as picklist, P as strictObject, a as description, b as minLength, g as literal, h as isoDate, j as regex, k as pipe, m as isOfType, p as is, r as boolean, t as array, v as maxValue, w as number, x as minValue, y as minEntries } from "./dist.js";
import { a as isLiteral, c as normalForm, d as expandBraces, i as isExclusion, l as partsOf, n as startDescent, t as matches, u as MOST_ALTERNATIVES } from "./descent.js";
import { n as usualTimeOf, t as DEFAULT_MARKS } from "./usual-time.js";
import { a as id, c as oneOrMore, d as shell, f as tag, h as yesOrNo, i as env, l as paths, m as wholeNumber, n as duration, p as text, r as durationMs, s as minutes, t as asList, u as requirement } from "./values.js";
import { t as nearest } from "./nearest.js";
import { n as CONFIRMS, o as wordsOf, r as FAIL_ON, t as COMMENT_MODES } from "./choices.js";
import { a as withNeeds, n as findCycle } from "./graph.js";
import { t as MODEL_VARIABLE } from "./models.js";
import { n as KNOWN_SHELLS, o as parseShell } from "./shells.js";
import { t as FORMATS } from "./formats.js";
import { hash } from "node:crypto";
import path from "node:path";
import { open, stat } from "node:fs/promises";
// src/definition/schema/matrix.ts
const VALUES = "a list of at least one text or number";
const matrix = pipe(record(pipe(string(), regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, "a name of letters, digits, `_` and `-`")), pipe(array(union([pipe(string(VALUES), minLength(1, VALUES)), number(VALUES)], VALUES), VALUES), minLength(1, VALUES)), "a mapping of names to lists of values"), minEntries(1, "a mapping of names to lists of values"), description(`The stage is run once for each combination of these values, which stand where its text says \`$\{{ matrix.NAME }}\`.`));
// src/definition/expand-matrices.ts
const MOST_LEGS = 256;
const REFERENCE = /\$\{\{\s*matrix\.([A-Za-z0-9_-]+)\s*\}\}/g;
function expandMatrices(document) {
	const { data } = document;
	const unchanged = {
		document,
		problems: [],
		unread: [],
		once: (found) => found
	};
	if (!isObject(data) || !isObject(data.stages)) return unchanged;
	const written = data.stages;
	const ids = document.keys(["stages"]);
	const matrices = new Map(ids.flatMap((id) => matrixOf(id, written[id])));
	if (matrices.size === 0) return unchanged;
	const problems = [];
	const unread = [];
	const legs = /* @__PURE__ */ new Map();
	for (const [id, matrix] of matrices) {
		const count = Object.values(matrix).reduce((product, values) => product * values.length, 1);
		if (count > MOST_LEGS) {
			problems.push(tooMany(document, id, count));
			unread.push([
				"stages",
				id,
				"matrix"
			]);
		} else legs.set(id, legsOf(id, matrix));
	}
	const origin = /* @__PURE__ */ new Map();
	const stages = Object.create(null);
	const add = (id, from, stage) => {
		const other = origin.get(id);
		if (other !== void 0) problems.push(sameId(document, from, id, other));
		origin.set(id, from);
		stages[id] = needsExpanded(stage, legs);
	};
	for (const id of ids) {
		const [first, ...more] = legs.get(id) ?? [];
		if (first === void 0) {
			add(id, id, written[id]);
			continue;
		}
		const unknown = unknownKeys(document, ["stages", id], written[id], first.values);
		problems.push(...unknown);
		for (const leg of [first, ...more]) {
			add(leg.id, id, stageOf(written[id], id, leg));
			if (unknown.length > 0) unread.push([
				"stages",
				leg.id,
				"matrix"
			]);
		}
	}
	const home = (path) => {
		const [first, id, ...rest] = path;
		const from = first === "stages" ? origin.get(String(id)) : void 0;
		return from === void 0 ? path : [
			"stages",
			from,
			...rest
		];
	};
	return {
		problems,
		unread,
		once: firstOfEachPlace,
		document: {
			data: {
				...data,
				stages
			},
			place: (path, part) => document.place(home(path), part),
			source: (path) => document.source(home(path)),
			keys: (path) => path.length === 1 && path[0] === "stages" ? [...origin.keys()] : document.keys(home(path))
		}
	};
}
function firstOfEachPlace(problems) {
	const seen = /* @__PURE__ */ new Set();
	return problems.filter(({ line, column }) => {
		const place = `${line}:${column}`;
		const isFirst = !seen.has(place);
		seen.add(place);
		return isFirst;
	});
}
function matrixOf(id, stage) {
	return isObject(stage) && is(matrix, stage.matrix) ? [[id, stage.matrix]] : [];
}
function legsOf(id, matrix) {
	return Object.entries(matrix).reduce((all, [key, values]) => all.flatMap((before) => values.map((value) => ({
		...before,
		[key]: String(value)
	}))), [{}]).map((values) => ({
		id: [id, ...Object.values(values).map(idPart)].join("-"),
		values
	}));
}
function idPart(value) {
	return value.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^-+|-+$/g, "");
}
function stageOf({ matrix: _, ...stage }, id, leg) {
	const filled = fill(stage, leg.values);
	const { name, tags } = filled;
	const isNamed = typeof name === "string" && name !== stage.name;
	const title = typeof name === "string" ? name : id;
	return {
		...filled,
		name: isNamed ? name : `${title} (${Object.values(leg.values).join(", ")})`,
		...Array.isArray(tags) || tags === void 0 ? { tags: [...tags ?? [], id] } : { tags: [tags, id] }
	};
}
function fill(value, values) {
	if (typeof value === "string") return value.replace(REFERENCE, (reference, key) => values[key] ?? reference);
	if (Array.isArray(value)) return value.map((item) => fill(item, values));
	if (!isObject(value)) return value;
	const filled = Object.create(null);
	for (const [key, item] of Object.entries(value)) filled[key] = fill(item, values);
	return filled;
}
function needsExpanded(stage, legs) {
	if (!isObject(stage)) return stage;
	const { needs } = stage;
	const list = typeof needs === "string" ? [needs] : needs;
	if (!Array.isArray(list) || !list.some((need) => legs.has(need))) return stage;
	return {
		...stage,
		needs: list.flatMap((need) => legs.get(need)?.map(({ id }) => id) ?? [need])
	};
}
function unknownKeys(document, path, value, values) {
	if (typeof value === "string") {
		const names = [...value.matchAll(REFERENCE)].map(([, name = ""]) => name);
		return [...new Set(names)].filter((name) => !Object.hasOwn(values, name)).map((name) => ({
			...document.place(path, "value"),
			message: `the matrix of this stage has no ${code(name)}`,
			remedy: `write one of ${Object.keys(values).map(code).join(", ")}, or add it to \`matrix\``
		}));
	}
	if (typeof value !== "object" || value === null) return [];
	return (Array.isArray(value) ? [...value.entries()] : Object.entries(value)).flatMap(([key, item]) => unknownKeys(document, [...path, key], item, values));
}
function sameId(document, from, id, other) {
	return {
		...document.place(["stages", from], "key"),
		message: `the matrix makes the stage ${code(id)} a second time${other === from ? "" : `, beside ${code(other)}`}`,
		remedy: "let the values differ in letters or digits, or rename a stage"
	};
}
function tooMany(document, id, count) {
	return {
		...document.place([
			"stages",
			id,
			"matrix"
		], "value"),
		message: `the matrix makes ${count} stages, more than ${MOST_LEGS}`,
		remedy: "leave values out, or split the stage"
	};
}
// src/definition/schema/setup.ts
const AGE = /^(?=.*[1-9])(?:\d{1,4}w)?(?:\d{1,5}d)?(?:\d{1,6}h)?$/;
const AGE_WORDS = "a time like `30d`, `2w` or `12h`";
const age = (description$2) => pipe(string(AGE_WORDS), regex(AGE, AGE_WORDS), description(description$2));
const setup = pipe(strictObject({
	name: optional(text(1e4, "What reports call the setup; its id when absent.")),
	run: text(1e5, "The command that makes the machine ready, handed to the shell as it is."),
	provides: optional(oneOrMore(requirement, "the name of a tool or a list of names", "Tools that are there afterwards: an executable, or a Python module as `python:pytest`. Where all of them are there before, and there is nothing to `keep`, the command does not run.")),
	inputs: optional(paths("Patterns of the files that decide what the command makes, such as a lock file.")),
	keep: optional(paths("Folders below the root that the command makes, kept from run to run like a cache.")),
	renew: optional(age("What was kept is made again after this time; never, where nothing is said.")),
	needs: optional(oneOrMore(id, "the id of a setup or a list of ids", "Setups that must be done before this one starts.")),
	env: optional(env("Environment variables. An empty value (`NAME:`) passes on the one that Stagetime itself was started with.")),
	shell: optional(shell),
	"working-directory": optional(text(1e3, "Folder in which the command runs.")),
	"timeout-minutes": optional(minutes("The setup is ended after this time; fractions are allowed.")),
	documentation: optional(yesOrNo("`true`: documentation, manuals and translations of packages are kept, too."))
}, "a mapping with keys of a setup"), description("A command that makes the machine ready, before the stages."));
function ageMs(written) {
	const [, weeks = "0", days = "0", hours = "0"] = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?$/.exec(written) ?? [];
	return ((Number(weeks) * 7 + Number(days)) * 24 + Number(hours)) * 36e5;
}
// src/definition/pipeline.ts
const PYTHON_MODULE = "python:";
function toPipeline(definition, order) {
	const { bottleneck } = definition;
	const setups = entriesOf(definition.setup, order.setups);
	const caches = [...setups.flatMap(([id, setup]) => cacheOfSetup(id, setup)), ...Object.entries(definition.caches ?? {}).map(([name, cache]) => toCache(name, cache))];
	const stages = entriesOf(definition.stages, order.stages);
	return {
		id: definition.name ?? "pipeline",
		concurrency: definition.concurrency ?? "auto",
		bottleneck: {
			overMs: bottleneck?.over === void 0 ? DEFAULT_MARKS.overMs : durationMs(bottleneck.over),
			overShare: bottleneck?.share === void 0 ? DEFAULT_MARKS.overShare : bottleneck.share / 100
		},
		comment: definition.comment ?? "auto",
		failOn: definition["fail-on"] ?? "never",
		...given("confirm", definition.confirm),
		confirmBudgetMs: durationMs(definition["confirm-budget"] ?? "5m"),
		caches,
		stages: [...setups.map(([id, setup], at) => toSetup(id, setup, setups.slice(0, at), definition.env)), ...stages.map(([id, stage]) => {
			const needs = [...setupsFor(stage, setups), ...asList(stage.needs)];
			return toStage(id, {
				...stage,
				needs
			}, definition.env, caches);
		})]
	};
}
function setupsFor({ needs }, setups) {
	const named = new Set(asList(needs));
	const namesAny = setups.some(([id]) => named.has(id));
	return setups.filter(([id, setup]) => !namesAny || named.has(id) || changesMachine(setup)).map(([id]) => id);
}
function changesMachine({ keep }) {
	return asList(keep).length === 0;
}
function toSetup(id, setup, before, common) {
	const machine = before.filter(([, one]) => changesMachine(one)).map(([other]) => other);
	const needs = [...changesMachine(setup) ? machine : [], ...asList(setup.needs)];
	const { name, run, inputs, env, shell, keep } = setup;
	return {
		...toStage(id, {
			run,
			needs,
			...given("name", name),
			...given("inputs", inputs),
			...given("env", env),
			...given("shell", shell),
			...given("working-directory", setup["working-directory"]),
			...given("timeout-minutes", setup["timeout-minutes"]),
			...!changesMachine(setup) && { caches: id },
			"if-changed": false,
			confirm: "off"
		}, common, []),
		setup: {
			provides: distinct(setup.provides).map(toRequirement),
			keep: patterns(keep),
			...given("renewMs", setup.renew === void 0 ? void 0 : ageMs(setup.renew)),
			documentation: setup.documentation ?? false
		}
	};
}
function cacheOfSetup(id, setup) {
	if (changesMachine(setup)) return [];
	const { run, shell, env, provides, keep, inputs, renew } = setup;
	const decides = [
		run,
		shell ?? null,
		setup["working-directory"] ?? ".",
		env ?? {}
	];
	const key = hash("sha256", JSON.stringify([...decides, distinct(provides)])).slice(0, 16);
	const written = {
		paths: asList(keep).slice(),
		inputs: asList(inputs).slice(),
		key
	};
	const renewMs = given("renewMs", renew === void 0 ? void 0 : ageMs(renew));
	return [{
		...toCache(id, written),
		ofSetup: renewMs
	}];
}
function entriesOf(written, ids) {
	return ids.flatMap((id) => {
		const entry = written?.[id];
		return entry === void 0 ? [] : [[id, entry]];
	});
}
function toStage(id, stage, common, caches) {
	const uses = {
		requires: distinct(stage.requires).map(toRequirement),
		caches: distinct(stage.caches)
	};
	return {
		id,
		name: stage.name ?? id,
		run: stage.run,
		...given("shell", stage.shell),
		workingDirectory: stage["working-directory"] ?? ".",
		needs: distinct(stage.needs),
		env: toEnv({
			...common,
			...stage.env
		}),
		...uses,
		inputs: patterns(stage.inputs),
		outputs: patterns(stage.outputs),
		unstable: patterns(stage.unstable),
		evidence: evidenceOf(stage).map(({ key, file }) => ({
			source: key,
			file: normalForm(file)
		})),
		optional: stage["continue-on-error"] ?? false,
		...given("skipExitCode", stage["skip-exit-code"]),
		...given("timeoutMs", milliseconds(stage["timeout-minutes"])),
		retries: stage.retries ?? 0,
		weight: stage.weight ?? 1,
		...stage.budget === void 0 ? given("usual", usualTimeOf(uses, caches)) : { budgetMs: durationMs(stage.budget) },
		...given("confirm", stage.confirm),
		tags: distinct(stage.tags),
		reuse: stage["if-changed"] ?? true,
		...given("was", stage.was),
		...given("models", stage.models),
		...given("acknowledge", stage.acknowledge)
	};
}
function toCache(name, cache) {
	return {
		name,
		...given("preset", cache.preset),
		paths: patterns(cache.paths),
		inputs: patterns(cache.inputs),
		...given("key", cache.key),
		restoreKeys: distinct(cache["restore-keys"]),
		proxy: cache.proxy ?? false,
		...given("ignore", cache.ignore === void 0 ? void 0 : distinct(cache.ignore)),
		...given("prices", cache.prices),
		...given("ollama", ollamaCommand(cache.ollama))
	};
}
function ollamaCommand(written) {
	if (written === true) return ["ollama", "serve"];
	return written === false ? void 0 : written;
}
function toRequirement(written) {
	return written.startsWith(PYTHON_MODULE) ? {
		kind: "python-module",
		name: written.slice(7)
	} : {
		kind: "executable",
		name: written
	};
}
function toEnv(env) {
	return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value === null ? null : String(value)]));
}
function milliseconds(minutes) {
	return minutes === void 0 ? void 0 : Math.max(1, Math.round(minutes * 6e4));
}
function distinct(written) {
	return [...new Set(asList(written))];
}
function patterns(written) {
	return [...new Set(asList(written).map(normalForm))];
}
function given(key, value) {
	return value === void 0 ? {} : { [key]: value };
}
function isUnread(unread, path) {
	return unread.some((place) => place.every((key, i) => {
		const other = path[i];
		return other === void 0 || other === "*" || String(other) === String(key);
	}));
}
function withoutPaths(document, paths) {
	const gone = new Set(paths.map(identity));
	if (gone.size === 0) return document;
	const kept = /* @__PURE__ */ new Map();
	const rest = (value, path) => {
		if (typeof value !== "object" || value === null) return value;
		const isLeft = (key) => !gone.has(identity([...path, key]));
		if (Array.isArray(value)) {
			const indices = [...value.keys()].filter(isLeft);
			if (indices.length < value.length) kept.set(identity(path), indices);
			return indices.map((index) => rest(value[index], [...path, index]));
		}
		const data = Object.create(null);
		for (const [key, item] of Object.entries(value)) if (isLeft(key)) data[key] = rest(item, [...path, key]);
		return data;
	};
	const home = (path) => {
		const found = [];
		for (const key of path) {
			const indices = typeof key === "number" ? kept.get(identity(found)) : void 0;
			found.push(indices?.[key] ?? key);
		}
		return found;
	};
	return {
		data: rest(document.data, []),
		place: (path, part) => document.place(home(path), part),
		source: (path) => document.source(home(path)),
		keys: (path) => document.keys(home(path))
	};
}
function identity(path) {
	return JSON.stringify(path.map(String));
}
// src/definition/schema/caches.ts
const amount = (description$1) => pipe(number("a number from 0 on"), minValue(0, "a number from 0 on"), maxValue(1e6, "a number up to 1000000"), description(description$1));
const price = strictObject({
	input: amount("A million tokens of prompts."),
	output: amount("A million tokens of answers.")
}, "a mapping with the keys `input` and `output`");
const cache = pipe(strictObject({
	preset: optional(pipe(picklist([
		"latex",
		"pytest",
		"llm"
	], "`latex`, `pytest` or `llm`"), description("What the cache is for; sets paths, key and restore policy that suit it."))),
	paths: optional(paths("Files and folders to keep from run to run.")),
	inputs: optional(paths("Patterns of the files whose contents make the key.")),
	key: optional(text(400, "A further part of the key; change it to begin with an empty cache.")),
	"restore-keys": optional(oneOrMore(text(400, "The beginning of a key."), "text or a list of texts", "Beginnings of keys that are good enough when none matches exactly, best first.")),
	proxy: optional(yesOrNo("Preset `llm`: answer repeated requests to a model from the cache through a local proxy.")),
	ignore: optional(oneOrMore(text(1e3, "A regular expression."), "a regular expression or a list of them", "With `proxy`: regular expressions of what does not tell requests apart, such as dates.")),
	prices: optional(pipe(record(pipe(string(), minLength(1, "the name of a model")), price, "a mapping of names of models to prices"), description("With `proxy`: what a million tokens cost, by model, in any one currency; without it no money is shown."))),
	ollama: optional(pipe(union([boolean(), pipe(array(text(1e3, "A word of the command.")), minLength(1))], "`true`, `false` or the words of a command like `[ollama, serve]`"), description("With `proxy`: listen at the port of Ollama, and start the real server (`true`: `ollama serve`) when a request needs it.")))
}, "a mapping with keys of a cache"), description("A named set of paths that is kept from run to run."));
// src/definition/schema/schema.ts
const models = record(pipe(string(), regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an event, like `pull_request`, or `default`")), text(200, "The name of a model."), "a mapping of events to names of models");
const acknowledgement = strictObject({
	until: pipe(string("a date like `2026-03-31`"), isoDate("a date like `2026-03-31`"), description("The last day on which the slowdown is accepted.")),
	reason: text(1e3, "Why it is accepted; shown in the report.")
}, "a mapping with the keys `until` and `reason`");
const stage = pipe(strictObject({
	name: optional(text(1e4, "What reports call the stage; its id when absent.")),
	run: text(1e5, "The command, handed to the shell as it is."),
	matrix: optional(matrix),
	needs: optional(oneOrMore(id, "the id of a stage or a list of ids", "Stages that must be done before this one starts; of setups, those that it has to wait for (all, where it names none).")),
	requires: optional(oneOrMore(requirement, "the name of a tool or a list of names", "Tools that must be on the machine: an executable, or a Python module as `python:pytest`.")),
	inputs: optional(paths("Patterns of the files that decide the result; with them, an unchanged stage is reused.")),
	outputs: optional(paths("Patterns of the files that the stage writes.")),
	unstable: optional(paths("Outputs whose bytes differ from run to run; they do not count as changes.")),
	caches: optional(oneOrMore(id, "the name of a cache or a list of names", "Caches that the stage uses.")),
	evidence: optional(pipe(evidence, description("Files of the stage that numbers are read from."))),
	budget: optional(duration("How long the stage should take; longer is pointed out.")),
	confirm: optional(pipe(picklist(CONFIRMS, wordsOf(CONFIRMS)), description("How a suspected slowdown is confirmed: not, as is best (`auto`), by running again, or against the base commit."))),
	"timeout-minutes": optional(minutes("The stage is ended after this time; fractions are allowed.")),
	"continue-on-error": optional(yesOrNo("An optional stage: its failure does not fail the run.")),
	"skip-exit-code": optional(wholeNumber(1, 255, "The exit code by which the command says that there is nothing to do.")),
	retries: optional(wholeNumber(0, 10, "How often a failed command is started again.")),
	weight: optional(wholeNumber(1, 1e3, "Slots the stage takes while it runs; heavier than `concurrency` means alone.")),
	env: optional(env("Environment variables. An empty value (`NAME:`) passes on the one that Stagetime itself was started with.")),
	shell: optional(shell),
	"working-directory": optional(text(1e3, "Folder in which the command runs.")),
	"if-changed": optional(yesOrNo("`false`: the stage always runs, even where a stored result could be reused.")),
	was: optional(pipe(id, description("The id the stage had before; its history is carried on."))),
	models: optional(pipe(models, description("Language model by event, and `default`; the stage gets it in `LLM_MODEL`."))),
	acknowledge: optional(pipe(acknowledgement, description("A slowdown that is accepted."))),
	tags: optional(oneOrMore(tag, "a tag or a list of tags", "Words by which stages are selected together."))
}, "a mapping with keys of a stage"), description("A named command with its needs, inputs, outputs and caches."));
const definitionSchema = pipe(strictObject({
	name: optional(pipe(string("text"), regex(/^[A-Za-z0-9._ -]{1,100}$/, "text made of letters, digits, spaces, `.`, `_` and `-`, at most 100 characters"), description("Tells several pipelines of one repository apart."))),
	env: optional(env("Environment variables of every stage.")),
	concurrency: optional(pipe(union([literal("auto"), wholeNumber(1, 1e3, "Stages at once.")], "`auto` or a whole number from 1 to 1000"), description("How many stages run at once; `auto` means one for each core, fewer where memory is short."))),
	bottleneck: optional(pipe(strictObject({
		over: optional(duration("Longer than this (default 10s)…")),
		share: optional(pipe(number("a number of percent from 0 to 100"), minValue(0, "a number of percent from 0 to 100"), maxValue(100, "a number of percent from 0 to 100"), description("…and more than this part of the total, in percent (default 20).")))
	}, "a mapping with the keys `over` and `share`"), description("When a stage is called a bottleneck: over both marks."))),
	comment: optional(pipe(picklist(COMMENT_MODES, wordsOf(COMMENT_MODES)), description("When there is a comment on the pull request: when there is something to say (`auto`, the default), with every run, edited only when the verdict changes, or never."))),
	"fail-on": optional(pipe(picklist(FAIL_ON, wordsOf(FAIL_ON)), description("What fails a run whose stages passed: nothing (`never`, the default), a confirmed regression, a budget that was overrun, or any of these."))),
	confirm: optional(pipe(picklist(CONFIRMS, wordsOf(CONFIRMS)), description("How suspected slowdowns are confirmed where the stage does not say it: not at all, alternating with the base commit where time allows and else by running again (`auto`, the default on pull requests), by running again, or alternating with the base commit only."))),
	"confirm-budget": optional(duration("Time limit for confirmation (default 5m); never more than half of the run's own time, or 2m where that is shorter than 4m.")),
	caches: optional(pipe(record(id, cache, "a mapping of names to caches"), description("Named sets of paths that are kept from run to run."))),
	setup: optional(pipe(record(id, setup, "a mapping of ids to setups"), description("What makes the machine ready before the stages: tools to install, environments to build."))),
	stages: pipe(record(id, stage, "a mapping of ids to stages"), minEntries(1, "a mapping with at least one stage"), description("The commands of the pipeline by id; they run in the order of their `needs`."))
}, "a mapping with the key `stages`"), title("Stagetime definition"), description("The stages of a research pipeline: what to run, in which order, and what to keep."));
// src/definition/schema/indentation.ts
const PARTS = {
	setup: Object.keys(definitionSchema.entries.setup.wrapped.value.entries),
	stages: Object.keys(definitionSchema.entries.stages.value.entries),
	caches: Object.keys(definitionSchema.entries.caches.wrapped.value.entries)
};
const PART_NAMES = Object.keys(PARTS);
const TOP = Object.keys(definitionSchema.entries);
const MOST = 20;
function checkIndentation(whole) {
	const problems = [];
	const unread = [];
	let document = whole;
	while (problems.length < MOST) {
		const [first] = [...beside(document), ...inside(document)];
		if (first === void 0) break;
		problems.push(first.problem);
		if (first.entries.some((path) => path.length === 0)) return { problems };
		unread.push(...first.entries, ...first.homes);
		document = withoutPaths(document, first.entries);
	}
	return {
		problems,
		rest: {
			document,
			unread
		}
	};
}
function* beside(document) {
	const { data } = document;
	if (!isObject(data)) return;
	for (const part of PART_NAMES) {
		const entries = data[part];
		if (entries === null) {
			const child = keyAfter(document, [], part);
			if (child !== void 0 && !TOP.includes(child)) yield {
				problem: tooFarLeft(document, [child], part),
				entries: [[]],
				homes: []
			};
		}
		if (!isObject(entries)) continue;
		for (const id of document.keys([part])) {
			if (entries[id] !== null) continue;
			const child = keyAfter(document, [part], id);
			if (child === void 0 || !PARTS[part].includes(child) || hasKeysOf(part, entries[child])) continue;
			yield {
				problem: tooFarLeft(document, [part, child], id),
				entries: [id, ...document.keys([part]).filter((key) => PARTS[part].includes(key) && !hasKeysOf(part, entries[key]))].map((key) => [part, key]),
				homes: []
			};
		}
	}
}
function* inside(document) {
	const { data } = document;
	if (!isObject(data)) return;
	for (const part of PART_NAMES) {
		const entries = data[part];
		if (!isObject(entries)) continue;
		for (const id of document.keys([part])) {
			const entry = entries[id];
			if (TOP.includes(id) && !Object.hasOwn(data, id) && !hasKeysOf(part, entry)) yield {
				problem: tooFarRight(document, [part, id], part),
				entries: [[part, id]],
				homes: [[id]]
			};
			if (!isObject(entry)) continue;
			for (const key of document.keys([part, id])) {
				if (PARTS[part].includes(key)) continue;
				if (entry[key] === null && nearest(key, PARTS[part]) === void 0 || hasKeysOf(part, entry[key])) {
					const problem = tooFarRight(document, [
						part,
						id,
						key
					], id);
					const homes = document.keys([part, id]).map((other) => [part, other]);
					yield {
						problem,
						entries: [[part, id]],
						homes
					};
				}
			}
		}
	}
}
function hasKeysOf(part, value) {
	return isObject(value) && Object.keys(value).some((key) => PARTS[part].includes(key));
}
function keyAfter(document, path, key) {
	const keys = document.keys(path);
	return keys[keys.indexOf(key) + 1];
}
function tooFarLeft(document, path, parent) {
	return {
		...document.place(path, "key"),
		message: `${code(String(path.at(-1)))} is not indented under ${code(parent)}, which is empty`,
		remedy: `indent it, and what belongs with it, further than ${code(parent)}`
	};
}
function tooFarRight(document, path, parent) {
	return {
		...document.place(path, "key"),
		message: `${code(String(path.at(-1)))} is indented under ${code(parent)}, where it cannot be`,
		remedy: `move it to the left, to the column of ${code(parent)}, and what belongs to it below it`
	};
}
// src/definition/schema/shape.ts
const MOST_UNREAD = 1e3;
const MOST_ROUNDS = 4;
const NO_COMMAND = ":";
function checkShape(document, unread = []) {
	const { misfits: found, issues, definition } = faultsOf(document);
	const told = ({ path }) => !isUnread(unread, path);
	const missing = issues.filter(isMissing).filter(({ path }) => !isMisspelt(path, found));
	const problems = [...found.filter(told).map((misfit) => misfitProblem(document, misfit)), ...[...issues.filter((issue) => !isMissing(issue)), ...missing].filter(told).map((issue) => issueProblem(document, issue))];
	if (definition !== void 0) return {
		problems,
		readable: {
			definition,
			document,
			unread
		}
	};
	if (found.length + issues.length > MOST_UNREAD) return { problems };
	const gaps = [...found.flatMap(unreadOf(document)), ...issues.map(({ path }) => path)];
	const readable = readWithout({
		document,
		unread
	}, [], gaps);
	return {
		problems,
		...readable !== void 0 && { readable }
	};
}
function readWithout({ document, unread: before }, paths, more = paths) {
	const unread = [...before, ...more];
	if (unread.length > MOST_UNREAD) return void 0;
	const read = readWhatFits(withoutPaths(document, paths), MOST_ROUNDS);
	return read && {
		...read,
		unread
	};
}
function faultsOf(document) {
	const found = misfits(definitionSchema, document.data, []);
	const result = safeParse(definitionSchema, document.data);
	if (result.success && found.length === 0) return {
		misfits: [],
		issues: [],
		definition: result.output
	};
	const lists = found.filter((misfit) => misfit.kind === "list").map((misfit) => misfit.path);
	return {
		misfits: found,
		issues: (result.issues ?? []).filter((issue) => issue.expected !== "never").flatMap(innermost).filter(({ path }) => !lists.some((list) => list.every((key, i) => path[i] === key)))
	};
}
function readWhatFits(document, rounds) {
	const filled = withPlaceholders(document);
	const { definition, ...faults } = faultsOf(filled);
	if (definition !== void 0) return {
		definition,
		document: filled
	};
	const left = rounds === 0 ? void 0 : withoutFaults(filled, faults);
	return left && readWhatFits(left, rounds - 1);
}
function withoutFaults(document, { misfits: found, issues }) {
	const paths = [...found.map(({ path }) => path), ...issues.map((issue) => isMissing(issue) ? issue.path.slice(0, -1) : issue.path)];
	return paths.some((path) => path.length === 0 || path.length === 1 && path[0] === "stages") ? void 0 : withoutPaths(document, paths);
}
function withPlaceholders(document) {
	const { data } = document;
	if (!isObject(data)) return document;
	const filled = { ...data };
	for (const part of ["setup", "stages"]) {
		const entries = data[part];
		if (isObject(entries)) filled[part] = withCommands(entries);
	}
	return {
		...document,
		data: filled
	};
}
function withCommands(entries) {
	const filled = Object.create(null);
	for (const [id, entry] of Object.entries(entries)) {
		const keys = isObject(entry) ? entry : {};
		filled[id] = Object.hasOwn(keys, "run") ? keys : {
			...keys,
			run: NO_COMMAND
		};
	}
	return filled;
}
const RESERVED_KEYS = [
	"__proto__",
	"constructor",
	"prototype"
];
function misfits(schema, data, path) {
	if (isOfType("optional", schema)) {
		const { wrapped } = schema;
		return misfits(wrapped, data, path);
	}
	const isObject = isOfType("strict_object", schema);
	if (!isObject && !isOfType("record", schema)) return [];
	if (typeof data !== "object" || data === null) return [];
	if (Array.isArray(data)) return [{
		kind: "list",
		path,
		words: String(schema.message)
	}];
	const entries = Object.entries(data);
	if (isObject) {
		const known = schema.entries;
		return entries.flatMap(([key, value]) => {
			const child = Object.hasOwn(known, key) ? known[key] : void 0;
			if (child !== void 0) return misfits(child, value, [...path, key]);
			return [{
				kind: "unknown-key",
				path: [...path, key],
				known: Object.keys(known)
			}];
		});
	}
	const { value: child } = schema;
	return entries.flatMap(([key, value]) => {
		if (RESERVED_KEYS.includes(key)) return [{
			kind: "reserved-key",
			path: [...path, key]
		}];
		return misfits(child, value, [...path, key]);
	});
}
const OTHER_WORDS = {
	command: "run",
	commands: "run",
	cmd: "run",
	script: "run",
	"depends-on": "needs",
	depends_on: "needs",
	dependsOn: "needs",
	dependencies: "needs",
	timeout: "timeout-minutes",
	cwd: "working-directory",
	dir: "working-directory",
	environment: "env",
	artifacts: "outputs",
	retry: "retries",
	optional: "continue-on-error",
	allow_failure: "continue-on-error",
	jobs: "stages",
	steps: "stages"
};
function misfitProblem(document, misfit) {
	const { path } = misfit;
	const key = String(path.at(-1) ?? "the definition");
	if (misfit.kind === "list") return {
		...document.place(path, "value"),
		message: `${subject(path)} must be ${misfit.words}, not a list`,
		remedy: "write `key: value` on each line, without `-` before it"
	};
	const place = document.place(path, "key");
	if (misfit.kind === "reserved-key") return {
		...place,
		message: `${code(key)} is a reserved name`,
		remedy: "choose another name"
	};
	return {
		...place,
		message: `unknown key ${code(key)}`,
		remedy: () => {
			const meant = meantKey(key, misfit.known);
			if (meant === void 0) return `remove it; known here: ${misfit.known.join(", ")}`;
			return `did you mean ${code(meant)}?`;
		}
	};
}
function meantKey(key, known) {
	const other = Object.hasOwn(OTHER_WORDS, key) ? OTHER_WORDS[key] : void 0;
	return other !== void 0 && known.includes(other) ? other : nearest(key, known);
}
function isMisspelt(path, found) {
	const [key, ...mapping] = path.toReversed();
	return found.some((misfit) => misfit.kind === "unknown-key" && misfit.path.length === path.length && mapping.toReversed().every((one, i) => one === misfit.path[i]) && meantKey(String(misfit.path.at(-1)), misfit.known) === key);
}
function unreadOf({ data }) {
	return (misfit) => {
		if (misfit.kind !== "unknown-key") return [misfit.path];
		const { path, known } = misfit;
		const mapping = path.slice(0, -1);
		const written = Object.keys(valueAt(data, mapping) ?? {});
		const meant = meantKey(String(path.at(-1)), known);
		return (meant === void 0 ? known : [meant]).filter((key) => !written.includes(key)).map((key) => [...mapping, key]);
	};
}
function valueAt(data, path) {
	return path.reduce((value, key) => typeof value === "object" && value !== null ? value[key] : void 0, data);
}
function isMissing({ aboutKey, type }) {
	return aboutKey && type === "strict_object";
}
function innermost(issue) {
	const inner = (issue.issues ?? []).filter((sub) => (sub.path?.length ?? 0) > 0);
	return inner.length === 0 ? [toIssue(issue)] : inner.map((sub) => toIssue(issue, sub));
}
function toIssue(issue, inner) {
	const told = inner ?? issue;
	const items = [...issue.path ?? [], ...inner?.path ?? []];
	const requirement = told.requirement;
	const options = told.type === "picklist" ? told.expected?.match(/[a-z]+/g) : void 0;
	return {
		type: requirement === void 0 ? told.type : `${told.type}-check`,
		words: told.message,
		received: told.input,
		path: items.map((item) => item.key),
		aboutKey: items.at(-1)?.origin === "key",
		options: options ?? void 0
	};
}
function issueProblem(document, issue) {
	const { path, words } = issue;
	const key = String(path.at(-1) ?? "");
	if (isMissing(issue)) return {
		...document.place(path.slice(0, -1), "key"),
		message: `${code(key)} is missing${path.length > 1 ? ` in ${code(String(path.at(-2)))}` : ""}`,
		remedy: missingRemedy(key)
	};
	if (issue.aboutKey) return {
		...document.place(path, "key"),
		message: `the name ${code(key)} must be ${words}`,
		remedy: "rename it"
	};
	const source = document.source(path);
	const received = typeof issue.received === "number" ? source ?? issue.received : quoted(issue.received);
	return {
		...document.place(path, "value"),
		message: `${subject(path)} must be ${words}, not ${received}`,
		remedy: valueRemedy(issue, key, source)
	};
}
function subject(path) {
	const key = path.at(-1);
	if (key === void 0) return "the definition";
	return typeof key === "number" ? `an item of ${code(String(path.at(-2)))}` : code(key);
}
function missingRemedy(key) {
	if (key === "stages") return "add `stages:` with at least one stage; `stagetime init` writes a start";
	if (key === "run") return "add `run:` with the command of the stage";
	return `add ${code(`${key}:`)}`;
}
function valueRemedy(issue, key, source) {
	const { received, words } = issue;
	if (issue.path.length === 0) return "begin with `stages:`; `stagetime init` writes a definition to start from";
	if (received === null) return "give it a value, or remove the key";
	if (issue.type === "string" && (typeof received === "number" || typeof received === "boolean")) {
		if (words.includes("duration")) return `add the unit, as in ${code(`${key}: ${source}s`)}`;
		return `put it in quotes: ${code(`${key}: "${source}"`)}`;
	}
	if (issue.type === "boolean" && typeof received === "string") {
		if (/^(?:yes|on|y)$/i.test(received)) return "write `true`";
		if (/^(?:no|off|n)$/i.test(received)) return "write `false`";
	}
	if (issue.type === "number" && typeof received === "string" && /^\d+$/.test(received)) return "write the number without quotes";
	if (issue.options !== void 0 && typeof received === "string") {
		const meant = nearest(received, issue.options);
		if (meant !== void 0) return `did you mean ${code(meant)}?`;
	}
	return `write ${words}`;
}
// src/definition/semantics/faults.ts
function items(path, value) {
	if (typeof value === "string") return [{
		item: value,
		path
	}];
	return (value ?? []).map((item, index) => ({
		item,
		path: [...path, index]
	}));
}
function suggestion(written, known) {
	const meant = nearest(written, known);
	if (meant !== void 0) return `did you mean ${code(meant)}?`;
	if (known.length === 0) return "remove it: there are none";
	return `write one of ${known.slice(0, 10).map(code).join(", ")}${known.length > 10 ? ", …" : ""}`;
}
// src/definition/semantics/caches.ts
function cacheFaults({ caches = {}, setup = {}, stages }, written) {
	const names = new Set(written);
	const unknown = Object.entries(stages).flatMap(([id, stage]) => items([
		"stages",
		id,
		"caches"
	], stage.caches).flatMap(({ item, path }) => {
		if (names.has(item)) return [];
		const message = `the stage ${code(id)} uses the cache ${code(item)}, which is not in \`caches\``;
		const remedy = () => suggestion(item, written);
		return [{
			path,
			message,
			remedy,
			restsOn: [["caches", item]]
		}];
	}));
	const entries = Object.entries(caches);
	const kept = [...Object.entries(setup).map(([id, { keep }]) => ({
		keeper: `the setup ${code(id)}`,
		path: [
			"setup",
			id,
			"keep"
		],
		paths: keep
	})), ...entries.map(([name, { paths }]) => ({
		keeper: `the cache ${code(name)}`,
		path: [
			"caches",
			name,
			"paths"
		],
		paths
	}))];
	return [
		...unknown,
		...twoProxiesFaults({
			caches,
			stages
		}),
		...twoOllamasFaults(entries),
		...sameNameFaults(Object.keys(caches)),
		...entries.flatMap(([name, cache]) => [...contentFaults(name, cache), ...proxyFaults(name, cache)]),
		...kept.flatMap(({ path, paths }) => placeFaults$1(path, paths)),
		...overlapFaults(kept)
	];
}
function sameNameFaults(names) {
	const taken = /* @__PURE__ */ new Map();
	return names.flatMap((name) => {
		const other = taken.get(name.toLowerCase());
		taken.set(name.toLowerCase(), name);
		if (other === void 0) return [];
		const message = `the names ${code(name)} and ${code(other)} differ in nothing but capital letters`;
		return [{
			path: ["caches", name],
			part: "key",
			message,
			remedy: "rename one of the two"
		}];
	});
}
function contentFaults(name, { preset, paths }) {
	if (asList(paths).length > 0 || preset === "pytest" || preset === "llm") return [];
	const message = `the cache ${code(name)} has nothing to keep`;
	return [{
		path: ["caches", name],
		part: "key",
		message,
		remedy: preset === "latex" ? "add `paths:` with the folder that latexmk writes to, its `-outdir`" : "add `preset:` or `paths:`",
		restsOn: [[
			"caches",
			name,
			"paths"
		], [
			"caches",
			name,
			"preset"
		]]
	}];
}
const OF_PROXY = [
	"ignore",
	"prices",
	"ollama"
];
function proxyFaults(name, cache) {
	const at = (key) => [
		"caches",
		name,
		key
	];
	if (cache.proxy === true && cache.preset !== "llm") return [{
		path: at("proxy"),
		message: "only a cache with `preset: llm` has a proxy",
		remedy: "add `preset: llm`, or remove `proxy`",
		restsOn: [at("preset")]
	}];
	if (cache.proxy === true) return patternFaults(name, cache);
	return OF_PROXY.filter((key) => cache[key] !== void 0).map((key) => ({
		path: at(key),
		part: "key",
		message: `${code(key)} is for a cache with \`proxy: true\``,
		remedy: `add \`proxy: true\`, or remove ${code(key)}`,
		restsOn: [at("proxy")]
	}));
}
function patternFaults(name, { ignore }) {
	return items([
		"caches",
		name,
		"ignore"
	], ignore).flatMap(({ item, path }) => {
		try {
			new RegExp(item);
			return [];
		} catch {
			return [{
				path,
				message: `${code(item)} is not a regular expression`,
				remedy: "correct it; put `\\` before a character that stands for itself"
			}];
		}
	});
}
function twoProxiesFaults({ caches = {}, stages }) {
	return Object.entries(stages).flatMap(([id, stage]) => {
		const [first, second] = items([
			"stages",
			id,
			"caches"
		], stage.caches).filter(({ item }) => caches[item]?.proxy === true);
		if (first === void 0 || second === void 0) return [];
		const message = `the stage ${code(id)} uses the proxies of both ${code(first.item)} and ${code(second.item)}`;
		return [{
			path: second.path,
			message,
			remedy: "remove one of the two caches"
		}];
	});
}
function twoOllamasFaults(caches) {
	const [first, second] = caches.filter(([, { ollama = false }]) => ollama !== false);
	if (first === void 0 || second === void 0) return [];
	const message = `the cache ${code(first[0])} already serves as Ollama`;
	return [{
		path: [
			"caches",
			second[0],
			"ollama"
		],
		message,
		remedy: "let one of the two caches do so"
	}];
}
function placeFaults$1(at, paths) {
	return items(at, paths).flatMap(({ item, path }) => {
		if (!isLiteral(item)) return [{
			path,
			message: `${code(item)} is a pattern, and a cache keeps files and folders by name`,
			remedy: "write the folder that the files are in"
		}];
		const [first] = partsOf(item);
		if (first === void 0) return [{
			path,
			message: "a cache cannot keep the whole folder of the pipeline",
			remedy: "write the folders that are worth keeping"
		}];
		if (/^\.(?:git|stagetime)$/i.test(first)) return [{
			path,
			message: `${code(item)} does not belong to the pipeline`,
			remedy: "write another folder"
		}];
		return [];
	});
}
function overlapFaults(kept) {
	const places = [];
	const faults = [];
	for (const { keeper, path: at, paths } of kept) for (const { item, path } of items(at, paths)) {
		const place = `${partsOf(item).join("/")}/`;
		const other = places.find((one) => one.keeper !== keeper && (one.place.startsWith(place) || place.startsWith(one.place)));
		places.push({
			keeper,
			place
		});
		if (other === void 0) continue;
		const message = `${code(item)} is kept by ${other.keeper} too`;
		faults.push({
			path,
			message,
			remedy: "let one of the two keep it"
		});
	}
	return faults;
}
// src/definition/semantics/commands.ts
const SHELL_WORDS = {
	unknown: {
		problem: "is not known",
		remedy: `use ${KNOWN_SHELLS.join(", ")}, or a command line with {0}`
	},
	"script-as-program": {
		problem: "has its script in place of a program",
		remedy: "begin with the program, and put {0} among its arguments"
	}
};
function commandFaults(at, { run, shell }) {
	const faults = [];
	if (run.trim() === "") {
		const remedy = "write the command";
		faults.push({
			path: [...at, "run"],
			message: "`run` has no command",
			remedy
		});
	}
	const parsed = shell === void 0 ? void 0 : parseShell(shell);
	if (parsed?.kind === "unusable") {
		const { problem, remedy } = SHELL_WORDS[parsed.fault];
		const message = `the shell ${code(shell ?? "")} ${problem}`;
		faults.push({
			path: [...at, "shell"],
			message,
			remedy
		});
	}
	return faults;
}
// src/definition/semantics/paths.ts
function pathFaults({ caches = {}, setup = {}, stages }) {
	const lists = [
		...Object.entries(setup).map(([id, { inputs }]) => ({
			path: [
				"setup",
				id,
				"inputs"
			],
			patterns: inputs
		})),
		...Object.entries(caches).map(([name, { inputs }]) => ({
			path: [
				"caches",
				name,
				"inputs"
			],
			patterns: inputs
		})),
		...Object.entries(stages).flatMap(([id, stage]) => [
			"inputs",
			"outputs",
			"unstable"
		].map((key) => ({
			path: [
				"stages",
				id,
				key
			],
			patterns: stage[key]
		})))
	];
	const evidence = Object.entries(stages).flatMap(([id, stage]) => evidenceItems(id, stage));
	const folders = [
		...Object.entries(setup).flatMap(([id, one]) => [...items([
			"setup",
			id,
			"keep"
		], one.keep), ...items([
			"setup",
			id,
			"working-directory"
		], one["working-directory"])]),
		...Object.entries(caches).flatMap(([name, { paths }]) => items([
			"caches",
			name,
			"paths"
		], paths)),
		...Object.entries(stages).flatMap(([id, stage]) => items([
			"stages",
			id,
			"working-directory"
		], stage["working-directory"]))
	];
	const patterns = lists.flatMap((list) => items(list.path, list.patterns));
	return [
		...[
			...patterns,
			...evidence,
			...folders
		].flatMap(placeFaults),
		...patterns.flatMap(sizeFaults),
		...evidence.flatMap(evidenceFaults),
		...Object.entries(stages).flatMap(([id, stage]) => sameNumbersFaults(id, stage)),
		...lists.flatMap((list) => exclusionFaults(list.path, list.patterns))
	];
}
function evidenceItems(id, stage) {
	return evidenceOf(stage).map(({ key, file }) => ({
		item: file,
		path: [
			"stages",
			id,
			"evidence",
			key
		]
	}));
}
const BELOW_THE_ROOT = "write it relative to the root folder of the pipeline, and below it";
function placeFaults({ item, path }) {
	const pattern = item.replace(/^!/, "");
	const fault = (what, remedy = BELOW_THE_ROOT) => [{
		path,
		message: `the path ${code(item)} ${what}`,
		remedy
	}];
	if (/^(?:[/\\]|[A-Za-z]:)/.test(pattern)) return fault("is absolute");
	if (/^~(?:[/\\]|$)/.test(pattern)) return fault("is in the home folder");
	const orNamed = `${BELOW_THE_ROOT}; a file that is really called so is written ${code(`./${pattern}`)}`;
	if (/^~[\w.-]+[/\\]/.test(pattern)) return fault("is in a user's home folder", orNamed);
	const variable = variableIn(pattern);
	if (variable !== void 0) return fault(`holds the variable ${code(variable)}, which nothing puts in`, orNamed);
	return leavesRoot(pattern) ? fault("leaves the pipeline's folder") : [];
}
const VARIABLE = /\$\{[A-Z_][A-Z0-9_]*\}|^\$[A-Z_][A-Z0-9_]*(?=[/\\]|$)|^\$env:\w+|%[A-Z_][A-Z0-9_]*%/;
function variableIn(pattern) {
	return pattern.startsWith("./") ? void 0 : VARIABLE.exec(pattern)?.[0];
}
function leavesRoot(pattern) {
	return [pattern, ...expandBraces(pattern) ?? []].some((one) => one.split(/[/\\{},]/).includes(".."));
}
function sizeFaults({ item, path }) {
	if (expandBraces(item) !== void 0) return [];
	return [{
		path,
		message: `the braces of ${code(item)} stand for more than ${MOST_ALTERNATIVES} paths, or for longer ones than there are`,
		remedy: "write several patterns, or use `*`"
	}];
}
function evidenceFaults({ item, path }) {
	const remedy = "name the file that the command writes";
	if (isExclusion(item)) return [{
		path,
		message: `${code(item)} excludes a file, and numbers are read from one`,
		remedy
	}];
	if (isLiteral(item)) return [];
	return [{
		path,
		message: `${code(item)} is a pattern, and numbers are read from one file`,
		remedy
	}];
}
const SUBJECT = {
	tests: "the stage's tests",
	latex: "the stage's document"
};
function sameNumbersFaults(id, stage) {
	const first = /* @__PURE__ */ new Map();
	return evidenceOf(stage).flatMap(({ key }) => {
		const { gives } = FORMATS[key];
		const other = first.get(gives);
		first.set(gives, other ?? key);
		if (other === void 0) return [];
		const message = `${code(other)} and ${code(key)} both have numbers of ${SUBJECT[gives]}`;
		return [{
			path: [
				"stages",
				id,
				"evidence",
				key
			],
			part: "key",
			message,
			remedy: "name one of the two, or make a stage for each"
		}];
	});
}
function exclusionFaults(path, patterns) {
	const written = asList(patterns);
	const [first] = written;
	if (first === void 0 || !written.every(isExclusion)) return [];
	const name = partsOf(first.slice(1)).join("/");
	return [{
		path,
		message: `${code(String(path.at(-1)))} only excludes, so that no file is among them`,
		remedy: `add what ${code(first)} is to be taken away from, such as ${code("**")}; a file whose name begins with ${code("!")} is written ${code(`./!${name}`)}`,
		restsOn: [path]
	}];
}
// src/definition/semantics/outputs.ts
function outputFaults({ stages }) {
	const outputs = Object.entries(stages).flatMap(([id, stage]) => outputsOf(id, stage));
	const { isOrdered, needsOf } = orderOf(stages);
	const writes = writtenBy(stages);
	const writers = /* @__PURE__ */ new Map();
	const places = placeIndex();
	return outputs.flatMap((output) => {
		const same = writers.get(output.pattern);
		if (same === void 0) writers.set(output.pattern, output);
		else if (same.stage !== output.stage && !(isMany(output) && isOrdered(same.stage, output.stage))) {
			const restsOn = isMany(output) ? needsOf(same.stage, output.stage) : [];
			return [{
				...sameFault(output, same),
				restsOn
			}];
		}
		const meets = ({ stage, place = "" }) => stage !== output.stage && !isOrdered(stage, output.stage) && (isBelow(output.place ?? "", place) ? writes(stage, output.place ?? "") : writes(output.stage, place));
		const other = places.add(output).find(meets);
		if (other === void 0) return [];
		const lists = [output, other].map(({ stage }) => [
			"stages",
			stage,
			"outputs"
		]);
		const restsOn = [...needsOf(other.stage, output.stage), ...lists];
		return [{
			...containedFault(output, other),
			restsOn
		}];
	});
}
function outputsOf(id, stage) {
	const outputs = [...items([
		"stages",
		id,
		"outputs"
	], stage.outputs), ...evidenceItems(id, stage)];
	const unstable = items([
		"stages",
		id,
		"unstable"
	], stage.unstable);
	return [...outputs, ...unstable.filter(({ item }) => isLiteral(item))].filter(({ item }) => !isExclusion(item)).map(({ item, path }) => {
		const pattern = normalForm(item);
		const folder = pattern.replace(/\/\*\*$/, "");
		return {
			stage: id,
			path,
			written: item,
			pattern,
			place: isLiteral(folder) ? folder : void 0
		};
	});
}
function isMany({ written }) {
	return written.endsWith("/") || !isLiteral(written);
}
function sameFault({ written, path }, other) {
	return {
		path,
		message: `${code(written)} is written by the stage ${code(other.stage)} too`,
		remedy: "let one of the two stages write another file"
	};
}
function containedFault({ stage, written, place, path }, other) {
	const [inner, outer] = isBelow(place ?? "", other.place ?? "") ? [code(written), `${code(other.written)}, which the stage ${code(other.stage)} writes`] : [`${code(other.written)}, which the stage ${code(other.stage)} writes,`, code(written)];
	return {
		path,
		message: `${inner} is in ${outer}, and neither of the two stages needs the other`,
		remedy: `add ${code(other.stage)} to the \`needs\` of ${code(stage)} or the other way round, or let one of the two write elsewhere`
	};
}
function isBelow(path, folder) {
	return folder === "." || path.startsWith(`${folder}/`);
}
function writtenBy(stages) {
	const known = /* @__PURE__ */ new Map();
	return (id, path) => {
		const stage = stages[id];
		const evidence = evidenceOf(stage ?? {}).map(({ file }) => file);
		const descent = known.get(id) ?? startDescent([
			...asList(stage?.outputs),
			...asList(stage?.unstable),
			...evidence
		]);
		known.set(id, descent);
		return path === "." || matches(descent, path);
	};
}
function orderOf(stages) {
	const graph = Object.entries(stages).map(([id, { needs }]) => ({
		id,
		needs: asList(needs)
	}));
	const chains = /* @__PURE__ */ new Map();
	const chainOf = (id) => {
		const chain = chains.get(id) ?? withNeeds(graph, [id]);
		chains.set(id, chain);
		return chain;
	};
	return {
		isOrdered: (a, b) => chainOf(a).has(b) || chainOf(b).has(a),
		needsOf: (a, b) => [...chainOf(a), ...chainOf(b)].map((id) => [
			"stages",
			id,
			"needs"
		])
	};
}
function placeIndex() {
	const at = /* @__PURE__ */ new Map();
	const below = /* @__PURE__ */ new Map();
	const push = (index, key, output) => {
		const known = index.get(key);
		if (known === void 0) index.set(key, [output]);
		else known.push(output);
	};
	return { add(output) {
		const { place } = output;
		if (place === void 0) return [];
		const parents = foldersAbove(place);
		const found = [...[...parents, place].flatMap((one) => at.get(one) ?? []), ...below.get(place) ?? []];
		push(at, place, output);
		for (const parent of parents) push(below, parent, output);
		return found;
	} };
}
function foldersAbove(path) {
	if (path === ".") return [];
	const parts = path.split("/");
	return [".", ...parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"))];
}
// src/definition/semantics/setups.ts
function setupFaults({ setup = {}, caches = {} }) {
	return Object.entries(setup).flatMap(([id, one]) => [
		...commandFaults(["setup", id], one),
		...cacheNameFaults(id, one, Object.keys(caches)),
		...documentationFaults(id, one)
	]);
}
function cacheNameFaults(id, { keep }, names) {
	const other = names.find((name) => name.toLowerCase() === id.toLowerCase());
	if (other === void 0 || asList(keep).length === 0) return [];
	const message = `the setup ${code(id)} keeps its folders in a cache of its name, and there is a cache ${code(other)}`;
	return [{
		path: ["setup", id],
		part: "key",
		message,
		remedy: "rename one of the two"
	}];
}
function documentationFaults(id, { keep, documentation }) {
	const [first] = items([
		"setup",
		id,
		"keep"
	], keep);
	if (documentation === void 0 || first === void 0) return [];
	return [{
		path: [
			"setup",
			id,
			"documentation"
		],
		part: "key",
		message: "`documentation` says nothing of the folders in `keep`, which are kept whole",
		remedy: "remove `documentation`, or `keep`"
	}];
}
// src/definition/semantics/semantics.ts
function checkSemantics({ definition, document, unread }) {
	const stages = Object.entries(definition.stages);
	const isUnknown = unknownPaths(unread);
	return [
		...needFaults(definition, {
			setup: document.keys(["setup"]),
			stages: document.keys(["stages"])
		}),
		...cacheFaults(definition, document.keys(["caches"])),
		...setupFaults(definition),
		...sameLogFaults(definition),
		...stages.flatMap(([id, stage]) => [
			...stageFaults(id, stage),
			...modelFaults(id, stage),
			...confirmFaults(id, stage, definition)
		]),
		...pathFaults(definition),
		...outputFaults(definition),
		...formerIdFaults(definition.stages),
		...marksFaults(definition),
		...envFaults(definition, document)
	].filter(({ restsOn = [] }) => !restsOn.some(isUnknown)).map(({ path, part = "value", message, remedy }) => ({
		problem: {
			...document.place(path, part),
			message,
			remedy
		},
		...part === "value" && { value: path }
	}));
}
function unknownPaths(unread) {
	const known = /* @__PURE__ */ new Map();
	return (path) => {
		if (unread.length === 0) return false;
		const key = path.join("\0");
		const isUnknown = known.get(key) ?? isUnread(unread, path);
		known.set(key, isUnknown);
		return isUnknown;
	};
}
function needFaults(definition, written) {
	const { setup = {}, stages } = definition;
	const entries = [...Object.entries(setup).map(([id, one]) => ({
		part: "setup",
		id,
		...one
	})), ...Object.entries(stages).map(([id, one]) => ({
		part: "stages",
		id,
		...one
	}))];
	const known = {
		setup: new Set(written.setup),
		stages: /* @__PURE__ */ new Set([...written.stages, ...written.setup])
	};
	return [...entries.flatMap(({ part, id, needs }) => items([
		part,
		id,
		"needs"
	], needs).flatMap(({ item, path }) => {
		const subject = `the ${part === "setup" ? "setup" : "stage"} ${code(id)}`;
		if (item === id) return [{
			path,
			message: `${subject} needs itself`,
			remedy: "remove it from its own `needs`"
		}];
		if (known[part].has(item)) return [];
		if (known.stages.has(item)) return [{
			path,
			message: `${subject} needs the stage ${code(item)}, and stages come after all setups`,
			remedy: "remove it, or make a stage of the setup"
		}];
		const places = part === "setup" || known.setup.size > 0 ? "`setup`" : "";
		const where = part === "setup" ? places : ["`stages`", places].filter(Boolean).join(" or ");
		const message = `${subject} needs ${code(item)}, which is not in ${where}`;
		const makers = written.stages.filter((one) => item.startsWith(`${one}-`));
		return [{
			path,
			message,
			remedy: () => suggestion(item, [...known[part]]),
			restsOn: [
				["setup", item],
				["stages", item],
				...makers.map((one) => [
					"stages",
					one,
					"matrix"
				])
			]
		}];
	})), ...cycleFaults(definition)];
}
const MOST_CYCLES = 20;
function cycleFaults({ setup = {}, stages }) {
	const faults = [];
	let open = [...Object.entries(setup), ...Object.entries(stages)].map(([id, { needs }]) => ({
		id,
		needs: asList(needs).filter((need) => need !== id)
	}));
	for (let rounds = 0; rounds < MOST_CYCLES; rounds += 1) {
		const cycle = findCycle(open);
		if (cycle === void 0) break;
		const [first = "", second = ""] = cycle;
		const part = Object.hasOwn(setup, first) ? "setup" : "stages";
		const { needs } = (part === "setup" ? setup : stages)[first] ?? {};
		const index = Array.isArray(needs) ? [needs.indexOf(second)] : [];
		const message = `circular dependency: ${circle(cycle)}`;
		const remedy = `remove one of these needs, such as ${code(second)} here`;
		faults.push({
			path: [
				part,
				first,
				"needs",
				...index
			],
			message,
			remedy
		});
		const closed = new Set(cycle);
		open = open.filter(({ id }) => !closed.has(id));
	}
	return faults;
}
function circle(cycle) {
	return (cycle.length <= 12 ? cycle : [
		...cycle.slice(0, 6),
		"…",
		...cycle.slice(-5)
	]).join(" → ");
}
function sameLogFaults({ setup = {}, stages }) {
	const taken = /* @__PURE__ */ new Map();
	return [...idPaths("setup", setup), ...idPaths("stages", stages)].flatMap((path) => {
		const [, id] = path;
		const other = taken.get(id.toLowerCase());
		taken.set(id.toLowerCase(), id);
		if (other === void 0) return [];
		return [{
			path,
			part: "key",
			message: other === id ? `${code(id)} is the id of a setup already` : `the ids ${code(id)} and ${code(other)} differ in nothing but capital letters`,
			remedy: "rename one of the two"
		}];
	});
}
function idPaths(part, entries) {
	return Object.keys(entries).map((id) => [part, id]);
}
function stageFaults(id, stage) {
	const at = (...keys) => [
		"stages",
		id,
		...keys
	];
	const faults = [...commandFaults(at(), stage)];
	if (stage["if-changed"] === true && asList(stage.inputs).length === 0) faults.push({
		path: at("if-changed"),
		message: "`if-changed: true` without `inputs`: nothing tells whether the stage changed",
		remedy: "add `inputs:`, or remove `if-changed`",
		restsOn: [at("inputs")]
	});
	if (asList(stage.unstable).length > 0 && asList(stage.outputs).length === 0) faults.push({
		path: at("unstable"),
		message: "`unstable` without `outputs`: it names some of them",
		remedy: "add `outputs:`, or remove `unstable`",
		restsOn: [at("outputs")]
	});
	if (stage.budget !== void 0 && durationMs(stage.budget) === 0) faults.push({
		path: at("budget"),
		message: "`budget` must be longer than 0s",
		remedy: "write how long the stage should take"
	});
	const until = stage.acknowledge?.until;
	if (until !== void 0 && !isCalendarDay(until)) {
		const message = `there is no day ${until}`;
		faults.push({
			path: at("acknowledge", "until"),
			message,
			remedy: "correct the date"
		});
	}
	return faults;
}
function modelFaults(id, { env = {}, models }) {
	const written = env[MODEL_VARIABLE];
	if (models === void 0 || written === void 0 || written === null) return [];
	const message = `both \`models\` and \`env\` of the stage ${code(id)} say which model is used`;
	const remedy = `remove ${code(MODEL_VARIABLE)} from \`env\`, or remove \`models\``;
	return [{
		path: [
			"stages",
			id,
			"env",
			MODEL_VARIABLE
		],
		part: "key",
		message,
		remedy
	}];
}
function confirmFaults(id, { confirm = "off", caches }, definition) {
	const asksModels = asList(caches).some((name) => definition.caches?.[name]?.preset === "llm");
	if (confirm === "off" || !asksModels) return [];
	const message = `the stage ${code(id)} asks models, and is never run again to confirm a slowdown`;
	return [{
		path: [
			"stages",
			id,
			"confirm"
		],
		message,
		remedy: "remove `confirm`, or the cache with `preset: llm` from `caches`"
	}];
}
function isCalendarDay(date) {
	const time = Date.parse(`${date}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
function formerIdFaults(stages) {
	const heirs = /* @__PURE__ */ new Map();
	const faults = [];
	for (const [id, { was }] of Object.entries(stages)) {
		if (was === void 0) continue;
		const path = [
			"stages",
			id,
			"was"
		];
		const heir = heirs.get(was);
		if (Object.hasOwn(stages, was)) {
			const message = `${code(was)} is still the id of a stage, so ${code(id)} cannot have been it`;
			faults.push({
				path,
				message,
				remedy: "write the id that the stage had before, or remove `was`"
			});
		} else if (heir !== void 0) {
			const message = `${code(was)} is the former id of the stage ${code(heir)} already`;
			faults.push({
				path,
				message,
				remedy: "keep `was` on the stage that carries the history on"
			});
		} else heirs.set(was, id);
	}
	return faults;
}
function marksFaults({ bottleneck }) {
	if (bottleneck === void 0 || Object.keys(bottleneck).length > 0) return [];
	return [{
		path: ["bottleneck"],
		message: "`bottleneck` says nothing",
		remedy: "add `over:` or `share:`, or remove it",
		restsOn: [["bottleneck"]]
	}];
}
function envFaults({ env = {}, setup = {}, stages }, document) {
	return [{
		at: ["env"],
		env
	}, ...Object.entries({
		setup,
		stages
	}).flatMap(([part, entries]) => Object.entries(entries).map(([id, { env = {} }]) => ({
		at: [
			part,
			id,
			"env"
		],
		env
	})))].flatMap(({ at, env }) => Object.entries(env).flatMap(([name, value]) => {
		const path = [...at, name];
		const source = document.source(path);
		if (typeof value !== "number" || source === void 0 || String(value) === source) return [];
		return [{
			path,
			message: `YAML reads the value of ${code(name)} as the number ${value}`,
			remedy: `put it in quotes to keep it: ${code(`${name}: "${source}"`)}`
		}];
	}));
}
// src/definition/parse.ts
function parseDefinition(bytes, file) {
	const invalid = (problems, partly) => ({
		ok: false,
		problems: inReadingOrder(file, problems),
		...partly !== void 0 && { partly }
	});
	const decoded = decodeText(bytes);
	if (!decoded.ok) return invalid([decoded.problem]);
	const yaml = parseYaml(decoded.text);
	if (!yaml.ok) return invalid(yaml.problems);
	const expanded = expandMatrices(withoutExtras(yaml.document));
	const { problems: misplaced, rest } = checkIndentation(expanded.document);
	const before = [...misplaced.length > 0 ? misplaced : yaml.problems, ...expanded.problems];
	if (rest === void 0) return invalid(misplaced);
	const shaped = checkShape(rest.document, [...expanded.unread, ...rest.unread]);
	const known = new Set(before.map(placeOf));
	const shape = shaped.problems.filter((problem) => !known.has(placeOf(problem)));
	const { readable } = shaped;
	if (readable === void 0) return invalid(expanded.once([...before, ...shape]));
	const semantic = checkSemantics(readable);
	const problems = [
		...before,
		...shape,
		...semantic.map(({ problem }) => problem)
	];
	if (problems.length === 0) return {
		ok: true,
		...parsed(readable)
	};
	const left = readWithout(readable, semantic.flatMap(({ value }) => value === void 0 ? [] : [value]));
	const partly = left && {
		...parsed(left),
		unread: left.unread
	};
	return invalid(expanded.once(problems), partly);
}
function parsed({ definition, document }) {
	const order = {
		setups: document.keys(["setup"]),
		stages: document.keys(["stages"])
	};
	const lines = (part, ids) => ids.map((id) => [id, document.place([part, id], "key").line]);
	return {
		pipeline: toPipeline(definition, order),
		stageLines: new Map([...lines("setup", order.setups), ...lines("stages", order.stages)])
	};
}
function placeOf({ line, column }) {
	return `${line}:${column}`;
}
const EXTRA = "x-";
function withoutExtras(document) {
	if (!isObject(document.data)) return document;
	const own = Object.entries(document.data).filter(([key]) => !key.startsWith(EXTRA));
	return {
		...document,
		data: Object.fromEntries(own)
	};
}
// src/definition/load.ts
const DEFINITION_FILES = [
	"stagetime.yml",
	"stagetime.yaml",
	".github/stagetime.yml",
	".github/stagetime.yaml"
];
async function locateDefinition({ file, cwd }) {
	const found = file === void 0 ? await findDefinition(cwd) : path.resolve(cwd, file);
	if (found === void 0) return {
		file: void 0,
		root: cwd
	};
	return {
		file: found,
		root: rootOf(found)
	};
}
function rootOf(file) {
	const folder = path.dirname(file);
	return path.basename(folder) === ".github" ? path.dirname(folder) : folder;
}
async function loadDefinition(options) {
	return loadFrom(await locateDefinition(options), options.cwd);
}
async function loadFrom({ file, root }, cwd) {
	return file === void 0 ? loadDetected(cwd) : loadFile(file, root, cwd);
}
async function findDefinition(cwd) {
	for (const name of DEFINITION_FILES) {
		const candidate = path.join(cwd, name);
		if (await exists(candidate)) return candidate;
	}
}
async function loadFile(file, root, cwd) {
	const shown = shownPath(file, cwd);
	const read = await readDefinition(file);
	if (!read.ok) return {
		kind: "invalid",
		problems: inReadingOrder(shown, [read.problem])
	};
	return loaded(parseDefinition(read.bytes, shown), {
		root,
		file: shown,
		source: "file"
	});
}
async function loadDetected(cwd) {
	const { detectDefinition } = await import("./detect2.js");
	const detection = await detectDefinition(cwd);
	switch (detection.kind) {
		case "nothing": {
			const message = "there is no definition here, and nothing that one could be detected from";
			const remedy = "`stagetime init` writes a `stagetime.yml` to start from";
			return {
				kind: "invalid",
				problems: inReadingOrder("stagetime.yml", [{
					...START,
					message,
					remedy
				}])
			};
		}
		case "invalid": return detection;
		case "detected": {
			const { from, what, text } = detection;
			const parsed = parseDefinition(Buffer.from(text), `${from} (detected)`);
			const origin = {
				root: cwd,
				file: from,
				source: "detected",
				detected: what
			};
			return loaded(parsed.ok ? {
				...parsed,
				stageLines: /* @__PURE__ */ new Map()
			} : parsed, origin);
		}
	}
}
function loaded(parsed, origin) {
	if (!parsed.ok) {
		const { problems, partly } = parsed;
		const { root, file } = origin;
		return {
			kind: "invalid",
			problems,
			...partly !== void 0 && { partly: {
				...partly,
				root,
				file
			} }
		};
	}
	const { pipeline, stageLines } = parsed;
	return {
		kind: "loaded",
		pipeline,
		stageLines,
		...origin
	};
}
async function readDefinition(file) {
	const refused = (problem) => ({
		ok: false,
		problem
	});
	try {
		const found = await stat(file);
		if (found.isDirectory()) return refused(await isDirectory(file));
		if (!found.isFile()) {
			const remedy = "name a YAML file that holds the definition";
			return refused({
				...START,
				message: "this is not a regular file",
				remedy
			});
		}
		if (found.size > 1e6) return refused(tooLarge(found.size));
		return {
			ok: true,
			bytes: await readAtMost(file, MOST_BYTES + 1)
		};
	} catch (error) {
		return refused(unreadable(error));
	}
}
async function readAtMost(file, most) {
	const handle = await open(file);
	try {
		const buffer = Buffer.alloc(most);
		let length = 0;
		for (;;) {
			const { bytesRead } = await handle.read(buffer, length, most - length);
			length += bytesRead;
			if (bytesRead === 0 || length === most) return buffer.subarray(0, length);
		}
	} finally {
		await handle.close();
	}
}
async function isDirectory(folder) {
	const inside = await findDefinition(folder);
	return {
		...START,
		message: "this is a folder, not a file",
		remedy: inside === void 0 ? "name the definition file" : `name the file in it: ${shownPath(inside, folder)}`
	};
}
function unreadable(error) {
	switch (error.code) {
		case "ENOENT":
		case "ENOTDIR": {
			const remedy = "correct the path, or let `stagetime init` write a definition";
			return {
				...START,
				message: "there is no such file",
				remedy
			};
		}
		case "EACCES":
		case "EPERM": {
			const remedy = "make the file readable for the user who runs this";
			return {
				...START,
				message: "reading the file is not permitted",
				remedy
			};
		}
		default: {
			const message = `the file cannot be read: ${error.message}`;
			return {
				...START,
				message,
				remedy: "correct the path"
			};
		}
	}
}
async function exists(file) {
	try {
		await stat(file);
		return true;
	} catch (error) {
		const { code } = error;
		return code !== "ENOENT" && code !== "ENOTDIR";
	}
}
function shownPath(file, cwd) {
	const relative = path.relative(cwd, file);
	return (relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative) ? file : relative).split(path.sep).join("/");
}
export { rootOf as a, locateDefinition as i, loadDefinition as n, isUnread as o, loadFrom as r, findDefinition as t };
