import { i as getState, r as getInput } from "./core.js";
import { i as sayNotices, n as saveState } from "./summary.js";
import { n as CONFIRMS, o as wordsOf, r as FAIL_ON, t as COMMENT_MODES } from "./choices.js";
import { o as isDuration, r as durationMs } from "./values.js";
import { o as runKey } from "./job.js";
// src/definition/input-table.ts
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
function onlyRunner(expression) {
	return `\${{ ${expression} }}`;
}
const INPUTS = {
	command: {
		name: "command",
		description: "What to do, `run` (run the pipeline and report on it), `check` (check the definition only) or `report` (comment on the pull request of a fork, in a workflow on `workflow_run`).",
		default: "run",
		read: oneOf(COMMANDS)
	},
	definition: {
		name: "definition",
		description: "The definition file, relative to the workspace. Empty: `stagetime.yml`, else `.github/stagetime.yml`, else what is detected.",
		default: "",
		read: textIfAny
	},
	only: {
		name: "only",
		description: "Run only these stages and what they need. Ids or tags, separated by commas.",
		default: "",
		read: list
	},
	skip: {
		name: "skip",
		description: "Leave these stages out. Ids or tags, separated by commas.",
		default: "",
		read: list
	},
	comment: {
		name: "comment",
		description: "When there is a comment on the pull request, `auto` (when there is something to say), `always`, `on-change` (edited only when the verdict changes) or `never`. Empty: what the definition says, else `auto`. Needs `pull-requests: write`.",
		default: "",
		read: maybe(oneOf(COMMENT_MODES))
	},
	failOn: {
		name: "fail-on",
		description: "What fails a job whose stages passed, `never` (nothing), `regression` (a confirmed one), `budget` (a stage over its budget) or `any`. Empty: what the definition says, else `never`.",
		default: "",
		read: maybe(oneOf(FAIL_ON))
	},
	token: {
		name: "token",
		description: "For the GitHub API of the repository.",
		default: onlyRunner("github.token"),
		read: text
	},
	baseline: {
		name: "baseline",
		description: "Where the history of the default branch is kept, `cache`, `branch:NAME` (a branch of its own, needs `contents: write`), or a file.",
		default: "cache",
		read: text
	},
	confirm: {
		name: "confirm",
		description: "How a suspected slowdown is confirmed, `off`, `auto` (alternating with the base commit where that can be had in time, else as `rerun`), `rerun` (the stage runs again, alone, in a fresh checkout) or `paired` (in turns only, and also a run that is slow as a whole). Empty: what the definition says, else `auto` on pull requests.",
		default: "",
		read: maybe(oneOf(CONFIRMS))
	},
	confirmBudgetMs: {
		name: "confirm-budget",
		description: "Time limit for that, like `90s` or `5m`; never more than half of the run's own time, or 2 minutes if the run takes less than 4. Empty: what the definition says, else `5m`.",
		default: "",
		read: maybe(duration)
	},
	repeat: {
		name: "repeat",
		description: "How often the pipeline is run, without reuse, to fill the baseline quickly.",
		default: "1",
		read: wholeNumber(1, MOST_RUNS)
	},
	cacheState: {
		name: "cache-state",
		description: "With which caches the stages start, `warm`, `cold` (none, to measure what is slowest) or `both` (each run once cold and once warm).",
		default: "warm",
		read: oneOf(CACHE_STATES)
	},
	maxCacheBytes: {
		name: "max-cache-size",
		description: "Most space that the caches may take, like `500MB` or `2GB`.",
		default: "2GB",
		read: size
	},
	saveOnPullRequest: {
		name: "save-on-pull-request",
		description: "Pull requests of the same repository save caches of their own too, `true` or `false`. Those of forks never do.",
		default: "false",
		read: flag
	},
	uploadLogs: {
		name: "upload-logs",
		description: "Whether the artifact of the report also holds the logs of the stages, `true` or `false`. Never in runs of forks.",
		default: "false",
		read: flag
	},
	uploadDocuments: {
		name: "upload-documents",
		description: "Whether the PDFs that stages made with LaTeX, Pandoc, Quarto or Typst become artifacts of their own, with links in the reports, `true` or `false`.",
		default: "true",
		read: flag
	},
	matrix: {
		name: "matrix",
		description: "Which leg of a matrix the job is: each leg has its own baseline and its own part of the comment. Jobs of a reusable workflow that is called by a matrix need a name here.",
		default: onlyRunner("toJSON(matrix)"),
		read: textIfAny
	},
	jobIndex: {
		name: "job-index",
		description: "Tells legs with the same values apart. Do not set it.",
		default: onlyRunner("strategy.job-index"),
		read: legIndex
	},
	jobId: {
		name: "job-id",
		description: "For links to the log of the job. Do not set it.",
		default: onlyRunner("job.check_run_id"),
		read: digits
	},
	cacheDir: {
		name: "cache-dir",
		description: "A folder that outlives the job, on a runner of your own. Caches are then kept there and not in the cache service of GitHub.",
		default: "",
		read: textIfAny
	}
};
function is(value) {
	return {
		ok: true,
		value
	};
}
function mustBe(words) {
	return {
		ok: false,
		mustBe: words
	};
}
function text(written) {
	return is(written);
}
function maybe(read) {
	return (written) => written === "" ? is(void 0) : read(written);
}
function textIfAny(written) {
	return is(written === "" ? void 0 : written);
}
function oneOf(choices) {
	return (written) => {
		const chosen = choices.find((known) => known === written);
		return chosen === void 0 ? mustBe(wordsOf(choices)) : is(chosen);
	};
}
function flag(written) {
	if (/^true$/i.test(written)) return is(true);
	return /^false$/i.test(written) ? is(false) : mustBe("`true` or `false`");
}
function wholeNumber(from, to) {
	return (written) => {
		const number = Number(written);
		return Number.isInteger(number) && number >= from && number <= to ? is(number) : mustBe(`a whole number from ${from} to ${to}`);
	};
}
function duration(written) {
	return isDuration(written) ? is(durationMs(written)) : mustBe("a time like `90s` or `5m`");
}
const UNITS = {
	"": 1,
	k: 1e3,
	m: 1e6,
	g: 1e9,
	t: 0xe8d4a51000
};
function size(written) {
	const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(written) ?? [];
	const factor = UNITS[unit?.toLowerCase() ?? ""];
	return number === void 0 || factor === void 0 ? mustBe("a size like `500MB` or `2GB`") : is(Number(number) * factor);
}
function list(written) {
	return is(written.split(/[,\r\n]/).map((item) => item.trim()).filter((item) => item !== ""));
}
function digits(written) {
	return is(/^\d{1,20}$/.test(written) ? written : void 0);
}
function legIndex(written) {
	return is(/^\d{1,6}$/.test(written) ? Number(written) : void 0);
}
// src/definition/inputs.ts
function loadInputs() {
	const values = {};
	for (const [key, { name, default: usual, read }] of Object.entries(INPUTS)) {
		const text = getInput(name);
		const found = read(text === "" && !isTemplate(usual) ? usual : text);
		if (!found.ok) return {
			ok: false,
			problem: `the input \`${name}\` must be ${found.mustBe}, not ${JSON.stringify(text)}`
		};
		if (found.value !== void 0) values[key] = found.value;
	}
	return {
		ok: true,
		inputs: values
	};
}
function matrixInput() {
	return getInput(INPUTS.matrix.name);
}
function isTemplate(usual) {
	return usual.startsWith("${{");
}
// src/action/state.ts
const REPORT_DIR = "report-dir";
const REPORT_MARK = "report-mark";
const MARK = "run-mark";
const LOGS = "upload-logs";
const FINISHED = "finished";
const REPLIES = "llm-replies";
const REPLIES_JOB = "llm-replies-job";
const REPLIES_LEG = "llm-replies-leg";
const REPLIES_SETTLED = "llm-replies-settled";
function reportMarkOf(run) {
	return JSON.stringify([runKey({ run }), run.startedAt]);
}
function save(states) {
	const [first] = Object.entries(states).flatMap(([name, value]) => saveState(name, value) ?? []);
	if (first !== void 0) sayNotices(first);
}
function saveReport({ reportDir, uploadLogs, mark, reportMark }) {
	save({
		[REPORT_MARK]: reportMark,
		[REPORT_DIR]: reportDir,
		[LOGS]: String(uploadLogs),
		[MARK]: mark
	});
}
function saveFinished() {
	save({ [FINISHED]: "true" });
}
function unfinishedReport() {
	const reportDir = getState(REPORT_DIR);
	if (reportDir === "" || getState(FINISHED) === "true") return void 0;
	return {
		reportDir,
		uploadLogs: getState(LOGS) === "true",
		mark: getState(MARK),
		reportMark: getState(REPORT_MARK)
	};
}
function saveRepliesCarried(pipelineId, { job = "", leg = "" }) {
	save({
		[REPLIES]: pipelineId,
		[REPLIES_JOB]: job,
		[REPLIES_LEG]: leg,
		[REPLIES_SETTLED]: "false"
	});
}
function saveRepliesSettled() {
	save({ [REPLIES_SETTLED]: "true" });
}
function unsavedReplies() {
	const [reportDir, pipelineId] = [getState(REPORT_DIR), getState(REPLIES)];
	if (reportDir === "" || pipelineId === "" || getState(REPLIES_SETTLED) === "true") return void 0;
	const [job, leg] = [getState(REPLIES_JOB), getState(REPLIES_LEG)];
	return {
		reportDir,
		pipelineId,
		job: {
			...job && { job },
			...leg && { leg }
		}
	};
}
export { saveReport as a, loadInputs as c, saveRepliesSettled as i, matrixInput as l, saveFinished as n, unfinishedReport as o, saveRepliesCarried as r, unsavedReplies as s, reportMarkOf as t };
