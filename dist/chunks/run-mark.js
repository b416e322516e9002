import { randomBytes } from "node:crypto";
// src/execution/process/run-mark.ts
const MARKER = "STAGETIME_STAGE";
function newRunMark() {
	return randomBytes(8).toString("hex");
}
function newMarker(runMark, stageId) {
	return `${markerStart(runMark)}${randomBytes(4).toString("hex")}-${stageId}`;
}
function markerStart(runMark) {
	return `${runMark}-`;
}
function isRunMark(text) {
	return /^[\da-f]{16}$/.test(text);
}
export { newRunMark as a, newMarker as i, isRunMark as n, markerStart as r, MARKER as t };
