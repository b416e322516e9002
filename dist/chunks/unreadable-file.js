// src/reporting/words/facts/unreadable-file.ts
function unreadableWords({ path, behind, cause }) {
	const what = behind === void 0 ? path : `${behind}, which ${path} points to,`;
	const exclude = `exclude it with \`!${path}\``;
	switch (cause.kind) {
		case "gone": return `${what} is gone`;
		case "name-not-utf8": return `the name of ${what} is not UTF-8: rename it, or remove it`;
		case "link-target-not-utf8": return `the link ${what} points to a name that is not UTF-8: let it point elsewhere, or ${exclude}`;
		case "link-loop": return `the link ${what} points to itself: remove it, or ${exclude}`;
		case "not-permitted": return `reading ${what} is not permitted: change its permissions, or ${exclude}`;
		case "special": return `${what} is a ${cause.what}, which has no content to compare: ${exclude}`;
		case "no-file": return `${what} is neither a file nor a link`;
		case "too-much-behind-link": return `${path} points to a folder with more than ${cause.files} files or ${cause.bytes / 1e9} GB: name the files in it that are read, such as \`${path}/*.csv\``;
		case "failed": return `${what} could not be read: ${cause.said}`;
	}
}
function unreadPartWords(part) {
	switch (part.kind) {
		case "file": return unreadableWords(part.file);
		case "need": return `what ${part.stage} made could not be read`;
		case "failed": return part.said;
	}
}
export { unreadableWords as n, unreadPartWords as t };
