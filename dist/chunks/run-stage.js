import { c as whyUnused } from "./run-record.js";
import { r as unlessAborted } from "./grace.js";
import { n as sum } from "./numbers.js";
import { t as tolerate } from "./tolerate.js";
import { O as takeTurns, w as sizeOf } from "./requirements.js";
import { a as temporaryPlaces, i as makeTemporary, n as openStageLog, s as masksIn, t as LOG_FOLDER } from "./stage-log.js";
import { t as whyBlocked } from "./blocked.js";
import { n as lastLines } from "./read-log.js";
import { a as fillTemplate, o as parseShell, r as SH, s as scriptEnding, t as BASH } from "./shells.js";
import { t as findExecutable } from "./find-executable.js";
import { n as processTree, o as parseTransfer, r as execa, t as endTree } from "./process-tree.js";
import { i as newMarker } from "./run-mark.js";
import { n as stageEnvironment } from "./stage-environment.js";
import { dirname, join, relative } from "node:path";
import { existsSync, fstatSync, mkdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { rm } from "node:fs/promises";
import { devNull } from "node:os";
// src/execution/events/follow.ts
function tellFault(emit, of, stage) {
	return ({ message: cause }) => {
		emit({
			kind: "notice",
			notice: {
				kind: "fault",
				of,
				...stage !== void 0 && { stage },
				cause
			}
		});
	};
}
function createFollow(late, emit) {
	return (of, work, instead, stage) => tolerate(() => unlessAborted(late, work, instead), instead, tellFault(emit, of, stage));
}
// src/execution/process/command.ts
const LONGEST_ARGUMENT = process.platform === "win32" ? 3e4 : 131071;
function commandOf({ run, shell }, { path, cwd }, writeScript) {
	const isThere = (program) => findExecutable(program, path, cwd) !== void 0;
	if (shell === void 0) {
		const usual = [BASH, SH].find(({ inline: [program] }) => isThere(program));
		if (usual === void 0) return impossible({ kind: "no-shell" });
		return {
			kind: "command",
			argv: argvOf(usual, run, writeScript)
		};
	}
	const parsed = parseShell(shell);
	if (parsed.kind === "unusable") return impossible({
		kind: "bad-shell",
		shell,
		fault: parsed.fault
	});
	const [program] = parsed.kind === "known" ? parsed.shell.inline : parsed.words;
	if (!isThere(program)) return impossible({
		kind: "missing-shell",
		program
	});
	return {
		kind: "command",
		argv: parsed.kind === "known" ? argvOf(parsed.shell, run, writeScript) : fillTemplate(parsed.words, writeScript(run, scriptEnding(program)))
	};
}
function argvOf({ inline, file }, run, writeScript) {
	if (Buffer.byteLength(run) <= LONGEST_ARGUMENT) return [...inline, run];
	return [...file, writeScript(run, scriptEnding(file[0]))];
}
const WRAPPER = `trap : HUP INT TERM
"$@" 3>&-
code=$?
{ times; if [ -r /proc/self/io ]; then while read -r line; do echo "$line"; done </proc/self/io; fi; } >&3 2>&-
exit $code`;
const SHELL_NAME = /^[A-Za-z_]\w*$/;
const BASH_ONLY = [
	"SHELLOPTS",
	"BASHOPTS",
	"POSIXLY_CORRECT"
];
function measured(argv, environment) {
	if (process.platform === "win32") return argv;
	if (Object.keys(environment).every((name) => SHELL_NAME.test(name))) return [
		"/bin/sh",
		"-c",
		WRAPPER,
		"stagetime",
		...argv
	];
	const bash = findExecutable("bash", environment.PATH ?? "");
	if (bash === void 0 || BASH_ONLY.some((name) => name in environment)) return argv;
	return [
		bash,
		"-p",
		"-c",
		WRAPPER,
		"stagetime",
		...argv
	];
}
function parseTimes(text) {
	const parts = [...text.matchAll(/(\d+)m([\d.,]+)s/g)].slice(0, 4);
	if (parts.length < 4) return void 0;
	return parts.map((part) => Number(part[1]) * 60 + Number(part[2]?.replace(",", "."))).reduce((sum, value) => sum + value, 0) * 1e3;
}
function impossible(reason) {
	return {
		kind: "impossible",
		reason
	};
}
// src/execution/process/process.ts
const SIGNAL_BASE = 128;
const SIGNALS = {
	SIGHUP: 1,
	SIGINT: 2,
	SIGABRT: 6,
	SIGKILL: 9,
	SIGSEGV: 11,
	SIGTERM: 15
};
const ACCOUNT_BYTES = 1e4;
async function runProcess(options) {
	const { signal, sampler, marker } = options;
	const outputFd = options.outputFd;
	const [program, ...args] = measured(options.argv, options.env);
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
				fault: whyNotStarted(failed.failed ? failed.code : void 0, options)
			},
			usage: {}
		};
	}
	const output = fstatSync(outputFd);
	const tree = processTree(child.pid, marker, output.isFile() ? output : void 0);
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
const LONGEST_STRING = 131072;
function whyNotStarted(code, { argv, cwd, env }) {
	switch (code) {
		case "E2BIG": {
			const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
			const large = variables.find((text) => Buffer.byteLength(text) >= LONGEST_STRING);
			if (large !== void 0) {
				const [variable = ""] = large.split("=", 1);
				return {
					why: "large-variable",
					variable,
					bytes: Buffer.byteLength(large)
				};
			}
			return {
				why: "too-large",
				bytes: sum([...argv, ...variables].map((text) => Buffer.byteLength(text) + 1))
			};
		}
		case "ENOENT": return {
			why: "gone",
			folder: cwd,
			program: argv[0]
		};
		case "EACCES": return {
			why: "not-permitted",
			folder: cwd,
			program: argv[0]
		};
		default: return {
			why: "system",
			...code !== void 0 && { code }
		};
	}
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
// src/execution/stage/run-stage.ts
const TAIL_LINES = 20;
function logPathOf(reportDir, name) {
	return join(reportDir, LOG_FOLDER, `${name}.log`);
}
async function runStage(stage, context, signal) {
	const marker = newMarker(context.runMark, stage.id);
	const { environment: own, sourceDateEpoch } = context;
	const env = stageEnvironment(stage, own, {
		marker,
		sourceDateEpoch
	});
	const cwd = join(context.root, stage.workingDirectory);
	const look = () => whyBlocked(stage, {
		...context,
		environment: env
	});
	const blocked = await unlessAborted(signal, look, INTERRUPTED);
	if (blocked !== void 0) return notRun(blocked);
	const command = commandOf(stage, {
		path: env.PATH ?? "",
		cwd
	}, (text, ending) => writeScript(stage, context, text, ending));
	if (command.kind === "impossible") return notRun({
		status: "failed",
		reason: command.reason
	});
	const { reportDir, environment } = context;
	const log = openStageLog({
		reportDir,
		name: context.logName ?? stage.id,
		environment
	});
	if (log.notice !== void 0) context.emit({
		kind: "notice",
		notice: log.notice
	});
	const lose = (of) => tellFault(context.emit, of, stage.id);
	const opened = await tolerate(() => context.openLlm?.(env), void 0, lose("model-access"));
	const onRetry = () => opened?.beginAttempt();
	const place = {
		cwd,
		env: {
			...env,
			...opened?.environment
		},
		marker,
		fd: log.fd,
		onRetry
	};
	let run;
	try {
		context.emit({
			kind: "stage-started",
			stage,
			logPath: log.path ?? devNull
		});
		run = await runAttempts(stage, command, place, context, signal);
	} finally {
		await finishLog(stage, context, log);
	}
	const llm = await tolerate(() => opened?.end(), void 0, lose("model-requests"));
	const { result, nothingToDo } = await judge(stage, run, context, log.path);
	const why = llm && result.status === "passed" ? whyUnused(llm) : void 0;
	if (why !== void 0) context.emit({
		kind: "notice",
		notice: {
			kind: "llm-unused",
			stage: stage.id,
			why
		}
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
async function finishLog({ id: stage }, context, log) {
	const tell = (notice) => context.emit({
		kind: "notice",
		notice
	});
	const turns = takeTurns();
	const hideAll = async (values) => {
		for (const value of values) {
			context.redactor.add(value);
			context.emit({
				kind: "mask",
				value
			});
			if (turns.isOver) await turns.next();
			context.late.throwIfAborted();
		}
	};
	const { path } = log;
	try {
		const { leftOutBytes, masks } = log.finish();
		await hideAll(masks);
		if (path === void 0) return;
		if (!existsSync(path)) return tell({
			kind: "log-lost",
			stage
		});
		if (leftOutBytes > 0) tell({
			kind: "log-shortened",
			stage,
			bytes: leftOutBytes
		});
		await hideAll(await masksIn(path, context.late));
		await context.redactor.file(path, context.late);
	} catch (error) {
		if (path === void 0) return;
		const cause = error.message;
		tell({
			kind: "log-not-redacted",
			stage,
			isRemoved: await rm(path, { force: true }).then(() => true, () => false),
			cause
		});
	}
}
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
const INTERRUPTED = {
	status: "cancelled",
	reason: { kind: "interrupted" }
};
function writeScript(stage, { reportDir, environment }, text, ending) {
	const places = [reportDir, ...temporaryPlaces(environment).filter(makeTemporary)];
	let fault;
	for (const place of places) try {
		const file = join(place, "scripts", `${stage.id}${ending}`);
		mkdirSync(dirname(file), { recursive: true });
		rmSync(file, {
			force: true,
			recursive: true
		});
		writeFileSync(file, text, {
			mode: 448,
			flag: "wx"
		});
		return file;
	} catch (error) {
		fault ??= error;
	}
	throw fault;
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
		await context.beforeRetry?.();
		const code = ending.kind === "exited" ? { exitCode: ending.exitCode } : {};
		context.emit({
			kind: "stage-retried",
			stage,
			attempt: attempts + 1,
			...code
		});
		place.onRetry();
		separate(fd, attempts + 1);
	}
}
function separate(fd, attempt) {
	try {
		writeSync(fd, `\n--- attempt ${attempt} ---\n`);
	} catch {}
}
function isWorthAnotherTry({ skipExitCode }, ending) {
	return ending.kind === "exited" && ending.exitCode !== 0 && ending.exitCode !== skipExitCode;
}
async function judge(stage, run, context, logPath) {
	const { status, reason } = verdictOf(stage, run.last);
	const failed = status === "failed" || status === "timed-out";
	const nothingToDo = status === "skipped";
	const outputs = stage.outputs.length > 0 && status === "passed";
	const { late, root } = context;
	const measure = () => unlessAborted(late, () => sizeOf(root, stage.outputs), 0);
	return {
		result: {
			status,
			attempts: run.attempts,
			startMs: run.startMs,
			durationMs: run.endMs - run.startMs,
			...logPath !== void 0 && existsSync(logPath) && { logFile: nameOfLog(context.reportDir, logPath) },
			...reason !== void 0 && { reason },
			...run.last.kind === "exited" && { exitCode: run.last.exitCode },
			...totalUsage(run.usages),
			...outputs && { outputBytes: await tolerate(measure, 0, tellFault(context.emit, "output-size", stage.id)) },
			...failed && logPath !== void 0 && { logTail: [...lastLines(logPath, TAIL_LINES)] }
		},
		nothingToDo
	};
}
function nameOfLog(reportDir, logPath) {
	const name = relative(reportDir, logPath);
	return (name.startsWith("..") ? logPath : name).replaceAll("\\", "/");
}
function verdictOf(stage, ending) {
	switch (ending.kind) {
		case "timed-out": return {
			status: "timed-out",
			reason: {
				kind: "timed-out",
				limitMs: stage.timeoutMs ?? 0
			}
		};
		case "cancelled": return {
			status: "cancelled",
			reason: { kind: "interrupted" }
		};
		case "not-started": return {
			status: "failed",
			reason: {
				kind: "not-startable",
				fault: ending.fault
			}
		};
		case "exited": return verdictOfExit(stage, ending.exitCode);
	}
}
function verdictOfExit({ skipExitCode }, exitCode) {
	if (exitCode === 0) return { status: "passed" };
	if (exitCode === skipExitCode) return {
		status: "skipped",
		reason: {
			kind: "nothing-to-do",
			exitCode
		}
	};
	const signal = SIGNAL_CODES[exitCode];
	return {
		status: "failed",
		reason: {
			kind: "exit-code",
			exitCode,
			...signal && { signal }
		}
	};
}
const SIGNAL_CODES = {
	134: "SIGABRT",
	137: "SIGKILL",
	139: "SIGSEGV",
	143: "SIGTERM"
};
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
export { tellFault as i, runStage as n, createFollow as r, logPathOf as t };
