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
export { withoutWithheld as n, ask as t };
