// src/caching/files/paths.ts
/** Which paths may be read for, and written from, a cache. */
/** Longest path, in code units, that is taken: what common systems can still open. */
const LONGEST_PATH = 4096;
/**
* What is wrong with a path as a place below a root, in words. Good paths are relative, in normal
* form, with `/` between their parts.
*/
function faultOfPath(path) {
	const quoted = JSON.stringify(path.slice(0, 200));
	if (path === "" || path.length > LONGEST_PATH) return `${quoted} is no path`;
	if (path.includes("\0")) return `${quoted} is no path`;
	if (path.startsWith("/") || isForeignToWindows(path)) return `${quoted} is not a relative path`;
	if (path.split("/").some((part) => part === "" || part === "." || part === "..")) return `${quoted} leads elsewhere`;
}
/** Backslashes separate, and colons name drives and streams, on Windows alone. */
function isForeignToWindows(path) {
	return process.platform === "win32" && /[\\:]/.test(path);
}
/** Whether a path is one of the given ones or below one of them. */
function isWithin(path, given) {
	return given.has(path) || parentsOf(path).some((parent) => given.has(parent));
}
/** The folders above a path, outermost first: `a` and `a/b` for `a/b/c`. */
function parentsOf(path) {
	const parents = [];
	for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) parents.push(path.slice(0, at));
	return parents;
}
/** The paths that are not below another of them. */
function outermost(paths) {
	const given = new Set(paths);
	return [...given].filter((path) => !parentsOf(path).some((parent) => given.has(parent)));
}
export { parentsOf as i, isWithin as n, outermost as r, faultOfPath as t };
