import { A as record, B as union, I as string, S as null_, _ as maxLength, a as description, b as minLength, d as gtValue, f as integer, j as regex, k as pipe, p as is, r as boolean, t as array, v as maxValue, w as number, x as minValue } from "./dist.js";
// src/definition/schema/values.ts
const ID = /^(?!(?:__proto__|constructor|prototype)$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
const ID_WORDS = "text made of letters, digits, `_`, `.` and `-`, beginning with none of the last two, at most 100 characters";
const DURATION = /^(?=\d)(?:\d{1,6}h)?(?:\d{1,6}m)?(?:\d{1,6}s)?$/;
const id = pipe(string(ID_WORDS), regex(ID, ID_WORDS));
const tag = pipe(string(ID_WORDS), regex(TAG, ID_WORDS));
const duration = (description$1) => {
	const words = "a duration like `90s`, `2m` or `1h30m`";
	return pipe(string(words), regex(DURATION, words), description(description$1));
};
const wholeNumber = (from, to, description$4) => {
	const words = `a whole number from ${from} to ${to}`;
	return pipe(number(words), integer(words), minValue(from, words), maxValue(to, words), description(description$4));
};
const yesOrNo = (description$3) => pipe(boolean("`true` or `false`"), description(description$3));
const text = (most, description$7) => {
	const words = `text of 1 to ${most} characters`;
	return pipe(string(words), minLength(1, words), maxLength(most, words), description(description$7));
};
const oneOrMore = (item, words, description$5) => pipe(union([item, array(item, words)], words), description(description$5));
const path = text(1e3, "A path, relative to the folder of the definition.");
const paths = (description) => oneOrMore(path, "a path or a list of paths", description);
const env = (description$2) => pipe(record(pipe(string(), regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a name of letters, digits and `_`, not beginning with a digit")), union([
	string(),
	number(),
	boolean(),
	null_()
], "text, a number, `true`, `false` or nothing"), "a mapping of names to values"), description(description$2));
const requirement = pipe(string("text"), regex(/^(?:python:[A-Za-z_][A-Za-z0-9_.]{0,199}|[A-Za-z0-9_][A-Za-z0-9_.+-]{0,199})$/, "the name of an executable, like `latexmk`, or of a Python module, like `python:pytest`"));
const SHELL_WORDS = "`bash`, `sh`, `python`, `pwsh` or a command with `{0}` for the script";
const shell = pipe(string(SHELL_WORDS), regex(/^(?:bash|sh|python|pwsh)$|\{0\}/, SHELL_WORDS), description("What runs the command: `bash`, `sh`, `python`, `pwsh`, or a command with `{0}` for the script."));
const MINUTES = "a number of minutes over 0, at most 10080";
const minutes = (description$6) => pipe(number(MINUTES), gtValue(0, MINUTES), maxValue(10080, MINUTES), description(description$6));
function asList(written) {
	return typeof written === "string" ? [written] : written ?? [];
}
function isDuration(written) {
	return is(duration(""), written);
}
function durationMs(written) {
	const [, hours = "0", minutes = "0", seconds = "0"] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(written) ?? [];
	return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1e3;
}
export { id as a, oneOrMore as c, shell as d, tag as f, yesOrNo as h, env as i, paths as l, wholeNumber as m, duration as n, isDuration as o, text as p, durationMs as r, minutes as s, asList as t, requirement as u };
