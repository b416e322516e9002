import { c as visible } from "./text.js";
// src/execution/redaction/forms.ts
function formsOf(secret) {
	const bytes = Buffer.from(secret);
	return [.../* @__PURE__ */ new Set([
		secret,
		...spellings(secret),
		...base64(bytes),
		...hex(bytes)
	])];
}
const PLAIN = /^[\w.-]*$/;
function spellings(secret) {
	if (PLAIN.test(secret)) return [];
	return [
		...parts(secret),
		...quoted(secret),
		...escaped(secret),
		...json(secret),
		...urls(secret),
		...xml(secret)
	];
}
function quoted(secret) {
	return [
		secret.replaceAll(/[^\w@%+=:,./-]/g, (sign) => `\\${sign}`),
		secret.replaceAll(/[^\w@%+=:,./\u{80}-\u{10ffff}-]/gu, (sign) => `\\${sign}`),
		secret.replaceAll(/[^\w@%+=:,./~^-]/g, (sign) => `\\${sign}`),
		secret.replaceAll(/[\\']/g, (sign) => `\\${sign}`),
		secret.replaceAll("'", String.raw`'\''`),
		secret.replaceAll("'", `'"'"'`),
		secret.replaceAll("\"", String.raw`\"`),
		secret.replaceAll(/[\\"$`]/g, (sign) => `\\${sign}`),
		secret.replaceAll("'", "''"),
		secret.replaceAll("\"", "\"\""),
		secret.replaceAll(/[`"$]/g, (sign) => `\`${sign}`),
		commandData(secret),
		commandData(secret).replaceAll(":", "%3A").replaceAll(",", "%2C"),
		commandData(secret).replaceAll(";", "%3B").replaceAll("]", "%5D"),
		visible(secret.replaceAll(/\p{Zs}+/gu, " ").trim())
	];
}
function escaped(secret) {
	const numbers = [
		(sign) => bytesOf(sign, (byte) => byte.toString(8)),
		(sign) => bytesOf(sign, (byte) => `x${byte.toString(16)}`),
		pythonCode
	];
	return [/\\/g, /[\\']/g].map((which) => secret.replaceAll(which, (sign) => `\\${sign}`)).flatMap((text) => numbers.map((write) => text.replaceAll(/[^\0-~]/gu, (sign) => write(sign))));
}
function bytesOf(sign, write) {
	return [...Buffer.from(sign)].map((byte) => `\\${write(byte)}`).join("");
}
function pythonCode(sign) {
	const code = sign.codePointAt(0) ?? 0;
	const [letter, digits] = code < 256 ? ["x", 2] : code < 65536 ? ["u", 4] : ["U", 8];
	return `\\${letter}${code.toString(16).padStart(digits, "0")}`;
}
function commandData(text) {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
function json(secret) {
	const plain = inner(JSON.stringify(secret));
	const ascii = escapeUnits(plain, /[^\0-~]/g);
	const withUpper = [
		plain,
		ascii,
		plain.replaceAll("/", String.raw`\/`),
		ascii.replaceAll("/", String.raw`\/`),
		escapeUnits(plain, /[<>&]/g),
		escapeUnits(plain, /[<>&']/g),
		escapeUnits(plain.replaceAll(String.raw`\"`, "\""), /[<>&'"+]/g),
		secret.replaceAll("\\", "\\\\"),
		secret.replaceAll(/[\\']/g, (sign) => `\\${sign}`)
	].flatMap((text) => [text, upperEscapes(text)]);
	return [...withUpper, ...withUpper.map((text) => inner(JSON.stringify(text)))];
}
function inner(text) {
	return text.slice(1, -1);
}
function escapeUnits(text, which) {
	return text.replaceAll(which, (sign) => sign.replaceAll(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`));
}
function upperEscapes(text) {
	return text.replaceAll(/\\u([\da-f]{4})/g, (_, digits) => `\\u${digits.toUpperCase()}`);
}
function urls(secret) {
	const text = Buffer.from(secret).toString();
	const component = encodeURIComponent(text);
	const strict = component.replaceAll(/[!'()*]/g, percent);
	const form = new URLSearchParams([["", text]]).toString().slice(1);
	const withLower = [
		component,
		strict,
		strict.replaceAll("%2F", "/"),
		encodeURI(text),
		encodeURI(text).replaceAll(/[!'()*]/g, percent),
		form,
		strict.replaceAll("%20", "+"),
		component.replaceAll("%20", "+"),
		form.replaceAll("+", "%20")
	].flatMap((url) => [url, url.replaceAll(/%[\dA-F]{2}/g, (code) => code.toLowerCase())]);
	return [...withLower, ...withLower.map((url) => url.replaceAll("%", "%25"))];
}
function percent(sign) {
	return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}
function xml(secret) {
	const text = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
	const attribute = text.replaceAll("\"", "&quot;");
	const numbered = (write, which) => secret.replaceAll(which, (sign) => write(sign.codePointAt(0) ?? 0));
	const decimal = (code) => `&#${code};`;
	const upper = (code) => `&#x${code.toString(16).toUpperCase()};`;
	const lower = (code) => `&#x${code.toString(16)};`;
	return [
		text,
		attribute,
		...[
			"&apos;",
			"&#39;",
			"&#x27;",
			"&#039;"
		].map((sign) => attribute.replaceAll("'", sign)),
		text.replaceAll("\"", "&#34;").replaceAll("'", "&#39;"),
		...[
			decimal,
			upper,
			lower
		].flatMap((write) => [
			numbered(write, /[&<>"']/gu),
			numbered(write, /[^\w .-]/gu),
			numbered(write, /[^\0-~]/gu),
			text.replaceAll(/[^\0-~]/gu, (sign) => write(sign.codePointAt(0) ?? 0))
		])
	];
}
const BASE64_LINES = [76, 64];
function base64(bytes) {
	const found = [
		0,
		1,
		2
	].flatMap((before) => {
		const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
		const bare = whole.replace(/=+$/, "");
		const from = [
			0,
			2,
			3
		][before] ?? 0;
		const sure = Math.floor((before + bytes.length) * 8 / 6);
		return [
			whole.slice(from),
			bare.slice(from),
			whole.slice(from, sure)
		];
	});
	const [whole = ""] = found;
	const broken = BASE64_LINES.flatMap((length) => whole.length > length ? whole.match(new RegExp(`.{1,${length}}`, "g")) ?? [] : []);
	return [...found, ...broken].flatMap((text) => [text, text.replaceAll("+", "-").replaceAll("/", "_")]).filter((text) => text.length >= SHORTEST_PIECE);
}
const SHORTEST_PIECE = 4;
function hex(bytes) {
	const digits = bytes.toString("hex");
	return [digits, digits.toUpperCase()];
}
function parts(secret) {
	const isQuoted = secret.length > 8 && /^".*"$|^'.*'$/s.test(secret);
	const at = secret.includes("&+") ? secret.indexOf("&+") + 2 : secret.lastIndexOf("&") + 1;
	const coloured = secret.includes("&+") ? 1 : 0;
	const sections = at === 0 ? [] : [secret.slice(0, at), secret.slice(at + coloured)];
	return [...isQuoted ? [secret.slice(1, -1)] : [], ...sections.filter((section) => section.length >= SHORTEST_SECTION)];
}
const SHORTEST_SECTION = 6;
export { formsOf as t };
