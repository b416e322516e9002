/** `run` in the terminal: runs the pipeline, prints the report, and says by its exit code how it went. */
import { join, resolve } from 'node:path';
import { formatProblem } from '../definition/document/problems.ts';
import { resolveReportDir } from '../execution/environment.ts';
import { newRunMark } from '../execution/process/run-mark.ts';
import { readRunner } from '../github/runner/runner.ts';
import { onInterrupt } from '../run/interrupt.ts';
import { runWhateverHappens } from '../run/last-resort.ts';
import { HISTORY_FILE } from '../run/report/report-files.ts';
import type { RunRequest, RunResult } from '../run/run-request.ts';
import type { BaselineChoice } from '../run/stores/history-store.ts';
import type { Options } from './command-line/arguments.ts';
import { EXIT, heightOf, type Print, widthOf } from './command-line/console.ts';

/** Runs what the options ask for, and gives the exit code. */
export async function run(options: Options, print: Print): Promise<number> {
  const [{ run: runPipeline }, { openLocks }, output] = await Promise.all([
    import('../run/run.ts'),
    import('../run/folder-lock.ts'),
    chooseOutput(options.json),
  ]);
  const mark = newRunMark();
  const runner = await readRunner(process.env);
  const { variables } = runner;
  const signal = onInterrupt(EXIT.interrupted);
  const say = (line: string): void => print.error(`stagetime: ${line}\n`);
  using locks = openLocks({ mark, signal, variables, waits: !options.noWait, say });
  const request: RunRequest = {
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
    output,
  };
  const result = await runWhateverHappens(request, runPipeline);
  await printResult(result, options, print);
  // What was given up may still go on.
  if (signal.aborted) setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
  return exitCodeOf(result, options, print);
}

/** How long what was printed may take to be read when the run was interrupted, in ms. */
const LAST_WORDS_MS = 500;

/** The report directory's own history; one that is named is only read. */
function baselineOf({ baseline, reportDir }: Options): BaselineChoice {
  return baseline === undefined
    ? {
        kind: 'file',
        file: join(resolveReportDir(process.cwd(), reportDir), HISTORY_FILE),
        readOnly: false,
      }
    : { kind: 'file', file: resolve(baseline), readOnly: true };
}

/** With `--json` standard output belongs to the result. */
async function chooseOutput(json: boolean): Promise<RunRequest['output']> {
  const stream = json ? process.stderr : process.stdout;
  const summaryFollows = !json;
  const write = (text: string): void => {
    stream.write(text);
  };
  if (stream.isTTY === true) {
    const { createTerminalOutput } = await import('../run/live/terminal-output.ts');
    const size = { columns: () => widthOf(stream), rows: () => heightOf(stream) };
    return options => createTerminalOutput({ ...options, summaryFollows, write, ...size });
  }
  const { createLinesOutput } = await import('../run/live/lines-output.ts');
  return options => createLinesOutput({ ...options, summaryFollows, write });
}

async function printResult(result: RunResult, { json }: Options, print: Print): Promise<void> {
  if (result.kind === 'invalid') {
    for (const problem of result.problems) print.error(`${formatProblem(problem)}\n`);
    return;
  }
  if (result.kind === 'unknown-names') {
    const { unknownNames } = await import('../reporting/words/unknown-names.ts');
    const problems = unknownNames(result.names, result.pipeline.stages);
    for (const problem of problems) print.error(`${problem}\n`);
    return;
  }
  if (result.kind === 'interrupted') {
    print.error('stagetime: interrupted before a stage started\n');
    return;
  }
  if (result.kind === 'locked-out') {
    const { notLockedWords } = await import('../reporting/words/folder-lock.ts');
    print.error(`${notLockedWords(result.why)}\n`);
    return;
  }
  if (json) {
    print.out(`${JSON.stringify(result.record, null, 2)}\n`);
    return;
  }
  const [{ buildReport }, { renderTerminal }] = await Promise.all([
    import('../reporting/model/model.ts'),
    import('../reporting/terminal/terminal.ts'),
  ]);
  const model = buildReport(result.record, result.reporting);
  print.out(`\n${renderTerminal(model, { ...print, reportDir: result.reportDir })}`);
}

async function exitCodeOf(result: RunResult, { failOn }: Options, print: Print): Promise<number> {
  if (result.kind === 'invalid' || result.kind === 'unknown-names') return EXIT.invalid;
  if (result.kind === 'interrupted') return EXIT.interrupted;
  if (result.kind === 'locked-out') {
    return result.why.kind === 'interrupted' ? EXIT.interrupted : EXIT.busy;
  }
  const { record, definition } = result;
  switch (record.status) {
    case 'cancelled':
      return EXIT.interrupted;
    case 'failed':
      return EXIT.failed;
    case 'passed':
    case 'skipped':
    case 'running': {
      const { tripsGate } = await import('./gate.ts');
      const tripped = tripsGate(record, failOn ?? definition.pipeline.failOn, print);
      return tripped ? EXIT.gate : EXIT.fine;
    }
  }
}
