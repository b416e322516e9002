import "./cache-store.js";
import { a as keyToSave } from "./keys.js";
import { s as seriesOfKey, t as BESIDE_PREFIX } from "./keys2.js";
import { t as entriesToPrune } from "./policy.js";
import { r as attempt } from "./client.js";
// src/github/cache-entries.ts
function listCacheEntries({ octokit, repository }, { prefix, ref }) {
	return attempt(async () => {
		let total = 0;
		const entries = await octokit.paginate(octokit.rest.actions.getActionsCacheList, {
			...repository,
			key: prefix,
			ref,
			per_page: 100
		}, ({ data }) => {
			total = Math.max(total, countIn(data));
			return data;
		});
		if (entries.length < total) throw new Error("the list of entries is not whole");
		return entries.flatMap((entry) => {
			const { key, size_in_bytes: bytes, created_at: created, last_accessed_at: used } = entry;
			if (key === void 0 || !key.startsWith(prefix)) return [];
			const createdMs = Date.parse(created ?? "");
			if (Number.isNaN(createdMs)) throw new Error("an entry does not say when it was made");
			return [{
				key,
				bytes: bytes ?? 0,
				createdMs,
				lastUsedMs: Date.parse(used ?? "") || createdMs,
				ref: entry.ref ?? ref
			}];
		});
	});
}
function countIn(page) {
	const { total_count: count } = page;
	if (typeof count !== "number") throw new Error("the list of entries does not say how many there are");
	return count;
}
function deleteCacheEntry({ octokit, repository }, { key, ref }) {
	return attempt(async () => {
		await octokit.rest.actions.deleteActionsCacheByKey({
			...repository,
			key,
			ref
		});
	});
}
// src/run/stores/prune.ts
const OURS = "stagetime-";
const TOTAL_MS = 15e3;
async function pruneEntries(runner, request) {
	const { ref, maxBytes, superseded } = request;
	const client = await runner.connect({
		totalMs: TOTAL_MS,
		tries: 1
	});
	if (!client.ok) return;
	const listed = await listCacheEntries(client.value, {
		prefix: OURS,
		ref
	});
	if (!listed.ok) return;
	const entries = listed.value;
	for (const key of entriesToPrune({
		entries,
		maxBytes,
		defaultRef: ref,
		seriesOf,
		superseded: new Set(superseded.map((entry) => keyToSave(entry)))
	})) if (!(await deleteCacheEntry(client.value, {
		key,
		ref
	})).ok) return;
}
function seriesOf(key) {
	if (key.startsWith("stagetime-history-1-")) return {
		name: key.split("-").slice(0, -3).join("-"),
		onlyNewest: true
	};
	if (key.startsWith("stagetime-waiting-1-")) return {
		name: key,
		onlyNewest: false
	};
	if (key.startsWith("stagetime-beside/")) {
		const beside = seriesOf(key.slice(BESIDE_PREFIX.length));
		return beside && {
			...beside,
			name: `stagetime-beside/${beside.name}`
		};
	}
	if (key.startsWith("stagetime-results-1/")) return {
		name: firstParts(key, "/", 4),
		onlyNewest: true
	};
	if (key.startsWith("stagetime-llm-1/")) return {
		name: firstParts(key, "/", 3),
		onlyNewest: true
	};
	if (key.startsWith("stagetime-layer-1/")) return {
		name: firstParts(key, "/", 2),
		onlyNewest: false
	};
	const cache = seriesOfKey(key);
	return cache === void 0 ? void 0 : {
		name: cache,
		onlyNewest: false
	};
}
function firstParts(key, delimiter, count) {
	return key.split(delimiter).slice(0, count).join(delimiter);
}
export { pruneEntries };
