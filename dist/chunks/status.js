import { a as oneLine } from "./text.js";
// src/record/status.ts
function hasFailed(stage) {
	return stage.status === "failed" || stage.status === "timed-out";
}
function satisfies(status, { optional, nothingToDo }) {
	if (status === "passed" || status === "reused" || nothingToDo) return true;
	return optional && (status === "failed" || status === "timed-out");
}
const LONGEST_NAME = 80;
function stageName({ name, id }) {
	return oneLine(name, LONGEST_NAME) || oneLine(id, LONGEST_NAME) || "(unnamed)";
}
export { satisfies as n, stageName as r, hasFailed as t };
