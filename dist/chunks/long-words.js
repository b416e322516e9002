function withBreaks(text) {
	return text.split(" ").map(breakable).join(" ");
}
const AFTER_SIGN = /(?<=[/_-])(?=[^/_-])|(?<=[.:])(?=[^\W\d]\w{5})/;
function breakable(word) {
	if (word.length <= 20) return word;
	const lines = [];
	for (const part of word.split(AFTER_SIGN).flatMap(chopped)) {
		const last = lines.at(-1);
		if (last !== void 0 && last.length + part.length <= 20) lines[lines.length - 1] = last + part;
		else lines.push(part);
	}
	return lines.join("");
}
function chopped(part) {
	return part.match(CHOPS) ?? [];
}
const CHOPS = new RegExp(`(?:\\P{M}\\p{M}*|\\p{M}){1,20}`, "gu");
export { withBreaks as t };
