/** The environment a GitHub-hosted runner gives to a step of a JavaScript action. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

/** What triggered the workflow. */
export interface RunnerEvent {
  readonly name: string;
  readonly ref: string;
  readonly sha: string;
  readonly headRef: string;
  readonly baseRef: string;
  /** The webhook's body, at `GITHUB_EVENT_PATH`. */
  readonly payload: object;
}

const SHA = 'ffac537e6cbbf934b08745a378932722df287a53';

/** A push to `main`. */
export function pushEvent(overrides: Partial<RunnerEvent> = {}): RunnerEvent {
  return {
    name: 'push',
    ref: 'refs/heads/main',
    sha: SHA,
    headRef: '',
    baseRef: '',
    payload: { ref: 'refs/heads/main', repository: { default_branch: 'main' } },
    ...overrides,
  };
}

/** Pull request 7, from the branch `faster` of the same repository to `main`. */
export function pullRequestEvent(overrides: Partial<RunnerEvent> = {}): RunnerEvent {
  return {
    name: 'pull_request',
    ref: 'refs/pull/7/merge',
    sha: SHA,
    headRef: 'faster',
    baseRef: 'main',
    payload: {
      action: 'synchronize',
      number: 7,
      pull_request: {
        number: 7,
        head: { ref: 'faster', sha: SHA, repo: { id: 1, full_name: 'octo/paper', fork: false } },
        base: { ref: 'main', sha: SHA, repo: { id: 1, full_name: 'octo/paper' } },
      },
      repository: { id: 1, default_branch: 'main' },
    },
    ...overrides,
  };
}

/** The same pull request, from another repository. */
export function forkEvent(repositoryId = 2): RunnerEvent {
  const event = pullRequestEvent();
  const payload = structuredClone(event.payload) as {
    pull_request: { head: { repo: { id: number; fork: boolean } } };
  };
  payload.pull_request.head.repo = { id: repositoryId, fork: true };
  return { ...event, payload };
}

/** The parts of `action.yml` that decide how the runner starts the action. */
export interface ActionManifest {
  readonly main: string;
  readonly post?: string;
  /** Input names with the default of each, expressions not yet evaluated. */
  readonly defaults: Readonly<Record<string, string>>;
}

/** Reads `action.yml` in a folder. */
export function readManifest(actionDir: string): ActionManifest {
  const manifest = parse(readFileSync(join(actionDir, 'action.yml'), 'utf8')) as {
    runs: { main: string; post?: string };
    inputs?: Record<string, { default?: unknown } | null>;
  };
  const inputs = Object.entries(manifest.inputs ?? {});
  return {
    main: join(actionDir, manifest.runs.main),
    ...(manifest.runs.post && { post: join(actionDir, manifest.runs.post) }),
    defaults: Object.fromEntries(inputs.map(([name, input]) => [name, `${input?.default ?? ''}`])),
  };
}

/**
 * `INPUT_*`, with a default for each input that is not given. Throws at an input that the manifest
 * does not declare: the runner would only warn, and the test would test nothing.
 */
export function inputVariables(
  manifest: ActionManifest,
  given: Readonly<Record<string, string>>,
  { token, matrix, jobIndex = 0 }: InputContexts,
): Record<string, string> {
  const unknown = Object.keys(given).find(name => !Object.hasOwn(manifest.defaults, name));
  if (unknown !== undefined) throw new Error(`action.yml declares no input '${unknown}'`);
  const values = { ...manifest.defaults, ...given };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      evaluated(value, {
        'github.token': token,
        'toJSON(matrix)': JSON.stringify(matrix ?? null, undefined, 2),
        'strategy.job-index': String(jobIndex),
        'job.check_run_id': JOB_ID,
      }),
    ]),
  );
}

/** The job as GitHub's addresses have it. */
export const JOB_ID = '49021733';

/** What expressions in the defaults of inputs stand for. */
export interface InputContexts {
  readonly token: string;
  /** The leg of a matrix; none outside one. */
  readonly matrix?: object | undefined;
  readonly jobIndex?: number | undefined;
}

function evaluated(text: string, values: Readonly<Record<string, string>>): string {
  const [, expression] = /^\$\{\{\s*(.*?)\s*\}\}$/.exec(text) ?? [];
  if (expression === undefined) return text;
  const value = values[expression];
  if (value === undefined) throw new Error(`no value for \${{ ${expression} }}`);
  return value;
}

/** Where the runner keeps what belongs to one job. */
export interface JobFolders {
  readonly workspace: string;
  readonly home: string;
  readonly temp: string;
  readonly eventFile: string;
}

/** Everything but inputs, state and file commands. Nothing of the test's own environment gets in. */
export function runnerVariables(folders: JobFolders, event: RunnerEvent): Record<string, string> {
  const branch = event.ref.replace(/^refs\/(heads|tags|pull)\//, '');
  return {
    // A program of the machine is found as on a runner; nothing else is shared with the test.
    PATH: process.env.PATH ?? '',
    HOME: folders.home,
    LANG: 'C.UTF-8',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTOR: 'octocat',
    GITHUB_ACTOR_ID: '583231',
    // Nobody answers there: tests stay on this machine.
    GITHUB_API_URL: 'http://127.0.0.1:1',
    GITHUB_BASE_REF: event.baseRef,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: folders.eventFile,
    GITHUB_GRAPHQL_URL: 'http://127.0.0.1:1/graphql',
    GITHUB_HEAD_REF: event.headRef,
    GITHUB_JOB: 'manuscript',
    GITHUB_REF: event.ref,
    GITHUB_REF_NAME: branch,
    GITHUB_REF_PROTECTED: 'false',
    GITHUB_REF_TYPE: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_REPOSITORY: 'octo/paper',
    GITHUB_REPOSITORY_ID: '4711',
    GITHUB_REPOSITORY_OWNER: 'octo',
    GITHUB_REPOSITORY_OWNER_ID: '815',
    GITHUB_RETENTION_DAYS: '90',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_NUMBER: '3',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: event.sha,
    GITHUB_TRIGGERING_ACTOR: 'octocat',
    GITHUB_WORKFLOW: 'pipeline',
    GITHUB_WORKFLOW_REF: `octo/paper/.github/workflows/pipeline.yml@${event.ref}`,
    GITHUB_WORKFLOW_SHA: event.sha,
    GITHUB_WORKSPACE: folders.workspace,
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'GitHub Actions 2',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: folders.temp,
    RUNNER_TOOL_CACHE: join(dirname(folders.temp), 'tools'),
    RUNNER_WORKSPACE: dirname(folders.workspace),
    ImageOS: 'ubuntu24',
    ImageVersion: '20261116.1.0',
  };
}
