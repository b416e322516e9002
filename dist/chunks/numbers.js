// src/util/numbers.ts
function sum(values) {
	return values.reduce((total, value) => total + value, 0);
}
function countBy(items, keyOf) {
	const counts = /* @__PURE__ */ new Map();
	for (const item of items) {
		const key = keyOf(item);
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return counts;
}
export { sum as n, countBy as t };
