// src/util/regexp.ts
function escapeRegExp(text) {
	return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
export { escapeRegExp as t };
