import { c as saveState$1, s as notice, u as setOutput$1 } from "./core.js";
import { a as oneLine } from "./text.js";
import { t as noticeWords } from "./notices.js";
import { dirname } from "node:path";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
// src/action/say.ts
/** Notices of the Action's steps, where the runner shows them. */
/** More than any notice of ours has, in characters; what it quotes may be longer. */
const LONGEST_NOTICE = 1e3;
/** Shows each as an annotation of one line of visible text. */
function sayNotices(...notices) {
	for (const notice$1 of notices) notice(oneLine(noticeWords(notice$1), LONGEST_NOTICE));
}
// src/github/runner/file-commands.ts
/**
* What a step hands to the runner in files: outputs, state for the post step, the summary. The files lie in
* the runner's temporary folder, which stages can wipe or fill.
*/
/** Sets an output; gives why it is lost, if it is. */
function setOutput(name, value) {
	return handOver("output", name, () => setOutput$1(name, value));
}
/** Saves state for the post step; gives why it is lost, if it is. */
function saveState(name, value) {
	return handOver("state", name, () => saveState$1(name, value));
}
const FILES = {
	output: "GITHUB_OUTPUT",
	state: "GITHUB_STATE"
};
function handOver(what, name, write) {
	try {
		restoreFile(FILES[what]);
		write();
		return;
	} catch (error) {
		return {
			kind: "not-handed-over",
			what,
			name,
			cause: error.message
		};
	}
}
/** The runner reads the file at its path when the step is over, whoever made it. */
function restoreFile(variable) {
	const file = process.env[variable];
	if (file === void 0 || file === "" || existsSync(file)) return;
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, "", { flag: "wx" });
}
export { sayNotices as i, saveState as n, setOutput as r, restoreFile as t };
