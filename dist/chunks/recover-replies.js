import { n as createActionsStore } from "./actions-store.js";
import { n as rightsOf } from "./policy.js";
import { r as withOwnLevel } from "./store.js";
import { n as saveReplies } from "./persist-replies2.js";
import { t as storeFaultWords } from "./store-fault.js";
import { a as workerScript, r as ownPrefix, t as MAX_CACHE_BYTES } from "./cache-stores.js";
import { t as _usingCtx } from "./usingCtx.js";
import { join } from "node:path";
import { existsSync } from "node:fs";
// src/action/recover-replies.ts
async function saveLeftReplies({ reportDir, pipelineId, job }, { trust, variables }) {
	try {
		var _usingCtx$1 = _usingCtx();
		if (!existsSync(join(reportDir, "llm"))) return void 0;
		const { savingReplies } = rightsOf({
			...trust,
			saveOnPullRequest: false
		});
		if (!savingReplies.allowed) return void 0;
		const service = _usingCtx$1.a(createActionsStore({
			variables,
			script: workerScript(),
			maxBytes: MAX_CACHE_BYTES
		}));
		const parcel = {
			store: savingReplies.level === "own" ? withOwnLevel(service, ownPrefix(variables)) : service,
			root: reportDir,
			folder: "llm",
			pipelineId,
			job
		};
		try {
			const { result } = await saveReplies(parcel);
			return result.kind === "not-saved" ? storeFaultWords(result.because) : void 0;
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
