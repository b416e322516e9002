import { t as _usingCtx } from "./usingCtx.js";
import { n as leftOutMark } from "./marks.js";
import { join } from "node:path";
import { closeSync, constants, fstatSync, ftruncateSync, lstatSync, mkdirSync, openSync, readSync, rmSync, statfsSync, writeFileSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
// src/execution/redaction/masks.ts
/** `add-mask`: the one workflow command of a stage that is honoured, as GitHub's runner reads it. */
/** `::add-mask::VALUE`, after spaces, in any case, with properties that mean nothing. */
const COMMAND = /^\s*::add-mask(?: [^\n]*?)?::([\s\S]*)$/i;
/** The older form, anywhere in a line: the first `##[…]` of it counts. */
const OLDER_START = "##[";
const OLDER_NAME = /^add-mask(?: |$)/i;
/** In every command that is meant. */
const NAME = /add-mask/i;
/** The values that a line of output asks to hide; a return to the line's start ends a line too. */
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
/** As the toolkit escapes the data of a command. */
function escapeData(text) {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
/** A log may be one line of a gigabyte; a mask is shorter, in bytes. */
const LONGEST_MASK = 1 << 20;
/** All masks of a log together, in code units: in all their forms more could not be looked for. */
const MOST_MASKS = 4 << 20;
const PIECE_BYTES$1 = 65536;
/** How commands start: in most output none of these occurs, which is quickly seen. */
const STARTS = ["::", OLDER_START];
/** What may be the beginning of one. */
const MARKS = /[:#]/;
const NEWLINE$1 = 10;
/** A finder at the start of a line. */
function createMaskFinder() {
	const masks = /* @__PURE__ */ new Set();
	let length = 0;
	/** The beginning of a line whose end is still to come; undefined where it is too long to be a mask. */
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
/**
* All values that a log asks to hide, read in bounded memory. Rejects where they are too much, as a
* finder does, and when the signal is aborted.
*/
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
/** Where there is room for what we write: folders that can be written, and how much they still take. */
/** Fewer files than this and there is no room, however many bytes are left. */
const FEWEST_FILES = 32;
/** Makes the folder where it is not there, writes into it, and measures what is left; never throws. */
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
/**
* Folders for what does not fit where it belongs, best first: the runner's temporary folder, the
* system's, and memory. Each is this process's own and nobody else's to read.
*/
function temporaryPlaces({ RUNNER_TEMP: runnerTemp }) {
	const parents = [
		runnerTemp,
		tmpdir(),
		process.platform === "linux" ? "/dev/shm" : void 0
	];
	return [...new Set(parents)].flatMap((parent) => parent === void 0 || parent === "" ? [] : [join(parent, `stagetime-${process.pid}`)]);
}
/** Makes a temporary place; false where somebody else's stands there already, or none can be made. */
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
/**
* A stage's log. The command writes straight into it, which costs nothing, so its size can only be
* looked at now and then: what is more than a head and a tail is taken out of the file again while the
* command writes on. It is opened where there is room; where there is none, the output is dropped and
* the stage runs all the same.
*/
/** The logs' folder in the report directory. */
const LOG_FOLDER = "logs";
const BOUNDS = {
	head: 64 << 20,
	tail: 16 << 20
};
/** Between two looks a command can write some hundred megabytes. */
const ROOM_BYTES = 512 << 20;
/** Where no place has that much, the best one is used for a part of what it has; less is no log. */
const LEAST_ROOM_BYTES = 4 << 20;
const SHARE_OF_ROOM = 16;
/** Opens the log in the best place there is; throws only where not even the null device can be opened. */
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
/** Where a log may go, best first. */
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
/** Appending, so that a command goes on at the end of a log that was made shorter; never through a link. */
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
function boundsFor({ head, tail }, freeBytes) {
	const most = Math.floor(freeBytes / SHARE_OF_ROOM);
	return {
		head: Math.min(head, most),
		tail: Math.min(tail, most)
	};
}
/** How often the size of a log is looked at, in ms: a look takes microseconds. */
const LOOK_MS = 100;
/** A log that is kept within its bounds while a command writes into it. */
var BoundedLog = class {
	path;
	fd;
	notice;
	#bounds;
	#timer;
	#finder = createMaskFinder();
	/** Where the head ends, at the end of a line; undefined until something was left out. */
	#headEnd;
	/** The end of what was taken out of the file, and how much that was. */
	#end;
	#takenOut = 0;
	/** One for all reads: new ones pile up faster than they are collected. */
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
	/**
	* Takes out of the file what is behind its head. What the command writes between the last read and the
	* cut is lost, so that nothing but reading what was added stands between them.
	*/
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
	/** What is a secret is said in what is left out too. */
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
/** A command may write as fast as it is read. */
const MOST_ROUNDS = 50;
/** A secret is not to lie across a cut: the end of the last line before a place, if one is near. */
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
