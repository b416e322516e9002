import { r as getInput } from "./core.js";
import { n as CONFIRMS, o as wordsOf, r as FAIL_ON, t as COMMENT_MODES } from "./choices.js";
import { o as isDuration, r as durationMs } from "./values.js";
// src/definition/inputs.ts
/** The inputs of the Action, read once: the only place that knows how they are written. */
const COMMANDS = [
	"run",
	"check",
	"report"
];
const CACHE_STATES = [
	"warm",
	"cold",
	"both"
];
const MOST_RUNS = 50;
/** Reads the Action's inputs from the environment that the runner set. */
function loadInputs() {
	const problems = [];
	const wrong = (input, mustBe) => {
		problems.push(`the input \`${input}\` must be ${mustBe}, not ${JSON.stringify(getInput(input))}`);
	};
	const choice = (input, choices) => {
		const text = getInput(input);
		const chosen = choices.find((known) => known === text);
		if (text !== "" && chosen === void 0) wrong(input, wordsOf(choices));
		return chosen;
	};
	const flag = (input) => {
		const value = parseBoolean(getInput(input) || "false");
		if (value === void 0) wrong(input, "`true` or `false`");
		return value ?? false;
	};
	const command = choice("command", COMMANDS);
	const comment = choice("comment", COMMENT_MODES);
	const failOn = choice("fail-on", FAIL_ON);
	const maxCacheBytes = parseBytes(getInput("max-cache-size") || "2GB");
	if (maxCacheBytes === void 0) wrong("max-cache-size", "a size like `500MB` or `2GB`");
	const saveOnPullRequest = flag("save-on-pull-request");
	const uploadLogs = flag("upload-logs");
	const repeat = Number(getInput("repeat") || "1");
	if (!Number.isInteger(repeat) || repeat < 1 || repeat > MOST_RUNS) wrong("repeat", `a whole number from 1 to ${MOST_RUNS}`);
	const writtenState = getInput("cache-state") || "warm";
	const cacheState = CACHE_STATES.find((known) => known === writtenState);
	if (cacheState === void 0) wrong("cache-state", "`warm`, `cold` or `both`");
	const confirm = choice("confirm", CONFIRMS);
	const budget = getInput("confirm-budget");
	if (budget !== "" && !isDuration(budget)) wrong("confirm-budget", "a time like `90s` or `5m`");
	const jobIndex = /^\d{1,6}$/.exec(getInput("job-index"))?.[0];
	const [problem] = problems;
	if (problem !== void 0) return {
		ok: false,
		problem
	};
	const [definition, cacheDir] = [getInput("definition"), getInput("cache-dir")];
	const matrix = matrixInput();
	return {
		ok: true,
		inputs: {
			command: command ?? "run",
			...definition === "" ? {} : { definition },
			only: list(getInput("only")),
			skip: list(getInput("skip")),
			maxCacheBytes: maxCacheBytes ?? 0,
			saveOnPullRequest,
			uploadLogs,
			repeat,
			cacheState: cacheState ?? "warm",
			...confirm !== void 0 && { confirm },
			...budget !== "" && { confirmBudgetMs: durationMs(budget) },
			baseline: getInput("baseline") || "cache",
			token: getInput("token"),
			...matrix !== "" && { matrix },
			...jobIndex !== void 0 && { jobIndex: Number(jobIndex) },
			...cacheDir === "" ? {} : { cacheDir },
			...comment !== void 0 && { comment },
			...failOn !== void 0 && { failOn }
		}
	};
}
/** The leg of a matrix, as JSON or as a name; empty outside a matrix. The post step needs nothing else. */
function matrixInput() {
	return getInput("matrix");
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
export { matrixInput as n, loadInputs as t };
