import { r as formatProblem } from "./problems.js";
import { i as resolveReportDir } from "./environment.js";
import { a as newRunMark } from "./run-mark.js";
import { r as readRunner } from "./runner.js";
import { t as onInterrupt } from "./interrupt.js";
import { n as runWhateverHappens } from "./last-resort.js";
import { n as HISTORY_FILE } from "./report-files.js";
import { n as heightOf, r as widthOf, t as EXIT } from "./console.js";
import { t as _usingCtx } from "./usingCtx.js";
import { join, resolve } from "node:path";
// src/cli/run.ts
async function run(options, print) {
	try {
		var _usingCtx$1 = _usingCtx();
		const [{ run: runPipeline }, { openLocks }, output] = await Promise.all([
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
			runsSetups: runner.isRunner || options.setup,
			startsCold: false,
			cacheDir: options.cacheDir && resolve(options.cacheDir),
			confirm: { mode: options.confirm },
			baseline: baselineOf(options),
			runner,
			signal,
			output
		};
		const result = await runWhateverHappens(request, runPipeline);
		await printResult(result, options, print);
		if (signal.aborted) setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
		return exitCodeOf(result, options, print);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
const LAST_WORDS_MS = 500;
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
async function chooseOutput(json) {
	const stream = json ? process.stderr : process.stdout;
	const summaryFollows = !json;
	const write = (text) => {
		stream.write(text);
	};
	if (stream.isTTY === true) {
		const { createTerminalOutput } = await import("./terminal-output.js");
		const size = {
			columns: () => widthOf(stream),
			rows: () => heightOf(stream)
		};
		return (options) => createTerminalOutput({
			...options,
			summaryFollows,
			write,
			...size
		});
	}
	const { createLinesOutput } = await import("./lines-output.js");
	return (options) => createLinesOutput({
		...options,
		summaryFollows,
		write
	});
}
async function printResult(result, { json }, print) {
	if (result.kind === "invalid") {
		for (const problem of result.problems) print.error(`${formatProblem(problem)}\n`);
		return;
	}
	if (result.kind === "unknown-names") {
		const { unknownNames } = await import("./unknown-names.js");
		const problems = unknownNames(result.names, result.pipeline.stages);
		for (const problem of problems) print.error(`${problem}\n`);
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
async function exitCodeOf(result, { failOn }, print) {
	if (result.kind === "invalid" || result.kind === "unknown-names") return EXIT.invalid;
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
export { run };
