import { t as _usingCtx } from "./usingCtx.js";
import { n as leftOutMark } from "./marks.js";
import { join } from "node:path";
import { closeSync, constants, fstatSync, ftruncateSync, lstatSync, mkdirSync, openSync, readSync, rmSync, statfsSync, writeFileSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
// src/execution/redaction/masks.ts
const COMMAND = /^\s*::add-mask(?: [^\n]*?)?::([\s\S]*)$/i;
const OLDER_START = "##[";
const OLDER_NAME = /^add-mask(?: |$)/i;
const NAME = /add-mask/i;
function masksInLine(line) {
	if (!NAME.test(line)) return [];
	return line.split("\r").flatMap((part) => maskIn(part) ?? []);
}
function maskIn(line) {
	const value = COMMAND.exec(line)?.[1];
	const mask = value === void 0 ? olderMaskIn(line) : unescapeData(value);
	return mask?.trim() === "" ? void 0 : mask;
}
function olderMaskIn(line) {
	const start = line.indexOf(OLDER_START);
	const end = line.indexOf("]", start);
	if (start === -1 || end === -1) return void 0;
	if (!OLDER_NAME.test(line.slice(start + 3, end))) return void 0;
	return unescapeData(line.slice(end + 1).replaceAll("%3B", ";").replaceAll("%5D", "]"));
}
function unescapeData(text) {
	return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}
function escapeData(text) {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
const LONGEST_MASK = 1 << 20;
const MOST_MASKS = 4 << 20;
const PIECE_BYTES$1 = 65536;
const STARTS = ["::", OLDER_START];
const MARKS = /[:#]/;
const NEWLINE$1 = 10;
function createMaskFinder() {
	const masks = /* @__PURE__ */ new Set();
	let length = 0;
	let line = "";
	function take(lines) {
		if (!NAME.test(lines)) return;
		for (const line of lines.split("\n")) for (const mask of masksInLine(utf8(line))) {
			if (masks.has(mask)) continue;
			masks.add(mask);
			length += mask.length;
			if (length > MOST_MASKS) throw new Error("it asks to hide more than can be looked for");
		}
	}
	return {
		push(piece) {
			if (line !== void 0 && !MARKS.test(line) && !STARTS.some((start) => piece.includes(start))) {
				const lineStart = piece.lastIndexOf(NEWLINE$1) + 1;
				const rest = piece.toString("latin1", lineStart);
				line = lineStart === 0 && line !== "" ? continued(line, rest) : rest;
				return;
			}
			const text = piece.toString("latin1");
			const end = text.lastIndexOf("\n");
			if (end === -1) {
				line = continued(line, text);
				return;
			}
			take(line === void 0 ? text.slice(text.indexOf("\n"), end) : line + text.slice(0, end));
			line = text.slice(end + 1);
		},
		end() {
			take(line ?? "");
			line = "";
			return [...masks];
		}
	};
}
async function masksIn(path, signal) {
	try {
		var _usingCtx$1 = _usingCtx();
		const finder = createMaskFinder();
		const log = _usingCtx$1.a(await open(path));
		const piece = Buffer.allocUnsafeSlow(PIECE_BYTES$1);
		for (;;) {
			const { bytesRead } = await log.read(piece);
			if (bytesRead === 0) return finder.end();
			signal?.throwIfAborted();
			finder.push(piece.subarray(0, bytesRead));
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function continued(line, more) {
	if (line === void 0 || line.length + more.length <= LONGEST_MASK) return line === void 0 ? void 0 : line + more;
	if (masksInLine(line).length > 0) throw new Error("it has a mask of more than 1 MiB");
}
function utf8(latin1) {
	return Buffer.from(latin1, "latin1").toString();
}
// src/execution/files/free-space.ts
const FEWEST_FILES = 32;
function lookForRoom(folder) {
	const probe = join(folder, `.probe-${process.pid}`);
	try {
		mkdirSync(folder, { recursive: true });
		const { bavail, bsize, files, ffree } = statfsSync(folder);
		if (files > 0 && ffree < FEWEST_FILES) return {
			kind: "unusable",
			fault: {
				why: "no-files",
				folder
			}
		};
		writeFileSync(probe, "x", { flag: "wx" });
		return {
			kind: "usable",
			folder,
			freeBytes: bavail * bsize
		};
	} catch (error) {
		return {
			kind: "unusable",
			fault: {
				why: "system",
				cause: error.message
			}
		};
	} finally {
		removeProbe(probe);
	}
}
function removeProbe(probe) {
	try {
		rmSync(probe, { force: true });
	} catch {}
}
function temporaryPlaces({ RUNNER_TEMP: runnerTemp }) {
	const parents = [
		runnerTemp,
		tmpdir(),
		process.platform === "linux" ? "/dev/shm" : void 0
	];
	return [...new Set(parents)].flatMap((parent) => parent === void 0 || parent === "" ? [] : [join(parent, `stagetime-${process.pid}`)]);
}
function makeTemporary(folder) {
	try {
		mkdirSync(folder, {
			recursive: true,
			mode: 448
		});
		const found = lstatSync(folder);
		return found.isDirectory() && (process.getuid === void 0 || found.uid === process.getuid());
	} catch {
		return false;
	}
}
// src/execution/logs/stage-log.ts
const LOG_FOLDER = "logs";
const BOUNDS = {
	head: 64 << 20,
	tail: 16 << 20
};
const ROOM_BYTES = 512 << 20;
const LEAST_ROOM_BYTES = 4 << 20;
const SHARE_OF_ROOM = 16;
function openStageLog({ reportDir, name, environment, bounds }) {
	const own = join(reportDir, LOG_FOLDER);
	const first = lookForRoom(own);
	const wanted = bounds ?? BOUNDS;
	let fault = first.kind === "unusable" ? first.fault : {
		why: "little-room",
		folder: own
	};
	for (const { folder, freeBytes } of placesFor(first, environment)) {
		const path = join(folder, `${name}.log`);
		try {
			rmSync(path, {
				force: true,
				recursive: true
			});
			const fd = openSync(path, FLAGS, 384);
			const notice = folder === own ? void 0 : {
				kind: "logs-elsewhere",
				folder,
				fault
			};
			return new BoundedLog(path, fd, boundsFor(wanted, freeBytes), notice);
		} catch (error) {
			fault = {
				why: "system",
				cause: error.message
			};
		}
	}
	const notice = {
		kind: "logs-not-kept",
		fault
	};
	const fd = openSync(devNull, "w");
	const finish = () => {
		closeSync(fd);
		return {
			leftOutBytes: 0,
			masks: []
		};
	};
	return {
		path: void 0,
		fd,
		notice,
		finish
	};
}
function* placesFor(first, environment) {
	const scarce = [];
	for (const found of lookAround(first, environment)) {
		if (found.kind === "unusable") continue;
		if (found.freeBytes >= ROOM_BYTES) yield found;
		else if (found.freeBytes >= LEAST_ROOM_BYTES) scarce.push(found);
	}
	yield* scarce.sort((a, b) => b.freeBytes - a.freeBytes);
}
function* lookAround(first, environment) {
	yield first;
	for (const place of temporaryPlaces(environment)) if (makeTemporary(place)) yield lookForRoom(place);
}
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
function boundsFor({ head, tail }, freeBytes) {
	const most = Math.floor(freeBytes / SHARE_OF_ROOM);
	return {
		head: Math.min(head, most),
		tail: Math.min(tail, most)
	};
}
const LOOK_MS = 100;
var BoundedLog = class {
	path;
	fd;
	notice;
	#bounds;
	#timer;
	#finder = createMaskFinder();
	#headEnd;
	#end;
	#takenOut = 0;
	#buffer = Buffer.alloc(0);
	#fault;
	constructor(path, fd, bounds, notice) {
		this.path = path;
		this.fd = fd;
		this.notice = notice;
		this.#bounds = bounds;
		this.#timer = setInterval(() => {
			try {
				this.#look();
			} catch {}
		}, LOOK_MS).unref();
	}
	finish() {
		clearInterval(this.#timer);
		try {
			this.#look();
			if (this.#headEnd === void 0) return NOTHING_LEFT_OUT;
			this.#takeOut(this.#headEnd);
			const [first = Buffer.alloc(0), ...rest] = this.#end?.parts() ?? [];
			const last = [fromLineStart(first), ...rest];
			const leftOutBytes = this.#takenOut - last.reduce((sum, { length }) => sum + length, 0);
			writeSync(this.fd, leftOutMark(leftOutBytes));
			for (const part of last) writeSync(this.fd, part);
			if (this.#fault !== void 0) throw this.#fault;
			return {
				leftOutBytes,
				masks: this.#finder.end()
			};
		} finally {
			closeSync(this.fd);
		}
	}
	#look() {
		const { head, tail } = this.#bounds;
		if (fstatSync(this.fd).size <= head + 2 * tail) return;
		this.#headEnd ??= lineEndBefore(this.fd, head);
		this.#takeOut(this.#headEnd);
	}
	#takeOut(headEnd) {
		const { fd } = this;
		this.#end ??= lastBytes(this.#bounds.tail);
		if (this.#buffer.length === 0) this.#buffer = Buffer.allocUnsafeSlow(PIECE_BYTES / 4);
		const buffer = this.#buffer;
		let at = headEnd;
		let { size } = fstatSync(fd);
		for (let round = 0; round < MOST_ROUNDS && at < size; round += 1) {
			while (at < size) {
				const piece = buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, at));
				if (piece.length === 0) break;
				this.#find(piece);
				this.#end.push(piece);
				at += piece.length;
			}
			({size} = fstatSync(fd));
		}
		ftruncateSync(fd, headEnd);
		this.#takenOut += at - headEnd;
	}
	#find(piece) {
		try {
			if (this.#fault === void 0) this.#finder.push(piece);
		} catch (error) {
			this.#fault = error;
		}
	}
};
const NOTHING_LEFT_OUT = {
	leftOutBytes: 0,
	masks: []
};
const PIECE_BYTES = 1 << 20;
const MOST_ROUNDS = 50;
function lineEndBefore(fd, place) {
	const from = Math.max(0, place - PIECE_BYTES);
	const found = readAt(fd, from, place - from).lastIndexOf(NEWLINE);
	return found === -1 ? place : from + found + 1;
}
function fromLineStart(bytes) {
	const found = bytes.subarray(0, PIECE_BYTES).indexOf(NEWLINE);
	return found === -1 ? bytes : bytes.subarray(found + 1);
}
const NEWLINE = 10;
function lastBytes(most) {
	const ring = Buffer.allocUnsafe(most);
	let pushed = 0;
	return {
		push(piece) {
			const part = piece.subarray(Math.max(0, piece.length - most));
			const at = (pushed + piece.length - part.length) % Math.max(1, most);
			const first = part.copy(ring, at);
			part.copy(ring, 0, first);
			pushed += piece.length;
		},
		parts() {
			if (pushed <= most) return [ring.subarray(0, pushed)];
			const at = pushed % most;
			return [ring.subarray(at), ring.subarray(0, at)];
		}
	};
}
function readAt(fd, position, length) {
	if (length <= 0) return Buffer.alloc(0);
	const buffer = Buffer.allocUnsafe(length);
	return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
}
export { temporaryPlaces as a, masksInLine as c, makeTemporary as i, openStageLog as n, escapeData as o, lookForRoom as r, masksIn as s, LOG_FOLDER as t };
