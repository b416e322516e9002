import { E as optional, M as safeParse, O as pipe, P as string, T as object, o as fallback, u as integer, w as number, y as minValue } from "./dist.js";
import { readFile } from "node:fs/promises";
// src/github/event.ts
/** The event that a workflow runs for: a JSON file, as GitHub wrote it or as somebody made it up. */
const lenient = (schema) => fallback(optional(schema), void 0);
const repository = object({
	id: lenient(number()),
	default_branch: lenient(string())
});
/** What is read of it; whatever else stands there, or has another type, is left out. */
const eventSchema = object({
	repository: lenient(repository),
	pull_request: lenient(object({
		number: lenient(pipe(number(), integer(), minValue(1))),
		base: lenient(object({ sha: lenient(string()) })),
		/** Of a deleted fork there is no repository. */
		head: lenient(object({
			sha: lenient(string()),
			repo: lenient(repository)
		}))
	})),
	workflow_run: lenient(object({
		id: lenient(pipe(number(), integer(), minValue(1))),
		head_repository: lenient(repository)
	}))
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
