/** Which run it is, of which commit: from the event on a runner, from git in the terminal. */
import type { Variables } from '../../pipeline/variables.ts';
import { type FoundCommit, git, headCommit } from '../../programs/git.ts';
import { LOCAL_EVENT } from '../../record/job.ts';
import type { RunIdentity } from '../../record/run-record.ts';
import type { RunnerContext } from './runner.ts';

/** The identity of a run, and the commit's time for reproducible builds. */
export interface RunContext {
  readonly identity: RunIdentity;
  readonly sourceDateEpoch?: string;
  /** Why nothing is known of the commit, where there is one that cannot be read. */
  readonly unread?: string;
}

/** Asks git for the commit of `root`. */
export async function readRunContext(
  runner: RunnerContext,
  root: string,
  startedAt: Date,
): Promise<RunContext> {
  const { variables, job } = runner;
  const commit = await headCommit(root, variables);
  const identity = runner.isRunner
    ? { ...runnerIdentity(runner, startedAt), ...job }
    : {
        ...localIdentity(commit, startedAt),
        ...(await readDirty(root, commit, variables)),
        ...job,
      };
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

function runnerIdentity({ variables, event }: RunnerContext, startedAt: Date): RunIdentity {
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
