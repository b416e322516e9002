import { t as readEvent } from "./event.js";
// src/github/trust.ts
/** How far a run is to be trusted, from what the runner says of it. */
/** Reads it from the runner's variables and the event; what is not known is not trusted. */
async function readTrust(variables) {
	const event = await readEvent(variables.GITHUB_EVENT_PATH);
	const branch = event.repository?.default_branch;
	const written = variables.ACTIONS_CACHE_MODE?.trim().toLowerCase();
	return {
		event: variables.GITHUB_EVENT_NAME ?? "unknown",
		isDefaultBranch: branch !== void 0 && variables.GITHUB_REF === `refs/heads/${branch}`,
		isFork: isFork(event),
		cacheMode: CACHE_MODES.find((mode) => mode === written) ?? "write"
	};
}
const CACHE_MODES = [
	"read",
	"write",
	"write-only",
	"none"
];
/** A pull request whose head is not known to be in the repository itself is taken for a fork's. */
function isFork({ pull_request: pull }) {
	if (pull === void 0) return false;
	const [head, base] = [pull.head?.repo?.id, pull.base?.repo?.id];
	return head === void 0 || head !== base;
}
export { readTrust };
