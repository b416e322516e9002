import { spawn } from "node:child_process";
// src/pipeline/variables.ts
/** The runner's tokens, the Action's inputs and state, and the files by which a step commands the runner. */
const WITHHELD = [
	/^ACTIONS_/,
	/^INPUT_/,
	/^STATE_/,
	/^GITHUB_TOKEN$/,
	/^GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/
];
/** The engine's own environment without what no command gets unasked. */
function withoutWithheld(own) {
	const kept = Object.entries(own).flatMap(([name, value]) => value === void 0 || WITHHELD.some((pattern) => pattern.test(name)) ? [] : [[name, value]]);
	return Object.fromEntries(kept);
}
// src/programs/ask.ts
/**
* A question to another program: it is asked, answers in a few lines, and is gone. Whatever it leaves
* behind (a child that holds its output, a daemon, a flood of text) holds nobody up beyond the limit.
*/
/** What the program wrote last may still be in the pipe when it is gone, in ms. */
const DRAIN_MS = 200;
/** How long it may take to end when it is asked to, in ms: git then removes its locks. */
const GRACE_MS = 500;
/** Asks a program in a session of its own, without a terminal. Never rejects. */
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
/** Reads a stream up to a limit. */
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
export { withoutWithheld as n, ask as t };
