import { A as safeParse, C as object, E as pipe, N as string, S as number, o as fallback, u as integer, w as optional, y as minValue } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { t as LOCAL_EVENT } from "./job.js";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
// src/github/runner/event.ts
/** The event that a workflow runs for: a JSON file, as GitHub wrote it or as somebody made it up. */
const lenient = (schema) => fallback(optional(schema), void 0);
const repository = object({
	id: lenient(number()),
	default_branch: lenient(string())
});
/** What is read of it; whatever else stands there, or has another type, is left out. */
const eventSchema = object({
	repository: lenient(repository),
	pull_request: lenient(object({
		number: lenient(pipe(number(), integer(), minValue(1))),
		base: lenient(object({ sha: lenient(string()) })),
		/** Of a deleted fork there is no repository. */
		head: lenient(object({
			sha: lenient(string()),
			repo: lenient(repository)
		}))
	})),
	merge_group: lenient(object({ base_sha: lenient(string()) })),
	/** Of a push: the commit that the branch was at. */
	before: lenient(string()),
	workflow_run: lenient(object({
		id: lenient(pipe(number(), integer(), minValue(1))),
		head_repository: lenient(repository)
	}))
});
/** GitHub sends no event of more than 25 MB. */
const MOST_BYTES = 26214400;
/** Reads the event; one that cannot be read, is too large or is not a regular file says nothing. */
async function readEvent(path) {
	if (path === void 0) return {};
	try {
		const parsed = safeParse(eventSchema, JSON.parse(await readRegular(path)));
		return parsed.success ? parsed.output : {};
	} catch {
		return {};
	}
}
/** Never waits for a FIFO, and takes no more memory than an event needs. */
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
/** The commit that what runs is compared with; a branch that was just made has none. */
function baseOf(event) {
	const { pull_request: pull, merge_group: group, before } = event;
	return pull?.base?.sha ?? group?.base_sha ?? (before && /[1-9a-f]/.test(before) ? before : void 0);
}
// src/github/runner/trust.ts
/** The facts of a step, or of the terminal, which has no variables of a runner; what cannot be known counts against the run. */
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
/** These run nowhere but on the default branch, and their payloads do not always name it. */
const DEFAULT_BRANCH_EVENTS = ["schedule", "repository_dispatch"];
function isDefaultBranch(event, ref, { repository }) {
	if (DEFAULT_BRANCH_EVENTS.includes(event)) return true;
	const branch = repository?.default_branch;
	return branch !== void 0 && branch !== "" && ref === `refs/heads/${branch}`;
}
/** A pull request whose head is gone has no repository any more, and counts as a fork's. */
function isFork(event, payload) {
	const { repository, pull_request: pull, workflow_run: run } = payload;
	const own = repository?.id;
	if (pull !== void 0 || /^pull_request/.test(event)) return own === void 0 || pull?.head?.repo?.id !== own;
	if (run !== void 0 || event === "workflow_run") return own === void 0 || run?.head_repository?.id !== own;
	return false;
}
/**
* GitHub gives pull requests that Dependabot causes a token that may only read, although their branch is
* in the repository. Whoever runs one again gets no more: rights follow the actor, who stays the same.
*/
function isDependabots(event, { GITHUB_ACTOR: actor }) {
	return actor === "dependabot[bot]" && event === "pull_request";
}
/** The toolkit takes a mode that it does not know for `write`; we then save nothing. */
function cacheModeOf(written) {
	const mode = written?.trim().toLowerCase() ?? "";
	if (mode === "" || mode === "write") return "write";
	return mode === "write-only" || mode === "none" ? mode : "read";
}
// src/github/runner/runner.ts
/** Whether a process with these variables is a step of a workflow. */
function isRunner(variables) {
	return variables.GITHUB_ACTIONS === "true";
}
/** Whether a process with these variables runs in any service's CI: all of them set `CI`. */
function isCi(variables) {
	return isRunner(variables) || !/^(|0|false|no)$/i.test(variables.CI ?? "");
}
/** Reads the event; never fails, whatever the variables and the file say. */
async function readRunner(variables, { token = "", leg } = {}) {
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
/** Longer than any name of a job is; UTF-16 code units. */
const LONGEST_NAME = 200;
/** Legs of a matrix share all of these. */
function jobOf(variables) {
	const { GITHUB_WORKFLOW: workflow, GITHUB_JOB: job, GITHUB_ACTION: step } = variables;
	return {
		...workflow && { workflow: workflow.slice(0, LONGEST_NAME) },
		...job && { job: job.slice(0, LONGEST_NAME) },
		...step && { step: step.slice(0, LONGEST_NAME) }
	};
}
export { baseOf as i, isRunner as n, readRunner as r, isCi as t };
