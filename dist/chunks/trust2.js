import { t as isRunner } from "./context.js";
import { n as readEvent } from "./event.js";
// src/github/runner/trust.ts
/** Reads the facts; what cannot be known counts against the run. */
async function readTrust(variables) {
	if (!isRunner(variables)) return {
		event: "local",
		isDefaultBranch: false,
		isFork: false,
		cacheMode: "write"
	};
	const payload = await readEvent(variables.GITHUB_EVENT_PATH);
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
export { readTrust as t };
