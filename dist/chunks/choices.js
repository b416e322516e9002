// src/pipeline/choices.ts
const COMMENT_MODES = [
	"auto",
	"always",
	"on-change",
	"never"
];
const FAIL_ON = [
	"never",
	"regression",
	"budget",
	"any"
];
function gatesRegressions(failOn) {
	return failOn === "regression" || failOn === "any";
}
const CONFIRMS = [
	"off",
	"auto",
	"rerun",
	"paired"
];
const USUAL_CONFIRM = "auto";
function wordsOf(choices) {
	const quoted = choices.map((choice) => `\`${choice}\``);
	return [quoted.slice(0, -1).join(", "), ...quoted.slice(-1)].filter(Boolean).join(" or ");
}
export { gatesRegressions as a, USUAL_CONFIRM as i, CONFIRMS as n, wordsOf as o, FAIL_ON as r, COMMENT_MODES as t };
