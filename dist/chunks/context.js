import { a as headCommit, i as git } from "./git.js";
import { t as LOCAL_EVENT } from "./run-record.js";
import { n as readEvent } from "./event.js";
// src/github/runner/context.ts
/** Reads the runner's variables where there is a runner, and asks git for the commit of `root`. */
async function readRunContext(variables, root, startedAt) {
	const commit = await headCommit(root, variables);
	const identity = isRunner(variables) ? await runnerIdentity(variables, startedAt) : {
		...localIdentity(commit, startedAt),
		...await readDirty(root, commit, variables)
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
/** Whether this process runs as a step of a workflow. */
function isRunner(variables) {
	return variables.GITHUB_ACTIONS === "true";
}
async function runnerIdentity(variables, startedAt) {
	const pullRequest = (await readEvent(variables.GITHUB_EVENT_PATH)).pull_request?.number;
	const branch = variables.GITHUB_HEAD_REF || variables.GITHUB_REF_NAME;
	return {
		id: variables.GITHUB_RUN_ID ?? startedAt.toISOString(),
		attempt: Number.parseInt(variables.GITHUB_RUN_ATTEMPT ?? "1", 10) || 1,
		...variables.GITHUB_SHA !== void 0 && { sha: variables.GITHUB_SHA },
		...branch && { branch },
		event: variables.GITHUB_EVENT_NAME ?? "unknown",
		...pullRequest !== void 0 && { pullRequest },
		startedAt: startedAt.toISOString(),
		...jobOf(variables)
	};
}
/** Longer than any name of a job is; UTF-16 code units. */
const LONGEST_NAME = 200;
/** The workflow's job and the step in it; nothing in the terminal. Legs of a matrix share all of these. */
function jobOf(variables) {
	if (!isRunner(variables)) return {};
	const { GITHUB_WORKFLOW: workflow, GITHUB_JOB: job, GITHUB_ACTION: step } = variables;
	return {
		...workflow && { workflow: workflow.slice(0, LONGEST_NAME) },
		...job && { job: job.slice(0, LONGEST_NAME) },
		...step && { step: step.slice(0, LONGEST_NAME) }
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
/** Whether tracked files differ from the commit; nothing where git cannot say. A runner checks out commits. */
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
export { jobOf as n, readRunContext as r, isRunner as t };
