import { hash } from "node:crypto";
// src/caching/actions/keys.ts
const LONGEST_KEY = 512;
const MOST_RESTORE_KEYS = 9;
const END = "|";
const FIRST_GENERATION = 1;
function exactPrefix(key) {
	return `${escapeKey(key)}${END}`;
}
function escapeKey(prefix) {
	return prefix.replaceAll(/[%,|\r\n]/g, encodeURIComponent);
}
function keyToSave(key, damaged) {
	const generation = damaged === void 0 ? FIRST_GENERATION : damaged.generation + 1;
	return `${exactPrefix(key)}${generation}`;
}
function parseServiceKey(serviceKey) {
	const [, escaped, digits] = /^([^|]*)\|(\d{1,9})$/s.exec(serviceKey) ?? [];
	if (escaped === void 0 || digits === void 0) return void 0;
	return {
		key: escaped.replaceAll(/%(25|2C|7C|0D|0A)/g, decodeURIComponent),
		generation: Number(digits)
	};
}
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
function containerOf(paths) {
	return `stagetime-${hash("sha256", JSON.stringify(paths)).slice(0, 32)}`;
}
export { keyToSave as a, faultOfKeys as i, escapeKey as n, parseServiceKey as o, exactPrefix as r, containerOf as t };
