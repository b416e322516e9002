// src/pipeline/choices.ts
/** What a user chooses about a run with a word: the same words in inputs, definition and arguments. */
/** When there is a comment on the pull request. */
const COMMENT_MODES = [
	"auto",
	"always",
	"on-change",
	"never"
];
/** What a job may fail on besides its stages. */
const FAIL_ON = [
	"never",
	"regression",
	"budget",
	"any"
];
/** Whether a job is to fail on regressions, among others. */
function gatesRegressions(failOn) {
	return failOn === "regression" || failOn === "any";
}
/**
* How a suspicion is confirmed. `auto`: suspected stages run in turns with the base commit where that can be
* had in time, else alone. `rerun`: alone. `paired`: in turns, and also where only that can tell: a slow
* run as a whole, stages without a history.
*/
const CONFIRMS = [
	"off",
	"auto",
	"rerun",
	"paired"
];
/** How, where one is to be confirmed and nobody says how. */
const USUAL_CONFIRM = "auto";
/** `` `a`, `b` or `c` ``: the words as messages name them. */
function wordsOf(choices) {
	const quoted = choices.map((choice) => `\`${choice}\``);
	return [quoted.slice(0, -1).join(", "), ...quoted.slice(-1)].filter(Boolean).join(" or ");
}
export { gatesRegressions as a, USUAL_CONFIRM as i, CONFIRMS as n, wordsOf as o, FAIL_ON as r, COMMENT_MODES as t };
