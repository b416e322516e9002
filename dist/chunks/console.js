// src/cli/console.ts
/** What every verb says its result with: where it prints, and the exit codes. */
/**
* Fine; a required stage failed; the definition or an argument is wrong; a gate tripped; another run is in
* the folder; interrupted.
*/
const EXIT = {
	fine: 0,
	failed: 1,
	invalid: 2,
	gate: 3,
	busy: 4,
	interrupted: 130
};
const NARROWEST = 40;
const WIDTH_WITHOUT_TERMINAL = 100;
const HEIGHT_WITHOUT_TERMINAL = 24;
/** Columns to write in: the window's, or the usual width of a log. */
function widthOf({ columns }) {
	return Math.max(NARROWEST, columns ?? WIDTH_WITHOUT_TERMINAL);
}
/** Rows that the window has. */
function heightOf({ rows }) {
	return rows ?? HEIGHT_WITHOUT_TERMINAL;
}
export { heightOf as n, widthOf as r, EXIT as t };
