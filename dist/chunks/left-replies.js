import { n as createActionsStore } from "./actions-store.js";
import { n as saveReplies } from "./carrier2.js";
import { i as maySaveReplies } from "./policy.js";
import { t as readTrust } from "./trust2.js";
import { a as workerScript, n as MAX_CACHE_BYTES } from "./stores.js";
import { t as _usingCtx } from "./usingCtx.js";
import { join } from "node:path";
import { existsSync } from "node:fs";
// src/commands/left-replies.ts
/** Replies of models that a run left unsaved, because it was cancelled or killed. */
/** Saves them where this run may; gives why they are lost, if they are. Never rejects. */
async function saveLeftReplies({ reportDir, pipelineId, job }, variables) {
	try {
		var _usingCtx$1 = _usingCtx();
		if (!existsSync(join(reportDir, "llm"))) return void 0;
		const trust = await readTrust(variables);
		if (!maySaveReplies({
			...trust,
			saveOnPullRequest: true
		}).allowed) return void 0;
		const parcel = {
			store: _usingCtx$1.a(createActionsStore({
				variables,
				script: workerScript(),
				maxBytes: MAX_CACHE_BYTES
			})),
			root: reportDir,
			folder: "llm",
			pipelineId,
			job
		};
		try {
			const { result } = await saveReplies(parcel);
			return result.kind === "not-saved" ? result.reason : void 0;
		} catch (error) {
			return error.message;
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
export { saveLeftReplies };
