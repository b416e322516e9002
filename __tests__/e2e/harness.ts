/** What every end-to-end test starts from: a workspace of its own, and `dist` run in it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { parseHistory } from '../../src/record/history.ts';
import { parseRunRecord, type RunRecord } from '../../src/record/run-record.ts';
import { inconsistencies } from '../reporting/consistency.ts';
import { type ActionOptions, type StartedAction, startAction } from '../services/runner.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');

/** A folder with these files (path to content), removed when the test ends. */
export function workspace(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'stagetime-e2e-')));
  onTestFinished(() => {
    const faults = reportDirsIn(path).flatMap(faultsOfReport);
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    // Whatever a test is about, the reports that it leaves have one number for one thing.
    if (faults.length > 0) throw new Error(`reports contradict themselves:\n${faults.join('\n')}`);
  });
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), content);
  }
  return path;
}

/** The report directories below a folder; none where the test removed it. */
function reportDirsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap(entry =>
    entry.isFile() && entry.name === 'report.html' ? [entry.parentPath] : [],
  );
}

/** What the files of a finished report say against each other, the record and the history beside them. */
function faultsOfReport(folder: string): readonly string[] {
  const read = (file: string): string => {
    const path = join(folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const parsed = parseRunRecord(read('run.json'));
  // A run that was killed leaves files of two moments.
  if (!parsed.ok || parsed.record.status === 'running') return [];
  const history = parseHistory(read('history.json'));
  return inconsistencies({
    record: parsed.record,
    history: history.ok ? history.history.runs : [],
    comment: read('comment.md'),
    summary: read('summary.md'),
    html: read('report.html'),
  }).map(fault => `${folder}: ${fault}`);
}

/** How to run the terminal tool. */
export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: string;
}

/** How it ended. */
export interface CliResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The terminal tool under way. */
export interface StartedCli {
  readonly pid: number;
  readonly ended: Promise<CliResult>;
  /** Standard error so far. */
  stderr(): string;
  signal(name: NodeJS.Signals): void;
}

/** Starts `dist/cli.js` with no terminal and an environment of PATH, HOME and what is given. */
export function startCli(args: readonly string[], options: CliOptions): StartedCli {
  const child = spawn(options.node ?? process.execPath, [CLI, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, HOME: options.cwd, LANG: 'C.UTF-8', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const closed = new Promise<Pick<CliResult, 'exitCode' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece;
  });
  const ended = Promise.all([closed, text(child.stdout)]);
  return {
    pid: child.pid ?? Number.NaN,
    ended: ended.then(([end, stdout]) => ({ ...end, stdout, stderr })),
    stderr: () => stderr,
    signal: name => {
      child.kill(name);
    },
  };
}

/** Runs `dist/cli.js` to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).ended;
}

/** Starts the Action; whatever is left of it goes when the test ends. */
export function startInRunner(options: ActionOptions): StartedAction {
  const action = startAction(options);
  onTestFinished(() => action.dispose());
  return action;
}

/** The run record in a report directory; throws where it is missing or not valid. */
export function readRunRecord(reportDir: string): RunRecord {
  const parsed = parseRunRecord(readFileSync(join(reportDir, 'run.json'), 'utf8'));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.record;
}

/** The stages of a record, id to status. */
export function statuses(record: RunRecord): Record<string, string> {
  return Object.fromEntries(record.stages.map(({ id, status }) => [id, status]));
}

/** The path of `dist/cli.js`, for tests that start it their own way. */
export const cliPath = CLI;

/** Waits until a stage has written the file and ended its last line; rejects when the run ends before. */
export async function written(file: string, ended: Promise<unknown>): Promise<string> {
  let over = false;
  const note = (): void => {
    over = true;
  };
  ended.then(note, note);
  for (;;) {
    const wasOver = over;
    const content = await readFile(file, 'utf8').catch(() => '');
    if (content.endsWith('\n')) return content.trimEnd();
    if (wasOver) throw new Error(`the run ended without writing ${file}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

/**
 * Whether it ends within five seconds of a machine with nothing else to do: within twice the time that
 * a program takes here and now to start, to wait for half of them, and to end.
 */
export async function endsWithin5s(ended: Promise<unknown>): Promise<boolean> {
  const startedAt = performance.now();
  const sinceStart = (): number => performance.now() - startedAt;
  const program = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 2500)'], {
    stdio: 'ignore',
  });
  const half = once(program, 'exit').then(sinceStart);
  const [tookMs, halfMs] = await Promise.all([ended.then(sinceStart), half]);
  return tookMs < 2 * halfMs;
}

/** The definition with these stages, each the lines of its keys. */
export function definition(stages: Readonly<Record<string, string>>): string {
  const entries = Object.entries(stages).map(
    ([id, keys]) => `  ${id}:\n${keys.replaceAll(/^/gm, '    ')}\n`,
  );
  return `stages:\n${entries.join('')}`;
}
