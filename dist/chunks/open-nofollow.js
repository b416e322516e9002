import { r as specialOf, t as UnreadableError } from "./unreadable.js";
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";
// src/caching/files/open-nofollow.ts
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const UNFOLLOWED = (O_RDONLY ?? 0) | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);
function openUnfollowed(path) {
	if (O_NOFOLLOW === void 0 && lstatSync(path).isSymbolicLink()) return "link";
	let fd;
	try {
		fd = openSync(path, UNFOLLOWED);
	} catch (error) {
		const { code } = error;
		if (code === "ELOOP" || code === "EMLINK") return "link";
		throw error;
	}
	const stat = fstatSync(fd, { bigint: true });
	if (!stat.isFile()) {
		closeSync(fd);
		const what = specialOf(stat);
		throw new UnreadableError(path, what === void 0 ? { kind: "no-file" } : {
			kind: "special",
			what
		});
	}
	const before = changeOf(stat);
	return {
		mode: Number(stat.mode) & 511,
		size: Number(stat.size),
		read: (buffer) => readFully(fd, buffer),
		hasChanged: () => changeOf(fstatSync(fd, { bigint: true })) !== before,
		[Symbol.dispose]: () => closeSync(fd)
	};
}
function changeOf({ size, mtimeNs, mode }) {
	return `${size} ${mtimeNs} ${mode}`;
}
function readFully(fd, buffer) {
	let filled = 0;
	while (filled < buffer.length) {
		const count = readSync(fd, buffer, filled, buffer.length - filled, null);
		if (count === 0) break;
		filled += count;
	}
	return filled;
}
export { openUnfollowed as t };
