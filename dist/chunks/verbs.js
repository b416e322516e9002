import { i as resolveReportDir } from "./environment.js";
import { a as newRunMark } from "./run-mark.js";
import { n as readRunner } from "./runner.js";
import { t as onInterrupt } from "./interrupt.js";
import { n as runWhateverHappens } from "./last-resort.js";
import { n as HISTORY_FILE } from "./report-files.js";
import { t as EXIT } from "./console.js";
import { n as findDefinition, o as rootOf } from "./load.js";
import { t as _usingCtx } from "./usingCtx.js";
import { dirname, join, resolve } from "node:path";
import { existsSync } from "node:fs";
// src/cli/place.ts
/** Where a verb works: somebody may stand anywhere in the repository, or name a definition elsewhere. */
/**
* The options with definition and report directory named. A definition that is not named is looked for in this
* folder and those above it, up to the top of the git repository; reports and the history are beside it.
* What is made of a record that is named goes beside it.
*/
async function placed(options, fileKind) {
	const cwd = process.cwd();
	const { file, reportDir } = options;
	if (fileKind === "record" && file !== void 0) return {
		...options,
		reportDir: reportDir ?? dirname(resolve(cwd, file))
	};
	const here = (fileKind === "definition" ? file : void 0) ?? await findDefinition(cwd);
	const above = here === void 0 ? await findAbove(cwd) : void 0;
	const found = here ?? above;
	const root = found === void 0 ? cwd : rootOf(resolve(cwd, found));
	return {
		...options,
		reportDir: reportDir ?? join(root, ".stagetime"),
		...fileKind === "definition" && above !== void 0 && { file: above }
	};
}
/** The nearest definition in the folders above this one. */
async function findAbove(cwd) {
	const above = [];
	for (let folder = cwd; !existsSync(join(folder, ".git")); folder = dirname(folder)) {
		if (dirname(folder) === folder) return void 0;
		above.push(dirname(folder));
	}
	for (const folder of above) {
		const found = await findDefinition(folder);
		if (found !== void 0) return found;
	}
}
// src/cli/verbs.ts
/** The verbs as the terminal knows them: what they print, and their exit codes. */
const FILE_KINDS = {
	run: "definition",
	plan: "definition",
	explain: "definition",
	check: "definition",
	report: "record",
	compare: "other",
	history: "other"
};
/** Runs a verb where the definition is, and gives the exit code. */
async function runVerb(verb, given) {
	const options = verb === "init" ? given : await placed(given, FILE_KINDS[verb]);
	switch (verb) {
		case "run": return runInTerminal(options);
		case "plan": return (await import("./plan.js")).plan(options, print);
		case "explain": return (await import("./explain.js")).explain(options, print);
		case "check": return (await import("./check.js")).check(options, print);
		case "init": return (await import("./init.js")).init(options, print);
		case "report": return (await import("./report.js")).report(options, print);
		case "compare": return (await import("./compare3.js")).compare(options, print);
		case "history": return (await import("./history2.js")).history(options, print);
	}
}
const NARROWEST = 40;
const WIDTH_WITHOUT_TERMINAL = 100;
const HEIGHT_WITHOUT_TERMINAL = 24;
const print = {
	out: (text) => process.stdout.write(text),
	error: (text) => process.stderr.write(text),
	color: process.stdout.isTTY === true && !process.env.NO_COLOR,
	width: Math.max(NARROWEST, process.stdout.columns ?? WIDTH_WITHOUT_TERMINAL)
};
async function runInTerminal(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const [{ run }, { openLocks }, output] = await Promise.all([
			import("./run2.js"),
			import("./folder-lock4.js"),
			chooseOutput(options.json)
		]);
		const mark = newRunMark();
		const runner = await readRunner(process.env);
		const { variables } = runner;
		const signal = onInterrupt(EXIT.interrupted);
		const say = (line) => print.error(`stagetime: ${line}\n`);
		const locks = _usingCtx$1.u(openLocks({
			mark,
			signal,
			variables,
			waits: !options.noWait,
			say
		}));
		const request = {
			...options,
			mark,
			locks,
			cwd: process.cwd(),
			saveOnPullRequest: false,
			startsCold: false,
			confirm: { mode: options.confirm },
			baseline: baselineOf(options),
			runner,
			signal,
			output
		};
		const result = await runWhateverHappens(request, run);
		await printResult(result, options);
		if (signal.aborted) setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
		return exitCodeOf(result, options);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
/** How long what was printed may take to be read when the run was interrupted, in ms. */
const LAST_WORDS_MS = 500;
/** The report directory's own history; one that is named is only read. */
function baselineOf({ baseline, reportDir }) {
	return baseline === void 0 ? {
		kind: "file",
		file: join(resolveReportDir(process.cwd(), reportDir), HISTORY_FILE),
		readOnly: false
	} : {
		kind: "file",
		file: resolve(baseline),
		readOnly: true
	};
}
/** With `--json` standard output belongs to the result. */
async function chooseOutput(json) {
	const stream = json ? process.stderr : process.stdout;
	const summaryFollows = !json;
	const write = (text) => {
		stream.write(text);
	};
	if (stream.isTTY === true) {
		const { createTerminalOutput } = await import("./terminal-output.js");
		const columns = () => Math.max(NARROWEST, stream.columns ?? WIDTH_WITHOUT_TERMINAL);
		const rows = () => stream.rows ?? HEIGHT_WITHOUT_TERMINAL;
		return (options) => createTerminalOutput({
			...options,
			summaryFollows,
			write,
			columns,
			rows
		});
	}
	const { createLinesOutput } = await import("./lines-output.js");
	return (options) => createLinesOutput({
		...options,
		summaryFollows,
		write
	});
}
async function printResult(result, { json }) {
	if (result.kind === "invalid") {
		for (const problem of result.problems) print.error(`${problem}\n`);
		return;
	}
	if (result.kind === "interrupted") {
		print.error("stagetime: interrupted before a stage started\n");
		return;
	}
	if (result.kind === "locked-out") {
		const { notLockedWords } = await import("./folder-lock.js");
		print.error(`${notLockedWords(result.why)}\n`);
		return;
	}
	if (json) {
		print.out(`${JSON.stringify(result.record, null, 2)}\n`);
		return;
	}
	const [{ buildReport }, { renderTerminal }] = await Promise.all([import("./model2.js"), import("./terminal2.js")]);
	const model = buildReport(result.record, result.reporting);
	print.out(`\n${renderTerminal(model, {
		...print,
		reportDir: result.reportDir
	})}`);
}
async function exitCodeOf(result, { failOn }) {
	if (result.kind === "invalid") return EXIT.invalid;
	if (result.kind === "interrupted") return EXIT.interrupted;
	if (result.kind === "locked-out") return result.why.kind === "interrupted" ? EXIT.interrupted : EXIT.busy;
	const { record, definition } = result;
	switch (record.status) {
		case "cancelled": return EXIT.interrupted;
		case "failed": return EXIT.failed;
		case "passed":
		case "skipped":
		case "running": {
			const { tripsGate } = await import("./gate2.js");
			return tripsGate(record, failOn ?? definition.pipeline.failOn, print) ? EXIT.gate : EXIT.fine;
		}
	}
}
export { runVerb };
