/**
 * The report of a fork's pull request, for the run that `workflow_run` started after it. What decides
 * where a comment goes comes from GitHub alone; the artifact gives numbers and names.
 */
import type { RunRecord } from '../record/run-record.ts';
import { oneLine } from '../record/text.ts';
import { type Attempt, attempt, type GitHubClient } from './client.ts';
import type { Stamp } from './comment-marker.ts';
import {
  FORK_REPORT_BYTES,
  FORK_REPORT_FILE,
  forkArtifactName,
  parseForkReport,
} from './fork-artifact.ts';
import { readAtMost, readOnlyFile } from './zip.ts';

/** What can be posted, and where; or why nothing is. */
export type ForkReport =
  | {
      readonly kind: 'report';
      readonly pullRequest: number;
      /** Its run is what GitHub says, whatever the artifact said. */
      readonly record: RunRecord;
      readonly stamp: Stamp;
    }
  | { readonly kind: 'nothing'; readonly reason: string };

/** What GitHub says of the run that was triggered by the pull request. */
interface ForkRun {
  readonly id: number;
  readonly attempt: number;
  readonly startedAt: string;
  readonly headSha: string;
  readonly headBranch: string;
  readonly headOwner: string;
  readonly headRepositoryId: number;
}

/** Finds the pull request of a run and reads its report. */
export async function loadForkReport(client: GitHubClient, runId: number): Promise<ForkReport> {
  const run = await readRun(client, runId);
  if (!run.ok) return nothing(run.failure.reason);
  if (typeof run.value === 'string') return nothing(run.value);
  const found = await findPullRequest(client, run.value);
  if (!found.ok) return nothing(found.failure.reason);
  const [pullRequest, ...others] = found.value;
  if (pullRequest === undefined) return nothing('no open pull request has this commit as its head');
  if (others.length > 0) return nothing('several pull requests have this commit as their head');
  const archive = await download(client, run.value);
  if (!archive.ok) return nothing(archive.failure.reason);
  if (typeof archive.value === 'string') return nothing(archive.value);
  return read(archive.value, run.value, pullRequest);
}

async function read(archive: Buffer, run: ForkRun, pullRequest: number): Promise<ForkReport> {
  let text: string;
  try {
    text = (await readOnlyFile(archive, FORK_REPORT_FILE, FORK_REPORT_BYTES)).toString('utf8');
  } catch (error) {
    return nothing(`the artifact is not used: ${(error as Error).message}`);
  }
  const head = { sha: run.headSha, repositoryId: run.headRepositoryId };
  const parsed = parseForkReport(text, head);
  if (!parsed.ok) return nothing(`the artifact is not used: ${parsed.reason}`);
  const { record } = parsed;
  const stamp = { runId: String(run.id), attempt: run.attempt, time: run.startedAt };
  const identity = {
    id: stamp.runId,
    attempt: run.attempt,
    sha: run.headSha,
    branch: run.headBranch,
    event: 'pull_request',
    pullRequest,
    startedAt: run.startedAt,
  };
  return { kind: 'report', pullRequest, record: { ...record, run: identity }, stamp };
}

/** The run, or why there is nothing to report of it. */
function readRun(
  { octokit, repository }: GitHubClient,
  runId: number,
): Promise<Attempt<ForkRun | string>> {
  return attempt(async () => {
    const { data } = await octokit.rest.actions.getWorkflowRun({ ...repository, run_id: runId });
    const { head_repository: head, head_branch: headBranch } = data;
    if (data.event !== 'pull_request') return `the run is of the event ${data.event}`;
    // A fork that was deleted meanwhile.
    if (!head?.owner || !headBranch) return 'the head repository is gone';
    return {
      id: data.id,
      attempt: data.run_attempt ?? 1,
      startedAt: data.run_started_at ?? data.created_at,
      headSha: data.head_sha,
      headBranch,
      headOwner: head.owner.login,
      headRepositoryId: head.id,
    };
  });
}

/**
 * Numbers of the open pull requests whose head is the run's. GitHub lists none with the run or the
 * commit when the head is in a fork; a branch's name may stand for several repositories of one owner.
 */
function findPullRequest(
  { octokit, repository }: GitHubClient,
  { headOwner, headBranch, headSha, headRepositoryId }: ForkRun,
): Promise<Attempt<readonly number[]>> {
  return attempt(async () => {
    const pulls = await octokit.paginate(octokit.rest.pulls.list, {
      ...repository,
      state: 'open',
      head: `${headOwner}:${headBranch}`,
      per_page: 100,
    });
    return pulls
      .filter(({ head }) => head.sha === headSha && head.repo?.id === headRepositoryId)
      .map(({ number }) => number);
  });
}

const TOO_LARGE = 'the artifact is too large';

/** The artifact's archive, or why it is not taken. */
function download(
  { octokit, repository }: GitHubClient,
  run: ForkRun,
): Promise<Attempt<Buffer | string>> {
  return attempt(async () => {
    const name = forkArtifactName(run.attempt);
    const { data } = await octokit.rest.actions.listWorkflowRunArtifacts({
      ...repository,
      run_id: run.id,
      name,
    });
    const [artifact, ...others] = data.artifacts.filter(entry => entry.name === name);
    if (artifact === undefined) return `the run has no artifact ${name}`;
    if (others.length > 0) return `the run has several artifacts ${name}`;
    if (artifact.expired) return 'the artifact has expired';
    if (artifact.size_in_bytes > FORK_REPORT_BYTES) return TOO_LARGE;
    const response = await octokit.rest.actions.downloadArtifact({
      ...repository,
      artifact_id: artifact.id,
      archive_format: 'zip',
      // Read here, no further than it may be long.
      request: { parseSuccessResponseBody: false },
    });
    const stream = response.data as AsyncIterable<Uint8Array>;
    return (await readAtMost(stream, FORK_REPORT_BYTES)) ?? TOO_LARGE;
  });
}

const LONGEST_REASON = 300;

/** The reason may name what the artifact's maker named, and is shown in one line. */
function nothing(reason: string): ForkReport {
  return { kind: 'nothing', reason: oneLine(reason, LONGEST_REASON) };
}
