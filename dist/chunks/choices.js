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
/** How a suspicion is confirmed. */
const CONFIRMS = [
	"off",
	"rerun",
	"paired"
];
/** `` `a`, `b` or `c` ``: the words as messages name them. */
function wordsOf(choices) {
	const quoted = choices.map((choice) => `\`${choice}\``);
	return [quoted.slice(0, -1).join(", "), ...quoted.slice(-1)].filter(Boolean).join(" or ");
}
export { wordsOf as i, CONFIRMS as n, FAIL_ON as r, COMMENT_MODES as t };
