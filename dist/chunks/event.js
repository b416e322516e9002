import { A as safeParse, C as object, E as pipe, N as string, S as number, o as fallback, u as integer, w as optional, y as minValue } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
// src/github/runner/event.ts
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
	merge_group: lenient(object({ base_sha: lenient(string()) })),
	/** Of a push: the commit that the branch was at. */
	before: lenient(string()),
	workflow_run: lenient(object({
		id: lenient(pipe(number(), integer(), minValue(1))),
		head_repository: lenient(repository)
	}))
});
/** GitHub sends no event of more than 25 MB. */
const MOST_BYTES = 26214400;
/** Reads the event; one that cannot be read, is too large or is not a regular file says nothing. */
async function readEvent(path) {
	if (path === void 0) return {};
	try {
		const parsed = safeParse(eventSchema, JSON.parse(await readRegular(path)));
		return parsed.success ? parsed.output : {};
	} catch {
		return {};
	}
}
/** Never waits for a FIFO, and takes no more memory than an event needs. */
async function readRegular(path) {
	try {
		var _usingCtx$1 = _usingCtx();
		const file = _usingCtx$1.a(await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
		const found = await file.stat();
		if (!found.isFile() || found.size > MOST_BYTES) throw new Error("this is not an event");
		return await file.readFile("utf8");
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
/** The commit that what runs is compared with; a branch that was just made has none. */
function baseOf(event) {
	const { pull_request: pull, merge_group: group, before } = event;
	return pull?.base?.sha ?? group?.base_sha ?? (before && /[1-9a-f]/.test(before) ? before : void 0);
}
export { readEvent as n, baseOf as t };
