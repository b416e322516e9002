import { t as isWorthHiding } from "./stage-environment.js";
import { t as _usingCtx } from "./usingCtx.js";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { finished } from "node:stream/promises";
/** A redactor that knows these secrets. */
function createRedactor(secrets) {
	/** The longest first, so that a secret within another does not leave the rest of it behind. */
	let known = [];
	const add = (secret) => {
		const values = [secret, ...secret.split(/\r?\n/)].filter(isWorthHiding);
		known = [.../* @__PURE__ */ new Set([...known, ...values])].sort((a, b) => b.length - a.length);
	};
	for (const secret of secrets) add(secret);
	return {
		add,
		text: (text) => known.reduce((result, secret) => result.replaceAll(secret, "***"), text),
		async file(path) {
			const hidden = known.map((secret) => Buffer.from(secret).toString("latin1"));
			if (hidden.length === 0 || !await contains(path, hidden)) return;
			const clean = `${path}.redacted`;
			const output = createWriteStream(clean, { mode: 384 });
			try {
				for await (const text of overlapping(path, hidden)) if (!output.write(Buffer.from(text, "latin1"))) await once(output, "drain");
				output.end();
				await finished(output);
				await rename(clean, path);
			} catch (error) {
				output.destroy();
				await rm(clean, { force: true });
				await rm(path, { force: true });
				throw error;
			}
		}
	};
}
/** As much of a log as is looked at in one piece: strings of this size do not outlive a young collection. */
const PIECE_BYTES = 65536;
/** Whether any of the texts, given as Latin-1, is in the file; looks at bytes and makes no strings of them. */
async function contains(path, texts) {
	try {
		var _usingCtx$1 = _usingCtx();
		const wanted = texts.map((text) => Buffer.from(text, "latin1"));
		const overlap = Math.max(...wanted.map((text) => text.length)) - 1;
		const window = Buffer.allocUnsafeSlow(overlap + PIECE_BYTES);
		const log = _usingCtx$1.a(await open(path));
		for (let kept = 0;;) {
			const { bytesRead } = await log.read(window, kept, PIECE_BYTES);
			if (bytesRead === 0) return false;
			const seen = window.subarray(0, kept + bytesRead);
			if (wanted.some((text) => seen.includes(text))) return true;
			kept = Math.min(overlap, seen.length);
			seen.copy(window, 0, seen.length - kept);
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
/** The text with secrets replaced, piece by piece; a secret may lie across two reads. */
async function* overlapping(path, secrets) {
	const keep = Math.max(...secrets.map((secret) => secret.length)) - 1;
	const clean = (text) => secrets.reduce((result, secret) => result.replaceAll(secret, "***"), text);
	let carry = "";
	for await (const chunk of latin1(path)) {
		const text = clean(carry + chunk);
		yield text.slice(0, Math.max(0, text.length - keep));
		carry = text.slice(Math.max(0, text.length - keep));
	}
	yield carry;
}
async function* latin1(path) {
	try {
		var _usingCtx3 = _usingCtx();
		const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
		const log = _usingCtx3.a(await open(path));
		for (;;) {
			const { bytesRead } = await log.read(piece);
			if (bytesRead === 0) return;
			yield piece.toString("latin1", 0, bytesRead);
		}
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** `::add-mask::VALUE` at the start of a line: the one workflow command of a stage that is honoured. */
const ADD_MASK = /^::add-mask::(.*)$/s;
const COMMAND = "::add-mask::";
/** The value that a line of output asks to hide; undefined for every other line. */
function maskIn(line) {
	const value = ADD_MASK.exec(line)?.[1];
	return value === void 0 ? void 0 : unescapeData(value.replace(/\r$/, ""));
}
function unescapeData(text) {
	return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}
/** Longer masks than this are not secrets, and a log may be one line of a gigabyte. */
const LONGEST_MASK = 65536;
/** All values that a log asks to hide, read in bounded memory. */
async function masksIn(path) {
	const masks = [];
	if (!await contains(path, [COMMAND])) return masks;
	let carry = "";
	for await (const chunk of latin1(path)) {
		const text = carry + chunk;
		const end = text.lastIndexOf("\n");
		if (text.includes(COMMAND)) for (const line of text.slice(0, end + 1).split("\n")) {
			const mask = maskIn(line);
			if (mask !== void 0) masks.push(Buffer.from(mask, "latin1").toString());
		}
		carry = text.slice(end + 1, end + 1 + LONGEST_MASK);
	}
	const last = maskIn(carry);
	return last === void 0 ? masks : [...masks, Buffer.from(last, "latin1").toString()];
}
export { maskIn as n, masksIn as r, createRedactor as t };
