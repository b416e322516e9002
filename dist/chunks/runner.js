import { E as optional, I as string, N as safeParse, T as object, c as fallback, f as integer, k as pipe, w as number, x as minValue } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { t as LOCAL_EVENT } from "./job.js";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
// src/github/runner/event.ts
const lenient = (schema) => fallback(optional(schema), void 0);
const repository = object({
	id: lenient(number()),
	default_branch: lenient(string())
});
const eventSchema = object({
	repository: lenient(repository),
	pull_request: lenient(object({
		number: lenient(pipe(number(), integer(), minValue(1))),
		base: lenient(object({ sha: lenient(string()) })),
		head: lenient(object({
			sha: lenient(string()),
			repo: lenient(repository)
		}))
	})),
	merge_group: lenient(object({ base_sha: lenient(string()) })),
	before: lenient(string()),
	workflow_run: lenient(object({
		id: lenient(pipe(number(), integer(), minValue(1))),
		head_repository: lenient(repository)
	}))
});
const MOST_BYTES = 26214400;
async function readEvent(path) {
	if (path === void 0) return {};
	try {
		const parsed = safeParse(eventSchema, JSON.parse(await readRegular(path)));
		return parsed.success ? parsed.output : {};
	} catch {
		return {};
	}
}
async function readRegular(path) {
	try {
		var _usingCtx$1 = _usingCtx();
		const file = _usingCtx$1.a(await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
		const found = await file.stat();
		if (!found.isFile() || found.size > MOST_BYTES) throw new Error("this is not an event");
		return await file.readFile("utf8");
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function baseOf(event) {
	const { pull_request: pull, merge_group: group, before } = event;
	return pull?.base?.sha ?? group?.base_sha ?? (before && /[1-9a-f]/.test(before) ? before : void 0);
}
// src/github/runner/trust.ts
function trustOf(variables, payload) {
	if (variables === void 0) return {
		event: LOCAL_EVENT,
		isDefaultBranch: true,
		isFork: false,
		cacheMode: "write"
	};
	const event = variables.GITHUB_EVENT_NAME ?? "unknown";
	return {
		event,
		isDefaultBranch: isDefaultBranch(event, variables.GITHUB_REF, payload),
		isFork: isFork(event, payload) || isDependabots(event, variables),
		cacheMode: cacheModeOf(variables.ACTIONS_CACHE_MODE)
	};
}
const DEFAULT_BRANCH_EVENTS = ["schedule", "repository_dispatch"];
function isDefaultBranch(event, ref, { repository }) {
	if (DEFAULT_BRANCH_EVENTS.includes(event)) return true;
	const branch = repository?.default_branch;
	return branch !== void 0 && branch !== "" && ref === `refs/heads/${branch}`;
}
function isFork(event, payload) {
	const { repository, pull_request: pull, workflow_run: run } = payload;
	const own = repository?.id;
	if (pull !== void 0 || /^pull_request/.test(event)) return own === void 0 || pull?.head?.repo?.id !== own;
	if (run !== void 0 || event === "workflow_run") return own === void 0 || run?.head_repository?.id !== own;
	return false;
}
function isDependabots(event, { GITHUB_ACTOR: actor }) {
	return actor === "dependabot[bot]" && event === "pull_request";
}
function cacheModeOf(written) {
	const mode = written?.trim().toLowerCase() ?? "";
	if (mode === "" || mode === "write") return "write";
	return mode === "write-only" || mode === "none" ? mode : "read";
}
// src/github/runner/runner.ts
function isRunner(variables) {
	return variables.GITHUB_ACTIONS === "true";
}
function isCi(variables) {
	return isRunner(variables) || !/^(|0|false|no)$/i.test(variables.CI ?? "");
}
async function readRunner(variables, { token = "", leg, jobId } = {}) {
	const onRunner = isRunner(variables);
	const event = onRunner ? await readEvent(variables.GITHUB_EVENT_PATH) : {};
	const { GITHUB_REPOSITORY: repository = "", GITHUB_API_URL: baseUrl } = variables;
	return {
		variables,
		isRunner: onRunner,
		isCi: isCi(variables),
		event,
		trust: trustOf(onRunner ? variables : void 0, event),
		job: {
			...onRunner && jobOf(variables),
			...leg
		},
		...jobId !== void 0 && { jobId },
		hasToken: token !== "",
		async connect(limits = {}) {
			const { connect } = await import("./client2.js");
			return connect({
				...limits,
				token,
				repository,
				...baseUrl && { baseUrl }
			});
		}
	};
}
const LONGEST_NAME = 200;
function jobOf(variables) {
	const { GITHUB_WORKFLOW: workflow, GITHUB_JOB: job, GITHUB_ACTION: step } = variables;
	return {
		...workflow && { workflow: workflow.slice(0, LONGEST_NAME) },
		...job && { job: job.slice(0, LONGEST_NAME) },
		...step && { step: step.slice(0, LONGEST_NAME) }
	};
}
export { baseOf as i, isRunner as n, readRunner as r, isCi as t };
