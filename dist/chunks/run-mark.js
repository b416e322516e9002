import { randomBytes } from "node:crypto";
// src/execution/process/run-mark.ts
/** What tells one run's processes from all others: every stage's marker begins with the run's mark. */
/** Names the stage a process belongs to, in the environment of everything the stage starts. */
const MARKER = "STAGETIME_STAGE";
/** A mark that no other run has. */
function newRunMark() {
	return randomBytes(8).toString("hex");
}
/** The marker of a stage that starts now; no other start of it has the same. */
function newMarker(runMark, stageId) {
	return `${markerStart(runMark)}${randomBytes(4).toString("hex")}-${stageId}`;
}
/** What the markers of all stages of a run begin with. */
function markerStart(runMark) {
	return `${runMark}-`;
}
/** Whether somebody else's text can be a mark: a shorter one would mean other runs' processes too. */
function isRunMark(text) {
	return /^[\da-f]{16}$/.test(text);
}
export { newRunMark as a, newMarker as i, isRunMark as n, markerStart as r, MARKER as t };
