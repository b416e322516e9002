// src/caching/store.ts
/** Why nothing was saved where `stillValid` said no. */
const NO_LONGER_VALID = "it changed while it was saved";
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
export { withKeyPrefix as n, NO_LONGER_VALID as t };
