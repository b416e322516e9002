import { n as isRunMark, r as markerStart, t as MARKER } from "./run-mark.js";
import { n as waitingLine } from "./folder-lock2.js";
import { createConnection, createServer } from "node:net";
import { hash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { existsSync, mkdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { setTimeout } from "node:timers/promises";
// src/execution/run-lock.ts
function createRunLocks(options) {
	const held = /* @__PURE__ */ new Map();
	const deadline = performance.now() + options.waitMs;
	async function holdOne(folder, address, mayShare) {
		if (held.has(address)) return { kind: "held" };
		for (let told;;) {
			const taken = await listen(address, {
				folder,
				pid: process.pid,
				mark: options.mark
			});
			if (taken.kind === "listening") held.set(address, taken.release);
			if (taken.kind === "listening") return { kind: "held" };
			if (taken.kind === "impossible") return {
				kind: "held",
				unguarded: taken.reason
			};
			const met = await meet(address, folder);
			if (met === void 0) {
				if (address.startsWith("/")) rmSync(address, { force: true });
				await setTimeout(RETRY_MS);
			} else if (isWithin(met.holder, options.outerMarker)) {
				met.leave();
				return mayShare ? { kind: "held" } : {
					kind: "own-report",
					holder: met.holder
				};
			} else {
				const { holder } = met;
				if (options.waitMs > 0 && (told === void 0 || told !== holder.pid)) {
					options.onWait(holder);
					told = holder.pid ?? 0;
				}
				const leftMs = deadline - performance.now();
				const end = leftMs <= 0 ? "late" : await met.gone(leftMs, options.signal);
				met.leave();
				if (end === "interrupted") return { kind: "interrupted" };
				if (end === "late") return {
					kind: "busy",
					holder
				};
			}
			if (options.signal.aborted) return { kind: "interrupted" };
		}
	}
	return {
		async hold({ root, reportDir }) {
			const wanted = [{
				folder: root,
				address: addressOf(numberOf(root)),
				mayShare: true
			}, {
				folder: reportDir,
				address: addressOf(reportDirOf(reportDir)),
				mayShare: false
			}];
			let unguarded;
			for (const { folder, address, mayShare } of wanted) {
				const locked = await holdOne(folder, address, mayShare);
				if (locked.kind !== "held") return locked;
				unguarded ??= locked.unguarded;
			}
			return {
				kind: "held",
				...unguarded !== void 0 && { unguarded }
			};
		},
		[Symbol.dispose]() {
			for (const release of held.values()) release();
			held.clear();
		}
	};
}
const RETRY_MS = 50;
const GREETING_MS = 500;
const LONGEST_GREETING = 1e4;
function listen(address, holder) {
	const waiting = /* @__PURE__ */ new Set();
	const server = createServer((socket) => {
		waiting.add(socket);
		socket.unref();
		socket.on("error", () => {}).on("close", () => waiting.delete(socket));
		socket.write(`${JSON.stringify(holder)}\n`);
	});
	const release = () => {
		server.close();
		for (const socket of waiting) socket.destroy();
	};
	return new Promise((resolve) => {
		server.once("error", (error) => resolve(error.code === "EADDRINUSE" ? { kind: "taken" } : {
			kind: "impossible",
			reason: error.message
		}));
		server.listen(address, () => {
			server.unref();
			resolve({
				kind: "listening",
				release
			});
		});
	});
}
async function meet(address, folder) {
	const socket = createConnection(address);
	const closed = new Promise((resolve) => socket.once("close", () => resolve()));
	socket.on("error", () => {});
	let text = "";
	const greeted = new Promise((resolve) => {
		socket.setEncoding("utf8").on("data", (chunk) => {
			if (text.length < LONGEST_GREETING) text += chunk;
			if (text.includes("\n")) resolve();
		});
	});
	const connected = new Promise((resolve) => socket.once("connect", () => resolve(true)));
	if (await Promise.race([connected, closed]) !== true) return void 0;
	await Promise.race([
		greeted,
		closed,
		setTimeout(GREETING_MS, void 0, { ref: false })
	]);
	return {
		holder: {
			folder,
			...readGreeting(text)
		},
		leave: () => socket.destroy(),
		async gone(waitMs, signal) {
			const over = new AbortController();
			try {
				return await Promise.race([
					closed.then(() => "gone"),
					setTimeout(waitMs, "late", { signal: over.signal }),
					new Promise((resolve) => {
						if (signal.aborted) resolve("interrupted");
						const onAbort = () => resolve("interrupted");
						signal.addEventListener("abort", onAbort, {
							once: true,
							signal: over.signal
						});
					})
				]);
			} finally {
				over.abort();
			}
		}
	};
}
function readGreeting(text) {
	try {
		const { pid, mark } = JSON.parse(text.split("\n")[0] ?? "");
		return {
			...Number.isSafeInteger(pid) && { pid },
			...typeof mark === "string" && isRunMark(mark) && { mark }
		};
	} catch {
		return {};
	}
}
function isWithin({ mark }, outerMarker) {
	return mark !== void 0 && outerMarker?.startsWith(markerStart(mark)) === true;
}
function addressOf(identity) {
	const name = `stagetime-${hash("sha256", `${userInfo().uid}\0${identity}`).slice(0, 32)}`;
	switch (process.platform) {
		case "linux": return `\0${name}`;
		case "win32": return `\\\\.\\pipe\\${name}`;
		default: return join(tmpdir(), `${name}.sock`);
	}
}
function numberOf(folder) {
	const { dev, ino } = statSync(folder);
	return `${dev}:${ino}`;
}
function reportDirOf(path) {
	try {
		mkdirSync(dirname(path), { recursive: true });
		const real = existsSync(path) ? realpathSync(path) : path;
		return `${numberOf(dirname(real))}/${basename(real)}`;
	} catch {
		return path;
	}
}
// src/run/folder-lock.ts
const WAIT_MS = 18e5;
function openLocks(options) {
	const { mark, signal, waits, variables, say } = options;
	return createRunLocks({
		mark,
		signal,
		outerMarker: variables[MARKER],
		waitMs: waits ? WAIT_MS : 0,
		onWait: (holder) => say(waitingLine(holder, WAIT_MS))
	});
}
export { openLocks as t };
