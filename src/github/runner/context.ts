/** Who runs, and what for: from the event on a runner, from git in the terminal. */
import type { Variables } from '../../pipeline/variables.ts';
import { type FoundCommit, git, headCommit } from '../../programs/git.ts';
import type { JobIdentity } from '../../record/job.ts';
import { LOCAL_EVENT, type RunIdentity } from '../../record/run-record.ts';
import { readEvent } from './event.ts';

/** The identity of a run, and the commit's time for reproducible builds. */
export interface RunContext {
  readonly identity: RunIdentity;
  readonly sourceDateEpoch?: string;
  /** Why nothing is known of the commit, where there is one that cannot be read. */
  readonly unread?: string;
}

/** Reads the runner's variables where there is a runner, and asks git for the commit of `root`. */
export async function readRunContext(
  variables: Variables,
  root: string,
  startedAt: Date,
): Promise<RunContext> {
  const commit = await headCommit(root, variables);
  const identity = isRunner(variables)
    ? await runnerIdentity(variables, startedAt)
    : { ...localIdentity(commit, startedAt), ...(await readDirty(root, commit, variables)) };
  switch (commit.kind) {
    case 'none':
      return { identity };
    case 'unreadable':
      return { identity, unread: commit.reason };
    case 'commit': {
      const commitTime = new Date(Number(commit.epochSeconds) * 1000).toISOString();
      return { identity: { ...identity, commitTime }, sourceDateEpoch: commit.epochSeconds };
    }
  }
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

function localIdentity(commit: FoundCommit, startedAt: Date): RunIdentity {
  return {
    id: `local-${startedAt.getTime()}-${process.pid}`,
    attempt: 1,
    ...(commit.kind === 'commit' && { sha: commit.sha }),
    ...(commit.kind === 'commit' && commit.branch !== undefined && { branch: commit.branch }),
    event: LOCAL_EVENT,
    startedAt: startedAt.toISOString(),
  };
}

/** Whether tracked files differ from the commit; nothing where git cannot say. A runner checks out commits. */
async function readDirty(
  root: string,
  commit: FoundCommit,
  environment: Variables,
): Promise<Pick<RunIdentity, 'dirty'>> {
  if (commit.kind !== 'commit') return {};
  const listed = await git({ folder: root, environment }, [
    'status',
    '--porcelain',
    '--untracked-files=no',
  ]).catch(() => '');
  return listed === '' ? {} : { dirty: true };
}
