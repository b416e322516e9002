import { t as openUnfollowed } from "./open-nofollow.js";
import { r as removeOlder } from "./staging.js";
import { A as record, I as string, M as safeInteger, N as safeParse, O as picklist, P as strictObject, g as literal, j as regex, k as pipe, l as finite, o as exactOptional, t as array, w as number, x as minValue } from "./dist.js";
import { t as _usingCtx } from "./usingCtx.js";
import { isUtf8 } from "node:buffer";
import { hash, randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
// src/llm/replies/entry.ts
const STORED_HEADERS = ["content-type", "openai-version"];
const size = pipe(number(), safeInteger(), minValue(0));
const amount = pipe(number(), finite(), minValue(0));
const entrySchema = strictObject({
	schema: literal(1),
	key: string(),
	sum: string(),
	headers: record(picklist(STORED_HEADERS), pipe(string(), regex(/^[\x20-\x7e]*$/))),
	upstreamMs: amount,
	usage: exactOptional(strictObject({
		input: size,
		output: size
	})),
	sizes: array(size),
	encoding: picklist(["utf8", "base64"]),
	body: string()
});
function storedHeaders(headers) {
	const found = STORED_HEADERS.flatMap((name) => {
		const value = headers[name];
		return typeof value === "string" ? [[name, value]] : [];
	});
	return Object.fromEntries(found);
}
function encodeEntry(key, reply) {
	const { chunks, ...rest } = reply;
	const bytes = Buffer.concat(chunks);
	const encoding = isUtf8(bytes) ? "utf8" : "base64";
	const entry = {
		schema: 1,
		key,
		sum: hash("sha256", bytes),
		...rest,
		sizes: chunks.map((chunk) => chunk.length),
		encoding,
		body: bytes.toString(encoding)
	};
	return JSON.stringify(entry);
}
function decodeEntry(key, text) {
	const entry = parse(text);
	if (entry === void 0 || entry.key !== key) return void 0;
	const bytes = Buffer.from(entry.body, entry.encoding);
	if (entry.sizes.reduce((sum, part) => sum + part, 0) !== bytes.length || hash("sha256", bytes) !== entry.sum) return void 0;
	const { headers, upstreamMs, usage } = entry;
	return {
		headers,
		chunks: split(bytes, entry.sizes),
		upstreamMs,
		...usage !== void 0 && { usage }
	};
}
function parse(text) {
	try {
		const result = safeParse(entrySchema, JSON.parse(text));
		return result.success ? result.output : void 0;
	} catch {
		return;
	}
}
function split(bytes, sizes) {
	let end = 0;
	return sizes.map((length) => {
		end += length;
		return bytes.subarray(end - length, end);
	});
}
// src/llm/replies/store.ts
const DRAFTS = "temp";
const KEPT_SHARE = .9;
const ABANDONED_AFTER_MS = 36e5;
const LARGEST_FILE = 64 << 20;
const ENTRY = /^([0-9a-f]{64})\.json$/;
function createReplyStore(options) {
	return new FolderStore(options);
}
var FolderStore = class {
	#options;
	#pending = /* @__PURE__ */ new Set();
	#writing = /* @__PURE__ */ new Map();
	#remembered = createMemory(REMEMBERED_BYTES);
	#stored = 0;
	#index;
	constructor(options) {
		this.#options = options;
	}
	get stored() {
		return this.#stored;
	}
	get(key) {
		const unwritten = this.#writing.get(key) ?? this.#remembered.get(key);
		if (unwritten !== void 0) return unwritten;
		const { readOnly, onNotice } = this.#options;
		const found = readEntry(this.#file(key), key);
		if (found === "none") return void 0;
		if (found === "damaged") {
			onNotice({
				kind: "llm-reply-damaged",
				isRemoved: !readOnly
			});
			if (!readOnly) this.#inBackground(this.#remove(key));
			return;
		}
		if (!readOnly) this.#inBackground(this.#use(key));
		return found;
	}
	async put(key, reply) {
		const { readOnly, secrets = [] } = this.#options;
		const body = Buffer.concat(reply.chunks);
		const hasSecret = secrets.some((secret) => body.includes(secret));
		if (readOnly || hasSecret) {
			this.#remembered.set(key, reply);
			return readOnly ? "read-only" : "secret-inside";
		}
		this.#writing.set(key, reply);
		const done = this.#store(key, reply).finally(() => this.#writing.delete(key));
		this.#inBackground(done);
		return done;
	}
	async close() {
		while (this.#pending.size > 0) await Promise.all(this.#pending);
	}
	#file(key) {
		return entryFile(this.#options.folder, key);
	}
	#inBackground(task) {
		const settled = task.catch(() => void 0).finally(() => this.#pending.delete(settled));
		this.#pending.add(settled);
	}
	async #remove(key) {
		(await this.#index)?.delete(key);
		await rm(this.#file(key), {
			recursive: true,
			force: true
		});
	}
	async #use(key) {
		const now = /* @__PURE__ */ new Date();
		await utimes(this.#file(key), now, now);
		const kept = await this.#index;
		const entry = kept?.get(key);
		if (entry !== void 0) kept?.set(key, {
			...entry,
			usedMs: now.getTime()
		});
	}
	async #store(key, reply) {
		try {
			await this.#write(key, reply);
			this.#stored += 1;
			return "stored";
		} catch (error) {
			const cause = error.message;
			this.#options.onNotice({
				kind: "fault",
				of: "llm-reply",
				cause
			});
			this.#remembered.set(key, reply);
			return "write-failed";
		}
	}
	async #write(key, reply) {
		const { folder } = this.#options;
		this.#index ??= openIndex(folder);
		const kept = await this.#index;
		const text = encodeEntry(key, reply);
		await writeEntry(folder, this.#file(key), text);
		kept.set(key, {
			bytes: Buffer.byteLength(text),
			usedMs: Date.now()
		});
		const leaving = superfluous(kept, this.#options, Date.now());
		await Promise.all(leaving.map((one) => this.#remove(one)));
	}
};
async function writeEntry(folder, file, text) {
	const drafts = join(folder, DRAFTS);
	await mkdir(drafts, {
		recursive: true,
		mode: 448
	});
	await mkdir(dirname(file), {
		recursive: true,
		mode: 448
	});
	const draft = join(drafts, randomUUID());
	try {
		await writeFile(draft, text, {
			mode: 384,
			flag: "wx"
		});
		await rename(draft, file);
	} finally {
		await rm(draft, { force: true });
	}
}
const REMEMBERED_BYTES = 64 << 20;
function createMemory(maxBytes) {
	const replies = /* @__PURE__ */ new Map();
	let bytes = 0;
	const sizeOf = (chunks = []) => chunks.reduce((sum, chunk) => sum + chunk.length, 0);
	return {
		get: (key) => replies.get(key),
		set(key, reply) {
			bytes += sizeOf(reply.chunks) - sizeOf(replies.get(key)?.chunks);
			replies.set(key, reply);
			for (const [oldest, { chunks }] of replies) {
				if (bytes <= maxBytes) break;
				bytes -= sizeOf(chunks);
				replies.delete(oldest);
			}
		}
	};
}
function entryFile(folder, key) {
	return join(folder, "v1", key.slice(0, 2), `${key}.json`);
}
function readEntry(file, key) {
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const opened = openUnfollowed(file);
			if (opened === "link") return "damaged";
			const entry = _usingCtx$1.u(opened);
			if (entry.size > LARGEST_FILE) return "damaged";
			const bytes = Buffer.allocUnsafe(entry.size);
			return decodeEntry(key, bytes.toString("utf8", 0, entry.read(bytes))) ?? "damaged";
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			_usingCtx$1.d();
		}
	} catch (error) {
		return error.code === "ENOENT" ? "none" : "damaged";
	}
}
async function openIndex(folder) {
	await removeOlder(join(folder, DRAFTS), ABANDONED_AFTER_MS);
	const index = /* @__PURE__ */ new Map();
	const root = join(folder, "v1");
	for (const group of await readdir(root).catch(() => [])) {
		const names = await readdir(join(root, group)).catch(() => []);
		const found = await Promise.all(names.map(async (name) => {
			const key = ENTRY.exec(name)?.[1];
			const file = await stat(join(root, group, name)).catch(() => void 0);
			return key === void 0 || file === void 0 ? [] : [{
				key,
				file
			}];
		}));
		for (const { key, file } of found.flat()) index.set(key, {
			bytes: file.size,
			usedMs: file.mtimeMs
		});
	}
	return index;
}
function superfluous(index, { maxBytes, maxUnusedMs }, now) {
	const byUse = [...index].sort(([, a], [, b]) => a.usedMs - b.usedMs);
	let total = byUse.reduce((sum, [, { bytes }]) => sum + bytes, 0);
	const target = total > maxBytes ? maxBytes * KEPT_SHARE : total;
	return byUse.flatMap(([key, { bytes, usedMs }]) => {
		if (now - usedMs <= maxUnusedMs && total <= target) return [];
		total -= bytes;
		return [key];
	});
}
export { createReplyStore as n, storedHeaders as r, DRAFTS as t };
