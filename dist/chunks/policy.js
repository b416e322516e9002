// src/caching/policy.ts
/** Events that no stranger can cause and whose entries the default branch's runs may read. */
const TRUSTED_EVENTS = /* @__PURE__ */ new Set([
	"push",
	"schedule",
	"workflow_dispatch",
	"repository_dispatch"
]);
/** Whether the run may save caches. In the terminal the store is the user's own. */
function maySave(trust) {
	if (trust.event === "local") return { allowed: true };
	const { cacheMode } = trust;
	if (cacheMode === "read" || cacheMode === "none") return refused(`the workflow's cache-mode is ${cacheMode}`);
	if (trust.isFork) return refused("runs of forks save no caches");
	if (trust.event === "pull_request") return trust.saveOnPullRequest ? { allowed: true } : refused("pull requests save no caches without save-on-pull-request");
	if (!TRUSTED_EVENTS.has(trust.event)) return refused(`runs of the event ${trust.event} save no caches`);
	if (!trust.isDefaultBranch) return refused("only runs of the default branch save caches");
	return { allowed: true };
}
/** Whether the run may restore caches: only the workflow can forbid it. */
function mayRestore({ cacheMode }) {
	return cacheMode === "none" || cacheMode === "write-only" ? refused(`the workflow's cache-mode is ${cacheMode}`) : { allowed: true };
}
function refused(reason) {
	return {
		allowed: false,
		reason
	};
}
export { maySave as n, mayRestore as t };
