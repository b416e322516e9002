import { i as gitError, n as entriesOf, t as askGit } from "./git.js";
import { basename, dirname, join, resolve } from "node:path";
import { existsSync, lstatSync, realpathSync } from "node:fs";
// src/programs/tracked.ts
const NOTHING = {
	kind: "files",
	paths: []
};
async function trackedBelow(path, environment) {
	for (const link of linksOnTheWay(path)) {
		const tracked = await list(dirname(link), `:(literal)${basename(link)}`, environment);
		if (tracked.kind !== "files") return tracked;
		if (tracked.paths.length === 0) continue;
		if (link === path || await leadsOut(link, environment)) return {
			kind: "link",
			path: link
		};
	}
	const real = realOf(path);
	if (real === void 0) return NOTHING;
	return lstatSync(real).isDirectory() ? list(real, ".", environment) : list(dirname(real), `:(literal)${basename(real)}`, environment);
}
function linksOnTheWay(path) {
	const folders = [];
	for (let at = resolve(path); at !== dirname(at); at = dirname(at)) folders.unshift(at);
	return folders.filter((at) => lstatOf(at)?.isSymbolicLink() === true);
}
async function leadsOut(link, environment) {
	const place = {
		folder: dirname(link),
		environment
	};
	const answer = await askGit(place, ["rev-parse", "--show-toplevel"]);
	const real = realOf(link);
	if (answer.kind !== "answered" || answer.exitCode !== 0 || real === void 0) return true;
	const top = answer.stdout.replace(/\r?\n$/, "");
	return real !== top && !real.startsWith(join(top, "/"));
}
async function list(folder, what, environment) {
	const args = [
		"ls-files",
		"-z",
		"--",
		what
	];
	const answer = await askGit({
		folder,
		environment
	}, args);
	if (answer.kind === "answered" && answer.exitCode === 0) return {
		kind: "files",
		paths: entriesOf(answer.stdout)
	};
	const reason = gitError(answer, args).message;
	return (answer.kind === "not-started" ? !isInRepository(folder) : /not a git repository|must be run in a work tree/.test(reason)) ? NOTHING : {
		kind: "unknown",
		reason: reason.replace(/^fatal: /, "")
	};
}
function isInRepository(folder) {
	for (let at = folder;; at = dirname(at)) {
		if (existsSync(join(at, ".git"))) return true;
		if (at === dirname(at)) return false;
	}
}
function realOf(path) {
	try {
		return realpathSync(path);
	} catch {
		return;
	}
}
function lstatOf(path) {
	try {
		return lstatSync(path, { throwIfNoEntry: false });
	} catch {
		return;
	}
}
export { trackedBelow as n, lstatOf as t };
