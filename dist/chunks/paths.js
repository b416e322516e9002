// src/caching/files/paths.ts
const LONGEST_PATH = 4096;
const SHOWN_PATH = 200;
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
function isForeignToWindows(path) {
	return process.platform === "win32" && /[\\:]/.test(path);
}
function isWithin(path, given) {
	return given.has(path) || parentsOf(path).some((parent) => given.has(parent));
}
function parentsOf(path) {
	const parents = [];
	for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) parents.push(path.slice(0, at));
	return parents;
}
function outermost(paths) {
	const given = new Set(paths);
	return [...given].filter((path) => !parentsOf(path).some((parent) => given.has(parent)));
}
export { parentsOf as i, isWithin as n, outermost as r, faultOfPath as t };
