import { t as _usingCtx } from "./usingCtx.js";
import { open } from "node:fs/promises";
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
const PIECE_BYTES = 65536;
/** How commands start: in most output none of these occurs, which is quickly seen. */
const STARTS = ["::", OLDER_START];
/** What may be the beginning of one. */
const MARKS = /[:#]/;
const NEWLINE = 10;
/** A finder at the start of a line. */
function createMaskFinder() {
	const masks = [];
	/** The beginning of a line whose end is still to come; undefined where it is too long to be a mask. */
	let line = "";
	function take(lines) {
		if (NAME.test(lines)) masks.push(...lines.split("\n").flatMap((one) => masksInLine(utf8(one))));
	}
	return {
		push(piece) {
			if (line !== void 0 && !MARKS.test(line) && !STARTS.some((start) => piece.includes(start))) {
				const lineStart = piece.lastIndexOf(NEWLINE) + 1;
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
			return masks;
		}
	};
}
/** All values that a log asks to hide, read in bounded memory. Rejects where one is longer than 1 MiB. */
async function masksIn(path) {
	try {
		var _usingCtx$1 = _usingCtx();
		const finder = createMaskFinder();
		const log = _usingCtx$1.a(await open(path));
		const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
		for (;;) {
			const { bytesRead } = await log.read(piece);
			if (bytesRead === 0) return finder.end();
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
export { masksInLine as i, escapeData as n, masksIn as r, createMaskFinder as t };
