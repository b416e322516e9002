import { r as REPLIES_PREFIX } from "./keys2.js";
import { n as ownerParts, r as prefixToSave, t as carryFolder } from "./persisted-folder.js";
import { t as DRAFTS } from "./store2.js";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { createReadStream } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
// src/llm/replies/persist-replies.ts
async function carryReplies(options) {
	const { root, folder } = options;
	await rm(join(root, folder), {
		recursive: true,
		force: true
	});
	const { prefix, fallback } = prefixesOf(options);
	const name = "LLM replies";
	const carried = carryFolder({
		...options,
		name,
		prefix,
		fallback
	});
	let fetching;
	return {
		fetch() {
			fetching ??= carried.fetch();
			return fetching;
		},
		save: (added) => carried.save(async (start) => added === 0 ? void 0 : sendReplies(options, start)),
		record() {
			if (fetching === void 0) return void 0;
			return carried.record() ?? {
				name,
				key: prefix,
				saved: false,
				state: "miss"
			};
		}
	};
}
async function saveReplies(parcel) {
	return sendReplies(parcel, await prefixToSave({
		...parcel,
		...prefixesOf(parcel)
	}));
}
async function sendReplies(parcel, start) {
	const { store, root, folder } = parcel;
	await rm(join(root, folder, DRAFTS), {
		recursive: true,
		force: true
	});
	const key = `${start}${await contentOf(join(root, folder))}/`;
	return {
		key,
		result: await store.set({
			key,
			paths: [folder],
			root
		})
	};
}
function prefixesOf({ pipelineId, job }) {
	const [pipeline, owner] = ownerParts(pipelineId, job);
	const fallback = `${REPLIES_PREFIX}${pipeline}/`;
	return {
		prefix: `${fallback}${owner}/`,
		fallback
	};
}
async function contentOf(folder) {
	const paths = (await readdir(folder, {
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
