import { a as DamagedArchive } from "./index-schema.js";
import { t as _usingCtx } from "./usingCtx.js";
import { dirname, join } from "node:path";
import { closeSync, fchmodSync, fstatSync, mkdirSync, openSync, symlinkSync, writeSync } from "node:fs";
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
export { unpackTree as n, setFolderModes as t };
