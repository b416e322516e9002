import { A as safeParse, E as pipe, N as string, S as number, g as maxValue, j as strictObject, k as safeInteger, m as literal, t as array, u as integer, y as minValue, z as variant } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { i as parentsOf, n as isWithin, t as faultOfPath } from "./paths.js";
import { dirname, join } from "node:path";
import { closeSync, fchmodSync, fstatSync, mkdirSync, openSync, symlinkSync, writeSync } from "node:fs";
// src/caching/archive/format.ts
const MAGIC = Buffer.from("stagetime archive 2\n");
const FRAME_BYTES = 2 << 20;
const LARGEST_INDEX = 64 << 20;
var DamagedArchive = class extends Error {
	name = "DamagedArchive";
	damage;
	constructor(damage, options) {
		super(damage.kind, options);
		this.damage = damage;
	}
};
function frameCount(contentBytes) {
	return Math.ceil(contentBytes / FRAME_BYTES);
}
// src/caching/archive/index-schema.ts
const path = string();
const mode = pipe(number(), integer(), minValue(0), maxValue(511));
const entrySchema = variant("kind", [
	strictObject({
		kind: literal("file"),
		path,
		mode,
		size: pipe(number(), safeInteger(), minValue(0))
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
const frameSchema = strictObject({
	codec: number(),
	bytes: pipe(number(), integer(), minValue(0), maxValue(FRAME_BYTES)),
	hash: string()
});
const indexSchema = strictObject({
	entries: array(entrySchema),
	frames: array(frameSchema)
});
function parseIndex(text, limits) {
	return parse(indexSchema, text, ({ entries, frames }) => {
		const fault = faultOfTree(entries, limits);
		if (fault !== void 0) return fault;
		return frames.length === frameCount(contentBytes(entries)) ? void 0 : { kind: "frames-malformed" };
	});
}
function parseTree(text, limits) {
	return parse(array(entrySchema), text, (entries) => faultOfTree(entries, limits));
}
function parse(schema, text, faultOf) {
	try {
		const parsed = safeParse(schema, JSON.parse(text));
		if (!parsed.success) return {
			ok: false,
			fault: { kind: "index-malformed" }
		};
		const fault = faultOf(parsed.output);
		return fault === void 0 ? {
			ok: true,
			value: parsed.output
		} : {
			ok: false,
			fault
		};
	} catch {
		return {
			ok: false,
			fault: { kind: "index-malformed" }
		};
	}
}
function contentBytes(entries) {
	return entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.size : 0), 0);
}
function faultOfTree(entries, limits) {
	const declared = new Set(limits.paths);
	const kinds = /* @__PURE__ */ new Map();
	for (const entry of entries) {
		const fault = faultOfPath(entry.path);
		if (fault !== void 0) return fault;
		const { path } = entry;
		if (!(limits.folders === "bare" ? declared.has(entry.path) : isWithin(entry.path, declared))) return {
			kind: "outside",
			path
		};
		if (kinds.has(entry.path)) return {
			kind: "twice",
			path
		};
		kinds.set(entry.path, entry.kind);
	}
	if (contentBytes(entries) > limits.maxBytes) return {
		kind: "larger-unpacked",
		maxBytes: limits.maxBytes
	};
	const through = entries.find((entry) => parentsOf(entry.path).some((parent) => (kinds.get(parent) ?? "folder") !== "folder"));
	return through && {
		kind: "through-link",
		path: through.path
	};
}
// src/caching/archive/unpack.ts
async function unpackTree(folder, entries, pieces) {
	try {
		var _usingCtx$1 = _usingCtx();
		const folders = new Set(entries.map(({ kind, path }) => join(folder, kind === "folder" ? path : dirname(path))));
		for (const path of folders) mkdirSync(path, { recursive: true });
		const files = _usingCtx$1.u(new FileSequence(folder, entries.filter((entry) => entry.kind === "file")));
		for await (const piece of pieces) files.write(piece);
		files.finish();
		for (const entry of entries) if (entry.kind === "link") symlinkSync(entry.target, join(folder, entry.path));
		setFolderModes(folder, entries);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
function setFolderModes(folder, entries) {
	for (const entry of entries) {
		if (entry.kind !== "folder") continue;
		const fd = openSync(join(folder, entry.path), "r");
		fchmodSync(fd, entry.mode | 448);
		closeSync(fd);
	}
}
var FileSequence = class {
	#folder;
	#files;
	#open = null;
	#unmasked = /* @__PURE__ */ new Set();
	constructor(folder, files) {
		this.#folder = folder;
		this.#files = files.values();
	}
	write(content) {
		for (let at = 0; at < content.length;) {
			const current = this.#open ?? this.#openNext();
			if (current === null) throw new DamagedArchive({ kind: "other-files" });
			const part = content.subarray(at, at + current.left);
			writeFully(current.fd, part);
			current.left -= part.length;
			at += part.length;
			if (current.left === 0) this.#close();
		}
	}
	finish() {
		while (this.#openNext() !== null) this.#close();
	}
	[Symbol.dispose]() {
		this.#close();
	}
	#openNext() {
		const { value: file, done } = this.#files.next();
		if (done === true) return null;
		const fd = openSync(join(this.#folder, file.path), "wx", file.mode);
		this.#open = {
			fd,
			left: file.size
		};
		if (!this.#unmasked.has(file.mode)) this.#setMode(fd, file.mode);
		return this.#open;
	}
	#setMode(fd, mode) {
		if ((fstatSync(fd).mode & 511) === mode) this.#unmasked.add(mode);
		else fchmodSync(fd, mode);
	}
	#close() {
		if (this.#open !== null) closeSync(this.#open.fd);
		this.#open = null;
	}
};
function writeFully(fd, bytes) {
	for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}
export { parseTree as a, LARGEST_INDEX as c, parseIndex as i, MAGIC as l, unpackTree as n, DamagedArchive as o, contentBytes as r, FRAME_BYTES as s, setFolderModes as t };
