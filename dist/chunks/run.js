import { a as slotsFor, i as resolveReportDir, n as availableMemory, r as describeEnvironment } from "./environment.js";
import { i as tellFault, n as runStage, r as createFollow } from "./run-stage.js";
import { a as temporaryPlaces, i as makeTemporary, r as lookForRoom, t as LOG_FOLDER } from "./stage-log.js";
import { t as bundledEntry } from "./bundled-entry.js";
import { n as sum } from "./numbers.js";
import { a as listProcesses, c as readPeakRss, i as canListProcesses, l as readTransfer, s as readCommandLine, t as endTree } from "./process-tree.js";
import { t as createRedactor } from "./redactor.js";
import { r as secretValues } from "./secrets.js";
import { a as pickTasks, i as longestRemainingPaths, n as tasksOf, r as withoutTimeFor, t as estimateRemaining } from "./eta.js";
import { l as selectStages, t as hasRunNothing } from "./run-record.js";
import { n as abortedAfter, r as unlessAborted, t as LATE_MS } from "./grace.js";
import { E as createFileStates } from "./requirements.js";
import { t as findEmptyInput } from "./empty-input.js";
import { n as satisfies } from "./status.js";
import { a as gatesRegressions } from "./choices.js";
import { c as ofSameJob, n as emptyHistory, r as expectationsFrom } from "./history.js";
import { d as readOnly, f as savedNotice, h as untrustedHistory, l as loadNotices } from "./waiting.js";
import { n as redactRecord, r as redactStage, t as redactNotice } from "./redact.js";
import { n as noticeKey } from "./notice.js";
import { n as runsLatex } from "./documents.js";
import { r as formatOf } from "./formats.js";
import { r as withFiles, t as failureCause } from "./failure-cause.js";
import { i as locateDefinition, r as loadFrom } from "./load.js";
import { a as headCommit, r as git } from "./git.js";
import { t as LOCAL_EVENT } from "./job.js";
import { n as HISTORY_FILE, o as SUMMARY_FILE, r as HTML_FILE, s as createReportWriter, t as COMMENT_FILE } from "./report-files.js";
import { t as RESULTS_FOLDER } from "./store-folders.js";
import { n as openOwnPlace } from "./own-folder.js";
import { n as rightsOf } from "./policy.js";
import { t as NOTHING_STORED } from "./store.js";
import { t as changesMachine } from "./setup-stage.js";
import { t as createFileStore } from "./file-store.js";
import { t as findExecutable } from "./find-executable.js";
import { t as siteOf } from "./site.js";
import { setMaxListeners } from "node:events";
import { createHash, hash } from "node:crypto";
import { dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { existsSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { spawn } from "node:child_process";
// src/execution/guardian/guardian.ts
const WATCH = `trap '' HUP INT QUIT TERM
read -r word
[ "$word" = over ] || exec "$@"`;
function startGuardian({ mark, logFolder }, script) {
	if (script === void 0 || process.platform === "win32") return { release: () => {} };
	const node = process.execPath;
	const child = spawn("/bin/sh", [
		"-c",
		WATCH,
		"stagetime-guardian",
		node,
		script,
		mark,
		logFolder
	], {
		cwd: "/",
		env: {},
		stdio: [
			"pipe",
			"ignore",
			"ignore"
		],
		detached: true
	});
	child.on("error", () => {}).unref();
	const { stdin } = child;
	stdin.on("error", () => {});
	stdin.unref();
	return { release: () => void stdin.end("over\n") };
}
// src/execution/process/sampler.ts
const COST_SHARE = .003;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5e3;
const SERIES_LENGTH = 120;
const FIRST_INTERVAL_MS = 250;
function createSampler() {
	const watched = /* @__PURE__ */ new Set();
	let costs = [];
	let timer;
	function nextPause() {
		const ages = [...watched].map(({ startedAt }) => performance.now() - startedAt);
		const affordable = (median(costs) ?? 0) / COST_SHARE;
		const pause = Math.min(LONGEST_PAUSE_MS, affordable, Math.min(...ages));
		return Math.max(SHORTEST_PAUSE_MS, pause);
	}
	function lookAtAll() {
		const before = process.cpuUsage();
		const processes = listProcesses();
		for (const stage of watched) observe(stage, processes);
		const { user, system } = process.cpuUsage(before);
		costs = [...costs, (user + system) / 1e3].slice(-9);
		timer = watched.size > 0 ? setTimeout(lookAtAll, nextPause()).unref() : void 0;
	}
	return { watch(tree) {
		const now = performance.now();
		const stage = {
			tree,
			startedAt: now,
			peakRssBytes: 0,
			cpuMs: 0,
			transfer: {
				readBytes: 0,
				writeBytes: 0
			},
			lastLookAt: now,
			lastCpuMs: 0,
			series: createSeries(FIRST_INTERVAL_MS)
		};
		watched.add(stage);
		if (canListProcesses) {
			clearTimeout(timer);
			timer = setTimeout(lookAtAll, SHORTEST_PAUSE_MS).unref();
		}
		return {
			look: () => observe(stage, listProcesses(), true),
			stop() {
				if (!watched.delete(stage) || !canListProcesses) return void 0;
				if (watched.size === 0) {
					clearTimeout(timer);
					timer = void 0;
				}
				const { peakRssBytes, cpuMs, transfer, series } = stage;
				return {
					peakRssBytes,
					cpuMs,
					transfer,
					series: series.read()
				};
			}
		};
	} };
}
function observe(stage, processes, transfer = false) {
	const members = stage.tree.members(processes);
	const now = performance.now();
	const rssBytes = sum(members.map((member) => member.rssBytes));
	const peaks = members.map(({ pid }) => readPeakRss(pid) ?? 0);
	stage.peakRssBytes = Math.max(stage.peakRssBytes, rssBytes, ...peaks);
	const cpuMs = sum(members.map((member) => member.cpuMs));
	stage.cpuMs = Math.max(stage.cpuMs, cpuMs);
	if (transfer) {
		const transfers = members.flatMap(({ pid }) => readTransfer(pid) ?? []);
		stage.transfer = {
			readBytes: sum(transfers.map(({ readBytes }) => readBytes)),
			writeBytes: sum(transfers.map(({ writeBytes }) => writeBytes))
		};
	}
	const span = now - stage.lastLookAt;
	const busy = span > 0 ? Math.max(0, cpuMs - stage.lastCpuMs) / span * 100 : 0;
	stage.series.add(stage.lastLookAt - stage.startedAt, now - stage.startedAt, busy, rssBytes);
	stage.lastLookAt = now;
	stage.lastCpuMs = cpuMs;
}
function createSeries(firstIntervalMs) {
	let intervalMs = firstIntervalMs;
	let work = [];
	let rss = [];
	function double() {
		const half = Math.ceil(work.length / 2);
		const pair = (values, i, none) => [values[2 * i] ?? none, values[2 * i + 1] ?? none];
		work = Array.from({ length: half }, (_, i) => sum(pair(work, i, 0)));
		rss = Array.from({ length: half }, (_, i) => Math.max(...pair(rss, i, 0)));
		intervalMs *= 2;
	}
	return {
		add(fromMs, toMs, cpuPercent, rssBytes) {
			while (Math.ceil(toMs / intervalMs) > SERIES_LENGTH) double();
			for (let i = Math.floor(fromMs / intervalMs); i * intervalMs < toMs; i += 1) {
				const overlap = Math.min(toMs, (i + 1) * intervalMs) - Math.max(fromMs, i * intervalMs);
				work[i] = (work[i] ?? 0) + cpuPercent * Math.max(0, overlap);
				rss[i] = Math.max(rss[i] ?? 0, rssBytes);
			}
		},
		read: () => ({
			intervalMs,
			cpuPercent: Array.from(work, (value) => Math.round((value ?? 0) / intervalMs)),
			rssBytes: Array.from(rss, (value) => value ?? 0)
		})
	};
}
function median(values) {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
// src/execution/process/machine-usage.ts
const INTERVAL_MS = 1e3;
function watchMachine(now, source = THIS_MACHINE) {
	let last = source.ownsAllCores() ? parseCpuTimes(source.readStat()) : void 0;
	if (last === void 0) return { stop: () => void 0 };
	const series = createSeries(INTERVAL_MS);
	let lastMs = now();
	function look() {
		const times = parseCpuTimes(source.readStat());
		const nowMs = now();
		if (times === void 0 || last === void 0) return;
		const all = times.all - last.all;
		if (all <= 0) return;
		series.add(lastMs, nowMs, 100 * Math.max(0, times.idle - last.idle) / all, 0);
		last = times;
		lastMs = nowMs;
	}
	const timer = setInterval(look, INTERVAL_MS).unref();
	return { stop() {
		clearInterval(timer);
		look();
		const { intervalMs, cpuPercent } = series.read();
		return {
			intervalMs,
			idlePercent: cpuPercent.map((percent) => Math.min(100, percent))
		};
	} };
}
const COUNTED = 8;
const IDLE = 3;
function parseCpuTimes(stat) {
	const ticks = (/^cpu +([\d ]+)$/m.exec(stat ?? "")?.[1])?.split(" ").map(Number).slice(0, COUNTED) ?? [];
	const idle = ticks[IDLE];
	return idle === void 0 ? void 0 : {
		idle,
		all: ticks.reduce((sum, of) => sum + of, 0)
	};
}
const THIS_MACHINE = {
	readStat: () => readText("/proc/stat"),
	ownsAllCores: () => availableParallelism() === cpus().length && !isLimited()
};
function isLimited() {
	const quota = readText("/sys/fs/cgroup/cpu.max") ?? readText("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
	return quota !== void 0 && !/^(max\b|-1\b)/.test(quota);
}
function readText(file) {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return;
	}
}
// src/pipeline/hash.ts
function definitionHash(stage) {
	return shortHash([
		stage.run,
		stage.shell ?? null,
		stage.workingDirectory,
		Object.entries(stage.env).sort(byCodeUnits),
		[...stage.caches].sort(),
		Object.entries(stage.models ?? {}).sort(byCodeUnits)
	]);
}
function pipelineFingerprint(pipeline) {
	return shortHash(pipeline.stages.map((stage) => [
		stage.id,
		[...stage.needs].sort(),
		definitionHash(stage),
		stage.optional,
		stage.weight
	]));
}
function shortHash(value) {
	return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
function byCodeUnits(a, b) {
	return a[0] < b[0] ? -1 : Number(a[0] > b[0]);
}
// src/execution/scheduler.ts
var AfterFailure = class {
	stage;
	constructor(stage) {
		this.stage = stage;
	}
};
function schedule(options) {
	return new Schedule(options);
}
var Schedule = class {
	finished;
	done = /* @__PURE__ */ new Set();
	#options;
	#ends = /* @__PURE__ */ new Map();
	#dropped = /* @__PURE__ */ new Set();
	#running = /* @__PURE__ */ new Map();
	#preparing = /* @__PURE__ */ new Map();
	#prepared = /* @__PURE__ */ new Set();
	#taskOf;
	#stageOf;
	#failFast = new AbortController();
	#stop;
	#failed;
	constructor(options) {
		this.#options = options;
		this.#taskOf = new Map(options.tasks.map((task) => [task.id, task]));
		this.#stageOf = new Map(options.stages.map((stage) => [stage.id, stage]));
		this.#stop = AbortSignal.any([options.signal, this.#failFast.signal]);
		setMaxListeners(0, this.#stop);
		this.finished = Promise.resolve().then(() => this.#play());
	}
	#waiting() {
		return this.#options.stages.filter((stage) => this.#isWaiting(stage));
	}
	#isWaiting({ id }) {
		return !this.#ends.has(id) && !this.#dropped.has(id) && !this.#running.has(id);
	}
	#satisfies(id) {
		if (this.#options.leftOut.has(id) && this.#stageOf.get(id)?.setup !== void 0) return true;
		const end = this.#ends.get(id);
		const optional = this.#stageOf.get(id)?.optional === true;
		return end !== void 0 && satisfies(end.status, {
			...end,
			optional
		});
	}
	#whyDropped(stage) {
		const leftOut = this.#options.leftOut.get(stage.id);
		if (leftOut !== void 0) return ["skipped", {
			kind: "left-out",
			by: leftOut
		}];
		if (this.#options.signal.aborted) return ["cancelled", { kind: "interrupted" }];
		if (this.#failed !== void 0) return ["skipped", {
			kind: "not-started-after",
			stage: this.#failed.id
		}];
		const lacking = stage.needs.find((id) => (this.#dropped.has(id) || this.#ends.has(id)) && !this.#satisfies(id));
		return lacking === void 0 ? void 0 : ["skipped", {
			kind: "needs",
			stage: lacking
		}];
	}
	#dropWhatCannotRun() {
		for (let found = true; found;) {
			found = false;
			for (const stage of this.#waiting()) {
				const why = this.#whyDropped(stage);
				if (why === void 0) continue;
				found = true;
				this.#dropped.add(stage.id);
				this.done.add(stage.id);
				this.#options.drop(stage, ...why);
			}
		}
	}
	#prepareReady() {
		if (this.#stop.aborted) return;
		const isNew = ({ id }) => !this.#prepared.has(id) && !this.#preparing.has(id);
		for (const stage of this.#waiting()) {
			if (!isNew(stage) || !stage.needs.every((id) => this.#satisfies(id))) continue;
			const preparation = this.#options.prepare?.(stage, this.#stop);
			if (preparation === void 0) this.#prepared.add(stage.id);
			else this.#preparing.set(stage.id, preparation.then((end) => this.#endPreparation(stage, end)));
		}
	}
	#endPreparation({ id }, end) {
		this.#preparing.delete(id);
		if (this.#dropped.has(id)) return;
		if (end === void 0) {
			this.#prepared.add(id);
			return;
		}
		this.#ends.set(id, end());
		this.done.add(id);
	}
	#start(stage) {
		const startedAt = this.#options.now();
		const ended = this.#options.run(stage, this.#stop).then((end) => {
			this.#running.delete(stage.id);
			this.#ends.set(stage.id, end);
			this.done.add(stage.id);
			if ((end.status === "failed" || end.status === "timed-out") && !stage.optional && !this.#options.keepGoing && this.#failed === void 0) {
				this.#failed = stage;
				this.#failFast.abort(new AfterFailure(stage.id));
			}
		});
		this.#running.set(stage.id, {
			startedAt,
			ended
		});
	}
	#startReady() {
		if (this.#stop.aborted) return;
		const ready = this.#waiting().filter(({ id }) => this.#prepared.has(id));
		const picked = pickTasks(ready.flatMap(({ id }) => this.#taskOf.get(id) ?? []), this.underWay().flatMap(({ id, elapsedMs }) => {
			const task = this.#taskOf.get(id);
			return task === void 0 ? [] : [{
				task,
				remainingMs: Math.max(0, task.durationMs - elapsedMs)
			}];
		}), this.#options.ranks, this.#options.capacity);
		for (const { id } of picked) {
			const stage = this.#stageOf.get(id);
			if (stage !== void 0) this.#start(stage);
		}
	}
	underWay() {
		return [...this.#running].map(([id, { startedAt }]) => ({
			id,
			elapsedMs: this.#options.now() - startedAt
		}));
	}
	async #play() {
		for (;;) {
			this.#dropWhatCannotRun();
			this.#prepareReady();
			this.#startReady();
			const awaited = [...this.#preparing].flatMap(([id, ended]) => this.#dropped.has(id) ? [] : ended);
			const underWay = [...[...this.#running.values()].map(({ ended }) => ended), ...awaited];
			if (underWay.length === 0) return;
			await Promise.race(underWay);
		}
	}
};
// src/execution/survivors.ts
async function endLeftOf(trees) {
	return (await Promise.all(inhabitedOf(trees).map((tree) => endTree(tree)))).flat().map(nameOf$1);
}
var Survivors = class {
	#treesOf = /* @__PURE__ */ new Map();
	add(stageId, trees) {
		this.#treesOf.set(stageId, trees);
	}
	async endAll(onEnded) {
		const processes = listProcesses();
		const inhabited = [...this.#treesOf].map(([id, trees]) => ({
			id,
			members: inhabitedOf(trees, processes).map((tree) => ({
				tree,
				names: new Map(tree.allMembers(processes).map((member) => [member.pid, nameOf$1(member)]))
			}))
		}));
		await Promise.all(inhabited.map(async ({ id, members }) => {
			if (members.length > 0) onEnded(id, await endEach(members));
		}));
	}
};
async function endEach(members) {
	const left = (await Promise.all(members.map(({ tree }) => endTree(tree)))).flat();
	const alive = new Set(left.map(({ pid }) => pid));
	const survivors = members.flatMap(({ names }) => [...names].filter(([pid]) => !alive.has(pid))).map(([, name]) => name);
	const unended = left.map(nameOf$1);
	return {
		...survivors.length > 0 && { survivors },
		...unended.length > 0 && { unended }
	};
}
function nameOf$1({ pid }) {
	return readCommandLine(pid) || `process ${pid}`;
}
function inhabitedOf(trees, processes = listProcesses()) {
	if (!canListProcesses) return process.platform === "win32" ? [] : trees;
	return trees.filter((tree) => tree.allMembers(processes).length > 0);
}
// src/execution/run.ts
function runPipeline(options) {
	return new RunningPipeline(options);
}
var RunningPipeline = class {
	finished;
	foreseen;
	#options;
	#records;
	#prepared = /* @__PURE__ */ new Map();
	#survivors = new Survivors();
	#states;
	#follow;
	#tasks;
	#ranks;
	#scheduler;
	#resting = /* @__PURE__ */ new Set();
	#isOver = false;
	constructor(options) {
		const { pipeline, context, expectations, capacity, preparation, signal } = options;
		this.#options = options;
		this.#records = new Map(pipeline.stages.map((stage) => [stage.id, pendingRecord(stage)]));
		this.#follow = createFollow(context.late, context.emit);
		this.#states = preparation?.states ?? createFileStates(context.root);
		this.#tasks = tasksOf(pipeline.stages, expectations);
		this.#ranks = longestRemainingPaths(this.#tasks);
		const notRunning = preparation?.notRunning ?? Promise.resolve([]);
		this.foreseen = notRunning.then((ids) => this.#expectNothingOf(ids));
		this.#scheduler = schedule({
			stages: pipeline.stages,
			tasks: this.#tasks,
			ranks: this.#ranks,
			capacity,
			leftOut: options.leftOut,
			keepGoing: options.keepGoing,
			signal,
			now: context.now,
			...preparation !== void 0 && { prepare: (stage) => this.#prepare(stage, preparation) },
			run: (stage, stop) => this.#run(stage, stop),
			drop: (stage, status, reason) => context.emit({
				kind: "stage-ended",
				record: this.#update(stage.id, {
					status,
					reason
				})
			})
		});
		let endedEarly;
		signal.addEventListener("abort", () => {
			endedEarly = this.#endSurvivors();
		});
		this.finished = this.#scheduler.finished.then(() => endedEarly).then(() => this.#endSurvivors()).catch(tellFault(context.emit, "ending-leftovers")).then(() => {
			this.#isOver = true;
		});
	}
	records() {
		return [...this.#records.values()];
	}
	status() {
		if (this.#options.signal.aborted) return "cancelled";
		const stages = [...this.#records.values()];
		if (stages.some(({ status, optional }) => !optional && (status === "failed" || status === "timed-out"))) return "failed";
		if (!this.#isOver) return "running";
		return hasRunNothing({ stages }) ? "skipped" : "passed";
	}
	eta = () => {
		const { capacity, leftOut } = this.#options;
		const expectations = withoutTimeFor(this.#resting, this.#options.expectations);
		const done = /* @__PURE__ */ new Set([...this.#scheduler.done, ...leftOut.keys()]);
		const underWay = this.#scheduler.underWay();
		const tasks = tasksOf(this.#options.pipeline.stages, expectations);
		return estimateRemaining(tasks, this.#ranks, capacity, expectations, done, underWay);
	};
	#expectNothingOf(ids) {
		for (const id of ids) if (!this.#prepared.has(id)) this.#resting.add(id);
	}
	#update(id, change) {
		const record = {
			...this.#records.get(id),
			...change
		};
		this.#records.set(id, record);
		return record;
	}
	async #prepare(stage, preparation) {
		const unknown = {
			kind: "run",
			record: {},
			environment: {}
		};
		const { signal, context } = this.#options;
		const inTime = () => unlessAborted(signal, () => preparation.before(stage), unknown);
		const prepared = await this.#follow("preparation", inTime, unknown, stage.id);
		if (prepared.kind === "run") {
			this.#update(stage.id, prepared.record);
			this.#prepared.set(stage.id, prepared);
			this.#resting.delete(stage.id);
			return;
		}
		if (prepared.kind === "not-needed") {
			const { record: known, reason } = prepared;
			return () => {
				const record = this.#update(stage.id, {
					...known,
					status: "skipped",
					reason
				});
				context.emit({
					kind: "stage-ended",
					record
				});
				return {
					status: record.status,
					nothingToDo: true
				};
			};
		}
		const read = () => this.#options.evidence?.restored(stage);
		const found = await this.#follow("evidence", read, void 0, stage.id);
		const known = {
			...prepared.record,
			...found?.evidence && { evidence: found.evidence }
		};
		return () => {
			const record = this.#update(stage.id, {
				...known,
				status: "reused"
			});
			context.emit({
				kind: "stage-ended",
				record
			});
			this.#tellProblems(stage, found);
			return {
				status: record.status,
				nothingToDo: false
			};
		};
	}
	async #run(stage, signal) {
		const { context, preparation, evidence, snapshots } = this.#options;
		this.#update(stage.id, {
			status: "running",
			startMs: context.now()
		});
		const begin = () => unlessAborted(signal, () => preparation?.begin(stage), void 0);
		await this.#follow("preparation", begin, void 0, stage.id);
		const added = this.#prepared.get(stage.id)?.environment ?? {};
		await this.#follow("snapshot", () => snapshots?.take(stage, added), void 0, stage.id);
		const expect = () => evidence?.expect(stage);
		const readEvidence = await this.#follow("evidence", expect, void 0, stage.id);
		const outcome = await runStage(stage, this.#contextOf(stage), signal).catch(failedOutcome);
		const { result, nothingToDo } = outcome;
		const endedAtMs = Date.now() - sinceEndOf(result, context.now());
		const { startMs: _startMs, ...started } = this.#update(stage.id, {});
		this.#records.set(stage.id, {
			...started,
			...result,
			...whyCancelled(result, signal)
		});
		await this.#settleProcesses(stage, outcome);
		const logPath = result.logFile === void 0 ? void 0 : resolve(context.reportDir, result.logFile);
		const read = () => readEvidence?.(logPath, result.durationMs);
		const found = await this.#follow("evidence", read, void 0, stage.id);
		const seen = this.#update(stage.id, found?.evidence ? { evidence: found.evidence } : {});
		const cause = this.#options.whyFailed?.(stage, seen);
		const measured = this.#update(stage.id, cause === void 0 ? {} : { cause });
		const after = () => preparation?.after(stage, measured, endedAtMs);
		const known = await this.#follow("saving-result", after, void 0, stage.id);
		const record = this.#update(stage.id, known ?? {});
		context.emit({
			kind: "stage-ended",
			record,
			...logPath !== void 0 && { logPath }
		});
		if (record.status === "passed") this.#tellProblems(stage, found);
		return {
			status: record.status,
			nothingToDo
		};
	}
	#tellProblems({ id: stage }, found) {
		for (const problem of found?.problems ?? []) this.#options.context.emit({
			kind: "notice",
			notice: {
				kind: "evidence",
				stage,
				problem
			}
		});
	}
	#contextOf(stage) {
		const { context, pipeline, preparation } = this.#options;
		const prepared = this.#prepared.get(stage.id);
		return {
			...context,
			environment: {
				...context.environment,
				...prepared?.environment
			},
			openLlm: prepared?.openLlm,
			findEmptyInput: (of) => findEmptyInput(context.root, of, pipeline, this.#states),
			beforeRetry: preparation && (() => this.#follow("preparing-again", () => preparation.retry(stage), void 0, stage.id))
		};
	}
	async #settleProcesses(stage, { result, trees, nothingToDo }) {
		if (result.status === "passed" || nothingToDo) return this.#survivors.add(stage.id, trees);
		const end = () => endLeftOf(trees);
		const unended = await this.#follow("ending-processes", end, [], stage.id);
		if (unended.length > 0) this.#update(stage.id, { unended: [...unended] });
	}
	#endSurvivors() {
		return this.#survivors.endAll((id, left) => void this.#update(id, left));
	}
};
function failedOutcome({ message: cause }) {
	return {
		result: {
			status: "failed",
			attempts: 0,
			reason: {
				kind: "fault",
				cause
			}
		},
		trees: [],
		nothingToDo: false
	};
}
function sinceEndOf({ startMs, durationMs }, now) {
	return startMs === void 0 || durationMs === void 0 ? 0 : now - (startMs + durationMs);
}
function whyCancelled({ status }, { reason }) {
	if (status !== "cancelled") return {};
	if (!(reason instanceof AfterFailure)) return { reason: { kind: "interrupted" } };
	return { reason: {
		kind: "ended-after",
		stage: reason.stage
	} };
}
function pendingRecord(stage) {
	return {
		id: stage.id,
		name: stage.name,
		needs: [...stage.needs],
		optional: stage.optional,
		definitionHash: definitionHash(stage),
		status: "pending",
		attempts: 0,
		cacheState: "none",
		...stage.weight !== 1 && { weight: stage.weight },
		...stage.budgetMs !== void 0 && { budgetMs: stage.budgetMs },
		...stage.usual !== void 0 && { usual: stage.usual },
		...stage.setup !== void 0 && { setup: { kind: "command" } }
	};
}
// src/execution/process/strays.ts
function findStrays(root) {
	const processes = listProcesses();
	if (processes.size === 0 || !existsSync(root)) return [];
	const folder = realpathSync(root);
	const since = processes.get(process.pid)?.startTicks ?? Number.POSITIVE_INFINITY;
	const isStray = ({ pid, parent, startTicks, ended }) => pid !== process.pid && parent === INIT && startTicks >= since && !ended && worksIn(pid, folder);
	return [...processes.values()].filter(isStray).flatMap(({ pid }) => {
		const command = readCommandLine(pid);
		return command ? [{
			pid,
			command
		}] : [];
	});
}
const INIT = 1;
function worksIn(pid, root) {
	try {
		const folder = readlinkSync(`/proc/${pid}/cwd`);
		return folder === root || folder.startsWith(`${root}/`);
	} catch {
		return false;
	}
}
// src/run/judging/compare-run.ts
async function judge(record, loaded, pipeline, choice, acceptance) {
	const [{ compare }, { hasSlowdown }, { withTimeSaved }, { ageDays }, { adviceFor }] = await Promise.all([
		import("./compare2.js"),
		import("./run-verdict.js"),
		import("./cache-savings.js"),
		import("./baseline-age.js"),
		import("./advice2.js")
	]);
	const { stages } = pipeline;
	const { history } = loaded;
	const own = ofSameJob(history, record.run).runs;
	const isUnreadable = isUnread(loaded, own.length);
	const options = {
		stages,
		isUnreadable
	};
	const comparison = compare(record, history, options);
	const accepted = hasSlowdown(comparison) ? await acceptance?.() : void 0;
	const advice = adviceFor(record, pipeline);
	const judged = accepted === void 0 ? comparison : compare(record, history, {
		...options,
		accepted
	});
	return {
		...advice.length > 0 && { advice: [...advice] },
		baseline: {
			where: whereOf(choice),
			runs: own.length,
			...history.runs.length > own.length && { otherRuns: history.runs.length - own.length },
			...loaded.kind === "loaded" && { bytes: loaded.bytes },
			...isUnreadable && { unreadable: true },
			...own.length > 0 && { ageDays: ageDays(record, own) }
		},
		caches: withTimeSaved({
			...record,
			comparison: judged
		}, own).caches,
		comparison: judged
	};
}
function isUnread(loaded, ownRuns) {
	if (loaded.kind === "loaded") return loaded.unreadBeside !== void 0 && ownRuns === 0;
	return loaded.kind === "unreadable";
}
function whereOf(choice) {
	switch (choice.kind) {
		case "cache": return "cache";
		case "branch": return `branch ${choice.branch}`;
		case "file": return relative(process.cwd(), choice.file);
	}
}
// src/run/judging/evaluate.ts
const NOT_EVALUATED = {
	judged: {},
	confirmations: /* @__PURE__ */ new Map(),
	history: []
};
async function evaluate(record, options) {
	const { pipeline, baseline, acceptance, loaded, confirming, signal, onNotice } = options;
	const history = ofSameJob(loaded.history, record.run).runs;
	const judged = await judge(record, loaded, pipeline, baseline, acceptance);
	const first = {
		...NOT_EVALUATED,
		judged,
		history
	};
	if (confirming === void 0) return first;
	options.onJudged(first);
	const settled = await confirming.settle({
		...record,
		...judged
	}, loaded.history, signal);
	if (settled.stages.size === 0) return first;
	const confirmations = new Map([...settled.stages].flatMap(([id, { confirmations: runs, notPaired }]) => runs.length === 0 ? [] : [[id, {
		confirmations: [...runs],
		...notPaired && { notPaired }
	}]]));
	const again = withConfirmations(record, confirmations);
	const final = await judge(again, loaded, pipeline, baseline, acceptance);
	const { suspicionsOf } = await import("./suspicions.js");
	const open = new Set(final.comparison && suspicionsOf(again, final.comparison).map(({ id }) => id));
	for (const [id, { unsettled }] of settled.stages) if (unsettled !== void 0 && open.has(id)) onNotice({
		kind: "suspicion-stays",
		stage: id,
		why: unsettled
	});
	return {
		judged: {
			...final,
			confirmationMs: settled.costMs
		},
		confirmations,
		history
	};
}
function withConfirmations(record, confirmations) {
	const stages = record.stages.map((stage) => {
		const further = confirmations.get(stage.id);
		return further === void 0 ? stage : {
			...stage,
			...further
		};
	});
	return {
		...record,
		stages
	};
}
// src/run/conclusion.ts
async function conclude(options) {
	const { request, services, run, confirming, follow } = options;
	const { signal } = request;
	if (!signal.aborted) await follow("comparison", () => compare(options), void 0);
	await follow("looking-around", () => lookAround(options), void 0);
	await follow("saving-run", () => services.keepRun(run.record()), void 0);
	await follow("closing-caches", () => services.close(signal), void 0);
	await follow("clearing-confirmation", () => confirming?.[Symbol.asyncDispose](), void 0);
}
async function compare(options) {
	const { request, opened, events, services, run, writer, confirming } = options;
	const { onNotice } = events;
	const loaded = await services.history();
	for (const notice of loadNotices(loaded)) onNotice(notice);
	const { pipeline } = opened.definition;
	const { baseline, acceptance, signal } = request;
	const evaluation = await evaluate(run.record(), {
		pipeline,
		baseline,
		acceptance,
		loaded,
		confirming,
		signal,
		onNotice,
		onJudged(known) {
			run.judged(known);
			writer.request();
		}
	});
	run.judged(evaluation);
	await sayWhyGateIsMute(options);
}
async function sayWhyGateIsMute(options) {
	const { events, run, failOn, confirmMode } = options;
	if (!gatesRegressions(failOn)) return;
	const { muteGateOf } = await import("./gates.js");
	const why = muteGateOf(run.record(), failOn, confirmMode);
	if (why !== void 0) events.onNotice({
		kind: "gate-mute",
		why
	});
}
function lookAround({ request, opened, events }) {
	for (const { pid, command } of findStrays(opened.definition.root)) events.onNotice({
		kind: "stray-process",
		pid,
		command
	});
	for (const { file, undone: isUndone } of request.commandFiles?.restore() ?? []) events.onNotice({
		kind: "command-file",
		file,
		isUndone
	});
}
// src/execution/events/redact-events.ts
function withoutSecrets(event, hide) {
	switch (event.kind) {
		case "notice": return {
			...event,
			notice: redactNotice(event.notice, hide)
		};
		case "stage-ended": return {
			...event,
			record: redactStage(event.record, hide)
		};
		default: return event;
	}
}
// src/run/events.ts
function createRunEvents(redactor) {
	const notices = /* @__PURE__ */ new Map();
	let listeners = [];
	const emit = (event) => {
		if (event.kind === "notice") {
			const key = noticeKey(event.notice);
			if (notices.has(key)) return;
			notices.set(key, event.notice);
		}
		for (const listener of listeners) try {
			listener(withoutSecrets(event, redactor));
		} catch (error) {
			const { message: cause } = error;
			const notice = {
				kind: "fault",
				of: "live-output",
				cause
			};
			notices.set(noticeKey(notice), notice);
		}
	};
	return {
		emit,
		onNotice: (notice) => emit({
			kind: "notice",
			notice
		}),
		notices: () => [...notices.values()],
		listenWith(given) {
			listeners = given;
		}
	};
}
// src/run/evidence.ts
const NONE = { problems: [] };
const THREAD = "evidence-thread.js";
function evidenceReader(pipeline, root, signal) {
	const load = async () => {
		const [evidence, { readingWith }] = await Promise.all([import("./stage-evidence.js"), import("./reading.js")]);
		return {
			evidence,
			read: readingWith({
				thread: bundledEntry(THREAD),
				signal
			})
		};
	};
	return {
		async expect(stage) {
			const { evidence: files } = stage;
			const printsPasses = runsLatex(stage, pipeline.caches);
			if (files.length === 0 && !printsPasses) return async () => NONE;
			const { evidence, read } = await load();
			return evidence.expectEvidence({
				root,
				files,
				printsPasses
			}, read);
		},
		async restored(stage) {
			const files = stage.evidence.filter(({ source }) => formatOf(source)?.gives === "latex");
			if (files.length === 0) return NONE;
			const { evidence, read } = await load();
			return evidence.restoredEvidence({
				root,
				files
			}, read);
		}
	};
}
// src/run/failure-places.ts
function failureReader(root) {
	return (stage, record) => {
		const cause = failureCause(record);
		if (cause === void 0) return void 0;
		const placed = withFiles(cause, (file) => fromRoot(root, stage, file));
		return JSON.stringify(placed) === JSON.stringify(cause) ? void 0 : placed;
	};
}
function fromRoot(root, stage, file) {
	return (isAbsolute(file) ? [root, realOf(root)].map((folder) => relative(folder, file)) : basesOf(stage).map((base) => join(base, file))).find((name) => isBelow(name) && isFile(join(root, name)))?.replaceAll(sep, "/") ?? file;
}
function realOf(folder) {
	try {
		return realpathSync(folder);
	} catch {
		return folder;
	}
}
function basesOf({ workingDirectory, evidence }) {
	return [
		workingDirectory,
		".",
		...evidence.flatMap(({ file }) => foldersOf(file))
	];
}
function foldersOf(file) {
	const folder = posix.dirname(file);
	return folder === "." || folder === "/" ? [] : [folder, ...foldersOf(folder)];
}
function isBelow(name) {
	return name !== ".." && !name.startsWith(`..${sep}`) && !isAbsolute(name);
}
function isFile(path) {
	try {
		return statSync(path).isFile();
	} catch {
		return false;
	}
}
// src/github/runner/context.ts
async function readRunContext(runner, root, startedAt) {
	const { variables, job } = runner;
	const commit = await headCommit(root, variables);
	const identity = runner.isRunner ? {
		...runnerIdentity(runner, startedAt),
		...job
	} : {
		...localIdentity(commit, startedAt),
		...await readDirty(root, commit, variables),
		...job
	};
	switch (commit.kind) {
		case "none": return { identity };
		case "unreadable": return {
			identity,
			unread: commit.reason
		};
		case "commit": {
			const commitTime = (/* @__PURE__ */ new Date(Number(commit.epochSeconds) * 1e3)).toISOString();
			return {
				identity: {
					...identity,
					commitTime
				},
				sourceDateEpoch: commit.epochSeconds
			};
		}
	}
}
function runnerIdentity({ variables, event }, startedAt) {
	const pullRequest = event.pull_request?.number;
	const branch = variables.GITHUB_HEAD_REF || variables.GITHUB_REF_NAME;
	return {
		id: variables.GITHUB_RUN_ID ?? startedAt.toISOString(),
		attempt: Number.parseInt(variables.GITHUB_RUN_ATTEMPT ?? "1", 10) || 1,
		...variables.GITHUB_SHA !== void 0 && { sha: variables.GITHUB_SHA },
		...branch && { branch },
		event: variables.GITHUB_EVENT_NAME ?? "unknown",
		...pullRequest !== void 0 && { pullRequest },
		startedAt: startedAt.toISOString()
	};
}
function localIdentity(commit, startedAt) {
	return {
		id: `local-${startedAt.getTime()}-${process.pid}`,
		attempt: 1,
		...commit.kind === "commit" && { sha: commit.sha },
		...commit.kind === "commit" && commit.branch !== void 0 && { branch: commit.branch },
		event: LOCAL_EVENT,
		startedAt: startedAt.toISOString()
	};
}
async function readDirty(root, commit, environment) {
	if (commit.kind !== "commit") return {};
	return await git({
		folder: root,
		environment
	}, [
		"status",
		"--porcelain",
		"--untracked-files=no"
	]).catch(() => "") === "" ? {} : { dirty: true };
}
// src/run/report/report-place.ts
const REPORT_BYTES = 1 << 20;
function findReportPlace(wanted, variables) {
	const found = lookForRoom(wanted);
	if (found.kind === "usable" && found.freeBytes >= REPORT_BYTES) return { folder: wanted };
	const fault = found.kind === "unusable" ? found.fault : {
		why: "little-room",
		folder: wanted
	};
	const instead = temporaryReportPlace(variables);
	if (instead === void 0) return { folder: wanted };
	return {
		folder: instead,
		notice: {
			kind: "report-elsewhere",
			folder: instead,
			fault
		}
	};
}
function temporaryReportPlace(variables) {
	return temporaryPlaces(variables).find((folder) => {
		if (!makeTemporary(folder)) return false;
		const found = lookForRoom(folder);
		return found.kind === "usable" && found.freeBytes >= REPORT_BYTES;
	});
}
const MADE_AGAIN = [
	RESULTS_FOLDER,
	HTML_FILE,
	SUMMARY_FILE,
	COMMENT_FILE
];
async function makeRoomIn(folder) {
	const there = MADE_AGAIN.map((name) => join(folder, name)).filter((path) => existsSync(path));
	await Promise.all(there.map((path) => rm(path, {
		recursive: true,
		force: true
	})));
	return there.length > 0;
}
// src/run/opening.ts
async function openRun(request) {
	const { cwd, runner } = request;
	const { variables } = runner;
	const place = await locateDefinition({
		file: request.file,
		cwd
	});
	const wantedDir = resolveReportDir(cwd, request.reportDir);
	const locked = await request.locks.hold({
		root: place.root,
		reportDir: wantedDir
	});
	if (locked.kind !== "held") return {
		kind: "locked-out",
		why: locked
	};
	const context = readRunContext(runner, place.root, /* @__PURE__ */ new Date());
	const definition = await loadFrom(place, cwd);
	if (definition.kind === "invalid") return {
		kind: "invalid",
		problems: definition.problems
	};
	const { pipeline, root } = definition;
	const selection = selectStages(pipeline, request);
	if (selection.kind === "unknown") return {
		kind: "unknown-names",
		names: selection.names,
		pipeline
	};
	const { baseline, cacheDir } = request;
	const keep = baseline.kind === "file" ? baseline.file : void 0;
	const own = await openOwnPlace({
		reportDir: wantedDir,
		root,
		variables,
		cacheDir,
		keep
	});
	const slots = slotsFor(request.concurrency ?? pipeline.concurrency);
	return {
		kind: "opened",
		definition,
		definitionFile: place.file,
		leftOut: selection.leftOut,
		own,
		reportPlace: findReportPlace(own.reportDir, variables),
		slots,
		environment: describeEnvironment(variables, slots),
		context,
		...locked.unguarded !== void 0 && { unguarded: locked.unguarded }
	};
}
// src/run/stores/history-store.ts
async function openHistory(request) {
	const { baseline, refusal } = request;
	const isOwn = baseline.kind === "cache" || baseline.kind === "file" && !baseline.readOnly;
	if (refusal !== void 0 && isOwn) return refused(refusal);
	const store = await choose(request);
	const { recording } = request;
	return recording.allowed ? store : readOnly(store);
}
function refused(refusal) {
	return {
		load: async () => untrustedHistory(refusal),
		save: async () => ({ kind: "read-only" })
	};
}
async function choose({ baseline, reportDir, pipelineId, runner, cache, cacheDir }) {
	const makeRoom = () => makeRoomIn(reportDir);
	switch (baseline.kind) {
		case "file": {
			const isOurs = dirname(baseline.file) === reportDir;
			const store = createFileStore(baseline.file, {
				isExpected: baseline.readOnly,
				...isOurs && { makeRoom }
			});
			return baseline.readOnly ? readOnly(store) : store;
		}
		case "branch": {
			const { createBranchStore } = await import("./branch-store.js");
			return createBranchStore({
				connect: () => runner.connect(),
				branch: baseline.branch,
				file: historyFileName(pipelineId)
			});
		}
		case "cache": {
			if (cache === void 0) return createFileStore(join(reportDir, HISTORY_FILE), { makeRoom });
			const { createCacheHistoryStore } = await import("./cache-store2.js");
			const isApart = cacheDir === void 0 && packsWithoutZstd(runner.variables);
			return createCacheHistoryStore({
				store: cache,
				pipeline: pipelineId,
				job: runner.job,
				isApart
			});
		}
	}
}
function packsWithoutZstd({ PATH = "" }) {
	return findExecutable("zstd", PATH) === void 0;
}
function historyFileName(pipelineId) {
	return `${pipelineId.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 40)}-${hash("sha256", pipelineId).slice(0, 8)}.json`;
}
// src/run/run-services.ts
const HISTORY_WAIT_MS = 3e3;
async function openRunServices(request, place) {
	const { runner, baseline } = request;
	const { pipeline, reportDir, emit } = place;
	const onNotice = (notice) => emit({
		kind: "notice",
		notice
	});
	const rights = rightsOf({
		...runner.trust,
		saveOnPullRequest: request.saveOnPullRequest
	});
	const stores = place.refusal === void 0 ? await storesFor(request, place, rights) : void 0;
	const cache = stores !== void 0 && "get" in stores.store ? stores.store : void 0;
	const { job } = runner;
	if (stores?.persistedReplies !== void 0) request.replies?.carried(pipeline.id, job);
	const history = await openHistory({
		baseline,
		refusal: place.refusal,
		reportDir: resolveReportDir(request.cwd, request.reportDir),
		cacheDir: place.cacheDir,
		pipelineId: pipeline.id,
		runner,
		recording: rights.recording,
		cache: runner.isRunner ? cache : void 0
	});
	const loading = history.load();
	const known = loading.then((loaded) => loaded.history);
	const forever = stores?.atService === true && rights.prunes;
	let superseded = [];
	let isHistoryRead = true;
	const isAllRead = () => isHistoryRead && services.caches().every(({ state }) => state !== "error");
	const preparation = stores && await preparationFor(request, place, stores, rights);
	const services = {
		preparation,
		results: async () => stores?.results ?? (await import("./cache-stores2.js")).resultStore(reportDir),
		knownHistory: runner.isRunner ? Promise.race([known, setTimeout$1(HISTORY_WAIT_MS, emptyHistory, { ref: false })]) : known,
		history: () => loading,
		caches: () => [
			...preparation?.caches() ?? [],
			...listOf(stores?.resultsRecord()),
			...listOf(stores?.persistedReplies?.record())
		],
		async keepCaches(ended, signal) {
			const added = await preparation?.closeLlm() ?? 0;
			await preparation?.finish(ended, signal);
			if (signal.aborted) return;
			const save = () => Promise.all([stores?.saveResults(), stores?.persistedReplies?.save(added)]);
			await unlessAborted(signal, save, void 0);
			if (!signal.aborted) request.replies?.settled();
		},
		async keepRun(record) {
			if (record.status === "cancelled" || record.status === "skipped") return;
			const saved = await history.save(record);
			const wasUnreadable = (await loading).kind === "unreadable";
			isHistoryRead = !wasUnreadable && saved.kind !== "waiting";
			const notice = savedNotice(saved);
			const isKnown = wasUnreadable && saved.kind === "waiting";
			if (notice !== void 0 && !isKnown) onNotice(notice);
			if ("superseded" in saved) superseded = saved.superseded;
		},
		async close(signal) {
			await stores?.[Symbol.asyncDispose]();
			if (forever && isAllRead()) await unlessAborted(signal, () => prune(request, superseded), void 0);
		}
	};
	return services;
}
function noRunServices(reason) {
	const nothing = {
		kind: "unreadable",
		fault: "unavailable",
		failure: { cause: {
			kind: "said",
			said: reason
		} },
		history: emptyHistory
	};
	return {
		preparation: void 0,
		results: async () => NOTHING_STORED,
		knownHistory: Promise.resolve(emptyHistory),
		history: async () => nothing,
		caches: () => [],
		keepCaches: async () => {},
		keepRun: async () => {},
		close: async () => {}
	};
}
function needsStores({ stages }) {
	return stages.some(({ inputs, caches, setup }) => inputs.length > 0 || caches.length > 0 || setup !== void 0);
}
function asksModels({ caches, stages }) {
	const proxied = new Set(caches.filter(({ proxy }) => proxy).map(({ name }) => name));
	return stages.some((stage) => stage.caches.some((name) => proxied.has(name)));
}
async function storesFor(request, { pipeline, reportDir, now, cacheDir }, rights) {
	const { runner, baseline, maxCacheBytes } = request;
	const forHistory = runner.isRunner && baseline.kind === "cache";
	if (!forHistory && !needsStores(pipeline)) return void 0;
	const { openStores, MAX_CACHE_BYTES } = await import("./cache-stores2.js");
	return openStores({
		reportDir,
		pipelineId: pipeline.id,
		runner,
		rights,
		cacheDir,
		maxBytes: maxCacheBytes ?? MAX_CACHE_BYTES,
		count: pipeline.caches.length + Number(forHistory),
		reuses: pipeline.stages.some(({ inputs, reuse }) => reuse && inputs.length > 0),
		asksModels: asksModels(pipeline),
		now
	});
}
async function preparationFor({ runner, force, startsCold, runsSetups }, place, stores, rights) {
	if (!needsStores(place.pipeline)) return void 0;
	const { createPreparation } = await import("./preparation.js");
	const saving = startsCold ? {
		allowed: false,
		because: { kind: "cold-start" }
	} : stores.saving;
	const layers = startsCold ? void 0 : await layersFor(runner, place, stores, rights);
	const choices = {
		environment: runner.variables,
		force,
		runsSetups,
		startsCold,
		saving
	};
	return createPreparation({
		...place,
		...stores,
		...choices,
		layers
	});
}
async function layersFor(runner, { pipeline, root }, { store }, rights) {
	if (!runner.isRunner || !("get" in store)) return void 0;
	if (!pipeline.stages.some(changesMachine)) return void 0;
	const { openLayers } = await import("./layers.js");
	return openLayers({
		pipeline,
		root,
		runner,
		rights,
		store
	});
}
async function prune({ runner, maxCacheBytes }, superseded) {
	const { GITHUB_REF: ref } = runner.variables;
	if (ref === void 0 || !runner.hasToken) return;
	const { pruneEntries } = await import("./prune.js");
	const { MAX_CACHE_BYTES } = await import("./cache-stores2.js");
	await pruneEntries(runner, {
		ref,
		maxBytes: maxCacheBytes ?? MAX_CACHE_BYTES,
		superseded
	});
}
function listOf(item) {
	return item === void 0 ? [] : [item];
}
// src/execution/process/job-start.ts
const WORKER = "Runner.Worker";
function jobStartOf(pid) {
	if (!canListProcesses) return void 0;
	try {
		const worker = workerAbove(listProcesses(), pid);
		const bootSeconds = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
		if (worker === void 0 || bootSeconds === void 0) return void 0;
		return Number(bootSeconds) * 1e3 + worker.startTicks * 10;
	} catch {
		return;
	}
}
function workerAbove(processes, pid) {
	const seen = /* @__PURE__ */ new Set();
	for (let at = processes.get(pid); at !== void 0 && !seen.has(at.pid);) {
		if (nameOf(at.pid) === WORKER) return at;
		seen.add(at.pid);
		at = processes.get(at.parent);
	}
}
function nameOf(pid) {
	return readFileSync(`/proc/${pid}/comm`, "utf8").trimEnd();
}
// src/run/whole-job.ts
const TOTAL_MS = 5e3;
async function readJob(runner) {
	if (!runner.isRunner) return void 0;
	const told = runner.hasToken ? await askGitHub(runner) : void 0;
	if (told !== void 0) return told;
	const startedAtMs = jobStartOf(process.pid);
	return startedAtMs === void 0 ? void 0 : { startedAtMs };
}
async function askGitHub(runner) {
	const { GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, RUNNER_NAME: runnerName } = runner.variables;
	const runId = Number(GITHUB_RUN_ID);
	if (!Number.isSafeInteger(runId)) return void 0;
	const client = await runner.connect({
		totalMs: TOTAL_MS,
		tries: 1
	});
	if (!client.ok) return void 0;
	const { readWorkflowJob } = await import("./job-steps.js");
	const attempt = Number(GITHUB_RUN_ATTEMPT) || 1;
	const read = await readWorkflowJob(client.value, {
		runId,
		attempt,
		runnerName,
		jobId: runner.jobId
	});
	return read.ok ? read.value : void 0;
}
function jobAround(job, at) {
	const beforeMs = at.stagesStartedMs - job.startedAtMs;
	if (beforeMs < 0) return void 0;
	if (!("steps" in job)) return {
		beforeMs,
		steps: []
	};
	const isBefore = (endedAtMs) => endedAtMs <= at.engineStartedMs + 999;
	const steps = job.steps.filter(({ startedAtMs, endedAtMs }) => startedAtMs >= job.startedAtMs && isBefore(endedAtMs)).map(({ name, startedAtMs, endedAtMs }) => ({
		name,
		startMs: startedAtMs - job.startedAtMs,
		durationMs: endedAtMs - startedAtMs
	}));
	return {
		queuedMs: Math.max(0, job.startedAtMs - job.createdAtMs),
		beforeMs,
		steps
	};
}
// src/run/under-way.ts
var RunUnderWay = class {
	#options;
	#ended;
	#evaluation = NOT_EVALUATED;
	#job;
	#overhead;
	constructor(options) {
		this.#options = options;
	}
	end(machine) {
		this.#ended = {
			totalMs: this.#options.now(),
			machine
		};
	}
	partOf(job) {
		const at = {
			...this.#options,
			engineStartedMs: performance.timeOrigin
		};
		this.#job = job && jobAround(job, at);
	}
	close() {
		const { request, stagesStartedMs, now } = this.#options;
		if (this.#ended === void 0 || (request.repetition ?? 0) > 0) return;
		const { confirmationMs = 0 } = this.#evaluation.judged;
		const beforeMs = Math.max(0, stagesStartedMs - performance.timeOrigin);
		const afterMs = Math.max(0, now() - this.#ended.totalMs - confirmationMs);
		this.#overhead = {
			beforeMs,
			afterMs
		};
	}
	judged(evaluation) {
		this.#evaluation = evaluation;
	}
	record() {
		const record = withConfirmations(this.#measured(), this.#evaluation.confirmations);
		return redactRecord(record, this.#options.redactor);
	}
	reporting() {
		const { opened, request } = this.#options;
		const { bottleneck } = opened.definition.pipeline;
		const site = siteOf(request.runner);
		return {
			marks: bottleneck,
			history: this.#evaluation.history,
			site
		};
	}
	ran(reportDir) {
		const { opened, redactor } = this.#options;
		return {
			kind: "ran",
			record: this.record(),
			reportDir,
			reporting: this.reporting(),
			definition: opened.definition,
			redactor
		};
	}
	#measured() {
		const { request, opened, identity, events, services, stages, now } = this.#options;
		const { definition, definitionFile, environment } = opened;
		const { pipeline } = definition;
		const machine = this.#ended?.machine;
		return {
			schema: 2,
			status: stages.status(),
			run: identity,
			environment,
			...machine !== void 0 && { machine },
			pipeline: {
				id: pipeline.id,
				fingerprint: pipelineFingerprint(pipeline),
				...request.file !== void 0 && definitionFile !== void 0 && { file: relative(request.cwd, definitionFile) }
			},
			stages: [...stages.records()],
			caches: [...services.caches()],
			totalMs: this.#ended?.totalMs ?? now(),
			...this.#job !== void 0 && { wholeJob: this.#job },
			...this.#overhead !== void 0 && { overhead: this.#overhead },
			notices: [...events.notices()],
			...this.#evaluation.judged
		};
	}
};
// src/run/run.ts
async function run(request) {
	const opened = await openRun(request);
	if (opened.kind !== "opened") return opened;
	const { definition, reportPlace } = opened;
	const { pipeline } = definition;
	const { signal } = request;
	const { variables } = request.runner;
	const redactor = createRedactor(secretValues(pipeline.stages, variables));
	const events = createRunEvents(redactor);
	request.commandFiles?.permit(pipeline.stages.flatMap(({ env }) => Object.keys(env)));
	const logFolder = join(reportPlace.folder, LOG_FOLDER);
	const guardian = startGuardian({
		mark: request.mark,
		logFolder
	}, bundledEntry("end-left.js"));
	const services = await openServices(request, opened, events);
	const [context, known] = await Promise.all([opened.context, services.knownHistory]);
	sayWhatIsUnknown(context, opened, events);
	const identity = identityOf(context.identity, request);
	request.onStart?.({
		reportDir: reportPlace.folder,
		run: identity
	});
	const clock = createClock();
	const late = abortedAfter(signal, LATE_MS);
	const follow = createFollow(late, events.emit);
	const within = stageContext(request, opened, context, {
		redactor,
		events,
		late,
		clock
	});
	const failOn = request.failOn ?? pipeline.failOn;
	const confirmMode = confirmModeOf(request.confirm, pipeline, failOn);
	const openConfirming = () => confirmingFor(request, opened, {
		mode: confirmMode,
		context: within,
		results: services.results,
		history: ofSameJob(known, identity)
	});
	const confirming = await follow("confirmation", openConfirming, void 0);
	const stagesStartedMs = clock.start();
	const machine = watchMachine(clock.now);
	const expectations = expectationsFrom(known, pipeline.stages, opened.environment, identity);
	const stages = startStages(request, opened, {
		within,
		services,
		expectations,
		confirming
	});
	const underWay = new RunUnderWay({
		request,
		opened,
		identity,
		events,
		services,
		stages,
		redactor,
		stagesStartedMs,
		now: clock.now
	});
	const job = follow("whole-job", () => wholeJobOf(request), void 0);
	const writer = writerOf(underWay, reportPlace.folder, events, variables);
	const ran = () => underWay.ran(reportPlace.folder);
	request.onStages?.({
		finished: stages.finished,
		ran,
		flush: () => writer.flush()
	});
	const output = showLive(request, opened, {
		stages,
		expectations,
		redactor,
		clock
	});
	listen(events, output, writer);
	if (reportPlace.notice !== void 0) events.onNotice(reportPlace.notice);
	writer.request();
	await stages.finished;
	underWay.end(machine.stop());
	await follow("live-output", () => output.stop(), void 0);
	const keepCaches = () => services.keepCaches(stages.records(), signal);
	await follow("saving-caches", keepCaches, void 0);
	underWay.partOf(await job);
	await conclude({
		request,
		opened,
		events,
		services,
		run: underWay,
		writer,
		confirming,
		confirmMode,
		failOn,
		follow
	});
	guardian.release();
	underWay.close();
	await writer.flush();
	return underWay.ran(writer.folder);
}
function createClock() {
	let startedAt = performance.now();
	return {
		start() {
			startedAt = performance.now();
			return performance.timeOrigin + startedAt;
		},
		now: () => performance.now() - startedAt
	};
}
function openServices(request, { definition, leftOut, own, reportPlace }, { emit, onNotice }) {
	own.notices.forEach(onNotice);
	const { pipeline, root } = definition;
	const now = () => performance.now();
	return openRunServices(request, {
		pipeline,
		leftOut,
		root,
		...own,
		reportDir: reportPlace.folder,
		emit,
		now
	}).catch((error) => {
		tellFault(emit, "services")(error);
		return noRunServices(error.message);
	});
}
function sayWhatIsUnknown({ unread }, { unguarded }, { onNotice }) {
	if (unread !== void 0) onNotice({
		kind: "commit-unread",
		cause: unread
	});
	if (unguarded !== void 0) onNotice({
		kind: "unguarded",
		cause: unguarded
	});
}
function stageContext({ runner, mark }, { definition, reportPlace }, { sourceDateEpoch }, { redactor, events, late, clock }) {
	return {
		root: definition.root,
		reportDir: reportPlace.folder,
		environment: runner.variables,
		sourceDateEpoch,
		inCi: runner.isCi,
		runMark: mark,
		sampler: createSampler(),
		redactor,
		late,
		emit: events.emit,
		now: clock.now
	};
}
function startStages({ keepGoing, signal }, { definition, leftOut, slots }, { within, services, expectations, confirming }) {
	const { pipeline, root } = definition;
	return runPipeline({
		pipeline,
		leftOut,
		expectations,
		capacity: {
			slots,
			memoryBytes: availableMemory()
		},
		keepGoing,
		signal,
		context: within,
		preparation: services.preparation,
		evidence: evidenceReader(pipeline, root, within.late),
		whyFailed: failureReader(root),
		snapshots: confirming?.snapshots
	});
}
function showLive({ output }, { definition, leftOut, slots }, { stages, expectations, redactor, clock }) {
	return output({
		stageCount: definition.pipeline.stages.length - leftOut.size,
		slots,
		eta: stages.eta,
		foreseen: stages.foreseen,
		expectedMs: (id) => expectations.get(id)?.medianMs,
		now: clock.now,
		redact: redactor.log,
		addMask: redactor.add
	});
}
function writerOf(run, folder, { onNotice }, variables) {
	const instead = () => temporaryReportPlace(variables);
	return createReportWriter({
		folder,
		instead,
		onNotice
	}, () => ({
		record: run.record(),
		reporting: run.reporting()
	}));
}
async function wholeJobOf({ runner, repetition = 0 }) {
	if (!runner.isRunner || repetition > 0) return void 0;
	return readJob(runner);
}
function listen(events, output, writer) {
	events.listenWith([output.listener, (event) => {
		if (event.kind === "stage-ended") writer.request();
	}]);
}
function identityOf(identity, { repetition = 0 }) {
	return repetition === 0 ? identity : {
		...identity,
		id: `${identity.id}.${repetition + 1}`
	};
}
function confirmModeOf({ mode, usually }, { confirm }, failOn) {
	if (mode !== void 0) return mode;
	if (gatesRegressions(failOn)) return confirm ?? "auto";
	return usually === void 0 ? "off" : confirm ?? usually;
}
async function confirmingFor({ confirm: { budgetMs, baseSha } }, { definition: { pipeline, root }, definitionFile: file }, { mode, ...rest }) {
	if (mode === "off") return void 0;
	const { openConfirming } = await import("./confirm.js");
	const definition = file === void 0 ? void 0 : relative(root, file);
	const choice = {
		mode,
		budgetMs: budgetMs ?? pipeline.confirmBudgetMs,
		baseSha
	};
	return openConfirming({
		...rest,
		pipeline,
		definition,
		choice
	});
}
export { run as t };
