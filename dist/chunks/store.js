// src/caching/store.ts
/** Why nothing was saved where `stillValid` said no. */
const NO_LONGER_VALID = "it changed while it was saved";
/** A store in which nothing is and nothing stays, with the reason. */
function nothingStored(reason) {
	const miss = async () => ({
		kind: "miss",
		reason
	});
	return {
		get: miss,
		fetch: miss,
		set: async () => ({
			kind: "not-saved",
			reason
		})
	};
}
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
export { withOwnLevel as i, nothingStored as n, withKeyPrefix as r, NO_LONGER_VALID as t };
