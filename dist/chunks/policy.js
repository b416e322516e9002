// src/caching/policy.ts
const NOTHING = {
	caches: "nothing",
	replies: "nothing",
	history: false,
	prunes: false
};
const TABLE = {
	terminal: {
		caches: "everybody",
		replies: "everybody",
		history: true,
		prunes: false,
		posts: "comment",
		logs: true
	},
	"default-branch": {
		caches: "everybody",
		replies: "everybody",
		history: true,
		prunes: true,
		posts: "comment",
		logs: true
	},
	"pull-request": {
		caches: "own-if-asked",
		replies: "own",
		history: false,
		prunes: false,
		posts: "comment",
		logs: true
	},
	"other-ref": {
		...NOTHING,
		posts: "comment",
		logs: true
	},
	"other-event": {
		...NOTHING,
		posts: "comment",
		logs: true
	},
	fork: {
		...NOTHING,
		posts: "artifact",
		logs: false
	}
};
const TRUSTED_EVENTS = /* @__PURE__ */ new Set([
	"push",
	"schedule",
	"workflow_dispatch",
	"repository_dispatch"
]);
function originOf({ event, isFork, isDefaultBranch }) {
	if (event === "local") return "terminal";
	if (isFork) return "fork";
	if (event === "pull_request") return "pull-request";
	if (!TRUSTED_EVENTS.has(event)) return "other-event";
	return isDefaultBranch ? "default-branch" : "other-ref";
}
function rightsOf(trust) {
	const origin = originOf(trust);
	const { caches, replies, history, prunes, posts, logs } = TABLE[origin];
	const because = refusalOf(origin, trust);
	const byMode = modeRefusal(trust, "read");
	const allowed = { allowed: true };
	const save = (level) => {
		if (byMode !== void 0) return byMode;
		if (level === "own-if-asked") return trust.saveOnPullRequest ? {
			allowed: true,
			level: "own"
		} : refused(because);
		return level === "nothing" ? refused(because) : {
			allowed: true,
			level
		};
	};
	return {
		restoring: modeRefusal(trust, "write-only") ?? allowed,
		saving: save(caches),
		savingReplies: save(replies),
		recording: byMode ?? (history ? allowed : refused(because)),
		prunes: prunes && byMode === void 0,
		posts,
		logs,
		documents: origin !== "fork" || trust.event === "pull_request"
	};
}
function modeRefusal({ event, cacheMode }, forbidding) {
	return event !== "local" && (cacheMode === "none" || cacheMode === forbidding) ? refused({
		kind: "cache-mode",
		mode: cacheMode
	}) : void 0;
}
function refusalOf(origin, { event }) {
	switch (origin) {
		case "fork":
		case "pull-request": return { kind: origin };
		case "other-event": return {
			kind: "event",
			event
		};
		case "other-ref":
		case "default-branch":
		case "terminal": return { kind: "other-ref" };
	}
}
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
function refused(because) {
	return {
		allowed: false,
		because
	};
}
export { rightsOf as n, entriesToPrune as t };
