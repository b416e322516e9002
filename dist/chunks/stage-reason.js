import { t as formatBytes } from "./units.js";
// src/reporting/words/facts/stage-reason.ts
function stageReasonWords(reason, nameOf = (id) => id) {
	switch (reason.kind) {
		case "left-out": return LEFT_OUT[reason.by];
		case "needs": return `needs ${nameOf(reason.stage)}`;
		case "not-started-after": return `not started, because ${nameOf(reason.stage)} failed`;
		case "ended-after": return `ended early, because ${nameOf(reason.stage)} failed`;
		case "interrupted": return "the run was interrupted";
		case "nothing-to-do": return `nothing to do (exit code ${reason.exitCode})`;
		case "exit-code": return `exit code ${reason.exitCode}${reason.signal === void 0 ? "" : SIGNALS[reason.signal]}`;
		case "timed-out": return `exceeded its timeout of ${Number((reason.limitMs / 6e4).toFixed(3))} min`;
		case "not-startable": return `could not start: ${startFaultWords(reason.fault)}`;
		case "no-folder": return `its working directory \`${reason.folder}\` does not exist: create it in a stage that it needs, or correct the path`;
		case "missing-tool": return missingToolWords(reason);
		case "empty-input": return emptyInputWords(reason.input);
		case "no-shell": return "neither bash nor sh is on the PATH";
		case "bad-shell": return `shell \`${reason.shell}\` ${SHELL_FAULTS[reason.fault]}`;
		case "missing-shell": return `its shell \`${reason.program}\` is not on the PATH: install it, or change \`shell\``;
		case "provided": return `${reason.tools.join(", ")}: already installed`;
		case "setup-held": return heldWords(reason);
		case "not-provided": return `its command passed, but ${toolName(reason.tool)} is still missing: correct \`provides\`, or the command`;
		case "fault": return reason.cause;
		case "said": return reason.text;
	}
}
const LEFT_OUT = {
	only: "not selected",
	skip: "skipped on request"
};
const SIGNALS = {
	SIGABRT: ", aborted (SIGABRT)",
	SIGKILL: ", killed (SIGKILL): out of memory?",
	SIGSEGV: ", crashed (SIGSEGV)",
	SIGTERM: ", ended (SIGTERM)"
};
const SHELL_FAULTS = {
	unknown: "is not known: use bash, sh, python, pwsh, or a command line with {0}",
	"script-as-program": "has its script in place of a program: begin with the program, and put {0} among its arguments"
};
function startFaultWords(fault) {
	switch (fault.why) {
		case "large-variable": return `the variable ${fault.variable} takes ${formatBytes(fault.bytes)}, more than the system passes on`;
		case "too-large": return `its command and environment take ${formatBytes(fault.bytes)}, more than the system passes on`;
		case "gone": return `the folder ${fault.folder} or the program ${fault.program} is gone`;
		case "not-permitted": return `the system denies access to the folder ${fault.folder} or the program ${fault.program}`;
		case "system": return fault.code === void 0 ? "the system gave no reason" : `the system says ${fault.code}`;
	}
}
function toolName({ as, tool }) {
	return as === "python-module" ? `Python module ${tool}` : tool;
}
function heldWords({ why, tool }) {
	const what = tool === void 0 ? "" : `${toolName(tool)} is missing; `;
	switch (why) {
		case "root-rights": return `${what}its command asks for root rights: add --setup to let it run`;
		case "nothing-to-look-for": return "nothing tells whether it is needed here: add --setup to let it run, or `provides` to the setup";
	}
}
function missingToolWords(missing) {
	const { as, tool, package: name, meant } = missing;
	if (meant !== void 0) {
		const right = as === "python-module" ? `python:${meant}` : meant;
		return `${toolName(missing)} is missing: did you mean \`${right}\`?`;
	}
	if (as === "python-module") return `${toolName(missing)} is missing: python3 -m pip install ${name ?? tool}`;
	return `${tool} is missing: ${name === void 0 ? `install ${tool} and add it to the PATH` : aptGet(name)}`;
}
function aptGet(name) {
	return `apt-get install ${name}`;
}
function emptyInputWords(input) {
	const { why, pattern } = input;
	switch (why) {
		case "no-match": return `no file matches \`${pattern}\` of its inputs: correct the pattern, or create the file`;
		case "ignored": return `git ignores every file that matches \`${pattern}\` of its inputs, and ignored files do not count: name the file (\`${input.file}\`) or the ignored folder without wildcards, or remove the pattern`;
		case "excluded": return `its inputs exclude every file: correct \`${pattern}\`, or the patterns that begin with \`!\``;
	}
}
export { toolName as n, stageReasonWords as t };
