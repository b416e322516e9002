/**
 * Runs an action as the GitHub runner does: `main`, then `post`, each its own process with an
 * environment built from nothing, a fresh file for each file command, and main's state handed on.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  inputVariables,
  pushEvent,
  type RunnerEvent,
  readManifest,
  runnerVariables,
} from './runner-environment.ts';
import { RunningStep, type StepEnd } from './running-step.ts';
import { type Annotation, parseFileCommands } from './workflow-commands.ts';

/** What to run, and where. */
export interface ActionOptions {
  /** The checked-out repository; the working directory too. */
  readonly workspace: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** More variables, such as a results service's; `undefined` takes one of the runner's away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly event?: RunnerEvent;
  /** The Node binary; the test's own by default. */
  readonly node?: string;
  /** The folder of `action.yml`; this repository by default. */
  readonly actionDir?: string;
  /** What `${{ github.token }}` stands for. */
  readonly token?: string;
  /** The leg of a matrix that the job is; none outside one. */
  readonly matrix?: object;
  /** Which leg, from 0. */
  readonly jobIndex?: number;
}

/** What one of the two steps left. */
export interface StepResult extends StepEnd {
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly exported: Readonly<Record<string, string>>;
  /** Folders put in front of the PATH. */
  readonly path: readonly string[];
  /** Markdown for the job summary. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly masks: readonly string[];
  /** Titles of the groups that were opened. */
  readonly groups: readonly string[];
}

/** What the whole action left: main's result, and post's beside it. */
export interface ActionResult extends StepResult {
  readonly post: StepResult;
  /** The folder of the output `run-file`. */
  readonly reportDir: string | undefined;
}

/** An action whose main step is under way. */
export interface StartedAction {
  readonly main: RunningStep;
  readonly temp: string;
  /** Waits for main, however it is ended. */
  mainResult(): Promise<StepResult>;
  /** Starts the post step; main must have ended. */
  startPost(): RunningStep;
  /** Waits for main and runs post. */
  finish(): Promise<ActionResult>;
  /** Kills what still runs and removes the runner's temporary folder. */
  dispose(): Promise<void>;
}

const FILE_COMMANDS = ['OUTPUT', 'ENV', 'PATH', 'STATE', 'STEP_SUMMARY'] as const;
type FileCommand = (typeof FILE_COMMANDS)[number];

const REPOSITORY = join(import.meta.dirname, '../..');

/** Runs main, then post, and removes what is the runner's own; the workspace stays. */
export async function runAction(options: ActionOptions): Promise<ActionResult> {
  const action = startAction(options);
  try {
    return await action.finish();
  } finally {
    await action.dispose();
  }
}

/** Starts main and leaves the rest to the test, which can cancel or kill it. */
export function startAction(options: ActionOptions): StartedAction {
  const manifest = readManifest(options.actionDir ?? REPOSITORY);
  const inputs = inputVariables(manifest, options.inputs ?? {}, {
    token: options.token ?? 'ghs_test',
    matrix: options.matrix,
    jobIndex: options.jobIndex,
  });
  const root = mkdtempSync(join(tmpdir(), 'stagetime-runner-'));
  const event = options.event ?? pushEvent();
  const folders = {
    workspace: options.workspace,
    home: join(root, 'home'),
    temp: join(root, 'temp'),
    eventFile: join(root, 'event.json'),
  };
  mkdirSync(folders.home);
  mkdirSync(folders.temp);
  writeFileSync(folders.eventFile, JSON.stringify(event.payload));

  const shared = withoutUndefined({
    ...runnerVariables(folders, event),
    ...inputs,
    ...options.env,
  });
  const node = options.node ?? process.execPath;
  const start = (script: string, name: string, env: Readonly<Record<string, string>>) => {
    const files = fileCommandFiles(join(root, name));
    const step = new RunningStep(node, script, options.workspace, { ...env, ...files });
    return { step, result: async () => stepResult(await step.ended, step, files) };
  };

  const main = start(manifest.main, 'main', shared);
  let postStep: ReturnType<typeof start> | undefined;

  const startPost = () => {
    if (manifest.post === undefined) throw new Error('action.yml declares no post step');
    const { exported, path, state } = readFileCommands(fileCommandPaths(join(root, 'main')));
    postStep = start(manifest.post, 'post', {
      ...shared,
      ...exported,
      PATH: [...path.toReversed(), shared.PATH].join(process.platform === 'win32' ? ';' : ':'),
      ...Object.fromEntries(Object.entries(state).map(([key, value]) => [`STATE_${key}`, value])),
    });
    return postStep;
  };

  return {
    main: main.step,
    temp: folders.temp,
    mainResult: main.result,
    startPost: () => startPost().step,
    finish: async () => {
      const result = await main.result();
      const post = await (postStep ?? startPost()).result();
      const runFile = result.outputs['run-file'];
      return { ...result, post, reportDir: runFile && dirname(runFile) };
    },
    dispose: async () => {
      await Promise.all([main.step.kill(), postStep?.step.kill()]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function withoutUndefined(env: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function fileCommandPaths(folder: string): Record<`GITHUB_${FileCommand}`, string> {
  return Object.fromEntries(
    FILE_COMMANDS.map(name => [`GITHUB_${name}`, join(folder, name.toLowerCase())]),
  ) as Record<`GITHUB_${FileCommand}`, string>;
}

function fileCommandFiles(folder: string): Record<`GITHUB_${FileCommand}`, string> {
  const files = fileCommandPaths(folder);
  mkdirSync(folder);
  for (const file of Object.values(files)) writeFileSync(file, '');
  return files;
}

function readFileCommands(files: Record<`GITHUB_${FileCommand}`, string>) {
  // The runner takes a file that is gone for one that nothing was written to.
  const read = (name: FileCommand) => {
    const stats = statSync(files[`GITHUB_${name}`], { throwIfNoEntry: false });
    return stats?.isFile() ? readFileSync(files[`GITHUB_${name}`], 'utf8') : '';
  };
  return {
    outputs: parseFileCommands(read('OUTPUT')),
    state: parseFileCommands(read('STATE')),
    exported: parseFileCommands(read('ENV')),
    path: read('PATH').split(/\r?\n/).filter(Boolean),
    summary: read('STEP_SUMMARY'),
  };
}

function stepResult(
  end: StepEnd,
  { commands }: RunningStep,
  files: Record<`GITHUB_${FileCommand}`, string>,
): StepResult {
  return {
    ...end,
    ...readFileCommands(files),
    annotations: commands.annotations,
    masks: commands.messages('add-mask'),
    groups: commands.messages('group'),
  };
}
