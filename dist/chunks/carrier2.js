import { t as REPLIES_PREFIX } from "./keys.js";
import { t as DRAFTS } from "./store2.js";
import { createHash, hash } from "node:crypto";
import { join } from "node:path";
import { createReadStream } from "node:fs";
import { readdir as readdir$1, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
// src/caching/llm/carrier.ts
/**
* Replies of models on machines that forget: the folder that holds them travels as one entry of a cache
* store. Its key is made from what is in it, so that nothing unchanged is saved, and the newest one is
* what the next run begins with.
*/
const NAME = "LLM replies";
/** Empties the folder, and fetches nothing before it is asked to. */
async function carryReplies(options) {
	const { store, root, folder, saving, now } = options;
	await rm(join(root, folder), {
		recursive: true,
		force: true
	});
	const prefix = prefixOf(options);
	const request = {
		key: prefix,
		restoreKeys: [prefix],
		paths: [folder]
	};
	let record;
	let fetching;
	async function fetch() {
		const startedAt = now();
		const base = {
			name: NAME,
			key: prefix,
			saved: false
		};
		record = {
			...base,
			state: "miss"
		};
		const found = await store.fetch(request, root);
		if (found.kind !== "restored") {
			const state = found.kind === "miss" ? "miss" : "error";
			record = {
				...base,
				state,
				reason: found.reason
			};
			return;
		}
		record = {
			...base,
			key: found.key,
			matchedKey: found.key,
			state: "exact",
			...found.bytes !== void 0 && { restoredBytes: found.bytes },
			restoreMs: now() - startedAt
		};
	}
	async function save(added) {
		if (record === void 0) return;
		if (!saving.allowed) {
			record = {
				...record,
				reason: withReason(record, saving.reason)
			};
			return;
		}
		if (added === 0) return;
		const startedAt = now();
		const { key, result } = await saveReplies(options);
		const saveMs = now() - startedAt;
		switch (result.kind) {
			case "saved":
				record = {
					...record,
					key,
					saved: true,
					savedBytes: result.bytes,
					saveMs
				};
				return;
			case "already-there":
				record = {
					...record,
					key,
					saveMs
				};
				return;
			case "not-saved": record = {
				...record,
				saveMs,
				reason: withReason(record, result.reason)
			};
		}
	}
	return {
		fetch() {
			fetching ??= fetch().catch((error) => {
				record = {
					name: NAME,
					key: prefix,
					saved: false,
					state: "error",
					reason: error.message
				};
			});
			return fetching;
		},
		save: (added) => save(added).catch((error) => {
			if (record !== void 0) record = {
				...record,
				reason: withReason(record, error.message)
			};
		}),
		record: () => record
	};
}
/** Saves the replies as they stand in the folder, of this run or of one that was killed. */
async function saveReplies(parcel) {
	const { store, root, folder } = parcel;
	await rm(join(root, folder, DRAFTS), {
		recursive: true,
		force: true
	});
	const key = `${prefixOf(parcel)}${await contentOf(join(root, folder))}/`;
	return {
		key,
		result: await store.set({
			key,
			paths: [folder],
			root
		})
	};
}
function prefixOf({ pipelineId }) {
	return `${REPLIES_PREFIX}${hash("sha256", pipelineId).slice(0, 16)}/`;
}
function withReason({ reason }, notSaved) {
	const words = `not saved: ${notSaved}`;
	return reason === void 0 ? words : `${reason}; ${words}`;
}
/** Names and contents of all files; names alone would keep a damaged reply in place of a mended one. */
async function contentOf(folder) {
	const paths = (await readdir$1(folder, {
		recursive: true,
		withFileTypes: true
	})).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name)).sort();
	const whole = createHash("sha256");
	for (const path of paths) {
		const one = createHash("sha256");
		await pipeline(createReadStream(path), one);
		whole.update(JSON.stringify([path.slice(folder.length), one.digest("hex")]));
	}
	return whole.digest("hex").slice(0, 32);
}
export { saveReplies as n, carryReplies as t };
