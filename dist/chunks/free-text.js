import { I as string, p as is } from "./dist.js";
// src/record/facts/free-text.ts
const structure = string();
const freeText = string();
const logText = string();
const KINDS = /* @__PURE__ */ new Map([
	[structure, "structure"],
	[freeText, "free"],
	[logText, "log"]
]);
function textKindOf(schema) {
	const { pipe: [first = schema] = [] } = schema;
	return KINDS.get(first);
}
function redact(schema, value, hide) {
	return redactNode(schema, value, hide);
}
function redactNode(schema, value, hide) {
	if (schema.wrapped !== void 0) return redactNode(schema.wrapped, value, hide);
	if (typeof value === "string") return redactText(textKindOf(schema), value, hide);
	if (typeof value !== "object" || value === null) return value;
	switch (schema.type) {
		case "array": return value.map((item) => redactNode(schema.item, item, hide));
		case "variant":
		case "union": {
			const option = schema.options.find((one) => is(one, value));
			return option === void 0 ? value : redactNode(option, value, hide);
		}
		case "object": {
			const entries = schema.entries ?? {};
			return Object.fromEntries(Object.entries(value).map(([key, part]) => {
				const entry = Object.hasOwn(entries, key) ? entries[key] : void 0;
				return [key, entry === void 0 ? part : redactNode(entry, part, hide)];
			}));
		}
		default: return value;
	}
}
function redactText(kind, text, hide) {
	switch (kind) {
		case "free": return hide.text(text);
		case "log": return hide.log(text);
		default: return text;
	}
}
export { structure as i, logText as n, redact as r, freeText as t };
