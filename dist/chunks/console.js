// src/cli/command-line/console.ts
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
function widthOf({ columns }) {
	return Math.max(NARROWEST, columns ?? WIDTH_WITHOUT_TERMINAL);
}
function heightOf({ rows }) {
	return rows ?? HEIGHT_WITHOUT_TERMINAL;
}
export { heightOf as n, widthOf as r, EXIT as t };
