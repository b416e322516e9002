import { C as number, D as pipe, N as string, S as nullish, T as optional, j as safeParse, o as fallback, u as integer, v as minValue, w as object } from "./dist.js";
import { readFile } from "node:fs/promises";
// src/github/event.ts
/** The event that a workflow runs for: a JSON file, as GitHub wrote it or as somebody made it up. */
const repository = object({ id: number() });
/** What is read of it; whatever else stands there, or has another type, is left out. */
const eventSchema = object({
	repository: fallback(optional(object({ default_branch: string() })), void 0),
	pull_request: fallback(optional(object({
		number: pipe(number(), integer(), minValue(1)),
		/** Of a deleted fork there is no repository. */
		head: optional(object({ repo: nullish(repository) })),
		base: optional(object({ repo: nullish(repository) }))
	})), void 0)
});
/** Reads the event; one that cannot be read says nothing. */
async function readEvent(path) {
	if (path === void 0) return {};
	try {
		const parsed = safeParse(eventSchema, JSON.parse(await readFile(path, "utf8")));
		return parsed.success ? parsed.output : {};
	} catch {
		return {};
	}
}
export { readEvent as t };
