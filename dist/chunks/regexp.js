// src/util/regexp.ts
/** A text as a part of a regular expression that means it as it is. */
function escapeRegExp(text) {
	return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
export { escapeRegExp as t };
