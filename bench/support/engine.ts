/** Runs the built engine as a user's shell or a runner would, in a small repository of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseRunRecord, type RunRecord } from '../../src/record/run-record.ts';

/** A folder with a commit in it, gone when disposed of. */
export interface Workspace extends Disposable {
  readonly folder: string;
  /** Writes a file and gives its path. */
  write(name: string, text: string): string;
}

export function createWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-bench-'));
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  };
  git('init');
  git('commit', '--allow-empty', '--message', 'start');
  return {
    folder,
    write(name, text) {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A stage of a bench's definition. */
export interface BenchStage {
  readonly id: string;
  readonly run: string;
  readonly needs?: readonly string[];
}

/** The definition as text; JSON is YAML. */
export function definitionOf(stages: readonly BenchStage[]): string {
  const entries = stages.map(({ id, run, needs = [] }) => [id, { run, needs }]);
  return JSON.stringify({ stages: Object.fromEntries(entries) }, null, 1);
}

const REPORT_DIR = 'report';

/** How to start the engine. */
export interface EngineOptions {
  readonly workspace: Workspace;
  readonly node?: string;
  readonly nodeArguments?: readonly string[];
  /** Of `dist/cli.js`, after `run FILE`. */
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs `dist/cli.js run FILE` to its end. */
export async function runInTerminal(file: string, options: EngineOptions): Promise<RunRecord> {
  const args = ['run', file, '--report-dir', REPORT_DIR, ...(options.arguments ?? [])];
  await start('cli.js', args, cleanEnvironment(), options);
  return readRecord(options.workspace, REPORT_DIR);
}

/** Runs `dist/main.js` to its end with what a runner gives a step. */
export async function runAsAction(file: string, options: EngineOptions): Promise<RunRecord> {
  const { workspace } = options;
  const runnerFiles = join(workspace.folder, '.runner');
  mkdirSync(runnerFiles, { recursive: true });
  const commands = ['ENV', 'PATH', 'OUTPUT', 'STATE', 'STEP_SUMMARY'].map(name => {
    const path = join(runnerFiles, name);
    writeFileSync(path, '');
    return [`GITHUB_${name}`, path];
  });
  const environment = {
    ...cleanEnvironment(),
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace.folder,
    GITHUB_RUN_ID: '1',
    GITHUB_EVENT_NAME: 'push',
    INPUT_COMMAND: 'run',
    INPUT_DEFINITION: file,
    ...Object.fromEntries(commands),
  };
  await start('main.js', [], environment, options);
  return readRecord(workspace, '.stagetime');
}

/** Runs another script to its end, as the engine is run. */
export async function runScript(
  script: string,
  args: readonly string[],
  options: EngineOptions,
): Promise<void> {
  await start(script, args, cleanEnvironment(), options);
}

/** The folder of the bundle under test: `dist`, or what follows `--dist` on the command line. */
function distFolder(): string {
  const at = process.argv.indexOf('--dist');
  return resolve((at === -1 ? undefined : process.argv[at + 1]) ?? 'dist');
}

/** What the bench itself runs in must not look like a runner to the engine. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(GITHUB|ACTIONS|INPUT|STATE|RUNNER)_|^CI$/.test(name),
  );
  return Object.fromEntries(kept);
}

async function start(
  entry: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  options: EngineOptions,
): Promise<void> {
  const node = options.node ?? process.execPath;
  const child = spawn(
    node,
    [...(options.nodeArguments ?? []), resolve(distFolder(), entry), ...args],
    {
      cwd: options.workspace.folder,
      env: { ...environment, ...options.environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const code = await new Promise<number | null>((done, failed) => {
    child.on('close', done).on('error', failed);
  });
  if (code !== 0) throw new Error(`${entry} ended with exit code ${code}: ${complaints}`);
}

function readRecord({ folder }: Workspace, reportDir: string): RunRecord {
  const parsed = parseRunRecord(readFileSync(join(folder, reportDir, 'run.json'), 'utf8'));
  if (!parsed.ok) throw new Error(`run.json: ${parsed.problem}`);
  return parsed.record;
}
