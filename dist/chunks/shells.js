// src/pipeline/types.ts
const USUAL_TOOLS = ["latex", "pytest"];
// src/pipeline/shells.ts
const PYTHON_FILE = "import sys; _f = sys.argv.pop(1); exec(compile(open(_f, \"rb\").read(), _f, \"exec\"))";
const BASH_OPTIONS = [
	"bash",
	"--noprofile",
	"--norc",
	"-eo",
	"pipefail"
];
const PWSH_OPTIONS = [
	"pwsh",
	"-NoProfile",
	"-NonInteractive"
];
const BASH = {
	inline: [...BASH_OPTIONS, "-c"],
	file: BASH_OPTIONS
};
const SH = {
	inline: [
		"sh",
		"-e",
		"-c"
	],
	file: ["sh", "-e"]
};
const KNOWN = {
	bash: BASH,
	sh: SH,
	python: {
		inline: ["python3", "-c"],
		file: [
			"python3",
			"-c",
			PYTHON_FILE
		]
	},
	pwsh: {
		inline: [...PWSH_OPTIONS, "-Command"],
		file: [...PWSH_OPTIONS, "-File"]
	}
};
const KNOWN_SHELLS = Object.keys(KNOWN);
const SHELL_FAULTS = ["unknown", "script-as-program"];
const SCRIPT = "{0}";
function parseShell(written) {
	const known = Object.hasOwn(KNOWN, written) ? KNOWN[written] : void 0;
	if (known !== void 0) return {
		kind: "known",
		shell: known
	};
	const [program, ...args] = splitWords(written);
	if (program === void 0 || !args.some((arg) => arg.includes(SCRIPT))) return {
		kind: "unusable",
		fault: "unknown"
	};
	if (program.includes(SCRIPT)) return {
		kind: "unusable",
		fault: "script-as-program"
	};
	return {
		kind: "template",
		words: [program, ...args]
	};
}
function fillTemplate([program, ...args], file) {
	return [program, ...args.map((arg) => arg.replaceAll(SCRIPT, file))];
}
const ENDINGS = {
	pwsh: ".ps1",
	powershell: ".ps1",
	cmd: ".cmd"
};
function scriptEnding(program) {
	const name = program.replace(/^.*[\\/]/, "").replace(/\.exe$/i, "");
	return Object.hasOwn(ENDINGS, name) ? ENDINGS[name] ?? "" : "";
}
function splitWords(line) {
	const words = [];
	let word;
	let quoted = false;
	for (let at = 0; at < line.length; at += 1) {
		const backslashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
		if (backslashes > 0 && line[at + backslashes] === "\"") {
			word = (word ?? "") + "\\".repeat(backslashes >> 1);
			at += backslashes;
			if (backslashes % 2 === 1) {
				word += "\"";
				continue;
			}
		} else if (backslashes > 0) {
			word = (word ?? "") + "\\".repeat(backslashes);
			at += backslashes - 1;
			continue;
		}
		const sign = line[at] ?? "";
		if (sign === "\"") {
			word ??= "";
			if (quoted && line[at + 1] === "\"") {
				word += "\"";
				at += 1;
			} else quoted = !quoted;
		} else if (/\s/.test(sign) && !quoted) {
			if (word !== void 0) words.push(word);
			word = void 0;
		} else word = (word ?? "") + sign;
	}
	if (word !== void 0) words.push(word);
	return words;
}
export { fillTemplate as a, USUAL_TOOLS as c, SHELL_FAULTS as i, KNOWN_SHELLS as n, parseShell as o, SH as r, scriptEnding as s, BASH as t };
