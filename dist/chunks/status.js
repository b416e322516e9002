import { a as oneLine } from "./text.js";
// src/record/status.ts
/** Whether the stage was executed and did not do what it was for. */
function hasFailed(stage) {
	return stage.status === "failed" || stage.status === "timed-out";
}
/**
* Whether what needs a stage may go on when it has ended so; `nothingToDo`: its command said that there
* is nothing to do.
*/
function satisfies(status, { optional, nothingToDo }) {
	if (status === "passed" || status === "reused" || nothingToDo) return true;
	return optional && (status === "failed" || status === "timed-out");
}
const LONGEST_NAME = 80;
/** The stage's name as one line of visible text; its id where it has none. */
function stageName({ name, id }) {
	return oneLine(name, LONGEST_NAME) || oneLine(id, LONGEST_NAME) || "(unnamed)";
}
export { satisfies as n, stageName as r, hasFailed as t };
