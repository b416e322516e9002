// src/evidence/port/lines.ts
function* linesOf(text) {
	let start = 0;
	for (let end = text.indexOf("\n", start); end !== -1; end = text.indexOf("\n", start)) {
		yield text.slice(start, text[end - 1] === "\r" ? Math.max(start, end - 1) : end);
		start = end + 1;
	}
	yield text.slice(start);
}
export { linesOf as t };
