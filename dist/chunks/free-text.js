import { N as string, d as is } from "./dist.js";
// src/record/facts/free-text.ts
/**
* What in a record is text that comes from outside, and what is structure: ids, states, dates, keys,
* hashes, the names that a definition gives. Secrets are taken out of text and of nothing else, because a
* variable may hold `passed` and a stage may ask to hide `2026`. Each text is marked in the schema itself.
*/
/** Made by ourselves, or by the repository's public definition: never changed. */
const structure = string();
/** Holds what tools say, or names that come from them: no secret stays in it. */
const freeText = string();
/** Lines of a log: everyday words that are secrets are taken out too. */
const logText = string();
/** By identity: a schema that is made of one of these with `v.pipe` begins with it. */
const KINDS = /* @__PURE__ */ new Map([
	[structure, "structure"],
	[freeText, "free"],
	[logText, "log"]
]);
/** What a string of this schema is. */
function textKindOf(schema) {
	const { pipe: [first = schema] = [] } = schema;
	return KINDS.get(first);
}
/** The value without secrets in what its schema calls text; the value has to fit the schema. */
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
