// src/caching/files/paths.ts
/** Longest path, in code units, that is taken: what common systems can still open. */
const LONGEST_PATH = 4096;
/** So much of a bad path is kept to be shown, in code units. */
const SHOWN_PATH = 200;
/**
* What is wrong with a path as a place below a root. Good paths are relative, in normal form, with `/`
* between their parts.
*/
function faultOfPath(path) {
	const bad = (fault) => ({
		kind: "bad-path",
		path: path.slice(0, SHOWN_PATH),
		fault
	});
	if (path === "" || path.length > LONGEST_PATH || path.includes("\0")) return bad("malformed");
	if (path.startsWith("/") || isForeignToWindows(path)) return bad("not-relative");
	if (path.split("/").some((part) => part === "" || part === "." || part === "..")) return bad("leads-elsewhere");
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
