import { d as setSecret, l as setFailed, s as notice } from "./chunks/core.js";
import { a as saveReport, c as loadInputs, i as saveRepliesSettled, n as saveFinished, r as saveRepliesCarried, t as reportMarkOf } from "./chunks/state.js";
import { a as newRunMark } from "./chunks/run-mark.js";
import { r as secretValues } from "./chunks/secrets.js";
import { i as baseOf, r as readRunner } from "./chunks/runner.js";
import { i as USUAL_CONFIRM } from "./chunks/choices.js";
import { a as readLeg } from "./chunks/job.js";
import { t as notLockedWords } from "./chunks/folder-lock2.js";
import { t as unknownNames } from "./chunks/unknown-names2.js";
import { t as openLocks } from "./chunks/folder-lock3.js";
import { t as onInterrupt } from "./chunks/interrupt.js";
import { n as runWhateverHappens, t as outliveFaults } from "./chunks/last-resort.js";
import { t as followLog } from "./chunks/read-log.js";
import { c as masksInLine, o as escapeData } from "./chunks/stage-log.js";
import "./chunks/redactor.js";
import { a as endLine, c as goesOnLine, d as retryLine, f as shownName, h as tailLines, n as confirmingLine, o as estimateLine, p as startLine, t as createProgressFilter, u as progressWords } from "./chunks/live-output.js";
import { t as noticeWords } from "./chunks/notices.js";
import { t as run } from "./chunks/run.js";
import { r as attempt } from "./chunks/client.js";
import { i as sayNotices, t as publishSummary } from "./chunks/summary.js";
import { t as annotate } from "./chunks/annotations.js";
import { a as oneLine, n as counted } from "./chunks/text.js";
import { n as escapeMarkdown } from "./chunks/escape.js";
import { t as findingWords } from "./chunks/findings.js";
import { t as _usingCtx } from "./chunks/usingCtx.js";
import { randomBytes } from "node:crypto";
import { dirname, resolve } from "node:path";
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
// src/github/runner/command-files.ts
const COMMAND_FILES = [
	"GITHUB_ENV",
	"GITHUB_PATH",
	"GITHUB_OUTPUT",
	"GITHUB_STATE",
	"GITHUB_STEP_SUMMARY"
];
function openCommandFiles(variables) {
	const known = /* @__PURE__ */ new Map();
	for (const file of COMMAND_FILES) {
		const path = variables[file];
		const content = path ? readRegular(path) : void 0;
		if (path && content !== void 0) known.set(file, {
			path,
			content
		});
	}
	let foreign = [];
	function takeBack() {
		for (const [file, { path, content }] of known) {
			if (isStill(path, content)) continue;
			foreign.push({
				file,
				undone: putBack(path, content)
			});
		}
	}
	return {
		permit(names) {
			for (const name of names) known.delete(name);
		},
		write(work) {
			takeBack();
			work();
			for (const entry of known.values()) entry.content = readRegular(entry.path) ?? entry.content;
		},
		restore() {
			takeBack();
			const found = foreign;
			foreign = [];
			return COMMAND_FILES.flatMap((file) => {
				const times = found.filter((one) => one.file === file);
				return times.length === 0 ? [] : [{
					file,
					undone: times.every(({ undone }) => undone)
				}];
			});
		}
	};
}
function readRegular(path) {
	try {
		const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		try {
			return fstatSync(fd).isFile() ? readFileSync(fd) : void 0;
		} finally {
			closeSync(fd);
		}
	} catch {
		return;
	}
}
function isStill(path, content) {
	const stat = lstatSync(path, { throwIfNoEntry: false });
	if (stat === void 0 || !stat.isFile() || stat.size !== content.length) return false;
	return readRegular(path)?.equals(content) === true;
}
function putBack(path, content) {
	try {
		rmSync(path, {
			recursive: true,
			force: true
		});
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, content, { flag: "wx" });
		return true;
	} catch {
		return false;
	}
}
// src/run/live/runner-output.ts
const POLL_MS = 200;
const HELD_MS = 2e3;
const SHOWN_BYTES = 4e6;
function createRunnerOutput(options) {
	return new RunnerOutput(options);
}
var RunnerOutput = class {
	listener = (event) => this.#listen(event);
	#options;
	#queue = [];
	#opened;
	#waiting = [];
	#isWorthALine;
	#timer;
	#estimate = "unknown";
	#isStopped = false;
	constructor(options) {
		this.#options = options;
		this.#isWorthALine = createProgressFilter(options.now);
		this.#timer = setInterval(() => this.#pump(), POLL_MS).unref();
		options.write(`${startLine(options.stageCount, options.slots)}\n`);
		options.foreseen.then(() => {
			this.#estimate = "due";
			this.#pump();
		});
	}
	stop() {
		clearInterval(this.#timer);
		this.#isStopped = true;
		this.#pump();
		for (const shown of this.#queue) {
			this.#show(shown, true);
			shown.follower.close();
		}
		if (this.#opened !== void 0) this.#options.write("::endgroup::\n");
		this.#flushWaiting();
	}
	#listen(event) {
		switch (event.kind) {
			case "stage-started": {
				const follower = followLog(event.logPath, SHOWN_BYTES);
				const { id, name } = event.stage;
				this.#queue.push({
					id,
					name,
					logPath: event.logPath,
					follower
				});
				this.#pump();
				return;
			}
			case "stage-ended": {
				const shown = this.#queue.find(({ logPath }) => logPath === event.logPath);
				if (shown !== void 0) shown.ended = event.record;
				else this.#waiting.push(endLine(event.record));
				this.#pump();
				return;
			}
			case "stage-retried":
				this.#waiting.push(retryLine(event));
				return;
			case "llm-progress":
				if (this.#opened?.id === event.stage && this.#isWorthALine(event)) this.#writeQuietly([`… ${progressWords(event)}`]);
				return;
			case "confirming":
				this.#waiting.push(confirmingLine(event));
				this.#pump();
				return;
			case "mask":
				this.#options.write(addMask(event.value));
				return;
			case "notice":
				this.#waiting.push(`Notice: ${noticeWords(event.notice)}`);
				return;
		}
	}
	#pump() {
		if (this.#estimate === "unknown" && this.#options.now() < HELD_MS && !this.#isStopped) return;
		this.#sayEstimate();
		for (let front = this.#queue[0]; front !== void 0; front = this.#queue[0]) {
			if (this.#opened !== front) {
				this.#options.write(`::group::${escapeData(shownName(front.name))}\n`);
				this.#opened = front;
			}
			this.#show(front);
			if (front.ended === void 0) return;
			if (front.follower.stopped) this.#options.write(`${goesOnLine(front.logPath)}\n`);
			this.#options.write("::endgroup::\n");
			front.follower.close();
			this.#opened = void 0;
			this.#queue.shift();
			this.#sayEnd(front.ended, front.logPath);
			this.#sayEstimate();
		}
		this.#flushWaiting();
	}
	#show({ follower, ended }, final = ended !== void 0) {
		let lines = follower.read(final);
		while (lines.length > 0) {
			this.#writeLog(lines);
			lines = follower.read(final);
		}
	}
	#sayEnd(record, logPath) {
		this.#writeQuietly([endLine(record), ...tailLines(record.logTail, logPath)]);
		this.#flushWaiting();
	}
	#sayEstimate() {
		if (this.#estimate !== "due" || this.#opened !== void 0 || this.#isStopped) return;
		this.#estimate = "said";
		const { eta, stageCount } = this.#options;
		this.#writeQuietly([estimateLine(eta(), stageCount)]);
	}
	#flushWaiting() {
		const lines = this.#waiting;
		this.#waiting = [];
		this.#writeQuietly(lines);
	}
	#writeLog(lines) {
		const shown = [];
		for (const line of lines) {
			const masks = masksInLine(line);
			if (masks.length === 0) shown.push(line);
			for (const mask of masks) {
				this.#options.addMask(mask);
				this.#options.write(addMask(mask));
			}
		}
		this.#writeQuietly(shown.map(this.#options.redact));
	}
	#writeQuietly(lines) {
		if (lines.length === 0) return;
		const token = randomBytes(16).toString("hex");
		const text = lines.map(withoutMarkup).join("\n");
		this.#options.write(`::stop-commands::${token}\n${text}\n::${token}::\n`);
	}
};
function withoutMarkup(line) {
	return line.startsWith("##[") ? ` ${line}` : line;
}
function addMask(value) {
	return value === "" || value === "***" ? "" : `::add-mask::${escapeData(value)}\n`;
}
// src/run/repeat.ts
async function runRepeatedly(request, { repeat, cacheState, isScheduled }) {
	const states = cacheState === "both" ? ["cold", "warm"] : [cacheState];
	const planned = Array.from({ length: repeat }, () => states).flat();
	const isForBaseline = isScheduled || planned.length > 1 || cacheState !== "warm";
	let result;
	for (const [index, state] of planned.entries()) {
		result = await run({
			...request,
			force: request.force || isForBaseline,
			startsCold: state === "cold",
			repetition: index
		});
		if (result.kind !== "ran" || result.record.status !== "passed") break;
	}
	return result ?? await run(request);
}
// src/github/labels.ts
function readLabels({ octokit, repository }, pullRequest) {
	return attempt(async () => {
		return (await octokit.paginate(octokit.rest.issues.listLabelsOnIssue, {
			...repository,
			issue_number: pullRequest,
			per_page: 100
		})).map(({ name }) => name);
	});
}
// src/action/acceptance-label.ts
const ACCEPT_LABEL = "stagetime: accept-slowdown";
function acceptanceByLabel(runner) {
	let found;
	return () => {
		found ??= findLabel(runner);
		return found;
	};
}
async function findLabel({ event, connect }) {
	const pullRequest = event.pull_request?.number;
	if (pullRequest === void 0) return void 0;
	const client = await connect();
	const labels = client.ok ? await readLabels(client.value, pullRequest) : client;
	if (!labels.ok) {
		sayNotices({
			kind: "labels-unread",
			failure: labels.failure.why
		});
		return;
	}
	return labels.value.includes("stagetime: accept-slowdown") ? {
		kind: "label",
		label: ACCEPT_LABEL
	} : void 0;
}
// src/reporting/markdown/invalid-definition.ts
const SHOWN = 50;
const LONGEST = 500;
function invalidSummary(problems) {
	const shown = problems.slice(0, SHOWN).map(({ file, line, column, message, remedy }) => {
		return `- **${escapeMarkdown(`${oneLine(file, LONGEST)}:${line}:${column}`)}**: ${escapeMarkdown(oneLine(message, LONGEST))}<br>Remedy: ${escapeMarkdown(oneLine(remedy, LONGEST))}`;
	});
	const more = problems.length - shown.length;
	const rest = more > 0 ? [`- and ${more} more`] : [];
	return [
		`## ${invalidWords(problems)}`,
		"",
		...shown,
		...rest,
		""
	].join("\n");
}
function invalidWords({ length }) {
	return `The pipeline is invalid: ${counted(length, "problem")}, nothing was run`;
}
// src/action/say-definition.ts
async function sayInvalid(problems) {
	annotate(problems.slice(0, 9).map(({ message, remedy, ...place }) => ({
		level: "error",
		title: "Invalid pipeline",
		message: `${message}. Remedy: ${remedy}`,
		...place
	})));
	const lost = await publishSummary(invalidSummary(problems));
	if (lost !== void 0) sayNotices(lost);
	return invalidWords(problems);
}
function sayFindings(findings, { file, stageLines }) {
	annotate(findings.slice(0, 9).map((finding) => {
		const line = "stage" in finding ? stageLines.get(finding.stage) : void 0;
		const place = line === void 0 ? {} : {
			file,
			line
		};
		return {
			title: "Pipeline",
			message: findingWords(finding),
			...place
		};
	}));
}
// src/action/main-step.ts
async function runAction() {
	const inputs = loadInputs();
	if (!inputs.ok) return inputs.problem;
	const { inputs: given } = inputs;
	const runner = await readRunner(process.env, {
		token: given.token,
		leg: legOf(given),
		jobId: given.jobId
	});
	const cwd = process.env.GITHUB_WORKSPACE ?? process.cwd();
	switch (given.command) {
		case "run": return runStages(given, runner, cwd);
		case "check": return check(given, runner, cwd);
		case "report": return reportOnFork(given, runner);
	}
}
async function runStages(inputs, runner, cwd) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { variables, event, trust } = runner;
		const write = (text) => {
			process.stdout.write(text);
		};
		for (const secret of secretValues([], variables)) setSecret(secret);
		const mark = newRunMark();
		const signal = onInterrupt(1);
		const say = (line) => write(`${line}\n`);
		const locks = _usingCtx$1.u(openLocks({
			mark,
			signal,
			variables,
			waits: true,
			say
		}));
		const commandFiles = openCommandFiles(variables);
		const request = {
			cwd,
			commandFiles,
			mark,
			locks,
			file: inputs.definition,
			only: inputs.only,
			skip: inputs.skip,
			keepGoing: false,
			force: false,
			runsSetups: true,
			startsCold: false,
			cacheDir: inputs.cacheDir === void 0 ? void 0 : resolve(cwd, inputs.cacheDir),
			maxCacheBytes: inputs.maxCacheBytes,
			saveOnPullRequest: inputs.saveOnPullRequest,
			baseline: baselineOf(inputs.baseline, cwd),
			confirm: {
				mode: inputs.confirm,
				usually: trust.event === "pull_request" ? USUAL_CONFIRM : "off",
				budgetMs: inputs.confirmBudgetMs,
				baseSha: baseOf(event)
			},
			failOn: inputs.failOn,
			acceptance: acceptanceByLabel(runner),
			runner,
			signal,
			output: (options) => createRunnerOutput({
				...options,
				summaryFollows: false,
				write
			}),
			onStart: ({ reportDir, run }) => {
				const { uploadLogs } = inputs;
				const reportMark = reportMarkOf(run);
				commandFiles.write(() => saveReport({
					reportDir,
					uploadLogs,
					mark,
					reportMark
				}));
			},
			replies: {
				carried: (...replies) => commandFiles.write(() => saveRepliesCarried(...replies)),
				settled: () => commandFiles.write(saveRepliesSettled)
			}
		};
		const choice = {
			repeat: inputs.repeat,
			cacheState: inputs.cacheState,
			isScheduled: trust.event === "schedule"
		};
		const result = await runWhateverHappens(request, (observed) => runRepeatedly(observed, choice));
		if (result.kind === "invalid") return sayInvalid(result.problems);
		if (result.kind === "unknown-names") return unknownNames(result.names, result.pipeline.stages).join("\n");
		if (result.kind === "interrupted") return "interrupted before a stage started";
		if (result.kind === "locked-out") return notLockedWords(result.why);
		const { publish } = await import("./chunks/publish.js");
		const failure = await publish(result, inputs, runner);
		saveFinished();
		return failure;
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
function legOf({ matrix, jobIndex }) {
	const leg = readLeg(matrix ?? "");
	return leg === void 0 ? void 0 : {
		...leg,
		...jobIndex !== void 0 && { jobIndex }
	};
}
async function check({ definition: file }, { variables }, cwd) {
	const { checkDefinition } = await import("./chunks/check-definition2.js");
	const { problems, findings, definition } = await checkDefinition({
		file,
		cwd,
		environment: variables
	});
	if (definition !== void 0) sayFindings(findings, definition);
	return problems.length > 0 ? sayInvalid(problems) : void 0;
}
async function reportOnFork(inputs, runner) {
	const { reportFork } = await import("./chunks/fork-comment.js");
	await reportFork(inputs, runner);
}
function baselineOf(written, cwd) {
	if (written === "cache") return { kind: "cache" };
	const [, branch] = /^branch:(.+)$/.exec(written) ?? [];
	return branch === void 0 ? {
		kind: "file",
		file: resolve(cwd, written),
		readOnly: false
	} : {
		kind: "branch",
		branch
	};
}
// src/main.ts
outliveFaults(notice);
const failure = await runAction().catch((error) => `Stagetime itself failed: ${error.stack}`);
if (failure !== void 0) setFailed(failure);
process.exit();
export {};
