import "./cache-store2.js";
import { a as seriesOfKey } from "./keys.js";
import { t as entriesToPrune } from "./policy.js";
import { i as connect, r as attempt } from "./client.js";
// src/github/cache-entries.ts
/** The entries of the repository's Actions cache, as the REST API knows them. */
/** Entries of a branch whose keys start with the prefix; needs `actions: read`. */
function listCacheEntries({ octokit, repository }, { prefix, ref }) {
	return attempt(async () => {
		return (await octokit.paginate(octokit.rest.actions.getActionsCacheList, {
			...repository,
			key: prefix,
			ref,
			per_page: 100
		})).flatMap((entry) => {
			const { key, size_in_bytes: bytes, created_at: created, last_accessed_at: used } = entry;
			if (key === void 0 || !key.startsWith(prefix)) return [];
			const createdMs = Date.parse(created ?? "") || 0;
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
/** Deletes an entry; needs `actions: write`. */
function deleteCacheEntry({ octokit, repository }, { key, ref }) {
	return attempt(async () => {
		await octokit.rest.actions.deleteActionsCacheByKey({
			...repository,
			key,
			ref
		});
	});
}
// src/commands/prune.ts
/** Keeps our entries in the repository's cache within their size, where the token may delete them. */
/** Every key of ours starts with this. */
const OURS = "stagetime-";
/** Of a run's time; what is left over goes with the next run. */
const TOTAL_MS = 15e3;
/**
* Deletes what nobody looks for any more, then what was used longest ago. Without permission nothing
* happens: GitHub itself removes entries that are not read for a week. Never rejects.
*/
async function pruneEntries(request) {
	const { ref, maxBytes } = request;
	const client = await connect({
		totalMs: TOTAL_MS,
		tries: 1,
		...request
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
		seriesOf
	})) if (!(await deleteCacheEntry(client.value, {
		key,
		ref
	})).ok) return;
}
/** What an entry is one state of: each job and leg has its own. The history's keys have dashes for slashes. */
function seriesOf(key) {
	if (key.startsWith("stagetime-history-1-")) return {
		name: key.split("-").slice(0, -3).join("-"),
		onlyNewest: true
	};
	if (key.startsWith("stagetime-results-1/")) return {
		name: firstParts(key, "/", 4),
		onlyNewest: true
	};
	if (key.startsWith("stagetime-llm-1/")) return {
		name: firstParts(key, "/", 3),
		onlyNewest: true
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
