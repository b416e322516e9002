import { join } from "node:path";
import { existsSync } from "node:fs";
import { spawn } from "node:child_process";
// src/pipeline/variables.ts
const WITHHELD = [
	/^ACTIONS_/,
	/^INPUT_/,
	/^STATE_/,
	/^GITHUB_TOKEN$/,
	/^GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/
];
function withoutWithheld(own) {
	const kept = Object.entries(own).flatMap(([name, value]) => value === void 0 || WITHHELD.some((pattern) => pattern.test(name)) ? [] : [[name, value]]);
	return Object.fromEntries(kept);
}
// src/programs/ask.ts
const DRAIN_MS = 200;
const GRACE_MS = 500;
const asked = /* @__PURE__ */ new Set();
function watchOver(child) {
	if (asked.size === 0) process.once("exit", endAll);
	asked.add(child);
}
function forget(child) {
	asked.delete(child);
	if (asked.size === 0) process.off("exit", endAll);
}
function endAll() {
	for (const child of asked) endGroup(child, "SIGKILL");
}
function ask(question) {
	const { program, args, cwd, environment, input, timeoutMs, mostBytes, signal } = question;
	return new Promise((resolve) => {
		if (signal?.aborted) return resolve({ kind: "interrupted" });
		const child = spawn(program, args, {
			cwd,
			env: environment,
			stdio: [
				input === void 0 ? "ignore" : "pipe",
				"pipe",
				"pipe"
			],
			detached: process.platform !== "win32",
			windowsHide: true
		});
		watchOver(child);
		let cut;
		let killing;
		const end = (why) => {
			if (cut !== void 0) return;
			cut = why;
			endGroup(child, "SIGTERM");
			killing = setTimeout(() => endGroup(child, "SIGKILL"), GRACE_MS);
		};
		const stdout = collect(child.stdout, mostBytes, () => end("too-long"));
		const stderr = collect(child.stderr, mostBytes, () => end("too-long"));
		child.stdin?.on("error", () => {}).end(input);
		const timer = setTimeout(() => end("timed-out"), timeoutMs);
		const onAbort = () => end("interrupted");
		signal?.addEventListener("abort", onAbort, { once: true });
		const settle = (answer) => {
			forget(child);
			clearTimeout(timer);
			clearTimeout(killing);
			signal?.removeEventListener("abort", onAbort);
			stdout.stop();
			stderr.stop();
			resolve(answer);
		};
		child.once("error", (error) => settle({
			kind: "not-started",
			reason: error.message
		}));
		child.once("exit", (code) => {
			const answer = () => {
				endGroup(child, "SIGKILL");
				settle(cut !== void 0 ? { kind: cut } : {
					kind: "answered",
					exitCode: code ?? void 0,
					stdout: stdout.text(),
					stderr: stderr.text()
				});
			};
			if (cut !== void 0) return answer();
			const drained = setTimeout(answer, DRAIN_MS);
			child.once("close", () => {
				clearTimeout(drained);
				answer();
			});
		});
	});
}
function collect(stream, mostBytes, onTooMuch) {
	const chunks = [];
	let bytes = 0;
	stream?.on("data", (chunk) => {
		bytes += chunk.length;
		if (bytes > mostBytes) onTooMuch();
		else chunks.push(chunk);
	});
	stream?.on("error", () => {});
	return {
		text: () => Buffer.concat(chunks).toString("utf8"),
		stop: () => void stream?.destroy()
	};
}
function endGroup(child, signal) {
	if (child.pid === void 0) return;
	try {
		if (process.platform === "win32") spawn("taskkill", [
			"/pid",
			String(child.pid),
			"/T",
			"/F"
		], { stdio: "ignore" }).unref();
		else process.kill(-child.pid, signal);
	} catch {}
}
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
	return ask({
		program: "git",
		args: [
			"--no-pager",
			...[...SETTINGS, ...trusting(place)].flatMap((setting) => ["-c", setting]),
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
export { headCommit as a, gitError as i, entriesOf as n, ask as o, git as r, withoutWithheld as s, askGit as t };
