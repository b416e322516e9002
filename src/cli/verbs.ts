/** The verbs as the terminal knows them: what they print, and their exit codes. */

import { join, resolve } from 'node:path';
import { resolveReportDir } from '../execution/environment.ts';
import { newRunMark } from '../execution/process/run-mark.ts';
import { readRunner } from '../github/runner/runner.ts';
import { onInterrupt } from '../run/interrupt.ts';
import { runWhateverHappens } from '../run/last-resort.ts';
import { HISTORY_FILE } from '../run/report/report-files.ts';
import type { RunRequest, RunResult } from '../run/run-request.ts';
import type { BaselineChoice } from '../run/stores/history-store.ts';
import type { Options } from './arguments.ts';
import { EXIT, type Print } from './console.ts';
import type { Verb } from './help/verb-table.ts';
import { type FileKind, placed } from './place.ts';

const FILE_KINDS: Readonly<Record<Exclude<Verb, 'init'>, FileKind>> = {
  run: 'definition',
  plan: 'definition',
  explain: 'definition',
  check: 'definition',
  report: 'record',
  compare: 'other',
  history: 'other',
};

/** Runs a verb where the definition is, and gives the exit code. */
export async function runVerb(verb: Verb, given: Options): Promise<number> {
  const options = verb === 'init' ? given : await placed(given, FILE_KINDS[verb]);
  switch (verb) {
    case 'run':
      return runInTerminal(options);
    case 'plan':
      return (await import('./plan.ts')).plan(options, print);
    case 'explain':
      return (await import('./explain.ts')).explain(options, print);
    case 'check':
      return (await import('./check.ts')).check(options, print);
    case 'init':
      return (await import('./init.ts')).init(options, print);
    case 'report':
      return (await import('./report.ts')).report(options, print);
    case 'compare':
      return (await import('./compare.ts')).compare(options, print);
    case 'history':
      return (await import('./history.ts')).history(options, print);
  }
}

const NARROWEST = 40;
const WIDTH_WITHOUT_TERMINAL = 100;
const HEIGHT_WITHOUT_TERMINAL = 24;

const print: Print = {
  out: text => process.stdout.write(text),
  error: text => process.stderr.write(text),
  color: process.stdout.isTTY === true && !process.env.NO_COLOR,
  width: Math.max(NARROWEST, process.stdout.columns ?? WIDTH_WITHOUT_TERMINAL),
};

async function runInTerminal(options: Options): Promise<number> {
  const [{ run }, { openLocks }, output] = await Promise.all([
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
    startsCold: false,
    confirm: { mode: options.confirm },
    baseline: baselineOf(options),
    runner,
    signal,
    output,
  };
  const result = await runWhateverHappens(request, run);
  await printResult(result, options);
  // What was given up may still go on.
  if (signal.aborted) setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
  return exitCodeOf(result, options);
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
    const columns = (): number => Math.max(NARROWEST, stream.columns ?? WIDTH_WITHOUT_TERMINAL);
    const rows = (): number => stream.rows ?? HEIGHT_WITHOUT_TERMINAL;
    return options => createTerminalOutput({ ...options, summaryFollows, write, columns, rows });
  }
  const { createLinesOutput } = await import('../run/live/lines-output.ts');
  return options => createLinesOutput({ ...options, summaryFollows, write });
}

async function printResult(result: RunResult, { json }: Options): Promise<void> {
  if (result.kind === 'invalid') {
    for (const problem of result.problems) print.error(`${problem}\n`);
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

async function exitCodeOf(result: RunResult, { failOn }: Options): Promise<number> {
  if (result.kind === 'invalid') return EXIT.invalid;
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
