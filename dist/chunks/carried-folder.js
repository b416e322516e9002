import { c as seriesPart } from "./job.js";
import { hash } from "node:crypto";
// src/caching/carried-folder.ts
/**
* A folder on machines that forget: it travels from run to run as one entry of a cache store. The newest
* entry is what the next run begins with, and keys are made from what is in it.
*/
function carryFolder(options) {
	const { name, store, root, folder, prefix, fallback, saving, now } = options;
	const base = {
		name,
		key: prefix,
		saved: false
	};
	const request = {
		key: prefix,
		restoreKeys: fallback === void 0 ? [prefix] : [prefix, fallback],
		paths: [folder]
	};
	let record;
	async function fetch() {
		const startedAt = now();
		const found = await store.fetch(request, root);
		if (found.kind !== "restored") {
			const state = found.kind === "miss" ? "miss" : "error";
			return {
				...base,
				state,
				reason: found.reason
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
		if (!saving.allowed) return notSaved(before, saving.reason);
		const startedAt = now();
		const sent = await send();
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
				...notSaved(before, result.reason),
				saveMs
			};
		}
	}
	return {
		async fetch() {
			record = await fetch().catch(({ message }) => ({
				...base,
				state: "error",
				reason: message
			}));
		},
		async save(send) {
			const before = record;
			if (before === void 0) return;
			record = await save(before, send).catch(({ message }) => notSaved(before, message));
		},
		record: () => record
	};
}
/**
* The part of a key that tells the pipelines of one repository apart, and one that tells apart the jobs
* and legs of each: the newest entry is the only one that is found, so that of jobs which save at once all
* but one would lose what is theirs.
*/
function ownerParts(pipelineId, job) {
	return [hash("sha256", pipelineId).slice(0, 16), seriesPart(job)];
}
function notSaved(record, why) {
	const words = `not saved: ${why}`;
	return {
		...record,
		reason: record.reason === void 0 ? words : `${record.reason}; ${words}`
	};
}
export { ownerParts as n, carryFolder as t };
