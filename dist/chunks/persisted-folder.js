import { l as seriesPart } from "./job.js";
import { a as saveFaultOf, r as generalFault } from "./faults.js";
import { t as createStaging } from "./staging.js";
import { t as BESIDE_PREFIX } from "./keys2.js";
import { t as _usingCtx } from "./usingCtx.js";
import { hash } from "node:crypto";
import { join } from "node:path";
import { cp } from "node:fs/promises";
// src/caching/persisted-folder.ts
function carryFolder(options) {
	const { name, store, root, prefix, saving, now } = options;
	const base = {
		name,
		key: prefix,
		saved: false
	};
	const request = requestOf(options);
	let record;
	async function fetch() {
		const startedAt = now();
		const found = await store.fetch(request, root);
		if (found.kind === "miss") return {
			...base,
			state: "miss",
			restoring: {
				kind: "missed",
				because: found.because
			}
		};
		if (found.kind !== "restored") {
			const beside = besidePrefix(options);
			await store.fetch({
				...request,
				key: beside,
				restoreKeys: [beside]
			}, root);
			return {
				...base,
				state: "error",
				restoring: {
					kind: "failed",
					because: found.because
				}
			};
		}
		const { key, bytes } = found;
		return {
			...base,
			key,
			matchedKey: key,
			state: "exact",
			...bytes !== void 0 && { restoredBytes: bytes },
			restoreMs: now() - startedAt
		};
	}
	async function save(before, send) {
		if (!saving.allowed) return notSaved(before, saving.because);
		const startedAt = now();
		const sent = await send(before.state === "error" ? await prefixToSave(options) : prefix);
		if (sent === void 0) return before;
		const { key, result } = sent;
		const saveMs = now() - startedAt;
		switch (result.kind) {
			case "saved": return {
				...before,
				key,
				saved: true,
				savedBytes: result.bytes,
				saveMs
			};
			case "already-there": return {
				...before,
				key,
				saveMs
			};
			case "not-saved": return {
				...notSaved(before, result.because),
				saveMs
			};
		}
	}
	return {
		async fetch() {
			record = await fetch().catch((error) => ({
				...base,
				state: "error",
				restoring: {
					kind: "failed",
					because: generalFault(error)
				}
			}));
		},
		async save(send) {
			const before = record;
			if (before === void 0) return;
			record = await save(before, send).catch((error) => notSaved(before, saveFaultOf(error)));
		},
		record: () => record
	};
}
async function prefixToSave(place) {
	const { store, root, folder, prefix } = place;
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const staging = _usingCtx$1.a(await createStaging(root));
			const found = await store.fetch(requestOf(place), staging.folder);
			if (found.kind === "miss") return prefix;
			if (found.kind !== "restored") return besidePrefix(place);
			await cp(join(staging.folder, folder), join(root, folder), {
				recursive: true,
				force: false
			});
			return prefix;
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch {
		return besidePrefix(place);
	}
}
function requestOf({ prefix, fallback, folder }) {
	return {
		key: prefix,
		restoreKeys: fallback === void 0 ? [prefix] : [prefix, fallback],
		paths: [folder]
	};
}
function besidePrefix({ prefix }) {
	return `${BESIDE_PREFIX}${prefix}`;
}
function ownerParts(pipelineId, job) {
	return [hash("sha256", pipelineId).slice(0, 16), seriesPart(job)];
}
function notSaved(record, because) {
	return {
		...record,
		saving: {
			kind: "not-saved",
			because
		}
	};
}
export { ownerParts as n, prefixToSave as r, carryFolder as t };
