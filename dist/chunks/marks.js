import { t as formatBytes } from "./units.js";
// src/execution/logs/marks.ts
function leftOutMark(bytes) {
	return `… ${formatBytes(bytes)} of output left out here …\n`;
}
const CUT_MARK = "… (long line cut)";
export { leftOutMark as n, CUT_MARK as t };
