import { t as bundledEntry } from "./bundled-entry.js";
import { n as stageEnvironment } from "./stage-environment.js";
import { r as secretValues } from "./secrets.js";
import { n as machineIdentity } from "./identity.js";
import "./messages2.js";
import { t as ENVIRONMENT } from "./programs2.js";
import { t as ask } from "./ask.js";
import { t as findExecutable } from "./find-executable.js";
import { isAbsolute, join } from "node:path";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
// src/machine/as-root.ts
async function askAsRoot({ script, isRoot }, request) {
	const [program = "", ...args] = [
		...isRoot ? [] : [
			"sudo",
			"-n",
			"--"
		],
		process.execPath,
		script
	];
	const child = spawn(program, args, {
		env: ENVIRONMENT,
		stdio: [
			"pipe",
			"pipe",
			"pipe"
		]
	});
	const started = new Promise((resolve) => {
		child.once("error", resolve);
		child.once("close", () => resolve(void 0));
	});
	child.stdin.on("error", () => {}).end(JSON.stringify(request));
	const [printed, said, fault] = await Promise.all([
		text(child.stdout).catch(() => ""),
		text(child.stderr).catch(() => ""),
		started
	]);
	const [first, line] = printed.split("\n");
	if (first !== "stagetime-machine-worker") return isRoot ? failed(fault?.message ?? said) : { kind: "no-root" };
	try {
		return JSON.parse(line ?? "");
	} catch {
		return failed(said);
	}
}
function failed(said) {
	return {
		kind: "failed",
		said: said.trim().slice(-500)
	};
}
// src/machine/machine.ts
function openMachine({ script, isRoot = process.geteuid?.() === 0, root = "/" }) {
	const asked = async (request) => await askAsRoot({
		script,
		isRoot
	}, request);
	return {
		recover: () => asked({
			kind: "recover",
			root
		}),
		begin: ({ roots, exclude, documentation, locale }) => asked({
			kind: "begin",
			root,
			roots: [...roots],
			exclude: [...exclude],
			documentation,
			...locale !== void 0 && { locale }
		}),
		capture: ({ watch, file, secrets, maxBytes }) => {
			const owner = {
				uid: process.getuid?.() ?? 0,
				gid: process.getgid?.() ?? 0
			};
			return asked({
				kind: "capture",
				root,
				watch,
				file,
				secrets: [...secrets],
				maxBytes,
				...owner
			});
		},
		restore: ({ file, roots, exclude, maxBytes }) => asked({
			kind: "restore",
			root,
			file,
			roots: [...roots],
			exclude: [...exclude],
			maxBytes
		})
	};
}
// src/machine/probe.ts
const TIMEOUT_MS = 6e4;
const MOST_BYTES = 4 << 20;
const AT_ONCE = 2;
const VERSION = [
	["--version"],
	["-version"],
	["-V"]
];
const OWN_WAY = {
	go: [["version"]],
	openssl: [["version"]]
};
const LATEX = "\\documentclass{article}\n\\begin{document}x\n\\end{document}\n";
const PLAIN = "x\n\\vfill\\eject\n\\bye\n";
const ENGINES = {
	latex: LATEX,
	pdflatex: LATEX,
	xelatex: LATEX,
	lualatex: LATEX,
	"lualatex-dev": LATEX,
	"pdflatex-dev": LATEX,
	"xelatex-dev": LATEX,
	platex: LATEX,
	uplatex: LATEX,
	tectonic: LATEX,
	tex: PLAIN,
	etex: PLAIN,
	pdftex: PLAIN,
	xetex: PLAIN,
	luatex: PLAIN,
	context: "\\starttext\nx\n\\stoptext\n"
};
const JOB = "probe";
async function probe(options) {
	const started = performance.now();
	const waiting = [...new Set(options.provides)];
	const silent = [];
	const askNext = async () => {
		for (let tool = waiting.shift(); tool !== void 0; tool = waiting.shift()) {
			const because = await askTool(tool, options);
			if (because !== void 0) silent.push({
				tool,
				because
			});
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, askNext));
	const order = (tool) => options.provides.indexOf(tool);
	silent.sort((a, b) => order(a.tool) - order(b.tool));
	return silent.length > 0 ? {
		kind: "not-ready",
		silent
	} : {
		kind: "ready",
		ms: Math.round(performance.now() - started)
	};
}
async function askTool(tool, options) {
	const program = findExecutable(tool, options.environment.PATH ?? "");
	if (program === void 0) return { kind: "not-found" };
	const folder = mkdtempSync(join(tmpdir(), "stagetime-probe-"));
	try {
		let fault;
		for (const args of OWN_WAY[tool] ?? VERSION) {
			fault = await askOnce(program, args, "version", folder, options);
			if (fault?.kind !== "exit") break;
		}
		const document = ENGINES[tool];
		if (fault !== void 0 || document === void 0) return fault;
		return await setDocument(tool, program, document, folder, options);
	} finally {
		rmSync(folder, {
			recursive: true,
			force: true
		});
	}
}
async function setDocument(tool, program, document, folder, options) {
	writeFileSync(join(folder, `${JOB}.tex`), document);
	const fault = await askOnce(program, [...tool === "context" ? ["--batchmode"] : tool === "tectonic" ? [] : ["-interaction=batchmode", "-halt-on-error"], `${JOB}.tex`], "document", folder, options);
	if (fault !== void 0) return fault;
	return [
		"pdf",
		"dvi",
		"xdv"
	].some((ending) => {
		return (statSync(join(folder, `${JOB}.${ending}`), { throwIfNoEntry: false })?.size ?? 0) > 0;
	}) ? void 0 : { kind: "no-document" };
}
async function askOnce(program, args, asked, cwd, { environment, timeoutMs = TIMEOUT_MS, signal }) {
	const answer = await ask({
		program,
		args,
		cwd,
		environment,
		input: "",
		timeoutMs,
		mostBytes: MOST_BYTES,
		signal
	});
	switch (answer.kind) {
		case "answered": return answer.exitCode === 0 ? void 0 : {
			kind: "exit",
			asked,
			exitCode: answer.exitCode
		};
		case "not-started": return { kind: "not-found" };
		case "too-long": return;
		case "timed-out":
		case "interrupted": return {
			kind: "late",
			asked,
			afterMs: timeoutMs
		};
	}
}
// src/run/stores/layers.ts
const MAX_LAYER_BYTES = 2e10;
function openLayers(request) {
	const { pipeline, root, runner, rights, store } = request;
	const { variables } = runner;
	const script = bundledEntry("machine-worker.js");
	if (script === void 0) return void 0;
	const { GITHUB_WORKSPACE, RUNNER_TEMP, RUNNER_WORKSPACE, RUNNER_TOOL_CACHE, LANG } = variables;
	return {
		machine: openMachine({ script }),
		identity: () => machineIdentity({ environment: variables }),
		probe: (stage) => probe({
			provides: stage.setup.provides.flatMap(({ kind, name }) => kind === "executable" ? [name] : []),
			environment: stageEnvironment(stage, variables, { marker: "" })
		}),
		store,
		keeps: rights.saving.allowed && rights.saving.level === "everybody",
		folder: RUNNER_TEMP ?? tmpdir(),
		scope: {
			roots: absolute(RUNNER_TOOL_CACHE),
			exclude: absolute(root, GITHUB_WORKSPACE, RUNNER_TEMP, RUNNER_WORKSPACE),
			...LANG !== void 0 && { locale: LANG }
		},
		secrets: secretValues(pipeline.stages, variables),
		maxBytes: MAX_LAYER_BYTES
	};
}
function absolute(...paths) {
	return [...new Set(paths.flatMap((path) => path !== void 0 && isAbsolute(path) ? path : []))];
}
export { openLayers };
