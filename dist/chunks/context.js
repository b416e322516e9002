import { t as LOCAL_EVENT } from "./run-record.js";
import { t as readEvent } from "./event.js";
import { promisify } from "node:util";
import { execFile } from "node:child_process";
// src/github/context.ts
/** Who runs, and what for: from the event on a runner, from git in the terminal. */
/** Reads the runner's variables where there is a runner, and asks git for the commit of `root`. */
async function readRunContext(variables, root, startedAt) {
	const commit = await readCommit(root);
	const time = commit === void 0 ? {} : { commitTime: (/* @__PURE__ */ new Date(Number(commit.epochSeconds) * 1e3)).toISOString() };
	return {
		identity: {
			...isRunner(variables) ? await runnerIdentity(variables, startedAt) : localIdentity(commit, startedAt),
			...time
		},
		...commit !== void 0 && { sourceDateEpoch: commit.epochSeconds }
	};
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
		startedAt: startedAt.toISOString()
	};
}
function localIdentity(commit, startedAt) {
	return {
		id: `local-${startedAt.getTime()}-${process.pid}`,
		attempt: 1,
		...commit !== void 0 && { sha: commit.sha },
		...commit?.branch !== void 0 && { branch: commit.branch },
		event: LOCAL_EVENT,
		startedAt: startedAt.toISOString()
	};
}
async function readCommit(root) {
	const { stdout } = await promisify(execFile)("git", [
		"log",
		"-1",
		"--format=%H%n%ct%n%D"
	], {
		cwd: root,
		timeout: 1e4
	}).catch(() => ({ stdout: "" }));
	const [sha, epochSeconds, refs] = stdout.trimEnd().split("\n");
	if (!sha || !epochSeconds) return void 0;
	const branch = /HEAD -> ([^,]+)/.exec(refs ?? "")?.[1];
	return {
		sha,
		epochSeconds,
		...branch !== void 0 && { branch }
	};
}
export { readRunContext as n, isRunner as t };
