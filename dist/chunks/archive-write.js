import { A as safeInteger, C as number, D as pipe, L as variant, M as strictObject, N as string, h as maxValue, j as safeParse, p as literal, t as array, u as integer, v as minValue } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { i as parentsOf, n as isWithin, t as faultOfPath } from "./paths.js";
import { n as openUnfollowed, t as listTree } from "./tree.js";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants } from "node:zlib";
import { createHash, hash } from "node:crypto";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { closeSync, fchmodSync, lstatSync, mkdirSync, openSync, readlinkSync, symlinkSync, writeSync } from "node:fs";
// src/caching/archive-format.ts
/**
* How an archive is laid out:
*
*     magic
*     frames: codec u8, packed length u32, unpacked length u32, bytes
*     index: JSON, packed with brotli
*     trailer: offset of the index u64, its packed length u32, its unpacked length u32
*
* Numbers are little-endian. The frames are the files' contents one after the other, in the order of
* the index, cut every mebibyte so that several can be packed or unpacked at once. Packing is brotli
* at quality 1: every supported Node reads it (zstd needs Node 22.15), and it was measured twice as
* fast as deflate at level 1 and smaller; what does not shrink is kept as it is.
*/
const MAGIC = Buffer.from("stagetime archive 1\n");
/** Largest content of a frame. */
const FRAME_BYTES = 1 << 20;
const CODEC = {
	plain: 0,
	brotli: 1
};
/** For frames: no window larger than one, and the output in one buffer instead of many small ones. */
const BROTLI_FAST = {
	params: {
		[constants.BROTLI_PARAM_QUALITY]: 1,
		[constants.BROTLI_PARAM_LGWIN]: 20,
		[constants.BROTLI_PARAM_SIZE_HINT]: FRAME_BYTES
	},
	chunkSize: 1049600
};
// src/caching/archive-index.ts
/** What an archive says it holds. It comes from a cache, so it is data to be judged. */
const path = string();
const mode = pipe(number(), integer(), minValue(0), maxValue(511));
const entrySchema = variant("kind", [
	strictObject({
		kind: literal("file"),
		path,
		mode,
		size: pipe(number(), safeInteger(), minValue(0)),
		/** SHA-256 of the content, hex. */
		hash: string()
	}),
	strictObject({
		kind: literal("folder"),
		path,
		mode
	}),
	strictObject({
		kind: literal("link"),
		path,
		target: string()
	})
]);
/** Reads an index and refuses it whole where one entry of it must not be unpacked. */
function parseIndex(text, limits) {
	try {
		const parsed = safeParse(array(entrySchema), JSON.parse(text));
		if (!parsed.success) return {
			ok: false,
			fault: "its index is malformed"
		};
		const fault = faultOf(parsed.output, limits);
		return fault === void 0 ? {
			ok: true,
			entries: parsed.output
		} : {
			ok: false,
			fault
		};
	} catch {
		return {
			ok: false,
			fault: "its index is malformed"
		};
	}
}
function faultOf(entries, limits) {
	const declared = new Set(limits.paths);
	const kinds = /* @__PURE__ */ new Map();
	let bytes = 0;
	for (const entry of entries) {
		const fault = faultOfPath(entry.path);
		if (fault !== void 0) return fault;
		const quoted = JSON.stringify(entry.path);
		if (!isWithin(entry.path, declared)) return `${quoted} is outside the declared paths`;
		if (kinds.has(entry.path)) return `${quoted} stands in it twice`;
		kinds.set(entry.path, entry.kind);
		if (entry.kind === "file") bytes += entry.size;
	}
	if (bytes > limits.maxBytes) return `unpacked it is larger than ${limits.maxBytes} bytes`;
	const through = entries.find((entry) => parentsOf(entry.path).some((parent) => (kinds.get(parent) ?? "folder") !== "folder"));
	return through && `${JSON.stringify(through.path)} would be written through a link or a file`;
}
// src/caching/archive-read.ts
/** Unpacking archives. Every byte of one is checked before it is believed. */
const decompress = promisify(brotliDecompress);
/** An archive is not what it should be; the message says what is wrong, with `it` for the archive. */
var DamagedArchive = class extends Error {
	name = "DamagedArchive";
};
/** Opens the archive of this content; `DamagedArchive` where it is another's or must not be unpacked. */
async function openArchive(file, contentHash, limits) {
	const handle = await open(file, "r");
	try {
		const { size } = await handle.stat();
		const { entries, offset } = await readIndex(handle, size, contentHash, limits);
		return {
			bytes: size,
			unpack: (folder) => unpack(handle, {
				entries,
				end: offset
			}, folder),
			[Symbol.asyncDispose]: () => handle.close()
		};
	} catch (error) {
		await handle.close();
		throw error;
	}
}
async function readIndex(handle, size, contentHash, limits) {
	if (size < MAGIC.length + 16) throw new DamagedArchive("it is cut short");
	if (!(await readAt(handle, 0, MAGIC.length)).equals(MAGIC)) throw new DamagedArchive("it is no archive of ours");
	const trailer = await readAt(handle, size - 16, 16);
	const offset = Number(trailer.readBigUInt64LE(0));
	const packedBytes = trailer.readUInt32LE(8);
	const indexBytes = trailer.readUInt32LE(12);
	if (offset < MAGIC.length || offset + packedBytes + 16 !== size) throw new DamagedArchive("it is cut short");
	if (indexBytes > 67108864) throw new DamagedArchive("its index is too large");
	const index = await inflate(await readAt(handle, offset, packedBytes), indexBytes);
	if (hash("sha256", index) !== contentHash) throw new DamagedArchive("its index was changed");
	const parsed = parseIndex(index.toString("utf8"), limits);
	if (!parsed.ok) throw new DamagedArchive(parsed.fault);
	return {
		entries: parsed.entries,
		offset
	};
}
async function unpack(handle, { entries, end }, folder) {
	try {
		var _usingCtx$2 = _usingCtx();
		const folders = new Set(entries.map(({ kind, path }) => join(folder, kind === "folder" ? path : dirname(path))));
		for (const path of folders) mkdirSync(path, { recursive: true });
		const files = _usingCtx$2.u(new FileSequence(folder, entries.filter((entry) => entry.kind === "file")));
		for await (const content of contents(handle, end)) files.write(content);
		files.finish();
		for (const entry of entries) if (entry.kind === "link") symlinkSync(entry.target, join(folder, entry.path));
		setFolderModes(folder, entries);
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		_usingCtx$2.d();
	}
}
/** The owner may always write: what cannot be written to can neither be moved nor removed. */
function setFolderModes(folder, entries) {
	for (const entry of entries) {
		if (entry.kind !== "folder") continue;
		const fd = openSync(join(folder, entry.path), "r");
		fchmodSync(fd, entry.mode | 448);
		closeSync(fd);
	}
}
/** The frames' contents in order, several unpacked ahead of the reader. */
async function* contents(handle, end) {
	const ahead = [];
	let offset = MAGIC.length;
	while (offset < end || ahead.length > 0) {
		while (offset < end && ahead.length < 4) {
			const header = await readAt(handle, offset, 9);
			const [packed, plain] = [header.readUInt32LE(1), header.readUInt32LE(5)];
			const next = offset + 9 + packed;
			if (packed > 1048576 || plain > 1048576 || next > end) throw new DamagedArchive("its frames are malformed");
			const content = readFrame(handle, offset + 9, {
				codec: header.readUInt8(0),
				packed,
				plain
			});
			content.catch(() => void 0);
			ahead.push(content);
			offset = next;
		}
		const content = await ahead.shift();
		if (content !== void 0) yield content;
	}
}
async function readFrame(handle, offset, { codec, packed, plain }) {
	const body = await readAt(handle, offset, packed);
	switch (codec) {
		case CODEC.plain: return body;
		case CODEC.brotli: return inflate(body, plain);
		default: throw new DamagedArchive("it is packed in a way unknown here");
	}
}
async function inflate(packed, bytes) {
	const content = await decompress(packed, {
		maxOutputLength: Math.max(1, bytes),
		chunkSize: Math.max(64, bytes)
	}).catch((cause) => {
		throw new DamagedArchive("it cannot be unpacked", { cause });
	});
	if (content.length !== bytes) throw new DamagedArchive("it cannot be unpacked");
	return content;
}
async function readAt(handle, position, length) {
	const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
	if (bytesRead !== length) throw new DamagedArchive("it is cut short");
	return buffer;
}
/** Writes content that arrives in pieces of any size to the files it belongs to. */
var FileSequence = class {
	#folder;
	#files;
	#next = 0;
	#open = null;
	constructor(folder, files) {
		this.#folder = folder;
		this.#files = files;
	}
	write(content) {
		let rest = content;
		while (rest.length > 0) {
			const current = this.#open ?? this.#openNext();
			if (current === null) throw new DamagedArchive("it holds more than its index says");
			const part = rest.subarray(0, current.left);
			writeFully(current.fd, part);
			current.sum.update(part);
			current.left -= part.length;
			rest = rest.subarray(part.length);
			if (current.left === 0) this.#closeCurrent();
		}
	}
	/** Makes the empty files that are left; everything must have arrived. */
	finish() {
		while (this.#open === null && this.#next < this.#files.length) if (this.#openNext()?.left === 0) this.#closeCurrent();
		if (this.#open !== null) throw new DamagedArchive("it holds less than its index says");
	}
	[Symbol.dispose]() {
		if (this.#open !== null) closeSync(this.#open.fd);
		this.#open = null;
	}
	#openNext() {
		const file = this.#files[this.#next];
		if (file === void 0) return null;
		this.#next += 1;
		const fd = openSync(join(this.#folder, file.path), "wx", 384);
		this.#open = {
			fd,
			file,
			sum: createHash("sha256"),
			left: file.size
		};
		return this.#open;
	}
	#closeCurrent() {
		if (this.#open === null) return;
		const { fd, file, sum } = this.#open;
		this.#open = null;
		try {
			fchmodSync(fd, file.mode);
		} finally {
			closeSync(fd);
		}
		if (sum.digest("hex") !== file.hash) throw new DamagedArchive(`${JSON.stringify(file.path)} in it was changed`);
	}
};
function writeFully(fd, bytes) {
	for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}
// src/caching/archive-write.ts
/** Packing a tree into an archive: one pass, so that what is hashed is what is packed. */
const compress = promisify(brotliCompress);
/** Packs what stands at the paths into a new file. Throws what the system says. */
async function writeArchive(file, root, { paths, maxBytes }, packing = "brotli") {
	try {
		var _usingCtx$1 = _usingCtx();
		const places = listTree(root, paths);
		if (places.length === 0) return { kind: "nothing-there" };
		const frames = new FrameWriter(_usingCtx$1.a(await open(file, "wx", 384)), packing);
		const entries = [];
		for (const { kind, path } of places) {
			const full = join(root, path);
			if (kind === "folder") entries.push({
				kind,
				path,
				mode: lstatSync(full).mode & 511
			});
			else if (kind === "link") entries.push({
				kind,
				path,
				target: readlinkSync(full)
			});
			else {
				const packed = await packFile(full, path, frames, maxBytes);
				if (packed === "too-large") return { kind: "too-large" };
				entries.push(packed);
			}
		}
		const index = Buffer.from(JSON.stringify(entries));
		return {
			kind: "written",
			contentHash: hash("sha256", index),
			bytes: await frames.finish(index)
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function packFile(full, path, frames, maxBytes) {
	try {
		var _usingCtx3 = _usingCtx();
		const opened = openUnfollowed(full);
		if (opened === "link") throw new Error(`${path} became a link while it was packed`);
		const file = _usingCtx3.u(opened);
		if (frames.taken + file.size > maxBytes) return "too-large";
		let size = 0;
		let sum;
		for (;;) {
			const wanted = Math.min(Math.max(file.size - size, 0) + 1, await frames.room());
			const part = frames.take(wanted, (buffer) => file.read(buffer));
			size += part.length;
			const ended = part.length < wanted;
			if (ended && sum === void 0) return {
				kind: "file",
				path,
				mode: file.mode,
				size,
				hash: hash("sha256", part)
			};
			sum ??= createHash("sha256");
			sum.update(part);
			if (ended) return {
				kind: "file",
				path,
				mode: file.mode,
				size,
				hash: sum.digest("hex")
			};
			if (frames.taken > maxBytes) return "too-large";
		}
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		_usingCtx3.d();
	}
}
/** Cuts content into frames and packs several of them at once. */
var FrameWriter = class {
	/** Content taken so far, in bytes. */
	taken = 0;
	#handle;
	#packing;
	#buffer = Buffer.allocUnsafe(FRAME_BYTES);
	#filled = 0;
	#offset = 0;
	#waiting = [];
	/** Written frames' buffers: new memory for each would cost more than copying into it. */
	#spare = [];
	constructor(handle, packing) {
		this.#handle = handle;
		this.#packing = packing;
	}
	/** Bytes that the open frame still takes: never none. */
	async room() {
		if (this.#filled === 1048576) {
			this.#close();
			if (this.#waiting.length >= 4) await this.#writeNext();
		}
		return FRAME_BYTES - this.#filled;
	}
	/** Lets content be read into the open frame; what was read. */
	take(bytes, read) {
		const place = this.#buffer.subarray(this.#filled, this.#filled + bytes);
		const count = read(place);
		this.#filled += count;
		this.taken += count;
		return place.subarray(0, count);
	}
	/** Writes what is left, the index and the trailer; the size of the archive. */
	async finish(index) {
		if (this.#filled > 0) this.#close();
		while (this.#waiting.length > 0) await this.#writeNext();
		if (this.#offset === 0) await this.#write(MAGIC);
		const packed = await compress(index, BROTLI_FAST);
		const trailer = Buffer.alloc(16);
		trailer.writeBigUInt64LE(BigInt(this.#offset), 0);
		trailer.writeUInt32LE(packed.length, 8);
		trailer.writeUInt32LE(index.length, 12);
		await this.#write(packed, trailer);
		return this.#offset;
	}
	#close() {
		const frame = pack(this.#buffer.subarray(0, this.#filled), this.#packing);
		frame.catch(() => void 0);
		this.#waiting.push({
			content: this.#buffer,
			frame
		});
		this.#buffer = this.#spare.pop() ?? Buffer.allocUnsafe(1048576);
		this.#filled = 0;
	}
	async #writeNext() {
		const next = this.#waiting.shift();
		if (next === void 0) return;
		if (this.#offset === 0) await this.#write(MAGIC);
		await this.#write(...await next.frame);
		this.#spare.push(next.content);
	}
	async #write(...buffers) {
		const { bytesWritten } = await this.#handle.writev(buffers);
		const wanted = buffers.reduce((sum, { length }) => sum + length, 0);
		if (bytesWritten !== wanted) throw new Error("the disk is full");
		this.#offset += wanted;
	}
};
async function pack(content, packing) {
	const packed = packing === "plain" ? content : await compress(content, BROTLI_FAST);
	const [codec, body] = packed.length < content.length ? [CODEC.brotli, packed] : [CODEC.plain, content];
	const header = Buffer.alloc(9);
	header.writeUInt8(codec, 0);
	header.writeUInt32LE(body.length, 1);
	header.writeUInt32LE(content.length, 5);
	return [header, body];
}
export { DamagedArchive as n, openArchive as r, writeArchive as t };
