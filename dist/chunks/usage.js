import { n as VERBS, r as VERB_NAMES, t as OPTIONS } from "./verb-table.js";
// src/cli/command-line/usage.ts
const WIDTH = 98;
function usage() {
	const verbs = VERB_NAMES.map((verb) => [verb, VERBS[verb].help]);
	const options = Object.keys(OPTIONS);
	return `Usage: stagetime VERB [FILE] [options]

Verbs
${table(verbs)}
FILE is the definition (for report and compare: the run record; for history: the history). Without
it, stagetime.yml or .github/stagetime.yml is read from this folder or the nearest one above it in
the git repository; where there is none, the pipeline is detected.

Options
${table([
		...options.map(optionRow),
		["-h, --help", "this text; `stagetime help VERB` for one verb"],
		["--version", "the version"]
	])}
Exit codes: 0 fine, 1 a required stage failed, 2 the definition or an argument is wrong, 3 a gate
(--fail-on) tripped, 4 another run is in the folder, 130 interrupted.
`;
}
function usageOf(verb) {
	const { operands, help, options } = VERBS[verb];
	const own = options.length === 0 ? "" : `\nOptions\n${table(options.map(optionRow))}`;
	return `Usage: stagetime ${verb} ${operands}${options.length === 0 ? "" : " [options]"}\n\n${capital(help)}.\n${own}`;
}
function optionRow(name) {
	const { value, help } = OPTIONS[name];
	return [`--${name}${value === void 0 ? "" : ` ${value}`}`, help];
}
function table(rows) {
	const left = Math.max(...rows.map(([name]) => name.length)) + 4;
	return rows.flatMap(([name, help]) => wrapped(help, WIDTH - left).map((line, i) => `${(i === 0 ? `  ${name}` : "").padEnd(left)}${line}\n`)).join("");
}
function wrapped(text, width) {
	const lines = [""];
	for (const word of text.split(" ")) {
		const line = lines.at(-1) ?? "";
		if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
		else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
	}
	return lines;
}
function capital(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
export { usage, usageOf };
