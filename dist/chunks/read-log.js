import { t as CUT_MARK } from "./marks.js";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
// src/execution/logs/screen.ts
const SEQUENCE = /\u001b(?:\[(\d{0,9})[0-?]{0,40}[ -/]{0,4}([@-~])|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|[^[\]\n])/y;
const ESCAPE = 27;
const LONGEST_ROW = 4096;
const MOST_ROWS = 1e3;
function screenOf(output) {
	const screen = new Screen(output);
	for (let at = 0; at < output.length;) {
		const end = endOfText(output, at);
		if (end > at) {
			screen.write(at, end);
			at = end;
			continue;
		}
		const code = output.charCodeAt(at);
		SEQUENCE.lastIndex = at;
		const sequence = code === ESCAPE ? SEQUENCE.exec(output) : null;
		if (sequence !== null) {
			const [, parameter, final = ""] = sequence;
			screen.control(final, parameter ? Number(parameter) : void 0);
			at = SEQUENCE.lastIndex;
			continue;
		}
		if (code === 13) screen.toLineStart();
		else if (code === 8) screen.goBack(1);
		else if (code === 10) screen.toNextLine();
		at += 1;
	}
	return screen.lines();
}
var Screen = class {
	#output;
	#rows = [new Row()];
	#row = 0;
	#column = 0;
	constructor(output) {
		this.#output = output;
	}
	lines() {
		return this.#rows.map((row) => String(row).trimEnd());
	}
	write(from, to) {
		const start = Math.max(from, to - LONGEST_ROW);
		if (start > from) {
			this.#here().cut(0);
			this.#column = 0;
		}
		this.#column = this.#here().put(this.#column, this.#output, start, to);
	}
	toLineStart() {
		this.#column = 0;
	}
	toNextLine() {
		this.#moveTo(this.#row + 1);
		this.#column = 0;
	}
	goBack(by) {
		this.#column = Math.max(0, this.#column - by);
	}
	control(sequence, count) {
		const by = count || 1;
		switch (sequence) {
			case "A":
			case "F":
				this.#moveTo(this.#row - Math.min(by, MOST_ROWS));
				if (sequence === "F") this.#column = 0;
				break;
			case "B":
			case "E":
				this.#moveTo(Math.min(this.#row + by, this.#rows.length - 1));
				if (sequence === "E") this.#column = 0;
				break;
			case "C":
				this.#column = Math.min(this.#column + by, LONGEST_ROW);
				break;
			case "D":
				this.goBack(by);
				break;
			case "G":
				this.#column = Math.min(by - 1, LONGEST_ROW);
				break;
			case "K":
				if (count === 2) this.#here().cut(0);
				else if (count === 1) this.#here().blank(this.#column);
				else this.#here().cut(this.#column);
				break;
			case "J": if (!count) {
				this.#here().cut(this.#column);
				this.#rows.splice(this.#row + 1);
			}
		}
	}
	#here() {
		return this.#rows[this.#row];
	}
	#moveTo(wanted) {
		this.#row = Math.max(0, wanted);
		while (this.#rows.length <= this.#row) this.#rows.push(new Row());
		if (this.#rows.length < 2 * MOST_ROWS) return;
		this.#rows.splice(0, MOST_ROWS);
		this.#row = Math.max(0, this.#row - MOST_ROWS);
	}
};
const SPACE = 32;
const NO_CODES = /* @__PURE__ */ new Uint16Array(0);
const FEWEST_CODES = 32;
var Row = class {
	#codes = NO_CODES;
	#length = 0;
	put(column, text, from, to) {
		const end = column + to - from;
		this.#reserve(end);
		if (column > this.#length) this.#codes.fill(SPACE, this.#length, column);
		for (let at = from; at < to; at += 1) this.#codes[column + at - from] = text.charCodeAt(at);
		this.#length = Math.max(this.#length, end);
		if (this.#length <= 2 * LONGEST_ROW) return end;
		const excess = this.#length - LONGEST_ROW;
		this.#codes.copyWithin(0, excess, this.#length);
		this.#length = LONGEST_ROW;
		return Math.max(0, end - excess);
	}
	cut(column) {
		this.#length = Math.min(this.#length, column);
	}
	blank(column) {
		this.#reserve(column);
		this.#codes.fill(SPACE, 0, column);
		this.#length = Math.max(this.#length, column);
	}
	toString() {
		const { buffer, byteOffset } = this.#codes;
		return Buffer.from(buffer, byteOffset, 2 * this.#length).toString("utf16le");
	}
	#reserve(length) {
		if (length <= this.#codes.length) return;
		const larger = new Uint16Array(Math.max(FEWEST_CODES, 2 * length));
		larger.set(this.#codes.subarray(0, this.#length));
		this.#codes = larger;
	}
};
function endOfText(output, start) {
	let at = start;
	for (; at < output.length; at += 1) {
		const code = output.charCodeAt(at);
		if (code < 32 && code !== 9 || code === 127) break;
	}
	return at;
}
// src/execution/logs/read-log.ts
const TAIL_BYTES = [
	64,
	512,
	4096
].map((kibibytes) => kibibytes * 1024);
function lastLines(path, count) {
	return withFile(path, (fd) => tailOf(fd, count)) ?? [];
}
function tailOf(fd, count) {
	const { size } = fstatSync(fd);
	let lines = [];
	for (const bytes of TAIL_BYTES) {
		const start = Math.max(0, size - bytes);
		const all = screenOf(readAt(fd, start, bytes).toString("utf8"));
		lines = all.at(-1) === "" ? all.slice(0, -1) : all;
		if (start === 0 || lines.length > count) break;
	}
	return lines.slice(-count);
}
const LAST_LINE_BYTES = 8192;
function lastWholeLine(path) {
	return withFile(path, (fd) => {
		const { size } = fstatSync(fd);
		const text = readAt(fd, Math.max(0, size - LAST_LINE_BYTES), LAST_LINE_BYTES).toString("utf8");
		const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
		return screenOf(text.slice(0, Math.max(0, end))).findLast((line) => line.trim() !== "");
	});
}
const CHUNK_BYTES = 65536;
const LONGEST_LINE = 16384;
const LINES_AT_ONCE = 1e3;
function followLog(path, limitBytes) {
	let opened;
	let offset = 0;
	let carry = Buffer.alloc(0);
	let skipping = false;
	let stopped = false;
	function take(chunk, lines) {
		let from = 0;
		for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
			finishLine(chunk.subarray(from, end), lines);
			from = end + 1;
		}
		const rest = chunk.subarray(from);
		if (skipping) return;
		carry = Buffer.concat([carry, rest]);
		if (carry.length > LONGEST_LINE) {
			lines.push(cutLine(carry));
			carry = Buffer.alloc(0);
			skipping = true;
		}
	}
	function finishLine(end, lines) {
		if (!skipping) {
			const line = carry.length === 0 ? end : Buffer.concat([carry, end]);
			const isCut = line.length > LONGEST_LINE || stopped && end === NO_END;
			lines.push(isCut ? cutLine(line) : line.toString("utf8").replace(/\r$/, ""));
		}
		carry = Buffer.alloc(0);
		skipping = false;
	}
	return {
		get stopped() {
			return stopped;
		},
		read(final) {
			const lines = [];
			opened ??= openedOrNot(path);
			while (opened !== void 0 && lines.length < LINES_AT_ONCE) {
				if (offset >= limitBytes) {
					stopped = fstatSync(opened).size > offset;
					break;
				}
				const chunk = readAt(opened, offset, Math.min(CHUNK_BYTES, limitBytes - offset));
				if (chunk.length === 0) break;
				offset += chunk.length;
				take(chunk, lines);
			}
			const isEnd = lines.length < LINES_AT_ONCE;
			if (final && isEnd && carry.length > 0) finishLine(NO_END, lines);
			return lines;
		},
		close() {
			if (opened !== void 0) closeSync(opened);
			opened = void 0;
		}
	};
}
const NO_END = Buffer.alloc(0);
function cutLine(line) {
	return line.subarray(0, LONGEST_LINE).toString("utf8").replace(/\uFFFD+$/, "") + CUT_MARK;
}
function openedOrNot(path) {
	try {
		return openSync(path, "r");
	} catch {
		return;
	}
}
function withFile(path, use) {
	const fd = openedOrNot(path);
	if (fd === void 0) return void 0;
	try {
		return use(fd);
	} finally {
		closeSync(fd);
	}
}
function readAt(fd, position, length) {
	const buffer = Buffer.allocUnsafe(length);
	return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
}
export { lastLines as n, lastWholeLine as r, followLog as t };
