import { a as DamagedArchive, l as frameCount, o as FRAME_BYTES } from "./index-schema.js";
import { n as NotSavable } from "./faults.js";
import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { hash } from "node:crypto";
import { readSync } from "node:fs";
// src/caching/archive/codec.ts
const CODEC = {
	plain: 0,
	brotli: 1,
	zstd: 2
};
var UnreadableArchive = class extends Error {
	name = "UnreadableArchive";
	need;
	constructor(need) {
		super(need.kind);
		this.need = need;
	}
};
const { zstdCompress, zstdDecompress, constants } = zlib;
const packBrotli = promisify(zlib.brotliCompress);
const unpackBrotli = promisify(zlib.brotliDecompress);
const packZstd = zstdCompress && promisify(zstdCompress);
const unpackZstd = zstdDecompress && promisify(zstdDecompress);
const LARGEST_SHARE = .95;
const WINDOW_LOG = Math.log2(FRAME_BYTES);
async function packFrame(content, level = 1) {
	const codec = packZstd === void 0 ? CODEC.brotli : CODEC.zstd;
	const bytes = packZstd === void 0 ? await packText(content) : await packZstd(content, atLevel(level));
	return bytes.length < content.length * LARGEST_SHARE ? {
		codec,
		bytes
	} : {
		codec: CODEC.plain,
		bytes: content
	};
}
function atLevel(level) {
	return {
		params: { [constants["ZSTD_c_compressionLevel"] ?? 0]: level },
		chunkSize: FRAME_BYTES + 1024
	};
}
function packText(content) {
	return packBrotli(content, {
		params: {
			[zlib.constants.BROTLI_PARAM_QUALITY]: 1,
			[zlib.constants.BROTLI_PARAM_LGWIN]: WINDOW_LOG,
			[zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.length
		},
		chunkSize: FRAME_BYTES + 1024
	});
}
function unpackText(packed, bytes) {
	return unpack(unpackBrotli, packed, bytes);
}
function demandCodec(codec) {
	if (codec === CODEC.zstd && unpackZstd === void 0) throw new UnreadableArchive({
		kind: "needs-node",
		packing: "zstd",
		version: "22.15"
	});
	if (!Object.values(CODEC).includes(codec)) throw new DamagedArchive({ kind: "unknown-packing" });
}
async function unpackFrame({ codec, bytes: packed }, bytes) {
	demandCodec(codec);
	if (codec === CODEC.plain) {
		if (packed.length !== bytes) throw new DamagedArchive({ kind: "not-unpackable" });
		return packed;
	}
	if (codec === CODEC.brotli || unpackZstd === void 0) return unpackText(packed, bytes);
	const windowLogMax = constants["ZSTD_d_windowLogMax"] ?? 0;
	return unpack(unpackZstd, packed, bytes, { params: { [windowLogMax]: WINDOW_LOG } });
}
const SPARE = 64;
async function unpack(convert, packed, bytes, options = {}) {
	const content = await convert(packed, {
		maxOutputLength: Math.max(1, bytes),
		chunkSize: bytes + SPARE,
		...options
	}).catch((cause) => {
		throw new DamagedArchive({ kind: "not-unpackable" }, { cause });
	});
	if (content.length !== bytes) throw new DamagedArchive({ kind: "not-unpackable" });
	return content;
}
// src/caching/archive/frame-writer.ts
var FrameWriter = class {
	taken = 0;
	#handle;
	#magic;
	#level;
	#buffer = Buffer.allocUnsafe(FRAME_BYTES);
	#filled = 0;
	#written = 0;
	#waiting = [];
	#frames = [];
	#spare = [];
	constructor(handle, { magic, level = 1 }) {
		this.#handle = handle;
		this.#magic = magic;
		this.#level = level;
	}
	async room() {
		if (this.#filled === 2097152) {
			this.#close();
			if (this.#waiting.length >= 4) await this.#writeNext();
		}
		return FRAME_BYTES - this.#filled;
	}
	take(bytes, read) {
		const count = read(this.#buffer.subarray(this.#filled, this.#filled + bytes));
		this.#filled += count;
		this.taken += count;
		return count;
	}
	async finish(indexOf) {
		if (this.#filled > 0) this.#close();
		while (this.#waiting.length > 0) await this.#writeNext();
		const index = indexOf(this.#frames);
		const packed = await packText(index);
		const trailer = Buffer.alloc(8);
		trailer.writeUInt32LE(packed.length, 0);
		trailer.writeUInt32LE(index.length, 4);
		await this.#write(packed, trailer);
		return {
			contentHash: hash("sha256", index),
			bytes: this.#written
		};
	}
	#close() {
		const frame = packFrame(this.#buffer.subarray(0, this.#filled), this.#level);
		frame.catch(() => void 0);
		this.#waiting.push({
			content: this.#buffer,
			frame
		});
		this.#buffer = this.#spare.pop() ?? Buffer.allocUnsafe(2097152);
		this.#filled = 0;
	}
	async #writeNext() {
		const next = this.#waiting.shift();
		if (next === void 0) return;
		const { codec, bytes } = await next.frame;
		await this.#write(bytes);
		this.#frames.push({
			codec,
			bytes: bytes.length,
			hash: hash("sha256", bytes)
		});
		this.#spare.push(next.content);
	}
	async #write(...buffers) {
		const all = this.#written === 0 ? [this.#magic, ...buffers] : buffers;
		const { bytesWritten } = await this.#handle.writev(all);
		const wanted = all.reduce((sum, { length }) => sum + length, 0);
		if (bytesWritten !== wanted) throw new NotSavable({ kind: "disk-full" });
		this.#written += wanted;
	}
};
// src/caching/archive/frame-reader.ts
async function readIndexText(handle, magic) {
	const { size } = await handle.stat();
	if (size < magic.length + 8) throw cutShort();
	if (!(await readAt(handle, 0, magic.length)).equals(magic)) throw new DamagedArchive({ kind: "not-ours" });
	const trailer = await readAt(handle, size - 8, 8);
	const packedBytes = trailer.readUInt32LE(0);
	const indexBytes = trailer.readUInt32LE(4);
	const at = size - 8 - packedBytes;
	if (at < magic.length) throw cutShort();
	if (indexBytes > 67108864) throw new DamagedArchive({ kind: "index-too-large" });
	return {
		text: await unpackText(await readAt(handle, at, packedBytes), indexBytes),
		at
	};
}
function demandFrames({ frames, from, to, bytes }) {
	if (frames.reduce((sum, frame) => sum + frame.bytes, from) !== to || frames.length !== frameCount(bytes)) throw new DamagedArchive({ kind: "frames-malformed" });
	for (const { codec } of frames) demandCodec(codec);
}
async function* frameContents(handle, { frames, from, bytes: contentBytes }) {
	const largest = frames.reduce((most, { bytes }) => Math.max(most, bytes), 0);
	const places = Array.from({ length: Math.min(4, frames.length) }, () => Buffer.allocUnsafe(largest));
	const ahead = [];
	let offset = from;
	let left = contentBytes;
	for (const [i, { codec, bytes, hash: expected }] of frames.entries()) {
		const packed = places[i % 4]?.subarray(0, bytes) ?? Buffer.alloc(0);
		if (readSync(handle.fd, packed, 0, bytes, offset) !== bytes) throw cutShort();
		if (hash("sha256", packed) !== expected) throw new DamagedArchive({ kind: "content-changed" });
		const content = unpackFrame({
			codec,
			bytes: packed
		}, Math.min(left, FRAME_BYTES));
		content.catch(() => void 0);
		ahead.push(content);
		offset += bytes;
		left -= FRAME_BYTES;
		const next = ahead.length === 4 ? await ahead.shift() : void 0;
		if (next !== void 0) yield next;
	}
	for (const content of ahead) yield await content;
}
async function readAt(handle, position, length) {
	const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
	if (bytesRead !== length) throw cutShort();
	return buffer;
}
function cutShort() {
	return new DamagedArchive({ kind: "cut-short" });
}
export { UnreadableArchive as a, FrameWriter as i, frameContents as n, readIndexText as r, demandFrames as t };
