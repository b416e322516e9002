import { D as parse, E as optional, H as uuid, I as string, P as strictObject, U as variant, g as literal, j as regex, k as pipe, r as boolean, t as array, w as number } from "./dist.js";
// src/machine/messages.ts
const absolute = pipe(string(), regex(/^\/(?!.*(?:^|\/)\.\.?(?:\/|$))[^\0]*$/));
const roots = array(absolute);
const root = absolute;
const requestSchema = variant("kind", [
	strictObject({
		kind: literal("recover"),
		root
	}),
	strictObject({
		kind: literal("begin"),
		root,
		roots,
		exclude: roots,
		documentation: boolean(),
		locale: optional(string())
	}),
	strictObject({
		kind: literal("capture"),
		root,
		watch: pipe(string(), uuid()),
		file: absolute,
		secrets: array(string()),
		maxBytes: number(),
		uid: number(),
		gid: number()
	}),
	strictObject({
		kind: literal("restore"),
		root,
		file: absolute,
		roots,
		exclude: roots,
		maxBytes: number()
	})
]);
const STARTED = "stagetime-machine-worker";
function parseRequest(text) {
	return parse(requestSchema, JSON.parse(text));
}
export { parseRequest as n, STARTED as t };
