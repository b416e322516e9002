import { A as safeParse, E as pipe, I as variant, M as string, O as regex, S as number, _ as minValue, f as literal, j as strictObject, k as safeInteger, l as integer, m as maxValue, t as array } from "./dist.js";
import { a as openUnfollowed, c as parentsOf, i as listTree, n as moveIn, o as faultOfPath, r as removeOlder, s as isWithin, t as createStaging } from "./staging.js";
import { t as _usingCtx } from "./usingCtx.js";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants } from "node:zlib";
import { createHash, hash, randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
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
const entrySchema$1 = variant("kind", [
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
		const parsed = safeParse(array(entrySchema$1), JSON.parse(text));
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
		var _usingCtx$3 = _usingCtx();
		const folders = new Set(entries.map(({ kind, path }) => join(folder, kind === "folder" ? path : dirname(path))));
		for (const path of folders) mkdirSync(path, { recursive: true });
		const files = _usingCtx$3.u(new FileSequence(folder, entries.filter((entry) => entry.kind === "file")));
		for await (const content of contents(handle, end)) files.write(content);
		files.finish();
		for (const entry of entries) if (entry.kind === "link") symlinkSync(entry.target, join(folder, entry.path));
		setFolderModes(folder, entries);
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		_usingCtx$3.d();
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
async function writeArchive(file, root, { paths, maxBytes }) {
	try {
		var _usingCtx$2 = _usingCtx();
		const places = listTree(root, paths);
		if (places.length === 0) return { kind: "nothing-there" };
		const frames = new FrameWriter(_usingCtx$2.a(await open(file, "wx", 384)));
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
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
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
	#buffer = Buffer.allocUnsafe(FRAME_BYTES);
	#filled = 0;
	#offset = 0;
	#waiting = [];
	/** Written frames' buffers: new memory for each would cost more than copying into it. */
	#spare = [];
	constructor(handle) {
		this.#handle = handle;
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
		const frame = pack(this.#buffer.subarray(0, this.#filled));
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
async function pack(content) {
	const packed = await compress(content, BROTLI_FAST);
	const [codec, body] = packed.length < content.length ? [CODEC.brotli, packed] : [CODEC.plain, content];
	const header = Buffer.alloc(9);
	header.writeUInt8(codec, 0);
	header.writeUInt32LE(body.length, 1);
	header.writeUInt32LE(content.length, 5);
	return [header, body];
}
// src/caching/directory-entries.ts
/** The directory store's entries: small files that say which archive stands for a key. */
const entrySchema = strictObject({
	schema: literal(1),
	key: string(),
	/** Of the archive's content, which is its name. */
	content: pipe(string(), regex(/^[0-9a-f]{64}$/)),
	bytes: pipe(number(), safeInteger(), minValue(0)),
	/** Since 1970, with fractions, so that two entries made at once have an order. */
	createdMs: number()
});
/** Where the entry of a key for these paths stands. */
function entryFile(folder, key, paths) {
	return join(entriesFolder(folder, paths), `${hash("sha256", key)}.json`);
}
/** Folder of all entries for these paths. */
function entriesFolder(folder, paths) {
	return join(folder, "entries", hash("sha256", JSON.stringify(paths)));
}
/** Reads an entry; what stands there and is none of ours is `foreign`. */
async function readEntry(file) {
	let text;
	try {
		text = await readFile(file, "utf8");
	} catch (error) {
		return { kind: error.code === "ENOENT" ? "none" : "foreign" };
	}
	try {
		const parsed = safeParse(entrySchema, JSON.parse(text));
		if (!parsed.success || !file.endsWith(`${hash("sha256", parsed.output.key)}.json`)) return { kind: "foreign" };
		return {
			kind: "entry",
			entry: {
				...parsed.output,
				file
			}
		};
	} catch {
		return { kind: "foreign" };
	}
}
/** Every entry in one folder of entries. */
async function listEntries(folder) {
	const names = await readdir(folder).catch(() => []);
	return (await Promise.all(names.map((name) => readEntry(join(folder, name))))).flatMap((result) => result.kind === "entry" ? [result.entry] : []);
}
/** Creates an entry with all its content at once; `false` where there is one already. */
async function createEntry(file, temp, content) {
	await mkdir(join(file, ".."), { recursive: true });
	const draft = join(temp, randomUUID());
	await writeFile(draft, JSON.stringify(content), {
		mode: 384,
		flag: "wx"
	});
	try {
		await link(draft, file);
		return true;
	} catch (error) {
		if (error.code === "EEXIST") return false;
		await rename(draft, file);
		return true;
	} finally {
		await rm(draft, { force: true });
	}
}
/** Says that an entry is in use, for eviction. */
async function touch(entry) {
	const now = /* @__PURE__ */ new Date();
	await utimes(entry.file, now, now).catch(() => void 0);
}
/** When an entry was last used, in ms since 1970. */
async function lastUse(entry) {
	return stat(entry.file).then(({ mtimeMs }) => mtimeMs, () => 0);
}
/** Removes a file of the store, or leaves it to whoever holds it (Windows keeps what is open). */
async function removeFile(file) {
	await rm(file, {
		recursive: true,
		force: true
	}).catch(() => void 0);
}
// src/caching/directory-eviction.ts
/** Keeping the directory store within its size: what was used longest ago goes first. */
/**
* An archive is there before its entry is, and drafts before they are archives: what is younger than
* this may be another process's work, in ms.
*/
const IN_THE_MAKING_MS = 36e5;
/** How far a full store is emptied, so that not every save to it has to look at all entries. */
const KEPT_SHARE = .9;
/** Where the archives are over the bound, removes entries; `keep` is the file of one that stays. */
async function evict(folder, maxBytes, keep) {
	const archives = await listArchives(join(folder, "archives"));
	let total = archives.reduce((sum, { bytes }) => sum + bytes, 0);
	if (total <= maxBytes) return;
	await removeOlder(join(folder, "temp"), IN_THE_MAKING_MS);
	const entries = await allEntries(folder);
	const uses = /* @__PURE__ */ new Map();
	for (const { content } of entries) uses.set(content, (uses.get(content) ?? 0) + 1);
	const remove = async ({ content, bytes }) => {
		total -= bytes;
		await removeFile(join(folder, "archives", content));
	};
	for (const archive of archives) if (Date.now() - archive.mtimeMs > IN_THE_MAKING_MS && !uses.has(archive.content)) await remove(archive);
	for (const entry of await longestUnusedFirst(entries)) {
		if (total <= maxBytes * KEPT_SHARE) return;
		if (entry.file === keep) continue;
		await removeFile(entry.file);
		const left = (uses.get(entry.content) ?? 1) - 1;
		uses.set(entry.content, left);
		if (left === 0) await remove(entry);
	}
}
async function listArchives(folder) {
	const names = await readdir(folder);
	return (await Promise.all(names.map(async (content) => ({
		content,
		stat: await stat(join(folder, content)).catch(() => void 0)
	})))).flatMap(({ content, stat: file }) => file === void 0 ? [] : [{
		content,
		bytes: file.size,
		mtimeMs: file.mtimeMs
	}]);
}
async function allEntries(folder) {
	const all = join(folder, "entries");
	const folders = await readdir(all).catch(() => []);
	return (await Promise.all(folders.map((name) => listEntries(join(all, name))))).flat();
}
async function longestUnusedFirst(entries) {
	return (await Promise.all(entries.map(async (entry) => ({
		entry,
		used: await lastUse(entry)
	})))).sort((a, b) => a.used - b.used).map(({ entry }) => entry);
}
// src/caching/directory-store.ts
/**
* The cache store in a folder: the terminal's default. Archives are named by their content, so that
* equal trees are kept once:
*
*     entries/<hash of paths>/<hash of key>.json    which content a key stands for
*     archives/<hash of content>                    a packed tree
*     temp/                                         what is being written
*
* Any number of processes may use one folder: files appear whole or not at all, and who finds a file
* gone that another process evicted has a miss.
*/
/** A cache store in a folder. */
function createDirectoryStore(options) {
	return {
		get: (request) => get(options, request),
		set: (request) => set(options, request).catch((error) => notSaved(error.message))
	};
}
async function get(options, request) {
	let reason = "there is no entry with this key";
	for await (const candidate of candidates(options, request)) try {
		var _usingCtx$1 = _usingCtx();
		if (candidate.kind === "foreign") {
			reason = "its entry was no entry of ours and was removed";
			continue;
		}
		const { entry } = candidate;
		const opened = await openEntry(options, entry, request.paths);
		if (opened.kind === "unusable") {
			reason = opened.reason;
			continue;
		}
		const archive = _usingCtx$1.a(opened.archive);
		await touch(entry);
		return hitOf(options, request, entry, archive.bytes);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
	return {
		kind: "miss",
		reason
	};
}
function hitOf(options, { key, paths }, entry, bytes) {
	return {
		kind: "hit",
		key: entry.key,
		match: entry.key === key ? "exact" : "prefix",
		bytes,
		restore: (root) => restore(options, entry, paths, root).catch((error) => notRestored(error.message))
	};
}
/** Entries that would do, best first; a foreign file in an entry's place is removed. */
async function* candidates({ folder }, { key, restoreKeys, paths }) {
	const file = entryFile(folder, key, paths);
	const exact = await readEntry(file);
	if (exact.kind === "foreign") await removeFile(file);
	if (exact.kind !== "none") yield exact;
	if (restoreKeys.length === 0) return;
	const newestFirst = (await listEntries(entriesFolder(folder, paths))).toSorted((a, b) => b.createdMs - a.createdMs);
	for (const prefix of restoreKeys) for (const entry of newestFirst) if (entry.key !== key && entry.key.startsWith(prefix)) yield {
		kind: "entry",
		entry
	};
}
/** Opens an entry's archive; what is damaged is removed. */
async function openEntry({ folder, maxBytes }, entry, paths) {
	const file = join(folder, "archives", entry.content);
	try {
		return {
			kind: "archive",
			archive: await openArchive(file, entry.content, {
				paths,
				maxBytes
			})
		};
	} catch (error) {
		return {
			kind: "unusable",
			reason: await reject(folder, entry, error)
		};
	}
}
async function reject(folder, entry, error) {
	const isGone = error.code === "ENOENT";
	if (!isGone && !(error instanceof DamagedArchive)) return error.message;
	await removeFile(entry.file);
	if (isGone) return "its archive is gone";
	await removeFile(join(folder, "archives", entry.content));
	return `its archive was removed: ${error.message}`;
}
async function restore(options, entry, paths, root) {
	try {
		var _usingCtx3 = _usingCtx();
		const opened = await openEntry(options, entry, paths);
		if (opened.kind === "unusable") return notRestored(opened.reason);
		const archive = _usingCtx3.a(opened.archive);
		const staging = _usingCtx3.a(await createStaging(root));
		try {
			await archive.unpack(staging.folder);
		} catch (error) {
			return notRestored(await reject(options.folder, entry, error));
		}
		const obstacle = moveIn(staging, root, paths);
		return obstacle === void 0 ? { kind: "restored" } : notRestored(obstacle);
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
async function set(options, request) {
	const { folder, maxBytes } = options;
	const { key, paths, root } = request;
	const fault = paths.map(faultOfPath).find((found) => found !== void 0);
	if (fault !== void 0) return notSaved(fault);
	if ((await get(options, {
		key,
		restoreKeys: [],
		paths
	})).kind === "hit") return { kind: "already-there" };
	const temp = join(folder, "temp");
	await mkdir(temp, { recursive: true });
	await mkdir(join(folder, "archives"), { recursive: true });
	const draft = join(temp, randomUUID());
	try {
		const written = await writeArchive(draft, root, {
			paths,
			maxBytes
		});
		if (written.kind !== "written") return notSaved(whyNothing(written, maxBytes));
		const { contentHash: content, bytes } = written;
		if (bytes > maxBytes) return notSaved(`it is larger than ${maxBytes} bytes`);
		await rename(draft, join(folder, "archives", content));
		const createdMs = performance.timeOrigin + performance.now();
		const file = entryFile(folder, key, paths);
		const isFirst = await createEntry(file, temp, {
			schema: 1,
			key,
			content,
			bytes,
			createdMs
		});
		await evict(folder, maxBytes, file);
		return isFirst ? {
			kind: "saved",
			bytes
		} : { kind: "already-there" };
	} finally {
		await rm(draft, { force: true });
	}
}
function whyNothing({ kind }, maxBytes) {
	return kind === "too-large" ? `it is larger than ${maxBytes} bytes` : "nothing stands at its paths";
}
function notSaved(reason) {
	return {
		kind: "not-saved",
		reason
	};
}
function notRestored(reason) {
	return {
		kind: "not-restored",
		reason
	};
}
// src/commands/caches.ts
/** Where caches and stored results are kept. */
const FOLDER = "cache";
/** Most that is kept in a folder, in bytes, where nothing else is said. */
const MAX_BYTES = 2e9;
/** The results of stages, in the report directory. */
function resultStore(reportDir) {
	return createDirectoryStore({
		folder: join(reportDir, FOLDER),
		maxBytes: MAX_BYTES
	});
}
export { resultStore as t };
