import { c as saveState, d as setSecret, i as getState, r as getInput, s as notice, u as setOutput } from "./core.js";
import { t as findBottlenecks } from "./metrics.js";
import { c as durationMs, d as isDuration } from "./yaml.js";
import { a as maskIn, o as followLog } from "./stage.js";
import { a as endLine, c as shownName, i as createProgressFilter, l as startLine, n as retryLine, r as tailLines, s as progressWords } from "./lines-output.js";
import { d as secretValues } from "./files.js";
import { t as onInterrupt } from "./interrupt.js";
import { t as run } from "./run.js";
import { a as SUMMARY_FILE, i as RUN_FILE, n as HTML_FILE, r as REPORT_FILES } from "./report-files.js";
import { EOL } from "os";
import { constants, promises } from "fs";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { existsSync as existsSync$1 } from "node:fs";
// node_modules/@actions/core/lib/summary.js
var __awaiter = function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
const { access, appendFile, writeFile } = promises;
const SUMMARY_ENV_VAR = "GITHUB_STEP_SUMMARY";
var Summary = class {
	constructor() {
		this._buffer = "";
	}
	/**
	* Finds the summary file path from the environment, rejects if env var is not found or file does not exist
	* Also checks r/w permissions.
	*
	* @returns step summary file path
	*/
	filePath() {
		return __awaiter(this, void 0, void 0, function* () {
			if (this._filePath) return this._filePath;
			const pathFromEnv = process.env[SUMMARY_ENV_VAR];
			if (!pathFromEnv) throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
			try {
				yield access(pathFromEnv, constants.R_OK | constants.W_OK);
			} catch (_a) {
				throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
			}
			this._filePath = pathFromEnv;
			return this._filePath;
		});
	}
	/**
	* Wraps content in an HTML tag, adding any HTML attributes
	*
	* @param {string} tag HTML tag to wrap
	* @param {string | null} content content within the tag
	* @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
	*
	* @returns {string} content wrapped in HTML element
	*/
	wrap(tag, content, attrs = {}) {
		const htmlAttrs = Object.entries(attrs).map(([key, value]) => ` ${key}="${value}"`).join("");
		if (!content) return `<${tag}${htmlAttrs}>`;
		return `<${tag}${htmlAttrs}>${content}</${tag}>`;
	}
	/**
	* Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
	*
	* @param {SummaryWriteOptions} [options] (optional) options for write operation
	*
	* @returns {Promise<Summary>} summary instance
	*/
	write(options) {
		return __awaiter(this, void 0, void 0, function* () {
			const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
			const filePath = yield this.filePath();
			yield (overwrite ? writeFile : appendFile)(filePath, this._buffer, { encoding: "utf8" });
			return this.emptyBuffer();
		});
	}
	/**
	* Clears the summary buffer and wipes the summary file
	*
	* @returns {Summary} summary instance
	*/
	clear() {
		return __awaiter(this, void 0, void 0, function* () {
			return this.emptyBuffer().write({ overwrite: true });
		});
	}
	/**
	* Returns the current summary buffer as a string
	*
	* @returns {string} string of summary buffer
	*/
	stringify() {
		return this._buffer;
	}
	/**
	* If the summary buffer is empty
	*
	* @returns {boolen} true if the buffer is empty
	*/
	isEmptyBuffer() {
		return this._buffer.length === 0;
	}
	/**
	* Resets the summary buffer without writing to summary file
	*
	* @returns {Summary} summary instance
	*/
	emptyBuffer() {
		this._buffer = "";
		return this;
	}
	/**
	* Adds raw text to the summary buffer
	*
	* @param {string} text content to add
	* @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
	*
	* @returns {Summary} summary instance
	*/
	addRaw(text, addEOL = false) {
		this._buffer += text;
		return addEOL ? this.addEOL() : this;
	}
	/**
	* Adds the operating system-specific end-of-line marker to the buffer
	*
	* @returns {Summary} summary instance
	*/
	addEOL() {
		return this.addRaw(EOL);
	}
	/**
	* Adds an HTML codeblock to the summary buffer
	*
	* @param {string} code content to render within fenced code block
	* @param {string} lang (optional) language to syntax highlight code
	*
	* @returns {Summary} summary instance
	*/
	addCodeBlock(code, lang) {
		const attrs = Object.assign({}, lang && { lang });
		const element = this.wrap("pre", this.wrap("code", code), attrs);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML list to the summary buffer
	*
	* @param {string[]} items list of items to render
	* @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
	*
	* @returns {Summary} summary instance
	*/
	addList(items, ordered = false) {
		const tag = ordered ? "ol" : "ul";
		const listItems = items.map((item) => this.wrap("li", item)).join("");
		const element = this.wrap(tag, listItems);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML table to the summary buffer
	*
	* @param {SummaryTableCell[]} rows table rows
	*
	* @returns {Summary} summary instance
	*/
	addTable(rows) {
		const tableBody = rows.map((row) => {
			const cells = row.map((cell) => {
				if (typeof cell === "string") return this.wrap("td", cell);
				const { header, data, colspan, rowspan } = cell;
				const tag = header ? "th" : "td";
				const attrs = Object.assign(Object.assign({}, colspan && { colspan }), rowspan && { rowspan });
				return this.wrap(tag, data, attrs);
			}).join("");
			return this.wrap("tr", cells);
		}).join("");
		const element = this.wrap("table", tableBody);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds a collapsable HTML details element to the summary buffer
	*
	* @param {string} label text for the closed state
	* @param {string} content collapsable content
	*
	* @returns {Summary} summary instance
	*/
	addDetails(label, content) {
		const element = this.wrap("details", this.wrap("summary", label) + content);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML image tag to the summary buffer
	*
	* @param {string} src path to the image you to embed
	* @param {string} alt text description of the image
	* @param {SummaryImageOptions} options (optional) addition image attributes
	*
	* @returns {Summary} summary instance
	*/
	addImage(src, alt, options) {
		const { width, height } = options || {};
		const attrs = Object.assign(Object.assign({}, width && { width }), height && { height });
		const element = this.wrap("img", null, Object.assign({
			src,
			alt
		}, attrs));
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML section heading element
	*
	* @param {string} text heading text
	* @param {number | string} [level=1] (optional) the heading level, default: 1
	*
	* @returns {Summary} summary instance
	*/
	addHeading(text, level) {
		const tag = `h${level}`;
		const allowedTag = [
			"h1",
			"h2",
			"h3",
			"h4",
			"h5",
			"h6"
		].includes(tag) ? tag : "h1";
		const element = this.wrap(allowedTag, text);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML thematic break (<hr>) to the summary buffer
	*
	* @returns {Summary} summary instance
	*/
	addSeparator() {
		const element = this.wrap("hr", null);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML line break (<br>) to the summary buffer
	*
	* @returns {Summary} summary instance
	*/
	addBreak() {
		const element = this.wrap("br", null);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML blockquote to the summary buffer
	*
	* @param {string} text quote text
	* @param {string} cite (optional) citation url
	*
	* @returns {Summary} summary instance
	*/
	addQuote(text, cite) {
		const attrs = Object.assign({}, cite && { cite });
		const element = this.wrap("blockquote", text, attrs);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML anchor tag to the summary buffer
	*
	* @param {string} text link text/content
	* @param {string} href hyperlink
	*
	* @returns {Summary} summary instance
	*/
	addLink(text, href) {
		const element = this.wrap("a", text, { href });
		return this.addRaw(element).addEOL();
	}
};
const summary = new Summary();
// src/definition/inputs.ts
/** The inputs of the Action, read once: the only place that knows how they are written. */
const COMMANDS = ["run", "check"];
const CACHE_STATES = [
	"warm",
	"cold",
	"both"
];
const MOST_RUNS = 50;
const CONFIRMS = [
	"off",
	"rerun",
	"paired"
];
/** Reads the Action's inputs from the environment that the runner set. */
function loadInputs() {
	const problems = [];
	const wrong = (input, mustBe) => {
		problems.push(`the input \`${input}\` must be ${mustBe}, not ${JSON.stringify(getInput(input))}`);
	};
	const text = getInput("command") || "run";
	const command = COMMANDS.find((known) => known === text);
	if (command === void 0) wrong("command", COMMANDS.map((name) => `\`${name}\``).join(" or "));
	const maxCacheBytes = parseBytes(getInput("max-cache-size") || "2GB");
	if (maxCacheBytes === void 0) wrong("max-cache-size", "a size like `500MB` or `2GB`");
	const saveOnPullRequest = parseBoolean(getInput("save-on-pull-request") || "false");
	if (saveOnPullRequest === void 0) wrong("save-on-pull-request", "`true` or `false`");
	const repeat = Number(getInput("repeat") || "1");
	if (!Number.isInteger(repeat) || repeat < 1 || repeat > MOST_RUNS) wrong("repeat", `a whole number from 1 to ${MOST_RUNS}`);
	const writtenState = getInput("cache-state") || "warm";
	const cacheState = CACHE_STATES.find((known) => known === writtenState);
	if (cacheState === void 0) wrong("cache-state", "`warm`, `cold` or `both`");
	const writtenConfirm = getInput("confirm");
	const confirm = CONFIRMS.find((known) => known === writtenConfirm);
	if (writtenConfirm !== "" && confirm === void 0) wrong("confirm", "`off`, `rerun` or `paired`");
	const budget = getInput("confirm-budget") || "5m";
	if (!isDuration(budget)) wrong("confirm-budget", "a time like `90s` or `5m`");
	const [problem] = problems;
	if (problem !== void 0) return {
		ok: false,
		problem
	};
	const [definition, cacheDir] = [getInput("definition"), getInput("cache-dir")];
	return {
		ok: true,
		inputs: {
			command: command ?? "run",
			...definition === "" ? {} : { definition },
			only: list(getInput("only")),
			skip: list(getInput("skip")),
			maxCacheBytes: maxCacheBytes ?? 0,
			saveOnPullRequest: saveOnPullRequest ?? false,
			repeat,
			cacheState: cacheState ?? "warm",
			...confirm !== void 0 && { confirm },
			confirmBudgetMs: durationMs(budget),
			baseline: getInput("baseline") || "cache",
			token: getInput("token"),
			...cacheDir === "" ? {} : { cacheDir }
		}
	};
}
const UNITS = {
	"": 1,
	k: 1e3,
	m: 1e6,
	g: 1e9,
	t: 0xe8d4a51000
};
/** `500MB` in bytes: powers of ten, as GitHub counts. */
function parseBytes(text) {
	const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(text) ?? [];
	const factor = UNITS[unit?.toLowerCase() ?? ""];
	return number === void 0 || factor === void 0 ? void 0 : Number(number) * factor;
}
/** As YAML and the toolkit write them. */
function parseBoolean(text) {
	if (/^true$/i.test(text)) return true;
	return /^false$/i.test(text) ? false : void 0;
}
/** Items between commas or line ends. */
function list(written) {
	return written.split(/[,\r\n]/).map((item) => item.trim()).filter((item) => item !== "");
}
// src/execution/output/runner-output.ts
/**
* Live output on a runner: one collapsible group a stage, never interleaved. The stage in front is
* shown as it writes; the others wait for their turn in their logs. Nothing a stage prints commands
* the runner: its lines stand between `::stop-commands::` and a random token.
*/
const POLL_MS = 200;
/** Of one stage's output; the log has the rest. */
const SHOWN_BYTES = 4e6;
/** Groups in the order in which the stages started. */
function createRunnerOutput(options) {
	const queue = [];
	let opened;
	/** What was to be said about other stages while a group was open. */
	let waiting = [];
	const isWorthALine = createProgressFilter(options.now);
	const timer = setInterval(pump, POLL_MS).unref();
	options.write(`${startLine(options)}\n`);
	function pump() {
		for (let front = queue[0]; front !== void 0; front = queue[0]) {
			if (opened !== front) {
				options.write(`::group::${escapeData(shownName(front.name))}\n`);
				opened = front;
			}
			show(front);
			if (front.ended === void 0) return;
			if (front.follower.stopped) options.write(`… the output goes on in ${front.logPath}\n`);
			options.write("::endgroup::\n");
			opened = void 0;
			queue.shift();
			sayEnd(front.ended, front.logPath);
		}
		flushWaiting();
	}
	function show({ follower, ended }, final = ended !== void 0) {
		let lines = follower.read(final);
		while (lines.length > 0) {
			writeUntrusted(lines);
			lines = follower.read(final);
		}
	}
	function sayEnd(record, logPath) {
		writeUntrusted([endLine(record), ...tailLines(record.logTail, logPath)]);
		flushWaiting();
	}
	function flushWaiting() {
		const lines = waiting;
		waiting = [];
		writeUntrusted(lines);
	}
	/** Lines that may hold anything; masks among them are handed on and not shown. */
	function writeUntrusted(lines) {
		let quiet = [];
		const flush = () => {
			if (quiet.length === 0) return;
			const token = randomBytes(16).toString("hex");
			const text = quiet.map((line) => options.redact(withoutMarkup(line))).join("\n");
			options.write(`::stop-commands::${token}\n${text}\n::${token}::\n`);
			quiet = [];
		};
		for (const line of lines) {
			const mask = maskIn(line);
			if (mask === void 0) quiet.push(line);
			else {
				flush();
				options.write(addMask(mask));
			}
		}
		flush();
	}
	return {
		listener(event) {
			switch (event.kind) {
				case "stage-started": {
					const follower = followLog(event.logPath, SHOWN_BYTES);
					const { id, name } = event.stage;
					queue.push({
						id,
						name,
						logPath: event.logPath,
						follower
					});
					return pump();
				}
				case "stage-ended": {
					const shown = queue.find(({ logPath }) => logPath === event.logPath);
					if (shown !== void 0) shown.ended = event.record;
					else waiting.push(endLine(event.record));
					return pump();
				}
				case "stage-retried":
					waiting.push(retryLine(event));
					return;
				case "llm-progress":
					if (opened?.id === event.stage && isWorthALine(event)) writeUntrusted([`… ${progressWords(event)}`]);
					return;
				case "mask":
					options.write(addMask(event.value));
					return;
				case "notice":
					waiting.push(`Notice: ${event.message}`);
					return;
			}
		},
		stop() {
			clearInterval(timer);
			for (const shown of queue) show(shown, true);
			if (opened !== void 0) options.write("::endgroup::\n");
			flushWaiting();
		}
	};
}
/** The log viewer folds and colours on `##[…]`, whether commands are stopped or not. */
function withoutMarkup(line) {
	return line.startsWith("##[") ? ` ${line}` : line;
}
/** A mask read from a log that was redacted meanwhile has been handed on before. */
function addMask(value) {
	return value === "" || value === "***" ? "" : `::add-mask::${escapeData(value)}\n`;
}
/** As the toolkit escapes the data of a command. */
function escapeData(text) {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
// src/github/artifact.ts
/** Hands the report to the run's artifacts. */
/** The toolkit would try for minutes; a report is not worth holding up the job. */
const DEADLINE_MS = 6e4;
/**
* Uploads those of the files that exist as `stagetime-<job>-<attempt>-<random>`; names must not
* repeat within a run, and the jobs of a matrix share all but the last part.
*/
function uploadReport(folder, files, variables) {
	return uploadFiles(`stagetime-${(variables.GITHUB_JOB ?? "job").replace(/[^\w.-]/g, "_")}-${variables.GITHUB_RUN_ATTEMPT ?? "1"}-${randomBytes(3).toString("hex")}`, folder, files, variables);
}
/** Uploads those of the files that exist under a name that the run must not have yet. */
async function uploadFiles(name, folder, files, variables) {
	const { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: url } = variables;
	if (!token || !url) return { kind: "no-service" };
	const present = files.map((file) => join(folder, file)).filter((file) => existsSync$1(file));
	let timer;
	const deadline = new Promise((_, reject) => {
		const late = /* @__PURE__ */ new Error(`no answer within ${DEADLINE_MS / 1e3} s`);
		timer = setTimeout(() => reject(late), DEADLINE_MS);
	});
	try {
		const { DefaultArtifactClient } = await import("./artifact.js");
		const upload = new DefaultArtifactClient().uploadArtifact(name, present, folder);
		await Promise.race([upload, deadline]);
		return {
			kind: "uploaded",
			name
		};
	} catch (error) {
		return {
			kind: "failed",
			reason: error.message
		};
	} finally {
		clearTimeout(timer);
	}
}
// src/github/summary.ts
/** Publishes the job summary. */
/** Replaces this step's summary; where there is none to write to, says why. */
async function publishSummary(markdown) {
	try {
		await summary.emptyBuffer().addRaw(markdown, true).write({ overwrite: true });
		return;
	} catch (error) {
		return `job summary not written: ${error.message}`;
	}
}
// src/commands/action-state.ts
/** What main hands on to post. */
const REPORT_DIR = "report-dir";
const FINISHED = "finished";
const REPLIES = "llm-replies";
const REPLIES_SETTLED = "llm-replies-settled";
/** Main has begun and will keep its report here. */
function saveReportDir(folder) {
	saveState(REPORT_DIR, folder);
}
/** Main has published all that there is to publish. */
function saveFinished() {
	saveState(FINISHED, "true");
}
/** The report directory of a main that did not finish; undefined where there is nothing to do. */
function unfinishedReportDir() {
	const folder = getState(REPORT_DIR);
	return folder === "" || getState(FINISHED) === "true" ? void 0 : folder;
}
/** Main will have replies of models of this pipeline to save. */
function saveRepliesCarried(pipelineId) {
	saveState(REPLIES, pipelineId);
}
/** Main saved the replies of models, or found that it cannot. */
function saveRepliesSettled() {
	saveState(REPLIES_SETTLED, "true");
}
/** The replies of a main that was cancelled or killed; undefined where there is nothing to do. */
function unsavedReplies() {
	const [reportDir, pipelineId] = [getState(REPORT_DIR), getState(REPLIES)];
	if (reportDir === "" || pipelineId === "" || getState(REPLIES_SETTLED) === "true") return void 0;
	return {
		reportDir,
		pipelineId
	};
}
// src/commands/repeat.ts
/** Runs that only fill the baseline: several in one job, with caches as asked for, and no reuse. */
/**
* Runs the pipeline as often as asked. Where it is about the baseline every stage executes, so that a
* repository in which nothing changes still learns how long its stages take. Ends with the first run
* that does not pass; gives the last one.
*/
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
		if (result.kind === "invalid" || result.record.status !== "passed") break;
	}
	return result ?? await run(request);
}
// src/commands/action.ts
/** The Action's main step: inputs in, outputs and summary out, on top of the same `run` as the terminal's. */
/** Does what the inputs ask for; gives the sentence with which the job fails, if it does. */
async function runAction() {
	const inputs = loadInputs();
	if (!inputs.ok) return inputs.problem;
	const cwd = process.env.GITHUB_WORKSPACE ?? process.cwd();
	switch (inputs.inputs.command) {
		case "run": return runStages(inputs.inputs, cwd);
		case "check": return checkDefinition(inputs.inputs, cwd);
	}
}
async function checkDefinition({ definition }, cwd) {
	const { loadDefinition } = await import("./load2.js");
	const { formatProblem } = await import("./problems2.js");
	const loaded = await loadDefinition({
		file: definition,
		cwd
	});
	return loaded.kind === "invalid" ? loaded.problems.map(formatProblem).join("\n") : void 0;
}
async function runStages(inputs, cwd) {
	const write = (text) => {
		process.stdout.write(text);
	};
	for (const secret of secretValues([], process.env)) setSecret(secret);
	const result = await runRepeatedly({
		cwd,
		file: inputs.definition,
		only: inputs.only,
		skip: inputs.skip,
		keepGoing: false,
		force: false,
		startsCold: false,
		cacheDir: inputs.cacheDir === void 0 ? void 0 : resolve(cwd, inputs.cacheDir),
		maxCacheBytes: inputs.maxCacheBytes,
		saveOnPullRequest: inputs.saveOnPullRequest,
		baseline: baselineOf(inputs.baseline, cwd),
		confirm: {
			mode: inputs.confirm ?? (process.env.GITHUB_EVENT_NAME === "pull_request" ? "rerun" : "off"),
			budgetMs: inputs.confirmBudgetMs
		},
		token: inputs.token,
		variables: process.env,
		signal: onInterrupt(),
		output: (options) => createRunnerOutput({
			...options,
			write
		}),
		onStart: saveReportDir,
		replies: {
			carried: saveRepliesCarried,
			settled: saveRepliesSettled
		}
	}, {
		repeat: inputs.repeat,
		cacheState: inputs.cacheState,
		isScheduled: process.env.GITHUB_EVENT_NAME === "schedule"
	});
	if (result.kind === "invalid") return result.problems.join("\n");
	const failure = await publish(result);
	saveFinished();
	return failure;
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
async function publish(result) {
	const { record, reportDir, marks } = result;
	const bottlenecks = findBottlenecks(record, marks);
	setOutput("status", record.status);
	setOutput("total-ms", Math.round(record.totalMs));
	setOutput("run-file", join(reportDir, RUN_FILE));
	setOutput("report-file", join(reportDir, HTML_FILE));
	setOutput("bottlenecks", bottlenecks);
	for (const message of record.notices) notice(message);
	await publishReport(reportDir);
	if (record.status === "passed") return void 0;
	const { buildReport } = await import("./model2.js");
	return buildReport(record, { marks }).headline.text;
}
/** The summary and the artifact of a report directory, each fault of theirs a notice. */
async function publishReport(reportDir) {
	const markdown = await readFile(join(reportDir, SUMMARY_FILE), "utf8").catch(() => void 0);
	const lost = markdown === void 0 ? "no summary was written" : await publishSummary(markdown);
	if (lost !== void 0) notice(lost);
	const upload = await uploadReport(reportDir, REPORT_FILES, process.env);
	if (upload.kind === "failed") notice(`report not uploaded as an artifact: ${upload.reason}`);
}
export { unsavedReplies as i, runAction as n, unfinishedReportDir as r, publishReport as t };
