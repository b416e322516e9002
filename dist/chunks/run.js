import { a as locateDefinition, i as loadFrom } from "./load.js";
import { r as formatProblem } from "./problems.js";
import { i as slotsFor, n as describeEnvironment, r as resolveReportDir, t as availableMemory } from "./environment.js";
import { _ as readCommandLine, a as commandOf, b as execa, c as parseTimes, d as stageEnvironment, f as endTree, g as parseTransfer, h as listProcesses, i as sizeOf, l as isWorthHiding, m as canListProcesses, n as findEmptyInput, o as findExecutable, p as processTree, s as measured, u as secretValues, v as readPeakRss, y as readTransfer } from "./files.js";
import { t as _usingCtx } from "./usingCtx.js";
import { a as pickTasks, i as tasksOf, n as estimateRemaining, r as ranksFor, t as selectStages } from "./selection.js";
import { n as readRunContext, t as isRunner } from "./context.js";
import { n as emptyHistory, r as expectationsFrom } from "./history.js";
import { o as createReportWriter, t as HISTORY_FILE } from "./report-files.js";
import { r as maySave } from "./policy.js";
import { t as createFileStore } from "./file-store.js";
import { i as readOnly } from "./store.js";
import { t as unknownNames } from "./unknown-names.js";
import { createHash, hash, randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { closeSync, createWriteStream, existsSync, fstatSync, mkdirSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import { finished } from "node:stream/promises";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
// src/execution/log.ts
/** Reading a stage's log while it is written and after, never more of it than is shown. */
const TAIL_BYTES = 65536;
/** The last lines of a log, from at most its last 64 kB; an unreadable log has none. */
function lastLines(path, count) {
	return withFile(path, (fd) => {
		const { size } = fstatSync(fd);
		const text = readAt(fd, Math.max(0, size - TAIL_BYTES), TAIL_BYTES).toString("utf8");
		const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
		return text === "" ? [] : lines.slice(-count);
	}) ?? [];
}
const CHUNK_BYTES = 65536;
const LONGEST_LINE = 16384;
/** A log that grew by megabytes since the last look is not all in memory at once. */
const LINES_AT_ONCE = 1e3;
/** Follows a log up to `limitBytes`; a line longer than 16 kB is cut and marked. */
function followLog(path, limitBytes) {
	let offset = 0;
	let carry = Buffer.alloc(0);
	let skipping = false;
	let stopped = false;
	function take(chunk, lines) {
		let from = 0;
		for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
			finishLine(chunk.subarray(from, end), lines);
			from = end + 1;
		}
		const rest = chunk.subarray(from);
		if (skipping) return;
		carry = Buffer.concat([carry, rest]);
		if (carry.length > LONGEST_LINE) {
			lines.push(`${carry.subarray(0, LONGEST_LINE).toString("utf8")} … (long line cut)`);
			carry = Buffer.alloc(0);
			skipping = true;
		}
	}
	function finishLine(end, lines) {
		if (!skipping) {
			const line = carry.length === 0 ? end : Buffer.concat([carry, end]);
			const cut = line.length > LONGEST_LINE;
			const text = line.subarray(0, LONGEST_LINE).toString("utf8").replace(/\r$/, "");
			lines.push(cut ? `${text} … (long line cut)` : text);
		}
		carry = Buffer.alloc(0);
		skipping = false;
	}
	return {
		get stopped() {
			return stopped;
		},
		read(final) {
			const lines = [];
			withFile(path, (fd) => {
				while (lines.length < LINES_AT_ONCE) {
					if (offset >= limitBytes) {
						stopped = fstatSync(fd).size > offset;
						return;
					}
					const chunk = readAt(fd, offset, Math.min(CHUNK_BYTES, limitBytes - offset));
					if (chunk.length === 0) return;
					offset += chunk.length;
					take(chunk, lines);
				}
			});
			const isEnd = lines.length < LINES_AT_ONCE;
			if (final && isEnd && carry.length > 0) finishLine(Buffer.alloc(0), lines);
			return lines;
		}
	};
}
function withFile(path, use) {
	let fd;
	try {
		fd = openSync(path, "r");
	} catch {
		return;
	}
	try {
		return use(fd);
	} finally {
		closeSync(fd);
	}
}
function readAt(fd, position, length) {
	const buffer = Buffer.allocUnsafe(length);
	return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
}
/** A redactor that knows these secrets. */
function createRedactor(secrets) {
	/** The longest first, so that a secret within another does not leave the rest of it behind. */
	let known = [];
	const add = (secret) => {
		const values = [secret, ...secret.split(/\r?\n/)].filter(isWorthHiding);
		known = [.../* @__PURE__ */ new Set([...known, ...values])].sort((a, b) => b.length - a.length);
	};
	for (const secret of secrets) add(secret);
	return {
		add,
		text: (text) => known.reduce((result, secret) => result.replaceAll(secret, "***"), text),
		async file(path) {
			const hidden = known.map((secret) => Buffer.from(secret).toString("latin1"));
			if (hidden.length === 0 || !await contains(path, hidden)) return;
			const clean = `${path}.redacted`;
			const output = createWriteStream(clean, { mode: 384 });
			try {
				for await (const text of overlapping(path, hidden)) if (!output.write(Buffer.from(text, "latin1"))) await drained(output);
				output.end();
				await finished(output);
				await rename(clean, path);
			} catch (error) {
				output.destroy();
				await rm(clean, { force: true });
				await rm(path, { force: true });
				throw error;
			}
		}
	};
}
/** As much of a log as is looked at in one piece: strings of this size do not outlive a young collection. */
const PIECE_BYTES = 65536;
/** Whether any of the texts, given as Latin-1, is in the file; looks at bytes and makes no strings of them. */
async function contains(path, texts) {
	try {
		var _usingCtx$1 = _usingCtx();
		const wanted = texts.map((text) => Buffer.from(text, "latin1"));
		const overlap = Math.max(...wanted.map((text) => text.length)) - 1;
		const window = Buffer.allocUnsafeSlow(overlap + PIECE_BYTES);
		const log = _usingCtx$1.a(await open(path));
		for (let kept = 0;;) {
			const { bytesRead } = await log.read(window, kept, PIECE_BYTES);
			if (bytesRead === 0) return false;
			const seen = window.subarray(0, kept + bytesRead);
			if (wanted.some((text) => seen.includes(text))) return true;
			kept = Math.min(overlap, seen.length);
			seen.copy(window, 0, seen.length - kept);
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
/** The text with secrets replaced, piece by piece; a secret may lie across two reads. */
async function* overlapping(path, secrets) {
	const keep = Math.max(...secrets.map((secret) => secret.length)) - 1;
	const clean = (text) => secrets.reduce((result, secret) => result.replaceAll(secret, "***"), text);
	let carry = "";
	for await (const chunk of latin1(path)) {
		const text = clean(carry + chunk);
		yield text.slice(0, Math.max(0, text.length - keep));
		carry = text.slice(Math.max(0, text.length - keep));
	}
	yield carry;
}
async function* latin1(path) {
	try {
		var _usingCtx3 = _usingCtx();
		const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
		const log = _usingCtx3.a(await open(path));
		for (;;) {
			const { bytesRead } = await log.read(piece);
			if (bytesRead === 0) return;
			yield piece.toString("latin1", 0, bytesRead);
		}
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
function drained(output) {
	return new Promise((resolve, reject) => {
		output.once("drain", resolve);
		output.once("error", reject);
	});
}
/** `::add-mask::VALUE` at the start of a line: the one workflow command of a stage that is honoured. */
const ADD_MASK = /^::add-mask::(.*)$/s;
const COMMAND = "::add-mask::";
/** The value that a line of output asks to hide; undefined for every other line. */
function maskIn(line) {
	const value = ADD_MASK.exec(line)?.[1];
	return value === void 0 ? void 0 : unescapeData(value.replace(/\r$/, ""));
}
function unescapeData(text) {
	return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}
/** Longer masks than this are not secrets, and a log may be one line of a gigabyte. */
const LONGEST_MASK = 65536;
/** All values that a log asks to hide, read in bounded memory. */
async function masksIn(path) {
	const masks = [];
	if (!await contains(path, [COMMAND])) return masks;
	let carry = "";
	for await (const chunk of latin1(path)) {
		const text = carry + chunk;
		const end = text.lastIndexOf("\n");
		if (text.includes(COMMAND)) for (const line of text.slice(0, end + 1).split("\n")) {
			const mask = maskIn(line);
			if (mask !== void 0) masks.push(Buffer.from(mask, "latin1").toString());
		}
		carry = text.slice(end + 1, end + 1 + LONGEST_MASK);
	}
	const last = maskIn(carry);
	return last === void 0 ? masks : [...masks, Buffer.from(last, "latin1").toString()];
}
// src/pipeline/hash.ts
/** Hashes that say whether two definitions ask for the same work. */
/**
* What the definition says of a stage's work, without its inputs: a stage keeps its history while
* this is the same. Names, budgets, tags and the like do not count.
*/
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
/** Changes when a stage, a need or a stage's work does. */
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
/** Starts the first stages at once and goes on until every stage has ended or was dropped. */
function schedule(options) {
	const { stages, now } = options;
	const ends = /* @__PURE__ */ new Map();
	const dropped = /* @__PURE__ */ new Set();
	const running = /* @__PURE__ */ new Map();
	const preparing = /* @__PURE__ */ new Map();
	const prepared = /* @__PURE__ */ new Set();
	const done = /* @__PURE__ */ new Set();
	const taskOf = new Map(options.tasks.map((task) => [task.id, task]));
	const stageOf = new Map(stages.map((stage) => [stage.id, stage]));
	const failFast = new AbortController();
	const stop = AbortSignal.any([options.signal, failFast.signal]);
	let failed;
	const isOver = ({ id }) => ends.has(id) || dropped.has(id);
	const isWaiting = (stage) => !isOver(stage) && !running.has(stage.id);
	function satisfies(id) {
		const end = ends.get(id);
		if (end === void 0) return false;
		const { status, nothingToDo } = end;
		const excused = status === "failed" || status === "timed-out" ? stageOf.get(id)?.optional : false;
		return status === "passed" || status === "reused" || nothingToDo || excused === true;
	}
	function whyDropped(stage) {
		const leftOut = options.leftOut.get(stage.id);
		if (leftOut !== void 0) return ["skipped", leftOut];
		if (options.signal.aborted) return ["cancelled", "the run was interrupted"];
		if (failed !== void 0) return ["skipped", `not started, because ${failed.id} failed`];
		const lacking = stage.needs.find((id) => dropped.has(id) || ends.has(id) && !satisfies(id));
		return lacking === void 0 ? void 0 : ["skipped", `needs ${lacking}`];
	}
	function dropWhatCannotRun() {
		for (let found = true; found;) {
			found = false;
			for (const stage of stages.filter(isWaiting)) {
				const why = whyDropped(stage);
				if (why === void 0) continue;
				found = true;
				dropped.add(stage.id);
				done.add(stage.id);
				options.drop(stage, ...why);
			}
		}
	}
	function prepareReady() {
		if (stop.aborted) return;
		const isNew = ({ id }) => !prepared.has(id) && !preparing.has(id);
		for (const stage of stages.filter(isWaiting)) {
			if (!isNew(stage) || !stage.needs.every(satisfies)) continue;
			const preparation = options.prepare?.(stage, stop);
			if (preparation === void 0) prepared.add(stage.id);
			else preparing.set(stage.id, preparation.then((end) => endPreparation(stage, end)));
		}
	}
	function endPreparation({ id }, end) {
		preparing.delete(id);
		if (dropped.has(id)) return;
		if (end === void 0) {
			prepared.add(id);
			return;
		}
		ends.set(id, end());
		done.add(id);
	}
	function start(stage) {
		const startedAt = now();
		const ended = options.run(stage, stop).then((end) => {
			running.delete(stage.id);
			ends.set(stage.id, end);
			done.add(stage.id);
			if ((end.status === "failed" || end.status === "timed-out") && !stage.optional && !options.keepGoing && failed === void 0) {
				failed = stage;
				failFast.abort();
			}
		});
		running.set(stage.id, {
			startedAt,
			ended
		});
	}
	function startReady() {
		if (stop.aborted) return;
		const ready = stages.filter((stage) => isWaiting(stage) && prepared.has(stage.id));
		const picked = pickTasks(ready.flatMap(({ id }) => taskOf.get(id) ?? []), underWay().flatMap(({ id, elapsedMs }) => {
			const task = taskOf.get(id);
			return task === void 0 ? [] : [{
				task,
				remainingMs: Math.max(0, task.durationMs - elapsedMs)
			}];
		}), options.ranks, options.capacity);
		for (const { id } of picked) {
			const stage = stageOf.get(id);
			if (stage !== void 0) start(stage);
		}
	}
	function underWay() {
		return [...running].map(([id, { startedAt }]) => ({
			id,
			elapsedMs: now() - startedAt
		}));
	}
	async function play() {
		for (;;) {
			dropWhatCannotRun();
			prepareReady();
			startReady();
			const awaited = [...preparing].flatMap(([id, ended]) => dropped.has(id) ? [] : ended);
			const underWay = [...[...running.values()].map(({ ended }) => ended), ...awaited];
			if (underWay.length === 0) return;
			await Promise.race(underWay);
		}
	}
	return {
		finished: Promise.resolve().then(play),
		done,
		underWay
	};
}
// src/execution/numbers.ts
/** The total of the values, 0 of none. */
function sum(values) {
	return values.reduce((total, value) => total + value, 0);
}
// src/execution/process.ts
/** One process of a stage from start to end: started, watched, ended in time, measured. */
/** Signals that end a process without an exit code become the code a shell would give. */
const SIGNAL_BASE = 128;
const SIGNALS = {
	SIGHUP: 1,
	SIGINT: 2,
	SIGABRT: 6,
	SIGKILL: 9,
	SIGSEGV: 11,
	SIGTERM: 15
};
/** The most that the wrapper's own account of a command can take. */
const ACCOUNT_BYTES = 1e4;
/**
* Runs a command until it exits, whatever its descendants still do. A timeout or an abort ends its
* whole process tree before this returns.
*/
async function runProcess(options) {
	const { signal, sampler, marker } = options;
	const outputFd = options.outputFd;
	const [program, ...args] = measured(options.argv);
	const child = execa(program, args, {
		cwd: options.cwd,
		env: options.env,
		extendEnv: false,
		stdio: [
			"ignore",
			outputFd,
			outputFd,
			"pipe"
		],
		buffer: {
			stdout: false,
			stderr: false,
			all: false,
			fd3: true
		},
		maxBuffer: { fd3: ACCOUNT_BYTES },
		detached: process.platform !== "win32",
		cleanup: false,
		reject: false,
		windowsHide: true
	});
	if (child.pid === void 0) {
		const failed = await child;
		return {
			ending: {
				kind: "not-started",
				reason: failed.failed ? failed.shortMessage ?? "could not be started" : ""
			},
			usage: {}
		};
	}
	const tree = processTree(child.pid, marker);
	const watch = sampler.watch(tree);
	let endedBy;
	let ended;
	const end = (why) => {
		endedBy ??= why;
		watch.look();
		ended ??= endTree(tree);
	};
	const onAbort = () => end("cancelled");
	const timer = options.timeoutMs === void 0 ? void 0 : setTimeout(() => end("timed-out"), options.timeoutMs);
	signal.addEventListener("abort", onAbort, { once: true });
	if (signal.aborted) onAbort();
	const result = await child;
	clearTimeout(timer);
	signal.removeEventListener("abort", onAbort);
	await ended;
	const usage = usageOf(String(result.stdio[3] ?? ""), watch.stop());
	if (endedBy !== void 0) return {
		ending: { kind: endedBy },
		usage,
		tree
	};
	return {
		ending: {
			kind: "exited",
			exitCode: result.exitCode ?? SIGNAL_BASE + (SIGNALS[result.signal ?? ""] ?? 0)
		},
		usage,
		tree
	};
}
function usageOf(account, sampled) {
	const cpuMs = parseTimes(account) ?? sampled?.cpuMs;
	const transfer = account.includes("rchar") ? parseTransfer(account) : sampled?.transfer;
	return {
		...cpuMs !== void 0 && { cpuMs },
		...transfer !== void 0 && { transfer },
		...sampled !== void 0 && { sampled }
	};
}
// src/execution/requirements.ts
/** Whether what a stage `requires` is on the machine, and the way to get it where it is not. */
/** Debian's package for programs that do not name theirs. */
const PACKAGES = {
	latexmk: "latexmk",
	xelatex: "texlive-xetex",
	pdflatex: "texlive-latex-base",
	lualatex: "texlive-luatex",
	biber: "biber",
	bibtex: "texlive-binaries",
	pdftotext: "poppler-utils",
	pdfinfo: "poppler-utils",
	pandoc: "pandoc",
	python3: "python3",
	Rscript: "r-base-core",
	dot: "graphviz"
};
/** Python distributions whose name is not that of the module. */
const DISTRIBUTIONS = {
	xdist: "pytest-xdist",
	pytest_cov: "pytest-cov",
	yaml: "PyYAML",
	PIL: "Pillow",
	sklearn: "scikit-learn",
	cv2: "opencv-python"
};
/** The first of a stage's requirements that is not there. */
async function findMissing(requires, environment, cwd) {
	for (const requirement of requires) if (!await isThere(requirement, environment, cwd)) return missing(requirement);
}
async function isThere(requirement, env, cwd) {
	const path = env.PATH ?? "";
	if (requirement.kind === "executable") return findExecutable(requirement.name, path, cwd) !== void 0;
	const python = ["python3", "python"].find((name) => findExecutable(name, path, cwd) !== void 0);
	if (python === void 0) return false;
	const { exitCode } = await execa(python, [
		"-c",
		"import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)",
		requirement.name
	], {
		cwd,
		env,
		extendEnv: false,
		reject: false,
		stdio: "ignore",
		timeout: 3e4
	});
	return exitCode === 0;
}
function missing({ kind, name }) {
	if (kind === "python-module") {
		const distribution = Object.hasOwn(DISTRIBUTIONS, name) ? DISTRIBUTIONS[name] : name;
		return {
			what: `Python module ${name}`,
			remedy: `python3 -m pip install ${distribution}`
		};
	}
	const debian = Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : void 0;
	return {
		what: name,
		remedy: debian === void 0 ? `install ${name} and put it on the PATH` : `apt-get install ${debian}`
	};
}
// src/execution/stage.ts
/** One stage's life: what it needs is there, its command runs (again), its end is judged and measured. */
const TAIL_LINES = 20;
/** Where the log of this name is kept: a stage's is called by its id. */
function logPathOf(reportDir, name) {
	return join(reportDir, "logs", `${name}.log`);
}
/** Runs a stage from the look at its requirements to its record. */
async function runStage(stage, context, signal) {
	const marker = `${randomBytes(8).toString("hex")}-${stage.id}`;
	const { environment: own, sourceDateEpoch } = context;
	const env = stageEnvironment(stage, own, {
		marker,
		sourceDateEpoch
	});
	const cwd = join(context.root, stage.workingDirectory);
	const obstacle = await findObstacle(stage, context, env, cwd);
	if (obstacle !== void 0) return notRun(obstacle);
	const command = commandOf(stage, env.PATH ?? "", (text) => writeScript(stage, context, text));
	if (command.kind === "impossible") return notRun({
		status: "failed",
		reason: command.reason
	});
	const logPath = logPathOf(context.reportDir, context.logName ?? stage.id);
	mkdirSync(join(context.reportDir, "logs"), { recursive: true });
	const fd = openSync(logPath, "w", 384);
	let run;
	try {
		context.emit({
			kind: "stage-started",
			stage,
			logPath
		});
		run = await runAttempts(stage, command, {
			cwd,
			env,
			marker,
			fd
		}, context, signal);
	} finally {
		closeSync(fd);
	}
	await hideSecrets(stage, context, logPath);
	return {
		...await judge$1(stage, run, context, logPath),
		trees: run.trees
	};
}
/** Takes out of the log what must not be in it; a log that the command deleted is a notice. */
async function hideSecrets(stage, context, logPath) {
	if (!existsSync(logPath)) {
		const message = `log of ${stage.id} lost: something deleted it while the stage ran`;
		context.emit({
			kind: "notice",
			message
		});
		return;
	}
	for (const value of await masksIn(logPath)) {
		context.redactor.add(value);
		context.emit({
			kind: "mask",
			value
		});
	}
	await context.redactor.file(logPath).catch((error) => {
		const message = `log of ${stage.id} removed: secrets could not be redacted (${error.message})`;
		context.emit({
			kind: "notice",
			message
		});
	});
}
/** A stage that could not run at all. */
function notRun(result) {
	return {
		result: {
			...result,
			attempts: 0
		},
		trees: [],
		nothingToDo: false
	};
}
async function findObstacle(stage, context, env, cwd) {
	const missing = await findMissing(stage.requires, env, cwd);
	if (missing !== void 0) return {
		status: context.onRunner && !stage.optional ? "failed" : "skipped",
		reason: `${missing.what} is missing: ${missing.remedy}`
	};
	const empty = await findEmptyInput(context.root, stage);
	if (empty === void 0) return void 0;
	return {
		status: "failed",
		reason: `no file matches \`${empty}\` of its inputs: mend the pattern, or make the file`
	};
}
function writeScript(stage, { reportDir }, text) {
	const folder = join(reportDir, "scripts");
	mkdirSync(folder, { recursive: true });
	const file = join(folder, stage.id);
	writeFileSync(file, text, { mode: 448 });
	return file;
}
async function runAttempts(stage, { argv }, place, context, signal) {
	const startMs = context.now();
	const usages = [];
	const trees = [];
	for (let attempts = 1;; attempts += 1) {
		const left = stage.timeoutMs === void 0 ? void 0 : stage.timeoutMs - (context.now() - startMs);
		const { cwd, env, marker, fd } = place;
		const result = await runProcess({
			argv,
			cwd,
			env,
			marker,
			outputFd: fd,
			timeoutMs: left === void 0 ? void 0 : Math.max(1, left),
			signal,
			sampler: context.sampler
		});
		usages.push(result.usage);
		if (result.tree !== void 0) trees.push(result.tree);
		const { ending } = result;
		if (attempts > stage.retries || !isWorthAnotherTry(stage, ending)) return {
			startMs,
			endMs: context.now(),
			attempts,
			last: ending,
			usages,
			trees
		};
		const code = ending.kind === "exited" ? { exitCode: ending.exitCode } : {};
		context.emit({
			kind: "stage-retried",
			stage,
			attempt: attempts + 1,
			...code
		});
		writeSync(fd, `\n--- attempt ${attempts + 1} ---\n`);
	}
}
function isWorthAnotherTry({ skipExitCode }, ending) {
	return ending.kind === "exited" && ending.exitCode !== 0 && ending.exitCode !== skipExitCode;
}
async function judge$1(stage, run, context, logPath) {
	const { status, reason } = verdictOf(stage, run.last);
	const failed = status === "failed" || status === "timed-out";
	const nothingToDo = status === "skipped";
	const outputs = stage.outputs.length > 0 && status === "passed";
	return {
		result: {
			status,
			attempts: run.attempts,
			startMs: run.startMs,
			durationMs: run.endMs - run.startMs,
			...existsSync(logPath) && { logFile: relative(context.reportDir, logPath).replaceAll("\\", "/") },
			...reason !== void 0 && { reason },
			...run.last.kind === "exited" && { exitCode: run.last.exitCode },
			...totalUsage(run.usages),
			...outputs && { outputBytes: await sizeOf(context.root, stage.outputs) },
			...failed && { logTail: [...lastLines(logPath, TAIL_LINES)] }
		},
		nothingToDo
	};
}
function verdictOf(stage, ending) {
	switch (ending.kind) {
		case "timed-out": {
			const minutes = (stage.timeoutMs ?? 0) / 6e4;
			return {
				status: "timed-out",
				reason: `ended after its timeout of ${`${Number(minutes.toFixed(3))} min`}`
			};
		}
		case "cancelled": return {
			status: "cancelled",
			reason: "ended before it was done"
		};
		case "not-started": return {
			status: "failed",
			reason: `could not be started: ${ending.reason}`
		};
		case "exited":
			if (ending.exitCode === 0) return { status: "passed" };
			if (ending.exitCode === stage.skipExitCode) return {
				status: "skipped",
				reason: `its command said there is nothing to do (exit code ${ending.exitCode})`
			};
			return {
				status: "failed",
				reason: `exit code ${ending.exitCode}${signalWords(ending.exitCode)}`
			};
	}
}
/** Shells report a command that a signal ended as 128 and the signal's number. */
function signalWords(exitCode) {
	return {
		134: ", aborted (SIGABRT)",
		137: ", killed (SIGKILL): out of memory?",
		139: ", crashed (SIGSEGV)",
		143: ", ended (SIGTERM)"
	}[exitCode] ?? "";
}
function totalUsage(usages) {
	const cpu = usages.flatMap(({ cpuMs }) => cpuMs ?? []);
	const transfers = usages.flatMap(({ transfer }) => transfer ?? []);
	const sampled = usages.flatMap((usage) => usage.sampled ?? []);
	const last = sampled.at(-1);
	const peak = Math.max(0, ...sampled.map(({ peakRssBytes }) => peakRssBytes));
	return {
		...cpu.length > 0 && { cpuMs: round(sum(cpu)) },
		...transfers.length > 0 && {
			readBytes: sum(transfers.map(({ readBytes }) => readBytes)),
			writeBytes: sum(transfers.map(({ writeBytes }) => writeBytes))
		},
		...peak > 0 && { peakRssBytes: peak },
		...last !== void 0 && last.series.rssBytes.length > 0 && { series: last.series }
	};
}
function round(ms) {
	return Math.round(ms * 1e3) / 1e3;
}
// src/execution/run.ts
/** One execution of a pipeline: the schedule, the stages' records, and what is left when all is over. */
/** Starts the pipeline. */
function runPipeline(options) {
	const { pipeline, context, expectations, capacity, preparation } = options;
	const records = new Map(pipeline.stages.map((stage) => [stage.id, pendingRecord(stage)]));
	const environments = /* @__PURE__ */ new Map();
	const survivorsOf = /* @__PURE__ */ new Map();
	const tasks = tasksOf(pipeline.stages, expectations);
	const ranks = ranksFor(tasks, expectations, capacity);
	let over = false;
	function update(id, change) {
		const record = {
			...records.get(id),
			...change
		};
		records.set(id, record);
		return record;
	}
	async function run(stage, signal) {
		update(stage.id, {
			status: "running",
			startMs: context.now()
		});
		preparation?.started(stage);
		const added = environments.get(stage.id) ?? {};
		await options.snapshots?.take(stage, added);
		const environment = {
			...context.environment,
			...added
		};
		const { result, trees, nothingToDo } = await runStage(stage, {
			...context,
			environment
		}, signal).catch((error) => ({
			result: {
				status: "failed",
				attempts: 0,
				reason: error.message
			},
			trees: [],
			nothingToDo: false
		}));
		const { startMs: _startMs, ...started } = update(stage.id, {});
		records.set(stage.id, {
			...started,
			...result
		});
		if (result.status === "passed" || nothingToDo) survivorsOf.set(stage.id, trees);
		else await Promise.all(inhabitedOf(trees).map((tree) => endTree(tree)));
		const record = records.get(stage.id);
		const log = record.logFile === void 0 ? {} : { logPath: logPathOf(context.reportDir, stage.id) };
		context.emit({
			kind: "stage-ended",
			record,
			...log
		});
		await preparation?.after(stage, record);
		return {
			status: result.status,
			nothingToDo
		};
	}
	async function prepare(stage, { before }) {
		const prepared = await before(stage);
		if (prepared.kind === "run") {
			update(stage.id, prepared.record);
			environments.set(stage.id, prepared.environment);
			return;
		}
		return () => {
			const record = update(stage.id, {
				...prepared.record,
				status: "reused"
			});
			context.emit({
				kind: "stage-ended",
				record
			});
			return {
				status: record.status,
				nothingToDo: false
			};
		};
	}
	const scheduler = schedule({
		stages: pipeline.stages,
		tasks,
		ranks,
		capacity,
		leftOut: options.leftOut,
		keepGoing: options.keepGoing,
		signal: options.signal,
		now: context.now,
		...preparation !== void 0 && { prepare: (stage) => prepare(stage, preparation) },
		run,
		drop: (stage, status, reason) => context.emit({
			kind: "stage-ended",
			record: update(stage.id, {
				status,
				reason
			})
		})
	});
	async function endSurvivors() {
		const processes = listProcesses();
		const inhabited = [...survivorsOf].flatMap(([id, trees]) => {
			const left = inhabitedOf(trees, processes);
			const survivors = left.flatMap((tree) => tree.allMembers(processes)).map(({ pid }) => readCommandLine(pid) ?? `process ${pid}`);
			if (survivors.length > 0) update(id, { survivors });
			return left;
		});
		await Promise.all(inhabited.map((tree) => endTree(tree)));
	}
	let endedEarly;
	options.signal.addEventListener("abort", () => {
		endedEarly = endSurvivors();
	});
	return {
		finished: scheduler.finished.then(() => endedEarly).then(endSurvivors).then(() => {
			over = true;
		}),
		records: () => [...records.values()],
		status() {
			if (options.signal.aborted) return "cancelled";
			if ([...records.values()].some(({ status, optional }) => !optional && (status === "failed" || status === "timed-out"))) return "failed";
			return over ? "passed" : "running";
		},
		eta: () => estimateRemaining(tasks, ranks, capacity, expectations, scheduler.done, scheduler.underWay())
	};
}
/** The trees of which anything is left; where processes cannot be listed, their groups may be. */
function inhabitedOf(trees, processes = listProcesses()) {
	if (!canListProcesses) return process.platform === "win32" ? [] : trees;
	return trees.filter((tree) => tree.allMembers(processes).length > 0);
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
		...stage.budgetMs !== void 0 && { budgetMs: stage.budgetMs }
	};
}
// src/execution/sampler.ts
const COST_SHARE = .003;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5e3;
const SERIES_LENGTH = 120;
const FIRST_INTERVAL_MS = 250;
/** A sampler that looks only while something is watched. */
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
/** Equal intervals that double in length when there are more than 120. */
function createSeries(firstIntervalMs) {
	let intervalMs = firstIntervalMs;
	/** CPU in percent times ms, so that spans add up. */
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
// src/commands/judge.ts
/** Compares the run; the rooms that do so are loaded when the stages are over. */
async function judge(record, { history, bytes }, pipeline, choice) {
	const [{ compare }, { withTimeSaved }, { ageDays }] = await Promise.all([
		import("./verdict.js"),
		import("./cache-savings.js"),
		import("./age.js")
	]);
	return {
		baseline: {
			where: whereOf(choice),
			runs: history.runs.length,
			...bytes !== void 0 && { bytes },
			...history.runs.length > 0 && { ageDays: ageDays(record, history.runs) }
		},
		caches: withTimeSaved(record, history.runs).caches,
		comparison: compare(record, history, { stages: pipeline.stages })
	};
}
function whereOf(choice) {
	switch (choice.kind) {
		case "cache": return "cache";
		case "branch": return `branch ${choice.branch}`;
		case "file": return choice.file;
	}
}
// src/commands/baseline.ts
/** The baseline of a run: which history it is compared with and added to. */
/** Opens the history; only runs of the default branch may add to it. */
async function openHistory(request) {
	const store = await choose(request);
	const saving = maySave({
		...request.trust,
		saveOnPullRequest: false
	});
	return saving.allowed ? store : readOnly(store, saving.reason);
}
/** The history that was chosen; without a cache it is in the report directory. */
async function choose({ baseline, reportDir, pipelineId, variables, token = "", cache }) {
	switch (baseline.kind) {
		case "file": {
			const store = createFileStore(baseline.file);
			return baseline.readOnly ? readOnly(store, "it was only to be read") : store;
		}
		case "branch": {
			const [{ createBranchStore }, { connect }] = await Promise.all([import("./branch-store.js"), import("./client2.js")]);
			const { GITHUB_REPOSITORY: repository = "", GITHUB_API_URL: baseUrl } = variables;
			return createBranchStore({
				connect: () => connect({
					token,
					repository,
					...baseUrl !== void 0 && { baseUrl }
				}),
				branch: baseline.branch,
				file: historyFileName(pipelineId)
			});
		}
		case "cache": {
			if (cache === void 0) return createFileStore(join(reportDir, HISTORY_FILE));
			const { createCacheHistoryStore } = await import("./cache-store.js");
			return createCacheHistoryStore({
				store: cache,
				pipeline: pipelineId
			});
		}
	}
}
/** Several pipelines of a repository share a branch. */
function historyFileName(pipelineId) {
	return `${pipelineId.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 40)}-${hash("sha256", pipelineId).slice(0, 8)}.json`;
}
// src/commands/surroundings.ts
/** What a run stands on: who is trusted with what, caches and stored results, and the history. */
/** For how long the first stage waits for the history: it only decides about order. */
const HISTORY_WAIT_MS = 3e3;
/** Opens everything; waits for nothing from the network. */
async function openSurroundings(request, place) {
	const { variables, baseline, token } = request;
	const { pipeline, reportDir, emit } = place;
	const onNotice = (message) => emit({
		kind: "notice",
		message
	});
	const trust = await trustOf(request);
	const stores = await storesFor(request, place, trust);
	const cache = stores !== void 0 && "get" in stores.store ? stores.store : void 0;
	const history = await openHistory({
		baseline,
		reportDir,
		pipelineId: pipeline.id,
		variables,
		trust,
		token,
		cache: isRunner(variables) ? cache : void 0
	});
	const loading = history.load();
	const forever = stores?.atService === true && maySave({
		...trust,
		saveOnPullRequest: false
	}).allowed;
	const preparation = stores && await preparationFor(request, place, stores);
	return {
		preparation,
		knownHistory: isRunner(variables) ? Promise.race([loading, setTimeout$1(HISTORY_WAIT_MS, { history: emptyHistory }, { ref: false })]) : loading,
		history: () => loading,
		caches: () => [...preparation?.caches() ?? [], ...listOf(stores?.resultsRecord())],
		async keepCaches(ended, signal) {
			await preparation?.finish(ended, signal);
			if (!signal.aborted) await untilAborted(stores?.saveResults(), signal);
		},
		async keepRun(record) {
			if (record.status === "cancelled") return;
			const saved = await history.save(record);
			if (saved.kind === "not-saved") onNotice(`the run was not added to the history: ${saved.reason}`);
		},
		async close() {
			await stores?.[Symbol.asyncDispose]();
			if (forever) await prune(request);
		}
	};
}
async function trustOf({ variables, saveOnPullRequest }) {
	if (!isRunner(variables)) return {
		event: "local",
		isDefaultBranch: true,
		isFork: false,
		cacheMode: "write",
		saveOnPullRequest
	};
	const { readTrust } = await import("./trust.js");
	return {
		...await readTrust(variables),
		saveOnPullRequest
	};
}
/** Stages with neither inputs nor caches need none of this, and do not wait for it to be loaded. */
function needsStores({ stages }) {
	return stages.some(({ inputs, caches }) => inputs.length > 0 || caches.length > 0);
}
async function storesFor(request, { pipeline, reportDir, now }, trust) {
	const { variables, baseline, cacheDir, maxCacheBytes } = request;
	const forHistory = isRunner(variables) && baseline.kind === "cache";
	if (!forHistory && !needsStores(pipeline)) return void 0;
	const { openStores, MAX_CACHE_BYTES } = await import("./stores2.js");
	return openStores({
		reportDir,
		pipelineId: pipeline.id,
		variables,
		trust,
		cacheDir,
		maxBytes: maxCacheBytes ?? MAX_CACHE_BYTES,
		count: pipeline.caches.length + Number(forHistory),
		reuses: pipeline.stages.some(({ inputs, reuse }) => reuse && inputs.length > 0),
		now
	});
}
async function preparationFor({ variables, force }, place, stores) {
	if (!needsStores(place.pipeline)) return void 0;
	const { createPreparation } = await import("./preparation.js");
	return createPreparation({
		...place,
		...stores,
		environment: variables,
		force
	});
}
async function prune({ variables, token = "", maxCacheBytes }) {
	const { GITHUB_REF: ref, GITHUB_REPOSITORY: repository, GITHUB_API_URL: baseUrl } = variables;
	if (ref === void 0 || repository === void 0 || token === "") return;
	const { pruneEntries } = await import("./prune.js");
	const { MAX_CACHE_BYTES } = await import("./stores2.js");
	await pruneEntries({
		token,
		repository,
		ref,
		maxBytes: maxCacheBytes ?? MAX_CACHE_BYTES,
		...baseUrl !== void 0 && { baseUrl }
	});
}
async function untilAborted(work, signal) {
	const aborted = new Promise((resolve) => {
		signal.addEventListener("abort", () => resolve(), { once: true });
	});
	await Promise.race([work, aborted]);
}
function listOf(item) {
	return item === void 0 ? [] : [item];
}
// src/commands/run.ts
/** `run`: reads the definition, runs its stages, and keeps the report up to date while they run. */
/** Runs the pipeline; faults in reports and histories become notices of the record. */
async function run(request) {
	const { cwd, variables, signal } = request;
	const place = await locateDefinition({
		file: request.file,
		cwd
	});
	const reading = readRunContext(variables, place.root, /* @__PURE__ */ new Date());
	const definition = await loadFrom(place, cwd);
	if (definition.kind === "invalid") return {
		kind: "invalid",
		problems: definition.problems.map(formatProblem)
	};
	const { pipeline, root } = definition;
	const selection = selectStages(pipeline, request);
	if (selection.kind === "unknown") return {
		kind: "invalid",
		problems: unknownNames(selection.names, pipeline.stages)
	};
	const reportDir = resolveReportDir(cwd, request.reportDir);
	const slots = slotsFor(request.concurrency ?? pipeline.concurrency);
	const environment = describeEnvironment(variables, slots);
	const notices = [];
	const redactor = createRedactor(secretValues(pipeline.stages, variables));
	request.onStart?.(reportDir);
	let startedAt = performance.now();
	const now = () => performance.now() - startedAt;
	let listeners = [];
	const emit = (event) => {
		if (event.kind === "notice") notices.push(event.message);
		for (const listener of listeners) listener(event);
	};
	const onNotice = (message) => emit({
		kind: "notice",
		message
	});
	const surroundings = await openSurroundings(request, {
		pipeline,
		root,
		reportDir,
		emit,
		now
	});
	const { preparation } = surroundings;
	const [context, known] = await Promise.all([reading, surroundings.knownHistory]);
	startedAt = performance.now();
	const stages = runPipeline({
		pipeline,
		leftOut: selection.leftOut,
		expectations: expectationsFrom(known.history, pipeline.stages, environment),
		capacity: {
			slots,
			memoryBytes: availableMemory()
		},
		keepGoing: request.keepGoing,
		signal,
		context: {
			root,
			reportDir,
			environment: variables,
			sourceDateEpoch: context.sourceDateEpoch,
			onRunner: isRunner(variables),
			sampler: createSampler(),
			redactor,
			emit,
			now
		},
		preparation
	});
	let endedAt;
	let judged = {};
	const read = () => redactRecord(redactor, {
		schema: 1,
		status: stages.status(),
		run: context.identity,
		environment,
		pipeline: {
			id: pipeline.id,
			fingerprint: pipelineFingerprint(pipeline)
		},
		stages: [...stages.records()],
		caches: [...surroundings.caches()],
		totalMs: endedAt ?? now(),
		notices,
		...judged
	});
	const writer = createReportWriter(reportDir, pipeline.bottleneck, read, (message) => {
		notices.push(message);
	});
	const output = request.output({
		stageCount: pipeline.stages.length - selection.leftOut.size,
		slots,
		eta: stages.eta,
		now,
		redact: redactor.text
	});
	listeners = [output.listener, (event) => {
		if (event.kind === "stage-ended") writer.request();
	}];
	writer.request();
	await stages.finished;
	endedAt = now();
	output.stop();
	await surroundings.keepCaches(stages.records(), signal);
	const loaded = await surroundings.history();
	if (loaded.notice !== void 0) onNotice(loaded.notice);
	judged = await judge(read(), loaded, pipeline, request.baseline);
	await surroundings.keepRun(read());
	await surroundings.close();
	await writer.flush();
	return {
		kind: "ran",
		record: read(),
		reportDir,
		marks: pipeline.bottleneck
	};
}
/** Every text of the record without the secrets; numbers and structure stay. */
function redactRecord(redactor, record) {
	const text = JSON.stringify(record, (_, value) => typeof value === "string" ? redactor.text(value) : value);
	return JSON.parse(text);
}
export { maskIn as n, followLog as r, run as t };
