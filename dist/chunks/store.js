// src/caching/store.ts
const NO_STORE = {
	kind: "miss",
	because: { kind: "no-store" }
};
const NOTHING_STORED = {
	get: async () => NO_STORE,
	fetch: async () => NO_STORE,
	set: async () => ({
		kind: "not-saved",
		because: NO_STORE.because
	})
};
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
export { withKeyPrefix as n, withOwnLevel as r, NOTHING_STORED as t };
