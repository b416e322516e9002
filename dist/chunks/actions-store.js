import { r as copyExtent } from "./put-in-place.js";
import { a as saveFaultOf, i as placeObstacleOf } from "./faults.js";
import { t as faultOfPath } from "./paths.js";
import { n as moveIn, t as createStaging } from "./staging.js";
import { n as workerEnvironment, t as actionsCacheAvailability } from "./availability2.js";
import { a as keyToSave, i as faultOfKeys, n as escapeKey, o as parseServiceKey, r as exactPrefix, t as containerOf } from "./keys.js";
import { t as TREE } from "./messages.js";
import { t as _usingCtx } from "./usingCtx.js";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { execFileSync, spawn } from "node:child_process";
// src/caching/actions/worker-process.ts
const GONE_POLL_MS = 5;
const GONE_POLLS = 200;
var WorkerProcess = class {
	#child;
	#ended;
	#hasEnded = false;
	constructor({ script, environment }) {
		this.#child = spawn(process.execPath, [script], {
			cwd: tmpdir(),
			env: environment,
			stdio: [
				"ignore",
				"ignore",
				"ignore",
				"ipc"
			],
			detached: true,
			windowsHide: true
		});
		this.#ended = new Promise((resolve) => {
			this.#child.once("error", ({ message }) => resolve({
				kind: "failed",
				said: message
			}));
			this.#child.once("exit", (code, signal) => resolve(endOf(code, signal)));
		}).then((because) => {
			this.#hasEnded = true;
			return because;
		});
		this.#hold(false);
	}
	get pid() {
		return this.#child.pid;
	}
	get isAlive() {
		return !this.#hasEnded && this.#child.connected;
	}
	async run(task, { baseMs, bytesPerSecond, maxBytes }) {
		const started = performance.now();
		let timer;
		let settle = () => void 0;
		const settled = new Promise((resolve) => {
			settle = resolve;
		});
		const allow = (bytes) => {
			const allowedMs = baseMs + bytes / bytesPerSecond * 1e3;
			clearTimeout(timer);
			const leftMs = started + allowedMs - performance.now();
			timer = setTimeout(() => settle({
				kind: "late",
				afterMs: allowedMs
			}), leftMs);
		};
		const listen = (message) => {
			if (message.kind === "answer") settle(message.answer);
			else if (message.bytes > maxBytes) settle({ kind: "too-large" });
			else allow(message.bytes);
		};
		this.#hold(true);
		this.#child.on("message", listen);
		this.#ended.then((because) => settle({
			kind: "gone",
			because
		}));
		try {
			allow(0);
			this.#child.send(task, (error) => {
				if (error) settle({
					kind: "gone",
					because: {
						kind: "failed",
						said: error.message
					}
				});
			});
			return await settled;
		} finally {
			clearTimeout(timer);
			this.#child.off("message", listen);
			this.#hold(false);
		}
	}
	async end() {
		const { pid } = this.#child;
		if (pid === void 0) return;
		killGroup(pid);
		for (let polls = 0; polls < GONE_POLLS && isGroupAlive(pid); polls += 1) await setTimeout$1(GONE_POLL_MS);
	}
	#hold(hold) {
		const action = hold ? "ref" : "unref";
		this.#child[action]();
		this.#child.channel?.[action]();
	}
};
function endOf(exitCode, signal) {
	return {
		kind: "process-ended",
		...exitCode !== null && { exitCode },
		...signal !== null && { signal }
	};
}
function killGroup(pid) {
	try {
		if (process.platform !== "win32") process.kill(-pid, "SIGKILL");
		else execFileSync("taskkill", [
			"/pid",
			String(pid),
			"/t",
			"/f"
		], { stdio: "ignore" });
	} catch {}
}
function isGroupAlive(pid) {
	try {
		process.kill(process.platform === "win32" ? pid : -pid, 0);
		return true;
	} catch {
		return false;
	}
}
// src/caching/actions/worker-pool.ts
const IDLE_MS = 5e3;
var WorkerPool = class {
	#options;
	#all = /* @__PURE__ */ new Set();
	#idle = [];
	#waiting = [];
	#isOver = false;
	constructor(options) {
		this.#options = options;
	}
	get pids() {
		return [...this.#all].flatMap(({ pid }) => pid ?? []);
	}
	warmUp(count) {
		const wanted = Math.min(count, this.#options.processes) - this.#all.size;
		for (let started = 0; started < wanted; started += 1) this.#release(this.#start());
	}
	async run(task, deadline) {
		if (this.#isOver) return {
			kind: "gone",
			because: { kind: "store-closed" }
		};
		const worker = await this.#take();
		const outcome = await worker.run(task, deadline);
		const isSound = worker.isAlive && isOrderly(outcome);
		if (!isSound) await this.#discard(worker);
		if (isSound) this.#release(worker);
		else if (this.#waiting.length > 0) this.#release(this.#start());
		return outcome;
	}
	async [Symbol.asyncDispose]() {
		this.#isOver = true;
		await Promise.all([...this.#all].map((worker) => this.#discard(worker)));
	}
	async #take() {
		for (let worker = this.#idle.pop(); worker !== void 0; worker = this.#idle.pop()) {
			if (worker.isAlive) return worker;
			await this.#discard(worker);
		}
		if (this.#all.size < this.#options.processes) return this.#start();
		return new Promise((resolve) => this.#waiting.push(resolve));
	}
	#start() {
		const worker = new WorkerProcess(this.#options);
		this.#all.add(worker);
		return worker;
	}
	#release(worker) {
		const next = this.#waiting.shift();
		if (next !== void 0) next(worker);
		else {
			this.#idle.push(worker);
			setTimeout(() => this.#retire(worker), IDLE_MS).unref();
		}
	}
	#retire(worker) {
		const at = this.#idle.indexOf(worker);
		if (at === -1) return;
		this.#idle.splice(at, 1);
		this.#discard(worker);
	}
	async #discard(worker) {
		this.#all.delete(worker);
		await worker.end();
	}
};
function isOrderly({ kind }) {
	return [
		"found",
		"not-found",
		"other-packing",
		"unpacked",
		"saved",
		"already-there"
	].includes(kind);
}
// src/caching/actions/actions-store.ts
const DEFAULT_DEADLINES = {
	lookUpMs: 2e4,
	transferMs: 6e4,
	bytesPerSecond: 5e6
};
const PROCESSES = 4;
const COPY = "copy";
function createActionsStore(options) {
	return new ActionsStore(options);
}
var ActionsStore = class {
	#pool;
	#maxBytes;
	#deadlines;
	#hasZstd;
	#damaged = /* @__PURE__ */ new Set();
	#givenUp;
	constructor(options) {
		const { script, variables, maxBytes, deadlines, processes = PROCESSES } = options;
		this.#pool = new WorkerPool({
			script,
			processes,
			environment: workerEnvironment(variables)
		});
		this.#maxBytes = maxBytes;
		this.#hasZstd = options.hasZstd ?? true;
		this.#deadlines = {
			...DEFAULT_DEADLINES,
			...deadlines
		};
		const availability = actionsCacheAvailability(variables);
		if (availability.kind === "none") this.#givenUp = {
			kind: "no-service",
			unset: [...availability.unset]
		};
	}
	get maxBytes() {
		return this.#maxBytes;
	}
	get pids() {
		return this.#pool.pids;
	}
	warmUp(count) {
		if (this.#givenUp === void 0) this.#pool.warmUp(count);
	}
	async get(request) {
		const found = await this.#lookUp(request);
		if (found.kind !== "entry") return found;
		const { serviceKey } = found;
		const exactly = {
			...request,
			key: serviceKey,
			restoreKeys: []
		};
		return {
			kind: "hit",
			...matchOf(found.entry, request),
			restore: async (root) => {
				const restored = await this.#restoreSafely(exactly, root);
				switch (restored.kind) {
					case "unpacked": return {
						kind: "restored",
						bytes: restored.bytes
					};
					case "miss": return notRestored(restored.because, "unavailable");
					case "unreadable": return notRestored(restored.because, restored.fault);
					case "not-restored": return restored;
				}
			}
		};
	}
	async fetch(request, root) {
		const fault = this.#obstacleTo(request);
		if (fault !== void 0) return fault;
		const restored = await this.#restoreSafely({
			...request,
			...serviceKeys(request)
		}, root);
		if (restored.kind !== "unpacked") return restored;
		const entry = entryAsked(restored.key, request);
		if (entry === void 0) return unreadable("damaged", { kind: "unasked-entry" });
		return {
			kind: "restored",
			bytes: restored.bytes,
			...matchOf(entry, request)
		};
	}
	async set(request) {
		return this.#save(request).catch((error) => notSaved(saveFaultOf(error)));
	}
	async [Symbol.asyncDispose]() {
		await this.#pool[Symbol.asyncDispose]();
	}
	#obstacleTo(request) {
		if (this.#givenUp !== void 0) return unreadable("unavailable", this.#givenUp);
		const fault = faultOfKeys(request);
		return fault === void 0 ? void 0 : miss(fault);
	}
	async #lookUp(request) {
		const fault = this.#obstacleTo(request);
		if (fault !== void 0) return fault;
		const outcome = await this.#pool.run({
			kind: "look-up",
			container: containerOf(request.paths),
			hasZstd: this.#hasZstd,
			...serviceKeys(request)
		}, this.#deadline(this.#deadlines.lookUpMs));
		if (outcome.kind === "not-found") return miss({ kind: "no-entry" });
		if (outcome.kind !== "found") return this.#unreadable(outcome);
		const entry = entryAsked(outcome.key, request);
		if (entry === void 0) return unreadable("damaged", { kind: "unasked-entry" });
		return {
			kind: "entry",
			serviceKey: outcome.key,
			entry
		};
	}
	#restoreSafely(request, root) {
		return this.#restore(request, root).catch((error) => notRestored(placeObstacleOf(error)));
	}
	async #restore(request, root) {
		try {
			var _usingCtx$1 = _usingCtx();
			const { key, restoreKeys, paths, folders } = request;
			const container = containerOf(paths);
			if (this.#damaged.has(nameOf(container, key))) return unreadable("damaged", { kind: "known-damaged" });
			const { folder } = _usingCtx$1.a(await createStaging(root));
			const limits = this.#limits(request);
			const outcome = await this.#pool.run({
				kind: "restore",
				container,
				key,
				restoreKeys,
				limits,
				folder,
				hasZstd: this.#hasZstd
			}, this.#deadline(this.#deadlines.transferMs));
			if (outcome.kind === "damaged") this.#damaged.add(nameOf(container, outcome.key));
			if (outcome.kind === "not-found") return miss({ kind: "no-entry" });
			if (outcome.kind !== "unpacked") return this.#unreadable(outcome);
			const obstacle = moveIn({ folder: join(folder, TREE) }, root, paths, folders);
			return obstacle === void 0 ? outcome : notRestored(obstacle);
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	}
	async #save(request) {
		try {
			var _usingCtx3 = _usingCtx();
			const { key, paths, root, stillValid } = request;
			const fault = paths.map(faultOfPath).find((found) => found !== void 0) ?? this.#givenUp ?? faultOfKeys({
				key,
				restoreKeys: []
			});
			if (fault !== void 0) return notSaved(fault);
			const container = containerOf(paths);
			const there = await this.#lookUp({
				key,
				restoreKeys: [],
				paths
			});
			if (this.#givenUp !== void 0) return notSaved(this.#givenUp);
			if (there.kind === "entry" && !this.#damaged.has(nameOf(container, there.serviceKey))) return { kind: "already-there" };
			const staging = _usingCtx3.a(await createStaging(root));
			const serviceKey = keyToSave(key, there.kind === "entry" ? there.entry : void 0);
			const { folder } = staging;
			const limits = this.#limits(request);
			if (stillValid !== void 0) {
				const copied = copyExtent(root, join(folder, COPY), limits);
				if (copied === "too-large") return notSaved(this.#causeOf({ kind: copied }));
				if (!await stillValid()) return notSaved({ kind: "changed-meanwhile" });
			}
			const from = stillValid === void 0 ? root : join(folder, COPY);
			const outcome = await this.#pool.run({
				kind: "save",
				container,
				key: serviceKey,
				limits,
				root: from,
				folder,
				hasZstd: this.#hasZstd
			}, this.#deadline(this.#deadlines.transferMs));
			if (outcome.kind === "saved") {
				const { bytes, leftOut } = outcome;
				return {
					kind: "saved",
					bytes,
					...leftOut.length > 0 && { leftOut }
				};
			}
			if (outcome.kind === "already-there") return { kind: "already-there" };
			return notSaved(outcome.kind === "refused" ? outcome.because : this.#causeOf(outcome));
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	}
	#unreadable(outcome) {
		return unreadable(faultOf(outcome), this.#causeOf(outcome));
	}
	#causeOf(outcome) {
		switch (outcome.kind) {
			case "late":
				this.#givenUp ??= {
					kind: "given-up",
					afterMs: outcome.afterMs
				};
				return this.#givenUp;
			case "too-large": return {
				kind: "too-large",
				maxBytes: this.#maxBytes
			};
			case "other-packing":
			case "damaged":
			case "failed":
			case "gone": return outcome.because;
			default: return { kind: "wrong-answer" };
		}
	}
	#limits({ paths, folders }) {
		return {
			paths,
			maxBytes: this.#maxBytes,
			...folders !== void 0 && { folders }
		};
	}
	#deadline(baseMs) {
		const { bytesPerSecond } = this.#deadlines;
		return {
			baseMs,
			bytesPerSecond,
			maxBytes: this.#maxBytes
		};
	}
};
function nameOf(container, serviceKey) {
	return `${container} ${serviceKey}`;
}
function serviceKeys({ key, restoreKeys }) {
	return {
		key: exactPrefix(key),
		restoreKeys: restoreKeys.map(escapeKey)
	};
}
function entryAsked(serviceKey, { key, restoreKeys }) {
	const entry = parseServiceKey(serviceKey);
	return entry?.key === key || restoreKeys.some((prefix) => entry?.key.startsWith(prefix) === true) ? entry : void 0;
}
function matchOf(entry, { key }) {
	return {
		key: entry.key,
		match: entry.key === key ? "exact" : "prefix"
	};
}
function miss(because) {
	return {
		kind: "miss",
		because
	};
}
function notSaved(because) {
	return {
		kind: "not-saved",
		because
	};
}
function notRestored(because, fault) {
	return {
		kind: "not-restored",
		because,
		...fault !== void 0 && { fault }
	};
}
function unreadable(fault, because) {
	return {
		kind: "unreadable",
		fault,
		because
	};
}
function faultOf({ kind }) {
	switch (kind) {
		case "late":
		case "damaged":
		case "too-large":
		case "other-packing": return kind;
		default: return "unavailable";
	}
}
export { createActionsStore as n, DEFAULT_DEADLINES as t };
