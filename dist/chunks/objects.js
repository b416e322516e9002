// src/util/objects.ts
/** Whether the value is an object with keys, which a list is not. */
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
export { isObject as t };
