import { t as readHere } from "./readers.js";
import { Worker } from "node:worker_threads";
import { stat } from "node:fs/promises";
// src/evidence/reading.ts
const SMALL_BYTES = 1 << 20;
const LIMIT_MS = 6e4;
const HEAP_MB = 1024;
function readingWith({ thread, signal, limitMs = LIMIT_MS }) {
	const read = async (task) => {
		signal.throwIfAborted();
		if (thread === void 0 || await isSmall(task.file)) return readHere(task);
		return inThread(thread, task, AbortSignal.any([signal, AbortSignal.timeout(limitMs)]));
	};
	return read;
}
async function isSmall(file) {
	const found = await stat(file).catch(() => void 0);
	return found === void 0 || found.isFile() && found.size <= SMALL_BYTES;
}
async function inThread(thread, task, end) {
	const worker = new Worker(thread, {
		workerData: task,
		resourceLimits: { maxOldGenerationSizeMb: HEAP_MB }
	});
	const over = new AbortController();
	try {
		return await new Promise((resolve, reject) => {
			worker.once("message", resolve);
			worker.once("error", reject);
			worker.once("exit", () => reject(/* @__PURE__ */ new Error("reading it ended early")));
			const giveUp = () => reject(/* @__PURE__ */ new Error("reading it took too long"));
			if (end.aborted) giveUp();
			end.addEventListener("abort", giveUp, {
				once: true,
				signal: over.signal
			});
		});
	} finally {
		over.abort();
		await worker.terminate();
	}
}
export { readingWith };
