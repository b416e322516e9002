import { c as saveState$1, u as setOutput$1 } from "./core.js";
import { dirname } from "node:path";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
// src/github/runner/file-commands.ts
/**
* What a step hands to the runner in files: outputs, state for the post step, the summary. The files lie in
* the runner's temporary folder, which stages can wipe or fill.
*/
/** Sets an output; gives why it is lost, if it is. */
function setOutput(name, value) {
	return handOver("GITHUB_OUTPUT", `output ${name}`, () => setOutput$1(name, value));
}
/** Saves state for the post step; gives why it is lost, if it is. */
function saveState(name, value) {
	return handOver("GITHUB_STATE", `state ${name}`, () => saveState$1(name, value));
}
function handOver(variable, what, write) {
	try {
		restoreFile(variable);
		write();
		return;
	} catch (error) {
		return `${what} lost: ${error.message}`;
	}
}
/** The runner reads the file at its path when the step is over, whoever made it. */
function restoreFile(variable) {
	const file = process.env[variable];
	if (file === void 0 || file === "" || existsSync(file)) return;
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, "", { flag: "wx" });
}
export { saveState as n, setOutput as r, restoreFile as t };
