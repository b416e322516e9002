import { hash } from "node:crypto";
// src/caching/actions/keys.ts
/**
* Our keys as the cache service's. The service takes no comma and 512 characters at most, and it looks
* every key up as a prefix too. So each of its keys is ours, then an end mark that stands in none of
* ours, then a generation: looking up `KEY|` finds this key and no longer one. An entry cannot be
* replaced; when a damaged one is met the next generation takes its place, because the newest entry
* with a prefix is found first.
*/
/** Longest key that the service takes, in UTF-16 code units, as the toolkit counts them. */
const LONGEST_KEY = 512;
/** Most keys in one look-up; the exact one is one of them. */
const MOST_RESTORE_KEYS = 9;
const END = "|";
const FIRST_GENERATION = 1;
/** Begins every key of the service for this key of ours, and no other. */
function exactPrefix(key) {
	return `${escapeKey(key)}${END}`;
}
/** Begins every key of the service for keys that start with this; no line breaks, for the log's sake. */
function escapeKey(prefix) {
	return prefix.replaceAll(/[%,|\r\n]/g, encodeURIComponent);
}
/** The key to save under; after a damaged entry, the one that takes its place. */
function keyToSave(key, damaged) {
	const generation = damaged === void 0 ? FIRST_GENERATION : damaged.generation + 1;
	return `${exactPrefix(key)}${generation}`;
}
/** Reads a key of the service; none where it is not one of ours. */
function parseServiceKey(serviceKey) {
	const [, escaped, digits] = /^([^|]*)\|(\d{1,9})$/s.exec(serviceKey) ?? [];
	if (escaped === void 0 || digits === void 0) return void 0;
	return {
		key: escaped.replaceAll(/%(25|2C|7C|0D|0A)/g, decodeURIComponent),
		generation: Number(digits)
	};
}
/** What keeps the service from taking these keys. */
function faultOfKeys({ key, restoreKeys }) {
	if (restoreKeys.length > MOST_RESTORE_KEYS) return {
		kind: "too-many-restore-keys",
		most: MOST_RESTORE_KEYS
	};
	return [keyToSave(key), ...restoreKeys.map(escapeKey)].some(({ length }) => length > LONGEST_KEY) ? {
		kind: "key-too-long",
		most: LONGEST_KEY
	} : void 0;
}
/**
* The one path that the toolkit is given: literal, because the toolkit reads paths as patterns and
* hands their matches to tar in a list where names that begin with `-` or hold a line break mean
* something else; and the same for the same paths, because the service tells entries apart by it.
*/
function containerOf(paths) {
	return `stagetime-${hash("sha256", JSON.stringify(paths)).slice(0, 32)}`;
}
export { keyToSave as a, faultOfKeys as i, escapeKey as n, parseServiceKey as o, exactPrefix as r, containerOf as t };
