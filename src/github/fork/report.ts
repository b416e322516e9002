/**
 * The reports of a fork's pull request, for the run that `workflow_run` started after it. What decides
 * where a comment goes comes from GitHub alone; the artifact gives numbers and names.
 */
import type { RunRecord } from '../../record/run-record.ts';
import { oneLine } from '../../record/text.ts';
import { type Attempt, attempt, type GitHubClient } from '../client.ts';
import {
  FORK_REPORT_BYTES,
  FORK_REPORT_FILE,
  forkArtifactName,
  forkArtifactPrefix,
  parseForkReport,
} from './artifact.ts';
import { readAtMost, readOnlyFile } from './zip.ts';

/** What can be posted, and where; or why nothing is. */
export type ForkReports =
  | {
      readonly kind: 'found';
      readonly pullRequest: number;
      /** The head of the pull request that they are about. */
      readonly headSha: string;
      /** One a pipeline and job of the run; at least one. */
      readonly reports: readonly ForkReport[];
    }
  | { readonly kind: 'nothing'; readonly reason: string };

/** The report of one job. */
export type ForkReport =
  /** Its run is what GitHub says, whatever the artifact said. */
  | { readonly kind: 'report'; readonly record: RunRecord }
  | { readonly kind: 'refused'; readonly reason: string };

/** More pipelines and jobs of one workflow run are not reported on: whoever runs it chooses their number. */
const MOST_PIPELINES = 8;
const MOST_REPORTS = 64;

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

/** Finds the pull request of a run and reads its reports. */
export async function loadForkReports(client: GitHubClient, runId: number): Promise<ForkReports> {
  const run = await readRun(client, runId);
  if (!run.ok) return nothing(run.failure.reason);
  if (typeof run.value === 'string') return nothing(run.value);
  const found = await findPullRequest(client, run.value);
  if (!found.ok) return nothing(found.failure.reason);
  const [pullRequest, ...others] = found.value;
  if (pullRequest === undefined) return nothing('no open pull request has this commit as its head');
  if (others.length > 0) return nothing('several pull requests have this commit as their head');
  const listed = await listArtifacts(client, run.value);
  if (!listed.ok) return nothing(listed.failure.reason);
  const artifacts = listed.value;
  if (artifacts.length === 0) return nothing('the run has no artifact with a report');
  const reports: ForkReport[] = [];
  const pipelines = new Set<string>();
  for (const artifact of artifacts.slice(0, MOST_REPORTS)) {
    const twins = artifacts.filter(({ name }) => name === artifact.name);
    const report =
      twins.length > 1
        ? refused(`the run has several artifacts ${artifact.name}`)
        : await readReport(client, artifact, run.value, pullRequest);
    if (report.kind === 'report') {
      const { id } = report.record.pipeline;
      if (pipelines.size === MOST_PIPELINES && !pipelines.has(id)) continue;
      pipelines.add(id);
    }
    reports.push(report);
  }
  const left = artifacts.length - reports.length;
  if (left > 0) reports.push(refused(`${left} more reports of the run are not looked at`));
  return { kind: 'found', pullRequest, headSha: run.value.headSha, reports };
}

async function readReport(
  client: GitHubClient,
  artifact: ArtifactEntry,
  run: ForkRun,
  pullRequest: number,
): Promise<ForkReport> {
  const archive = await download(client, artifact);
  if (!archive.ok) return refused(archive.failure.reason);
  if (typeof archive.value === 'string') return refused(archive.value);
  let text: string;
  try {
    const file = await readOnlyFile(archive.value, FORK_REPORT_FILE, FORK_REPORT_BYTES);
    text = file.toString('utf8');
  } catch (error) {
    return refused(`the artifact is not used: ${(error as Error).message}`);
  }
  const head = { sha: run.headSha, repositoryId: run.headRepositoryId };
  const parsed = parseForkReport(text, head);
  if (!parsed.ok) return refused(`the artifact is not used: ${parsed.reason}`);
  const { record } = parsed;
  const { workflow, job, step, matrix, leg, jobIndex } = record.run;
  if (artifact.name !== forkArtifactName(run.attempt, record.pipeline.id, record.run)) {
    return refused(
      'the artifact is not used: it is about another pipeline or job than its name says',
    );
  }
  // Which job it was is the artifact's to say: GitHub does not tell legs of a matrix apart.
  const identity = {
    workflow,
    job,
    step,
    matrix,
    leg,
    jobIndex,
    id: String(run.id),
    attempt: run.attempt,
    sha: run.headSha,
    branch: run.headBranch,
    event: 'pull_request',
    pullRequest,
    startedAt: run.startedAt,
  };
  return { kind: 'report', record: { ...record, run: identity } };
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

/** An artifact of the run, as GitHub lists it. */
interface ArtifactEntry {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly isExpired: boolean;
}

/** The artifacts of the run's attempt that are called as reports are, in the order of their names. */
function listArtifacts(
  { octokit, repository }: GitHubClient,
  { id, attempt: number }: ForkRun,
): Promise<Attempt<readonly ArtifactEntry[]>> {
  const prefix = forkArtifactPrefix(number);
  return attempt(async () => {
    const all = await octokit.paginate(octokit.rest.actions.listWorkflowRunArtifacts, {
      ...repository,
      run_id: id,
      per_page: 100,
    });
    return all
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ id, name, size_in_bytes: bytes, expired: isExpired }) => {
        return { id, name, bytes, isExpired };
      })
      .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  });
}

/** The artifact's archive, or why it is not taken. */
async function download(
  { octokit, repository }: GitHubClient,
  { id, bytes, isExpired }: ArtifactEntry,
): Promise<Attempt<Buffer | string>> {
  if (isExpired) return { ok: true, value: 'the artifact has expired' };
  if (bytes > FORK_REPORT_BYTES) return { ok: true, value: TOO_LARGE };
  return attempt(async () => {
    const response = await octokit.rest.actions.downloadArtifact({
      ...repository,
      artifact_id: id,
      archive_format: 'zip',
      // Read here, no further than it may be long.
      request: { parseSuccessResponseBody: false },
    });
    const stream = response.data as AsyncIterable<Uint8Array>;
    return (await readAtMost(stream, FORK_REPORT_BYTES)) ?? TOO_LARGE;
  });
}

const LONGEST_REASON = 300;

/** Reasons may name what the artifact's maker named, and are shown in one line. */
function nothing(reason: string): ForkReports {
  return { kind: 'nothing', reason: oneLine(reason, LONGEST_REASON) };
}

function refused(reason: string): ForkReport {
  return { kind: 'refused', reason: oneLine(reason, LONGEST_REASON) };
}
