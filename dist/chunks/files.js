import { delimiter, join, resolve } from "node:path";
import { accessSync, constants, readdir, statSync } from "node:fs";
import { stat } from "node:fs/promises";
// src/execution/command.ts
/** How a stage's `run` becomes a process: which shell, and the wrapper that measures it. */
const BASH = [
	"bash",
	"--noprofile",
	"--norc",
	"-eo",
	"pipefail",
	"-c"
];
const SH = [
	"sh",
	"-e",
	"-c"
];
/** What `shell` may say besides a command line with `{0}`. */
const SHELLS = {
	bash: BASH,
	sh: SH,
	python: ["python3", "-c"],
	pwsh: [
		"pwsh",
		"-NoProfile",
		"-NonInteractive",
		"-Command"
	]
};
/**
* The command of a stage; `scriptFile` is written with the stage's `run` where the shell wants a
* file. Without a `shell` it is bash, or sh where there is no bash.
*/
function commandOf({ run, shell }, path, scriptFile) {
	if (shell === void 0) {
		const known = [BASH, SH].find(([program]) => findExecutable(program, path) !== void 0);
		if (known === void 0) return impossible("neither bash nor sh is on the PATH");
		return {
			kind: "command",
			argv: [...known, run]
		};
	}
	const known = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : void 0;
	if (known !== void 0) return {
		kind: "command",
		argv: [...known, run]
	};
	const [program, ...args] = shell.trim().split(/\s+/);
	if (program === void 0 || !args.includes("{0}")) return impossible(`shell \`${shell}\` is not known: use ${Object.keys(SHELLS).join(", ")}, or a command line with {0}`);
	const file = scriptFile(run);
	return {
		kind: "command",
		argv: [program, ...args.map((arg) => arg === "{0}" ? file : arg)]
	};
}
/**
* Runs the command and then says on file descriptor 3 what it and its children took. `times` counts
* every child that was waited for, however short-lived; the kernel keeps the I/O of the reaped in
* `/proc/self/io`. The shell stays through SIGTERM, so that an ended stage is still measured.
*/
const WRAPPER = `trap : HUP INT TERM
"$@" 3>&-
code=$?
{ times; if [ -r /proc/self/io ]; then while read -r line; do echo "$line"; done </proc/self/io; fi; } >&3 2>&-
exit $code`;
/** The command inside the measuring wrapper; as it is on Windows, which has no such shell. */
function measured(argv) {
	if (process.platform === "win32") return argv;
	return [
		"/bin/sh",
		"-c",
		WRAPPER,
		"stagetime",
		...argv
	];
}
/** The CPU time of a finished command in ms, from what `times` printed on the second line. */
function parseTimes(text) {
	const parts = [...text.matchAll(/(\d+)m([\d.,]+)s/g)].slice(0, 4);
	if (parts.length < 4) return void 0;
	return parts.map((part) => Number(part[1]) * 60 + Number(part[2]?.replace(",", "."))).reduce((sum, value) => sum + value, 0) * 1e3;
}
/** Where a program is, searched in `path` as the system would; nothing where it is not. */
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
// src/execution/files.ts
/** The files that a stage's patterns name. */
/**
* Never matched: ours, git's, and what Python and pytest keep next to their sources, which changes
* whenever a stage runs and decides nothing.
*/
const IGNORED = [
	".stagetime",
	".git",
	"__pycache__",
	".pytest_cache"
].map((name) => `**/${name}/**`);
/**
* Files and links matched by the patterns, relative to `root` with `/`, sorted by code units. A
* directory means all in it; a link is one of its files, wherever it leads.
*/
async function matchFiles(root, patterns) {
	if (patterns.length === 0) return [];
	const { glob } = await import("./dist2.js");
	return (await glob([...patterns], {
		cwd: root,
		dot: true,
		onlyFiles: true,
		expandDirectories: true,
		followSymbolicLinks: false,
		ignore: IGNORED,
		fs: { readdir: readdirWithLinks }
	})).sort();
}
/** The walk leaves out links that it does not follow; as files they are found and not followed. */
const readdirWithLinks = Object.assign((path, options, done) => readdir(path, options, (error, entries) => done(error, entries?.map(linkAsFile))), { __promisify__: readdir.__promisify__ });
function linkAsFile(entry) {
	if (entry.isSymbolicLink()) Object.assign(entry, {
		isFile: () => true,
		isSymbolicLink: () => false
	});
	return entry;
}
/** The first pattern of a stage's inputs that names no file. */
async function findEmptyInput(root, { inputs }) {
	for (const pattern of inputs) {
		if (pattern.startsWith("!")) continue;
		if ((await matchFiles(root, [pattern])).length === 0) return pattern;
	}
}
/** What the files matched by the patterns take, in bytes. */
async function sizeOf(root, patterns) {
	let bytes = 0;
	for (const file of await matchFiles(root, patterns)) bytes += await stat(join(root, file)).then(({ size }) => size, () => 0);
	return bytes;
}
export { commandOf as a, parseTimes as c, sizeOf as i, findEmptyInput as n, findExecutable as o, matchFiles as r, measured as s, IGNORED as t };
