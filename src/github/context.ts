/** Who runs, and what for: from the event on a runner, from git in the terminal. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { JobIdentity } from '../record/job.ts';
import { LOCAL_EVENT, type RunIdentity } from '../record/run-record.ts';
import { readEvent } from './event.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What git knows of the commit at hand. */
interface Commit {
  readonly sha: string;
  readonly branch?: string;
  /** Seconds since 1970, for `SOURCE_DATE_EPOCH`. */
  readonly epochSeconds: string;
}

/** The identity of a run, and the commit's time for reproducible builds. */
export interface RunContext {
  readonly identity: RunIdentity;
  readonly sourceDateEpoch?: string;
}

/** Reads the runner's variables where there is a runner, and asks git for the commit of `root`. */
export async function readRunContext(
  variables: Variables,
  root: string,
  startedAt: Date,
): Promise<RunContext> {
  const commit = await readCommit(root);
  const time =
    commit === undefined
      ? {}
      : { commitTime: new Date(Number(commit.epochSeconds) * 1000).toISOString() };
  const identity = isRunner(variables)
    ? await runnerIdentity(variables, startedAt)
    : localIdentity(commit, startedAt);
  return {
    identity: { ...identity, ...time },
    ...(commit !== undefined && { sourceDateEpoch: commit.epochSeconds }),
  };
}

/** Whether this process runs as a step of a workflow. */
export function isRunner(variables: Variables): boolean {
  return variables.GITHUB_ACTIONS === 'true';
}

async function runnerIdentity(variables: Variables, startedAt: Date): Promise<RunIdentity> {
  const event = await readEvent(variables.GITHUB_EVENT_PATH);
  const pullRequest = event.pull_request?.number;
  const branch = variables.GITHUB_HEAD_REF || variables.GITHUB_REF_NAME;
  return {
    id: variables.GITHUB_RUN_ID ?? startedAt.toISOString(),
    attempt: Number.parseInt(variables.GITHUB_RUN_ATTEMPT ?? '1', 10) || 1,
    ...(variables.GITHUB_SHA !== undefined && { sha: variables.GITHUB_SHA }),
    ...(branch && { branch }),
    event: variables.GITHUB_EVENT_NAME ?? 'unknown',
    ...(pullRequest !== undefined && { pullRequest }),
    startedAt: startedAt.toISOString(),
    ...jobOf(variables),
  };
}

/** Longer than any name of a job is; UTF-16 code units. */
const LONGEST_NAME = 200;

/** The workflow's job and the step in it; nothing in the terminal. Legs of a matrix share all of these. */
export function jobOf(variables: Variables): JobIdentity {
  if (!isRunner(variables)) return {};
  const { GITHUB_WORKFLOW: workflow, GITHUB_JOB: job, GITHUB_ACTION: step } = variables;
  return {
    ...(workflow && { workflow: workflow.slice(0, LONGEST_NAME) }),
    ...(job && { job: job.slice(0, LONGEST_NAME) }),
    ...(step && { step: step.slice(0, LONGEST_NAME) }),
  };
}

function localIdentity(commit: Commit | undefined, startedAt: Date): RunIdentity {
  return {
    id: `local-${startedAt.getTime()}-${process.pid}`,
    attempt: 1,
    ...(commit !== undefined && { sha: commit.sha }),
    ...(commit?.branch !== undefined && { branch: commit.branch }),
    event: LOCAL_EVENT,
    startedAt: startedAt.toISOString(),
  };
}

async function readCommit(root: string): Promise<Commit | undefined> {
  const args = ['log', '-1', '--format=%H%n%ct%n%D'];
  const { stdout } = await promisify(execFile)('git', args, { cwd: root, timeout: 10_000 }).catch(
    // No git, no repository, or no commit in it yet.
    () => ({ stdout: '' }),
  );
  const [sha, epochSeconds, refs] = stdout.trimEnd().split('\n');
  if (!sha || !epochSeconds) return undefined;
  const branch = /HEAD -> ([^,]+)/.exec(refs ?? '')?.[1];
  return { sha, epochSeconds, ...(branch !== undefined && { branch }) };
}
