import { n as filesInOrder, t as entriesInOrder } from "./fingerprint.js";
import { hash } from "node:crypto";
// src/pipeline/fingerprint-difference.ts
/**
* Every part in which two fingerprints differ, each as a phrase; none where the fingerprints are
* equal. Names and paths stand in them as they are: whoever shows them escapes them.
*/
function explainDifference(before, after) {
	return [
		...changed("the command", before.command, after.command),
		...changed("the shell", before.shell, after.shell),
		...between("the working directory", before.workingDirectory, after.workingDirectory),
		...between("the platform", before.platform, after.platform),
		...files("input", before.inputs, after.inputs),
		...patterns(before.outputs, after.outputs),
		...environment(before.environment, after.environment),
		...values("the version of", before.tools, after.tools),
		...needs(before.needs, after.needs),
		...values("the model for", before.models, after.models)
	];
}
/** That a thing changed, where its values need not or must not be shown. */
function changed(what, before, after) {
	return before === after ? [] : [`${what} changed`];
}
/** That a thing changed, with both values. */
function between(what, before, after) {
	return before === after ? [] : [`${what} changed from ${before} to ${after}`];
}
/** What was added, removed and changed between two sets of files. */
function files(what, before, after) {
	return compare(new Map(before.map((file) => [file.path, file])), new Map(after.map((file) => [file.path, file])), (path) => `${what} ${path}`, fileChange);
}
function fileChange(name, before, after) {
	if (before.kind === "link" && after.kind === "link") return before.target === after.target ? changed(`what ${name} leads to`, before.hash, after.hash) : [`${name} leads elsewhere`];
	if (before.kind === "file" && after.kind === "file") {
		const mode = after.executable ? "became executable" : "is no longer executable";
		return [...changed(name, before.hash, after.hash), ...before.executable === after.executable ? [] : [`${name} ${mode}`]];
	}
	return [`${name} became a ${after.kind}`];
}
function patterns(before, after) {
	return compare(new Map(before.map((pattern) => [pattern, pattern])), new Map(after.map((pattern) => [pattern, pattern])), (pattern) => `declared output ${pattern}`, () => []);
}
function environment(before, after) {
	return compare(new Map(Object.entries(before)), new Map(Object.entries(after)), (name) => `environment variable ${name}`, changed);
}
/** What was added, removed and changed between two sets of named values. */
function values(what, before, after) {
	return compare(new Map(Object.entries(before)), new Map(Object.entries(after)), (name) => `${what} ${name}`, between);
}
function needs(before, after) {
	return compare(new Map(before.map((need) => [need.stage, need])), new Map(after.map((need) => [need.stage, need])), (stage) => `needed stage ${stage}`, (name, old, now) => {
		if (old.kind === "outputs" && now.kind === "outputs") return files(`${name}'s output`, old.files, now.files);
		if (old.kind === "fingerprint" && now.kind === "fingerprint") return changed(`what decides the result of ${name}`, old.fingerprint, now.fingerprint);
		return [`${name} ${now.kind === "outputs" ? "now has outputs" : "has no outputs any more"}`];
	});
}
/** What was added, taken away and changed between two maps, sorted by key. */
function compare(before, after, nameOf, change) {
	return [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
		const [old, now] = [before.get(key), after.get(key)];
		if (old === void 0) return [`${nameOf(key)} was added`];
		if (now === void 0) return [`${nameOf(key)} was removed`];
		return change(nameOf(key), old, now);
	});
}
// src/caching/keys.ts
/**
* Keys of the user's caches: what decides whether an entry fits, from what must be equal to what may
* be older. A key reads
*
*     stagetime-1/<cache>/<platform>/<tools>/<own key>/<contents>/
*
* Restore keys are beginnings of it that end with a delimiter, so that no key is a prefix of another
* by accident; only what a user writes under `restore-keys` ends where the user ends it.
*/
/** Raised when the same parts are to be hashed in another way, or mean something else. */
const VERSION = 1;
/** The toolkit looks for at most ten keys, the exact one among them. */
const MOST_RESTORE_KEYS = 9;
/** Of the user's own key once it is escaped; a key has 512 characters. */
const LONGEST_OWN = 240;
/** The key of these parts. */
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
/** What all keys of a cache start with; of no other cache does one start so. */
function cachePrefix(cache) {
	return `${ALL_CACHES}${escaped(cache)}/`;
}
/**
* The cache, platform and tools that a key is of; none where it is no key of a user's cache. Legs of a
* matrix that have other tools have entries of their own, none of which stands for another's.
*/
function seriesOfKey(key) {
	const [version, cache, platform, tools, ...rest] = key.split("/");
	return `${version}/` === "stagetime-1/" && rest.length > 0 ? `${cache}/${platform}/${tools}` : void 0;
}
/** What the keys of all caches that users declare start with. */
const ALL_CACHES = `stagetime-${VERSION}/`;
/** What the keys of stored replies of models start with. */
const REPLIES_PREFIX = `stagetime-llm-${VERSION}/`;
/** What the keys of stored results of stages start with. */
const RESULTS_PREFIX = `stagetime-results-${VERSION}/`;
/** What keys of carried folders start with, before their usual prefix, that were saved beside what could not be read. */
const BESIDE_PREFIX = "stagetime-beside/";
/**
* Every part in which two keys of one cache differ, each as a phrase; none where the keys are equal.
* Names and paths stand in them as they are: whoever shows them escapes them.
*/
function explainKeyDifference(before, after) {
	return [
		...between("the platform", before.platform, after.platform),
		...changed("its paths", JSON.stringify(before.paths), JSON.stringify(after.paths)),
		...values("the", before.tools, after.tools),
		...changed("its own `key`", before.own, after.own),
		...values("the", before.settings, after.settings),
		...files("input", before.inputs, after.inputs)
	];
}
/** `-` stands for none; what a user writes begins with `=`. */
function ownPart(own) {
	if (own === void 0) return "-";
	const text = escaped(own);
	if (text.length <= LONGEST_OWN) return `=${text}`;
	return `=${text.slice(0, LONGEST_OWN)}~-${short(own, 16)}`;
}
/** Readable and reversible: what could be taken for a delimiter, or by a store amiss, as `~` and hex. */
function escaped(text) {
	return text.replace(/[^A-Za-z0-9._=+@:-]/gu, (character) => [...Buffer.from(character)].map((byte) => `~${byte.toString(16).padStart(2, "0")}`).join(""));
}
function short(value, length) {
	return hash("sha256", JSON.stringify(value)).slice(0, length);
}
export { explainKeyDifference as a, cacheKeyOf as i, REPLIES_PREFIX as n, seriesOfKey as o, RESULTS_PREFIX as r, explainDifference as s, BESIDE_PREFIX as t };
