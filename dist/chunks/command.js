import { a as fillTemplate, o as parseShell, r as SH, s as scriptEnding, t as BASH } from "./shells.js";
import { delimiter, join, resolve } from "node:path";
import { accessSync, constants, statSync } from "node:fs";
// src/execution/process/command.ts
const LONGEST_ARGUMENT = process.platform === "win32" ? 3e4 : 131071;
function commandOf({ run, shell }, { path, cwd }, writeScript) {
	const isThere = (program) => findExecutable(program, path, cwd) !== void 0;
	if (shell === void 0) {
		const usual = [BASH, SH].find(({ inline: [program] }) => isThere(program));
		if (usual === void 0) return impossible({ kind: "no-shell" });
		return {
			kind: "command",
			argv: argvOf(usual, run, writeScript)
		};
	}
	const parsed = parseShell(shell);
	if (parsed.kind === "unusable") return impossible({
		kind: "bad-shell",
		shell,
		fault: parsed.fault
	});
	const [program] = parsed.kind === "known" ? parsed.shell.inline : parsed.words;
	if (!isThere(program)) return impossible({
		kind: "missing-shell",
		program
	});
	return {
		kind: "command",
		argv: parsed.kind === "known" ? argvOf(parsed.shell, run, writeScript) : fillTemplate(parsed.words, writeScript(run, scriptEnding(program)))
	};
}
function argvOf({ inline, file }, run, writeScript) {
	if (Buffer.byteLength(run) <= LONGEST_ARGUMENT) return [...inline, run];
	return [...file, writeScript(run, scriptEnding(file[0]))];
}
const WRAPPER = `trap : HUP INT TERM
"$@" 3>&-
code=$?
{ times; if [ -r /proc/self/io ]; then while read -r line; do echo "$line"; done </proc/self/io; fi; } >&3 2>&-
exit $code`;
const SHELL_NAME = /^[A-Za-z_]\w*$/;
const BASH_ONLY = [
	"SHELLOPTS",
	"BASHOPTS",
	"POSIXLY_CORRECT"
];
function measured(argv, environment) {
	if (process.platform === "win32") return argv;
	if (Object.keys(environment).every((name) => SHELL_NAME.test(name))) return [
		"/bin/sh",
		"-c",
		WRAPPER,
		"stagetime",
		...argv
	];
	const bash = findExecutable("bash", environment.PATH ?? "");
	if (bash === void 0 || BASH_ONLY.some((name) => name in environment)) return argv;
	return [
		bash,
		"-p",
		"-c",
		WRAPPER,
		"stagetime",
		...argv
	];
}
function parseTimes(text) {
	const parts = [...text.matchAll(/(\d+)m([\d.,]+)s/g)].slice(0, 4);
	if (parts.length < 4) return void 0;
	return parts.map((part) => Number(part[1]) * 60 + Number(part[2]?.replace(",", "."))).reduce((sum, value) => sum + value, 0) * 1e3;
}
function findExecutable(name, path, cwd = process.cwd()) {
	if (/[\\/]/.test(name)) return isExecutable(resolve(cwd, name)) ? resolve(cwd, name) : void 0;
	const endings = process.platform === "win32" ? ["", ...(process.env.PATHEXT ?? ".EXE;.CMD;.BAT").split(";")] : [""];
	for (const folder of path.split(delimiter)) for (const ending of endings) {
		const file = resolve(cwd, join(folder, name + ending));
		if (folder !== "" && isExecutable(file)) return file;
	}
}
function isExecutable(file) {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}
function impossible(reason) {
	return {
		kind: "impossible",
		reason
	};
}
export { parseTimes as i, findExecutable as n, measured as r, commandOf as t };
