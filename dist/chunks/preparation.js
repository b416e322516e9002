import { a as declaredOutputs, d as createFileStates, i as createFingerprints, l as createToolVersions, o as inputFilter, t as createReuse, u as matcherOf } from "./reuse.js";
import { i as withNeeds } from "./graph.js";
import { r as listWords } from "./text.js";
import { r as matchFiles } from "./files.js";
// src/execution/input-watch.ts
/** Takes down how all inputs stand now. */
async function watchInputs(pipeline, root, states) {
	const { stages } = pipeline;
	const readers = stages.filter(({ inputs }) => inputs.length > 0).map((stage) => {
		const isMatched = matcherOf(stage.inputs);
		const isInput = inputFilter(stage, pipeline);
		return {
			stage,
			reads: (path) => isMatched(path) && isInput(path)
		};
	});
	const declares = new Map(stages.map((stage) => [stage.id, matcherOf(declaredOutputs(stage))]));
	const isNeeded = (id, reader) => chainOf.get(reader.id)?.has(id) === true;
	const chainOf = new Map(stages.map(({ id }) => [id, withNeeds(stages, [id])]));
	const walks = walksOf(stages);
	let before = /* @__PURE__ */ new Map();
	before = await scan();
	async function scan() {
		const found = (await Promise.all(walks.map((patterns) => matchFiles(root, patterns)))).flat();
		const collected = await states.collect([...new Set(found)].sort());
		if (collected.kind === "unreadable") return before;
		return new Map(collected.files.map((file) => [file.path, contentOf(file)]));
	}
	function changesOf(path, ran) {
		const declaring = ran.filter(({ id }) => declares.get(id)?.(path));
		const writers = declaring.length > 0 ? declaring : ran;
		return readers.filter(({ reads }) => reads(path)).flatMap(({ stage: reader }) => {
			const change = {
				path,
				reader,
				writers
			};
			if (writers.every(({ id }) => id === reader.id)) return [{
				...change,
				kind: "own-input"
			}];
			const needed = writers.filter(({ id }) => id !== reader.id && isNeeded(id, reader));
			if (needed.length === 0) return [{
				...change,
				kind: "race"
			}];
			return declaring.length > 0 ? [] : [{
				...change,
				writers: needed,
				kind: "undeclared"
			}];
		});
	}
	return { async look(ran) {
		const now = await scan();
		const changed = [.../* @__PURE__ */ new Set([...before.keys(), ...now.keys()])].sort().filter((path) => before.get(path) !== now.get(path));
		before = now;
		return ran.length === 0 ? [] : changed.flatMap((path) => changesOf(path, ran));
	} };
}
/** Patterns that one walk can look for; one that excludes does so for its own stage alone. */
function walksOf(stages) {
	const excludes = ({ inputs }) => inputs.some((input) => input.startsWith("!"));
	const common = stages.filter((stage) => !excludes(stage)).flatMap(({ inputs }) => inputs);
	return [[...new Set(common)], ...stages.filter(excludes).map(({ inputs }) => inputs)];
}
/** The changes in sentences with what to do about them, one for each pair of writer and reader. */
function changeWords(changes) {
	const groups = /* @__PURE__ */ new Map();
	for (const change of changes) {
		const { kind, reader, writers } = change;
		const key = JSON.stringify([
			kind,
			reader.id,
			writers.map(({ id }) => id)
		]);
		const group = groups.get(key);
		if (group === void 0) groups.set(key, [change]);
		else group.push(change);
	}
	return [...groups.values()].map(groupWords);
}
const PATHS_SHOWN = 3;
function groupWords(group) {
	const [{ kind, reader, writers }] = group;
	const files = listWords(group.map(({ path }) => path), PATHS_SHOWN);
	const who = writers.map(({ id }) => id).join(" or ");
	switch (kind) {
		case "own-input": return `${who} wrote its own input ${files}: it is not reused while it does that`;
		case "race": return `${who} wrote ${files}, an input of ${reader.id}, which does not need it: add it to the \`needs\` of ${reader.id}`;
		case "undeclared": return `${who} wrote ${files}, an input of ${reader.id}, without declaring it: add it to the \`outputs\` of ${who}, which is not reused until then`;
	}
}
function contentOf(file) {
	return file.kind === "file" ? `${file.hash} ${file.executable}` : `-> ${file.target} ${file.hash ?? ""}`;
}
// src/execution/preparation.ts
/** Begins to watch the inputs of all stages: to be called before any stage writes. */
function createPreparation(options) {
	const { pipeline, root, environment, onNotice, now } = options;
	const states = createFileStates(root);
	const sources = {
		pipeline,
		root,
		environment,
		states,
		tools: createToolVersions(root)
	};
	const reuse = createReuse({
		root,
		fingerprints: createFingerprints(sources),
		store: options.results,
		force: options.force,
		onNotice
	});
	const watching = watchInputs(pipeline, root, states).catch((error) => {
		onNotice(`inputs are not watched: ${error.message}`);
	});
	/** Stages whose commands ran since the last look at the inputs. */
	const ran = /* @__PURE__ */ new Set();
	const running = /* @__PURE__ */ new Set();
	/** Stages whose results say less, or something else, than their fingerprints. */
	const spoiled = /* @__PURE__ */ new Set();
	let looking = Promise.resolve();
	async function look(watch) {
		const suspects = [...ran];
		ran.clear();
		for (const stage of running) ran.add(stage);
		const changes = await watch.look(suspects);
		for (const change of changes) for (const id of spoiledBy(change, suspects)) spoiled.add(id);
		for (const message of changeWords(changes)) onNotice(message);
	}
	async function lookAgain() {
		const watch = await watching;
		if (watch === void 0) return;
		looking = looking.then(() => look(watch)).catch(() => void 0);
		await looking;
	}
	return {
		async before(stage) {
			const from = now();
			await watching;
			const attempt = await reuse.attempt(stage);
			const fingerprint = attempt.fingerprint === void 0 ? {} : { fingerprint: attempt.fingerprint };
			if (attempt.kind === "run") return {
				kind: "run",
				record: fingerprint
			};
			ran.add(stage);
			await lookAgain();
			const { savedMs, bytes } = attempt;
			return {
				kind: "reused",
				record: {
					...fingerprint,
					reuse: {
						savedMs,
						bytes,
						tookMs: now() - from
					}
				}
			};
		},
		started(stage) {
			ran.add(stage);
			running.add(stage);
		},
		async after(stage, record) {
			running.delete(stage);
			await lookAgain();
			if (record.status !== "passed" || spoiled.has(stage.id)) return;
			reuse.keep(stage, record.durationMs ?? 0);
		},
		settled: (signal) => Promise.race([reuse.settled(), aborted(signal)])
	};
}
function aborted(signal) {
	if (signal.aborted) return Promise.resolve();
	return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
/** Who read something else than its fingerprint says, or made more than it declares. */
function spoiledBy({ reader, writers, kind }, suspects) {
	const readWhileItRan = suspects.some(({ id }) => id === reader.id) ? [reader.id] : [];
	return kind === "undeclared" ? [...readWhileItRan, ...writers.map(({ id }) => id)] : readWhileItRan;
}
export { createPreparation };
