import { t as formatBytes } from "./units.js";
// src/execution/logs/marks.ts
/** All that the engine itself writes into the output of a stage, where it left out some of it. */
/** In place of what was taken out of a log, with the end of the line. */
function leftOutMark(bytes) {
	return `… ${formatBytes(bytes)} of output left out here …\n`;
}
/** At the end of a line that goes on. */
const CUT_MARK = "… (long line cut)";
export { leftOutMark as n, CUT_MARK as t };
