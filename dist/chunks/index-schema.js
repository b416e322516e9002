import { I as string, M as safeInteger, N as safeParse, P as strictObject, U as variant, f as integer, g as literal, k as pipe, t as array, v as maxValue, w as number, x as minValue } from "./dist.js";
import { i as parentsOf, n as isWithin, t as faultOfPath } from "./paths.js";
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
export { DamagedArchive as a, MAGIC as c, parseTree as i, frameCount as l, frameSchema as n, FRAME_BYTES as o, parseIndex as r, LARGEST_INDEX as s, contentBytes as t };
