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
	if (trust.isFork) return refused("runs of forks and of Dependabot save no caches");
	if (trust.event === "pull_request") return trust.saveOnPullRequest ? { allowed: true } : refused("pull requests save no caches without save-on-pull-request");
	if (!TRUSTED_EVENTS.has(trust.event)) return refused(`runs of the event ${trust.event} save no caches`);
	if (!trust.isDefaultBranch) return refused("only runs of the default branch save caches");
	return { allowed: true };
}
/**
* Whether the run may add to the stored replies of models. Each is whole or not there, so pull requests
* of the repository itself may always keep their own.
*/
function maySaveReplies(trust) {
	return maySave({
		...trust,
		saveOnPullRequest: true
	});
}
/** Whether the run may restore caches: only the workflow can forbid it. */
function mayRestore({ cacheMode }) {
	return cacheMode === "none" || cacheMode === "write-only" ? refused(`the workflow's cache-mode is ${cacheMode}`) : { allowed: true };
}
/**
* The keys to delete so that our entries of the default branch stay within the size: what nobody
* looks for any more, then what was used longest ago, never the newest of a series.
*/
function entriesToPrune(options) {
	const { maxBytes, defaultRef, seriesOf, superseded } = options;
	const ours = options.entries.filter(({ key, ref }) => ref === defaultRef && seriesOf(key) !== void 0);
	const newest = /* @__PURE__ */ new Map();
	for (const entry of ours) {
		const series = seriesOf(entry.key)?.name;
		const other = newest.get(series);
		if (other === void 0 || isAfter(entry, other)) newest.set(series, entry);
	}
	const kept = new Set(newest.values());
	const isStale = (entry) => superseded?.has(entry.key) === true || seriesOf(entry.key)?.onlyNewest === true && !kept.has(entry);
	const deleted = ours.filter(isStale).map(({ key }) => key);
	const left = ours.filter((entry) => !isStale(entry));
	let total = left.reduce((sum, { bytes }) => sum + bytes, 0);
	for (const entry of left.sort(byUse)) {
		if (total <= maxBytes) break;
		if (kept.has(entry)) continue;
		deleted.push(entry.key);
		total -= entry.bytes;
	}
	return deleted;
}
function isAfter(a, b) {
	if (a.createdMs !== b.createdMs) return a.createdMs > b.createdMs;
	return a.key > b.key;
}
function byUse(a, b) {
	return a.lastUsedMs - b.lastUsedMs || (a.key < b.key ? -1 : Number(a.key > b.key));
}
function refused(reason) {
	return {
		allowed: false,
		reason
	};
}
export { maySaveReplies as i, mayRestore as n, maySave as r, entriesToPrune as t };
