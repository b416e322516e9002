import { n as filesInOrder, t as entriesInOrder } from "./fingerprint.js";
import { hash } from "node:crypto";
// src/pipeline/fingerprint-difference.ts
function differencesBetween(before, after) {
	return [
		...hidden("command", before.command, after.command),
		...hidden("shell", before.shell, after.shell),
		...shown("working-directory", before.workingDirectory, after.workingDirectory),
		...shown("platform", before.platform, after.platform),
		...files(before.inputs, after.inputs),
		...patterns(before.outputs, after.outputs),
		...environment(before.environment, after.environment),
		...values("tool-version", before.tools, after.tools),
		...needs(before.needs, after.needs),
		...values("model", before.models, after.models)
	];
}
function hidden(of, before, after, name) {
	if (before === after) return [];
	return [{
		kind: "value",
		of,
		...name !== void 0 && { name },
		change: "changed"
	}];
}
function shown(of, before, after, name) {
	return hidden(of, before, after, name).map((one) => ({
		...one,
		before,
		after
	}));
}
function files(before, after, outputOf) {
	const changed = (path, change) => ({
		kind: "file",
		path,
		...outputOf !== void 0 && { outputOf },
		change
	});
	return compare(byPath(before), byPath(after), changed, (path, old, now) => fileChanges(old, now).map((change) => changed(path, change)));
}
function byPath(states) {
	return new Map(states.map((file) => [file.path, file]));
}
function fileChanges(before, after) {
	if (before.kind === "link" && after.kind === "link") {
		if (before.target !== after.target) return ["target"];
		return before.hash === after.hash ? [] : ["behind-link"];
	}
	if (before.kind === "file" && after.kind === "file") return [...before.hash === after.hash ? [] : ["content"], ...before.executable === after.executable ? [] : [after.executable ? "executable" : "not-executable"]];
	return before.kind === after.kind ? [] : [`became-${after.kind}`];
}
function patterns(before, after) {
	const same = (list) => new Map(list.map((pattern) => [pattern, pattern]));
	return compare(same(before), same(after), keyed("output-pattern"), () => []);
}
function environment(before, after) {
	const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
	return compare(old, now, keyed("variable"), (name, a, b) => hidden("variable", a, b, name));
}
function values(of, before, after) {
	const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
	return compare(old, now, keyed(of), (name, a, b) => shown(of, a, b, name));
}
function keyed(of) {
	return (name, change) => ({
		kind: "value",
		of,
		name,
		change
	});
}
function needs(before, after) {
	const byStage = (states) => new Map(states.map((one) => [one.stage, one]));
	const changed = (stage, change) => ({
		kind: "need",
		stage,
		change
	});
	return compare(byStage(before), byStage(after), changed, (stage, old, now) => {
		if (old.kind === "outputs" && now.kind === "outputs") return files(old.files, now.files, stage);
		if (old.kind === "fingerprint" && now.kind === "fingerprint") return old.fingerprint === now.fingerprint ? [] : [changed(stage, "causes")];
		return [changed(stage, now.kind === "outputs" ? "got-outputs" : "lost-outputs")];
	});
}
function compare(before, after, oneSided, change) {
	return [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
		const [old, now] = [before.get(key), after.get(key)];
		if (old === void 0) return [oneSided(key, "added")];
		if (now === void 0) return [oneSided(key, "removed")];
		return change(key, old, now);
	});
}
// src/caching/keys.ts
const VERSION = 1;
const MOST_RESTORE_KEYS = 9;
const LONGEST_OWN = 240;
function cacheKeyOf(parts, depth) {
	const tools = short([
		parts.platform,
		parts.paths,
		entriesInOrder(parts.tools)
	], 16);
	const fixed = `${cachePrefix(parts.cache)}${escaped(parts.platform)}/${tools}/`;
	const own = `${fixed}${ownPart(parts.own)}/`;
	const restoreKeys = [...depth.nearest === "same-tools" ? [own] : [], ...depth.own.map((beginning) => `${fixed}=${escaped(beginning).slice(0, LONGEST_OWN)}`)];
	return {
		key: `${own}${short([entriesInOrder(parts.settings), filesInOrder(parts.inputs)], 32)}/`,
		restoreKeys: [...new Set(restoreKeys)].slice(0, MOST_RESTORE_KEYS)
	};
}
function cachePrefix(cache) {
	return `${ALL_CACHES}${escaped(cache)}/`;
}
function seriesOfKey(key) {
	const [version, cache, platform, tools, ...rest] = key.split("/");
	return `${version}/` === "stagetime-1/" && rest.length > 0 ? `${cache}/${platform}/${tools}` : void 0;
}
const ALL_CACHES = `stagetime-${VERSION}/`;
const REPLIES_PREFIX = `stagetime-llm-${VERSION}/`;
const LAYER_PREFIX = `stagetime-layer-${VERSION}/`;
const RESULTS_PREFIX = `stagetime-results-${VERSION}/`;
const BESIDE_PREFIX = "stagetime-beside/";
function keyDifferences(before, after) {
	return [
		...shown("platform", before.platform, after.platform),
		...hidden("paths", JSON.stringify(before.paths), JSON.stringify(after.paths)),
		...values("key-part", before.tools, after.tools),
		...hidden("own-key", before.own, after.own),
		...values("key-part", before.settings, after.settings),
		...files(before.inputs, after.inputs)
	];
}
function ownPart(own) {
	if (own === void 0) return "-";
	const text = escaped(own);
	if (text.length <= LONGEST_OWN) return `=${text}`;
	return `=${text.slice(0, LONGEST_OWN)}~-${short(own, 16)}`;
}
function escaped(text) {
	return text.replace(/[^A-Za-z0-9._=+@:-]/gu, (character) => [...Buffer.from(character)].map((byte) => `~${byte.toString(16).padStart(2, "0")}`).join(""));
}
function short(value, length) {
	return hash("sha256", JSON.stringify(value)).slice(0, length);
}
export { cacheKeyOf as a, differencesBetween as c, RESULTS_PREFIX as i, LAYER_PREFIX as n, keyDifferences as o, REPLIES_PREFIX as r, seriesOfKey as s, BESIDE_PREFIX as t };
