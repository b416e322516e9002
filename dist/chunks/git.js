import { n as withoutWithheld, t as ask } from "./ask.js";
import { join } from "node:path";
import { existsSync } from "node:fs";
// src/programs/git.ts
const TIMEOUT_MS = 3e4;
const MOST_BYTES = 2e8;
const SETTINGS = [
	"core.hooksPath=/dev/null",
	"core.fsmonitor=false",
	"core.quotePath=false",
	"core.pager=cat",
	"color.ui=false",
	"log.showSignature=false",
	"status.branch=false",
	"status.short=false",
	"status.showStash=false",
	"status.relativePaths=true",
	"i18n.logOutputEncoding=UTF-8",
	"submodule.recurse=false",
	"fetch.recurseSubmodules=false",
	"gc.auto=0",
	"maintenance.auto=false",
	"advice.detachedHead=false"
];
const KEPT = /^GIT_(CONFIG_|CONFIG$|SSL_|SSH|HTTP_|PROXY|ASKPASS$|EXEC_PATH$|CEILING_DIRECTORIES$)/;
const OWN = {
	GIT_TERMINAL_PROMPT: "0",
	GIT_LFS_SKIP_SMUDGE: "1",
	GIT_OPTIONAL_LOCKS: "0",
	GIT_NO_REPLACE_OBJECTS: "1",
	LC_ALL: "C"
};
async function git(place, args) {
	const answer = await askGit(place, args);
	if (answer.kind === "answered" && answer.exitCode === 0) return answer.stdout;
	throw gitError(answer, args);
}
function askGit(place, args) {
	const settings = [...SETTINGS, ...trusting(place)].flatMap((setting) => ["-c", setting]);
	return ask({
		program: "git",
		args: [
			"--no-pager",
			...settings,
			...args
		],
		cwd: place.folder,
		environment: gitEnvironment(place.environment),
		timeoutMs: place.timeoutMs ?? TIMEOUT_MS,
		mostBytes: MOST_BYTES,
		signal: place.signal,
		...place.input !== void 0 && { input: place.input }
	});
}
function gitError(answer, [command]) {
	switch (answer.kind) {
		case "answered": return new Error(complaintOf(answer.stderr) ?? `git ${command} could not be run`);
		case "interrupted": return /* @__PURE__ */ new Error("it was interrupted");
		case "timed-out": return /* @__PURE__ */ new Error(`git ${command} took too long`);
		case "too-long": return /* @__PURE__ */ new Error(`git ${command} printed too much`);
		case "not-started": return /* @__PURE__ */ new Error(`git could not be started: ${answer.reason}`);
	}
}
function trusting({ folder, environment }) {
	return environment.GITHUB_ACTIONS === "true" || existsSync(join(folder, ".git")) ? ["safe.directory=*"] : [];
}
function gitEnvironment(own) {
	const kept = Object.entries(withoutWithheld(own)).filter(([name]) => !name.startsWith("GIT_") || KEPT.test(name));
	return {
		...Object.fromEntries(kept),
		...OWN
	};
}
function complaintOf(stderr) {
	const lines = stderr.trim().split("\n");
	return (lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1)) || void 0;
}
function entriesOf(output) {
	return output.split("\0").filter((entry) => entry !== "");
}
async function headCommit(folder, environment) {
	const place = {
		folder,
		environment,
		timeoutMs: HEAD_MS
	};
	const [object, ref] = await Promise.all([git({
		...place,
		input: "HEAD\n"
	}, ["cat-file", "--batch"]).catch((error) => error), git(place, [
		"symbolic-ref",
		"-q",
		"HEAD"
	]).catch(() => "")]);
	if (object instanceof Error) return isOwnership(object.message) ? {
		kind: "unreadable",
		reason: object.message.replace(/^fatal: /, "")
	} : { kind: "none" };
	const sha = /^([0-9a-f]{40,64}) commit \d+\n/.exec(object)?.[1];
	const epochSeconds = /^committer .* (\d+) [+-]\d+$/m.exec(object)?.[1];
	if (sha === void 0 || epochSeconds === void 0) return { kind: "none" };
	const branch = /^refs\/heads\/(.+)\n$/.exec(ref)?.[1];
	return {
		kind: "commit",
		sha,
		epochSeconds,
		...branch !== void 0 && { branch }
	};
}
const HEAD_MS = 1e4;
function isOwnership(complaint) {
	return complaint.includes("dubious ownership") || complaint.includes("unsafe repository");
}
export { headCommit as a, gitError as i, entriesOf as n, git as r, askGit as t };
