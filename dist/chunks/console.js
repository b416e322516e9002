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
export { EXIT as t };
