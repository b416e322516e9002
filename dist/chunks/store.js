import { fileURLToPath } from "node:url";
import { existsSync } from "node:fs";
// src/execution/process/bundled-entry.ts
/** Entries of the bundle that are started as processes of their own. */
/** Where the entry is: beside the main entries, one folder above the chunks; nowhere in a bundle in parts. */
function bundledEntry(name) {
	return ["./", "../"].map((folder) => fileURLToPath(new URL(`${folder}${name}`, import.meta.url))).find((file) => existsSync(file));
}
// src/caching/store.ts
const NO_STORE = {
	kind: "miss",
	because: { kind: "no-store" }
};
/** A store in which nothing is and nothing stays. */
const NOTHING_STORED = {
	get: async () => NO_STORE,
	fetch: async () => NO_STORE,
	set: async () => ({
		kind: "not-saved",
		because: NO_STORE.because
	})
};
/** The part of a store whose keys start with the prefix, which stands in none of the keys that it is asked for. */
function withKeyPrefix(store, prefix) {
	const inside = (request) => ({
		...request,
		key: `${prefix}${request.key}`,
		restoreKeys: request.restoreKeys.map((key) => `${prefix}${key}`)
	});
	const outside = (found) => ({
		...found,
		key: found.key.slice(prefix.length)
	});
	return {
		...store.maxBytes !== void 0 && { maxBytes: store.maxBytes },
		async get(request) {
			const found = await store.get(inside(request));
			return found.kind === "hit" ? outside(found) : found;
		},
		async fetch(request, root) {
			const found = await store.fetch(inside(request), root);
			return found.kind === "restored" ? outside(found) : found;
		},
		set: (request) => store.set({
			...request,
			key: `${prefix}${request.key}`
		})
	};
}
/**
* A store whose entries everybody may read, for a run that may not write for everybody: what it saves has
* the prefix, which only runs of the same kind look for, and it finds its own before the others'. What it has of its own and cannot read hides theirs: nobody
* knows which of the two it would have been.
*/
function withOwnLevel(store, prefix) {
	const own = withKeyPrefix(store, prefix);
	return {
		...store.maxBytes !== void 0 && { maxBytes: store.maxBytes },
		async get(request) {
			const found = await own.get(request);
			return found.kind === "miss" ? store.get(request) : found;
		},
		async fetch(request, root) {
			const found = await own.fetch(request, root);
			return found.kind === "miss" ? store.fetch(request, root) : found;
		},
		set: (request) => own.set(request)
	};
}
export { bundledEntry as i, withKeyPrefix as n, withOwnLevel as r, NOTHING_STORED as t };
