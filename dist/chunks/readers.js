import { r as formatOf } from "./formats.js";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
// src/evidence/port/bounded-file.ts
async function readUpTo(file, limit) {
	try {
		const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		try {
			return await readRegular(handle, limit);
		} finally {
			await handle.close();
		}
	} catch (error) {
		const { code, message } = error;
		return {
			kind: "unreadable",
			problem: code === "ENOENT" ? { kind: "missing" } : {
				kind: "system",
				message
			}
		};
	}
}
async function readRegular(handle, limit) {
	const found = await handle.stat();
	if (!found.isFile()) return {
		kind: "unreadable",
		problem: {
			kind: "no-file",
			what: found.isDirectory() ? "folder" : "other"
		}
	};
	const buffer = Buffer.allocUnsafe(Math.min(found.size, limit));
	let length = 0;
	while (length < buffer.length) {
		const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
		if (bytesRead === 0) break;
		length += bytesRead;
	}
	if (length === 0) return {
		kind: "unreadable",
		problem: { kind: "empty" }
	};
	return {
		kind: "read",
		bytes: buffer.subarray(0, length),
		isWhole: found.size <= limit
	};
}
// src/evidence/readers.ts
const LARGEST_BYTES = 67108864;
const readHere = async (task) => {
	switch (task.kind) {
		case "file": return readFile(task);
		case "output": return (await import("./passes.js")).readPasses(task.file);
	}
};
async function readFile({ source, file, stageMs }) {
	const format = formatOf(source);
	if (format === void 0) throw new Error(`unknown format of evidence: ${source}`);
	const found = await readUpTo(file, LARGEST_BYTES);
	if (found.kind === "unreadable") return found;
	if (!found.isWhole) return {
		kind: "unreadable",
		problem: {
			kind: "too-large",
			limitBytes: LARGEST_BYTES
		}
	};
	const { parse } = await format.load();
	const result = await parse({
		bytes: found.bytes,
		stageMs
	});
	if (result.kind === "unreadable") return result;
	return {
		...result,
		numbers: { [format.gives]: result.numbers }
	};
}
export { readHere as t };
