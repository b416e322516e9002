import { r as llmWarning } from "./llm-numbers.js";
import { a as findEmptyInput, b as execa, c as commandOf, d as parseTimes, f as endTree, g as parseTransfer, l as findExecutable, n as stageEnvironment, p as processTree, s as sizeOf, u as measured } from "./stage-environment.js";
import { n as masksIn } from "./masks.js";
import { randomBytes } from "node:crypto";
import { join, relative } from "node:path";
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import { rm } from "node:fs/promises";
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
/** What is left out after it may go on in the middle of a word, and of a secret. */
const CUT = "… (long line cut)";
/**
* Follows a log up to `limitBytes`; a line longer than 16 kB is cut and marked. From the first look on it
* is the same file that is read, whatever takes its place under its name: a log is rewritten when its
* secrets are taken out.
*/
function followLog(path, limitBytes) {
	let opened;
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
			lines.push(cutLine(carry));
			carry = Buffer.alloc(0);
			skipping = true;
		}
	}
	function finishLine(end, lines) {
		if (!skipping) {
			const line = carry.length === 0 ? end : Buffer.concat([carry, end]);
			const isCut = line.length > LONGEST_LINE || stopped && end === NO_END;
			lines.push(isCut ? cutLine(line) : line.toString("utf8").replace(/\r$/, ""));
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
			opened ??= openedOrNot(path);
			while (opened !== void 0 && lines.length < LINES_AT_ONCE) {
				if (offset >= limitBytes) {
					stopped = fstatSync(opened).size > offset;
					break;
				}
				const chunk = readAt(opened, offset, Math.min(CHUNK_BYTES, limitBytes - offset));
				if (chunk.length === 0) break;
				offset += chunk.length;
				take(chunk, lines);
			}
			const isEnd = lines.length < LINES_AT_ONCE;
			if (final && isEnd && carry.length > 0) finishLine(NO_END, lines);
			return lines;
		},
		close() {
			if (opened !== void 0) closeSync(opened);
			opened = void 0;
		}
	};
}
/** Of a line that has no end yet. */
const NO_END = Buffer.alloc(0);
/** The beginning of a line, without half a character. */
function cutLine(line) {
	return line.subarray(0, LONGEST_LINE).toString("utf8").replace(/\uFFFD+$/, "") + CUT;
}
function openedOrNot(path) {
	try {
		return openSync(path, "r");
	} catch {
		return;
	}
}
function withFile(path, use) {
	const fd = openedOrNot(path);
	if (fd === void 0) return void 0;
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
	const opened = await context.openLlm?.(env);
	const onRetry = () => opened?.beginAttempt();
	const place = {
		cwd,
		env: {
			...env,
			...opened?.environment
		},
		marker,
		fd,
		onRetry
	};
	let run;
	try {
		context.emit({
			kind: "stage-started",
			stage,
			logPath
		});
		run = await runAttempts(stage, command, place, context, signal);
	} finally {
		closeSync(fd);
	}
	const llm = await opened?.end();
	await hideSecrets(stage, context, logPath);
	const { result, nothingToDo } = await judge(stage, run, context, logPath);
	const warning = llm && result.status === "passed" ? llmWarning(llm) : void 0;
	if (warning !== void 0) context.emit({
		kind: "notice",
		message: `${stage.id}: ${warning}`
	});
	return {
		result: {
			...result,
			...llm && { llm }
		},
		trees: run.trees,
		nothingToDo
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
	try {
		for (const value of await masksIn(logPath)) {
			context.redactor.add(value);
			context.emit({
				kind: "mask",
				value
			});
		}
		await context.redactor.file(logPath);
	} catch (error) {
		await rm(logPath, { force: true });
		const why = error.message;
		const message = `log of ${stage.id} removed: secrets could not be redacted (${why})`;
		context.emit({
			kind: "notice",
			message
		});
	}
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
		place.onRetry();
		writeSync(fd, `\n--- attempt ${attempts + 1} ---\n`);
	}
}
function isWorthAnotherTry({ skipExitCode }, ending) {
	return ending.kind === "exited" && ending.exitCode !== 0 && ending.exitCode !== skipExitCode;
}
async function judge(stage, run, context, logPath) {
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
export { followLog as i, runStage as n, sum as r, logPathOf as t };
